"""The buyer's words put into the seller's: quality, resolution, region. What is assumed on the way is said."""

from __future__ import annotations

from typing import Final

from costs.offer.orders import Order, among, fits, rule_of, rules_of
from costs.offer.recipes import by_rung, class_of, holds, in_words_of, nearest_quality, pixels, sides, square
from schema.prices import Rule, Variant
from schema.rules import DefaultQuality

# Where a seller prices by region and the buyer names none: the international price, then the first of these.
REGIONS: Final = ("global", "international", "intl", "singapore", "us", "us-east", "us-east-1", "virginia", "eu", "china", "beijing")
_OPEN: Final = {"quality", "size", "resolution", "megapixels", "region"}


def in_providers_words(order: Order) -> Order:
    """The order with quality, resolution and region as this seller calls them."""
    if not any(_could_be_meant(line.variant, order) for line in order.stock.lines.get("output_image", ())):
        return order  # nothing to choose from: why not is said when a price is looked for
    return _resolution(_quality(_region(order)))


def _sold_without(order: Order, axis: str) -> bool:
    """Whether some price is for any quality (or resolution); a token rate alone is no price of an image."""
    priced = [line.variant for line in order.stock.lines.get("output_image", ()) if line.unit != "million_tokens"]
    whole = [*priced, *(rule.variant for rule in rules_of(order, "tokens_per_image"))]
    return any(getattr(variant, axis) is None and fits(variant, order) for variant in whole)


def _could_be_meant(variant: Variant, order: Order) -> bool:
    return fits(variant, order, whatever=_OPEN)


def offered(order: Order, axis: str) -> set[str]:
    """What the seller distinguishes on one axis, among the variants that could be meant."""
    if axis not in order.stock.told:
        return set()
    said = [(variant, value) for variant in order.stock.outputs if (value := getattr(variant, axis)) is not None]
    return {value for variant, value in said if _could_be_meant(variant, order)}


def _assuming(order: Order, sentence: str, **words: object) -> Order:
    recipe = order.recipe.model_copy(update=words) if words else order.recipe
    return order.but(recipe=recipe, assumed=(*order.assumed, sentence))


def _region(order: Order) -> Order:
    regions = offered(order, "region")
    if not regions or order.recipe.region in regions:
        return order
    if order.recipe.region is not None:
        raise order.refuse(f"a price in {order.recipe.region}", f"region {among('region', regions, order)}")
    region = next((region for region in REGIONS if region in regions), sorted(regions)[0])
    if len(regions) > 1:
        return _assuming(order, f"region {region}, of {', '.join(sorted(regions))}", region=region)
    return _assuming(order, f"sold in the region {region} only", region=region)


def _quality(order: Order) -> Order:
    qualities = offered(order, "quality")
    asked = order.recipe.quality
    if not qualities:
        return _assuming(order, f"no quality knob: one price whatever the quality, not only for {asked}") if asked else order
    if asked is None or (asked == "auto" and asked not in qualities):
        return _default_quality(order, qualities)
    word = in_words_of(asked, qualities)
    if word is None:
        return _unsold_quality(order, asked, qualities)
    return order if word == asked else _assuming(order, f"{asked} is sold as {word}", quality=word)


def _default_quality(order: Order, qualities: set[str]) -> Order:
    rule = rule_of(order, "default_quality")
    word = _word(rule, order) if rule else next(iter(qualities)) if len(qualities) == 1 else None
    if word is not None and (word != "auto" or word in qualities):
        return _assuming(order, f"{word} quality, the default", quality=word)
    if "auto" in (word, order.recipe.quality) and not _sold_without(order, "quality"):
        raise order.refuse(
            "a quality with a price",
            f"auto, which is billed as whatever is served, and no page says what; ask for {', '.join(by_rung(qualities))}",
        )
    return order.but(recipe=order.recipe.model_copy(update={"quality": None}))


def _word(rule: Rule, order: Order) -> str:
    if not isinstance(rule.terms, DefaultQuality):
        raise order.refuse("a quality that is the default", repr(rule.value))
    return rule.terms.quality


def _unsold_quality(order: Order, asked: str, qualities: set[str]) -> Order:
    if _sold_without(order, "quality"):
        return order
    nearest = nearest_quality(asked, qualities)
    raise order.refuse(f"a price for quality {asked}", f"quality {', '.join(sorted(qualities))}; nearest: {nearest}")


def _resolution(order: Order) -> Order:
    sold, size = offered(order, "resolution"), str(order.recipe.size)
    called = next((name for name in sold if name.endswith("P") and sorted(sides(size)) == sorted(sides(square(name)))), None)
    if called and called != order.recipe.resolution:
        return _assuming(order, f"{size} is what {called} means", resolution=called)
    if not sold:
        return order
    if order.recipe.resolution in sold:
        return order if size == square(str(order.recipe.resolution)) else _assuming(order, f"{size} is billed as {order.recipe.resolution}")
    holding = [name for name in sold if holds(name, size)]
    smallest = class_of(size, tuple(holding)) if holding else None
    if smallest and pixels(square(smallest)) <= pixels(square(class_of(size))):
        return _assuming(order, f"{size} is sold as {smallest}", resolution=smallest)
    return _unsold_resolution(order, sold, smallest)


def _unsold_resolution(order: Order, sold: set[str], smallest: str | None) -> Order:
    if _sold_without(order, "resolution"):
        return order
    nearest = smallest or max(sold, key=lambda name: pixels(square(name)))
    ladder = ", ".join(sorted(sold, key=lambda name: pixels(square(name))))
    raise order.refuse(f"a price for {order.recipe.size} ({order.recipe.resolution})", f"resolution {ladder}; nearest: {nearest}")
