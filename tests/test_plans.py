"""Plans: what is left, what is lacking, what a top-up adds, and where a plan breaks even."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costs.offer.recipes import Recipe
from costs.plan.credits import credit_price, entry_plan, monthly_price
from costs.plan.plan_answers import AskedOfPlan, on_plans, prices_on_plans
from costs.plan.plans import WORKDAYS, break_even, credits_on_plans, monthly_units, use_of
from costs.plan.quotas import brings
from pipeline.publish.site.plan_views import units
from schema.errors import NotComparable
from tests.made_providers import line, one, plan

D, F = Decimal, Fraction
unhurried = settings(deadline=None)  # a busy machine is no fault of the arithmetic
STARTER = plan("starter", "20", "300")
PACK = plan("pack", "10", "100", period="once")


def test_a_plan_that_suffices():
    use = use_of(STARTER, F(130), images=65)
    assert (use.fits, use.left, use.short, use.total, use.per_image) == (True, D(170), D(0), D(20), D("0.307692307692"))
    assert use.unused_share == D("0.566666666667")


def test_a_plan_that_does_not_suffice_is_topped_up_by_whole_packs():
    use = use_of(STARTER, F(450), packs=[PACK])
    assert (use.fits, use.short, use.top_up, use.top_up_price, use.total) == (False, D(150), "pack", D(20), D(40))


def test_the_cheapest_top_up_is_taken():
    big = plan("big", "15", "500", period="once")
    assert use_of(STARTER, F(450), packs=[PACK, big]).top_up == "big"
    assert use_of(STARTER, F(350), packs=[PACK, big]).top_up == "pack"


def test_without_a_top_up_there_is_no_total():
    use = use_of(STARTER, F(450))
    assert (use.total, use.note) == (None, "does not suffice, and no top-up is sold")


def test_a_pack_is_bought_as_often_as_needed_and_its_rest_is_kept():
    use = use_of(PACK, F(250))
    assert (use.price, use.left, use.rest_kept, use.fits) == (D(30), D(50), True, True)


def test_a_quota_by_the_day_is_lost_on_days_without_work():
    daily = plan("pro", "19.99", images="100", quota_period="day")
    whole = use_of(daily, F(2500), images=2500)
    assert (whole.fits, whole.brought, whole.left) == (True, D(3000), D(500))
    workdays = use_of(daily, F(2500), images=2500, days=WORKDAYS)
    assert (workdays.fits, workdays.short, workdays.left) == (False, D(300), D(800))


@pytest.mark.parametrize(("period", "price", "units"), [("month", 120, 1200), ("year", 10, 100), ("week", 520, 5200)])
def test_a_plan_by_the_month(period, price, units):
    entry = plan("p", "120", "1200", period=period)
    assert (monthly_price(entry), monthly_units(entry)) == (price, units)


def test_a_yearly_price_for_monthly_credits():
    """Midjourney: $96 a year for 200 GPU minutes a month."""
    yearly = plan("basic-yearly", "96", gpu_minutes="200", period="year", quota_period="month", yearly=True)
    assert (monthly_price(yearly), monthly_units(yearly), credit_price(yearly)) == (8, 200, F(1, 25))


def test_a_plan_that_says_nothing_is_refused_with_its_reason():
    with pytest.raises(NotComparable, match="usage allowance not published"):
        use_of(plan("plus", "20", unpublished="usage allowance not published"), F(10))


def test_gpu_minutes_are_credits():
    assert credit_price(plan("basic", "10", gpu_minutes="200")) == F(1, 20)


def test_the_entry_plan_is_a_pack_before_a_subscription_and_never_free_or_yearly():
    plans = (plan("free", "0", "25"), plan("yearly", "5", "1000", yearly=True), STARTER, PACK)
    assert entry_plan(plans) == PACK
    assert entry_plan(plans[:3]) == STARTER
    assert entry_plan(plans[:2]) is None


def test_a_volume_on_every_plan_the_cheapest_first():
    """What suffices with a top-up stands among the others; a free plan that does not has no price."""
    snapshot = one(line("2", currency="credit"), plans=(STARTER, PACK, plan("big", "99", "6000"), plan("free", "0", "25")))
    found = on_plans(snapshot, AskedOfPlan(Recipe(), 200, "m"))
    assert [(answer.plan, answer.total) for answer in found] == [("starter", D(30)), ("free", D(40)), ("pack", D(40)), ("big", D(99))]


def test_the_table_leaves_out_what_is_not_sold_by_the_credit():
    """A plan that brings credits makes nothing that is paid in money."""
    assert prices_on_plans(one(line("0.04"), plans=(STARTER,)), Recipe()) == {}


def test_a_break_even_beyond_the_plan_is_out_of_reach():
    even = break_even(STARTER, F("0.05"), capacity=F(300))
    assert (even.more_than, even.reachable) == (400, False)
    with pytest.raises(NotComparable, match="above zero"):
        break_even(STARTER, F(0))


amounts = st.decimals(min_value=D("0.01"), max_value=D(10_000), places=2)


@unhurried
@given(amounts, amounts, amounts)
def test_what_is_needed_is_used_or_lacking(price, credits, needed):
    use = use_of(plan("p", str(price), str(credits)), F(needed))
    assert use.brought - use.left + use.short == use.needed
    assert use.fits == (use.short == 0)
    assert 0 <= use.unused_share <= 1


@unhurried
@given(amounts, amounts, amounts, amounts)
def test_needing_more_never_costs_less(price, credits, needed, more):
    starter = plan("p", str(price), str(credits))
    totals = [use_of(starter, F(need), packs=[PACK]).total for need in (needed, needed + more)]
    assert totals[0] <= totals[1]


@unhurried
@given(amounts, st.decimals(min_value=D("0.001"), max_value=D(5), places=3))
def test_the_break_even_is_where_the_two_meet(price, per_image):
    even = break_even(plan("p", str(price), "1"), F(per_image))
    assert even.more_than * per_image <= price < (even.more_than + 1) * per_image


@unhurried
@given(st.integers(1, 10_000))
def test_plans_come_cheapest_first(needed):
    snapshot = one(line("1", currency="credit"), plans=(STARTER, PACK, plan("big", "99", "6000")))
    totals = [use.total for use in credits_on_plans(snapshot, F(needed)) if use.total is not None]
    assert totals == sorted(totals)


@pytest.mark.parametrize(("quantity", "said"), [("1", "1 credit"), ("2000", "2,000 credits")])
def test_what_a_plan_brings_is_said_in_its_number(quantity: str, said: str) -> None:
    [allowance] = brings(plan("any", "1", quantity))
    assert units(allowance) == said
