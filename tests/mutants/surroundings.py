"""What stands around a table's prices: groups, headings, captions, sentences, marks of striking and hiding, comments, keys beside a record.

Every mutation here leaves the priced cells as they are and changes what they mean: their old values may not stay without a word.
"""

from __future__ import annotations

import json
from random import Random

from tests.mutants.edit import Edit
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, harmless, mutation

CONDITIONS = ("Batch only, 40 % off", "Enterprise", "Enterprise customers, by contract", "Prices in EUR", "Prices per 10 images",
              "Legacy rates", "Effective February 1, 2027", "Surcharge of 20 %", "Partners", "In thousands")  # fmt: skip
SENTENCES = ("All dollar amounts are Canadian dollars.", "Figures are in thousands.", "Prices are effective February 1, 2027.",
             "A surcharge of 20 % is added to all prices.", "These rates apply to enterprise contracts only.", "Amounts are in cents.",
             "Each price is for a set of 10 images.", "Prices include a discount of 15 % until March 2027.")  # fmt: skip
UNRELATED = ("Our team answers within a day.", "Last updated: November 3, 2026.", "Choose among 37 models.", "99.9 % of all calls succeed.",
             "We began in 2019.", "Read more in the guide.")  # fmt: skip
LOOKS = (
    'class="line-through"',
    'style="text-decoration:line-through"',
    'style="text-decoration-line: line-through"',
    'class="strikethrough x"',
)
UNSEEN = (
    "hidden",
    'class="invisible"',
    'style="display:none"',
    'style="height:0;overflow:hidden"',
    'style="position:absolute;left:-9999px"',
)
KEYS = (
    ("currency", "EUR"),
    ("billing_unit", "4 images"),
    ("surchargePercent", 20),
    ("priceMultiplier", 2),
    ("taxRate", "20"),
    ("effectiveFrom", "2027-02-01"),
)


def _table(page: Page, rng: Random, kind: str):  # noqa: ANN202 - a layer and a grid
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == kind and grid.is_even]
    return rng.choice(found) if found else None


def _touched(page: Page, layer, start: int, end: int) -> Effect:  # noqa: ANN001 - a layer
    return Effect(says=page.unsaid([site for site in page.within(layer, start, end) if not site.shared]), adds=None)


@mutation("around", 3)
def group_row_above(page: Page, rng: Random) -> Mutant | None:
    """A heading row inside the table: the rows below it are of another group."""
    hit = _table(page, rng, rng.choice(["markdown", "html"]))
    if hit is None:
        return None
    layer, grid = hit
    row, words, width = rng.choice(grid.body), rng.choice(CONDITIONS), len(grid.header.cells)
    if width < 2:
        return None
    new = f"| **{words}** |{' |' * (width - 1)}\n" if grid.kind == "markdown" else f'<tr><th colspan="{width}">{words}</th></tr>'
    return page.mutant(layer, [Edit(row.start, row.start, new)], _touched(page, layer, row.start, grid.end), words)


@mutation("around", 3)
def heading_straight_above(page: Page, rng: Random) -> Mutant | None:
    """A heading between the table and its own."""
    hit = _table(page, rng, rng.choice(["markdown", "html"]))
    if hit is None:
        return None
    (layer, grid), words = hit, rng.choice(CONDITIONS)
    new = f"\n\n###### {words}\n\n" if grid.kind == "markdown" else f"<h6>{words}</h6>"
    return page.mutant(layer, [Edit(grid.start, grid.start, new)], _touched(page, layer, grid.start, grid.end), words)


@mutation("around", 3)
def sentence_above(page: Page, rng: Random) -> Mutant | None:
    """A sentence of the section that changes every price in it."""
    hit = _table(page, rng, rng.choice(["markdown", "html"]))
    if hit is None:
        return None
    (layer, grid), words = hit, rng.choice(SENTENCES)
    new = f"\n\n{words}\n\n" if grid.kind == "markdown" else f"<p>{words}</p>"
    return page.mutant(layer, [Edit(grid.start, grid.start, new)], _touched(page, layer, grid.start, grid.end), words)


@mutation("harmless", 3)
def unrelated_sentence_above(page: Page, rng: Random) -> Mutant | None:
    """A sentence of the section that says nothing of its prices."""
    hit = _table(page, rng, rng.choice(["markdown", "html"]))
    if hit is None:
        return None
    (layer, grid), words = hit, rng.choice(UNRELATED)
    new = f"\n\n{words}\n\n" if grid.kind == "markdown" else f"<p>{words}</p>"
    return page.mutant(layer, [Edit(grid.start, grid.start, new)], harmless(), words)


@mutation("around", 2)
def caption_of_another_kind(page: Page, rng: Random) -> Mutant | None:
    """A caption that says another currency, count or day."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    (layer, grid), words = hit, rng.choice(CONDITIONS)
    at = layer.text.find(">", grid.start) + 1
    return page.mutant(layer, [Edit(at, at, f"<caption>{words}</caption>")], _touched(page, layer, grid.start, grid.end), words)


@mutation("around", 3)
def crossed_out_or_hidden_around(page: Page, rng: Random) -> Mutant | None:
    """All of the table is crossed out, or no person sees it."""
    hit = _table(page, rng, "html")
    if hit is None:
        return None
    (layer, grid), look = hit, rng.choice([*LOOKS, *UNSEEN])
    edits = [Edit(grid.start, grid.start, f"<div {look}>"), Edit(grid.end, grid.end, "</div>")]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end), look)


@mutation("around", 2)
def commented_out(page: Page, rng: Random) -> Mutant | None:
    """The table stands in a comment of MDX."""
    hit = _table(page, rng, "markdown")
    if hit is None:
        return None
    layer, grid = hit
    edits = [Edit(grid.start, grid.start, "\n{/*\n"), Edit(grid.end, grid.end, "\n*/}\n")]
    return page.mutant(layer, edits, _touched(page, layer, grid.start, grid.end))


@mutation("around", 3)
def key_beside_the_record(page: Page, rng: Random) -> Mutant | None:
    """A key on the record of a price, or on the whole answer, that changes what it means."""
    layers = [layer for layer in page.layers if layer.kind == "json" and any(site.layer is layer for site in page.sites)]
    if not layers:
        return None
    layer = rng.choice(layers)
    sites = [site for site in page.sites if site.layer is layer and not site.shared]
    if not sites:
        return None
    site, (key, value) = rng.choice(sites), rng.choice(KEYS)
    at = layer.text.rfind("{", 0, site.start) + 1
    if not at or f'"{key}"' in layer.text:
        return None
    end = layer.text.find("}", site.end)
    touched = [one for one in page.within(layer, at, end) if not one.shared]
    new = f"{json.dumps(key)}: {json.dumps(value)}, "
    return page.mutant(layer, [Edit(at, at, new)], Effect(says=page.unsaid(touched), adds=None), f"{key} {value}")
