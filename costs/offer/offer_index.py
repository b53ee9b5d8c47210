"""A seller's offers and rules by native id, sorted out once: a thousand costs don't read a thousand rules each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from costs.kept import kept
from schema.prices import Billable, Offer, PriceLine, Rule, Snapshot, Variant
from schema.rules import RuleKind

Thing = TypeVar("Thing")
OF_THE_OUTPUT: Final[tuple[RuleKind, ...]] = ("tokens_per_image", "multiplier")


class Stock(NamedTuple):
    """One offer, sorted out: its price lines by what they bill, the rules about it by kind, a model's own before its house's.

    `borrowed` are the rules lent to it, of kinds it has none of; `outputs` every variant of the output: of prices, of token tables,
    of multipliers; `told` the axes any of those sets; `doubts` what a person was not sure of who wrote its prices down.
    """

    offer: Offer
    lines: Mapping[Billable, tuple[PriceLine, ...]]
    rules: Mapping[RuleKind, tuple[Rule, ...]]
    borrowed: tuple[Rule, ...]
    outputs: tuple[Variant, ...]
    told: frozenset[str]
    doubts: tuple[Rule, ...]


class Shelf:
    """One snapshot, sorted out. An offer's stock is sorted out when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.offers = {offer.native_id: offer for offer in snapshot.offers}
        self._rules = _by(snapshot.rules, "native_id")
        self._stocks: dict[str, Stock] = {}

    def rules_for(self, native_id: str) -> tuple[Rule, ...]:
        """The rules of a model, then those of the house."""
        return (*self._rules.get(native_id, ()), *self._rules.get(None, ()))

    def stock(self, native_id: str, borrowed: Sequence[Rule] = ()) -> Stock:
        """What there is of one offer, with the rules lent to it."""
        known = self._stocks.get(native_id)
        if known is None or known.borrowed != tuple(borrowed):
            known = self._stocks[native_id] = _stock(self.offers[native_id], self.rules_for(native_id), tuple(borrowed))
        return known


def _by(things: Iterable[Thing], attribute: str) -> dict[Any, tuple[Thing, ...]]:
    """Things by one of their attributes, each group in their order."""
    groups: defaultdict[Any, list[Thing]] = defaultdict(list)
    for thing in things:
        groups[getattr(thing, attribute)].append(thing)
    return {value: tuple(found) for value, found in groups.items()}


def _stock(offer: Offer, own: tuple[Rule, ...], borrowed: tuple[Rule, ...]) -> Stock:
    kinds = {rule.kind for rule in own}
    lines: dict[Billable, tuple[PriceLine, ...]] = _by(offer.prices, "billable")
    rules: dict[RuleKind, tuple[Rule, ...]] = _by((*own, *(rule for rule in borrowed if rule.kind not in kinds)), "kind")
    priced = [line.variant for line in lines.get("output_image", ())]
    outputs = (*priced, *(rule.variant for kind in OF_THE_OUTPUT for rule in rules.get(kind, ())))
    doubts = tuple(rule for rule in own if rule.native_id == offer.native_id and rule.unsure)
    told = frozenset(axis for variant in outputs for axis, value in vars(variant).items() if value is not None)
    return Stock(offer, lines, rules, borrowed, outputs, told, doubts)


@kept
def shelf(snapshot: Snapshot) -> Shelf:
    """The shelf of a snapshot, kept as long as the snapshot itself."""
    return Shelf(snapshot)
