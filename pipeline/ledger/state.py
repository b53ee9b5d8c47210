"""What is known of a provider: the changes of its history applied in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from pipeline.ledger.entries import Entry, entry, key_of, snapshot_of
from schema.changes import Change
from schema.prices import EntryKey, Snapshot


class Swing(NamedTuple):
    """One move of one price: when, from which fact, to which."""

    at: datetime
    before: EntryKey
    after: EntryKey


@dataclass(slots=True)
class Known:
    """What is believed (`entries`), since when what is no longer on its page (`missing`), and what was taken back.

    `retired` are the rules whose date has passed and been told; `retracted` facts a person said were wrong: a page
    read to say exactly that again is not believed. `swings` are the moves of each price so far, `announced` the prices that
    are to start on a later day and were not told to have started.
    """

    provider: str
    entries: dict[EntryKey, Entry] = field(default_factory=dict)
    missing: dict[EntryKey, datetime] = field(default_factory=dict)
    retired: set[EntryKey] = field(default_factory=set)
    retracted: set[EntryKey] = field(default_factory=set)
    swings: dict[EntryKey, list[Swing]] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    last: datetime | None = None
    announced: set[EntryKey] = field(default_factory=set)

    def snapshot(self) -> Snapshot:
        """What is believed, as it stands in `data/current`."""
        return snapshot_of(self.provider, self.entries.values())


def replay(provider: str, changes: Iterable[Change]) -> Known:
    """Apply a history from its beginning."""
    known = Known(provider)
    for change in changes:
        apply(known, change)
    return known


def known_on(provider: str, changes: Iterable[Change], on: date) -> Known:
    """What was known at the end of a past day, by what we know now: what was corrected later was wrong then too."""
    return replay(provider, (change for change in changes if change.at.date() <= on or _corrects(change, on)))


def _corrects(change: Change, on: date) -> bool:
    return change.kind == "correction" and change.valid_from is not None and change.valid_from.date() <= on


def apply(known: Known, change: Change) -> None:
    """Apply one change."""
    known.ids.add(change.id)
    known.last = change.at
    match change.kind:
        case "held" | "released":
            return
        case "retired":
            known.retired |= {key_of(change.native_id, change.before)} if change.before else set()
        case "in_force":
            known.announced -= {key_of(change.native_id, change.after)} if change.after else set()
        case "missing":
            known.missing |= dict.fromkeys(_meant(known, change), change.at)
        case "returned":
            _forget(known, _meant(known, change))
        case _:
            _replace(known, change)


def _meant(known: Known, change: Change) -> list[EntryKey]:
    """The entries a change is about: one, or every price of an offer."""
    if change.before is not None:
        return [key_of(change.native_id, change.before)]
    return [key for key, one in known.entries.items() if one.subject == "price" and one.native_id == change.native_id]


def _forget(known: Known, keys: list[EntryKey]) -> None:
    for key in keys:
        known.missing.pop(key, None)


def _replace(known: Known, change: Change) -> None:
    if change.was is not None:
        _move(known, change)
    elif change.subject == "offer":
        _rename(known, change)
    if change.before is not None:
        key = key_of(change.native_id, change.before)
        known.entries.pop(key, None)
        _forget(known, [key])
        if change.kind == "correction" and change.by:
            known.retracted.add((key, change.before.fact()))
    if change.kind == "announced" and change.after is not None:
        known.announced.add(key_of(change.native_id, change.after))
    if change.after is not None:
        new = entry(change.after, change.native_id, change.name)
        if change.before is not None and change.before.fact() != new.fact:
            known.swings.setdefault(new.key, []).append(Swing(change.at, change.before.fact(), new.fact))
        known.entries[new.key] = new
        _forget(known, [new.key])


def _move(known: Known, change: Change) -> None:
    """An offer's prices under the id it has now."""
    for key in [key for key, one in known.entries.items() if one.subject == "price" and one.native_id == change.was]:
        moved = known.entries.pop(key)._replace(native_id=change.native_id, name=change.name)
        known.entries[moved.key] = moved
        _forget(known, [key])


def _rename(known: Known, change: Change) -> None:
    for key in _meant(known, change):
        known.entries[key] = known.entries[key]._replace(name=change.name)
