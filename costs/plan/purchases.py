"""What must be bought before the first image: the cheapest plan or packs that bring enough of a seller's credits.

What credits are worth used up is a rate; what one pays is a whole plan. Nothing is cheaper than what must be bought.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from costs.exact import said
from costs.plan.plans import credits_on_plans
from schema.prices import Closed, DecimalText, Slug, Snapshot


class Purchase(Closed):
    """What must be bought at a seller who takes credits for so many of them. Without a `total` nothing sold suffices.

    `kept`: what is left of it is there next month, so that only what is used is this month's.
    """

    provider: Slug
    credits: DecimalText
    plan: str | None = None
    name: str = ""
    total: DecimalText | None = None
    currency: str | None = None
    kept: bool = False


def purchase(snapshot: Snapshot, credits: Fraction) -> Purchase:
    """The cheapest that can be bought at a seller for so many credits."""
    use = next((use for use in credits_on_plans(snapshot, credits) if use.total is not None), None)
    if use is None:
        return Purchase(provider=snapshot.provider, credits=said(credits))
    once = any(plan.id == use.plan and plan.period == "once" for plan in snapshot.plans)
    return Purchase(
        provider=snapshot.provider, credits=said(credits), plan=use.plan, name=use.name, total=use.total, currency=use.currency, kept=once
    )


def at_least(snapshot: Snapshot, credits: Fraction) -> Fraction | None:
    """The least one pays in dollars for so many credits; 0 where what is left is kept, None where nothing sold suffices."""
    found = purchase(snapshot, credits)
    if found.total is None or found.currency != "USD":
        return None if found.total is None else Fraction(0)
    return Fraction(0) if found.kept else Fraction(found.total or Decimal(0))
