"""Units, currencies and terms: the same number per something else is another price."""

from __future__ import annotations

import re
from random import Random

from tests.mutants.edit import Edit
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, cell_sites, mutation
from tests.mutants.layers import Layer

# What pages call a unit (as a pattern) and what it may turn into.
UNITS: list[tuple[str, list[str], tuple[str, ...]]] = [
    (
        r"\bper(?: output| generated)? image\b",
        ["per 1,000 images", "per megapixel", "per second", "per minute of video", "per million pixels"],
        ("image",),
    ),
    (r"\bPer(?: output| generated)? [Ii]mage\b", ["Per 1,000 Images", "Per Megapixel", "Per Second"], ("image",)),
    (r"/ ?image\b", ["/ 1,000 images", "/ megapixel", "/ second"], ("image",)),
    (r"/ ?run\b", ["/ second", "/ 1,000 runs", "/ hour"], ("image", "request")),
    (r"\bper megapixel\b", ["per image", "per second", "per 1,000 megapixels"], ("megapixel",)),
    (r"/ ?(?:extra |input )?MP\b", ["/ image", "/ second"], ("megapixel",)),
    (
        r"\bper (?:1M|million|1,000,000) (?=(?:text |image |input |output )*tokens)",
        ["per 1K ", "per 1,000 ", "per 1B "],
        ("million_tokens",),
    ),
    (r"\b1M tokens\b", ["1K tokens", "1M characters", "1B tokens"], ("million_tokens",)),
    (r"\bper(?: compute| GPU)? second\b", ["per minute", "per hour", "per image"], ("gpu_second",)),
    (r"/ ?1M\b", ["/ 1K", "/ 1B"], ("million_tokens",)),
    (r"/ ?1K\b", ["/ 1M"], ("million_tokens",)),
    (r"\bper (?:1,000|1000|1K) requests\b", ["per request", "per 1M requests"], ("request",)),
    (r"\bper (?:(?:in|out)put )?512x512 tile, per step\b", ["per 512x512 tile", "per step", "per image"], ("tile_step",)),
    (r"\bper (?:input )?tile\b|\bper 512 ?by ?512 tile\b", ["per megapixel", "per image"], ("tile",)),
    (r"\bper(?: \w+)? step\b", ["per image", "per second"], ("step",)),
    (r"百万", ["千", "十亿"], ("million_tokens",)),
    (r"/\s?张", ["/千张", "/秒"], ("image",)),
    (r"每张", ["每千张", "每秒"], ("image",)),
    (r"元/次", ["元/千次", "元/秒"], ("image", "request")),
]

CURRENCIES: list[tuple[str, list[str]]] = [
    (r"\$(?=\s?\.?\d)", ["€", "£", "¥", "C$", "₹", "A$", "HK$"]),
    (r"\bUSD\b", ["EUR", "CNY", "CAD", "credits"]),
    (r"元", ["美元", "日元", "欧元", "积分"]),
    (r"¥(?=\s?\d)", ["$", "€"]),
    (r"\b[Cc]redits?\b", ["dollars", "tokens", "USD"]),
    (r"\bcents?\b", ["dollars", "euros"]),
]


def _layers(page: Page) -> list[Layer]:
    return [layer for layer in page.layers if page.within(layer, 0, len(layer.text))]


@mutation("units", 8)
def unit_near_a_price(page: Page, rng: Random) -> Mutant | None:
    """In the price's own cell, its column's name, its sentence or its record."""
    site = page.site(rng)
    if site is None:
        return None
    spans = [*_around(page, site)]
    hits = [(m, new) for pattern, news, units in UNITS for start, end in spans for m in re.finditer(pattern, site.layer.text[start:end]) for new in news
            if _is_of(page, site, units, m[0])]  # fmt: skip
    if not hits:
        return None
    hit, new = rng.choice(hits)
    start = next(start for start, end in spans if site.layer.text[start:end] == hit.string)
    affected = _under(page, site, start)
    edit = Edit(start + hit.start(), start + hit.end(), new)
    return page.mutant(site.layer, [edit], Effect(says=page.unsaid(affected)), f"{hit[0]} -> {new}")


def _is_of(page: Page, site, units: tuple[str, ...], words: str) -> bool:  # noqa: ANN001
    """Whether a unit's words are those of this price: its evidence says them and its unit is one of them."""
    entries = [page.subject.entries[key] for key in site.keys]
    return all(
        one.subject == "price"
        and one.value.unit in units
        and words.strip(" /").lower() in f"{one.quote.text} {one.quote.unit_text}".lower()
        for one in entries
    )


def _around(page: Page, site) -> list[tuple[int, int]]:  # noqa: ANN001
    """The cell a number stands in and the one above its column; else its line."""
    for grid in site.layer.grids:
        if grid.start <= site.start < grid.end:
            row = next((row for row in grid.rows if row.start <= site.start < row.end), None)
            at = next((at for at, cell in enumerate(row.cells) if cell.outer[0] <= site.start < cell.outer[1]), None) if row else None
            if row is None or at is None:
                return []
            head = [grid.header.cells[at]] if grid.is_even else []
            return [(cell.start, cell.end) for cell in (row.cells[at], *head)]
    start, end = site.layer.text.rfind("\n", 0, site.start) + 1, site.layer.text.find("\n", site.start)
    return [(start, end if end >= 0 else len(site.layer.text))] if (end - start) < 2000 and site.layer.kind != "json" else []


def _under(page: Page, site, start: int) -> list:  # noqa: ANN001
    """What the changed words are of: this price, or all of its column."""
    for grid in site.layer.grids:
        if grid.start <= start < grid.end and start < grid.header.end:
            at = next(at for at, cell in enumerate(grid.header.cells) if cell.start <= start <= cell.end)
            return [
                one
                for one in cell_sites(page, site.layer, grid.column(at))
                if len(one.keys) and not one.shared and _unit_from(page, one, grid.header.cells[at].words)
            ]
    return [site]


def _unit_from(page: Page, site, header: str) -> bool:  # noqa: ANN001
    return all(
        page.subject.entries[key].subject == "price" and header[:12].lower() in page.subject.entries[key].quote.unit_text.lower()
        for key in site.keys
    )


@mutation("units", 5)
def unit_everywhere(page: Page, rng: Random) -> Mutant | None:
    """The page speaks of another unit throughout."""
    layers = _layers(page)
    if not layers:
        return None
    layer = rng.choice(layers)
    hits = [(pattern, new, units) for pattern, news, units in UNITS if re.search(pattern, layer.text) for new in news]
    if not hits:
        return None
    pattern, new, units = rng.choice(hits)
    edits = [Edit(m.start(), m.end(), new) for m in re.finditer(pattern, layer.text) if not layer.is_hole(m.start())]
    words = re.compile(pattern)
    affected = {key for key in _keys_of(page, layer) if (one := page.subject.entries[key]).subject == "price" and one.value.unit in units
                and (words.search(one.quote.unit_text) or words.search(one.quote.text))}  # fmt: skip
    return (
        page.mutant(layer, edits, Effect(says={key: frozenset() for key in affected}, adds=None), f"{pattern} -> {new}")
        if affected
        else None
    )


def _keys_of(page: Page, layer: Layer) -> set:
    shared = page.keys(site for site in page.sites if site.shared)
    return page.keys(page.within(layer, 0, len(layer.text))) - shared - page.target.elsewhere


@mutation("units", 6)
def currency_of_a_price(page: Page, rng: Random) -> Mutant | None:
    """One price in another currency, or in none that is said."""
    site = page.site(rng)
    if site is None or site.layer.text[site.start - 1 : site.start] not in ("$", "¥"):
        return None
    start = site.start - 1
    new = rng.choice(["€", "£", "C$", "A$", "CHF ", "", "", "EUR ", "kr ", "₿"])
    entries = [page.subject.entries[key] for key in site.keys]
    elsewhere = new == "" and all(re.search(r"USD|\$|元|¥", one.quote.unit_text) for one in entries)
    return page.mutant(
        site.layer, [Edit(start, site.start, new)], Effect(says=page.unsaid([site], too=elsewhere)), f"{site.layer.text[start]} -> {new!r}"
    )


@mutation("units", 5)
def currency_everywhere(page: Page, rng: Random) -> Mutant | None:
    layers = _layers(page)
    if not layers:
        return None
    layer = rng.choice(layers)
    hits = [(pattern, new) for pattern, news in CURRENCIES if re.search(pattern, layer.text) for new in news]
    if not hits:
        return None
    pattern, new = rng.choice(hits)
    edits = [Edit(m.start(), m.end(), new) for m in re.finditer(pattern, layer.text) if not layer.is_hole(m.start())]
    words = re.compile(pattern)
    affected = {
        key
        for key in _keys_of(page, layer)
        if words.search(page.subject.entries[key].quote.text) or words.search(page.subject.entries[key].quote.unit_text)
    }
    return (
        page.mutant(layer, edits, Effect(says={key: frozenset() for key in affected}, adds=None), f"{pattern} -> {new}")
        if affected
        else None
    )


TERMS = [
    "(excl. VAT)",
    "(billed annually)",
    "per month",
    "(batch)",
    "per 1,000",
    "(EUR)",
    "with discount",
    "(per second)",
    "(credits)",
    "until Dec 31",
    "(old)",
    "/ month",
    "(from)",
]


@mutation("units", 5)
def terms_in_a_header(page: Page, rng: Random) -> Mutant | None:
    """A column's name gains a tax, a period, a tier, another currency: no longer the column that was meant."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even]
    if not found:
        return None
    layer, grid = rng.choice(found)
    columns = [at for at in range(len(grid.header.cells)) if cell_sites(page, layer, grid.column(at)) and grid.header.cells[at].words]
    if not columns:
        return None
    at = rng.choice(columns)
    cell, term = grid.header.cells[at], rng.choice(TERMS)
    place = _end_of_words(cell.text)
    sites = [site for site in cell_sites(page, layer, grid.column(at)) if not site.shared]
    return page.mutant(
        layer,
        [Edit(cell.start + place, cell.start + place, f" {term}")],
        Effect(says=page.unsaid(sites), adds=None),
        f"{cell.words} {term}",
    )


def _end_of_words(text: str) -> int:
    """Behind the last word, inside whatever tags it stands in."""
    hits = [
        m.end() for m in re.finditer(r"[^<>\s](?=[^<>]*(?:<|$))", text) if text.rfind("<", 0, m.start()) <= text.rfind(">", 0, m.start())
    ]
    return hits[-1] if hits else len(text)
