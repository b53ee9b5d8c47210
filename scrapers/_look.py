"""What an element's own markup says of how it looks: hidden, or crossed out. The one place where that is decided.

Classes count as whole tokens of a closed list (`hidden` hides, `overflow-hidden`, `lg:hidden` and `hidden-columns` do not),
inline styles by their properties, and rules of the page's own style sheets by the classes, ids and tags they name alone.
Of a page that a browser rendered, what the browser said of an element counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from schema.text import LOOK_ATTRIBUTE

HIDDEN_CLASSES = frozenset(
    "hidden is-hidden u-hidden hide d-none display-none invisible is-invisible offscreen off-screen sr-only sronly visually-hidden "  # noqa: SIM905 - names
    "visuallyhidden visually-hidden-focusable u-visually-hidden screen-reader-text screen-reader-only screenreader-only "
    "screen-reader a11y-hidden accessible-hidden assistive-text hidden-visually element-invisible".split()
)
STRUCK_CLASSES = frozenset(
    "line-through text-decoration-line-through text-line-through text-strike text-strikethrough strike strikethrough strike-through "  # noqa: SIM905 - names
    "striked struck struck-through stroked crossed-out crossed cross-out is-struck is-crossed is-crossed-out td-line-through u-strike "
    "u-line-through original-price price-original price--original price_old old_price oldprice old-price price-old price--old "
    "was-price price-was price--was former-price previous-price compare-at-price".split()
)
_ZERO = r"0(?:\.0*)?(?:px|em|rem|pt|%|vh|vw)?\s*(?:!important\s*)?(?:;|$)"
_AWAY = r"-\s*(?:\d{4,}|9\d\d)(?:\.\d+)?px|-\s*\d{3,}(?:\.\d+)?(?:em|rem|vw|vh|%)"
_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    rf"|(?:max-)?(?:height|width)\s*:\s*{_ZERO}|(?:left|right|top|text-indent|margin-left|margin-top|"
    rf"inset-inline-start)\s*:\s*(?:{_AWAY})"
    rf"|transform\s*:[^;]*(?:scale[XY]?\(\s*0\s*\)|translate[XY]?\([^)]*(?:{_AWAY}))"
    r"|clip\s*:\s*rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|"
    r"1)(?:px)?\s*\)|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0))",
    re.I,
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_FAINT = re.compile(r"(?:^|;)\s*opacity\s*:\s*0(?:\.0*)?%?\s*(?:!important\s*)?(?:;|$)", re.I)
_MOVES = re.compile(
    r"transform|transition|animat|will-change|opacity-(?:[1-9]|\[)|data-\[|motion|fade|reveal|aos", re.I
)  # it is shown in a moment
_STRIKING = re.compile(
    r"(?<![a-z])(?<!no[-_])(?:line[-_]?[tT]hrough|strike(?:[-_]?[tT]hrough|d|[-_]?out)?|struck(?:[-_]?[tT]hrough)?|[cC]rossed(?:[-_]?[oO]ut)?)(?![a-z])"
    r"|(?<=[a-z_])(?:LineThrough|StrikeThrough|Strikethrough|Strike|Struck|CrossedOut)(?![a-z])|^(?:linethrough|strikethrough)"
)
_TELLING = re.compile(
    r"display\s*:\s*none|line-through|visibility\s*:\s*(?:hidden|collapse)|(?:left|text-indent|height|clip(?:-path)?|font-size|opacity)\s*:",
    re.I,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"(?P<selectors>[^{};]*)\{(?P<style>[^{}]*)\}|(?P<open>[^{};]*)\{|\}")
_COMPOUND = re.compile(r"(?P<tag>[a-z][a-z0-9]*|\*)?(?P<names>(?:[.#](?:[\w-]|\\.)+)*)(?P<said>(?:\[[^\[\]]*\])*)", re.I)
_ATTRIBUTE = re.compile(r"\[\s*(?P<name>[\w:-]+)\s*(?:(?P<how>[~|^$*]?=)\s*(?P<quote>[\"']?)(?P<value>.*?)(?P=quote)\s*[iIsS]?\s*)?\]")
_PARTS = re.compile(r"(?:\[[^\[\]]*\]|[^\s\[])+")
_ALWAYS = re.compile(r"@layer|@supports|@media\s+(?:only\s+)?(?:screen|all)\s*$", re.I)  # at-rules whose rules hold on any screen
_CLEARS = re.compile(r"text-decoration(?:-line)?\s*:\s*(?:none|initial|unset)", re.I)
_SHOWS = re.compile(r"(?:^|;)\s*display\s*:\s*(?!none)|(?:^|;)\s*visibility\s*:\s*visible", re.I)


@lru_cache(maxsize=8192)  # a page has thousands of elements and a few dozen looks
def hides(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes hides an element."""
    names = _tokens(classes)
    return bool(
        (style and (_HIDDEN_STYLE.search(style) or (_FAINT.search(style) and not _MOVES.search(style))))
        or not HIDDEN_CLASSES.isdisjoint(names)
        or ("opacity-0" in names and not _MOVES.search(classes))
        or ("[" in classes and any(_HIDDEN_STYLE.search(name.strip("[]").replace("_", " ")) for name in names if name[0] == "["))
    )


@lru_cache(maxsize=8192)
def strikes(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes crosses an element's words out."""
    return bool((style and _STRUCK_STYLE.search(style)) or any(map(_is_of_striking, _tokens(classes))))


@lru_cache(maxsize=8192)
def _is_of_striking(name: str) -> bool:
    """Whether a class crosses words out: by its name, at any width of the screen, or by the style it spells out."""
    bare = re.sub(r"^(?:(?:sm|md|lg|xl|2xl|dark|light):)+", "", name).strip("!")
    return bare in STRUCK_CLASSES or bool(_STRIKING.search(bare)) or (bare[:1] == "[" and bool(_STRUCK_STYLE.search(bare.strip("[]"))))


def _tokens(classes: str) -> list[str]:
    """Class names, without the mark of what must win over others (Tailwind: `!hidden`, `hidden!`)."""
    return [name.strip("!") for name in classes.split()]


class _Rule(NamedTuple):
    """A rule of a style sheet that hides, shows, strikes or clears; of `path` the last compound is the element's own."""

    weight: tuple[int, int]
    path: tuple[_Compound, ...]
    hidden: bool | None
    struck: bool | None


class _Said(NamedTuple):
    """What a selector asks of one attribute: `[data-old]`, `[class*="was"]`."""

    name: str
    how: str
    value: str

    def fits(self, element: HtmlElement) -> bool:
        """Whether an element's attribute says so."""
        own = element.get(self.name)
        if own is None or not self.how:
            return own is not None
        return bool(self.value) and _MATCHES[self.how](str(own), self.value)


_MATCHES: Final[dict[str, Callable[[str, str], bool]]] = {
    "=": lambda own, value: own == value,
    "~=": lambda own, value: value in own.split(),
    "|=": lambda own, value: own == value or own.startswith(f"{value}-"),
    "^=": lambda own, value: own.startswith(value),
    "$=": lambda own, value: own.endswith(value),
    "*=": lambda own, value: value in own,
}


class _Compound(NamedTuple):
    """One element of a selector: `td.old#x[data-past]`."""

    tag: str
    classes: frozenset[str]
    id: str
    attributes: tuple[_Said, ...] = ()

    def fits(self, element: HtmlElement) -> bool:
        """Whether an element is one of these."""
        own = element.get("class", "") if self.classes else ""
        return (
            self.tag in ("", element.tag)
            and (not self.classes or self.classes <= set(own.split()))
            and (not self.id or element.get("id") == self.id)
            and all(said.fits(element) for said in self.attributes)
        )

    @property
    def name(self) -> str:
        """What it is looked up by: its id, one of its classes, its tag; one that names none may be any element."""
        return (self.id and f"#{self.id}") or next((f".{name}" for name in sorted(self.classes)), self.tag or "*")


def apply_style_sheets(tree: HtmlElement) -> None:
    """Write what the page's own style sheets hide or cross out on the elements themselves, once: the rest reads one markup."""
    sheets = [sheet.text for sheet in tree.iter("style") if sheet.text and _TELLING.search(sheet.text)]
    rules = sorted(rule for at, text in enumerate(sheets) for rule in _telling_rules(_COMMENT.sub("", text), at * 1_000_000))
    if not any(rule.hidden or rule.struck for rule in rules):
        return
    by_name: dict[str, list[_Rule]] = {}
    for rule in rules:
        by_name.setdefault(rule.path[-1].name, []).append(rule)
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("html", "body"):
            _write(element, by_name)


_SAID_BY_THE_BROWSER = etree.XPath(f"descendant-or-self::*[@{LOOK_ATTRIBUTE}]")


def apply_browsers_word(tree: HtmlElement) -> None:
    """Write what the browser that rendered the page marked as hidden or crossed out where the rest reads it."""
    for element in _SAID_BY_THE_BROWSER(tree):
        if element.get(LOOK_ATTRIBUTE) == "hidden":
            element.set("hidden", "")
        else:
            element.set("style", "text-decoration:line-through;" + element.get("style", ""))


def _write(element: HtmlElement, by_name: dict[str, list[_Rule]]) -> None:
    names = [element.tag, "*"]
    if element.keys():
        names += [*(f".{name}" for name in element.get("class", "").split()), f"#{element.get('id', '')}"]
    found = [rule for name in names for rule in by_name.get(name, ()) if _fits(element, rule.path)]
    if not found:
        return
    hidden = [rule.hidden for rule in sorted(found) if rule.hidden is not None][-1:]
    struck = [rule.struck for rule in sorted(found) if rule.struck is not None][-1:]
    style = element.get("style", "")
    told = ("display:none;" if hidden == [True] and not _SHOWS.search(style) else "") + (
        "text-decoration:line-through;" * (struck == [True])
    )
    if told:
        element.set("style", told + style)


def _fits(element: HtmlElement, path: tuple[_Compound, ...]) -> bool:
    *above, own = path
    if not own.fits(element):
        return False
    around = element.iterancestors()
    return all(any(compound.fits(each) for each in around) for compound in reversed(above))


def _telling_rules(text: str, order: int) -> Iterator[_Rule]:
    """The rules about hiding and striking whose selectors are of tags, classes, ids and attributes alone."""
    for at, (selectors, style) in enumerate(_rules(text), start=order):
        hidden = True if hides(style, "") else False if _SHOWS.search(style) else None
        struck = True if _STRUCK_STYLE.search(style) else False if _CLEARS.search(style) else None
        for selector in re.split(r",(?![^\[]*\])", selectors) if (hidden, struck) != (None, None) else ():
            if path := _path(selector):
                ids, classes, tags = (
                    sum(bool(c.id) for c in path),
                    sum(len(c.classes) + len(c.attributes) for c in path),
                    sum(bool(c.tag) for c in path),
                )
                yield _Rule((ids * 10_000 + classes * 100 + tags, at), path, hidden, struck)


def _path(selector: str) -> tuple[_Compound, ...]:
    parts = [_COMPOUND.fullmatch(part) for part in _PARTS.findall(re.sub(r">(?![^\[]*\])", " ", selector))]
    if not parts or not all(part and part[0] for part in parts):
        return ()
    path = tuple(_compound(part) for part in parts if part)
    asked = sum(part["said"].count("[") for part in parts if part)
    said = [one for compound in path for one in compound.attributes]
    return path if len(said) == asked and not any(one.name.endswith("cloak") for one in said) else ()  # a cloak is taken off by a script


def _compound(part: re.Match[str]) -> _Compound:
    names = [name.replace("\\", "") for name in re.findall(r"[.#](?:[\w-]|\\.)+", part["names"] or "")]
    ids = [name[1:] for name in names if name[0] == "#"]
    tag = (part["tag"] or "").lower().strip("*")
    said = tuple(_Said(one["name"].lower(), one["how"] or "", one["value"] or "") for one in _ATTRIBUTE.finditer(part["said"]))
    return _Compound(tag, frozenset(name[1:] for name in names if name[0] == "."), ids[0] if ids else "", said)


def _rules(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and style of each rule that holds whatever the screen is."""
    inside: list[bool] = []
    for match in _RULE.finditer(text):
        if match["selectors"] is not None:
            if all(inside) and not match["selectors"].lstrip().startswith("@"):
                yield match["selectors"], match["style"]
        elif match["open"] is not None:
            inside.append(bool(_ALWAYS.match(match["open"].strip())))
        elif inside:
            inside.pop()
