"""Replicate's page of one model: a script carries its billing tiers, each with the inputs it holds for and a price per output image.

Relies on the tiers' key in any JSON script, whose criterion is called "model variant" whatever input it keys. Built against the billing
data of four models as Replicate embeds them, autumn 2026.
"""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule
from scrapers._json import Node
from scrapers._page import Page

MODELS = ("openai/gpt-image-1.5", "openai/gpt-image-2", "openai/gpt-image-2.5-flare", "openai/gpt-image-2.5-sunburst")
QUALITIES = ("auto", "low", "medium", "high", "xhigh", "max")
KEY = "billingConfig"


def billing(page: Page) -> Iterator[Draft]:
    model = next(model for model in MODELS if f"/{model}/" in page.url)
    tiers = list(_billing(page)["tiers"])
    yield offer(model, *(line for tier in tiers for line in _tier(tier)))
    for tier in tiers:
        if "auto" in _axes(tier).values():
            yield rule("default_quality", "auto", next(iter(tier["criteria"]))["value"].found(), model)


def _billing(page: Page) -> Node:
    """The billing data of the page, wherever its scripts hold it: once, or the same several times."""
    found = page.scripts(KEY)
    if any(hit.value != found[0].value for hit in found):
        raise LayoutChanged(page.url, f"one {KEY} in its scripts", str(len(found)))
    return found[0]


def _tier(tier: Node) -> Iterator[PriceWords]:
    for amount in tier["prices"]:
        metric, kind = amount["metric"].text, amount["type"].text
        if (metric, kind) != ("image_output_count", "per-unit"):
            raise amount.changed("a price per unit of image_output_count", f"{kind} of {metric}")
        yield price(amount["price"].found(), "output_image", "image", metric, currency="USD", **_axes(tier))


def _axes(tier: Node) -> dict[str, Any]:
    """What a tier holds for. A variant nobody has seen yet is a feature of that name: its price is asked for by it alone."""
    axes: dict[str, Any] = {}
    for criterion in tier["criteria"]:
        if criterion["type"].text != "equals":
            raise criterion.changed("a criterion 'equals'", criterion["type"].text)
        words = criterion["value"].text
        axis = "quality" if words in QUALITIES else "resolution" if re.fullmatch(r"\d+(?:\.\d+)?K", words) else "feature"
        if axes.setdefault(axis, words) != words:
            raise criterion.changed(f"one {axis}", f"{axes[axis]} and {words}")
    return axes
