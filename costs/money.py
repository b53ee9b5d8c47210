"""One currency beside another: a converted figure is a help for comparing, never a price, and names its rate and day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.exact import said
from schema.prices import Closed, DecimalText

DOLLARS: Final = "USD"
SAID_IN: Final = (DOLLARS, "EUR", "GBP", "CNY")  # what a reader may see prices in


class Rate(Closed):
    """What one unit of a currency was worth in US dollars on a day, and who says so."""

    currency: str
    dollars: DecimalText
    day: date
    source: str


def in_dollars(amount: Decimal, rate: Rate) -> Decimal:
    """An amount in dollars at a rate.

    >>> in_dollars(Decimal("0.2"), Rate(currency="CNY", dollars="0.14", day="2026-11-20", source="ECB"))
    Decimal('0.028')
    """
    return said(Fraction(amount) * Fraction(rate.dollars))


def worth(amount: Decimal | None, currency: str | None, rate: Rate | None) -> Decimal | None:
    """An amount in dollars, at the rate of the day where it is of another currency; None where there is no rate."""
    if amount is None or currency == DOLLARS:
        return amount
    return in_dollars(amount, rate) if rate else None


def dollars_first(currency: str) -> tuple[bool, str]:
    """The place of a currency among the plans of one seller: amounts of two currencies are never held against each other."""
    return currency != DOLLARS, currency
