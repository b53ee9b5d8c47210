"""xAI Grok Imagine: a page of scripts whose payload lists the image models once per cluster. A number is ten-billionths of a
dollar ("400000000" is $0.04): per output image by resolution and quality, and per input image.

Relies on the payload's key `imageGenerationModels` and the keys of a model.
Built against the captured payload of 2026-09-01, the part with the image models (it does not say what its numbers count:
four hundred million beside a price of $0.04 does). All of `imageGenerationModels` is in scope. Ignored by name: `imagePrice`, a
headline that is no price of grok-imagine-image-2.0 as it is by default, and `videoGenerationModels`. Batches are taken, at no price
of their own.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, Found, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

DOLLARS = "0.0000000001"
PER_OUTPUT, PER_INPUT, HEADLINE, BY_RESOLUTION = "pricePerImage", "pricePerInputImage", "imagePrice", "resolutionPricing"
MONEY = re.compile("pric|cost|fee(?!d)|discount|currency", re.I)


def models(page: Page) -> Iterator[Draft]:
    if page.own_address not in (None, page.url):
        raise LayoutChanged(page.url, "this page", f"one that calls itself {page.own_address}")
    for payload in page.payloads("imageGenerationModels"):
        for cluster in payload.everywhere("imageGenerationModels"):
            for model in cluster:
                yield from _model(model)


def _model(model: Node) -> Iterator[Draft]:
    name = model["name"].text
    model.ignore("rateLimits")  # how often it may be asked
    strangers = [key for key in filter(MONEY.search, model.keys()) if key not in (PER_INPUT, HEADLINE, BY_RESOLUTION)]
    if strangers or "IMAGE" not in model["outputModalities"].texts:
        raise LayoutChanged(f"{model.url}, {name}", "an image model and its known prices", ", ".join(strangers) or "another output")
    prices = [_output(line) for line in model[BY_RESOLUTION]]
    if per_input := model.get(PER_INPUT):
        prices.append(price(_found(per_input), "input_image", "image", PER_INPUT, currency="USD", denomination=DOLLARS, locale="json"))
    yield offer(name, *prices)
    if quality := model.get("defaultQuality"):
        yield rule("default_quality", quality.text, quality.found(), name)
    if (batch := model.get("batchEnabled")) and batch.value is True:
        yield rule("batch", "none", Found("batchEnabled", f"$ {batch.path}, true, with no price or discount of its own"), name)
    for alias in model.get("aliases") or ():
        yield rule("note", "another name of the model", alias.found(), name, of=alias.text)


def _output(line: Node) -> PriceWords:
    line.only("resolution", "quality", PER_OUTPUT)
    named, quality = re.fullmatch(r"IMAGE_RESOLUTION_(\d+)(?:_(\d+))?K", line["resolution"].text), line.get("quality")
    if named is None:
        raise line.changed("a resolution such as IMAGE_RESOLUTION_1K", line["resolution"].text)
    axes: dict[str, Any] = {
        "resolution": f"{'.'.join(number for number in named.groups() if number)}K",
        "quality": quality.text if quality else None,
    }
    return price(_found(line[PER_OUTPUT]), "output_image", "image", PER_OUTPUT, currency="USD", denomination=DOLLARS, locale="json", **axes)


def _found(amount: Node) -> Found:
    """An amount, which this payload writes as a string of digits; anything else holds its model."""
    if isinstance(amount.value, Number) or not re.fullmatch(r"\d+", str(amount.value)):
        return Found(str(amount.value), f"$ {amount.path}", f"no string of digits but {amount.value!r}", amount)
    return amount.found()


PROVIDER = Provider(
    name="xAI",
    home="https://x.ai",
    kind="maker",
    seen="page",
    seen_on=date(2026, 9, 1),
    pages=(PageSpec("https://docs.x.ai/developers/models", "html", models, prices=(8, 300)),),
)
