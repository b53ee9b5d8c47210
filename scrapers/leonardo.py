"""Leonardo.Ai: a Markdown guide to paying as you go that carries no price; prices come from a calculator behind a key.

A checked negative: the page is read to notice the day it prints one. Built against the captured page of 2026-01-28 (its beginning).
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

PRICE = re.compile(r"(?:US ?)?[$€£¥] ?\.?\d[\d.,]*|\d[\d.,]* ?(?:USD|dollars|cents)\b|\d[\d.,]* credits? (?:per|an|each)\b", re.I)


def guide(page: Page) -> Iterator[Draft]:
    priced = PRICE.search(page.text)
    if priced:
        raise LayoutChanged(
            page.url, "a guide without prices, as on 2026-01-28", repr(page.text[max(0, priced.start() - 60) : priced.end() + 40])
        )
    title = page.sentence(r"\n(?P<words>What is PAYG Pricing\?)\n")
    yield rule("note", "no image price published: looked for on every reading", title.found("words"), of="negative")


PROVIDER = Provider(
    name="Leonardo.Ai",
    home="https://leonardo.ai",
    kind="maker",
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
    ),
    note="checked negative: no image price is published; prices come from a calculator behind a key",
)
