"""A word for quality means what its model makes of it: in tokens, beside the model of its family that people rate best."""

from __future__ import annotations

import pytest

from costs.offer.recipes import Recipe
from costs.reasons import Code
from costs.standing.decisions import rule_in_words
from costs.standing.ranking import market
from schema.tables.models import Alias
from tests.made_providers import line, rate, rule, state
from tests.test_standing import known, model, only, ratings

TWO = {"low": 196, "medium": 1756, "high": 7024}
TWO_AND_A_HALF = {"low": 196, "medium": 439, "high": 1756, "max": 7024}


def maker(**prices):
    """A maker who sells the best rated model and its cheaper follower by tokens."""
    tables = {"m": TWO, "next": TWO_AND_A_HALF}
    rules = tuple(rule("tokens_per_image", n, id, quality=word) for id, table in tables.items() for word, n in table.items())
    return state("maker", rules=rules, m=(rate("30"), *prices.get("m", ())), next=(rate("30"),))


def context(snapshot):
    """Both models, of one family, of which one is rated."""
    models = (
        model("m", qualities=tuple(TWO)),
        model("next", Alias(provider="maker", native_id="next"), qualities=tuple(TWO_AND_A_HALF)),
    )
    return known(*models, makers={"maker": snapshot}, ratings=ratings(m=(1380, 69_194, "medium")))


def work(quality: str, native_id: str = "next"):
    """What a word means at a model."""
    snapshot = maker()
    rows = market([snapshot], Recipe(quality=quality), context(snapshot)).by_price
    return next(row for row in rows if row.cost.native_id == native_id).work


@pytest.mark.parametrize(
    ("quality", "words"),
    [
        ("low", None),
        ("medium", "medium takes 439 tokens here, 1,756 at m; high takes as many here"),
        ("high", "high takes 1,756 tokens here, 7,024 at m; max takes as many here"),
    ],
)
def test_a_word_of_other_work_says_so_and_names_the_one_that_is_the_same(quality, words):
    found = work(quality)
    assert (found.words if found else None) == words


def test_the_best_rated_model_is_what_others_are_held_against():
    assert work("medium", "m") is None


def test_a_printed_price_beside_rates_is_counted_by_its_tokens():
    """OpenAI prints $0.053 for what 1,756 tokens make."""
    snapshot = maker(m=(line("0.053", quality="medium"),))
    row = next(row for row in market([snapshot], Recipe(quality="medium"), context(snapshot)).by_price if row.cost.native_id == "m")
    assert (row.cost.output_tokens, row.cost.token_rate) == (1756, 30)


def test_the_decision_compares_no_word_of_less_work():
    """The follower's medium is a quarter of the work: it does not stand for medium quality by tokens."""
    snapshot = maker()
    flat = state("flat", f=(line("0.03"),))
    models = context(snapshot)
    found = {choice.quality: choice.by_tokens for choice in rule_in_words([snapshot, flat], models, references=(0,))}
    assert {quality: (row.cost.native_id, int(row.cost.output_tokens)) for quality, row in found.items()} == {
        "low": ("m", 196), "medium": ("m", 1756), "high": ("m", 7024),
    }  # fmt: skip


def test_without_a_rated_model_in_the_family_nothing_is_said():
    snapshot = maker()
    unrated = known(model("m", qualities=tuple(TWO)), model("next", Alias(provider="maker", native_id="next")), makers={"maker": snapshot})
    assert {row.work for row in market([snapshot], Recipe(quality="medium"), unrated).by_price} == {None}


def test_who_resells_the_tokens_says_it_too():
    snapshot = maker()
    cloud = state(
        "copy", rules=tuple(rule("tokens_per_image", n, "next", quality=word) for word, n in TWO_AND_A_HALF.items()), next=(rate("30"),)
    )
    models = (
        model("m", qualities=tuple(TWO)),
        model("next", Alias(provider="maker", native_id="next"), Alias(provider="copy", native_id="next"), qualities=tuple(TWO_AND_A_HALF)),
    )
    rated = known(*models, makers={"maker": snapshot}, ratings=ratings(m=(1380, 69_194, "medium")))
    assert only(market([cloud], Recipe(quality="medium"), rated)).work.less


def rated(next_=None, snapshot=None):
    """Both models, the follower sold by a reseller flat by quality, too; `next_` is the follower's own rating."""
    snapshot = snapshot or maker()
    models = (
        model("m", qualities=tuple(TWO)),
        model("next", Alias(provider="maker", native_id="next"), Alias(provider="copy", native_id="next"), qualities=tuple(TWO_AND_A_HALF)),
    )
    by_model = {"m": (1380, 69_194, "medium")} | ({"next": next_} if next_ else {})
    return known(*models, makers={"maker": snapshot}, ratings=ratings(**by_model))


FLAT = state("copy", next=tuple(line(f"0.0{n}", quality=word) for n, word in enumerate(("low", "medium", "high", "max"), start=1)))


def test_final_is_not_led_by_a_word_of_less_work():
    """The follower's high is the other's medium: it stands at its price with the reason, and the other's high leads."""
    answers = market([maker()], Recipe(quality="high"), context(maker()))
    assert [row.cost.native_id for row in answers.leading] == ["m"]
    (listed,) = answers.listed
    assert (listed.cost.native_id, listed.standing.code) == ("next", Code.LESS_WORK)
    assert "7,024 at m" in listed.standing.words


def test_a_flat_price_by_quality_means_what_its_model_makes_of_the_word():
    """A reseller's flat high is no more work than its maker's."""
    found = market([maker(), FLAT], Recipe(quality="high"), rated())
    flat = next(row for row in found.listed if row.cost.provider == "copy")
    assert flat.standing.words == "high takes 1,756 tokens at next, 7,024 at m; max takes as many at next"


@pytest.mark.parametrize(("rating", "leads"), [(1200, True), (1100, False)])
def test_a_settled_rating_of_the_setting_speaks_for_it_all_the_same(rating, leads):
    """What people rate as final is final, however few tokens it takes. The follower is rated below the other, who stays the measure."""
    found = market([maker()], Recipe(quality="high"), rated((rating, 69_000, "high")))
    assert ("next" in {row.cost.native_id for row in found.ranked}) is leads


@pytest.mark.parametrize("quality", ["low", "medium"])
def test_less_work_is_no_fault_of_an_ordinary_image_or_a_draft(quality):
    """A draft of less work is a draft; Standard asks for what a model makes by default."""
    answers = market([maker(), FLAT], Recipe(quality=quality), rated())
    assert {row.standing.code for row in answers.by_price} <= {None, Code.DOUBTED}


def test_a_rating_of_few_votes_speaks_for_nothing_yet():
    found = market([maker()], Recipe(quality="high"), rated((1400, 4_000, "high")))
    assert [row.cost.native_id for row in found.leading] == ["m"]
