"""The recording of a new seller's page: the page again as far as it speaks of prices, in our own markup and without its prose.

What may change the meaning of a price stays: every column, heading and key, what is crossed out or hidden, and of each sentence
the numbers, currencies, units and conditions with a word to either side; the rest of its words is an ellipsis.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from scrapers._html import BLOCKS, STRUCK, is_seen, is_struck
from scrapers._json import Number
from scrapers._page import Page

PAGE: Final = """<!doctype html>
<html lang="{language}">
<head><title>Prices</title></head>
<body>
{body}
</body>
</html>
"""
LABEL: Final = 8  # words of a heading or a cell that stay as they are
SHORT: Final = 4  # the same anywhere else, where they are no sentence
_LABELS: Final = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "th", "td", "dt", "strong", "b", "a", "button", "summary", "caption", "code", "label"}
)
_DROPPED: Final = frozenset(
    {"script", "style", "head", "svg", "noscript", "template", "iframe", "object", "textarea", "img", "video", "audio"}
)
_OURS: Final = BLOCKS | {
    "a",
    "b",
    "code",
    "em",
    "i",
    "label",
    "button",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    *STRUCK,
    "thead",
    "tbody",
    "tfoot",
}
_TELLING: Final = re.compile(r"title|name|model|heading|product|price|card|plan|tier", re.I)  # a class that says what stands in it
_KEPT: Final = re.compile(
    r"\d|[$¢£¥€₩元]|%|~~|^(?:images?|pictures?|per|each|every|credits?|tokens?|mega-?pixels?|mp|usd|eur|cny|dollars?|cents?|yuan|tax(?:es)?|vat|gst|"
    r"discounts?|off|until|till|from|starting|up|to|free|failed|charged?|billed|generations?|resolutions?|quality|low|medium|high|standard|batch|"
    r"beta|months?|years?|monthly|yearly|input|output|reference|edits?|editing|first|additional|extra|further|minimum|maximum|rounded|includ\w+|"
    r"exclud\w+|not|no|only|about|approximately|steps?|tiles?|seconds?|requests?|calls?|hundred|thousand|million|half|double|twice|was|now|"
    r"deprecated|retire[sd]?|expires?|price[sd]?|costs?|pricing)$",
    re.I,
)


def recorded(page: Page) -> str:
    """The body of the recording of this page."""
    match page.kind:
        case "json":
            return _spelled(_without_prose(page.json.value), "\n") + "\n"
        case "html":
            body = _inside(page.tree if page.tree.tag == "body" else next(page.tree.iter("body"), page.tree))
            return PAGE.format(language=html.escape(page.tree.get("lang") or "en"), body=body)
    return "\n".join(_markdown(page.source)) + "\n"


def reworded(words: str) -> str:
    """A sentence without its own words: what may change a price stays, with a word or two to either side; the rest is an ellipsis.

    >>> reworded("Our wonderful studio renders every image for only $0.04 until the end of May 2027, which makes people happy.")
    '… studio renders every image for only $0.04 until the … of May 2027, which …'
    """
    tokens = words.split()
    kept = [bool(_KEPT.search(token.strip(".,;:!?()[]\"'*_"))) for token in tokens]
    near = [any(kept[max(0, at - 1) : at + 3]) for at in range(len(tokens))]
    said = [token if stays else "…" for token, stays in zip(tokens, near, strict=True)]
    return " ".join(token for at, token in enumerate(said) if token != "…" or at == 0 or said[at - 1] != "…")


def _own(words: str, label: bool) -> str:
    """Words as they stay: a label or a name as it is, of prose what speaks of prices, or nothing."""
    count = len(words.split())
    if count <= (LABEL if label else SHORT) and (label or not re.search(r"[.!?。]$", words)):
        return words
    said = reworded(words)
    return "" if said == "…" else said


def _inside(element: HtmlElement, label: bool = False) -> str:
    label = label or element.tag in _LABELS
    parts = [_words(element.text, label)]
    for child in element:
        parts.append(_element(child, label) if isinstance(child.tag, str) else "")
        parts.append(_words(child.tail, label))
    return "".join(parts)


def _words(text: str | None, label: bool) -> str:
    if not text or not text.strip():
        return " " if text else ""
    before, behind = " " * text[0].isspace(), " " * text[-1].isspace()
    return html.escape(f"{before}{_own(' '.join(text.split()), label)}{behind}", quote=False)


def _element(element: HtmlElement, label: bool) -> str:
    if element.tag in _DROPPED:
        return ""
    inside = _inside(element, label)
    if not inside.strip() and element.tag not in ("td", "th", "br", "tr"):
        return " " * bool(inside)
    tag = element.tag if element.tag in _OURS else "span"
    line = "\n" if tag in BLOCKS else ""
    return f"{line}<br>" if tag == "br" else f"{line}<{tag}{_attributes(element)}>{inside}</{tag}>"


def _attributes(element: HtmlElement) -> str:
    said = {name: element.get(name) for name in ("colspan", "rowspan", "scope", "role", "lang")}
    if names := [name for name in element.get("class", "").split() if _TELLING.search(name)]:
        said["class"] = " ".join(names)
    if element.tag == "a":
        said["href"] = urlsplit(element.get("href", "")).path
    if not is_seen(element):
        said["hidden"] = ""
    if is_struck(element) and element.tag not in STRUCK:
        said["style"] = "text-decoration: line-through"
    return "".join(f' {name}="{html.escape(value)}"' for name, value in said.items() if value is not None)


def _markdown(source: str) -> Iterator[str]:
    """Its lines: tables and headings as they are, prose reworded, code and front matter left out."""
    body = re.sub(r"\A---\n.*?\n---\n", "", source.replace("\r\n", "\n"), flags=re.S)
    body = re.sub(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$", "", body, flags=re.M | re.S)
    blank = True
    for line in map(_markdown_line, body.split("\n")):
        if line.strip() or not blank:
            yield line
        blank = not line.strip()


def _markdown_line(line: str) -> str:
    if line.lstrip().startswith("|") or re.match(r"\s*</?[A-Za-z]", line):
        return re.sub(r"(?<=[|>])[^|<>]+(?=[|<]|$)", lambda cell: _own_around(cell[0], label=True), line)
    mark = re.match(r"\s*(?:[-*+>] |\d+[.)] |#+ )*", line)
    begin = mark[0] if mark else ""
    said = _own_around(line[len(begin) :], label="#" in begin)
    return begin + said if said else ""


def _own_around(words: str, label: bool) -> str:
    """The words as they stay, with the spaces around as they were."""
    inner = words.strip()
    if not inner:
        return words
    parts = re.split(r"(\*\*[^*]+\*\*|`[^`]+`)", inner)  # what is bold or code in prose is a name or a label
    said = "".join(part if at % 2 else _spaced(part, label) for at, part in enumerate(parts))
    return words.replace(inner, said, 1)


def _spaced(words: str, label: bool) -> str:
    inner = words.strip()
    return words.replace(inner, _own(inner, label), 1) if inner else words


def _without_prose(value: Any) -> Any:
    match value:
        case dict():
            return {key: _without_prose(inner) for key, inner in value.items()}
        case list():
            return [_without_prose(inner) for inner in value]
        case Number():
            return value
        case str():
            return _own(value, label=not re.search(r"[.!?。]$", value)) or "…"
    return value


def _spelled(value: Any, margin: str) -> str:
    """JSON in which a number stays as it was written."""
    inner = f"{margin} "
    match value:
        case dict():
            return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_spelled(each, inner)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ",".join(f"{inner}{_spelled(each, inner)}" for each in value) + (f"{margin}]" if value else "]")
        case Number():
            return str(value)
    return json.dumps(value, ensure_ascii=False)
