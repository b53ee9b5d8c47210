"""What stands around prices: groups, headings, captions, sentences, marks of striking and hiding, comments, keys beside a record.

Every mutation here leaves the priced words as they are and changes what they mean: their old values may not stay without a word.
"""

from __future__ import annotations

import json
import re
from random import Random

from tests.mutants.edit import Edit
from tests.mutants.grids import Grid
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, harmless, mutation
from tests.mutants.layers import Layer
from tests.mutants.spellings import HIDDEN, STRUCK, UNRELATED, frame, key, sentence


def _table(page: Page, rng: Random, *kinds: str) -> tuple[Layer, Grid] | None:
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind in kinds and grid.is_even]
    return rng.choice(found) if found else None


def _touched(page: Page, layer: Layer, start: int, end: int) -> Effect:
    return Effect(says=page.unsaid([site for site in page.within(layer, start, end) if not site.shared]), adds=None)


def _above(layer: Layer, tag: str, words: str) -> str:
    """Words as a heading or a paragraph of their own, in the language of their layer."""
    mark = {"h6": "###### ", "p": ""}[tag]
    return f"\n\n{mark}{words}\n\n" if layer.kind == "markdown" else f"<{tag}>{words}</{tag}>"


@mutation("around", 4)
def group_row_above(page: Page, rng: Random) -> Mutant | None:
    """A heading row inside the table: the rows below it are of another group."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    (layer, grid), words = hit, frame(rng)
    row, width = rng.choice(grid.body), len(grid.header.cells)
    if width < 2:
        return None
    if grid.kind == "markdown":
        new = f"| {rng.choice(('**{}**', '{}', '*{}*', '__{}__')).format(words)} |{' |' * (width - 1)}\n"
    else:
        cells = (
            f'<th colspan="{width}">{words}</th>',
            f'<td colspan="{width}">{words}</td>',
            f"<th>{words}</th>{'<td></td>' * (width - 1)}",
        )
        new = f"<tr>{rng.choice(cells)}</tr>"
        new = rng.choice((new, f"</tbody><tbody>{new}")) if "<tbody" in layer.text[grid.start : row.start] else new
    return page.mutant(layer, [Edit(row.start, row.start, new)], _touched(page, layer, row.start, grid.end), words)


@mutation("around", 4)
def heading_straight_above(page: Page, rng: Random) -> Mutant | None:
    """A heading between the table and its own."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    (layer, grid), words = hit, frame(rng)
    new = _above(layer, "h6", words)
    return page.mutant(layer, [Edit(grid.start, grid.start, new)], _touched(page, layer, grid.start, grid.end), words)


@mutation("around", 4)
def sentence_beside_a_table(page: Page, rng: Random) -> Mutant | None:
    """A sentence of the section, above or below, that changes every price in it."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    (layer, grid), words = hit, sentence(rng)
    at = rng.choice((grid.start, grid.end))
    return page.mutant(layer, [Edit(at, at, _above(layer, "p", words))], _touched(page, layer, grid.start, grid.end), words)


@mutation("harmless", 4)
def unrelated_sentence(page: Page, rng: Random) -> Mutant | None:
    """A sentence of the section that says nothing of its prices."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    (layer, grid), words = hit, UNRELATED(rng)
    at = rng.choice((grid.start, grid.end))
    return page.mutant(layer, [Edit(at, at, _above(layer, "p", words))], harmless(), words)


@mutation("around", 3)
def caption_of_another_kind(page: Page, rng: Random) -> Mutant | None:
    """A caption that says another currency, count or day."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    (layer, grid), words = hit, frame(rng)
    at = layer.text.find(">", grid.start) + 1
    tag = rng.choice(("<caption>{}</caption>", "<caption><small>{}</small></caption>"))
    return page.mutant(layer, [Edit(at, at, tag.format(words))], _touched(page, layer, grid.start, grid.end), words)


@mutation("around", 3)
def figure_caption(page: Page, rng: Random) -> Mutant | None:
    """A caption of the figure a table stands in."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    (layer, grid), words = hit, frame(rng)
    edits = [Edit(grid.start, grid.start, "<figure>"), Edit(grid.end, grid.end, f"<figcaption>{words}</figcaption></figure>")]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end), words)


@mutation("around", 3)
def column_says_another(page: Page, rng: Random) -> Mutant | None:
    """The name of the column of prices says another currency, count, share or day."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    (layer, grid), words = hit, frame(rng)
    columns = [at for at, _ in enumerate(grid.header.cells) if any(page.within(layer, *cell.outer) for cell in grid.column(at))]
    if not columns:
        return None
    at = rng.choice(columns)
    cell, touched = grid.header.cells[at], [site for one in grid.column(at) for site in page.within(layer, *one.outer) if not site.shared]
    new = rng.choice((f" ({words})", f", {words}", f" {words}"))
    return page.mutant(layer, [Edit(cell.end, cell.end, new)], Effect(says=page.unsaid(touched), adds=None), words)


@mutation("around", 4)
def crossed_out_or_hidden_around(page: Page, rng: Random) -> Mutant | None:
    """All of the table is crossed out, or no person sees it."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    (layer, grid), (opens, closes) = hit, rng.choice([*STRUCK, *HIDDEN])
    edits = [Edit(grid.start, grid.start, opens), Edit(grid.end, grid.end, closes)]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end), opens)


@mutation("around", 2)
def row_crossed_out(page: Page, rng: Random) -> Mutant | None:
    """One row is crossed out by its own class or style."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    layer, grid = hit
    row = rng.choice(grid.body)
    look = rng.choice(('class="line-through"', 'style="text-decoration:line-through"', 'class="text-decoration-line-through x"', 'class="is-struck"', 'style="text-decoration-line:line-through;"'))  # fmt: skip
    if not layer.text.startswith("<tr>", row.start):
        return None
    return page.mutant(layer, [Edit(row.start, row.start + 4, f"<tr {look}>")], _touched(page, layer, row.start, row.end), look)


@mutation("around", 2)
def crossed_out_in_markdown(page: Page, rng: Random) -> Mutant | None:
    """The table stands in an element of HTML that crosses it out or hides it, in Markdown."""
    hit = _table(page, rng, "markdown")
    if hit is None:
        return None
    (layer, grid), (opens, closes) = hit, rng.choice([*STRUCK, *HIDDEN])
    if "<style" in opens or "script" in opens or "template" in opens:
        return None
    edits = [Edit(grid.start, grid.start, f"\n{opens}\n\n"), Edit(grid.end, grid.end, f"\n\n{closes}\n")]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end), opens)


@mutation("around", 2)
def commented_out(page: Page, rng: Random) -> Mutant | None:
    """The table stands in a comment, of MDX or of HTML."""
    hit = _table(page, rng, "markdown", "html")
    if hit is None:
        return None
    layer, grid = hit
    opens, closes = rng.choice((("{/*", "*/}"), ("{ /**", "**/ }"), ("<!--", "-->"))) if layer.kind == "markdown" else ("<!--", "-->")
    edits = [Edit(grid.start, grid.start, f"\n{opens}\n"), Edit(grid.end, grid.end, f"\n{closes}\n")]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end), opens)


@mutation("around", 4)
def key_beside_the_record(page: Page, rng: Random) -> Mutant | None:
    """A key on the record of a price, or on what it stands in, up to the whole answer, that changes what it means."""
    layers = [layer for layer in page.layers if layer.tree and any(site.layer is layer and not site.shared for site in page.sites)]
    if not layers:
        return None
    layer, (name, value) = rng.choice(layers), key(rng)
    site = rng.choice([site for site in page.sites if site.layer is layer and not site.shared])
    around = [box for box in layer.tree.boxes if box.kind == "{" and box.start < site.start < box.end]
    if not around or f'"{name}"' in layer.text:
        return None
    box = rng.choice(around)
    touched = [one for one in page.within(layer, box.start, box.end) if not one.shared]
    new = f"{json.dumps(name)}: {json.dumps(value)}" + (", " if box.members else "")
    effect = Effect(says=page.unsaid(touched), adds=None)
    return page.mutant(layer, [Edit(box.start + 1, box.start + 1, new)], effect, f"{name} {value} in {box.key or 'the answer'}")


# --- prose, lists and cards: no table around the price ------------------------------------------------------------------------


def _loose(page: Page, rng: Random):  # noqa: ANN202 - a site that stands in no table of its layer
    tables = {id(layer): [(grid.start, grid.end) for grid in layer.grids] for layer in page.layers}
    found = [
        site
        for site in page.sites
        if site.layer.kind in ("html", "markdown")
        and not site.shared
        and not any(start <= site.start < end for start, end in tables[id(site.layer)])
        and not any(field == "value" for field in site.keys.values())
    ]
    return rng.choice(found) if found else None


def _line(text: str, at: int) -> tuple[int, int]:
    """The paragraph a place of a Markdown text is in."""
    start = text.rfind("\n\n", 0, at)
    end = text.find("\n\n", at)
    return (start + 2 if start >= 0 else 0, end if end >= 0 else len(text))


def _element(text: str, at: int) -> tuple[int, int] | None:
    """The innermost block element around a place of an HTML text, where it can be told by its tags alone."""
    opened: list[tuple[str, int]] = []
    for tag in re.finditer(r"<(/?)(div|p|li|section|article|ul|dl|dd|span|h[1-6])\b[^>]*?(/?)>", text):
        if tag[1]:
            if not opened or opened[-1][0] != tag[2]:
                return None
            _, start = opened.pop()
            if start < at < tag.end() and tag[2] in ("div", "p", "li", "section", "article", "ul"):
                return start, tag.end()
        elif not tag[3]:
            opened.append((tag[2], tag.start()))
    return None


@mutation("around", 4)
def sentence_beside_prose(page: Page, rng: Random) -> Mutant | None:
    """A sentence right above or below a price that stands in prose or on a card."""
    site = _loose(page, rng)
    if site is None:
        return None
    span = _line(site.layer.text, site.start) if site.layer.kind == "markdown" else _element(site.layer.text, site.start)
    if span is None:
        return None
    words, at = sentence(rng), rng.choice(span)
    return page.mutant(site.layer, [Edit(at, at, _above(site.layer, "p", words))], Effect(says=page.unsaid([site]), adds=None), words)


@mutation("harmless", 3)
def unrelated_sentence_beside_prose(page: Page, rng: Random) -> Mutant | None:
    """One that says nothing of prices, there."""
    site = _loose(page, rng)
    span = _line(site.layer.text, site.start) if site and site.layer.kind == "markdown" else None
    if site is None or span is None:
        return None
    words, at = UNRELATED(rng), rng.choice(span)
    return page.mutant(site.layer, [Edit(at, at, _above(site.layer, "p", words))], harmless(), words)


@mutation("around", 3)
def prose_crossed_out_or_hidden(page: Page, rng: Random) -> Mutant | None:
    """The element a price stands in is crossed out, or no person sees it."""
    site = _loose(page, rng)
    span = _element(site.layer.text, site.start) if site and site.layer.kind == "html" else None
    if site is None or span is None:
        return None
    opens, closes = rng.choice([*STRUCK, *HIDDEN])
    edits = [Edit(span[0], span[0], opens), Edit(span[1], span[1], closes)]
    return page.mutant(site.layer, edits, Effect(says=page.unsaid([site]), adds=None), opens)
