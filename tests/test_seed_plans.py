"""The questions of two guides, asked by command line, planner and files: nine models on five plans, and a plan beside paying for each image.

The second gives credits an image and the price of five plans; every cell of models x plans follows, and it prints one column of them.
Of the first one today's evidence no longer says what Google's plan brings: its question is asked of a plan of one's own.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any, Final

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from costs.exact import said
from pipeline.cli.application import run
from tests import shown

D = Decimal
PLANS: Final = {"hobby": (19, 1100), "pro": (99, 6000), "growth": (299, 20000), "scale-1": (599, 44000), "scale-2": (999, 77000)}
CREDITS: Final = {
    "flux-2-dev": 1,
    "flux-schnell": 1,
    "nano-banana": 2,
    "gpt-image-1": 2,
    "flux-2-flex": 2,
    "nano-banana-2": 3,
    "midjourney": 4,
    "flux-2-max": 4,
    "ideogram-v3": 5,
}
PRINTED: Final = {1: "0.017", 2: "0.035", 3: "0.052", 4: "0.069", 5: "0.087"}  # on Hobby, from a rate already rounded to $0.0173
CELLS: Final = {
    (model, plan): said(Fraction(PLANS[plan][0], PLANS[plan][1]) * credits) for (model, credits), plan in product(CREDITS.items(), PLANS)
}


def test_there_are_45_cells_and_the_printed_ones_agree() -> None:
    """The seed multiplies a rounded rate: five credits are $0.0865 there and $0.08636 exactly, so a printed cell is within $0.001."""
    assert len(CELLS) == 45
    assert all(abs(CELLS[model, "hobby"] - D(PRINTED[credits])) <= D("0.001") for model, credits in CREDITS.items())


def test_the_command_line_says_every_cell(capsys: pytest.CaptureFixture[str]) -> None:
    """`plans --provider journeyapi --json`: the same 45 figures, and no others."""
    assert run(["plans", "--provider", "journeyapi", "--data", str(shown.data()), "--json"]) == 0
    table = json.loads(capsys.readouterr().out)["journeyapi"]
    assert {(model, plan): D(each) for model, row in table.items() for plan, each in row.items()} == CELLS


def _of_files() -> dict[str, list[dict[str, Any]]]:
    """The rows of the table of plan costs, in each kind of file."""
    v1 = shown.site() / "v1"
    database = sqlite3.connect(v1 / "prices.sqlite")
    database.row_factory = sqlite3.Row
    asked = ("provider", "plan", "native_id", "recipe", "used_up")
    with duckdb.connect() as base:
        parquet = base.execute(f"select {', '.join(asked)} from read_parquet('{v1 / 'parquet/plan-costs.parquet'}')").fetchall()
    rows = database.execute("select * from 'plan-costs' where provider = 'journeyapi'")
    return {
        "json": json.loads((v1 / "plan-costs.json").read_text(encoding="utf-8"))["plan-costs"],
        "csv": list(csv.DictReader(io.StringIO((v1 / "plan-costs.csv").read_text(encoding="utf-8-sig")))),
        "sqlite": [dict(row) for row in rows],
        "parquet": [dict(zip(asked, row, strict=True)) for row in parquet],
    }


def test_every_file_says_every_cell() -> None:
    """JSON, CSV, SQLite and Parquet: each cell at every volume, all of the plan used."""
    for kind, rows in _of_files().items():
        own = [row for row in rows if row["provider"] == "journeyapi" and row["recipe"] == "standard"]
        assert {(row["native_id"], row["plan"]) for row in own} == set(CELLS), kind
        wrong = [(row["native_id"], row["plan"]) for row in own if D(str(row["used_up"])) != CELLS[row["native_id"], row["plan"]]]
        assert not wrong, kind


def test_the_files_no_longer_say_what_googles_plan_brings_and_say_what_its_image_costs() -> None:
    """Seed 003: 100 a day were told in February; since May the quota is by usage. $19.99 over $0.24 at 4K is the 83 images it names."""
    v1 = shown.site() / "v1"
    plans = json.loads((v1 / "plan-costs.json").read_text(encoding="utf-8"))["plan-costs"]
    assert {row["reason"] for row in plans if (row["provider"], row["plan"]) == ("google-ai", "pro")} == {"brings_not_published"}
    costs = json.loads((v1 / "costs.json").read_text(encoding="utf-8"))["costs"]
    (each,) = {
        row["dollars"] for row in costs if (row["provider"], row["native_id"], row["recipe"]) == ("google", "gemini-3-pro-image", "4k")
    }
    assert int(D("19.99") / D(each)) == 83


# --- the planner -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shown.chromium() as found:
        yield found


@pytest.fixture
def planner(browser: Browser) -> Iterator[Page]:
    """The planner, loaded."""
    with shown.served(shown.site()) as base:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page, wrong = shown.watched(context, base)
        page.goto(f"{base.rstrip('/')}/planner.html?seller=journeyapi&images=275#plans")
        page.wait_for_selector("#volume-result tbody tr")
        yield page
        context.close()
        assert not wrong


@pytest.mark.browser
def test_the_planner_says_every_cell(planner: Page) -> None:
    """Of as many images as a plan's credits make: what is left of it is less than one image."""
    asked = [(model, plan, PLANS[plan][1] // CREDITS[model]) for model, plan in CELLS]
    script = "asked => asked.map(([native, plan, images]) => planner.onPlan(['journeyapi', plan], {images, recipe: 'medium', native}))"
    found = planner.evaluate(
        f"asked => JSON.parse(JSON.stringify(({script})(asked), (_, v) => typeof v === 'bigint' ? String(v) : v))", asked
    )
    for (model, plan, images), use in zip(asked, found, strict=True):
        assert (use["certainty"], D(use["total"])) == ("exact", PLANS[plan][0]), (model, plan)
        assert D(use["perImage"]) == said(Fraction(PLANS[plan][0], images)) and abs(D(use["perImage"]) - CELLS[model, plan]) < D("0.0003")


@pytest.mark.browser
def test_the_planner_shows_a_providers_plans_alone(planner: Page) -> None:
    """275 images of four credits are Hobby's 1,100: $19 a month; nobody else's plan stands there."""
    names = planner.locator("#volume-result tbody th").all_inner_texts()[1:]  # after paying for each image
    assert len(names) == len(PLANS) and all(name.startswith("JourneyAPI, ") for name in names)
    planner.locator("#volume [name=model]").select_option("midjourney")
    row = planner.locator("#volume-result tbody tr", has_text="Hobby").inner_text()
    assert "$19.00" in row and "$0.0691" in row


@pytest.mark.browser
def test_the_planner_answers_seed_003(planner: Page) -> None:
    """A plan of one's own of 100 images a day for $19.99 beats Google's own $0.24 at 4K above 83 images, and weekends waste 29 %."""
    form = planner.locator("#volume")
    for name, value in {"seller": "", "model": "nano-banana-pro", "size": "4096x4096"}.items():
        form.locator(f"[name={name}]").select_option(value)
    planner.locator("#volume summary").click()
    form.locator("[name=price]").fill("19.99")
    form.locator("[name=images]").fill("84")
    row = planner.locator("#volume-result tbody tr", has_text="A plan of your own").inner_text()
    assert "$19.99" in row and "above 83" in row and "weekends alone waste 29 %" in row


@pytest.mark.browser
def test_the_planner_takes_jobs(planner: Page) -> None:
    """200 jobs of four a month for $10: 700 images are 175 of them, 13 % unused; 801 are more than it brings."""
    form = planner.locator("#volume")
    planner.locator("#volume summary").click()
    for name, value in {"quantity": "200", "job": "4", "price": "10", "images": "700"}.items():
        form.locator(f"[name={name}]").fill(value)
    form.locator("[name=per]").select_option("month")
    own = planner.locator("#volume-result tbody tr", has_text="A plan of your own")
    assert all(said in own.inner_text() for said in ("$10.00", "$0.0143", "13 % of what is paid for unused"))
    form.locator("[name=images]").fill("801")
    assert "does not suffice" in own.inner_text()
