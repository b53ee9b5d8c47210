"""Images billed by their area: megapixels in the four meanings met, and tiles, once or for each step.

Rounded up at 1,048,576 pixels (fal, BFL) · in proportion to 1,048,576 (DeepInfra) · in proportion to 1,000,000
(Together) · a first megapixel and further ones, for output and input alike (BFL, Comfy, Cloudflare). The rule
`megapixel_rounding` says which; without one the first is assumed, and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from costs.bill.charges import Charge
from costs.exact import whole_up
from costs.offer.orders import FIRST, Order, choose, rule_of, steps_of
from costs.offer.recipes import pixels, sides
from schema.prices import PriceLine, Rule
from schema.rules import MegapixelRounding

BINARY: Final = 1_048_576
ROUNDED_UP: Final = MegapixelRounding("up", BINARY)
TILE: Final = 512


class Area(NamedTuple):
    """How many megapixels are billed, and the rule that says so, or what had to be supposed."""

    megapixels: Fraction
    by: tuple[Rule, ...]
    assumed: str


def area(order: Order, size: str) -> Area:
    """The megapixels one image of this size is billed as."""
    rule = rule_of(order, "megapixel_rounding")
    rounding = _rounding(rule, order) if rule else ROUNDED_UP
    exact = Fraction(pixels(size), rounding.pixels or BINARY)
    billed = exact if rounding.rounds == "proportional" else Fraction(whole_up(exact))
    return Area(billed, (rule,) if rule else (), "" if rule else "megapixels of 1,048,576 pixels, rounded up")


def _rounding(rule: Rule, order: Order) -> MegapixelRounding:
    if not isinstance(rule.terms, MegapixelRounding):
        raise order.refuse("how megapixels are rounded", repr(rule.value))
    return rule.terms


def megapixel_charges(order: Order, candidates: Sequence[PriceLine], what: str, size: str, images: Fraction) -> list[Charge]:
    """The charges for so many images of one size: all megapixels alike, or the first and the further ones."""
    billed = area(order, size)
    by_place = {place: [line for line in candidates if line.variant.megapixels == place] for place in FIRST}
    if not by_place["first"]:
        line = choose(order, candidates, "megapixel")
        return [Charge(f"{what}, megapixels", line, billed.megapixels * images, billed.by, assumed=billed.assumed)]
    first = choose(order, by_place["first"], "first megapixel")
    charges = [Charge(f"{what}, first megapixel", first, images, billed.by, assumed=billed.assumed)]
    return charges + _further(order, by_place["further"], what, images, billed)


def _further(order: Order, candidates: Sequence[PriceLine], what: str, images: Fraction, billed: Area) -> list[Charge]:
    rest = max(billed.megapixels - 1, Fraction(0))
    if not rest:
        return []
    line = choose(order, candidates, "further megapixel")
    return [Charge(f"{what}, further megapixels", line, rest * images, billed.by, assumed=billed.assumed)]


def tiles(size: str) -> int:
    """Tiles of 512x512 that cover a size, rounded up on each side.

    >>> tiles("1024x1024"), tiles("1025x512")
    (4, 3)
    """
    width, height = sides(size)
    return whole_up(Fraction(width, TILE)) * whole_up(Fraction(height, TILE))


def tile_charges(order: Order, candidates: Sequence[PriceLine], what: str, size: str, images: Fraction) -> list[Charge]:
    """The charges for so many images billed by the tile."""
    line = choose(order, candidates, "tile")
    return [Charge(f"{what}, tiles", line, tiles(size) * images, note=f"{tiles(size)} tiles of {TILE}x{TILE} each")]


def megapixel_step_charges(order: Order, candidates: Sequence[PriceLine], what: str, size: str, images: Fraction) -> list[Charge]:
    """The charges for so many images billed by the megapixel, once for each step (SiliconFlow, 2025)."""
    line, billed = choose(order, candidates, "megapixel and step"), area(order, size)
    steps, by = steps_of(order)
    many, rules = billed.megapixels * steps * images, (*billed.by, *by)
    return [Charge(f"{what}, megapixels and steps", line, many, rules, note=f"{steps} steps each", assumed=billed.assumed)]


def tile_step_charges(order: Order, candidates: Sequence[PriceLine], what: str, size: str, images: Fraction) -> list[Charge]:
    """The charges for so many images billed by the tile, once for each step."""
    line = choose(order, candidates, "tile and step")
    steps, by = steps_of(order)
    note = f"{tiles(size)} tiles of {TILE}x{TILE} each, {steps} steps"
    return [Charge(f"{what}, tiles and steps", line, tiles(size) * steps * images, by, note=note)]
