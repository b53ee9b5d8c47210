"""The image guide: dollars per image by quality and size, at Standard rates and for the output alone; tokens per image.

The token table is for models "prior to gpt-image-2": those named `gpt-image-` and a smaller version are meant. A model with
more to its name is another one: what is printed for Mini contradicts the table (272 tokens at $8 are $0.0022, not $0.005).
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, size, slug
from scrapers._page import Page
from scrapers._tables import Cell, Row, Table

MODEL, QUALITY = "Model", "Quality"
NOT_OFFERED = "-"
LIMITS = r"(?P<model>gpt-image-[\w.-]+) accepts any resolution(?:(?!accepts any resolution)[\s\S])*?"


def guide(page: Page) -> Iterator[Draft]:
    yield from _printed(page, r"(?i)\b(?P<unit>per-image) output pric(?:e|es|ing)\b")
    yield from _tokens(page)
    partial = page.sentence(r"each partial image will incur an additional (?P<tokens>\d+) image output tokens")
    yield rule("tokens_per_partial_image", partial["tokens"], partial.found("tokens"))
    yield from _limits(page)


def pricing_twin(page: Page) -> Iterator[Draft]:
    """The Markdown pricing page printed the same table until spring 2026, and nothing about images since."""
    yield from _printed(page, r"(?P<unit>Prices per image)\.")


def _printed(page: Page, unit: str) -> Iterator[Draft]:
    words = page.sentence(unit)["unit"] if _tables(page) else ""
    for row, sizes in _rows(page):
        axes: dict[str, Any] = {"tier": "standard", "quality": slug(row[QUALITY].text)}
        cells = [(row[column], size(label)) for column, label in sizes.items() if row[column].text != NOT_OFFERED]
        prices = [price(cell.found(), "output_image", "image", words, currency="USD", size=pixels, **axes) for cell, pixels in cells]
        yield offer(slug(_model(row[MODEL])), *prices)


def _tables(page: Page) -> list[Table]:
    return [table for table in page.every_table() if {MODEL, QUALITY} <= set(table.names)]


def _rows(page: Page) -> Iterator[tuple[Row, dict[str, str]]]:
    """Each row with the sizes its columns stand for; a header repeated inside the table may name other sizes."""
    tables = _tables(page)
    if not tables:
        raise LayoutChanged(page.url, f"a table with the columns {MODEL} and {QUALITY}", "none; this copy leaves the image prices out")
    for table in tables:
        sizes = {column: size(column) for column in table.header if column not in (MODEL, QUALITY)}
        for row in table.rows:
            if row[MODEL].text == MODEL:
                sizes = {column: size(row[column].text) for column in sizes}
            else:
                yield row, sizes


def _model(cell: Cell) -> str:
    remarks = " ".join(cell.lines[1:])
    if not cell.lines or re.search(r"[\d$%]|batch|flex|priority|price|discount|\bper\b", remarks, re.I):
        raise LayoutChanged(cell.locator, "the name of a model", repr(cell.text))
    return cell.lines[0]


def _tokens(page: Page) -> Iterator[Draft]:
    versions = {found["version"] for found in page.sentences(r"(?i)models prior to gpt-image-(?P<version>\d+(?:\.\d+)?)(?![\w.]*\d)")}
    tables = [table for table in page.every_table() if QUALITY in table.names and MODEL not in table.names]
    if not versions:
        return  # before gpt-image-2 the guide said "this model" and named none
    if len(versions) != 1 or len(tables) != 1:
        raise LayoutChanged(page.url, "one table of tokens for the models prior to one", f"{len(tables)} for {sorted(versions)}")
    for model in _prior_to(versions.pop(), page):
        yield from _token_rules(tables[0], model)


def _prior_to(version: str, page: Page) -> list[str]:
    models = dict.fromkeys(slug(_model(row[MODEL])) for row, _ in _rows(page))
    named = {model: match[1] for model in models if (match := re.fullmatch(r"gpt-image-(\d+(?:\.\d+)?)", model))}
    return [model for model, its in named.items() if Decimal(its) < Decimal(version)]


def _token_rules(table: Table, model: str) -> Iterator[Draft]:
    for row in table.rows:
        for column in (column for column in table.header if column != QUALITY):
            tokens = row[column].parts(r"(?P<tokens>\d[\d,]*) tokens")["tokens"]
            yield rule("tokens_per_image", tokens.text.replace(",", ""), tokens, model, quality=slug(row[QUALITY].text), size=size(column))


def _limits(page: Page) -> Iterator[Draft]:
    for found in page.sentences(LIMITS + r"Total pixels must be at least (?P<least>[\d,]+) and no more than (?P<most>[\d,]+)"):
        yield rule("minimum_pixels", found["least"].replace(",", ""), found.found("least"), found["model"])
        yield rule("maximum_pixels", found["most"].replace(",", ""), found.found("most"), found["model"])
    for found in page.sentences(LIMITS + r"Quality options\n(?:\w+\n)*(?P<default>\w+) \(default\)"):
        yield rule("default_quality", found["default"], found.found("default"), found["model"])


def vision(page: Page) -> Iterator[Draft]:
    """What an input image comes to in tokens depends on its tiles and on fidelity: as a rule, and in the page's words."""
    model = page.sentence(r"For (?P<model>GPT Image [\w.]+), we calculate the cost of an image input[^.]*?shortest side is 512px")["model"]
    low = page.sentence(
        r"When input fidelity is set to low, (?P<words>the base cost is \d+ image tokens, and each tile costs \d+ image tokens)"
    )
    square = page.sentence(r"(?P<words>If your image is square, we add \d+ extra input image tokens)")
    other = page.sentence(r"(?P<words>If it is closer to portrait or landscape, we add \d+ extra tokens)")
    each = page.sentence(r"set to low, the base cost is (?P<base>\d+) image tokens, and each tile costs (?P<tile>\d+) image tokens")
    extra = [page.sentence(words)["more"] for words in (r"is square, we add (?P<more>\d+) extra", r"landscape, we add (?P<more>\d+) extra")]
    tiles = f"{each['base']} and {each['tile']} a tile of 512"
    yield rule("tokens_per_input_image", tiles, low.found("words"), slug(model))
    high = f"{tiles}, {extra[0]} more square, {extra[1]} else"
    yield rule("tokens_per_input_image", high, square.found("words"), slug(model), feature="input-fidelity-high")
    for of, found in (
        ("input fidelity low", low),
        ("input fidelity high, square", square),
        ("input fidelity high, portrait or landscape", other),
    ):
        yield rule("note", found["words"], found.found("words"), slug(model), of=of)
