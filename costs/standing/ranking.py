"""One recipe at every provider, cheapest first: what may lead, what is listed, what is not ranked, and what is refused.

The one place where an answer gets its standing; every surface shows what is decided here. Prices in another currency are
ranked by what they were worth in dollars on the day they were read, which is said beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from costs.bill.cost import Cost, cost, offer_of
from costs.exact import exactly, said
from costs.money import Rate, worth
from costs.offer.abilities import able_to
from costs.offer.borrowing import Lent
from costs.offer.offer_index import shelf
from costs.offer.recipes import Recipe
from costs.plan.credits import entry_plan
from costs.reasons import LAST_RESORT, LEADS, PASSED_ON, Because, Code, Place, Standing, standing
from costs.standing.ages import Sight, age
from costs.standing.lifecycle import lifecycle
from costs.standing.plausibility import doubt_beside_maker
from costs.standing.proof import Evidenced, proof_of, weakest_of, whose
from costs.standing.quality_bands import Route, of_known_quality, quality_misfit
from costs.standing.quality_work import MakersTables, QualityWork, less_work, work_of
from costs.standing.rating_limits import limit_of, rating_misfit, rating_of
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, EntryKey, Offer, Plan, PriceLine, Snapshot, made
from schema.proofs import Proof
from schema.tables.models import Alias, Model, Models
from schema.tables.ratings import Rating, RatingTable

FREE: Final = "free, which is another question"
NO_DOLLARS: Final = "no price in dollars, only in {currency}"


class Benchmarks(NamedTuple):
    """What a maker asks for the same image: as its price may lead itself, and as far as anything of it is known."""

    sure: DecimalText | None
    known: DecimalText | None


class RankedAnswer(Closed):
    """One provider's answer with its standing. `dollars` is one image in dollars, converted at `rate` where another currency is taken.

    `order` is the same before a price was rounded for print: what it is sorted by. `times` is the price as a multiple of the
    maker's own for the same (1.12: 12 % dearer). `proof` is whose word it is, `known` whether somebody can say how good the picture
    is, `rated` the public rating that speaks for it, `work` what its word for quality means where that is another amount of work,
    `least` the plan one has to buy first, `beside` what it is held against.
    """

    cost: Cost
    dollars: DecimalText | None
    order: DecimalText | None = None
    rate: Rate | None = None
    model: str | None = None
    times: DecimalText | None = None
    first_party: bool = False
    unequal: tuple[str, ...] = ()
    proof: Proof = Proof.PAGE
    known: bool = False
    rated: Rating | None = None
    work: QualityWork | None = None
    least: Plan | None = None
    beside: Benchmarks | None = None
    standing: Standing = LEADS

    @property
    def why_not_ranked(self) -> str:
        """The reasons why it does not lead; empty for one that does."""
        return self.standing.words


class Refused(Closed):
    """An offer without an answer, and the reason."""

    provider: str
    native_id: str
    name: str
    reason: str
    model: str | None = None
    code: Code = Code.NO_PRICE


class Headline(NamedTuple):
    """The answer that is told alone, and a cheaper one that may lead too but was written down by a person: told beside it."""

    row: Any | None
    by_hand: Any | None = None


class Market(Closed):
    """All answers to one recipe: `ranked` may lead, `listed` stands at its price and doesn't, both cheapest first; `beside` is shown
    apart, `refused` has no answer."""

    recipe: Recipe
    ranked: tuple[RankedAnswer, ...]
    listed: tuple[RankedAnswer, ...] = ()
    beside: tuple[RankedAnswer, ...]
    refused: tuple[Refused, ...]

    @property
    def by_price(self) -> tuple[RankedAnswer, ...]:
        """What is ranked and what is listed, cheapest first."""
        return tuple(sorted((*self.ranked, *self.listed), key=by_price))

    @property
    def leading(self) -> Sequence[RankedAnswer]:
        """What may be recommended, cheapest first."""
        return leading(self.by_price)

    @property
    def headline(self) -> Headline:
        """What is told alone."""
        return headline(self.by_price)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the prices: the day, when each line or page was last read, exchange rates, models, makers' tables, ratings.

    `makers` are the providers through which makers sell; `missing` the lines their pages no longer say, with the day since when;
    `last_seen` is a line's own day (None: nobody knows), `last_read` its page's, for lines that have none; `replayed` the pages
    read from recordings.
    """

    on: date | None = None
    last_read: Mapping[str, date] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    models: Models = field(default_factory=lambda: Models(models=()))
    lent: Lent = field(default_factory=dict)
    plan: str | None = None
    makers: Mapping[str, Snapshot] = field(default_factory=dict)
    missing: Mapping[EntryKey, date] = field(default_factory=dict)
    last_seen: Mapping[EntryKey, date | None] = field(default_factory=dict)
    replayed: frozenset[str] = frozenset()
    ratings: RatingTable = field(default_factory=RatingTable)
    free_counts: bool = False

    @property
    def tables(self) -> MakersTables:
        """Makers' tables of tokens."""
        return MakersTables(self.models, self.makers, self.ratings)

    @property
    def knows(self) -> bool:
        """Whether anything is known of models at all: without a table nothing is held against an offer that only a table could say."""
        return bool(self.models.models or self.ratings.boards)


def market(
    snapshots: Iterable[Snapshot],
    recipe: Recipe,
    known: Circumstances | None = None,
    model: str | None = None,
    *,
    among: Collection[tuple[str, str]] | None = None,
) -> Market:
    """One recipe at every offer of these providers, or at the offers of one model (canonical id, or a provider's own); at those `among`
    which it is asked, by provider and native id."""
    known, snapshots = known or Circumstances(), tuple(snapshots)
    offers = [(snapshot, offer) for snapshot in snapshots for offer in snapshot.offers]
    if among is not None:
        offers = [(snapshot, offer) for snapshot, offer in offers if (snapshot.provider, offer.native_id) in among]
    wanted = [_Asked(snapshot, offer, recipe, known) for snapshot, offer in offers]
    if model is not None:
        wanted = [asked for asked in wanted if asked.is_called(model)]
    answers = [asked.answer() for asked in wanted]
    found = [answer for answer in answers if isinstance(answer, RankedAnswer)]
    makers, limit = _Makers(snapshots, found, recipe, known), limit_of(recipe, known.ratings)
    rows = [_limited(_compared(row, makers), limit) for row in found]
    return made(
        Market,
        recipe=recipe,
        ranked=tuple(sorted((row for row in rows if row.standing.place is Place.LEADS), key=by_price)),
        listed=tuple(sorted((row for row in rows if row.standing.place is Place.LISTED), key=by_price)),
        beside=tuple(sorted((row for row in rows if row.standing.place is Place.UNRANKED), key=_by_name)),
        refused=tuple(answer for answer in answers if isinstance(answer, Refused)),
    )


def answer_of(snapshot: Snapshot, native_id: str, recipe: Recipe, known: Circumstances | None = None) -> RankedAnswer:
    """One offer's answer with its standing, or `NotComparable`."""
    known = known or Circumstances()
    row = _Asked(snapshot, offer_of(snapshot, native_id), recipe, known).row()
    return _limited(_compared(row, _Makers((snapshot,), (row,), recipe, known)), limit_of(recipe, known.ratings))


def leading(rows: Sequence[Any]) -> Sequence[Any]:
    """Of answers in order, those that may be recommended: that lead; where none does, those that end soon, which say so."""
    first = [row for row in rows if row.standing.place is Place.LEADS]
    return first or [row for row in rows if row.standing.last_resort]


def headline(rows: Sequence[Any]) -> Headline:
    """Of answers in order, the one that is told alone: of those that may be recommended the first that was read from a page.

    What a person wrote down leads and ranks, but is a headline only where nothing else may be one.
    """
    found = leading(rows)
    first = next(iter(found), None)
    read = next((row for row in found if row.proof is Proof.PAGE), first)
    return Headline(read, None if read is first else first)


def in_credits_only(rows: Iterable[Any]) -> list[Any]:
    """Answers that only lack a price in money, by their credits: nobody says what a credit costs."""
    found = [row for row in rows if row.standing.codes == {Code.NO_DOLLARS}]
    return sorted(found, key=lambda row: (row.cost.per_image, row.cost.native_id))


def to_take(placed: Sequence[Any], apart: Sequence[Any], fits: Callable[[Any], bool], named: bool) -> Sequence[Any]:
    """Answers to choose among, the best first: what may be recommended; of a model or provider that was `named`, what is listed if need
    be; where nothing has a price in money, what only lacks that."""
    if placed:
        found = [row for row in placed if fits(row)]
        return leading(found) or (found if named else ())
    return [row for row in in_credits_only(apart) if fits(row)]


def key_of(provider: str, native_id: str | None, value: Evidenced) -> EntryKey:
    """What makes a line, rule or plan of a provider the same thing tomorrow."""
    match value:
        case PriceLine():
            return (provider, "price", native_id, value.key())
        case Plan():
            return (provider, "plan", value.id)
    return (provider, "rule", value.key())


def by_price(row: Any) -> tuple[Decimal, bool, str, str]:
    """The place of an answer: by what it comes to before rounding, of equals the maker first."""
    return row.order or Decimal(0), not row.first_party, row.cost.provider, row.cost.native_id


def cost_of(snapshot: Snapshot, native_id: str, recipe: Recipe, known: Circumstances, model: Model | None) -> Cost:
    """The cost of a recipe at an offer, with everything that is known beside the prices."""
    borrowed = known.lent.get((snapshot.provider, native_id), ())
    return cost(snapshot, native_id, recipe, known.plan, on=known.on, model=model, borrowed=borrowed)


def route_of(known: Circumstances, provider: str, offer: Offer) -> Route:
    """The way to a model that an offer is, as far as that is the same for every image."""
    model, alias = known.models.named.get((provider, offer.native_id), (None, None))
    return Route(model, able_to(offer, model, alias), model is not None and provider in model.first_party, False)


def offer_standing(snapshot: Snapshot, offer: Offer, known: Circumstances) -> Standing:
    """The standing of an offer as it is sold, whatever the image: whether it is alive, and what its price lines are worth."""
    if not offer.prices:
        return LEADS
    asked, on = _Asked(snapshot, offer, Recipe(), known), known.on or max(line.quote.captured_at.date() for line in offer.prices)
    last = next((rule.value for rule in shelf(snapshot).rules_for(offer.native_id) if rule.kind == "retires"), None)
    life = lifecycle(snapshot.provider, offer.native_id, date.fromisoformat(last) if last else None, asked.model, on)
    return standing((*life, *asked.of_lines(offer.prices), *_by_word_of(weakest_of(offer.prices))))


def why_not_passed_on(stands: Standing) -> str:
    """Why a program is not handed an offer's prices: it can't be bought, or nobody of the provider says so. Empty where it is."""
    return "; ".join(reason.words for reason in stands.because if reason.code not in PASSED_ON)


class _Asked:
    """One offer that is asked for one recipe."""

    __slots__ = ("able", "alias", "known", "model", "offer", "recipe", "snapshot")

    def __init__(self, snapshot: Snapshot, offer: Offer, recipe: Recipe, known: Circumstances) -> None:
        self.snapshot, self.offer, self.recipe, self.known = snapshot, offer, recipe, known
        self.model: Model | None
        self.alias: Alias | None
        self.model, self.alias = known.models.named.get((snapshot.provider, offer.native_id), (None, None))
        self.able = able_to(offer, self.model, self.alias)

    def is_called(self, name: str) -> bool:
        """Whether somebody who says this name means it."""
        return name in (self.offer.native_id, self.model.id if self.model else None)

    def answer(self) -> RankedAnswer | Refused:
        """What it costs with its standing, as far as that needs no other offer; or why it has no price."""
        try:
            return self.row()
        except NotComparable as reason:
            return self._refused(reason)

    def row(self) -> RankedAnswer:
        """The same, or `NotComparable`."""
        bill = cost_of(self.snapshot, self.offer.native_id, self.recipe, self.known, self.model)
        rate = self.known.rates.get(bill.money_currency or "")
        each, weakest = worth(bill.money_per_image, bill.money_currency, rate), weakest_of(bill.inputs)
        rated, work = rating_of(bill, self._route(bill), self.known.ratings), work_of(bill, self.model, self.known.tables)
        return made(
            RankedAnswer,
            cost=bill,
            dollars=each,
            order=_in_order(bill, each, rate),
            rate=rate,
            model=self.model.id if self.model else None,
            first_party=self._by_maker(),
            unequal=tuple(word.replace("_", " ") for word in self.alias.unequal) if self.alias else (),
            proof=proof_of(weakest),
            known=not self.known.knows or of_known_quality(bill, self._route(bill), self.known.ratings),
            rated=rated,
            work=work,
            least=self._least(bill),
            standing=standing((*self._reasons(bill, each, weakest), *less_work(bill.asked, work, rated))),
        )

    def _refused(self, reason: NotComparable) -> Refused:
        id, offer = self.model.id if self.model else None, self.offer
        return made(
            Refused,
            provider=self.snapshot.provider,
            native_id=offer.native_id,
            name=offer.name,
            reason=str(reason),
            model=id,
            code=Code(reason.code),
        )

    def _route(self, bill: Cost) -> Route:
        return Route(self.model, self.able, self._by_maker(), bill.says_quality)

    def _by_maker(self) -> bool:
        return self.model is not None and self.snapshot.provider in self.model.first_party

    def _least(self, bill: Cost) -> Plan | None:
        return entry_plan(self.snapshot.plans) if bill.paid else None

    def _reasons(self, bill: Cost, dollars: Decimal | None, weakest: Evidenced) -> Iterator[Because]:
        on = self.known.on or max(value.quote.captured_at.date() for value in bill.inputs)
        yield from lifecycle(self.snapshot.provider, self.offer.native_id, bill.retires, self.model, on)
        yield from self.of_lines(bill.inputs)
        yield from _by_word_of(weakest)
        yield from bill.unproven
        yield from self._misfits(bill)
        if dollars is None:
            yield Because(code=Code.NO_DOLLARS, words=NO_DOLLARS.format(currency=bill.money_currency or "credits"))
        elif not dollars and not self.known.free_counts:
            yield Because(code=Code.FREE, words=FREE)

    def of_lines(self, lines: Iterable[Evidenced]) -> Iterator[Because]:
        """What ails the lines it rests on: that their page no longer says them, or that they are old."""
        keyed = [(key_of(self.snapshot.provider, self.offer.native_id, value), value) for value in lines]
        gone = [day for key, _ in keyed if (day := self.known.missing.get(key))]
        if gone:
            yield Because(code=Code.MISSING, words=f"no longer on its page since {min(gone).isoformat()}")
        if self.known.on is not None:
            old = [reason for key, value in keyed for reason in age(self._sight(key, value), self.known.on)]
            yield from old[:1] if len(old) < 2 else [min(old, key=lambda reason: (reason.code is Code.AGED, reason.words))]

    def _sight(self, key: EntryKey, value: Evidenced) -> Sight:
        return sight_of(self.known, key, value)

    def _misfits(self, bill: Cost) -> Iterator[Because]:
        if self.able.tool or self.known.models.purpose(self.snapshot.provider, self.offer.native_id):
            yield Because(code=Code.NO_GENERATOR, words="a tool for pictures, not a model that makes them")
        elif self.model is None and self.known.knows and not _says_what_it_makes(bill):
            yield Because(code=Code.NOT_DESCRIBED, words="nobody has said what it makes")
        if self.known.knows:
            yield from quality_misfit(bill, self._route(bill), self.known.ratings)


def sight_of(known: Circumstances, key: EntryKey, value: Evidenced) -> Sight:
    """Whose word a line is, and when it was last seen: its own day where one is known, else its page's."""
    url, first = value.quote.url, value.quote.captured_at.date()
    last = None if value.quote.undated else max(known.last_read.get(url, first), first)
    return Sight(proof_of(value), known.last_seen.get(key, last), url in known.replayed)


_BY_WORD: Final = {Proof.THIRD_PARTY: Code.THIRD_PARTY, Proof.MEASURED: Code.MEASURED}


def _by_word_of(weakest: Evidenced) -> Iterator[Because]:
    """Whose word an answer is, where that is not its provider's."""
    code = _BY_WORD.get(proof_of(weakest))
    if code:
        said = "measured: " if code is Code.MEASURED else "a third party's word: "
        yield Because(code=code, words=said + whose(weakest.quote).removeprefix("measured "))


def _says_what_it_makes(answer: Cost) -> bool:
    """A page that prices "text to image" says so; one that prices an edit may sell an upscaler by that word."""
    return answer.recipe.operation == "generate" and answer.says_operation


def may_be_ranked(snapshot: Snapshot, offer: Offer, known: Circumstances) -> bool:
    """Whether an answer of it may be ranked or listed: none is where neither a model nor a price line says what it makes."""
    if not known.knows or (snapshot.provider, offer.native_id) in known.models.named:
        return True
    rules = (*shelf(snapshot).rules_for(offer.native_id), *known.lent.get((snapshot.provider, offer.native_id), ()))
    return any(variant.operation for variant in (*(line.variant for line in offer.prices), *(rule.variant for rule in rules)))


def _in_order(answer: Cost, dollars: Decimal | None, rate: Rate | None) -> Decimal | None:
    """What it is sorted by: the figure before it was rounded for print, in dollars. Credits are printed exactly."""
    if dollars is None or answer.paid or answer.unrounded == answer.per_image:
        return dollars
    return worth(answer.unrounded, answer.money_currency, rate)


# --- beside the maker -----------------------------------------------------------------------------------------------


class _Makers:
    """What makers ask for the same image, whether they are among the providers asked or not: asked once, when somebody stands beside them.

    Where a route sells just one of several qualities, its maker is asked for that one.
    """

    def __init__(self, snapshots: Sequence[Snapshot], rows: Iterable[RankedAnswer], recipe: Recipe, known: Circumstances) -> None:
        self.recipe, self.known = recipe, known
        self.snapshots = {snapshot.provider: snapshot for snapshot in snapshots} | dict(known.makers)
        self._rows = {(row.cost.provider, row.cost.native_id): row for row in rows if row.first_party}
        self._own: dict[tuple[str, str | None], Benchmarks] = {}

    def ask(self, row: RankedAnswer) -> Benchmarks:
        """What the maker of its model asks for the same."""
        model, alias = self.known.models.named[row.cost.provider, row.cost.native_id]
        offer = offer_of(self.snapshots[row.cost.provider], row.cost.native_id)
        quality = None if row.first_party else able_to(offer, model, alias).one_quality
        if (model.id, quality) not in self._own:
            own = list(self._rows_of(model, quality))
            self._own[model.id, quality] = Benchmarks(benchmark(own), benchmark(own, sure=False))
        return self._own[model.id, quality]

    def _rows_of(self, model: Model, quality: str | None) -> Iterator[RankedAnswer]:
        recipe = self.recipe.but(quality=quality, count=1) if quality else self.recipe
        for alias in (alias for alias in model.aliases if alias.provider in model.first_party):
            known = self._rows.get(alias.pair()) if quality is None else None
            answer = known or self._answer(alias, recipe)
            if answer is not None:
                yield answer

    def _answer(self, alias: Alias, recipe: Recipe) -> RankedAnswer | None:
        snapshot = self.snapshots.get(alias.provider)
        offer = next((offer for offer in snapshot.offers if offer.native_id == alias.native_id), None) if snapshot else None
        if snapshot is None or offer is None:
            return None
        answer = _Asked(snapshot, offer, recipe, self.known).answer()
        return answer if isinstance(answer, RankedAnswer) else None


def _compared(row: RankedAnswer, makers: _Makers) -> RankedAnswer:
    """A row beside the cheapest one its model's maker asks for the same: as a multiple of it, and doubted if far from it."""
    if row.dollars is None or not row.model:
        return row
    sure, known = makers.ask(row)
    changes: dict[str, Any] = {"beside": Benchmarks(sure, known)}
    changes |= {"times": said(exactly(row.dollars) / exactly(sure))} if sure else {}
    doubt = doubt_beside_maker(row.dollars, known, row.proof) if known and row.dollars and not row.first_party else None
    if doubt:
        changes["standing"] = standing((*row.standing.because, doubt))
    return row.model_copy(update=changes)


def _limited(row: RankedAnswer, limit: Rating | None) -> RankedAnswer:
    """A row held against the rating that was asked for: at the end, since a maker's price is compared with whatever its rating."""
    misfit = rating_misfit(row.rated, limit) if limit else None
    return row.model_copy(update={"standing": standing((*row.standing.because, misfit))}) if misfit else row


def benchmark(own: Iterable[Any], sure: bool = True) -> Decimal | None:
    """What a maker asks, for others to be held against: nothing free, nothing of a dead model; to be `sure`, only what may lead itself."""
    priced = [row for row in own if row.dollars and row.standing.place is not Place.UNRANKED]
    if sure:
        priced = [row for row in priced if row.standing.codes <= LAST_RESORT]
    return min((row.dollars for row in priced), default=None)


def _by_name(row: RankedAnswer) -> tuple[str, str]:
    return row.cost.provider, row.cost.native_id
