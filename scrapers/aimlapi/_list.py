"""AI/ML API's list of models: a price is dollars for `per` of a named unit, fixed or by variants of the request.

Relies on the list's documented shape (2026-08-19: `kind`, `units` with `name`, `measure`, `price` and `per`, `variants` with `when`). The
list itself was not seen: its recording has the documentation's own examples, none of which prices an image. In scope is what puts images
out by its `modalities`; a unit or a condition the documentation doesn't name is held.
"""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft, Found, NoPrice, PriceWords
from schema.prices import Billable, Unit
from scrapers._drafts import no_price, offer, price, slug, unread
from scrapers._json import Node
from scrapers._page import Page

UNITS: dict[str, Unit] = {"image": "image", "megapixel": "megapixel"}
MEASURES: dict[str, Billable] = {"output": "output_image", "input": "input_image"}


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
