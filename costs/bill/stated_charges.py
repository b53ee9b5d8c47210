"""What a record itself says was charged, in dollars; an amount in other money, or in a seller's credits, is only named.

A gateway has a field for it, a billing export a column, an answer of several images a price for each. A number without a
currency is dollars, but where the seller is known to count credits there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NamedTuple

from costs.bill.itemised import Stated
from costs.bill.usage_fields import Fields, a_dict, dicts

# Fields in which somebody says what was charged, and what one of its units is in dollars.
CHARGED: Final[Mapping[str, Decimal]] = {
    **dict.fromkeys(
        ("cost", "total_cost", "cost_total", "cost_usd", "response_cost", "spend", "estimated_cost", "total_cost_usd", "price_usd",
         "amount_usd", "billed_cost", "cost_in_billing_currency", "unblended_cost", "line_item_unblended_cost", "calculated_total_cost",
         "cost_details"),
        Decimal(1),
    ),
    **dict.fromkeys(("cost_cents", "total_cost_cents", "cost_in_cents"), Decimal("0.01")),
    "cost_estimate_nano_usd": Decimal("1e-9"),
    "cost_in_usd_ticks": Decimal("1e-10"),
}  # fmt: skip
CURRENCIES: Final = ("currency", "currency_code", "billing_currency", "billing_currency_code", "line_item_currency_code", "cost_unit")
OF_CREDITS: Final = ("polling_url", "output_mp")  # Black Forest Labs answers with these, and counts its cost in credits
HIDDEN: Final = ("_hidden_params", "hidden_params", "metadata", "inference_status", "cost_details")
EACH: Final = ("data", "images", "results")  # lists whose entries may have a price each
DOLLARS: Final = ("usd", "$", "us$", "dollar", "dollars")
CODES: Final = ("usd", "eur", "gbp", "jpy", "cny", "inr", "cad", "aud", "chf", "sek", "nok", "dkk", "pln", "brl", "krw", "sgd", "nzd")
MONEY: Final = re.compile(
    r"(?P<minus>-)?(?P<open>\()?\s*(?P<before>[^\d\s.,()+-]{1,4})?\s*(?P<sign>-)?"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)\s*(?P<behind>[^\d\s.,()+-]{1,4})?\s*\)?"
)


class SaidCharge(NamedTuple):
    """An amount, the field it stands in, and its currency where that is not the dollar."""

    amount: Decimal
    field: str
    other: str = ""


def stated(answer: Fields) -> Stated | None:
    """What was charged, where it is said in dollars."""
    found = next(_charges(answer), None)
    return Stated(amount=found.amount, field=found.field) if found and not found.other and found.amount >= 0 else None


def stated_otherwise(answer: Fields) -> list[str]:
    """What was charged in other money, given back, or can't be read, in words: nothing is reckoned with it."""
    found = next(_charges(answer), None)
    words = [_named(found)] if found and (found.other or found.amount < 0) else []
    words += [f"{name} {answer[name]}" for name in CHARGED if found is None and isinstance(answer.get(name), str) and answer[name]]
    if answer.get("is_byok") is True or a_dict(answer.get("usage")).get("is_byok") is True:
        words.append("what the seller behind the gateway bills for itself, by a key of one's own")
    credits_said = (f"{name} {value}" for name, value in answer.items() if "credit" in name and decimal(value))
    return [*words, *credits_said]


def _named(charge: SaidCharge) -> str:
    back = ", given back" if charge.amount < 0 else ""
    return f"{charge.field} {abs(charge.amount):f} {charge.other}".strip() + back


def _charges(answer: Fields) -> Iterator[SaidCharge]:
    """Every amount there is, the nearest to the tokens first."""
    usage = answer.get("usage")
    libraries = {f"provider_metadata.{name}": inside for name, inside in a_dict(answer.get("provider_metadata")).items()}
    around = {name: answer.get(name) for name in HIDDEN} | libraries
    places = [("usage.", a_dict(usage)), ("", answer), *((f"{name}.", a_dict(inside)) for name, inside in around.items())]
    for where, place in places:
        for name, unit in CHARGED.items():
            yield from _charge(answer, place, name, f"{where}{name}", unit)
        yield from _in_columns(place, where)
    if isinstance(answer.get("amount"), dict) or _money(answer.get("amount")).sign or _currency_of(answer):
        yield from _charge(answer, answer, "amount", "amount", Decimal(1))
    if decimal(usage) is not None and "native_tokens_completion" in answer:  # OpenRouter's record of one generation
        yield from _charge(answer, answer, "usage", "usage", Decimal(1))
    yield from _of_each(answer)


def _in_columns(place: Fields, where: str) -> Iterator[SaidCharge]:
    """Amounts under a name that ends with its currency: `Cost (EUR)`."""
    for name, value in place.items():
        words, _, code = name.rpartition("_")
        amount = decimal(value)
        if amount is not None and name not in CHARGED and words in (*CHARGED, "amount", "price") and code in CODES:
            yield SaidCharge(amount, f"{where}{name}", "" if code == "usd" else code.upper())


def _charge(answer: Fields, place: Fields, name: str, where: str, unit: Decimal) -> Iterator[SaidCharge]:
    value = place.get(name)
    amount, sign = _money(_total(value))
    if amount is not None:
        other = sign if sign and sign.lower() not in DOLLARS else "" if sign else _other_money(a_dict(value), place, answer)
        yield SaidCharge(amount * unit, where, other)


def _of_each(answer: Fields) -> Iterator[SaidCharge]:
    """The prices of the images, one by one, where each has its own."""
    for name in EACH:
        entries = dicts(answer.get(name))
        amounts = [amount for entry in entries if (amount := decimal(entry.get("cost"))) is not None]
        if amounts and len(amounts) == len(entries):
            yield SaidCharge(sum(amounts, Decimal(0)), f"{name}.cost", _other_money({}, entries[0], answer))


def _other_money(*places: Fields) -> str:
    """The currency beside an amount where it is none of the dollar's words; credits where the seller counts them there."""
    words = next(filter(None, map(_currency_of, places)), "")
    if not words and any(name in place for place in places for name in OF_CREDITS):
        return "credits"
    return "" if words.lower() in DOLLARS else words


def _currency_of(place: Fields) -> str:
    return next((place[name] for name in CURRENCIES if isinstance(place.get(name), str)), "")


def _total(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return next((value[name] for name in ("total", "total_cost", "amount", "value") if name in value), None)


# --- numbers --------------------------------------------------------------------------------------------------------


class _Money(NamedTuple):
    amount: Decimal | None
    sign: str = ""


def _money(value: Any) -> _Money:
    """A number as it stands, with the sign of its money on either side; one in brackets is given back."""
    if isinstance(value, bool) or value is None:
        return _Money(None)
    match = MONEY.fullmatch(str(value).strip())
    try:
        amount = Decimal(match["number"].replace(",", "")) if match else Decimal(str(value).strip())
    except InvalidOperation:
        return _Money(None)
    if not amount.is_finite():
        return _Money(None)
    less = match and (match["open"] or match["minus"] or match["sign"])
    return _Money(-amount if less else amount, (match["before"] or match["behind"] or "").strip() if match else "")


def decimal(value: Any) -> Decimal | None:
    """The number alone."""
    return _money(value).amount
