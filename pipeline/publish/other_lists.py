"""Prices as other public lists have them, noted by hand in `data/elsewhere.toml`, held against ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.publish.recipe_answers import Answers
from pipeline.store.tables import load_table
from schema.prices import Closed, DecimalText

TABLE: Final = "elsewhere.toml"
NEAR: Final = Decimal("0.01")  # lists round; what is within a hundredth says the same


class Noted(Closed):
    """One price of another list: what it calls the offer (`key`), and which of our offers and images that is."""

    list: str
    key: str
    date: date
    provider: str
    native_id: str
    recipe: str
    dollars: DecimalText
    note: str = ""


class NotedTable(Closed):
    """`data/elsewhere.toml`."""

    prices: tuple[Noted, ...] = ()


class BesideOurs(NamedTuple):
    """A noted price with ours; `ratio` is theirs over ours. None where we have no price to hold against it."""

    noted: Noted
    ours: Decimal | None
    ratio: Decimal | None

    @property
    def differs(self) -> bool:
        """Whether the two are further apart than rounding explains."""
        return self.ratio is not None and abs(self.ratio - 1) > NEAR


def load_noted(folder: Path) -> tuple[Noted, ...]:
    """The noted prices of a data folder; none where it has no such table."""
    path = folder / TABLE
    return load_table(NotedTable, path, {"prices": "price"}).prices if path.exists() else ()


def compared(noted: Sequence[Noted], markets: Mapping[str, Answers]) -> list[BesideOurs]:
    """Every noted price beside ours, the widest apart first."""
    ours = {(name, row.cost.provider, row.cost.native_id): row.dollars for name, market in markets.items() for row in market.answered}
    found = [_beside(entry, ours.get((entry.recipe, entry.provider, entry.native_id))) for entry in noted]
    return sorted(found, key=lambda row: (row.ratio is None, -max(row.ratio, 1 / row.ratio) if row.ratio else 0, row.noted.key))


def _beside(entry: Noted, ours: Decimal | None) -> BesideOurs:
    return BesideOurs(entry, ours, entry.dollars / ours if ours else None)
