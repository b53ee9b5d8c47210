"""What stands around a price in a page of text: the heading straight above, and the sentences of its section.

A section begins at a visible heading and ends at the next; what stands below the page's title, or below a heading that is
higher up, is about its subsections too. Tables that were read are accounted for by themselves and are no part of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from lxml.html import HtmlElement

from schema.surroundings import Said, Signal, may_tell, sentences_of, signals_of_prose, telling
from schema.text import plain
from scrapers import _html
from scrapers._html import HEADINGS, Landmarks
from scrapers._running_text import RunningText, blocks_of, lines_of, words_of

_SHORT = 8  # words: a line of a card, not an answer to a question


class Sections:
    """The sections of a page, each gathered when a price of it is asked for, once."""

    def __init__(self, running: RunningText, marks: Landmarks, read: set[HtmlElement]) -> None:
        self._running = running
        self._read = frozenset(each for table in read for each in (table, *table.iterancestors()))
        self._marks = marks
        self._headings = [each for each in marks.whole() if each.tag in HEADINGS and _html.is_visible(each)]
        self._text, self._begin = "", list[int]()
        self._gathered: dict[tuple[int, int], list[Said]] = {}
        self._around: dict[int, list[Said]] = {}
        self._quiet = set[str]()  # blocks of its text without a word that may tell

    @cached_property
    def _order(self) -> dict[HtmlElement, int]:
        """Where each heading and each table that was read stands among the headings."""
        found, at = {}, -1
        headings = set(self._headings)
        for each in self._marks.whole():
            at += each in headings
            found[each] = at
        return found

    def index_of(self, element: HtmlElement) -> int:
        """Which section an element is in: the number of its heading, -1 before the first."""
        if element in self._order:
            return self._order[element]
        at = -1
        for each in element.getroottree().iter(element.tag, *HEADINGS):
            if each is element:
                break
            at = self._order.get(each, at)
        return at

    def index_at(self, text: str, at: int) -> int:
        """Which section a place of the page's text is in."""
        if self._text is not text:
            self._text, self._begin = text, self._begins(text)
        return bisect_right(self._begin, at) - 1

    def _begins(self, text: str) -> list[int]:
        begins: list[int] = []
        at = 0
        for heading in self._headings:
            words = _html.visible_text(heading).split("\n")[0]
            hit = text.find(words, at)
            begins.append(hit if hit >= 0 else at)
            at = begins[-1] + (len(words) if hit >= 0 else 0)
        return begins

    def heading(self, index: int) -> str:
        """The words of the heading straight above."""
        return plain(_html.visible_text(self._headings[index])) if index >= 0 else ""

    def around(self, index: int) -> list[Said]:
        """What the section says, what its parent sections say before their first heading, and the page before all."""
        if index not in self._around:
            self._around[index] = self._chained(index)
        return self._around[index]

    def _chained(self, index: int) -> list[Said]:
        chain, level = [index], self._level(index)
        for earlier in range(index - 1, -1, -1):
            if self._level(earlier) < level:
                chain.append(earlier)
                level = self._level(earlier)
        own = self._below(index)
        return [*own, *(said for one in [*chain[1:], -1] if one != index for said in self._said(one, one + 1))]

    def _below(self, index: int) -> list[Said]:
        """A section's own sentences, and the short lines with amounts in its subsections: cards beside its table."""
        own, end = self._said(index, index + 1), index + 1
        while index >= 0 and end < len(self._headings) and self._level(end) > self._level(index):
            end += 1
        if end == index + 1:
            return own
        lower = self._said(index + 1, end)
        return own + [said for said in lower if Signal.AMOUNT in said.signals and len(said.words.split()) <= _SHORT]

    def _level(self, index: int) -> int:
        return int(self._headings[index].tag[1]) if index >= 0 else 0

    def _said(self, begin: int, end: int) -> list[Said]:
        key = (begin, end)
        if key not in self._gathered:
            stop = self._headings[end] if end < len(self._headings) else None
            said = self._running.between(self._headings[begin] if begin >= 0 else None, stop, self._read)
            self._gathered[key] = list(self._telling(said))
        return self._gathered[key]

    def _telling(self, text: str) -> Iterator[Said]:
        """The sentences of a part of the running text that may say something of a price."""
        for sentence in sentences_of(telling(lines_of(text)) if self._may_tell(text) else ()):
            if signals := signals_of_prose(sentence):
                yield Said(sentence, signals)

    def _may_tell(self, text: str) -> bool:
        """Whether any word of it may: a page says much in many places, and each block is asked once."""
        blocks = blocks_of(text) - self._quiet
        if any(map(may_tell, words_of(blocks))):
            return True
        self._quiet |= blocks
        return False
