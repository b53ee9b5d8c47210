"""New highs and lows, told by the change itself and so everywhere alike; and what was wrong stays visible as retracted."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pipeline.alert.notices import notices
from pipeline.alert.pending import all_news
from pipeline.cli.application import run
from pipeline.guard.review_decisions import Correction, Decision, correct
from pipeline.ledger.extremes import amounts, extreme_of
from pipeline.publish.change_effects import events
from pipeline.publish.dataset import published
from pipeline.publish.files.table_rows import tables
from pipeline.store.data_folder import Store, opened
from pipeline.update.commit_message import commit_message
from pipeline.update.runs import Run, run_update
from tests.built import everything
from tests.fakes import DAY, PRICES, acme, prices_page, record
from tests.test_guard import line
from tests.test_update import SIX


@pytest.fixture
def priced(tmp_path):
    """Read Acme's alpha at these prices, a day after the other; what the last reading changed."""

    def read(*prices):
        for day, price in enumerate(prices):
            record(tmp_path / f"set{day}", {PRICES: prices_page(SIX | {"alpha": price})}, DAY + timedelta(days=day))
            report = run_update(Run(tmp_path / "data", replay=tmp_path / f"set{day}"))
        return [change for change in report.outcomes[0].changes if change.native_id == "alpha"]

    with acme():
        yield read


@pytest.mark.parametrize(
    ("extreme", "prices"),
    [
        (None, ["$0.040"]),
        ("high", ["$0.040", "$0.041"]),
        ("low", ["$0.040", "$0.039"]),
        (None, ["$0.040", "$0.041", "$0.040"]),
        (None, ["$0.040", "$0.042", "$0.039", "$0.041"]),
        ("high", ["$0.040", "$0.042", "$0.039", "$0.043"]),
        ("low", ["$0.040", "$0.042", "$0.039", "$0.038"]),
    ],
)
def test_a_price_says_when_it_is_higher_or_lower_than_ever(priced, extreme, prices):
    """Than every price of that line so far; as high as once before is no new high."""
    assert [extreme] == [change.extreme for change in priced(*prices)]


def test_a_price_that_was_wrong_does_not_count(priced, tmp_path):
    """A mistake of ours is no record to beat: after its correction, the next true high is one."""
    priced("$0.040", "$0.048")
    with opened(tmp_path / "data") as store:
        wrong = Correction(Decision("acme", ("alpha",), "Ada", "a slip"), {}, Decimal("0.041"), "$0.041 per image")
        correct(store, wrong, DAY + timedelta(days=1, hours=1))
    history = Store(tmp_path / "data").history("acme")
    paid = [change for change in history if change.native_id == "alpha"]
    assert ["0.040", "0.041"] == sorted(f"{amount:.3f}" for amount in amounts(paid, paid[0].after))
    record(tmp_path / "next", {PRICES: prices_page(SIX | {"alpha": "$0.045"})}, DAY + timedelta(days=2))
    (change,) = run_update(Run(tmp_path / "data", replay=tmp_path / "next")).outcomes[0].changes
    assert ("increased", "high") == (change.kind, change.extreme)


def test_what_was_wrong_stays_in_the_history_as_retracted(priced, tmp_path):
    """The row that said it names the correction; what was true before and after names none."""
    priced("$0.040", "$0.048")
    with opened(tmp_path / "data") as store:
        righted = correct(
            store,
            Correction(Decision("acme", ("alpha",), "Ada", "a slip"), {}, Decimal("0.041"), "$0.041 per image"),
            DAY + timedelta(days=1, hours=1),
        )
    (history,) = (table for table in tables(published(tmp_path / "data")) if table.name == "history")
    rows = [(row["kind"], row["new"], row["retracted_by"]) for row in history.rows if row["native_id"] == "alpha"]
    assert [("added", "0.04", None), ("increased", "0.048", righted.id), ("correction", "0.041", None)] == rows
    (correction,) = (row for row in history.rows if row["kind"] == "correction")
    assert correction["valid_from"] == "2026-03-02T12:00:00Z"
    assert 0 == run(["build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "site")])
    wrong = next(row["id"] for row in history.rows if row["new"] == "0.048")
    assert f'href="{righted.id}.html"' in (tmp_path / "site" / "changes" / f"{wrong}.html").read_text()
    assert 1 == (tmp_path / "site" / "changes" / "index.html").read_text().count(">retracted</i>")


@pytest.mark.parametrize(
    ("extreme", "amount", "earlier"),
    [(None, "1", []), ("high", "2", ["1"]), ("low", "0", ["1"]), (None, "1", ["1"]), (None, "2", ["1", "3"]), ("low", "0", ["1", "3"])],
)
def test_above_all_or_below_all(extreme, amount, earlier):
    """The first price is neither."""
    assert extreme == extreme_of(Decimal(amount), [Decimal(one) for one in earlier])


def test_other_units_and_currencies_are_other_prices():
    """A dollar and a yuan are not compared, nor an image and a megapixel."""
    dollars = line("0.1")
    history = [change for change in everything().changes if change.provider == "bfl"]
    assert [] == amounts(history, line("0.1", currency="CNY"))
    assert dollars.currency == "USD"


def test_it_is_the_same_sentence_everywhere(priced, tmp_path, capsys):
    """The commit's message, the notification, the files and the terminal."""
    priced("$0.040")
    record(tmp_path / "next", {PRICES: prices_page(SIX | {"alpha": "$0.044"})}, DAY + timedelta(days=1))
    capsys.readouterr()
    run(["update", "--replay", str(tmp_path / "next"), "--data", str(tmp_path / "data")])
    said = "acme · alpha: $0.04 -> $0.044 per image (+10.0 %), highest since we began, read 2026-03-02"
    assert said in capsys.readouterr().out
    new = tmp_path / "new.jsonl"
    new.write_text((tmp_path / "data" / "history" / "acme" / "2026.jsonl").read_text().splitlines()[-1] + "\n")
    assert f"- {said}\n" in commit_message(new)
    assert said.replace("->", "→") in notices(all_news(tmp_path / "data").changes, 10_000)[0].body
    (changes,) = (table for table in tables(published(tmp_path / "data")) if table.name == "changes")
    assert [(said, "high")] == [(row["sentence"], row["extreme"]) for row in changes.rows]


def test_events_take_it_from_the_change():
    """It is made once; nothing works it out again."""
    told = [event.change for event in events(everything()) if event.change.extreme]
    assert {"high", "low"} >= {change.extreme for change in told}
    assert told
