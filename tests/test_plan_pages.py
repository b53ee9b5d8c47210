"""A page of plans written otherwise: another currency or period, a first month, two sets, a part that broke. Held or right, never wrong."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli.application import run
from tests.test_around_a_price import RECORDINGS, known, read_again

PRICE, HEAD = r"<td>\$19</td>", r"Price/mo</th>"
ROW = r"(<tr><td>Hobby</td><td>\$19</td><td>1,100</td><td>\$0\.0173</td></tr>)"
OTHERWISE = {
    "billed by the year": ("journeyapi", HEAD, "Price/mo, billed yearly</th>"),
    "by the year": ("journeyapi", HEAD, "Price/yr</th>"),
    "by the day": ("journeyapi", r"Credits/mo</th>", "Credits/day</th>"),
    "other money in the cell": ("journeyapi", PRICE, "<td>€19</td>"),
    "other money in the caption": ("journeyapi", r"(<thead><tr><th>Plan)", r"<caption>Prices in Canadian dollars</caption>\1"),
    "other money in the section": ("journeyapi", r"(<p>A plan brings credits every month)", r"<p>All prices in CAD.</p>\1"),
    "a first month": ("journeyapi", PRICE, "<td>$9 <small>first month, then $19</small></td>"),
    "struck": ("journeyapi", PRICE, "<td><s>$19</s></td>"),
    "two sets": ("journeyapi", ROW, r"\1<tr><td>Hobby</td><td>$15</td><td>900</td><td>$0.0167</td></tr>"),
    "a slipped point": ("journeyapi", r"<td>1,100</td>", "<td>11,000</td>"),
    "columns that changed places": ("journeyapi", r"<td>\$19</td><td>1,100</td>", "<td>$1,100</td><td>19</td>"),
    "a lost name": ("journeyapi", r"<tr><td>Hobby</td>", "<tr>"),
    "a lost quota": ("civitai", r'`monthlyBuzz: "10000"`, ', ""),
    "a quota in words": ("civitai", r'monthlyBuzz: "10000"', 'monthlyBuzz: "plenty"'),
    "euro": ("civitai", r"\$10\.00", "€10.00"),
    "cash a year": ("civitai", r"\| Cash  ", "| Cash a year "),
}


def plans_in(data: Path, provider: str) -> list[Any]:
    plans: list[Any] = json.loads((data / "current" / f"{provider}.json").read_text(encoding="utf-8"))["plans"]
    return [{name: value for name, value in plan.items() if "quote" not in name} for plan in plans]


@pytest.mark.parametrize("kind", OTHERWISE)
def test_a_plan_that_is_told_otherwise_is_held(tmp_path: Path, kind: str) -> None:
    """The last good plans stay, the run ends with 3, and the held file has the reason."""
    provider, old, new = OTHERWISE[kind]
    status, said, data = read_again(tmp_path, provider, (old, new))
    assert status == 3, said
    assert plans_in(data, provider) == plans_in(known(provider), provider)
    assert "held: " in said


def test_a_cap_on_what_rolls_over_is_not_read_as_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kept up to 200 is another promise than kept."""
    shutil.copytree(RECORDINGS / "foxy", tmp_path / "foxy")
    (page,) = [path for path in (tmp_path / "foxy").iterdir() if path.name != "index.yaml"]
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("roll over into the next month.", "roll over into the next month, up to 200."), encoding="utf-8")
    assert run(["read", "foxy", "--replay", str(tmp_path)]) == 3
    assert "expected one sentence like" in "".join(capsys.readouterr())
