"""Whether a model can be had at a provider on a day. An end is of a model *at a provider*: another may go on selling it.

What is said of a provider is believed there first. Of a maker's other outlets nothing is said as a rule: what its first
outlet says holds there too. A withdrawn end never happened, and stays in the table so that nobody enters it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from schema.prices import Closed, NativeId, ShortText, Slug
from schema.proofs import Proof

EndKind = Literal[
    "fixed",  # it ends on `day`
    "earliest",  # it does not end before `day`; from then on any day may be the last
    "deprecated",  # it is going to end, and no day is said
]


class LifeState(StrEnum):
    """How a model stands at a provider on a day."""

    UNRELEASED = "unreleased"
    ALIVE = "alive"
    ENDING = "ending"  # its end is announced: on `Life.day`, or on a day nobody has said
    ENDED = "ended"


class End(Closed):
    """What is said of the end of a model at one provider (`native_id`: of one of its ids only), by whom and when.

    `notice` is the day it was announced; `withdrawn` the day by which it was taken back; `closed` that it is sold to
    nobody new before it ends.
    """

    provider: Slug
    native_id: NativeId | None = None
    kind: EndKind = "fixed"
    day: date | None = None
    notice: date | None = None
    withdrawn: date | None = None
    closed: bool = False
    url: Annotated[str, Field(pattern=r"^https://[^\s]+$")]
    date: date
    says: ShortText
    proof: Proof

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if (self.day is None) != (self.kind == "deprecated"):
            raise ValueError("an end has a `day`, unless its kind is `deprecated`: exactly one of the two")
        return self


class Life(NamedTuple):
    """How a model stands at a provider on a day, and what says so. `day`: its last (of an earliest end: the first that may be)."""

    state: LifeState
    day: date | None = None
    end: End | None = None

    @property
    def alive(self) -> bool:
        """Whether it can be bought."""
        return self.state in (LifeState.ALIVE, LifeState.ENDING)

    def ends_within(self, days: int, on: date) -> bool:
        """Whether its end is near. An earliest day that has passed is near: any day may be the last."""
        return self.state is LifeState.ENDING and self.day is not None and self.day - on <= timedelta(days=days)


def life_of(born: date | None, ends: Sequence[End], on: date) -> Life:
    """The state of something first seen on `born` of which these ends are said. What was said last is believed."""
    said = max((end for end in ends if end.withdrawn is None), key=_told, default=None)
    if said is not None and said.kind == "fixed" and said.day is not None and said.day <= on:
        return Life(LifeState.ENDED, said.day, said)
    if born is not None and on < born:
        return Life(LifeState.UNRELEASED, born)
    if said is None or on < (said.notice or said.date) or _only_promised(said, on):
        return Life(LifeState.ALIVE)
    return Life(LifeState.ENDING, said.day, said)


def _told(end: End) -> tuple[date, date]:
    return end.date, end.day or date.max


def _only_promised(end: End, on: date) -> bool:
    """An earliest end that is still to come promises life: nobody has announced a death."""
    return end.kind == "earliest" and end.day is not None and on < end.day
