"""Leonardo.Ai: a guide to paying as you go that carries no price (the API's come from a calculator behind a key), and two articles of
the app's help: a table of what each feature takes in the app's own tokens for one image, and what tokens an account gets.

The guide is a checked negative, read to notice the day it prints a price. The articles rely on the names of two columns and on two
sentences. What four images at once take is ignored by name (no axis says how many were asked for), and so is what makes no image.
The calculator's own page is not read: in the only copy its cells are glued ("Stable Diffusion 1.57 credits").

Built against the beginning of the guide of 2026-01-28 and undated texts of both articles, of the Alchemy age (they existed by 2026-11-30).
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

PRICE = re.compile(r"(?:US ?)?[$€£¥] ?\.?\d[\d.,]*|\d[\d.,]* ?(?:USD|dollars|cents)\b|\d[\d.,]* credits? (?:per|an|each)\b", re.I)
FEATURE, UNIT = "Feature", "1 Image"
ONE = f"Cost for {UNIT}"
OF_NO_IMAGE = ("3D Texture Preview", "Full 3D Texture Generation")


def guide(page: Page) -> Iterator[Draft]:
    priced = PRICE.search(page.text)
    if priced:
        raise LayoutChanged(
            page.url, "a guide without prices, as on 2026-01-28", repr(page.text[max(0, priced.start() - 60) : priced.end() + 40])
        )
    title = page.sentence(r"\n(?P<words>What is PAYG Pricing\?)\n")
    yield rule("note", "no price of the API published: looked for on every reading", title.found("words"), of="negative")


def tokens(page: Page) -> Iterator[Draft]:
    for row in page.table(FEATURE, ONE, ignore=["Cost for 4 Images"]).rows:
        if row[FEATURE].text not in OF_NO_IMAGE:
            said = row[ONE].parts(r"(?P<tokens>\d+) Tokens?")
            # The app's coin is called a token: `parts` has demanded the word that no rule for currencies knows.
            amount = price(said["tokens"], "output_image", "image", UNIT, currency="credit", locale="json")
            yield offer(slug(row[FEATURE].text), amount, name=row[FEATURE].text)


def account(page: Page) -> Iterator[Draft]:
    free = page.sentence(r"Free users get (?P<words>\d+ daily tokens)")
    yield rule("free_tier", free["words"], free.found("words"))
    kept = page.sentence(r"a rollover bank storing up to (?P<words>\d+ month’s worth of tokens)")
    yield rule("credits_expire", kept["words"], kept.found("words"))


PROVIDER = Provider(
    name="Leonardo.Ai",
    home="https://leonardo.ai",
    kind="maker",
    currency="credit",
    seen="page",
    seen_on=date(2026, 1, 28),
    pages=(
        PageSpec(
            url="https://docs.leonardo.ai/docs/payg-guide.md",
            kind="markdown",
            read=guide,
            prices=(0, 0),
            identity=("Pay-As-You-Go (PAYG) Guide", "What is PAYG Pricing?"),
        ),
        PageSpec(
            url="https://intercom.help/leonardo-ai/en/articles/8044033-token-usage",
            kind="rendered",
            read=tokens,
            prices=(10, 40),
            identity=("Token Costs", ONE),
        ),
        PageSpec(
            url="https://intercom.help/leonardo-ai/en/articles/9044700-tokens-frequently-asked-questions",
            kind="rendered",
            read=account,
            prices=(0, 0),
            identity=("Tokens - Frequently Asked Questions", "Rollover bank"),
        ),
    ),
    note="the API's prices come from a calculator behind a key: checked negative; the app's tokens per image are from an undated copy",
)
