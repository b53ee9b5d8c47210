"""The decision and the short answers: computed from the prices given, each with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from costs.reasons import Code
from costs.standing.ages import OBSERVED
from costs.standing.decisions import crossover, references_until, rule_in_words, sweep
from costs.standing.ranking import Circumstances
from costs.standing.recommendations import USES, advise
from schema.capabilities import Capabilities
from schema.errors import NotComparable
from schema.tables.models import Alias, Model, Models, ModelSource
from schema.tables.ratings import RatingTable
from tests.made_providers import READ, by_hand, line, rate, rated_table, rule, state

D = Decimal
TOKENS = state(
    "tokens",
    rules=(
        *(rule("tokens_per_image", n, "t", quality=q) for q, n in {"low": 196, "medium": 1756, "high": 7024}.items()),
        rule("tokens_per_input_image", 1025),
    ),
    t=(rate("30"), rate("8", "input_image")),
)
FRESH = state("fresh", f=(by_hand(line("0.03")),))
FLAT = state("flat", f=(line("0.03"), line("0", "input_image")))


def test_the_rule_is_computed_from_the_prices():
    words = [choice.words for choice in rule_in_words([TOKENS, FLAT], references=(0, 3))]
    assert words == [
        "low quality: by tokens, tokens t at $0.00588 (196 tokens), 5.1 times cheaper than flat f at $0.03",
        "medium quality: flat, flat f at $0.03, 1.8 times cheaper than tokens t at $0.0527 (1,756 tokens)",
        "high quality: flat, flat f at $0.03, 7.0 times cheaper than tokens t at $0.211 (7,024 tokens)",
        "low quality with 3 references: flat, flat f at $0.03, 1.0 times cheaper than tokens t at $0.0305 (196 tokens)",
        "medium quality with 3 references: flat, flat f at $0.03, 2.6 times cheaper than tokens t at $0.0773 (1,756 tokens)",
        "high quality with 3 references: flat, flat f at $0.03, 7.8 times cheaper than tokens t at $0.235 (7,024 tokens)",
    ]


def test_the_rule_stands_beside_the_one_that_was_measured():
    """Seed 002: low quality by tokens, everything else flat; three references are where today's prices decide otherwise."""
    choices = rule_in_words([TOKENS, FLAT], references=(0, 3))
    assert [(choice.cheaper, choice.differs) for choice in choices] == [
        ("by tokens", False), ("flat", False), ("flat", False), ("flat", True), ("flat", False), ("flat", False),
    ]  # fmt: skip
    assert (choices[0].since, choices[3].since) == ("as it was when measured on 2026-06-19", "it was by tokens when measured on 2026-06-19")


def test_a_side_that_only_lacks_freshness_decides_the_rule_and_is_no_recommendation():
    """What is listed for its age says which billing is cheaper; what to take is what leads."""
    old = Circumstances(on=READ.date() + OBSERVED + timedelta(days=1))
    (choice, *_) = rule_in_words([TOKENS, FRESH], old, references=(0,))
    assert (choice.cheaper, choice.by_tokens.standing.code, choice.take.cost.provider) == ("by tokens", Code.AGED, "fresh")
    assert "listed: last read on" in choice.words and choice.words.endswith("; what leads is fresh f at $0.03")


def test_dearer_flat_prices_change_the_rule():
    dear = state("flat", f=(line("0.5"),))
    assert all("by tokens" in choice.words for choice in rule_in_words([TOKENS, dear], references=(0,)))


@pytest.mark.parametrize(("snapshots", "words"), [([TOKENS], "only by tokens"), ([FLAT], "only flat"), ([], "no seller")])
def test_one_kind_of_billing_alone(snapshots, words):
    assert words in rule_in_words(snapshots, references=(0,))[0].words


def test_a_printed_price_beside_token_rates_is_billed_by_tokens():
    printed = state("maker", rules=(rule("tokens_per_image", 1000),), m=(line("0.03"), rate("30")))
    assert rule_in_words([printed], references=(0,))[0].flat is None


def test_the_sweep_covers_every_point_with_a_price_or_a_reason():
    points = sweep([TOKENS, FLAT], [("tokens", "t"), ("flat", "f")], ["low", "xhigh"], ["1024x1024"], counts=[1, 4], references=[0, 2])
    assert len(points) == 2 * 2 * 1 * 2 * 2
    assert {point.reason for point in points if point.recipe.quality == "xhigh" and point.provider == "tokens"} == {
        "tokens t: expected a price for quality xhigh, found quality high, low, medium; nearest: high"
    }
    assert {point.output_tokens for point in points if point.provider == "flat"} == {None}


@pytest.mark.parametrize(
    ("flat", "per_million", "tokens"), [("0.03", "30", "1000"), ("0.035", "30", "1166.666666666667"), ("0.04", "40", "1000")]
)
def test_crossovers(flat, per_million, tokens):
    assert crossover(D(flat), D(per_million)).tokens == D(tokens)


def test_no_crossover_with_a_rate_of_nothing():
    with pytest.raises(NotComparable, match="above zero"):
        crossover(D("0.03"), D(0))


@pytest.mark.parametrize(
    ("flat", "output", "each", "count"),
    [("0.03", "0.01", "0.01", 3), ("0.03", "0.04", "0.01", 0), ("0.03", "0.01", "0", None), ("0.03", "0.00588", "0.0082", 3)],
)
def test_how_many_references_cross_a_flat_price(flat, output, each, count):
    assert references_until(D(flat), D(output), D(each)) == count


# --- advice ---------------------------------------------------------------------------------------------------------


def known(**by_model: dict) -> Circumstances:
    source = ModelSource(url="https://maker.example", date=date(2026, 11, 20), says="so")
    models = [
        Model(id=name, maker="M", family="F", name=name, status="available", sources=(source,), capabilities=Capabilities(**said), aliases=(Alias(provider="shop", native_id=name),))
        for name, said in by_model.items()
    ]  # fmt: skip
    boards = (
        *rated_table("text_to_image", **dict.fromkeys(by_model, 1200)).boards,
        *rated_table("text_rendering", letters=1200, photo=1100).boards,
    )
    return Circumstances(models=Models(models=tuple(models)), ratings=RatingTable(boards=boards))


SNAPSHOT = state(
    "shop", sketch=(line("0.01"),), photo=(line("0.04", operation="generate"), line("0.05", operation="edit")), letters=(line("0.09"),)
)
KNOWN = known(sketch={}, photo={"references": 4, "maximum_pixels": 5_000_000}, letters={})


def test_the_cheapest_by_use_with_its_reason():
    found = {entry.use.id: entry for entry in advise([SNAPSHOT], KNOWN)}
    assert {use: entry.row.cost.native_id if entry.row else None for use, entry in found.items()} == {
        "drafts": "sketch", "product": "photo", "editorial": "photo", "text": "letters", "editing": "photo",
    }  # fmt: skip
    assert found["drafts"].words.endswith("the cheapest of 3 offers: sketch at shop for $0.01, before photo at shop for $0.04")


@pytest.mark.parametrize(("rating", "votes", "taken"), [(1180, 10_000, True), (1179, 90_000, False), (1400, 9_999, False)])
def test_letters_go_by_the_board_for_words_in_the_picture(rating, votes, taken):
    """Not by what a maker says of itself, not by few votes, not by another board, and never by price alone."""
    ratings = (*rated_table("text_to_image", letters=1300).boards, *rated_table("text_rendering", votes, letters=rating).boards)
    found = {entry.use.id: entry for entry in advise([SNAPSHOT], replace(KNOWN, ratings=RatingTable(boards=ratings)))}
    assert bool(found["text"].row) is taken
    assert "public board of text in pictures" in found["text"].words


def test_nobody_is_better_than_a_guess():
    found = {entry.use.id: entry for entry in advise([SNAPSHOT])}
    assert found["text"].row is None
    assert "no comparable offer that can text" in found["text"].words


def test_every_use_has_a_reason():
    assert len({use.id for use in USES}) == len(USES) == 5
    assert all(use.why for use in USES)
