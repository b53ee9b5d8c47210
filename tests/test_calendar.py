"""Odd days: leap days, the ends of months and years, leap seconds. Time only ever goes on, and no day is lost or doubled."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fetch.requests import moment
from pipeline.ledger.diff import has_passed
from pipeline.ledger.entries import entry
from pipeline.publish.site.charts import LEFT, RIGHT, WIDTH, Series, over_days
from pipeline.store.data_folder import Store
from pipeline.store.history import appended, read_history
from schema.changes import Change, change_id
from schema.prices import Rule
from scrapers._drafts import iso_date
from tests.test_guard import line, quote

ODD = [
    datetime(year, month, day, hour, 59, 59, tzinfo=UTC)
    for year, month, day in (
        (2028, 2, 28),
        (2028, 2, 29),
        (2028, 3, 1),
        (2100, 2, 28),
        (2026, 12, 31),
        (2027, 1, 1),
        (2026, 10, 25),
        (2027, 3, 28),
    )
    for hour in (0, 23)
]
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2104, 12, 31), timezones=st.just(UTC)).map(lambda at: at.replace(microsecond=0))
ANY = st.sampled_from(ODD) | MOMENTS


def added(at, amount="0.04"):
    value = line(amount)
    return Change(id=change_id(at, amount), kind="added", subject="price", provider="acme", native_id="a", name="a", at=at, after=value)


@given(ANY)
def test_a_moment_goes_through_a_header_and_back(at):
    """The clock of a recording is its Date header: it comes back as the same second."""
    assert at == moment(format_datetime(at, usegmt=True))


@pytest.mark.parametrize(
    "words", ["Fri, 30 Feb 2029 10:00:00 GMT", "Thu, 29 Feb 2029 10:00:00 GMT", "Wed, 31 Dec 2026 24:00:00 GMT", "nonsense", ""]
)
def test_a_day_no_calendar_has_is_no_moment(words):
    """Never the day after, nor the last of the month."""
    assert moment(words) is None


def test_a_leap_second_is_no_fault():
    """A host that writes 23:59:60 is not believed to the second, and stops nothing."""
    told = moment("Thu, 31 Dec 2026 23:59:60 GMT")
    assert told is None or abs(told - datetime(2027, 1, 1, tzinfo=UTC)) <= timedelta(seconds=1)


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=6, unique=True))
def test_history_keeps_every_moment_in_the_file_of_its_year(tmp_path_factory, times):
    """Written and read again: all of them, in order, each year its own file, on whatever day the year turns."""
    folder = tmp_path_factory.mktemp("years")
    changes = [added(at) for at in sorted(times)]
    Store(folder).write(appended(folder, "acme", changes))
    assert changes == read_history(folder, "acme")
    assert {str(at.year) for at in times} == {path.stem for path in (folder / "history/acme").iterdir()}


@given(ANY, st.integers(-400, 400))
def test_a_retirement_comes_on_its_day_and_not_before(at, days):
    """By the calendar: from the first second of the day that was named."""
    rule = entry(Rule(kind="retires", native_id="a", value=(at.date() + timedelta(days=days)).isoformat(), quote=quote()))
    assert (days <= 0) == has_passed(rule, at.date())


@pytest.mark.parametrize("value", ["2029-02-29", "2027-02-30", "2026-04-31", "2026-13-01", "soon"])
def test_a_retirement_on_a_day_that_never_comes_never_comes(value):
    """What is no day retires nothing."""
    assert not has_passed(entry(Rule(kind="retires", native_id="a", value=value, quote=quote())), date(2999, 1, 1))


@given(ANY)
def test_a_day_in_words_is_that_day(at):
    """As pages spell it, and as we keep it."""
    assert at.date().isoformat() == iso_date(f"{at:%B} {at.day}, {at.year}") == iso_date(at.date().isoformat())


@settings(deadline=None)
@given(st.lists(ANY, min_size=1, max_size=8, unique_by=lambda at: at.date()))
def test_a_chart_draws_any_days_in_order_within_its_frame(times):
    """From left to right, none outside its frame, and the first and last day are named as they are; below it stands the one for phones."""
    days = sorted(at.date() for at in times)
    drawn, *_ = str(over_days([Series("a", tuple((day.toordinal(), Decimal("0.04")) for day in days))], "prices", str)).split("</svg>")
    places = [float(x) for x in re.findall(r'<circle cx="([\d.]+)"', drawn)]
    assert len(days) == len(places) and places == sorted(places)
    assert LEFT <= places[0] and places[-1] <= WIDTH - RIGHT
    assert {days[0].isoformat(), days[-1].isoformat()} == set(re.findall(r"\d{4}-\d\d-\d\d", drawn))
