"""The standing of an answer: whether it may lead, is listed, or is not ranked, each with its reason's code and words.

What a code does to an answer is said once, in `PLACE_OF`; scripts and files get that table and hold no rule of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from schema.prices import Closed, made


class Place(StrEnum):
    """Where an answer stands, the best place first."""

    LEADS = "leads"  # may be a headline, a rank, a recommendation, somebody's benchmark
    LISTED = "listed"  # stands at its price, marked, and is none of these
    UNRANKED = "unranked"  # stands apart, with the reason


class Code(StrEnum):
    """Why an answer does not simply lead."""

    NOT_YET = "not_yet"
    ENDED = "ended"
    MISSING = "missing"
    MAKER_ENDED = "maker_ended"
    ENDS_SOON = "ends_soon"
    THIRD_PARTY = "third_party"
    MEASURED = "measured"
    UNDATED = "undated"
    AGED = "aged"
    DOUBTED = "doubted"
    HELD_AS_DOUBTFUL = "held_as_doubtful"
    UNSURE = "unsure"
    SIZE = "size"
    OPERATION = "operation"
    REFERENCES = "references"
    QUALITY = "quality"
    LESS_WORK = "less_work"
    RATING = "rating"
    NO_GENERATOR = "no_generator"
    NOT_DESCRIBED = "not_described"
    NO_DOLLARS = "no_dollars"
    FREE = "free"
    NO_PRICE = "no_price"


PLACE_OF: Final = {
    Code.NOT_YET: Place.UNRANKED,
    Code.ENDED: Place.UNRANKED,
    Code.MISSING: Place.UNRANKED,
    Code.MAKER_ENDED: Place.LISTED,
    Code.ENDS_SOON: Place.LISTED,
    Code.THIRD_PARTY: Place.LISTED,
    Code.MEASURED: Place.LISTED,
    Code.UNDATED: Place.LISTED,
    Code.AGED: Place.LISTED,
    Code.DOUBTED: Place.LISTED,
    Code.HELD_AS_DOUBTFUL: Place.UNRANKED,
    Code.UNSURE: Place.UNRANKED,
    Code.SIZE: Place.UNRANKED,
    Code.OPERATION: Place.UNRANKED,
    Code.REFERENCES: Place.UNRANKED,
    Code.QUALITY: Place.UNRANKED,
    Code.LESS_WORK: Place.LISTED,
    Code.RATING: Place.UNRANKED,
    Code.NO_GENERATOR: Place.UNRANKED,
    Code.NOT_DESCRIBED: Place.UNRANKED,
    Code.NO_DOLLARS: Place.UNRANKED,
    Code.FREE: Place.LISTED,
    Code.NO_PRICE: Place.UNRANKED,
}
# Whose word an answer rests on: a switch hides the answers with one of these.
UNPROVEN: Final = frozenset({Code.THIRD_PARTY, Code.MEASURED, Code.UNDATED})
# What may still be recommended, saying so, where nothing else fits.
LAST_RESORT: Final = frozenset({Code.ENDS_SOON})
# What is still handed to programs that count what was spent, not what would be cheapest.
PASSED_ON: Final = LAST_RESORT | {Code.MAKER_ENDED, Code.AGED}
_ORDER: Final = tuple(Place)


class Because(Closed):
    """One reason: its code, for whoever decides, and its words, for whoever reads."""

    code: Code
    words: str

    @property
    def place(self) -> Place:
        """Where an answer with this reason stands at best."""
        return PLACE_OF[self.code]


class Standing(Closed):
    """Where an answer stands and why: the gravest reason first. Without a reason it leads."""

    place: Place = Place.LEADS
    because: tuple[Because, ...] = ()

    @property
    def code(self) -> Code | None:
        """The gravest reason."""
        return self.because[0].code if self.because else None

    @property
    def codes(self) -> frozenset[Code]:
        """Every reason."""
        return frozenset(reason.code for reason in self.because)

    @property
    def words(self) -> str:
        """All reasons in words."""
        return "; ".join(reason.words for reason in self.because)

    @property
    def last_resort(self) -> bool:
        """Whether it may be recommended where nothing leads."""
        return self.place is Place.LISTED and self.codes <= LAST_RESORT


LEADS: Final = Standing()


def standing(reasons: Iterable[Because]) -> Standing:
    """The standing that these reasons leave: the worst of their places."""
    because = tuple(sorted(reasons, key=lambda reason: -_ORDER.index(reason.place)))
    return made(Standing, place=because[0].place, because=because) if because else LEADS
