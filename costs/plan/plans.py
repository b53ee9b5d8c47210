"""A month on one plan: what it brings, what is left unused, what a top-up adds, where it breaks even.

What is left is lost at the end of its period unless the plan says it stays. A pack bought once is bought as often as
needed, and its rest is kept. Nothing here knows of models: how many units are needed is asked in `plan_answers`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.exact import said, whole_up
from costs.money import dollars_first
from costs.plan.credits import DAYS, PER_MONTH, charged_at_once, monthly_credits, monthly_price
from costs.plan.quotas import monthly, stays, units_of
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, Plan, PlanUnit, Snapshot, made

__all__ = [
    "DAYS",
    "PER_MONTH",
    "WORKDAYS",
    "BreakEven",
    "PlanUse",
    "break_even",
    "credit_of",
    "credits_on_plans",
    "idle_share",
    "lost_to_resets",
    "monthly_credits",
    "monthly_price",
    "monthly_units",
    "packs_of",
    "still_sold",
    "tops_up",
    "unit_of",
    "use_of",
]

WORKDAYS: Final = 22
IN_CREDITS: Final[tuple[PlanUnit, ...]] = ("credit", "gpu_minute")
WEEKDAYS: Final = (5, 7)


class PlanUse(Closed):
    """One plan at one volume, for a month. Amounts are of `unit`: credits, images, jobs, GPU minutes, money.

    `price` is a month's, `charged` what is paid at once; `total` is null where the plan does not suffice and nobody sells
    a top-up; `per_image` is what an image then costs in fact, unused quota included; `per_unit` what one unit costs when
    the plan is used up; `lost_share` what cannot be used because it is reset on days nothing is made.
    """

    plan: str
    name: str
    currency: str
    price: DecimalText
    charged: DecimalText
    unit: PlanUnit
    needed: DecimalText
    brought: DecimalText
    left: DecimalText
    short: DecimalText
    fits: bool
    unused_share: DecimalText
    lost_share: DecimalText
    rest_kept: bool
    per_unit: DecimalText
    top_up: str | None = None
    top_up_price: DecimalText | None = None
    total: DecimalText | None
    images: int | None = None
    per_image: DecimalText | None = None
    note: str = ""


class BreakEven(Closed):
    """From how many images a month a plan is cheaper than paying for each: more than `more_than`."""

    plan: str
    price: DecimalText
    per_image: DecimalText
    images: DecimalText
    more_than: int
    capacity: DecimalText | None
    reachable: bool


# --- one plan -------------------------------------------------------------------------------------------------------


def unit_of(plan: Plan) -> PlanUnit | None:
    """What a plan counts first; None where the seller does not say what it brings in numbers."""
    return next(iter(units_of(plan)), None)


def monthly_units(plan: Plan, days: int = DAYS) -> Fraction | None:
    """How much of what it counts a plan brings a month, on so many days of use."""
    unit = unit_of(plan)
    return None if unit is None else monthly(plan, unit, days=days)


def use_of(
    plan: Plan,
    needed: Fraction,
    *,
    unit: PlanUnit | None = None,
    native_id: str | None = None,
    packs: Sequence[Plan] = (),
    images: int | None = None,
    days: int = DAYS,
) -> PlanUse:
    """What a month with this need costs on a plan, with top-ups from `packs` where it does not suffice.

    Without `unit` it is what the plan counts first. What comes by the day can be used on `days` of the month only; the
    rest is paid for and lost.
    """
    unit = unit or unit_of(plan)
    if unit is None:
        raise NotComparable(f"plan {plan.id}", "how much it brings", plan.unpublished or "nothing published")
    amounts = _amounts(plan, unit, needed, native_id, days)
    pack, extra = _top_up(amounts["short"], [other for other in packs if tops_up(other, plan)], unit, native_id)
    total = None if amounts["short"] and pack is None else amounts["price"] + extra
    return made(
        PlanUse,
        plan=plan.id,
        name=plan.name,
        currency=plan.currency,
        unit=unit,
        **{name: said(amount) for name, amount in amounts.items()},
        fits=not amounts["short"],
        rest_kept=stays(plan, unit),
        top_up=pack.id if pack else None,
        top_up_price=said(extra) if pack else None,
        total=None if total is None else said(total),
        images=images,
        per_image=said(total / images) if images and total is not None else None,
        note="" if total is not None else "does not suffice, and no top-up is sold",
    )


def _amounts(plan: Plan, unit: PlanUnit, needed: Fraction, native_id: str | None, days: int) -> dict[str, Fraction]:
    """What is paid, brought, left and lacking; a pack bought once is bought as often as needed, a seat as often as it must be."""
    seats = plan.seats or 1
    month, usable = (monthly(plan, unit, native_id, count) * seats for count in (max(DAYS, days), days))
    if not month or not usable:
        raise NotComparable(f"plan {plan.id}", "how much it brings", plan.unpublished or "nothing published")
    times = max(whole_up(needed / month), 1) if plan.period == "once" else 1
    used = min(needed, usable * times)
    return {
        "price": monthly_price(plan) * seats * times,
        "charged": charged_at_once(plan) * seats * times,
        "needed": needed,
        "brought": month * times,
        "left": month * times - used,
        "short": needed - used,
        "unused_share": (month * times - used) / (month * times),
        "lost_share": max(1 - usable / month, Fraction(0)),
        "per_unit": monthly_price(plan) * seats / month,
    }


def tops_up(pack: Plan, plan: Plan) -> bool:
    """Whether a pack fills the same balance, for the same money, in the same country: amounts of two currencies are no sum."""
    return pack.id != plan.id and (pack.wallet, pack.currency) == (plan.wallet, plan.currency) and pack.country in (None, plan.country)


def _top_up(short: Fraction, packs: Iterable[Plan], unit: PlanUnit, native_id: str | None) -> tuple[Plan | None, Fraction]:
    """The pack that covers what is short most cheaply, and what as many of it as needed cost."""
    if not short:
        return None, Fraction(0)
    prices = [(whole_up(short / units) * Fraction(pack.price), pack) for pack in packs if (units := monthly(pack, unit, native_id))]
    if not prices:
        return None, Fraction(0)
    price, pack = min(prices, key=lambda entry: (entry[0], entry[1].id))
    return pack, price


def break_even(plan: Plan, per_image: Fraction, capacity: Fraction | None = None) -> BreakEven:
    """Above how many images a month the plan is cheaper than `per_image` each, and whether it brings that many."""
    if per_image <= 0:
        raise NotComparable(f"plan {plan.id}", "a price per image above zero", str(said(per_image)))
    images = monthly_price(plan) / per_image
    return BreakEven(
        plan=plan.id,
        price=said(monthly_price(plan)),
        per_image=said(per_image),
        images=said(images),
        more_than=int(images),
        capacity=None if capacity is None else said(capacity),
        reachable=capacity is None or capacity > images,
    )


def idle_share(days_used: int, days: int) -> Decimal:
    """The share of a quota that resets daily which is lost when only some days are used.

    >>> idle_share(5, 7)
    Decimal('0.285714285714')
    """
    return said(Fraction(days - days_used, days))


def lost_to_resets(plan: Plan) -> Decimal | None:
    """The share of a plan that weekends alone waste; None where nothing comes by the day."""
    by_the_day = any(allowance.period == "day" for allowance in plan.allowances) or "day" in (plan.quota_period, plan.period)
    return idle_share(*WEEKDAYS) if by_the_day else None


def credits_on_plans(snapshot: Snapshot, needed: Fraction, images: int | None = None) -> tuple[PlanUse, ...]:
    """So many of the credits a seller's prices are in, on every plan that brings them, the cheapest month first.

    A plan for which it does not suffice comes last, and what is sold beside another plan only does not stand for itself.
    """
    bringing = [(plan, unit) for plan in snapshot.plans if (unit := credit_of(plan)) and still_sold(plan)]
    uses = [use_of(plan, needed, unit=unit, packs=packs_of(snapshot), images=images) for plan, unit in bringing]
    return tuple(sorted(uses, key=lambda use: (use.total is None, *dollars_first(use.currency), use.total or 0, use.plan)))


def credit_of(plan: Plan) -> PlanUnit | None:
    """Which credits that prices are in one buys by this plan: none by what fills another balance or stands beside another plan."""
    unit = unit_of(plan)
    return unit if unit in IN_CREDITS and plan.price > 0 and not (plan.wallet or plan.top_up) else None


def still_sold(plan: Plan) -> bool:
    """Whether nothing newer says that it is sold no more."""
    return plan.unsaid is None or plan.unsaid.code not in ("dropped", "not_sold")


def packs_of(snapshot: Snapshot) -> tuple[Plan, ...]:
    """What a seller sells once, as far as it is sold still: credit packs and top-ups."""
    return tuple(plan for plan in snapshot.plans if plan.period == "once" and plan.price > 0 and still_sold(plan))
