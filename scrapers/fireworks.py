"""Fireworks AI: one page with a table per kind of model; an image costs dollars per step or per image, which each cell says.

Relies on the three names of its columns and on the words of a cell: "$0.0005 per step ($0.014 per 28 step image)", whose bracket says
the default steps. The copy lost the second line of the header (with and without ControlNet), so the third column's name belies its
cells: where it has a price too, nobody can say which of the two is which, and the row has none. Tables of text, audio, embeddings,
tuning and hardware have other columns.

Built against a tool's Markdown of the page of February 2026 (the day is not stated); live it is built by script: a reconstruction.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import no_price, offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row

MODEL, PRICE, SECOND = "Image model name", "$ / step", "Approx $ / image"
STEPPED = r"(?P<price>\$[\d.]+) (?P<unit>per step) \((?P<image>\$[\d.]+ per (?P<steps>\d+) step image)\)"
WHOLE = r"(?P<price>\$[\d.]+) (?P<unit>per image)"
NOT_SOLD = ("N/A", "N/A on serverless")


def pricing(page: Page) -> Iterator[Draft]:
    for row in page.table(MODEL, PRICE, SECOND).rows:
        yield from _model(row)


def _model(row: Row) -> Iterator[Draft]:
    model, name = slug(row[MODEL].text), row[MODEL].text
    if row[SECOND].text not in NOT_SOLD:
        reason = "two prices, with and without ControlNet, of columns whose names are lost"
        yield offer(model, no_price(row[SECOND].found(), "output_image", "step", reason), name=name)
    elif "step" in row[PRICE].text:
        said = row[PRICE].parts(STEPPED)
        yield offer(model, price(said["price"], "output_image", "step", said["unit"].text, currency="USD"), name=name)
        yield rule("default_steps", said["steps"].text, said["image"], model)
    else:
        said = row[PRICE].parts(WHOLE)
        yield offer(model, price(said["price"], "output_image", "image", said["unit"].text, currency="USD"), name=name)


PROVIDER = Provider(
    name="Fireworks AI",
    home="https://fireworks.ai",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 2, 15),
    pages=(
        PageSpec(
            url="https://fireworks.ai/pricing",
            kind="rendered",
            read=pricing,
            prices=(3, 40),
            identity=(MODEL, "Base model", "GPU Type"),
        ),
    ),
)
