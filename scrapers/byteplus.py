"""BytePlus ModelArk (Seedream): Volcengine's sister page in English, in dollars. A number is the price of one image.

Relies on the words of a column that heads image prices.
RECONSTRUCTION: the image table was never seen. The captured page of 2026-08-18 is partial: language and video tables,
with `Model ID` and `(USD/M tokens)`. `Price (USD / image)` is how another page of these documents heads its image prices.
In scope is every table that heads a column with image; one that does so in another way, or none at all, refuses the page.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable
from scrapers._drafts import offer, price
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row, Table

MODEL = "Model ID"
PER_IMAGE = re.compile(r"(?P<what>input|output)?(?: image)?(?: unit)?(?: ?price)? ?\(USD ?/ ?image\)", re.I)
ABOUT_IMAGES = re.compile(r"^(?!.*tokens).*image", re.I)  # an embedding model's tokens of images are none
BILLS: dict[str, Billable] = {"input": "input_image", "output": "output_image", "": "output_image"}


def pricing(page: Page) -> Iterator[Draft]:
    tables = [table for table in page.every_table() if any(ABOUT_IMAGES.search(name) for name in table.header)]
    if not tables:
        raise LayoutChanged(page.url, "a table with prices per image", "none")
    for table in tables:
        columns = _columns(table)
        for row in table.rows:
            yield offer(row[MODEL].text, *(_price(row, name, billable) for name, billable in columns.items()))


def _columns(table: Table) -> dict[str, Billable]:
    matches = {name: PER_IMAGE.fullmatch(name) for name in table.header if name != MODEL}
    columns = {name: BILLS[(match["what"] or "").lower()] for name, match in matches.items() if match}
    if "output_image" not in columns.values():
        raise LayoutChanged(table.locator, f"{MODEL!r} and prices in USD/image", f"{list(table.header)}")
    table.demand(MODEL, *columns)
    return columns


def _price(row: Row, column: str, billable: Billable) -> PriceWords:
    free = billable == "input_image" and row[column].text == "Free"
    return price(row[column].found(), billable, "image", column, how="free" if free else "amount", currency="USD")


PROVIDER = Provider(
    name="BytePlus ModelArk",
    home="https://www.byteplus.com/en/product/modelark",
    kind="maker",
    seen="reconstruction",
    seen_on=date(2026, 8, 18),
    pages=(
        PageSpec(
            url="https://docs.byteplus.com/en/docs/ModelArk/1544106",
            kind="html",
            read=pricing,
            prices=(2, 40),
            identity=("ModelArk", "Model ID"),
            browser=True,
            ready="Model ID",
        ),
    ),
)
