"""Idealy: a help page with three tables: how many of the app's credits a tier brings each month, what an image takes of them by model,
and what an operation takes. What a credit or a tier costs is on no page that was seen.

Relies on the names of the three tables' columns and on names between commas; those in the brackets of the last row are examples of
"all other" models, and each of them is read. A name that ends in Edit is the model editing. Built against an undated text of the page
(it existed by 2026-11-30), cut below its last table.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

CREDITS = r"(?P<credits>\d{1,3}(?:\.\d+)? credits?)"  # four digits are a year, or a tier's credits of a month
OTHERS = re.compile(r"All other .+? \(for example (?P<names>.+)\)")


def limits(page: Page) -> Iterator[Draft]:
    for row in page.table("Tier", "Monthly credit limit").rows:
        brought = row["Monthly credit limit"].found()
        yield rule("note", f"{row['Tier'].text} brings {brought.text} credits a month", brought, of=slug(row["Tier"].text))
    unit = page.sentence(r"(?P<unit>Image) generation credit costs")["unit"]
    for row in page.table("Cost", "Model/API type").rows:
        words = row["Cost"].parts(CREDITS)["credits"]
        others = OTHERS.fullmatch(row["Model/API type"].text)
        for name in (others["names"] if others else row["Model/API type"].text).split(", "):
            model, edits = re.subn(r" Edit$", "", name)
            operation = "edit" if edits else "generate"
            yield offer(slug(model), price(words, "output_image", "image", unit, currency="credit", operation=operation), name=model)
    for row in page.table("Operation", "Credit cost").rows:
        said = row["Credit cost"].parts(rf"{CREDITS} each(?: \(.+\))?")["credits"]
        operation = row["Operation"].text
        yield offer(slug(operation), price(said, "output_image", "image", unit, currency="credit", operation="edit"), name=operation)


PROVIDER = Provider(
    name="Idealy",
    home="https://newidealydocs.pages.dev",
    kind="app",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://newidealydocs.pages.dev/plans-billing/credits-and-monthly-limits",
            kind="rendered",
            read=limits,
            prices=(15, 120),
            identity=("Monthly limits by tier", "Image generation credit costs"),
        ),
    ),
    note="what a credit or a tier costs is on no page that was seen",
)
