"""Ideogram: the API's price page, built by script, with a table per kind of generation; a number is dollars for one output
image by model and rendering speed, which stand together in the first column ("3.0 Turbo with Character Reference").

Relies on the names of two columns and the sentence above each table.
Built against the text of the rendered page (July 2026, cut in its third table); the markup around it is a reconstruction not
yet seen live. Which kind a table is of stands in the sentence above it. 4.5: data/manual.toml; the app's plans: data/plans.toml.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell, Table

SPEED = r"Flash|Turbo|Default|Quality|Very low|Low|Medium|High"
MODEL = rf"(?P<version>\d(?:\.\d|a)) (?P<speed>{SPEED})(?P<reference> with Character Reference)?"
KINDS = {"priced per output image": None, "priced by model tier": "transparent-background"}
UPSCALED = "Upscale Factor"


def pricing(page: Page) -> Iterator[Draft]:
    unit = page.sentence(r"Priced (?P<unit>per output image)\.")["unit"]
    for table in page.tables("Ideogram Model", "Price per image"):
        feature = KINDS[_kind(table)]
        for row in table.rows:
            yield from _image(row["Ideogram Model"], row["Price per image"], table.says("Price per image"), feature)
    for table in page.every_table():
        if UPSCALED in table.header:
            yield from _upscaled(table, unit)
    for found in page.sentences(r"(?P<words>no subscription required)"):
        yield rule("note", "no subscription", found.found("words"), of="subscription")


def _kind(table: Table) -> str:
    above = " ".join(table.text_above.split()).casefold()
    last = max(KINDS, key=above.rfind)
    if above.rfind(last) < max(above.rfind("price per image"), 0):
        raise LayoutChanged(table.locator, f"a sentence such as {' or '.join(map(repr, KINDS))} above the table", repr(above[-120:]))
    return last


def _image(label: Cell, amount: Cell, unit: str, feature: str | None) -> Iterator[Draft]:
    said = label.parts(MODEL)
    if said.get("reference") and feature:
        raise LayoutChanged(label.locator, "a character reference or a transparent background", repr(label.text))
    axes = {"quality": slug(said["speed"].text), "feature": "character-reference" if "reference" in said else feature}
    version = said["version"].text
    words = price(amount.found(), "output_image", "image", unit, currency="USD", quality=axes["quality"], feature=axes["feature"])
    yield offer(f"ideogram-{version}", words, name=f"Ideogram {version}")


def _upscaled(table: Table, unit: str) -> Iterator[Draft]:
    for row in table.rows:
        factor = slug(row[UPSCALED].text)
        for column in table.columns_of_prices(UPSCALED):
            said = re.fullmatch(rf"(?P<version>\d(?:\.\d|a)) (?P<speed>{SPEED})", column)
            if said is None:
                raise LayoutChanged(table.locator, "a column such as '3.0 Turbo'", repr(column))
            words = price(row[column].found(), "output_image", "image", unit, currency="USD", quality=slug(said["speed"]))
            yield offer(f"ideogram-{said['version']}-transparent-upscale-{factor}", words)


PROVIDER = Provider(
    name="Ideogram",
    home="https://ideogram.ai",
    kind="maker",
    seen="reconstruction",
    seen_on=date(2026, 7, 9),
    pages=(
        PageSpec(
            url="https://ideogram.ai/features/api-pricing",
            kind="html",
            read=pricing,
            prices=(10, 80),
            identity=("API Pricing", "Ideogram Model", "Price per image"),
            browser=True,
            ready="Price per image",
        ),
    ),
)
