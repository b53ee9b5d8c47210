"""An answer in several pages: how its further ones are asked for, and whether all the rows it says there are have come.

Each page is an observation of its own, with its own hash: a quote names the page its row stood on. What did not come
is told as damage of the list, so that what was known from there is held and the rest goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from fractions import Fraction

from scrapers._json import Node
from scrapers._page import Page


@dataclass(frozen=True, slots=True)
class FurtherPages:
    """`number` is the field of the JSON asked with that counts pages; `total` and `rows` are the keys under which an answer
    says how many rows there are and has its own. A full page has `size` rows; more than `most` pages are not asked for.
    """

    number: str
    total: tuple[str, ...]
    rows: tuple[str, ...]
    size: int
    most: int = 10

    def following(self, body: str) -> str:
        """What to ask with for the page after the one asked for with `body`."""
        asked = json.loads(body)
        return json.dumps({**asked, self.number: asked[self.number] + 1}, separators=(",", ":"), ensure_ascii=False)

    def pages(self, page: Page) -> int:
        """How many pages an answer says there are, as far as they are asked for."""
        return min(self.most, -(-self.total_of(page) // self.size))

    def total_of(self, page: Page) -> int:
        """How many rows an answer says there are on all pages."""
        total = _at(page.json, self.total)
        words = total.found().text
        if not (words.isascii() and words.isdigit() and len(words) < 10):
            raise total.changed("a number of rows", repr(words[:40]))
        return int(words)

    def rows_of(self, page: Page) -> list[str]:
        """The rows of one answer, each as a text that tells it from any other."""
        rows = _at(page.json, self.rows)
        if not isinstance(rows.value, list):
            raise rows.changed("a list of rows", type(rows.value).__name__)
        return [json.dumps(row, sort_keys=True) for row in rows.value]

    @property
    def locator(self) -> str:
        """Where the rows stand, as far as all of their locators agree."""
        return f"$ .{'.'.join(self.rows)}["


@dataclass(slots=True)
class Tally:
    """The rows that have come, beside those an answer says there are; `faults` are why some of them may not have."""

    further: FurtherPages
    faults: list[str] = field(default_factory=list)
    _totals: list[int] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _count: int = 0

    def first(self, page: Page) -> None:
        """The first page is full, or all there is: half an answer is none."""
        self.add(page)
        if self._count < min(self._totals[0], self.further.size) or self._count > self._totals[0]:
            expected = f"all {self._totals[0]} records in one answer, or {self.further.size} of them"
            raise _at(page.json, self.further.rows).changed(expected, str(self._count))

    def add(self, page: Page) -> None:
        """One more page: a row that stood on an earlier one is no other row."""
        total, rows = self.further.total_of(page), self.further.rows_of(page)
        self._totals.append(total)
        self._count += sum(row not in self._seen for row in rows)
        self._seen.update(rows)
        if total != self._totals[0]:
            self.faults.append(f"expected a total of {self._totals[0]} on every page, found {total}")

    @property
    def missing(self) -> int:
        """How many rows have not come."""
        return max(0, max(self._totals) - self._count)

    @property
    def absent(self) -> Fraction:
        """The share of the rows that has not come; of a list too long to be asked for to its end nobody knows."""
        told = max(self._totals)
        return Fraction(self.missing, told or 1) if told <= self.further.size * self.further.most else Fraction(0)

    def tell(self, page: Page) -> None:
        """Hold what was known of the list and did not come, if anything speaks for there being more of it."""
        told = max(self._totals)
        counted = [f"expected {told} records, found {self._count}"] if self._count != told else []
        if counted or self.faults:
            page.account.damage("further records", self.further.locator, "; ".join([*counted, *self.faults]), self.absent)


def _at(node: Node, keys: tuple[str, ...]) -> Node:
    for key in keys:
        node = node[key]
    return node
