"""A parsed page, as a reader receives it: no client, no clock, no earlier data.

One class for the four kinds. HTML and Markdown are one tree (Markdown is rendered to HTML first); JSON and script
payloads are `Node`s. Everything is found by the page's own words, and exactly one is demanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from operator import methodcaller

from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from scrapers import _html, _json, _markdown, _rendering, _scripts
from scrapers._account import Account, SectionPlace
from scrapers._html import Landmarks, Parsed
from scrapers._json import Node
from scrapers._running_text import RunningText
from scrapers._scripts import Island
from scrapers._sections import Sections
from scrapers._sentence import Sentence, nearest
from scrapers._soup import Heading, Part, find_cards, find_part, find_parts, headings_in
from scrapers._tables import Columns, Table, every_table, find_split_table, find_table, find_table_inside, find_tables


def _letters(words: str) -> str:
    """Words without regard to case and punctuation."""
    return re.sub(r"[\W_]+", "", words.casefold())


class Page:
    """One page's body. `kind` is html, markdown, rendered (either: the body says which), json or text; `body` the decoded bytes."""

    def __init__(self, url: str, kind: str, body: bytes, account: Account | None = None) -> None:
        self.url, self._body = url, body
        self.account = account or Account(url)
        self.kind = kind if kind != "rendered" else "html" if body.lstrip().startswith(b"<") else "markdown"
        self._by_a_tool = kind == "rendered" and self.kind == "markdown"

    @cached_property
    def source(self) -> str:
        """The body as characters; bytes that are not the encoding they claim to be are a fault."""
        return _html.decode(self._body, self.url)

    @cached_property
    def encoded(self) -> bytes:
        """The same in UTF-8."""
        return _html.encoded(self.source, self._body)

    @cached_property
    def tree(self) -> HtmlElement:
        """The page as a tree of elements, checked for being whole."""
        return self._parsed.tree

    @cached_property
    def _parsed(self) -> Parsed:
        if self.kind in ("markdown", "text"):
            source = _rendering.laid_out(self.source) if self._by_a_tool else self.source
            return _html.parse(_markdown.render(source, self.url, self._damage).encode(), self.url, whole=False)
        return _html.parse(self.encoded, self.url, whole=self.kind == "html")

    def _damage(self, words: str, header: str, reason: str) -> None:
        self.account.damage(words, f"table {header[:80]!r}", reason)

    @cached_property
    def landmarks(self) -> Landmarks:
        """Its tables and headings."""
        marks = Landmarks(self.tree, self._marked)
        self.account.sections = lambda read: Sections(self._running, marks, read)
        return marks

    @cached_property
    def json(self) -> Node:
        """The page as strict JSON; numbers keep their spelling."""
        return _json.parse(self.source, self.url, self.account)

    @cached_property
    def text(self) -> str:
        """All visible words, one line per block."""
        return "\n".join(self._running.lines) if self.kind != "json" else self.source

    @property
    def everything(self) -> str:
        """Its text, whether a person sees it or not."""
        return self._running.everything if self.kind != "json" else self.source

    @cached_property
    def _marked(self) -> list[HtmlElement]:
        return _html.landmarks_in(self.tree)

    @cached_property
    def _running(self) -> RunningText:
        source = self.encoded if self.kind == "html" else None
        return RunningText(self.tree, self._marked, source, styled=self._parsed.styled)

    def says(self, words: str) -> bool:
        """Whether these words stand on the page: its visible headings are asked before all of its text is gathered."""
        if self.kind == "json":
            return words in self.source
        headings = (heading for heading in self.landmarks.headings() if _html.is_visible(heading))
        return any(words in _html.visible_text(heading) for heading in headings) or words in self.text or _letters(words) in self._letters

    @cached_property
    def _letters(self) -> str:
        return _letters(self.text)

    def ignore(self, pattern: str, because: str) -> None:
        """Words around prices (a heading, a caption, a sentence) that read like this and change nothing, for this reason."""
        if not because:
            raise ValueError("a reason")
        self.account.ignore(pattern)

    @property
    def own_address(self) -> str | None:
        """The address the page says it has, if it does."""
        links = (link for link in self.tree.iter("link") if link.get("rel") == "canonical")
        return next((link.get("href") for link in links), None)

    def scripts(self, key: str) -> list[Node]:
        """What the page's JSON scripts hold under this key, at any depth, at least one."""
        return _scripts.json_scripts(self.tree, key, self.account)

    def inside(self, node: Node) -> Page:
        """The HTML page that a JSON string carries."""
        return Page(self.url, "html", node.text.encode(), self.account)

    def sections(self, pattern: str) -> list[Page]:
        """The outermost sections whose own heading reads like this pattern, each as a page of its own; at least one."""
        hits = [section for section, title in self._titled if re.fullmatch(pattern, title)]
        outermost = [self._part(hit) for hit in hits if not any(above in hits for above in hit.iterancestors("section"))]
        if not outermost:
            raise LayoutChanged(self.url, f"a section with a heading like {pattern!r}", "none")
        return outermost

    @cached_property
    def _titled(self) -> list[tuple[HtmlElement, str]]:
        """Every section and its title."""
        return [(section, _html.section_title(section)) for section in self.tree.iter("section")]

    def _part(self, element: HtmlElement) -> Page:
        part = Page(self.url, "html", b"", self.account)
        part.tree, part.landmarks, part._running = element, self.landmarks.within(element), self._running.part(element)
        return part

    def table(self, *columns: str | tuple[str, ...], ignore: Columns = (), under: str = "") -> Table:
        """The one visible table whose header has these columns (in any order); `under` narrows to a heading."""
        return find_table(self.landmarks, self.account, columns, ignore=ignore, under=under)

    def tables(self, *columns: str | tuple[str, ...], ignore: Columns = (), under: str = "") -> list[Table]:
        """Every such table, at least one."""
        return find_tables(self.landmarks, self.account, columns, ignore=ignore, under=under)

    def every_table(self) -> list[Table]:
        """Every visible table, whatever its columns are called."""
        return every_table(self.landmarks, self.account)

    def table_inside(self, element: HtmlElement, *columns: str | tuple[str, ...], ignore: Columns = ()) -> Table:
        """The one table with these columns inside an element, which may itself be hidden: the pane of a closed tab."""
        return find_table_inside(element, self.landmarks, self.account, columns, ignore=ignore)

    def split_table(self, *columns: str | tuple[str, ...], ignore: Columns = ()) -> Table:
        """The one table drawn as two: its header, then its rows; a tab's pane that is not open counts as seen."""
        return find_split_table(self.landmarks, self.account, columns, ignore=ignore)

    def soup(self, tag: str = "", *, under: str = "", holding: str = "", **attributes: str) -> Part:
        """The one visible part of this tag and these attributes below that heading; with the heading alone, all below it."""
        return find_part(self.tree, tag, attributes, self.account, under=under, holding=holding)

    def cards(self, title: str, *, under: str = "", **attributes: str) -> list[Part]:
        """The parts that begin with a title (`h3`) each, however they are wrapped; at least one."""
        return find_cards(self.tree, title, attributes, self.account, under=under)

    def parts(self, tag: str, *, under: str = "", **attributes: str) -> list[Part]:
        """Every visible part of this tag and these attributes; there may be none."""
        return find_parts(self.tree, tag, attributes, self.account, under=under)

    def headings(self) -> list[Heading]:
        """The visible headings, in order, with what stands below each."""
        return headings_in(self.tree)

    def islands(self, component: str) -> list[Island]:
        """Every Astro island of this component with its props, at least one."""
        return _scripts.islands(self.tree, component, self.account)

    def payload(self, key: str) -> Node:
        """The one Next.js flight payload of which some object has this key."""
        found = self.payloads(key)
        if len(found) != 1:
            raise LayoutChanged(self.url, f"one script payload with the key {key!r}", f"{len(found)}")
        return found[0]

    def payloads(self, key: str) -> list[Node]:
        """Every such payload, at least one."""
        return _scripts.flight(self.tree, key, self.account)

    def sentence(self, pattern: str) -> Sentence:
        """The one place in the visible text that reads like this pattern; its named groups are words."""
        return self._one(list(self.sentences(pattern)), pattern)

    def sentences(self, pattern: str) -> Iterator[Sentence]:
        """Every place in the visible text that reads like this pattern, in the page's order."""
        for match in re.finditer(pattern, self.text):
            place = SectionPlace(self.account, methodcaller("index_at", self.text, match.start()))
            yield Sentence(match, place=place if self.kind != "json" else None)

    def _one(self, hits: list[Sentence], pattern: str) -> Sentence:
        if len(hits) != 1:
            raise LayoutChanged(self.url, f"one sentence like {pattern!r}", f"{len(hits)}{'' if hits else nearest(pattern, self.text)}")
        return hits[0]
