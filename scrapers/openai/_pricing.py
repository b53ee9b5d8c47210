"""The image section of the pricing page: one island per tab, its props with every model and a table with some of them.

A number is dollars per million tokens of one modality. Every model of the section is in scope; the realtime and audio
tables have Image rows too, and another heading.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from schema.amounts import Locale
from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable, Tier
from scrapers._drafts import offer, price
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._scripts import Island
from scrapers._tables import Table

SECTION = "Image generation models"
MODEL, MODALITY, INPUT, CACHED, OUTPUT = COLUMNS = ("Model", "Modality", "Input", "Cached input", "Output")
BILLED: dict[tuple[str, str], Billable] = {
    ("Image", INPUT): "input_image",
    ("Image", CACHED): "cached_input_image",
    ("Image", OUTPUT): "output_image",
    ("Text", INPUT): "input_text",
    ("Text", CACHED): "cached_input_text",
    ("Text", OUTPUT): "output_text",
}
TIERS: dict[str, Tier] = {"standard": "standard", "batch": "batch"}
NOT_BILLED = "-"


def pricing(page: Page) -> Iterator[Draft]:
    unit = page.sentence(rf"{SECTION}\n(?P<unit>Prices per 1M tokens)\.?(?:\n|$)")["unit"]
    tabs = [
        (_tier(island, page.url), island, island.props)
        for island in page.islands("GroupedPricingTable")
        if island.headings[-1:] == [SECTION]
    ]
    if sorted(tier for tier, *_ in tabs) != sorted(TIERS.values()):
        raise LayoutChanged(f"{page.url}, {SECTION}", "one Standard and one Batch tab", ", ".join(tier for tier, *_ in tabs) or "none")
    for tier, island, props in tabs:
        table, columns = page.table_inside(island.element, *COLUMNS), _columns(props)
        if list(table.header) != columns:
            raise LayoutChanged(table.locator, f"the columns of its props, {', '.join(columns)}", ", ".join(table.header))
        yield from _seen(table, tier, unit)
        yield from _hidden(props, columns, tier, unit)


def _tier(island: Island, url: str) -> Tier:
    """The tab an island stands in, by the pane's attribute and by the label the pane begins with."""
    value, label = island.pane("data-content-switcher-pane", "data-value")
    if value not in TIERS or label.lower() != value:
        raise LayoutChanged(f"{url}, {SECTION}", f"a pane labelled {' or '.join(TIERS)}", f"{value!r} labelled {label[:40]!r}")
    return TIERS[value]


def _seen(table: Table, tier: Tier, unit: str) -> Iterator[Draft]:
    """What the table shows: the same as the props, or the model is held as contradicting itself. It alone names the currency."""
    for row in table.rows:
        billed = [(_billable(row[MODALITY].text, column, row[column].locator), row[column].found()) for column in (INPUT, CACHED, OUTPUT)]
        amounts = [(billable, found) for billable, found in billed if found.text != NOT_BILLED]
        foreign = [found for _, found in amounts if re.search(r"\d", found.text) and not found.text.startswith("$")]
        if foreign:
            raise LayoutChanged(foreign[0].locator, "dollars", repr(foreign[0].text))
        yield offer(
            row[MODEL].text, *(price(found, billable, "million_tokens", unit, currency="USD", tier=tier) for billable, found in amounts)
        )


def _columns(props: Node) -> list[str]:
    headings = list(props["headings"])
    columns = [heading.text if isinstance(heading.value, str) else heading["__pricingTooltipHeading"]["label"].text for heading in headings]
    if columns[:1] != [MODEL] or sorted(columns) != sorted(COLUMNS):
        raise LayoutChanged(f"{props.url} at props.headings", f"the columns {', '.join(COLUMNS)}", ", ".join(columns))
    return columns


def _hidden(props: Node, columns: list[str], tier: Tier, unit: str) -> Iterator[Draft]:
    for group in props["groups"]:
        for row in group["rows"]:
            yield offer(group["model"].text, *_row(group["model"].text, list(row), columns[1:], tier, unit))


def _row(model: str, cells: list[Node], columns: list[str], tier: Tier, unit: str) -> Iterator[PriceWords]:
    if len(cells) != len(columns):
        raise LayoutChanged(f"{SECTION}, {model}", f"{len(columns)} cells in a row", f"{len(cells)}")
    row = dict(zip(columns, cells, strict=True))
    modality = row.pop(MODALITY).text
    for column, cell in row.items():
        billable, found = _billable(modality, column, cell.path), cell.found()
        place = f'{SECTION} > {tier} > row "{model} | {modality}" > column "{column}" ({cell.path})'
        if found.text != NOT_BILLED:
            locale: Locale = "json" if isinstance(cell.value, Number) else "en"
            yield price(replace(found, locator=place), billable, "million_tokens", unit, currency="USD", tier=tier, locale=locale)


def _billable(modality: str, column: str, where: str) -> Billable:
    if (modality, column) not in BILLED:
        raise LayoutChanged(where, "Image or Text as modality", repr(modality))
    return BILLED[modality, column]
