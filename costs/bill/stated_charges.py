"""What a record itself says was charged, in dollars; an amount in other money, or in a seller's credits, is only named.

A gateway has a field for it, a billing export a column, an answer of several images a price for each. A number without a
currency is dollars, but where the seller is known to count credits there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from costs.bill.itemised import Stated
from costs.bill.usage_fields import Fields, a_dict, dicts

# Fields in which somebody says what was charged, and what one of its units is in dollars.
CHARGED: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(
        ("cost", "total_cost", "cost_total", "cost_usd", "response_cost", "spend", "estimated_cost", "total_cost_usd", "price_usd",
         "amount_usd", "billed_cost", "cost_in_billing_currency", "unblended_cost", "line_item_unblended_cost", "calculated_total_cost"),
        Decimal(1),
    ),
    "cost_in_usd_ticks": Decimal("1e-10"),
}  # fmt: skip
CURRENCIES: Final = ("currency", "currency_code", "billing_currency", "billing_currency_code", "line_item_currency_code", "cost_unit")
OF_CREDITS: Final = ("polling_url", "output_mp")  # Black Forest Labs answers with these, and counts its cost in credits
HIDDEN: Final = ("_hidden_params", "hidden_params", "metadata", "inference_status", "cost_details")
EACH: Final = ("data", "images", "results")  # lists whose entries may have a price each
DOLLARS: Final = ("usd", "$", "us$", "dollar", "dollars")


class SaidCharge(NamedTuple):
    """An amount, the field it stands in, and its currency where that is not the dollar."""

    amount: Decimal
    field: str
    other: str = ""


def stated(answer: Fields) -> Stated | None:
    """What was charged, where it is said in dollars."""
    found = next(_charges(answer), None)
    return Stated(amount=found.amount, field=found.field) if found and not found.other else None


def stated_otherwise(answer: Fields) -> list[str]:
    """What was charged in other money, in words: nothing is reckoned with it."""
    found = next(_charges(answer), None)
    words = [f"{found.field} {found.amount:f} {found.other}"] if found and found.other else []
    if answer.get("is_byok") is True or a_dict(answer.get("usage")).get("is_byok") is True:
        words.append("what the seller behind the gateway bills for itself, by a key of one's own")
    credits_said = (f"{name} {value}" for name, value in answer.items() if "credit" in name and decimal(value))
    return [*words, *credits_said]


def _charges(answer: Fields) -> Iterator[SaidCharge]:
    """Every amount there is, the nearest to the tokens first."""
    usage = answer.get("usage")
    places = [("usage.", a_dict(usage)), ("", answer), *((f"{name}.", a_dict(answer.get(name))) for name in HIDDEN)]
    for where, place in places:
        for name, unit in CHARGED.items():
            yield from _charge(answer, place, name, f"{where}{name}", unit)
    if isinstance(answer.get("amount"), dict):
        yield from _charge(answer, answer, "amount", "amount", Decimal(1))
    if decimal(usage) is not None and "native_tokens_completion" in answer:  # OpenRouter's record of one generation
        yield from _charge(answer, answer, "usage", "usage", Decimal(1))
    yield from _of_each(answer)


def _charge(answer: Fields, place: Fields, name: str, where: str, unit: Decimal) -> Iterator[SaidCharge]:
    value = place.get(name)
    amount = decimal(_total(value))
    if amount is not None and amount >= 0:
        yield SaidCharge(amount * unit, where, _other_money(a_dict(value), place, answer))


def _of_each(answer: Fields) -> Iterator[SaidCharge]:
    """The prices of the images, one by one, where each has its own."""
    for name in EACH:
        entries = dicts(answer.get(name))
        amounts = [amount for entry in entries if (amount := decimal(entry.get("cost"))) is not None]
        if amounts and len(amounts) == len(entries):
            yield SaidCharge(sum(amounts, Decimal(0)), f"{name}.cost", _other_money({}, entries[0], answer))


def _other_money(*places: Fields) -> str:
    """The currency beside an amount where it is none of the dollar's words; credits where the seller counts them there."""
    words = next((str(place[name]) for place in places for name in CURRENCIES if isinstance(place.get(name), str) and place[name]), "")
    if not words and any(name in place for place in places for name in OF_CREDITS):
        return "credits"
    return "" if words.lower() in DOLLARS else words


def _total(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in ("total", "total_cost", "amount", "value") if name in value), None)


def decimal(value: Any) -> Decimal | None:
    """A number as it stands, with or without its dollar sign."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        amount = Decimal(str(value).strip().lstrip("$").replace(",", ""))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
