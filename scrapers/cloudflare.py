"""Cloudflare Workers AI: one Markdown page with a table per kind of model; dollars per tile, step, megapixel or image, a line
each, or one behind the other where the page's Markdown has lost its line breaks.

Relies on the names of the three columns and on the words of each unit. The unit decides what is in scope: a row that names a unit
of images is read, a row of tokens, characters or audio is not, and any other unit is unread. The column of Neurons says the same in
what is billed ($0.011 per 1,000): units and numbers must agree, in a copy without that rate as well. A model's own page is not asked:
it rounds the same prices ($0.007 for $0.006996 a tile).

Built against captured pages of 2025-03, 2025-06 and 2026-08-28 (parts of them, each with every image row). Between the first two one
unit was corrected by a million: "per image" became "per M images"; the third has a price per tile and step.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Beside, Draft, Found, PriceWords
from schema.prices import Billable, Unit
from schema.units import read_unit
from scrapers._drafts import offer, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._sentence import Sentence
from scrapers._tables import Cell

COLUMNS = ("Model", "Price in Tokens", "Price in Neurons")
# These look at images and make none: what they charge per image is for the one they are given.
LOOKING = ("@cf/microsoft/resnet-50",)
LINE = r"(?P<price>\$\d+(?:\.\d+)?) (?P<unit>per [^$]+)"
AMOUNT, NEURONS = r"\$", r"[\d,.]+ neurons "  # how each amount of a cell begins
NAMED = re.compile(r"@cf/[\w.-]+/[\w.-]+(?: \(WebSocket\))?")
TILE = r"per (?:(?P<side>input|output) )?512(?:x| by )512 tile(?P<step>, per step)?"
MEGAPIXEL = r"per (?:(?P<place>first|subsequent) |(?P<side>input) (?:image )?)?(?:MP|megapixel)(?: \(1024x1024\))?"
# Goods that are no image: what is counted is a text, a sound or a request.
OF_IMAGE = r"(?:(?!image|tile|step|megapixel|MP|pixel)[^$])*"
OTHERS = re.compile(
    rf"per {OF_IMAGE}\b(?:tokens?|characters?|words?|[KMG]?B|bytes?|audio|(?:min(?:ute)?|sec(?:ond)?|hour)s?|requests?)\b{OF_IMAGE}", re.I
)
RATE = r"(?P<price>\$[\d.]+) per (?P<count>[\d,]+) Neurons"
PLACES = {"first": "first", "subsequent": "further"}


def pricing(page: Page) -> Iterator[Draft]:
    rate = next(page.sentences(RATE), None)  # some copies leave it out; their prices share one
    for table in page.every_table():
        if "Model" in table.header and any("price" in name.lower() or "$" in name for name in table.header):
            table.demand(*COLUMNS)
            for row in table.rows:
                yield from _model(row["Model"].text, row["Price in Tokens"], row["Price in Neurons"], rate)
    for free in page.sentences(r"(?P<words>[\d,]+ Neurons per day at no charge)"):
        yield rule("free_tier", free["words"], free.found("words"))


def _model(name: str, cell: Cell, neurons: Cell, rate: Sentence | None) -> Iterator[Draft]:
    lines = [re.fullmatch(LINE, words) for words in _amounts(cell, AMOUNT) or ("",)]
    counts = [words.partition(" neurons ") for words in _amounts(neurons, NEURONS)]
    if [line and line["unit"] for line in lines] != [unit for _, _, unit in counts]:
        cell = replace(cell, fault=f"the column of Neurons names other units: {neurons.text!r}")
    if not NAMED.fullmatch(name):
        cell = replace(cell, fault=f"{name!r} is not a model's name alone")
    if not all(line and OTHERS.fullmatch(line["unit"]) for line in lines):
        second = [_second(neurons, count, rate) for count, *_ in counts] if len(counts) == len(lines) else [None for _ in lines]
        yield offer(name, *(replace(_line(name, cell, line), beside=beside) for line, beside in zip(lines, second, strict=True)))


def _second(neurons: Cell, count: str, rate: Sentence | None) -> Beside:
    said = replace(neurons.found(), text=count)
    return Beside(said, rate.found("price"), rate.found("count")) if rate else Beside(said, times=None)


def _amounts(cell: Cell, begin: str) -> list[str]:
    return [words.strip() for line in cell.lines for words in re.split(rf"\s(?={begin})", line)]


def _line(name: str, cell: Cell, line: re.Match[str] | None) -> PriceWords:
    if line is None:
        return _price(replace(cell.found(), fault=cell.fault or "no amount per a unit"), "output_image", "image", "")
    found, unit = replace(cell.found(), text=line["price"]), line["unit"]
    if tile := re.fullmatch(TILE, unit):
        return _price(found, "input_image" if tile["side"] == "input" else "output_image", "tile_step" if tile["step"] else "tile", unit)
    if area := re.fullmatch(MEGAPIXEL, unit):
        billable: Billable = "input_image" if area["side"] else "output_image"
        return _price(found, billable, "megapixel", unit, **({"megapixels": PLACES[area["place"]]} if area["place"] else {}))
    if unit == "per step":
        return _price(found, "output_image", "step", unit)
    said = read_unit(unit)
    if said is not None and re.fullmatch(r"per (?:M |1k |1,000 )?images?", unit):
        return _price(found, "input_image" if name in LOOKING else "output_image", "image", unit, per=int(said.count))
    return _price(replace(found, fault=f"a unit {unit!r} of unknown meaning"), "output_image", "image", unit)


def _price(found: Found, billable: Billable, per_unit: Unit, unit: str, **axes: Any) -> PriceWords:
    return price(found, billable, per_unit, unit, currency="USD", locale="en-US", **axes)


PROVIDER = Provider(
    name="Cloudflare Workers AI",
    home="https://developers.cloudflare.com/workers-ai",
    kind="cloud",
    seen="page",
    seen_on=date(2026, 8, 28),
    pages=(
        PageSpec(
            url="https://developers.cloudflare.com/workers-ai/platform/pricing/index.md",
            kind="markdown",
            read=pricing,
            prices=(3, 80),
            identity=("Price in Neurons", "@cf/black-forest-labs/"),
        ),
    ),
)
