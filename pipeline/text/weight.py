"""What comes first where there is much to tell: the kind of a change, then how far it moved. One order for every list."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from schema.changes import Change, ChangeKind
from schema.prices import Plan, PriceLine

LOUDEST: Final[tuple[ChangeKind, ...]] = (
    "correction", "retired", "retiring", "increased", "decreased", "unit_changed", "in_force", "announced", "plan_changed",
    "promotion_ended", "promotion_started", "rule_changed", "removed", "missing", "returned", "held", "released", "restated", "added",
)  # fmt: skip
Weight = tuple[int, Decimal, str, str, str]


def weight(change: Change) -> Weight:
    """Where a change stands: the smallest comes first. A model that ends sooner and a price that moved further are heavier."""
    return (LOUDEST.index(change.kind), -moved_by(change), _day(change), change.provider, change.id)


def moved_by(change: Change) -> Decimal:
    """How far a price moved: twice and half are as far."""
    old, new = _amount(change.before), _amount(change.after)
    if not old or not new:
        return Decimal(0)
    return max(old / new, new / old)


def _amount(value: object) -> Decimal | None:
    match value:
        case PriceLine() as line:
            return line.amount
        case Plan() as plan:
            return plan.price
    return None


def _day(change: Change) -> str:
    """Of a model that ends, the day; of anything else nothing."""
    return str(getattr(change.after or change.before, "value", "")) if change.kind in ("retiring", "retired") else ""
