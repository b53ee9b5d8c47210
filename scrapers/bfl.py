"""Black Forest Labs: one Markdown page. FLUX.2 is billed by the megapixel and printed as "from" prices; FLUX.1 costs a
fixed sum per image, printed in credits (1 credit = $0.01) and in dollars.

Relies on two headings, the names of their tables' columns, and the sentences on credits and [klein].
Built against captured pages of 2026-01-25 (whole) and 2026-11-01 (cut below the first table).
The input and further-megapixel rates of the dearer FLUX.2 models are in the page's calculator only: see data/manual.toml.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Beside, Draft, NoPrice, PriceWords
from scrapers._drafts import no_price, offer, plan, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell

NOT_HOSTED = ("Free", "Local only")
KLEIN = (
    r"The (?P<first_mp>first megapixel) costs a flat rate, then (?P<further_mp>each additional MP) adds to the total\. "
    r"For example, a 2MP image with (?P<model>Klein 4B) costs (?P<first>\$[\d.]+) \+ (?P<further>\$[\d.]+) = "
)


def pricing(page: Page) -> Iterator[Draft]:
    credit = page.sentence(r"(?P<credits>\d+) credits? = (?P<price>\$[\d.,]*\d) USD • (?P<unit>Pay per image)")
    yield plan("credits", "Prepaid credits", credit.found("price"), "once", credits=credit.found("credits"))
    yield from _flux2(page, credit["unit"])
    yield from _klein(page)
    for row in page.table("Model", "Credits per Image", "Price per Image", under="FLUX.1 Models").rows:
        credits = Beside(row["Credits per Image"].found(), times=credit.found("price"), by=credit.found("credits"))
        amount = price(row["Price per Image"].found(), "output_image", "image", "Price per Image", currency="USD", beside=credits)
        yield offer(slug(row["Model"].text), amount, name=row["Model"].text)
    batch = page.sentence(r"(?P<words>Batch requests multiply the base cost by the number of images)")
    yield rule("batch", "none", batch.found("words"))


def _flux2(page: Page, unit: str) -> Iterator[Draft]:
    for row in page.table("Model", "Text-to-Image", "Image Editing", under="FLUX.2 Models").rows:
        prices = (_from(row["Text-to-Image"], unit, "generate"), _from(row["Image Editing"], unit, "edit"))
        yield offer(slug(row["Model"].text), *prices, name=row["Model"].text)


def _from(cell: Cell, unit: str, operation: str) -> PriceWords | NoPrice:
    if cell.text in NOT_HOSTED:
        return no_price(cell.found(), "output_image", "image", "not hosted: " + cell.text, operation=operation)
    return price(cell.found(), "output_image", "image", unit, how="from", currency="USD", operation=operation)


def _klein(page: Page) -> Iterator[Draft]:
    words = page.sentence(KLEIN)
    first = price(words.found("first"), "output_image", "megapixel", words["first_mp"], currency="USD", megapixels="first")
    further = price(words.found("further"), "output_image", "megapixel", words["further_mp"], currency="USD", megapixels="further")
    yield offer("flux.2-klein-4b", first, further, name="FLUX.2 [klein] 4B")


PROVIDER = Provider(
    name="Black Forest Labs",
    home="https://bfl.ai",
    kind="maker",
    seen="page",
    seen_on=date(2026, 11, 1),
    pages=(
        PageSpec(
            url="https://docs.bfl.ai/quick_start/pricing.md",
            kind="markdown",
            read=pricing,
            prices=(15, 60),
            identity=("FLUX.2 Models", "FLUX.1 Models"),
        ),
    ),
)
