"""fal: a JSON catalogue whose prices are English sentences, and a page of text per endpoint; dollars per image, megapixel or token.

In scope are categories that end in "-to-image"; training, video, audio and the rest are out. A row without a price text has no
price in the catalogue; the endpoints of `PAGES` have one on their own page. Promotional free requests (`sandboxFree...`) are
no price and ignored by name.

Relies on the keys `category` and `pricingInfoOverride` and on the forms of its sentences.
Built against 27 captured rows of the catalogue (2026-09-08), one captured endpoint page (2025-12-15), and the price sections of
other endpoint pages as a third party recorded them (2026-03-10).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft, Found
from schema.errors import LayoutChanged
from schema.prices import Operation
from scrapers._drafts import no_price, offer, price, rule
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers.fal._sentences import Endpoint, read_sentences

CATALOGUE = "https://fal.ai/api/models?limit=200&page={}"
CATALOGUE_PAGES = 8  # 1,494 rows on 2026-09-08
MONEY = re.compile(r"pric|cost|discount|bill|promo", re.I)
OPERATIONS: dict[str, Operation] = {"text-to-image": "generate", "image-to-image": "edit"}
OTHERS = ("training", "image-to-video", "image-to-3d", "image-to-json", "image-to-text", "image-to-audio")
PAGES = (
    "fal-ai/bytedance/seedream/v4.5/text-to-image",
    "fal-ai/fast-lightning-sdxl",
    "fal-ai/fast-sdxl",
    "fal-ai/flux-2",
    "fal-ai/flux-2-flex/edit",
    "fal-ai/flux-2/klein/4b",
    "fal-ai/flux-krea-lora",
    "fal-ai/flux-pro",
    "fal-ai/flux-pro/v1.1-ultra",
    "fal-ai/flux/dev",
    "fal-ai/flux/schnell",
    "fal-ai/hidream-i1-full",
    "fal-ai/imagen4/preview/ultra",
    "fal-ai/kling-image/v3/text-to-image",
    "xai/grok-imagine-image",
)


def catalogue(page: Page) -> Iterator[Draft]:
    if int(page.json["pages"].found(Number).text) > CATALOGUE_PAGES:
        raise LayoutChanged(page.url, f"at most {CATALOGUE_PAGES} pages", page.json["pages"].found().text)
    page.json.ignore("total")  # of all pages: each is an address of its own
    for row in page.json["items"]:
        category = row["category"].text
        if (removed := row.get("removed")) is not None and removed.value is True:
            continue  # no longer sold
        if category in OPERATIONS:
            yield from _row(row, Endpoint(row["id"].text, row["title"].text, OPERATIONS[category]))
        elif "image" in category and category not in OTHERS:
            fault = Found(category, f"$ {row.path}.category", "a category that may be one of images")
            yield offer(row["id"].text, price(fault, "output_image", "image"), name=row["title"].text)


def _row(row: Node, endpoint: Endpoint) -> Iterator[Draft]:
    if further := [key for key in sorted(row.keys()) if MONEY.search(key) and key not in ("pricingInfoOverride", "billingMessage")]:
        fault = Found(further[0], f"$ {row.path}", f"a key {further[0]!r} of unknown meaning")
        yield offer(endpoint.id, price(fault, "output_image", "image"), name=endpoint.name)
    row.ignore("sandboxFreeStartsAt", "sandboxFreeEndsAt")  # trying it in the browser; calls cost what they cost
    priced = row.get("pricingInfoOverride")
    billed = row.get("billingMessage")
    if priced is not None:
        yield from read_sentences(endpoint, priced.found())
    elif endpoint.id not in PAGES:
        missing = no_price(row["id"].found(), "output_image", "image", "the catalogue gives no price", operation=endpoint.operation)
        yield offer(endpoint.id, missing, name=endpoint.name)
    if billed is not None:
        yield from read_sentences(endpoint, billed.found())
    if (deprecated := row.get("deprecated")) is not None and deprecated.value is True:
        yield rule("note", "deprecated", row["id"].found(), endpoint.id)


def endpoint(page: Page) -> Iterator[Draft]:
    """The price section of one endpoint's page."""
    about = page.sentence(r"Model ID: (?P<id>\S+)\nCategory: (?P<category>\S+)")
    if f"/models/{about['id']}/llms.txt" not in page.url or about["category"] not in OPERATIONS:
        raise LayoutChanged(page.url, "the page of its own endpoint, of images", f"{about['id']}, {about['category']}")
    section = page.soup(under="Pricing")
    if section.is_last:
        raise LayoutChanged(page.url, "another section after 'Pricing'", "none: a page cut short")
    words = "\n".join(section.text.split("\n")[1:])
    title = page.soup("h1").text
    found = Found(words, "Pricing", place=section)
    yield from read_sentences(Endpoint(about["id"], title, OPERATIONS[about["category"]]), found)


PROVIDER = Provider(
    name="fal",
    home="https://fal.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 9, 8),
    pages=(
        PageSpec(url=CATALOGUE.format(1), kind="json", read=catalogue, prices=(20, 600), identity=('"pricingInfoOverride"', '"items"')),
        *(
            PageSpec(url=CATALOGUE.format(number), kind="json", read=catalogue, prices=(0, 600), identity=('"items"',))
            for number in range(2, CATALOGUE_PAGES + 1)
        ),
        *(
            PageSpec(url=f"https://fal.ai/models/{id}/llms.txt", kind="text", read=endpoint, prices=(1, 40), identity=(id, "Pricing"))
            for id in PAGES
        ),
    ),
)
