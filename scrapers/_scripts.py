"""Payloads that pages carry for their scripts: Astro islands, Next.js flight data."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from schema.errors import LayoutChanged
from scrapers import _html, _json
from scrapers._account import Account
from scrapers._json import Node

_PUSH = re.compile(r"self\.__next_f\.push\(\s*\[\s*1\s*,\s*(\"(?:[^\"\\]|\\.)*\")\s*\]\s*\)")


@dataclass(frozen=True, slots=True, eq=False)
class Island:
    """A component that Astro fills on the page, with its props."""

    element: HtmlElement
    props: Node

    @property
    def headings(self) -> list[str]:
        """The headings above it, outermost first."""
        return _html.headings_of(self.element)

    def pane(self, mark: str, name: str) -> tuple[str, str]:
        """Of the pane around it that has the attribute `mark`: its attribute `name`, and the label it begins with."""
        panes = [above for above in self.element.iterancestors() if above.get(mark) is not None]
        label = next((words.strip() for words in panes[0].itertext() if words.strip()), "") if panes else ""
        return panes[0].get(name, "") if panes else "", label


def islands(tree: HtmlElement, component: str, account: Account) -> list[Island]:
    """Every `<astro-island>` of this component with its props as plain JSON, at least one.

    Astro writes each value as `[type, value]`: 0 is the value itself, 1 a list of such pairs
    (docs.astro.build, serialisation of island props; seen on captured pages of 2026-08-21).
    """
    hits = [island for island in tree.iter("astro-island") if island.get("component-export") == component]
    if not hits:
        raise LayoutChanged(account.url, f"an island of {component}", "none")
    props = (_unwrap_object(_json.parse(island.get("props", ""), account.url).value, account.url) for island in hits)
    return [Island(island, Node(one, "props", account.url, account)) for island, one in zip(hits, props, strict=True)]


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


def json_scripts(tree: HtmlElement, key: str, account: Account) -> list[Node]:
    """Every value under this key in the page's scripts of JSON, at least one."""
    scripts = (script.text or "" for script in tree.iter("script") if script.get("type") == "application/json")
    whole = [_json.parse(text, account.url, account) for text in scripts if f'"{key}"' in text]
    found = [hit for node in whole for hit in node.everywhere(key)]
    if not found:
        raise LayoutChanged(account.url, f"a JSON script with the key {key!r}", "none")
    return found


def flight(tree: HtmlElement, key: str, account: Account) -> list[Node]:
    """Every outermost JSON value inside the flight chunks that holds an object with this key, at least one."""
    chunks = [json.loads(literal) for script in tree.iter("script") for literal in _PUSH.findall(script.text or "")]
    joined, found, end = "".join(chunks), [], 0
    while (at := joined.find(f'"{key}"', end)) >= 0:
        start = _opening(joined, at)
        try:
            _, end = json.JSONDecoder().raw_decode(joined, start)
        except ValueError as error:
            raise LayoutChanged(account.url, f"whole JSON around {key!r}", str(error)[:120]) from None
        found.append(Node(_json.parse(joined[start:end], account.url).value, "payload", account.url, account))
    if not found:
        raise LayoutChanged(account.url, f"a script payload with the key {key!r}", "none")
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
