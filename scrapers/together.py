"""Together AI: one page with a table per kind of model; the images' has dollars per megapixel in a column called "Input".

Relies on the four names of its columns and on "Price per MP" above them. The page says that its prices are of the lowest
resolution: each is where a model's price begins. They include the default steps of the last column, whose numbers are ignored by
name: what more steps cost stands elsewhere. "Images Per $1" is arithmetic (or empty), ignored by name. Tables of text, speech, video
and hardware have other columns.

Built against a tool's Markdown of the page of February 2026 (the day is not stated); live it is built by script: a reconstruction.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import offer, price, rule, slug, unread
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

UNIT = "Price per MP"  # a line of its own above the table


def pricing(page: Page) -> Iterator[Draft]:
    page.sentence(r"(?P<words>Displayed prices refer to the lowest resolution)")  # without it each price would be the whole price
    table = page.table("Model", "Input", "Default steps", ignore=["Images Per $1 (1MP)"])
    unit = UNIT if UNIT in table.paragraphs(above=True)[0] else ""
    for row in table.rows:
        plain = re.fullmatch(r"\$\d+(?:\.\d+)?", row["Input"].text)
        amount = price(row["Input"].found(), "output_image", "megapixel", unit, how="base", currency="USD")
        words = amount if plain else unread(row["Input"].found(), "more than dollars")
        yield offer(slug(row["Model"].text), words, name=row["Model"].text)
    included = page.sentence(r"(?P<words>Prices include default steps shown above)")
    yield rule("note", "more than the default steps cost more", included.found("words"), of="steps")


PROVIDER = Provider(
    name="Together AI",
    home="https://www.together.ai",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 2, 15),
    pages=(
        PageSpec(
            url="https://www.together.ai/pricing",
            kind="rendered",
            read=pricing,
            prices=(15, 120),
            identity=("Serverless Inference", "Price per MP", "Default steps"),
        ),
    ),
)
