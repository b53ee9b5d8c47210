"""How what is published is arranged for a reader: news by day, ages by the last sight, other lists beside ours, charts by unit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from costs.standing.ranking import key_of
from pipeline.publish.dataset import Published
from pipeline.publish.other_lists import Noted, compared
from pipeline.publish.site.change_pages import by_day, told
from pipeline.publish.site.charts import Series, even_scale, over_days
from pipeline.text.formatting import tick
from pipeline.text.sentences import sentence
from schema.changes import Change
from schema.errors import BadData
from tests.built import everything as built


@pytest.fixture(scope="module")
def everything() -> Published:
    return built()


def news(everything: Published) -> list[Change]:
    """Every change that is news: not the first reading of a provider."""
    return [change for change in everything.changes if not change.baseline]


def test_news_holds_every_change_once_by_day_the_newest_first(everything: Published) -> None:
    changes = news(everything)
    days = by_day(changes)
    listed = [change.id for day in days for entry in day.entries for change in (entry.change, *entry.more)]
    assert sorted(listed) == sorted(change.id for change in changes)
    assert [day.day for day in days] == sorted({day.day for day in days}, reverse=True)


def test_of_one_day_what_moved_comes_before_what_is_new(everything: Published) -> None:
    for day in by_day(news(everything)):
        kinds = [entry.change.kind for entry in day.entries]
        moved = [place for place, kind in enumerate(kinds) if kind in ("increased", "decreased")]
        new = [place for place, kind in enumerate(kinds) if kind == "added"]
        assert not moved or not new or max(moved) < min(new)


def test_lines_of_one_offer_stand_together_only_where_the_same_happened_to_them(everything: Published) -> None:
    entries = [entry for day in by_day(news(everything)) for entry in day.entries if entry.more]
    assert entries
    for entry in entries:
        assert {(c.kind, c.provider, c.native_id) for c in entry.more} == {
            (entry.change.kind, entry.change.provider, entry.change.native_id)
        }
        assert str(1 + len(entry.more)) in entry.words


def test_a_sentence_loses_provider_and_day_and_nothing_else(everything: Published) -> None:
    for change in news(everything):
        assert f"{change.provider} · {told(change)}, read {change.at:%Y-%m-%d}" == sentence(change).replace(" -> ", " → ")


def test_a_price_is_as_old_as_the_last_sight_of_it_and_a_held_one_as_its_first(everything: Published) -> None:
    """A line's own last sight: of a page read since without it the day before, of an offer that is held the day it was first read so."""
    lines = [(state.id, offer.native_id, line) for state in everything.states for offer in state.snapshot.offers for line in offer.prices]
    ages = [(key_of(id, native, line), line, everything.seen(id, line.quote)) for id, native, line in lines if line.basis == "page"]
    held = [(line, seen) for key, line, seen in ages if (key[0], key[2]) in everything.held]
    believed = [(key, line, seen) for key, line, seen in ages if (key[0], key[2]) not in everything.held]
    gone = [(key, seen) for key, _, seen in believed if key in everything.known.last_seen]
    assert held and gone
    assert all(seen == line.quote.captured_at.date() for line, seen in held)
    assert all(seen == everything.known.last_seen[key] for key, seen in gone)
    assert any(seen > line.quote.captured_at.date() for _, line, seen in believed)
    assert all(seen >= line.quote.captured_at.date() for _, line, seen in believed)


def noted(everything: Published, dollars: Decimal, native_id: str = "nova-canvas") -> Noted:
    return Noted(list="a list", key="a name", date=date(2026, 11, 1), provider="bedrock", native_id=native_id, recipe="standard", dollars=dollars)  # fmt: skip


@pytest.mark.parametrize(("times", "differs"), [("1", False), ("1.009", False), ("0.992", False), ("1.02", True), ("0.5", True)])
def test_another_list_differs_when_it_is_more_than_a_hundredth_off(everything: Published, times: str, differs: bool) -> None:
    ours = next(row.dollars for row in everything.markets["standard"].answered if row.cost.provider == "bedrock" and row.cost.native_id == "nova-canvas")  # fmt: skip
    assert ours
    [beside] = compared([noted(everything, ours * Decimal(times))], everything.markets)
    assert beside.ratio == Decimal(times)
    assert beside.differs is differs


def test_a_price_we_do_not_have_is_not_compared(everything: Published) -> None:
    [beside] = compared([noted(everything, Decimal("0.05"), "no-such-offer")], everything.markets)
    assert (beside.ours, beside.ratio, beside.differs) == (None, None, False)


def test_every_noted_price_is_of_an_offer_we_sell(everything: Published) -> None:
    """A table kept by hand rots: a renamed offer would drop out of the comparison in silence."""
    assert everything.noted
    assert all(beside.ours is not None for beside in compared(everything.noted, everything.markets))


def test_a_noted_price_must_be_a_decimal_string() -> None:
    with pytest.raises((BadData, ValueError)):
        Noted.model_validate({**noted(built(), Decimal("0.05")).model_dump(), "dollars": "0.05 USD"})


@pytest.mark.parametrize("most", ["0.0001", "0.039", "0.04", "1", "7600", "15190", "123456"])
def test_an_even_scale_holds_its_values_in_four_round_steps(most: str) -> None:
    scale = even_scale([Decimal(most), Decimal(most) / 3], 200, partial(tick, currency="USD"))
    assert Decimal(most) <= scale.high <= Decimal(most) * 2
    assert [place for place, _ in scale.ticks()] == [0, 50, 100, 150, 200]
    assert scale.place(scale.high / 2) == 100


def test_a_chart_of_credits_has_no_dollar_sign() -> None:
    series = [Series("Comfy", ((1.0, Decimal(6330)), (5.0, Decimal(7600))))]
    assert "$" not in over_days(series, "credits", partial(tick, currency="credit"))
    assert "$0.02" in over_days([Series("x", ((1.0, Decimal("0.039")), (5.0, Decimal("0.04"))))], "dollars", partial(tick, currency="USD"))
