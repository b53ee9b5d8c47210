"""DeepInfra: one JSON list of all its models; a number is US cents per image of 1024x1024 at the default steps, or flat.

A row is in scope when its `type` is an image type; what is priced in image units under a type nobody knows is unread.
Zero means unset, not free. How a price scales is not in the list but measured: cents / 100 x pixels / 1,048,576 x steps /
default_iterations, without rounding (facts of 2026-09-20). Partner models with no default size cost the same at any size;
where `usage_from_cost` says that the bill follows another cost, the number is only where it starts.

Relies on `type` and the keys in cents of `pricing`.
Built against 27 captured rows of 2026-09-08.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from schema.drafts import Draft, Found, How, NoPrice, PriceWords
from schema.prices import Unit
from scrapers._drafts import no_price, offer, price, rule, unread
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

IMAGES = ("text-to-image", "image-to-image")
NOT_IMAGES = ("text-to-video", "image-to-video", "image-to-3d")  # some of them are priced in image units all the same
READING = ("image-to-text", "image-text-to-text", "image-classification", "zero-shot-image-classification", "image-segmentation")
PIXELS = "1048576"
UNIT, SECOND, TOKEN = "cents_per_image_unit", "cents_per_sec", "cents_per_input_token"
READ = (UNIT, SECOND, TOKEN, "type", "default_width", "default_height", "default_iterations", "usage_from_cost")
# A price after discount, or in words, is another price than the number: each makes its row unread.
CHANGING = ("discount", "discount_ends_at", "full", "short", "table")
IGNORED = ("default_price_cents",)  # what one default image comes to: arithmetic on the rest
TOKENS = re.compile(r"(?P<input>\d+) tokens per input image, with (?P<unit>output image) costs scaling by resolution: (?P<steps>.+)")
STEP = re.compile(r"\d+ tokens \((?P<price>\$\d+\.\d+)\) for (?P<names>\d+(?:\.\d+)?K(?:(?:, | and )\d+(?:\.\d+)?K)*) \(roughly [^()]+\)")


def models(page: Page) -> Iterator[Draft]:
    for row in page.json:
        kind, pricing, name = row["type"].text, row["pricing"], row["model_name"].text
        if kind in IMAGES:
            yield from _model(row, pricing, name)
        elif ("image" in kind or pricing["type"].text == "image_units") and kind not in (*NOT_IMAGES, *READING):
            fault = f"the unknown type {kind!r}, which may be one of images"
            yield offer(name, unread(row["type"].found(), fault))


def _model(row: Node, pricing: Node, name: str) -> Iterator[Draft]:
    match pricing["type"].text:
        case "image_units":
            how: How = "base" if pricing["usage_from_cost"].value is True else "amount"
            yield offer(name, _cents(pricing, UNIT, "image", how=how))
            yield from _scaling(pricing, name)
        case "time":
            yield offer(name, _cents(pricing, SECOND, "gpu_second"))
        case "input_tokens" if pricing.get("full") is not None:
            yield from _tokens(pricing, name)
        case other:
            yield offer(name, unread(pricing["type"].found(), f"an image model priced by {other}"))
    if (ended := row.get("deprecated")) is not None:
        day = datetime.fromtimestamp(int(ended.found(Number).text), UTC).date()
        yield rule("retires", day.isoformat(), ended.found(), name)
    if (successor := row.get("replaced_by")) is not None:
        yield rule("replaced_by", successor.text, successor.found(), name)


def _cents(pricing: Node, key: str, unit: Unit, how: How = "amount") -> PriceWords | NoPrice:
    amount = pricing.get(key)
    if amount is None or set(amount.found(Number).text) <= {"0", "."}:
        return no_price((amount or pricing["type"]).found(), "output_image", unit, f"{key} is not set")
    found = amount.found(Number, fault=_fault(pricing))
    return price(found, "output_image", unit, key, how=how, currency="USD", denomination="0.01", locale="json")


def _fault(pricing: Node, *read: str) -> str:
    changing = [f"{key} {pricing[key].value!r}" for key in CHANGING if key not in read and pricing.get(key) is not None]
    return "; ".join([*changing, *(f"a key {key!r} of unknown meaning" for key in pricing.others(*READ, *CHANGING, *IGNORED))])[:300]


def _scaling(pricing: Node, name: str) -> Iterator[Draft]:
    width, height, steps = (_set(pricing, key) for key in ("default_width", "default_height", "default_iterations"))
    if (width is None) != (height is None):
        raise pricing.changed("a default width and height, or neither", "one of them")
    if width and height:
        yield rule("default_size", f"{width.text}x{height.text}", width, name)
        yield rule("scales_with_pixels", PIXELS, width, name)
    if steps:
        yield rule("default_steps", steps.text, steps, name)
        yield rule("scales_with_steps", steps.text, steps, name)


def _set(pricing: Node, key: str) -> Found | None:
    value = pricing.get(key)
    return value.found(Number) if value is not None and value.found(Number).text != "0" else None


def _tokens(pricing: Node, name: str) -> Iterator[Draft]:
    """A model priced by tokens whose prices per image stand in a sentence; the token rate is that of its output."""
    prose = pricing["full"].found(fault=_fault(pricing, "full"))
    said = TOKENS.fullmatch(prose.text)
    steps = [STEP.fullmatch(step) for step in re.split(r", (?:and )?(?=\d+ tokens)", said["steps"])] if said else [None]
    if said is None or None in steps:
        yield offer(name, unread(prose, "a price in words of no known form"))
        return
    for step in filter(None, steps):
        for resolution in re.split(", | and ", step["names"]):
            yield offer(name, price(replace(prose, text=step["price"]), "output_image", "image", said["unit"], resolution=resolution))
    yield offer(name, no_price(pricing[TOKEN].found(), "input_image", "million_tokens", "only the rate of output tokens is given"))
    yield rule("tokens_per_input_image", said["input"], replace(prose, text=said["input"]), name)


PROVIDER = Provider(
    name="DeepInfra",
    home="https://deepinfra.com",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 9, 8),
    hosts=frozenset({"api.deepinfra.com"}),
    pages=(
        PageSpec(
            url="https://api.deepinfra.com/models/list",
            kind="json",
            read=models,
            prices=(15, 400),
            identity=("cents_per_image_unit", "black-forest-labs/"),
        ),
    ),
)
