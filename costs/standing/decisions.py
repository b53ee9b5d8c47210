"""The decision: sweep what one can choose, find where token billing crosses a flat price, and say the rule in words.

The rule is computed from the prices it is given, on the day it is given them. It is never remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Final

from costs.bill.cost import cost
from costs.exact import rounded, said, shown, whole_up
from costs.offer.recipes import Recipe
from costs.reasons import Code
from costs.standing.ranking import Circumstances, Market, RankedAnswer, by_price, leading, market
from schema.amounts import spell
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, Snapshot

PROVEN_ELSEWHERE: Final = frozenset({Code.MEASURED, Code.AGED, Code.UNDATED})
MILLION: Final = 1_000_000
QUALITIES: Final = ("low", "medium", "high")
SIZES: Final = ("1024x1024", "2048x2048")


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
    """One line of the rule: the setting, the cheapest by tokens, the cheapest flat one, and the sentence.

    `listed` is the cheapest by tokens of what does not lead, since its tokens were measured or its page is old or undated.
    """

    quality: str
    references: int
    by_tokens: RankedAnswer | None
    flat: RankedAnswer | None
    listed: RankedAnswer | None = None
    words: str


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
    tokens = [Fraction(line.quantity) * MILLION for line in bill.lines if line.unit == "million_tokens" and line.billable == "output_image"]
    return Point(
        provider=snapshot.provider,
        native_id=native_id,
        recipe=recipe,
        per_image=bill.money_per_image,
        currency=bill.money_currency,
        output_tokens=said(sum(tokens, Fraction(0)) / recipe.count) if tokens else None,
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
    flat = _cheapest(one, False)
    by_tokens = min(filter(None, (_cheapest(one, True), _listed(one))), key=by_price, default=None)
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


def _choice(snapshots: Sequence[Snapshot], known: Circumstances | None, quality: str, references: int) -> Choice:
    recipe = Recipe(operation="edit" if references else "generate", quality=quality, references=references)
    answers = market(snapshots, recipe, known)
    by_tokens, flat, listed = _cheapest(answers, True), _cheapest(answers, False), _listed(answers)
    words = _sentence(quality, references, by_tokens, flat)
    if listed and (by_tokens is None or by_price(listed) < by_price(by_tokens)):
        words += f"; by tokens {_price(listed)} is listed, and does not lead: {listed.standing.words}"
    return Choice(quality=quality, references=references, by_tokens=by_tokens, flat=flat, listed=listed, words=words)


def _listed(answers: Market) -> RankedAnswer | None:
    """The cheapest by tokens that is alive and plausible, though its tokens were measured or its page is old or undated."""
    return next((row for row in answers.listed if row.known and bills_tokens(row) and row.standing.codes <= PROVEN_ELSEWHERE), None)


def _cheapest(answers: Market, tokens: bool) -> RankedAnswer | None:
    fit = leading([row for row in answers.by_price if row.known and bills_tokens(row) == tokens])
    return fit[0] if fit else None


def bills_tokens(row: RankedAnswer) -> bool:
    """Tell whether a seller bills the output by tokens: then its printed price per image is what the tokens come to."""
    compared = row.cost.comparison
    if compared is not None and compared.by == "million_tokens":
        return True
    return any(line.billable == "output_image" and line.unit == "million_tokens" for line in row.cost.lines)


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
    return f"{row.cost.provider} {row.cost.native_id} at ${shown(row.dollars or Decimal(0))}"
