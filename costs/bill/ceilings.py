"""The requests an offer prices apart: of every quality, size and number of references that an asker left open.

The dearest of them is the most one call can cost, known before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from pydantic import ValidationError

from costs.offer.offer_index import Stock, shelf
from costs.offer.recipes import Recipe
from schema.prices import Snapshot
from schema.rules import Count


def open_requests(snapshot: Snapshot, native_id: str, recipe: Recipe, fixed: frozenset[str]) -> Iterator[Recipe]:
    """Every request the seller distinguishes a price by, and the one that was asked for; what is `fixed` stays."""
    stock = shelf(snapshot).stock(native_id)
    qualities = () if "quality" in fixed else _sold(stock, "quality")
    sizes = () if fixed & {"size", "resolution"} else [{axis: said} for axis in ("resolution", "size") for said in _sold(stock, axis)]
    counts = () if "references" in fixed else _references(stock)
    for quality, size, references in product((recipe.quality, *qualities), ({}, *sizes), (recipe.references, *counts)):
        try:
            yield recipe.but(quality=quality, references=references, **size)
        except ValidationError:
            continue  # an edit without an image, or a size that is none: nobody can ask for it


def _sold(stock: Stock, axis: str) -> list[str]:
    return sorted({str(said) for variant in stock.outputs if (said := getattr(variant, axis))})


def _references(stock: Stock) -> list[int]:
    """As many references as the offer takes, where it says how many."""
    rules = stock.rules.get("maximum_references", ())
    return [int(rule.terms.count) for rule in rules if isinstance(rule.terms, Count)]
