"""Whose word a price line, a rule or a plan is, and which of several decides what an answer is worth."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from schema.prices import Plan, PriceLine, Quote, Rule
from schema.proofs import Proof, written_by_hand

Evidenced = PriceLine | Rule | Plan
_GRADES: Final = tuple(Proof)


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
    """Who said it, as far as it was written down: where a person found the words, else the page."""
    source = quote.locator.removeprefix(written_by_hand(quote.proof)) if quote.proof else quote.locator
    return quote.url if source == quote.locator else source
