"""What is measured on: a made-up seller, its page and its price lines, the same for every seed."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft
from scrapers import _reading
from scrapers._drafts import offer, price
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

URL = "https://field.example/prices"
ROWS = 60


def html_page(size: int, seed: int = 1) -> bytes:
    """A page of so many bytes, one priced table of 60 rows in the middle of other people's markup."""
    chance = random.Random(seed)
    rows = "".join(f"<tr><td>model-{n}</td><td>${chance.randint(1, 999) / 1000:.3f}</td></tr>" for n in range(ROWS))
    table = f"<h2>Prices</h2><table><thead><tr><th>Model</th><th>Price per image</th></tr></thead><tbody>{rows}</tbody></table>"
    head = '<!doctype html><html lang="en"><head><title>Field prices</title></head><body><h1>Field prices</h1>'
    block = '<div class="card"><p class="t-{n}">Words about <a href="/{n}">thing {n}</a>, <span>and <b>more</b></span></p></div>'
    filler: list[str] = []
    left = (size - len(head) - len(table) - 14) // 2
    while left > 0:
        filler.append(block.format(n=chance.randint(100, 999)))
        left -= len(filler[-1])
    half = "".join(filler)
    return (head + half + table + half + "</body></html>").encode()


def _prices(page: Page) -> Iterator[Draft]:
    for row in page.table("Model", "Price per image").rows:
        yield offer(row["Model"].text, price(row["Price per image"].found(), "output_image", "image", "Price per image", currency="USD"))


FIELD = Provider(
    name="Field",
    home="https://field.example",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 1, 1),
    pages=(PageSpec(URL, "html", _prices, prices=(ROWS, ROWS), identity=("Field prices",)),),
)


def plant() -> None:
    """From here on every provider is the made-up one."""
    _reading.load = lambda provider: FIELD  # type: ignore[assignment]


def price_line(number: int, amount: int) -> dict[str, Any]:
    """One price line as `data/` spells it."""
    spelled = f"0.{amount:06}".rstrip("0")
    quote = {
        "text": f"${spelled}",
        "unit_text": "per image",
        "url": f"https://field.example/{number % 50}",
        "locator": f"table under 'Prices', row {number}, column 'Price per image'",
        "captured_at": "2026-05-20T12:00:00Z",
        "sha256": f"{number:064x}",
    }
    return {
        "billable": "output_image",
        "unit": "image",
        "variant": {"operation": "generate", "quality": f"q{number}"},
        "amount": spelled,
        "currency": "USD",
        "quote": quote,
    }


def offers(count: int, moved: int = 0, seed: int = 2) -> bytes:
    """A snapshot of so many price lines as JSON, a hundred to an offer; `moved` of them have another amount."""
    chance = random.Random(seed)
    amounts = [chance.randint(1000, 900000) for _ in range(count)]
    for at in random.Random(seed + 1).sample(range(count), moved):
        amounts[at] += 7
    lines = [price_line(number, amount) for number, amount in enumerate(amounts)]
    sold = [{"native_id": f"m-{at}", "name": f"Model {at}", "prices": lines[at : at + 100]} for at in range(0, count, 100)]
    return json.dumps({"provider": "field", "offers": sold}).encode()
