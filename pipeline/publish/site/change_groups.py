"""What changed, arranged for a reader: by day, what moved first, what happened to several lines of one offer together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from pipeline.text.sentences import clean, sentence
from pipeline.text.weight import LOUDEST
from schema.changes import Change

NEWEST: Final = 100  # changes on the page of one provider or model
TOGETHER: Final = {
    "added": "{} new lines",
    "missing": "{} lines are no longer on its page; the last ones are kept",
    "removed": "{} lines are no longer offered",
}


class ChangeEntry(NamedTuple):
    """One line of news: a change, and others of the same kind to the same offer."""

    change: Change
    more: tuple[Change, ...] = ()

    @property
    def words(self) -> str:
        """What happened, for a list that has the day above and the seller beside it."""
        if not self.more:
            return told(self.change)
        return f"{clean(self.change.name or self.change.native_id)}: {TOGETHER[self.change.kind].format(1 + len(self.more))}"


class Day(NamedTuple):
    """What was read on one day."""

    day: str
    entries: tuple[ChangeEntry, ...]


def told(change: Change) -> str:
    """The sentence of a change without its seller and day, where both stand beside it."""
    said = sentence(change).removeprefix(f"{change.provider} · ").removesuffix(f", read {change.at:%Y-%m-%d}")
    return arrows(said)


def arrows(words: str) -> str:
    """`->` as a page writes it."""
    return words.replace(" -> ", " → ")


def by_day(changes: Iterable[Change]) -> list[Day]:
    """Changes by day, the newest first."""
    ordered = sorted(changes, key=_place)
    return [Day(day, tuple(_entries(list(of_day)))) for day, of_day in groupby(ordered, key=_day)]


def _day(change: Change) -> str:
    return f"{change.at:%Y-%m-%d}"


def _place(change: Change) -> tuple[int, int, str, str, str]:
    return -change.at.date().toordinal(), _rank(change), change.provider, change.native_id or "", sentence(change)


def _rank(change: Change) -> int:
    return LOUDEST.index(change.kind)


def _entries(changes: Sequence[Change]) -> Iterator[ChangeEntry]:
    for (kind, _, native_id), same in groupby(changes, key=lambda change: (change.kind, change.provider, change.native_id)):
        one, *more = same
        if kind in TOGETHER and native_id and more:
            yield ChangeEntry(one, tuple(more))
        else:
            yield from (ChangeEntry(change) for change in (one, *more))
