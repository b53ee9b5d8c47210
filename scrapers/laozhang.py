"""LaoZhang: Markdown pages with dollars per image or per call; one call makes one image.

The pricing page has a small table of popular models, the guide compares all services, the GPT Image 2 page says what its routes
cost; the newer guide, known in Korean, has a table on its side whose columns are families of models. Relies on the names of these
tables' columns, and of the last on its first column and one label; where a card above it says another price, its family is held.
Ratings (`Quality`, `Speed`) and the prices that tips and examples repeat are ignored by name; a row of recommendations that names
several services gives the price of none.

Built against captured pages of 2026-03-05, 2026-04-22, 2026-04-24 and 2026-10-14 (the beginning of it), and the wording of copies
from winter 2026.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Draft, NoPrice, PriceWords
from scrapers._drafts import no_price, offer, price, rule, size, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell
from scrapers._transposed import models_across

DOCS = "https://docs.laozhang.ai/en/"


def pricing(page: Page) -> Iterator[Draft]:
    for row in page.table("Model", "Price", "Size", ignore=["Speed", "Quality"]).rows:
        axes = {} if row["Size"].text == "Multiple" else {"size": size(row["Size"].text)}
        yield _service(row["Model"].text, row["Price"], **axes)
    for top_up in page.sentences(r"Minimum top-up (?P<words>\$\d+)\."):  # said since spring 2026
        yield rule("minimum_top_up", top_up["words"], top_up.found("words"))


def guide(page: Page) -> Iterator[Draft]:
    for row in page.table("Service", "Price", "Best For", ignore=["Speed", "Quality", "Features"]).rows:
        yield _service(row["Service"].text, row["Price"])
    for row in page.table("Need", "Recommended Service", "Price", ignore=["Features"]).rows:
        if ", " not in row["Recommended Service"].text:
            yield _service(row["Recommended Service"].text, row["Price"], operation="edit")


FEATURE, PER_IMAGE = "기능", "이미지당 가격"
ALIKE = r", (?:\d?[kK`~와 \d]|모든|크기[와에]?|품질[에]?|관계없이|단계| )+동일"  # "…, the same for 1K to 4K": of sizes and qualities alone
SAME = rf"(?P<price>\$\d+(?:\.\d+)?){ALIKE}"
TWO = rf"(?P<first>\$\d+(?:\.\d+)?) / (?P<second>\$\d+(?:\.\d+)?){ALIKE}"
CARD = r"\[card\] (?P<title>[^\n]+)\n[^\n]*?(?:호출당|이미지당) (?P<price>\$\d+(?:\.\d+)?)"  # "… per call $0.045", "… per image …"
FAMILY = re.compile(r"(?P<family>.+?) (?P<first>\d[\d.]*) / (?P<second>\w+)")


def families(page: Page) -> Iterator[Draft]:
    """Each column sells one model, or two of a family whose prices stand in the same order; its card names one of them again."""
    cards = [(card["title"], card.found("price").text) for card in page.sentences(CARD)]
    for name, cells in models_across(page, FEATURE, PER_IMAGE).items():
        two = FAMILY.fullmatch(name)
        said = cells[PER_IMAGE].parts(TWO if two else SAME)
        names = {place: f"{two['family']} {two[place]}" for place in ("first", "second")} if two else {"price": name}
        other = [words for title, words in cards if name.startswith(title) and words not in (said[place].text for place in names)]
        for place, model in names.items():
            words = replace(said[place], fault=f"its card says {other[0]}") if other else said[place]
            yield offer(slug(model), price(words, "output_image", "image", PER_IMAGE, currency="USD"), name=model)


def routes(page: Page) -> Iterator[Draft]:
    columns = ["Route", "size", "quality", "Available endpoints"]
    for row in page.table("Token group", "Model name", "Billing", ignore=columns).rows:
        group = row["Token group"].text
        yield _service(row["Model name"].text, row["Billing"], **({} if group == "Default group" else {"feature": slug(group)}))


def _service(name: str, cell: Cell, **axes: Any) -> Draft:
    return offer(slug(name), _price(cell, axes), name=name)


def _price(cell: Cell, axes: dict[str, Any]) -> PriceWords | NoPrice:
    if re.fullmatch(r"Per token|Same as official pricing", cell.text):
        return no_price(cell.found(), "output_image", "image", f"only words: {cell.text}", **axes)
    return price(cell.found(), "output_image", "image", currency="USD", **axes)


PROVIDER = Provider(
    name="LaoZhang API",
    home="https://api.laozhang.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 10, 14),
    pages=(
        PageSpec(
            url=f"{DOCS}pricing.md",
            kind="markdown",
            read=pricing,
            prices=(3, 40),
            identity=("LaoZhang API", "Popular Models", "Real-time Price Query"),
            taxed=True,
        ),
        PageSpec(
            url=f"{DOCS}api-capabilities/image-generation-guide.md",
            kind="markdown",
            read=guide,
            prices=(9, 60),
            identity=("Complete Comparison", "Image Editing"),
        ),
        PageSpec(
            url="https://docs.laozhang.ai/ko/api-capabilities/image-generation-guide.md",
            kind="markdown",
            read=families,
            prices=(3, 30),
            identity=("LaoZhang API", "GPT Image", PER_IMAGE),
        ),
        PageSpec(
            url=f"{DOCS}api-capabilities/gpt-image-2.md",
            kind="markdown",
            read=routes,
            prices=(2, 20),
            identity=("Route Matrix", "gpt-image-2"),
        ),
    ),
)
