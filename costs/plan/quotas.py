"""What a plan brings, in one shape: so much of a unit by day, week, month or year, or as much as one likes within a fence.

A month has 30 days and 52/12 weeks. What comes by the day can be used on days that are worked, what comes by the week on
one of its days; what comes once is of the first month, and counts for a month where nothing else comes.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.kept import kept
from costs.plan.credits import DAYS, PER_MONTH
from schema.prices import Allowance, Fence, Plan, PlanUnit
from schema.proofs import Proof

HOLDS_UP: Final[frozenset[Fence]] = frozenset({"slow_queue", "limited_days"})  # what is not to be had at once, the whole month


@kept
def brings(plan: Plan) -> tuple[Allowance, ...]:
    """Everything a plan brings: what older plans say in fields of their own, then the rest."""
    amounts: dict[PlanUnit, Decimal | None] = {"image": plan.images, "credit": plan.credits, "gpu_minute": plan.gpu_minutes}
    proof, quote = plan.proof or proof_of(plan), plan.credits_quote or plan.quote
    own = (
        Allowance(unit=unit, quantity=amount, period=plan.quota_period or plan.period, rollover=plan.rollover, proof=proof, quote=quote)
        for unit, amount in amounts.items()
        if amount is not None
    )
    return (*own, *plan.allowances)


def proof_of(plan: Plan) -> Proof:
    """Whose word a plan rests on; one written down before that was kept is somebody's."""
    if plan.proof is not None:
        return plan.proof
    return {"page": Proof.PAGE, "measured": Proof.MEASURED}.get(plan.basis, Proof.THIRD_PARTY)


def is_for(allowance: Allowance, native_id: str | None) -> bool:
    """Whether it is for a model; one nobody names may be any of them."""
    return not allowance.models or native_id is None or native_id in allowance.models


def metered(plan: Plan, native_id: str | None = None) -> tuple[Allowance, ...]:
    """What is counted, for a model. What comes once beside what comes again is an extra, and no part of a month."""
    counted = [allowance for allowance in brings(plan) if allowance.quantity is not None and is_for(allowance, native_id)]
    again = [allowance for allowance in counted if allowance.period != "once"]
    return tuple(counted if plan.period == "once" or not again else again)


def endless(plan: Plan, native_id: str | None = None) -> tuple[Allowance, ...]:
    """What has no end, for a model: what is to be had at once first."""
    found = [allowance for allowance in brings(plan) if allowance.quantity is None and is_for(allowance, native_id)]
    return tuple(sorted(found, key=lambda allowance: bool(HOLDS_UP & set(allowance.fences))))


def a_month(allowance: Allowance, days: int = DAYS) -> Fraction:
    """How much of it can be used in a month of which so many days are worked."""
    quantity = Fraction(allowance.quantity or 0)
    match allowance.period:
        case "day":
            return quantity * days
        case "week":
            return quantity * min(PER_MONTH["week"], Fraction(days))
        case period:
            return quantity * PER_MONTH[period]


def units_of(plan: Plan, native_id: str | None = None) -> tuple[PlanUnit, ...]:
    """The units a plan counts in, images first: what is counted in images needs no other rule."""
    units = dict.fromkeys(allowance.unit for allowance in metered(plan, native_id))
    return tuple(sorted(units, key=lambda unit: ("image", "job").index(unit) if unit in ("image", "job") else 2))


def monthly(plan: Plan, unit: PlanUnit, native_id: str | None = None, days: int = DAYS) -> Fraction:
    """How many of a unit a plan brings a month, on so many days of work."""
    known, asked = _months(plan), (unit, native_id, days)
    if asked not in known:
        known[asked] = _monthly(plan, unit, native_id, days)
    return known[asked]


@kept
def _months(_: Plan) -> dict[tuple[PlanUnit, str | None, int], Fraction]:
    """What was worked out of a plan: every volume and image asks for the same months."""
    return {}


def _monthly(plan: Plan, unit: PlanUnit, native_id: str | None, days: int) -> Fraction:
    return sum((a_month(allowance, days) for allowance in metered(plan, native_id) if allowance.unit == unit), Fraction(0))


def stays(plan: Plan, unit: PlanUnit) -> bool:
    """Whether what is left of a unit is there next month: as the plan says, or because it was bought for good."""
    return plan.period == "once" or any(allowance.rollover for allowance in metered(plan) if allowance.unit == unit)
