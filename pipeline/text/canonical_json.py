"""How the robot writes files: boring, so that a diff is news."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted
from typing import Any, Final

from pydantic import BaseModel

_WORDS: Final = {None: "null", True: "true", False: "false"}


def spelled(model: BaseModel) -> str:
    """A file: two-space indent, sorted keys, what is as usual left out, one final newline."""
    return indented(_plain(model)) + "\n"


def indented(value: Any, margin: str = "\n", step: str = "  ") -> str:
    """What `json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False)` says, three times as fast: it has no C for it."""
    if isinstance(value, str):
        return _quoted(value)
    if value is None or value is True or value is False:
        return _WORDS[value]
    if type(value) is int:
        return str(value)
    inner = margin + step
    if isinstance(value, dict) and value:
        # A text, which nearly all are, is not asked for by a call of its own.
        lines = [
            f"{_quoted(key)}: {_quoted(each) if type(each) is str else indented(each, inner, step)}" for key, each in sorted(value.items())
        ]
        return "{" + inner + f",{inner}".join(lines) + margin + "}"
    if isinstance(value, list) and value:
        return "[" + inner + f",{inner}".join([indented(each, inner, step) for each in value]) + margin + "]"
    return json.dumps(value)


def spelled_line(model: BaseModel) -> str:
    """The same as one line of a JSON Lines file."""
    return json.dumps(_plain(model), sort_keys=True, ensure_ascii=False, separators=(",", ":")) + "\n"


def _plain(model: BaseModel) -> dict[str, Any]:
    # The version is always written: a later reader must know what it has before it knows anything else.
    return model.model_dump(mode="json", exclude_defaults=True) | {"schema_version": 1}
