"""Microsoft Azure: one answer of the retail prices API (JSON); an item is one meter in one region, `retailPrice` dollars per
`unitOfMeasure`. What a meter bills stands in its name alone, in abbreviations: "gpt-image-1-inp-cached-img-dzone".

Relies on the keys of an item and on the words of `meterName`.
Built against the API's documented shape and meter names from others' notes (2026); no row with an image price was seen whole.
Every word of a meter's name must be known here, or its offer is held. Prices per thousand tokens and per million differ by the
unit of measure only. DALL-E meters are let be by name: they say neither quality nor size, and the models are retired.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from schema.prices import Billable
from scrapers._drafts import offer, price
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers.azure._meters import REGION, meter_of

FILTER = "%20and%20".join(
    f"{name}%20eq%20%27{words}%27"
    for name, words in (("serviceName", "Foundry%20Models"), ("productName", "Azure%20OpenAI%20Media"), ("armRegionName", REGION))
)
TOKENS = {"1K": "1K tokens", "1M": "1M tokens"}
RETIRED = "dall-e"
OF_VIDEO = "sora"


def pricing(page: Page) -> Iterator[Draft]:
    if page.json.get("NextPageLink") is not None:
        raise LayoutChanged(page.url, "all items in one answer", "a link to a next page")
    for item in page.json["Items"]:
        if item["currencyCode"].text != "USD":
            raise LayoutChanged(page.url, "prices in USD, as asked for", item["currencyCode"].text)
        name = item["meterName"].text
        if RETIRED in name.lower() or OF_VIDEO in name.lower() or item["type"].text != "Consumption":
            continue
        yield from _item(item, name)


def _item(item: Node, name: str) -> Iterator[Draft]:
    begins = _day(item["effectiveStartDate"].text)  # the list has rates that do not hold yet
    meter, unit, amount = meter_of(name), item["unitOfMeasure"].text, item["retailPrice"].found(Number)
    faults = (
        (meter is None, f"a meter name with unknown words: {name!r}"),
        (unit not in TOKENS, f"the unit {unit!r}, not tokens"),
        (item["unitPrice"].found(Number).text != amount.text, "another unitPrice stands beside it"),
        (begins is None, "no day from which it holds"),
        (item["tierMinimumUnits"].found(Number).text not in ("0", "0.0"), "it begins at a volume"),
    )
    words = replace(amount, fault="; ".join(fault for is_one, fault in faults if is_one))
    axes: dict[str, Any] = {"region": meter.place if meter else None, "tier": "standard", "effective_from": begins}
    billable: Billable = meter.billable if meter else "output_image"
    made = price(words, billable, "million_tokens", TOKENS.get(unit, ""), currency="USD", locale="json", **axes)
    yield offer(meter.model if meter else name, made)


def _day(words: str) -> date | None:
    """The day of `2026-04-01T00:00:00Z`."""
    match = re.fullmatch(r"(\d{4}-\d{2}-\d{2})T00:00:00Z", words)
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


PROVIDER = Provider(
    name="Microsoft Azure",
    home="https://azure.microsoft.com",
    kind="cloud",
    seen="documentation",
    seen_on=date(2026, 11, 20),
    pages=(
        PageSpec(
            url=f"https://prices.azure.com/api/retail/prices?$filter={FILTER}",
            kind="json",
            read=pricing,
            prices=(4, 200),
            identity=('"BillingCurrency"', '"Items"', '"meterName"'),
        ),
    ),
)
