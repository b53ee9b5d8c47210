"""One way to say an amount: every price on every ranking of the site has the digits the terminal prints, and the scripts draw."""

from __future__ import annotations

import contextlib
import io
import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from costs.offer.recipes import STANDARD
from pipeline.cli.application import run
from pipeline.text.formatting import money
from tests import built, shown
from tests.node import in_node, needs_node


@cache
def on_the_site() -> dict[str, str]:
    """Each exact price of the rankings (its title) with the digits that are shown."""
    pages = [shown.site() / "index.html", *sorted((shown.site() / "compare").glob("*.html"))]
    cells = [cell for page in pages for cell in html.parse(page).xpath("//td[contains(@class, 'price')][starts-with(@title, '$')]")]
    return {cell.get("title").removeprefix("$"): _own_words(cell) for cell in cells}


def _own_words(cell: Any) -> str:
    """What a cell says itself, without the marks and asides inside it."""
    return "".join((cell.text or "", *(child.tail or "" for child in cell))).strip()


def test_no_price_has_other_digits_on_the_site_than_on_the_terminal() -> None:
    found = {exact: said for exact, said in on_the_site().items() if re.fullmatch(r"[\d.]+", exact) and Decimal(exact)}
    assert len(found) > 100
    assert {exact: said for exact, said in found.items() if said != money(Decimal(exact), "USD")} == {}


@pytest.mark.parametrize("recipe", STANDARD)
def test_the_terminal_prints_every_ranked_price_as_the_files_have_it(recipe: str, tmp_path: Path) -> None:
    """The command's table against `v1/costs.json`: the same prices, with the digits of the site."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(["cost", "--data", str(built.latest()), "--recipe", recipe]) == 0
    rows = json.loads((built.site() / "v1/costs.json").read_text())["costs"]
    ranked = [row for row in rows if (row["recipe"], row["standing"]) == (recipe, "leads")]
    printed = re.findall(r"^ *\d+ +\S+ +.*?  +(\$[\d.,]+)", out.getvalue(), re.M)
    assert printed == [money(Decimal(row["dollars"]), "USD") for row in ranked]


@needs_node
def test_the_scripts_draw_the_same_digits() -> None:
    exact = [text for text in on_the_site() if re.fullmatch(r"[\d.]+", text) and Decimal(text)]
    theirs = in_node("const { shown } = await import(`${static_}/exact.js`); return given.map((text) => shown(text));", exact)
    assert theirs == [on_the_site()[text] for text in exact]
