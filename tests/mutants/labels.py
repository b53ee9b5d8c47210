"""Labels: who a price belongs to. Swapped labels say swapped prices: held as such, or published as the page says them."""

from __future__ import annotations

import re
from itertools import takewhile
from random import Random

from pipeline.ledger.entries import key_of
from schema.prices import EntryKey, PriceLine, Variant
from scrapers._drafts import slug
from tests.mutants.edit import Edit
from tests.mutants.grids import Grid, Line, Square
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Page, mutation, numbers_in, row_sites
from tests.mutants.layers import Layer

# Words that name an axis' value, and the axis.
PAIRS = [
    ("Low", "High", "quality"), ("low", "high", "quality"), ("Medium", "High", "quality"), ("medium", "high", "quality"), ("Standard", "Batch", "tier"), ("standard", "batch", "tier"),
    ("1K", "2K", "resolution"), ("1k", "2k", "resolution"), ("2K", "4K", "resolution"), ("1K", "4K", "resolution"), ("Input", "Output", "billable"), ("input", "output", "billable"),
    ("输入", "输出", "billable"), ("Text", "Image", "billable"), ("text", "image", "billable"), ("1024x1024", "1024x1536", "size"), ("1024x1024", "512x512", "size"),
    ("Cached input", "Input", "billable"), ("Turbo", "Quality", "quality"), ("turbo", "quality", "quality"), ("first", "additional", "megapixels"), ("standard", "premium", "quality"),
    ("Standard", "Premium", "quality"), ("generate", "edit", "operation"), ("Text-to-Image", "Image Editing", "operation"), ("pro", "max", "native"), ("Pro", "Flash", "native"),
]  # fmt: skip


@mutation("labels", 6)
def rows_relabelled(page: Page, rng: Random) -> Mutant | None:
    """Two rows exchange what names them: the cell that is the id, else their first."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even and len(grid.body) > 1]
    if not found:
        return None
    layer, grid = rng.choice(found)
    if grid.carries_labels:
        return None
    rows = [row for row in grid.body if row_sites(page, layer, row)]
    rows = [row for row in rows if grid.label(row).words and not page.within(layer, *grid.label(row).outer)]
    rows = [row for row in rows if names(page, grid.label(row).words, row_sites(page, layer, row))]
    if len(rows) < 2:
        return None
    one, other = rng.sample(rows, 2)
    mine, theirs = grid.label(one), grid.label(other)
    if mine.text == theirs.text:
        return None
    edits = [Edit(mine.start, mine.end, theirs.text), Edit(theirs.start, theirs.end, mine.text)]
    return page.mutant(
        layer,
        edits,
        _exchanged(page, row_sites(page, layer, one), row_sites(page, layer, other)),
        f"{mine.words} <-> {theirs.words}",
    )


def names(page: Page, words: str, sites: list) -> bool:
    """Whether a label is what the prices of its row are told apart by, and not a remark: `image` tells none apart."""
    entries = [page.subject.entries[key] for key in page.keys(sites)]
    parts = [part for part in re.findall(r"[a-z0-9一-鿿]+", words.lower()) if part not in ("image", "images", "to", "and", "per", "price")]
    return all(any(part in f"{one.owner.native_id} {one.name} {one.key}".lower() for part in parts) for one in entries)


def _exchanged(page: Page, one: list, other: list) -> Effect:
    """Prices of two rows at each other's names: an entry may be published with what stood in the other row alone, or with
    what it said before where another place still says so.
    """
    ones, others = page.keys(one), page.keys(other)
    elsewhere = page.keys(site for site in (*one, *other) if site.shared) | page.target.elsewhere
    says: dict[EntryKey, frozenset[object]] = {}
    for mine, theirs in ((ones, others), (others, ones)):
        for key in mine:
            before = page.subject.entries[key]
            facts = {_with_value_of(before, page.subject.entries[twin]) for twin in theirs}
            same = {before.fact} if before.fact in facts or key in elsewhere else set()
            says[key] = frozenset({fact for fact in facts if fact is not None} | same)
    return Effect(says=says, adds=page.numbers([*one, *other]))


def _with_value_of(one, other) -> object:  # noqa: ANN001 - entries
    if isinstance(one.value, PriceLine) and isinstance(other.value, PriceLine):
        taken = {name: getattr(other.value, name) for name in ("amount", "currency", "bound", "upper", "reason")}
        return PriceLine(**{**dict(one.value), **taken}).fact()
    if one.subject == other.subject == "rule":
        return type(one.value)(**{**dict(one.value), "value": other.value.value}).fact()
    if one.subject == other.subject == "plan":
        return type(one.value)(**{**dict(other.value), "id": one.value.id, "name": one.value.name, "quote": one.value.quote}).fact()
    return None


@mutation("labels", 4)
def label_changed(page: Page, rng: Random) -> Mutant | None:
    """A row under a name nobody knows: the old name is missing, the new one new."""
    found = [(layer, grid) for layer, grid in page.tables() if grid.is_even]
    if not found:
        return None
    layer, grid = rng.choice(found)
    rows = [
        row for row in grid.body if row_sites(page, layer, row) and grid.label(row).words and not page.within(layer, *grid.label(row).outer)
    ]
    if not rows:
        return None
    row = rng.choice(rows)
    cell = grid.label(row)
    if not names(page, cell.words, row_sites(page, layer, row)):
        return None
    words = list(re.finditer(r">?([^<>]*[A-Za-z一-鿿][^<>]*)", cell.text))
    inner = [m for m in words if cell.text[max(0, m.start()) : m.start() + 1] == ">" or "<" not in cell.text]
    if not inner:
        return None
    spot = inner[0]
    new = rng.choice(
        [
            "Zebra 9",
            "",
            spot[1].replace("a", "а").replace("o", "о"),
            spot[1] + " (legacy)",
            "—",
            spot[1].strip()[:-1],
            "A" * 300,
            "../../etc/passwd",
            "=1+1",
            "{{7*7}}",
        ]
    )
    if _slugged(new) == _slugged(spot[1]) or (not new and grid.rows[grid.rows.index(row) - 1].cells[0].words == cell.words):
        return None
    named = [site for one in _named_by(grid, row) for site in row_sites(page, layer, one)]
    several = page.keys(named) if len(inner) > 1 or ", " in spot[1] else set()  # a cell that names several models: the others stay named
    others = page.keys(site for site in page.sites if site not in named) | page.target.elsewhere | several
    says = {key: frozenset({page.subject.entries[key].fact} if key in others else ()) for key in page.keys(named)}
    return page.mutant(
        layer,
        [Edit(cell.start + spot.start(1), cell.start + spot.end(1), new)],
        Effect(says=says, adds=page.numbers(named) | page.numbers_of_models(named)),
        f"{spot[1]} -> {new[:40]}",
    )


def _slugged(words: str) -> str:
    return re.sub(r"[^a-z0-9一-鿿]+", "-", words.lower()).strip("-")


def _named_by(grid: Grid, row: Line) -> list[Line]:
    """The rows a label names: its own, and those below it whose label is blank."""
    below = grid.rows[grid.rows.index(row) + 1 :]
    return [row, *takewhile(lambda one: not one.cells[0].words, below)]


@mutation("labels", 5)
def words_exchanged_in_a_table(page: Page, rng: Random) -> Mutant | None:
    """`Low` and `High`, `1K` and `2K`, `Input` and `Output` exchanged in a table's labels."""
    found = page.tables()
    if not found:
        return None
    layer, grid = rng.choice(found)
    pair = _pair(layer.text[grid.start : grid.end], rng)
    if pair is None:
        return None
    edits = _swaps(
        layer, [(cell.start, cell.end) for row in grid.rows for cell in row.cells if _is_label(page, layer, cell)], pair[0], pair[1]
    )
    sites = page.within(layer, grid.start, grid.end)
    return (
        page.mutant(layer, edits, _axis_swapped(page, sites, layer.text[grid.start : grid.end]), f"{pair[0]} <-> {pair[1]}")
        if len(edits) > 1
        else None
    )


def _is_label(page: Page, layer: Layer, cell: Square) -> bool:
    return not page.within(layer, *cell.outer)


def _pair(text: str, rng: Random) -> tuple[str, str, str] | None:
    pairs = [pair for pair in PAIRS if _word(pair[0]).search(text) and _word(pair[1]).search(text)]
    return rng.choice(pairs) if pairs else None


def _word(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9./-]){re.escape(word)}(?![A-Za-z0-9-])")


def _swaps(layer: Layer, spans: list[tuple[int, int]], one: str, other: str) -> list[Edit]:
    both = re.compile(
        f"(?P<one>{_word(one).pattern})|(?P<other>{_word(other).pattern})"
        if len(one) >= len(other)
        else f"(?P<other>{_word(other).pattern})|(?P<one>{_word(one).pattern})"
    )
    edits = []
    for start, end in spans:
        for m in both.finditer(layer.text, start, end):
            if layer.text.rfind("<", start, m.start()) <= layer.text.rfind(">", start, m.start()):
                edits.append(Edit(m.start(), m.end(), other if m["one"] else one))
    return edits


def _axis_swapped(page: Page, sites: list, words: str) -> Effect:
    """Any entry of the place may say what another of the same model says of the other word; none may say anything else."""
    keys = page.keys(sites)
    says: dict[EntryKey, frozenset[object]] = {}
    for key in keys:
        one = page.subject.entries[key]
        facts = {_with_value_of(one, page.subject.entries[twin]) for twin in keys if page.subject.entries[twin].subject == one.subject}
        says[key] = frozenset({fact for fact in facts if fact is not None} | {one.fact})
    return Effect(says=says, adds=page.numbers(sites) | numbers_in(words))


@mutation("labels", 4)
def axis_exchanged_everywhere(page: Page, rng: Random) -> Mutant | None:
    """The page calls low what was high, batch what was standard, throughout: the prices change places, or are held."""
    layers = [layer for layer in page.layers if page.within(layer, 0, len(layer.text))]
    if not layers:
        return None
    layer = rng.choice(layers)
    pairs = [
        pair
        for pair in PAIRS
        if pair[2] in Variant.model_fields and _word(pair[0]).search(layer.text) and _word(pair[1]).search(layer.text)
    ]
    if not pairs:
        return None
    one, other, axis = rng.choice(pairs)
    edits = _swaps(layer, [(0, len(layer.text))], one, other) if layer.kind != "json" else _json_swaps(layer, one, other)
    if len(edits) < 2:
        return None
    says = {}
    for key in page.keys(page.within(layer, 0, len(layer.text))):
        twin = _twin(page, key, axis, one, other)
        if twin is not None:
            before, there = page.subject.entries[key], page.subject.entries.get(twin)
            says[key] = frozenset({before.fact} | ({_with_value_of(before, there)} if there else set()))
    return page.mutant(layer, edits, Effect(says=says, adds=None), f"{one} <-> {other}") if says else None


def _json_swaps(layer: Layer, one: str, other: str) -> list[Edit]:
    strings = [(leaf.start + 1, leaf.end - 1) for leaf in layer.leaves if leaf.is_string]
    return [edit for span in strings for edit in _swaps(layer, [span], one, other)]


def _twin(page: Page, key: EntryKey, axis: str, one: str, other: str) -> EntryKey | None:
    entry = page.subject.entries[key]
    if not isinstance(entry.value, PriceLine):
        return None
    said = getattr(entry.value.variant, axis)
    swapped = {slug(one): other, slug(other): one, **({"further": one} if other == "additional" else {})}.get(
        slug(str(said)) if said else ""
    )
    if swapped is None:
        return None
    swapped = swapped.upper() if axis == "resolution" else {"additional": "further"}.get(swapped.lower(), slug(swapped))
    variant = Variant(**{**dict(entry.value.variant), axis: swapped})
    return key_of(entry.native_id, PriceLine(**{**dict(entry.value), "variant": variant}))
