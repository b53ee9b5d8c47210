"""Venice's own answer: dollars per image (`usd`), by size where `resolutions` has them, and per enlarging.

Built against the whole answer of 2026-04-29. Prices in Diem, a claim on a dollar's worth a day, are ignored by name. A deprecation's date
is told and ends nothing: a model whose date had passed was still sold months later.
"""

import re
from collections.abc import Iterator

from schema.drafts import Draft, Found, NoPrice, PriceWords
from scrapers._drafts import iso_date, no_price, offer, price, rule, unread
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers.venice._tables import FACTORS


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
