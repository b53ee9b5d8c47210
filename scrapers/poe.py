"""Poe: one JSON list of all its bots; a price is dollars as a string, null is not said and never free.

Built against the whole answer of 2026-01-11 (340 bots, 62 of them make images, 40 of those without a price). Relies on
`architecture.output_modalities` to say what a bot makes, and on six keys under `pricing`: `request` is dollars for one message, which
makes one image; `prompt`, `completion` and `image` are dollars for one token, `image` for one of the image that comes out: seven or
eight tenths of what the maker asks. The list names no unit; these are the API's as documented. Writing to a cache is ignored by name.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, NoPrice, PriceWords
from schema.prices import Billable, Unit
from scrapers._drafts import no_price, offer, price, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

SOLD: dict[str, tuple[Billable, Unit]] = {
    "request": ("output_image", "request"),
    "image": ("output_image", "million_tokens"),
    "prompt": ("input_text", "million_tokens"),
    "completion": ("output_text", "million_tokens"),
    "input_cache_read": ("cached_input_text", "million_tokens"),
}
IGNORED = ("input_cache_write",)
PER: dict[Unit, str] = {"request": "request", "million_tokens": "token"}


def bots(page: Page) -> Iterator[Draft]:
    for bot in page.json["data"]:
        if "image" in bot["architecture"]["output_modalities"].texts:
            yield offer(bot["id"].text, *_prices(bot), name=bot["metadata"]["display_name"].text)


def _prices(bot: Node) -> list[PriceWords | NoPrice]:
    pricing = bot.get("pricing")
    if pricing is None:
        return [no_price(bot["id"].found(), "output_image", "image", "the list gives no price")]
    if unknown := pricing.others(*SOLD, *IGNORED):
        return [unread(bot["id"].found(), f"prices of unknown meaning: {', '.join(unknown)}")]
    said = [(key, amount) for key in SOLD if (amount := pricing.get(key)) is not None]
    if not any(SOLD[key][0] == "output_image" for key, _ in said):
        return [no_price(bot["id"].found(), "output_image", "image", "the list gives no price of an image")]
    return [price(amount.found(), *SOLD[key], PER[SOLD[key][1]], currency="USD", locale="json") for key, amount in said]


PROVIDER = Provider(
    name="Poe",
    home="https://poe.com",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 1, 11),
    note="The list names neither currency nor unit; its API's documentation does.",
    pages=(
        PageSpec(
            url="https://api.poe.com/v1/models",
            kind="json",
            read=bots,
            prices=(40, 400),
            identity=('"output_modalities"', '"input_cache_read"', "poe.com"),
        ),
    ),
)
