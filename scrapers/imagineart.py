"""ImagineArt: a documentation page with a table of its image models; a number on it credits for one image, by resolution where a cell
says so. What a credit costs stands on neither page: credits stay credits.

Relies on the names of two columns and, in a cell, on numbers before resolutions in brackets (`49 (1K) / 73.5 (2K) / 98 (4K)`). The
columns of aspect ratios and of the largest resolution change no price. The help page says what an account gets for nothing.
Built against undated texts of both pages (they existed by 2026-11-30), a tool's Markdown of HTML, the table cut after five rows.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row

MODEL, CREDITS = "Model", "Credits (per image)"
AT = re.compile(r"(?P<credits>\d+(?:\.\d+)?) \((?P<at>\d+K(?:/\d+K)*)\)")


def models(page: Page) -> Iterator[Draft]:
    page.ignore(r"4 images costs 4× the per-image rate", because="every image costs the same")
    for row in page.table(MODEL, CREDITS, ignore=["Max resolution", "Supported aspect ratios"]).rows:
        yield offer(slug(row[MODEL].text), *_prices(row), name=row[MODEL].text)


def _prices(row: Row) -> list[PriceWords]:
    """One price, or one for each resolution that is named."""
    cell = row[CREDITS]
    if re.fullmatch(r"\d+(?:\.\d+)?", cell.text):
        return [price(cell.found(), "output_image", "image", CREDITS, currency="credit")]
    stated = [AT.fullmatch(part) for part in cell.text.split(" / ")]
    if not all(stated):
        raise LayoutChanged(cell.locator, "credits, or credits by resolution: 49 (1K) / 98 (4K)", repr(cell.text[:80]))
    pattern = " / ".join(rf"(?P<c{at}>\d+(?:\.\d+)?) \(\d+K(?:/\d+K)*\)" for at in range(len(stated)))
    words = cell.parts(pattern)
    return [
        price(words[f"c{at}"], "output_image", "image", CREDITS, currency="credit", resolution=resolution)
        for at, one in enumerate(stated)
        if one
        for resolution in one["at"].split("/")
    ]


def account(page: Page) -> Iterator[Draft]:
    free = page.sentence(r"All accounts receive (?P<words>\d+ free credits per day)")
    yield rule("free_tier", free["words"], free.found("words"))
    lost = page.sentence(r"(?P<words>Unused subscription credits do not roll over)")
    yield rule("credits_expire", "unused subscription credits do not roll over", lost.found("words"))


PROVIDER = Provider(
    name="ImagineArt",
    home="https://www.imagine.art",
    kind="app",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://docs.imagine.art/image-tools/image-credits",
            kind="rendered",
            read=models,
            prices=(7, 90),
            identity=("Image Studio", CREDITS),
        ),
        PageSpec(
            url="https://help.imagine.art/getting-started/understanding-credits",
            kind="rendered",
            read=account,
            prices=(0, 0),
            identity=("Understanding Credits", "Free credits (daily)"),
        ),
    ),
    note="credits per image; what a plan's credits cost stands on no page that was read",
)
