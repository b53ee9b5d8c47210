"""What the images themselves cost: as printed per image, and as reckoned from rates. Where both exist they are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from costs.bill.charges import Charge, total
from costs.bill.megapixels import BINARY, megapixel_charges, megapixel_step_charges, tile_charges, tile_step_charges
from costs.bill.tokens import output_tokens
from costs.exact import whole_up
from costs.offer.orders import FIRST, Order, axes, choose, fits, lines, number, number_of, rule_of, rules_of, stated_megapixel, steps_of
from schema.errors import NotComparable
from schema.prices import PriceLine, Rule, Unit

HOUSE_WIDE: Final = frozenset({"tier", "region", "effective_from", "effective_until"})
BY_AREA_OR_TIME: Final[tuple[Unit, ...]] = ("megapixel", "tile", "step", "tile_step", "megapixel_step", "gpu_second")
Build = Callable[[Order], list[Charge]]


class Output(NamedTuple):
    """The charges for the images: the answer, and beside it the other way to arrive at one, when there is one."""

    charges: tuple[Charge, ...]
    other: tuple[Charge, ...] = ()


def output(order: Order) -> Output:
    """The images of an order. A printed price is the answer; what the rates make of them stands beside it."""
    if "output_image" not in order.stock.lines:
        raise order.refuse("a price of the output image", "none published")
    answers = [_attempt(order, way) for way in _ways(order)]
    charges = [tuple(answer) for answer in answers if isinstance(answer, list)]
    if not charges:
        raise next(reason for reason in answers if isinstance(reason, NotComparable))
    return Output(*charges)


def _ways(order: Order) -> list[Build]:
    """The ways to a price there is any line for: as printed per image, then by the rates."""
    printed = _per_image(order)
    by_rates = len(printed) < len(order.stock.lines["output_image"])
    return [*([_printed] if printed else []), *([_derived] if by_rates else [])]


def _attempt(order: Order, build: Build) -> list[Charge] | NotComparable:
    try:
        return multiplied(order, build)
    except NotComparable as reason:
        return reason


def _printed(order: Order) -> list[Charge]:
    line, assumed = by_either_megapixel(order, _per_image(order), "image")
    if line.unit == "request":
        return [_by_run(order, line)]
    factor, by = _scale(order)
    return [Charge("output image", line, Fraction(order.recipe.count), by, factor, assumed=assumed)]


def _per_image(order: Order) -> list[PriceLine]:
    return [line for line in lines(order, "output_image", "image", "request") if line.variant.megapixels not in FIRST]


def by_either_megapixel(order: Order, candidates: Sequence[PriceLine], what: str) -> tuple[PriceLine, str]:
    """The line that applies. Where it hangs on what a megapixel is and no rule says, the dearer reading, and what was supposed."""
    line = choose(order, candidates, what)
    if line.variant.megapixels is None or stated_megapixel(order):
        return line, ""
    other = choose(order.but(megapixel=BINARY), candidates, what)
    if other.key() == line.key():
        return line, ""
    return max(line, other, key=lambda read: read.amount or 0), "nobody says which megapixel is meant; the dearer reading"


def _by_run(order: Order, line: PriceLine) -> Charge:
    rule = rule_of(order, "images_per_run")
    each = number(rule, order) if rule else Fraction(1)
    runs = Fraction(whole_up(Fraction(order.recipe.count) / each))
    unwanted = runs * each - order.recipe.count
    assumed = f"a run makes {each} images and is paid whole: {unwanted} of {runs * each} are not wanted" if unwanted else ""
    note = f"{each} images a run" if rule and not unwanted else ""
    return Charge("run", line, runs, (rule,) if rule else (), note=note, assumed=assumed)


def _scale(order: Order) -> tuple[Fraction, tuple[Rule, ...]]:
    """DeepInfra's formula: the printed price is for so many pixels and steps, and grows with both."""
    factor, by = Fraction(1), []
    for kind, ordered in (("scales_with_pixels", order.recipe.pixels), ("scales_with_steps", order.recipe.steps)):
        rule = rule_of(order, kind)  # type: ignore[arg-type] # the two literals above
        if rule is not None and ordered is not None:
            factor *= Fraction(ordered) / number(rule, order)
            by.append(rule)
    return factor, tuple(by)


def _derived(order: Order) -> list[Charge]:
    sold = {line.unit for line in order.stock.lines["output_image"]}
    sold |= {"megapixel"} if _first(order) else set()
    if sold & set(BY_AREA_OR_TIME):
        return [charge for unit in BY_AREA_OR_TIME if unit in sold for charge in _by(order, unit)]
    return output_tokens(order, Fraction(order.recipe.count))


def _first(order: Order) -> list[PriceLine]:
    """A price per image for its first megapixel only: Comfy's "6.33 / run + 3.17 / extra MP"."""
    return [line for line in lines(order, "output_image", "image") if line.variant.megapixels == "first"]


def _by(order: Order, unit: Unit) -> list[Charge]:
    candidates, images = lines(order, "output_image", unit), Fraction(order.recipe.count)
    match unit:
        case "megapixel":
            return megapixel_charges(order, [*_first(order), *candidates], "output image", str(order.recipe.size), images)
        case "tile":
            return tile_charges(order, candidates, "output image", str(order.recipe.size), images)
        case "tile_step":
            return tile_step_charges(order, candidates, "output image", str(order.recipe.size), images)
        case "megapixel_step":
            return megapixel_step_charges(order, candidates, "output image", str(order.recipe.size), images)
        case "step":
            count, by = steps_of(order)
            return [Charge("steps", choose(order, candidates, "step"), count * images, by, note=f"{count} steps each")]
        case _:
            return [Charge("GPU time", choose(order, candidates, "GPU second"), _seconds(order) * images)]


def _seconds(order: Order) -> Fraction:
    if order.recipe.gpu_seconds is None:
        raise order.refuse("how many GPU seconds an image takes", "no page that says; give them in the recipe")
    return Fraction(order.recipe.gpu_seconds)


# --- multipliers ----------------------------------------------------------------------------------------------------


def multiplied(order: Order, build: Build, only: frozenset[str] | None = None) -> list[Charge]:
    """The charges, multiplied where a rule says so: "2K costs 1.5 times". A line printed for that very case is not."""
    rules = multipliers(order, only)
    try:
        charges = build(order)
    except NotComparable:
        if not rules:
            raise
        charges = build(order.but(relaxed=frozenset(axis for rule in rules for axis in axes(rule.variant))))
    return [_factored(charge, rules, order) for charge in charges]


def multipliers(order: Order, only: frozenset[str] | None) -> list[Rule]:
    """The multipliers that apply, the model's own before the house's."""
    applying = [rule for rule in rules_of(order, "multiplier") if axes(rule.variant) and fits(rule.variant, order)]
    in_scope = [rule for rule in applying if only is None or set(axes(rule.variant)) <= only]
    return list({rule.variant.key(): rule for rule in sorted(in_scope, key=lambda rule: rule.native_id is not None)}.values())


def _factored(charge: Charge, rules: Sequence[Rule], order: Order) -> Charge:
    if not rules:
        return charge
    said = axes(charge.line.variant)
    due = [rule for rule in rules if any(said.get(axis) != value for axis, value in axes(rule.variant).items())]
    factor = charge.factor
    for rule in due:
        factor *= number(rule, order)
    return charge._replace(factor=factor, by=(*charge.by, *due))


def calls(order: Order) -> int:
    """How many calls the images take: as many images in one as a rule allows, else one each."""
    most = number_of(order, "images_per_call") or Fraction(1)
    return whole_up(Fraction(order.recipe.count) / most)


def per_image(charges: Iterable[Charge], order: Order) -> Fraction:
    """What one of the ordered images comes to."""
    return total(charges) / order.recipe.count
