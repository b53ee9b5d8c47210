"""A plan of one's own: any quantity of any unit, each day, week or month, at a price; and the words a person says it in.

own_plan("100 images a day for $19.99 a month")
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, Self

from pydantic import model_validator

from schema.errors import BadData
from schema.prices import LONGEST_WORDS, Allowance, Closed, Currency, DecimalText, Period, Plan, PlanUnit, Quote, ShortText, Snapshot
from schema.proofs import Proof

SIGNS: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY"}
UNITS: Final[dict[str, PlanUnit]] = {
    "image": "image",
    "credit": "credit",
    "job": "job",
    "minute": "gpu_minute",
    "gpu minute": "gpu_minute",
    "token": "token",
    "unit": "unit",
}
PERIODS: Final[dict[str, Period]] = {"day": "day", "week": "week", "month": "month", "year": "year"}
SAID: Final = "such as: 100 images a day for $19.99 a month"
_WORDS: Final = re.compile(
    r"(?P<quantity>\d[\d,]*(?:\.\d+)?) +(?P<unit>[a-z ]+?)s?(?: +(?:an?|each|per) +(?P<per>[a-z]+))?"
    r" +for +(?P<sign>[$€£¥])(?P<price>\d[\d,]*(?:\.\d+)?)(?: +(?:an?|each|per) +(?P<period>[a-z]+))?"
)


class OwnPlan(Closed):
    """A plan the buyer knows of and no page was read for: any quantity of any unit each period. Its price may be unknown."""

    name: ShortText
    credits: DecimalText | None = None
    quantity: DecimalText | None = None
    unit: PlanUnit = "credit"
    per: Period = "month"
    price: DecimalText | None = None
    period: Period = "month"
    currency: Currency = "USD"

    @model_validator(mode="after")
    def _one_quantity(self) -> Self:
        if (self.credits is None) == (self.quantity is None):
            raise ValueError("credits, or a quantity with its unit: exactly one of the two")
        return self

    def as_plan(self) -> Plan:
        """The same as a plan of a seller, in the buyer's own words."""
        words = f"{self.name}, as the buyer knows it"
        quote = Quote(
            text=words, url="about:unknown", locator="the buyer's own words", captured_at=datetime.min.replace(tzinfo=UTC), sha256="0" * 64
        )
        brings = Allowance(unit=self.unit, quantity=self.credits or self.quantity, period=self.per, proof=Proof.THIRD_PARTY, quote=quote)
        return Plan(
            id="own",
            name=self.name,
            price=self.price or Decimal(0),
            currency=self.currency,
            period=self.period,
            allowances=(brings,),
            basis="manual",
            proof=Proof.THIRD_PARTY,
            quote=quote,
        )


def own_plan(words: str) -> OwnPlan:
    """The plan somebody says in words.

    >>> plan = own_plan("100 images a day for $19.99")
    >>> plan.quantity, plan.unit, plan.per, plan.price, plan.period
    (Decimal('100'), 'image', 'day', Decimal('19.99'), 'month')
    """
    found = _WORDS.fullmatch(" ".join(words.split()).lower())
    if found is None or found["unit"] not in UNITS:
        raise BadData("a plan of one's own", f"so many of {', '.join(dict.fromkeys(UNITS))} for a price, {SAID}", repr(words))
    per, period = (found[name] or "month" for name in ("per", "period"))
    for name in (per, period):
        if name not in PERIODS:
            raise BadData("a plan of one's own", f"a period among {', '.join(PERIODS)}, {SAID}", repr(name))
    quantity, price = (Decimal(found[name].replace(",", "")) for name in ("quantity", "price"))
    return OwnPlan(
        name=words[:LONGEST_WORDS],
        quantity=quantity,
        unit=UNITS[found["unit"]],
        per=PERIODS[per],
        price=price,
        period=PERIODS[period],
        currency=SIGNS[found["sign"]],
    )


def at_provider(provider: Snapshot, own: Plan) -> tuple[Snapshot, Plan]:
    """A plan of one's own as one of a seller's: what an image takes of it is what the seller's own plans say, or its prices."""
    takes = dict.fromkeys(take for plan in provider.plans for take in plan.takes)
    plan = own.model_copy(update={"takes": tuple(takes)})
    return provider.model_copy(update={"plans": (plan,)}), plan
