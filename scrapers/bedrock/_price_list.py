"""The price list file of a region: products and terms are joined by SKU, a number is dollars per unit.

In scope is every product priced by the image whose `inferenceType` says what it makes ("T2I 1024 Standard"); training, guardrails
and data automation carry the unit image too and are let be by name; any other row by the image is reported.
"""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft, Found
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
    terms = page.json["terms"]["OnDemand"]
    for sku in sorted(page.json["products"].keys()):
        dimension = _dimension(terms.get(sku))
        if dimension is not None and dimension["unit"].text.lower() in ("image", "images"):
            yield from _product(page.json["products"][sku]["attributes"], dimension)


def _dimension(terms: Node | None) -> Node | None:
    """The one price of the one term of a SKU; None for a SKU that is not sold on demand."""
    if terms is None:
        return None
    found = [
        term["priceDimensions"][key]
        for offer_code in sorted(terms.keys())
        for term in [terms[offer_code]]
        for key in sorted(term["priceDimensions"].keys())
    ]
    if len(found) != 1:
        raise LayoutChanged(f"{terms.url} at {terms.path}", "one price of one term", str(len(found)))
    return found[0]


def _product(attributes: Node, dimension: Node) -> Iterator[Draft]:
    usage, region = attributes["usagetype"].text, attributes["regionCode"].text
    if OF_NO_IMAGE.search(usage):
        return
    if region != REGION:
        raise LayoutChanged(attributes.path, f"the region {REGION}", region)
    model, kind = attributes.get("model"), attributes.get("inferenceType")
    amount, unit = dimension["pricePerUnit"]["USD"].found(), dimension["unit"].text
    said = re.fullmatch(KIND, kind.text) if kind else None
    if said is None or model is None or said["side"] not in SIDES:
        yield offer(usage, no_price(Found(usage, attributes.path), "output_image", "image", "a row whose words say neither model nor size"))
        return
    axes: dict[str, Any] = {
        "operation": OPERATIONS[said["operation"]],
        "resolution": SIDES[said["side"]],
        "quality": slug(said["quality"]),
        "region": region,
    }
    yield offer(slug(model.text), price(amount, "output_image", "image", unit, currency="USD", locale="json", **axes), name=model.text)
