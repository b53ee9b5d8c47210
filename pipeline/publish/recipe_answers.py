"""What is kept of an answer to a recipe so that it can be published: a tenth of the bill, for there are six for every offer.

A whole bill is worked out again where one is shown. Sellers are asked in groups, so that no more bills than a group's are in
memory at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NamedTuple

from pydantic import ConfigDict, TypeAdapter

from costs.bill.itemised import Cost
from costs.money import Rate
from costs.offer.recipes import Recipe
from costs.reasons import Code, Place, Standing
from costs.standing.ranking import Circumstances, Headline, by_price, headline, leading, market
from costs.standing.ranking import RankedAnswer as Priced
from pipeline.ledger.entries import price_id
from pipeline.publish.content_keys import hash_of
from pipeline.publish.kept_answers import KeptAnswers
from schema.prices import Basis, Offer, Period, PriceLine, Quote, Snapshot
from schema.proofs import Proof

AskedOffers = Callable[[Snapshot, Offer], bool]
AT_ONCE: Final = 5_000  # offers whose bills are in memory together


class AnswerEvidence(NamedTuple):
    """Which quote a price rests on: its id, its page, when it was read."""

    id: str
    url: str
    captured_at: datetime


class PublishedLine(NamedTuple):
    """The first line of a bill: the price as it is sold, and the quote it rests on."""

    price: Decimal
    currency: str
    unit: str
    quotes: tuple[AnswerEvidence, ...]


class PublishedPaid(NamedTuple):
    """The plan that credits are bought with."""

    plan: str


class Least(NamedTuple):
    """What one has to buy first, where prices are in credits: the smallest plan that sells them."""

    price: Decimal
    currency: str
    period: Period


class OtherWork(NamedTuple):
    """That a word for quality means another amount of work at a model than elsewhere in its family."""

    words: str
    less: bool


class Bill(NamedTuple):
    """What pages and tables say of a bill; `rests_on` are the ids of its price lines, `tokens` how many an image takes where it is
    billed by them."""

    provider: str
    native_id: str
    name: str
    lines: tuple[PublishedLine, ...]
    per_image: Decimal
    currency: str
    basis: Basis
    paid: PublishedPaid | None
    retires: date | None
    tokens: Decimal | None
    only_in: str | None
    rests_on: tuple[str, ...]


class PublishedAnswer(NamedTuple):
    """One offer's answer, with what `costs.standing.ranking` says of it; `rated` is the rating that speaks for it, and what was rated."""

    cost: Bill
    dollars: Decimal | None
    rate: Rate | None
    model: str | None
    times: Decimal | None
    first_party: bool
    unequal: tuple[str, ...]
    order: Decimal | None
    proof: Proof
    known: bool
    rated: tuple[Decimal, str] | None
    work: OtherWork | None
    least: Least | None
    standing: Standing

    @property
    def why_not_ranked(self) -> str:
        """The reasons why it does not lead; empty for one that does."""
        return self.standing.words

    @property
    def may_lead(self) -> bool:
        """Whether it may be told alone: it leads, or ends soon and says so."""
        return bool(leading((self,)))


class PublishedRefusal(NamedTuple):
    """An offer without an answer, and the reason."""

    provider: str
    native_id: str
    model: str | None
    reason: str
    code: Code

    @property
    def words(self) -> str:
        """The reason where the offer is named beside it."""
        return self.reason.removeprefix(f"{self.provider} {self.native_id}: ")


class Answers(NamedTuple):
    """All answers to one recipe, in a market's order."""

    ranked: Sequence[PublishedAnswer]
    listed: Sequence[PublishedAnswer]
    beside: Sequence[PublishedAnswer]
    refused: Sequence[PublishedRefusal]

    @property
    def by_price(self) -> Sequence[PublishedAnswer]:
        """What is ranked and what is listed, cheapest first."""
        return sorted((*self.ranked, *self.listed), key=by_price)

    @property
    def leading(self) -> Sequence[PublishedAnswer]:
        """What may be recommended, cheapest first."""
        return leading(self.by_price)

    @property
    def headline(self) -> Headline:
        """What is told alone."""
        return headline(self.by_price)

    @property
    def answered(self) -> Iterator[PublishedAnswer]:
        """Every offer with an answer: ranked, listed, beside."""
        return chain(self.ranked, self.listed, self.beside)


WRITTEN: Final = TypeAdapter(tuple[PublishedAnswer | PublishedRefusal, ...], config=ConfigDict(defer_build=True))  # as they are kept


def in_order(rows: Iterable[PublishedAnswer], refused: Iterable[PublishedRefusal]) -> Answers:
    """Answers in a market's order, by their standing."""
    placed: dict[Place, list[PublishedAnswer]] = {place: [] for place in Place}
    for row in rows:
        placed[row.standing.place].append(row)
    ranked, listed = (tuple(sorted(placed[place], key=by_price)) for place in (Place.LEADS, Place.LISTED))
    return Answers(ranked, listed, tuple(sorted(placed[Place.UNRANKED], key=by_name)), tuple(refused))


def ask(
    snapshots: Iterable[Snapshot],
    recipes: Sequence[Recipe],
    known: Circumstances,
    before: KeptAnswers | None = None,
    asked: AskedOffers = lambda *_: True,
) -> list[Answers]:
    """What all sellers, or the offers that are `asked`, answer to each of these recipes, kept small; of what was asked `before` the same
    answers."""
    found: list[tuple[list[PublishedAnswer], list[PublishedRefusal]]] = [([], []) for _ in recipes]
    for group in groups(snapshots, AT_ONCE):
        sold = [(snapshot, offer) for snapshot in group for offer in snapshot.offers if asked(snapshot, offer)]
        for of_offer in _answered(group, sold, recipes, known, before or KeptAnswers()):
            for told, (rows, refused) in zip(of_offer, found, strict=True):
                if isinstance(told, PublishedAnswer):
                    rows.append(told)
                else:
                    refused.append(told)
    return [in_order(rows, refused) for rows, refused in found]


def _answered(
    group: Sequence[Snapshot], sold: Iterable[tuple[Snapshot, Offer]], recipes: Sequence[Recipe], known: Circumstances, before: KeptAnswers
) -> Iterator[tuple[PublishedAnswer | PublishedRefusal, ...]]:
    """What each offer of a group answers to each recipe, in the order of the offers."""
    keys, asked = before.keys(known), hash_of("recipes", recipes)
    of = {(snapshot.provider, offer.native_id): keys.of_offer(snapshot, offer, asked) for snapshot, offer in sold}
    found = {pair: said for pair, key in of.items() if (said := before.find(key, WRITTEN))}
    fresh: dict[tuple[str, str], list[PublishedAnswer | PublishedRefusal]] = {pair: [] for pair in of if pair not in found}
    kept = Kept()
    for recipe in recipes if fresh else ():
        told = market(group, recipe, known, among=fresh)
        for row in map(kept.row, (*told.by_price, *told.beside)):
            fresh[row.cost.provider, row.cost.native_id].append(row)
        for one in told.refused:
            fresh[one.provider, one.native_id].append(PublishedRefusal(one.provider, one.native_id, one.model, one.reason, one.code))
    for pair, answers in fresh.items():
        before.keep(of[pair], WRITTEN, tuple(answers))
    return (found.get(pair) or tuple(fresh[pair]) for pair in of)


def by_name(row: PublishedAnswer) -> tuple[str, str]:
    """The place of one that is not ranked."""
    return row.cost.provider, row.cost.native_id


def groups(snapshots: Iterable[Snapshot], offers: int) -> Iterator[list[Snapshot]]:
    """All sellers in groups of about so many offers, in order."""
    group: list[Snapshot] = []
    for snapshot in snapshots:
        group.append(snapshot)
        if sum(len(one.offers) for one in group) >= offers:
            yield group
            group = []
    if group:
        yield group


def sold_only_in(asked: Recipe, sold: Recipe) -> str | None:
    """The region a price is of, where nobody asked for one."""
    return sold.region if asked.region is None else None


_BY_VALUE: Final = (str, Decimal, bool, date, type(None))
_TOLD_BY_VALUE: Final = frozenset(_BY_VALUE)  # what is of just these kinds is not asked for what it is


class Kept:
    """Makes rows of bills; what is the same in the answers of one offer to several recipes is there once."""

    def __init__(self) -> None:
        self._same: dict[Any, Any] = {}
        self._there = set[int]()  # which objects those are
        self._quotes: dict[int, tuple[Quote, AnswerEvidence]] = {}
        self._ids: dict[int, tuple[PriceLine, str]] = {}

    def row(self, row: Priced) -> PublishedAnswer:
        """What is kept of a row."""
        maker = (row.dollars, row.rate, row.model, row.times, row.first_party, row.unequal)
        least = self._once(Least(row.least.price, row.least.currency, row.least.period)) if row.least else None
        rated = self._once((row.rated.rating, row.rated.name)) if row.rated else None
        work = self._once(OtherWork(row.work.words, row.work.less)) if row.work else None
        made: PublishedAnswer = self._once(
            PublishedAnswer(self._bill(row), *maker, row.order, row.proof, row.known, rated, work, least, self._once(row.standing))
        )
        return made

    def _bill(self, row: Priced) -> Bill:
        cost, first = row.cost, row.cost.lines[0]
        quotes = tuple(self._evidence(cost.provider, quote) for quote in first.quotes[:1])
        line = self._once(PublishedLine(first.price, first.currency, first.unit, quotes))
        paid = PublishedPaid(cost.paid.plan) if cost.paid else None
        head = (cost.provider, cost.native_id, cost.name, (line,), cost.per_image, cost.currency, cost.basis, paid)
        ids = self._once(tuple(self._id(cost, line) for line in cost.inputs if isinstance(line, PriceLine)))
        made: Bill = self._once(Bill(*head, cost.retires, cost.output_tokens, sold_only_in(cost.asked, cost.recipe), ids))
        return made

    def _id(self, cost: Cost, line: PriceLine) -> str:
        found = self._ids.get(id(line))
        if found is None:
            found = self._ids[id(line)] = (line, price_id(cost.provider, cost.native_id, line))  # kept as a quote is
        return found[1]

    def _evidence(self, provider: str, quote: Quote) -> AnswerEvidence:
        found = self._quotes.get(id(quote))
        if found is None:
            made = AnswerEvidence(quoted_id(provider, quote), self._once(quote.url), self._once(quote.captured_at))
            found = self._quotes[id(quote)] = (quote, made)  # the quote itself too: what is gone could leave its id to another
        return found[1]

    def _once(self, part: Any) -> Any:
        kept = self._same.setdefault(self._identity(part), part)
        self._there.add(id(kept))
        return kept

    def _identity(self, part: Any) -> Any:
        """What tells a part from others; what is kept already is told by which object it is."""
        if isinstance(part, tuple):
            there = self._there
            return (
                len(part),
                *[id(one) if id(one) in there else one if type(one) in _TOLD_BY_VALUE else self._identity(one) for one in part],
            )
        if isinstance(part, Standing):
            return ("standing", part.place, *((reason.code, reason.words) for reason in part.because))
        return part if isinstance(part, _BY_VALUE) else id(part)


def quoted_id(provider: str, quote: Quote) -> str:
    """A stable id of a quote: where its words stand among the evidence of a provider. Times and hashes are not part of it."""
    return f"q{hashlib.sha256(repr((provider, quote.url, quote.locator, quote.text)).encode()).hexdigest()[:12]}"
