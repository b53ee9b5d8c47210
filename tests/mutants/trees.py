"""A JSON text with the places of its parts, so that a mutation can change one and leave every other character."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r'\s*(?:(?P<string>"(?:[^"\\]|\\.)*")|(?P<mark>[\[\]{},:])|(?P<scalar>[^\s\[\]{},:"]+))', re.S)


@dataclass(eq=False)
class Leaf:
    """One scalar: where it stands, its key (nearest above), and what it stands in."""

    start: int
    end: int
    raw: str
    key: str
    parent: Box

    @property
    def is_string(self) -> bool:
        return self.raw.startswith('"')

    @property
    def words(self) -> str:
        return json.loads(self.raw) if self.is_string else self.raw


@dataclass(eq=False)
class Box:
    """An object or a list: `members` are (key start, start, end, key, what), `key` its own key."""

    kind: str
    start: int
    key: str
    parent: Box | None
    end: int = 0
    members: list[tuple[int, int, int, str, Box | Leaf]] = field(default_factory=list)


@dataclass(eq=False)
class Tree:
    """All boxes and leaves of a text in order."""

    root: Box
    boxes: list[Box]
    leaves: list[Leaf]


def tree_of(text: str) -> Tree | None:
    """The tree of a JSON text, also of its beginning; None where it is none. A box that is not closed ends at 0."""
    boxes: list[Box] = []
    leaves: list[Leaf] = []
    root: Box | None = None
    stack: list[Box] = []
    key, key_at, wants_key = "", -1, False
    for token in _TOKEN.finditer(text):
        start, mark = token.start(token.lastgroup or 0), token["mark"]
        if mark in ("{", "["):
            box = Box(mark, start, key or (stack[-1].key if stack else ""), stack[-1] if stack else None)
            if stack:
                stack[-1].members.append((key_at if key_at >= 0 else start, start, 0, key, box))
            root = root or box
            boxes.append(box)
            stack.append(box)
            key, key_at, wants_key = "", -1, mark == "{"
        elif mark in ("}", "]"):
            if not stack:
                break
            box = stack.pop()
            box.end = token.end()
            if stack:
                a, b, _, name, what = stack[-1].members[-1]
                stack[-1].members[-1] = (a, b, box.end, name, what)
            key, key_at, wants_key = "", -1, False
        elif mark == ",":
            key, key_at, wants_key = "", -1, bool(stack) and stack[-1].kind == "{"
        elif mark == ":":
            wants_key = False
        elif wants_key:
            key, key_at = json.loads(token["string"]) if token["string"] else "", start
        else:
            if not stack:
                return None
            raw = token["string"] or token["scalar"]
            leaf = Leaf(start, start + len(raw), raw, key or stack[-1].key, stack[-1])
            stack[-1].members.append((key_at if key_at >= 0 else start, start, leaf.end, key, leaf))
            leaves.append(leaf)
    return Tree(root, boxes, leaves) if root is not None and leaves else None
