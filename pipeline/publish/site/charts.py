"""Charts as SVG, made at build: plain elements coloured by the style sheet's variables, so that they follow light and dark."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import Final, NamedTuple

from markupsafe import Markup

from pipeline.text.formatting import clean, rounded

WIDTH: Final = 720
HEIGHT: Final = 260
LEFT, RIGHT, TOP, BOTTOM = 64, 176, 16, 32
PHONE: Final = 360  # the width of the same chart on a phone, where its names stand beneath
PHONE_RIGHT: Final = 36  # half a date
DOT_WIDTH: Final = 132
HUES: Final = 6
HEAT: Final = 6
FOUR: Final = 4  # steps of an even scale
ROUND: Final = (Decimal(1), Decimal("1.5"), Decimal(2), Decimal("2.5"), Decimal(3), Decimal(4), Decimal(5), Decimal("7.5"), Decimal(10))
APART: Final = 15  # labels at the line's end stand at least so far from each other


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: a name and its points, in order. `broken` is drawn dashed: what the others are held against."""

    name: str
    points: tuple[tuple[float, Decimal], ...]
    step: bool = True
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Scale:
    """Decades from `low` to `high`, both powers of ten, over so many pixels."""

    low: int
    high: int
    width: int = DOT_WIDTH

    def place(self, value: Decimal | float) -> int:
        """Where a value stands, within the scale."""
        if value <= 0:
            return 0
        share = (math.log10(value) - self.low) / max(self.high - self.low, 1)
        return round(min(max(share, 0.0), 1.0) * self.width)

    def ticks(self) -> list[tuple[int, str]]:
        """Each decade with its words."""
        return [(self.place(10.0**power), cents(Decimal(1).scaleb(power))) for power in range(self.low, self.high + 1)]


@dataclass(frozen=True, slots=True)
class Even:
    """Equal steps from nothing to `high`, over so many pixels: differences may be compared by eye, and so may ratios."""

    high: Decimal
    width: int
    said: Callable[[Decimal], str]

    def place(self, value: Decimal | float) -> int:
        """Where a value stands, within the scale."""
        return round(min(max(Decimal(value) / self.high, Decimal(0)), Decimal(1)) * self.width)

    def ticks(self) -> list[tuple[int, str]]:
        """Nothing and four equal steps, with their words."""
        return [(self.place(self.high * part / FOUR), self.said(self.high * part / FOUR)) for part in range(FOUR + 1)]


def even_scale(values: Sequence[Decimal], width: int, said: Callable[[Decimal], str]) -> Even:
    """Four round steps that hold all values."""
    least = max((value for value in values if value > 0), default=Decimal(1)) / FOUR
    ten = Decimal(1).scaleb(least.adjusted())
    return Even(next(ten * step * FOUR for step in ROUND if ten * step >= least), width, said)


def cents(value: Decimal) -> str:
    """A round amount: `0.1¢`, `1¢`, `$1`."""
    return f"${value:f}" if value >= 1 else f"{(value * 100).normalize():f}¢"


def scale_of(values: Sequence[Decimal], width: int = DOT_WIDTH) -> Scale:
    """The decades that hold all values."""
    shown = [value for value in values if value > 0] or [Decimal("0.01")]
    low, high = math.floor(math.log10(min(shown))), math.ceil(math.log10(max(shown)))
    return Scale(low, max(high, low + 1), width)


def warmth(price: Decimal | None, prices: Sequence[Decimal]) -> int:
    """How dear a price is among others, from 1 to HEAT on a scale of ratios; 0 where there is none."""
    if price is None or not prices:
        return 0
    scale = scale_of(prices)
    low, high = scale.place(min(prices)), scale.place(max(prices))
    return 1 + round((scale.place(price) - low) / max(high - low, 1) * (HEAT - 1))


def dot(value: Decimal, scale: Scale) -> Markup:
    """One price as a dot on the decades."""
    lines = "".join(f"M{place} 0v12" for place, _ in scale.ticks()[1:-1])
    x = min(max(scale.place(value), 4), scale.width - 4)
    return Markup(
        f'<svg class="dot" width="{scale.width}" height="12" aria-hidden="true"><path d="{lines}"/><circle cx="{x}" cy="6" r="4"/></svg>'
    )


def over_days(series: Sequence[Series], label: str, said: Callable[[Decimal], str]) -> Markup:
    """Prices of one unit from day to day, from nothing up, each line labelled at its end."""
    values = [value for one in series for _, value in one.points]
    return _chart(series, label, even_scale(values, HEIGHT - TOP - BOTTOM, said), days=True)


def by_volume(series: Sequence[Series], label: str) -> Markup:
    """Prices by numbers of images, both by tens, each line labelled at its end."""
    values = [value for one in series for _, value in one.points]
    return _chart(series, label, scale_of(values, HEIGHT - TOP - BOTTOM), days=False)


def _chart(series: Sequence[Series], label: str, up: Scale | Even, days: bool) -> Markup:
    """The chart twice, of which a screen shows one: with the names at the lines' ends, and for a phone with the names beneath."""
    wide, phone = _drawn(series, up, days, WIDTH, RIGHT), _drawn(series, up, days, PHONE, PHONE_RIGHT)
    ends = _spread([(_height(up, one.points[-1][1]), place) for place, one in enumerate(series)])
    words = (
        f'<text class="hue{place % HUES}" x="{WIDTH - RIGHT + 8}" y="{ends[place] + 4}">{escape(clean(one.name, 26))}</text>'
        for place, one in enumerate(series)
    )
    names = "".join(f'<li class="hue{place % HUES}">{escape(clean(one.name, 40))}</li>' for place, one in enumerate(series))
    said = f'role="img" aria-label="{escape(label)}"'
    return Markup(
        f'<svg class="chart wide" viewBox="0 0 {WIDTH} {HEIGHT}" {said}>{wide}{"".join(words)}</svg>'
        f'<div class="narrow"><svg class="chart" viewBox="0 0 {PHONE} {HEIGHT}" {said}>{phone}</svg>'
        f'<ul class="names-of-lines">{names}</ul></div>'
    )


def _drawn(series: Sequence[Series], up: Scale | Even, days: bool, width: int, right: int) -> str:
    """The frame and the lines, as wide as that."""
    places = [place for one in series for place, _ in one.points]
    first, last = min(places), max(places)
    across = _across(first, last, days, width - LEFT - right)
    ticks = (
        f'<text class="tick" x="{across(at):.0f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(said)}</text>'
        for at, said in _marks(first, last, days)
    )
    lines = (_line(one, place, across, up) for place, one in enumerate(series))
    return "".join((_frame(up, width - right), *ticks, *lines))


def _across(first: float, last: float, days: bool, width: int) -> Callable[[float], float]:
    if days:
        return lambda at: LEFT + (at - first) / max(last - first, 1) * width
    return lambda at: LEFT + (math.log10(at / first) / max(math.log10(last / first), 1e-9)) * width


def _marks(first: float, last: float, days: bool) -> list[tuple[float, str]]:
    if days:
        return [(at, datetime.fromordinal(int(at)).date().isoformat()) for at in sorted({first, last})]
    return [(10.0**power, f"{10**power:,}") for power in range(math.ceil(math.log10(first)), math.floor(math.log10(last)) + 1)]


def _height(up: Scale | Even, value: Decimal) -> int:
    return HEIGHT - BOTTOM - up.place(value)


def _frame(up: Scale | Even, end: int) -> str:
    rows = [(HEIGHT - BOTTOM - place, said) for place, said in up.ticks()]
    return "".join(
        f'<path class="grid" d="M{LEFT} {y}H{end}"/><text class="tick" x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{said}</text>'
        for y, said in rows
    )


def _line(one: Series, place: int, across: Callable[[float], float], up: Scale | Even) -> str:
    spots = [(f"{across(at):.1f}", _height(up, value)) for at, value in one.points]
    path = f"M{spots[0][0]} {spots[0][1]}" + "".join(f"H{x}V{y}" if one.step else f"L{x} {y}" for x, y in spots[1:])
    ends = "".join(f'<circle cx="{x}" cy="{y}" r="2.5"/>' for x, y in spots)
    return f'<g class="hue{place % HUES}{" broken" if one.broken else ""}"><path d="{path}"/>{ends}</g>'


def _spread(ends: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Heights for the labels at the lines' ends, from the top, none on another."""
    found: dict[int, int] = {}
    lowest = TOP - APART
    for height, place in sorted(ends):
        lowest = max(height, lowest + APART)
        found[place] = lowest
    over = max(lowest - (HEIGHT - 4), 0)
    return {place: height - over for place, height in found.items()}


# --- the picture a link shows ----------------------------------------------------------------------------------------


class CardRow(NamedTuple):
    """One answer of the picture: what, where, how much, and its standing."""

    model: str
    provider: str
    value: Decimal
    standing: str


def card(title: str, rows: Sequence[CardRow], foot: str) -> str:
    """A picture of 1200 x 630 for who shares a link: a question, the cheapest answers with their standing, the day."""
    dearest = max((row.value for row in rows), default=Decimal(1))
    lines = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" font-family="DejaVu Sans, Arial, sans-serif">',
        '<rect width="1200" height="630" fill="#0f1613"/><rect width="1200" height="10" fill="#1f9d74"/>',
        f'<text x="70" y="110" font-size="54" font-weight="700" fill="#f2f6f4">{escape(title)}</text>',
    ]
    for place, (model, state, value, standing) in enumerate(rows):
        y = 176 + place * 68
        lines += [
            f'<text x="70" y="{y}" font-size="30" fill="#e6ece9">{escape(clean(model, 30))}</text>',
            f'<text x="560" y="{y}" font-size="26" fill="#a0ada8">{escape(clean(state, 18))}</text>',
            f'<rect x="850" y="{y - 20}" width="{max(value / dearest * 90, 4):.0f}" height="18" rx="3" fill="#1f9d74"/>',
            f'<text x="1130" y="{y}" font-size="30" font-weight="700" fill="#f2f6f4" text-anchor="end">{rounded(value)}</text>',
            f'<text x="70" y="{y + 25}" font-size="17" fill="#a0ada8">{escape(clean(standing, 100))}</text>',
        ]
    lines.append(f'<text x="70" y="590" font-size="24" fill="#a0ada8">{escape(foot)}</text></svg>')
    return "".join(lines)


def as_png(svg: str) -> bytes:
    """The same picture in pixels."""
    import vl_convert

    picture: bytes = vl_convert.svg_to_png(svg)
    return picture
