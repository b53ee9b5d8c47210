"""What a page's own style sheets hide or cross out, written on the elements themselves, once: the rest reads one markup.

A part is hidden where it is at every width of the screen, and crossed out where it is at some. Nested rules, layers and media
count; what a person must first do (hover, open, check) selects nothing. Selectors are parsed by soupsieve.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

import soupsieve
from lxml import etree
from lxml.html import HtmlElement
from soupsieve import css_types as css

from scrapers._look import CLASSES, elements_saying, hides, strikes

_TELLING = re.compile(
    r"display\s*:\s*(?:none|var)|line-through|visibility\s*:\s*(?:hidden|collapse)|scale|rotate|::?(?:before|after)|gradient"
    r"|(?:left|right|top|bottom|inset|text-indent|height|block-size|clip(?:-path)?|font-size|opacity|zoom|content-visibility)\s*:",
    re.I,
)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_STRING = re.compile(r"\"[^\"\n]*[{};][^\"\n]*\"|'[^'\n]*[{};][^'\n]*'")
_TOKEN = re.compile(r"([^{};]*)([{};])")
_CLEARS = re.compile(r"text-decoration(?:-line)?\s*:\s*(?:none|initial|unset)", re.I)
_SHOWS = re.compile(r"(?:^|;)\s*display\s*:\s*(?!none|var)|(?:^|;)\s*visibility\s*:\s*visible", re.I)
_VARIABLE = re.compile(r"(--[\w-]+)\s*:\s*(none|hidden|line-through)\s*[;}]", re.I)
_USED = re.compile(r"var\(\s*(--[\w-]+)[^()]*\)")
_COMMA = re.compile(r",(?![^(\[]*[)\]])")
_DRAWN = re.compile(r"^(?P<of>.*[^:]|)::?(?:before|after)$", re.S | re.I)
_IN_THE_MIDDLE = re.compile(
    r"(?:^|;)\s*(?:top|bottom|inset|inset-block-start)\s*:\s*(?:4\d|5\d)(?:\.\d+)?%|(?:top|inset)\s*:\s*calc\(\s*50%", re.I
)
_A_LINE = re.compile(
    r"border(?:-top|-bottom|-block-start|-block-end)?\s*:[^;]*\d|(?:^|;)\s*(?:height|block-size)\s*:\s*(?:[1-4]px|0?\.\d+r?em)", re.I
)
_INSIDE = re.compile(r":(?:not|is|where|has|matches|any|nth-[a-z-]+)\((?:[^()]|\([^()]*\))*\)", re.I)
_NAME = re.compile(r"[.#](?:[\w-]|\\.)+")
_COMBINED = re.compile(r"[\s>+~]+")
_UNKNOWN = re.compile(r"cloak|:defined|:has\(|:host|:lang\(|:contains|:target", re.I)  # a cloak is taken off by a script
_IDS = etree.XPath("descendant-or-self::*/@id", smart_strings=False)
_NARROWEST = 360  # pixels: what is so on every wider screen is always so


class _When(IntEnum):
    """On which screens a rule holds."""

    NEVER = 0
    SOMETIMES = 1
    ALWAYS = 2


class _Block(NamedTuple):
    """An open block of a style sheet, with the declarations that stand in it so far."""

    selector: str
    when: _When
    style: list[str]


class _Rule(NamedTuple):
    """A rule that hides, shows, strikes or clears what it selects; the weightier wins, of equals the later."""

    weight: tuple[int, int]
    selector: str
    hidden: bool | None
    struck: bool | None

    def names(self) -> set[str]:
        """The classes and ids without which it selects nothing."""
        return {name.replace("\\", "") for name in _NAME.findall(_INSIDE.sub("", self.selector))}

    def looked_up_by(self) -> str:
        """An id, a class or the tag of what it selects; `*` may be any element."""
        last = _COMBINED.split(_INSIDE.sub("", self.selector))[-1]
        named = next((name.replace("\\", "") for name in _NAME.findall(last)), "")
        tag = re.match(r"[a-z][a-z0-9]*", last, re.I)
        return named or (tag[0].lower() if tag else "*")

    def selects(self, element: HtmlElement) -> bool:
        """Whether an element is one of those it is for."""
        return any(_fits(element, one) for one in _parsed(self.selector))


def apply_style_sheets(tree: HtmlElement) -> bool:
    """Write on each element what the style sheets of its page say of it; whether they say anything of one."""
    sheets = [sheet.text for sheet in tree.iter("style") if sheet.text and _TELLING.search(sheet.text)]
    rules = [rule for at, text in enumerate(sheets) for rule in _telling_rules(_COMMENT.sub("", text), at * 1_000_000)]
    if not _may_tell(rules):
        return False
    classes = set(CLASSES(tree))
    known = {f".{name}" for said in classes for name in said.split()} | {f"#{said}" for said in _IDS(tree) if said}
    rules = [rule for rule in rules if rule.names() <= known]
    if not _may_tell(rules):
        return False
    by_name: dict[str, list[_Rule]] = {}
    for rule in sorted(rules):
        by_name.setdefault(rule.looked_up_by(), []).append(rule)
    perhaps = (each for each in _perhaps_selected(tree, classes, set(by_name)) if each.tag not in ("html", "body"))
    return sum(_write(each, by_name) for each in perhaps) > 0


def _perhaps_selected(tree: HtmlElement, classes: set[str], names: set[str]) -> list[HtmlElement]:
    """The elements that rules may select which are looked up by these names: no others can be."""
    if "*" in names:
        return list(tree.iter(etree.Element))
    said = (said for said in classes if any(f".{name}" in names for name in said.split()))
    return elements_saying(tree, classes=said, ids=(name[1:] for name in names if name[0] == "#"), tags=names)


def _may_tell(rules: list[_Rule]) -> bool:
    return any(rule.hidden or rule.struck for rule in rules)


def _names_of(element: HtmlElement) -> list[str]:
    own = [f".{name}" for name in element.get("class", "").split()]
    return [*own, f"#{element.get('id')}"] if element.get("id") else own


def _write(element: HtmlElement, by_name: dict[str, list[_Rule]]) -> bool:
    names = [element.tag, "*", *(_names_of(element) if element.keys() else ())]
    found = sorted(rule for name in names for rule in by_name.get(name, ()) if rule.selects(element))
    if not found:
        return False
    hidden = [rule.hidden for rule in found if rule.hidden is not None][-1:]
    struck = [rule.struck for rule in found if rule.struck is not None][-1:]
    style = element.get("style", "")
    told = ("display:none;" if hidden == [True] and not _SHOWS.search(style) else "") + (
        "text-decoration:line-through;" * (struck == [True])
    )
    if told:
        element.set("style", told + style)
    return bool(told)


# --- rules -----------------------------------------------------------------------------------------------------------


def _telling_rules(text: str, order: int) -> Iterator[_Rule]:
    values = dict[str, str](_VARIABLE.findall(text))
    for at, (selectors, style, when) in enumerate(_rules(_STRING.sub('""', text)), start=order):
        told = _USED.sub(lambda used: values.get(used[1], used[0]), style) if values else style
        hidden = (True if when is _When.ALWAYS else None) if hides(told, "") else False if _SHOWS.search(told) else None
        struck = True if strikes(told, "") else False if _CLEARS.search(told) else None
        drawn = bool(_IN_THE_MIDDLE.search(told) and _A_LINE.search(told))
        for selector in map(str.strip, _COMMA.split(selectors)) if drawn or (hidden, struck) != (None, None) else ():
            if line := _DRAWN.match(selector):
                yield from [_Rule(_weight(selector, at), line["of"].strip() or "*", None, True)] if drawn else []
            elif (hidden, struck) != (None, None) and not _UNKNOWN.search(selector):
                yield _Rule(_weight(selector, at), selector, hidden, struck)


def _weight(selector: str, at: int) -> tuple[int, int]:
    bare = re.sub(r":where\([^()]*\)", "", selector)
    ids, classes = len(re.findall(r"#[\w-]", bare)), len(re.findall(r"\.[\w\\-]|\[|(?<!:):(?!:|is\b|not\b)[a-z]", bare))
    return ids * 10_000 + classes * 100 + len(re.findall(r"(?<![\w.#:\[\\-])[a-z][a-z0-9]*", bare, re.I)), at


def _rules(text: str) -> Iterator[tuple[str, str, _When]]:
    """Selectors and style of each rule, nested ones written out, and when it holds."""
    stack = [_Block("", _When.ALWAYS, [])]
    for words, mark in _TOKEN.findall(text):
        if mark == "{":
            stack.append(_opened(words.strip(), stack[-1]))
            continue
        stack[-1].style.append(words)
        if mark == "}" and len(stack) > 1:
            block = stack.pop()
            if block.selector and block.when is not _When.NEVER:
                yield block.selector, ";".join(block.style), block.when


def _opened(words: str, above: _Block) -> _Block:
    if words.startswith("@"):
        return _Block(above.selector, min(above.when, _when(words)), [])
    return _Block(", ".join(_nested(part, above.selector) for part in map(str.strip, _COMMA.split(words))), above.when, [])


def _nested(selector: str, outer: str) -> str:
    if not outer:
        return selector
    return selector.replace("&", f":is({outer})") if "&" in selector else f":is({outer}) {selector}"


def _when(rule: str) -> _When:
    """On which screens what stands in an at-rule holds."""
    name, _, asked = rule[1:].partition(" ")
    if name.lower().startswith("media") or name.lower() == "container":
        return max(map(_when_asked, f"{name[5:]} {asked}".split(",") if name.lower().startswith("media") else [asked]))
    return _When.ALWAYS if name.lower() in ("layer", "supports", "scope") else _When.NEVER


def _when_asked(query: str) -> _When:
    left = re.sub(r"\b(?:only|screen|all|and)\b|\bnot\s+(?:print|speech)\b", " ", query.lower())
    if re.search(r"\b(?:print|speech|tty)\b", left):
        return _When.NEVER
    widths = re.findall(r"\(\s*(?:min-(?:device-)?width\s*:|width\s*>=?)\s*(\d+(?:\.\d+)?)(px|em|rem)?\s*\)", left)
    narrow = [float(number) * (16 if unit in ("em", "rem") else 1) <= _NARROWEST for number, unit in widths]
    return _When.ALWAYS if len(narrow) == left.count("(") and all(narrow) and "not" not in left else _When.SOMETIMES


# --- selectors -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def _parsed(selector: str) -> tuple[css.Selector | css.SelectorNull, ...]:
    try:
        return tuple(soupsieve.compile(selector).selectors)
    except (soupsieve.SelectorSyntaxError, NotImplementedError, ValueError):
        return ()  # a browser drops such a rule as well, or knows more than the parser: nothing is hidden for it


def _fits(element: HtmlElement, one: css.Selector | css.SelectorNull) -> bool:
    if isinstance(one, css.SelectorNull) or one.flags & ~css.SEL_ROOT or (one.flags and element.getparent() is not None):
        return False
    own = element.get("class", "").split() if one.classes else []
    return (
        (one.tag is None or one.tag.name in ("*", element.tag) or one.tag.name.lower() == element.tag)
        and all(element.get("id") == name for name in one.ids)
        and all(name in own for name in one.classes)
        and all(_has(element, each) for each in one.attributes)
        and all(_is_nth(element, each) for each in one.nth)
        and all(any(_fits(element, each) for each in several) is not several.is_not for several in one.selectors)
        and (not len(one.relation) or any(_stands_by(element, each) for each in one.relation))
    )


def _has(element: HtmlElement, asked: css.SelectorAttribute) -> bool:
    own = element.get(asked.attribute.lower())
    return own is not None and (asked.pattern is None or bool(asked.pattern.search(own)))


def _is_nth(element: HtmlElement, asked: css.SelectorNth) -> bool:
    beside = element.itersiblings(element.tag if asked.of_type else None, preceding=not asked.last)
    at = 1 + sum(isinstance(each.tag, str) for each in beside) - asked.b
    if not asked.n or not asked.a:
        return at == 0
    return at % asked.a == 0 and at // asked.a >= 0


def _stands_by(element: HtmlElement, other: css.Selector | css.SelectorNull) -> bool:
    """Whether an element stands below, right below, behind or right behind one that is selected."""
    match other.rel_type if isinstance(other, css.Selector) else None:
        case " ":
            return any(_fits(each, other) for each in element.iterancestors())
        case ">":
            return (above := element.getparent()) is not None and _fits(above, other)
        case "~":
            return any(_fits(each, other) for each in element.itersiblings(preceding=True) if isinstance(each.tag, str))
        case "+":
            before = next((each for each in element.itersiblings(preceding=True) if isinstance(each.tag, str)), None)
            return before is not None and _fits(before, other)
    return False
