"""What an element's own markup says of how it looks: hidden, or crossed out. The one place where that is decided.

Classes count as whole tokens of a closed list (`hidden` hides, `overflow-hidden`, `lg:hidden` and `hidden-columns` do not), styles by
their properties; `_style_sheets` writes on the elements what the page's own rules say. Of a page that a browser
rendered, what the browser said of an element counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from schema.surroundings import Said, Signal
from schema.text import LOOK_ATTRIBUTE

HIDDEN_CLASSES = frozenset(
    "hidden is-hidden u-hidden hide d-none display-none invisible is-invisible offscreen off-screen sr-only sronly visually-hidden "  # noqa: SIM905 - names
    "visuallyhidden visually-hidden-focusable u-visually-hidden screen-reader-text screen-reader-only screenreader-only "
    "screen-reader a11y-hidden accessible-hidden assistive-text hidden-visually element-invisible js-hidden ng-hide uk-hidden "
    "slds-hide w-hidden x-hidden v-hidden mui-hidden elementor-hidden ui-tabs-hide ui-helper-hidden has-display-none is-display-none "
    "hidden-xs-up hidden-all hide-all force-hide u-hide is-hide js-hide el-hidden t-hidden scale-0 max-h-0".split()
)
STRUCK_CLASSES = frozenset(
    "line-through text-decoration-line-through text-line-through text-strike text-strikethrough strike strikethrough strike-through "  # noqa: SIM905 - names
    "striked struck struck-through stroked crossed-out crossed cross-out is-struck is-crossed is-crossed-out td-line-through u-strike "
    "u-line-through original-price price-original price--original price_old old_price oldprice old-price price-old price--old "
    "was-price price-was price--was former-price previous-price compare-at-price was msrp rrp tachado durchgestrichen barré barrato "
    "riscado".split()
)
_ZERO = r"0(?:\.0*)?(?:px|em|rem|pt|%|vh|vw)?\s*(?:!important\s*)?(?:;|$)"
_AWAY = r"-\s*(?:\d{4,}|9\d\d)(?:\.\d+)?px|-\s*\d{3,}(?:\.\d+)?(?:em|rem|vw|vh|%)"
_POINT = r"[\d.]+(?:px|%)? [\d.]+(?:px|%)?"
_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden"
    r"|font-size\s*:\s*(?:0(?![.\d])|[01](?:\.\d+)?px)|width\s*:\s*1px\s*;[^{}]*height\s*:\s*1px"
    rf"|(?:max-)?(?:height|width|block-size|inline-size)\s*:\s*{_ZERO}|(?:zoom|scale)\s*:\s*{_ZERO}"
    r"|(?:left|right|top|bottom|text-indent|margin-left|margin-top|margin-right|margin-bottom|translate|inset(?:-inline|-block)?"
    rf"(?:-start|-end)?)\s*:\s*(?:calc\(\s*)?(?:{_AWAY})"
    rf"|transform\s*:[^;]*(?:scale(?:[XY]|3d)?\(\s*0\s*[,)]|rotate[XY]\(\s*-?90deg|translate[XY]?\([^)]*(?:{_AWAY}))"
    r"|clip\s*:\s*rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)"
    rf"|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0|polygon\(\s*(?P<corner>{_POINT})(?:\s*,\s*(?P=corner)){{2,}}\s*\)))"
    r"|(?:^|[;\s])mask(?:-image)?\s*:\s*linear-gradient\(\s*(?:transparent|#0000)\s*,\s*(?:transparent|#0000)\s*\)|opacity\(\s*0%?\s*\)",
    re.I,
)
_NO_INK = re.compile(
    r"(?:^|[;\s])color\s*:\s*(?:transparent|rgba\([^)]*,\s*0(?:\.0*)?%?\s*\)"
    r"|(?P<ink>#[0-9a-f]{3,8}|[a-z]+)\s*;\s*background(?:-color)?\s*:\s*(?P=ink)\s*(?:;|$))",
    re.I,
)
_ACROSS = r"transparent[^;,]*4\d(?:\.\d+)?%[^;]*5\d(?:\.\d+)?%[^;]*transparent"  # a line drawn through the middle
_STRUCK_STYLE = re.compile(
    rf"text-decoration(?:-line)?\s*:[^;]*line-through|background(?:-image)?\s*:\s*linear-gradient\([^;]*{_ACROSS}", re.I
)
_AWAY_BY_NAME = re.compile(r"-?(?:left|top|right|bottom|inset|indent|translate-[xy]|m[lt])-\[-?\d{3,}(?:px|vw|vh|%|em|rem)\]")
_FAINT = re.compile(r"(?:^|;)\s*opacity\s*:\s*0?(?:\.0\d*|(?<=0))%?\s*(?:!important\s*)?(?:;|$)", re.I)
_MOVES = re.compile(
    r"transform|transition|animat|will-change|opacity-(?:[1-9]|\[)|data-\[|motion|fade|reveal|aos", re.I
)  # it is shown in a moment
_STRIKING = re.compile(
    r"(?<![a-z])(?<!no[-_])(?:line[-_]?[tT]hrough|strike(?:[-_]?[tT]hrough|d|[-_]?out)?|struck(?:[-_]?[tT]hrough)?|[cC]rossed(?:[-_]?[oO]ut)?)(?![a-z])"
    r"|(?<=[a-z_])(?:LineThrough|StrikeThrough|Strikethrough|Strike|Struck|CrossedOut)(?![a-z])|^(?:linethrough|strikethrough)"
)


CLASSES = etree.XPath("descendant-or-self::*/@class", smart_strings=False)
_ASKED_FOR: Final = {
    name: f"descendant-or-self::*{what}"
    for name, what in {
        "classes": "/@class[contains($classes, concat($end, ., $end))]/..",
        "styles": "/@style[contains($styles, concat($end, ., $end))]/..",
        "ids": "/@id[contains($ids, concat($end, ., $end))]/..",
        "tags": "[contains($tags, concat($end, name(), $end))]",
    }.items()
}
_END: Final = "\ufdd0"  # of a value among others
_RENDERED = LOOK_ATTRIBUTE.encode()
_HIDDEN_SAID = re.compile(rb"hidden(?=[\s=>/]|\Z)")  # `overflow:hidden;` is no attribute
_CLASS_PLAINLY_SAID = re.compile(rb'class=("[^"]*")')
# The value is looked at without being passed, since what looks like an attribute may stand inside of another one.
_VALUE = rb"\s*=\s*(?=(\"[^\"]*\"|'[^']*'|[^\s>]+))"
_CLASS_SAID = re.compile(rb"class" + _VALUE)
_STYLE_SAID = re.compile(rb"style" + _VALUE)


@lru_cache(maxsize=8192)  # a page has thousands of elements and a few dozen looks
def hides(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes hides an element."""
    names = _tokens(classes)
    return bool(
        (style and (_HIDDEN_STYLE.search(style) or (_FAINT.search(style) and not _MOVES.search(style))))
        or (style and _NO_INK.search(style) and "background-clip" not in style)  # whose words its background draws
        or not HIDDEN_CLASSES.isdisjoint([name.lower() for name in names])
        or ("opacity-0" in names and not _MOVES.search(classes))
        or ("[" in classes and any(map(_AWAY_BY_NAME.fullmatch, names)))
        or ("[" in classes and any(_HIDDEN_STYLE.search(name.strip("[]").replace("_", " ")) for name in names if name[:1] == "["))
    )


@lru_cache(maxsize=8192)
def strikes(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes crosses an element's words out."""
    return bool((style and _STRUCK_STYLE.search(style)) or any(map(_is_of_striking, _tokens(classes))))


@lru_cache(maxsize=8192)
def _is_of_striking(name: str) -> bool:
    """Whether a class crosses words out: by its name, at any width of the screen, or by the style it spells out."""
    bare = re.sub(r"^(?:(?:sm|md|lg|xl|2xl|dark|light):)+", "", name).strip("!")
    spelled = re.sub(r"(?<=[a-z])([A-Z])", r"-\1", bare).lower()  # `oldPrice`
    return (
        bare in STRUCK_CLASSES
        or spelled in STRUCK_CLASSES
        or bool(_STRIKING.search(bare))
        or (bare[:1] == "[" and bool(_STRUCK_STYLE.search(bare.strip("[]"))))
    )


def _tokens(classes: str) -> list[str]:
    """Class names, without the mark of what must win over others (Tailwind: `!hidden`, `hidden!`)."""
    return [name.strip("!") for name in classes.split()]


def elements_saying(tree: HtmlElement, **asked: Iterable[str]) -> list[HtmlElement]:
    """The elements with one of these `classes`, `styles`, `ids` (each the whole attribute) or `tags`, in order, and a few others.

    libxml2 looks for them, to whom an element costs a hundredth of what it costs Python: whoever asks looks at each again.
    """
    lists = {name: f"{_END}{_END.join(values)}{_END}" for name, given in asked.items() if (values := list(given))}
    found: list[HtmlElement] = _saying(tuple(lists))(tree, end=_END, **lists) if lists else []
    return found


@cache
def _saying(asked: tuple[str, ...]) -> etree.XPath:
    return etree.XPath("|".join(_ASKED_FOR[name] for name in asked))


def may_look(source: bytes, *, styled: bool = True) -> bool:
    """Whether any element of a page, given as HTML, may be hidden or crossed out by its attributes.

    The source is asked because reading all of them from the tree takes twice as long; a page of which it can't tell may.
    `styled`: perhaps attributes were added to its tree that it has not.
    """
    lower = source.lower()
    if (styled and (b"<style" in lower or _RENDERED in lower)) or _HIDDEN_SAID.search(lower):
        return True
    if styles := lower.count(b"style"):
        said = _STYLE_SAID.findall(source)
        if source.count(b"style") != styles or any(map(_may_hide_by_style, set(said))):
            return True
    plainly, classes = _CLASS_PLAINLY_SAID.findall(source), lower.count(b"class")
    if len(plainly) != classes:  # else every one of them is spelled so
        plainly = _CLASS_SAID.findall(source)
        if source.count(b"class") != classes:
            return True
    return any(map(_may_hide_by_class, set(plainly)))


def says_hidden(source: bytes) -> bool:
    """Whether any element of a page, given as HTML, may have the attribute `hidden`."""
    return bool(_HIDDEN_SAID.search(source.lower()))  # anything else that hides is a class or a style


@lru_cache(maxsize=8192)
def _may_hide_by_class(value: bytes) -> bool:
    """Whether a class attribute, quotes and all, may hide or cross out."""
    classes = _plainly(value)
    return classes is None or hides("", classes) or strikes("", classes)


@lru_cache(maxsize=8192)
def _may_hide_by_style(value: bytes) -> bool:
    """The same of a style attribute."""
    style = _plainly(value)
    return style is None or hides(style, "") or strikes(style, "")


def _plainly(value: bytes) -> str | None:
    """What an attribute says; of one with a reference, or without its end, nobody knows."""
    unclear = b"&" in value or not value.isascii() or (value[:1] in (b'"', b"'") and value[-1:] != value[:1])
    return None if unclear else value.strip(b"\"'").decode()


_SAID_BY_THE_BROWSER = etree.XPath(f"descendant-or-self::*[@{LOOK_ATTRIBUTE}]")


def apply_browsers_word(tree: HtmlElement) -> None:
    """Write what the browser that rendered the page marked as hidden or crossed out where the rest reads it."""
    for element in _SAID_BY_THE_BROWSER(tree):
        if element.get(LOOK_ATTRIBUTE) == "hidden":
            element.set("hidden", "")
        else:
            element.set("style", "text-decoration:line-through;" + element.get("style", ""))


_CLOSED_ATTRIBUTES: Final = {
    "aria-hidden": ("true",),
    "data-state": ("closed", "inactive", "hidden", "collapsed"),
    "data-hidden": ("true", ""),
    "data-visible": ("false",),
    "data-active": ("false",),
    "data-open": ("false",),
    "data-selected": ("false",),
    "role": ("deletion",),
    "inert": ("", "true", "inert"),
    "popover": ("", "auto", "manual", "hint"),
}
_CLOSED_CLASSES: Final = {  # until a script adds one of these
    "tab-pane": ("active", "show"),
    "collapse": ("show", "in", "open"),
    "carousel-item": ("active",),
    "accordion-collapse": ("show",),
    "collapsed": (),
    "is-collapsed": (),
    "is-closed": (),
    "closed": (),
    "is-inactive": (),
    "inactive": (),
}
_OVER: Final = frozenset(
    "deprecated archived archive legacy outdated obsolete expired retired discontinued unavailable disabled superseded".split()  # noqa: SIM905 - names
)


def closed_around(element: HtmlElement) -> list[Said]:
    """What around an element is marked as closed, or as over. Many a seller's prices stand in a pane: only as news does it count."""
    marks = (_closed(each) for each in (element, *element.iterancestors()))
    return [Said(f"it stands in a part marked {mark!r}", frozenset((Signal.CONDITION,))) for mark in marks if mark]


def _closed(element: HtmlElement) -> str:
    look = element.keys()
    if element.tag == "details" and "open" not in look:
        return "details"
    if not look:
        return ""
    said = next((name for name, values in _CLOSED_ATTRIBUTES.items() if name in look and element.get(name, "").lower() in values), "")
    names = set(element.get("class", "").lower().split()) if not said else set()
    closed = (name for name in sorted(names) if name in _OVER or (name in _CLOSED_CLASSES and names.isdisjoint(_CLOSED_CLASSES[name])))
    return said or next(closed, "")
