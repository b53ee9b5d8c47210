"""Atlas Cloud: one JSON list of all its models; `base_price` of an Image model is where the price of one image starts, in dollars.

What a quality or size adds is nowhere in the list (gpt-image-2 has its lowest quality as base), so every price is a "from".
`actual` is today's price, after `discount` (a percentage of `origin`). Image models sold by the token have bare numbers without
a unit: no price. 3D models stand under Image too and are out.

Relies on the keys `type`, `price` and `base_price` of a record.
Built against the captured list of 2026-08-07.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, NoPrice, PriceWords
from schema.prices import Operation
from scrapers._drafts import no_price, offer, price, rule, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

OPERATIONS: dict[str, Operation] = {"TEXT-TO-IMAGE": "generate", "IMAGE-TO-IMAGE": "edit", "IMAGE-TOOLS": "edit"}
NOT_IMAGES = ("IMAGE-TO-3D", "TEXT-TO-3D")
TOKEN_RATE = "output_image_price"


def models(page: Page) -> Iterator[Draft]:
    for row in page.json["data"]:
        if row["type"].text == "Image":
            yield from _image(row)
        elif (rate := row["price"]["actual"].get(TOKEN_RATE)) is not None:
            bare = no_price(rate.found(), "output_image", "million_tokens", f"{TOKEN_RATE} without a unit")
            yield offer(row["model"].text, bare, name=row["displayName"].text)


def _image(row: Node) -> Iterator[Draft]:
    categories = row["categories"].texts
    if len(categories) == 1 and categories[0] in NOT_IMAGES:
        return  # makes a 3D model
    model, name, pricing = row["model"].text, row["displayName"].text, row["price"]
    if len(categories) != 1 or categories[0] not in OPERATIONS:
        why = f"the categories {categories}, of which one of images was expected"
        yield offer(model, unread(row["type"].found(), why), name=name)
        return
    yield offer(model, _price(row, pricing, OPERATIONS[categories[0]]), name=name)
    if pricing["discount"].text != "100" and (before := pricing["origin"].get("base_price")) is not None:
        yield rule("note", f"{pricing['discount'].text} % of {before.text}", before.found(), model)


def _price(row: Node, pricing: Node, operation: Operation) -> PriceWords | NoPrice:
    actual = pricing["actual"]
    if not actual.keys():
        return no_price(row["model"].found(), "output_image", "image", "the list gives no price", operation=operation)
    others = {*actual.keys(), *pricing.keys()} - {"base_price", "discount", "actual", "origin"}
    found = actual["base_price"].found(fault=f"beside it {', '.join(sorted(others))}" if others else "")
    return price(found, "output_image", "image", row["type"].text, how="base", currency="USD", locale="json", operation=operation)


PROVIDER = Provider(
    name="Atlas Cloud",
    home="https://www.atlascloud.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 8, 7),
    note="The list names no currency; the seller's pages are in US dollars.",
    pages=(
        PageSpec(
            url="https://console.atlascloud.ai/api/v1/models",
            kind="json",
            read=models,
            prices=(20, 600),
            identity=('"base_price"', "atlascloud.ai"),
        ),
    ),
)
