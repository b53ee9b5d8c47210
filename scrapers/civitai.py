"""Civitai: a design note of the seller's own repository with a table of its memberships: dollars a month by tier.

Relies on the columns of that table. The column of Buzz is what a month of perks alone costs in the seller's own coin, bought with
Buzz and not for money: ignored by name. What Buzz a paid month brings, and what an image takes of it, stand on no page that is
read: no price per image. Built against the file of 2026-08-06.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import plan, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

MONEY = r"(?P<price>\$[1-9]\d*\.\d\d)"  # a membership for nothing would be another thing


def memberships(page: Page) -> Iterator[Draft]:
    page.ignore(r"dollars × [\d,]+ buzz/\$", because="what Buzz is reckoned at: prices in dollars stay as they are")
    unsaid = "what Buzz a month brings is not said here"
    for row in page.table("Tier", "Cash", ignore=["Buzz"]).rows:
        tier, cash = row["Tier"].parts(r"(?P<tier>[A-Z][a-z]+)")["tier"].text, row["Cash"].parts(MONEY)["price"]
        yield plan(tier, f"{tier} membership", cash, "month", currency="USD", unpublished=unsaid)
    worth = page.sentence(r"dollars × (?P<words>(?P<buzz>[\d,]+) buzz/\$)")
    yield rule("note", f"a dollar is reckoned as {worth['buzz']} Buzz", worth.found("words"), of="credit")


PROVIDER = Provider(
    name="Civitai",
    home="https://civitai.com",
    kind="app",
    seen="page",
    seen_on=date(2026, 8, 6),
    pages=(
        PageSpec(
            url="https://raw.githubusercontent.com/civitai/civitai/main/docs/features/buzz-memberships.md",
            kind="markdown",
            read=memberships,
            prices=(0, 0),
            identity=("Buzz-purchased memberships", "Cash", "Bronze"),
        ),
    ),
    note="no price per image is published where it could be read: images are paid in Buzz",
)
