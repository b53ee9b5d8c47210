"""A batch: final images times an iteration factor, and drafts before finals."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.exact import said
from costs.offer.recipes import Recipe
from costs.plan.workloads import CHEAPEST, Task, generations
from costs.spans import span

# How many images are made for a final one: with a baseline to reuse, while exploring, from a blank box: a studio's post of 2026-05-04.
FACTORS: Final = {"baseline": Decimal("1.2"), "exploring": Decimal("1.8"), "blank": Decimal("2.5")}


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
