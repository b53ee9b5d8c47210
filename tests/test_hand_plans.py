"""Plans that people wrote down: every fact proven by its own quote, with its own day and whose word it is; nothing silent."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pipeline.store.manual_prices import joined, load_plans, manual_about, manual_snapshots
from schema.errors import BadData
from schema.prices import Allowance, Plan, Quote, Snapshot, Take
from schema.proofs import Proof
from schema.tables.hand_plans import HandAllowance, HandPlan, HandTake
from tests.readings import TESTS

D = Decimal
DATA = TESTS.parent / "data"
ONE = """
[[seller]]
id = "a-seller"
name = "A Seller"
home = "https://example.com"
why = "its page is built by script"

[[seller.statement]]
url = "https://example.com/pricing"
date = 2026-09-25
via = "somebody's notes"
trust = "quoted"
plans = [
  { id = "pro", name = "Pro", price = "30", period = "month", credits = "1000", quote = "Pro: $30, 1,000 credits" },
  { id = "max", name = "Max", price = "90", period = "month", credits = "4000", counts = "thousands", quote = "Max: $90, 4k credits" },
]
allowances = [
  { plans = ["max"], unit = "image", fences = ["slow_queue"], quote = "unlimited in the queue" },
]

[[seller.statement]]
url = "https://example.com/help"
date = 2026-11-20
undated = true
via = "a copy without a date"
trust = "first_party"
first = [
  { plans = ["pro"], price = "9", quote = "your first month for $9" },
]
takes = [
  { model = "one", amount = "2", quote = "One: 2 credits" },
]
unsaid = [
  { plans = ["pro"], code = "brings_not_published", says = "no number is published", quote = "more images" },
]
"""


def read(tmp_path, text=ONE):
    (tmp_path / "plans.toml").write_text(text, encoding="utf-8")
    return manual_snapshots(tmp_path)["a-seller"]


def plan(snapshot, id):
    return next(plan for plan in snapshot.plans if plan.id == id)


def test_every_fact_has_its_own_quote_day_and_proof(tmp_path):
    """A price of one source and what an image takes of another stand in one plan, and each keeps its evidence."""
    pro = plan(read(tmp_path), "pro")
    assert (pro.price, pro.credits, pro.basis, pro.proof) == (D(30), D(1000), "manual", Proof.QUOTED)
    assert (pro.quote.url, pro.quote.captured_at) == ("https://example.com/pricing", datetime(2026, 9, 25, tzinfo=UTC))
    (take,) = pro.takes
    assert (take.native_id, take.amount, take.proof) == ("one", D(2), Proof.FIRST_PARTY)
    assert (take.quote.text, take.quote.undated, pro.quote.undated) == ("One: 2 credits", True, False)
    assert (pro.first_price, pro.first_quote.text) == (D(9), "your first month for $9")


def test_a_fact_of_named_plans_is_of_those_alone(tmp_path):
    """What is unlimited on one plan is not on another; what names no plan is of all of them."""
    found = read(tmp_path)
    assert [len(plan(found, id).allowances) for id in ("pro", "max")] == [0, 1]
    assert [len(plan(found, id).takes) for id in ("pro", "max")] == [1, 1]
    assert plan(found, "pro").unsaid.code == "brings_not_published" and plan(found, "max").unsaid is None


def test_a_quantity_told_in_thousands_is_one_in_units(tmp_path):
    """4k is 4,000, and the figure still has to stand in the quote."""
    assert plan(read(tmp_path), "max").credits == D(4000)


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('credits = "1000"', 'credits = "1001"'), 14, "1001 does not stand in"),
        (('price = "30"', "price = 30.5"), 14, "never a float"),
        (('amount = "2"', 'amount = "3"'), 31, "3 does not stand in"),
        (('price = "9"', 'price = "8"'), 28, "8 does not stand in"),
        (('plans = ["max"]', 'plans = ["mex"]'), 3, "no plan 'mex' is written down here"),
        (('id = "max"', 'id = "pro"'), 3, "'pro' stands twice"),
        (('code = "brings_not_published"', 'code = "no_idea"'), 34, "brings_not_published"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, change, line, said):
    """A figure that does not stand in its own quote is found when the table is read."""
    with pytest.raises(BadData) as told:
        read(tmp_path, ONE.replace(*change))
    assert said in str(told.value)
    assert f"plans.toml:{line}" in str(told.value) or line == 3


def test_a_second_set_of_plans_at_one_address_waits_for_a_person(tmp_path):
    """Two sets at one address: neither is mixed with the other, and the one held is told, not dropped."""
    second = """
[[seller.statement]]
url = "https://example.com/pricing"
date = 2026-08-17
via = "screenshots"
trust = "third_party"
held = "another set of plans at the same address"
plans = [
  { id = "pro-of-the-other-set", name = "Pro", price = "29", period = "month", credits = "600", quote = "Pro $29 / 600" },
]
"""
    found = read(tmp_path, ONE + second)
    assert [plan.id for plan in found.plans] == ["max", "pro"]
    assert any("held until a person chooses" in rule.value and rule.quote.text == "Pro $29 / 600" for rule in found.rules)


def test_a_page_stands_before_a_person(tmp_path):
    """What a page says of a plan replaces what was written down of it."""
    quote = Quote(text="$29", url="https://example.com", locator="page", captured_at=datetime(2026, 11, 1, tzinfo=UTC), sha256="0" * 64)
    page = Snapshot(provider="a-seller", plans=(Plan(id="pro", name="Pro", price="29", currency="USD", period="month", quote=quote),))
    assert [plan.price for plan in joined(page, read(tmp_path)).plans] == [D(90), D(29)]


def test_other_evidence_alone_is_no_other_plan(tmp_path):
    """The same facts in newer words are no change; another quota, price or take is."""
    now = plan(read(tmp_path), "pro")
    assert plan(read(tmp_path, ONE.replace("One: 2 credits", "One takes 2 of them")), "pro").fact() == now.fact()
    for change in (
        ('amount = "2", quote = "One: 2', 'amount = "3", quote = "One: 3'),
        ('price = "9", quote = "your first month for $9', 'price = "8", quote = "your first month for $8'),
    ):
        assert plan(read(tmp_path, ONE.replace(*change)), "pro").fact() != now.fact()


def test_what_plans_said_before_more_could_be_said_is_the_same_fact():
    """A plan of an older snapshot has the fact it had: history written until today reads as it did."""
    quote = Quote(text="$20", url="https://example.com", locator="page", captured_at=datetime(2026, 11, 1, tzinfo=UTC), sha256="0" * 64)
    older = Plan(id="pro", name="Pro", price="20", currency="USD", period="month", credits="300", quote=quote)
    assert older.fact() == ("pro", "Pro", D(20), "USD", "month", D(300), None, None, None, False, None, None, "page")


def test_the_table_is_right():
    """The project's own table is read whole; every plan has a price, and what it brings or why nobody can say."""
    states = load_plans(DATA / "plans.toml")
    assert {state.id for state in states} <= set(manual_about(DATA))
    found = [(id, plan) for id, snapshot in manual_snapshots(DATA).items() for plan in snapshot.plans]
    silent = [(id, p.id) for id, p in found if not (p.credits or p.images or p.gpu_minutes or p.allowances or p.unsaid)]
    assert len(found) >= 190 and silent == []


def test_a_yearly_plan_names_the_plan_it_is_the_year_of():
    """What a year saves can be said where both are sold."""
    for id, snapshot in manual_snapshots(DATA).items():
        ids = {plan.id for plan in snapshot.plans}
        assert [(id, plan.id) for plan in snapshot.plans if plan.monthly and plan.monthly not in ids] == []


@pytest.mark.parametrize(("by_hand", "of_a_page"), [(HandPlan, Plan), (HandAllowance, Allowance), (HandTake, Take)])
def test_what_a_person_writes_is_held_to_the_bounds_of_what_a_page_says(by_hand, of_a_page):
    """One rule a field: what no page may say of a plan no person may write down."""
    shared = by_hand.model_fields.keys() & of_a_page.model_fields.keys() - {"quote", "currency", "name"}
    assert len(shared) > 2
    assert {name: _bounds(by_hand, name) for name in shared} == {name: _bounds(of_a_page, name) for name in shared}


def _bounds(model, name):
    said = model.model_json_schema()["properties"][name]
    return {key: value for key, value in said.items() if key not in ("title", "default")}


@pytest.mark.parametrize(
    "slip",
    ["seats = 0", "seats = 1", 'country = "usa"', "expires_days = 0", "concurrent = 0", "concurrent = 1000000"],
)
def test_a_slip_in_a_plan_is_told_with_its_file(tmp_path, slip):
    """As the table is read, before any plan is made of it."""
    with pytest.raises(BadData, match=r"plans\.toml"):
        read(tmp_path, ONE.replace('quote = "Pro: $30, 1,000 credits"', f'{slip}, quote = "Pro: $30, 1,000 credits"'))
