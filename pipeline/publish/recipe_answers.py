"""What is kept of an answer to a recipe so that it can be published: a tenth of the bill, for there are six for every offer.

A whole bill is worked out again where one is shown. Sellers are asked in groups, so that no more bills than a group's are in
memory at once; the makers' own offers are asked with every group, for a price is said as a multiple of its maker's too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from costs.money import Rate
from costs.offer.recipes import Recipe
from costs.standing.decisions import bills_tokens
from costs.standing.ranking import Circumstances, market
from costs.standing.ranking import Row as Priced
from schema.models import Models
from schema.prices import Basis, Quote, Snapshot

AT_ONCE: Final = 5_000  # offers whose bills are in memory together


class Evidence(NamedTuple):
    """Which quote a price rests on: its id, its page, when it was read."""

    id: str
    url: str
    captured_at: datetime


class Line(NamedTuple):
    """The first line of a bill: the price as it is sold, and the quote it rests on."""

    price: Decimal
    currency: str
    unit: str
    quotes: tuple[Evidence, ...]


class Paid(NamedTuple):
    """The plan that credits are bought with."""

    plan: str


class Bill(NamedTuple):
    """What pages and tables say of a bill; `by_tokens` whether the output is billed by tokens."""

    provider: str
    native_id: str
    name: str
    lines: tuple[Line, ...]
    per_image: Decimal
    currency: str
    basis: Basis
    paid: Paid | None
    unproven: tuple[str, ...]
    retires: date | None
    retired: bool
    by_tokens: bool


class Row(NamedTuple):
    """One offer's answer, with what `costs.standing.ranking.Row` says of it."""

    cost: Bill
    dollars: Decimal | None
    rate: Rate | None
    model: str | None
    times: Decimal | None
    first_party: bool
    unequal: tuple[str, ...]
    stale: date | None
    unknown: bool
    why_not_ranked: str


class Refused(NamedTuple):
    """An offer without an answer, and the reason."""

    provider: str
    native_id: str
    model: str | None
    reason: str


class Answers(NamedTuple):
    """All answers to one recipe, in a market's order."""

    ranked: Sequence[Row]
    beside: Sequence[Row]
    refused: Sequence[Refused]


def ask(shops: Iterable[Snapshot], makers: Sequence[Snapshot], recipes: Sequence[Recipe], known: Circumstances) -> list[Answers]:
    """What all sellers answer to each of these recipes, kept small; `makers` has the offers that are their makers' own."""
    found: list[tuple[list[Row], list[Row], list[Refused]]] = [([], [], []) for _ in recipes]
    for group in groups(shops, AT_ONCE):
        own = {shop.provider for shop in group}
        beside = [maker for maker in makers if maker.provider not in own]
        kept = Kept()
        for recipe, (ranked, others, refused) in zip(recipes, found, strict=True):
            told = market([*group, *beside], recipe, known)
            ranked += [kept.row(row) for row in told.ranked if row.cost.provider in own]
            others += [kept.row(row) for row in told.beside if row.cost.provider in own]
            refused += [Refused(one.provider, one.native_id, one.model, one.reason) for one in told.refused if one.provider in own]
    return [Answers(tuple(sorted(ranked, key=by_price)), tuple(sorted(others, key=by_name)), tuple(none)) for ranked, others, none in found]


def own_offers(shops: Iterable[Snapshot], models: Models) -> Iterator[Snapshot]:
    """Of each seller who makes models, the offers of those."""
    made = {alias.pair() for model in models.models for alias in model.aliases if alias.provider in model.first_party}
    for shop in shops:
        offers = tuple(offer for offer in shop.offers if (shop.provider, offer.native_id) in made)
        if offers:
            yield shop.model_copy(update={"offers": offers})


def by_price(row: Row) -> tuple[Decimal, str, str]:
    """The place of a ranked row."""
    return row.dollars or Decimal(0), row.cost.provider, row.cost.native_id


def by_name(row: Row) -> tuple[str, str]:
    """The place of one that is not ranked."""
    return row.cost.provider, row.cost.native_id


def groups(shops: Iterable[Snapshot], offers: int) -> Iterator[list[Snapshot]]:
    """All sellers in groups of about so many offers, in order."""
    group: list[Snapshot] = []
    for shop in shops:
        group.append(shop)
        if sum(len(one.offers) for one in group) >= offers:
            yield group
            group = []
    if group:
        yield group


class Kept:
    """Makes rows of bills; what is the same in the answers of one offer to several recipes is there once."""

    def __init__(self) -> None:
        self._same: dict[Any, Any] = {}
        self._quotes: dict[int, tuple[Quote, Evidence]] = {}

    def row(self, row: Priced) -> Row:
        """What is kept of a row."""
        facts = (row.dollars, row.rate, row.model, row.times, row.first_party, row.unequal, row.stale, row.unknown, row.why_not_ranked)
        made: Row = self._once(Row(self._bill(row), *facts))
        return made

    def _bill(self, row: Priced) -> Bill:
        cost, first = row.cost, row.cost.lines[0]
        quotes = tuple(self._evidence(cost.provider, quote) for quote in first.quotes[:1])
        line = self._once(Line(first.price, first.currency, first.unit, quotes))
        paid = Paid(cost.paid.plan) if cost.paid else None
        head = (cost.provider, cost.native_id, cost.name, (line,), cost.per_image, cost.currency, cost.basis, paid)
        made: Bill = self._once(Bill(*head, cost.unproven, cost.retires, cost.retired, bills_tokens(row)))
        return made

    def _evidence(self, provider: str, quote: Quote) -> Evidence:
        found = self._quotes.get(id(quote))
        if found is None:
            made = Evidence(quoted_id(provider, quote), self._once(quote.url), self._once(quote.captured_at))
            found = self._quotes[id(quote)] = (quote, made)  # the quote itself too: what is gone could leave its id to another
        return found[1]

    def _once(self, part: Any) -> Any:
        return self._same.setdefault(_identity(part), part)


def quoted_id(provider: str, quote: Quote) -> str:
    """A stable id of a quote: where its words stand among the evidence of a provider. Times and hashes are not part of it."""
    return f"q{hashlib.sha256(repr((provider, quote.url, quote.locator, quote.text)).encode()).hexdigest()[:12]}"


def _identity(part: Any) -> Any:
    """What tells a part from others."""
    if isinstance(part, tuple):
        return (len(part), *map(_identity, part))
    return part if isinstance(part, str | Decimal | bool | date | None) else id(part)
