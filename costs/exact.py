"""Exact numbers: fractions while one reckons, one `Decimal` when it is said.

A quotient that never ends (a plan's 19 dollars by 1,100 credits) is said with `PLACES` decimals, half to even. That is
the only rounding here; a provider's own rounding is a rule of its own (`image_rounding`).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from schema.amounts import canonical, spell

PLACES: Final = 12
CENTS: Final = 2  # decimals of an amount from 1 upwards, for people
SIGNIFICANT: Final = 3  # digits of one below: more than anybody decides by
_WIDE: Final = Context(prec=120, rounding=ROUND_HALF_EVEN)


def said(value: Fraction) -> Decimal:
    """The fraction as a decimal: all its digits where they end, else `PLACES` of them.

    >>> said(Fraction(3, 8)), said(Fraction(19, 1100))
    (Decimal('0.375'), Decimal('0.017272727273'))
    """
    if value.denominator == 1:
        return Decimal(value.numerator)  # a count or a factor of 1: half of all that is said
    quotient = _WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))
    if ends(value):
        return quotient  # divided without a rest, and so with as few digits as there can be: spelled as we do
    return canonical(quotient.quantize(Decimal(1).scaleb(-PLACES), context=_WIDE))


@lru_cache(maxsize=4096)  # the same few prices are asked for with every recipe
def exactly(amount: Decimal) -> Fraction:
    """The decimal as a fraction to reckon with.

    >>> exactly(Decimal("0.04"))
    Fraction(1, 25)
    """
    return Fraction(amount)


def ends(value: Fraction) -> bool:
    """Tell whether the decimals of a fraction end.

    >>> ends(Fraction(1, 8)), ends(Fraction(1, 3))
    (True, False)
    """
    denominator = value.denominator
    return pow(10, denominator.bit_length(), denominator) == 0  # it divides a power of ten: only twos and fives are in it


def whole_up(value: Fraction) -> int:
    """The smallest whole number that is not less.

    >>> whole_up(Fraction(7, 4)), whole_up(Fraction(2))
    (2, 2)
    """
    return -(-value.numerator // value.denominator)


def rounded(value: Fraction, places: int) -> Decimal:
    """For people: so many decimals, half up as they do it by hand, trailing zeros kept.

    >>> rounded(Fraction(299, 20000), 4)
    Decimal('0.0150')
    """
    steps = (value * 10**places * 2 + 1) // 2
    return Decimal(int(steps)).scaleb(-places)


def shown(value: Decimal | Fraction, digits: int = SIGNIFICANT) -> str:
    """An amount of money for people, the one way everywhere: cents from 1 upwards, at most three digits that matter below.

    >>> [shown(Decimal(amount)) for amount in ("13.4", "0.086363636364", "0.0006336", "0.2", "0", "1234.5")]
    ['13.40', '0.0864', '0.000634', '0.20', '0', '1,234.50']
    """
    exact = Fraction(value)
    if exact >= 1:
        return f"{_half_even(exact, CENTS):,}"
    if not exact:
        return "0"
    text = spell(canonical(_half_even(exact, digits - 1 - said(exact).adjusted())))
    return "1.00" if text == "1" else text + "0" * (len(text) == 3)


def _half_even(value: Fraction, places: int) -> Decimal:
    """So many decimals, half to even, trailing zeros kept."""
    return Decimal(round(value * 10**places)).scaleb(-places)
