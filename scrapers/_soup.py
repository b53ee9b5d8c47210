"""Everything that is no table (cards, prose, lists, panes): the part of a page that was found, in BeautifulSoup.

lxml finds the part, since parsing whole pages twice would take ten times as long; inside it a reader asks BeautifulSoup
for what it wants, and exactly one is demanded. Words are read by the one rule of cells: what is hidden is not there,
what is crossed out or raised is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from schema.surroundings import Expected, Said, doubt_of_frame
from schema.text import plain
from scrapers import _html, _look
from scrapers._account import Account
from scrapers._html import HEADINGS, fold
from scrapers._sentence import Sentence, nearest
from scrapers._tables import Cell, read_cell

if TYPE_CHECKING:
    from bs4 import Tag

_NUMBER = "data-part-of-page"  # which element of the page one of the soup's is; none is left in it


@dataclass(frozen=True, eq=False)
class Part:
    """A part of a page: `title` is a card's own heading, `elements` stand one after the other on the page."""

    elements: Sequence[HtmlElement]
    locator: str
    account: Account
    title: str = ""
    named: frozenset[str] = frozenset()  # the headings it was found by
    _of: dict[int, HtmlElement] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def soup(self) -> Tag:
        """What a person sees of it, to be searched as BeautifulSoup does; `read` turns what was found into words."""
        from bs4 import BeautifulSoup  # most pages are tables: they need none of it

        shown = etree.Element("div")
        originals: list[HtmlElement] = []
        for element in self.elements:
            shown.append(_numbered_copy(element, originals))
        whole = BeautifulSoup(etree.tostring(shown, encoding="unicode", method="html"), "lxml").select_one("div")
        if whole is None:
            raise LayoutChanged(self.locator, "a part of the page", "nothing that can be read")
        for tag in whole.select(f"[{_NUMBER}]"):
            self._of[id(tag)] = originals[int(str(tag.attrs.pop(_NUMBER)))]
        return whole

    @cached_property
    def text(self) -> str:
        """All its visible words, one line per block."""
        return "\n".join(words for element in self.elements if (words := _html.visible_text(element)))

    def read(self, tag: Tag) -> Cell:
        """The words of one element of the soup."""
        element = self._of[id(tag)]
        return read_cell(element, self.locator).at(self.locator, ElementPlace(element, self))

    def one(self, selector: str) -> Cell:
        """The words of the one element that a CSS selector names."""
        cells = self.every(selector)
        if len(cells) != 1:
            raise LayoutChanged(self.locator, f"one {selector!r}", str(len(cells)))
        return cells[0]

    def every(self, selector: str) -> list[Cell]:
        """The words of each element that a CSS selector names, in the page's order."""
        return [self.read(tag) for tag in self.soup.select(selector)]

    def sentence(self, pattern: str) -> Sentence:
        """The one place in its words that reads like this pattern; its named groups are words."""
        hits = list(self.sentences(pattern))
        if len(hits) != 1:
            raise LayoutChanged(self.locator, f"one place like {pattern!r}", f"{len(hits)}{'' if hits else nearest(pattern, self.text)}")
        return hits[0]

    def sentences(self, pattern: str) -> Iterator[Sentence]:
        """Every such place, in order."""
        for match in re.finditer(pattern, self.text):
            yield Sentence(match, self.locator, self)

    def read_sentence(self, words: str) -> None:
        """Tick a sentence of it off."""
        self.account.sentences.append(words)

    @property
    def is_last(self) -> bool:
        """Whether nothing of the page comes after it."""
        return self.elements[-1].getnext() is None

    @property
    def headings(self) -> list[str]:
        """The headings above it, outermost first."""
        return _html.headings_of(self.elements[0])

    def is_quiet(self) -> bool:
        """Each of its prices asks."""
        return False

    def doubt(self, expected: Expected | None) -> str:
        """What stands around it that nobody accounts for."""
        return ElementPlace(self.elements[0], self).doubt(expected)

    def spot(self) -> Hashable:
        """Itself."""
        return id(self.elements[0])

    def around(self) -> list[Said]:
        """What its section and its heading say."""
        return [*_look.closed_around(self.elements[0]), *self.account.around_at(self.account.index_of(self.elements[0]))]


@dataclass(frozen=True, slots=True)
class ElementPlace:
    """Where words of a part stand."""

    element: HtmlElement
    part: Part

    def spot(self) -> Hashable:
        """Its part."""
        return self.part.spot()

    def around(self) -> list[Said]:
        """What stands around its part."""
        return self.part.around()

    def is_quiet(self) -> bool:
        """Each of its prices asks."""
        return False

    def doubt(self, expected: Expected | None) -> str:
        """What is crossed out around it, what heading stands straight above, and what its section says."""
        if any(_html.is_struck(each) for each in self.element.iterancestors()):
            return "it stands in what is crossed out"
        if expected is None:
            return ""
        above = self.part.headings[-1:] if not self.part.title else []
        frames = [words for words in above if fold(words) not in self.part.named and not self.part.account.is_ignored(words)]
        told = next(filter(None, (doubt_of_frame(words, expected) for words in frames)), "")
        return told or self.part.account.doubt_of_section(self.part.elements[0], expected)


def _numbered_copy(element: HtmlElement, originals: list[HtmlElement]) -> HtmlElement:
    """A copy without what is not seen, each element numbered by its place among the originals."""
    copy = deepcopy(element)
    copy.tail = None
    for original, twin in zip(list(element.iter(etree.Element)), list(copy.iter(etree.Element)), strict=True):
        if not _html.is_seen(original):
            _drop(twin)
            continue
        twin.set(_NUMBER, str(len(originals)))
        originals.append(original)
    return copy


def _drop(element: HtmlElement) -> None:
    """Take an element out of its tree; the words behind it stay."""
    above, before = element.getparent(), element.getprevious()
    if above is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        above.text = (above.text or "") + element.tail
    above.remove(element)


class Cards(list[Part]):
    """Cards; one that breaks its reader is left out of the next reading of the page."""

    def __init__(self, cards: Iterable[Part], account: Account) -> None:
        super().__init__(cards)
        self._account = account

    def __iter__(self) -> Iterator[Part]:
        return self._account.each(super().__iter__(), lambda card: tuple(card.elements), lambda card: (card.title, card.locator))


def find_part(tree: HtmlElement, tag: str, attributes: dict[str, str], account: Account, *, under: str, holding: str) -> Part:
    """The one visible element of this name with these attributes below that heading that holds such words, or all below a heading."""
    if not tag and not attributes:
        return _below(_the_heading(tree, under, account.url), account)
    hits = [hit for hit in _elements(tree, tag, under, attributes) if not holding or re.search(holding, _html.visible_text(hit))]
    inner = [hit for hit in hits if not any(hit in other.iterancestors() for other in hits)] if holding else hits
    if len(inner) != 1:
        asked = f"one visible {_spell(tag, attributes)}" + (f" with words like {holding!r}" if holding else "")
        raise LayoutChanged(_where(account.url, under), asked, str(len(inner)))
    return Part(inner, _locator(inner[0], f"<{inner[0].tag}>"), account, named=frozenset({fold(under)}))


def find_parts(tree: HtmlElement, tag: str, attributes: dict[str, str], account: Account, *, under: str) -> list[Part]:
    """Every visible element of this name with these attributes."""
    return Cards([Part([each], _locator(each, f"<{each.tag}>"), account) for each in _elements(tree, tag, under, attributes)], account)


@dataclass(frozen=True, slots=True)
class Heading:
    """One visible heading: its level, its words, and whether a table or anything at all stands between it and the next of its level."""

    level: int
    words: str
    has_table: bool
    is_last: bool


def headings_in(tree: HtmlElement) -> list[Heading]:
    """The visible headings of a page."""
    found = [each for each in tree.iter(*HEADINGS) if _html.is_visible(each)]
    return [Heading(int(each.tag[1]), plain(_html.visible_text(each)), _has_table(each), each.getnext() is None) for each in found]


def _has_table(heading: HtmlElement) -> bool:
    for sibling in heading.itersiblings():
        if sibling.tag in HEADINGS and sibling.tag <= heading.tag:
            return False
        if sibling.tag == "table" or sibling.find(".//table") is not None:
            return True
    return False


def find_cards(tree: HtmlElement, title: str, attributes: dict[str, str], account: Account, *, under: str) -> list[Part]:
    """The parts that begin with a title of this name each, however they are wrapped; at least one."""
    titles = [each for each in _elements(tree, title, under, attributes) if _html.visible_text(each)]
    if not titles:
        raise LayoutChanged(_where(account.url, under), f"cards with a title {_spell(title, attributes)}", "none")
    return Cards([_card(each, set(titles), account) for each in titles], account)


def _card(title: HtmlElement, titles: set[HtmlElement], account: Account) -> Part:
    words = plain(_html.visible_text(title))
    return Part(_with_its_title(title, titles), _locator(title, f'card "{words[:80]}"'), account, words)


def _below(heading: HtmlElement, account: Account) -> Part:
    words = plain(_html.visible_text(heading))
    return Part(_with_its_title(heading, {heading}), _locator(heading, f'section "{words[:80]}"'), account, words)


def _with_its_title(title: HtmlElement, titles: set[HtmlElement]) -> list[HtmlElement]:
    """What belongs to a title: all around it that holds no other, and what follows up to the next title or higher heading."""
    card = title
    while (above := card.getparent()) is not None and above.tag not in ("body", "html") and not _ends(above, title, titles):
        card = above
    return [card, *takewhile(lambda following: not _ends(following, title, titles), card.itersiblings(etree.Element))]


def _ends(element: HtmlElement, title: HtmlElement, titles: set[HtmlElement]) -> bool:
    """Whether something else begins in an element: another title, or a heading of its level or above."""
    higher = HEADINGS[: HEADINGS.index(title.tag) + 1] if title.tag in HEADINGS else HEADINGS[:2]
    return any(each in titles or each.tag in higher for each in element.iter(title.tag, *higher) if each is not title)


def _the_heading(tree: HtmlElement, words: str, url: str) -> HtmlElement:
    hits = [each for each in tree.iter(*HEADINGS) if _html.is_visible(each) and fold(_html.visible_text(each)) == fold(words)]
    if len(hits) != 1:
        raise LayoutChanged(url, f"one heading {words!r}", str(len(hits)))
    return hits[0]


def _elements(tree: HtmlElement, tag: str, under: str, attributes: dict[str, str]) -> list[HtmlElement]:
    asked = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    named = (each for each in tree.iter(tag or etree.Element) if all(_has(each, name, value) for name, value in asked.items()))
    visible = [each for each in named if _html.is_visible(each)]
    return visible if not under else _below_heading(tree, visible, fold(under))


def _has(element: HtmlElement, name: str, value: str) -> bool:
    said = element.get(name)
    return said is not None and (value in said.split() if name == "class" else said == value)


def _below_heading(tree: HtmlElement, elements: list[HtmlElement], heading: str) -> list[HtmlElement]:
    """Those of the elements that stand below a heading with these words, or in its section: the document is walked once."""
    asked, chain, found = set(elements), dict[int, str](), []
    for each in tree.getroottree().iter(etree.Element):
        if each in asked and heading in (*chain.values(), *map(fold, _html.sections_of(each))):
            found.append(each)
        if each.tag in HEADINGS and _html.is_visible(each):
            level = int(each.tag[1])
            chain = {at: words for at, words in chain.items() if at < level} | {level: fold(_html.visible_text(each))}
    return found


def _locator(element: HtmlElement, name: str) -> str:
    return " > ".join([*(_html.sections_of(element) or _html.headings_of(element)), name])[:1000]


def _where(url: str, under: str) -> str:
    return f"{url}, under {under!r}" if under else url


def _spell(tag: str, attributes: dict[str, str]) -> str:
    return f"<{tag or '*'}{''.join(f' {name}={value!r}' for name, value in attributes.items())}>"
