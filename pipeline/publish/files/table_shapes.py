"""The shape of a flat table: columns that say their kind once, rows made anew each time, values as JSON says them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Literal, NamedTuple

from schema.amounts import spell
from schema.prices import Quote

ColumnKind = Literal["text", "amount", "share", "day", "time", "flag", "count", "words"]
DownloadRow = dict[str, Any]


class PublishedColumn(NamedTuple):
    """One column: its name, kind, what it says, whether it is always there, and the words it is limited to."""

    name: str
    kind: ColumnKind = "text"
    says: str = ""
    needed: bool = False
    among: tuple[str, ...] = ()


class PublishedRows:
    """The rows of a table, sorted; made anew each time they are gone through, so that they need not be in memory."""

    def __init__(self, made: Callable[[], Iterator[DownloadRow]]) -> None:
        self._made = made

    def __iter__(self) -> Iterator[DownloadRow]:
        return self._made()

    def __len__(self) -> int:
        return sum(1 for _ in self)


class PublishedTable(NamedTuple):
    """A flat table; `key` are the columns that make a row unique."""

    name: str
    says: str
    columns: tuple[PublishedColumn, ...]
    key: tuple[str, ...]
    rows: PublishedRows


def needed(name: str, kind: ColumnKind = "text", says: str = "", among: tuple[str, ...] = ()) -> PublishedColumn:
    """A column that every row fills."""
    return PublishedColumn(name, kind, says, True, among)


QUOTE_COLUMNS: Final = (
    needed("quote_text", says="the words it was read from"),
    PublishedColumn("quote_unit_text", says="the words that say what the amount is per"),
    needed("quote_url", says="the page"),
    needed("quote_locator", says="where on the page"),
    needed("quote_captured_at", "time", "when the page was read"),
    needed("quote_sha256", says="of the page's body"),
)


_AS_JSON_HAS_IT: Final = frozenset({str, bool, int, type(None)})  # nearly all there is


def plain(value: Any) -> Any:
    """A value as JSON says it: amounts as decimal strings, times in UTC with a Z, nothing as null."""
    said = value if type(value) in _AS_JSON_HAS_IT else _said(value)
    return None if said == "" else said


def _said(value: Any) -> Any:
    match value:
        case Decimal():
            return spell(value)
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case tuple() | list():
            return list(value)
        case Enum():
            return value.value
    return value


def quote_row(quote: Quote, prefix: str = "quote_") -> DownloadRow:
    """The columns of a quote."""
    return {f"{prefix}{name}": value for name, value in quote}
