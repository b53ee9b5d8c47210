"""Is a price to be believed beside its maker's? Below a third of it, or above three times, it is doubted."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

from costs.exact import exactly, rounded
from costs.reasons import Because, Code
from schema.proofs import Proof

DOUBT: Final = "{times} its maker's price for the same"
LEAST: Final = Fraction(1, 3)
MOST: Final = Fraction(3)


def doubt_beside_maker(price: Decimal, maker: Decimal, proof: Proof) -> Because | None:
    """Why a price is doubted beside its maker's for the same thing: one its page says is listed with the doubt, another is held."""
    times = exactly(price) / exactly(maker)
    if LEAST <= times <= MOST:
        return None
    code = Code.DOUBTED if proof is Proof.PAGE else Code.HELD_AS_DOUBTFUL
    return Because(code=code, words=DOUBT.format(times=_times(times)))


def _times(times: Fraction) -> str:
    return f"{rounded(times * 100, 0)} % of" if times < 1 else f"{rounded(times, 1)} times"
