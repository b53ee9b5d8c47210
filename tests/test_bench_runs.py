"""The runs of the benchmark are kept, and a row that got slower for good is told; one unlucky run is not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.rows import VERDICTS, Row, alone, table
from benchmarks.runs import recalled, remember, slower

ABOUT = {"at": "2026-11-30 12:00 UTC", "commit": "abc", "cpu": "2 x one", "python": "3.11", "versions": "scrapy 1"}


def runs(*ratios):
    return [{"ratios": {"a page": ratio}} for ratio in ratios]


@pytest.mark.parametrize(
    ("ratios", "told"),
    [
        ((1.0, 1.0, 1.3, 1.3, 1.3), True),
        ((1.0, 1.0, 1.3, 1.3), False),
        ((1.0, 1.3, 1.0, 1.3, 1.3), False),
        ((1.0, 1.2, 1.2, 1.2), False),
        ((1.3, 1.3, 1.3), False),
        ((2.0, 1.0, 1.0, 1.0, 1.26, 1.3, 1.25), True),
        ((1.0, 1.0, 1.0, 0.5, 0.5, 0.5), False),
    ],
)
def test_a_row_that_is_a_quarter_slower_in_three_runs_is_told(ratios, told):
    """Against the middle one of those before; with nothing before there is nothing to say."""
    assert told == bool(slower(runs(*ratios)))


def test_a_run_is_a_line_and_comes_back(tmp_path):
    """With the ratios it found; what has none is not compared. A row that was left out of a run keeps its earlier ones."""
    rows = [Row("a page", "parsel 10 ms", "12 ms", "at most 1.5 x", True, 1.2, "parsel"), Row("a size", "-", "2 MB", "4 MB", True)]
    remember(ABOUT, rows, tmp_path / "runs.jsonl")
    remember(ABOUT, rows[1:], tmp_path / "runs.jsonl")
    assert [{"a page": 1.2}, {}] == [run["ratios"] for run in recalled(tmp_path / "runs.jsonl")]
    assert 2 == len((tmp_path / "runs.jsonl").read_text().splitlines())


def test_the_table_says_peer_ours_ratio_aim_and_verdict():
    """Each row in its own cells; a row without a peer has a ratio for comparing runs, which a reader is not shown."""
    rows = [Row("a page", "parsel 10 ms", "12 ms", "at most 1.1 x", False, 1.2, "parsel"), alone("a build", "2 s", 2.0, "1 s", None)]
    lines = table(rows, ABOUT, [0.5, 1.0]).splitlines()
    assert "| a page | parsel 10 ms | 12 ms | 1.20 x parsel | at most 1.1 x | **missed** |" in lines
    assert f"| a build | - | 2 s | - | 1 s | {VERDICTS[None]} |" in lines
    assert rows[1].ratio > 0


def test_what_the_benchmarks_take_from_the_tests_needs_no_pytest():
    """`make bench` has an environment of its own, without it."""
    root = Path(__file__).parent.parent
    sources = "".join(path.read_text() for path in (root / "benchmarks").glob("*.py"))
    taken = sorted(
        {name or f"tests.{part}" for name, part in re.findall(r"^from (tests\.\w+) import|^from tests import (\w+)", sources, re.M)}
    )
    assert len(taken) >= 4
    script = f"import sys; sys.modules['pytest'] = None; import {', '.join(taken)}"
    subprocess.run([sys.executable, "-c", script], cwd=root, check=True, timeout=60)
