"""The last metres are tested: faults planted in pages, events, messages and scripts, each noticed by the check that guards it.

A plant is a wrong implementation put in the place of the right one. Its guard passes as things are and fails with the plant in.
"""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest

from costs.offer.recipes import Recipe
from costs.plan import workloads
from costs.plan.workloads import Task, Workload, by_provider, month
from costs.reasons import Code, Place
from costs.standing.ranking import Circumstances
from pipeline.alert import notices
from pipeline.cli.reports import cost_tables
from pipeline.publish import change_effects
from pipeline.publish.change_effects import Event
from pipeline.publish.files import table_rows
from pipeline.publish.recipe_answers import Answers, ask
from pipeline.publish.site import comparison_page, model_pages, ranking_table
from pipeline.publish.site.grid import Grid
from pipeline.text import sentences, weight
from schema.changes import Change
from schema.prices import PriceLine
from tests.made_providers import READ, by_hand, line, state
from tests.node import STATIC, needs_node
from tests.test_effects_standing import repriced
from tests.test_standing import known
from tests.test_vectors import VECTORS
from tests.test_workloads import CHEAP, DEAR

D = Decimal
YUAN = state("yuan", seed=(line("0.2", currency="CNY"),))
PRICES = ("0.01", "0.02", "0.03", "0.5", "0.9")


class Plant(NamedTuple):
    """Where a fault is planted, what stands there instead, and who must notice."""

    where: Any
    name: str
    wrong: Any
    guard: Callable[[], None]


def answers(*prices: str, old: bool = False) -> Answers:
    """What made-up providers answer to one image; `old` long ago."""
    on = READ.date() + timedelta(days=60 if old else 1)
    snapshots = [state(f"p{at}", m=(line(price, operation="generate"),)) for at, price in enumerate(prices)]
    (found,) = ask(snapshots, [Recipe()], Circumstances(on=on))
    return found


def page(found: Answers) -> Any:
    """The comparison of these answers."""
    stub = SimpleNamespace(markets={"standard": found}, models=known().models, states=[], names={}, known=known(), as_of=READ)
    return comparison_page.comparison(stub, "standard", Grid(("standard",)), {})


def change(kind: str, number: int, before: PriceLine | None, after: PriceLine | None, **more: Any) -> Change:
    """A change of one price of a made-up offer."""
    told = {"provider": "copy", "native_id": "m", "name": "m", "subject": "price", "kind": kind, "before": before, "after": after}
    return Change.model_validate({**told, "id": f"{number:016x}", "at": READ + timedelta(days=number), **more})


# --- the guards ------------------------------------------------------------------------------------------------------


def dearer_is_up_and_twice_is_two() -> None:
    event = repriced(line("0.03"), line("0.06"))
    assert (event.ratio, event.direction) == (2, "up")
    (row,) = table_rows.event_rows([event])
    assert (row["ratio"], row["direction"]) == (2, "up")


def half_of_the_offers_ask_no_more_than_the_middle() -> None:
    assert page(answers(*PRICES)).middle == D("0.03")


def the_dearest_is_the_hottest() -> None:
    cells = model_pages._side_by_side({"standard": list(answers(*PRICES).by_price)})
    warmth = {pair: cell["standard"][1] for *pair_, cell, _ in cells for pair in [tuple(pair_)]}
    assert warmth["p0", "m"] < warmth["p2", "m"] < warmth["p4", "m"]


def the_cheapest_comes_first_of_those_who_can_do_all() -> None:
    months, _ = by_provider(Workload(name="w", task=(Task(name="t", deliverables=3),)), [DEAR, CHEAP])
    assert [entry.provider for entry in months] == ["cheap", "dear"]


def a_month_in_two_currencies_has_both() -> None:
    tasks = (Task(name="a", deliverables=2, provider="cheap"), Task(name="b", deliverables=3, provider="yuan"))
    rates = {"CNY": SimpleNamespace(dollars=D("0.15"), day=READ.date(), currency="CNY", source="s")}
    answer = month(Workload(name="w", task=tasks), [CHEAP, YUAN], Circumstances(rates=rates))
    assert set(answer.money) == {"USD", "CNY"}
    (first, *_) = cost_tables._totals(answer)
    assert "$0.02" in first and "¥0.60" in first


def what_is_listed_has_its_mark_and_no_rank() -> None:
    found = answers("0.01", old=True)
    assert [row.standing.code for row in found.listed] == [Code.AGED]
    assert comparison_page.marks(found.listed[0])[0][0] == "old"
    made: Any = SimpleNamespace(waiting=lambda row, recipe: None)
    assert [table.rank for table in ranking_table.ranked_rows(ranking_table.model_groups(found), Recipe(), made, 10)] == [None]


def a_correction_says_what_it_takes_back() -> None:
    wrong, right = line("0.3"), line("0.03")
    said = [change("increased", 1, right, wrong), change("correction", 2, wrong, right, valid_from=READ)]
    events = list(change_effects.tell([SimpleNamespace(id="copy", changes=said)], known()))
    assert {event.change.kind: event.retracted_by for event in events}["increased"] == said[1].id


def an_effect_goes_from_the_old_price_to_the_new() -> None:
    effects = {effect.recipe: effect for effect in repriced(line("0.03"), line("0.06")).effects}
    assert (effects["standard"].before, effects["standard"].after) == (D("0.03"), D("0.06"))


def a_sentence_says_by_how_much_and_which_way() -> None:
    assert "+33.3 %" in sentences.sentence(change("increased", 1, line("0.03"), line("0.04")))


def a_message_in_parts_loses_no_line() -> None:
    lines = [f"line {number} of a long message" for number in range(40)]
    said = "\n".join(body for body, _ in notices.in_parts(lines, 300))
    assert all(one in said for one in lines)


def the_weightiest_comes_first() -> None:
    small, large = change("increased", 1, line("0.03"), line("0.031")), change("increased", 2, line("0.03"), line("0.3"))
    added = change("added", 3, None, line("0.03"))
    assert [one.id for one in sorted((added, small, large), key=weight.weight)] == [large.id, small.id, added.id]


def a_file_calls_ranked_what_leads() -> None:
    rows = list(table_rows._costs({"standard": answers("0.01", "0.02", old=True)}))
    assert {(row["standing"], row["ranked"]) for row in rows} == {(Place.LISTED, False)}


def the_terminal_says_why_something_does_not_lead() -> None:
    from costs.standing.ranking import market

    third = state("copy", m=(by_hand(line("0.03"), "third_party"),))  # type: ignore[arg-type] # the word of Proof
    (row,) = market([third], Recipe(), known()).listed
    assert "third party" in cost_tables._notes(row)


def _not_the_first_currency(bills: Any) -> Any:
    found = right_money(bills)
    return dict(list(found.items())[:1])


def _loses_the_last(lines: Any, longest: int) -> Iterator[Any]:
    return right_parts(lines[:-1], longest)


def _swapped(before: Any, after: Any) -> Any:
    return right_effects(after, before)


right_money, right_parts, right_effects = workloads._money, notices.in_parts, change_effects._effects
right_answered, right_by_money = table_rows._answered, workloads._by_money
PLANTS = {
    "the ratio upside down": Plant(change_effects, "ratio", lambda change: D("0.5"), dearer_is_up_and_twice_is_two),
    "the direction upside down": Plant(Event, "direction", property(lambda event: "down"), dearer_is_up_and_twice_is_two),
    "the index's median a maximum": Plant(comparison_page, "_middle", max, half_of_the_offers_ask_no_more_than_the_middle),
    "the heat scale inverted": Plant(
        model_pages, "warmth", lambda price, prices: 9 - round(8 * math.log(price / min(prices)) / 5), the_dearest_is_the_hottest
    ),
    "All at one seller the dearest": Plant(
        workloads, "_by_money", lambda answer: (-right_by_money(answer)[1],), the_cheapest_comes_first_of_those_who_can_do_all
    ),
    "a month in two currencies losing one": Plant(workloads, "_money", _not_the_first_currency, a_month_in_two_currencies_has_both),
    "marks left out of a page": Plant(comparison_page, "marks", lambda row: [("", "")], what_is_listed_has_its_mark_and_no_rank),
    "a rank for what is listed": Plant(ranking_table, "_leads", lambda group: True, what_is_listed_has_its_mark_and_no_rank),
    "corrections that take nothing back": Plant(change_effects, "retractions", lambda changes: {}, a_correction_says_what_it_takes_back),
    "before and after exchanged": Plant(change_effects, "_effects", _swapped, an_effect_goes_from_the_old_price_to_the_new),
    "a percentage with the other sign": Plant(
        sentences, "percent", lambda old, new: f" ({(1 - new / old) * 100:+.1f} %)", a_sentence_says_by_how_much_and_which_way
    ),
    "a message that loses its last line": Plant(notices, "in_parts", _loses_the_last, a_message_in_parts_loses_no_line),
    "small moves before large ones": Plant(
        weight, "moved_by", lambda change: -abs((change.after.amount if change.after else 0) - (change.before.amount if change.before else 0)), the_weightiest_comes_first
    ),
    "a file that calls ranked what is listed": Plant(
        table_rows, "_answered", lambda row: {**right_answered(row), "ranked": True}, a_file_calls_ranked_what_leads
    ),
    "a terminal that says no reason": Plant(cost_tables, "_notes", lambda row: "", the_terminal_says_why_something_does_not_lead),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANTS)
def test_a_planted_fault_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    plant = PLANTS[name]
    plant.guard()
    monkeypatch.setattr(plant.where, plant.name, plant.wrong)
    with pytest.raises(AssertionError):
        plant.guard()


# --- scripts: the vectors that Python writes are their guard -----------------------------------------------------------

SCRIPTS = {
    "half always up": ("exact.js", "twice > d || (twice === d && q % 2n === 1n)", "twice >= d"),
    "one digit less": ("exact.js", ".match(/^0*/)[0].length + ", ".match(/^0*/)[0].length - 1 + "),
    "three times the maker's price doubted": ("engine.js", "order(ratio, exactly(most)) <= 0", "order(ratio, exactly(most)) < 0"),
    "what is held for a person merely listed": ("engine.js", '"held_as_doubtful" : "doubted"', '"doubted" : "doubted"'),
    "the dearest pack bought": (
        "plan-engine.js",
        "order(fraction(a.total), fraction(b.total))",
        "order(fraction(b.total), fraction(a.total))",
    ),
    "a week too many": ("plan-engine.js", "[52n, 12n]", "[60n, 12n]"),
    "a pack of another country tops up": ("plan-engine.js", "pack.s === plan.s && plan.g.includes(pack.i)", "pack.s === plan.s && pack.o"),
    "a float decides on a bound": ("engine.js", "most[0] * 0.999", "most[0] * 1.001"),
    "the answer of the line before": ("engine.js", "const rest = lines.pop();", "const rest = lines.pop();\n  lines.unshift(lines[0]);"),
    "one word of those typed is enough": ("search.js", "asked.every(", "asked.some("),
    "a formula in a file for spreadsheets": ("links.js", "`'${value}`", "`${value}`"),
    "months of a week": ("ages.js", "days / 30.4", "days / 7"),
    "another money the wrong way": ("ranking-rows.js", "said(by(dollars, fraction(grid.rates[money])))", "said(times(dollars, fraction(grid.rates[money])))"),
    "the dearest plan first": ("plans.js", "price(one, place) - price(other, place)", "price(other, place) - price(one, place)"),
    "fewer images made than are wanted": ("plan-engine.js", "found < BigInt(finals) ? BigInt(finals) : found", "found - 1n"),
}  # fmt: skip


@needs_node
@pytest.mark.parametrize("name", SCRIPTS)
def test_a_fault_planted_in_a_script_is_noticed_by_the_vectors(name: str, tmp_path: Path) -> None:
    script, right, wrong = SCRIPTS[name]
    static, vectors = tmp_path / "site" / "static", tmp_path / "tests" / "vectors"
    shutil.copytree(STATIC, static)
    shutil.copytree(VECTORS, vectors)
    text = (static / script).read_text(encoding="utf-8")
    assert text.count(right) >= 1
    (static / script).write_text(text.replace(right, wrong), encoding="utf-8")
    done = subprocess.run(["node", "--test", str(vectors / "vectors.test.mjs")], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stdout[-2000:]
