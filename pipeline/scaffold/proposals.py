"""What a page that nobody reads yet seems to say: the tables that hold prices, with the words a reader would find them by."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.scaffold.literals import literal
from schema.amounts import Amount, read_amount
from schema.errors import LayoutChanged, UnreadablePrice
from schema.reading import PER_WORDS, SAID
from schema.units import read_unit
from scrapers._page import Page
from scrapers._tables import Table

IMAGES = re.compile(r"\bimages?\b|\bpictures?\b|图像|图片|生图", re.I)
MOSTLY = 0.6  # a column holds prices when so many of its cells read as one


@dataclass(frozen=True, slots=True)
class Column:
    """A column that holds prices: its name, the unit, the words that say it (none: nobody does), the currency of bare numbers."""

    name: str
    unit: str
    unit_text: str
    currency: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """One table with prices: what its rows are called by, and its price columns. `heading` tells it from tables alike."""

    table: Table
    label: str
    columns: tuple[Column, ...]
    heading: str

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.table.rows)


def propose(page: Page) -> list[Proposal]:
    """The tables of a page that hold prices, largest first; where some name a unit or speak of images, those alone."""
    found = [proposal for table in page.every_table() if (proposal := _proposal_if_whole(table))]
    likely = [proposal for proposal in found if _is_likely(proposal)]
    return sorted(likely or found, key=lambda proposal: -proposal.rows)


def _is_likely(proposal: Proposal) -> bool:
    around = " ".join((*proposal.table.headings, *proposal.table.names))
    return any(column.unit_text for column in proposal.columns) or bool(IMAGES.search(around))


def _proposal_if_whole(table: Table) -> Proposal | None:
    try:
        return _proposal(table)
    except LayoutChanged:
        return None  # a table that cannot be read whole proposes nothing, and keeps no other from it


def _proposal(table: Table) -> Proposal | None:
    columns = tuple(column for name in table.names if (column := _column(table, name)))
    labels = [name for name in table.names if name not in {column.name for column in columns}]
    heading = table.headings[-1] if table.headings else ""
    return Proposal(table, labels[0], columns, heading) if columns and labels else None


def _column(table: Table, name: str) -> Column | None:
    amounts = [amount for row in table.rows if (amount := _amount(row[name].text))]
    if len(amounts) < max(1, MOSTLY * len(table.rows)):
        return None
    unit = _unit(name, amounts)
    if unit is None and not all(amount.currency for amount in amounts):
        return None  # numbers of something: neither a unit nor money is named
    return Column(name, unit or "image", name if unit else "", amounts[0].currency)


def _amount(text: str) -> Amount | None:
    try:
        return read_amount(text)
    except UnreadablePrice:
        return None


def _unit(name: str, amounts: list[Amount]) -> str | None:
    said = {amount.unit for amount in amounts if amount.unit}
    for unit, words in SAID.items():
        if said and said <= set(words):
            return unit
    around = read_unit(name)
    return PER_WORDS.get(around.unit, around.unit) if around else None


def unit_words(column: Column) -> str:
    """The words a reader names a column's unit by, as code; where the page says none, what is left to a person."""
    return literal(column.unit_text or "TODO the page's words for the unit")
