"""What a plan costs a month and at once, and what one credit of it comes to. Where a plan brings GPU minutes, the credit is the minute."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from costs.money import dollars_first
from schema.errors import NotComparable
from schema.prices import Period, Plan, Snapshot

CREDIT: Final = "credit"
DAYS: Final = 30  # of a month
MONTHS: Final = 12
PER_MONTH: Final[dict[Period, Fraction]] = {
    "month": Fraction(1),
    "year": Fraction(1, MONTHS),
    "week": Fraction(52, MONTHS),
    "day": Fraction(DAYS),
    "once": Fraction(1),
}


def brought(plan: Plan) -> Decimal | None:
    """The credits one period of a plan brings."""
    return plan.credits if plan.credits is not None else plan.gpu_minutes


def monthly_price(plan: Plan) -> Fraction:
    """What a plan costs a month; a pack bought once, what it costs."""
    return Fraction(plan.price) * PER_MONTH[plan.period]


def charged_at_once(plan: Plan) -> Fraction:
    """What is paid on the day it is bought: a year's price where the year is billed, whatever it is told by."""
    times = PER_MONTH[plan.period] / PER_MONTH[plan.billed] if plan.billed else Fraction(1)
    return Fraction(plan.price) * times


def saved_by_the_year(plan: Plan, plans: Iterable[Plan]) -> Fraction | None:
    """The share a year saves of twelve months; None where the same plan is not sold by the month."""
    by_month = next((other for other in plans if other.id == plan.monthly and other.currency == plan.currency), None)
    if by_month is None or not by_month.price:
        return None
    return 1 - monthly_price(plan) / monthly_price(by_month)


def monthly_credits(plan: Plan) -> Fraction | None:
    """The credits a plan brings a month; where it names a period for them (yearly price, monthly credits), by that."""
    credits = brought(plan)
    return Fraction(credits) * PER_MONTH[plan.quota_period or plan.period] if credits else None


def credit_price(plan: Plan) -> Fraction | None:
    """What one credit costs on a plan that is used up, exactly; None where the plan brings none."""
    credits = monthly_credits(plan)
    return monthly_price(plan) / credits if credits else None


def plan_of(snapshot: Snapshot, name: str) -> Plan:
    """The plan of that id or name, or the nearest ones there are."""
    for plan in snapshot.plans:
        if name.casefold() in (plan.id.casefold(), plan.name.casefold()):
            return plan
    ids = [plan.id for plan in snapshot.plans]
    nearest = get_close_matches(name.casefold(), ids, n=1, cutoff=0.0)
    found = f"{', '.join(ids)}; nearest: {nearest[0]}" if nearest else "no plans at all"
    raise NotComparable(f"{snapshot.provider} plan {name}", "a plan the provider sells", found)


def entry_plan(plans: Iterable[Plan]) -> Plan | None:
    """The plan a new customer pays the least for: a credit pack before a subscription, never a free or a yearly one.

    Nor one that is sold beside another only, or that fills another balance than the one the prices are in.
    """
    selling = [plan for plan in plans if plan.price > 0 and brought(plan) and not (plan.yearly or plan.top_up or plan.wallet)]
    return min(selling, key=lambda plan: (plan.period != "once", *dollars_first(plan.currency), plan.price, plan.id), default=None)
