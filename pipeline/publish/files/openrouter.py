"""`v1/openrouter.json`: price lines as OpenRouter's image API spells them, for programs that read that.

One entry a canonical model, one endpoint an offer. That spelling knows dollars, three units and one word of variant: an offer
that says more is left out whole and listed with the reason, for half of its prices would be wrong. `cost_usd` is a decimal string.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from pipeline.publish.dataset import Published
from pipeline.publish.files.passed_on import why_left_out
from schema.amounts import spell
from schema.prices import Offer, PriceLine

BILLABLES: Final = {"output_image": "output_image", "input_image": "input_reference", "input_text": "input_text"}
UNITS: Final = {"image": ("image", 1), "megapixel": ("megapixel", 1), "million_tokens": ("token", 1_000_000)}
OpenrouterEntry = dict[str, Any]


def price_lines(everything: Published) -> OpenrouterEntry:
    """`{data: [{id, name, endpoints: [{provider_slug, provider_name, model, pricing}]}], left_out: [{provider, native_id, reason}]}`."""
    mapped, endpoints, left = everything.models.by_alias(), dict[str, list[OpenrouterEntry]](), list[OpenrouterEntry]()
    for state in everything.states:
        for offer in state.snapshot.offers:
            model, lines = mapped.get((state.id, offer.native_id)), _standard(offer)
            reason = "no canonical model" if model is None else why_left_out(everything, state, offer) or _why_not(lines)
            if model is None or reason:
                left.append({"provider": state.id, "native_id": offer.native_id, "reason": reason})
                continue
            who = {"provider_slug": state.id, "provider_name": state.about.name, "model": offer.native_id}
            endpoints.setdefault(model.id, []).append({**who, "pricing": [_line(line) for line in lines]})
    data = [
        {"id": model.id, "name": model.name, "endpoints": endpoints[model.id]}
        for model in everything.models.models
        if model.id in endpoints
    ]
    return {"data": data, "left_out": left}


def _standard(offer: Offer) -> list[PriceLine]:
    """What the seller asks from everybody: neither batch nor priority, nor what is cached, nor what others worked out."""
    usual = [line for line in offer.prices if line.variant.tier in (None, "standard") and line.basis in ("page", "manual")]
    metered = {line.billable for line in usual if line.unit == "million_tokens"}  # an image's price beside its tokens' says the same again
    return [line for line in usual if not line.billable.startswith("cached") and not (line.unit == "image" and line.billable in metered)]


def _why_not(lines: list[PriceLine]) -> str:
    if not any(line.billable == "output_image" for line in lines):
        return "no price of an image made"
    return next((reason for line in lines if (reason := _trouble(line))), "") or _twice(lines)


def _trouble(line: PriceLine) -> str:
    if line.amount is None or line.bound:
        return "a price that is not one number"
    if line.currency != "USD":
        return "not in dollars"
    if line.billable not in BILLABLES or line.unit not in UNITS:
        return f"{line.billable} per {line.unit}"
    axes = [axis for axis, said in line.variant.key() if axis != "tier" and (axis, said) != ("operation", "generate")]
    return "" if axes in ([], ["resolution"], ["quality"]) else f"priced by {', '.join(axes)}"


def _twice(lines: list[PriceLine]) -> str:
    spelled = [tuple(value for key, value in _line(line).items() if key not in ("unit", "cost_usd")) for line in lines]
    return "two prices that this spelling can't tell apart" if len(set(spelled)) < len(spelled) else ""


def _line(line: PriceLine) -> OpenrouterEntry:
    unit, parts = UNITS[line.unit]
    said = {"billable": BILLABLES[line.billable], "unit": unit, "cost_usd": spell((line.amount or Decimal()) / parts)}
    variant = line.variant.resolution or line.variant.quality
    return {**said, "variant": variant.lower()} if variant else said
