"""What somebody typed that can't be: one sentence with what is wrong, the nearest right thing, and where all of it is explained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from schema.errors import BadData

KINDS: Final = {int: "a whole number", float: "a number", datetime: "a day such as 2026-11-30", Path: "something that is there"}


def demand_verb(verbs: Sequence[str], arguments: Sequence[str]) -> None:
    """Told before typer reads on, since it knows nobody near."""
    asked = arguments[0] if arguments else ""
    if asked not in verbs and not asked.startswith("-") and arguments:
        raise BadData("VERB", f"one such as {', '.join(_near(asked, verbs) or sorted(verbs))}", repr(asked[:80]), "imageprices --help")


def misused(error: Any, arguments: Sequence[str]) -> str:
    """The sentence for a misuse typer found."""
    verb = next((word for word in arguments[:1] if not word.startswith("-")), "")
    return str(BadData(verb, *_sides(error, arguments), " ".join(filter(None, ("imageprices", verb, "--help")))))


def _sides(error: Any, arguments: Sequence[str]) -> tuple[str, str]:
    """What was expected, and what was found instead."""
    match type(error).__name__:
        case "NoSuchOption":
            there = [name for param in error.ctx.command.params for name in param.opts if name.startswith("--")]
            return f"an option such as {', '.join(_near(error.option_name, there) or there)}", error.option_name
        case "BadOptionUsage":
            return f"a value after {error.option_name}", "none"
        case "MissingParameter":
            explained = str(error.param.help or "").rstrip(".")
            return f"{_named(error.param)}{f' ({explained})' if explained else ''}", "none"
        case "BadParameter":
            return f"{_kind(error.param)} for {_named(error.param)}", _given(error, arguments)
        case _:
            return f"no words but its options{_nearest_option(error)}", repr(error.message.rpartition("(")[2].rstrip(")")[:80])


def _kind(param: Any) -> str:
    kind = KINDS.get(param.type_descriptor.annotation, "another value")
    least = getattr(param, "min", None)
    return f"{kind} of at least {least}" if least is not None else kind


def _named(param: Any) -> str:
    return str(param.opts[-1] if param.opts[-1].startswith("--") else param.metavar or param.name.upper())


def _given(error: Any, arguments: Sequence[str]) -> str:
    """What stands after the option, or what typer says of a word without one."""
    for word, after in zip(arguments, [*arguments[1:], ""], strict=True):
        name, is_one, value = word.partition("=")
        if name in error.param.opts:
            return repr((value if is_one else after)[:80])
    return str(error.message).rstrip(".")


def _near(words: str, names: Sequence[str]) -> list[str]:
    from schema.naming import nearest  # brings the tables of models: for who mistyped alone

    return nearest(words, names)


def _nearest_option(error: Any) -> str:
    there = {name for param in error.ctx.command.params for name in param.opts}
    return ", such as --model NAME" if "--model" in there else ""
