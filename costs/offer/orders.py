"""One recipe put to one offer: which price lines and rules apply, and one clear sentence when none or several do.

An axis left out on a line does not matter, with one exception: where a billable has lines for other tiers, a line that
names none is the standard price (OpenAI prints its per-image table without saying "standard").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple, TypeVar

from costs.kept import kept
from costs.offer.offer_index import Stock
from costs.offer.recipes import Recipe, pixels, sold_size
from schema.errors import NotComparable
from schema.prices import Billable, Offer, PriceLine, Rule, Unit, Variant
from schema.rules import Count, MegapixelRounding, Pixels, RuleKind

ORDINARY_STYLES: Final = ("default", "standard", "raster", "natural")
FIRST: Final = ("first", "further")
BASES: Final = ("page", "manual", "measured", "derived")
DECIMAL_MEGAPIXEL: Final = 1_000_000
Choice = TypeVar("Choice", PriceLine, Rule)


class Order(NamedTuple):
    """One recipe, in the seller's own words, put to one offer, with the rules of its model before those of the house.

    `edits_at_its_price`: it is made for editing, and the price of an image is that of an edit with one picture. `at_most`: what was
    left open is ordered at its dearest.
    """

    provider: str
    stock: Stock
    recipe: Recipe
    on: date
    assumed: tuple[str, ...] = ()
    relaxed: frozenset[str] = frozenset()
    megapixel: int | None = None
    edits_at_its_price: bool = False
    at_most: bool = False

    @property
    def offer(self) -> Offer:
        """What is ordered."""
        return self.stock.offer

    @property
    def where(self) -> str:
        """Who sells what, for messages."""
        return f"{self.provider} {self.offer.native_id}"

    def but(self, **changes: object) -> Order:
        """The same order with some of it changed."""
        return self._replace(**changes)  # type: ignore[arg-type] # the fields named above

    def refuse(self, expected: str, found: str) -> NotComparable:
        """Why this order has no price."""
        return NotComparable(self.where, expected, found)


# --- rules ----------------------------------------------------------------------------------------------------------


def rule_of(order: Order, kind: RuleKind) -> Rule | None:
    """The one rule of this kind that applies to the order: the model's own before the house's, the closest variant."""
    rules = order.stock.rules.get(kind)
    if not rules:
        return None  # by far the most often
    fitting = [rule for rule in rules if fits(rule.variant, order)]
    own = [rule for rule in fitting if rule.native_id is not None]
    return one_of(own or fitting, order, kind.replace("_", " ")) if fitting else None


def rules_of(order: Order, kind: RuleKind) -> tuple[Rule, ...]:
    """All rules of a kind for this model and its house, whatever their variant."""
    return order.stock.rules.get(kind, ())


def number(rule: Rule, order: Order) -> Fraction:
    """The number a rule states: a count, or pixels."""
    match rule.terms:
        case Count(count=count, of=of):
            return Fraction(count) / of
        case Pixels(pixels=area):
            return Fraction(area)
    raise order.refuse(f"a number for the rule {rule.kind}", repr(rule.value))


def steps_of(order: Order) -> tuple[Fraction, tuple[Rule, ...]]:
    """The steps one image takes: those ordered, else the model's default with the rule that says so."""
    if order.recipe.steps:
        return Fraction(order.recipe.steps), ()
    rule = rule_of(order, "default_steps")
    if rule is None:
        raise order.refuse("a number of steps, in the recipe or as the model's default", "none")
    return number(rule, order), (rule,)


def number_of(order: Order, kind: RuleKind) -> Fraction | None:
    """The number of the rule that applies, if there is one."""
    rule = rule_of(order, kind)
    return number(rule, order) if rule else None


# --- variants -------------------------------------------------------------------------------------------------------


@kept
def axes(variant: Variant) -> Mapping[str, str | date]:
    """The axes a variant sets: most set none or one of a dozen."""
    return {axis: value for axis, value in vars(variant).items() if value is not None}


def misfits(variant: Variant, order: Order) -> list[str]:
    """The axes of a variant that say something else than the order."""
    return [axis for axis, value in axes(variant).items() if axis not in order.relaxed and not _holds(axis, value, order)]


def fits(variant: Variant, order: Order, whatever: Collection[str] = ()) -> bool:
    """Tell whether every axis a variant sets is as ordered, or one of those that may be anything."""
    for axis, value in axes(variant).items():  # no list of them: this is asked for every line of every offer and recipe
        if axis not in whatever and axis not in order.relaxed and not _holds(axis, value, order):
            return False
    return True


_AS_SAID: Final = frozenset({"operation", "quality", "size", "resolution", "tier", "region"})


def _holds(axis: str, value: str | date, order: Order) -> bool:
    return bool(value == getattr(order.recipe, axis)) if axis in _AS_SAID else _comes_within(axis, value, order)


def _comes_within(axis: str, value: str | date, order: Order) -> bool:
    match axis, value:
        case _, date() as limit:
            return order.on >= limit if axis == "effective_from" else order.on <= limit
        case "style", _:
            return value == order.recipe.style or (order.recipe.style is None and value in ORDINARY_STYLES)
        case "feature", _:
            return value in order.recipe.features
        case "references", str(steps):
            return counted(steps, order.recipe.references)
        case "megapixels", str(bounds):
            return bounds in FIRST or within(bounds, order.recipe.pixels, _threshold_unit(order))
        case _:
            return bool(value == getattr(order.recipe, axis))


def counted(steps: str, count: int) -> bool:
    """Tell whether a count is in a range such as `1-3`, `4` or `2+`."""
    if steps.endswith("+"):
        return count >= int(steps[:-1])
    low, _, high = steps.partition("-")
    return int(low) <= count <= int(high or low)


def within(bounds: str, count: int, unit: int) -> bool:
    """Tell whether so many pixels lie within `<=2.36` (of `unit` pixels each) or `>2601123.84` (plain pixels).

    `1-2` begins above 1, where `<=1` ends; plain pixels such as `921600-2601123.84` begin with the first number itself.
    """
    for sign in ("<=", ">=", "<", ">"):
        if bounds.startswith(sign):
            return _compare(sign, count, _pixel_bound(bounds.removeprefix(sign), unit))
    first, last = bounds.split("-")
    low, high = _pixel_bound(first, unit), _pixel_bound(last, unit)
    return (low <= count if low == Fraction(first) else low < count) and count <= high


def _compare(sign: str, count: int, bound: Fraction) -> bool:
    return {"<=": count <= bound, ">=": count >= bound, "<": count < bound, ">": count > bound}[sign]


def _pixel_bound(text: str, unit: int) -> Fraction:
    bound = Fraction(text)
    return bound if bound > 1000 else bound * unit


def _threshold_unit(order: Order) -> int:
    return order.megapixel or stated_megapixel(order) or DECIMAL_MEGAPIXEL


def stated_megapixel(order: Order) -> int | None:
    """How many pixels a megapixel of this seller has, where a rule says so."""
    terms = [rule.terms for rule in rules_of(order, "megapixel_rounding")]
    return next((said.pixels for said in terms if isinstance(said, MegapixelRounding) and said.pixels), None)


# --- choosing -------------------------------------------------------------------------------------------------------


def lines(order: Order, billable: Billable, *units: Unit) -> list[PriceLine]:
    """The price lines of one billable in these units that could be meant, whatever their variant."""
    return [line for line in order.stock.lines.get(billable, ()) if line.unit in units]


def fitting(order: Order, candidates: Iterable[PriceLine]) -> list[PriceLine]:
    """The lines that apply as ordered; a line that names no tier is the standard one where others name theirs."""
    return [line for line in candidates if fits(line.variant, order) and _tier_holds(line, order)]


def _tier_holds(line: PriceLine, order: Order) -> bool:
    if line.variant.tier is not None or order.recipe.tier == "standard" or "tier" in order.relaxed:
        return True
    return not any(other.variant.tier for other in order.stock.lines[line.billable])


def choose(order: Order, candidates: Sequence[PriceLine], what: str) -> PriceLine:
    """The one line that applies as ordered, or the reason why none or no single one does."""
    return sound(one_of(priced(order, candidates, what), order, what), order, what)


def priced(order: Order, candidates: Sequence[PriceLine], what: str) -> list[PriceLine]:
    """The lines that apply and are prices, not bounds; at least one."""
    applying = fitting(order, candidates)
    prices = [line for line in applying if line.bound is None]
    if applying and not prices:
        raise order.refuse(f"a price per {what}", f"only {_bound_words(applying[0])} is published ({applying[0].quote.text!r})")
    if not prices:
        raise nothing_fits(order, candidates, what)
    return prices


def _bound_words(line: PriceLine) -> str:
    return {"from": 'a "from" price', "up_to": 'an "up to" price', "range": "a range of prices"}[str(line.bound)]


def sound(line: PriceLine, order: Order, what: str) -> PriceLine:
    """The line itself, when it has an amount."""
    if line.amount is None:
        raise order.refuse(f"a price per {what}", f"none: {line.reason}")
    return line


def one_of(choices: Sequence[Choice], order: Order, what: str) -> Choice:
    """The most particular choice: the one that says all the others say. Of equals, what a page says comes first."""
    if len(choices) == 1:
        return choices[0]
    widest = max(choices, key=_particular)
    said = set(axes(widest.variant))
    if any(not set(axes(other.variant)) <= said for other in choices) or _tied(choices, widest):
        raise order.refuse(f"exactly one {what}", f"{len(choices)}: {' | '.join(named(choice.variant) for choice in choices)}")
    return widest


def _particular(choice: PriceLine | Rule) -> tuple[int, int]:
    return len(axes(choice.variant)), -BASES.index(choice.basis)


def _tied(choices: Sequence[Choice], chosen: Choice) -> bool:
    return any(other is not chosen and _particular(other) == _particular(chosen) for other in choices)


def named(variant: Variant) -> str:
    """A variant in words: `quality high, size 1024x1024`."""
    return ", ".join(f"{axis} {value}" for axis, value in variant.key()) or "no variant"


def nothing_fits(order: Order, candidates: Sequence[PriceLine], what: str) -> NotComparable:
    """Why no line applies: the closest line, what it says instead, and the choices there are."""
    if not candidates:
        return order.refuse(f"a price per {what}", "none")
    closest = min(candidates, key=lambda line: (len(misfits(line.variant, order)), str(line.key())))
    axis = (misfits(closest.variant, order) or ["tier"])[0]
    near = [line for line in candidates if misfits(line.variant, order) in ([axis], [])]
    choices = {str(getattr(line.variant, axis) or "standard") for line in near or [closest]}
    return order.refuse(f"a price for {axis} {wanted(order, axis)}", f"{axis} {among(axis, choices, order)}")


def wanted(order: Order, axis: str) -> str:
    """What the recipe says on an axis, in words."""
    if axis == "megapixels":
        return f"{order.recipe.size} ({order.recipe.pixels} pixels)"
    if axis == "feature":
        return " and ".join(order.recipe.features) or "none"
    if axis.startswith("effective"):
        return order.on.isoformat()
    value = getattr(order.recipe, axis)
    return "not said" if value is None else str(value)


def among(axis: str, choices: Iterable[str], order: Order) -> str:
    """The choices of an axis in words, the nearest one named where there are several."""
    ordered = sorted(choices, key=lambda choice: _distance(axis, choice, order))
    if len(ordered) == 1:
        return f"only {ordered[0]}"
    return f"{', '.join(ordered[:12])}; nearest: {ordered[0]}"


def _distance(axis: str, choice: str, order: Order) -> tuple[Fraction, str]:
    if axis == "size" and sold_size(choice):
        return abs(Fraction(pixels(choice) - order.recipe.pixels)), choice
    return Fraction(0), choice
