"""APIYI: a Markdown page about Nano Banana Pro; its table compares the seller's own models, in dollars per image, and the second
table says what each group of tokens pays. A newer page, known in Japanese, has the whole family in a table on its side: dollars per
request, which makes one image.

The yuan in brackets is an approximation with a top-up bonus, "Higher" is no price; both by name. The group `Default` pays the
price of the first table, the others their own: each is its rate times that price, or held.

Relies on the names of the columns, and of the newer table on its first column and two labels. Built against one captured page of
2026-05-29, of which sections were cut out between the two tables, and the beginning of the newer page, undated (it names 2 Lite, and
existed by 2026-11-30).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Beside, Draft
from schema.errors import LayoutChanged
from scrapers._drafts import no_price, offer, price, rule, slug, unread
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell
from scrapers._transposed import models_across

MODEL = r"(?P<name>[^()]+?)(?: \((?P<names>\d+K(?:-\d+K)?)\))?"
AMOUNT = r"(?P<price>\$\d+(?:\.\d+)?/image)(?: \(~¥\d+(?:\.\d+)? with bonuses\))?"
GROUP = r"[^$]*per-call (?P<price>\$\d+(?:\.\d+)?/image)\b[^$]*"


def overview(page: Page) -> Iterator[Draft]:
    sold = page.sentence(r"\A(?P<name>[^\n]+) (?i:image generation)\n")["name"]
    groups = page.table("Group", "Rate", "When to use")
    default = groups.row(Group="Default")
    first = default["When to use"].parts(GROUP)["price"]
    for row in page.table("Model", "Pricing", ignore=["Advantage"]).rows:
        label = row["Model"].parts(MODEL)
        name = label["name"].text
        second = Beside(default["Rate"].found(), times=first) if name == sold else None
        for axes in _resolutions(label["names"].text if "names" in label else ""):
            yield _offer(name, row["Pricing"], AMOUNT, axes, second)
    for row in groups.rows:
        if (group := row["Group"].text) != "Default":
            yield _offer(sold, row["When to use"], GROUP, {"feature": slug(group)}, Beside(row["Rate"].found(), times=first))
    for lost in page.sentences(r"if your client disconnects (?P<words>the result is lost while the request is still billed)"):
        yield rule("note", "a request is billed when the client disconnects", lost.found("words"))


NAMED = re.compile(r"Nano Banana(?: \d(?:\.\d)?)?(?: (?:Pro|Lite))?(?: \(Gen \d\))?")
# What of a name stands in its id too: a column whose cells were exchanged says two things.
MARKS = {"Pro": "-pro-", "Lite": "-lite-", "Gen 1": "-2.5-"}


def family(page: Page) -> Iterator[Draft]:
    for name, cells in models_across(page, "Feature", "Model ID", "Per-request").items():
        model = cells["Model ID"].text
        if not NAMED.fullmatch(name) and not re.search(r"\d", cells["Per-request"].text):
            continue  # a column of remarks beside the models'
        if not NAMED.fullmatch(name) or any((said in name) != (mark in model) for said, mark in MARKS.items()):
            raise LayoutChanged(cells["Model ID"].locator, "a name and its id", f"{name!r} over {model!r}")
        yield offer(cells["Model ID"].text, price(cells["Per-request"].found(), "output_image", "image", currency="USD"), name=name)


def _resolutions(names: str) -> list[dict[str, Any]]:
    return [{"resolution": name} for name in names.split("-")] if names else [{}]


def _offer(name: str, cell: Cell, pattern: str, axes: dict[str, Any], second: Beside | None) -> Draft:
    match = re.fullmatch(pattern, cell.text)
    if cell.text == "Higher":
        return offer(slug(name), no_price(cell.found(), "output_image", "image", "only a word: Higher", **axes), name=name)
    if match is None:
        return offer(slug(name), unread(cell.found(), cell.fault or "a price in words of no known form", **axes), name=name)
    words = replace(cell.found(), text=match["price"])
    return offer(slug(name), price(words, "output_image", "image", currency="USD", beside=second, **axes), name=name)


PROVIDER = Provider(
    name="APIYI",
    home="https://apiyi.com",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 5, 29),
    pages=(
        PageSpec(
            url="https://docs.apiyi.com/en/api-capabilities/nano-banana-image/overview.md",
            kind="markdown",
            read=overview,
            prices=(5, 40),
            identity=("Nano Banana Pro Image Generation", "Price Comparison", "Group Setup"),
        ),
        PageSpec(
            url="https://docs.apiyi.com/ja/api-capabilities/nano-banana-pricing.md",
            kind="markdown",
            read=family,
            prices=(3, 40),
            identity=("Nano Banana", "Per-request", "Model ID"),
        ),
    ),
)
