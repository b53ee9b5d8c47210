"""The tables of the pricing page: an image row per size, its prices by quality; a row per model or service.

Read by their columns' names alone, whether the page's own tables or a scraper's rows of them (keys are the column heads). Prices of
images that go in (embeddings, tuning) and rates of other tokens are ignored by name. The copy lost which tier each of Nova 2 Omni's
image rates is of: it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schema.drafts import Draft, Found
from schema.errors import LayoutChanged
from scrapers import _json
from scrapers._drafts import no_price, offer, price, slug
from scrapers._page import Page

FoundRow = dict[str, Found]
NAMES = ("Amazon Nova models", "Stability AI model", "Stability AI Image Services")
BY_QUALITY = re.compile(r"Price per image generated for (?P<quality>Standard|Premium) quality")
PER_MODEL, PER_SERVICE, PER_TOKEN = "Price per generated image", "Price per generation for each model", "Price per 1M output tokens (image)"
UP_TO = re.compile(r"up to (?P<side>1024|2048) x (?P=side)")
SIDES = {"1024": "1K", "2048": "2K"}
# Of images that go in: embeddings, answers about images, tuning.
OTHERS = re.compile(r"Price per (?:(?:document |standard )?image input|image seen|image|1M input tokens \(image\))")
UNSAID = "one of several tiers, and the copy does not say which"


def tables(page: Page) -> Iterator[Draft]:
    for row in _rows(page):
        strange = [name for name in row if re.search(r"price.*\bimage", name, re.I) and not _is_known(name)]
        if strange:
            raise LayoutChanged(f"{page.url}, {next(iter(row.values())).locator}", "a known column of prices of images", strange[0])
        if any(_is_known(name) and not OTHERS.fullmatch(name) for name in row):
            yield from _sold(row)


def _rows(page: Page) -> Iterator[FoundRow]:
    if page.source.lstrip().startswith("["):
        yield from ({name: record[name].found() for name in sorted(record.keys())} for record in _json.parse(page.source, page.url))
        return
    for table in page.every_table():
        yield from ({name: row[name].found() for name in row} for row in table.rows)


def _is_known(name: str) -> bool:
    return name in (PER_MODEL, PER_SERVICE, PER_TOKEN) or bool(BY_QUALITY.fullmatch(name) or OTHERS.fullmatch(name))


def _sold(row: FoundRow) -> Iterator[Draft]:
    name = next((row[column].text for column in NAMES if column in row), "")
    model, label = slug(name.removeprefix("Amazon ")), name.removeprefix("Amazon ")
    for column, words in row.items():
        if words.text in ("N/A", "NA"):
            continue  # not offered
        if by_quality := BY_QUALITY.fullmatch(column):
            quality, resolution = by_quality["quality"].lower(), _resolution(row)
            yield offer(model, price(words, "output_image", "image", column, quality=quality, resolution=resolution), name=label)
        elif column == PER_MODEL:
            yield offer(model, price(words, "output_image", "image", column), name=label)
        elif column == PER_SERVICE:
            yield offer(model, price(words, "output_image", "image", column, operation="edit"), name=label)
        elif column == PER_TOKEN:
            yield offer(model, no_price(words, "output_image", "million_tokens", UNSAID), name=label)


def _resolution(row: FoundRow) -> str:
    said = UP_TO.fullmatch(row["Image resolution"].text)
    if said is None:
        raise LayoutChanged(row["Image resolution"].locator, "a size such as 'up to 1024 x 1024'", repr(row["Image resolution"].text))
    return SIDES[said["side"]]
