"""NanoGPT: one JSON list of image models; a price is dollars per image by size.

Relies on the documented shape of 2026-06-25: `pricing.per_image`, keyed by sizes such as "1024*1024", and the number of models in
`meta`. The documentation says that the shape of `pricing` varies and shows one: any other key of it is held under its name. The
answer itself was not seen: its recording has the documentation's own example. Other figures: data/manual.toml.
"""

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, Found, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, size, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

SIZE = re.compile(r"\d{2,5}\*\d{2,5}")


def models(page: Page) -> Iterator[Draft]:
    count, listed = page.json["meta"]["count"].found().text, list(page.json["data"])
    if count != str(len(listed)):
        raise LayoutChanged(page.url, f"all {count} models in one answer", str(len(listed)))
    for model in listed:
        if "image" in model["architecture"]["output_modalities"].texts:
            yield offer(model["id"].text, *_prices(model["pricing"]), name=model["name"].text)


def _prices(pricing: Node) -> Iterator[PriceWords]:
    if set(pricing.keys()) != {"per_image", "currency"}:
        yield unread(Found(", ".join(pricing.keys()), f"$ {pricing.path}"), "prices in a shape that the documentation doesn't show")
        return
    by_size, currency = pricing["per_image"], pricing["currency"].text
    for key in sorted(by_size.keys()):
        if SIZE.fullmatch(key):
            yield price(by_size[key].found(), "output_image", "image", "per_image", currency=currency, locale="json", size=size(key))
        else:
            yield unread(by_size[key].found(), f"a size {key!r} of unknown meaning")


PROVIDER = Provider(
    name="NanoGPT",
    home="https://nano-gpt.com",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 6, 25),
    pages=(
        PageSpec(
            url="https://nano-gpt.com/api/v1/image-models?detailed=true",
            kind="json",
            read=models,
            prices=(1, 4000),
            identity=('"object"', '"data"', '"output_modalities"'),
        ),
    ),
)
