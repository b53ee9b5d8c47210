"""OpenRouter: its image API, one answer (JSON) that lists the models and one for each model's endpoints, and its list of all models.
On the first a price is dollars (`cost_usd`) per image, megapixel or token of one upstream endpoint, which is a part of the native id:
one model has several. On the second it is dollars per token as a string, under the model's own id; -1 stands for "what it is sent to".

Relies on the keys of both answers: `pricing` with `unit` and `cost_usd`, and `architecture` with what a model puts out.
Built against the API's published schema of 2026-08-22, whose five model ids are the ones asked for; its example figures
are examples, and none was kept.
The list of all models: the whole answer of 2026-08-22, 421 of them, 9 priced for making images. Its units stand in its documentation,
not in it. There `image` is called a price per image that goes in and equals the rate of a token: no price is made of it.
A model of the image API's list whose endpoints are on no page declared here is published without a price, not left out.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, NoPrice, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable, Unit
from scrapers._drafts import iso_date, no_price, offer, price, rule
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

API = "https://openrouter.ai/api/v1/images/models"
MODELS = (
    "black-forest-labs/flux.2-pro",
    "bytedance-seed/seedream-4.5",
    "google/gemini-2.5-flash-image",
    "openai/gpt-image-1",
    "openai/gpt-image-2",
)
BILLABLES: dict[str, Billable] = {
    "output_image": "output_image",
    "input_image": "input_image",
    "input_reference": "input_image",
    "input_text": "input_text",
}
OF_NO_IMAGE = ("input_font",)
RATES: dict[str, tuple[Billable, Unit, str]] = {
    "image_output": ("output_image", "million_tokens", "token"),
    "prompt": ("input_text", "million_tokens", "token"),
    "completion": ("output_text", "million_tokens", "token"),
    "input_cache_read": ("cached_input_text", "million_tokens", "token"),
    "web_search": ("request", "request", "request"),
}
OF_NO_PICTURE = ("audio", "input_audio_cache", "internal_reasoning", "input_cache_write")  # sound, or said by another rate
UNITS: dict[str, Unit] = {"image": "image", "megapixel": "megapixel", "token": "million_tokens"}
RESOLUTIONS = {"512": "0.5K", "0.5k": "0.5K", "1k": "1K", "2k": "2K", "4k": "4K"}
QUALITIES = ("low", "medium", "high")


def models(page: Page) -> Iterator[Draft]:
    for model in page.json["data"]:
        if "image" not in model["architecture"]["output_modalities"].texts:
            raise LayoutChanged(page.url, "models that make images", model["id"].text)
        if model["id"].text not in MODELS:
            words = model["endpoints"].found()
            reason = "its endpoints are on a page that is not read yet"
            yield offer(model["id"].text, no_price(words, "output_image", "image", reason), name=model["name"].text)


def endpoints(page: Page) -> Iterator[Draft]:
    model = page.json["id"].text
    if not page.url.endswith(f"/{model}/endpoints"):
        raise LayoutChanged(page.url, "the endpoints of the model asked for", model)
    for endpoint in page.json["endpoints"]:
        priced = [line for line in endpoint["pricing"] if line["billable"].text not in OF_NO_IMAGE]
        if not priced:
            raise endpoint.changed("a price", "none")
        yield offer(
            f"{model}@{endpoint['provider_slug'].text}",
            *(_line(line) for line in priced),
            name=f"{model} ({endpoint['provider_name'].text})",
        )


def _line(line: Node) -> Any:
    line.only("billable", "unit", "cost_usd", "variant")
    billable, unit = line["billable"], line["unit"]
    if billable.text not in BILLABLES or unit.text not in UNITS:
        raise line.changed("a billable and a unit of the schema", f"{billable.text} per {unit.text}")
    axes, fault = _variant(line.get("variant"))
    words = line["cost_usd"].found(Number, fault=fault)
    return price(words, BILLABLES[billable.text], UNITS[unit.text], unit.text, currency="USD", locale="json", **axes)


def _variant(node: Node | None) -> tuple[dict[str, Any], str]:
    words = node.text.lower() if node else ""
    if words in RESOLUTIONS:
        return {"resolution": RESOLUTIONS[words]}, ""
    if words in QUALITIES:
        return {"quality": words}, ""
    return {}, f"a variant {words!r} that nobody knows" if words else ""


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


PROVIDER = Provider(
    name="OpenRouter",
    home="https://openrouter.ai",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 8, 22),
    pages=(
        PageSpec(
            url="https://openrouter.ai/api/v1/models?sort=top-weekly",
            kind="json",
            read=all_models,
            prices=(20, 400),
            identity=('"image_output"', '"output_modalities"'),
        ),
        PageSpec(url=API, kind="json", read=models, prices=(0, 200), identity=('"output_modalities"', '"endpoints"')),
        *(
            PageSpec(url=f"{API}/{model}/endpoints", kind="json", read=endpoints, prices=(1, 60), identity=('"pricing"', '"provider_slug"'))
            for model in MODELS
        ),
    ),
)
