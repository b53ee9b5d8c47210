"""Public reports about other people's price tools, as promises of ours: each in several spellings, through the readers and the commands.

What a report of a usage record wants stands in `test_usage_records`, of watching in `test_watch`, of a page in another country's
dollars in `test_around_a_price` and `test_sequences`, of names in `test_watch` and `test_mcp`, of spreadsheets in `test_files`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pipeline.cli.application import run
from schema.prices import PriceLine
from scrapers import Document, ProviderReading, read_provider
from tests.built import latest
from tests.readings import documents, folder

Change = Callable[[Any], None]


def reading(provider: str, page: str, change: Change | None = None) -> ProviderReading:
    """What a provider's recording says, with one page of it changed."""
    found = documents(folder("latest") / provider)
    (url,) = [url for url in found if page in url][:1]
    if change is not None:
        parsed = json.loads(found[url].body)
        change(parsed)
        found[url] = Document(json.dumps(parsed).encode(), found[url].captured_at)
    return read_provider(provider, found)


def lines(read: ProviderReading) -> list[tuple[str, PriceLine]]:
    return [(offer.native_id, line) for offer in read.snapshot.offers for line in offer.prices]


def amounts(read: ProviderReading) -> list[tuple[object, ...]]:
    """Every price without the evidence of its page, whose bytes were changed."""
    return [(native_id, line.billable, line.unit, line.variant.key(), line.amount, line.currency) for native_id, line in lines(read)]


def troubles(read: ProviderReading) -> str:
    """Everything that could not be read, in words."""
    return repr(read)


# --- a key about money that nobody knows (a gateway's discount) ---------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value"), [("discount", 0.9), ("discount_percent", 10), ("markup", 1.05), ("surcharge", "5%"), ("currency", "EUR")]
)
def test_a_key_about_money_beside_the_prices_of_an_endpoint_is_never_passed_over(key, value):
    """Held or said: never the same prices as without it."""
    plain = reading("openrouter", "/endpoints")
    changed = reading("openrouter", "/endpoints", lambda page: page["endpoints"][0].update({key: value}))
    assert amounts(plain)
    assert amounts(changed) != amounts(plain)
    assert key in troubles(changed)


# --- tiers of a product that is no image ------------------------------------------------------------------------------


def _text_product(name: str, unit: str, steps: tuple[str, ...]) -> Change:
    def add(page: Any) -> None:
        sku = f"T{name}"
        attributes = {
            "servicecode": "AmazonBedrock",
            "regionCode": "us-east-1",
            "usagetype": f"USE1-{name}",
            "operation": "",
            "servicename": "Amazon Bedrock",
        }
        page["products"][sku] = {"sku": sku, "productFamily": "Amazon Bedrock", "attributes": attributes}
        dimensions = {
            f"{sku}.A.{at}": {
                "rateCode": f"{sku}.A.{at}",
                "beginRange": begin,
                "endRange": end,
                "unit": unit,
                "pricePerUnit": {"USD": f"0.00{9 - at}"},
            }
            for at, (begin, end) in enumerate(zip(steps, (*steps[1:], "Inf"), strict=True))
        }
        page["terms"]["OnDemand"][sku] = {
            f"{sku}.A": {"offerTermCode": "A", "sku": sku, "effectiveDate": "2026-11-01T00:00:00Z", "priceDimensions": dimensions}
        }

    return add


@pytest.mark.parametrize(
    ("name", "unit", "steps"),
    [
        ("Text-Input-Tokens", "1K tokens", ("0", "1000")),
        ("Text-Output-Tokens", "1M tokens", ("0", "5", "50")),
        ("NovaSonic-speech-input", "seconds", ("0", "3600")),
        ("Titan-Embeddings", "1K tokens", ("0",)),
    ],
)
def test_another_product_in_the_price_list_takes_nothing_from_the_images_beside_it(name, unit, steps):
    """In as many tiers as it likes."""
    plain = reading("bedrock", "AmazonBedrock")
    assert amounts(plain)
    assert amounts(reading("bedrock", "AmazonBedrock", _text_product(name, unit, steps))) == amounts(plain)


# --- a price that starts in the future --------------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["2027-01-01T00:00:00Z", "2026-12-01T00:00:00Z", "2030-06-30T00:00:00Z"])
@pytest.mark.parametrize("meter", ["gpt-image-1-outp-img-glbl", "gpt-image-1-inp-txt-glbl"])
def test_a_price_that_starts_later_is_never_the_price_of_today(start, meter):
    """It has its day, or is not read."""

    def change(page: Any) -> None:
        for entry in page["Items"]:
            if entry["meterName"] == meter:
                entry.update(retailPrice=61.0, unitPrice=61.0, effectiveStartDate=start)

    new = [line for _, line in lines(reading("azure", "", change)) if line.amount == 61]
    assert all(line.variant.effective_from == date.fromisoformat(start[:10]) for line in new)


# --- what it would have cost on a day gone by -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "rate"),
    [
        ("2026-07-29", "25320"),
        ("2026-08-01", "25320"),
        ("2026-08-17", "25320"),
        ("2026-08-20", "25320"),
        ("2026-08-22", "30380"),
        ("2026-11-25", "30380"),
    ],
)
def test_a_bill_of_a_past_day_is_made_of_what_was_known_on_it(capsys, on, rate):
    """From the day of one reading until the day before the next."""
    assert run(["cost", "--data", str(latest()), "--provider", "comfy", "--model", "gemini-3-pro-image", "--on", on, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert rate in {str(line["price"]) for line in answer["lines"]}


@pytest.mark.parametrize("on", ["2026-07-01", "2025-01-01", "2019-12-31"])
def test_a_day_before_anything_was_known_is_refused_with_the_first_day(capsys, on):
    """Never the oldest price for it."""
    assert run(["cost", "--data", str(latest()), "--provider", "comfy", "--model", "gemini-3-pro-image", "--on", on]) == 2
    assert "read on" in capsys.readouterr().err


# --- jobs of several images -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("images", "jobs"), [(1, 1), (4, 1), (5, 2), (500, 125), (501, 126)])
def test_images_that_come_four_to_a_job_need_as_many_jobs_of_a_plan_as_of_a_bill(capsys, images, jobs):
    """A job is taken whole: by `cost` and by `plans` alike."""
    assert (
        run(["cost", "--data", str(latest()), "--provider", "midjourney", "--model", "midjourney", "--count", str(images), "--json"]) == 0
    )
    bill = json.loads(capsys.readouterr().out)
    assert [line["quantity"] for line in bill["lines"] if line["what"] == "run"] == [str(jobs)]
    assert (
        run(["plans", "--data", str(latest()), "--provider", "midjourney", "--model", "midjourney", "--images", str(images), "--json"]) == 0
    )
    needed = {str(row["needed"]) for row in _rows(json.loads(capsys.readouterr().out)) if row.get("needed") is not None}
    assert str(jobs) in needed  # at one minute a job; the other rows are the SD and HD of the same plan


def _rows(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [row for one in value for row in _rows(one)]
    return [value, *(row for one in value.values() for row in _rows(one))] if isinstance(value, dict) else []
