"""Civitai: a design note of the seller's own repository with its memberships: dollars a month, and the Buzz a month brings.

Relies on the columns of two tables and on a tier's name in both. The column of Buzz is what a month of perks alone costs in the
seller's own coin: ignored by name, as are the products' prices in cents, which the other table says in dollars. What an image takes
of the Buzz stands on no page that is read: no price per image. Built against the file of 2026-08-06.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, Found
from schema.errors import LayoutChanged
from scrapers._drafts import plan, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

MONEY = r"(?P<price>\$[1-9]\d*\.\d\d)"  # a membership for nothing would be another thing


def memberships(page: Page) -> Iterator[Draft]:
    page.ignore(r"dollars × [\d,]+ buzz/\$", because="what Buzz is reckoned at: prices in dollars stay as they are")
    monthly = dict(_monthly_buzz(page))
    for row in page.table("Tier", "Cash", ignore=["Buzz"]).rows:
        tier, cash = row["Tier"].parts(r"(?P<tier>[A-Z][a-z]+)")["tier"].text, row["Cash"].parts(MONEY)["price"]
        if tier.lower() not in monthly:
            raise LayoutChanged(row["Tier"].locator, "a membership whose Buzz a month is told", f"{tier}, beside {', '.join(monthly)}")
        yield plan(tier, f"{tier} membership", cash, "month", currency="USD", credits=monthly[tier.lower()])
    worth = page.sentence(r"dollars × (?P<words>(?P<buzz>[\d,]+) buzz/\$)")
    yield rule("note", f"a dollar is reckoned as {worth['buzz']} Buzz", worth.found("words"), of="credit")


def _monthly_buzz(page: Page) -> Iterator[tuple[str, Found]]:
    """The Buzz each membership brings a month, by tier."""
    for row in page.table("Product", "metadata", ignore=["Price"]).rows:
        tier = row["Product"].parts(r"civitai-(?P<tier>[a-z]+)")["tier"].text
        yield tier, row["metadata"].parts(r'.*\bmonthlyBuzz: "(?P<buzz>[1-9][\d,]*)".*')["buzz"]


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
