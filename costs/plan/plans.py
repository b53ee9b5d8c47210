"""What a plan makes of one image, by volume: what it brings, what is left unused, what a top-up adds, where it breaks even.

A month has 30 days and 52/12 weeks. A quota by the day is lost on days nothing is made; credits are lost at the end of
their period unless the plan says they roll over. A pack bought once is bought as often as needed; its rest is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from costs.bill.cost import cost
from costs.exact import said, whole_up
from costs.offer.recipes import Recipe
from costs.plan.credits import CREDIT, DAYS, PER_MONTH, brought, credit_price, monthly_credits, monthly_price
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, Plan, Snapshot

__all__ = [
    "DAYS",
    "PER_MONTH",
    "WORKDAYS",
    "BreakEven",
    "PlanUse",
    "at_volume",
    "break_even",
    "credits_per_image",
    "idle_share",
    "monthly_credits",
    "monthly_price",
    "monthly_units",
    "on_plans",
    "packs_of",
    "prices_on_plans",
    "unit_of",
    "use_of",
]

WORKDAYS: Final = 22
PlanUnit = Literal["credit", "image"]


class PlanUse(Closed):
    """One plan at one volume, for a month. Amounts are of `unit`: credits, or images where the plan counts images.

    `total` is null where the plan does not suffice and nobody sells a top-up; `per_image` is what an image then costs
    in fact, unused quota included; `per_unit` what one unit costs when the plan is used up.
    """

    plan: str
    name: str
    currency: str
    price: DecimalText
    unit: PlanUnit
    needed: DecimalText
    brought: DecimalText
    left: DecimalText
    short: DecimalText
    fits: bool
    unused_share: DecimalText
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
    """What a plan counts; None where the seller does not say what it brings."""
    if plan.images is not None:
        return "image"
    return "credit" if brought(plan) else None


def monthly_units(plan: Plan, days: int = DAYS) -> Fraction | None:
    """The credits or images a plan brings a month, on so many days of use."""
    if plan.images is not None:
        period = plan.quota_period or plan.period
        return Fraction(plan.images) * (Fraction(days) if period == "day" else PER_MONTH[period])
    return monthly_credits(plan)


def use_of(plan: Plan, needed: Fraction, *, packs: Sequence[Plan] = (), images: int | None = None, days: int = DAYS) -> PlanUse:
    """What a month with this need costs on a plan, with top-ups from `packs` where it does not suffice.

    On a plan with a quota by the day only `days` of it can be used; the rest is paid for and lost.
    """
    amounts = _amounts(plan, needed, days)
    pack, extra = _top_up(amounts["short"], packs, unit_of(plan))
    total = None if amounts["short"] and pack is None else amounts["price"] + extra
    return PlanUse(
        plan=plan.id,
        name=plan.name,
        currency=plan.currency,
        unit=unit_of(plan) or CREDIT,
        **{name: said(amount) for name, amount in amounts.items()},
        fits=not amounts["short"],
        rest_kept=plan.period == "once" or bool(plan.rollover),
        top_up=pack.id if pack else None,
        top_up_price=said(extra) if pack else None,
        total=None if total is None else said(total),
        images=images,
        per_image=said(total / images) if images and total is not None else None,
        note="" if total is not None else "does not suffice, and no top-up is sold",
    )


def _amounts(plan: Plan, needed: Fraction, days: int) -> dict[str, Fraction]:
    """What is paid, brought, left and lacking; a pack bought once is bought as often as needed."""
    month, usable = monthly_units(plan), monthly_units(plan, days)
    if not month or not usable:
        raise NotComparable(f"plan {plan.id}", "how much it brings", plan.unpublished or "nothing published")
    times = max(whole_up(needed / month), 1) if plan.period == "once" else 1
    used = min(needed, usable * times)
    return {
        "price": monthly_price(plan) * times,
        "needed": needed,
        "brought": month * times,
        "left": month * times - used,
        "short": needed - used,
        "unused_share": (month * times - used) / (month * times),
        "per_unit": monthly_price(plan) / month,
    }


def _top_up(short: Fraction, packs: Iterable[Plan], unit: PlanUnit | None) -> tuple[Plan | None, Fraction]:
    """The pack that covers what is short most cheaply, and what as many of it as needed cost."""
    if not short:
        return None, Fraction(0)
    prices = [
        (whole_up(short / units) * Fraction(pack.price), pack) for pack in packs if unit_of(pack) == unit and (units := monthly_units(pack))
    ]
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


# --- the plans of a seller ------------------------------------------------------------------------------------------


def packs_of(snapshot: Snapshot) -> tuple[Plan, ...]:
    """What a seller sells once: credit packs and top-ups."""
    return tuple(plan for plan in snapshot.plans if plan.period == "once" and plan.price > 0)


def credits_per_image(snapshot: Snapshot, native_id: str, recipe: Recipe) -> Fraction:
    """What one image of a recipe takes of a seller's credits."""
    answer = cost(snapshot, native_id, recipe)
    if answer.currency != CREDIT:
        raise NotComparable(f"{snapshot.provider} {native_id}", "a price in credits", f"one in {answer.currency}: no plan is needed")
    return Fraction(answer.per_image)


def on_plans(snapshot: Snapshot, needed: Fraction, images: int | None = None) -> tuple[PlanUse, ...]:
    """A month that needs so many credits on every plan that counts credits, the cheapest first."""
    uses = [use_of(plan, needed, packs=packs_of(snapshot), images=images) for plan in snapshot.plans if _pays(plan)]
    return tuple(sorted(uses, key=lambda use: (use.total is None, use.total or 0, use.plan)))


def _pays(plan: Plan) -> bool:
    return plan.price > 0 and unit_of(plan) == "credit"


def at_volume(snapshot: Snapshot, native_id: str, recipe: Recipe, images: int) -> tuple[PlanUse, ...]:
    """So many images a month on every plan of a seller, the cheapest first."""
    return on_plans(snapshot, credits_per_image(snapshot, native_id, recipe) * images, images)


def prices_on_plans(snapshot: Snapshot, recipe: Recipe) -> dict[str, dict[str, Decimal]]:
    """The table of models x plans: what one image costs on each plan that is used up, exactly. Models in credits only."""
    plans = [plan for plan in snapshot.plans if _pays(plan)]
    table: dict[str, dict[str, Decimal]] = {}
    for offer in snapshot.offers:
        try:
            each = credits_per_image(snapshot, offer.native_id, recipe)
        except NotComparable:
            continue  # not sold by the credit, or not this recipe: not a row of this table
        table[offer.native_id] = {plan.id: said(each * (credit_price(plan) or 0)) for plan in plans}
    return table
