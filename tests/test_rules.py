"""What a rule says is typed by its kind: any words are a rule of their shape or held, and nothing later fails on them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from costs.offer.recipes import Recipe
from costs.standing.ranking import Circumstances, market
from pipeline.cli.application import run as command
from pipeline.store.data_folder import Store
from pipeline.update.runs import Run, run_update
from schema.drafts import Found, PageStamp, RuleDraft
from schema.prices import Offer, PriceLine, Quote, Rule, Snapshot, Variant
from schema.reading import read_drafts
from schema.rules import (
    Count,
    DefaultQuality,
    DefaultSize,
    FailedGenerations,
    ImageRounding,
    MegapixelRounding,
    Note,
    Pixels,
    ReplacedBy,
    Retires,
    RuleKind,
    Unreadable,
    Words,
    read_terms,
)
from tests.fakes import DAY, PRICES, acme, prices_page, record

SIX = {"alpha": "$0.04", "beta": "$0.05", "gamma": "$0.06", "delta": "$0.07", "epsilon": "$0.08", "zeta": "$0.09"}
KINDS = tuple(kind for group in get_args(RuleKind) for kind in (get_args(group) or (group,)))
QUOTE = Quote(text="words", url="https://acme.example", locator="here", captured_at=datetime(2026, 3, 1, tzinfo=UTC), sha256="0" * 64)
STAMP = PageStamp("https://acme.example", "0" * 64, "2026-03-01T00:00:00+00:00")


@pytest.mark.parametrize(
    ("said", "terms"),
    [
        (("tokens_per_image", "1,120"), Count("tokens_per_image", Decimal(1120))),
        (("multiplier", "0.75"), Count("multiplier", Decimal("0.75"))),
        (("multiplier", "12/7"), Count("multiplier", Decimal(12), 7)),
        (("free_references", "0"), Count("free_references", Decimal(0))),
        (("minimum_pixels", "921600"), Pixels("minimum_pixels", 921600)),
        (("maximum_pixels", "1024×1024"), Pixels("maximum_pixels", 1048576)),
        (("megapixel_rounding", "up", "1048576"), MegapixelRounding("up", 1048576)),
        (("megapixel_rounding", "proportional"), MegapixelRounding("proportional", None)),
        (("image_rounding", "up", "$0.0001"), ImageRounding(Decimal("0.0001"))),
        (("default_quality", "high"), DefaultQuality("high")),
        (("default_size", "1024x768"), DefaultSize(1024, 768)),
        (("failed_generations", "free"), FailedGenerations("free")),
        (("retires", "2028-02-29"), Retires(date(2028, 2, 29))),
        (("replaced_by", "a or b"), ReplacedBy("a or b")),
        (("credits_expire", "never"), Words("credits_expire", "never")),
        (("note", "anything"), Note("anything")),
    ],
)
def test_each_kind_has_its_own_shape(said, terms):
    """Numbers are numbers, days are days, and words stay words."""
    assert terms == read_terms(*said)


@pytest.mark.parametrize(
    "said",
    [
        ("retires", "2026-11-31"),
        ("retires", "2027-02-29"),
        ("retires", "soon"),
        ("retires", "20261231"),
        ("retires", "2026-1-1"),
        ("images_per_call", "four"),
        ("images_per_call", "1.5"),
        ("tokens_per_image", "0"),
        ("tokens_per_image", "-5"),
        ("tokens_per_image", "1,12"),
        ("tokens_per_image", "NaN"),
        ("multiplier", "1e3"),
        ("minimum_pixels", "large"),
        ("megapixel_rounding", "down", "1000000"),
        ("megapixel_rounding", "up", "a million"),
        ("image_rounding", "up"),
        ("image_rounding", "up", "0.0"),
        ("failed_generations", "sometimes"),
        ("default_size", "square"),
        ("default_quality", "as you like"),
    ],
)
def test_what_no_shape_fits_is_unreadable_and_says_what_was_expected(said):
    """Never a guess, never an error."""
    terms = read_terms(*said)
    assert isinstance(terms, Unreadable) and terms.expected


def priced(*rules):
    lines = [
        PriceLine(billable="output_image", unit=unit, variant=Variant(quality=quality), amount=Decimal("0.04"), currency="USD", quote=QUOTE)
        for unit, quality in (("image", None), ("megapixel", "low"))
    ]
    tokens = PriceLine(billable="output_image", unit="million_tokens", amount=Decimal(30), currency="USD", quote=QUOTE)
    offers = (Offer(native_id="flat", name="Flat", prices=tuple(lines)), Offer(native_id="by-token", name="By token", prices=(tokens,)))
    return Snapshot(provider="acme", offers=offers, rules=rules)


@given(kind=st.sampled_from(KINDS), value=st.text(min_size=1, max_size=30), of=st.none() | st.text(max_size=12))
def test_any_words_are_a_typed_rule_or_held(kind, value, of):
    """By property: a page may say anything."""
    reading = read_drafts([(RuleDraft(kind=kind, value=value, words=Found(value, "here"), of=of), STAMP)])
    assert 1 == len(reading.rules) + len(reading.unread)
    assert not any(isinstance(rule.terms, Unreadable) for rule in reading.rules)


@given(
    kind=st.sampled_from(KINDS),
    value=st.text(min_size=1, max_size=30) | st.sampled_from(["2026-11-31", "0", "1e9", "4", "up", "1024x1024"]),
    of=st.none() | st.text(max_size=12),
)
def test_ranking_raises_nothing_whatever_a_history_holds(kind, value, of):
    """A rule that was stored before rules were typed costs its own offer an answer, and nobody else theirs."""
    rule = Rule(kind=kind, value=value, of=of, quote=QUOTE)
    found = market([priced(rule), priced().model_copy(update={"provider": "other"})], Recipe(), Circumstances())
    assert 4 == sum(map(len, (found.ranked, found.beside, found.refused, *([found.listed] if hasattr(found, "listed") else []))))


def test_a_doubt_is_a_mark_and_an_old_one_is_read_as_it_was_written():
    """Until rules were typed the mark stood before the words."""
    old = Rule(kind="note", value="unsure: a third party says so", quote=QUOTE)
    assert (True, "a third party says so") == (old.unsure, old.value)
    assert not Rule(kind="note", value="sure", quote=QUOTE).unsure


def test_a_day_that_is_not_in_the_calendar_is_held_and_everybody_else_goes_on(tmp_path, capsys):
    """One provider's page says 2026-11-31: its rule is held; prices are published and answered."""
    with acme():
        for day, page in enumerate((prices_page(SIX), prices_page(SIX, "alpha retires on 2026-11-31."))):
            folder = record(tmp_path / str(day), {PRICES: page}, DAY + timedelta(days=day))
            run_update(Run(tmp_path / "data", replay=folder, only=("acme",)))
    held = Store(tmp_path / "data").held("acme")
    assert ["a day of the calendar" in reason for offer in held.offers for reason in offer.reasons] == [True]
    assert 0 == command(["cost", "--data", str(tmp_path / "data")])
    assert 0 == command(["build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "site")]), capsys.readouterr().err
