"""What the site promises, in a real browser: ranks, filters, sorts, links, evidence, weight; the same arithmetic as the engine."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html as lxml_html
from playwright.sync_api import Browser, Page, expect

from costs.offer.recipes import STANDARD
from costs.plan.plan_answers import AskedOfPlan, answer, models_on
from costs.plan.workloads import Task, Workload, month
from costs.reasons import Code, Place
from costs.standing.model_groups import by_model
from costs.standing.ranking import market
from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import entries_of
from pipeline.ledger.state import replay
from pipeline.publish.builder import build_site
from pipeline.publish.dataset import Published
from pipeline.publish.paging import Sheet
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.evidence_page import evidence
from pipeline.publish.site.grid import QUALITIES, REFERENCES, SIZES, TIERS, RecipeCell
from pipeline.store.data_folder import opened, settled
from pipeline.text.formatting import fragment, slug
from schema.amounts import spell
from schema.errors import NotComparable
from tests import built, shown
from tests.built import few
from tests.typed import typed

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shown.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with shown.served(shown.site()) as address:
        yield address


@pytest.fixture(scope="module")
def everything() -> Published:
    shown.site()
    return built.everything()


@pytest.fixture
def page(browser: Browser, base: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    found, wrong = shown.watched(context, base)
    yield found
    context.close()
    assert not wrong


@pytest.fixture(scope="module")
def plain(browser: Browser, base: str) -> Iterator[Page]:
    """A reader without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def until(page: Page, condition: str) -> None:
    """Wait for something to be true on a page, whose policy forbids what `wait_for_function` does."""
    for _ in range(800):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(25)
    raise AssertionError(condition)


def models_of(page: Page) -> list[str]:
    return page.locator("#ranking tbody tr th a").all_inner_texts()


def priced_of(everything: Published, name: str) -> list[PublishedAnswer]:
    """What stands at its price: what leads and what is listed, cheapest first; what is free stands apart."""
    return [row for row in everything.markets[name].by_price if Code.FREE not in row.standing.codes]


def folded(everything: Published, name: str) -> list[tuple[PublishedAnswer, ...]]:
    """The same, a group a model."""
    return by_model(priced_of(everything, name))


def prices_of(page: Page) -> list[Decimal]:
    titles = page.locator("#ranking tbody td.price").evaluate_all("cells => cells.map(cell => cell.title)")
    return [Decimal(title.removeprefix("$")) for title in titles]


# --- the comparison -------------------------------------------------------------------------------------------------


def test_the_answer_stands_on_the_index_without_scripts(plain: Page, base: str, everything: Published) -> None:
    plain.goto(base)
    best = everything.markets["standard"].headline.row
    model = everything.models.get(best.model or "")
    assert (model.name if model else best.cost.name) in plain.locator("#answer").inner_text()
    assert prices_of(plain) == [row.dollars for group in folded(everything, "standard") for row in group]
    assert plain.locator("#ranking tbody tr").evaluate_all("rows => rows.every((row) => row.offsetHeight > 0)")  # nothing is folded away
    assert not plain.locator("#choose").is_visible()


@pytest.mark.parametrize("name", STANDARD)
def test_every_standard_recipe_is_ranked_without_scripts(plain: Page, base: str, everything: Published, name: str) -> None:
    plain.goto(base + ("index.html" if name == "standard" else f"compare/{name}.html"))
    assert prices_of(plain) == [row.dollars for group in folded(everything, name) for row in group]


def test_nothing_unranked_stands_among_the_ranked(everything: Published) -> None:
    """What is listed stands at its price without a rank and with its mark; what is not ranked or free stands apart, with the reason."""
    page, market = lxml_html.parse(shown.site() / "index.html"), everything.markets["standard"]
    rows = page.xpath("//table[@id='ranking']/tbody/tr[td]")
    off = [row for row in rows if "off" in str(row.get("class")).split()]
    assert not [row for row in off if row.xpath("string(td[1])").isdigit()]
    assert all(row.xpath(".//details[@class='mark'][text()]") for row in off)
    assert len(off) == sum(row.standing.place is Place.LISTED for row in priced_of(everything, "standard"))
    ranks = [rank for row in rows if (rank := row.xpath("string(td[1])")).isdigit()]
    leading = [group[0] for group in folded(everything, "standard") if group[0].standing.place is Place.LEADS]
    assert ranks == [str(rank) for rank in range(1, len(leading) + 1)]
    assert [row.xpath("string(td[2]/a)") for row in rows if row.xpath("string(td[1])").isdigit()] == [
        everything.names[row.cost.provider] for row in leading
    ]
    beside = page.xpath("//div[@id='beside']//tr[@class='off']/td[@class='why']/text()")
    assert len(beside) == sum(row.dollars is not None for row in market.answered) - len(rows)
    assert all(beside)


def test_words_of_a_standard_image_stand_only_above_it(page: Page, base: str) -> None:
    """With another image, no sentence, no source of a rating and no table says that the prices are of the page's own one."""
    words, table, source = page.locator(".means span"), page.locator("#chart + details"), page.locator("#chart .by")
    page.goto(base, wait_until="networkidle")
    assert words.is_visible() and table.is_visible()
    assert "Arena text-to-image" in source.inner_text()
    page.goto(base + "?quality=high&references=1", wait_until="networkidle")
    assert not words.is_visible() and not table.is_visible()
    assert source.inner_text() in page.locator("#ranking caption").inner_text() and "Arena image edit" in source.inner_text()
    assert page.locator(".means a").is_visible()


def written_while_loading(page: Page, script: str, field: str, words: str) -> None:
    """A slow line: the form is there before its script, and somebody writes meanwhile."""
    page.route(f"**/{script}.js", lambda route: (page.locator(field).fill(words), route.continue_()))


def test_what_is_written_before_the_comparison_has_its_script_counts(page: Page, base: str) -> None:
    written_while_loading(page, "compare", "#choose [name=count]", "12500")
    page.goto(base + "compare/edit.html", wait_until="commit")
    page.wait_for_url("**count=12500*")


def test_what_is_written_before_the_planner_has_its_script_counts(page: Page, base: str) -> None:
    """Also where the address names another number."""
    written_while_loading(page, "planner", "#volume [name=images]", "1000")
    page.goto(base + "planner.html?images=500", wait_until="commit")
    expect(page.locator("#volume-result caption")).to_contain_text("1,000 ")


def test_filters_sorts_and_sends_the_view(page: Page, base: str, everything: Published) -> None:
    """What is found stands in the engine's order, which is that of the figures before they are rounded for print."""
    page.goto(base + "?rows=offers")
    until(page, "document.getElementById('count').textContent.includes('of')")
    models_at_first = models_of(page)
    page.get_by_label("Find").fill("flux")
    until(page, "location.search === '?find=flux&rows=offers'")
    page.wait_for_timeout(1200)  # the rest is drawn once one pauses
    found = models_of(page)
    assert found
    assert all("flux" in name.lower() for name in found)
    in_order = prices_of(page)
    assert in_order == [row.dollars for row in priced_of(everything, "standard") if "flux" in _words(everything, row)]
    page.get_by_role("button", name="Per image").click()
    until(page, f"document.querySelectorAll('#ranking tbody tr th a').length === {len(found)}")
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Per image")
    assert prices_of(page) == in_order[::-1]
    page.get_by_role("button", name="Seller").click()
    page.locator("#image").evaluate("node => { node.open = true; }")
    page.locator("#choose [name=quality]").select_option("high")
    until(page, "location.search.includes('quality=high')")
    page.wait_for_timeout(300)  # the rest of the window is drawn after the first screen
    before, address = page.locator("#ranking").inner_text(), page.url
    other = page.context.new_page()
    other.goto(address)
    until(other, "document.getElementById('count').textContent.includes('of')")
    other.wait_for_timeout(300)
    assert other.locator("#ranking").inner_text() == before
    other.get_by_role("button", name="Clear").click()
    assert "?" not in other.url
    assert models_of(other)[0] == models_at_first[0]


def _words(everything: Published, row: PublishedAnswer) -> str:
    """What an offer is found by."""
    model = everything.models.get(row.model or "")
    named = (model.name, model.maker, model.family, *model.names) if model else (row.cost.name,)
    return "".join((*named, everything.names[row.cost.provider], row.cost.provider, row.cost.native_id)).lower()


def test_the_cheapest_is_named_however_rows_are_sorted(page: Page, base: str) -> None:
    """The sentence above the table is about what fits, not about the first row."""
    named = []
    for asked in ("?all=1", "?sort=price-down", "?sort=model"):
        page.goto(base + asked)
        until(page, "document.getElementById('count').textContent.includes('of')")
        named.append(page.locator("#answer strong").get_attribute("title"))
    assert len(set(named)) == 1


def test_an_address_without_a_view_fetches_no_prices(page: Page, base: str) -> None:
    """They are fetched early where the address asks for a view, and once; else when somebody begins to choose."""
    asked = list[str]()
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("grid/answers.json") else None)
    page.goto(base)
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.goto(base + "?all=1")
    until(page, "document.getElementById('count').textContent.includes('of')")
    assert len(asked) == 1


def test_what_is_near_where_nothing_fits_says_how_many_offers_it_leaves(page: Page, base: str) -> None:
    page.goto(base + "?find=flux&maker=OpenAI")
    until(page, "document.getElementById('count').textContent.includes('of')")
    without = page.get_by_role("button", name="without OpenAI")
    said = int(without.inner_text().rpartition(": ")[2])
    without.click()
    until(page, "location.search === '?find=flux'")
    found = re.search(r"(\d+) ranked, (\d+) listed", page.locator("#count").inner_text())
    assert found and said == sum(map(int, found.groups())) > 0


def test_shows_on_request_what_is_not_ranked_and_why(page: Page, base: str) -> None:
    page.goto(base + "?all=1&quality=high&sort=price-down")
    until(page, "document.querySelector('#ranking tbody tr.off')")
    marks = page.locator("#ranking tbody tr.off .mark").evaluate_all("marks => marks.map((mark) => mark.lastChild.textContent)")
    assert marks
    assert all(marks)


def test_the_keyboard_reaches_everything(page: Page, base: str) -> None:
    page.goto(base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.get_by_role("button", name="Proof").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("th[data-sort=read][aria-sort=ascending]")


def test_a_key_draws_a_window_of_rows_of_5000(page: Page, base: str) -> None:
    """How long a key takes is measured by `make bench`."""
    grid = json.loads((shown.site() / "grid" / "answers.json").read_text())
    answered = [offer for offer in grid["offers"] if "no" not in shown.answers_of(grid, offer)[0]]
    grid["offers"] = [{**answered[place % len(answered)], "i": f"offer-{place}"} for place in range(5000)]
    page.route("**/grid/answers.json", lambda route: route.fulfill(json=grid))
    page.goto(base + "?all=1&rows=offers")
    until(page, "document.getElementById('count').textContent.includes('of 5000')")
    until(page, "document.querySelectorAll('#ranking tbody tr').length === 200")
    everything = page.locator("#count").inner_text()
    page.locator("[name=find]").press_sequentially("flux")
    until(page, f"document.getElementById('count').textContent !== {json.dumps(everything)}")
    until(page, "document.querySelectorAll('#ranking tbody tr').length === 200")
    assert "flux" in models_of(page)[0].lower()


# --- the same arithmetic --------------------------------------------------------------------------------------------


def test_thousands_of_random_recipes_cost_to_the_last_digit_what_the_engine_says(page: Page, base: str, everything: Published) -> None:
    """What each comes to; where each stands beside the others is held by tests/test_node_standing.py."""
    chance = random.Random(6)
    asked, expected = [], []
    pairs = [(state, offer) for state in everything.states for offer in state.snapshot.offers]
    for _ in range(60):
        cell = RecipeCell(
            chance.choice(("standard", "standard", "standard", *TIERS)),
            chance.choice(REFERENCES),
            chance.choice(QUALITIES),
            chance.choice(SIZES),
        )
        recipe = cell.recipe(chance.choice((1, 1, 2, 3, 7, 40, 1000, 99999)))
        for state, offer in chance.sample(pairs, 100):
            asked.append({"p": state.id, "i": offer.native_id, **cell._asdict(), "count": recipe.count})
            expected.append(_answered(market([state.snapshot.model_copy(update={"offers": (offer,)})], recipe, everything.known)))
    page.goto(base)
    found = page.evaluate(
        """async (asked) => {
          const { load, cost } = await import("/static/engine.js"), grid = await load("");
          const offers = new Map(grid.offers.map((offer) => [offer.p + " " + offer.i, offer]));
          return asked.map((one) => {
            const row = cost(grid, offers.get(one.p + " " + one.i), one);
            return row.no ? null : [row.total, row.each, row.currency, row.money, row.perImage, row.dollars];
          });
        }""",
        asked,
    )
    wrong = [(ask, ours, theirs) for ask, ours, theirs in zip(asked, found, expected, strict=True) if ours != theirs]
    assert not wrong, wrong[:3]
    assert len(asked) == 6000
    assert sum(row is not None for row in expected) > 1000


def _answered(answers: Any) -> list[Any] | None:
    for row in (*answers.ranked, *answers.listed, *answers.beside):
        cost = row.cost
        said = [
            spell(value) if value is not None else None
            for value in (cost.total, cost.per_image, cost.money, cost.money_per_image, row.dollars)
        ]
        return [said[0], said[1], cost.currency, said[2], said[3], said[4]]
    return None


def test_the_ranking_of_the_page_is_the_command_lines(page: Page, base: str, everything: Published) -> None:
    page.goto(base + "?quality=high&references=2&count=12&rows=offers")
    until(page, "document.getElementById('count').textContent.includes('of')")
    day = everything.as_of.date().isoformat()
    words = ("--recipe", "edit", "--quality", "high", "--references", "2", "--count", "12")
    done = shown.run("cost", *words, "--data", str(shown.data()), "--on", day, "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    page.wait_for_timeout(300)
    expected = [Decimal(row["dollars"]) for row in (*said["ranked"], *said["listed"]) if Decimal(row["dollars"])]
    assert sorted(prices_of(page)) == sorted(expected)[:200]
    numbered = "rows => rows.every((row) => row.classList.contains('off') !== /^\\d+$/.test(row.querySelector('.rank').textContent))"
    assert page.locator("#ranking tbody tr:has(.rank)").evaluate_all(numbered)  # a rank for what leads, and for nothing else


def test_months_cost_what_the_engine_says(page: Page, base: str, everything: Published) -> None:
    chance = random.Random(7)
    snapshots = [state.snapshot for state in everything.states if state.snapshot.offers]
    selling = [row.cost.provider for row in everything.markets["standard"].ranked]
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    compared = 0
    for place in range(40):
        provider = None if place < 6 else chance.choice(selling)
        low = Decimal(chance.randint(10, 25)) / 10
        fields = {
            "quality": chance.choice(QUALITIES[:3]),
            "size": chance.choice(SIZES[:4]),
            "references": chance.choice((0, 0, 1, 2)),
            "tier": "standard",
        }
        task = {
            "name": "x",
            "deliverables": chance.randint(1, 5000),
            "low": str(low),
            "high": str(low + Decimal(chance.randint(0, 9)) / 10),
            "failed": str(chance.randint(0, 12)),
            "model": "cheapest",
            "needs": chance.choice(("", "", "text")),
            **fields,
        }
        asked = Task(
            name="x", deliverables=task["deliverables"], attempts=[task["low"], task["high"]], failure_rate=Decimal(task["failed"]) / 100, needs=[task["needs"]] if task["needs"] else [],
            recipe=RecipeCell("standard", fields["references"], fields["quality"], fields["size"]).recipe(),
        )  # fmt: skip
        found = page.evaluate(
            "([task, seller]) => { const b = planner.bill(task, seller); return b.none ? null : [b.offer.p, b.offer.i, b.billed.map(String), b.amounts, b.per]; }",
            [task, provider or ""],
        )
        try:
            chosen = [snapshot for snapshot in snapshots if provider in (None, snapshot.provider)]
            bill = month(Workload(name="x", task=[asked]), chosen, everything.known, provider).tasks[0]
        except NotComparable:
            assert found is None
            continue
        amounts = bill.money or bill.credits
        assert found == [
            bill.provider,
            bill.native_id,
            [spell(bill.billed.low), spell(bill.billed.high)],
            [spell(amounts.low), spell(amounts.high)],
            [spell(bill.per_usable.low), spell(bill.per_usable.high)],
        ]
        compared += 1
    assert compared > 15


def test_plans_at_a_volume_cost_what_the_engine_says(page: Page, base: str, everything: Published) -> None:
    """Whatever volume and however many days, the script answers for each plan and each of its models what the engine does."""
    page.goto(base + "planner.html")
    page.wait_for_selector("#volume-result table")
    asks, right_ones = [], []
    for images, days in ((1, 30), (150, 22), (2900, 30), (77777, 5)):
        for state in everything.states:
            for plan in state.snapshot.plans:
                for native_id in (None, *(id for id, _ in models_on(state.snapshot, plan)[:3])):
                    if plan.period == "once" and native_id is not None and not plan.wallet:
                        continue  # of what is only paid from a balance the script knows the cheapest
                    asked = AskedOfPlan(STANDARD["standard"], images, native_id, days)
                    right = answer(state.snapshot, plan, asked, everything.known)
                    if right.reason in ("dropped", "not_sold", "no_images"):
                        continue
                    asks.append([[state.id, plan.id], {"images": images, "days": days, "recipe": "medium", "native": native_id}])
                    right_ones.append(right)
    script = "asks => asks.map(([plan, asked]) => { const use = planner.onPlan(plan, asked); return use && [use.certainty, use.total, use.perImage, use.id]; })"
    for asked, right, found in zip(asks, right_ones, page.evaluate(script, asks), strict=True):
        each = None if right.per_image is None else spell(right.per_image)
        total = None if right.total is None else spell(right.total)
        if found is None:
            assert right.total is None, asked
        else:
            assert found == [right.certainty.value, total, each, right.native_id], asked
    assert len(asks) > 300


# --- the planner ----------------------------------------------------------------------------------------------------


def test_a_plan_survives_its_link_and_its_csv(page: Page, base: str) -> None:
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    page.get_by_label("Start from").select_option("freelance")
    page.get_by_label("Final images").first.fill("31")
    page.get_by_label("Task", exact=True).first.fill('=HYPERLINK("x"), or so')
    until(page, "location.search.includes('31')")
    total = page.locator("#result .total").inner_text()
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#result table")
    assert other.locator("#result .total").inner_text() == total
    assert "it comes to the same today" in other.locator("#result").inner_text()
    text = page.evaluate("planner.asCsv()")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["name"] == '\'=HYPERLINK("x"), or so'
    other.locator("#csv-in").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": text.encode()})
    until(other, f"document.getElementById('told').textContent === '{len(rows)} tasks read.'")
    assert other.evaluate("planner.tasks()[0].name") == '=HYPERLINK("x"), or so'
    assert other.locator("#result .total").inner_text() == total


def test_an_old_link_says_which_prices_it_was_made_with(page: Page, base: str) -> None:
    page.goto(base + "planner.html?t=Posts~8~2~2~0~cheapest~medium~1024x1024~0~standard~&made=2026-08-01&total=USD+9+9")
    page.wait_for_selector("#result table")
    said = page.locator("#result .held").inner_text()
    assert "made with the prices of 2026-08-01" in said
    assert "it came to $9.00;" in said


def test_the_planner_opens_with_a_month_that_costs_something(page: Page, base: str) -> None:
    """A preset stands in the fields at once, by its name, with its tasks and their sum; an edit makes it one's own."""
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    preset = page.locator("#preset")
    assert preset.input_value()
    assert page.locator("#tasks .task").count() >= 2
    totals = json.loads(page.locator("#result").get_attribute("data-total") or "[]")
    assert any(Decimal(amount) > 0 for _, amounts in totals for amount in amounts)
    page.get_by_label("Final images").first.fill("9")
    assert preset.input_value() == ""
    assert "9" in page.url


def test_a_plan_of_ones_own_begins_empty(page: Page, base: str) -> None:
    """No task and no sum, until one is added; 4:5 and 16:9 can be chosen, and its costs saved for a spreadsheet."""
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    page.locator("#preset").select_option("")
    assert page.locator("#tasks .task").count() == 0
    assert "No task yet" in page.locator("#result").inner_text()
    page.get_by_role("button", name="Add a task").click()
    page.wait_for_selector("#result table")
    page.locator("#tasks select[name=size]").select_option("1024x1280")
    page.locator("#tasks select[name=model]").select_option("gpt-image-2")
    page.wait_for_selector("#result table td small")
    rows = list(csv.DictReader(io.StringIO(page.evaluate("planner.costsAsCsv()"))))
    assert ["Images"] == [row["task"] for row in rows]
    assert Decimal(rows[0]["cost, from"]) > 0
    assert page.locator("#tasks select[name=size]").locator("option", has_text="16:9").count() >= 1


def test_any_size_is_taken_in_words_and_what_is_none_is_said(page: Page, base: str) -> None:
    """1920x1080 costs what the engine says, 21:9 is a shape of a megapixel; a size nobody makes is refused beside the form."""
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    page.locator("#preset").select_option("")
    page.get_by_role("button", name="Add a task").click()
    page.locator("#tasks select[name=size]").select_option("other")
    page.locator("#tasks input[name=size]").fill("99999x2")
    page.keyboard.press("Tab")
    assert "“99999x2”: no size anybody makes" in page.locator("#told").inner_text()
    page.locator("#tasks input[name=size]").fill("1920 × 1080")
    page.keyboard.press("Tab")
    until(page, "location.search.includes('1920x1080')")
    assert page.locator("#tasks select[name=size]").input_value() == "1920x1080"
    assert page.locator("#told").inner_text() == ""
    day = json.loads((shown.site() / "grid" / "answers.json").read_text())["as_of"]
    words = ("--quality", "medium", "--size", "1920x1080", "--data", str(shown.data()), "--on", day, "--json")
    ranked = json.loads(shown.run("cost", *words).stdout)["ranked"]
    (total,) = page.evaluate("planner.bill({...planner.tasks()[0], deliverables: 1, low: '1', high: '1'}).amounts.slice(0, 1)")
    assert Decimal(total) >= Decimal(ranked[0]["dollars"])
    sizes = (
        "async (words) => { const { sizeFrom } = await import('/static/planner.js'); return words.map((word) => sizeFrom(word) ?? null); }"
    )
    asked = ["4:5", "16:9", "2K", "21:9", "3:4 4MP", "8000x8000", "wide", "10x10"]
    assert page.evaluate(sizes, asked) == ["1024x1280", "1536x864", "2048x2048", "1552x656", "1760x2352", None, None, None]


def test_back_undoes_one_change_and_typing_is_one(page: Page, base: str) -> None:
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    page.locator("#preset").select_option("")
    page.get_by_role("button", name="Add a task").click()
    page.get_by_label("Final images").first.press_sequentially("77")
    until(page, "location.search.includes('1077')")
    page.go_back()
    until(page, "!location.search.includes('1077')")
    assert page.get_by_label("Final images").first.input_value() == "10"
    page.go_back()
    until(page, "document.querySelectorAll('#tasks .task').length === 0")
    page.go_back()
    until(page, "document.querySelectorAll('#tasks .task').length > 1")
    assert page.locator("#preset").input_value() == "freelance"


def test_what_an_address_says_and_nobody_understands_is_said(page: Page, base: str) -> None:
    page.goto(base + "planner.html?t=Posts~8~2~2~0~nope~ultra~12~0~standard~&reserve=x&at=nobody&made=2026-08-01")
    page.wait_for_selector("#result table")
    said = page.locator("#told").inner_text()
    assert all(words in said for words in ("Model “nope”", "Quality “ultra”", "Size “12”", "reserve “x”", "seller “nobody”")), said
    assert page.evaluate("planner.tasks()[0]") == page.evaluate("planner.tasks()[0]") | {
        "model": "cheapest",
        "size": "1024x1024",
        "low": "2",
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,deliverables\nA,3\n\nB,x\n", "Line 4: Final images “x” is not understood"),
        ("name,deliverables,size\nA,3,4:5\nB,3,huge\n", "Line 3: Size “huge” is not understood"),
        ("name,deliverables\nA,3,9\n", "Line 2: 3 values under 2 names"),
        ("a,b\n1,2\n", "Line 1: expected the names of the columns"),
        ("", "Line 1: expected the names of the columns"),
    ],
)
def test_a_bad_csv_says_its_line_and_changes_nothing(page: Page, base: str, text: str, said: str) -> None:
    page.goto(base + "planner.html")
    page.wait_for_selector("#result table")
    before = page.evaluate("planner.asCsv()")
    page.locator("#csv-in").set_input_files({"name": "plan.csv", "mimeType": "text/csv", "buffer": text.encode()})
    until(page, "document.getElementById('told').textContent !== ''")
    assert said in page.locator("#told").inner_text()
    assert page.evaluate("planner.asCsv()") == before


def test_every_plan_with_an_answer_can_be_shown(page: Page, base: str) -> None:
    """The list begins with the cheapest; a button has the others."""
    page.goto(base + "planner.html")
    page.wait_for_selector("#volume-result tbody tr")
    few = page.locator("#volume-result tbody tr").count()
    more = page.get_by_role("button", name=re.compile(r"Show all \d+ plans"))
    many = int(more.inner_text().split()[2])
    more.click()
    assert page.locator("#volume-result tbody tr").count() == few - 30 + many > few
    assert more.count() == 0


def test_an_old_link_lists_what_changed_since_at_the_providers_it_names(page: Page, base: str, everything: Published) -> None:
    """Only changes after the day the link was made, and only of the sellers whose prices it is reckoned with now."""
    page.goto(base + "planner.html?t=Posts~8~2~2~0~gpt-image-2~medium~1024x1024~0~standard~&at=comfy&made=2026-08-01&total=USD+9+10")
    page.wait_for_selector("#result table")
    said = page.locator("#result .held")
    assert "it came to $9.00 to $10.00" in said.inner_text()
    listed = said.locator("li a")
    listed.first.wait_for()
    ids = {href.split("/")[-1].removesuffix(".html") for href in listed.evaluate_all("links => links.map(link => link.href)")}
    known = {change.id: change for change in everything.changes}
    assert all(known[id].provider == "comfy" and known[id].at.date().isoformat() > "2026-08-01" for id in ids)
    page.get_by_label("Final images").first.fill("9")
    assert page.locator("#result .held").count() == 0


def test_months_stand_on_the_planner_without_scripts(plain: Page, base: str) -> None:
    plain.goto(base + "planner.html")
    assert plain.locator("table").count() >= 3
    assert not plain.locator("#planner").is_visible()


# --- evidence, changes ----------------------------------------------------------------------------------------------


def test_every_price_leads_to_its_words_in_one_click(page: Page, base: str) -> None:
    page.goto(base)
    page.locator("#ranking tbody td.read a:visible").first.click()
    page.wait_for_selector(":target", state="attached")
    quote = page.locator(".quote:target, .quote:has(:target)").first
    assert quote.locator("blockquote").inner_text()
    assert re.fullmatch(r"[0-9a-f]{64}", quote.locator("dd code").inner_text())


def test_the_evidence_link_scrolls_to_the_quote_on_the_recorded_page(browser: Browser, everything: Published, tmp_path: Path) -> None:
    """The recorded page, served here under another address; the fragment is the site's own."""
    body, state = (shown.ROOT / "tests" / "cassettes" / "latest" / "tencent" / "00.html").read_text(), everything.state("tencent")
    proofs = [
        proof
        for _, proofs in evidence(state, Sheet(state.snapshot.offers, "", ("",))).entries
        for proof in proofs
        if len(proof.quote.text) > 4 and body.count(proof.quote.text) == 1
    ]
    assert proofs
    (tmp_path / "page.html").write_text(re.sub(r"(<body[^>]*>)", r"\1<div style='height:4000px'></div>", body, count=1))
    link = fragment(proofs[0].quote)
    with shown.served(tmp_path) as address:
        page = browser.new_page()
        page.goto(f"{address}page.html#{link.split('#')[1]}")
        until(page, "scrollY > 0")
        seen = page.evaluate(
            "text => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); while (walk.nextNode()) if (walk.currentNode.data.includes(text)) { const range = document.createRange(); range.selectNode(walk.currentNode); const box = range.getBoundingClientRect(); return box.top >= 0 && box.top < innerHeight; } return false; }",
            proofs[0].quote.text,
        )
        page.close()
    assert seen


def test_changes_are_filtered_by_kind_and_provider(page: Page, base: str) -> None:
    page.goto(base + "changes/index.html?kind=increased")
    kept = page.locator(".news li:visible")
    assert 0 < kept.count() < page.locator(".news li").count()
    assert all("→" in said for said in kept.all_inner_texts())
    kept.first.locator("a").click()
    page.wait_for_selector("h2:has-text('Before')")


def test_history_is_a_chart_in_dollars_an_image_with_its_figures_beneath() -> None:
    """Whatever a seller bills by; a price that never moved says since when, and who has no date says that."""
    charts = [path for path in (shown.site() / "models").glob("*.html") if 'class="chart wide"' in path.read_text()]
    assert charts
    page = lxml_html.parse(charts[0])
    assert page.xpath(
        "//figure[contains(.//svg/@aria-label, 'in dollars')]/following-sibling::section//table[contains(caption, 'one image')]"
    )
    assert "Unchanged since" in page.xpath("//table/thead//text()")


# --- the whole ------------------------------------------------------------------------------------------------------


def test_no_link_inside_is_broken_and_no_id_stands_twice() -> None:
    site = shown.site()
    pages = {path.relative_to(site).as_posix(): lxml_html.parse(path) for path in sorted(site.rglob("*.html"))}
    ids = {}
    for name, page in pages.items():
        found = page.xpath("//@id")
        assert len(found) == len(set(found)), f"{name}: {[one for one in found if found.count(one) > 1][:3]}"
        ids[name] = set(found)
    for name, page in pages.items():
        for target in page.xpath("//@href | //@src"):
            _resolves(site, name, str(target), ids)


def _resolves(site: Path, name: str, target: str, ids: dict[str, set[str]]) -> None:
    absolute = target.startswith(("https://imageprices.example/", "/"))
    parts = urlsplit(target.removeprefix("https://imageprices.example").lstrip("/") if absolute else target)
    if parts.scheme or parts.netloc:
        assert parts.scheme in ("https", "data"), f"{name}: {target}"
        return
    here = site / name
    start = site if absolute else here.parent
    there = (start / unquote(parts.path)).resolve() if parts.path or absolute else here.resolve()
    there = there / "index.html" if there.is_dir() else there
    assert there.is_relative_to(site.resolve()), f"{name}: {target}"
    assert there.exists(), f"{name}: {target}"
    if parts.fragment and there.suffix == ".html":
        assert unquote(parts.fragment) in ids[there.relative_to(site.resolve()).as_posix()], f"{name}: {target}"


KINDS = ("index.html", "compare/edit.html", "models/index.html", "models/gpt-image-2.html", "providers/index.html", "providers/google.html", "providers/journeyapi.html", "evidence/bfl.html", "plans.html", "planner.html", "changes/index.html", "status.html", "method.html", "downloads.html", "alerts.html")  # fmt: skip


@pytest.mark.parametrize("width", [1280, 360])
def test_no_page_complains_asks_elsewhere_or_overflows(page: Page, base: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for kind in KINDS:
        page.goto(base + kind)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{kind} at {width}"
        assert page.title().endswith("imageprices")


@pytest.mark.parametrize("width", [1280, 1000, 360])
def test_no_price_of_the_comparison_is_cut(page: Page, base: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(base)
    cut = "cells => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.innerText)"
    assert page.locator("#ranking td.price").evaluate_all(cut) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_stands_without_scripts(plain: Page, base: str, kind: str) -> None:
    """Heading and content are there, and no control that would do nothing."""
    plain.goto(base + kind)
    assert plain.locator("main h1").inner_text()
    assert len(plain.locator("main").inner_text()) > 200
    assert 0 == plain.locator("main :is(input, select, button):visible").count()


def test_every_page_names_the_feed_of_all_changes_and_its_own() -> None:
    own = {"providers/bfl.html": "feeds/providers/bfl.atom", "evidence/bfl.html": "feeds/providers/bfl.atom", "models/gpt-image-2.html": "feeds/models/gpt-image-2.atom", "status.html": "feeds/maintainers.atom", "index.html": None}  # fmt: skip
    for path, feed in own.items():
        page = lxml_html.parse(shown.site() / path)
        named = [str(href).removeprefix("../") for href in page.xpath("//link[@type='application/atom+xml']/@href")]
        assert named == ["feeds/all.atom", *([feed] if feed else [])], path


def test_the_downloads_page_says_what_every_file_is() -> None:
    page = lxml_html.parse(shown.site() / "downloads.html")
    linked = {str(href) for href in page.xpath("//main//a/@href")}
    files = {path.relative_to(shown.site()).as_posix() for path in (shown.site() / "v1").glob("*") if path.is_file()}
    assert files <= linked
    assert all(len(said.text_content()) > 10 for said in page.xpath("//main//dl/dd"))
    assert all(len(said.text_content()) > 5 for said in page.xpath("//main//table//td[1]"))


def test_the_index_is_light() -> None:
    site = shown.site()
    sheets = [gzip.compress((site / "static" / name).read_bytes(), 9) for name in ("style.css",)]
    scripts = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in sorted((site / "static").glob("*.js"))}
    page = len(gzip.compress((site / "index.html").read_bytes(), 9))
    print(f"index {page} bytes, style {len(sheets[0])}, scripts {scripts}")
    assert sum(scripts.values()) <= 30_000
    assert page + sum(map(len, sheets)) + sum(scripts.values()) <= 120_000


def test_a_second_build_from_nothing_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """Wherever it is built: a site is a function of its data, and says nothing of when, where or after what it was made."""
    done = [build("build", "--data", str(few()), "--out", str(tmp_path / build.__name__)) for build in (typed, shown.run)]
    assert [0, 0] == [one.returncode for one in done], done
    assert _bytes(tmp_path / "typed") == _bytes(tmp_path / "run")


def _bytes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_machines_find_a_data_set_a_map_and_a_picture() -> None:
    site = shown.site()
    page = lxml_html.parse(site / "index.html")
    described = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert described["@type"] == "Dataset"
    datetime.fromisoformat(described["dateModified"])
    assert page.xpath("string(//link[@rel='canonical']/@href)") == "https://imageprices.example/"
    assert (site / "static" / "card.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    listed = re.findall(r"<loc>([^<]+)</loc>", (site / "sitemap.xml").read_text())
    assert len(listed) == len(list(site.rglob("*.html"))) - 1


# --- hostile words --------------------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOSTILE = (
    '=HYPERLINK("http://evil.example","x")',
    "<script>alert(1)</script>",
    "\u202egnp.exe",
    "{{7*7}}",
    "../../../etc/passwd",
    "</script><img src=x onerror=alert(1)>",
    "x" * 160,
)


def test_hostile_words_stay_words(browser: Browser, tmp_path: Path) -> None:
    """Names and ids of a page are shown as text, whatever they look like, and name no file outside the site."""
    folder = tmp_path / "data"
    snapshot = settled(shown.data())
    state = snapshot.current("bedrock")
    sold = next(offer for offer in state.offers if offer.prices)
    offers = tuple(
        sorted((sold.model_copy(update={"native_id": words, "name": words}) for words in HOSTILE), key=lambda one: one.native_id)
    )
    news = diff({}, entries_of(state.model_copy(update={"offers": offers, "rules": (), "plans": ()})), Telling("bedrock", NOON))
    with opened(folder) as store:
        store.introduce({"bedrock": snapshot.introduced()["bedrock"]})
        store.commit(news, replay("bedrock", news), None, snapshot.checks().providers["bedrock"])
    build_site(folder, tmp_path / "site")
    with shown.served(tmp_path / "site") as base:
        context = browser.new_context()
        page, wrong = shown.watched(context, base)
        page.on("dialog", lambda dialog: wrong.append(f"dialog {dialog.message}"))
        for path in ("index.html?all=1", "providers/bedrock.html", "evidence/bedrock.html", "changes/index.html", "status.html"):
            page.goto(base + path)
            page.wait_for_timeout(100)
            assert page.locator("main img, main script:not([type])").count() == 0
        page.goto(base + "providers/bedrock.html")
        words = page.locator("main").inner_text()
        context.close()
    assert not wrong
    assert "<script>alert(1)</script>" in words
    assert "{{7*7}}" in words
    assert "\u202e" not in words
    assert not [path for path in tmp_path.rglob("*") if "passwd" in path.name]


def test_slugs_are_never_paths_and_never_collide() -> None:
    names = [*HOSTILE, "a/b", "a-b", "a b", "A-B", "", ".", "..", "flux.1", "FLUX.1"]
    made = [slug(name) for name in names]
    assert len(set(made)) == len(made)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]*", one) for one in made)
