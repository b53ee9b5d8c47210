"""What is measured on: a made-up seller, its page and its price lines, the same for every seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
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
    spelled = _amount(amount)
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


_LINE = """        {{
          "amount": "{amount}",
          "billable": "output_image",
          "currency": "USD",
          "quote": {{
            "captured_at": "2026-05-20T12:00:00Z",
            "locator": "table under 'Prices', row {number}, column 'Price per image'",
            "sha256": "{number:064x}",
            "text": "${amount}",
            "unit_text": "per image",
            "url": "https://field.example/{page}"
          }},
          "unit": "image",
          "variant": {{
            "operation": "generate",
            "quality": "q{number}"
          }}
        }}"""
_OFFER = """    {{
      "name": "Model {at}",
      "native_id": "m-{at}",
      "prices": [
{prices}
      ]
    }}"""


def offers(count: int, moved: int = 0, seed: int = 2) -> bytes:
    """A snapshot of so many price lines as `data/current` spells it, a hundred to an offer; `moved` of them have another amount."""
    return "".join(_offers(count, moved, seed)).encode()


def write_offers(path: Path, count: int, moved: int = 0, seed: int = 2) -> None:
    """The same, written offer by offer: a million lines are 630 MB."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(_offers(count, moved, seed))


def _offers(count: int, moved: int, seed: int) -> Iterator[str]:
    """Spelled by hand, since `spelled` takes minutes for a million lines; a test holds the two against each other."""
    amounts = amounts_of(count, moved, seed)
    yield '{\n  "offers": [\n'
    for place, at in enumerate(sorted(range(0, count, 100), key=str)):
        numbers = sorted(range(at, min(at + 100, count)), key=str)
        lines = (_LINE.format(number=number, amount=_amount(amounts[number]), page=number % 50) for number in numbers)
        yield (",\n" if place else "") + _OFFER.format(at=at, prices=",\n".join(lines))
    yield '\n  ],\n  "provider": "field",\n  "schema_version": 1\n}\n'


def amounts_of(count: int, moved: int = 0, seed: int = 2) -> list[int]:
    """The amount of each price line in millionths of a dollar; so many of them have moved."""
    chance = random.Random(seed)
    amounts = [chance.randint(1000, 900000) for _ in range(count)]
    for at in random.Random(seed + 1).sample(range(count), moved):
        amounts[at] += 7
    return amounts


def _amount(millionths: int) -> str:
    return f"0.{millionths:06}".rstrip("0")
