"""Venice: a documentation page with a table for making, one for editing and one for enlarging images, rewritten daily from the API's
own answer, which is asked for too. A number on either is dollars per image; the page rounds it to the cent.

Built against the whole page of 2026-08-21 and the whole answer of 2026-04-29. Relies on the columns of the three tables under
"Image Generation", on `1K: $…` or `Per Image: $…` in a cell, and in the answer on `pricing.generation` or `.resolutions` by size.
Prices in Diem, a claim on a dollar's worth a day, are ignored by name. A deprecation's date is told and ends nothing: a model
whose date had passed was still sold months later.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, Found, NoPrice, PriceWords
from scrapers._drafts import iso_date, no_price, offer, price, rule, unread
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row

IMAGES, PER_EDIT, EXTRA = "Image Generation", "Per Edit", "Extra Input Image"
PRICES = r"Per Image: (?P<each>\$[\d.]+)|(?:1K: (?P<K1>\$[\d.]+))?(?:(?:, )?2K: (?P<K2>\$[\d.]+))?(?:(?:, )?4K: (?P<K4>\$[\d.]+))?"
FACTORS = ("2x", "4x")


def pricing(page: Page) -> Iterator[Draft]:
    page.ignore(r"\d input images .*\$.* = \$", "an example that reckons with prices no model of the table has")
    making = page.table("Model", "ID", "Price", "Privacy", under=IMAGES)
    for row in making.rows:
        said = row["Price"].parts(PRICES)
        unit = "Per Image" if "each" in said else making.headings[-1]  # "Generation"
        prices = [
            price(words, "output_image", "image", unit, currency="USD", operation="generate", resolution=_resolution(name))
            for name, words in said.items()
        ]
        yield offer(row["ID"].text, *prices, name=row["Model"].text)
    for row in page.table("Model", "ID", "2x Upscale", "4x Upscale", under=IMAGES).rows:
        prices = [
            price(
                row[f"{by} Upscale"].found(), "output_image", "image", "Upscale", currency="USD", operation="edit", feature=f"upscale-{by}"
            )
            for by in FACTORS
        ]
        yield offer(row["ID"].text, *prices, name=row["Model"].text)
    included = page.sentence(r"The Per Edit price includes the (?P<words>first input image)\.")
    for row in page.table("Model", "ID", PER_EDIT, EXTRA, under=IMAGES).rows:
        yield from _edit(row)
    yield rule("free_references", "1", included.found("words"), operation="edit")


def _resolution(name: str) -> str | None:
    return None if name == "each" else f"{name[1:]}K"


def _edit(row: Row) -> Iterator[Draft]:
    prices = [price(row[PER_EDIT].found(), "output_image", "image", PER_EDIT, currency="USD", operation="edit")]
    if row[EXTRA].text != "-":  # no fee is named
        prices.append(price(row[EXTRA].found(), "input_image", "image", EXTRA, currency="USD", operation="edit"))
    yield offer(row["ID"].text, *prices, name=row["Model"].text)


def models(page: Page) -> Iterator[Draft]:
    for model in page.json["data"]:
        kind, said = model["type"].text, model["model_spec"]
        if kind != "image":
            yield offer(model["id"].text, unread(model["type"].found(), f"a type {kind!r} in a list of images"))
            continue
        yield offer(model["id"].text, *_prices(said, kind), name=said["name"].text)
        if (ended := said.get("deprecation")) is not None:
            day = iso_date(re.sub(r"T00:00:00\.000Z$", "", ended["date"].text))
            yield rule("note", f"deprecated on {day}", ended["date"].found(), model["id"].text, of="deprecation")


def _prices(said: Node, unit: str) -> Iterator[PriceWords | NoPrice]:
    prices = said["pricing"]
    prices.only("generation", "resolutions", "upscale")
    if said["offline"].value is True:
        yield no_price(said["name"].found(), "output_image", "image", "offline", operation="generate")
        return
    if (each := prices.get("generation")) is not None:
        yield price(_dollars(each), "output_image", "image", unit, currency="USD", locale="json", operation="generate")
    sizes = prices.get("resolutions")
    for size in sizes.keys() if sizes else ():
        found = _dollars(prices["resolutions"][size])
        yield price(found, "output_image", "image", unit, currency="USD", locale="json", operation="generate", resolution=size)
    for by in FACTORS:
        found = _dollars(prices["upscale"][by])
        yield price(found, "output_image", "image", unit, currency="USD", locale="json", operation="edit", feature=f"upscale-{by}")


def _dollars(amount: Node) -> Found:
    amount.only("usd", "diem")
    return amount["usd"].found(Number)


PROVIDER = Provider(
    name="Venice",
    home="https://venice.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 8, 21),
    pages=(
        PageSpec(
            url="https://docs.venice.ai/overview/pricing.md",
            kind="markdown",
            read=pricing,
            prices=(40, 300),
            identity=("All prices in USD", IMAGES),
        ),
        PageSpec(
            url="https://api.venice.ai/api/v1/models?type=image",
            kind="json",
            read=models,
            prices=(40, 500),
            identity=('"model_spec"', '"venice.ai"'),
        ),
    ),
)
