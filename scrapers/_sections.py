"""What stands around a price in a page of text: the heading straight above, and the sentences of its section.

A section begins at a visible heading and ends at the next; what stands below the page's title, or below a heading that is
higher up, is about its subsections too. Tables that were read are accounted for by themselves and are no part of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from lxml.html import HtmlElement

from schema.surroundings import Said, Signal, sentences_of, signals_of_prose
from schema.text import plain, plain_lines
from scrapers import _html
from scrapers._html import BLOCKS, HEADINGS, UNSEEN, Landmarks

_SHORT = 8  # words: a line of a card, not an answer to a question


class Sections:
    """The sections of a page, each gathered when a price of it is asked for, once."""

    def __init__(self, tree: HtmlElement, marks: Landmarks, read: set[HtmlElement]) -> None:
        self._tree, self._read = tree, read
        self._headings = [each for each in marks.whole() if each.tag in HEADINGS and _html.is_visible(each)]
        self._text, self._begin = "", list[int]()
        self._gathered: dict[tuple[int, int], list[Said]] = {}

    @cached_property
    def _order(self) -> dict[HtmlElement, int]:
        """Where each heading and each table that was read stands among the headings."""
        found, at = {}, -1
        headings = set(self._headings)
        for each in self._tree.getroottree().iter("table", *HEADINGS):
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
            lines = lines_between(self._tree, self._headings[begin] if begin >= 0 else None, stop, self._read)
            made = (Said(sentence, signals_of_prose(sentence)) for sentence in sentences_of(lines))
            self._gathered[key] = [said for said in made if said.signals]
        return self._gathered[key]


def lines_between(tree: HtmlElement, start: HtmlElement | None, stop: HtmlElement | None, read: Iterable[HtmlElement] = ()) -> list[str]:
    """The visible lines between two elements, without the tables that were read; the rows of others are a line each."""
    ends = _with_ancestors([stop] if stop is not None else [])
    inner = _with_ancestors(read) | ends
    found: list[str] = []
    if start is None:
        _walk(tree, stop, inner, found)
    else:
        _following(start, stop, inner, found)
    return plain_lines("".join(found).split("\x00"))


def _with_ancestors(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    return {each for element in elements for each in (element, *element.iterancestors())}


def _following(start: HtmlElement, stop: HtmlElement | None, inner: set[HtmlElement], found: list[str]) -> None:
    here = start
    while here is not None and here.tag not in ("body", "html"):
        if here.tag in BLOCKS:
            found.append("\x00")
        found.append(here.tail or "")
        for following in here.itersiblings():
            if _walk(following, stop, inner, found):
                return
            found.append(following.tail or "")
        here = here.getparent()


def _walk(element: HtmlElement, stop: HtmlElement | None, inner: set[HtmlElement], found: list[str]) -> bool:
    """Gather an element's lines up to `stop`; whether it was met."""
    if element is stop:
        return True
    if not isinstance(element.tag, str) or element.tag in UNSEEN or not _html.is_seen(element):
        return False
    if element.tag == "table":
        if element not in inner:
            found += [f"\x00{' | '.join(_html.visible_text(row).split(chr(10)))}\x00" for row in element.iter("tr")]
        return stop is not None and stop in element.iter(stop.tag)
    if element not in inner:
        found.append(
            f"\x00{_html.visible_text(element)}\x00".replace("\n", "\x00") if element.tag in BLOCKS else _html.visible_text(element)
        )
        return False
    found.append("\x00" if element.tag in BLOCKS else "")
    found.append(element.text or "")
    for child in element:
        if _walk(child, stop, inner, found):
            return True
        found.append(child.tail or "")
    return False
