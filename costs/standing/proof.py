"""Whose word a price line, a rule or a plan is, and which of several decides what an answer is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from schema.prices import Plan, PriceLine, Quote, Rule
from schema.proofs import Proof

Evidenced = PriceLine | Rule | Plan
_GRADES: Final = tuple(Proof)
# What stands before the source where a person wrote it down.
_BY_HAND: Final = re.compile(r"written down by hand \((first party|quoted|third party)\): ")

_OURS: Final = re.compile(r" \(seed \d+\)")  # where we keep a source: nothing to a reader


def proof_of(value: Evidenced) -> Proof:
    """Whose word it is: of its page unless a person wrote it down, who said whose it was; unknown is a third party's."""
    match value.basis:
        case "measured":
            return Proof.MEASURED
        case "manual":
            return value.quote.proof or Proof.THIRD_PARTY
    return Proof.PAGE


def weakest_of(values: Iterable[Evidenced]) -> Evidenced:
    """The one that decides."""
    return max(values, key=lambda value: _GRADES.index(proof_of(value)))


def whose(quote: Quote) -> str:
    """Who said it, as far as it was written down."""
    said = _BY_HAND.sub("", quote.locator, count=1)
    return _OURS.sub("", said) if said != quote.locator else quote.url
