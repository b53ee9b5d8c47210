"""The field: a run over the project's recordings and tables knows every seller, and says how."""

import shutil
from collections import Counter

import pytest

from pipeline.cli.reports.run_report import tell_run
from pipeline.update.runs import Run, run_update
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
