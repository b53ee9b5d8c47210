"""Kie.ai: one answer of its price feed (JSON, asked for with POST). A record is one model in one variant, which stands in
free text only ("Google nano banana 2, 4K"); `usdPrice` is dollars per `creditUnit`, and 1 credit is not said there.

Relies on the keys `interfaceType`, `modelDescription`, `usdPrice` and `creditUnit` of a record.
Built against the documented shape and records of 2026-10-10. In scope is every record of type "image"; a part of a
description that no rule here knows stays in the native id, so that its price is never taken for another's.
An answer holds a hundred records; of a longer list the further pages are asked for, and what is known of one that does not come is held.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from schema.drafts import Draft, Found
from schema.errors import LayoutChanged
from schema.prices import Billable
from schema.text import plain
from scrapers._drafts import offer, price, rule, slug
from scrapers._further import FurtherPages
from scrapers._json import Node
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

OPERATIONS = {"text to image": "generate", "image to image": "edit", "image edit": "edit", "edit": "edit"}
QUALITIES = ("turbo", "balanced", "quality", "low", "medium", "high", "xhigh", "max")
INPUT = ("input", "input image")
PLAIN = ("default",)
MOST = 100  # records of one answer
KNOWN = ("modelDescription", "interfaceType", "provider", "creditPrice", "creditUnit", "usdPrice")
OF_OTHERS = ("falPrice", "discountRate", "anchor", "discountPrice")  # a competitor's price, links and what they save


def pricing(page: Page) -> Iterator[Draft]:
    for record in page.json["data"]["records"]:
        record.only(*KNOWN, *OF_OTHERS)
        kind = record["interfaceType"].text
        if kind not in ("image", "video", "music"):
            raise LayoutChanged(page.url, "a record of type image, video or music", repr(kind))
        if kind == "image":
            yield from _record(record)


def _record(record: Node) -> Iterator[Draft]:
    label = plain(record["modelDescription"].text)
    name, *parts = [part.strip().lower().replace("-", " ") for part in re.split(r" ?[,，] ?", label)]
    strange = [part for part in parts if not _is_known(part)]
    native_id = slug(" ".join([name, *strange]))
    billable: Billable = "input_image" if set(parts) & set(INPUT) else "output_image"
    amount, unit = _sound(record), record["creditUnit"].text
    operation = next((OPERATIONS[part] for part in parts if part in OPERATIONS), None)
    quality = next((part for part in parts if part in QUALITIES), None)
    sizes: list[str | None] = [found for part in parts for found in _resolutions(part)]
    made = [
        price(amount, billable, "image", unit, currency="USD", locale="json", operation=operation, quality=quality, resolution=size)
        for size in sizes or [None]
    ]
    yield offer(native_id, *made, name=", ".join([label.split(",")[0], *strange]))
    if "first image free" in parts:
        yield rule("free_references", "1", record["modelDescription"].found(), native_id)


def _is_known(part: str) -> bool:
    return part in (*OPERATIONS, *QUALITIES, *INPUT, *PLAIN, "first image free") or bool(_resolutions(part))


def _resolutions(part: str) -> list[str]:
    """`2k`, `1.0s 1k` (a length that means nothing for an image), `1/2k`: two resolutions of one price."""
    match = re.fullmatch(r"(?:[\d.]+s )?((?:\d+(?:\.\d+)?/)*\d+(?:\.\d+)?)k", part)
    return [f"{size}K" for size in match[1].split("/")] if match else []


def _sound(record: Node) -> Found:
    amount = record["usdPrice"].found()
    discount = record.get("discountPrice")
    on = discount is not None and discount.value is not False
    return replace(amount, fault="a discounted price stands in its record" if on else "")


PROVIDER = Provider(
    name="Kie.ai",
    home="https://kie.ai",
    kind="reseller",
    seen="documentation",
    seen_on=date(2026, 10, 10),
    pages=(
        PageSpec(
            url="https://api.kie.ai/client/v1/model-pricing/page",
            kind="json",
            read=pricing,
            prices=(20, 800),
            identity=('"records"', '"usdPrice"'),
            method="POST",
            body=f'{{"pageNum":1,"pageSize":{MOST},"interfaceType":"image"}}',
            further=FurtherPages("pageNum", total=("data", "total"), rows=("data", "records"), size=MOST, most=8),
        ),
    ),
)
