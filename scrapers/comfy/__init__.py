"""Comfy partner nodes: one long Markdown page with a table or more per maker; a number on it is Comfy's own credits per run,
per image or per thousand or million tokens. What a credit costs stands on neither page: see data/plans.toml.

In scope are the tables of sections called "Image", those of the makers named in `_places.IMAGES`, and any row under a maker
without sections that is priced per image or whose model is a `t2i` or `i2i`. Prices of time and of text tokens are out;
a row that could be either is reported as unread.

Relies on the makers' headings and those of their sections, the names of columns, and a closed grammar of cells.
The same page in Chinese, Japanese and Korean is told in English by a closed glossary and read by the same reader: a price that
differs there holds its model. Built against the captured pages of 2026-07-29 and 2026-08-18, in all four languages, and the credits
page of 2026-08-21.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, Found
from schema.errors import LayoutChanged
from schema.text import plain
from scrapers._drafts import offer, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell, Row, Table
from scrapers.comfy._credits import STEPS, CreditWords, column, iso, most_references, prices, retirement
from scrapers.comfy._glossary import LANGUAGES
from scrapers.comfy._labels import LABELS, VariantAxes, is_credits, labelled, products, variants
from scrapers.comfy._places import NodePlace, demand_filled, place_of, scope_of
from scrapers.comfy._prose import Prose
from scrapers.comfy._twins import agreed, in_english

PRICING = "https://docs.comfy.org/tutorials/partner-nodes/pricing.md"
TIMED = re.compile(r"/ (?:\d+ )?(?:sec|min|hour|frames?|1K chars)\b|/ \d+s$")
TOKENS = re.compile(r"/ 1[KM]$")
MONEY = re.compile(r"credit|price|cost|rate|fee|usd|bill|\$", re.I)
IMAGE = re.compile(r"(?<![a-z0-9])[ti]2i(?![a-z0-9])|/ (?:output )?image\b")
MOVING = re.compile(r"(?<![a-z0-9])[tiv]2v(?![a-z0-9])|\b(?:to|image) video\b|/ (?:\d+ )?sec\b", re.I)
WINDING_DOWN = re.compile(r"Deprecated: (?P<words>[^.]+ is winding down on (?P<end>[A-Z][a-z]+ \d+, \d{4}))\..*")


def pricing(page: Page) -> Iterator[Draft]:
    demand_filled(page)
    ending = _ending(page)
    for table in page.every_table():
        place = place_of(table)
        if place.scope == "image" and STEPS not in table.header:
            yield from _images(table, place, ending)
        elif place.scope == "unsaid" and not _is_of_others(table.header):
            yield from _undecided(table, place)


def twin(page: Page) -> Iterator[Draft]:
    """The page in another language: the prices it agrees on with the English one, or contradicts."""
    language = next(language for language in LANGUAGES if f"/{language}/" in page.url)
    yield from agreed(pricing(Page(page.url, "markdown", in_english(page.source, language).encode())))


def _is_of_others(header: tuple[str, ...]) -> bool:
    """Columns of prices of time, of text tokens, or of no price at all."""
    tokens = any(TOKENS.search(name) for name in header) and not any("image" in name for name in header)
    return tokens or any(TIMED.search(name) for name in header) or not any(MONEY.search(name) for name in header)


def _images(table: Table, place: NodePlace, ending: dict[str, Found]) -> Iterator[Draft]:
    _demand_known(table)
    _demand_images(table)
    prose = Prose(place)
    yield from prose.drafts([(product, _node(labels)) for _, labels in labelled(table) for product in products(labels, place.label)])
    for row, labels in labelled(table):
        yield from _row(row, labels, place, prose, prose.said("token type" in labels))
        for product in products(labels, place.label):
            if place.maker in ending:
                yield rule("retires", iso(ending[place.maker].text.rsplit(" on ", 1)[1]), ending[place.maker], product.id)


def _node(labels: dict[str, Cell]) -> str:
    return labels["node"].text if "node" in labels else ""


def _demand_known(table: Table) -> None:
    unknown = [name for name in table.header if name.casefold() not in LABELS and not is_credits(name) and table.may_change_prices(name)]
    if unknown or len(table.names) != len(table.header):
        raise LayoutChanged(table.locator, f"label columns among {', '.join(LABELS)}, each once", repr(" | ".join(table.header)))
    if not any(is_credits(name) for name in table.header):
        raise LayoutChanged(table.locator, "a column of credits", repr(" | ".join(table.header)))


def _demand_images(table: Table) -> None:
    """What makes videos stands in no table of images, whatever heading it came under."""
    for row, labels in labelled(table):
        words = " | ".join(cell.text for cell in (*labels.values(), *(row[name] for name in filter(is_credits, row))))
        if MOVING.search(words):
            raise LayoutChanged(table.locator, "models that make images", repr(words[:160]))


def _row(row: Row, labels: dict[str, Cell], place: NodePlace, prose: Prose, said: CreditWords) -> Iterator[Draft]:
    token_type = labels["token type"].text if "token type" in labels else ""
    for product in products(labels, place.label):
        for name in filter(is_credits, row):
            for axes in variants(labels):
                lines = prices(row[name], column(name), axes, token_type, said)
                yield offer(product.id, *(prose.checked(product, line) for line in lines), name=product.name)
            yield from _rules(row[name], product.id, variants(labels))
        if prose.deprecated:
            yield rule("note", "deprecated", prose.deprecated, product.id)


def _rules(cell: Cell, native_id: str, sold: list[VariantAxes]) -> Iterator[Draft]:
    if end := retirement(cell):
        yield rule("retires", end, cell.found(), native_id)
    if most := most_references(cell):
        yield from (rule("maximum_references", most, cell.found(), native_id, **axes) for axes in sold)


def _undecided(table: Table, place: NodePlace) -> Iterator[Draft]:
    """A table whose place does not say what it sells: priced by time is no image, `t2i`, `i2i` and "/ image" are."""
    for row, labels in labelled(table):
        words = " | ".join(cell.text for cell in (*labels.values(), *(row[name] for name in filter(is_credits, row))))
        cells = [row[name] for name in filter(is_credits, row)]
        if cells and all(TIMED.search(cell.text) for cell in cells):
            continue  # a price per second, minute or frame is none of an image
        if cells and IMAGE.search(f"{words} {' '.join(table.header)}"):
            _demand_known(table)
            yield from _row(row, labels, place, Prose(place), CreditWords())
        else:
            fault = "neither its heading nor its unit says whether this is a price of images"
            yield offer(f"{place.maker}: {words}"[:160], price(Found(words[:400], table.locator, fault), "output_image", "image"))


def _ending(page: Page) -> dict[str, Found]:
    """The makers whose service ends, with the words of the warning right under their name."""
    found: dict[str, Found] = {}
    for notice in page.parts("div", data_component="Warning"):
        scope, maker = scope_of(notice.headings)
        match = WINDING_DOWN.fullmatch(plain(notice.text))
        if match and scope != "other":
            found[maker] = Found(match["words"], f"{maker} > warning")
    return found


def credits(page: Page) -> Iterator[Draft]:
    for words in page.sentences(r"(?P<kind>Monthly|Top-up) credits: (?P<words>Expire [^\n]+)"):
        yield rule("credits_expire", words["words"], words.found("words"), of=words["kind"].lower())
    refund = page.sentence(r"(?P<words>[^.\n]*not support refunds for unused credits)")
    yield rule("note", "no refund of unused credits", refund.found("words"))


PROVIDER = Provider(
    name="Comfy",
    home="https://www.comfy.org",
    kind="reseller",
    currency="credit",
    seen="page",
    seen_on=date(2026, 8, 18),
    note="Prices are in credits; the pages do not say what a credit costs.",
    pages=(
        PageSpec(
            url=PRICING,
            kind="markdown",
            read=pricing,
            prices=(140, 500),
            # The makers stand in the order of the alphabet: a page without the last of them was cut.
            identity=("All prices are in credits", "Partner Nodes", "xAI"),
        ),
        *(
            PageSpec(
                url=f"https://docs.comfy.org/{language}/tutorials/partner-nodes/pricing.md",
                kind="markdown",
                read=twin,
                prices=(120, 500),
                identity=("xAI", "Nano Banana", "Wan"),
                twin_of=PRICING,
            )
            for language in LANGUAGES
        ),
        PageSpec(
            url="https://docs.comfy.org/interface/credits.md",
            kind="markdown",
            read=credits,
            prices=(0, 0),
            identity=("Credits", "refunds for unused credits"),
        ),
    ),
)
