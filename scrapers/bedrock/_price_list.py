"""The price list file of a region: products and terms are joined by SKU, a number is dollars per unit.

In scope is every product priced by the image whose `inferenceType` says what it makes ("T2I 1024 Standard"); training, guardrails
and data automation carry the unit image too and are let be by name; any other row by the image is reported.
"""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import no_price, offer, price, slug
from scrapers._json import Node
from scrapers._page import Page

REGION = "us-east-1"
KIND = r"(?P<operation>T2I|I2I) (?P<side>\d+) (?P<quality>Standard|Premium)"
OPERATIONS = {"T2I": "generate", "I2I": "edit"}
SIDES = {"512": "0.5K", "1024": "1K", "2048": "2K", "4096": "4K"}
OF_NO_IMAGE = re.compile(r"customization|training|guardrail|dataautomation|provisioned|modelunits|input-image|inputimage", re.I)


def pricing(page: Page) -> Iterator[Draft]:
    terms, published = page.json["terms"]["OnDemand"], page.json["publicationDate"].text
    for product in page.json["products"].members():
        sold = terms.get(product["sku"].text)
        if sold is not None and any(dimension["unit"].text.lower() in ("image", "images") for _, dimension in _dimensions(sold)):
            yield from _product(product["attributes"], *_price_of(sold, published))


def _dimensions(sold: Node) -> Iterator[tuple[Node, Node]]:
    """Every term of a SKU with each of its prices."""
    for offer_code in sorted(sold.keys()):
        prices = sold[offer_code]["priceDimensions"]
        yield from ((sold[offer_code], prices[key]) for key in sorted(prices.keys()))


def _price_of(sold: Node, published: str) -> tuple[Node, str]:
    """The one price of the one term, and why it is not that of the first image today."""
    found = list(_dimensions(sold))
    if len(found) != 1:
        raise sold.changed("one price of one term", str(len(found)))
    (term, dimension), begin = found[0], found[0][1].get("beginRange")
    if term["effectiveDate"].text > published:
        return dimension, f"it holds from {term['effectiveDate'].text[:10]}, after the list was published"
    return dimension, "it begins at a volume" if begin is not None and begin.found().text not in ("0", "0.0") else ""


def _product(attributes: Node, dimension: Node, fault: str) -> Iterator[Draft]:
    usage, region = attributes["usagetype"].text, attributes["regionCode"].text
    if OF_NO_IMAGE.search(usage):
        return
    if region != REGION:
        raise LayoutChanged(attributes.path, f"the region {REGION}", region)
    model, kind = attributes.get("model"), attributes.get("inferenceType")
    amount, unit = dimension["pricePerUnit"]["USD"].found(fault=fault), dimension["unit"].text
    said = re.fullmatch(KIND, kind.text) if kind else None
    if said is None or model is None or said["side"] not in SIDES:
        yield offer(
            usage, no_price(attributes["usagetype"].found(), "output_image", "image", "a row whose words say neither model nor size")
        )
        return
    axes: dict[str, Any] = {
        "operation": OPERATIONS[said["operation"]],
        "resolution": SIDES[said["side"]],
        "quality": slug(said["quality"]),
        "region": region,
    }
    yield offer(slug(model.text), price(amount, "output_image", "image", unit, currency="USD", locale="json", **axes), name=model.text)
