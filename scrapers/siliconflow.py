"""SiliconFlow, China: the list of models behind its playground (JSON, with a key); a price is yuan as a string, its unit beside it:
an image, or a megapixel once for each step.

Built against the models of an answer of 2025-02-21, which its keeper had taken out of `data.models`: old, and all that was found.
Relies on `type` image, on `priceUnit` and on the sign ¥. A price of 0 is not said to be free, but where a label calls it free for
a time, and a model whose `status` is disable is not sold: both are told without a figure. Models of other types are ignored by name.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Draft, NoPrice, PriceWords
from schema.prices import Operation, Unit
from scrapers._drafts import no_price, offer, price, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

OPERATIONS: dict[str, Operation] = {"text-to-image": "generate", "image-to-image": "edit"}
UNITS: dict[str, Unit] = {"/ Image": "image", "/ M px / Steps": "megapixel_step"}
NO_IMAGES = ("text", "audio", "video")
FREE_NOW = "限免"


def models(page: Page) -> Iterator[Draft]:
    for model in page.json if isinstance(page.json.value, list) else page.json["data"]["models"]:
        kind, name = model["type"].text, model["modelName"].text
        if kind == "image" and model["subType"].text in OPERATIONS and model["priceUnit"].text in UNITS:
            yield offer(name, _price(model, operation=OPERATIONS[model["subType"].text], region="china"), name=model["DisplayName"].text)
        elif kind not in NO_IMAGES:
            yield offer(name, unread(model["price"].found(), f"{kind}, {model['subType'].text}, {model['priceUnit'].text}: nothing known"))


def _price(model: Node, **axes: Any) -> PriceWords | NoPrice:
    unit, words = UNITS[model["priceUnit"].text], model["price"].found()
    labels = [label.text.strip() for label in model["operationLabel"]]
    if model["status"].text != "normal":
        return no_price(model["status"].found(), "output_image", unit, "no longer sold", "CNY", **axes)
    if set(words.text) <= {"0", "."}:
        reason = "free for a limited time" if FREE_NOW in labels else "the list says 0, and not that it is free"
        return no_price(words, "output_image", unit, reason, "CNY", **axes)
    fault = "" if model["currency"].text == "¥" else f"another currency: {model['currency'].text}"
    return price(replace(words, fault=fault), "output_image", unit, model["priceUnit"].text, currency="CNY", locale="json", **axes)


PROVIDER = Provider(
    name="SiliconFlow",
    home="https://www.siliconflow.com",
    kind="reseller",
    seen="page",
    seen_on=date(2025, 2, 21),
    currency="CNY",
    pages=(
        PageSpec(
            url="https://busy-bear.siliconflow.cn/api/v1/playground/comprehensive/all",
            kind="json",
            read=models,
            prices=(8, 120),
            identity=('"priceUnit"', '"modelName"', '"text-to-image"'),
            key="SILICONFLOW_API_KEY",
        ),
    ),
)
