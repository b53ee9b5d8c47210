"""The register of mutations: each a function that damages a page and knows what it then says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import NamedTuple

from pipeline.ledger.entries import number
from schema.prices import EntryKey
from tests.mutants.edit import Edit
from tests.mutants.grids import Grid, Line, Square
from tests.mutants.judge import Effect, Expect, Mutant
from tests.mutants.layers import Layer
from tests.mutants.numbers import value_of
from tests.mutants.subject import NUMBER, Site, Subject, Target, fields_of, with_number

Make = Callable[["Page", Random], Mutant | None]


class Kind(NamedTuple):
    """One mutation. `weight`: how often it is drawn beside the others."""

    group: str
    name: str
    make: Make
    weight: int


KINDS: list[Kind] = []


def mutation(group: str, weight: int = 1) -> Callable[[Make], Make]:
    """Register a mutation under its function's name."""

    def register(make: Make) -> Make:
        KINDS.append(Kind(group, make.__name__, make, weight))
        return make

    return register


class Page:
    """A target as a mutation sees it."""

    def __init__(self, subject: Subject, target: Target) -> None:
        self.subject, self.target = subject, target
        self.layers, self.sites, self.kind = target.layers, target.sites, target.kind

    # --- picking

    def site(self, rng: Random, *, plain: bool = True) -> Site | None:
        """One of its numbers; `plain`: not one that is said twice."""
        sites = [site for site in self.sites if not (plain and site.shared)]
        return rng.choice(sites) if sites else None

    def priced(self, rng: Random) -> tuple[Layer, Grid] | None:
        """One of its tables in which prices stand."""
        tables = self.tables()
        return rng.choice(tables) if tables else None

    def tables(self) -> list[tuple[Layer, Grid]]:
        """Those with a header of words and prices below it."""
        found = ((layer, grid) for layer in self.layers for grid in layer.grids if len(grid.rows) > 1)
        return [
            (layer, grid)
            for layer, grid in found
            if self.within(layer, grid.body[0].start, grid.end) and not self.within(layer, grid.header.start, grid.header.end)
        ]

    def within(self, layer: Layer, start: int, end: int) -> list[Site]:
        """The sites between two places."""
        return [site for site in self.sites if site.layer is layer and start <= site.start < end]

    # --- what the page says then

    def keys(self, sites: Iterable[Site]) -> set[EntryKey]:
        return {key for site in sites for key in site.keys}

    def unsaid(self, sites: Iterable[Site], *, too: bool = False) -> dict[EntryKey, frozenset[object]]:
        """The page no longer says these plainly; `too`: keeping the old value is right as well."""
        return {key: frozenset({self.subject.entries[key].fact} if too or key in self.target.elsewhere else ()) for key in self.keys(sites)}

    def removed(self, sites: Iterable[Site]) -> dict[EntryKey, frozenset[object]]:
        """The page no longer says these here: not at all, unless they stand elsewhere too."""
        gone = list(sites)
        left = self.keys(site for site in self.sites if site not in gone) | self.keys(site for site in gone if site.shared)
        return {key: frozenset() for key in self.keys(gone) - left - self.target.elsewhere}

    def says(self, site: Site, new: Decimal) -> dict[EntryKey, frozenset[object]]:
        """The page now says another number here."""
        factor = Fraction(new) / Fraction(value_of(site.text))
        return {key: frozenset({with_number(self.subject.entries[key], name, factor).fact}) for key, name in site.keys.items()}

    def numbers(self, sites: Iterable[Site]) -> frozenset[Decimal]:
        """The numbers these sites say."""
        found = (number(self.subject.entries[key]) for site in sites for key in site.keys)
        return frozenset(one for one in found if one is not None)

    def numbers_of_models(self, sites: Iterable[Site]) -> frozenset[Decimal]:
        """The numbers said of the models these sites are of, here or elsewhere."""
        models = {self.subject.entries[key].owner.native_id for key in self.keys(sites)}
        found = (number(one) for one in self.subject.entries.values() if one.owner.native_id in models)
        return frozenset(one for one in found if one is not None)

    # --- the mutant

    def mutant(self, layer: Layer, edits: list[Edit], effect: Effect, note: str = "") -> Mutant | None:
        if not edits or any(one.end > other.start for one, other in pairwise(sorted(edits))):
            return None
        body = layer.with_edits(edits)
        return Mutant("", "", self.target.url, body, effect, note) if body != self.target.body else None

    def whole(self, text: str | bytes, effect: Effect, note: str = "") -> Mutant:
        body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
        return Mutant("", "", self.target.url, body, effect, note)


def harmless(expect: Expect = "same") -> Effect:
    """The page says what it said."""
    return Effect(expect=expect)


def row_sites(page: Page, layer: Layer, row: Line) -> list[Site]:
    return page.within(layer, row.start, row.end)


def cell_sites(page: Page, layer: Layer, cells: Iterable[Square]) -> list[Site]:
    return [site for cell in cells for site in page.within(layer, *cell.outer)]


def numbers_in(words: str) -> frozenset[Decimal]:
    """The numbers that stand in words: those whose place is not known, too."""
    return frozenset(value_of(found[0]) for found in NUMBER.finditer(words) if found[0])


class Among(frozenset[object]):
    """Facts whose numbers are all among those of some places of the page (or their own, as before): things changed places."""

    numbers: frozenset[Decimal]

    def __new__(cls, page: Page, sites: Iterable[Site], key: EntryKey, words: str = "") -> Among:
        """`words`: the text of those places, for numbers whose site is not known."""
        entries = page.subject.entries
        made = super().__new__(cls, {entries[key].fact})
        others = (value for other in page.keys(sites) for value in fields_of(entries[other]).values())
        made.numbers = numbers_in(words) | frozenset(others) | frozenset(fields_of(entries[key]).values()) | page.subject.zeros
        return made

    def __contains__(self, fact: object) -> bool:
        if super().__contains__(fact):
            return True
        return all(part in self.numbers for part in fact if isinstance(part, Decimal))  # type: ignore[attr-defined]


class Anything(frozenset[object]):
    """Whatever is published is what the page now says, as far as one page can tell."""

    def __contains__(self, fact: object) -> bool:
        return True
