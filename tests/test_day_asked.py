"""One rule for the day everything is judged on: the day somebody names, else the day the prices stand for, on every surface."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import imageprices
from costs.standing.ages import OBSERVED, QUOTED, REPLAYED
from pipeline.cli.application import run
from pipeline.cli.reports.cost_answers import long_ago
from pipeline.store.cost_context import open_context
from tests import shown
from tests.built import everything, latest, site


def test_the_command_the_library_and_the_files_stand_for_one_day(capsys):
    """Nobody named a day: the same offers lead in the same order, whatever the clock on the wall says."""
    assert run(["cost", "--data", str(latest()), "--json"]) == 0
    command = [(row["cost"]["provider"], row["cost"]["native_id"]) for row in json.loads(capsys.readouterr().out)["ranked"]]
    library = [(row.cost.provider, row.cost.native_id) for row in imageprices.load(latest()).cheapest("standard")]
    rows = json.loads((site() / "v1/costs.json").read_text())["costs"]
    files = [(row["provider"], row["native_id"]) for row in rows if (row["recipe"], row["standing"]) == ("standard", "leads")]
    assert command == files == library[: len(files)] != []


def test_without_a_day_it_is_the_one_the_folder_stands_for():
    assert open_context(latest()).known.on == everything().judged_on
    assert open_context(latest(), date(2027, 1, 1)).known.on == date(2027, 1, 1)


def test_prices_of_long_ago_are_said_to_be_that(capsys):
    """On the way of messages, so that JSON stays JSON."""
    day = date(2026, 11, 1)
    assert long_ago(day, day + OBSERVED) == ""
    assert "2026-11-01, 15 days ago: imageprices update" in long_ago(day, day + OBSERVED + timedelta(days=1))
    assert run(["cost", "--data", str(latest()), "--on", "2026-11-01", "--json"]) == 0
    assert capsys.readouterr().err == ""


def test_the_age_of_prices_is_said_once_below_an_answer_and_never_beside_an_error(capsys, monkeypatch):
    """Whatever the clock says of today."""
    monkeypatch.setattr("pipeline.cli.reports.cost_answers.long_ago", lambda *_: "these prices are old")
    assert run(["cost", "--data", str(latest())]) == 0
    assert capsys.readouterr().err == "imageprices: these prices are old\n"
    assert run(["cost", "--data", str(latest()), "--json"]) == 0  # for a program, which may read both ways as one
    out, err = capsys.readouterr()
    assert (json.loads(out)["ranked"] != [], err) == (True, "")
    assert run(["cost", "--data", str(latest()), "--model="]) == 2
    assert "old" not in capsys.readouterr().err


def test_what_is_called_retired_in_the_files_is_not_ranked_and_the_other_way_round():
    """A model that may end any day has not ended."""
    prices, rows = (json.loads((site() / f"v1/{name}.json").read_text())[name] for name in ("prices", "costs"))
    dead = {(row["provider"], row["native_id"]) for row in prices if row["retired"]}
    assert dead
    assert [row for row in rows if row["standing"] != "unranked" and (row["provider"], row["native_id"]) in dead] == []
    ended = {(row["provider"], row["native_id"]) for row in rows if "ended" in row["reason_codes"]}
    assert ended <= dead


def test_the_pages_scripts_are_told_for_how_long_a_price_keeps():
    """As the engine judges it: of a set read from recordings not by the days of live pages."""
    page = (shown.site() / "index.html").read_text()
    assert f'<meta name="keeps" content="{REPLAYED.days} {QUOTED.days}">' in page
    assert (
        f"({OBSERVED.days} days for a live page, {REPLAYED.days} for a recording, {QUOTED.days} for"
        in (shown.site() / "method.html").read_text()
    )
    assert not re.search(r"\b(14|90|180)\b", (shown.ROOT / "site/static/ages.js").read_text())
