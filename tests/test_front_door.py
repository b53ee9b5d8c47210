"""`import imageprices`: one screen, and every line of it works; it answers like the command, from a folder, files or an address."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import imageprices
from pipeline.cli.application import run
from tests.built import latest, site

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def prices():
    return imageprices.load(latest(), on=DAY)


def test_it_is_one_screen_and_says_all_there_is():
    """What is exported is explained, and what is explained is exported."""
    screen = (imageprices.__doc__ or "").splitlines()
    assert len(screen) <= 30
    assert max(map(len, screen)) <= 140
    said = " ".join(screen)
    for name in imageprices.__all__:
        assert getattr(imageprices, name)
        assert name in said or name in ("PublishedPrices", "ToldChange", "version"), name
    methods = {name for name in vars(imageprices.PublishedPrices) if not name.startswith("_")}
    assert {"cheapest", "cost", "plan_prices", "changes"} == methods - {"as_of", "providers"}
    assert methods - {"as_of", "providers"} <= set(re.findall(r"prices\.(\w+)\(", said))
    with pytest.raises(AttributeError, match="no attribute 'cheepest'"):
        imageprices.cheepest  # noqa: B018 (asking for it is the test)


def test_every_line_of_the_screen_runs(tmp_path):
    """In an empty folder, on the snapshot; but the one that asks an address."""
    lines = [line[4:] for line in (imageprices.__doc__ or "").splitlines() if line.startswith("    ") and "https://" not in line]
    code = "from datetime import date\n" + "\n".join(lines)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_importing_it_is_quick():
    """The command starts through it: nothing is imported that nobody asked for."""
    code = "import sys, imageprices; print([name for name in ('pydantic', 'typer', 'pipeline', 'schema') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "[]" == done.stdout.strip()


def asked(capsys, *words):
    assert 0 == run([*words, "--data", str(latest()), "--on", DAY.isoformat(), "--json"])
    return json.loads(capsys.readouterr().out)


def test_it_answers_like_the_command(prices, capsys):
    """The ranking and a bill, to the digit; amounts are Decimals."""
    ranked = asked(capsys, "cost", "--recipe", "final", "--model", "nano-banana-pro")["ranked"]
    rows = prices.cheapest("final", model="Nano Banana Pro")
    assert [(row["cost"]["provider"], row["dollars"]) for row in ranked] == [(row.cost.provider, str(row.dollars)) for row in rows]
    told = asked(capsys, "cost", "--provider", "openai", "--model", "gpt-image-2", "--quality", "high", "--count", "4")
    bill = prices.cost("openai", "GPT Image 2", quality="high", count=4)
    assert (told["total"], told["currency"]) == (str(bill.total), bill.currency)
    assert isinstance(bill.total, Decimal)
    assert ["openai"] == [state for state in prices.providers if state == "openai"]
    assert DAY == prices.as_of


def test_plans_and_changes(prices):
    """What an image costs on a plan; what changed since a day, the newest first, with its sentence."""
    on_plans = prices.plan_prices("journeyapi")
    assert all(amount > 0 for plans in on_plans.values() for amount in plans.values())
    everything, later = prices.changes(date(2000, 1, 1)), prices.changes(date(2026, 9, 1))
    assert everything and len(later) <= len(everything)
    assert [change.at for change in everything] == sorted((change.at for change in everything), reverse=True)
    assert all(change.at >= date(2026, 9, 1) and change.sentence for change in later)
    assert not any(change.kind == "held" for change in everything)


@pytest.mark.parametrize(
    ("question", "error", "words"),
    [
        (lambda prices: prices.cost("opnai", "gpt-image-2"), "NotComparable", "nearest: openai"),
        (lambda prices: prices.cost("openai", ""), "NotComparable", "an empty name"),
        (lambda prices: prices.cheapest("poster"), "BadData", "draft, standard"),
        (lambda prices: prices.cheapest(colour="red"), "BadData", "found colour"),
        (lambda prices: prices.cheapest(size="99999x99999"), "BadData", "at most 8192x8192"),
        (lambda _: imageprices.load("no-such-folder"), "BadData", "a data folder"),
        (lambda _: imageprices.load("https://prices.invalid/v1"), "FetchError", "prices.invalid"),
    ],
)
def test_what_cant_be_answered_raises_one_of_four(prices, question, error, words):
    """With a sentence that says what is near; all of them are caught as one."""
    with pytest.raises(getattr(imageprices, error), match=re.escape(words)) as caught:
        question(prices)
    assert isinstance(caught.value, imageprices.PriceError)


@pytest.mark.parametrize("served", [False, True], ids=["a folder v1/", "its address"])
def test_published_files_answer_as_the_folder_they_were_made_of(prices, httpserver, served):
    """The same ranking, bill and changes, from files that anybody may have downloaded."""
    where = str(site() / "v1")
    if served:
        for path in (site() / "v1").rglob("*.json"):
            httpserver.expect_request(f"/v1/{path.relative_to(site() / 'v1')}").respond_with_data(path.read_bytes())
        where = httpserver.url_for("/v1")
    read = imageprices.load(where)
    ours = imageprices.load(latest(), on=read.as_of)
    for recipe in ("standard", "edit"):
        assert [(row.cost.native_id, row.dollars) for row in ours.cheapest(recipe)] == [
            (row.cost.native_id, row.dollars) for row in read.cheapest(recipe)
        ]
    assert ours.cost("openai", "gpt-image-2", "final") == read.cost("openai", "gpt-image-2", "final")
    assert set(ours.changes(date(2000, 1, 1))) == set(read.changes(date(2000, 1, 1)))
