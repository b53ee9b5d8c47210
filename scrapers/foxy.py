"""Foxy: a help article that says what each monthly plan costs and brings, and that an image takes one credit.

Relies on a plan's name and price on one line, its credits on the next, and on three sentences. How many images run at a time is said
twice, under other names of the plans the second time, and changes no price: ignored by name. Videos take other numbers of credits.
Built against an undated text of the whole article (it existed by 2026-11-30), a tool's rendering of the help centre's HTML.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, plan, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

PLAN = r"(?P<name>[A-Z][a-z]+) – (?P<price>\$[1-9]\d*)/month\s+→ (?P<credits>[1-9][\d,]*) credits/month\b"
PLANS = ("Starter", "Plus", "Creator", "Ultimate")


def article(page: Page) -> Iterator[Draft]:
    page.ignore(r"Generate \d+ images/\d+ videos? at a time", because="how many run at the same time")
    page.ignore(r"[A-Z][a-z]+: \d+( at a time)?", because="the same again, under other names")
    page.ignore(r"Videos are either \d+ or \d+ credits", because="videos")
    found = list(page.sentences(PLAN))
    if tuple(one["name"] for one in found) != PLANS:
        raise LayoutChanged(page.url, f"the plans {', '.join(PLANS)}", ", ".join(one["name"] for one in found) or "none")
    for one in found:
        yield plan(
            one["name"], f"Foxy {one['name']}", one.found("price"), "month", currency="USD", credits=one.found("credits"), rollover=True
        )
    each = page.sentence(r"(?P<count>1) (?P<unit>image) = (?P<credits>\d+ credits?)\b")
    words = price(each.found("credits"), "output_image", "image", "1 image", currency="credit", operation="generate")
    yield offer("image", words, name="An image in Foxy")
    kept = page.sentence(r"(?P<words>unused credits automatically roll over into the next month)(?=\.)")
    yield rule("credits_expire", "unused credits roll over into the next month", kept.found("words"))


PROVIDER = Provider(
    name="Foxy AI",
    home="https://foxy.ai",
    kind="app",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://help.foxy.ai/en/articles/11143535-how-many-credits-do-i-get-with-my-plan",
            kind="rendered",
            read=article,
            prices=(1, 1),
            identity=("Credit Breakdown by Plan", "credits/month"),
        ),
    ),
)
