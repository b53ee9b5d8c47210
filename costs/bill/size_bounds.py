"""Where an offer's answer to a size can change: numbers of pixels, up to each of which one answer holds.

Between two of them every size is answered alike, so a size that nobody asked the engine for has the answer of one that was asked.
An offer sold in sizes of its own, by the tile, or in proportion to its pixels has no such bounds: each size is a question of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Final

from costs.bill.cost import SHAPES
from costs.bill.itemised import TAKEN_FOR_GRANTED
from costs.bill.megapixels import BINARY
from costs.offer.abilities import Able
from costs.offer.orders import DECIMAL_MEGAPIXEL, FIRST
from costs.offer.recipes import ASPECT_SLACK, CLASSES, pixels, square
from schema.prices import PriceLine, Rule, Variant
from schema.rules import MegapixelRounding, Pixels

LARGEST: Final = "4096x4096"  # the largest size pages ask for; what is larger is nobody's answer here
BY_PIXEL: Final = frozenset({"tile", "tile_step"})


def size_bounds(lines: Sequence[PriceLine], rules: Sequence[Rule], able: Able) -> tuple[int, ...] | None:
    """The bounds of what is sold by these price lines under these rules, in order; None where each size is a question of its own."""
    by_tokens = any(line.billable == "output_image" and line.unit == "million_tokens" for line in lines)
    rules = [rule for rule in rules if by_tokens or rule.kind != "tokens_per_image"]  # a table nothing is billed by says nothing of sizes
    variants = [*(line.variant for line in lines), *(rule.variant for rule in rules)]
    if _one_by_one(lines, rules, variants):
        return None
    found = {*_of_limits(rules, able), *_of_classes(variants), *_of_megapixels(lines, rules, variants), TAKEN_FOR_GRANTED}
    return tuple(sorted(bound for bound in found | {pixels(LARGEST)} if 0 < bound <= pixels(LARGEST)))


def _one_by_one(lines: Iterable[PriceLine], rules: Iterable[Rule], variants: Iterable[Variant]) -> bool:
    """Tell whether a size is sold by its sides, or each pixel is paid."""
    return (
        any(variant.size or (variant.resolution or "").endswith("P") for variant in variants)
        or any(line.unit in BY_PIXEL for line in lines)
        or any(rule.kind == "scales_with_pixels" or _in_proportion(rule) for rule in rules)
    )


def _in_proportion(rule: Rule) -> bool:
    return isinstance(rule.terms, MegapixelRounding) and rule.terms.rounds == "proportional"


def _of_limits(rules: Iterable[Rule], able: Able) -> Iterator[int]:
    """The least and the most a model makes, as pages and the table of models say, with the room a shape has."""
    for rule in rules:
        if isinstance(rule.terms, Pixels):
            yield from (rule.terms.pixels - 1, floor(rule.terms.pixels * ASPECT_SLACK))
    if able.capabilities.minimum_pixels:
        yield able.capabilities.minimum_pixels - 1
    if able.smallest:
        yield ceil(able.smallest / (ASPECT_SLACK * SHAPES)) - 1
    if able.largest:
        yield floor(able.largest * ASPECT_SLACK)


def _of_classes(variants: Iterable[Variant]) -> Iterator[int]:
    """How much each resolution holds, where any is named."""
    named = {variant.resolution for variant in variants if variant.resolution}
    return (floor(pixels(square(name)) * ASPECT_SLACK) for name in ({*named, *CLASSES} if named else ()))


def _of_megapixels(lines: Iterable[PriceLine], rules: Iterable[Rule], variants: Iterable[Variant]) -> Iterator[int]:
    """Whole megapixels where they are paid, and the bounds a price names; in either meaning of the word."""
    said = {rule.terms.pixels for rule in rules if isinstance(rule.terms, MegapixelRounding) and rule.terms.pixels}
    units = {*said, BINARY, DECIMAL_MEGAPIXEL}
    bounds = [variant.megapixels for variant in variants if variant.megapixels]
    for text in bounds:
        yield from (bound for number in re.findall(r"\d+(?:\.\d+)?", text) for bound in _bounds(Fraction(number), units))
    if any(line.unit in ("megapixel", "megapixel_step") for line in lines) or set(bounds) & set(FIRST):
        yield from (unit * many for unit in (said or {BINARY}) for many in range(1, pixels(LARGEST) // unit + 1))


def _bounds(number: Fraction, units: Iterable[int]) -> Iterator[int]:
    """A bound with what lies on it on one side or on the other."""
    for bound in [number] if number > 1000 else [number * unit for unit in units]:
        yield from (floor(bound), ceil(bound) - 1)
