"""The decision: sweep what one can choose, find where token billing crosses a flat price, and say the rule in words.

The rule is computed from the prices it is given, on the day it is given them. What was measured in June 2026 (`MEASURED`)
is kept beside it as the rule of that day, so that a decision says where today's prices differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final, Literal, NamedTuple

from costs.bill.cost import cost
from costs.bill.itemised import MILLION
from costs.exact import rounded, said, shown, whole_up
from costs.offer.recipes import Recipe
from costs.reasons import Code, Place
from costs.standing.ranking import Circumstances, Market, RankedAnswer, by_price, headline, market
from schema.amounts import spell
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, Snapshot

PROVEN_ELSEWHERE: Final = frozenset({Code.MEASURED, Code.AGED, Code.UNDATED})
QUALITIES: Final = ("low", "medium", "high")
SIZES: Final = ("1024x1024", "2048x2048")
Billing = Literal["by tokens", "flat"]
SAME: Final = "the same"


class MeasuredRule(NamedTuple):
    """The rule as it was measured on a day: low quality by tokens, flat otherwise; an edit from so many references on is flat too."""

    day: date
    by_tokens: frozenset[str]
    tokens: Decimal  # output tokens above which a flat price was cheaper
    references: int  # with which a flat edit became cheaper

    def billing(self, quality: str, references: int) -> Billing:
        """Which billing was cheaper that day."""
        return "by tokens" if quality in self.by_tokens and references < self.references else "flat"


MEASURED: Final = MeasuredRule(date(2026, 6, 19), frozenset({"low"}), Decimal(1_000), 5)


class Point(Closed):
    """One point of a sweep: the recipe and what it costs, or why it can't be told."""

    provider: str
    native_id: str
    recipe: Recipe
    per_image: DecimalText | None
    currency: str | None
    output_tokens: DecimalText | None = None
    reason: str = ""


class Crossover(Closed):
    """Where a price by tokens crosses a flat price per image: above `tokens` output tokens flat is cheaper."""

    flat: DecimalText
    per_million: DecimalText
    tokens: DecimalText


class Choice(Closed):
    """One line of the rule: the setting, the cheapest by tokens, the cheapest flat one, which of them is cheaper, and the sentence.

    A side may be listed for want of proof or freshness alone; then the sentence says so, and `take` is what leads: the headline.
    `before` is what was cheaper when it was measured.
    """

    quality: str
    references: int
    by_tokens: RankedAnswer | None
    flat: RankedAnswer | None
    take: RankedAnswer | None
    cheaper: Billing | Literal["the same"] | None
    before: Billing
    words: str

    @property
    def differs(self) -> bool:
        """Whether today's prices decide otherwise than those that were measured."""
        return self.cheaper not in (None, self.before)

    @property
    def measured(self) -> date:
        """The day on which it was measured."""
        return MEASURED.day

    @property
    def since(self) -> str:
        """Today's rule beside the one that was measured."""
        if self.cheaper is None:
            return ""
        return f"{f'it was {self.before}' if self.differs else 'as it was'} when measured on {MEASURED.day.isoformat()}"


# --- the sweep ------------------------------------------------------------------------------------------------------


def sweep(
    snapshots: Iterable[Snapshot],
    models: Sequence[tuple[str, str]],
    qualities: Sequence[str | None] = QUALITIES,
    sizes: Sequence[str] = SIZES,
    *,
    counts: Sequence[int] = (1,),
    references: Sequence[int] = (0,),
) -> list[Point]:
    """Model x quality x size x count x references, one point each, with the reason where there is no price."""
    by_name = {snapshot.provider: snapshot for snapshot in snapshots}
    recipes = list(_recipes(qualities, sizes, counts, references))
    return [_point(by_name[provider], native_id, recipe) for (provider, native_id), recipe in product(models, recipes)]


def _recipes(qualities: Sequence[str | None], sizes: Sequence[str], counts: Sequence[int], references: Sequence[int]) -> Iterator[Recipe]:
    for quality, size, count, reference in product(qualities, sizes, counts, references):
        yield Recipe(operation="edit" if reference else "generate", quality=quality, size=size, count=count, references=reference)


def _point(snapshot: Snapshot, native_id: str, recipe: Recipe) -> Point:
    try:
        bill = cost(snapshot, native_id, recipe)
    except NotComparable as reason:
        return Point(provider=snapshot.provider, native_id=native_id, recipe=recipe, per_image=None, currency=None, reason=str(reason))
    return Point(
        provider=snapshot.provider,
        native_id=native_id,
        recipe=recipe,
        per_image=bill.money_per_image,
        currency=bill.money_currency,
        output_tokens=bill.output_tokens,
    )


# --- crossovers -----------------------------------------------------------------------------------------------------


def crossover(flat: Decimal, per_million: Decimal) -> Crossover:
    """The output tokens at which tokens cost as much as a flat image.

    >>> str(crossover(Decimal("0.03"), Decimal("30")).tokens)
    '1000'
    """
    if per_million <= 0:
        raise NotComparable("the crossover", "a price per million tokens above zero", spell(per_million))
    return Crossover(flat=flat, per_million=per_million, tokens=said(Fraction(flat) / Fraction(per_million) * MILLION))


def references_until(flat: Decimal, output: Decimal, per_reference: Decimal) -> int | None:
    """With how many reference images an image by tokens first costs more than a flat one; None if never, 0 if always.

    >>> references_until(Decimal("0.03"), Decimal("0.00588"), Decimal("0.0082"))
    3
    """
    room = Fraction(flat) - Fraction(output)
    if room < 0:
        return 0
    if per_reference <= 0:
        return None
    needed = room / Fraction(per_reference)
    return whole_up(needed) + (1 if needed == whole_up(needed) else 0)


class ReferenceCrossover(Closed):
    """With how many reference images tokens first cost more than the flat price of an edit with as many; None where they never do."""

    by_tokens: RankedAnswer
    flat: RankedAnswer
    per_reference: DecimalText
    references: int | None


def crossover_in_references(
    snapshots: Sequence[Snapshot], known: Circumstances | None = None, quality: str = QUALITIES[0]
) -> ReferenceCrossover | None:
    """Where an edit by tokens crosses a flat one, at the quality where tokens are cheap: asked with one reference, and with two."""
    one, two = (market(snapshots, Recipe(operation="edit", quality=quality, references=count), known) for count in (1, 2))
    flat, by_tokens = _side(one, False), _side(one, True)
    more = next((row for row in two.by_price if by_tokens and _same_offer(row, by_tokens)), None)
    if not (flat and by_tokens and more and flat.dollars and by_tokens.dollars and more.dollars):
        return None
    each = Fraction(more.dollars) - Fraction(by_tokens.dollars)
    found = references_until(flat.dollars, said(max(Fraction(by_tokens.dollars) - each, Fraction(0))), said(each)) if each > 0 else None
    return ReferenceCrossover(by_tokens=by_tokens, flat=flat, per_reference=said(max(each, Fraction(0))), references=found)


def _same_offer(one: RankedAnswer, other: RankedAnswer) -> bool:
    return (one.cost.provider, one.cost.native_id) == (other.cost.provider, other.cost.native_id)


# --- the rule in words ----------------------------------------------------------------------------------------------


def rule_in_words(
    snapshots: Sequence[Snapshot],
    known: Circumstances | None = None,
    qualities: Sequence[str] = QUALITIES,
    references: Sequence[int] = (0, 1, 3),
) -> list[Choice]:
    """For each quality and number of references: which billing is cheapest today, by how much, among offers of known quality."""
    return [_choice(snapshots, known, quality, count) for count in references for quality in qualities]


def decided(quality: str, references: int) -> Recipe:
    """The image one line of the rule is about: a reference makes it an edit."""
    return Recipe(operation="edit" if references else "generate", quality=quality, references=references)


def _choice(snapshots: Sequence[Snapshot], known: Circumstances | None, quality: str, references: int) -> Choice:
    answers, before = market(snapshots, decided(quality, references), known), MEASURED.billing(quality, references)
    by_tokens, flat = (_side(answers, tokens) for tokens in (True, False))
    take = headline([row for row in answers.by_price if row.known and not of_less_work(row)]).row
    return Choice(
        quality=quality,
        references=references,
        by_tokens=by_tokens,
        flat=flat,
        take=take,
        cheaper=_cheaper(by_tokens, flat),
        before=before,
        words=_sentence(quality, references, by_tokens, flat) + _instead(by_tokens, flat, take),
    )


def _side(answers: Market, tokens: bool) -> RankedAnswer | None:
    """The cheapest of one billing."""
    found: RankedAnswer | None = side([row for row in answers.by_price if row.known and bills_tokens(row) == tokens])
    return found


def side(rows: Sequence[Any]) -> Any:
    """Of answers of one billing in order, the first that leads, or is alive and plausible though its tokens were measured or its page
    is old or undated. A word that is of less work than elsewhere in its family stands for no other.
    """
    return next((row for row in rows if row.standing.codes <= PROVEN_ELSEWHERE and not of_less_work(row)), None)


def of_less_work(row: Any) -> bool:
    """Whether its word for quality is of less work than elsewhere in its family."""
    return row.work is not None and row.work.less


def _instead(by_tokens: RankedAnswer | None, flat: RankedAnswer | None, take: RankedAnswer | None) -> str:
    """What leads, where what is cheaper is listed only."""
    cheapest = min(filter(None, (by_tokens, flat)), key=by_price, default=None)
    if cheapest is None or cheapest.standing.place is Place.LEADS:
        return ""
    return f"; what leads is {_price(take)}" if take else "; nothing leads"


def _cheaper(by_tokens: RankedAnswer | None, flat: RankedAnswer | None) -> Billing | Literal["the same"] | None:
    if by_tokens is None or flat is None:
        return None if by_tokens is flat else "flat" if by_tokens is None else "by tokens"
    one, other = Fraction(by_tokens.dollars or 0), Fraction(flat.dollars or 0)
    return SAME if one == other else "by tokens" if one < other else "flat"


def bills_tokens(row: RankedAnswer) -> bool:
    """Tell whether a seller bills the output by tokens: then its printed price per image is what the tokens come to."""
    return row.cost.token_rate is not None


def _sentence(quality: str, references: int, by_tokens: RankedAnswer | None, flat: RankedAnswer | None) -> str:
    setting = f"{quality} quality" + (f" with {references} reference{'s' if references > 1 else ''}" if references else "")
    match by_tokens, flat:
        case None, None:
            return f"{setting}: no seller publishes a price that can be compared"
        case RankedAnswer() as only, None:
            return f"{setting}: only by tokens, {_price(only)}"
        case None, RankedAnswer() as only:
            return f"{setting}: only flat, {_price(only)}"
        case RankedAnswer() as one, RankedAnswer() as other:
            return _verdict(setting, one, other)
    raise AssertionError


def _verdict(setting: str, by_tokens: RankedAnswer, flat: RankedAnswer) -> str:
    """Which of two is cheaper, and how many times."""
    one, other = Fraction(by_tokens.dollars or 0), Fraction(flat.dollars or 0)
    if one == other:
        return f"{setting}: by tokens or flat, the same {_price(flat)}"
    cheap, dear, kind = (by_tokens, flat, "by tokens") if one < other else (flat, by_tokens, "flat")
    low, high = sorted((one, other))
    times = f", {rounded(high / low, 1)} times cheaper than" if low else ", against"
    return f"{setting}: {kind}, {_price(cheap)}{times} {_price(dear)}"


def _price(row: RankedAnswer) -> str:
    tokens = row.cost.output_tokens
    remarks = [f"{tokens:,.0f} tokens"] if tokens else []
    remarks += [f"listed: {row.standing.words}"] if row.standing.because else []
    said = f" ({'; '.join(remarks)})" if remarks else ""
    return f"{row.cost.provider} {row.cost.native_id} at ${shown(row.dollars or Decimal(0))}{said}"
