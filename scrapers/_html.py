"""HTML as a reader may trust it: decoded strictly, whole, not too deep, and only what a person sees."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from schema.text import LOOK_ATTRIBUTE, plain, plain_lines
from scrapers._look import apply_browsers_word, hides, strikes
from scrapers._style_sheets import apply_style_sheets

FEW_WORDS = 8  # of a line that calls a table something
MAX_DEPTH = 256  # past this libxml2 drops rows without an error
UNSEEN = frozenset(
    {
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "object",
        "iframe",
        "select",
        "textarea",
        "datalist",
        "audio",
        "video",
        "canvas",
        "noembed",
    }
)
BLOCKS = frozenset(
    "address article aside blockquote br caption dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header "  # noqa: SIM905 - names
    "hr legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul".split()
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_OF_LINES = frozenset("p div b strong em i u span small blockquote center font mark header aside".split())  # noqa: SIM905 - names
STRUCK = frozenset({"s", "del", "strike"})
_MOJIBAKE = re.compile("\ufffd|â‚¬|Â£|Â¥|å…ƒ|Â\u00a0")
# A group that is kept whole (`)*+`) finds nothing in Python 3.11.2: single characters alone are.
_RAW = re.compile(  # of a page in lower case; run by run of what can't end it, which is three times as fast as byte by byte
    rb"<!--[^-]*+(?:-(?!->)[^-]*+)*-->|<(script|style|textarea|template)\b[^<]*+(?:<(?!/\1\s*>)[^<]*+)*</\1\s*>"
)
_RAW_BEGINS = frozenset((b"!--", b"cript", b"tyle", b"extarea", b"emplate"))
_HIDES_THE_REST = re.compile(rb"<(?:!--|script|textarea|template)")  # as long as it is not closed
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH - 1)})")
_OF_ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement)
_CROSSED_OUT = re.compile(rb"<(/?)(?:s|strike)(?=[\s>])", re.I)
_RENDERED = LOOK_ATTRIBUTE.encode()
_BREAK = "\x00"  # no page has one: `decode` drops it
Piece = tuple[str, frozenset[str]]
# Of a page in lower case, each with a beginning of its own that can be looked for: one pattern for all of them takes twice as long.
_OPENS = re.compile(rb"<t(?:(able|head|body|r)[\s>/]|(extarea|emplate))")
_CLOSES = re.compile(rb"</t(able|head|body|r)\s*>")
_OF_S = re.compile(rb"<s(cript|tyle|trike|(?=[\s>]))")


def decode(body: bytes, url: str) -> str:
    """UTF-8 (with or without a mark), or LayoutChanged: a guessed encoding turns a currency into another."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LayoutChanged(url, "a page in UTF-8", f"bytes that are not, at {error.start}") from None
    if "\x00" in text:
        text = text.replace("\x00", "")
    return text


def encoded(text: str, body: bytes) -> bytes:
    """What `decode` made of a body, in UTF-8: most often the body itself."""
    return text.encode() if b"\x00" in body or body.startswith(codecs.BOM_UTF8) else body


def garbled(text: str) -> bool:
    """Whether words show the marks of a wrongly decoded page."""
    return not text.isascii() and bool(_MOJIBAKE.search(text))


class Parsed(NamedTuple):
    """A document as a tree. `styled`: what its style sheets or its browser say of how parts of it look was written on them."""

    tree: HtmlElement
    styled: bool


def parse(html: bytes, url: str, *, whole: bool) -> Parsed:
    """The document in UTF-8 as a tree; LayoutChanged when it was cut, is too deep, or has no element."""
    lower = html.lower()
    marks = _Marks.of(lower)
    if whole:
        _demand_whole(lower, marks, url)
    if not marks.others.isdisjoint((b"", b"trike")):
        html = _CROSSED_OUT.sub(rb"<\1del", html)  # libxml2 ends these two at the first block inside, where a browser goes on
    try:
        # lxml refuses characters behind an XML declaration of their encoding, and takes bytes: such a page stays refused.
        tree = etree.fromstring(html.decode() if html.startswith(b"<?xml") else html, _parser())
    except (etree.ParserError, ValueError) as error:
        raise LayoutChanged(url, "an HTML page", f"none ({error})") from None
    if tree is None:
        raise LayoutChanged(url, "an HTML page", "none (Document is empty)")
    _demand_shallow(tree, url)
    styled = b"tyle" in marks.others and apply_style_sheets(tree)
    if rendered := _RENDERED in lower:
        apply_browsers_word(tree)
    return Parsed(tree, styled or rendered)


class _Marks(NamedTuple):
    """The tags of a page that tell whether it is whole, and how it must be parsed, without their first letter."""

    opens: Counter[bytes]
    closes: Counter[bytes]
    others: frozenset[bytes]

    @classmethod
    def of(cls, lower: bytes) -> _Marks:
        """Those of a page's source in lower case."""
        opens, holders = zip(*found, strict=True) if (found := _OPENS.findall(lower)) else ((), ())
        comments = (b"!--",) if b"<!--" in lower else ()
        return cls(Counter(opens), Counter(_CLOSES.findall(lower)), frozenset((*filter(None, holders), *_OF_S.findall(lower), *comments)))


def _parser() -> etree.HTMLParser:
    """A parser of bytes in UTF-8, whatever they say they are; all elements are of one class, or lxml would ask Python for each one's."""
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, collect_ids=False)
    parser.set_element_class_lookup(_OF_ONE_CLASS)
    return parser


def _demand_whole(lower: bytes, marks: _Marks, url: str) -> None:
    if not marks.others.isdisjoint(_RAW_BEGINS):
        lower = _RAW.sub(b"", lower)
        _demand_closed(lower, url)
        marks = _Marks.of(lower)
    for name in ("table", "thead", "tbody", "tr"):
        opened, closed = marks.opens[name[1:].encode()], marks.closes[name[1:].encode()]
        if opened != closed:
            raise LayoutChanged(url, f"as many </{name}> as <{name}>", f"{opened} opened, {closed} closed: a page cut short or damaged")
    if re.search(rb"<html[\s>]", lower) and not re.fullmatch(rb"</html\s*>\s*", lower[lower.rfind(b"</html") :]):
        raise LayoutChanged(url, "</html> at the end", "another end: a page cut short")


def _demand_closed(lower: bytes, url: str) -> None:
    for mark in (b"<!--", b"<script", b"<textarea", b"<template") if _HIDES_THE_REST.search(lower) else ():
        if mark in lower:
            raise LayoutChanged(url, f"an end to every {mark.decode()}", "one that is never closed: a page cut short or damaged")


def _demand_shallow(tree: HtmlElement, url: str) -> None:
    if _TOO_DEEP(tree):
        raise LayoutChanged(url, f"at most {MAX_DEPTH} levels of elements", "more")


def is_seen(element: HtmlElement) -> bool:
    """Whether a person sees this element, as far as its own markup says."""
    tag = element.tag
    if not isinstance(tag, str) or tag in UNSEEN:
        return False
    look = element.keys()
    if tag == "dialog" and "open" not in look:
        return False
    return not look or ("hidden" not in look and not hides(element.get("style", ""), element.get("class", "")))


def is_visible(element: HtmlElement) -> bool:
    """Whether a person sees this element: it and everything around it."""
    return is_seen(element) and all(is_seen(above) for above in element.iterancestors())


def is_struck(element: HtmlElement) -> bool:
    """Whether its words are crossed out."""
    return element.tag in STRUCK or bool(element.keys() and strikes(element.get("style", ""), element.get("class", "")))


def pieces(element: HtmlElement) -> list[Piece]:
    """The visible words below an element with the marks around them: struck, sup, sub; a block break is a newline."""
    found: list[Piece] = []
    _gather(element, frozenset(), found)
    return found


def _gather(element: HtmlElement, inside: frozenset[str], found: list[Piece]) -> None:
    if not is_seen(element):
        return
    marks = _marks(element, inside)
    if element.tag in BLOCKS:
        found.append(("\n", inside))
    if element.text:
        found.append((element.text, marks))
    for child in element:
        if isinstance(child.tag, str):
            _gather(child, marks, found)
        if child.tail:
            found.append((child.tail, marks))
    if element.tag in BLOCKS and element.tag != "br":
        found.append(("\n", inside))


def _marks(element: HtmlElement, inside: frozenset[str]) -> frozenset[str]:
    raised = inside | {element.tag} if element.tag in ("sup", "sub") else inside
    return raised | {"struck"} if is_struck(element) else raised


def visible_text(element: HtmlElement) -> str:
    """All visible words below an element, one line per block; crossed-out words stand between `~~`, raised digits behind `^`."""
    found: list[str] = []
    _gather_words(element, element.tag, found)
    return "\n".join(plain_lines("".join(found).split(_BREAK)))


def _gather_words(element: HtmlElement, tag: str, found: list[str]) -> None:
    """`pieces` without the marks: the whole page is walked like this, so every step of it is spelled out (2026-11-21)."""
    if tag in UNSEEN:
        return
    block, struck = tag in BLOCKS, tag in STRUCK
    if look := element.keys():
        style, classes = element.get("style", ""), element.get("class", "")
        if "hidden" in look or hides(style, classes):
            return
        struck = struck or strikes(style, classes)
    if tag == "dialog" and "open" not in look:
        return
    if struck:
        _gather_struck(element, block, found)
        return
    if block:
        found.append(_BREAK)
    if tag in ("sup", "sub") and re.search(r"\d", element.text_content()):
        found.append("^")  # a footnote's number is no digit of the price before it
    _gather_inside(element, found)
    if block and tag != "br":
        found.append(_BREAK)


def _gather_inside(element: HtmlElement, found: list[str]) -> None:
    if words := element.text:
        found.append(_BREAK if words == "\n" else words)
    for child in element:
        if isinstance(name := child.tag, str):
            _gather_words(child, name, found)
        if words := child.tail:
            found.append(_BREAK if words == "\n" else words)


def _gather_struck(element: HtmlElement, block: bool, found: list[str]) -> None:
    """Each line of what is crossed out stands between marks of its own: a sentence in the middle of it is no sentence."""
    inside: list[str] = []
    _gather_inside(element, inside)
    lines = ["~~" + line + "~~" if line.strip() else line for line in "".join(inside).split(_BREAK)]
    found += [_BREAK, _BREAK.join(lines), _BREAK] if block else [_BREAK.join(lines)]


def landmarks_in(tree: HtmlElement) -> list[HtmlElement]:
    """Every table and heading of a tree, in its order."""
    return list(tree.iter("table", *HEADINGS))


class Landmarks:
    """The tables and headings of a document in its order: it is walked once, however often they are asked for."""

    def __init__(self, tree: HtmlElement, known: list[HtmlElement] | None = None) -> None:
        self._tree = tree
        self._all = landmarks_in(tree.getroottree()) if known is None else known

    def within(self, part: HtmlElement) -> Landmarks:
        """Those inside an element; what stands above a table is looked for in the whole document all the same."""
        return Landmarks(part, self._all)

    def whole(self) -> list[HtmlElement]:
        """All of the document's."""
        return self._all

    def tables(self) -> Iterator[HtmlElement]:
        """Every table, seen or not."""
        return (each for each in self._all if each.tag == "table" and self._is_inside(each))

    def headings(self) -> Iterator[HtmlElement]:
        """Every heading, seen or not."""
        return (each for each in self._all if each.tag != "table" and self._is_inside(each))

    def headings_of(self, table: HtmlElement) -> list[str]:
        """The visible headings above a table, outermost first."""
        return _chain(table, reversed(self._all[: self._places.get(table, len(self._all))]))

    @cached_property
    def _places(self) -> dict[HtmlElement, int]:
        return {each: at for at, each in enumerate(self._all)}

    def _is_inside(self, element: HtmlElement) -> bool:
        return self._tree.getparent() is None or any(above is self._tree for above in element.iterancestors(self._tree.tag))


def frames_of(table: HtmlElement) -> list[str]:
    """What frames a table without being a heading: the caption of its figure, a summary or legend around it, a line straight above."""
    found = []
    for above in table.iterancestors("figure", "details", "fieldset"):
        told = [each for each in above.iterchildren("figcaption", "summary", "legend") if is_seen(each)]
        if len(list(above.iter("table"))) == 1:
            found += [plain(visible_text(each)) for each in told]
    titles = [words for above in table.iterancestors("div") for words in (plain(above.get("data-title") or ""), _component(above))]
    return [words for words in [*found, *titles, _line_above(table)] if words]


def _component(division: HtmlElement) -> str:
    """The name of a component of MDX as words: `<DeprecatedPrices>` says what it holds."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", division.get("data-component") or "")


def _line_above(table: HtmlElement) -> str:
    """The short line straight above: no sentence, but what it calls the table."""
    before, here = table.getprevious(), table
    while before is None and (above := here.getparent()) is not None and above.tag in ("div", "figure", "center"):
        before, here = above.getprevious(), above
    if before is None or before.tag not in _OF_LINES or not is_seen(before):
        return ""
    lines = [] if before.find(".//table") is not None else visible_text(before).split("\n")
    return lines[-1] if lines and 0 < len(lines[-1].split()) <= FEW_WORDS and not lines[-1].endswith((".", "!", "?", "。")) else ""


def headings_of(element: HtmlElement) -> list[str]:
    """The visible headings above an element, outermost first: the last of each level that precedes it."""
    earlier = takewhile(lambda each: each is not element, element.getroottree().iter(*HEADINGS, element.tag))
    return _chain(element, reversed(list(earlier)))


def _chain(element: HtmlElement, earlier: Iterable[HtmlElement]) -> list[str]:
    """Of what stands before an element, the nearest first, the nearest heading of each level; one that it stands in does not precede it."""
    around = set(element.iterancestors(*HEADINGS))
    chain: dict[int, str] = {}
    for heading in earlier:
        level = int(heading.tag[1]) if heading.tag in HEADINGS and heading not in around else 7
        if level < min(chain, default=7) and is_seen(heading):
            chain[level] = _words_of(heading)
        if 1 in chain:
            break
    return [chain[level] for level in sorted(chain)]


def sections_of(element: HtmlElement) -> list[str]:
    """The titles of the sections an element stands in, outermost first: a level wrongly chosen does not mislead them."""
    titles = (section_title(section) for section in element.iterancestors("section"))
    return [title for title in titles if title][::-1]


def section_title(section: HtmlElement) -> str:
    """A section's own visible heading, or nothing."""
    heading = next((child for child in section if child.tag in HEADINGS and is_seen(child)), None)
    return _words_of(heading) if heading is not None else ""


def _words_of(heading: HtmlElement) -> str:
    own, following = plain(visible_text(heading)), heading.getnext()
    split = not own and following is not None and following.tag == "p"  # libxml2 ends a heading at a <p> inside it
    return plain(visible_text(following)) if split else own


def fold(name: str) -> str:
    """A name as names are compared: case, ends, spaces and dashes aside."""
    return plain(name).casefold().strip(" :*")
