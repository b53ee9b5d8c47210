"""A change as one sentence, safe wherever it is put."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pipeline.text.sentences import LONGEST, clean, money, percent, sentence, spelled_value
from schema.changes import Change
from schema.prices import Allowance, Plan, Rule, Take
from tests.made_providers import plan
from tests.test_guard import line, quote

AUGUST = datetime(2026, 8, 7, 12, tzinfo=UTC)


def said(kind, before=None, after=None, subject="price", **more):
    fields = {"id": "0" * 16, "provider": "fal", "native_id": "fal-ai/nano-banana-2", "name": "Nano Banana 2", "at": AUGUST}
    return sentence(Change(kind=kind, subject=subject, before=before, after=after, **{**fields, **more}))


def pro(price="20", credits="1000"):
    return Plan(id="pro", name="Pro", price=Decimal(price), currency="USD", period="month", credits=Decimal(credits), quote=quote())


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        (
            "fal · Nano Banana 2 · 2K: $0.12 -> $0.13 per image (+8.3 %), read 2026-08-07",
            lambda: said("increased", line("0.12", resolution="2K"), line("0.13", resolution="2K")),
        ),
        (
            "fal · Nano Banana 2 · 2K: $0.12 -> $0.13 per image (+8.3 %), highest since we began, read 2026-08-07",
            lambda: said("increased", line("0.12", resolution="2K"), line("0.13", resolution="2K"), extreme="high"),
        ),
        (
            "fal · Nano Banana 2: $0.12 -> $0.1 per image (-16.7 %), lowest since we began, by Ada, read 2026-08-07",
            lambda: said("decreased", line("0.12"), line("0.1"), extreme="low", by="Ada"),
        ),
        (
            "fal · Nano Banana 2 · input image, batch: 0.2 CNY -> 0.1 CNY per megapixel (-50.0 %), read 2026-08-07",
            lambda: said(
                "decreased",
                line("0.2", "megapixel", "CNY", billable="input_image", tier="batch"),
                line("0.1", "megapixel", "CNY", billable="input_image", tier="batch"),
            ),
        ),
        ("fal · Nano Banana 2: 12 credits per image is new, read 2026-08-07", lambda: said("added", after=line("12", currency="credit"))),
        ("fal · Nano Banana 2: $0.1 per image as first read, read 2026-08-07", lambda: said("added", after=line("0.1"), baseline=True)),
        (
            "fal · Nano Banana 2: $0.1 per image -> from $0.1 per image, read 2026-08-07",
            lambda: said("unit_changed", line("0.1"), line("0.1", bound="from")),
        ),
        (
            "fal · Nano Banana 2: no price (not hosted) -> $0.1 per image, read 2026-08-07",
            lambda: said("restated", line(None, reason="not hosted"), line("0.1")),
        ),
        (
            "fal · Nano Banana 2: is no longer on its page; the last price is kept, read 2026-08-07",
            lambda: said("missing", subject="offer"),
        ),
        (
            "fal · Nano Banana 2: $0.1 per image -> $1 per image is read and not believed yet (a slip), read 2026-08-07",
            lambda: said("held", line("0.1"), line("1"), reason="a slip"),
        ),
        (
            "fal · Nano Banana 2: $0.1 per image, as before, is read and not believed yet (a slip), read 2026-08-07",
            lambda: said("held", line("0.1"), line("0.1"), reason="a slip"),
        ),
        (
            "fal · one more page: is read from now on (fal.ai/x: 1 price of 1 model and 1 plan or rule), read 2026-08-07",
            lambda: said("added", subject="offer", name=None, reason="fal.ai/x: 1 price of 1 model and 1 plan or rule", native_id=None),
        ),
        (
            "fal · plan Pro: $20 per month for 1000 credits -> $24 per month for 1000 credits (+20.0 %), read 2026-08-07",
            lambda: said("plan_changed", pro(), pro("24"), "plan"),
        ),
        (
            "fal · fal-ai/nano-banana-2: is to be retired on 2026-10-01, read 2026-08-07",
            lambda: said(
                "retiring", after=Rule(kind="retires", native_id="x", value="2026-10-01", quote=quote()), subject="rule", name=None
            ),
        ),
        (
            "fal · Nano Banana 2: $0.63 per image was wrong, it is $0.42 per image (a rowspan), by Ada, read 2026-08-07",
            lambda: said("correction", line("0.63"), line("0.42"), reason="a rowspan", by="Ada"),
        ),
        (
            "fal · Nano Banana 2: is now called Nano Banana 2 (was called Nano Banana Two), read 2026-08-07",
            lambda: said("restated", subject="offer", reason="was called Nano Banana Two"),
        ),
    ],
)
def test_change_reads_as_a_person_would_say_it(expected, told):
    """Who, what, from, to, how much, when."""
    assert told() == expected


@pytest.mark.parametrize(
    "name",
    [
        "\x1b[31mred\x1b[0m",
        "a\u202eb\u202c",
        "line\nbreak\r\n::error::x",
        "\u200bzero\ufeff",
        "x" * 400,
        "{7*7} {before} %s",
        "\u2028\ue000",
    ],
)
def test_hostile_name_stays_one_harmless_line(name):
    """No control, direction or private character reaches a terminal, feed or commit message, and nothing endless."""
    told = said("increased", line("0.12"), line("0.13"), name=name[:400])
    assert "\n" not in told and "\r" not in told
    assert all(character.isprintable() for character in told)
    assert len(told) <= LONGEST
    assert told.endswith("$0.12 -> $0.13 per image (+8.3 %), read 2026-08-07")


def test_every_kind_of_change_has_a_sentence():
    """No kind falls through to a word of the machine's."""
    from typing import get_args

    from schema.changes import ChangeKind

    for kind in get_args(ChangeKind):
        told = said(kind, line("0.12"), line("0.13"))
        assert "_" not in told and "{" not in told and len(told) > 50


def test_what_came_and_what_went_are_not_said_of_one_another():
    """Each in the words of its own, about the price it is about."""
    before, after = line("0.12"), line("0.13")
    assert "$0.12 per image is no longer offered" in said("removed", before)
    assert "$0.12 per image is no longer on its page" in said("missing", before)
    assert "$0.13 per image is new" in said("added", None, after)
    assert "$0.13 per image is on its page again" in said("returned", after)
    assert "$0.13 per image as a promotion" in said("promotion_started", before, after)
    assert "the promotion at $0.12 per image has ended" in said("promotion_ended", before, after)


def test_money_and_percent_are_spelled_without_exponents():
    """As they are everywhere."""
    assert money(Decimal("0.0000005"), "USD") == "$0.0000005"
    assert percent(Decimal("0.04"), Decimal("0.05")) == " (+25.0 %)"
    assert percent(None, Decimal(1)) == percent(Decimal(0), Decimal(1)) == ""


def test_clean_cuts_long_words_with_a_mark():
    """One can see that something is left out."""
    assert clean("x" * 100, 10) == "x" * 9 + "…"


def test_a_plan_says_what_it_brings_and_what_of_it_changed():
    """A quota by the day, minutes, what is unlimited; and where price and quota stay, what an image takes."""

    def brings(amount="2", quantity="100", **more):
        take = Take(native_id="m", name="M", amount=amount, quote=quote())
        return plan(
            "pro", "20", allowances=(Allowance(unit="image", quantity=quantity, period="day", quote=quote()),), takes=(take,), **more
        )

    assert spelled_value(brings()) == "$20 per month, 100 images a day"
    assert spelled_value(plan("basic", "10", gpu_minutes="200")) == "$10 per month, 200 GPU minutes"
    assert _said(brings(), brings(quantity="50")).endswith("100 images a day -> $20 per month, 50 images a day, read 2026-08-07")
    assert "M takes 2 -> 4" in _said(brings(), brings("4"))
    assert "first period none -> $5" in _said(brings(), brings(first_price="5"))


def _said(before, after):
    return said("plan_changed", before, after, subject="plan", name=None)
