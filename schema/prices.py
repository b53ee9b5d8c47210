"""What a price is: quotes, price lines, offers, plans, rules, snapshots. Shapes only; no page, no file, no clock.

Amounts are decimal strings on disk and `Decimal` in memory, one spelling each: no exponent, no trailing zeros.
Times are UTC; dates are ISO. Every model is closed: an unknown key is an error.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, ParamSpec, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidatorFunctionWrapHandler, WrapValidator, model_validator
from pydantic_core import PydanticKnownError

from schema.amounts import canonical, spell
from schema.proofs import Proof
from schema.rules import RuleKind, Terms, read_terms

Billable = Literal[
    "output_image",
    "input_image",
    "cached_input_image",
    "input_text",
    "cached_input_text",
    "output_text",
    "request",
]
Unit = Literal["image", "megapixel", "tile", "step", "tile_step", "megapixel_step", "million_tokens", "gpu_second", "credit", "request"]
Tier = Literal["standard", "batch", "flex", "priority"]
Operation = Literal["generate", "edit"]
Basis = Literal["page", "manual", "measured", "derived"]
Bound = Literal["from", "up_to", "range"]
ProviderKind = Literal["maker", "reseller", "cloud", "app"]
Period = Literal["month", "year", "week", "day", "once"]
PlanUnit = Literal["credit", "image", "job", "gpu_minute", "token", "unit", "money"]
Sureness = Literal["exact", "about", "at_best"]
Currency = Annotated[str, Field(pattern=r"^([A-Z]{3}|credit)$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[._-][a-z0-9]+)*$", max_length=80)]
LONGEST_WORDS: Final = 400  # characters
ShortText = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDS)]
NativeId = Annotated[str, Field(min_length=1, max_length=160)]
Resolution = Annotated[str, Field(pattern=r"^(\d+(\.\d+)?K|\d+P)$")]
EntryKey = tuple[Any, ...]  # what makes a price line, a rule or a plan of a provider the same thing tomorrow


_AS_WE_SPELL_IT = re.compile(r"(?:0|[1-9][0-9]{0,20})(?:\.[0-9]{0,40}[1-9])?").fullmatch


def _decimal(value: Any, otherwise: ValidatorFunctionWrapHandler) -> Any:
    # What the rest would come to, first: nearly all there is to validate is what we wrote, or have just read.
    if isinstance(value, str) and _AS_WE_SPELL_IT(value):
        return Decimal(value)
    if type(value) is Decimal and _AS_WE_SPELL_IT(str(value)):
        return value
    if isinstance(value, float):
        raise ValueError("an amount is a decimal string, never a float")
    if not isinstance(value, str | int | Decimal):
        return otherwise(value)
    try:
        amount = canonical(Decimal(value))
    except InvalidOperation:
        raise ValueError(f"an amount is a decimal string, not {value!r}") from None
    if not math.isfinite(amount):
        raise PydanticKnownError("finite_number")
    if amount < 0:
        raise PydanticKnownError("greater_than_equal", {"ge": 0})
    return amount


DecimalText = Annotated[
    Decimal,
    WrapValidator(_decimal),
    Field(json_schema_extra={"type": "string", "pattern": r"^\d+(\.\d*[1-9])?$"}),
    PlainSerializer(spell, return_type=str, when_used="json"),
]


class Closed(BaseModel):
    """A model that refuses what it does not know and never changes after it was made.

    What validates it is built when it is first used: a command uses a few of all models.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


Fields = ParamSpec("Fields")
Made = TypeVar("Made", bound=Closed)


def made(model: Callable[Fields, Made], /, *_: Fields.args, **said: Fields.kwargs) -> Made:
    """A model of what we reckoned ourselves from validated parts: mypy compares every field, and nothing is validated again.

    Never for what was read from anywhere: `model(...)` validates.
    """
    new: Made = object.__new__(model)  # type: ignore[arg-type] # a model is a class: only as one that is called it has fields
    fill = object.__setattr__
    fill(new, "__dict__", _unsaid(model) | said)
    fill(new, "__pydantic_fields_set__", set(said))
    fill(new, "__pydantic_extra__", None)
    fill(new, "__pydantic_private__", None)
    return new


@cache
def _unsaid(model: type[Closed]) -> dict[str, Any]:
    """Every field of a model, in order, with what it is where nobody says."""
    return {name: field.get_default() for name, field in model.model_fields.items()}


class Quote(Closed):
    """Evidence: the exact words, where a person finds them, and the page they stood on.

    `text` is a substring of the page's visible text (or a JSON scalar as written); `unit_text` the page's words
    that say what the amount is per; `sha256` is of the page's body as received, decoded. `undated`: the copy has no
    date of its own, and `captured_at` is the day by which it existed. `proof`: whose word it is, where a person wrote
    it down; what a reader found is its page's.
    """

    text: ShortText
    unit_text: str = Field(default="", max_length=LONGEST_WORDS)
    url: ShortText
    locator: Annotated[str, Field(min_length=1, max_length=1000)]
    captured_at: datetime
    undated: bool = False
    proof: Proof | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Variant(Closed):
    """The closed axes on which one billable of one model has several prices. An axis left out does not matter."""

    operation: Operation | None = None
    quality: Slug | None = None
    size: Annotated[str, Field(pattern=r"^\d+x\d+$")] | None = None
    resolution: Resolution | None = None
    tier: Tier | None = None
    region: Slug | None = None
    style: Slug | None = None
    feature: Slug | None = None
    references: Annotated[str, Field(pattern=r"^\d+(-\d+|\+)?$")] | None = None
    megapixels: Annotated[str, Field(pattern=r"^(first|further|(<=|>|<|>=)\d+(\.\d+)?|\d+(\.\d+)?-\d+(\.\d+)?)$")] | None = None
    effective_from: date | None = None
    effective_until: date | None = None

    def key(self) -> tuple[tuple[str, str], ...]:
        """The axes that are set, in declared order: hashable and sortable."""
        said = [(axis, value) for axis, value in self.__dict__.items() if value is not None]
        if self.effective_from is not None or self.effective_until is not None:
            said = [(axis, str(value)) for axis, value in said]  # all other axes are words already
        return tuple(said)


ALWAYS = made(Variant)  # whatever is asked for
_SAID: Callable[[Any], tuple[Any, ...]] = attrgetter("amount", "currency", "bound", "upper", "reason")


class PriceLine(Closed):
    """One billable x one unit x one variant. `amount` is null only with a `reason`; 0 needs words that say free."""

    billable: Billable
    unit: Unit
    variant: Variant = ALWAYS
    amount: DecimalText | None
    currency: Currency
    basis: Basis = "page"
    bound: Bound | None = None
    upper: DecimalText | None = None
    reason: str | None = None
    inputs: tuple[str, ...] = ()
    quote: Quote

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.amount is None) != (self.reason is not None):
            raise ValueError("an amount, or a reason why there is none: exactly one of the two")
        if (self.upper is not None) != (self.bound == "range"):
            raise ValueError("`upper` belongs to a range, and a range to `upper`")
        if (self.basis == "derived") != bool(self.inputs):
            raise ValueError("a derived price names its inputs, and no other does")
        return self

    def key(self) -> tuple[Any, ...]:
        """What makes this line the same line tomorrow: everything but the number and its evidence."""
        return (self.billable, self.unit, self.variant.key(), self.basis)

    def said(self) -> tuple[Any, ...]:
        """What is said of the thing that the key names."""
        return _SAID(self)

    def fact(self) -> tuple[Any, ...]:
        """What is said, without the evidence: two readings with equal facts are the same price."""
        return (*self.key(), *self.said())


class Offer(Closed):
    """One provider selling one model, with all its price lines, sorted, each key once."""

    native_id: NativeId
    name: ShortText
    prices: tuple[PriceLine, ...] = ()

    @model_validator(mode="after")
    def _sorted(self) -> Self:
        if len(self.prices) < 2:
            return self
        keys = [str(line.key()) for line in self.prices]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.native_id}: one price line twice")
        order = sorted(range(len(keys)), key=keys.__getitem__)
        object.__setattr__(self, "prices", tuple([self.prices[at] for at in order]))
        return self


Fence = Literal[
    "slow_queue",  # in a queue that waits for who pays by the piece
    "web_only",  # in the app, not by program
    "listed_models",  # for some models only
    "limited_days",  # for so many days of the period
    "yearly_only",  # where the year is paid
    "fair_use",  # as long as the seller finds it fair
    "standard_features",  # not for what the seller calls premium
]
Silence = Literal[
    "brings_not_published",  # what the plan brings is not said in numbers
    "takes_not_published",  # what one image takes of it is not said
    "dropped",  # a newer copy of the page says it no more
    "not_sold",  # the plan is on the page no more
    "no_images",  # it makes no images
]


# What a page or a person may say of a plan, in the bounds outside which it is a slip.
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Seats = Annotated[int, Field(ge=2, le=1000)]
DaysKept = Annotated[int, Field(ge=1, le=3660)]
DaysOpen = Annotated[int, Field(ge=1, le=366)]
AtOnce = Annotated[int, Field(ge=1, le=10_000)]
Together = Annotated[int, Field(ge=1, le=1_000_000)]


class Allowance(Closed):
    """One thing a plan brings: `quantity` of `unit` each `period`; without a quantity as many as one likes, within `fences`.

    `models` are the seller's own ids it is for (none: all); `most_kept` is up to how much of what is left stays;
    `days` how long an unlimited one lasts; `money` is of the plan's currency.
    """

    unit: PlanUnit
    quantity: DecimalText | None = None
    period: Period = "month"
    rollover: bool | None = None
    most_kept: DecimalText | None = None
    models: tuple[NativeId, ...] = ()
    fences: tuple[Fence, ...] = ()
    days: DaysOpen | None = None
    proof: Proof = Proof.PAGE
    quote: Quote

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.quantity is None and not self.fences and self.unit != "image":
            raise ValueError("as much as one likes is of images, or has a fence")
        return self


class Take(Closed):
    """What one image of a model takes of what a plan brings: `amount` for `images` of them.

    `job`: that many come out of one job, which is taken whole. `sure`: exactly so, about so, or so at best.
    """

    native_id: NativeId
    name: ShortText
    variant: Variant = ALWAYS
    amount: DecimalText
    images: Together = 1
    job: bool = False
    sure: Sureness = "exact"
    proof: Proof = Proof.PAGE
    quote: Quote


class Unsaid(Closed):
    """What the newest evidence does not say, and its words: why nobody can know what one image comes to on a plan."""

    code: Silence
    words: ShortText
    proof: Proof = Proof.PAGE
    quote: Quote


class Plan(Closed):
    """What one buys from a provider before the first image: a subscription, a credit pack, a credit's price.

    `price` is for one `period`, as renewed; `first_price` the first period's where it differs; `billed` the period charged
    at once where the price is told by a shorter one; `monthly` the id of the same plan paid by the month. `credits` is what
    one period brings; `images` a quota of images per `quota_period`; `allowances` whatever else it brings. `takes` is what
    an image takes of them where the prices of the provider's offers are not in them: `wallet` names the balance a plan
    fills, null the one those prices are in. `top_up`: sold only beside a subscription. Null with a reason in
    `unpublished` where the provider does not say.
    """

    id: Slug
    name: ShortText
    price: DecimalText
    currency: Currency
    period: Period
    credits: DecimalText | None = None
    images: DecimalText | None = None
    quota_period: Period | None = None
    gpu_minutes: DecimalText | None = None
    yearly: bool = False
    rollover: bool | None = None
    unpublished: str | None = None
    first_price: DecimalText | None = None
    billed: Period | None = None
    monthly: Slug | None = None
    tax: Literal["included", "excluded"] | None = None
    country: Country | None = None
    wallet: Slug | None = None
    top_up: bool = False
    seats: Seats | None = None
    expires_days: DaysKept | None = None
    concurrent: AtOnce | None = None
    private: bool | None = None
    commercial: bool | None = None
    allowances: tuple[Allowance, ...] = ()
    takes: tuple[Take, ...] = ()
    unsaid: Unsaid | None = None
    basis: Basis = "page"
    proof: Proof | None = None
    quote: Quote
    credits_quote: Quote | None = None
    first_quote: Quote | None = None

    @property
    def models_named(self) -> tuple[str, ...]:
        """The provider's ids of the models the plan itself speaks of: what they take of it, or that it brings them."""
        said = (*(take.native_id for take in self.takes), *(id for one in self.allowances for id in one.models))
        return tuple(dict.fromkeys(said))

    def fact(self) -> tuple[Any, ...]:
        """The plan without its evidence. What plans did not say before it could be said stands in it only where it is said."""
        usual = _unsaid(Plan)
        newer = ((name, _fact_of(value)) for name, value in self if name not in _FIRST_OR_EVIDENCE and value != usual[name])
        return (*(getattr(self, name) for name in _FIRST_FIELDS), *newer)


_EVIDENCE: Final = ("quote", "credits_quote", "first_quote", "proof")
_FIRST_FIELDS: Final = (
    "id", "name", "price", "currency", "period", "credits", "images", "quota_period", "gpu_minutes", "yearly", "rollover", "unpublished",
    "basis",
)  # fmt: skip
_FIRST_OR_EVIDENCE: Final = frozenset((*_FIRST_FIELDS, *_EVIDENCE))


def _fact_of(value: Any) -> Any:
    """A part of a plan without its evidence."""
    if isinstance(value, tuple):
        return tuple(map(_fact_of, value))
    return tuple(said for name, said in value if name not in _EVIDENCE) if isinstance(value, Closed) else value


_ONCE_UNSURE: Final = "unsure: "


class Rule(Closed):
    """How a provider bills: rounding, failures, minimums, tokens per image, dates. `native_id` null: all its models.

    `value` and `of` are words as they are published; what they say, typed by `kind`, are its `terms`. `unsure` marks a note that
    a price is not sure: whoever wrote it down was not, or its page says it twice and the two agree only where one was rounded.
    """

    kind: RuleKind
    native_id: NativeId | None = None
    variant: Variant = ALWAYS
    value: ShortText
    of: str | None = None
    unsure: bool = False
    basis: Basis = "page"
    quote: Quote

    @model_validator(mode="before")
    @classmethod
    def _as_once_written(cls, said: Any) -> Any:
        """Until 2026-11-30 a doubt stood at the beginning of a note's words."""
        if isinstance(said, dict) and said.get("kind") == "note" and str(said.get("value")).startswith(_ONCE_UNSURE):
            return {**said, "value": said["value"].removeprefix(_ONCE_UNSURE), "unsure": True}
        return said

    @property
    def words(self) -> str:
        """Its value as one reads it: with the mark of who was not sure."""
        return f"unsure: {self.value}" if self.unsure else self.value

    @property
    def terms(self) -> Terms:
        """What it says, typed."""
        return read_terms(self.kind, self.value, self.of)

    def key(self) -> tuple[Any, ...]:
        """What makes this rule the same rule tomorrow."""
        return (self.kind, self.native_id or "", self.variant.key(), self.of or "")

    def fact(self) -> tuple[Any, ...]:
        """The rule without its evidence."""
        return (*self.key(), self.value, self.unsure, self.basis)


class Snapshot(Closed):
    """Everything one provider was read to say, sorted, each key once. The same bytes give the same snapshot."""

    schema_version: Literal[1] = 1
    provider: Slug
    offers: tuple[Offer, ...] = ()
    plans: tuple[Plan, ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _sorted(self) -> Self:
        for name, key in (("offers", "native_id"), ("plans", "id")):
            entries = sorted(getattr(self, name), key=lambda entry: getattr(entry, key))
            _each_once([getattr(entry, key) for entry in entries], self.provider)
            object.__setattr__(self, name, tuple(entries))
        rules = sorted(self.rules, key=lambda rule: str(rule.key()))
        _each_once([rule.key() for rule in rules], self.provider)
        object.__setattr__(self, "rules", tuple(rules))
        return self


class About(Closed):
    """Who a provider is, and honestly what its readers were built against: for `data/providers.json` and the site.

    `seen`: a captured real `page`, `documentation`, a `reconstruction` not yet seen live, or `manual` entries only.
    """

    name: ShortText
    home: ShortText
    kind: ProviderKind
    seen: Literal["page", "documentation", "reconstruction", "manual"]
    seen_on: date
    note: str = ""


def _each_once(keys: list[Any], provider: str) -> None:
    twice = [key for key, following in pairwise(keys) if key == following]
    if twice:
        raise ValueError(f"{provider}: {twice[0]!r} twice in one snapshot")
