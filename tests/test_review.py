"""A person decides: accepted, rejected, corrected, each in the history with who and why."""

from datetime import timedelta
from decimal import Decimal

import pytest

from pipeline.cli.reports.run_report import held_lines
from pipeline.guard.review_decisions import Correction, Decision, accept, correct, reject
from pipeline.store.data_folder import Store, opened
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from tests.fakes import DAY, PRICES, acme, prices_page, record
from tests.test_update import SIX, amounts

NOW = DAY + timedelta(days=1, hours=1)


@pytest.fixture(autouse=True)
def state():
    with acme():
        yield


@pytest.fixture
def update(tmp_path):
    """Replay one page of Acme on a day; the outcome."""

    def on(day, prices, more=""):
        record(tmp_path / str(day), {PRICES: prices_page(prices, more)}, DAY + timedelta(days=day))
        return run_update(Run(tmp_path / "data", replay=tmp_path / str(day), only=("acme",))).outcomes[0]

    on(0, SIX)
    return on


def decided(tmp_path, decide, *ids):
    with opened(tmp_path / "data") as store:
        return decide(store, Decision("acme", ids, "Ada", "looked at the page"))


def test_accepted_price_is_published_with_who_and_why(update, tmp_path):
    """What the guard held is believed from then on, and the next reading has nothing to add."""
    update(1, SIX | {"alpha": "$0.4", "beta": "$0.2"})
    (change,) = decided(tmp_path, accept, "alpha")
    assert (change.kind, change.by, change.reason, change.at) == ("increased", "Ada", "looked at the page", DAY + timedelta(days=1))
    assert amounts(tmp_path)["alpha"] == ["0.4"] and amounts(tmp_path)["beta"] == ["0.05"]
    assert [one.native_id for one in Store(tmp_path / "data").held("acme").offers] == ["beta"]
    assert update(2, SIX | {"alpha": "$0.4", "beta": "$0.2"}).whole


def test_accepting_all_leaves_nothing_held(update, tmp_path):
    """No ids: everything that waits."""
    update(1, SIX | {"alpha": "$0.4", "beta": "$0.2"})
    assert len(decided(tmp_path, accept)) == 2
    assert Store(tmp_path / "data").held("acme") is None


def test_accepting_an_offer_under_another_id_takes_the_old_one_with_it(update, tmp_path):
    """Renamed in full at once: held under the new ids, saying what they were; accepted, nothing stands twice."""
    new = {f"{name}-2": price for name, price in SIX.items()}
    outcome = update(1, new)
    assert {one.native_id: one.was for one in outcome.held.offers} == {f"{name}-2": name for name in SIX}
    decided(tmp_path, accept)
    assert set(amounts(tmp_path)) == set(new)


def test_rejected_price_stays_held_however_often_it_is_read(update, tmp_path):
    """A person's no outlives a second reading and waits for nobody; another price is judged anew."""
    update(1, SIX | {"alpha": "$0.1"})
    (change,) = decided(tmp_path, reject, "alpha")
    assert (change.kind, change.by) == ("held", "Ada")
    for day in (2, 3):
        assert update(day, SIX | {"alpha": "$0.1"}).whole
        assert Store(tmp_path / "data").held("acme").offers[0].rejected
    assert amounts(tmp_path)["alpha"] == ["0.04"]
    assert update(4, SIX | {"alpha": "$0.05"}).whole
    assert amounts(tmp_path)["alpha"] == ["0.05"]


def test_lost_half_of_a_page_can_be_accepted_and_the_page_is_free(update, tmp_path):
    """The provider really dropped three models: a person says so, and the next reading is believed."""
    less = {"alpha": "$0.041", "beta": "$0.05", "gamma": "$0.06"}
    update(1, less)
    changes = decided(tmp_path, accept)
    assert {(change.kind, change.native_id) for change in changes} == {("removed", "delta"), ("removed", "epsilon"), ("removed", "zeta")}
    assert update(2, less).whole
    assert amounts(tmp_path) == {"alpha": ["0.041"], "beta": ["0.05"], "gamma": ["0.06"]}


def test_missing_model_is_removed_by_a_person_alone(update, tmp_path):
    """Named by its id, never with `all`."""
    less = {model: words for model, words in SIX.items() if model != "zeta"}
    update(1, less)
    with pytest.raises(BadData, match="review"):
        decided(tmp_path, accept)
    assert [change.kind for change in decided(tmp_path, accept, "zeta")] == ["removed"]
    assert update(2, less).changes == []


def test_price_that_could_not_be_read_cannot_be_accepted(update, tmp_path):
    """There is nothing to believe: a person corrects, or mends the reader."""
    update(1, SIX | {"alpha": "ask us"})
    with pytest.raises(BadData, match="could not be read"):
        decided(tmp_path, accept, "alpha")


@pytest.mark.parametrize("ids", [("nobody",), ("beta",)])
def test_deciding_about_nothing_is_told(update, tmp_path, ids):
    """With what does wait."""
    update(1, SIX | {"alpha": "$0.4"})
    for decide in (accept, reject):
        with pytest.raises(BadData, match="alpha"):
            decided(tmp_path, decide, *ids)


def corrected(tmp_path, amount, axes=(), quote=None, native_id="alpha"):
    with opened(tmp_path / "data") as store:
        decision = Decision("acme", (native_id,), "Ada", "misread")
        return correct(store, Correction(decision, dict(axes), None if amount is None else Decimal(amount), quote), NOW)


def test_correction_is_its_own_event_and_is_not_misread_again(update, tmp_path):
    """`before` is retracted as of when it was published; the same misreading is held from then on."""
    change = corrected(tmp_path, "0.03", quote="$0.03 per image")
    assert (change.kind, change.by, change.valid_from) == ("correction", "Ada", DAY)
    assert amounts(tmp_path)["alpha"] == ["0.03"]
    assert update(2, SIX).whole  # the same bytes are not read again
    outcome = update(3, SIX, "A new paragraph.")
    assert "corrected by a person" in outcome.held.offers[0].reasons[0]
    assert amounts(tmp_path)["alpha"] == ["0.03"]
    assert update(4, SIX | {"alpha": "$0.03"}).whole


def test_correction_needs_words_that_say_the_amount(update, tmp_path):
    """Evidence is asked of a person too."""
    with pytest.raises(BadData, match="--quote"):
        corrected(tmp_path, "0.03")


def test_retraction_takes_the_price_back_without_another(update, tmp_path):
    """Wrong, and the right one is not known."""
    corrected(tmp_path, None)
    assert "alpha" not in amounts(tmp_path)


def test_correction_of_an_unclear_price_names_the_choice(update, tmp_path):
    """One price must fit, and the message says which there are."""
    with pytest.raises(BadData, match="output_image"):
        corrected(tmp_path, "0.03", {"quality": "high"}, "$0.03")
    with pytest.raises(BadData, match="no price of that id"):
        corrected(tmp_path, "0.03", quote="$0.03", native_id="nobody")


def test_review_begins_with_the_biggest_move(update, tmp_path):
    """Ratios prove nothing; they order the queue."""
    update(1, SIX | {"beta": "$0.11", "alpha": "$0.4", "gamma": "$0.2"})
    told = [line.split(" · ")[1].split(":")[0] for line in held_lines(Store(tmp_path / "data").held("acme"))]
    assert told == ["alpha", "gamma", "beta"]
