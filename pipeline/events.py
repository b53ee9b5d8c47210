"""A change with what follows from it: ratio and direction, and what it does to the standard images."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.entries import Key, key_of, snapshot_of
from pipeline.extremes import frame
from pipeline.known import Known, apply
from pipeline.published import Published, Seller
from schema.changes import Change
from schema.errors import NotComparable
from schema.exact import said
from schema.markets import cost_of
from schema.prices import Plan, PriceLine, Rule, Snapshot
from schema.recipes import STANDARD

MOVED: Final = ("increased", "decreased", "unit_changed", "restated", "correction")


class Effect(NamedTuple):
    """What a change does to one standard image, in dollars (or the offer's own currency): before and after."""

    recipe: str
    currency: str
    before: Decimal
    after: Decimal


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


@lru_cache(maxsize=1)  # files, feeds and pages ask for the same ones
def events(everything: Published) -> tuple[Event, ...]:
    """Every change of every seller, baseline included, the newest first."""
    made = {event.change.id: event for seller in everything.sellers for event in _of_seller(everything, seller)}
    return tuple(made[change.id] for change in everything.changes)


def _of_seller(everything: Published, seller: Seller) -> Iterator[Event]:
    known, retracted = Known(seller.id), retractions(seller.changes)
    for change in seller.changes:
        before = _shop(known, change)
        apply(known, change)
        model = everything.model_of(seller.id, change.native_id or "")
        effects = _effects(everything, change, before, _shop(known, change)) if before else ()
        yield Event(change, model.id if model else None, ratio(change), effects, retracted.get(change.id))


def retractions(changes: Sequence[Change]) -> dict[str, str]:
    """The changes that said what was wrong, each with the correction that took it back: since the day it was wrong, no earlier."""
    taken: dict[str, str] = {}
    said = defaultdict[Key, list[Change]](list)
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


def _shop(known: Known, change: Change) -> Snapshot | None:
    """What the seller of a moved price sells of that model; None where no standard image is touched."""
    if change.baseline or change.subject != "price" or change.kind not in MOVED:
        return None
    own = (one for one in known.entries.values() if one.subject != "price" or one.native_id == change.native_id)
    return snapshot_of(known.provider, own)


def _effects(everything: Published, change: Change, before: Snapshot, after: Snapshot | None) -> tuple[Effect, ...]:
    found = (_effect(everything, change, recipe, before, after) for recipe in STANDARD) if after else ()
    return tuple(effect for effect in found if effect)


def _effect(everything: Published, change: Change, recipe: str, before: Snapshot, after: Snapshot | None) -> Effect | None:
    costs = [_each(everything, shop, change.native_id or "", recipe) for shop in (before, after)]
    old, new = costs
    if old is None or new is None or old == new or old[0] != new[0]:
        return None
    return Effect(recipe, old[0], old[1], new[1])


def _each(everything: Published, shop: Snapshot | None, native_id: str, recipe: str) -> tuple[str, Decimal] | None:
    model = everything.model_of(shop.provider, native_id) if shop else None
    try:
        answer = cost_of(shop, native_id, STANDARD[recipe], everything.known, model) if shop else None
    except NotComparable:
        return None  # this offer does not sell that image: nothing to compare
    if answer is None or answer.money_per_image is None:
        return None
    return str(answer.money_currency), answer.money_per_image


def amount_of(value: PriceLine | Plan | Rule | None) -> Decimal | None:
    """The number of a price or plan."""
    match value:
        case PriceLine():
            return value.amount
        case Plan():
            return value.price
    return None
