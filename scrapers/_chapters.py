"""A page cut at its headings: what stands under each, whatever elements it is wrapped in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from operator import methodcaller

from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from schema.text import plain
from scrapers._account import SectionPlace
from scrapers._html import HEADINGS, fold, is_visible, visible_text
from scrapers._page import Page
from scrapers._sentence import Sentence, SentencePlace
from scrapers._tables import Table

_MARK = "\ue000"  # of no alphabet: where a chapter begins


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stands under one heading: its visible words, one line per block, and its tables under their own column names."""

    heading: str
    text: str
    tables: list[Table]
    url: str
    place: SentencePlace | None = None

    def sentence(self, pattern: str) -> Sentence:
        """The one place in its words that reads like this pattern."""
        hits = list(self.sentences(pattern))
        if len(hits) != 1:
            raise LayoutChanged(f"{self.url}, under {self.heading!r}", f"one place like {pattern!r}", str(len(hits)))
        return hits[0]

    def sentences(self, pattern: str) -> Iterator[Sentence]:
        """Every place in its words that reads like this pattern, in order."""
        for match in re.finditer(pattern, self.text):
            yield Sentence(match, place=self.place)


def chapters(page: Page, level: int) -> list[Chapter]:
    """The chapters between the page's visible headings of this level or above."""
    starts, words = _headings(page.tree, level), _words(page.tree, level)
    tables = _tables_after(starts, page)
    return [_chapter(text, tables[at], start, page) for at, (text, start) in enumerate(zip(words, starts, strict=True))]


def _chapter(text: str, tables: list[Table], start: HtmlElement, page: Page) -> Chapter:
    heading = plain(text.split("\n", maxsplit=1)[0])
    place = SectionPlace(page.account, methodcaller("index_of", start), frozenset({fold(heading)}))
    for table in tables:
        table.named.add(fold(heading))
    return Chapter(heading, text, tables, page.url, place)


def _headings(tree: HtmlElement, level: int) -> list[HtmlElement]:
    return [heading for heading in tree.iter(*HEADINGS[:level]) if is_visible(heading)]


def _words(tree: HtmlElement, level: int) -> list[str]:
    marked = deepcopy(tree)
    for heading in _headings(marked, level):
        heading.text = _MARK + (heading.text or "")
    return visible_text(marked).split(_MARK)[1:]


def _tables_after(starts: list[HtmlElement], page: Page) -> list[list[Table]]:
    tables = {table.element: table for table in page.every_table()}
    found: list[list[Table]] = [[]]
    for element in page.tree.iter():
        if len(found) <= len(starts) and element is starts[len(found) - 1]:
            found.append([])
        elif element in tables:
            found[-1].append(tables[element])
    return found[1:]
