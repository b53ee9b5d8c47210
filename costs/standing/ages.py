"""How old may a figure be? One rule for a line and for what is derived from it; what is too old is listed and never leads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, NamedTuple

from costs.reasons import Because, Code
from schema.proofs import Proof

OBSERVED: Final = timedelta(days=14)  # a line that was looked for on its live page
REPLAYED: Final = timedelta(days=90)  # one read from a recording, at the day of the data set
QUOTED: Final = timedelta(days=180)  # a person's: pages that refuse robots are looked at less often


class Sight(NamedTuple):
    """Whose word a line is, when it was last seen (None: nobody knows), and whether that was in a recording."""

    proof: Proof
    last_seen: date | None
    replayed: bool = False

    @property
    def keeps(self) -> timedelta:
        """How long it may lead without being seen again."""
        if self.proof is not Proof.PAGE:
            return QUOTED
        return REPLAYED if self.replayed else OBSERVED


def age(sight: Sight, on: date) -> Iterator[Because]:
    """Why a line is too old to lead, if it is."""
    if sight.last_seen is None:
        yield Because(code=Code.UNDATED, words="the day of this price is not known")
    elif sight.last_seen + sight.keeps < on:
        yield Because(code=Code.AGED, words=f"last read on {sight.last_seen.isoformat()}")
