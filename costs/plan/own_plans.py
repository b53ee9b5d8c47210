"""A plan of one's own: any quantity of any unit, each day, week or month, at a price; and the words a person says it in.

own_plan("100 images a day for $19.99 a month"), own_plan("200 minutes for $10, 1 minute a job of 4 images")
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final, Self

from pydantic import Field, ValidationError, model_validator

from costs.exact import whole_up
from schema.errors import BadData
from schema.prices import (
    LONGEST_WORDS,
    Allowance,
    Closed,
    Currency,
    DecimalText,
    Period,
    Plan,
    PlanUnit,
    Quote,
    ShortText,
    Snapshot,
    Take,
)
from schema.proofs import Proof

BUYERS: Final = "about:unknown"  # where the buyer's own words stand: no page of anybody's
SIGNS: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY"}
# A word for a unit: which it is, and how many of it.
UNITS: Final[dict[str, tuple[PlanUnit, int]]] = {
    "image": ("image", 1),
    "credit": ("credit", 1),
    "job": ("job", 1),
    "minute": ("gpu_minute", 1),
    "gpu minute": ("gpu_minute", 1),
    "hour": ("gpu_minute", 60),
    "gpu hour": ("gpu_minute", 60),
    "token": ("token", 1),
    "unit": ("unit", 1),
}
PERIODS: Final[dict[str, Period]] = {"day": "day", "week": "week", "month": "month", "year": "year"}
SAID: Final = "such as: 100 images a day for $19.99 a month; or: 200 minutes for $10, 1 minute a job of 4 images"
_NUMBER: Final = r"\d[\d,]*(?:\.\d+)?"
_OF: Final = r"(?: +of +(?P<{}>[1-9]\d{{0,2}})(?: +images?)?)?"
_WORDS: Final = re.compile(
    rf"(?P<quantity>{_NUMBER}) +(?P<unit>[a-z ]+?)s?{_OF.format('of')}(?: +(?:an?|each|per) +(?P<per>[a-z]+))?"
    rf" +for +(?P<sign>[$€£¥])(?P<price>{_NUMBER})(?: +(?:an?|each|per) +(?P<period>[a-z]+))?"
    rf"(?:, +(?P<takes>{_NUMBER}) +(?P<taken>[a-z ]+?)s? +(?:an?|each|per) +(?P<made>image|job){_OF.format('images')})?"
)


class OwnPlan(Closed):
    """A plan the buyer knows of and no page was read for: any quantity of any unit each period. Its price may be unknown.

    `job` images come out of one job; `takes` is what an image takes of it, or such a job.
    """

    name: ShortText
    credits: DecimalText | None = None
    quantity: DecimalText | None = None
    unit: PlanUnit = "credit"
    per: Period = "month"
    price: DecimalText | None = None
    period: Period = "month"
    currency: Currency = "USD"
    job: int | None = Field(default=None, ge=1, le=999)
    takes: DecimalText | None = None

    @model_validator(mode="after")
    def _one_quantity(self) -> Self:
        if (self.credits is None) == (self.quantity is None):
            raise ValueError("credits, or a quantity with its unit: exactly one of the two")
        if self.takes is not None and (self.unit == "image" or not self.takes):
            raise ValueError("what an image takes as more than nothing, of another unit than images")
        if self.job is not None and self.unit != "job" and self.takes is None:
            raise ValueError("jobs, or what a job takes, beside how many images one makes")
        return self

    @property
    def says_takes(self) -> bool:
        """Whether it says itself what an image takes of it."""
        return self.unit == "image" or self.takes is not None or self.job is not None

    def needs(self, images: Fraction) -> Fraction:
        """What so many images take of it: whole jobs."""
        if self.unit == "image":
            return images
        return Fraction(self.takes or 1) * (whole_up(images / self.job) if self.job else images)

    def as_plan(self) -> Plan:
        """The same as a plan of a seller, in the buyer's own words."""
        words = f"{self.name}, as the buyer knows it"
        quote = Quote(
            text=words, url=BUYERS, locator="the buyer's own words", captured_at=datetime.min.replace(tzinfo=UTC), sha256="0" * 64
        )
        brings = Allowance(unit=self.unit, quantity=self.credits or self.quantity, period=self.per, proof=Proof.THIRD_PARTY, quote=quote)
        return Plan(
            id="own",
            name=self.name,
            price=self.price or Decimal(0),
            currency=self.currency,
            period=self.period,
            allowances=(brings,),
            takes=self._takes(quote),
            basis="manual",
            proof=Proof.THIRD_PARTY,
            quote=quote,
        )

    def _takes(self, quote: Quote) -> tuple[Take, ...]:
        if self.unit == "image" or not self.says_takes:
            return ()
        amount, job = self.takes or Decimal(1), self.job or 1
        return (Take(native_id="images", name="images", amount=amount, images=job, job=job > 1, proof=Proof.THIRD_PARTY, quote=quote),)


def own_plan(words: str) -> OwnPlan:
    """The plan somebody says in words.

    >>> plan = own_plan("100 images a day for $19.99")
    >>> plan.quantity, plan.unit, plan.per, plan.price, plan.period
    (Decimal('100'), 'image', 'day', Decimal('19.99'), 'month')
    """
    found = _WORDS.fullmatch(" ".join(words.split()).lower())
    if found is None or found["unit"] not in UNITS:
        raise BadData("a plan of one's own", f"so many of {', '.join(UNITS)} for a price, {SAID}", repr(words))
    per, period = (found[name] or "month" for name in ("per", "period"))
    for name in (per, period):
        if name not in PERIODS:
            raise BadData("a plan of one's own", f"a period among {', '.join(PERIODS)}, {SAID}", repr(name))
    unit, many = UNITS[found["unit"]]
    try:
        return OwnPlan(
            name=words[:LONGEST_WORDS],
            quantity=_number(found["quantity"]) * many,
            unit=unit,
            per=PERIODS[per],
            price=_number(found["price"]),
            period=PERIODS[period],
            currency=SIGNS[found["sign"]],
            job=_job(found),
            takes=_takes_of(found, unit, words),
        )
    except ValidationError as error:
        raise BadData("a plan of one's own", f"{error.errors()[0]['msg'].removeprefix('Value error, ')}, {SAID}", repr(words)) from None


def _number(words: str) -> Decimal:
    return Decimal(words.replace(",", ""))


def _job(found: re.Match[str]) -> int | None:
    """How many images a job makes, wherever it is said."""
    said = found["of"] or found["images"]
    return int(said) if said else None


def _takes_of(found: re.Match[str], unit: PlanUnit, words: str) -> Decimal | None:
    """What an image or a job takes, in the unit the plan counts."""
    if found["takes"] is None:
        return None
    taken, many = UNITS.get(found["taken"], (None, 0))
    if taken != unit:
        raise BadData("a plan of one's own", f"what an image takes in {found['unit']}s, as the plan counts, {SAID}", repr(words))
    return _number(found["takes"]) * many


def at_provider(provider: Snapshot, own: Plan) -> tuple[Snapshot, Plan]:
    """A plan of one's own as one of a seller's: what an image takes of it is what the seller's own plans say, or its prices."""
    takes = dict.fromkeys(take for plan in provider.plans for take in plan.takes)
    plan = own.model_copy(update={"takes": tuple(takes)})
    return provider.model_copy(update={"plans": (plan,)}), plan
