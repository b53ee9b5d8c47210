"""Venice's documentation page: a table for making, one for editing and one for enlarging images, rounded to the cent.

Built against the whole page of 2026-08-21. Relies on the columns of the three tables under "Image Generation", and on `1K: $…` or
`Per Image: $…` in a cell.
"""

from collections.abc import Iterator

from schema.drafts import Draft
from scrapers._drafts import offer, price, rule
from scrapers._page import Page
from scrapers._tables import Row

IMAGES, PER_EDIT, EXTRA = "Image Generation", "Per Edit", "Extra Input Image"
PRICES = r"Per Image: (?P<each>\$[\d.]+)|(?:1K: (?P<K1>\$[\d.]+))?(?:(?:, )?2K: (?P<K2>\$[\d.]+))?(?:(?:, )?4K: (?P<K4>\$[\d.]+))?"
FACTORS = ("2x", "4x")


def pricing(page: Page) -> Iterator[Draft]:
    page.ignore(r"\d input images .*\$.* = \$", "an example that reckons with prices no model of the table has")
    making = page.table("Model", "ID", "Price", "Privacy", under=IMAGES)
    for row in making.rows:
        said = row["Price"].parts(PRICES)
        unit = "Per Image" if "each" in said else making.headings[-1]  # "Generation"
        prices = [
            price(words, "output_image", "image", unit, currency="USD", operation="generate", resolution=_resolution(name))
            for name, words in said.items()
        ]
        yield offer(row["ID"].text, *prices, name=row["Model"].text)
    for row in page.table("Model", "ID", "2x Upscale", "4x Upscale", under=IMAGES).rows:
        prices = [
            price(
                row[f"{by} Upscale"].found(), "output_image", "image", "Upscale", currency="USD", operation="edit", feature=f"upscale-{by}"
            )
            for by in FACTORS
        ]
        yield offer(row["ID"].text, *prices, name=row["Model"].text)
    included = page.sentence(r"The Per Edit price includes the (?P<words>first input image)\.")
    for row in page.table("Model", "ID", PER_EDIT, EXTRA, under=IMAGES).rows:
        yield from _edit(row)
    yield rule("free_references", "1", included.found("words"), operation="edit")


def _resolution(name: str) -> str | None:
    return None if name == "each" else f"{name[1:]}K"


def _edit(row: Row) -> Iterator[Draft]:
    prices = [price(row[PER_EDIT].found(), "output_image", "image", PER_EDIT, currency="USD", operation="edit")]
    if row[EXTRA].text != "-":  # no fee is named
        prices.append(price(row[EXTRA].found(), "input_image", "image", EXTRA, currency="USD", operation="edit"))
    yield offer(row["ID"].text, *prices, name=row["Model"].text)
