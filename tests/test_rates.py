"""Exchange rates: of the day, or the last one before; dated; never invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pipeline.rates import rate, rates


def test_a_friday_serves_the_weekend():
    friday = rate("CNY", date(2026, 8, 7))
    assert friday.day == date(2026, 8, 7)
    assert rate("CNY", date(2026, 8, 9)) == friday


def test_a_later_day_than_any_known_takes_the_last_one_and_says_which():
    late = rate("CNY", date(2099, 1, 1))
    assert late.day < date(2099, 1, 1)
    assert rate("CNY", late.day) == late


def test_dollars_and_credits_are_not_converted():
    assert rates(["USD", "credit"], date(2026, 8, 7)) == {}


def test_a_currency_nobody_quotes_has_no_rate():
    assert rates(["CNY", "XXX"], date(2026, 8, 7)).keys() == {"CNY"}
    assert rate("CNY", date(1990, 1, 1)) is None


def test_a_yuan_is_worth_what_it_was():
    assert Decimal("0.13") < rate("CNY", date(2026, 8, 7)).dollars < Decimal("0.16")
