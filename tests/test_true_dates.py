"""The day of a figure is the day of its copy: recordings, lines, undated copies, and the day a data set stands for."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from costs.standing.ranking import key_of
from pipeline.cli.application import run as command
from pipeline.ledger.entries import entry_id
from pipeline.publish.dataset import published
from pipeline.store.cost_context import open_context
from pipeline.store.data_folder import Store
from pipeline.update.runs import Run, run_update
from tests.fakes import DAY, PRICES, acme, prices_page, record

CASSETTES = Path(__file__).parent / "cassettes"
SIX = {"alpha": "$0.04", "beta": "$0.05", "gamma": "$0.06", "delta": "$0.07", "epsilon": "$0.08", "zeta": "$0.09"}
FIRST = DAY.date()


@pytest.fixture(autouse=True)
def provider():
    with acme():
        yield


@pytest.fixture
def seen_on(tmp_path):
    """Replay pages of Acme on a day of the run; the outcome."""

    def replay(day, pages, on=None, **headers):
        folder = tmp_path / f"recorded-{day}"
        record(folder, pages, DAY + timedelta(days=day), **headers)
        return run_update(Run(tmp_path / "data", replay=folder, only=("acme",), on=on)).outcomes[0]

    return replay


def not_seen(tmp_path):
    """What did not stand on the page when it was last read, by native id, with the day it last did."""
    store = Store(tmp_path / "data")
    ids = {entry_id("acme", one): one.native_id for one in store.known("acme").entries.values()}
    (check,) = [check for check in store.checks().providers["acme"] if check.url == PRICES]
    return {ids[id]: day for id, day in check.not_seen.items()}


def test_a_line_its_page_no_longer_says_keeps_the_day_it_last_did(seen_on, tmp_path):
    """Its page is read again and again; that does not make the line younger."""
    for day in (0, 1):
        seen_on(day, {PRICES: prices_page(SIX)})
    for day in (2, 3):
        seen_on(day, {PRICES: prices_page({model: words for model, words in SIX.items() if model != "zeta"})})
    assert {"zeta": FIRST + timedelta(days=1)} == not_seen(tmp_path)
    seen_on(4, {PRICES: prices_page(SIX)})
    assert {} == not_seen(tmp_path)


def test_a_price_that_waits_is_as_old_as_its_last_sight(seen_on, tmp_path):
    """What is believed of a line whose page says something else by now was not seen today."""
    seen_on(0, {PRICES: prices_page(SIX)})
    assert not seen_on(1, {PRICES: prices_page(SIX | {"alpha": "$0.11"})}).whole
    assert {"alpha": FIRST} == not_seen(tmp_path)


def test_the_data_set_stands_for_the_day_of_its_newest_reading(seen_on, tmp_path):
    """One day, written by `update`."""
    for day in (0, 3):
        seen_on(day, {PRICES: prices_page(SIX)})
        assert FIRST + timedelta(days=day) == Store(tmp_path / "data").checks().as_of


def test_a_day_may_be_given_but_not_one_before_the_newest_reading(seen_on, tmp_path, capsys):
    """Nothing is judged on a day on which it was not known yet."""
    seen_on(0, {PRICES: prices_page(SIX)}, on=FIRST + timedelta(days=30))
    assert FIRST + timedelta(days=30) == Store(tmp_path / "data").checks().as_of
    replay = ["update", "--replay", str(tmp_path / "recorded-0"), "--only", "acme", "--data", str(tmp_path / "data")]
    assert 2 == command([*replay, "--on", str(FIRST - timedelta(days=1))])
    assert f"--on: expected the day of the newest reading, {FIRST}" in capsys.readouterr().err


def test_an_undated_copy_says_so_in_every_quote_and_dates_nothing(seen_on, tmp_path):
    """Its date is one by which it existed: no reading of that day."""
    seen_on(0, {PRICES: prices_page(SIX)}, **{"x-undated": "an upper bound"})
    store = Store(tmp_path / "data")
    assert {True} == {one.quote.undated for one in store.known("acme").entries.values()}
    assert [True] == [check.undated for check in store.checks().providers["acme"] if check.url == PRICES]
    assert store.checks().as_of is None


@pytest.mark.parametrize("index", sorted(CASSETTES.glob("*/*/index.yaml")), ids=lambda path: "/".join(path.parts[-3:-1]))
def test_a_recording_carries_the_day_of_the_copy_whose_figures_it_has(index):
    """As its note says; one whose copy has no day says that instead."""
    recording = yaml.safe_load(index.read_text(encoding="utf-8"))
    said = {date.fromisoformat(day) for day in re.findall(r"\d{4}-\d{2}-\d{2}", recording.get("note", ""))}
    for interaction in recording["interactions"]:
        headers = interaction["response"]["headers"]
        day = DAY.strptime(headers["date"][0], "%a, %d %b %Y %H:%M:%S GMT").date()
        assert day in said or "x-undated" in headers or not said


def test_a_line_that_waits_is_judged_by_its_own_day(seen_on, tmp_path):
    """In what an answer is reckoned stands the line's last sight beside its page's."""
    seen_on(0, {PRICES: prices_page(SIX)})
    for day in (1, 2, 30):
        seen_on(day, {PRICES: prices_page(SIX | {"alpha": "ask us"})})
    context = open_context(tmp_path / "data", FIRST + timedelta(days=30)).known
    assert [FIRST] == [day for key, day in context.last_seen.items() if "alpha" in key]


def test_what_waits_for_what_stands_beside_it_was_not_seen_though_it_says_the_same(seen_on, tmp_path):
    """A new currency beside a price: its words stand there, and nobody knows whether they still mean what they did. It ages."""
    seen_on(0, {PRICES: prices_page(SIX)})
    for day in (1, 2):
        assert not seen_on(day, {PRICES: prices_page(SIX, "All prices are in Canadian dollars.")}).whole
    assert {"alpha": FIRST, "zeta": FIRST}.items() <= not_seen(tmp_path).items()
    told = published(tmp_path / "data")
    lines = [line for offer in told.state("acme").snapshot.offers for line in offer.prices]
    assert {told.seen("acme", line.quote) for line in lines} == {FIRST}
    assert {
        told.known.last_seen[key_of("acme", offer.native_id, line)] for offer in told.state("acme").snapshot.offers for line in offer.prices
    } == {FIRST}
