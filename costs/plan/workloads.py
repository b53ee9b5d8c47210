"""A month of recipes: tasks with deliverables, attempts and failures, and what they come to at a seller and on its plans.

    generations = deliverables x attempts per usable image, to the nearest whole number
    billed      = generations + failed ones, where the seller charges for failures or does not say

A task names its model, or takes the cheapest that can; or, for a seller who shows credits only in the app, it brings
the buyer's own figures: credits per usable image, or for the task as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Protocol, Self, TypeVar

import tomli
from pydantic import Field, ValidationError, field_validator, model_validator

from costs.bill.free_uses import FreeUse, allowances
from costs.bill.itemised import Cost
from costs.exact import exactly, said
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.credits import CREDIT, DAYS
from costs.plan.own_plans import OwnPlan, own_plan
from costs.plan.plans import PlanUse, credits_on_plans, lost_to_resets, monthly_price
from costs.plan.purchases import Purchase, at_least, purchase
from costs.plan.quotas import monthly
from costs.spans import Span, span, sum_of
from costs.standing.quality_bands import renders_text
from costs.standing.ranking import Circumstances, Market, RankedAnswer, cost_of, market, to_take
from schema.errors import BadData, NotComparable
from schema.prices import Closed, DecimalText, NativeId, ShortText, Slug, Snapshot
from schema.tables.models import Model
from schema.tables.ratings import RatingTable

CHEAPEST: Final = "cheapest"
Need = Literal["text", "references", "vector"]
Share = Annotated[Decimal, Field(ge=0, lt=1)]


class Task(Closed):
    """One line of a month. `model` is a canonical id, a seller's own id, or `cheapest`."""

    name: ShortText
    deliverables: int = Field(ge=1, le=1_000_000)
    attempts: Span = span(1)
    failure_rate: Share = Decimal(0)
    model: NativeId = CHEAPEST
    provider: Slug | None = None
    recipe: Recipe = STANDARD["standard"]
    needs: tuple[Need, ...] = ()
    credits_each: Span | None = None
    credits: Span | None = None

    @model_validator(mode="before")
    @classmethod
    def _recipe_by_name(cls, given: Any) -> Any:
        name = given.get("recipe") if isinstance(given, dict) else None
        if isinstance(name, str):
            if name not in STANDARD:
                raise ValueError(f"recipe {name!r} is none of {', '.join(STANDARD)}")
            return {**given, "recipe": STANDARD[name]}
        return given

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.credits_each and self.credits:
            raise ValueError("credits per usable image, or credits for the task as a whole: not both")
        if self.attempts.low < 1:
            raise ValueError(f"attempts are 1 or more for each usable image, not {self.attempts}")
        return self

    @property
    def own_figures(self) -> bool:
        """Whether the buyer brings credits of their own."""
        return bool(self.credits_each or self.credits)


class Workload(Closed):
    """A month. `buffer` is the share kept in reserve on top, of credits and money alike: 0.1 for a tenth. `days` are worked."""

    name: ShortText
    about: str = ""
    buffer: Share = Decimal(0)
    days: int = Field(default=DAYS, ge=1, le=31)
    provider: Slug | None = None
    plan: OwnPlan | None = None
    tasks: tuple[Task, ...] = Field(alias="task", min_length=1)

    @field_validator("plan", mode="before")
    @classmethod
    def _plan_in_words(cls, given: Any) -> Any:
        try:
            return own_plan(given) if isinstance(given, str) else given
        except BadData as error:
            raise ValueError(f"{error.expected}") from None


class TaskBill(Closed):
    """What one task comes to. `low` and `high` are the bills at the fewest and the most attempts.

    `credits` and `money` are for the whole task; `why` says why this offer was taken.
    """

    task: Task
    generations: Span
    billed: Span
    provider: str | None = None
    native_id: str | None = None
    low: Cost | None = None
    high: Cost | None = None
    credits: Span | None = None
    money: Span | None = None
    currency: str | None = None
    per_usable: Span
    why: str = ""


class Fit(Closed):
    """How a month fits the buyer's own plan: units left at the most and the least, or lacking, buffer included.

    `costs` is the plan's month and `without` the same month paid without it, in the plan's currency where it comes to that;
    `lost_on_weekends` the share of a quota by the day that weekends alone waste.
    """

    plan: OwnPlan
    needed: Span
    left: Span
    short: Span
    fits: Literal["yes", "no", "perhaps"]
    costs: DecimalText | None = None
    without: Span | None = None
    lost_on_weekends: DecimalText | None = None


class Month(Closed):
    """A workload at one seller, or at the cheapest seller of each task. Totals are the sums of the tasks.

    `money` is what is used up; `to_pay` what one must pay for it, reserve included: whole plans where credits come in plans.
    It is null where a plan that suffices is not sold. `free` is what sellers give away in a month, taken off all three.
    """

    workload: str
    provider: str | None
    tasks: tuple[TaskBill, ...]
    generations: Span
    credits: Span | None
    credits_with_buffer: Span | None
    money: dict[str, Span]
    money_with_buffer: dict[str, Span] = Field(default_factory=dict)
    not_in_money: tuple[str, ...] = ()
    purchases: tuple[Purchase, ...] = ()
    to_pay: dict[str, Span] | None = None
    plans: tuple[PlanUse, ...] = ()
    own_plan: Fit | None = None
    free: tuple[FreeUse, ...] = ()


# --- reading --------------------------------------------------------------------------------------------------------


def read_workload(text: str, where: str = "the workload") -> Workload:
    """A workload from its TOML."""
    try:
        return Workload.model_validate(tomli.loads(text, parse_float=Decimal))
    except tomli.TOMLDecodeError as error:
        raise BadData(where, "TOML", str(error)) from None
    except ValidationError as error:
        raise _malformed(error, where) from None


def _malformed(error: ValidationError, where: str) -> BadData:
    first = error.errors()[0]
    parts = [f"{int(part) + 1}" if isinstance(part, int) else str(part) for part in first["loc"]]
    misspelt = first["type"] == "extra_forbidden"
    expected = _known_keys(parts) if misspelt else first["msg"].removeprefix("Value error, ")
    return BadData(f"{where}, {' '.join(parts) or 'as a whole'}", expected, repr(first["input"])[:80])


def _known_keys(parts: list[str]) -> str:
    """The keys there are at that place of the file, and the one that was probably meant."""
    fields = Recipe.model_fields if "recipe" in parts else Task.model_fields if "task" in parts else Workload.model_fields
    keys = ["task" if field == "tasks" else field for field in fields]
    near = get_close_matches(parts[-1], keys, n=1)
    return f"one of {', '.join(keys)}" + (f"; nearest: {near[0]}" if near else "")


# --- generations ----------------------------------------------------------------------------------------------------


def generations(finals: int, factor: Decimal) -> int:
    """How many images are made for so many final ones, to the nearest whole number.

    >>> generations(24, Decimal("1.8")), generations(24, Decimal(1))
    (43, 24)
    """
    return max(finals, int(Fraction(finals) * Fraction(factor) + Fraction(1, 2)))


def failed(count: int, rate: Decimal) -> int:
    """How many of so many calls fail, to the nearest whole number.

    >>> failed(10_000, Decimal("0.05"))
    500
    """
    return int(count * Fraction(rate) + Fraction(1, 2))


def _generations(task: Task) -> Span:
    return span(generations(task.deliverables, task.attempts.low), generations(task.deliverables, task.attempts.high))


def _billed(made: Span, task: Task, policy: str) -> Span:
    if policy == "free":
        return made
    return span(*(count + failed(int(count), task.failure_rate) for count in (made.low, made.high)))


# --- one task -------------------------------------------------------------------------------------------------------


def bill_task(task: Task, snapshots: Sequence[Snapshot], known: Circumstances | None = None, *, named: bool = False) -> TaskBill:
    """What a task comes to: by the buyer's own figures, or at the cheapest offer that can. `named`: its provider was chosen by name."""
    if task.own_figures:
        return _by_own_figures(task)
    known = known or Circumstances()
    chosen, why = _chosen(task, [snapshot for snapshot in snapshots if task.provider in (None, snapshot.provider)], known, named)
    snapshot = next(snapshot for snapshot in snapshots if snapshot.provider == chosen.cost.provider)
    return _billed_at(task, snapshot, chosen, why, known)


def _by_own_figures(task: Task) -> TaskBill:
    made = _generations(task)
    credits = task.credits or (task.credits_each or span(0)).times(task.deliverables)
    each = span(*(said(Fraction(amount) / task.deliverables) for amount in (credits.low, credits.high)))
    return TaskBill(task=task, generations=made, billed=made, credits=credits, per_usable=each, why="the buyer's own figures")


def _billed_at(task: Task, snapshot: Snapshot, chosen: RankedAnswer, why: str, known: Circumstances) -> TaskBill:
    made = _generations(task)
    billed = _billed(made, task, chosen.cost.failed)
    low, high = (_for_count(task, snapshot, chosen, int(count), known) for count in (billed.low, billed.high))
    money = span(low.money, high.money) if low.money is not None and high.money is not None else None
    amounts = money or span(low.total, high.total)
    return TaskBill(
        task=task,
        generations=made,
        billed=billed,
        provider=snapshot.provider,
        native_id=chosen.cost.native_id,
        low=low,
        high=high,
        credits=span(low.total, high.total) if low.currency == CREDIT else None,
        money=money,
        currency=low.money_currency,
        per_usable=span(*(said(Fraction(amount) / task.deliverables) for amount in (amounts.low, amounts.high))),
        why=why,
    )


def _for_count(task: Task, snapshot: Snapshot, chosen: RankedAnswer, count: int, known: Circumstances) -> Cost:
    model = known.models.get(chosen.model) if chosen.model else None
    return cost_of(snapshot, chosen.cost.native_id, task.recipe.but(count=count), known, model)


def _chosen(task: Task, snapshots: Sequence[Snapshot], known: Circumstances, named: bool) -> tuple[RankedAnswer, str]:
    """The offer a task is made at, and why this one."""
    answers = market(snapshots, task.recipe, known, None if task.model == CHEAPEST else task.model)
    named = named or task.provider is not None or task.model != CHEAPEST
    able = to_take(answers.by_price, answers.beside, lambda row: can(known, row.model, task.needs), named)
    if not able:
        raise _nobody(task, answers)
    by_id = {snapshot.provider: snapshot for snapshot in snapshots}
    able = least_to_buy(able, task, by_id.__getitem__)
    return able[0], why_there(len(able), able[0])


def why_there(count: int, row: Any) -> str:
    """Why a task is made at this offer, and what ails it if something does."""
    ails = f"; {row.standing.words}" if row.standing.because and row.dollars is not None else ""
    return ("the only offer that can" if count == 1 else f"the cheapest of {count} offers that can") + ails


def can(known: Circumstances, id: str | None, needs: Iterable[Need]) -> bool:
    """Whether a model is able to do all that is needed; of one nobody knows nothing is said."""
    model = known.models.get(id) if id else None
    return all(model is not None and able(model, need, known.ratings) for need in needs)


class Priced(Protocol):
    """An answer of an offer, as far as it decides what must be bought for it."""

    @property
    def dollars(self) -> Decimal | None:
        """One image in dollars."""

    @property
    def cost(self) -> PricedCost:
        """Whose it is, and in what."""


class PricedCost(Protocol):
    """Whose a price is, and in what."""

    @property
    def provider(self) -> str:
        """Who sells."""

    @property
    def per_image(self) -> Decimal:
        """One image in the seller's own unit."""

    @property
    def currency(self) -> str:
        """The seller's own unit."""


Offered = TypeVar("Offered", bound=Priced)


def least_to_buy(rows: Iterable[Offered], task: Task, sold_by: Callable[[str], Snapshot]) -> list[Offered]:
    """Offers by what must be paid for the task alone: a plan is bought whole, whatever its credits are worth used up."""
    count = Fraction(_billed(_generations(task), task, "charged").high)

    def pays(row: Offered) -> tuple[bool, Fraction]:
        used_up = Fraction(row.dollars or 0) * count
        if row.dollars is None or row.cost.currency != CREDIT:
            return row.dollars is None, used_up
        whole = at_least(sold_by(row.cost.provider), Fraction(row.cost.per_image) * count)
        return whole is None, max(used_up, whole or used_up)

    return sorted(rows, key=pays)


def able(model: Model, need: Need, ratings: RatingTable) -> bool:
    """Whether a model is said to be able: to render text, to take references, to draw vectors."""
    match need:
        case "text":
            return renders_text(model, ratings)
        case "references":
            return bool(model.capabilities.references)
        case "vector":
            return "vector" in model.capabilities.output


def _nobody(task: Task, answers: Market) -> NotComparable:
    reasons = [refused.reason for refused in answers.refused] + [f"{row.cost.provider}: {row.why_not_ranked}" for row in answers.beside]
    needs = f" with {' and '.join(task.needs)}" if task.needs else ""
    return NotComparable(
        f"task {task.name!r}", f"an offer of {task.model}{needs} for {task.recipe.words()}", reasons[0] if reasons else "none"
    )


# --- the month ------------------------------------------------------------------------------------------------------


def month(workload: Workload, snapshots: Sequence[Snapshot], known: Circumstances | None = None, provider: str | None = None) -> Month:
    """The whole workload at one seller, or with each task at the cheapest one."""
    provider = provider or workload.provider
    chosen = [snapshot for snapshot in snapshots if provider in (None, snapshot.provider)]
    if provider and not chosen:
        raise NotComparable(f"provider {provider}", f"one of {', '.join(snapshot.provider for snapshot in snapshots)}", "no prices of it")
    bills = tuple(bill_task(task, chosen, known, named=provider is not None) for task in workload.tasks)
    return _month(workload, provider, bills, {snapshot.provider: snapshot for snapshot in chosen})


def _month(workload: Workload, provider: str | None, bills: tuple[TaskBill, ...], snapshots: Mapping[str, Snapshot]) -> Month:
    all_in_credits = all(bill.credits for bill in bills)
    credits = sum_of(bill.credits for bill in bills if bill.credits) if all_in_credits else None
    reserved = credits.times(1 + workload.buffer) if credits else None
    free = _Free(bills, snapshots)
    money = _money(bills)
    purchases = tuple(_purchases(bills, workload, snapshots))
    made_of = sum_of(bill.generations for bill in bills)
    plans = credits_on_plans(snapshots[provider], Fraction(reserved.high), _usable(workload)) if provider and reserved else ()
    to_pay = free.less(_to_pay(bills, workload, purchases))
    return Month(
        workload=workload.name,
        provider=provider,
        tasks=bills,
        generations=made_of,
        credits=credits,
        credits_with_buffer=reserved,
        money=free.less(money) or {},
        money_with_buffer=free.less({currency: amounts.times(1 + workload.buffer) for currency, amounts in money.items()}) or {},
        not_in_money=tuple(bill.task.name for bill in bills if bill.money is None),
        purchases=purchases,
        to_pay=to_pay,
        plans=plans,
        own_plan=_fit(workload, reserved, made_of, to_pay) if workload.plan else None,
        free=free.most,
    )


class _Free:
    """What sellers give away in a month, of the fewest attempts and of the most."""

    def __init__(self, bills: Sequence[TaskBill], snapshots: Mapping[str, Snapshot]) -> None:
        placed = [(snapshots[bill.provider], bill) for bill in bills if bill.provider]
        self.least = allowances([((snapshot, bill.low.native_id), bill.low, None) for snapshot, bill in placed if bill.low], None)
        self.most = allowances([((snapshot, bill.high.native_id), bill.high, None) for snapshot, bill in placed if bill.high], None)

    def less(self, sums: dict[str, Span] | None) -> dict[str, Span] | None:
        """Sums with it taken off."""
        if not sums or not self.most:
            return sums
        return {
            currency: span(_less(amount.low, self.least, currency), _less(amount.high, self.most, currency))
            for currency, amount in sums.items()
        }


def _less(amount: Decimal, free: Iterable[FreeUse], currency: str) -> Decimal:
    return said(exactly(amount) - sum((exactly(one.saved) for one in free if one.currency == currency), Fraction(0)))


def _purchases(bills: Sequence[TaskBill], workload: Workload, snapshots: Mapping[str, Snapshot]) -> Iterator[Purchase]:
    """What must be bought at each seller who takes credits, for all tasks made there and the reserve."""
    for id in sorted({bill.provider for bill in bills if bill.provider and bill.credits}):
        own = sum_of(bill.credits for bill in bills if bill.provider == id and bill.credits)
        yield purchase(snapshots[id], Fraction(own.times(1 + workload.buffer).high))


def _to_pay(bills: Sequence[TaskBill], workload: Workload, purchases: Sequence[Purchase]) -> dict[str, Span] | None:
    """Money for what is paid by the image, and plans for what is paid in credits; None where one of these cannot be bought."""
    if any(bought.total is None for bought in purchases) or any(bill.money is None and not bill.credits for bill in bills):
        return None
    amounts = [(bill.currency, bill.money.times(1 + workload.buffer)) for bill in bills if bill.money and not bill.credits]
    amounts += [(bought.currency, span(bought.total)) for bought in purchases if bought.total is not None]
    currencies = sorted({currency for currency, _ in amounts if currency})
    return {currency: sum_of(amount for other, amount in amounts if other == currency) for currency in currencies}


def _fit(workload: Workload, credits: Span | None, made: Span, to_pay: Mapping[str, Span] | None) -> Fit | None:
    """How the month fits the buyer's plan: by what an image takes where it says so, else in credits."""
    own = workload.plan
    if own is None:
        return None
    reserved = made.times(1 + workload.buffer)
    needed = span(*(said(own.needs(Fraction(each))) for each in (reserved.low, reserved.high))) if own.says_takes else credits
    if needed is None:
        return None
    bought = own.as_plan()
    brought = said(monthly(bought, own.unit, days=workload.days))
    left = span(max(brought - needed.high, Decimal(0)), max(brought - needed.low, Decimal(0)))
    short = span(max(needed.low - brought, Decimal(0)), max(needed.high - brought, Decimal(0)))
    fits: Literal["yes", "no", "perhaps"] = "yes" if not short.high else "no" if short.low else "perhaps"
    return Fit(
        plan=own,
        needed=needed,
        left=left,
        short=short,
        fits=fits,
        costs=None if own.price is None else said(monthly_price(bought)),
        without=(to_pay or {}).get(own.currency),
        lost_on_weekends=lost_to_resets(bought),
    )


def _usable(workload: Workload) -> int:
    return sum(task.deliverables for task in workload.tasks)


def _money(bills: Sequence[TaskBill]) -> dict[str, Span]:
    currencies = sorted({bill.currency for bill in bills if bill.currency and bill.money})
    return {currency: sum_of(bill.money for bill in bills if bill.money and bill.currency == currency) for currency in currencies}


def by_provider(
    workload: Workload, snapshots: Sequence[Snapshot], known: Circumstances | None = None
) -> tuple[list[Month], dict[str, str]]:
    """The workload at every seller who can do all of it, and why the others can't."""
    months: list[Month] = []
    unable: dict[str, str] = {}
    for snapshot in snapshots:
        try:
            months.append(month(workload, [snapshot], known, snapshot.provider))
        except NotComparable as reason:
            unable[snapshot.provider] = str(reason)
    return sorted(months, key=_by_money), unable


def _by_money(answer: Month) -> tuple[bool, Decimal, str]:
    dollars = (answer.to_pay or answer.money).get("USD")
    return answer.to_pay is None or dollars is None, dollars.high if dollars else Decimal(0), answer.provider or ""
