"""OpenRouter's image API: one answer that lists the models and one for each model's endpoints, each with its price in dollars (`cost_usd`)
per image, megapixel or token; an endpoint is a part of the native id: one model has several.

Built against the API's published schema of 2026-08-22, whose five model ids are the ones asked for; its example figures are examples, and
none was kept. A model of the list whose endpoints are on no page declared here is published without a price, not left out.
"""

from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from schema.prices import Billable, Unit
from scrapers._drafts import no_price, offer, price
from scrapers._json import Node, Number
from scrapers._page import Page

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
