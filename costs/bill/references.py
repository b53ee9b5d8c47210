"""Reference images: a fee each (the first ones free where a rule says so), an area, tokens, or a step of the output price."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from costs.bill.charges import Charge
from costs.bill.megapixels import megapixel_charges, tile_charges, tile_step_charges
from costs.bill.outputs import HOUSE_WIDE, calls, multiplied
from costs.bill.tokens import reference_tokens
from costs.offer.orders import Order, choose, lines, number_of, rule_of
from schema.prices import PriceLine


def reference_charges(order: Order, output: tuple[Charge, ...]) -> tuple[list[Charge], list[str]]:
    """The charges for the recipe's reference images, and what could not be said about them."""
    if order.recipe.references == 0:
        return [], []
    if not any(line.billable == "input_image" for line in order.offer.prices):
        return [], _unpriced(order, output)
    return multiplied(order, _charges, only=HOUSE_WIDE), []


def _unpriced(order: Order, output: tuple[Charge, ...]) -> list[str]:
    """Nothing is published for input images: the output price may name them itself, an endpoint that edits takes one, or nobody knows."""
    if order.edits_at_its_price and order.recipe.references == 1:
        return []
    variants = [variant for charge in output for variant in (charge.line.variant, *(rule.variant for rule in charge.by))]
    if any(variant.references or variant.operation == "edit" for variant in variants):
        return []
    return [f"{order.recipe.references} reference image(s): no fee is published"]


def _charges(order: Order) -> list[Charge]:
    count, size = Fraction(order.recipe.references * calls(order)), order.recipe.reference_size
    if lines(order, "input_image", "image"):
        return _fees(order)
    if area := lines(order, "input_image", "megapixel"):
        return megapixel_charges(order, area, "reference image", size, count)
    if tiled := lines(order, "input_image", "tile"):
        return tile_charges(order, tiled, "reference image", size, count)
    if stepped := lines(order, "input_image", "tile_step"):
        return tile_step_charges(order, stepped, "reference image", size, count)
    return reference_tokens(order, Fraction(order.recipe.count))


def _fees(order: Order) -> list[Charge]:
    """A fee for each reference, once per call. A line for references `2+` is the fee of the second and later ones."""
    free = int(number_of(order, "free_references") or 0)
    rule = rule_of(order, "free_references")
    fees = Counter(_fee(order, place).key() for place in range(free + 1, order.recipe.references + 1))
    by_key: dict[object, PriceLine] = {line.key(): line for line in lines(order, "input_image", "image")}
    note = f"{min(free, order.recipe.references)} free" if free else ""
    by = (rule,) if rule else ()
    return [Charge("reference images", by_key[key], Fraction(count * calls(order)), by, note=note) for key, count in fees.items()]


def _fee(order: Order, place: int) -> PriceLine:
    at_place = order.but(recipe=order.recipe.model_copy(update={"references": place}))
    return choose(at_place, lines(order, "input_image", "image"), f"reference image {place}")
