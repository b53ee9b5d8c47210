"""Whether an answer says that there is more of it than came: a next page, a cursor, a total above its rows, or that it was cut.

A page whose further ones are asked for says so in its own keys (`_further`). Of any other nobody asked: what came is read,
and what was known and did not come is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from schema.key_names import parts_of
from scrapers._json import Node

_DEEP: Final = 2  # objects around the lists of an answer: `{"meta": {"pagination": {"next": ...}}}`
_NOTHING: Final = ("", "0", "false", "none", "null", "no", "-1", "[]", "{}")
_OF_A_CUT: Final = frozenset(("truncated", "incomplete", "partial", "remaining", "continuation"))
_OF_THE_END: Final = frozenset(("last", "end", "done", "complete", "final", "finished"))
_COUNTS: Final = frozenset(("total", "count", "num", "number", "n"))
_OF_ROWS: Final = frozenset("records results elements models entries rows objects hits of all available".split())  # noqa: SIM905 - names
_OTHER_GOODS: Final = frozenset("tokens usage cost price amount time ms seconds requests".split())  # noqa: SIM905 - names
More = tuple[str, Fraction]


def says_of_more(answer: Node) -> More | None:
    """Why the records of an answer are not all, and the share that did not come where it says one; None where nothing speaks for it.

    A key that its reader asked for, or ignored by name, says nothing here.
    """
    if not isinstance(answer.value, dict):
        return None
    said = list(_around_the_lists(answer, _DEEP))
    if any(_says_whole(key, value) for key, value in said):
        return None
    rows, page = _rows_in(answer.value, _DEEP), max((_number(value) for key, value in said if _is_page(key)), default=1)
    return next(filter(None, (_more(key, value, rows, page) for key, value in said)), None)


def _around_the_lists(inside: Node, depth: int) -> Iterator[tuple[str, Any]]:
    for key, value in inside.value.items():
        if isinstance(value, dict) and depth and "next" not in parts_of(key):
            yield from _around_the_lists(inside.below(key), depth - 1)
        elif not isinstance(value, list) and not inside.is_asked(key):
            yield key, value


def _rows_in(inside: dict[str, Any], depth: int) -> int:
    """How many records the longest list of an answer has."""
    lists = (len(value) for value in inside.values() if isinstance(value, list) and any(isinstance(one, dict) for one in value))
    deeper = (_rows_in(value, depth - 1) for value in inside.values() if isinstance(value, dict) and depth)
    return max((*lists, *deeper), default=0)


def _says_whole(key: str, value: Any) -> bool:
    """Whether an answer says by itself that no page follows, whatever its cursor is."""
    parts = parts_of(key)
    return value is False and bool(parts & {"more", "next"})


def _more(key: str, value: Any, rows: int, page: int) -> More | None:
    parts, number = parts_of(key), _number(value)
    follows = parts & {"next", "more", "cursor", "continuation"} and str(value).lower() not in _NOTHING
    cut = parts & _OF_A_CUT and str(value).lower() not in _NOTHING
    goes_on = parts & _OF_THE_END and value is False and not parts & {"date", "time"}
    if follows or cut or goes_on:
        return f"expected an answer that is whole, found {key!r}: {str(value)[:60]!r}", Fraction(0)
    if ("pages" in parts or parts >= {"page", "count"} or parts >= {"last", "page"}) and number > page:
        return f"expected the only page, found {key!r}: {number}", Fraction(number - page, number)
    if _counts_rows(parts) and number > rows > 0:
        return f"expected {number} records, as {key!r} says, found {rows}", Fraction(number - rows, number)
    return None


def _counts_rows(parts: frozenset[str]) -> bool:
    return bool(parts & _COUNTS) and parts <= _COUNTS | _OF_ROWS | {"items"} and not parts & _OTHER_GOODS


def _is_page(key: str) -> bool:
    return parts_of(key) in ({"page"}, {"current", "page"}, {"page", "number"}, {"page", "no"}, {"page", "num"}, {"page", "index"})


def _number(value: Any) -> int:
    return int(value) if re.fullmatch(r"\d{1,9}", str(value)) else 0
