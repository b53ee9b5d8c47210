"""What holds of any plan: drawn plans in two currencies, by day to year, with jobs, seats and packs, for up to 100,000 images a month.

Each promise is a check of one drawn case. Faults planted in the engine, one after the other, must each be noticed by a check.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from costs.exact import said, whole_up
from costs.offer.recipes import STANDARD
from costs.plan import plan_answers, plans, purchases, quotas, workloads
from costs.plan.credits import DAYS, PER_MONTH
from costs.plan.plan_answers import AskedOfPlan, PlanAnswer, answer, least, on_plans
from costs.plan.purchases import purchase
from costs.plan.workloads import Task, Workload, month
from costs.spans import span
from schema.prices import Allowance, Plan, PlanUnit, Snapshot, Take
from tests.made_providers import line, plan, quote, state

D = Decimal
UNITS: Final[tuple[PlanUnit, ...]] = ("image", "credit", "job", "gpu_minute", "unit")
CURRENCIES: Final = ("USD", "EUR")
unhurried = settings(deadline=None, max_examples=150)


class Drawn(NamedTuple):
    """A seller's plan with what else it sells, and a question."""

    bought: Plan
    others: tuple[Plan, ...]
    images: int
    more: int
    days: int

    def on(self, images: int, days: int | None = None, bought: Plan | None = None) -> PlanAnswer:
        """What so many images come to on the plan, or on another in its place."""
        bought = bought or self.bought
        return answer(Snapshot(provider="acme", plans=(bought, *self.others)), bought, AskedOfPlan(STANDARD["standard"], images, None, days or self.days))  # fmt: skip


def amounts(least: str, most: int) -> st.SearchStrategy[Decimal]:
    """Decimals of two places."""
    return st.decimals(min_value=D(least), max_value=most, places=2)


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    """Any plan: of one unit, with or without jobs, seats and a yearly price, beside packs in either currency."""
    unit: PlanUnit = draw(st.sampled_from(UNITS))
    currency = draw(st.sampled_from(CURRENCIES))
    takes = () if unit == "image" else (draw_take(draw),)
    brings = allowance(unit, draw(amounts("1", 20_000)), draw(st.sampled_from(["day", "week", "month", "year"])))
    yearly = draw(st.booleans())
    bought = plan("p", str(draw(amounts("0.01", 2000))), currency=currency, takes=takes, allowances=(brings,),
                  period="year" if yearly else "month", yearly=yearly, seats=draw(st.sampled_from([None, 2, 5])))  # fmt: skip
    packs = [
        plan(f"pack-{at}", str(draw(amounts("0.01", 200))), period="once", top_up=True, currency=draw(st.sampled_from(CURRENCIES)),
             allowances=(allowance(unit, draw(amounts("1", 5000)), "once"),))
        for at in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    volumes = st.one_of(st.integers(1, 50), st.integers(1, 100_000))
    return Drawn(bought, tuple(packs), draw(volumes), draw(volumes), draw(st.integers(1, 31)))


def draw_take(draw: st.DrawFn) -> Take:
    """What an image takes, or a job of several."""
    return taken(draw(amounts("0.01", 50)), draw(st.integers(1, 8)), job=draw(st.booleans()))


def taken(amount: Decimal, images: int = 1, *, job: bool = False, sure: Any = "exact") -> Take:
    return Take(native_id="m", name="M", amount=amount, images=images, job=job, sure=sure, quote=quote())


def allowance(unit: PlanUnit, quantity: Decimal, period: Any) -> Allowance:
    return Allowance(unit=unit, quantity=quantity, period=period, quote=quote())


# --- the promises ----------------------------------------------------------------------------------------------------


def more_images_never_cost_less(case: Drawn) -> None:
    """In all, on one plan; what did not suffice suffices for no more."""
    fewer, greater = case.on(case.images).total, case.on(case.images + case.more).total
    assert greater is None or (fewer is not None and fewer <= greater)


def more_days_of_work_never_cost_more(case: Drawn) -> None:
    """What is not lost to resets need not be bought."""
    totals = [case.on(case.images, days).total for days in (case.days, min(case.days + 1, 31))]
    assert totals[0] is None or (totals[1] is not None and totals[1] <= totals[0])


def at_best_is_never_above_exact(case: Drawn) -> None:
    """A bound of what an image takes is at most what it takes."""
    takes = [
        case.bought.model_copy(update={"takes": tuple(taken(each.amount / by, each.images, job=each.job, sure=sure) for each in case.bought.takes)})
        for by, sure in ((1, "exact"), (2, "at_best"))
    ]  # fmt: skip
    exact, best = (case.on(case.images, bought=each) for each in takes)
    if case.bought.takes:
        assert best.used_up is not None and exact.used_up is not None and best.used_up <= exact.used_up
    assert exact.total is None or (best.total is not None and best.total <= exact.total)


def what_must_be_bought_is_paid(case: Drawn) -> None:
    """A whole month of the plan, and of packs for the same money as many as are needed and not one more; reckoned anew here."""
    found, bought = case.on(case.images), case.bought
    paid = Fraction(bought.price) * (bought.seats or 1) / (12 if bought.period == "year" else 1)
    (brings,) = bought.allowances
    worked = {"day": case.days, "week": min(Fraction(52, 12), Fraction(case.days))}.get(brings.period, PER_MONTH[brings.period])
    lacks = max(units_for(bought, case.images) - Fraction(brings.quantity or 0) * worked * (bought.seats or 1), Fraction(0))
    packs = [whole_up(lacks / Fraction(pack.allowances[0].quantity or 1)) * Fraction(pack.price) for pack in case.others if pack.currency == bought.currency]  # fmt: skip
    if lacks and not packs:
        assert found.total is None
    else:
        assert found.total == said(paid + (min(packs) if lacks else 0))
        assert found.per_image == said((paid + (min(packs) if lacks else 0)) / case.images)
    assert found.use is not None and found.use.needed == said(units_for(bought, case.images))
    assert min(found.use.left, found.use.short, found.use.unused_share, found.use.lost_share) >= 0


def units_for(bought: Plan, images: int) -> Fraction:
    """What so many images take of a plan: jobs are whole."""
    if not bought.takes:
        return Fraction(images)
    (take,) = bought.takes
    if take.job:
        return Fraction(take.amount) * whole_up(Fraction(images, take.images))
    return Fraction(said(Fraction(take.amount) / take.images)) * images


def the_year_is_charged_at_once(case: Drawn) -> None:
    """Twelve of its months where no pack is bought beside it; the month's price where the month is paid."""
    found = case.on(1)
    if found.total is not None and found.use is not None and found.use.fits:
        assert found.charged == said(Fraction(case.bought.price) * (case.bought.seats or 1))
        assert abs(found.total * (12 if case.bought.yearly else 1) - found.charged) < D("0.000000001")


def the_least_is_of_one_currency(case: Drawn) -> None:
    """Dollars are not held against other money by their numbers."""
    cheap = plan("elsewhere", "0.01", currency="EUR", allowances=(allowance("image", D(10**9), "month"),))
    dollars = plan("here", "9000", allowances=(allowance("image", D(10**9), "month"),))
    found = least(on_plans(Snapshot(provider="acme", plans=(cheap, dollars, *case.others)), AskedOfPlan(STANDARD["standard"], case.images)))
    assert found is not None and found.plan == "here"


def a_month_is_the_sum_of_its_tasks(case: Drawn) -> None:
    """In credits, and what is paid for them is a plan that is sold: the cheapest that brings them, for the same money."""
    sizes = {"small": (D(19), D(1100)), "large": (D(99), D(60_000)), "largest": (D(999), D(10**7))}
    plans_sold = [plan(name, str(price), str(credits)) for name, (price, credits) in sizes.items()]
    asked_of = state("journey", plans=(plan("abroad", "1", "999999999", currency="EUR"), *plans_sold), flux=(line("2", currency="credit"),))
    tasks = [Task(name=f"t{at}", deliverables=count, model="flux") for at, count in enumerate((case.images, case.more))]
    found = month(Workload(name="w", task=tasks), [asked_of], None, "journey")
    assert found.credits is not None and found.to_pay is not None
    assert found.credits.high == sum(bill.credits.high for bill in found.tasks if bill.credits) == 2 * (case.images + case.more)
    assert found.money["USD"].high == sum(bill.money.high for bill in found.tasks if bill.money)
    cheapest = min(price for price, credits in sizes.values() if credits >= found.credits.high)
    assert found.to_pay == {"USD": span(cheapest)}
    assert cheapest == purchase(asked_of, Fraction(found.credits.high)).total


PROMISES: Final[tuple[Callable[[Drawn], None], ...]] = (
    more_images_never_cost_less,
    more_days_of_work_never_cost_more,
    at_best_is_never_above_exact,
    what_must_be_bought_is_paid,
    the_year_is_charged_at_once,
    the_least_is_of_one_currency,
    a_month_is_the_sum_of_its_tasks,
)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_of_any_plan(promise: Callable[[Drawn], None]) -> None:
    """Each promise holds of 150 plans that were drawn."""
    unhurried(given(drawn())(promise))()


# --- the promises can fail -------------------------------------------------------------------------------------------


def _smaller_of_any(short: Fraction, packs: Any, unit: PlanUnit, native_id: str | None) -> Any:
    return next(((pack, Fraction(pack.price)) for pack in packs), (None, Fraction(0))) if short else (None, Fraction(0))


def _paid_by_the_unit(self: Any, images: int) -> Fraction:
    return Fraction(self.each) * images / self.job


FAULTS: Final = [
    ("any money tops up", plans, "tops_up", lambda pack, bought: pack.id != bought.id, "what_must_be_bought_is_paid"),
    ("one pack is enough", plans, "_top_up", _smaller_of_any, "what_must_be_bought_is_paid"),
    ("packs by the part", plans, "whole_up", lambda value: value, "what_must_be_bought_is_paid"),
    ("jobs by the part", plan_answers.Way, "needs", _paid_by_the_unit, "what_must_be_bought_is_paid"),
    ("a day is a month", quotas, "a_month", lambda one, days=DAYS: Fraction(one.quantity or 0), "what_must_be_bought_is_paid"),
    ("fewer days bring more", quotas, "a_month", lambda one, days=DAYS: Fraction(one.quantity or 0) * (32 - days), "more_days_of_work_never_cost_more"),
    ("a year by the month", plans, "monthly_price", lambda bought: Fraction(bought.price), "the_year_is_charged_at_once"),
    ("charged by the month", plans, "charged_at_once", lambda bought: Fraction(bought.price) / 12, "the_year_is_charged_at_once"),
    ("numbers of any money", plan_answers, "dollars_first", lambda currency: (False, ""), "the_least_is_of_one_currency"),
    ("credits of any money", plans, "dollars_first", lambda currency: (False, ""), "a_month_is_the_sum_of_its_tasks"),
    ("a plan by the part", purchases, "purchase", None, "a_month_is_the_sum_of_its_tasks"),
    ("a bound doubled", plan_answers, "in_units", lambda bought, unit, amount, currency: amount if amount > 5 else 100 - amount, "at_best_is_never_above_exact"),
    ("many for nothing", plan_answers.Way, "needs", lambda self, images: self.each * max(1000 - images, 0), "more_images_never_cost_less"),
]  # fmt: skip


@pytest.mark.parametrize(("where", "name", "wrong", "noticed_by"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_is_noticed(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, wrong: Any, noticed_by: str) -> None:
    """A wrong rule in the place of the right one fails the promise that is about it."""
    if wrong is None:
        where, name, wrong = workloads, "purchase", _used_up_only
    monkeypatch.setattr(where, name, wrong)
    (promise,) = [promise for promise in PROMISES if promise.__name__ == noticed_by]
    once = settings(unhurried, phases=(Phase.generate,), database=None, suppress_health_check=list(HealthCheck))
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        seed(16)(once(given(drawn())(promise)))()


def _used_up_only(snapshot: Snapshot, credits: Fraction) -> purchases.Purchase:
    whole = purchase(snapshot, credits)
    return whole.model_copy(update={"total": said(credits * Fraction("0.0173"))})
