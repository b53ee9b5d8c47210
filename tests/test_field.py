"""The field: a run over the project's recordings and tables knows every seller, and says how."""

import shutil
from collections import Counter

import pytest

from pipeline.audit.data_check import check
from pipeline.cli.reports.run_report import tell_run
from pipeline.fetch.redirects import now
from pipeline.store.data_folder import settled
from pipeline.update.rereading import ByReaders
from pipeline.update.runs import Run, read_one, run_update
from schema.errors import BadData
from tests.readings import TESTS


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """One run over the newest recordings, into a folder of its own."""
    data = tmp_path_factory.mktemp("data")
    for table in (TESTS.parent / "data").glob("*.toml"):
        shutil.copy(table, data)
    return run_update(Run(data=data, replay=TESTS / "cassettes" / "latest"))


def test_fifty_providers_are_known_and_none_is_silently_empty(report):
    """Every one is read, written down by hand, or a stated negative."""
    standings = Counter(outcome.standing for outcome in report.outcomes)
    assert standings["silent"] == 0
    assert len(report.outcomes) >= 50
    assert all(standings[standing] for standing in ("read", "by hand", "a stated negative"))


def test_the_summary_counts_them(report, capsys):
    """The second line of a run says how many of each there are."""
    tell_run(report, as_json=False)
    assert "none silently empty" in capsys.readouterr().out.split("\n")[1]


def test_a_check_says_of_whom_no_page_is_read_since_when_and_on_whose_word(report):
    """Each seller that is kept by hand, once, with its days and the proof of what was written down."""
    store = settled(report.run.data)
    found = check(store, [], now(), ByReaders())
    by_hand = {outcome.provider for outcome in report.outcomes if not outcome.pages}
    assert by_hand == {line.partition(":")[0] for line in found.by_hand}
    (line,) = [line for line in found.by_hand if line.startswith("plasmaart:")]
    assert line.endswith("since 2025-07-22, the newest of 2025-07-22; first party")


def test_a_provider_without_a_page_is_told_as_kept_by_hand():
    """Who asks for its page learns that there is none, and where it is told what is known."""
    with pytest.raises(BadData, match="kept by hand; run: imageprices check"):
        read_one("plasmaart", None)
