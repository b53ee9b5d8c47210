"""The texts a page consists of: the page itself, and the documents it carries inside strings, scripts and attributes.

Alibaba's JSON carries an HTML page, xAI's and Replicate's scripts carry JSON, Astro's islands keep JSON in an attribute.
A mutation works on one such text in its own language, and `put` writes it back into the page.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from tests.mutants.edit import Edit, edited
from tests.mutants.grids import Grid, grids_of
from tests.mutants.trees import Leaf, Tree, tree_of

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.S)
_SCRIPT = re.compile(r"<script\b[^>]*type=\"application/json\"[^>]*>(.*?)</script>", re.S)
_PUSH = re.compile(r"self\.__next_f\.push\(\[1,(\"(?:[^\"\\]|\\.)*\")\]\)", re.S)
_PROPS = re.compile(r"\bprops=\"([^\"]*)\"")
_LARGE = 400


@dataclass(eq=False)
class Layer:
    """One text of a page: `kind` html, markdown or json; `holes` are where documents of other layers stand in it."""

    kind: str
    text: str
    put: Callable[[str], str]
    name: str
    holes: list[tuple[int, int]] = field(default_factory=list)

    @cached_property
    def grids(self) -> list[Grid]:
        """Its tables."""
        return grids_of(self.text, self.kind)

    @cached_property
    def tree(self) -> Tree | None:
        """Its JSON tree, where it is one."""
        return tree_of(self.text) if self.kind == "json" else None

    @cached_property
    def leaves(self) -> list[Leaf]:
        """Its JSON scalars outside the documents it carries."""
        return [leaf for leaf in self.tree.leaves if not self.is_hole(leaf.start)] if self.tree else []

    def is_hole(self, at: int) -> bool:
        """Whether another layer's document stands there."""
        return any(start <= at < end for start, end in self.holes)

    def with_edits(self, edits: list[Edit]) -> bytes:
        """The page's body with these edits of this text."""
        return self.put(edited(self.text, edits)).encode("utf-8", "surrogatepass")


def layers_of(body: bytes, kind: str) -> list[Layer]:
    """The page's own text first, then what it carries."""
    text = body.decode("utf-8-sig")
    root = Layer("markdown" if kind in ("markdown", "text") else kind, text, lambda new: new, "page")
    found = list(_inner(root))
    root.holes = [(start, end) for start, end, _ in found]
    return [root, *(layer for _, _, layer in found)]


def _inner(root: Layer) -> Iterator[tuple[int, int, Layer]]:
    match root.kind:
        case "json":
            for literal in _JSON_STRING.finditer(root.text):
                if len(literal[0]) > _LARGE and "<t" in literal[0]:
                    yield _hole(
                        root, literal.start(), literal.end(), "html", json.loads(literal[0]), _as_literal(literal[0]), "html in json"
                    )
        case "html":
            for script in _SCRIPT.finditer(root.text):
                yield _hole(root, script.start(1), script.end(1), "json", script[1], str, "json in script")
            for push in _PUSH.finditer(root.text):
                yield from _flight(root, push)
            for props in _PROPS.finditer(root.text):
                if len(props[1]) > _LARGE // 2:
                    yield _hole(
                        root,
                        props.start(1),
                        props.end(1),
                        "json",
                        html.unescape(props[1]),
                        lambda new: html.escape(new, quote=True),
                        "props",
                    )


def _as_literal(old: str) -> Callable[[str], str]:
    ascii_only = old.isascii()
    return lambda new: json.dumps(new, ensure_ascii=ascii_only)


def _flight(root: Layer, push: re.Match[str]) -> Iterator[tuple[int, int, Layer]]:
    text = json.loads(push[1])
    prefix = re.match(r"[0-9a-f]+:(?=[\[{])", text)
    if prefix and len(text) > _LARGE // 2:
        head = prefix[0]
        yield _hole(
            root, push.start(1), push.end(1), "json", text[len(head) :], lambda new: json.dumps(head + new, ensure_ascii=False), "flight"
        )


def _hole(root: Layer, start: int, end: int, kind: str, text: str, write: Callable[[str], str], name: str) -> tuple[int, int, Layer]:
    put = lambda new: root.text[:start] + write(new) + root.text[end:]  # noqa: E731 - it belongs to this hole alone
    return start, end, Layer(kind, text, put, name)
