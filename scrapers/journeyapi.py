"""JourneyAPI: an article with two tables; a model costs whole credits per image, five monthly plans say what a credit costs.

Relies on the names of both tables' columns and the heading above the models.
A reconstruction, not seen live: built against the text of an article of 2026-03-24 (markup and address are ours; the only
page found at its own address was the account endpoint's documentation). The dollars per image are the credits times what one
plan's credits cost, and a plan its credits times the cost of one: compared. The prices the running text repeats are ignored by name.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Beside, Draft
from scrapers._drafts import offer, plan, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider


def article(page: Page) -> Iterator[Draft]:
    plans = page.table("Plan", "Price/mo", "Credits/mo", "Cost per credit")
    for row in plans.rows:
        name, credits = row["Plan"].text, row["Credits/mo"].found()
        each = Beside(row["Cost per credit"].found(), times=credits)
        yield plan(name, name, row["Price/mo"].found(), "month", currency="USD", credits=credits, beside=each)
    models = page.table("Model", "Credits", "$/image (Hobby)", ignore=["Best for"])
    hobby = plans.row(Plan="Hobby")
    per_image = models.headings[-1]  # "Cost per image by model": the columns name credits and dollars, the heading the unit
    for row in models.rows:
        dollars = Beside(row["$/image (Hobby)"].found(), times=hobby["Credits/mo"].found(), by=hobby["Price/mo"].found())
        yield offer(row["Model"].text, price(row["Credits"].found(), "output_image", "image", per_image, currency="credit", beside=dollars))
    failed = page.sentence(r"(?P<words>only charges for successful generations)")
    yield rule("failed_generations", "free", failed.found("words"))
    free = page.sentence(r"(?P<words>\d+ free credits)")
    yield rule("free_tier", free["words"], free.found("words"))


PROVIDER = Provider(
    name="JourneyAPI",
    home="https://journeyapi.com",
    kind="reseller",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 3, 24),
    pages=(
        PageSpec(
            url="https://journeyapi.com/blog/cheapest-ai-image-generation-api",
            kind="html",
            read=article,
            prices=(7, 60),
            identity=("JourneyAPI", "How image API pricing works", "Cost per image by model"),
        ),
    ),
)
