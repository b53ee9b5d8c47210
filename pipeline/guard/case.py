"""What a guard rule looks at: one reading of a provider beside what is known, as moves on pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from pipeline.ledger.entries import Entries, Entry, Key, Owner
from pipeline.ledger.state import Swing
from schema.prices import Plan, PriceLine, Rule, Variant

BY_HAND = "by hand"


class Doubt(NamedTuple):
    """Why an owner's moves are not believed at once. `pending`: a second reading would settle it; `key`: it is about
    this one move, and says nothing of the others.
    """

    owner: Owner
    reason: str
    pending: bool = False
    key: Key | None = None


class Move(NamedTuple):
    """One thing that differs from what is known: `before` None is new, both set is changed."""

    page: str
    before: Entry | None
    after: Entry

    @property
    def owner(self) -> Owner:
        return self.after.owner


@dataclass(frozen=True, slots=True)
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
    missing: Mapping[Key, datetime] = field(default_factory=dict)
    retracted: frozenset[Key] = frozenset()
    swings: Mapping[Key, Sequence[Swing]] = field(default_factory=dict)
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
        return [one for key, one in self.known.items() if key not in self.missing and self.page(one) == page]


def page_of(entry: Entry, pages: Mapping[str, str]) -> str:
    """The page an entry was read from; what people wrote down in a table stands on a page of its own."""
    if entry.value.basis != "page" and entry.quote.locator.startswith("written down by hand"):
        return BY_HAND
    return pages.get(entry.quote.url, entry.quote.url)


def moves_of(known: Entries, read: Entries, gone: Iterable[Entry], pages: Mapping[str, str]) -> tuple[list[Move], list[Entry]]:
    """What differs, and what is really gone: a line gone beside a new one that differs in its unit or tier alone is changed."""
    left = list(gone)
    moves = []
    for key, after in read.items():
        before = known.get(key) or _replaced(left, after, known)
        if before is None or before.fact != after.fact:
            moves.append(Move(page_of(after, pages), before, after))
    return moves, left


def _replaced(left: list[Entry], after: Entry, known: Entries) -> Entry | None:
    if after.key in known:
        return None
    twins = [one for one in left if _loosely(one) == _loosely(after)]
    if len(twins) != 1:
        return None
    left.remove(twins[0])
    return twins[0]


def _loosely(entry: Entry) -> object:
    """An entry without unit and tier: what these are of."""
    value = entry.value
    if not isinstance(value, PriceLine):
        return entry.key
    axes = tuple((axis, said) for axis, said in value.variant.key() if axis != "tier")
    return (entry.native_id, value.billable, axes, value.basis)


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
