"""The bill of an answer that was really given, from its usage record. What the record lacks is priced at the ceiling.

A seller who bills tokens is settled by the tokens of the record; one who bills images by their number, size and
quality. Never at zero because a field is missing: the dearest quality sold, the longest prompt taken, and it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any, Final

from pydantic import Field, ValidationError

from costs.bill.charges import Charge, total
from costs.bill.cost import cost, placed
from costs.bill.itemised import Cost, Draft, written
from costs.bill.outputs import Output, output
from costs.bill.surcharges import surcharges
from costs.bill.tokens import token_charge
from costs.offer.orders import Order, choose, lines, number, rules_of
from costs.offer.recipes import Recipe, Resolution, Size
from costs.offer.terms import offered
from costs.plan.credits import plan_of
from schema.errors import BadData, NotComparable
from schema.prices import Billable, Closed, Operation, PriceLine, Slug, Snapshot, Tier

Tokens = int | None
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


class Usage(Closed):
    """What an answer says it used. A field left out is unknown, which is not zero."""

    images: int = Field(default=1, ge=1)
    operation: Operation = "generate"
    size: Size | None = None
    resolution: Resolution | None = None
    quality: Slug | None = None
    tier: Tier = "standard"
    references: int = Field(default=0, ge=0)
    features: tuple[Slug, ...] = ()
    output_image: Tokens = Field(default=None, ge=0)
    input_image: Tokens = Field(default=None, ge=0)
    cached_input_image: Tokens = Field(default=None, ge=0)
    input_text: Tokens = Field(default=None, ge=0)
    cached_input_text: Tokens = Field(default=None, ge=0)
    output_text: Tokens = Field(default=None, ge=0)

    def recipe(self) -> Recipe:
        """The image the answer gave, as a recipe."""
        operation: Operation = "edit" if self.references else self.operation
        return Recipe(
            operation=operation,
            quality=self.quality,
            size=self.size,
            resolution=self.resolution,
            references=max(self.references, 1 if operation == "edit" else 0),
            tier=self.tier,
            count=self.images,
            features=self.features,
        )


def settled(snapshot: Snapshot, native_id: str, usage: Usage, plan: str | None = None, *, on: date | None = None) -> Cost:
    """The itemised bill of one answer."""
    order = placed(snapshot, native_id, _recipe(usage), on)
    if not lines(order, "output_image", "million_tokens"):
        return _by_image(snapshot, order, usage, plan)
    recorded = usage.output_image is not None
    order = order if recorded else _dearest(order, usage)
    images = (_output_tokens(order, usage),) if recorded else output(order).charges
    inputs, missing = _inputs(order, usage)
    charges = (*images, *inputs, *surcharges(order, images))
    chosen = plan_of(snapshot, plan) if plan else None
    return written(Draft(order, _recipe(usage), Output(images), charges, tuple(missing), (), snapshot.plans, chosen, order.recipe.pixels))


def _recipe(usage: Usage) -> Recipe:
    try:
        return usage.recipe()
    except ValidationError as error:
        raise BadData("the usage record", "an image somebody can order", error.errors()[0]["msg"]) from None


# --- output ---------------------------------------------------------------------------------------------------------


def _output_tokens(order: Order, usage: Usage) -> Charge:
    rate = choose(order, lines(order, "output_image", "million_tokens"), "million output tokens")
    return token_charge("output image", rate, Fraction(usage.output_image or 0))


def _by_image(snapshot: Snapshot, order: Order, usage: Usage, plan: str | None) -> Cost:
    """A seller of images, not tokens: as many as there are, of the size and quality there are."""
    dearest = _dearest(order, usage)
    counts = {"prompt_tokens": usage.input_text, "thinking_tokens": usage.output_text}
    answer = cost(snapshot, order.offer.native_id, dearest.recipe.model_copy(update=counts), plan, on=order.on)
    ceilings = [note for note in dearest.assumed if note not in answer.assumed]
    return answer.model_copy(update={"assumed": (*answer.assumed, *ceilings)})


def _dearest(order: Order, usage: Usage) -> Order:
    """The order as the record has it, and at its dearest where the record does not say quality or size."""
    possible = list(_possible(order, usage))
    if len(possible) == 1:
        return order
    priced = [(total(charges), other, words) for other, words in possible if (charges := _priced(other))]
    if not priced:
        raise order.refuse("a ceiling for what the record does not say", "no price to take it from")
    _, dearest, words = max(priced, key=lambda entry: entry[0])
    return dearest.but(assumed=(*order.assumed, f"the record does not say: priced at the ceiling, {words}"))


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
        count, note = _count(order, billable, usage, bool(rates))
        if count and rates:
            rate = choose(order, rates, f"million {what} tokens")
            charges.append(token_charge(f"{what} tokens", rate, Fraction(count))._replace(note=note or f"{count:,} tokens"))
        elif count:
            missing.append(f"{count:,} {what} tokens: no rate is published")
    return charges, missing


def _rates(order: Order, billable: Billable) -> list[PriceLine]:
    """The rates of a kind; what was cached costs as much as anything else where no rate for it is published."""
    plain: Billable = billable.removeprefix("cached_")  # type: ignore[assignment] # cached_x is cached x
    return lines(order, billable, "million_tokens") or lines(order, plain, "million_tokens")


def _count(order: Order, billable: Billable, usage: Usage, billed: bool) -> tuple[int, str]:
    """The tokens of the record, or the most there can have been."""
    recorded: int | None = getattr(usage, billable)
    if recorded is not None or not billed:
        return recorded or 0, ""
    if billable == "input_text" and usage.cached_input_text is None:
        count = LONGEST_PROMPT * usage.images
        return count, f"assumed: no prompt tokens in the record, priced at the ceiling of {count:,}"
    if billable == "input_image" and order.recipe.references and usage.cached_input_image is None:
        return _reference_ceiling(order)
    return 0, ""


def _reference_ceiling(order: Order) -> tuple[int, str]:
    most = max((number(rule, order) for rule in rules_of(order, "tokens_per_input_image")), default=None)
    if most is None:
        raise order.refuse("tokens of the reference images, in the record or by a rule", "none")
    count = int(most) * order.recipe.references * order.recipe.count
    return count, f"assumed: no reference tokens in the record, priced at the ceiling of {count:,}"


# --- records as providers give them ---------------------------------------------------------------------------------


def usage_of(record: Mapping[str, Any]) -> Usage:
    """A usage record: our own fields, OpenAI's `usage` or Google's `usageMetadata`, alone or inside the whole answer."""
    fields = dict(record)
    inner = fields.pop("usage", None)
    google = fields.pop("usageMetadata", None) or fields.pop("usage_metadata", None)
    known = {name: value for name, value in fields.items() if name in Usage.model_fields or not (inner or google)}
    if isinstance(inner, Mapping):
        known |= {"images": _images(fields)} | _openai(inner)
    if isinstance(google, Mapping):
        known |= _google(google)
    return _checked(known)


def _checked(fields: Mapping[str, Any]) -> Usage:
    try:
        return Usage.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        expected = f"one of {', '.join(Usage.model_fields)}" if first["type"] == "extra_forbidden" else first["msg"]
        raise BadData(f"the usage record, {where}", expected, repr(first["input"])) from None


def _images(answer: Mapping[str, Any]) -> int:
    data = answer.get("data")
    return len(data) if isinstance(data, list) and data else 1


def _openai(usage: Mapping[str, Any]) -> dict[str, int]:
    """OpenAI: totals and their details by kind; the details are billed."""
    inputs, outputs = usage.get("input_tokens_details") or {}, usage.get("output_tokens_details") or {}
    cached = inputs.get("cached_tokens_details") or {}
    counts = {
        "input_text": _less(inputs.get("text_tokens"), cached.get("text_tokens")),
        "input_image": _less(inputs.get("image_tokens"), cached.get("image_tokens")),
        "cached_input_text": cached.get("text_tokens"),
        "cached_input_image": cached.get("image_tokens"),
        "output_image": outputs.get("image_tokens", usage.get("output_tokens")),
        "output_text": outputs.get("text_tokens"),
    }
    return {name: count for name, count in counts.items() if count is not None}


def _less(whole: int | None, part: int | None) -> int | None:
    return None if whole is None else whole - (part or 0)


def _google(usage: Mapping[str, Any]) -> dict[str, int]:
    """Google: tokens by modality; thinking is billed as text output."""
    prompt, answer = _by_modality(usage.get("promptTokensDetails")), _by_modality(usage.get("candidatesTokensDetails"))
    counts = {
        "input_text": prompt.get("TEXT", usage.get("promptTokenCount") if not prompt else 0),
        "input_image": prompt.get("IMAGE"),
        "output_image": answer.get("IMAGE", usage.get("candidatesTokenCount") if not answer else None),
        "output_text": answer.get("TEXT", 0) + (usage.get("thoughtsTokenCount") or 0),
    }
    return {name: count for name, count in counts.items() if count is not None}


def _by_modality(details: Iterable[Mapping[str, Any]] | None) -> dict[str, int]:
    return {str(entry.get("modality")): int(entry.get("tokenCount", 0)) for entry in details or ()}
