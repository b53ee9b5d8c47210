"""Workloads: a month is the sum of its tasks, failures are charged unless the page says no, malformed files get a sentence."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from costs.plan.workloads import Task, Workload, bill_task, by_provider, generations, month, read_workload
from costs.spans import Span, span, sum_of
from costs.standing.ranking import Circumstances
from schema.errors import BadData, NotComparable
from schema.tables.models import Alias, Model, Models, ModelSource
from tests.made_providers import line, one, plan, rated_table, rule, state

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
