"""OpenRouter's list of all models: dollars per token as a string, under the model's own id; -1 stands for "what it is sent to".

The whole answer of 2026-08-22, 421 models, 9 priced for making images. Its units stand in its documentation, not in it. There `image` is
called a price per image that goes in and equals the rate of a token: no price is made of it.
"""

from collections.abc import Iterator

from schema.drafts import Draft, NoPrice, PriceWords
from schema.prices import Billable, Unit
from scrapers._drafts import iso_date, no_price, offer, price, rule
from scrapers._json import Node
from scrapers._page import Page

RATES: dict[str, tuple[Billable, Unit, str]] = {
    "image_output": ("output_image", "million_tokens", "token"),
    "prompt": ("input_text", "million_tokens", "token"),
    "completion": ("output_text", "million_tokens", "token"),
    "input_cache_read": ("cached_input_text", "million_tokens", "token"),
    "web_search": ("request", "request", "request"),
}
OF_NO_PICTURE = ("audio", "input_audio_cache", "internal_reasoning", "input_cache_write")  # sound, or said by another rate


def all_models(page: Page) -> Iterator[Draft]:
    for model in page.json["data"]:
        if "image" in model["architecture"]["output_modalities"].texts:
            yield offer(model["id"].text, *_rates(model), name=model["name"].text)
            if (ends := model.get("expiration_date")) is not None:
                yield rule("retires", iso_date(ends.text), ends.found(), model["id"].text)


def _rates(model: Node) -> Iterator[PriceWords | NoPrice]:
    pricing = model["pricing"]
    if pricing["prompt"].text == "-1":
        yield no_price(pricing["prompt"].found(), "output_image", "image", "what the model costs that it is sent to")
        return
    unknown = ", ".join(pricing.others(*RATES, *OF_NO_PICTURE, "image"))
    for key, (billable, unit, per) in RATES.items():
        if (amount := pricing.get(key)) is not None:
            feature = "web-search" if billable == "request" else None
            words = amount.found(fault=f"beside it {unknown}" if unknown else "")
            yield price(words, billable, unit, per, currency="USD", locale="json", feature=feature)
    if pricing.get("image_output") is None:
        yield no_price(model["id"].found(), "output_image", "million_tokens", "the list gives no price of an image")
    if (image := pricing.get("image")) is not None:
        yield no_price(image.found(), "input_image", "image", "called a price per image, and equal to the rate of a token")
