"""What comes on top of the images: a fee per request, and named extras such as web search or a transparent background."""

from __future__ import annotations

from fractions import Fraction

from costs.bill.charges import Charge
from costs.bill.outputs import calls
from costs.offer.orders import Order, choose, fits, lines, rules_of
from schema.prices import PriceLine


def surcharges(order: Order, output: tuple[Charge, ...]) -> list[Charge]:
    """The fee of every request, and of every extra the recipe asks for; an extra nobody prices is refused."""
    requests = lines(order, "request", "request", "image")
    plain = [line for line in requests if line.variant.feature is None]
    charges = [_charge(order, plain, "request")] if any(fits(line.variant, order) for line in plain) else []
    for feature in order.recipe.features:
        named = [line for line in requests if line.variant.feature == feature]
        if named:
            charges.append(_charge(order, named, feature))
        elif not _in_output(feature, output):
            raise order.refuse(f"a price for {feature}", _extras(order))
    return charges


def _charge(order: Order, candidates: list[PriceLine], what: str) -> Charge:
    line = choose(order, candidates, what)
    times = order.recipe.count if line.unit == "image" else calls(order)
    return Charge(what.replace("-", " "), line, Fraction(times))


def _in_output(feature: str, output: tuple[Charge, ...]) -> bool:
    variants = [variant for charge in output for variant in (charge.line.variant, *(rule.variant for rule in charge.by))]
    return any(variant.feature == feature for variant in variants)


def _extras(order: Order) -> str:
    priced = {line.variant.feature for line in order.offer.prices} | {rule.variant.feature for rule in rules_of(order, "multiplier")}
    known = sorted(feature for feature in priced if feature)
    return f"only {', '.join(known)}" if known else "no extras"
