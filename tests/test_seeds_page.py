"""docs/seeds.md names every contradiction the tests hold, and no test that isn't there."""

from __future__ import annotations

import re
from pathlib import Path

from tests import test_seeds

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "seeds.md").read_text(encoding="utf-8")


def test_every_test_and_file_it_names_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    files = set(re.findall(r"`((?:tests|workloads)/[\w./-]+|test_\w+\.py)`", PAGE))
    assert {name for name in named if not hasattr(test_seeds, name)} == set()
    assert {name for name in files if not any((ROOT / folder / name).exists() for folder in ("", "tests"))} == set()


def test_every_contradiction_under_test_is_on_the_page():
    contradictions = {name for name, test in vars(test_seeds).items() if (getattr(test, "__doc__", None) or "").startswith("Contradiction")}
    assert len(contradictions) >= 8
    assert {name for name in contradictions if name not in PAGE} == set()


def test_every_seed_has_its_section():
    assert re.findall(r"^## (\d{3})", PAGE, re.M) == ["000", "001", "002", "003", "004"]
