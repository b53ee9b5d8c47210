"""Of what an offer's answers are functions: one hash, so that what was answered before can be told from what has to be asked again.

In it are our code, the day, rates, tables of models and ratings, makers' token tables; of the offer its price lines, its provider's
rules and plans and when those were last seen; of each maker of its model the same, since a price stands beside the maker's own. No
time and no file name is in it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from costs.offer.borrowing import LENT
from costs.standing.ranking import Circumstances
from schema.prices import Closed, EntryKey, Offer, Snapshot

_LENGTH: Final = 16  # bytes: nobody meets two of them


class ContentKeys:
    """The keys of the offers of one data set; `code` is the hash of what reckons."""

    def __init__(self, known: Circumstances, code: str) -> None:
        self.known = known
        self._missing, self._last_seen = _by_provider(known.missing), _by_provider(known.last_seen)
        self._providers: dict[str, tuple[Snapshot, str]] = {}
        self._own: dict[tuple[str, str], tuple[Offer, str]] = {}
        self._offers: dict[tuple[str, str], tuple[Offer, str]] = {}
        self._all_of: dict[str, tuple[Snapshot, str]] = {}
        tables = [rule for id in sorted(known.makers) for rule in known.makers[id].rules if rule.kind in LENT]
        self.common = hash_of(code, known.on, known.plan, known.free_counts, known.rates, known.models, known.ratings, tables)

    def of_offer(self, snapshot: Snapshot, offer: Offer, *asked: object) -> str:
        """The hash of everything the answers of an offer are functions of, with what it is asked."""
        return hash_of(asked, self._whole(snapshot, offer))

    def of_provider(self, snapshot: Snapshot, *asked: object) -> str:
        """The same of all offers and plans of a provider."""
        made = self._all_of.get(snapshot.provider)
        if made is None or made[0] is not snapshot:
            said = hash_of(self._around(snapshot), *(self._whole(snapshot, offer) for offer in snapshot.offers))
            made = self._all_of[snapshot.provider] = (snapshot, said)
        return hash_of(asked, self.common, made[1])

    def _whole(self, snapshot: Snapshot, offer: Offer) -> str:
        pair = (snapshot.provider, offer.native_id)
        made = self._offers.get(pair)
        if made is None or made[0] is not offer:
            model, _ = self.known.models.named.get(pair, (None, None))
            makers = [alias.pair() for alias in model.aliases if alias.provider in model.first_party] if model else []
            said = hash_of(self.common, self._of(snapshot, offer), *(self._at_maker(*pair) for pair in makers))
            made = self._offers[pair] = (offer, said)
        return made[1]

    def _at_maker(self, provider: str, native_id: str) -> str:
        snapshot = self.known.makers.get(provider)
        offer = next((offer for offer in snapshot.offers if offer.native_id == native_id), None) if snapshot else None
        return self._of(snapshot, offer) if snapshot and offer else ""

    def _of(self, snapshot: Snapshot, offer: Offer) -> str:
        pair = (snapshot.provider, offer.native_id)
        made = self._own.get(pair)
        if made is None or made[0] is not offer:
            made = self._own[pair] = (offer, hash_of(self._around(snapshot), offer, self.known.lent.get(pair, ())))
        return made[1]

    def _around(self, snapshot: Snapshot) -> str:
        """What a provider says of all its offers, and when its pages and lines were last seen."""
        made = self._providers.get(snapshot.provider)
        if made is None or made[0] is not snapshot:
            id, known = snapshot.provider, self.known
            quotes = [line.quote for offer in snapshot.offers for line in offer.prices]
            quotes += [plan.quote for plan in snapshot.plans]
            quotes += [rule.quote for rule in snapshot.rules]
            quotes += [rule.quote for offer in snapshot.offers for rule in known.lent.get((id, offer.native_id), ())]
            days = [(url, known.last_read.get(url), url in known.replayed) for url in sorted({quote.url for quote in quotes})]
            own = (self._missing.get(id, ()), self._last_seen.get(id, ()))
            made = self._providers[id] = (snapshot, hash_of(id, snapshot.rules, snapshot.plans, days, *own))
        return made[1]


class NoKeys:
    """Where nothing is kept, nothing has to be told apart."""

    def of_offer(self, snapshot: Snapshot, offer: Offer, *asked: object) -> str:
        """None of anything."""
        return ""

    def of_provider(self, snapshot: Snapshot, *asked: object) -> str:
        """None of anything."""
        return ""


def hash_of(*parts: Any) -> str:
    """The hash of values, each by what it says."""
    told = hashlib.blake2b(digest_size=_LENGTH)
    for part in parts:
        for said in _said(part):
            told.update(said)
        told.update(b"\n")
    return told.hexdigest()


def _said(part: Any) -> Iterable[bytes]:
    match part:
        case Closed():
            yield part.model_dump_json().encode()
        case Mapping():
            for key in sorted(part):
                yield from (repr(key).encode(), *_said(part[key]))
        case list() | tuple():
            for one in part:
                yield from (*_said(one), b",")
        case _:
            yield repr(part).encode()


def _by_provider(days: Mapping[EntryKey, date | None]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, day in days.items():
        found[str(key[0])].append(repr((key, day)))
    return {provider: sorted(told) for provider, told in found.items()}
