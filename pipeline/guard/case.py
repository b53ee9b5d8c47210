"""What a guard rule looks at: one reading of a provider beside what is known, as moves on pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from costs.kept import kept
from pipeline.ledger.entries import Entries, Entry, Owner, differs, is_by_hand
from pipeline.ledger.state import Swing
from pipeline.ledger.successors import as_before, succession
from schema.prices import EntryKey, Plan, PriceLine, Rule, Variant

BY_HAND = "by hand"


class Doubt(NamedTuple):
    """Why an owner's moves are not believed at once. `pending`: a second reading would settle it; `key`: it is about
    this one move, and says nothing of the others.
    """

    owner: Owner
    reason: str
    pending: bool = False
    key: EntryKey | None = None


class Move(NamedTuple):
    """One thing that differs from what is known: `before` None is new, both set is changed."""

    page: str
    before: Entry | None
    after: Entry

    @property
    def owner(self) -> Owner:
        return self.after.owner


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Case:
    """One reading to judge.

    `pages` maps an address to the page it stands for: twins are one page. `looked` are the pages that were read,
    `fresh` those of them that nothing is known from yet, and whose new prices are therefore no news. `unread` are the native
    ids whose words could not be read, each with the one number in them.
    """

    known: Entries
    read: Entries
    looked: frozenset[str]
    fresh: frozenset[str]
    moves: tuple[Move, ...]
    gone: tuple[Entry, ...]
    pages: Mapping[str, str]
    at: datetime
    missing: Mapping[EntryKey, datetime] = field(default_factory=dict)
    retracted: frozenset[EntryKey] = frozenset()
    swings: Mapping[EntryKey, Sequence[Swing]] = field(default_factory=dict)
    unread: Mapping[str, Decimal | None] = field(default_factory=dict)

    def page(self, entry: Entry) -> str:
        """The page an entry was read from."""
        return page_of(entry, self.pages)

    def was_looked_at(self, entry: Entry) -> bool:
        """Whether the page an entry stood on was read; one that is no longer declared counts as read with all others."""
        page = self.page(entry)
        declared = set(self.pages.values())
        return page in self.looked or (page != BY_HAND and page not in declared and bool(declared) and declared <= self.looked)

    def changed(self) -> list[Move]:
        """The moves of things that were known before."""
        return [move for move in self.moves if move.before is not None]

    def expected(self, page: str) -> list[Entry]:
        """What is known from a page and still listed there, as far as known."""
        return _expected(self).get(page, [])


@kept
def _expected(case: Case) -> dict[str, list[Entry]]:
    """What is known and still listed, by page: rules ask for it with every move."""
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for key, one in case.known.items():
        if key not in case.missing:
            found[case.page(one)].append(one)
    return dict(found)


def page_of(entry: Entry, pages: Mapping[str, str]) -> str:
    """The page an entry was read from; what people wrote down in a table stands on a page of its own."""
    if is_by_hand(entry):
        return BY_HAND
    return pages.get(entry.quote.url, entry.quote.url)


def moves_of(known: Entries, read: Entries, gone: Iterable[Entry], pages: Mapping[str, str]) -> tuple[list[Move], list[Entry]]:
    """What differs, and what is really gone: a line that took another's place is a change of that one."""
    found = succession(gone, read, known)
    taken = {after.key: before for before, after in found.pairs}
    moves = []
    for key, after in read.items():
        before = known.get(key)
        if before is None or differs(before, after):
            before = before or taken.get(key)
            moves.append(Move(page_of(after, pages), before, as_before(before, after)))
    return moves, found.left


def measure(entry: Entry) -> object:
    """What a number of this entry is comparable with: the same unit in the same currency, the same kind of rule."""
    match entry.value:
        case PriceLine() as line:
            return ("price", line.unit, line.currency)
        case Plan() as plan:
            return ("plan", plan.currency, plan.period)
        case Rule() as rule:
            return ("rule", rule.kind)


def label(variant: Variant) -> str:
    """A variant's axes as words."""
    return ", ".join(f"{axis} {said}" for axis, said in variant.key())
