"""A rating as a limit: only what the public board rates at least as well as a model somebody names, and never a part of a price."""

from __future__ import annotations

import pytest

from costs.offer.recipes import Recipe
from costs.reasons import Code, Place
from costs.standing.ranking import market
from schema.errors import NotComparable
from schema.tables.models import Alias
from tests.made_providers import line, state
from tests.test_standing import COPY, MAKER, known, model, only, ratings

OTHER = state("other", o=(line("0.01", operation="generate"),))
MODELS = (model(), model("o", Alias(provider="other", native_id="o")), model("bar", Alias(provider="bar", native_id="bar")))


def asked(*snapshots, quality: str | None = None, **rated):
    """Who is as good as `bar`."""
    return market(snapshots, Recipe(quality=quality, as_good_as="bar"), known(*MODELS, ratings=ratings(bar=1200, **rated)))


def test_what_is_rated_lower_or_not_at_all_is_not_ranked_and_says_why():
    answers = asked(COPY, OTHER, m=1210, o=1190)
    assert [row.cost.provider for row in answers.ranked] == ["copy"]
    low = only(answers, "other")
    assert (low.standing.place, low.standing.code, low.standing.words) == (Place.UNRANKED, Code.RATING, "rated 1190, below the 1200 of bar")
    assert only(asked(COPY, OTHER, m=1210), "other").standing.code is Code.RATING


def test_as_good_is_good_enough():
    assert only(asked(COPY, m=1200)).standing.place is Place.LEADS


def test_the_board_is_that_of_such_pictures():
    """An edit is held against the board of edits."""
    table = ratings(bar=1200, m=1300)
    edits = table.model_copy(
        update={"boards": (table.boards[0], ratings(bar=1200, m=1100).boards[1].model_copy(update={"id": "image_edit"}))}
    )
    editor = model("m", Alias(provider="copy", native_id="m", unequal=("edit_only",)))
    row = only(market([COPY], Recipe(operation="edit", references=1, as_good_as="bar"), known(editor, *MODELS[1:], ratings=edits)))
    assert row.standing.code is Code.RATING


@pytest.mark.parametrize(("quality", "place"), [("low", Place.UNRANKED), ("medium", Place.LEADS), ("high", Place.LEADS)])
def test_a_rating_speaks_for_its_setting_and_for_higher_ones(quality, place):
    several = model(qualities=("low", "medium", "high"))
    snapshot = state(
        "copy", m=tuple(line(price, quality=word) for word, price in {"low": "0.01", "medium": "0.03", "high": "0.09"}.items())
    )
    rated = ratings(bar=1200, m=(1300, 50_000, "medium"))
    row = only(market([snapshot], Recipe(quality=quality, as_good_as="bar"), known(several, *MODELS[1:], ratings=rated)))
    assert row.standing.place is place


def test_first_votes_neither_set_a_limit_nor_meet_one():
    assert only(asked(COPY, m=(1400, 9_000, None))).standing.code is Code.RATING
    with pytest.raises(NotComparable, match="of 9,000 votes, which is provisional"):
        market([COPY], Recipe(as_good_as="bar"), known(*MODELS, ratings=ratings(bar=(1200, 9_000, None), m=1300)))


def test_a_model_nobody_rated_is_no_limit_and_the_rated_ones_are_named():
    with pytest.raises(NotComparable, match="found none; rated: m"):
        market([COPY], Recipe(as_good_as="nobody"), known(*MODELS, ratings=ratings(m=1300)))


def test_a_maker_below_the_limit_is_still_what_others_are_held_against():
    """A doubtful price is doubted whatever somebody asks for beside it."""
    cheap = state("copy", m=(line("0.001"),))
    codes = only(asked(MAKER, cheap, m=1100)).standing.codes
    assert codes == {Code.DOUBTED, Code.RATING}


def test_a_limit_changes_no_price():
    free, limited = market([COPY], Recipe(), known(*MODELS)), asked(COPY, m=1300)
    assert only(free).dollars == only(limited).dollars
