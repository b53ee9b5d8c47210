"""Replicate: a page per model, where a script carries the model's billing tiers, each with the inputs it holds for and a price in
dollars per output image; and a pricing page of examples, a link each, with dollars per image or per thousand of them.

Relies on the tiers' key in any JSON script, whose criterion is called "model variant" whatever input it keys; and on the pricing
page's links to models with their prices inside, each behind a slash its unit. What is billed by tokens or by the second of a video,
and the hardware, are ignored by their units and their heading.

Built against the billing data of four models as Replicate embeds them, autumn 2026, and a tool's Markdown of the pricing page of
2026-04-01: the markup of both is a reconstruction not yet seen live. Other models of Replicate's: data/manual.toml.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from schema.text import plain
from scrapers._drafts import offer, price, rule, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell

MODELS = ("openai/gpt-image-1.5", "openai/gpt-image-2", "openai/gpt-image-2.5-flare", "openai/gpt-image-2.5-sunburst")
QUALITIES = ("auto", "low", "medium", "high", "xhigh", "max")
KEY = "billingConfig"


AMOUNT = re.compile(r"(?P<price>\$\d[\d,]*(?:\.\d+)?) ?(?P<unit>/ ?.+)")
IMAGES = re.compile(r"/ ?(?:(?P<many>thousand) output images|output image)")
OTHERS = re.compile(r"/ ?(?:(?:thousand|million) (?:in|out)put tokens|second of output (?:video|audio))")


def examples(page: Page) -> Iterator[Draft]:
    listed, read = page.soup(under="Public models"), 0
    for link in listed.soup.select("a[href]"):
        model = re.fullmatch(r"(?:https://replicate\.com)?/(?P<id>[\w.-]+/[\w.-]+)", str(link["href"]))
        cell = listed.read(link)
        # A tool's Markdown of a link has a backslash where the page begins a line.
        amounts = [part for line in cell.lines for part in map(plain, line.split("\\")) if "$" in part]
        if model and amounts:
            read += len(amounts)
            lines = [_example(cell, part) for part in amounts]
            beside = unread(cell.found(), "a price of images beside one of something else")
            if any(line is not None for line in lines):
                yield offer(model["id"], *(line or beside for line in lines))
    if read != listed.text.count("$"):
        raise LayoutChanged(
            listed.locator, "every amount inside the link to its model", f"{listed.text.count('$')} and {read} of them there"
        )


def _example(cell: Cell, words: str) -> PriceWords | None:
    """One line with a price; None where it is no price of an image."""
    said = AMOUNT.fullmatch(words)
    if said is None:
        return unread(replace(cell.found(), text=words), "more than dollars per a unit")
    if images := IMAGES.fullmatch(said["unit"]):
        found = replace(cell.found(), text=said["price"])
        return price(found, "output_image", "image", said["unit"], per=1000 if images["many"] else 1)
    return None if OTHERS.fullmatch(said["unit"]) else unread(replace(cell.found(), text=words), "a unit of unknown meaning")


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


PROVIDER = Provider(
    name="Replicate",
    home="https://replicate.com",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 11, 20),
    pages=(
        *(
            PageSpec(
                url=f"https://replicate.com/{model}/api/schema", kind="html", read=billing, prices=(1, 40), identity=(model.split("/")[1],)
            )
            for model in MODELS
        ),
        PageSpec(
            url="https://replicate.com/pricing",
            kind="rendered",
            read=examples,
            prices=(3, 60),
            identity=("Pricing", "Public models", "Hardware pricing"),
        ),
    ),
)
