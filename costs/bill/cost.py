"""What a recipe costs at a seller: an itemised bill, or one sentence why there is none.

    cost(snapshot, native_id, recipe) -> Cost

Everything is reckoned exactly and said as decimals. Lines add up to the total; nothing is averaged; what is not in the
total is listed. A price printed per image is the answer where there is one, and what the rates make of the same image
stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction
from typing import Final

from costs.bill.charges import CostLine
from costs.bill.free_uses import free_words
from costs.bill.itemised import TAKEN_FOR_GRANTED, BillDraft, Comparison, Cost, Paid, written
from costs.bill.outputs import output
from costs.bill.references import reference_charges
from costs.bill.surcharges import surcharges
from costs.bill.tokens import partial_images, text_tokens
from costs.offer.abilities import Able, able_to
from costs.offer.offer_index import shelf
from costs.offer.orders import Order, among, number_of, rule_of, rules_of
from costs.offer.recipes import ASPECT_SLACK, Recipe
from costs.offer.terms import in_providers_words
from costs.plan.credits import plan_of
from costs.reasons import Code
from schema.errors import NotComparable
from schema.prices import Offer, Plan, Rule, Snapshot
from schema.tables.models import Alias, Model

__all__ = ["Comparison", "Cost", "CostLine", "NotComparable", "Paid", "cost", "offer_of", "placed", "read_on", "refuse_limits"]

ANYTHING: Final = Able()
SHAPES: Final = Fraction(4, 3)  # how much smaller than a square a wide or tall picture of the same resolution is, at most


def cost(
    snapshot: Snapshot,
    native_id: str,
    recipe: Recipe,
    plan: str | Plan | None = None,
    *,
    on: date | None = None,
    model: Model | None = None,
    borrowed: Sequence[Rule] = (),
) -> Cost:
    """The itemised cost of a recipe at one offer, or `NotComparable`.

    `on` is the day it is bought (default: the day the prices were read); `model` what the hand-kept table says the model
    can do: what it can't is refused here too; `borrowed` are the maker's token tables, for a reseller who bills its tokens
    and counts none (`costs.offer.borrowing`). Without `plan`, credits are paid on the seller's smallest one, and it says so.
    """
    able = able_to(offer_of(snapshot, native_id), model, _alias(model, snapshot.provider, native_id))
    order = placed(snapshot, native_id, recipe, on, borrowed).but(edits_at_its_price=able.edits_at_its_price)
    refuse_limits(order, able)
    images = output(order)
    references, unpriced = reference_charges(order, images.charges)
    texts, missing = text_tokens(order, Fraction(order.recipe.count))
    previews, without = partial_images(order)
    charges = (*images.charges, *previews, *references, *texts, *surcharges(order, (*images.charges, *references)))
    chosen = plan_of(snapshot, plan) if isinstance(plan, str) else plan
    missing = [*missing, *without]
    bill = written(BillDraft(order, recipe, images, charges, tuple(missing), tuple(unpriced), snapshot.plans, chosen, able.largest))
    free = free_words(snapshot, native_id, order.recipe.features)
    return bill.model_copy(update={"free_a_month": free}) if free else bill


def _alias(model: Model | None, provider: str, native_id: str) -> Alias | None:
    return next((alias for alias in model.aliases if alias.pair() == (provider, native_id)), None) if model else None


def placed(snapshot: Snapshot, native_id: str, recipe: Recipe, on: date | None = None, borrowed: Sequence[Rule] = ()) -> Order:
    """The recipe put to the offer, in the seller's words."""
    offer = offer_of(snapshot, native_id)
    order = Order(snapshot.provider, shelf(snapshot).stock(native_id, borrowed), recipe, on or read_on(offer))
    _refuse_unsold_tier(order)
    return in_providers_words(order)


def offer_of(snapshot: Snapshot, native_id: str) -> Offer:
    """The offer of that native id, or the nearest ones there are."""
    offers = shelf(snapshot).offers
    if native_id in offers:
        return offers[native_id]
    near = get_close_matches(native_id, list(offers), n=3, cutoff=0.3)
    raise NotComparable(f"{snapshot.provider} {native_id}", "a model the provider sells", f"nearest: {', '.join(near) or 'none'}")


def read_on(offer: Offer) -> date:
    """The day the offer was last read."""
    return max((line.quote.captured_at.date() for line in offer.prices), default=date.min)


# --- what is refused ------------------------------------------------------------------------------------------------


def _refuse_unsold_tier(order: Order) -> None:
    tier = order.recipe.tier
    if tier == "standard":
        return
    sold = {str(line.variant.tier) for line in order.offer.prices if line.variant.tier}
    factored = {str(rule.variant.tier) for rule in rules_of(order, "multiplier") if rule.variant.tier}
    if tier not in sold | factored:
        rule = rule_of(order, "batch") if tier == "batch" else None
        why = f" ({rule.quote.text!r})" if rule else ""
        raise order.refuse(f"a {tier} price", f"tier {among('tier', {'standard', *sold, *factored}, order)}{why}")


def refuse_limits(order: Order, able: Able = ANYTHING) -> None:
    """Refuse a size, a number of references or an operation as the provider would."""
    can, wanted = able.capabilities, order.recipe.operation
    if can.operations and wanted not in can.operations:
        raise order.refuse(f"a model that can {wanted}", f"one that can only {' and '.join(can.operations)}").of(Code.OPERATION)
    _refuse_size(order, able)
    most = number_of(order, "maximum_references")
    _refuse_references(order, can.references if most is None else most)


def _refuse_size(order: Order, able: Able) -> None:
    """Refuse what is smaller or larger than the model makes; any shape of what it makes is a little larger or smaller."""
    asked = order.recipe.pixels
    least, smallest = number_of(order, "minimum_pixels") or able.capabilities.minimum_pixels, able.smallest
    if (least and asked < least) or (smallest and asked * ASPECT_SLACK * SHAPES < smallest):
        floor = least or Fraction(smallest or 0)
        raise _wrong_size(order, f"a minimum of {int(floor):,} pixels; nearest: {_square(floor)}")
    most = number_of(order, "maximum_pixels") or able.largest
    if most is not None and asked > most * ASPECT_SLACK:
        raise _wrong_size(order, f"a maximum of {int(most):,} pixels; nearest: {_square(most, up=False)}")
    if able.one_size and asked > TAKEN_FOR_GRANTED:
        raise _wrong_size(order, "one size, which can't be chosen; nearest: 1024x1024")


def _wrong_size(order: Order, found: str) -> NotComparable:
    return order.refuse(f"a size the model makes, not {order.recipe.size}", found).of(Code.SIZE)


def _refuse_references(order: Order, most: Fraction | int | None) -> None:
    if most is not None and order.recipe.references > most:
        found = f"at most {most}; nearest: {most}"
        raise order.refuse(f"{order.recipe.references} reference images", found).of(Code.REFERENCES)


def _square(count: Fraction | int, up: bool = True) -> str:
    side = int(Fraction(count) ** Fraction(1, 2))
    step = side + 1 if up and side * side < count else side
    return f"{step}x{step}"
