"""New highs and lows: a fact of a change, made once, when it is told, from what its price line has cost since we began."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final, TypeGuard

from schema.changes import Change, Extreme
from schema.prices import PriceLine

PriceFrame = tuple[Any, ...]
MOVED: Final = ("increased", "decreased", "in_force")
NOT_YET: Final = ("held", "announced")  # an amount nobody paid so far


def marked(changes: Iterable[Change], earlier: Callable[[str], Iterable[Change]]) -> list[Change]:
    """The changes; those that move a price to a new high or low say so. `earlier` is the history of one native id."""
    return [_marked(change, earlier) for change in changes]


def _marked(change: Change, earlier: Callable[[str], Iterable[Change]]) -> Change:
    line = change.after
    if change.kind not in MOVED or change.before is None or not isinstance(line, PriceLine) or line.amount is None:
        return change
    extreme = extreme_of(line.amount, amounts(earlier(change.native_id or ""), line))
    return change.model_copy(update={"extreme": extreme}) if extreme else change


def amounts(history: Iterable[Change], line: PriceLine) -> list[Decimal]:
    """Every amount this line was believed to cost, in the same unit and currency; what was wrong does not count."""
    seen: list[Decimal] = []
    for change in history:
        if change.kind == "correction" and _is_of(change.before, line) and change.before.amount in seen:
            seen.remove(change.before.amount)
        if change.kind not in NOT_YET and _is_of(change.after, line) and change.after.amount is not None:
            seen.append(change.after.amount)
    return seen


def _is_of(value: object, line: PriceLine) -> TypeGuard[PriceLine]:
    return isinstance(value, PriceLine) and frame(value) == frame(line)


def extreme_of(amount: Decimal, earlier: list[Decimal]) -> Extreme | None:
    """Whether an amount is above or below all earlier ones; the first is neither."""
    if not earlier:
        return None
    return "high" if amount > max(earlier) else "low" if amount < min(earlier) else None


def frame(line: PriceLine) -> PriceFrame:
    """What must be the same for two amounts to be compared."""
    axes = tuple(axis for axis in line.variant.key() if axis[0] != "effective_from")  # when it began says nothing of what it is
    return (line.billable, line.unit, axes, line.basis, line.currency, line.bound)
