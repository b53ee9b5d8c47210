"""`history/<provider>/<year>.jsonl`: every change ever believed, in order; only ever appended to."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from pipeline.text.canonical_json import spelled_line
from schema.changes import Change, ChangeKind, change_id
from schema.errors import BadData

FEW: Final = 16  # offers that are sooner found one by one


def read_history(folder: Path, provider: str) -> list[Change]:
    """All changes of a provider, checked: each line whole, its own provider's, in the order of time, each id once."""
    changes: list[Change] = []
    for path in sorted((folder / "history" / provider).glob("*.jsonl")):
        changes += _changes(path, provider)
    _demand_order(changes, folder / "history" / provider)
    return changes


def _changes(path: Path, provider: str) -> list[Change]:
    text = _text(path)
    if text and not text.endswith("\n"):
        raise _broken(path, "a whole last line", "one cut short")
    found = [_change(path, at, line) for at, line in enumerate(text.split("\n")[:-1], start=1)]
    for at, change in enumerate(found, start=1):
        if change.provider != provider or f"{change.at.year}.jsonl" != path.name:
            raise _broken(path, f"changes of {provider} in {path.stem}", f"one of {change.provider} at {change.at:%Y-%m-%d} in line {at}")
    return found


def history_of(folder: Path, provider: str, native_id: str) -> list[Change]:
    """The changes of one offer, plan or model's rule: its lines are found by their text, and only they are checked."""
    spellings = {re.escape(json.dumps(native_id, ensure_ascii=ascii)) for ascii in (True, False)}
    named = re.compile(rf'"native_id"\s*:\s*(?:{"|".join(sorted(spellings))})'.encode())
    changes = [change for path in sorted((folder / "history" / provider).glob("*.jsonl")) for change in _changes_with(named, path)]
    return [change for change in changes if change.native_id == native_id]


def histories(folder: Path, provider: str, asked: int) -> Callable[[str], Iterable[Change]]:
    """The changes of each offer, for who asks for so many: a few are looked for one by one, many in a history that is read once."""
    if asked <= FEW:
        return lambda native_id: history_of(folder, provider, native_id)
    found: defaultdict[str | None, list[Change]] = defaultdict(list)
    for change in read_history(folder, provider):
        found[change.native_id].append(change)
    return lambda native_id: found.get(native_id, ())


def tells_of(folder: Path, provider: str, kind: ChangeKind) -> bool:
    """Whether a history has a change of a kind, by its text."""
    said = re.compile(rf'"kind"\s*:\s*"{kind}"'.encode())
    return any(said.search(path.read_bytes()) for path in (folder / "history" / provider).glob("*.jsonl"))


def _changes_with(words: re.Pattern[bytes], path: Path) -> Iterator[Change]:
    body, end = path.read_bytes(), 0
    for match in words.finditer(body):
        if match.start() >= end:  # the first match of its line
            start = body.rfind(b"\n", 0, match.start()) + 1
            end = body.find(b"\n", match.end()) + 1 or len(body)
            yield _change(path, body.count(b"\n", 0, start) + 1, body[start:end])


def read_lines(path: Path) -> list[Change]:
    """The changes in a file of history lines, of any provider: what a diff of `data/history` adds."""
    lines = _text(path).split("\n")
    return [_change(path, at, line) for at, line in enumerate(lines, start=1) if line]


def _change(path: Path, at: int, line: str | bytes) -> Change:
    try:
        return Change.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors()[0]
        raise _broken(path, f"a change in line {at}", f"{problem['msg']} at {'.'.join(map(str, problem['loc']))}") from None


def _demand_order(changes: list[Change], folder: Path) -> None:
    for earlier, later in pairwise(changes):
        if later.at < earlier.at:
            raise _broken(folder, "changes in the order of time", f"{later.at:%Y-%m-%d %H:%M} after {earlier.at:%Y-%m-%d %H:%M}")
    if len({change.id for change in changes}) != len(changes):
        raise _broken(folder, "each change once", "one twice")


def _broken(path: Path, expected: str, found: str) -> BadData:
    return BadData(str(path), expected, found, f"git checkout -- {path}")


def with_new_ids(changes: Iterable[Change], taken: set[str]) -> list[Change]:
    """The changes, each with an id nobody has: a price that swings twice a day makes the same change twice."""
    used = set(taken)
    fresh = []
    for change in changes:
        own = _free(change.id, used)
        used.add(own)
        fresh.append(change.model_copy(update={"id": own}))
    return fresh


def _free(wanted: str, used: set[str]) -> str:
    while wanted in used:
        wanted = change_id(wanted, "again")
    return wanted


def appended(folder: Path, provider: str, changes: Iterable[Change]) -> dict[str, str]:
    """The new text of each file (by path in the data folder) that the changes are appended to."""
    added: defaultdict[str, list[str]] = defaultdict(list)
    for change in changes:
        added[f"history/{provider}/{change.at.year}.jsonl"].append(spelled_line(change))
    return {path: "".join((_before(folder / path), *lines)) for path, lines in added.items()}


def _before(path: Path) -> str:
    return _text(path) if path.exists() else ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _broken(path, "text in UTF-8", f"the byte 0x{error.object[error.start]:02x} at {error.start}") from None
