"""The bill of an answer that was really given, from its usage record. What the record lacks is priced at the ceiling.

A seller who bills tokens is settled by the tokens of the record; one who bills images by their number, size and
quality. Never at zero because a field is missing: the dearest quality sold, the longest prompt taken, and it says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final

from pydantic import ValidationError

from costs.bill.charges import Charge, CostLine, total
from costs.bill.cost import cost, placed
from costs.bill.itemised import BillDraft, Cost, Settled, written
from costs.bill.outputs import Output, output
from costs.bill.surcharges import surcharges
from costs.bill.tokens import partial_images, token_charge, tokens_of_reference
from costs.bill.usage_answers import FIDELITY
from costs.bill.usage_counts import Pool
from costs.bill.usage_records import Usage, usage_of
from costs.exact import said
from costs.offer.orders import Order, choose, fitting, lines, rules_of
from costs.offer.recipes import Recipe
from costs.offer.terms import offered
from costs.plan.credits import plan_of
from schema.errors import BadData, NotComparable
from schema.prices import Billable, PriceLine, Snapshot, made

__all__ = ["Settled", "Usage", "settled", "usage_of"]

# The longest prompt an image endpoint takes is 32,000 characters (OpenAI, 2026-07): never more tokens than that.
LONGEST_PROMPT: Final = 32_000
COUNTED: Final[tuple[tuple[Billable, str], ...]] = (
    ("output_image", "output image"),
    ("input_image", "reference images"),
    ("cached_input_image", "cached reference images"),
    ("input_text", "prompt"),
    ("cached_input_text", "cached prompt"),
    ("output_text", "text and thinking"),
)
NAMES: Final = dict(COUNTED)
BY_AREA: Final = ("megapixel", "tile", "tile_step", "megapixel_step")


def settled(snapshot: Snapshot, native_id: str, usage: Usage, plan: str | None = None, *, on: date | None = None) -> Settled:
    """The itemised bill of one answer."""
    order = placed(snapshot, native_id, _recipe(_counted_fidelity(usage)), on)
    if usage.only_charged:
        return _as_stated(order, usage)
    if fitting(order, lines(order, "output_image", "million_tokens")):
        return _finished(_by_tokens(snapshot, order, usage, plan), usage)
    return _finished(_by_image(snapshot, order, usage, plan), usage)


def _counted_fidelity(usage: Usage) -> Usage:
    """Fidelity makes a reference more tokens; where those are counted it is no extra of its own."""
    counted = usage.input_image is not None or usage.pooled("input_image")
    return usage.model_copy(update={"features": tuple(one for one in usage.features if one != FIDELITY)}) if counted else usage


def _finished(bill: Cost, usage: Usage) -> Settled:
    """The bill with what the record says beside its counts."""
    fields = dict(bill) | {"assumed": (*bill.assumed, *usage.remarks), "not_included": (*bill.not_included, *map(_unknown, usage.unknown))}
    return made(Settled, **fields | {"at_most": bill.at_most or usage.at_most}, stated=usage.stated)


def _unknown(words: str) -> str:
    return f"in the record, and nobody knows its price: {words}"


def _as_stated(order: Order, usage: Usage) -> Settled:
    """All the record says is what was charged: that is the bill."""
    stated = usage.stated
    if stated is None:
        raise BadData("the usage record", "what was charged", "nothing")
    line = made(
        CostLine, what="as charged", billable="stated", unit="request", quantity=Decimal(1), price=stated.amount, amount=stated.amount,
        currency="USD", basis="measured", note=f"the record's own {stated.field}",
    )  # fmt: skip
    bill = made(
        Cost, provider=order.provider, native_id=order.offer.native_id, name=order.offer.name, asked=_recipe(usage), recipe=order.recipe,
        lines=(line,), total=stated.amount, per_image=said(Fraction(stated.amount) / usage.images), currency="USD", basis="measured",
        unrounded=said(Fraction(stated.amount) / usage.images),
    )  # fmt: skip
    return _finished(bill, usage)


def _by_tokens(snapshot: Snapshot, order: Order, usage: Usage, plan: str | None) -> Cost:
    recorded = usage.output_image is not None or usage.pooled("output_image")
    order = order if recorded else _dearest(order, usage)
    images = _output_tokens(order, usage) if recorded else (*output(order).charges, *_partials(order, usage))
    pooled, without = _pools(order, usage)
    inputs, missing = _inputs(order, usage)
    found, unpriced = _searched(order, usage)
    charges = (*images, *pooled, *inputs, *found, *surcharges(order, images))
    chosen = plan_of(snapshot, plan) if plan else None
    missing = [*without, *missing, *unpriced]
    return written(
        BillDraft(order, _recipe(usage), Output(images), charges, tuple(missing), (), snapshot.plans, chosen, order.recipe.pixels)
    )


def _recipe(usage: Usage) -> Recipe:
    try:
        return usage.recipe()
    except ValidationError as error:
        raise BadData("the usage record", "an image somebody can order", error.errors()[0]["msg"]) from None


# --- output ---------------------------------------------------------------------------------------------------------


def _output_tokens(order: Order, usage: Usage) -> tuple[Charge, ...]:
    if usage.output_image is None:
        return ()  # among the pools
    rate = choose(order, lines(order, "output_image", "million_tokens"), "million output tokens")
    return (token_charge("output image", rate, Fraction(usage.output_image)),)


def _partials(order: Order, usage: Usage) -> tuple[Charge, ...]:
    wanting = order.but(recipe=order.recipe.model_copy(update={"partial_images": usage.partial_images}))
    return tuple(partial_images(wanting)[0])


def _pools(order: Order, usage: Usage) -> tuple[list[Charge], list[str]]:
    """The tokens of which the record does not say what they are, each lot at the dearest rate it can have."""
    charges: list[Charge] = []
    missing: list[str] = []
    for pool in usage.pools:
        rates = [(kind, choose(order, found, f"million {NAMES[kind]} tokens")) for kind in pool.among if (found := _rates(order, kind))]
        if not rates:
            missing.append(f"{pool.count:,} {pool.words} tokens: no rate is published")
            continue
        kind, rate = max(rates, key=lambda entry: entry[1].amount or 0)
        charges.append(token_charge(_named(kind), rate, Fraction(pool.count))._replace(**_dearest_of(pool, kind, rates)))
    return charges, missing


def _named(kind: Billable) -> str:
    return NAMES[kind] if kind == "output_image" else f"{NAMES[kind]} tokens"


def _dearest_of(pool: Pool, kind: Billable, rates: list[tuple[Billable, PriceLine]]) -> dict[str, Any]:
    """What is supposed of tokens that can be of several kinds; nothing where all of those cost the same."""
    if len({rate.amount for _, rate in rates}) == 1:
        return {}
    kinds = " or ".join(NAMES[kind] for kind, _ in rates)
    words = f"the record does not say which of {pool.count:,} {pool.words} tokens are {kinds}: at most, all as {NAMES[kind]}"
    return {"note": "", "assumed": words, "at_most": True}


def _searched(order: Order, usage: Usage) -> tuple[list[Charge], list[str]]:
    """Searches the answer made, at the fee of a search where there is one."""
    if not usage.searches:
        return [], []
    named = [line for line in lines(order, "request", "request") if "search" in (line.variant.feature or "")]
    wanted = order.but(recipe=order.recipe.model_copy(update={"features": tuple(line.variant.feature or "" for line in named)}))
    if not named:
        return [], [f"{usage.searches:,} searches: no fee is published"]
    return [Charge("searches", choose(wanted, named, "search"), Fraction(usage.searches))], []


def _by_image(snapshot: Snapshot, order: Order, usage: Usage, plan: str | None) -> Cost:
    """A seller of images, not tokens: as many as there are, of the size and quality there are."""
    dearest = _dearest(order, usage)
    counts = {"prompt_tokens": usage.input_text, "thinking_tokens": usage.output_text, "partial_images": usage.partial_images}
    answer = cost(snapshot, order.offer.native_id, dearest.recipe.model_copy(update=counts), plan, on=order.on)
    ceilings = [note for note in (*dearest.assumed, *_assumed_size(answer, usage)) if note not in answer.assumed]
    return answer.model_copy(update={"assumed": (*answer.assumed, *ceilings), "at_most": dearest.at_most})


def _assumed_size(bill: Cost, usage: Usage) -> list[str]:
    """What is billed by its area, of a record that does not say the size: an assumption, and no ceiling."""
    by_area = any(line.unit in BY_AREA for line in bill.lines)
    return [f"{bill.recipe.size}: the record does not say the size"] if by_area and not (usage.size or usage.resolution) else []


def _dearest(order: Order, usage: Usage) -> Order:
    """The order as the record has it, and at its dearest where the record does not say quality or size."""
    possible = list(_possible(order, usage))
    if len(possible) == 1:
        return order
    priced = [(total(charges), other, words) for other, words in possible if (charges := _priced(other))]
    if not priced:
        raise order.refuse("a ceiling for what the record does not say", "no price to take it from")
    _, dearest, words = max(priced, key=lambda entry: entry[0])
    return dearest.but(assumed=(*order.assumed, f"the record does not say: priced at the ceiling, {words}"), at_most=True)


def _possible(order: Order, usage: Usage) -> Iterator[tuple[Order, str]]:
    """Everything the answer can have been, in words."""
    qualities = [] if usage.quality else [{"quality": word} for word in sorted(offered(order, "quality"))]
    shapes = [{axis: word} for axis in ("size", "resolution") for word in sorted(offered(order, axis))]
    for quality, shape in product(qualities or [{}], [{}] if usage.size or usage.resolution else shapes or [{}]):
        words = {**quality, **shape}
        yield order.but(recipe=order.recipe.but(**words)), ", ".join(f"{axis} {word}" for axis, word in words.items())


def _priced(order: Order) -> tuple[Charge, ...]:
    try:
        return output(order).charges
    except NotComparable:
        return ()


# --- input ----------------------------------------------------------------------------------------------------------


def _inputs(order: Order, usage: Usage) -> tuple[list[Charge], list[str]]:
    """The charges for what was sent and thought, and what has no rate."""
    charges: list[Charge] = []
    missing: list[str] = []
    for billable, what in COUNTED[1:]:
        rates = _rates(order, billable)
        count, assumed = _count(order, billable, usage, bool(rates))
        if count and rates:
            rate = choose(order, rates, f"million {what} tokens")
            charge = token_charge(f"{what} tokens", rate, Fraction(count))
            charges.append(charge._replace(note="", assumed=assumed, at_most=True) if assumed else charge)
        elif count:
            missing.append(f"{count:,} {what} tokens: no rate is published")
    return charges, missing


def _rates(order: Order, billable: Billable) -> list[PriceLine]:
    """The rates of a kind; what was cached costs as much as anything else where no rate for it is published."""
    plain: Billable = billable.removeprefix("cached_")  # type: ignore[assignment] # cached_x is cached x
    own = fitting(order, lines(order, billable, "million_tokens"))
    return own or fitting(order, lines(order, plain, "million_tokens"))


def _count(order: Order, billable: Billable, usage: Usage, billed: bool) -> tuple[int, str]:
    """The tokens of the record, or the most there can have been, and in words that it is that."""
    recorded: int | None = getattr(usage, billable)
    if recorded is not None or not billed:
        return recorded or 0, ""
    if billable == "input_text" and usage.cached_input_text is None and not usage.pooled("input_text", "cached_input_text"):
        count = LONGEST_PROMPT * usage.images
        return count, f"no prompt tokens in the record, priced at the ceiling of {count:,}"
    if billable == "input_image" and order.recipe.references and usage.cached_input_image is None and not usage.pooled("input_image"):
        return _reference_ceiling(order)
    return 0, ""


def _reference_ceiling(order: Order) -> tuple[int, str]:
    most = max((tokens_of_reference(rule, order) for rule in rules_of(order, "tokens_per_input_image")), default=None)
    if most is None:
        raise order.refuse("tokens of the reference images, in the record or by a rule", "none")
    count = int(most) * order.recipe.references * order.recipe.count
    return count, f"no reference tokens in the record, priced at the ceiling of {count:,}"
