"""A number that is known as a range: 35 to 40 credits, 1.2 to 1.8 attempts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Self

from pydantic import model_validator

from schema.amounts import spell
from schema.prices import Closed, DecimalText

_RANGE = re.compile(r"(\d+(?:\.\d+)?) ?(?:-|–|to) ?(\d+(?:\.\d+)?)")


class Span(Closed):
    """From `low` to `high`, both meant. Written as `2`, `"1.8"`, `"35-40"` or `[35, 40]`."""

    low: DecimalText
    high: DecimalText

    @model_validator(mode="before")
    @classmethod
    def _read(cls, given: Any) -> Any:
        if isinstance(given, str) and (match := _RANGE.fullmatch(given.strip())):
            return {"low": match[1], "high": match[2]}
        if isinstance(given, list | tuple) and len(given) == 2:
            return {"low": given[0], "high": given[1]}
        if isinstance(given, str | int | Decimal):
            return {"low": given, "high": given}
        return given

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"the first number of {self} is the larger one")
        return self

    def __str__(self) -> str:
        low, high = spell(self.low), spell(self.high)
        return low if low == high else f"{low} to {high}"

    def __add__(self, other: Span) -> Span:
        return span(self.low + other.low, self.high + other.high)

    def times(self, low: Decimal | int, high: Decimal | int | None = None) -> Span:
        """The range multiplied, at both ends."""
        return span(self.low * low, self.high * (low if high is None else high))


def span(low: Decimal | int | str, high: Decimal | int | str | None = None) -> Span:
    """A range, or a single number.

    >>> str(span(120, 140)), str(span("1.8"))
    ('120 to 140', '1.8')
    """
    return Span(low=Decimal(low), high=Decimal(low if high is None else high))


def sum_of(spans: Iterable[Span]) -> Span:
    """All ranges together: lowest with lowest, highest with highest."""
    total = span(0)
    for entry in spans:
        total += entry
    return total
