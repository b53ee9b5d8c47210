"""Things said again, exchanged, merged or hidden: sentences, records, rows and whole tables."""

from __future__ import annotations

import re
from itertools import takewhile
from random import Random

from tests.mutants.edit import Edit, edited
from tests.mutants.grids import Grid, Line
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Among, Page, mutation, row_sites
from tests.mutants.layers import Layer
from tests.mutants.numbers import spelled, value_of
from tests.mutants.subject import Site
from tests.mutants.trees import Box, Leaf

NAMES = (
    "id",
    "model",
    "name",
    "title",
    "slug",
    "model_name",
    "modelName",
    "displayName",
    "modelDescription",
    "skuName",
    "meterName",
    "endpoint",
    "uuid",
    "sku",
)


def _outside_tables(page: Page) -> list[Site]:
    """Numbers in running text, of one statement each."""
    return [
        site
        for site in page.sites
        if site.layer.kind != "json" and not site.shared and not any(grid.start <= site.start < grid.end for grid in site.layer.grids)
    ]


@mutation("repeats", 4)
def sentence_twice(page: Page, rng: Random) -> Mutant | None:
    """A line of running text again, at twice the price: two statements of one thing are none."""
    sites = _outside_tables(page)
    if not sites:
        return None
    site = rng.choice(sites)
    layer, text = site.layer, site.layer.text
    start, end = text.rfind("\n", 0, site.start) + 1, text.find("\n", site.start)
    if end < 0 or end - start > 3000 or layer.is_hole(start) or not _is_a_block(layer, text[start:end]):
        return None
    other = text[start : site.start] + spelled(site.text, value_of(site.text) * 2) + text[site.end : end]
    gap = "\n\n" if layer.kind == "markdown" else "\n"
    at, new = rng.choice([(end, gap + other), (start, other + gap)])
    return page.mutant(layer, [Edit(at, at, new)], Effect(says=page.unsaid([site])), text[start:end][:100])


def _is_a_block(layer: Layer, line: str) -> bool:
    """Whether a line can stand twice without breaking what it stands in."""
    if layer.kind == "markdown":
        return not line.startswith(("|", " ", "\t", "<", "#"))
    return line.strip().startswith("<p") and line.strip().endswith("</p>")


def _records(page: Page) -> list[tuple[Layer, Box, Box]]:
    """Neighbouring records of one list that have prices."""
    found = []
    for layer in page.layers:
        for box in layer.tree.boxes if layer.kind == "json" and layer.tree else ():
            inner = [member[4] for member in box.members if box.kind == "[" and isinstance(member[4], Box) and member[4].end]
            priced = [one for one in inner if one.kind == "{" and page.within(layer, one.start, one.end)]
            found += [(layer, one, other) for one, other in zip(priced, priced[1:], strict=False)]
    return found


@mutation("repeats", 4)
def records_renamed(page: Page, rng: Random) -> Mutant | None:
    """Two records exchange their names: their prices are at each other's names, or held."""
    pairs = _records(page)
    if not pairs:
        return None
    layer, one, other = rng.choice(pairs)
    edits = []
    for key in NAMES:
        ours, theirs = (_named(box, key) for box in (one, other))
        if ours and theirs and ours.raw != theirs.raw:
            edits += [Edit(ours.start, ours.end, theirs.raw), Edit(theirs.start, theirs.end, ours.raw)]
    if not edits:
        return None
    sites = [site for box in (one, other) for site in page.within(layer, box.start, box.end)]
    words = " ".join(layer.text[box.start : box.end] for box in (one, other))  # a price that a newer page says as well is at no site
    says = {key: Among(page, sites, key, words) for key in page.keys(sites)}
    return page.mutant(layer, edits, Effect(says=says, adds=page.numbers_of_models(sites)), one.key)


def _named(box: Box, key: str) -> Leaf | None:
    return next((member[4] for member in box.members if member[3] == key and isinstance(member[4], Leaf) and member[4].is_string), None)


@mutation("repeats", 4)
def tables_merged(page: Page, rng: Random) -> Mutant | None:
    """The rows of one table go on in another of as many columns: what they say there, or refused."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even and not grid.carries_labels]
    pairs = [
        (layer, one, other)
        for layer, one in found
        for where, other in found
        if layer is where and one.end <= other.start and one.kind == other.kind and len(one.header.cells) == len(other.header.cells)
    ]
    if not pairs:
        return None
    layer, one, other = rng.choice(pairs)
    text = layer.text
    rows = text[other.body[0].start : other.body[-1].end]
    sites = page.within(layer, other.start, other.end)
    here = page.within(layer, one.start, one.end)
    edits = [Edit(one.body[-1].end, one.body[-1].end, ("\n" if one.kind == "markdown" else "") + rows), Edit(other.start, other.end, "")]
    says = {key: Among(page, [*sites, *here], key) for key in page.keys([*sites, *here])}
    return page.mutant(
        layer, edits, Effect(says=says, adds=page.numbers(sites)), f"{one.header.cells[0].words} + {other.header.cells[0].words}"
    )


def _a_row(page: Page, rng: Random) -> tuple[Layer, Grid, Line] | None:
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "html" and grid.is_even and not grid.carries_labels]
    if not found:
        return None
    layer, grid = rng.choice(found)
    rows = [row for row in grid.body if any(not site.shared for site in row_sites(page, layer, row))]
    return (layer, grid, rng.choice(rows)) if rows else None


@mutation("repeats", 4)
def row_hidden(page: Page, rng: Random) -> Mutant | None:
    """A row nobody sees is not on the page; one hidden beside it says nothing."""
    hit = _a_row(page, rng)
    if hit is None:
        return None
    layer, _, row = hit
    text = layer.text
    how = rng.choice([" hidden", ' style="display:none"', ' class="hidden"', ' style="visibility: hidden"'])
    sites = [site for site in row_sites(page, layer, row) if not site.shared]
    opened = re.match(r"<tr\b[^>]*", text[row.start : row.end])
    if opened is None or re.search(r"\b(?:style|class|hidden)\b", opened[0]):
        return None
    if rng.random() < 0.5:
        return page.mutant(
            layer, [Edit(row.start + 3, row.start + 3, how)], Effect(says=page.removed(sites)), f"{row.cells[0].words}:{how}"
        )
    doubled = edited(
        text[row.start : row.end],
        [Edit(site.start - row.start, site.end - row.start, spelled(site.text, value_of(site.text) * 2)) for site in sites],
    )
    return page.mutant(
        layer, [Edit(row.end, row.end, f"<tr{how}{doubled[3:]}")], Effect(expect="same"), f"beside {row.cells[0].words}:{how}"
    )


@mutation("repeats", 5)
def axis_changed(page: Page, rng: Random) -> Mutant | None:
    """One cell that tells a row's variant says another row's, or nothing known: a price of what it now says, or refused."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even and len(grid.header.cells) > 2]
    if not found:
        return None
    layer, grid = rng.choice(found)
    labels = [
        (row, at)
        for row in grid.body
        if row_sites(page, layer, row)
        for at, cell in enumerate(row.cells)
        if at
        and cell.words
        and "<" not in cell.text
        and not page.within(layer, *cell.outer)
        and not re.search(r"[$¥€]|\bcredits?\b", cell.words)
    ]
    if not labels:
        return None
    row, at = rng.choice(labels)
    cell = row.cells[at]
    others = sorted({one.text for one in grid.column(at) if one.words and one.text != cell.text and "<" not in one.text})
    new = rng.choice([*others, "Zebra", "", "{{ size }}", "9K"])
    below = grid.rows[grid.rows.index(row) + 1 :]  # a blank cell says what the one above it says
    sites = [site for one in (row, *takewhile(lambda one: not one.cells[at].words, below)) for site in row_sites(page, layer, one)]
    says = page.unsaid(sites, too=True)
    return page.mutant(layer, [Edit(cell.start, cell.end, new)], Effect(says=says, adds=page.numbers(sites)), f"{cell.words} -> {new}")


@mutation("repeats", 2)
def nothing_filled_in(page: Page, rng: Random) -> Mutant | None:
    """Every price is a placeholder: the page was read before it was drawn."""
    new = rng.choice(["--", "—", "...", "Loading", "NaN", "undefined", "{{ price }}", "0", "0.00"])
    layer = rng.choice(page.layers)
    sites = [site for site in page.sites if site.layer is layer]
    if len(sites) < 2 or layer.kind == "json":
        return None
    later = {key: fact for site in sites for key, fact in page.says(site, value_of("0")).items()} if new.startswith("0") else {}
    return page.mutant(layer, [Edit(site.start, site.end, new) for site in sites], Effect(says=page.unsaid(sites), later=later), new)
