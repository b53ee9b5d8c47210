"""What a page that nothing was proposed for was seen to have: its tables, headings, lines with amounts, or the keys of its answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from schema.reading import MONEY
from scrapers._html import is_visible, visible_text
from scrapers._json import Number
from scrapers._page import Page

MOST: Final = 12  # lines of each kind
LONGEST: Final = 120


def summary(page: Page) -> Iterator[str]:
    """One line for each thing seen, or how much of nothing."""
    if page.kind == "json":
        yield from list(_keys(page.json.value, "$"))[: 3 * MOST]
        return
    seen = list(_seen(page))
    yield from seen or [f"a page of {len(page.source)} characters with {len(page.text.split())} words that anybody sees"]


def _seen(page: Page) -> Iterator[str]:
    for table in page.every_table()[:MOST]:
        yield f"a table under {(table.headings or ['no heading'])[-1]!r}: {len(table.rows)} rows of {' | '.join(table.header)[:LONGEST]}"
    headings = [visible_text(heading)[:LONGEST] for heading in page.landmarks.headings() if is_visible(heading)]
    yield from (f"a heading: {words}" for words in headings[:MOST] if words)
    amounts = [line for line in page.text.split("\n") if MONEY.search(line) and re.search(r"\d", line)]
    yield from (f"a line with an amount: {line[:LONGEST]}" for line in amounts[:MOST])


def _keys(value: Any, path: str) -> Iterator[str]:
    """The shape of an answer: objects by their keys, lists by their length and first member."""
    if isinstance(value, dict):
        yield f"{path}: an object with {', '.join(value)[:LONGEST]}"
        for key, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _keys(inner, f"{path}.{key}")
    elif isinstance(value, list):
        yield f"{path}: a list of {len(value)}"
        if value and isinstance(value[0], dict | list):
            yield from _keys(value[0], f"{path}[0]")
    else:
        yield f"{path}: nothing (null)" if value is None else f"{path}: the {_called(value)} {str(value)[:LONGEST]}"


def _called(value: Any) -> str:
    return "number" if isinstance(value, Number) else "words" if isinstance(value, str) else "value"
