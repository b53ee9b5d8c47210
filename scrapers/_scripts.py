"""Payloads that pages carry for their scripts: Astro islands, Next.js flight data."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from scrapers import _json
from scrapers._json import Node

_PUSH = re.compile(r"self\.__next_f\.push\(\s*\[\s*1\s*,\s*(\"(?:[^\"\\]|\\.)*\")\s*\]\s*\)")


def islands(tree: HtmlElement, component: str, url: str) -> list[tuple[HtmlElement, Node]]:
    """Every `<astro-island>` of this component with its props as plain JSON, at least one.

    Astro writes each value as `[type, value]`: 0 is the value itself, 1 a list of such pairs
    (docs.astro.build, serialisation of island props; seen on captured pages of 2026-08-21).
    """
    hits = [island for island in tree.iter("astro-island") if island.get("component-export") == component]
    if not hits:
        raise LayoutChanged(url, f"an island of {component}", "none")
    return [(island, Node(_unwrap_object(_json.parse(island.get("props", ""), url).value, url), "props", url)) for island in hits]


def _unwrap(pair: Any, url: str) -> Any:
    match pair:
        case ["0"]:
            return None
        case ["0", dict() as members]:
            return _unwrap_object(members, url)
        case ["0", scalar]:
            return scalar
        case ["1", list() as members]:
            return [_unwrap(member, url) for member in members]
        case _:
            raise LayoutChanged(url, "Astro props as [0, value] or [1, list]", str(pair)[:80])


def _unwrap_object(members: Any, url: str) -> dict[str, Any]:
    if not isinstance(members, dict):
        raise LayoutChanged(url, "Astro props as an object", str(members)[:80])
    return {key: _unwrap(value, url) for key, value in members.items()}


def flight(tree: HtmlElement, key: str, url: str) -> list[Node]:
    """Every outermost JSON value inside the flight chunks that holds an object with this key, at least one."""
    chunks = [json.loads(literal) for script in tree.iter("script") for literal in _PUSH.findall(script.text or "")]
    joined, found, end = "".join(chunks), [], 0
    while (at := joined.find(f'"{key}"', end)) >= 0:
        start = _opening(joined, at)
        try:
            _, end = json.JSONDecoder().raw_decode(joined, start)
        except ValueError as error:
            raise LayoutChanged(url, f"whole JSON around {key!r}", str(error)[:120]) from None
        found.append(Node(_json.parse(joined[start:end], url).value, "payload", url))
    if not found:
        raise LayoutChanged(url, f"a script payload with the key {key!r}", "none")
    return found


def _opening(text: str, at: int) -> int:
    """Where the outermost bracket begins that is open at a position of JSON text, as far as one chunk goes."""
    stack: list[int] = []
    inside = skip = False
    for position in range(text.rfind("\n", 0, at) + 1, at):
        character = text[position]
        if skip:
            skip = False
        elif inside:
            skip, inside = character == "\\", character != '"'
        elif character == '"':
            inside = True
        elif character in "[{":
            stack.append(position)
        elif character in "]}" and stack:
            stack.pop()
    return stack[0] if stack else at
