"""Scenario: an API price page with a table per family of models; a row is a number of steps, a column a size, a number on it dollars per
image.

Relies on a first column called Steps, sizes as the other columns (`512 x 576`, `512×640`), and the line above a table naming the family.
Thirty steps are what the page's own simplest price is for; more steps are a feature. The coefficient of an additional option is told
as a note. A help page says about how many units of a plan an image takes. Built against undated texts of both (they existed by
2026-11-30), the first cut after its image tables: models of 2023.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, size, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row, Table

STEPS, PLAIN, OPTION = "Steps", "30", "Additional options"
FACTOR = r"(?P<words>[1-9]\d*(?:\.\d+)?)"
FAMILY = r"(?P<family>SD[\w.]+) model family generated images"


def pricing(page: Page) -> Iterator[Draft]:
    simplest = page.sentence(rf"(?P<words>\$[\d.]+) per image for [\w.]+ model family at (?P<steps>{PLAIN}) steps")
    families = [found["family"] for found in page.sentences(FAMILY)]
    tables = [table for table in page.every_table() if STEPS in table.header]
    if len(families) != len(tables):
        raise LayoutChanged(page.url, f"a table for each of {', '.join(families) or 'no family'}", f"{len(tables)} tables by steps")
    for family, table in zip(families, tables, strict=True):
        for row in table.rows:
            yield from _row(family, table, row)
    yield rule("default_steps", simplest["steps"], simplest.found("steps"))
    for row in page.table(OPTION, "Coefficient").rows:
        option, factor = row[OPTION].parts(r"(?P<name>[A-Z][A-Za-z ]+) multiplier")["name"].text, row["Coefficient"].parts(FACTOR)["words"]
        yield rule("note", f"{option} takes {factor.text} times the price", factor, of=slug(option))


def _row(family: str, table: Table, row: Row) -> Iterator[Draft]:
    steps = row[STEPS].parts(r"(?P<steps>[1-9]\d*)")["steps"].text
    for column in table.columns_of_prices(STEPS):
        axes: dict[str, Any] = {"size": size(column)} | ({} if steps == PLAIN else {"feature": f"{steps}-steps"})
        amount = price(row[column].found(), "output_image", "image", "cost per image", currency="USD", **axes)
        yield offer(slug(family), amount, name=family)


def units(page: Page) -> Iterator[Draft]:
    about = page.sentence(r"Generating images: (?P<words>~(?P<count>\d+) CUs per image \(varies by model\))")
    yield rule("note", f"an image takes about {about['count']} compute units of a plan, by model", about.found("words"), of="compute-units")


PROVIDER = Provider(
    name="Scenario",
    home="https://www.scenario.com",
    kind="app",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://docs.scenario.com/page/api-pricing",
            kind="rendered",
            read=pricing,
            prices=(32, 200),
            identity=("Scenario API Pricing", "cost per image", STEPS),
        ),
        PageSpec(
            url="https://help.scenario.com/en/articles/api-usage-and-credits-creative-units",
            kind="rendered",
            read=units,
            prices=(0, 0),
            identity=("API Usage and Credits", "Understanding Costs"),
        ),
    ),
)
