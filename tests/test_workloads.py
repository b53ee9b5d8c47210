"""Workloads: a month is the sum of its tasks, failures are charged unless the page says no, malformed files get a sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costs.bill.cost import cost
from costs.plan.workloads import Task, Workload, bill_task, by_provider, generations, month, read_workload
from costs.spans import Span, span, sum_of
from costs.standing.ranking import Circumstances
from schema.errors import BadData, NotComparable
from schema.tables.models import Alias, Model, Models, ModelSource
from tests.made_providers import line, one, plan, rate, rated_table, rule, state

D = Decimal
unhurried = settings(deadline=None)  # a busy machine is no fault of the arithmetic
PRESETS = sorted((Path(__file__).parent.parent / "workloads").glob("*.toml"))
CHEAP = state("cheap", rules=(rule("failed_generations", "free"),), small=(line("0.01"),))
DEAR = state("dear", big=(line("0.05", quality="medium"), line("0.2", quality="high")))
CREDITS = state("credits", plans=(plan("hobby", "19", "1100"), plan("pro", "99", "6000")), m=(line("2", currency="credit"),))


def workload(*tasks: Task, **more) -> Workload:
    return Workload(name="w", task=tasks, **more)


def test_each_task_goes_to_the_cheapest_that_can():
    drafts = Task(name="drafts", deliverables=10, attempts="1.8")
    finals = Task(name="finals", deliverables=4, model="big", recipe="final")
    answer = month(workload(drafts, finals), [CHEAP, DEAR])
    assert [(bill.provider, bill.generations) for bill in answer.tasks] == [("cheap", span(18)), ("dear", span(4))]
    assert answer.money == {"USD": span(D("0.98"))}


def test_a_range_of_attempts_gives_a_range():
    bill = bill_task(Task(name="headers", deliverables=8, attempts="1-1.5"), [CHEAP])
    assert (bill.generations, bill.money, bill.per_usable) == (span(8, 12), span(D("0.08"), D("0.12")), span(D("0.01"), D("0.015")))


@pytest.mark.parametrize(("policy", "billed"), [("free", 100), ("charged", 105), (None, 105)])
def test_failures_are_charged_unless_the_page_says_they_are_not(policy, billed):
    snapshot = one(line("1"), rules=(rule("failed_generations", policy),) if policy else ())
    assert bill_task(Task(name="t", deliverables=100, failure_rate=D("0.05")), [snapshot]).billed == span(billed)


def test_a_month_on_credits_is_fitted_to_every_plan_with_its_buffer():
    answer = month(workload(Task(name="t", deliverables=500), buffer=D("0.2")), [CREDITS], provider="credits")
    assert (answer.credits, answer.credits_with_buffer) == (span(1000), span(1200))
    assert [(use.plan, use.fits, use.total) for use in answer.plans] == [("pro", True, D(99)), ("hobby", False, None)]


def test_every_provider_who_can_do_all_of_it():
    months, unable = by_provider(workload(Task(name="t", deliverables=3, recipe="final", model="big")), [CHEAP, DEAR])
    assert [entry.provider for entry in months] == ["dear"]
    assert "cheap" in unable


def test_a_need_is_met_by_a_known_model_only():
    source = ModelSource(url="https://maker.example", date="2026-11-20", says="it is there")
    known = Model(
        id="writer", maker="M", family="F", name="Writer", status="available", sources=(source,),
        aliases=(Alias(provider="dear", native_id="big"),),
    )  # fmt: skip
    task = Task(name="menu", deliverables=1, needs=("text",))
    rated = rated_table("text_rendering", writer=1200)
    assert bill_task(task, [CHEAP, DEAR], Circumstances(models=Models(models=(known,)), ratings=rated)).provider == "dear"
    with pytest.raises(NotComparable, match=r"task 'menu'.*with text"):
        bill_task(task, [CHEAP, DEAR])


def test_an_unknown_provider_is_refused_with_the_known_ones():
    with pytest.raises(NotComparable, match="one of cheap, dear"):
        month(workload(Task(name="t", deliverables=1)), [CHEAP, DEAR], provider="chep")


def test_what_has_no_price_in_money_is_named():
    mixed = workload(Task(name="own", deliverables=2, credits_each=3), Task(name="bought", deliverables=1))
    answer = month(mixed, [CHEAP])
    assert (answer.not_in_money, answer.credits) == (("own",), None)


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_the_presets_are_workloads(path):
    assert read_workload(path.read_text(encoding="utf-8"), path.name).about


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "name"),
        ('name = "x"', "task"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = -1', r"task 1 deliverables.*greater than or equal to 1"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\nattempts = 0.5', r"attempts are 1 or more"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\nrecipe = "big"', r"recipe 'big' is none of draft"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\nattemps = 2', r"task 1 attemps: expected one of .*nearest: attempts"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\nattempts = "3-2"', r"first number of .* is the larger one"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\nfailure_rate = 1.0', r"less than 1"),
        ('name = "x"\n[[task]]\nname = "t"\ndeliverables = 1\ncredits = 3\ncredits_each = 1', r"not both"),
        ("name = ", "TOML"),
    ],
)
def test_a_malformed_file_gets_one_sentence(text, sentence):
    with pytest.raises(BadData, match=sentence):
        read_workload(text, "month.toml")


@pytest.mark.parametrize(
    ("given_", "low", "high"),
    [
        (2, "2", "2"),
        ("1.8", "1.8", "1.8"),
        ("35-40", "35", "40"),
        ("1.2 to 1.8", "1.2", "1.8"),
        ([1, 3], "1", "3"),
        (D("1.5"), "1.5", "1.5"),
    ],
)
def test_a_span_is_written_in_several_ways(given_, low, high):
    assert Span.model_validate(given_) == span(low, high)


tasks = st.builds(
    Task,
    name=st.just("t"),
    deliverables=st.integers(1, 500),
    attempts=st.decimals(min_value=1, max_value=5, places=1),
    failure_rate=st.decimals(min_value=0, max_value=D("0.5"), places=2),
    model=st.sampled_from(["cheapest", "small", "big"]),
)


@unhurried
@given(st.lists(tasks, min_size=1, max_size=5))
def test_a_workload_is_the_sum_of_its_tasks(some):
    snapshots = [CHEAP, DEAR]
    whole = month(workload(*some), snapshots)
    parts = [bill_task(task, snapshots) for task in some]
    assert whole.money == {"USD": sum_of(part.money for part in parts)}
    assert whole.generations == sum_of(part.generations for part in parts)


@unhurried
@given(st.integers(1, 10_000), st.decimals(min_value=1, max_value=5, places=2), st.decimals(min_value=0, max_value=2, places=2))
def test_more_attempts_never_make_fewer_images(finals, factor, more):
    assert finals <= generations(finals, factor) <= generations(finals, factor + more)


# --- what comes on top of an image ----------------------------------------------------------------------------------

TOKENS = one(
    rate("32"), rate("5", "input_text"), rate("1.25", "cached_input_text"), rate("10", "input_image"), rate("2.5", "cached_input_image"),
    rate("12", "output_text"), line("0.014", "request", "request", feature="web-search"),
    rules=(
        rule("tokens_per_image", 272, "m", quality="low"),
        rule("tokens_per_partial_image", 100),
        rule("tokens_per_input_image", "65 and 129 a tile of 512", "m"),
        rule("tokens_per_input_image", "65 and 129 a tile of 512, 4160 more square, 6240 else", "m", feature="input-fidelity-high"),
        rule("free_tier", "50 free search requests per month", "m", feature="web-search"),
    ),
)  # fmt: skip
EDIT = {"operation": "edit", "references": 1, "reference_size": "1025x1024"}


@pytest.mark.parametrize(
    ("wanted", "more"),
    [
        ({}, D(0)),
        ({"partial_images": 3}, D(300) * 32),
        ({"prompt_tokens": 1000}, D(1000) * 5),
        ({"thinking_tokens": 500}, D(500) * 12),
        (EDIT, D(194) * 10),
        (EDIT | {"references": 3}, D(3 * 194) * 10),
        (EDIT | {"features": ("input-fidelity-high",)}, D(194 + 6240) * 10),
        (EDIT | {"references": 2, "partial_images": 1, "prompt_tokens": 10}, D(2 * 194 * 10 + 100 * 32 + 10 * 5)),
    ],
)
def test_a_month_bills_what_comes_on_top_of_each_image_as_cost_does(wanted, more):
    """Previews, prompts, thinking, references by their tiles, high fidelity: each at its published rate, as often as images are made."""
    task = Task(name="t", deliverables=1000, model="m", recipe={"quality": "low", "size": "1024x1024", **wanted})
    answer = month(workload(task), [TOKENS])
    each = (D(272) * 32 + more) / 1_000_000
    assert answer.money == {"USD": span(each * 1000)}
    assert cost(TOKENS, "m", task.recipe).total == each


def test_what_is_free_each_month_is_taken_off_a_month_once_and_named_beside_one_bill():
    """Fifty searches for all tasks together; the fewest attempts and the most each use their own."""
    recipe = {"quality": "low", "size": "1024x1024", "features": ("web-search",)}
    tasks = [Task(name=name, deliverables=count, attempts="1-2", model="m", recipe=recipe) for name, count in (("a", 30), ("b", 40))]
    answer = month(workload(*tasks), [TOKENS])
    image, search = D(272) * 32 / 1_000_000, D("0.014")
    assert answer.money == {"USD": span(70 * image + 20 * search, 140 * image + 90 * search)}
    assert [(one.count, one.of, one.saved) for one in answer.free] == [(50, 140, 50 * search)]
    bill = cost(TOKENS, "m", tasks[0].recipe)
    assert bill.total == image + search
    assert bill.free_a_month == ("50 free search requests per month",)


def test_a_rate_of_what_is_cached_is_named_where_something_is_sent():
    """An order does not know what a cache will hold."""
    bill = cost(TOKENS, "m", Task(name="t", deliverables=1, recipe={"quality": "low", "prompt_tokens": 10, **EDIT}).recipe)
    assert "less for cached prompt tokens, 1.25 USD per million" in bill.not_included
    assert "less for cached reference tokens, 2.5 USD per million" in bill.not_included
    plain = cost(TOKENS, "m", Task(name="t", deliverables=1, recipe={"quality": "low"}).recipe)
    assert plain.not_included == ("prompt tokens, 5 USD per million", "thinking tokens, 12 USD per million")


def test_previews_nobody_prices_are_named():
    """Never the same sum in silence."""
    snapshot = one(rate("32"), rules=(rule("tokens_per_image", 272, "m", quality="low"),))
    bill = cost(snapshot, "m", Task(name="t", deliverables=1, recipe={"quality": "low", "partial_images": 2}).recipe)
    assert "2 partial images an image: no rule says what one costs" in bill.not_included
