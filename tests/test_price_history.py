"""A price over time: in dollars an image whatever is billed, each step once, ending in today's answer, with the day since when it holds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from costs.reasons import Code
from pipeline.publish.dataset import Published
from pipeline.publish.site.price_history import PriceHistory, PricePoint, curves, histories
from pipeline.publish.site.render import SITE
from tests.built import everything as built


@pytest.fixture(scope="module")
def everything() -> Published:
    return built()


@pytest.fixture(scope="module")
def found(everything: Published) -> list[PriceHistory]:
    return histories(everything, "standard", everything.markets["standard"].by_price)


def test_a_history_ends_in_todays_answer(everything: Published, found: list[PriceHistory]) -> None:
    """To the digit: what a page draws is what it says."""
    now = {(row.cost.provider, row.cost.native_id): row.dollars for row in everything.markets["standard"].by_price}
    assert found
    assert [now[one.provider, one.native_id] for one in found] == [one.now.dollars for one in found]


def test_each_step_is_told_once_in_order_of_days(found: list[PriceHistory]) -> None:
    """Readings that say the same are one step; a price is never older than the step before it, nor seen before it began."""
    for one in found:
        days = [point.day for point in one.points]
        assert days == sorted(days) and one.seen >= days[-1]
        assert all(one.points[at].dollars != one.points[at + 1].dollars for at in range(len(one.points) - 1))


def test_who_has_no_date_claims_no_day(everything: Published, found: list[PriceHistory]) -> None:
    """Unchanged since a day is said of what was dated alone."""
    undated = {
        (row.cost.provider, row.cost.native_id) for row in everything.markets["standard"].by_price if Code.UNDATED in row.standing.codes
    }
    assert undated
    assert {(one.provider, one.native_id) for one in found if not one.dated} <= undated


def test_a_chart_draws_what_moved_and_nothing_else() -> None:
    """The newest move first, each until it was last seen."""
    flat = PriceHistory("a", "m", (PricePoint(date(2026, 1, 1), Decimal("0.04")),), date(2026, 3, 1), dated=True)
    moved = flat._replace(provider="b", points=(*flat.points, PricePoint(date(2026, 2, 1), Decimal("0.05"))))
    [series] = curves([flat, moved], {("a", "m"): "A", ("b", "m"): "B"})
    assert "B" == series.name
    assert [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)] == [date.fromordinal(int(at)) for at, _ in series.points]
    assert [Decimal("0.04"), Decimal("0.05"), Decimal("0.05")] == [dollars for _, dollars in series.points]


@pytest.mark.parametrize(
    "template", sorted(path.name for path in (SITE / "templates").glob("*.html") if path.name not in ("compare.html", "_parts.html"))
)
def test_no_template_says_anything_in_a_tooltip(template: str) -> None:
    """A title can't be touched, nor reached by keyboard: reasons stand in the row, or behind what opens. (A feed's title is its name.)"""
    text = (SITE / "templates" / template).read_text(encoding="utf-8")
    assert not [found for found in re.findall(r"<(\w+)[^<>]*\stitle=", text) if found != "link"]
