"""A long list in order of which little is in memory: the things themselves wait on the disk, in a file without a name.

A child of this process reads the same file at the same time: each reads at a place it names, and moves nobody's.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar, overload

IN_MEMORY: Final = 20_000  # things; more than that are written down
Thing = TypeVar("Thing")
Head = TypeVar("Head")


class Shelved(Sequence[Thing], Generic[Thing, Head]):
    """Things in order; `heads` is what stays in memory of each."""

    def __init__(self, heads: list[Head], fetch: Callable[[int], Thing]) -> None:
        self.heads, self._fetch = heads, fetch

    def __len__(self) -> int:
        return len(self.heads)

    @overload
    def __getitem__(self, place: int) -> Thing: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Thing]: ...
    def __getitem__(self, place: int | slice) -> Thing | Sequence[Thing]:
        if isinstance(place, slice):
            return [self._fetch(each) for each in range(len(self))[place]]
        return self._fetch(range(len(self))[place])

    def those(self, wanted: Callable[[Head], bool]) -> Iterator[Thing]:
        """The things whose heads are wanted, in order."""
        return (self._fetch(place) for place, head in enumerate(self.heads) if wanted(head))


def shelved(things: Iterable[Thing], order: Callable[[Thing], Any], head: Callable[[Thing], Head]) -> Shelved[Thing, Head]:
    """Things put in order: a few in memory, many on the disk."""
    coming = iter(things)
    few = list(islice(coming, IN_MEMORY))
    if len(few) < IN_MEMORY:
        few.sort(key=order)
        return Shelved([head(thing) for thing in few], few.__getitem__)
    file = tempfile.TemporaryFile()  # noqa: SIM115 (it lives as long as the list)
    found = []
    for thing in chain(few, coming):
        written = pickle.dumps(thing, pickle.HIGHEST_PROTOCOL)
        found.append((order(thing), file.tell(), len(written), head(thing)))
        file.write(written)
    file.flush()
    found.sort(key=itemgetter(0))
    places, lengths = (array("q", each) for each in zip(*((place, length) for _, place, length, _ in found), strict=True))

    def fetch(place: int) -> Thing:
        thing: Thing = pickle.loads(os.pread(file.fileno(), lengths[place], places[place]))
        return thing

    return Shelved([kept for *_, kept in found], fetch)
