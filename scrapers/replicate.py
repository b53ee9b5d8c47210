"""Replicate: a page per model; a script on it carries the model's billing tiers, each with the inputs it holds for and a
price in dollars per output image. A tier's criterion is called "model variant" whatever input it keys.

Built against the billing data of four models as Replicate embeds them, autumn 2026; the page around it is a reconstruction
not yet seen live: the data is found by its key in any JSON script. Other models of Replicate's: data/manual.toml.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from scrapers import _json
from scrapers._drafts import offer, price, rule
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

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
    scripts = [
        script.text for script in page.tree.iter("script") if script.get("type") == "application/json" and f'"{KEY}"' in (script.text or "")
    ]
    found = [hit for text in scripts for hit in _under(_json.parse(text, page.url))]
    if not found or any(hit.value != found[0].value for hit in found):
        raise LayoutChanged(page.url, f"one {KEY} in its scripts", str(len(found)))
    return found[0]


def _under(node: Node) -> Iterator[Node]:
    if isinstance(node.value, dict):
        for key in node.value:
            yield from [node[key]] if key == KEY else _under(node[key])
    elif isinstance(node.value, list):
        for member in node:
            yield from _under(member)


def _tier(tier: Node) -> Iterator[PriceWords]:
    for amount in tier["prices"]:
        metric, kind = amount["metric"].text, amount["type"].text
        if (metric, kind) != ("image_output_count", "per-unit"):
            raise LayoutChanged(f"{amount.url} at {amount.path}", "a price per unit of image_output_count", f"{kind} of {metric}")
        yield price(amount["price"].found(), "output_image", "image", metric, currency="USD", **_axes(tier))


def _axes(tier: Node) -> dict[str, Any]:
    """What a tier holds for. A variant nobody has seen yet is a feature of that name: its price is asked for by it alone."""
    axes: dict[str, Any] = {}
    for criterion in tier["criteria"]:
        if criterion["type"].text != "equals":
            raise LayoutChanged(f"{criterion.url} at {criterion.path}", "a criterion 'equals'", criterion["type"].text)
        words = criterion["value"].text
        axis = "quality" if words in QUALITIES else "resolution" if re.fullmatch(r"\d+(?:\.\d+)?K", words) else "feature"
        if axes.setdefault(axis, words) != words:
            raise LayoutChanged(f"{criterion.url} at {criterion.path}", f"one {axis}", f"{axes[axis]} and {words}")
    return axes


PROVIDER = Provider(
    name="Replicate",
    home="https://replicate.com",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 11, 20),
    pages=tuple(
        PageSpec(
            url=f"https://replicate.com/{model}/api/schema", kind="html", read=billing, prices=(1, 40), identity=(model.split("/")[1],)
        )
        for model in MODELS
    ),
)
