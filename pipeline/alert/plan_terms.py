"""The terms of a plan in words, each by itself, so that two days can be compared: from the rows of `v1/`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipeline.alert.published_names import PublishedRow

AXES: Final = ("operation", "quality", "size", "resolution", "style", "feature")
FLAGS: Final = {
    "rollover": ("unused credits stay", "unused credits end"),
    "private": ("images can be private", "images are public"),
    "commercial": ("commercial use", "no commercial use"),
}


def plan_terms(row: PublishedRow) -> list[str]:
    """What a plan costs and brings, and its conditions, as far as they are said."""
    return list(_terms(row))


def _terms(row: PublishedRow) -> Iterator[str]:
    yield f"{row['price']} {row['currency']} per {row['period']}".replace("per once", "once")
    if row.get("first_price") is not None:
        yield f"first {row['period']} {row['first_price']} {row['currency']}"
    yield from (f"{row[name]} {name.replace('_', ' ')}" for name in ("credits", "images", "gpu_minutes") if row.get(name) is not None)
    yield from (yes if row[name] else no for name, (yes, no) in FLAGS.items() if row.get(name) is not None)
    said = {
        "concurrent": "{} at once",
        "seats": "at least {} seats",
        "expires_days": "ends after {} days",
        "tax": "tax {}",
        "country": "in {}",
    }
    yield from (words.format(row[name]) for name, words in said.items() if row.get(name) is not None)
    if row.get("yearly"):
        yield f"{row['charged']} {row['currency']} charged at once"
    if row.get("unsaid"):
        yield f"not said: {row.get('unsaid_words') or row['unsaid']}"


def allowance_term(row: PublishedRow) -> str:
    """One thing a plan brings."""
    often = "once" if row["period"] == "once" else f"a {row['period']}"
    many = f"unlimited {_plural(row)}" if row["quantity"] is None else f"{row['quantity']} {_plural(row)} {often}"
    models = f" of {', '.join(row['models'])}" if row.get("models") else ""
    fences = f" ({', '.join(str(fence).replace('_', ' ') for fence in row['fences'])})" if row.get("fences") else ""
    return f"{many}{models}{fences}"


def _plural(row: PublishedRow) -> str:
    return f"{str(row['unit']).replace('_', ' ')}s"


def take_term(row: PublishedRow) -> str:
    """What an image takes of it."""
    axes = ", ".join(str(row[axis]) for axis in AXES if row.get(axis))
    sure = {"exact": "", "about": "about "}.get(row["sure"], "at best ")
    images = f"{row['images']} images" if row["images"] != 1 else "an image"
    return f"{images} of {row['name']}{f', {axes}' if axes else ''} take{'s' if row['images'] == 1 else ''} {sure}{row['amount']}"
