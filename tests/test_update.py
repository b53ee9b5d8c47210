"""One run: what is read, held, changed and stored, from recordings of a made-up seller."""

import hashlib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest

from pipeline.store.data_folder import Store, settled
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from tests.fakes import ACME, DAY, MORE, PRICES, TWIN, acme, prices_page, record, tokens_page

SIX = {"alpha": "$0.04", "beta": "$0.05", "gamma": "$0.06", "delta": "$0.07", "epsilon": "$0.08", "zeta": "$0.09"}


@pytest.fixture(autouse=True)
def state():
    with acme():
        yield


@pytest.fixture
def run(tmp_path):
    """Replay pages of Acme on a day of the run; the outcome."""

    def run_on(day, pages, **headers):
        folder = tmp_path / f"recorded-{day}"
        record(folder, pages, DAY + timedelta(days=day), **headers)
        return run_update(Run(tmp_path / "data", replay=folder, only=("acme",))).outcomes[0]

    return run_on


def kinds(outcome):
    return [(change.kind, change.native_id) for change in outcome.changes]


def hashes(folder):
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def amounts(tmp_path):
    snapshot = Store(tmp_path / "data").known("acme").snapshot()
    return {offer.native_id: [str(line.amount) for line in offer.prices] for offer in snapshot.offers}


def test_first_reading_is_a_baseline_and_no_news(run):
    """The first reading of a provider is accepted on structure and bands, and marked."""
    outcome = run(0, {PRICES: prices_page(SIX)})
    assert outcome.whole and outcome.first
    assert all(change.baseline and change.kind == "added" for change in outcome.changes)
    assert len(outcome.changes) == 6


def test_second_update_of_the_same_pages_changes_no_byte_but_checks(run, tmp_path):
    """Idempotent: a diff in the data folder is news."""
    run(0, {PRICES: prices_page(SIX)})
    before = hashes(tmp_path / "data")
    assert run(0, {PRICES: prices_page(SIX)}).changes == []
    after = hashes(tmp_path / "data")
    assert {path for path in before if before[path] != after[path]} <= {"checks.json"}
    assert before.keys() == after.keys()


def test_layout_alone_is_no_change_and_keeps_the_first_evidence(run, tmp_path):
    """Words moved, prices did not: the old quote stays, with the date since when the price is known."""
    run(0, {PRICES: prices_page(SIX)})
    before = (tmp_path / "data/current/acme.json").read_bytes()
    outcome = run(1, {PRICES: prices_page(dict(reversed(SIX.items())), "A new paragraph.")})
    assert outcome.whole and outcome.changes == []
    assert (tmp_path / "data/current/acme.json").read_bytes() == before


def test_true_change_inside_the_fences_is_published_at_once(run, tmp_path):
    """A fifth dearer, one of six: no doubt, no delay."""
    run(0, {PRICES: prices_page(SIX)})
    outcome = run(1, {PRICES: prices_page(SIX | {"alpha": "$0.048"})})
    assert outcome.whole
    assert kinds(outcome) == [("increased", "alpha")]
    assert amounts(tmp_path)["alpha"] == ["0.048"]


def test_big_move_is_published_when_a_day_later_it_is_read_again(run, tmp_path):
    """Delayed by one confirmation, never lost."""
    run(0, {PRICES: prices_page(SIX)})
    dearer = {PRICES: prices_page(SIX | {"alpha": "$0.11"})}
    assert not run(1, dearer).whole
    assert amounts(tmp_path)["alpha"] == ["0.04"]
    outcome = run(2, dearer)
    assert outcome.whole
    assert kinds(outcome) == [("increased", "alpha")]
    assert "confirmed" in outcome.changes[0].reason
    assert not (tmp_path / "data/held/acme.json").exists()


def test_replaying_one_recording_twice_confirms_nothing(run, tmp_path):
    """A second look at the same observation is no second observation."""
    run(0, {PRICES: prices_page(SIX)})
    dearer = {PRICES: prices_page(SIX | {"alpha": "$0.11"})}
    for _ in range(3):
        assert not run(1, dearer).whole
    assert amounts(tmp_path)["alpha"] == ["0.04"]


def test_second_reading_of_the_same_day_confirms_nothing(run, tmp_path):
    """The page's variant may be served for hours."""
    run(0, {PRICES: prices_page(SIX)})
    dearer = {PRICES: prices_page(SIX | {"alpha": "$0.11"})}
    run(1, dearer)
    assert not run(1.4, dearer).whole
    assert not run(1.8, dearer).whole
    assert run(1.9, dearer).whole


def test_pending_that_is_read_differently_waits_anew(run):
    """Only exactly the same confirms."""
    run(0, {PRICES: prices_page(SIX)})
    run(1, {PRICES: prices_page(SIX | {"alpha": "$0.11"})})
    assert not run(2, {PRICES: prices_page(SIX | {"alpha": "$0.12"})}).whole


def test_pending_that_goes_away_is_gone(run, tmp_path):
    """A variant that is served once leaves no trace but in history."""
    run(0, {PRICES: prices_page(SIX)})
    run(1, {PRICES: prices_page(SIX | {"alpha": "$0.11"})})
    assert run(2, {PRICES: prices_page(SIX)}).whole
    assert not (tmp_path / "data/held/acme.json").exists()
    assert amounts(tmp_path)["alpha"] == ["0.04"]


def test_page_that_cannot_be_read_keeps_its_last_prices(run, tmp_path):
    """A failed page removes nothing, says why, and does not touch the other page."""
    run(0, {PRICES: prices_page(SIX), MORE: tokens_page({"tau": "$30"})})
    outcome = run(1, {PRICES: "# Something else", MORE: tokens_page({"tau": "$33"})})
    assert kinds(outcome) == [("increased", "tau")]
    assert [page.error for page in outcome.held.pages] == ["LayoutChanged"]
    assert amounts(tmp_path)["alpha"] == ["0.04"]


def test_page_that_is_not_recorded_is_no_failure_and_nothing_is_missing(run):
    """A replay knows only what is in it."""
    run(0, {PRICES: prices_page(SIX), MORE: tokens_page({"tau": "$30"})})
    outcome = run(1, {PRICES: prices_page(SIX)})
    assert outcome.whole and outcome.changes == []
    assert {page.url: page.outcome for page in outcome.pages}[MORE] == "not_recorded"


def test_one_of_two_twins_is_enough(run):
    """A page that says the same in another format stands in for it: a note, not a loss."""
    run(0, {MORE: tokens_page({"tau": "$30"}), TWIN: tokens_page({"tau": "$30"})})
    outcome = run(1, {MORE: 503, TWIN: tokens_page({"tau": "$33"})})
    assert outcome.whole
    assert kinds(outcome) == [("increased", "tau")]
    assert any("503" in note for note in outcome.notes)


def test_model_that_vanished_is_missing_with_a_date_and_comes_back(run, tmp_path):
    """Never removed by itself; told once; told again when it is back."""
    run(0, {PRICES: prices_page(SIX)})
    less = {PRICES: prices_page({model: words for model, words in SIX.items() if model != "zeta"})}
    assert kinds(run(1, less)) == [("missing", "zeta")]
    assert kinds(run(2, less)) == []
    assert amounts(tmp_path)["zeta"] == ["0.09"]
    assert kinds(run(3, {PRICES: prices_page(SIX)})) == [("returned", "zeta")]


def test_page_that_lost_half_its_prices_is_held_whole(run, tmp_path):
    """Half a page is no page: what is left on it is not believed either."""
    run(0, {PRICES: prices_page(SIX)})
    outcome = run(1, {PRICES: prices_page({"alpha": "$0.041", "beta": "$0.05", "gamma": "$0.06"})})
    assert outcome.held.pages[0].error == "CountDropped"
    assert [change for change in outcome.changes if change.kind not in ("held",)] == []
    assert amounts(tmp_path)["alpha"] == ["0.04"]


def test_unreadable_price_holds_its_offer_alone(run, tmp_path):
    """The others of the page go on."""
    run(0, {PRICES: prices_page(SIX)})
    outcome = run(1, {PRICES: prices_page(SIX | {"alpha": "ask us", "beta": "$0.055"})})
    assert kinds(outcome) == [("increased", "beta"), ("held", "alpha")]
    assert outcome.held.offers[0].words == "ask us"
    assert amounts(tmp_path)["alpha"] == ["0.04"]


def test_older_recording_is_refused_and_nothing_written(run, tmp_path):
    """History only goes forward."""
    run(5, {PRICES: prices_page(SIX)})
    before = hashes(tmp_path / "data")
    outcome = run(1, {PRICES: prices_page(SIX | {"alpha": "$0.048"})})
    assert "older than what is known" in outcome.refused
    assert hashes(tmp_path / "data") == before


def test_copy_a_cache_kept_for_days_does_not_count(run):
    """An old copy is no observation."""
    run(0, {PRICES: prices_page(SIX)})
    outcome = run(9, {PRICES: prices_page(SIX | {"alpha": "$0.048"})}, age="400000")
    assert not outcome.whole and [change.kind for change in outcome.changes] == []
    assert "a cache" in outcome.held.pages[0].reason


def test_retirement_is_told_when_announced_and_once_when_its_day_has_come(run):
    """By the clock of the reading, not ours."""
    announced = {PRICES: prices_page(SIX, "zeta retires on 2026-03-05.")}
    run(0, {PRICES: prices_page(SIX)})
    assert kinds(run(1, announced)) == [("retiring", "zeta")]
    assert kinds(run(3, announced)) == []
    assert kinds(run(5, announced)) == [("retired", "zeta")]
    assert kinds(run(6, announced)) == []


def test_retirement_that_is_read_after_its_day_is_told_as_past(run):
    """Not announced any more: it has happened."""
    run(0, {PRICES: prices_page(SIX)})
    assert kinds(run(9, {PRICES: prices_page(SIX, "zeta retires on 2026-03-05.")})) == [("added", "zeta"), ("retired", "zeta")]
    assert kinds(run(10, {PRICES: prices_page(SIX)})) == []


def test_retired_model_that_leaves_its_page_is_removed_by_its_rule(run, tmp_path):
    """The one way something is removed without a person: the provider announced it."""
    announced = prices_page(SIX, "zeta retires on 2026-03-02.")
    run(0, {PRICES: announced})
    less = prices_page({model: words for model, words in SIX.items() if model != "zeta"}, "zeta retires on 2026-03-02.")
    assert ("removed", "zeta") in kinds(run(4, {PRICES: less}))
    assert "zeta" not in amounts(tmp_path)


def test_plan_change_is_told_as_one(run):
    """Price and credits of a plan are one thing."""
    run(0, {PRICES: prices_page(SIX, "Plan Pro: $20 a month for 1,000 credits")})
    outcome = run(1, {PRICES: prices_page(SIX, "Plan Pro: $24 a month for 1,000 credits")})
    assert [change.kind for change in outcome.changes] == ["plan_changed"]


def test_price_of_one_page_is_not_lost_when_only_the_other_changed(run, tmp_path):
    """An offer whose lines stand on two pages is one offer, whichever was read."""
    run(0, {PRICES: prices_page({"alpha": "$0.04"}), MORE: tokens_page({"alpha": "$30"})})
    run(1, {MORE: tokens_page({"alpha": "$33"})})
    assert amounts(tmp_path)["alpha"] == ["0.04", "33"]


def test_corrupt_current_stops_the_run_and_says_what_to_run(run, tmp_path):
    """Never: everything is new."""
    run(0, {PRICES: prices_page(SIX)})
    current = tmp_path / "data/current/acme.json"
    current.write_text("{", encoding="utf-8")
    with pytest.raises(BadData, match=r"check --repair --data"):
        run(1, {PRICES: prices_page(SIX)})
    assert current.read_text(encoding="utf-8") == "{"


def test_missing_history_beside_a_snapshot_stops_the_run(run, tmp_path):
    """A snapshot nobody can account for is not believed."""
    run(0, {PRICES: prices_page(SIX)})
    (tmp_path / "data/history/acme/2026.jsonl").unlink()
    with pytest.raises(BadData):
        run(1, {PRICES: prices_page(SIX)})


def test_two_runs_in_the_same_folder_do_not_mix(run, tmp_path):
    """The second refuses, and says how to wait."""
    from pipeline.store.data_folder import opened

    with opened(tmp_path / "data"), pytest.raises(BadData, match="--wait"):
        run(0, {PRICES: prices_page(SIX)})


def test_fault_in_one_module_stops_no_other(tmp_path):
    """A module that does not work is refused with its fault; the run goes on."""

    def broken(page):
        raise ZeroDivisionError("a fault of ours")
        yield

    with acme(replace(ACME, pages=(replace(ACME.pages[0], read=broken),))):
        record(tmp_path / "set", {PRICES: prices_page(SIX)})
        outcome = run_update(Run(tmp_path / "data", replay=tmp_path / "set", only=("acme",))).outcomes[0]
    assert not outcome.whole
    assert "ZeroDivisionError" in outcome.held.pages[0].reason


def misread(page):
    """Acme's reader with a fault: it takes alpha's price for 0.05 and does not know of zeta."""
    for draft in ACME.pages[0].read(page):
        if draft.native_id == "alpha":
            yield replace(draft, prices=(replace(draft.prices[0], words=replace(draft.prices[0].words, text="$0.05")),))
        elif draft.native_id != "zeta":
            yield draft


def test_mended_reader_corrects_and_moves_no_price(tmp_path):
    """The same page read otherwise is our fault, not news: told as a correction; what it reads anew is no news either."""
    record(tmp_path / "set", {PRICES: prices_page(SIX)})
    run_it = Run(tmp_path / "data", replay=tmp_path / "set")
    with acme(replace(ACME, pages=(replace(ACME.pages[0], read=misread),)), Path(pytest.__file__)):
        run_update(run_it)
    outcome = run_update(run_it).outcomes[0]
    assert {(change.kind, change.native_id, change.baseline) for change in outcome.changes} == {
        ("correction", "alpha", False),
        ("added", "zeta", True),
    }
    assert outcome.changes[0].reason == "the same page, read anew by a mended reader"
    assert amounts(tmp_path) == {model: [words[1:]] for model, words in SIX.items()}


def test_same_fact_found_elsewhere_by_a_changed_reader_takes_the_new_place_as_evidence(tmp_path):
    """Or `check` could not find it again; no news, and only once."""

    def elsewhere(page):
        for draft in ACME.pages[0].read(page):
            yield replace(
                draft, prices=tuple(replace(one, words=replace(one.words, locator="another way to say it")) for one in draft.prices)
            )

    record(tmp_path / "set", {PRICES: prices_page(SIX)})
    run_it = Run(tmp_path / "data", replay=tmp_path / "set")
    run_update(run_it)
    with acme(replace(ACME, pages=(replace(ACME.pages[0], read=elsewhere),)), Path(pytest.__file__)):
        outcome = run_update(run_it).outcomes[0]
        assert {(change.kind, change.baseline) for change in outcome.changes} == {("restated", True)} and outcome.whole
        assert run_update(run_it).outcomes[0].changes == []
        known = Store(tmp_path / "data").known("acme")
    assert {one.quote.locator for one in known.entries.values()} == {"another way to say it"}
    assert not known.swings


def test_price_a_changed_reader_no_longer_reads_is_held_not_missing(tmp_path):
    """The page did not lose it: a person looks, however many runs it takes."""
    record(tmp_path / "set", {PRICES: prices_page(SIX)})
    run_it = Run(tmp_path / "data", replay=tmp_path / "set")
    run_update(run_it)
    forgetful = replace(
        ACME, pages=(replace(ACME.pages[0], read=lambda page: (one for one in ACME.pages[0].read(page) if one.native_id != "zeta")),)
    )
    with acme(forgetful, Path(pytest.__file__)):
        for _ in range(2):
            outcome = run_update(run_it).outcomes[0]
            assert not outcome.whole and outcome.changes == []
            assert "no longer reads this" in outcome.held.offers[0].reasons[0]
    assert amounts(tmp_path)["zeta"] == ["0.09"]


def test_what_people_wrote_down_is_stored_and_taken_out_with_its_table(run, tmp_path):
    """A change of a hand-kept table is a change with evidence."""
    (tmp_path / "data").mkdir()
    table = tmp_path / "data/manual.toml"
    said = """
[[seller]]
id = "acme"
name = "Acme"
home = "https://acme.example"
kind = "reseller"
why = "behind a login"
[[seller.statement]]
url = "https://acme.example/login"
date = 2026-02-01
via = "seen by us"
trust = "TRUST"
[[seller.statement.prices]]
model = "omega"
billable = "output_image"
unit = "image"
amount = "0.5"
quote = "$0.5 an image"
"""
    from schema.tables.manual import Trust

    table.write_text(said.replace("TRUST", Trust.__args__[0]), encoding="utf-8")
    run(0, {PRICES: prices_page(SIX)})
    assert amounts(tmp_path)["omega"] == ["0.5"]
    assert kinds(run(1, {PRICES: 503})) == []
    table.write_text("", encoding="utf-8")
    assert kinds(run(2, {PRICES: prices_page(SIX)})) == [("removed", "omega")]


def test_an_older_copy_from_a_cache_takes_no_change_back(run, tmp_path):
    """Its age says that it left its host before what is known did."""
    run(0, {PRICES: prices_page(SIX)})
    run(1, {PRICES: prices_page(SIX | {"alpha": "$0.048"})})
    outcome = run(1.5, {PRICES: prices_page(SIX)}, age="90000")
    assert "older than what is known" in outcome.refused
    assert amounts(tmp_path)["alpha"] == ["0.048"]


def test_a_copy_from_a_cache_that_is_the_page_last_read_is_no_trouble(run):
    """A cache that kept the same page says nothing new."""
    run(0, {PRICES: prices_page(SIX)})
    outcome = run(0.5, {PRICES: prices_page(SIX)}, age="60000")
    assert outcome.whole and not outcome.changes


def test_a_reading_of_a_day_that_has_not_come_is_refused(run, tmp_path):
    """A clock far ahead would make every later reading an older one."""
    run(0, {PRICES: prices_page(SIX)})
    before = hashes(tmp_path / "data")
    assert "has not come" in run(40000, {PRICES: prices_page(SIX | {"alpha": "$0.048"})}).refused
    assert hashes(tmp_path / "data") == before


def test_four_times_the_prices_take_no_more_than_eight_times_the_work(tmp_path):
    """New, and then a tenth of them moved: what grows with the square of a seller's prices takes sixteen times."""
    took = {count: _worked(tmp_path / str(count), count) for count in (400, 1600)}
    assert took[1600] <= 8 * took[400], took


def _worked(folder, count):
    """The CPU time of two readings of so many prices, the lesser of two tries."""
    page = replace(ACME.pages[0], prices=(1, 2 * count))
    first = {f"model-{at}": f"$0.{1000 + at}" for at in range(count)}
    second = first | {f"model-{at}": f"$0.{1003 + at + at % 7}" for at in range(0, count, 10)}
    took = []
    with acme(replace(ACME, pages=(page,))):
        for at, prices in enumerate((first, second)):
            record(folder / str(at), {PRICES: prices_page(prices)}, at=DAY + timedelta(days=3 * at))
        for data in (folder / "data", folder / "again"):
            began = process_time()
            for at in range(2):
                run_update(Run(data, replay=folder / str(at), only=("acme",)))
            took.append(process_time() - began)
            assert count == len(settled(data).current("acme").offers)
    return min(took)


def test_what_waits_is_told_again_each_week(run):
    """A lost decimal point waits for a person: told at once, then every seven days, with the day since when; not in between."""
    run(0, {PRICES: prices_page(SIX)})
    told = {}
    for day in range(1, 17):
        outcome = run(day, {PRICES: prices_page(SIX | {"alpha": "$0.4"})})
        told[day] = [change.reason for change in outcome.changes if change.kind == "held"]
        assert not outcome.whole
    assert [day for day, reasons in told.items() if reasons] == [1, 8, 15]
    assert told[8][0].startswith(f"waits since {DAY + timedelta(days=1):%Y-%m-%d}: 0.04 -> 0.4")


def test_prices_that_move_daily_are_published_once_three_readings_nearly_agree(run, tmp_path):
    """Half of a page moves every day: no reading repeats the last one to the digit, and the third is believed all the same."""
    run(0, {PRICES: prices_page(SIX)})
    for day, (factor, expected) in enumerate(((1.6, "0.04"), (1.7, "0.04"), (1.8, "0.072")), start=1):
        moved = {name: f"${float(price[1:]) * factor * (1 + at / 9):.4f}" for at, (name, price) in enumerate(SIX.items())}
        outcome = run(day, {PRICES: prices_page(moved)})
        assert amounts(tmp_path)["alpha"] == [expected], outcome.held


def test_what_swings_wildly_is_believed_by_no_second_reading(run, tmp_path):
    """Three times as dear, then five times: two readings that contradict each other confirm nothing; a person is asked each week."""
    run(0, {PRICES: prices_page(SIX)})
    for day, price in enumerate(("$0.12", "$0.2", "$0.3", "$0.13", "$0.22"), start=1):
        outcome = run(day, {PRICES: prices_page(SIX | {"alpha": price})})
        assert amounts(tmp_path)["alpha"] == ["0.04"] and [one.native_id for one in outcome.held.offers] == ["alpha"]
