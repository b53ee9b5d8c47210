"""The running text of a whole page: all a person sees of it, in one pass of libxslt, with where its headings and tables stand.

`_html.visible_text` says the same of one element; walking a whole page in Python takes ten times as long, and what stands
around a price is asked of whole pages. A test holds the two against each other.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from operator import itemgetter
from typing import Final

from lxml import etree
from lxml.etree import XPath
from lxml.html import HtmlElement

from schema.text import folded, plain_lines
from scrapers._html import BLOCKS, HEADINGS, STRUCK, UNSEEN, is_seen, is_struck, landmarks_in, visible_text
from scrapers._look import CLASSES, elements_saying, hides, may_look, says_hidden, strikes

# Characters that Unicode keeps for a program's own use: `_take_marks_out` takes a page's own out.
_BREAK, _NODE, _RAISED, _STRUCK, _STRUCK_END, _HEADING, _HEADING_END, _TABLE, _TABLE_END, _PART, _PART_END = map(chr, range(0xFDD0, 0xFDDB))
_MARKS: Final = re.compile("[\ufdd0-\ufdef]")
_LEADS_A_MARK: Final = b"\xef\xb7"  # in UTF-8
_MARK_BY_NUMBER: Final = re.compile(rb"&#(?:x0*fd[de]|0*6(?:49|50))", re.I)
_SPOTS: Final = re.compile(f"[{_HEADING}{_HEADING_END}{_TABLE}{_TABLE_END}{_PART}{_PART_END}]")
_NEWLINE: Final = re.compile(f"{_NODE}\n(?=[\ufdd0-\ufdef]|\\Z)")
_INNERMOST: Final = re.compile(f"{_STRUCK}([^{_STRUCK}{_STRUCK_END}]*){_STRUCK_END}")
_DIGITS: Final = "".join(filter(str.isdecimal, map(chr, range(0x20000))))  # all there are: what follows are ideographs
_CROSSED: Final = "crossed-out-"  # no element of a page is called that: how those crossed out by their look are, for the pass

_STYLES = XPath("descendant-or-self::*/@style", smart_strings=False)
_HIDDEN = XPath("descendant-or-self::*/@hidden/..")


def _templates() -> Iterator[tuple[str, str]]:
    """Which elements leave what in the text: the rules of `visible_text`, in the language of libxslt."""
    inside, crossed = "<xsl:apply-templates/>", f"{_STRUCK}<xsl:apply-templates/>{_STRUCK_END}"
    some = (f"translate(., '{digits}', '') != string(.)" for digits in ("0123456789", _DIGITS))  # nearly all are of the first ten
    digits = f'<xsl:if test="{" or ".join(some)}">{_RAISED}</xsl:if>'
    plain_blocks = BLOCKS - {"br", "table", "section", *HEADINGS}
    yield "|".join(sorted(UNSEEN)), ""
    yield "dialog", f'<xsl:if test="@open">{inside}</xsl:if>'
    yield "|".join(sorted(plain_blocks)), f"{_BREAK}{inside}{_BREAK}"
    yield "br", f"{_BREAK}{inside}"
    yield "sup|sub", f"{digits}{inside}"
    yield "|".join((*sorted(STRUCK), f"{_CROSSED}words")), crossed
    yield f"{_CROSSED}block", f"{_BREAK}{crossed}{_BREAK}"
    for inner, name in ((inside, ""), (crossed, _CROSSED)):
        yield "|".join(f"{name}{heading}" for heading in HEADINGS), f"{_HEADING}{_BREAK}{inner}{_BREAK}{_HEADING_END}"
        yield f"{name}table", f"{_TABLE}{_BREAK}{inner}{_BREAK}{_TABLE_END}"
        yield f"{name}section", f"{_PART}{_BREAK}{inner}{_BREAK}{_PART_END}"


def _style_sheet(*more: tuple[str, str]) -> etree.XSLT:
    begin = '<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:output method="text"/>'
    templates = (f'<xsl:template match="{match}">{body}</xsl:template>' for match, body in (*_templates(), *more))
    return etree.XSLT(etree.XML(f"{begin}{''.join(templates)}</xsl:stylesheet>"))


_ONE_LINE: Final = _style_sheet()
_OF_LINES: Final = _style_sheet(("text()", f'{_NODE}<xsl:value-of select="."/>'))  # the end of a line between two elements is told


class RunningText:
    """A page's visible words in one string: a break around each block, and marks at headings, tables, sections and what is crossed out."""

    def __init__(
        self,
        tree: HtmlElement,
        landmarks: list[HtmlElement] | None = None,
        source: bytes | None = None,
        *,
        styled: bool = True,
        whole: RunningText | None = None,
    ) -> None:
        """Of a tree, its tables and headings, and the HTML it was made of, where that is known: it tells faster of any look.

        `styled` is as `_html.Parsed` has it; `whole` is that of the page it is a part of.
        """
        self._tree, self._source, self._known, self._styled, self._whole = tree, source, landmarks, styled, whole

    @cached_property
    def everything(self) -> str:
        """All text of the page, seen or not, with nothing between its parts: a word that isn't in it is nowhere."""
        text: str = etree.tostring(self._tree, method="text", encoding="unicode", with_tail=False)
        return text

    @cached_property
    def _marked(self) -> str:
        if self._whole is not None and self._tree in self._whole._parts:
            return self._whole._marked[slice(*self._whole._parts[self._tree])]
        if self._may_hold_marks:
            _take_marks_out(self._tree)
        with _named_by_look(self._looks):
            if self._is_one_line:
                return f"{_ONE_LINE(self._tree)}"
            return _NEWLINE.sub(_BREAK, str(_OF_LINES(self._tree))).replace(_NODE, "")

    @property
    def _may_hold_marks(self) -> bool:
        """Whether a character that serves as a mark may be of the page's own: none is, unless its source has it, or its number."""
        if self._source is not None:
            return _LEADS_A_MARK in self._source or bool(_MARK_BY_NUMBER.search(self._source))
        return not self.everything.isascii() and bool(_MARKS.search(self.everything))

    @property
    def _is_one_line(self) -> bool:
        """Whether no line ends in any of its words, which spares a mark at each of them; a reference may be to such an end."""
        if self._source is not None:
            return not any(mark in self._source for mark in (b"\n", b"\r", b"&"))
        return "\n" not in self.everything

    @cached_property
    def _looks(self) -> dict[HtmlElement, str]:
        """Elements of it, and perhaps of the page around it, whose look says something."""
        if self._whole is not None:
            return self._whole._looks
        is_quiet = self._source is not None and not may_look(self._source, styled=self._styled)
        return {} if is_quiet else _looks(self._tree, None if self._styled else self._source)

    def part(self, element: HtmlElement) -> RunningText:
        """That of an element of it."""
        return RunningText(element, whole=self)

    @cached_property
    def lines(self) -> list[str]:
        """All of it, one line per block; crossed-out words stand between `~~`, raised digits behind `^`."""
        return lines_of(self._marked)

    @cached_property
    def _headings(self) -> dict[HtmlElement, tuple[int, int]]:
        return self._spans(HEADINGS, _HEADING, _HEADING_END, self._landmarks)

    @cached_property
    def _tables(self) -> dict[HtmlElement, tuple[int, int]]:
        return self._spans(("table",), _TABLE, _TABLE_END, self._landmarks)

    @cached_property
    def _parts(self) -> dict[HtmlElement, tuple[int, int]]:
        """Where each section stands: its text is cut out of the page's, instead of passing through it once more."""
        return self._spans(("section",), _PART, _PART_END, list(self._tree.iter("section")))

    @cached_property
    def _tables_in_order(self) -> list[tuple[int, int, HtmlElement]]:
        """Where each table stands, in order."""
        return [(begin, end, table) for table, (begin, end) in self._tables.items()]

    @cached_property
    def _landmarks(self) -> list[HtmlElement]:
        return landmarks_in(self._tree) if self._known is None else self._known

    def _spans(self, tags: tuple[str, ...], opens: str, closes: str, among: list[HtmlElement]) -> dict[HtmlElement, tuple[int, int]]:
        """Where the visible elements of these names begin and end."""
        begins, ends, opened = list(_places(opens, self._marked)), dict[int, int](), list[int]()
        for place, at in sorted(
            [*((place, at) for at, place in enumerate(begins)), *((place, -1) for place in _places(closes, self._marked))]
        ):
            if at >= 0:
                opened.append(at)
            else:
                ends[opened.pop()] = place + 1
        elements = [each for each in among if each.tag in tags and self._is_visible(each)]
        return {each: (begins[at], ends[at]) for at, each in zip(range(len(begins)), elements, strict=True)}

    def _is_visible(self, element: HtmlElement | None) -> bool:
        """`is_visible`, which asks everything around an element: of many in one page that is the same few elements."""
        if element is None:
            return True
        if element not in self._seen:
            self._seen[element] = is_seen(element) and self._is_visible(element.getparent())
        return self._seen[element]

    @cached_property
    def _seen(self) -> dict[HtmlElement, bool]:
        return {}

    def between(self, start: HtmlElement | None, stop: HtmlElement | None, read: frozenset[HtmlElement] = frozenset()) -> str:
        """What stands behind a heading and before a heading or table, marks and all.

        Tables that were `read`, and what is around them, are left out; one that stands beside what was asked for is a line for each row.
        """
        at = self._headings[start][1] if start is not None else 0
        end = self._begin(stop) if stop is not None else len(self._marked)
        beside = {above for each in (start, stop) if each is not None for above in each.iterancestors()}
        parts: list[str] = []
        for begin, close, table in self._tables_in_order[bisect_left(self._tables_in_order, at, key=itemgetter(0)) :]:
            if begin < at:
                continue  # it stands in the table before
            if begin >= end:
                break
            parts.append(self._marked[at:begin])
            at = min(close, end)  # the text ends at a table that holds its end
            if close <= end and table not in read:
                parts += rows_of(table) if table.getparent() in read or table.getparent() in beside else [self._marked[begin:close]]
        parts.append(self._marked[at:end])
        return "".join(parts)

    def _begin(self, element: HtmlElement) -> int:
        return (self._tables if element.tag == "table" else self._headings)[element][0]


def _places(mark: str, text: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def rows_of(table: HtmlElement) -> list[str]:
    """A table that nobody read: a line for each row."""
    return [f"{_BREAK}{' | '.join(visible_text(row).split(chr(10)))}{_BREAK}" for row in table.iter("tr")]


def lines_of(marked: str) -> list[str]:
    """A part of the running text, one line per block; crossed-out words stand between `~~`, raised digits behind `^`."""
    text = _SPOTS.sub("", marked).replace(_RAISED, "^")
    while _STRUCK in text and (crossed := _INNERMOST.sub(_crossed_out, text)) != text:
        text = crossed
    return plain_lines(text.replace(_STRUCK, "").replace(_STRUCK_END, "").split(_BREAK))


def blocks_of(marked: str) -> set[str]:
    """The blocks of a part of the running text, each once, marks and all."""
    return set(marked.split(_BREAK))


def words_of(blocks: Iterable[str]) -> set[str]:
    """The words of blocks, each once."""
    text = " ".join(blocks)
    return set(folded(text if text.isascii() else _MARKS.sub(" ", text)).split())


def _crossed_out(found: re.Match[str]) -> str:
    """Each line of what is crossed out stands between marks of its own: a sentence in the middle of it is no sentence."""
    return _BREAK.join("~~" + line + "~~" if line.strip() else line for line in found[1].split(_BREAK))


def _take_marks_out(tree: HtmlElement) -> None:
    """Drop the characters that serve as marks from a page's own text: nobody sees them."""
    for each in tree.iter(etree.Element):
        each.text, each.tail = (_MARKS.sub("", words) if words else words for words in (each.text, each.tail))


@contextmanager
def _named_by_look(names: dict[HtmlElement, str]) -> Iterator[None]:
    """What its class, style or attributes hide or cross out has a name that says so, for as long as the pass takes."""
    before = {each: each.tag for each in names}
    try:
        for each, name in names.items():
            each.tag = name
        yield
    finally:
        for each, name in before.items():
            each.tag = name


def _looks(tree: HtmlElement, source: bytes | None) -> dict[HtmlElement, str]:
    """The elements that are hidden or crossed out by their look, and the name that says so: few pages have any."""
    hidden = _HIDDEN(tree) if source is None or says_hidden(source) else ()
    classes = {said for said in set(CLASSES(tree)) if hides("", said) or strikes("", said)}
    styles = {said for said in set(_STYLES(tree)) if hides(said, "") or strikes(said, "")}
    asked = {name: values for name, values in (("classes", classes), ("styles", styles)) if values}
    return {each: name for each in (*elements_saying(tree, **asked), *hidden) if (name := _name_by_look(each))}


def _name_by_look(element: HtmlElement) -> str:
    if not is_seen(element):
        return "template"
    return f"{_CROSSED}{_kind(element.tag)}" if is_struck(element) else ""


def _kind(tag: str) -> str:
    return tag if tag in ("table", "section", *HEADINGS) else "block" if tag in BLOCKS else "words"
