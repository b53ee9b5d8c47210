"""What an element's own markup says of how it looks: hidden, or crossed out. The one place where that is decided.

Classes count as whole tokens of a closed list (`hidden` hides, `overflow-hidden`, `lg:hidden` and `hidden-columns` do not),
inline styles by their properties, and rules of the page's own style sheets by the classes, ids and tags they name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

HIDDEN_CLASSES = frozenset(
    "hidden is-hidden u-hidden hide d-none display-none invisible is-invisible offscreen off-screen sr-only sronly visually-hidden "  # noqa: SIM905 - names
    "visuallyhidden visually-hidden-focusable u-visually-hidden screen-reader-text screen-reader-only screenreader-only "
    "screen-reader a11y-hidden accessible-hidden assistive-text hidden-visually element-invisible".split()
)
STRUCK_CLASSES = frozenset(
    "line-through text-decoration-line-through text-line-through text-strike text-strikethrough strike strikethrough strike-through "  # noqa: SIM905 - names
    "striked struck struck-through stroked crossed-out crossed cross-out is-struck is-crossed is-crossed-out td-line-through u-strike "
    "u-line-through old-price price-old price--old was-price price-was price--was former-price previous-price compare-at-price".split()
)
_ZERO = r"0(?:\.0*)?(?:px|em|rem|pt|%|vh|vw)?\s*(?:!important\s*)?(?:;|$)"
_AWAY = r"-\s*(?:\d{4,}|9\d\d)(?:\.\d+)?px|-\s*\d{3,}(?:\.\d+)?(?:em|rem|vw|vh|%)"
_HIDDEN_STYLE = re.compile(
    r"(?:^|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|content-visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])"
    rf"|(?:max-)?(?:height|width)\s*:\s*{_ZERO}|(?:left|right|top|text-indent|margin-left|margin-top|inset-inline-start)\s*:\s*(?:{_AWAY})"
    rf"|transform\s*:[^;]*(?:scale[XY]?\(\s*0\s*\)|translate[XY]?\([^)]*(?:{_AWAY}))"
    r"|clip\s*:\s*rect\(\s*(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?[\s,]+(?:0|1)(?:px)?\s*\)|clip-path\s*:\s*(?:inset\(\s*(?:50|100)%|circle\(\s*0))",
    re.I,
)
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.I)
_TELLING = re.compile(r"display\s*:\s*none|line-through|visibility\s*:\s*(?:hidden|collapse)|(?:left|text-indent|height|clip(?:-path)?|font-size)\s*:", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_RULE = re.compile(r"(?P<selectors>[^{};]*)\{(?P<style>[^{}]*)\}|(?P<open>[^{};]*)\{|\}")
_ALONE = re.compile(r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<cls>(?:[\w-]|\\.)+)|#(?P<id>[\w-]+))?", re.I)
_ALWAYS = re.compile(r"@layer|@supports|@media\s+(?:only\s+)?(?:screen|all)\s*$", re.I)  # at-rules whose rules hold on any screen
_SHOWS = re.compile(r"(?:^|;)\s*display\s*:\s*(?!none)|(?:^|;)\s*visibility\s*:\s*visible", re.I)


@lru_cache(maxsize=8192)  # a page has thousands of elements and a few dozen looks
def hides(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes hides an element."""
    return bool((style and _HIDDEN_STYLE.search(style)) or not HIDDEN_CLASSES.isdisjoint(classes.split()))


@lru_cache(maxsize=8192)
def strikes(style: str, classes: str) -> bool:
    """Whether an inline style or one of the classes crosses an element's words out."""
    return bool((style and _STRUCK_STYLE.search(style)) or not STRUCK_CLASSES.isdisjoint(classes.split()))


class _Rule(NamedTuple):
    """A rule of a style sheet that is about one tag, one class or one id, whatever stands around it."""

    tag: str
    name: str  # `.price`, `#old`, or nothing
    style: str


def apply_style_sheets(tree: HtmlElement) -> None:
    """Write what the page's own style sheets hide or cross out on the elements themselves, once: the rest reads one markup."""
    sheets = [sheet.text for sheet in tree.iter("style") if sheet.text and _TELLING.search(sheet.text)]
    rules = [rule for text in sheets for rule in _telling_rules(_COMMENT.sub("", text))] if sheets else []
    if not rules:
        return
    by_name: dict[str, list[_Rule]] = {}
    for rule in rules:
        by_name.setdefault(rule.name or rule.tag, []).append(rule)
    for element in tree.iter():
        if isinstance(element.tag, str):
            _write(element, by_name)


def _write(element: HtmlElement, by_name: dict[str, list[_Rule]]) -> None:
    names = [element.tag, *(f".{name}" for name in element.get("class", "").split()), f"#{element.get('id', '')}"]
    found = [rule for name in names for rule in by_name.get(name, ()) if rule.tag in ("", element.tag)]
    for rule in found:
        element.set("style", f"{rule.style};{element.get('style', '')}")


def _telling_rules(text: str) -> Iterator[_Rule]:
    """The rules that hide or strike by one name alone, unless another rule shows a part of what has that name."""
    rules = list(_rules(text))
    shown = {name for selectors, style in rules if _SHOWS.search(style) for name in re.findall(r"[.#](?:[\w-]|\\.)+", selectors)}
    for selectors, style in rules:
        if not (_HIDDEN_STYLE.search(style) or _STRUCK_STYLE.search(style)):
            continue
        for selector in selectors.split(","):
            alone = _ALONE.fullmatch(selector.strip())
            name = "" if alone is None else f".{alone['cls'].replace(chr(92), '')}" if alone["cls"] else f"#{alone['id']}" if alone["id"] else ""
            if alone and (name or alone["tag"]) and name not in shown:
                yield _Rule((alone["tag"] or "").lower(), name, _told(style))


def _told(style: str) -> str:
    """What of a style hides or strikes, as an inline style says it."""
    return ("display:none" if _HIDDEN_STYLE.search(style) else "") + (";text-decoration:line-through" if _STRUCK_STYLE.search(style) else "")


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
