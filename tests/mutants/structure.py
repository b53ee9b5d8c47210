"""Tables taken apart: columns, rows, headers, sections, duplicates, and the redesigns a page may go through."""

from __future__ import annotations

import re
from fractions import Fraction
from html import unescape
from random import Random

from pipeline.ledger.entries import NOISE, number
from tests.mutants.edit import Edit, edited
from tests.mutants.grids import Grid, Line
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Among, Anything, Page, cell_sites, harmless, mutation, row_sites
from tests.mutants.layers import Layer
from tests.mutants.numbers import spelled, value_of

Found = tuple[Layer, Grid]


def _even(page: Page, rng: Random, kind: str = "") -> Found | None:
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even and kind in ("", grid.kind)]
    return rng.choice(found) if found else None


def _rewritten(page: Page, layer: Layer, grid: Grid, rows: list[list[str]], effect: Effect, note: str = "") -> Mutant | None:
    """The table with other outer cells, row by row."""
    edits = []
    for row, cells in zip(grid.rows, rows, strict=True):
        edits.append(Edit(row.cells[0].outer[0], row.cells[-1].outer[1], ("|" if grid.kind == "markdown" else "").join(cells)))
    if grid.kind == "markdown" and grid.rule and len(rows[0]) != len(grid.header.cells):
        edits.append(Edit(*grid.rule, "|" + " --- |" * len(rows[0])))
    return page.mutant(layer, edits, effect, note)


def _outer(layer: Layer, grid: Grid) -> list[list[str]]:
    return [[layer.text[cell.outer[0] : cell.outer[1]] for cell in row.cells] for row in grid.rows]


def _priced_columns(page: Page, layer: Layer, grid: Grid) -> list[int]:
    return [at for at in range(len(grid.header.cells)) if cell_sites(page, layer, grid.column(at))]


@mutation("harmless", 4)
def columns_reordered(page: Page, rng: Random) -> Mutant | None:
    """Headers with their cells in another order (C3); the first column stays the label."""
    hit = _even(page, rng)
    if hit is None or len(hit[1].header.cells) < 3:
        return None
    layer, grid = hit
    order = list(range(1, len(grid.header.cells)))
    rng.shuffle(order)
    return _rewritten(page, layer, grid, [[row[0], *(row[at] for at in order)] for row in _outer(layer, grid)], harmless(), str(order))


@mutation("structure", 6)
def headers_or_cells_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two columns exchange their names, or their cells, alone (E7)."""
    hit = _even(page, rng)
    if hit is None or len(hit[1].header.cells) < 2:
        return None
    layer, grid = hit
    columns = _priced_columns(page, layer, grid)
    if not columns:
        return None
    one = rng.choice(columns)
    other = rng.choice([at for at in range(len(grid.header.cells)) if at != one])
    rows = _outer(layer, grid)
    which = rng.choice(["headers", "cells"])
    for row in rows[:1] if which == "headers" else rows[1:]:
        row[one], row[other] = row[other], row[one]
    if grid.header.cells[one].words == grid.header.cells[other].words:
        return None
    sites = cell_sites(
        page, layer, [row.cells[at] for row in grid.body for at in (one, other) if row.cells[one].words != row.cells[other].words]
    )
    return _rewritten(page, layer, grid, rows, Effect(says=page.unsaid([site for site in sites if not site.shared]), adds=None),
                      f"{which}: {grid.header.cells[one].words} <-> {grid.header.cells[other].words}")  # fmt: skip


@mutation("structure", 5)
def header_renamed(page: Page, rng: Random) -> Mutant | None:
    """A price column under a name that means something else, or nothing."""
    hit = _even(page, rng)
    if hit is None:
        return None
    layer, grid = hit
    columns = _priced_columns(page, layer, grid)
    if not columns or not grid.header.cells[columns[0]].words:
        return None
    at = rng.choice(columns)
    cell = grid.header.cells[at]
    new = rng.choice(
        [
            "Batch price",
            "Old price",
            "Discounted price",
            "Price per 1,000 images",
            "Notes",
            "",
            "Price (EUR)",
            "Height",
            "Steps",
            "Video price",
            "Competitor",
            "Price in 2024",
        ]
    )
    sites = [site for site in cell_sites(page, layer, grid.column(at)) if not site.shared]
    return page.mutant(layer, [Edit(cell.start, cell.end, new)], Effect(says=page.unsaid(sites), adds=None), f"{cell.words} -> {new}")


@mutation("structure", 4)
def column_inserted(page: Page, rng: Random) -> Mutant | None:
    """A column of other numbers, left or right (C4): the prices are the same, or refused."""
    hit = _even(page, rng)
    if hit is None:
        return None
    layer, grid = hit
    name, value = rng.choice(
        [
            ("Steps", "50"),
            ("Rank", "7"),
            ("Old price", "$9.99"),
            ("Competitor", "$0.99"),
            ("Speed", "1.5"),
            ("#", "1"),
            ("Batch price", "$0.001"),
            ("VAT", "$0.10"),
        ]
    )
    at = rng.randrange(len(grid.header.cells) + 1)
    rows = _outer(layer, grid)
    tag = "th" if grid.kind == "html" and "<th" in rows[0][0] else "td"
    for line, row in enumerate(rows):
        words = name if line == 0 else value
        row.insert(at, f" {words} " if grid.kind == "markdown" else f"<{tag if line == 0 else 'td'}>{words}</{tag if line == 0 else 'td'}>")
    return _rewritten(page, layer, grid, rows, Effect(), f"{name} at {at}")


@mutation("structure", 3)
def column_removed(page: Page, rng: Random) -> Mutant | None:
    hit = _even(page, rng)
    if hit is None or len(hit[1].header.cells) < 2:
        return None
    layer, grid = hit
    at = rng.randrange(len(grid.header.cells))
    rows = _outer(layer, grid)
    for row in rows:
        del row[at]
    every = page.within(layer, grid.start, grid.end)
    gone = cell_sites(page, layer, grid.column(at))
    says = page.unsaid(every, too=True) | page.removed(gone)
    return _rewritten(page, layer, grid, rows, Effect(says=says, adds=page.numbers(every)), grid.header.cells[at].words)


@mutation("structure", 4)
def cells_shifted(page: Page, rng: Random) -> Mutant | None:
    """One column's cells moved a row down: every price stands beside its neighbour's name."""
    hit = _even(page, rng)
    if hit is None or len(hit[1].body) < 3:
        return None
    layer, grid = hit
    columns = _priced_columns(page, layer, grid)
    at = rng.choice(columns) if columns else 0
    rows = _outer(layer, grid)
    column = [row[at] for row in rows[1:]]
    turned = column[-1:] + column[:-1] if rng.random() < 0.5 else column[1:] + column[:1]
    for row, cell in zip(rows[1:], turned, strict=True):
        row[at] = cell
    changed = [row.cells[at] for row, new in zip(grid.body, turned, strict=True) if not _alike(row.cells[at].words, _bare(new))]
    sites = [site for site in cell_sites(page, layer, changed) if not site.shared]
    # Nothing on the page shows that label and cell disagree: three or more moved prices wait, and a second reading may believe them.
    words = " ".join(cell.words for cell in grid.column(at))
    shifted = {key: Among(page, cell_sites(page, layer, grid.column(at)), key, words) for key in page.target.keys}
    prices = [site for site in sites if set(site.keys.values()) <= {"amount", "upper"}]
    many = len(page.keys(prices)) > 3 and _distinct(prices) > 3
    effect = Effect(says=page.unsaid(sites) if many else shifted, adds=None, later=shifted)
    return _rewritten(page, layer, grid, rows, effect, grid.header.cells[at].words) if _distinct(sites) > 1 else None


def _bare(cell: str) -> str:
    """The words of an outer cell."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", cell)).split())


def _alike(one: str, other: str) -> bool:
    """Whether two cells say the same, or the same but for the noise of a float (`$0.059999999999999915`)."""
    numbers = [Fraction(said[1]) for words in (one, other) if (said := re.fullmatch(r"\$?(\d+\.\d+)", words))]
    return one == other or (len(numbers) == 2 and bool(numbers[1]) and abs(numbers[0] / numbers[1] - 1) < NOISE)


def _distinct(sites: list) -> int:
    return len({site.text for site in sites})


@mutation("structure", 5)
def row_removed(page: Page, rng: Random) -> Mutant | None:
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    rows = [row for row in grid.body if row_sites(page, layer, row) and not any(cell.spans for cell in row.cells)]
    if len(rows) < 2:
        return None
    row = rng.choice(rows)
    end = row.end + (1 if grid.kind == "markdown" and layer.text[row.end : row.end + 1] == "\n" else 0)
    sites = row_sites(page, layer, row)
    spanned = not grid.is_even or grid.carries_labels
    says = page.removed(sites) if not spanned else page.unsaid(page.within(layer, grid.start, grid.end), too=True)
    return page.mutant(layer, [Edit(row.start, end, "")], Effect(says=says, adds=frozenset() if not spanned else None), row.cells[0].words)


@mutation("structure", 3)
def half_of_the_rows_removed(page: Page, rng: Random) -> Mutant | None:
    hit = _even(page, rng)
    if hit is None or len(hit[1].body) < 4 or hit[1].carries_labels:
        return None
    layer, grid = hit
    gone = rng.sample(grid.body, len(grid.body) // 2)
    sites = [site for row in gone for site in row_sites(page, layer, row)]
    extra = 1 if grid.kind == "markdown" else 0
    edits = [Edit(row.start - extra, row.end, "") for row in gone]
    return page.mutant(layer, edits, Effect(says=page.removed(sites)), f"{len(gone)} of {len(grid.body)}")


@mutation("structure", 3)
def table_removed(page: Page, rng: Random) -> Mutant | None:
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    sites = page.within(layer, grid.start, grid.end)
    new = rng.choice(["", "<p>See the app.</p>" if grid.kind == "html" else "See the app."])
    return page.mutant(layer, [Edit(grid.start, grid.end, new)], Effect(says=page.removed(sites)), new)


@mutation("structure", 3)
def table_emptied(page: Page, rng: Random) -> Mutant | None:
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    sites = page.within(layer, grid.start, grid.end)
    start = grid.body[0].start - (1 if grid.kind == "markdown" else 0)
    return page.mutant(layer, [Edit(start, grid.body[-1].end, "")], Effect(says=page.removed(sites)))


@mutation("structure", 4)
def table_hidden(page: Page, rng: Random) -> Mutant | None:
    """Not visible any more: template, noscript, hidden, display:none."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "html" and layer.kind == "html"]
    if not found:
        return None
    layer, grid = rng.choice(found)
    before, after = rng.choice([("<template>", "</template>"), ("<noscript>", "</noscript>"), ("<div hidden>", "</div>"), ('<div style="display:none">', "</div>"),
                                ('<div class="hidden">', "</div>"), ("<!--", "-->"), ('<script type="text/html">', "</script>"), ("<textarea>", "</textarea>")])  # fmt: skip
    sites = page.within(layer, grid.start, grid.end)
    return page.mutant(
        layer, [Edit(grid.start, grid.start, before), Edit(grid.end, grid.end, after)], Effect(says=page.removed(sites)), before
    )


@mutation("structure", 5)
def table_twice(page: Page, rng: Random) -> Mutant | None:
    """The same table again, at other prices, under another heading, hidden, or just so (C11, C12)."""
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    sites = page.within(layer, grid.start, grid.end)
    priced = [site for site in sites if value_of(site.text)]
    other = edited(
        layer.text[grid.start : grid.end],
        [Edit(site.start - grid.start, site.end - grid.start, spelled(site.text, value_of(site.text) * 2)) for site in priced],
    )
    gap = "\n\n" if grid.kind == "markdown" else "\n"
    level = rng.choice(["h2", "h3", "h4"])
    heading = rng.choice(["Legacy prices", "Competitors", "Batch", "Enterprise", "Last year"])
    head = f"{'#' * int(level[1])} {heading}\n\n" if grid.kind == "markdown" else f"<{level}>{heading}</{level}>"
    form = rng.choice(["beside", "heading", "hidden", "template", "before", "noscript"])
    if form == "beside":
        return page.mutant(layer, [Edit(grid.end, grid.end, gap + other)], Effect(says=page.unsaid(sites), adds=page.numbers(sites)), form)
    if form == "before":
        return page.mutant(
            layer, [Edit(grid.start, grid.start, other + gap)], Effect(says=page.unsaid(sites), adds=page.numbers(sites)), form
        )
    if form == "heading":
        return page.mutant(
            layer,
            [Edit(grid.end, grid.end, gap + head + other)],
            Effect(says=page.unsaid(sites, too=True), adds=None if heading == "Batch" else frozenset()),
            f"{form} {heading}",
        )
    if layer.kind != "html":
        return None
    tag = {"hidden": "div hidden", "template": "template", "noscript": "noscript"}[form]
    return page.mutant(layer, [Edit(grid.end, grid.end, f"<{tag}>{other}</{tag.split()[0]}>")], Effect(), form)


@mutation("structure", 2)
def table_twice_alike(page: Page, rng: Random) -> Mutant | None:
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    gap = "\n\n" if grid.kind == "markdown" else "\n"
    return page.mutant(layer, [Edit(grid.end, grid.end, gap + layer.text[grid.start : grid.end])], Effect())


@mutation("structure", 4)
def row_twice(page: Page, rng: Random) -> Mutant | None:
    """A row twice, the second time at another price (C13)."""
    hit = _even(page, rng)
    if hit is None:
        return None
    layer, grid = hit
    rows = [row for row in grid.body if any(not site.shared for site in row_sites(page, layer, row))]
    if not rows:
        return None
    row = rng.choice(rows)
    site = rng.choice([site for site in row_sites(page, layer, row) if not site.shared])
    other = layer.text[row.start : site.start] + spelled(site.text, value_of(site.text) * 2) + layer.text[site.end : row.end]
    gap = "\n" if grid.kind == "markdown" else ""
    edit = Edit(row.end, row.end, gap + other) if rng.random() < 0.5 else Edit(row.start, row.start, other + gap)
    return page.mutant(layer, [edit], Effect(says=page.unsaid([site])), row.cells[0].words)


@mutation("structure", 4)
def cells_run_together(page: Page, rng: Random) -> Mutant | None:
    """Two cells of a row become one, spanning or not; a bar is missing."""
    hit = _even(page, rng)
    if hit is None or len(hit[1].header.cells) < 2:
        return None
    layer, grid = hit
    row = rng.choice(grid.rows)
    at = rng.randrange(len(row.cells) - 1)
    left, right = row.cells[at], row.cells[at + 1]
    if grid.kind == "markdown":
        edit = Edit(left.outer[1], right.outer[0], " ")
    else:
        edit = rng.choice(
            [
                Edit(left.end, right.start, " "),
                Edit(left.end, right.start, ""),
                Edit(left.end, left.outer[1], ""),
                Edit(left.outer[0], right.outer[1], f'<td colspan="2">{left.text} {right.text}</td>'),
            ]
        )
    sites = page.within(layer, row.start, row.end) if row is not grid.header else page.within(layer, grid.start, grid.end)
    return page.mutant(layer, [edit], Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)), f"{left.words} + {right.words}")


@mutation("structure", 3)
def label_spans(page: Page, rng: Random) -> Mutant | None:
    """A label spans rows that had their own: prices must not go under it in silence, unless the page says so."""
    hit = _even(page, rng, "html")
    if hit is None or len(hit[1].body) < 2:
        return None
    layer, grid = hit
    at = rng.randrange(len(grid.body) - 1)
    one, two = grid.body[at], grid.body[at + 1]
    cell = one.cells[0]
    tag = layer.text[cell.outer[0] : cell.start]
    opened = re.sub(r"^<(t[dh])", r'<\1 rowspan="2"', tag)
    sites = row_sites(page, layer, two)
    edits = [Edit(cell.outer[0], cell.start, opened), Edit(*two.cells[0].outer, "")]
    kept = page.unsaid([*row_sites(page, layer, one), *(site for site in sites if site.shared)], too=True)  # a footnote may say it still
    lost = page.unsaid(site for site in sites if not site.shared)
    return page.mutant(layer, edits, Effect(says=lost | kept, adds=page.numbers(sites)), cell.words)


@mutation("structure", 3)
def row_split(page: Page, rng: Random) -> Mutant | None:
    """The name on a row of its own, the price below it (C8)."""
    hit = _even(page, rng)
    if hit is None:
        return None
    layer, grid = hit
    row = rng.choice(grid.body)
    cells = _outer(layer, grid)[grid.rows.index(row)]
    bar = "|" if grid.kind == "markdown" else ""
    blank = "  " if grid.kind == "markdown" else "<td></td>"
    first = bar.join([cells[0], *[blank] * (len(cells) - 1)])
    second = bar.join([blank, *cells[1:]])
    edge = "|" if grid.kind == "markdown" else ""
    made = f"{edge}{first}{edge}\n{edge}{second}{edge}" if grid.kind == "markdown" else f"<tr>{first}</tr><tr>{second}</tr>"
    sites = row_sites(page, layer, row)
    return page.mutant(
        layer, [Edit(row.start, row.end, made)], Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)), row.cells[0].words
    )


@mutation("structure", 3)
def header_repeated(page: Page, rng: Random) -> Mutant | None:
    """The header again in mid table, or a heading row: no model of that name (C10)."""
    hit = _even(page, rng)
    if hit is None or len(hit[1].body) < 2:
        return None
    layer, grid = hit
    row = rng.choice(grid.body[1:])
    edge = "\n" if grid.kind == "markdown" else ""
    words = layer.text[grid.header.start : grid.header.end]
    if rng.random() < 0.4 and grid.kind == "html":
        words = f'<tr><td colspan="{len(grid.header.cells)}">Newest models</td></tr>'
    return page.mutant(layer, [Edit(row.start, row.start, words + edge)], Effect(adds=frozenset()), words[:60])


@mutation("structure", 2)
def transposed(page: Page, rng: Random) -> Mutant | None:
    """Rows for columns (C6)."""
    hit = _even(page, rng)
    if hit is None:
        return None
    layer, grid = hit
    rows = _outer(layer, grid)
    turned = [list(column) for column in zip(*rows, strict=True)]
    sites = page.within(layer, grid.start, grid.end)
    if grid.kind == "markdown":
        lines = ["|" + "|".join(turned[0]) + "|", "|" + " --- |" * len(turned[0]), *("|" + "|".join(row) + "|" for row in turned[1:])]
        return page.mutant(
            layer,
            [Edit(grid.start, grid.body[-1].end, "\n".join(lines))],
            Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)),
        )
    made = "<table><tbody>" + "".join("<tr>" + "".join(row) + "</tr>" for row in turned) + "</tbody></table>"
    return page.mutant(layer, [Edit(grid.start, grid.end, made)], Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)))


@mutation("structure", 2)
def nested_table(page: Page, rng: Random) -> Mutant | None:
    """Another table inside a price's cell (C16)."""
    hit = _even(page, rng, "html")
    if hit is None:
        return None
    layer, grid = hit
    cells = [cell for row in grid.body for cell in row.cells if cell_sites(page, layer, [cell])]
    cell = rng.choice(cells)
    inner = "<table><tr><th>Model</th><th>Price</th></tr><tr><td>x</td><td>$9.99</td></tr></table>"
    at = rng.choice([cell.start, cell.end])
    return page.mutant(layer, [Edit(at, at, inner)], Effect(says=page.unsaid(cell_sites(page, layer, [cell]), too=True)), cell.words)


# --- headings and panes ---------------------------------------------------------------------------------------------

_HEADING = re.compile(r"<(h[1-6])\b[^>]*>(?P<words>.*?)</\1>|^#{1,6} (?P<md>[^\n]+)$", re.S | re.M)


def _headings(layer: Layer) -> list[tuple[int, int]]:
    return [m.span("words" if m["words"] is not None else "md") for m in _HEADING.finditer(layer.text) if layer.kind != "json"]


@mutation("sections", 5)
def headings_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two headings exchange their words: tables may be another tier's, another model's."""
    layers = [layer for layer in page.layers if len(_headings(layer)) > 1]
    if not layers:
        return None
    layer = rng.choice(layers)
    one, other = sorted(rng.sample(_headings(layer), 2))
    words = [layer.text[start:end] for start, end in (one, other)]
    if words[0] == words[1] or one[1] > other[0]:
        return None
    every = page.within(layer, 0, len(layer.text))
    says = {key: Among(page, every, key) for key in page.keys(every)}
    return page.mutant(
        layer,
        [Edit(*one, words[1]), Edit(*other, words[0])],
        Effect(says=says, adds=page.numbers(every)),
        f"{words[0][:40]} <-> {words[1][:40]}",
    )


@mutation("sections", 4)
def heading_renamed(page: Page, rng: Random) -> Mutant | None:
    layers = [layer for layer in page.layers if _headings(layer)]
    if not layers:
        return None
    layer = rng.choice(layers)
    start, end = rng.choice(_headings(layer))
    new = rng.choice(["Legacy models", "Video", "Batch", "Prices until 2024", "", "Competitors", "Standard", "Enterprise (annual)"])
    every = page.within(layer, 0, len(layer.text))
    return page.mutant(layer, [Edit(start, end, new)], Effect(says={}, adds=page.numbers(every)), f"{layer.text[start:end][:60]} -> {new}")


@mutation("sections", 4)
def tables_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two tables stand in each other's section."""
    found = page.tables()
    if len(found) < 2:
        return None
    (layer, one), (where, other) = rng.sample(found, 2)
    if layer is not where:
        return None
    one, other = sorted((one, other), key=lambda grid: grid.start)
    texts = [layer.text[grid.start : grid.end] for grid in (one, other)]
    if one.end > other.start or texts[0] == texts[1]:
        return None
    sites = page.within(layer, one.start, one.end) + page.within(layer, other.start, other.end)
    says = {key: Among(page, sites, key) for key in page.keys(sites)}
    return page.mutant(
        layer, [Edit(one.start, one.end, texts[1]), Edit(other.start, other.end, texts[0])], Effect(says=says, adds=page.numbers(sites))
    )


# --- redesigns ------------------------------------------------------------------------------------------------------


@mutation("redesign", 4)
def table_redrawn(page: Page, rng: Random) -> Mutant | None:
    """A list, cards or a grid of divs for a table (C7): the same prices, or refused."""
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    rows = [[cell.text for cell in row.cells] for row in grid.rows]
    markdown = grid.kind == "markdown"
    form = rng.choice(["list", "divs", "definition", "lines", "cards"])
    if markdown:
        made = {"list": "\n".join("- " + ": ".join(row) for row in rows[1:]), "lines": "\n\n".join(" ".join(row) for row in rows),
                "definition": "\n".join(f"**{row[0]}** {' '.join(row[1:])}\n" for row in rows[1:]), "divs": "<div>" + "</div><div>".join(" ".join(row) for row in rows) + "</div>",
                "cards": "\n\n".join(f"### {row[0]}\n\n{' · '.join(row[1:])}" for row in rows[1:])}[form]  # fmt: skip
    else:
        cells = {
            "list": ("ul", "li", "span"),
            "divs": ("div class='grid'", "div", "div"),
            "definition": ("dl", "dt", "dd"),
            "lines": ("div", "p", "span"),
            "cards": ("div", "article", "p"),
        }[form]
        outer, line, inner = cells
        made = (
            f"<{outer}>"
            + "".join(f"<{line}>" + "".join(f"<{inner}>{cell}</{inner}>" for cell in row) + f"</{line}>" for row in rows)
            + f"</{outer.split()[0]}>"
        )
    sites = page.within(layer, grid.start, grid.end)
    return page.mutant(layer, [Edit(grid.start, grid.end, made)], Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)), form)


@mutation("redesign", 2)
def table_moved(page: Page, rng: Random) -> Mutant | None:
    """A table moved to the page's end, under another heading."""
    hit = page.priced(rng)
    if hit is None:
        return None
    layer, grid = hit
    text = layer.text[grid.start : grid.end]
    at = (
        len(layer.text)
        if grid.kind == "markdown" or layer.kind == "markdown"
        else max(layer.text.rfind("</body>"), layer.text.rfind("</div>"), grid.end)
    )
    if at < grid.end:
        return None
    head = "\n\n## Appendix\n\n" if grid.kind == "markdown" else "<h2>Appendix</h2>"
    sites = page.within(layer, grid.start, grid.end)
    says = {key: Among(page, sites, key) for key in page.keys(sites)}
    return page.mutant(layer, [Edit(grid.start, grid.end, ""), Edit(at, at, head + text)], Effect(says=says, adds=page.numbers(sites)))


@mutation("redesign", 2)
def line_removed(page: Page, rng: Random) -> Mutant | None:
    """One line of the page's source is missing."""
    layer = rng.choice(page.layers)
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+\n", layer.text)]
    if len(lines) < 3:
        return None
    start, end = rng.choice(lines)
    sites = page.within(layer, start, end)
    if len(sites) > 8:
        return None
    # The rows below have another label now; a record that lost a flag (`"removed": true`) may be one that counts.
    free = layer.kind == "json" or any(grid.start <= start < grid.end and grid.carries_labels for grid in layer.grids)
    # Without the line that calls them approximate, prices that were none are some: a second reading may believe them.
    doubted = {key: Anything() for key in page.target.keys if key[0] == "price" and number(page.subject.entries[key]) is None}
    effect = Effect(says=page.removed(sites), adds=None if free else frozenset(), later=doubted)
    return page.mutant(layer, [Edit(start, end, "")], effect, layer.text[start:end][:80])


@mutation("redesign", 2)
def lines_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two neighbouring lines without prices exchange places: a label or heading may now be another's."""
    layer = rng.choice(page.layers)
    if layer.kind == "json":
        return None
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+\n", layer.text)]
    pairs = [(one, other) for one, other in zip(lines, lines[1:], strict=False) if one[1] == other[0]]
    if not pairs:
        return None
    one, other = rng.choice(pairs)
    new = layer.text[other[0] : other[1]] + layer.text[one[0] : one[1]]
    every = page.within(layer, 0, len(layer.text))
    says = {key: Among(page, every, key) for key in page.keys(every)}
    return page.mutant(layer, [Edit(one[0], other[1], new)], Effect(says=says, adds=page.numbers(every)), layer.text[one[0] : one[1]][:60])


def rows_of(grid: Grid) -> tuple[Line, ...]:
    return grid.body
