"""Changes that change nothing of what the page says: a reader that refuses them refuses too much."""

from __future__ import annotations

import re
from random import Random

from tests.mutants.edit import Edit, edited
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, cell_sites, harmless, mutation, row_sites
from tests.mutants.labels import names
from tests.mutants.layers import Layer
from tests.mutants.trees import Box, Leaf

_TAG = re.compile(r"<(?!/|!|script|style|astro-island|html|head|meta|title)([a-z][a-z0-9]*)((?:\s[^<>]*?)?)(/?)>", re.I)
_BETWEEN = re.compile(r">(\s+)<")
_RAW = re.compile(r"<(script|style|textarea|pre|code|astro-island)\b.*?</\1>|```.*?```", re.S | re.I)
_KEEPING = re.compile(r"hidden|sr-only|line-through|d-none|is-header|header|thead|tab|pane|d-none", re.I)
SECTION = "<section><h2>Our story</h2><p>We began in a garage, with two cats and a printer that printed 12 pages per minute.</p></section>"
TABLE = "<table><thead><tr><th>Plant</th><th>Height</th></tr></thead><tbody><tr><td>Fern</td><td>40 cm</td></tr><tr><td>Moss</td><td>2 cm</td></tr></tbody></table>"


def _html(page: Page, rng: Random) -> Layer | None:
    layers = [layer for layer in page.layers if layer.kind == "html"]
    return rng.choice(layers) if layers else None


def _markdown(page: Page) -> Layer | None:
    return page.layers[0] if page.layers[0].kind == "markdown" else None


def _quiet(layer: Layer) -> list[tuple[int, int]]:
    """Where nothing may be touched: scripts, code, what other layers own."""
    return [match.span() for match in _RAW.finditer(layer.text)] + layer.holes


def _outside(layer: Layer, spans: list[re.Match[str]]) -> list[re.Match[str]]:
    quiet = _quiet(layer)
    return [span for span in spans if not any(start < span.end() and span.start() < end for start, end in quiet)]


def _some(found: list, rng: Random, share: float = 0.3) -> list:  # noqa: ANN001 - of anything
    return [one for one in found if rng.random() < share] or found[:1]


@mutation("harmless", 2)
def white_space_between_tags(page: Page, rng: Random) -> Mutant | None:
    if (layer := _html(page, rng)) is None:
        return None
    gaps = _some(_outside(layer, list(_BETWEEN.finditer(layer.text))), rng)
    return page.mutant(
        layer, [Edit(gap.start(1), gap.end(1), rng.choice(["\n\n", "\n\t\t", " ", gap[1] + "  \n"])) for gap in gaps], harmless()
    )


@mutation("harmless", 2)
def attributes_and_classes_renamed(page: Page, rng: Random) -> Mutant | None:
    """Hashed classes, other ids: what is not about seeing or not seeing."""
    if (layer := _html(page, rng)) is None:
        return None
    found = [m for m in _outside(layer, list(re.finditer(r'\b(class|id)="([^"]+)"', layer.text))) if not _KEEPING.search(m[2])]
    return page.mutant(layer, [Edit(*m.span(2), f"css-{rng.randrange(16**6):06x}") for m in _some(found, rng, rng.random())], harmless())


@mutation("harmless", 2)
def attributes_added(page: Page, rng: Random) -> Mutant | None:
    if (layer := _html(page, rng)) is None:
        return None
    tags = [m for m in _outside(layer, list(_TAG.finditer(layer.text))) if m[1].lower() not in ("br", "col", "input", "img") and not m[3]]
    extra = rng.choice([' data-v-7ba5bd90=""', ' data-price="9.99"', ' title="was $9.99"', ' aria-label="$123"', ' style="color: red"'])
    safe = [m for m in tags if not re.search(r"\b(style|title|aria-label|data-price)=", m[2])]
    return page.mutant(layer, [Edit(m.end(2), m.end(2), extra) for m in _some(safe, rng, 0.1)], harmless(), extra)


@mutation("harmless", 2)
def cells_wrapped(page: Page, rng: Random) -> Mutant | None:
    """A span or a div around what stands in cells."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "html"]
    if not found:
        return None
    layer, grid = rng.choice(found)
    before, after = rng.choice(
        [("<span>", "</span>"), ("<div>", "</div>"), ("<span class='x'><b>", "</b></span>"), ("<p>", "</p>"), ("<em>", "</em>")]
    )
    cells = [
        cell
        for row in grid.rows
        for cell in row.cells
        if cell.text.strip() and not ("<p" in before and re.search(r"<(p|div|ul)\b", cell.text))
    ]
    edits = [
        edit for cell in _some(cells, rng, rng.random()) for edit in (Edit(cell.start, cell.start, before), Edit(cell.end, cell.end, after))
    ]
    return page.mutant(layer, edits, harmless(), before)


@mutation("harmless", 2)
def tables_wrapped(page: Page, rng: Random) -> Mutant | None:
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "html"]
    if not found:
        return None
    layer, grid = rng.choice(found)
    before, after = rng.choice(
        [("<div class='scroll'>", "</div>"), ("<div><div>", "</div></div>"), ("<figure>", "</figure>"), ("<section>", "</section>")]
    )
    return page.mutant(layer, [Edit(grid.start, grid.start, before), Edit(grid.end, grid.end, after)], harmless(), before)


@mutation("harmless", 2)
def price_wrapped(page: Page, rng: Random) -> Mutant | None:
    """The price in bold, in code, in a span."""
    site = page.site(rng, plain=False)
    if site is None or site.layer.kind == "json":
        return None
    start = site.start - (1 if site.layer.text[site.start - 1 : site.start] in "$¥" else 0)
    before, after = (
        rng.choice([("<b>", "</b>"), ("<span>", "</span>"), ("<!-- -->", "<!-- -->")]) if site.layer.kind == "html" else ("**", "**")
    )
    around = site.layer.text[max(0, start - 2) : start] + site.layer.text[site.end : site.end + 2]
    if site.layer.text[start - 1 : start] == "\\" or (site.layer.kind == "markdown" and site.layer.text.count("```", 0, start) % 2):
        return None
    if site.layer.kind == "markdown" and re.search(r"[*\w`<>=\"]", around) or _in_tag(site.layer.text, start):
        return None
    return page.mutant(site.layer, [Edit(start, start, before), Edit(site.end, site.end, after)], harmless(), before)


def _in_tag(text: str, at: int) -> bool:
    return text.rfind("<", 0, at) > text.rfind(">", 0, at) or bool(
        re.search(r"<(script|style|astro-island)\b[^>]*>[^<]*$", text[max(0, at - 20000) : at])
    )


@mutation("harmless", 3)
def rows_reordered(page: Page, rng: Random) -> Mutant | None:
    """Rows whose cells are all their own, in another order."""
    found = [
        (layer, grid)
        for layer, grid in page.tables()
        if grid.is_even and len(grid.rows) > 2 and all(_stands_alone(row.cells) for row in grid.body)
    ]
    if not found:
        return None
    layer, grid = rng.choice(found)
    rows = list(grid.body)
    if (
        grid.kind == "html"
        and "<thead" not in layer.text[grid.start : grid.end]
        and not re.search("is-header|<th\\b", layer.text[grid.header.start : grid.header.end])
    ):
        pass
    mixed = rng.sample(rows, len(rows))
    text = layer.text
    return page.mutant(
        layer, [Edit(old.start, old.end, text[new.start : new.end]) for old, new in zip(rows, mixed, strict=True)], harmless()
    )


def _stands_alone(cells) -> bool:  # noqa: ANN001 - of a row
    return all(cell.words for cell in cells[:1]) and sum(bool(cell.words) for cell in cells) > 1


@mutation("harmless", 2)
def unrelated_section_added(page: Page, rng: Random) -> Mutant | None:
    layer = _html(page, rng) or _markdown(page)
    if layer is None:
        return None
    if layer.kind == "html":
        ends = [m.start() for m in re.finditer(r"</main>|</body>", layer.text)] or [layer.text.rfind("</")]
        at = rng.choice(ends)
        return page.mutant(
            layer,
            [Edit(at, at, rng.choice([SECTION, TABLE, SECTION + TABLE, "<p>Ask us anything.</p>", "<footer><p>Since 2019.</p></footer>"]))],
            harmless(),
        )
    new = rng.choice(
        [
            "\n\n## Our story\n\nWe began in a garage.\n",
            "\n\n## Plants\n\n| Plant | Height |\n| --- | --- |\n| Fern | 40 cm |\n",
            "\n\nAsk us anything.\n",
        ]
    )
    return page.mutant(layer, [Edit(len(layer.text), len(layer.text), new)], harmless(), new)


@mutation("harmless", 2)
def paragraph_added(page: Page, rng: Random) -> Mutant | None:
    """A sentence about something else, before or after a table."""
    found = page.tables()
    if not found:
        return None
    layer, grid = rng.choice(found)
    words = rng.choice(
        ["Good light matters.", "Read our guide for the details.", "Questions? Ask in the forum.", "Last updated by the docs team."]
    )
    at = rng.choice([grid.start, grid.end])
    if grid.kind == "markdown":
        return page.mutant(layer, [Edit(at, at, f"{words}\n\n" if at == grid.start else f"\n\n{words}\n")], harmless(), words)
    if layer.kind == "markdown":
        return None
    return page.mutant(layer, [Edit(at, at, f"<p>{words}</p>")], harmless(), words)


@mutation("harmless", 2)
def comments_and_scripts_added(page: Page, rng: Random) -> Mutant | None:
    layer = _html(page, rng)
    if layer is None:
        return None
    places = [m.end() for m in _outside(layer, list(re.finditer(r"</(?:p|div|table|h2|h3|li)>", layer.text)))]
    if not places:
        return None
    new = rng.choice(["<!-- $9.99 -->", "<script>var price = '$9.99';</script>", "<style>.p{color:red}</style>", "<template><table><tr><td>$9.99</td></tr></table></template>",
                      "<noscript><p>$9.99</p></noscript>", "<!-- <table><tr><th>Model</th></tr></table> -->", "<svg><title>9.99</title></svg>"])  # fmt: skip
    at = rng.choice(places)
    return page.mutant(layer, [Edit(at, at, new)], harmless(), new)


@mutation("harmless", 2)
def invisible_characters_in_cells(page: Page, rng: Random) -> Mutant | None:
    """A no-break or thin space for a space, a zero-width space at an end."""
    found = page.tables()
    if not found:
        return None
    layer, grid = rng.choice(found)
    cells = [cell for row in grid.rows for cell in row.cells if re.search(r"\w", cell.words) and "<" not in cell.text]
    edits = []
    for cell in _some(cells, rng, 0.4):
        entity = "&nbsp;" if grid.kind == "html" else "\u00a0"
        new = rng.choice(
            [
                cell.text + "\u200b",
                "\ufeff" + cell.text,
                cell.text.replace(" ", "\u00a0"),
                cell.text.replace(" ", entity),
                f"{entity}{cell.text}",
                cell.text + "\u200e",
            ]
        )
        edits.append(Edit(cell.start, cell.end, new))
    return page.mutant(layer, edits, harmless())


@mutation("harmless", 2)
def entities_spelled_out(page: Page, rng: Random) -> Mutant | None:
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "html"]
    if not found:
        return None
    layer, grid = rng.choice(found)
    spelled = {"$": rng.choice(["&#36;", "&dollar;", "&#x24;"]), ".": "&#46;", "¥": "&yen;", "–": "&ndash;", "×": "&times;", "0": "&#48;"}
    edits = []
    for site in _some(page.within(layer, grid.start, grid.end), rng, 0.5):
        start = site.start - (layer.text[site.start - 1] in "$¥")
        if not _in_tag(layer.text, start):
            edits.append(Edit(start, site.end, "".join(spelled.get(letter, letter) for letter in layer.text[start : site.end])))
    return page.mutant(layer, edits, harmless())


@mutation("harmless", 3)
def table_padded_anew(page: Page, rng: Random) -> Mutant | None:
    """A Markdown table with wider columns, other rules."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "markdown" and grid.rule]
    if not found:
        return None
    layer, grid = rng.choice(found)
    width = rng.randrange(2, 30)
    edits = [Edit(*cell.outer, " " + cell.text.ljust(width) + " ") for row in grid.rows for cell in row.cells]
    return page.mutant(layer, edits, harmless(), str(width))


@mutation("harmless", 2)
def line_ends_changed(page: Page, rng: Random) -> Mutant | None:
    text = page.layers[0].text
    choices = [text.replace("\n", "\r\n"), text + "\n", "\ufeff" + text, text + "\n\n\n"]
    if page.kind in ("html", "markdown", "text"):
        choices.append(text.rstrip() + "\n")
    new = rng.choice(choices)
    return page.whole(new, harmless()) if new != text else None


@mutation("harmless", 2)
def markdown_emphasis_added(page: Page, rng: Random) -> Mutant | None:
    """A header or a label in bold."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.kind == "markdown"]
    if not found:
        return None
    layer, grid = rng.choice(found)
    cells = [
        cell
        for row in grid.rows
        for cell in row.cells
        if re.fullmatch(r"[A-Za-z0-9 .,-]*\w[A-Za-z0-9 .,-]*", cell.text) and not cell_sites(page, layer, [cell])
    ]
    return page.mutant(
        layer, [Edit(cell.start, cell.end, f"**{cell.text}**") for cell in _some(cells, rng, 0.5)] if cells else [], harmless()
    )


@mutation("harmless", 3)
def json_written_anew(page: Page, rng: Random) -> Mutant | None:
    """Other white space, or the keys of an object in another order."""
    layers = [layer for layer in page.layers if layer.kind == "json" and layer.tree]
    if not layers:
        return None
    layer = rng.choice(layers)
    boxes = [box for box in layer.tree.boxes if box.kind == "{" and len(box.members) > 1 and box.end]
    boxes = [box for box in boxes if all(hasattr(member[4], "raw") for member in box.members)]  # innermost: edits may not overlap
    edits = []
    for box in _some(boxes, rng, 0.5) if boxes else []:
        members = [layer.text[key_at:end] for key_at, _, end, _, _ in box.members]
        rng.shuffle(members)
        gap = rng.choice([", ", ",", ",\n    "])
        edits.append(Edit(box.start, box.end, "{" + gap.join(members) + "}"))
    return page.mutant(layer, edits, harmless())


@mutation("harmless", 2)
def json_records_reordered(page: Page, rng: Random) -> Mutant | None:
    layers = [layer for layer in page.layers if layer.kind == "json" and layer.tree]
    lists = [
        (layer, box)
        for layer in layers
        for box in layer.tree.boxes
        if box.kind == "[" and box.end and len(box.members) > 1 and all(hasattr(m[4], "members") and m[4].kind == "{" for m in box.members)
    ]
    if not lists:
        return None
    layer, box = rng.choice(lists)
    mixed = rng.sample(box.members, len(box.members))
    edits = [Edit(old[1], old[2], layer.text[new[1] : new[2]]) for old, new in zip(box.members, mixed, strict=True)]
    return page.mutant(layer, edits, harmless(), box.key)


@mutation("harmless", 2)
def json_keys_added(page: Page, rng: Random) -> Mutant | None:
    """A key that says nothing of prices."""
    layers = [layer for layer in page.layers if layer.kind == "json" and layer.tree]
    boxes = [
        (layer, box)
        for layer in layers
        for box in layer.tree.boxes
        if box.kind == "{" and box.members and box.end and _is_record(page, layer, box)
    ]
    if not boxes:
        return None
    layer, box = rng.choice(boxes)
    new = rng.choice(
        [
            '"updatedBy": "docs"',
            '"icon": "star"',
            '"sortOrder": 7',
            '"isNew": true',
            '"seo": {"title": "x", "tags": ["a"]}',
            '"deprecationNote": null',
        ]
    )
    if layer.name == "props":
        new = new.replace(": ", ": [0, ", 1) + "]"
    at = box.members[0][0]
    return page.mutant(layer, [Edit(at, at, new + ", ")], harmless(), f"{new} in {box.key}")


def _is_record(page: Page, layer: Layer, box: Box) -> bool:
    """An object that describes something, and not the object of prices itself, where a new key may say what they mean."""
    named = any(member[3] in ("id", "name", "title", "model", "model_name", "sku", "uuid", "owner") for member in box.members)
    return named and not any(isinstance(m[4], Leaf) and page.within(layer, m[1], m[2]) for m in box.members)


@mutation("harmless", 1)
def json_strings_escaped(page: Page, rng: Random) -> Mutant | None:
    layers = [layer for layer in page.layers if layer.kind == "json" and layer.leaves]
    if not layers:
        return None
    layer = rng.choice(layers)
    strings = [leaf for leaf in layer.leaves if leaf.is_string and re.search(r"[a-z/]", leaf.raw) and "\\" not in leaf.raw]
    edits = []
    for leaf in _some(strings, rng, 0.3) if strings else []:
        at = rng.randrange(1, len(leaf.raw) - 1)
        edits.append(
            Edit(leaf.start + at, leaf.start + at + 1, f"\\u{ord(leaf.raw[at]):04x}")
            if ord(leaf.raw[at]) < 0x10000
            else Edit(leaf.start, leaf.start, "")
        )
    return page.mutant(layer, edits, harmless())


# --- a new model: published, or held as new -------------------------------------------------------------------------


@mutation("added", 4)
def row_added(page: Page, rng: Random) -> Mutant | None:
    """A row like another under another name: it is published, or held, or told, not dropped."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even]
    if not found:
        return None
    layer, grid = rng.choice(found)
    rows = [
        row for row in grid.body if row_sites(page, layer, row) and grid.label(row).words and not page.within(layer, *grid.label(row).outer)
    ]
    if grid.carries_labels:
        rows = rows[-1:] if rows and rows[-1] is grid.body[-1] else []
    if not rows:
        return None
    row = rng.choice(rows)
    label = grid.label(row)
    if not names(page, label.words, row_sites(page, layer, row)):
        return None
    text = layer.text
    renamed = _renamed(label.text, rng)
    if renamed is None:
        return None
    new = text[row.start : label.start] + renamed + text[label.end : row.end]
    effect = Effect(adds=page.numbers_of_models(row_sites(page, layer, row)), must_add=True)
    return page.mutant(layer, [Edit(row.end, row.end, ("\n" if grid.kind == "markdown" else "") + new)], effect, renamed[:80])


def _renamed(text: str, rng: Random) -> str | None:
    words = [m for m in re.finditer(r">([^<>]*[A-Za-z一-鿿][^<>]*)<|^([^<>]*[A-Za-z一-鿿][^<>]*)$", text)]
    if not words:
        return None
    hit = words[0]
    at = hit.end(1) if hit[1] else hit.end(2)
    return text[:at].rstrip() + rng.choice([" Neo", "-neo", " 9"]) + text[at:]


@mutation("added", 4)
def record_added(page: Page, rng: Random) -> Mutant | None:
    """A JSON record like another under another name."""
    found = []
    for layer in page.layers:
        for box in layer.tree.boxes if layer.kind == "json" and layer.tree else []:
            if box.kind == "{" and box.end and box.parent and box.parent.kind == "[" and page.within(layer, box.start, box.end):
                found.append((layer, box))
    if not found:
        return None
    layer, box = rng.choice(found)
    names = [
        member
        for member in box.members
        if member[3]
        in ("id", "name", "model", "model_name", "modelDescription", "meterName", "value", "displayName", "title", "resolution", "model_id")
        and hasattr(member[4], "raw")
    ]
    if not names or not all(member[4].is_string for member in names):
        return None
    edits = [Edit(member[2] - 1 - box.start, member[2] - 1 - box.start, "-neo") for member in names]
    clone = edited(layer.text[box.start : box.end], edits)
    effect = Effect(adds=page.numbers_of_models(page.within(layer, box.start, box.end)), must_add=True)
    return page.mutant(layer, [Edit(box.end, box.end, ", " + clone)], effect, clone[:120])
