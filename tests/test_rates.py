"""Exchange rates: of the day, or the last one before; dated; never invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from pipeline.store.exchange_rates import History, rate, rates


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


def quoted(*lines: str) -> History:
    return History(iter(["Date,USD,CNY,\n", *(f"{line},\n" for line in lines)]))


def test_the_file_is_read_to_the_day_asked_for_and_days_read_before_are_still_known():
    history = quoted("2026-08-07,2,14", "2026-08-06,3,N/A", "2026-08-05,4,16")
    assert {"EUR": Fraction(1), "USD": Fraction(4), "CNY": Fraction(16)} == history.on(date(2026, 8, 5))
    assert {"EUR": Fraction(1), "USD": Fraction(3)} == history.on(date(2026, 8, 6))
    assert {} == history.on(date(2026, 8, 4)) == history.on(date(2026, 8, 3))
    assert {"EUR": Fraction(1), "USD": Fraction(2), "CNY": Fraction(14)} == history.on(date(2026, 8, 7))


def test_a_file_in_another_order_is_refused():
    with pytest.raises(AssertionError, match="2026-08-07 stands after 2026-08-06"):
        quoted("2026-08-06,3,14", "2026-08-07,2,14").on(date(2026, 8, 5))
