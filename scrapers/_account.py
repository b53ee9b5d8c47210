"""The account of one page: what was asked for is ticked off, what is left over around a price holds it, what breaks holds itself.

A verb ticks off what a reader takes (a column, a key, a heading). After the reading each price asks its place what
stands around it that nobody named: `drafts.Place.doubt`. A row or record that breaks its reader is left out and
named, and the page is read again without it: nothing of the others is lost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, partial
from operator import is_
from typing import Any, TypeVar

from lxml.html import HtmlElement

from schema.drafts import Draft, DraftPlace, Found, NoPrice, OfferDraft, PlanDraft, PriceWords, RuleDraft
from schema.key_names import doubt_of_key
from schema.reading import Unread
from schema.surroundings import Around, Expected, Said, Signal, compared, doubt_of_frame, doubt_of_prose, framed
from scrapers._html import fold
from scrapers._sections import Sections

_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "元": "CNY"}
MOST_LEFT_OUT = 40  # rows and records of one page: more of them, and the page is another
Member = TypeVar("Member")


@dataclass(slots=True, eq=False)
class _Walk:
    """One loop of a reader over rows or records: which member it is at, and whether it has yielded anything."""

    count: int
    record: bool
    key: Hashable = None
    words: Callable[[], tuple[str, str]] | None = None
    productive: bool = False
    closed: bool = False


@dataclass(eq=False)
class Account:
    """What the verbs tell of one page while it is read."""

    url: str
    damaged: list[Unread] = field(default_factory=list)
    around: list[Around] = field(default_factory=list)
    asked: set[tuple[int, str]] = field(default_factory=set)  # keys of JSON objects, by the object
    tables: list[Any] = field(default_factory=list)  # of `_tables.Table`, which knows this module
    sentences: list[str] = field(default_factory=list)  # what was read of running text
    taxed: bool = False  # the provider is known to include taxes
    sections: Callable[[set[HtmlElement]], Sections] | None = None
    _ignored: list[re.Pattern[str]] = field(default_factory=list)
    _left_out: set[Hashable] = field(default_factory=set)
    _walks: list[_Walk] = field(default_factory=list)

    def ignore(self, pattern: str) -> None:
        """Words around prices that the module knows and that change nothing: those that read like this pattern."""
        self._ignored.append(re.compile(pattern))

    def is_ignored(self, words: str) -> bool:
        """Whether the module named these words as changing nothing."""
        return any(pattern.search(words) for pattern in self._ignored)

    def each(
        self,
        members: Iterable[Member],
        key: Callable[[Member], Hashable],
        told: Callable[[Member], tuple[str, str]],
        *,
        record: bool = False,
    ) -> Iterator[Member]:
        """The members of a table or list, one at a time, without those that broke the reader; `told` gives words and place of one."""
        known = list(members)
        walk = _Walk(len(known), record)
        self._open(walk)
        try:
            for member in known:
                walk.key = key(member)
                if walk.key in self._left_out:
                    continue
                self._drop_closed(walk)
                walk.words = partial(told, member)
                yield member
            self._walks.remove(walk)
        finally:
            walk.closed = True  # kept while an error is on its way out: it names the member at fault

    def _open(self, walk: _Walk) -> None:
        self._walks = [each for each in self._walks if not each.closed]
        self._walks.append(walk)

    def _drop_closed(self, walk: _Walk) -> None:
        if self._walks and self._walks[-1] is walk:
            return
        self._walks = self._walks[: self._walks.index(walk) + 1] if walk in self._walks else [*self._walks, walk]

    def yielded(self) -> None:
        """The reader yielded a draft: the loops it is in make drafts of their members."""
        self._walks = [walk for walk in self._walks if not walk.closed]
        for walk in self._walks:
            walk.productive = True

    def leave_out(self, error: Exception) -> bool:
        """Leave out the row or record an error is about, from the next reading of the page on; False where there is none."""
        walk = self._culprit()
        self._walks = []
        if walk is None or walk.words is None or walk.key in self._left_out or len(self._left_out) >= MOST_LEFT_OUT:
            return False
        self._left_out.add(walk.key)
        words, locator = walk.words()
        self.damage(words, locator, str(error) or type(error).__name__)
        return True

    def _culprit(self) -> _Walk | None:
        rows = [walk for walk in self._walks if not walk.record]
        records = [walk for walk in self._walks if walk.record and walk.count > 1]
        made = [walk for walk in records if walk.productive]
        return rows[-1] if rows else made[-1] if made else records[0] if records else None

    def damage(self, words: str, locator: str, reason: str, absent: Fraction = Fraction(0)) -> None:
        """What can't be read of the page: it holds what was known from there. `absent` is the share of its rows that never came."""
        one = Unread(_name(words), words[:200], self.url, locator, reason, damage=True, absent=absent)
        if one not in self.damaged:
            self.damaged.append(one)

    @cached_property
    def _sections(self) -> Sections | None:
        return self.sections({table.element for table in self.tables if table.asked}) if self.sections else None

    def doubt_at(self, index: Callable[[Sections], int], named: frozenset[str], expected: Expected) -> str:
        """What the section and its heading say that no price of it can be."""
        if self._sections is None:
            return ""
        at = index(self._sections)
        heading = self._sections.heading(at)
        frame = "" if fold(heading) in named or self.is_ignored(heading) else doubt_of_frame(heading, expected)
        return frame or self.doubt_of_words(self._sections.around(at), expected)

    def doubt_of_section(self, element: HtmlElement, expected: Expected) -> str:
        """What the sentences around an element say that no price of it can be."""
        return self.doubt_of_words(self.said_around(element), expected)

    def said_around(self, element: HtmlElement) -> list[Said]:
        """The sentences around an element that may say something of a price."""
        return self._sections.around(self._sections.index_of(element)) if self._sections else []

    def doubt_of_words(self, around: list[Said], expected: Expected) -> str:
        """What of these sentences contradicts a price."""
        told = (doubt_of_prose(said.words, expected) for said in around if not self.is_ignored(said.words))
        return next(filter(None, told), "")

    def doubt_of_keys(self, beside: dict[str, Any], expected: Expected) -> str:
        """What the keys of an object say of a price in it, or further down, that nobody asked for."""
        known = self._doubts.get((id(beside), expected))
        if known is None:
            left = ((key, value) for key, value in beside.items() if (id(beside), key) not in self.asked)
            known = self._doubts[id(beside), expected] = next(filter(None, (doubt_of_key(key, value, expected) for key, value in left)), "")
        return known

    @cached_property
    def _doubts(self) -> dict[tuple[int, Expected], str]:
        return {}

    def settled(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts, each price with what stands around it and is unaccounted for as its fault."""
        self._gather(drafts)
        return [_settled(draft, self.taxed) for draft in drafts]

    def close(self) -> None:
        """Let go of the page, which would else stay in memory until the collector looks: its tables know this account, and it them."""
        for table in self.tables:
            table.close()
        self.tables.clear()
        self._walks.clear()
        self.sections = None

    def _gather(self, drafts: list[Draft]) -> None:
        """What stands around the offers and plans: each spot is looked at once, however many prices stand there."""
        places: dict[Hashable, DraftPlace] = {}
        offers = defaultdict[Hashable, set[str]](set)
        for draft in drafts:
            if isinstance(draft, RuleDraft):
                continue
            name, found = (
                (draft.native_id, [one.words for one in draft.prices]) if isinstance(draft, OfferDraft) else (draft.id, [draft.price])
            )
            for words in found:
                if words.place is not None:
                    spot = words.place.spot()
                    places.setdefault(spot, words.place)
                    offers[spot].add(name)
        said: dict[Said, set[str]] = {Said("", frozenset()): set().union(*offers.values())}
        for spot, place in places.items():
            for one in map(self._accounted, place.around()):
                if one.signals and not self.is_ignored(one.words):
                    said.setdefault(one, set()).update(offers[spot])
        self.around = [
            Around(self.url, compared(one.words, one.signals), one.words[:300], one.signals, frozenset(names))
            for one, names in said.items()
            if names
        ]

    def _accounted(self, said: Said) -> Said:
        """What is said without the amount in it, where the module read that sentence."""
        read = Signal.AMOUNT in said.signals and any(words in said.words or said.words in words for words in self.sentences)
        return replace(said, signals=said.signals - {Signal.AMOUNT}) if read else said

    def around_at(self, index: int) -> list[Said]:
        """What a section says, and its heading."""
        if self._sections is None:
            return []
        heading = self._sections.heading(index)
        return [*framed(heading), *self._sections.around(index)]

    def section_of(self, index: Callable[[Sections], int]) -> int:
        """Which section a place of the text is in."""
        return index(self._sections) if self._sections else -1

    def index_of(self, element: HtmlElement) -> int:
        """Which section an element is in."""
        return self._sections.index_of(element) if self._sections else -1


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """Where words of running text stand: somewhere in a section; `named` are headings that the module asked for."""

    account: Account
    index: Callable[[Sections], int]
    named: frozenset[str] = frozenset()

    def is_quiet(self) -> bool:
        """Each of its prices asks."""
        return False

    def doubt(self, expected: Expected | None) -> str:
        """What heading stands straight above, and what the section says, that nobody accounts for."""
        return self.account.doubt_at(self.index, self.named, expected) if expected else ""

    def read_sentence(self, words: str) -> None:
        """Tick a sentence off."""
        self.account.sentences.append(words)

    def spot(self) -> Hashable:
        """Its section."""
        return self.account.section_of(self.index)

    def around(self) -> list[Said]:
        """What its section and its heading say."""
        return self.account.around_at(self.account.section_of(self.index))


def _name(words: str) -> str:
    """What a damaged part is called: the words it begins with."""
    return (words.split(" | ", maxsplit=1)[0].strip() or words.strip(" |") or "a part of the page")[:80]


def _settled(draft: Draft, taxed: bool) -> Draft:
    match draft:
        case OfferDraft():
            settled = [_settled_price(one, draft, taxed) for one in draft.prices]
            same = all(map(is_, settled, draft.prices))
            return draft if same else OfferDraft(draft.native_id, draft.name, tuple(settled))
        case PlanDraft():
            expected = Expected(draft.currency, draft.period, taxed=taxed)
            return replace(draft, price=_doubted(draft.price, expected))
        case RuleDraft():
            return replace(draft, words=_doubted(draft.words, None))


def _settled_price(price: PriceWords | NoPrice, offer: OfferDraft, taxed: bool) -> PriceWords | NoPrice:
    if isinstance(price, NoPrice) or price.words.place is None or price.words.fault or price.words.place.is_quiet():
        return price
    found = _doubted(price.words, _expected(price, offer, taxed))
    return price if found is price.words else replace(price, words=found)


def _doubted(found: Found, expected: Expected | None) -> Found:
    doubt = found.place.doubt(expected) if found.place is not None and not found.fault else ""
    return replace(found, fault=doubt) if doubt else found


def _expected(price: PriceWords, offer: OfferDraft, taxed: bool) -> Expected:
    currency = price.currency or next((code for sign, code in _SIGNS.items() if sign in price.words.text), None)
    named = (offer.native_id, offer.name, *(str(value) for _, value in price.variant.key()), price.unit_text)
    names = frozenset([words.lower() for words in named if words])
    return Expected(currency, price.unit, Decimal(price.per), price.denomination, taxed, names)
