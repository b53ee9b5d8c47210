"""Between which amounts a price is possible at all. Wide on purpose: a band catches a lost decimal point or a price per
thousand taken for a price per one, not a bargain."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from schema.prices import Unit


class Band(NamedTuple):
    """The least and most one unit may cost."""

    low: Decimal
    high: Decimal

    def __contains__(self, amount: object) -> bool:
        return isinstance(amount, Decimal) and self.low <= amount <= self.high


def _band(low: str, high: str) -> Band:
    return Band(Decimal(low), Decimal(high))


# In US dollars. The cheapest and dearest seen on captured pages up to 2026-11 lie at least a factor of five inside.
DOLLARS: Final[dict[Unit, Band]] = {
    "image": _band("0.0001", "5"),
    "megapixel": _band("0.0001", "2"),
    "tile": _band("0.000005", "1"),
    "step": _band("0.000001", "0.2"),
    "tile_step": _band("0.000001", "0.1"),
    "megapixel_step": _band("0.000001", "0.2"),
    "million_tokens": _band("0.001", "1000"),
    "gpu_second": _band("0.00001", "0.1"),
    "credit": _band("0.0001", "10"),
    "request": _band("0.00001", "10"),
}

# What a dollar was roughly worth in 2026, and for credits the least and most a provider gives for one.
PER_DOLLAR: Final[dict[str, Band]] = {
    **dict.fromkeys(("USD", "EUR", "GBP", "CHF"), _band("1", "1")),
    **dict.fromkeys(("CAD", "AUD", "SGD"), _band("1", "2")),
    "CNY": _band("5", "10"),
    "HKD": _band("5", "10"),
    "BRL": _band("3", "8"),
    "INR": _band("60", "120"),
    "JPY": _band("100", "200"),
    "KRW": _band("1000", "2000"),
    "credit": _band("1", "5000"),
}
PLAN: Final = _band("0", "100000")


def band(unit: Unit, currency: str) -> Band | None:
    """The band of a unit in a currency; None for a currency nobody has declared one for.

    >>> band("image", "CNY")
    Band(low=Decimal('0.0005'), high=Decimal('50'))
    """
    rate = PER_DOLLAR.get(currency)
    dollars = DOLLARS[unit]
    return Band(dollars.low * rate.low, dollars.high * rate.high) if rate else None
