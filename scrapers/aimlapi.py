"""AI/ML API: one JSON list of models, free of a key; a price is dollars for `per` of a named unit, fixed or by variants of the
request. Two documentation pages of image models show what one call cost: measured, and no price of the list.

Relies on the list's documented shape (2026-08-19: `kind`, `units` with `name`, `measure`, `price` and `per`, `variants` with `when`)
and on `usd_spent` in the answers that the pages show. The list itself was not seen: its recording has the documentation's own
examples, none of which prices an image. In scope is what puts images out by its `modalities`; a unit or a condition the
documentation doesn't name is held. Ten other pages show 0.06, a template's placeholder: they are not read.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, Found, NoPrice, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable, Unit
from scrapers._chapters import Chapter, chapters
from scrapers._drafts import no_price, offer, price, size, slug, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

UNITS: dict[str, Unit] = {"image": "image", "megapixel": "megapixel"}
MEASURES: dict[str, Billable] = {"output": "output_image", "input": "input_image"}
SPENT = r'"usd_spent": (?P<cost>\d+(?:\.\d+)?) \}'
GIVEN = re.compile(r"\bimage_urls: \[|\bimage=\[")  # a request that brings images to work on


def models(page: Page) -> Iterator[Draft]:
    for model in page.json["data"]:
        if "image" in model["modalities"]["output"].texts:
            lines = list(_lines(model["pricing"])) if model.get("pricing") else [_none(model["id"].found(), "no price in the list")]
            yield offer(model["id"].text, *lines, name=model["info"]["name"].text)


def _lines(pricing: Node) -> Iterator[PriceWords | NoPrice]:
    match pricing["kind"].text:
        case "variable":
            yield _none(pricing["kind"].found(), "the price can't be quoted ahead of the request")
        case "fixed":
            yield from (_line(unit, unit["name"], unit.get("measure"), pricing, {}) for unit in pricing["units"])
        case "variants":
            for variant in pricing["variants"]:
                yield _line(variant, variant["unit"], variant.get("measure"), pricing, _axes(variant["when"]))
        case other:
            raise pricing.changed("fixed, variants or variable", other)


def _line(said: Node, name: Node, measure: Node | None, pricing: Node, axes: dict[str, Any] | None) -> PriceWords:
    currency, per = pricing.get("currency"), said["per"].found().text
    unit, billable = UNITS.get(name.text), MEASURES.get(measure.text if measure else "output")
    if axes is None or unit is None or billable is None or (currency and currency.text != "USD"):
        return unread(said["price"].found(), f"dollars per {name.text} in a case that the documentation doesn't name")
    return price(said["price"].found(), billable, unit, f"per {per} {name.text}", currency="USD", locale="json", per=int(per), **axes)


def _axes(when: Node) -> dict[str, Any] | None:
    """What a variant holds for; None where a condition is of no documented kind."""
    axes: dict[str, Any] = {}
    for key in sorted(when.keys()):
        words = when[key].found().text
        if key == "resolution" and re.fullmatch(r"\d+(?:\.\d+)?K|\d+p", words, re.I):
            axes["resolution"] = words.upper()
        elif key == "quality":
            axes["quality"] = slug(words)
        elif key == "size" and re.fullmatch(r"\d+x\d+", words):
            axes["size"] = words
        else:
            return None
    return axes


def _none(words: Found, reason: str) -> NoPrice:
    return no_price(words, "output_image", "image", reason)


def call(page: Page) -> Iterator[Draft]:
    """What each call cost whose answer the page shows, of the size it says beside it: of each call, or of none."""
    model = page.sentence(r"for the following list of our models:\s+(?P<id>[\w./-]+)")["id"]
    shown = [chapter for chapter in chapters(page, 3) if "usd_spent" in chapter.text]
    sizes = [[size(said["size"]) for said in chapter.sentences(r"the following (?P<size>\S+) image\b")] for chapter in shown]
    if len({len(made) for made in sizes}) != 1 or len(sizes[0]) > 1:
        raise LayoutChanged(page.url, "the size of each image that was made, or of none", repr(sizes))
    for chapter, made in zip(shown, sizes, strict=True):
        cost = chapter.sentence(SPENT)
        unit = next(chapter.sentences(r"generate an (?P<unit>image)\b"))["unit"]
        axes: dict[str, Any] = {"operation": _operation(chapter), "size": made[0] if made else None}
        amount = price(cost.found("cost"), "output_image", "image", unit, currency="USD", locale="json", basis="measured", **axes)
        yield offer(model, amount)


def _operation(chapter: Chapter) -> str:
    """What the heading says the call does; under any other heading a call that brings images edits them."""
    said = chapter.heading.partition(" ")[0]
    if said in ("Generate", "Edit"):
        return said.lower()
    if GIVEN.search(chapter.text):
        return "edit"
    raise LayoutChanged(f"{chapter.url}, under {chapter.heading!r}", "a call whose heading or images say what it does", "neither")


def _documented(path: str) -> PageSpec:
    url = f"https://docs.aimlapi.com/api-references/image-models/{path}.md"
    return PageSpec(url, "markdown", call, prices=(1, 6), identity=("our models:", "usd_spent"))


PROVIDER = Provider(
    name="AI/ML API",
    home="https://aimlapi.com",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 8, 19),
    pages=(
        PageSpec(
            url="https://api.aimlapi.com/v1/models?include=pricing,modalities",
            kind="json",
            read=models,
            prices=(0, 4000),
            identity=('"object"', '"data"', '"modalities"'),
        ),
        _documented("alibaba-cloud/qwen-image-2.0-pro"),
        _documented("openai/gpt-image-2"),
    ),
)
