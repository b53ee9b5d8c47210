"""A seller's offers and rules by native id, sorted out once: a thousand costs don't read a thousand rules each."""

from __future__ import annotations

import weakref
from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from schema.prices import Offer, Rule, Snapshot


@dataclass(frozen=True, slots=True)
class Shelf:
    """One snapshot, sorted out. `rules` of a model come before those of the whole house."""

    offers: dict[str, Offer]
    rules: dict[str | None, tuple[Rule, ...]]

    def rules_for(self, native_id: str) -> tuple[Rule, ...]:
        """The rules of a model, then those of the house."""
        return (*self.rules.get(native_id, ()), *self.rules.get(None, ()))


_SHELVES: Final[dict[int, tuple[weakref.ref[Snapshot], Shelf]]] = {}


def shelf(snapshot: Snapshot) -> Shelf:
    """The shelf of a snapshot, kept as long as the snapshot itself."""
    known = _SHELVES.get(id(snapshot))
    if known is not None and known[0]() is snapshot:
        return known[1]
    made = _sorted_out(snapshot)
    key = id(snapshot)
    _SHELVES[key] = (weakref.ref(snapshot, lambda gone: _forget(key, gone)), made)
    return made


def _forget(key: int, gone: weakref.ref[Snapshot]) -> None:
    if key in _SHELVES and _SHELVES[key][0] is gone:
        del _SHELVES[key]


def _sorted_out(snapshot: Snapshot) -> Shelf:
    rules: defaultdict[str | None, list[Rule]] = defaultdict(list)
    for rule in snapshot.rules:
        rules[rule.native_id].append(rule)
    return Shelf({offer.native_id: offer for offer in snapshot.offers}, {owner: tuple(found) for owner, found in rules.items()})
