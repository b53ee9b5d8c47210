"""What a page that nobody reads yet seems to say: its price tables, with the words a reader would find them by.

A unit and a currency are proposed where the page says them (a column, a cell, the heading straight above); where it does not,
that is left to a person, and the price stays unread until then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from pipeline.scaffold.literals import literal
from schema.amounts import Amount, read_amount, read_bound
from schema.errors import LayoutChanged, UnreadablePrice
from schema.reading import PER_WORDS, SAID
from schema.units import read_unit
from scrapers._page import Page
from scrapers._tables import Table

IMAGES: Final = re.compile(r"\bimages?\b|\bpictures?\b|图像|图片|生图|画像|이미지", re.I)
MOSTLY: Final = 0.6  # a column holds prices when so many of its cells read as one
UNSAID: Final = "TODO the page's words for the unit"
OF_IMAGES: Final = ("image", "megapixel", "tile", "step", "tile_step")
_PRICED: Final = re.compile(r"price|cost|rate|fee|credit|per\b|/|\$|usd|价|费|积分", re.I)
_PAST: Final = re.compile(r"\b(?:old|was|before|previous|original|regular|retail|list price|msrp|savings?|discount|official)\b|原价", re.I)
_IDS: Final = re.compile(
    r"(?:model |api |endpoint |native )*(?:id|ids|slug|identifier|endpoint|api name|api model|model string)|模型 ?id", re.I
)
ID: Final = re.compile(r"[A-Za-z0-9@][\w.:@/-]*[-/_.:@0-9][\w.:@/-]*")
_NAMES: Final = re.compile(r"model|name|product|title|service|engine|模型|名称", re.I)
_AXES: Final = {
    "resolution": (re.compile(r"resolutions?|output resolution|分辨率", re.I), re.compile(r"\d+(?:\.\d+)?K|\d+P"), "row[{column}].text"),
    "size": (
        re.compile(r"(?:image |output )?sizes?|尺寸", re.I),
        re.compile(r"\d{2,5} ?[x×*] ?\d{2,5}(?: ?px)?"),
        "size(row[{column}].text)",
    ),
    "quality": (re.compile(r"quality|qualities|质量", re.I), re.compile(r"[A-Za-z][\w -]{1,20}"), "slug(row[{column}].text)"),
}

# What the names of several price columns differ by, and how a reader spells it.
_NAMED_AXES: Final = (
    ("resolution", re.compile(r"(?<![\w.])(?:\d(?:\.\d)?K|\d{3,4}p)(?!\w)", re.I), str.upper),
    ("size", re.compile(r"(?<!\w)\d{3,4} ?[x×] ?\d{3,4}(?!\w)"), lambda words: re.sub(r" ?[x×] ?", "x", words)),
    ("tier", re.compile(r"(?<!\w)(?:standard|batch|flex|priority)(?!\w)", re.I), str.lower),
    ("quality", re.compile(r"(?<!\w)(?:low|medium|high|standard|hd|ultra|premium|draft|turbo)(?!\w)", re.I), str.lower),
)


@dataclass(frozen=True, slots=True)
class ProposedColumn:
    """A column that holds prices: its name, the unit, the words that say it (none: nobody does), the currency (none: nobody says one).

    `bounds`: some of its cells say where a price starts. `axis`: the axis that tells it from the other price columns, as code.
    """

    name: str
    unit: str
    unit_text: str
    currency: str
    bounds: bool = False
    axis: str = ""


class Proposal(Protocol):
    """A place of a page that seems to hold prices, and the lines that would read it."""

    @property
    def heading(self) -> str:
        """Where it stands."""

    @property
    def label(self) -> str:
        """What its rows are called by."""

    @property
    def columns(self) -> Sequence[ProposedColumn]:
        """Its prices."""

    @property
    def rows(self) -> int:
        """How many models it has."""

    @property
    def price_count(self) -> int:
        """How many prices they have together."""

    def reader(self) -> str:
        """The lines of a reader."""


@dataclass(frozen=True, slots=True)
class PricedTable:
    """One table: the columns its rows are called by (an id where there is one, and a name), price columns, axes, all the others."""

    table: Table
    id: str
    name: str
    columns: tuple[ProposedColumn, ...]
    axes: tuple[tuple[str, str], ...]
    others: tuple[str, ...]
    heading: str

    @property
    def label(self) -> str:
        """The column that becomes the native id."""
        return self.id or self.name

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.table.rows)

    @property
    def price_count(self) -> int:
        """How many prices its rows have."""
        return self.rows * len(self.columns)

    def reader(self) -> str:
        """A loop over its rows; a column that is let be is named."""
        asked = dict.fromkeys((self.label, self.name, *(column.name for column in self.columns), *(name for _, name in self.axes)))
        columns = ", ".join(map(literal, asked))
        ignored = f", ignore=[{', '.join(map(literal, self.others))}]" if self.others else ""
        under = f", under={literal(self.heading)}" if self.heading else ""
        todo = "# TODO say why the ignored columns change no price\n" if self.others else ""
        called = f"row[{literal(self.id)}].text" if self.id else f"slug(row[{literal(self.name)}].text)"
        prices = "".join(f"        {self._price(column)},\n" for column in self.columns)
        return (
            f"{todo}for row in page.table({columns}{ignored}{under}).rows:\n"
            f"    yield offer(\n        {called},\n{prices}        name=row[{literal(self.name)}].text,\n    )\n"
        )

    def _price(self, column: ProposedColumn) -> str:
        axes = "".join(f", {axis}={_AXES[axis][2].format(column=literal(name))}" for axis, name in self.axes)
        cell = f"row[{literal(column.name)}]"
        return f"price({cell}.found(), {said_of(column, f'{cell}.text')}{axes}{column.axis})"


def said_of(column: ProposedColumn, words: str, unit_text: str = "") -> str:
    """What `price` is told beside the words found; `words` is the code of their text, `unit_text` of the unit's if that is code."""
    billable = "output_image" if column.unit in OF_IMAGES else "request"
    currency = f", currency={literal(column.currency)}" if column.currency else ""
    how = f', how="from" if re.match(r"(?i)from|start|as low", {words}) else "amount"' if column.bounds else ""
    return f'"{billable}", {literal(column.unit)}, {unit_text or literal(column.unit_text or UNSAID)}{how}{currency}'


def propose_tables(page: Page) -> list[PricedTable]:
    """The tables of a page that hold prices, largest first; where some name a unit or speak of images, those alone."""
    found = [proposal for table in page.every_table() if (proposal := _proposal_if_whole(table))]
    likely = [proposal for proposal in found if _is_likely(proposal)]
    return sorted(likely or found, key=lambda proposal: -proposal.rows)


def _is_likely(proposal: PricedTable) -> bool:
    around = " ".join((*proposal.table.headings, *proposal.table.names))
    return any(column.unit in OF_IMAGES and column.unit_text for column in proposal.columns) or bool(IMAGES.search(around))


def _proposal_if_whole(table: Table) -> PricedTable | None:
    try:
        return _proposal(table)
    except LayoutChanged:
        return None  # a table that cannot be read whole proposes nothing, and keeps no other from it


def _proposal(table: Table) -> PricedTable | None:
    heading = table.headings[-1] if table.headings else ""
    axes = tuple((axis, name) for name in table.names if (axis := _axis(table, name)))
    left = [name for name in table.names if name and name not in dict(axes).values()]
    columns = _told_apart([column for name in left if not _PAST.search(name) and (column := _column(table, name, heading))])
    labels = [name for name in left if name not in {column.name for column in columns} and not _PAST.search(name)]
    ids = [name for name in labels if _is_id(table, name, labels)]
    names = sorted((name for name in labels if name not in ids), key=lambda name: not _NAMES.search(name)) or ids
    if not columns or not names:
        return None
    used = {*ids[:1], names[0], *(column.name for column in columns), *dict(axes).values()}
    return PricedTable(table, (ids or [""])[0], names[0], columns, axes, tuple(n for n in table.header if n and n not in used), heading)


def _told_apart(columns: list[ProposedColumn]) -> tuple[ProposedColumn, ...]:
    """Several price columns with the one axis by which each of their names says another thing; as they are where there is none."""
    for axis, words, spelled in _NAMED_AXES if len(columns) > 1 else ():
        said = [words.findall(column.name) for column in columns]
        values = [spelled(found[0]) for found in said if len(found) == 1]
        if len(set(values)) == len(columns):
            return tuple(replace(each, axis=f", {axis}={literal(value)}") for each, value in zip(columns, values, strict=True))
    return tuple(columns)


def _is_id(table: Table, name: str, labels: list[str]) -> bool:
    """Whether a column is called an id, or holds nothing else beside a column of names; a model may have several rows."""
    cells = [row[name].text for row in table.rows]
    one_each = len(set(cells)) == len(cells) or any(_tells_the_same(table, name, other) for other in labels if other != name)
    alike = bool(cells) and one_each and all(ID.fullmatch(cell) for cell in cells)
    return alike and (bool(_IDS.fullmatch(name)) or (len(labels) > 1 and all("-" in cell or "/" in cell for cell in cells)))


def _tells_the_same(table: Table, name: str, other: str) -> bool:
    """Whether two columns tell the rows apart alike: an id for each name, and a name for each id."""
    pairs = {(row[name].text, row[other].text) for row in table.rows}
    return len(pairs) == len({id for id, _ in pairs}) == len({called for _, called in pairs}) > 1


def _axis(table: Table, name: str) -> str:
    cells = [row[name].text for row in table.rows]
    fitting = (axis for axis, (called, said, _) in _AXES.items() if called.fullmatch(name) and cells and all(map(said.fullmatch, cells)))
    return next(fitting, "")


def _column(table: Table, name: str, heading: str) -> ProposedColumn | None:
    currency = currency_in(name)
    read = [amount for row in table.rows if (amount := amount_of(row[name].text, currency))]
    if len(read) < max(1, MOSTLY * len(table.rows)):
        return None
    unit, unit_text = _unit(name, heading, [amount for amount, _ in read])
    if not unit and not _PRICED.search(name) and not all(amount.currency for amount, _ in read):
        return None  # numbers of something: neither a unit nor money is named
    said = {amount.currency for amount, _ in read if amount.currency}
    return ProposedColumn(name, unit or "image", unit_text, said.pop() if len(said) == 1 else currency, any(bound for _, bound in read))


def currency_in(name: str) -> str:
    """The currency that a column's name says its bare numbers are of, or nothing."""
    found = {
        currency
        for words, currency in ((r"\bUSD\b|\$", "USD"), (r"\bcredits?\b|积分", "credit"), (r"\bEUR\b|€", "EUR"), (r"\bCNY\b|元", "CNY"))
        if re.search(words, name, re.I)
    }
    return found.pop() if len(found) == 1 else ""


def amount_of(text: str, currency: str = "") -> tuple[Amount, bool] | None:
    """The amount that words are, and whether they are a lower bound; a bare number is of the currency that is said around it."""
    declared = currency or ("credit" if re.fullmatch(r"\d[\d.,]*", text) else None)
    try:
        amount = read_amount(text, currency=declared)
        return (amount if currency or declared is None else replace(amount, currency="")), False
    except UnreadablePrice:
        pass  # perhaps a bound
    try:
        low = read_bound(text, currency=declared).low
        return (low, True) if low else None
    except UnreadablePrice:
        return None


def _unit(name: str, heading: str, amounts: list[Amount]) -> tuple[str, str]:
    said = {amount.unit for amount in amounts if amount.unit}
    if own := next((unit for unit, words in SAID.items() if said and said <= set(words)), ""):
        return own, name
    for words in (name, heading):
        if (around := read_unit(words)) and around.unit != "credit":
            return PER_WORDS.get(around.unit, around.unit), words
    return "", ""
