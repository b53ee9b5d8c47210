"""How much one page holds, and what becomes of more: the one place that says so.

A list that can be gone through page by page goes on at `NAME~2.html`, and so do the offers of a seller and their evidence. A ranking
does not: its cheapest offers stand on its page, and every offer stands on the pages of its model and its seller. Changes are by month
once they are many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from pipeline.publish.dataset import OfferKey, Published

Row = TypeVar("Row")


class Budget(NamedTuple):
    """The most of everything. A row of the comparison is some 90 bytes compressed, an offer in the scripts' file some 110."""

    ranked: int = 700  # rows of a ranking
    rows: int = 400  # of any other list on a page
    news: int = 1000  # changes on a page
    searched: int = 3000  # offers the scripts know
    bulk: int = 50_000_000  # bytes of a table in `v1/` that is written bare; a larger one is there compressed


BUDGET: Final = Budget()


class Sheet(NamedTuple, Generic[Row]):
    """One page of a list: its rows, its address, and the addresses of all its pages."""

    rows: Sequence[Row]
    path: str
    paths: tuple[str, ...]

    @property
    def first(self) -> bool:
        """Whether the list begins here."""
        return self.path == self.paths[0]


def sheets(rows: Sequence[Row], most: int, path: str) -> Iterator[Sheet[Row]]:
    """A list page by page; an empty one is a page too. No id has the sign between name and number."""
    count = max(1, -(-len(rows) // most))
    stem, dot, kind = path.rpartition(".")
    paths = (path, *(f"{stem}~{number}{dot}{kind}" for number in range(2, count + 1)))
    return (Sheet(rows[at * most : (at + 1) * most], each, paths) for at, each in enumerate(paths))


def numbers(everything: Published, most: int) -> dict[OfferKey, int]:
    """On which of its seller's pages an offer stands, where that is not the first."""
    sizes = Counter(provider for provider, _ in everything.answers)
    long = (everything.state(id) for id, count in sizes.items() if count > most)
    return {(state.id, offer.native_id): at // most + 1 for state in long for at, offer in enumerate(state.snapshot.offers) if at >= most}


def page_of(kind: str, provider: str, number: int = 1) -> str:
    """The address of a seller's page, or of its evidence."""
    return f"{kind}/{provider}{f'~{number}' if number > 1 else ''}.html"


def searched(everything: Published, most: int) -> frozenset[OfferKey] | None:
    """The offers the scripts know: all (None), or the cheapest of each standard image, and the makers' own of the same models."""
    if len(everything.answers) <= most:
        return None
    share, models, found = most // len(everything.markets), set[str | None](), set[OfferKey]()
    for market in everything.markets.values():
        best = (*market.ranked[: share * 2 // 3], *market.listed[: share // 3])
        found |= {(row.cost.provider, row.cost.native_id) for row in best}
        models |= {row.model for row in best if row.model}
    own = ((alias.pair(), model) for model in everything.models.models if model.id in models for alias in model.aliases)
    return frozenset(found | {pair for pair, model in own if pair[0] in model.first_party and pair in everything.answers})
