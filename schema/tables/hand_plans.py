"""Plans as a person writes them down: `data/plans.toml`, in the shape a reading of a page would have.

A seller has statements; a statement is one source on one day with the plans taken from it, what they bring, what an
image takes of it, and what it does not say. Every figure stands in its own quote. A statement may speak of plans another
one names. What two statements say differently of one plan is told by neither of them alone: `held` keeps one set back
until a person chooses. Pure: no file, no clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Final, Literal, Self, TypeVar

from pydantic import Field, model_validator

from schema.prices import (
    About,
    Allowance,
    AtOnce,
    Closed,
    Country,
    Currency,
    DaysKept,
    DaysOpen,
    DecimalText,
    Fence,
    NativeId,
    Period,
    Plan,
    PlanUnit,
    ProviderKind,
    Rule,
    Seats,
    ShortText,
    Silence,
    Slug,
    Snapshot,
    Sureness,
    Take,
    Together,
    Unsaid,
    Variant,
)
from schema.proofs import Proof
from schema.tables.each_once import demand_once
from schema.tables.manual import UNKNOWN_ADDRESS, HandRule, HandSource, demand_said, quote_of, rule_of

COUNTS: Final = {None: Decimal(1), "thousands": Decimal(1000), "hours": Decimal(60)}
CountedIn = Literal["thousands", "hours"]
AMOUNTS: Final = ("price", "credits", "images", "gpu_minutes")
OF_A_FACT: Final = ("plans", "quote", "words", "counts", "unsure")


class HandPlan(Closed):
    """One plan or credit pack as a person writes it down; its figures must stand in its quote."""

    id: Slug
    name: ShortText
    price: DecimalText
    period: Period
    currency: Currency | None = None
    credits: DecimalText | None = None
    images: DecimalText | None = None
    quota_period: Period | None = None
    gpu_minutes: DecimalText | None = None
    yearly: bool = False
    rollover: bool | None = None
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
    quote: ShortText
    counts: CountedIn | None = None
    unsure: ShortText | None = None

    @model_validator(mode="after")
    def _said(self) -> Self:
        for name in AMOUNTS:
            amount, times = getattr(self, name), COUNTS[self.counts] if name in ("credits", "gpu_minutes") else Decimal(1)
            demand_said(self.id, None if amount is None else amount / times, self.quote)
        return self


class Fact(Closed):
    """What is common to what a person writes down of plans: of which (none: all of the seller's that lack it), and the words."""

    plans: tuple[Slug, ...] = ()
    quote: ShortText
    words: ShortText | None = None
    unsure: ShortText | None = None


class HandAllowance(Fact):
    """One thing plans bring. A quantity counted in thousands or hours says so."""

    unit: PlanUnit
    quantity: DecimalText | None = None
    period: Period = "month"
    rollover: bool | None = None
    most_kept: DecimalText | None = None
    models: tuple[NativeId, ...] = ()
    fences: tuple[Fence, ...] = ()
    days: DaysOpen | None = None
    counts: CountedIn | None = None

    @model_validator(mode="after")
    def _said(self) -> Self:
        for amount in (self.quantity, self.most_kept):
            demand_said(f"{self.unit}s", None if amount is None else amount / COUNTS[self.counts], self.quote, self.words)
        return self


class HandTake(Fact, Variant):
    """What `images` images of a model take; both figures stand in the quote."""

    model: NativeId
    name: ShortText | None = None
    amount: DecimalText
    images: Together = 1
    job: bool = False
    sure: Sureness = "exact"

    @model_validator(mode="after")
    def _said(self) -> Self:
        demand_said(self.model, self.amount, self.quote, self.words)
        if self.images > 1:
            demand_said(self.model, Decimal(self.images), self.quote, self.words)
        return self


class HandFirst(Fact):
    """What the first period of a plan costs where it is another price than the renewal."""

    price: DecimalText

    @model_validator(mode="after")
    def _said(self) -> Self:
        demand_said("the first period", self.price, self.quote, self.words)
        return self


class HandUnsaid(Fact):
    """What the newest evidence does not say of plans; the quote is the words that say so, or stand where it would."""

    code: Silence
    says: ShortText


class PlanStatement(HandSource):
    """One source on one day with the plans and facts taken from it. `held`: why its plans wait for a person's choice."""

    plans: tuple[HandPlan, ...] = ()
    first: tuple[HandFirst, ...] = ()
    allowances: tuple[HandAllowance, ...] = ()
    takes: tuple[HandTake, ...] = ()
    unsaid: tuple[HandUnsaid, ...] = ()
    rules: tuple[HandRule, ...] = ()
    held: ShortText | None = None


class PlanProvider(Closed):
    """One provider whose plans are written down by hand; `why` says why no module reads them."""

    id: Slug
    name: ShortText
    home: Annotated[str, Field(pattern=r"^https://[^\s]+$")] | None = None
    kind: ProviderKind = "app"
    currency: Currency = "USD"
    why: ShortText
    statements: tuple[PlanStatement, ...] = Field(alias="statement", min_length=1)

    @model_validator(mode="after")
    def _known_plans(self) -> Self:
        ids = [plan.id for said in self.statements for plan in said.plans]
        twice = [id for id in ids if ids.count(id) > 1]
        if twice:
            raise ValueError(f"{self.id}: the plan {twice[0]!r} stands twice: hold one of them, or keep the newer one")
        facts = [fact for said in self.statements for fact in (*said.first, *said.allowances, *said.takes, *said.unsaid)]
        unknown = [id for fact in facts for id in fact.plans if id not in ids]
        if unknown:
            raise ValueError(f"{self.id}: no plan {unknown[0]!r} is written down here")
        return self


class PlanTable(Closed):
    """The whole table."""

    providers: tuple[PlanProvider, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        demand_once("provider", (said_by.id for said_by in self.providers))
        return self


# --- as a reading ---------------------------------------------------------------------------------------------------

Facts = TypeVar("Facts", HandAllowance, HandFirst, HandTake, HandUnsaid)


def plans_of(said_by: PlanProvider) -> Snapshot:
    """What is written down of one seller's plans, in the shape a module's reading has."""
    plans = tuple(_plan(said_by, said, plan) for said in said_by.statements if not said.held for plan in said.plans)
    rules = {rule.key(): rule for said in said_by.statements for rule in _rules(said)}
    return Snapshot(provider=said_by.id, plans=plans, rules=tuple(rules.values()))


def about_plans(said_by: PlanProvider) -> About:
    """Who a seller is, for the list of providers."""
    days = [said.date for said in said_by.statements]
    return About(
        name=said_by.name, home=said_by.home or UNKNOWN_ADDRESS, kind=said_by.kind, seen="manual", seen_on=max(days), note=said_by.why
    )


def _plan(said_by: PlanProvider, said: PlanStatement, plan: HandPlan) -> Plan:
    own = plan.model_dump(exclude={"quote", "unsure", "currency", "counts"})
    unsaid = next((_unsaid(source, fact) for source, fact in _about(said_by, plan, lambda said: said.unsaid)), None)
    first = next(
        ((fact.price, quote_of(source, fact.quote, fact.unsure)) for source, fact in _about(said_by, plan, lambda said: said.first)),
        (None, None),
    )
    return Plan(
        **own,
        first_price=first[0],
        first_quote=first[1],
        currency=plan.currency or said_by.currency,
        basis="manual",
        proof=Proof(said.trust),
        quote=quote_of(said, plan.quote, plan.unsure),
        allowances=tuple(_allowance(source, fact) for source, fact in _about(said_by, plan, lambda said: said.allowances)),
        takes=tuple(_take(source, fact) for source, fact in _about(said_by, plan, lambda said: said.takes)),
        unsaid=unsaid,
        unpublished=unsaid.words if unsaid and unsaid.code == "brings_not_published" else None,
    )


def _about(
    said_by: PlanProvider, plan: HandPlan, facts: Callable[[PlanStatement], Iterable[Facts]]
) -> Iterator[tuple[PlanStatement, Facts]]:
    """The facts of one kind that are of a plan, wherever they are written down."""
    for said in said_by.statements:
        yield from ((said, fact) for fact in facts(said) if not said.held and plan.id in (fact.plans or (plan.id,)))


def _allowance(said: PlanStatement, fact: HandAllowance) -> Allowance:
    own = fact.model_dump(exclude=set(OF_A_FACT))
    return Allowance(**own, proof=Proof(said.trust), quote=quote_of(said, fact.quote, fact.unsure))


def _take(said: PlanStatement, fact: HandTake) -> Take:
    return Take(
        native_id=fact.model,
        name=fact.name or fact.model,
        variant=Variant(**{axis: getattr(fact, axis) for axis in Variant.model_fields}),
        amount=fact.amount,
        images=fact.images,
        job=fact.job,
        sure=fact.sure,
        proof=Proof(said.trust),
        quote=quote_of(said, fact.quote, fact.unsure),
    )


def _unsaid(said: PlanStatement, fact: HandUnsaid) -> Unsaid:
    return Unsaid(code=fact.code, words=fact.says, proof=Proof(said.trust), quote=quote_of(said, fact.quote, fact.unsure))


def _rules(said: PlanStatement) -> Iterator[Rule]:
    """The rules of a statement; what is held, and what is not sure, as notes: nothing of it is silent."""
    yield from (rule_of(said, rule, "manual") for rule in said.rules)
    for plan in said.plans:
        if doubt := plan.unsure or said.unsure:
            yield _note(said, plan, doubt, unsure=True)
        if said.held:
            yield _note(said, plan, f"held until a person chooses: {said.held}")


def _note(said: PlanStatement, plan: HandPlan, words: str, unsure: bool = False) -> Rule:
    quote = quote_of(said, plan.quote, plan.unsure)
    return Rule(kind="note", value=words[:400], of=f"{plan.id}: {words}"[:80], unsure=unsure, basis="manual", quote=quote)
