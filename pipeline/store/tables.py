"""The hand-kept tables of `data/`, read with messages that name the line a person has to mend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import tomli
from pydantic import BaseModel, ValidationError

from schema.errors import BadData
from schema.tables.models import Models

if TYPE_CHECKING:
    from schema.tables.quality import Qualities
    from schema.tables.ratings import RatingTable

Table = TypeVar("Table", bound=BaseModel)
FieldPlace = tuple[int | str, ...]


def load_models(path: Path) -> Models:
    """`data/models.toml`: the canonical models and what every provider calls them."""
    return load_table(Models, path, {"models": "model", "others": "other", "apart": "apart"})


def load_quality(path: Path) -> Qualities:
    """`data/quality.toml`: how well each provider's prices are proven."""
    from schema.tables.quality import Qualities

    return load_table(Qualities, path, {"providers": "provider"})


def load_ratings(path: Path) -> RatingTable:
    """`data/ratings.toml`: how people rate what models make; none where a data folder has no such table."""
    from schema.tables.ratings import RatingTable

    return load_table(RatingTable, path, {"boards": "board"}) if path.exists() else RatingTable()


def read_text(path: Path) -> str:
    """The table as text, or a sentence that says it is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadData(str(path), "a file that can be read", (error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError:
        raise BadData(str(path), "a text in UTF-8", "other bytes") from None


def read_export(path: Path) -> str:
    """A file of records as programs and spreadsheets save it: UTF-8, or UTF-16 with its mark."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise BadData(str(path), "a file that can be read", (error.strerror or str(error)).lower()) from None
    if body.startswith(b"PK"):
        raise BadData(str(path), "JSON, JSON lines or CSV", "a spreadsheet or an archive", "save the sheet as CSV")
    try:
        return body.decode("utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadData(str(path), "a text in UTF-8 or UTF-16", "other bytes") from None


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
        return tomli.loads(source)
    except tomli.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadData(f"{path}:{line[1] if line else 1}", "TOML", str(error)) from None


def _place(loc: tuple[int | str, ...], source: str, lists: dict[str, str]) -> tuple[str, int]:
    """The field in words, and the line of the nearest thing around it that has one."""
    lines = dict(_lines(source))
    path = tuple(lists.get(part, part) if isinstance(part, str) else part for part in loc)
    known = next((path[:depth] for depth in range(len(path), 0, -1) if path[:depth] in lines), None)
    return ".".join(str(part) for part in path if isinstance(part, str)), lines[known] if known else 1


def _lines(source: str) -> Iterator[tuple[FieldPlace, int]]:
    """The line of every table, entry and field, by its path: `("model", 3, "ends", 0)`. What stands in braces has its entry's line."""
    entries: Counter[FieldPlace] = Counter()
    here: FieldPlace = ()
    inside: FieldPlace | None = None  # an array whose entries stand on lines of their own
    for number, line in enumerate(map(str.strip, source.split("\n")), start=1):
        if inside is not None:
            if line.startswith("]"):
                inside = None
            elif line and not line.startswith("#"):
                yield (*inside, entries[inside]), number
                entries[inside] += 1
        elif heading := re.match(r"\[(\[?)([\w.\s-]+)\]", line):
            here = _opened([part.strip() for part in heading[2].split(".")], entries, bool(heading[1]))
            yield here, number
        elif field := re.match(r"([\w-]+)\s*=", line):
            yield (*here, field[1]), number
            inside = (*here, field[1]) if line.endswith("[") else None


def _opened(parts: list[str], entries: Counter[FieldPlace], new: bool) -> FieldPlace:
    """The path of a table: where a part of it is an array, its latest entry is meant; `new` makes a new one of the last."""
    path: FieldPlace = ()
    for part in parts[:-1]:
        path = (*path, part)
        path = (*path, entries[path] - 1) if entries[path] else path
    path = (*path, parts[-1])
    if not new:
        return path
    entries[path] += 1
    return (*path, entries[path] - 1)


def _line_of_words(source: str, message: str) -> int:
    """The last line that holds what a message about the whole table quotes last: where a thing stands for the second time."""
    quoted = re.findall(r"'([^']+)'", message)
    lines = [number for number, line in enumerate(source.split("\n"), start=1) if quoted and f'"{quoted[-1]}"' in line]
    return max(lines, default=1)


def _line_of_key(source: str, key: str) -> int:
    return next(
        (number for number, line in enumerate(source.split("\n"), start=1) if re.match(rf"\[*\s*{re.escape(key)}\b", line.strip())), 1
    )
