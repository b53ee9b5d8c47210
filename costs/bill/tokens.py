"""Images billed by tokens: the count comes from a table (a rule, by quality and size), from measurement, or from nowhere."""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Final

from costs.bill.charges import Charge
from costs.offer.orders import Order, choose, lines, number, rule_of, rules_of, wanted
from costs.offer.recipes import sides
from schema.prices import Billable, PriceLine, Rule
from schema.rules import RuleKind, TileTokens

MILLION: Final = 1_000_000
TILE: Final = 512  # pixels of a tile's side, and of a reference's shortest side once it is shrunk


def token_charge(what: str, line: PriceLine, tokens: Fraction, by: tuple[Rule, ...] = ()) -> Charge:
    """A charge for so many tokens."""
    return Charge(what, line, tokens / MILLION, by, note=f"{float(tokens):,.0f} tokens")


def output_tokens(order: Order, images: Fraction) -> list[Charge]:
    """The output images by the table of tokens per image."""
    rate = choose(order, lines(order, "output_image", "million_tokens"), "million output tokens")
    table = demand(order, "tokens_per_image")
    return [token_charge("output image", rate, number(table, order) * images, (table,))]


def partial_images(order: Order) -> tuple[list[Charge], list[str]]:
    """The previews one may ask for while an image is made, at the tokens a rule says each of them takes; or that none does."""
    each = order.recipe.partial_images
    if not each:
        return [], []
    rates, rule = lines(order, "output_image", "million_tokens"), rule_of(order, "tokens_per_partial_image")
    if rule is None or not rates:
        return [], [f"{each} partial image{'s' if each > 1 else ''} an image: no rule says what one costs"]
    rate = choose(order, rates, "million output tokens")
    return [token_charge("partial images", rate, number(rule, order) * each * order.recipe.count, (rule,))], []


def demand(order: Order, kind: RuleKind) -> Rule:
    """The rule that says how many, or what there is instead."""
    rule = rule_of(order, kind)
    if rule is None:
        raise order.refuse(f"{kind.replace('_', ' ')} for {_ordered(order)}", _published(order, kind))
    return rule


def _ordered(order: Order) -> str:
    return f"quality {wanted(order, 'quality')}, {order.recipe.size}"


def _published(order: Order, kind: RuleKind) -> str:
    known = [", ".join(value for _, value in rule.variant.key()) for rule in rules_of(order, kind)]
    return f"only {' | '.join(known[:12])}" if known else "none published"


def reference_tokens(order: Order, images: Fraction) -> list[Charge]:
    """Reference images by the tokens one of them makes; they are billed again for every output image."""
    rate = choose(order, lines(order, "input_image", "million_tokens"), "million input image tokens")
    if rule_of(order, "tokens_per_input_image") is None:
        raise order.refuse("tokens per input image", _said_instead(order))
    each = demand(order, "tokens_per_input_image")
    return [token_charge("reference images", rate, tokens_of_reference(each, order) * order.recipe.references * images, (each,))]


def tokens_of_reference(rule: Rule, order: Order) -> Fraction:
    """The tokens one reference image of the order's size bills."""
    if not isinstance(rule.terms, TileTokens):
        return number(rule, order)
    width, height = sides(order.recipe.reference_size)
    shortest = min(width, height)
    shrunk = [side * TILE // shortest if shortest > TILE else side for side in (width, height)]
    tiles = prod(-(-side // TILE) for side in shrunk)
    more = rule.terms.square if width == height else rule.terms.oblong
    return Fraction(rule.terms.base + rule.terms.tile * tiles + more)


def _said_instead(order: Order) -> str:
    """What the provider does say of the model in words that nothing is reckoned with, for whoever has to reckon."""
    notes = [f"{rule.of or 'note'}: {rule.value}" for rule in rules_of(order, "note") if rule.native_id and not rule.unsure]
    return f"no number published; in words it says: {'; '.join(notes)}" if notes else "none published"


def text_tokens(order: Order, images: Fraction) -> tuple[list[Charge], list[str]]:
    """Prompt and thinking tokens where the recipe says how many; else what is left out, and its rate.

    A prompt is billed once per image: n images in one call bill it n times (measured on gpt-image-2, 2026-06).
    """
    charges: list[Charge] = []
    missing: list[str] = []
    for what, billable, count in (
        ("prompt", "input_text", order.recipe.prompt_tokens),
        ("thinking", "output_text", order.recipe.thinking_tokens),
    ):
        rates = lines(order, billable, "million_tokens")  # type: ignore[arg-type] # the two literals above
        if not rates or count == 0:
            continue  # not billed by this seller, or none sent
        rate = choose(order, rates, f"million {what} tokens")
        if count is None:
            missing.append(f"{what} tokens, {rate.amount} {rate.currency} per million")
        else:
            charges.append(token_charge(f"{what} tokens", rate, count * images))
    return charges, [*missing, *_uncached(order)]


def _uncached(order: Order) -> list[str]:
    """What is sent again may cost less: a rate for it is named, since an order does not know what a cache will hold."""
    sent: tuple[tuple[str, Billable, int | None], ...] = (
        ("prompt tokens", "cached_input_text", order.recipe.prompt_tokens),
        ("reference tokens", "cached_input_image", order.recipe.references),
    )
    found = ((what, choose(order, rates, what)) for what, kind, count in sent if count and (rates := lines(order, kind, "million_tokens")))
    return [f"less for cached {what}, {rate.amount} {rate.currency} per million" for what, rate in found]
