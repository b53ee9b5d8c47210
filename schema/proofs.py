"""Whose word a figure or a fact rests on, in grades: what leads, what is only listed, and what an answer made of several is worth."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Proof(StrEnum):
    """The grades, the strongest first. An answer has the weakest among its inputs."""

    PAGE = "page"  # read by a reader from the provider's own page
    FIRST_PARTY = "first_party"  # the provider's own words, written down by a person from a copy of its page
    QUOTED = "quoted"  # the provider's own words as somebody else quotes them, with a date
    THIRD_PARTY = "third_party"  # somebody else's figure for what the provider charges or does
    MEASURED = "measured"  # nobody's word: what somebody measured


def written_by_hand(proof: Proof) -> str:
    """What stands before the source of words that a person wrote down.

    >>> written_by_hand(Proof.THIRD_PARTY)
    'written down by hand (third party): '
    """
    return f"written down by hand ({proof.replace('_', ' ')}): "


def weakest(proofs: Iterable[Proof]) -> Proof:
    """What an answer made of all of these is worth.

    >>> weakest([Proof.PAGE, Proof.QUOTED]).value
    'quoted'
    """
    order = tuple(Proof)
    return max(proofs, key=order.index, default=Proof.PAGE)
