"""Which offers are handed to programs that count what was spent: alive, of the provider's own word, and believed beside their makers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from costs.reasons import Because, Code
from costs.standing.ranking import offer_standing, why_not_passed_on
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.recipe_answers import PublishedAnswer
from schema.prices import Offer

DISBELIEVED: Final = (Code.HELD_AS_DOUBTFUL, Code.UNSURE)  # what only an answer can say of an offer


def why_left_out(everything: Published, state: ProviderState, offer: Offer) -> str:
    """Why a program is not handed this offer's prices; empty where it is."""
    stands = offer_standing(state.snapshot, offer, everything.known)
    return why_not_passed_on(stands) or next((reason.words for reason in _disbelieved(everything, state.id, offer)), "")


def _disbelieved(everything: Published, provider: str, offer: Offer) -> Iterator[Because]:
    for answer in everything.answers[provider, offer.native_id]:
        if isinstance(answer, PublishedAnswer):
            yield from (reason for reason in answer.standing.because if reason.code in DISBELIEVED)
