"""Strict JSON with paths: numbers keep their spelling, a key may stand once, nothing may follow the end."""

from __future__ import annotations

import json
import re
from collections.abc import Hashable, Iterator
from typing import Any, NoReturn

from schema.drafts import Found
from schema.errors import LayoutChanged
from schema.surroundings import Expected, Said
from scrapers._account import Account

MAX_DEPTH = 64
_BRACKET = re.compile(r"[\[\]{}]")


class Number(str):
    """A JSON number as it was written."""

    __slots__ = ()


class Node:
    """One value of a JSON document and the path to it. Keys that are asked for are ticked off in the page's account."""

    __slots__ = ("above", "account", "path", "url", "value")

    def __init__(self, value: Any, path: str, url: str, account: Account | None = None, above: Node | None = None) -> None:
        self.value, self.path, self.url, self.above = value, path, url, above
        self.account: Account = account or Account(url)

    def _below(self, value: Any, path: str) -> Node:
        return Node(value, path, self.url, self.account, self)

    def is_asked(self, key: str) -> bool:
        """Whether a key was asked for, or ignored by name."""
        return (id(self.value), key) in self.account.asked

    def below(self, key: str) -> Node:
        """The value under a key, which is not ticked off."""
        return self._below(self.value[key], f"{self.path}.{key}")

    def __getitem__(self, key: str) -> Node:
        """The value under a key that must be there."""
        if not isinstance(self.value, dict) or key not in self.value:
            raise LayoutChanged(f"{self.url} at {self.path or '$'}", f"a key {key!r}", _describe(self.value))
        self.account.asked.add((id(self.value), key))
        return self._below(self.value[key], f"{self.path}.{key}")

    def get(self, key: str) -> Node | None:
        """The value under a key, or None where the key is missing or its value null."""
        here = self.value if isinstance(self.value, dict) else {}
        self.account.asked.add((id(here), key))
        return self._below(here[key], f"{self.path}.{key}") if here.get(key) is not None else None

    def at(self, *keys: str) -> Node | None:
        """The value under these keys, one in the other, or None where one of them is missing or null."""
        here: Node | None = self
        for key in keys:
            here = here.get(key) if here is not None else None
        return here

    def __iter__(self) -> Iterator[Node]:
        """The members of a list, located by position; one that breaks its reader is left out of the next reading of the page."""
        if not isinstance(self.value, list):
            raise self.changed("a list", _describe(self.value))
        members = [self._below(member, f"{self.path}[{at}]") for at, member in enumerate(self.value)]
        if not any(isinstance(member, dict) for member in self.value):
            return iter(members)
        return self.account.each(members, lambda one: (one.url, one.path), lambda one: (_label(one.value), f"$ {one.path}"), record=True)

    def members(self) -> Iterator[Node]:
        """The values of an object in the order of their keys, as `iter` gives those of a list."""
        members = [self._below(self.value[key], f"{self.path}.{key}") for key in sorted(self.keys())]
        return self.account.each(members, lambda one: (one.url, one.path), lambda one: (_label(one.value), f"$ {one.path}"), record=True)

    def everywhere(self, key: str) -> Iterator[Node]:
        """Every value under this key, at any depth."""
        inner = self.value.items() if isinstance(self.value, dict) else ()
        for name, value in inner:
            child = self._below(value, f"{self.path}.{name}")
            if name == key:
                self.account.asked.add((id(self.value), key))
            yield from [child] if name == key else child.everywhere(key)
        for at, member in enumerate(self.value if isinstance(self.value, list) else ()):
            yield from self._below(member, f"{self.path}[{at}]").everywhere(key)

    def keys(self) -> list[str]:
        """The keys of an object."""
        if not isinstance(self.value, dict):
            raise self.changed("an object", _describe(self.value))
        return list(self.value)

    def ignore(self, *keys: str) -> None:
        """Keys beside prices that the module knows and that change none, for a reason it says."""
        self.account.asked.update((id(self.value), key) for key in keys)

    @property
    def text(self) -> str:
        """The words of a string."""
        if not isinstance(self.value, str) or isinstance(self.value, Number):
            raise self.changed("a string", _describe(self.value))
        return self.value

    @property
    def texts(self) -> list[str]:
        """The words of each string of a list."""
        return [member.text for member in self]

    def found(self, kind: type[str] = str, *, fault: str = "") -> Found:
        """A scalar as words with its path; `kind` Number or str demands that JSON type, any scalar otherwise; `fault` holds it."""
        if not isinstance(self.value, str) or (kind is Number and not isinstance(self.value, Number)):
            raise self.changed("a number" if kind is Number else "a number or a string", _describe(self.value))
        return Found(str(self.value), f"$ {self.path}", fault, self)

    def others(self, *known: str) -> list[str]:
        """The keys of an object that are none of these."""
        return sorted(set(self.keys()) - set(known))

    def only(self, *known: str) -> None:
        """Raise on a key nobody read or ignored by name."""
        if unknown := self.others(*known):
            raise self.changed(f"keys {', '.join(known)}", f"also {', '.join(unknown)}")
        self.ignore(*known)

    def changed(self, expected: str, found: str) -> LayoutChanged:
        """The error that this is not as a reader knows it."""
        return LayoutChanged(f"{self.url} at {self.path or '$'}", expected, found)

    def spot(self) -> Hashable:
        """The answer: what stands beside a record is judged key by key."""
        return self.url

    def around(self) -> list[Said]:
        """No words: keys are named, or doubted at once."""
        return []

    def is_quiet(self) -> bool:
        """Each of its prices asks."""
        return False

    def doubt(self, expected: Expected | None) -> str:
        """What stands beside it, up to the top of the answer, that nobody asked for and that may change it."""
        above = self.above
        while above is not None and expected is not None:
            if isinstance(above.value, dict) and (doubt := self.account.doubt_of_keys(above.value, expected)):
                return doubt
            above = above.above
        return ""


def _label(value: Any) -> str:
    """The words that name a record, as far as any do."""
    said = [str(value[key]) for key in ("id", "model", "name", "slug", "sku", "title") if isinstance(value, dict) and value.get(key)]
    return " | ".join(said[:2]) or _describe(value)


def parse(source: str, url: str, account: Account | None = None) -> Node:
    """The document; LayoutChanged for anything a strict parser refuses."""
    _demand_shallow(source, url)
    try:
        value = json.loads(source, parse_float=Number, parse_int=Number, parse_constant=_no_constant, object_pairs_hook=_once)
        if re.search(r"\\u[dD][89a-fA-F]", source):
            json.dumps(value, ensure_ascii=False).encode()  # half a character is none
    except (ValueError, RecursionError) as error:
        raise LayoutChanged(url, "strict JSON", str(error)[:200]) from None
    return Node(value, "", url, account)


def demand_success(node: Node) -> None:
    """An answer that calls itself an error is none, whatever it carries beside (200 with `{"error": ...}`)."""
    said = node.value if isinstance(node.value, dict) else {}
    faults = [(f"no {key}", key) for key in ("error", "errors") if said.get(key)]
    faults += [(f"{key} true", key) for key in ("success", "ok") if said.get(key, True) in (False, "false")]
    codes = [key for key in ("code", "status", "statusCode") if re.fullmatch(r"-?[1-9]\d*", str(said.get(key, "")))]
    faults += [(f"{key} 200", key) for key in codes if said[key] != "200"]
    if faults:
        raise LayoutChanged(node.url, faults[0][0], _describe(said[faults[0][1]]))


def _demand_shallow(source: str, url: str) -> None:
    # Brackets inside strings count too: an upper bound is enough to keep the parser's stack safe.
    depth = deepest = 0
    for bracket in _BRACKET.findall(source):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_DEPTH * 4:
        raise LayoutChanged(url, f"at most {MAX_DEPTH * 4} levels of JSON", str(deepest))


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError(f"a key twice in one object: {sorted(key for key, _ in pairs)[:5]}")
    return made


def _describe(value: Any) -> str:
    if isinstance(value, dict):
        return f"an object with {', '.join(list(value)[:8]) or 'no keys'}"
    return f"{type(value).__name__} {str(value)[:60]!r}"
