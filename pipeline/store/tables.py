"""The hand-kept tables of `data/`, read with messages that name the line a person has to mend."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from schema.errors import BadData
from schema.models import Models

if TYPE_CHECKING:
    from schema.quality import Qualities

Table = TypeVar("Table", bound=BaseModel)


def load_models(path: Path) -> Models:
    """`data/models.toml`: the canonical models and what every provider calls them."""
    return load_table(Models, path, {"models": "model"})


def load_quality(path: Path) -> Qualities:
    """`data/quality.toml`: how well each provider's prices are proven."""
    from schema.quality import Qualities

    return load_table(Qualities, path, {"providers": "provider"})


def read_text(path: Path) -> str:
    """The table as text, or a sentence that says it is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadData(str(path), "a table in UTF-8", str(error)) from None


def load_table(shape: type[Table], path: Path, lists: dict[str, str]) -> Table:
    """Any table: `lists` maps a field of its shape to the name of its `[[entries]]`."""
    source = read_text(path)
    parsed = _parsed(source, path)
    unknown = sorted(set(parsed) - set(lists.values()))
    if unknown:
        raise BadData(f"{path}:{_line_of_key(source, unknown[0])}", f"only {', '.join(lists.values())}", f"also {unknown[0]!r}")
    return validated(shape, {field: parsed.get(name, []) for field, name in lists.items()}, source, path, lists)


def validated(shape: type[Table], values: dict[str, Any], source: str, path: Path, lists: dict[str, str]) -> Table:
    """The values as their shape; the first fault as a sentence with the line of the entry it stands in."""
    try:
        return shape.model_validate(values)
    except ValidationError as error:
        fault = error.errors()[0]
        found = fault["msg"].removeprefix("Value error, ")
        place, line = _place(fault["loc"], source, lists) if fault["loc"] else ("", _line_of_words(source, found))
        raise BadData(f"{path}:{line}", f"a right value for {place}" if place else "a whole table", found, "imageprices check") from None


def _parsed(source: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadData(f"{path}:{line[1] if line else 1}", "TOML", str(error)) from None


def _place(loc: tuple[int | str, ...], source: str, lists: dict[str, str]) -> tuple[str, int]:
    """The field in words, and its line: of each list on the way the right entry, then the field where it is plain to see."""
    lines, line, dotted = source.split("\n"), 0, ""
    parts = [lists.get(part, part) if isinstance(part, str) else part for part in loc]
    for name, following in zip(parts, [*parts[1:], None], strict=True):
        if isinstance(name, str):
            dotted = f"{dotted}.{name}" if dotted else name
            line = _nth_entry(lines, line, name, dotted, following) if isinstance(following, int) else _line_of_field(lines, line, name)
    return ".".join(str(part) for part in parts if isinstance(part, str)), max(line, 1)


def _nth_entry(lines: list[str], after: int, name: str, dotted: str, at: int) -> int:
    """The line of the nth `[[dotted.name]]` below a line, or of the nth line in braces of `name = [`."""
    heads = [number for number in range(after, len(lines)) if re.match(rf"\[\[\s*{re.escape(dotted)}\s*\]\]", lines[number].strip())]
    if at < len(heads):
        return heads[at] + 1
    start = next((number for number in range(after, len(lines)) if re.match(rf"{re.escape(name)}\s*=\s*\[", lines[number].strip())), None)
    if start is None or lines[start].rstrip().endswith("]"):
        return after if start is None else start + 1
    entries = [number for number in range(start, len(lines)) if lines[number].strip().startswith("{")]
    return entries[at] + 1 if at < len(entries) else start + 1


def _line_of_field(lines: list[str], after: int, field: str) -> int:
    for number in range(after, len(lines)):
        if re.match(rf"{re.escape(field)}\s*=", lines[number].strip()):
            return number + 1
        if number > after and lines[number].strip().startswith(("[[", "{")):
            break
    return after


def _line_of_words(source: str, message: str) -> int:
    """The last line that holds what a message about the whole table quotes last: where a thing stands for the second time."""
    quoted = re.findall(r"'([^']+)'", message)
    lines = [number for number, line in enumerate(source.split("\n"), start=1) if quoted and f'"{quoted[-1]}"' in line]
    return max(lines, default=1)


def _line_of_key(source: str, key: str) -> int:
    return next(
        (number for number, line in enumerate(source.split("\n"), start=1) if re.match(rf"\[*\s*{re.escape(key)}\b", line.strip())), 1
    )
