"""Hugging Face's Inference Providers: a documentation page that names no price of an image, since what its providers charge is passed
on as it is; the credits that an account brings each month are dollars.

A checked negative. Relies on the columns of the table of accounts and on two sentences. What an account costs stands on another
page; the request reckoned out by GPU seconds is an example, ignored by name. Built against the page's source of 2026-08-21.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

ACCOUNT, CREDITS = "Account Type", "Monthly Credits"


def pricing(page: Page) -> Iterator[Draft]:
    for row in page.table(ACCOUNT, CREDITS, ignore=["Can be spent on", "Extra usage (pay-as-you-go)"]).rows:
        credits = row[CREDITS].found(saying="$")
        if credits.fault:
            raise LayoutChanged(row[CREDITS].locator, "dollars of credits", credits.fault)
        free = row[ACCOUNT].text.startswith("Free")
        words = f"monthly credits: {credits.text}"
        yield rule("free_tier" if free else "note", words, credits, of=None if free else slug(row[ACCOUNT].text))
    same = page.sentence(r"(?P<words>charges you the same rates as the provider)")
    yield rule("note", "no price of its own: each provider's rate without markup", same.found("words"), of="negative")


PROVIDER = Provider(
    name="Hugging Face",
    home="https://huggingface.co",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 8, 21),
    pages=(
        PageSpec(
            url="https://huggingface.co/docs/inference-providers/pricing",
            kind="rendered",
            read=pricing,
            prices=(0, 0),
            identity=("Pricing and Billing", "Monthly Credits", "Inference Providers"),
        ),
    ),
    note="checked negative: no image price of its own; what its providers charge is passed on without markup",
)
