"""A change with what follows from it: ratio and direction, and what it does to the standard images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NamedTuple

from costs.exact import said
from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Standing
from costs.standing.ranking import Circumstances, answer_of
from pipeline.ledger.entries import Entry, key_of, snapshot_of
from pipeline.ledger.extremes import frame
from pipeline.ledger.state import Known, apply
from pipeline.publish.spool import Shelved, shelved
from schema.changes import Change
from schema.errors import NotComparable
from schema.prices import EntryKey, Plan, PriceLine, Rule, Snapshot

if TYPE_CHECKING:
    from pipeline.publish.dataset import ProviderState, Published

MOVED: Final = ("increased", "decreased", "unit_changed", "restated", "correction")


class Effect(NamedTuple):
    """What a change does to one standard image, in dollars (or the offer's own currency): before and after, and how the new one stands."""

    recipe: str
    currency: str
    before: Decimal
    after: Decimal
    standing: Standing


Effects = tuple[Effect, ...]


class Event(NamedTuple):
    """A change and what follows from it. `ratio` is new by old; None where the two are not in the same unit and currency."""

    change: Change
    model: str | None = None
    ratio: Decimal | None = None
    effects: tuple[Effect, ...] = ()
    retracted_by: str | None = None  # the id of the correction that took back what it said

    @property
    def direction(self) -> str | None:
        """Up or down."""
        return None if self.ratio is None or self.ratio == 1 else "up" if self.ratio > 1 else "down"


class Head(NamedTuple):
    """What a page has to know of an event to tell whether it is one of its own."""

    provider: str
    native_id: str | None
    model: str | None
    kind: str
    baseline: bool
    retracted_by: str | None
    id: str
    month: str


def events(everything: Published) -> Shelved[Event, Head]:
    """Every change of every seller, baseline included, the newest first."""
    return everything.told


def tell(states: Iterable[ProviderState], known: Circumstances, found: Iterable[Sequence[Effects]] | None = None) -> Shelved[Event, Head]:
    """The same of these sellers, with the effects that were `found` of them: a large field's wait on the disk."""
    with_effects = zip(states, effects(states, known) if found is None else found, strict=True)
    return shelved((event for state, own in with_effects for event in _of_provider(state, known, own)), _newest, _head)


def effects(states: Iterable[ProviderState], known: Circumstances) -> Iterator[Sequence[Effects]]:
    """Of each seller what each of its prices that moved did, in the order of its changes."""
    return (list(_effects_at(state, known)) for state in states)


def _newest(event: Event) -> tuple[float, str, str]:
    change = event.change
    return (-change.at.timestamp(), change.provider, change.id)


def _head(event: Event) -> Head:
    change = event.change
    return Head(
        change.provider, change.native_id, event.model, change.kind, change.baseline, event.retracted_by, change.id, f"{change.at:%Y-%m}"
    )


def _of_provider(state: ProviderState, known: Circumstances, found: Iterable[Effects]) -> Iterator[Event]:
    retracted, mapped, of_moves = retractions(state.changes), known.models.by_alias(), iter(found)
    for change in state.changes:
        model, own = mapped.get((state.id, change.native_id or "")), next(of_moves) if _moved(change) else ()
        yield Event(change, model.id if model else None, ratio(change), own, retracted.get(change.id))


def _effects_at(state: ProviderState, known: Circumstances) -> Iterator[Effects]:
    at, asked = Known(state.id), _AskedBefore(state.id, known)
    for change in state.changes:
        moved = _moved(change)
        before = asked.answers(at, change.native_id or "") if moved else []
        apply(at, change)
        if moved:
            yield tuple(_effects(before, asked.answers(at, change.native_id or "")))


def _moved(change: Change) -> bool:
    """Whether a price is another than before, as far as its kind says."""
    return not change.baseline and change.subject == "price" and change.kind in MOVED


def retractions(changes: Sequence[Change]) -> dict[str, str]:
    """The changes that said what was wrong, each with the correction that took it back: since the day it was wrong, no earlier."""
    taken: dict[str, str] = {}
    said = defaultdict[EntryKey, list[Change]](list)
    for change in changes:
        if change.kind == "correction" and change.before is not None:
            since = change.valid_from or change.at
            wrong = said[key_of(change.native_id, change.before)]
            taken |= {one.id: change.id for one in wrong if one.at >= since and one.after and one.after.fact() == change.before.fact()}
        if change.kind != "held" and change.after is not None:
            said[key_of(change.native_id, change.after)].append(change)
    return taken


def ratio(change: Change) -> Decimal | None:
    """New by old, where both are amounts of the same thing."""
    match change.before, change.after:
        case PriceLine() as old, PriceLine() as new if frame(old) == frame(new) and old.amount and new.amount is not None:
            return said(Fraction(new.amount) / Fraction(old.amount))
        case Plan() as old, Plan() as new if old.currency == new.currency and old.period == new.period and old.price:
            return said(Fraction(new.price) / Fraction(old.price))
    return None


class _ImageThen(NamedTuple):
    """What one image came to at a seller as it was, and how that answer stood."""

    currency: str
    amount: Decimal
    standing: Standing


class _AskedBefore:
    """What the standard images cost at a seller as it was: what it asked after one change is what it asked before the next."""

    def __init__(self, provider: str, known: Circumstances) -> None:
        self.provider, self.known = provider, replace(known, on=None, missing={}, last_seen={}, last_read={})
        self._last: dict[str, tuple[list[Entry], list[_ImageThen | None]]] = {}

    def answers(self, at: Known, native_id: str) -> list[_ImageThen | None]:
        """One image of each standard recipe at an offer, in its currency; None where it does not sell that."""
        own = [one for one in at.entries.values() if one.subject != "price" or one.native_id == native_id]
        if native_id not in self._last or self._last[native_id][0] != own:
            self._last[native_id] = (own, self._ask(own, native_id))
        return self._last[native_id][1]

    def _ask(self, own: list[Entry], native_id: str) -> list[_ImageThen | None]:
        snapshot = snapshot_of(self.provider, own)
        return [self._image(snapshot, native_id, recipe) for recipe in STANDARD.values()]

    def _image(self, snapshot: Snapshot, native_id: str, recipe: Recipe) -> _ImageThen | None:
        """One image, judged on the day its own lines were read; None where this offer does not sell it."""
        try:
            answer = answer_of(snapshot, native_id, recipe, self.known)
        except NotComparable:
            return None
        each = answer.cost.money_per_image
        return None if each is None else _ImageThen(str(answer.cost.money_currency), each, answer.standing)


def _effects(before: Sequence[_ImageThen | None], after: Sequence[_ImageThen | None]) -> Iterator[Effect]:
    for recipe, old, new in zip(STANDARD, before, after, strict=False):
        if old and new and old.amount != new.amount and old.currency == new.currency:
            yield Effect(recipe, old.currency, old.amount, new.amount, new.standing)


def amount_of(value: PriceLine | Plan | Rule | None) -> Decimal | None:
    """The number of a price or plan."""
    match value:
        case PriceLine():
            return value.amount
        case Plan():
            return value.price
    return None
