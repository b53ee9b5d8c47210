"""Runway: two Markdown pages of its own repository for coding tools, each with a table of its image models; a cost is credits for one
image, by resolution in brackets. What a credit costs is on neither.

Built against the whole pages of 2026-04-21 (how to make images) and 2026-04-17 (the API's reference). Relies on the columns of the
two tables, on `5 credits (720p), 8 credits (1080p)` in one and the same without the word in the other, whose column has it. Both say
the same prices, so that one contradicts the other when it is misread. Videos and sound have tables of other columns. What a failed
task costs is said of one kind alone, refused input: it is told as a note.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, PriceWords
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell

COST = r"\d+(?: credits)?"
COSTS = rf"(?P<any>{COST})|(?P<P720>{COST}) \(720p\)(?:, (?P<P1080>{COST}) \(1080p\))?"
REPOSITORY = "https://raw.githubusercontent.com/runwayml/skills/main/skills"


def making(page: Page) -> Iterator[Draft]:
    unit = page.sentence(r"\d+ credits (?P<unit>per image)")["unit"]
    for row in page.table("Model", "Best For", "Cost", "Speed").rows:
        yield offer(row["Model"].text, *_costs(row["Cost"], unit))


def reference(page: Page) -> Iterator[Draft]:
    table = page.table("Model", "Endpoint", "Cost (credits)", under="Image Generation")
    unit = table.headings[-1].removeprefix("Image ")  # "Generation"
    for row in table.rows:
        yield offer(row["Model"].text, *_costs(row["Cost (credits)"], unit))
    for row in page.table("Code", "Meaning", "Retry?").rows:
        if re.search("not refundable", row["Retry?"].text):
            code = row["Code"].text
            yield rule("note", f"a task that fails with {code} is not refunded", row["Retry?"].found(), of=slug(code))


def _costs(cell: Cell, unit: str) -> list[PriceWords]:
    said = cell.parts(COSTS)
    return [
        price(words, "output_image", "image", unit, currency="credit", resolution=None if name == "any" else f"{name[1:]}P")
        for name, words in said.items()
    ]


PROVIDER = Provider(
    name="Runway",
    home="https://runwayml.com",
    kind="maker",
    seen="page",
    seen_on=date(2026, 4, 21),
    currency="credit",
    pages=(
        PageSpec(
            url=f"{REPOSITORY}/rw-integrate-image/SKILL.md",
            kind="markdown",
            read=making,
            prices=(3, 40),
            identity=("Integrate Image Generation", "Available Models"),
            content_types=("text/markdown", "text/plain"),
        ),
        PageSpec(
            url=f"{REPOSITORY}/rw-api-reference/SKILL.md",
            kind="markdown",
            read=reference,
            prices=(3, 40),
            identity=("Runway Public API Reference", "Image Generation"),
            content_types=("text/markdown", "text/plain"),
        ),
    ),
)
