"""Vercel AI Gateway: one JSON list of all its models; `pricing.image` is dollars per image as a string, `{}` is not published.

In scope is every row of type "image" and every other row whose `pricing` has a key of images. Token rates stand without a unit
(`input`, `output`): beside an image price they are ignored, alone they are no price. `{}` never means free.

Relies on `type`, `pricing.image` and the keys of the list of prices by size, quality or style.
Built against eight captured rows of 2026-07-01 (a bare list); the list of prices by size, quality or style after facts of 2026-10.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, NoPrice, PriceWords
from scrapers._drafts import no_price, offer, price, size, slug, unread
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

SELLING = ("image", "language")  # a language model that makes images has its price of images beside its rates
FLAT, LISTED = "image", "image_dimension_quality_pricing"
AXES = {"quality": "quality", "style": "style", "operation": "feature"}  # an operation such as "vectorize" is no plain image
# Rates of tokens (also of other tiers and regions) and of searches, none with a unit.
OTHERS = re.compile(
    r"(?:input|output)(?:_tiers)?|input_cache_(?:read|write)(?:_tiers)?|audio_(?:input|output)_token_cost|service_tiers|regional|fast"
    r"|(?:web|maps)_search"
)


def models(page: Page) -> Iterator[Draft]:
    for row in page.json if isinstance(page.json.value, list) else page.json["data"]:
        pricing = row["pricing"]
        if row["type"].text == "image" or any(key.startswith("image") for key in sorted(pricing.keys())):
            fault = "" if row["type"].text in SELLING else f"the type {row['type'].text!r}, of which no price of images was seen"
            yield offer(row["id"].text, *_prices(row, pricing, fault), name=row["name"].text)


def _prices(row: Node, pricing: Node, fault: str) -> Iterator[PriceWords | NoPrice]:
    keys = sorted(pricing.keys())
    unknown = [key for key in keys if key not in (FLAT, LISTED) and not OTHERS.fullmatch(key)]
    if unknown:
        fault = fault or f"a key {unknown[0]!r} of unknown meaning"
    if fault:
        yield unread(row["id"].found(), fault)
        return
    if (flat := pricing.get(FLAT)) is not None:
        yield _cost(flat)
    for entry in pricing[LISTED] if LISTED in keys else ():
        yield _listed(entry)
    if flat is None and LISTED not in keys:
        reason = f"only rates without a unit: {', '.join(keys)}" if keys else "the list gives no price"
        yield no_price(row["id"].found(), "output_image", "image", reason)


def _listed(entry: Node) -> PriceWords:
    axes: dict[str, Any] = {}
    for key in sorted(entry.keys()):
        if key == "size" and entry[key].text != "default":
            axes |= _area(entry[key].text)
        elif key in AXES:
            axes[AXES[key]] = slug(entry[key].text)
    unknown = entry.others("size", "cost", *AXES)
    return _cost(entry["cost"], f"a key {unknown[0]!r} of unknown meaning" if unknown else "", **axes)


def _area(words: str) -> dict[str, str]:
    return {"resolution": words.upper()} if re.fullmatch(r"\d+(?:\.\d+)?[kK]", words) else {"size": size(words)}


def _cost(node: Node, fault: str = "", **axes: Any) -> PriceWords:
    return price(node.found(fault=fault), "output_image", "image", FLAT, currency="USD", locale="json", **axes)


PROVIDER = Provider(
    name="Vercel AI Gateway",
    home="https://vercel.com/ai-gateway",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 7, 1),
    note="The list names no currency; the seller bills in US dollars.",
    pages=(
        PageSpec(
            url="https://ai-gateway.vercel.sh/v1/models",
            kind="json",
            read=models,
            prices=(5, 400),
            identity=('"pricing"', '"image-generation"', '"bfl/'),
        ),
    ),
)
