"""What a JSON answer that nobody reads yet seems to say: the longest list of records that all carry a name and a price."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, Final

from pipeline.scaffold.literals import literal, subscripts
from pipeline.scaffold.proposals import Column, unit_words
from schema.reading import PER_WORDS
from schema.units import read_unit
from scrapers._json import Number
from scrapers._page import Page

LABELS: Final = ("id", "model_id", "model", "model_name", "slug", "key", "name", "title")
NAMES: Final = ("name", "title", "display_name", "displayName", "model_name")
PRICED: Final = re.compile(r"price|cost|credit|usd|cents", re.I)
AMOUNT: Final = re.compile(r"\$?\d+(\.\d+)?([eE][-+]?\d+)?")
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """A list at `path` whose records are called by `label` (and `name`) and priced by `columns`, each a path of keys joined by dots."""

    path: Path
    label: str
    name: str
    columns: tuple[Column, ...]
    members: tuple[dict[str, Any], ...]

    @property
    def heading(self) -> str:
        """Where it stands."""
        return ".".join(self.path) or "the list"

    @property
    def rows(self) -> int:
        """How many records it has."""
        return len(self.members)


def propose_records(page: Page) -> list[Records]:
    """The longest list with names and prices, if there is one."""
    found = [records for path, members in _lists(page.json.value, ()) if (records := _records(path, members))]
    return sorted(found, key=lambda records: (-records.rows, records.path))[:1]


def _lists(value: Any, path: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    if isinstance(value, list) and value and all(isinstance(member, dict) for member in value):
        yield path, value
    for key, inner in value.items() if isinstance(value, dict) else ():
        yield from _lists(inner, (*path, key))


def _records(path: Path, members: list[dict[str, Any]]) -> Records | None:
    labels = _labels(members)
    columns = tuple(_column(place) for place in _leaves(members[0], ()) if all(_is_price(place, _at(member, place)) for member in members))
    if not labels or not columns:
        return None
    name = next((key for key in NAMES if all(_is_words(member.get(key)) for member in members)), labels[0])
    return Records(path, labels[0], name, columns, tuple(members))


def _labels(members: list[dict[str, Any]]) -> list[str]:
    """Keys whose words tell the records apart: the usual ones first."""
    worded = [key for key in members[0] if all(_is_words(member.get(key)) for member in members)]
    telling = [key for key in worded if len({member[key] for member in members}) == len(members)]
    return sorted(telling, key=lambda key: LABELS.index(key) if key in LABELS else len(LABELS))


def _leaves(record: dict[str, Any], path: Path) -> Iterator[Path]:
    for key, value in record.items():
        yield from _leaves(value, (*path, key)) if isinstance(value, dict) else ((*path, key),)


def _at(record: dict[str, Any], path: Path) -> Any:
    value: Any = record
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Number) and bool(value.strip())


def _is_price(path: Path, value: Any) -> bool:
    named = PRICED.search(".".join(path)) and "discount" not in path[-1].lower()
    return bool(named) and isinstance(value, str) and bool(AMOUNT.fullmatch(value))


def _column(path: Path) -> Column:
    words = next((key for key in reversed(path) if read_unit(key)), "")
    said = read_unit(words) if words else None
    unit = PER_WORDS.get(said.unit, said.unit) if said else "image"
    return Column(".".join(path), unit, words, "credit" if "credit" in ".".join(path).lower() else "USD")


def reader(records: Records) -> str:
    """The lines that read the list."""
    prices = "\n".join(f"        {_price(column)}," for column in records.columns)
    return (
        f"for row in page.json{subscripts(records.path)}:\n"
        f"    yield offer(\n        row[{literal(records.label)}].text,\n{prices}\n        name=row[{literal(records.name)}].text,\n    )\n"
    )


def _price(column: Column) -> str:
    cents = ', denomination="0.01"' if "cents" in column.name.lower() else ""
    said = f'"output_image", {literal(column.unit)}, {unit_words(column)}, currency={literal(column.currency)}, locale="json"{cents}'
    return f"price(row{subscripts(tuple(column.name.split('.')))}.found(), {said})"


def body(records: Records) -> str:
    """The list again, with the names and prices of its records and nothing else."""
    kept = [(records.label,), (records.name,), *(tuple(column.name.split(".")) for column in records.columns)]
    members: Any = [_picked(member, kept) for member in records.members]
    whole = reduce(lambda inner, key: {key: inner}, reversed(records.path), members)
    return _spelled(whole, "\n") + "\n"


def _picked(member: dict[str, Any], kept: list[Path]) -> dict[str, Any]:
    picked: dict[str, Any] = {}
    for path in kept:
        here = reduce(lambda value, key: value.setdefault(key, {}), path[:-1], picked)
        here[path[-1]] = _at(member, path)
    return picked


def _spelled(value: Any, margin: str) -> str:
    """JSON in which a number stays as it was written."""
    inner = f"{margin} "
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key)}: {_spelled(each, inner)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ",".join(f"{inner}{_spelled(each, inner)}" for each in value) + f"{margin}]"
        case Number():
            return str(value)
    return json.dumps(value, ensure_ascii=False)
