"""A batch: final images times an iteration factor, drafts before finals, and the same plan in tokens, credits and images."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.bill.itemised import Cost
from costs.exact import said
from costs.offer.recipes import Recipe
from costs.plan.credits import CREDIT
from costs.plan.workloads import CHEAPEST, Task, generations
from costs.spans import span
from schema.prices import Closed, DecimalText

# How many images are made for a final one: with a baseline to reuse, while exploring, from a blank box (seeds/001).
FACTORS: Final = {"baseline": Decimal("1.2"), "exploring": Decimal("1.8"), "blank": Decimal("2.5")}
MILLION: Final = 1_000_000


class Expressed(Closed):
    """One bill in every unit it has: images, tokens by kind, credits, money. None where the seller has no such unit."""

    images: int
    output_tokens: DecimalText | None
    input_tokens: DecimalText | None
    credits: DecimalText | None
    money: DecimalText | None
    per_image: DecimalText | None
    currency: str | None


def expressed(bill: Cost) -> Expressed:
    """The same bill in tokens, credits, images and money."""
    return Expressed(
        images=bill.asked.count,
        output_tokens=_tokens(bill, "output_image"),
        input_tokens=_tokens(bill, "input_image", "input_text"),
        credits=bill.total if bill.currency == CREDIT else None,
        money=bill.money,
        per_image=bill.money_per_image,
        currency=bill.money_currency,
    )


def _tokens(bill: Cost, *billables: str) -> Decimal | None:
    counts = [Fraction(line.quantity) * MILLION for line in bill.lines if line.unit == "million_tokens" and line.billable in billables]
    return said(sum(counts, Fraction(0))) if counts else None


def batch(finals: int, factor: Decimal, recipe: Recipe, model: str = CHEAPEST) -> tuple[Task, ...]:
    """Every attempt made as the final image is."""
    return (Task(name="images", deliverables=finals, attempts=span(factor), recipe=recipe, model=model),)


def ladder(
    finals: int, factor: Decimal, draft: Recipe, final: Recipe, *, model: str = CHEAPEST, retries: Decimal = Decimal(1)
) -> tuple[Task, ...]:
    """A cheap pass first, then only the winners in full: all attempts as drafts, each final image `retries` times."""
    return (
        Task(name="drafts", deliverables=generations(finals, factor), recipe=draft, model=model),
        Task(name="finals", deliverables=finals, attempts=span(retries), recipe=final, model=model),
    )


def saved(plain: Iterable[Decimal], laddered: Iterable[Decimal]) -> Decimal:
    """The share of the cost a ladder saves; negative numbers do not exist here, a ladder that costs more saves 0.

    >>> saved([Decimal(100)], [Decimal(20), Decimal(30)])
    Decimal('0.5')
    """
    before, after = Fraction(sum(plain)), Fraction(sum(laddered))
    return said(max(1 - after / before, Fraction(0))) if before else Decimal(0)
