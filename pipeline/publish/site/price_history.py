"""What one image came to at an offer, reading by reading, in dollars: prices of any unit on one scale, and since when a flat one is so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final, NamedTuple

from costs.offer.recipes import STANDARD
from costs.reasons import Code
from costs.standing.ranking import answer_of
from pipeline.ledger.entries import snapshot_of
from pipeline.ledger.state import Known, apply
from pipeline.publish.change_effects import MOVED
from pipeline.publish.dataset import Published
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import Series
from schema.changes import Change
from schema.errors import NotComparable

MOVES: Final = (*MOVED, "added", "removed")
LINES: Final = 6  # of one chart


class PricePoint(NamedTuple):
    """What one image came to from a day on."""

    day: date
    dollars: Decimal


class PriceHistory(NamedTuple):
    """One offer's image over time: each price with its first day, the day it was last seen, and whether its first day is known."""

    provider: str
    native_id: str
    points: tuple[PricePoint, ...]
    seen: date
    dated: bool

    @property
    def now(self) -> PricePoint:
        """The price of today, and since when."""
        return self.points[-1]

    @property
    def before(self) -> PricePoint | None:
        """The price before it."""
        return self.points[-2] if len(self.points) > 1 else None


def histories(everything: Published, recipe: str, rows: Iterable[PublishedAnswer]) -> list[PriceHistory]:
    """The history of each answer that has a price, in their order."""
    return [_history(everything, recipe, row, row.dollars) for row in rows if row.dollars and row.cost.lines[0].quotes]


def _history(everything: Published, recipe: str, row: PublishedAnswer, dollars: Decimal) -> PriceHistory:
    provider, native_id = row.cost.provider, row.cost.native_id
    first = row.cost.lines[0].quotes[0]
    moved = any(_moves(change, native_id) and not change.baseline for change in everything.changes_of((provider, native_id)))
    known = list(_replayed(everything, recipe, provider, native_id)) if moved else []
    since = PricePoint(first.captured_at.date(), dollars)
    points = tuple(_steps([*known, *([] if known and known[-1].dollars == dollars else [since])]))
    return PriceHistory(
        provider,
        native_id,
        points,
        max(everything.seen(provider, first), points[-1].day),
        Code.UNDATED not in row.standing.codes,
    )


def _moves(change: Change, native_id: str) -> bool:
    return change.subject == "price" and change.native_id == native_id and change.kind in MOVES


def _steps(points: Sequence[PricePoint]) -> Iterator[PricePoint]:
    """Where the price changes: the same from reading to reading is one step."""
    for _, same in groupby(sorted(points, key=lambda point: point.day), key=lambda point: point.dollars):
        yield next(iter(same))


def _replayed(everything: Published, recipe: str, provider: str, native_id: str) -> Iterator[PricePoint]:
    """One image after each reading that moved a price of the offer, by today's rules, plans and rates: what moves is the offer's."""
    state, asked = everything.state(provider), replace(everything.known, on=None, missing={}, last_seen={}, last_read={})
    at = Known(provider)
    for day, read in groupby((one for one in state.changes if one.native_id == native_id), key=lambda one: one.at.date()):
        changes = list(read)
        for change in changes:
            apply(at, change)
        if any(_moves(change, native_id) for change in changes):
            then = state.snapshot.model_copy(update={"offers": snapshot_of(provider, at.entries.values()).offers})
            try:
                answer = answer_of(then, native_id, STANDARD[recipe], asked)
            except NotComparable:
                continue
            if answer.dollars:
                yield PricePoint(day, answer.dollars)


def curves(found: Sequence[PriceHistory], names: dict[tuple[str, str], str]) -> list[Series]:
    """A line for each that moved, the newest move first, until the day it was last seen."""
    moved = sorted((one for one in found if one.before), key=lambda one: one.now.day, reverse=True)[:LINES]
    return [
        Series(
            names[one.provider, one.native_id],
            (*((float(point.day.toordinal()), point.dollars) for point in one.points), (float(one.seen.toordinal()), one.now.dollars)),
        )
        for one in moved
    ]
