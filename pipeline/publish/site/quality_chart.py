"""Price beside quality: every rated model at the price of its first answer, as a picture and as the table beneath it.

Prices go by tens, ratings by equal steps. Names stand on what nothing cheaper is rated as high as. The script `quality-chart.js`
moves the same dots when another image is asked for; it gets the frame as data.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Final, NamedTuple

from markupsafe import Markup

from costs.offer.recipes import Recipe
from costs.reasons import Place
from costs.standing.model_groups import unbeaten
from costs.standing.quality_bands import board_of
from costs.standing.rating_limits import rating_of_model
from pipeline.publish.dataset import Published
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import Scale, scale_of
from pipeline.publish.site.grid import SHOWN_BOARDS
from schema.tables.models import Model
from schema.tables.ratings import RatingBoard

WIDTH: Final = 720
HEIGHT: Final = 420
LEFT, RIGHT, TOP, BOTTOM = 52, 700, 14, 384
STEP: Final = 100  # points of a rating between two lines
EDGE: Final = 50  # and between which the chart ends
TALL: Final = 14  # pixels a name takes
WIDE: Final = 7  # and each of its letters
PHONE: Final = 2  # times as large, where the chart is half as wide
OTHERS: Final = 4  # the hue of every maker that has none of its own
OWN_HUES: Final = (0, 1, 2, 3, 5)


class Spot(NamedTuple):
    """One model on the chart."""

    model: Model
    answer: PublishedAnswer
    rating: Decimal
    hue: int
    best: bool  # nothing cheaper is rated as high


class QualityChart(NamedTuple):
    """The picture, its spots by price, the colours of makers, and the board that rates such pictures."""

    picture: Markup
    spots: Sequence[Spot]
    makers: Sequence[tuple[int, str]]
    board: RatingBoard | None


def quality_chart(everything: Published, recipe: Recipe, groups: Iterable[Sequence[PublishedAnswer]]) -> QualityChart:
    """Every model that leads, by its price for a recipe and by the rating that speaks for it."""
    scale = scale_of([row.dollars for market in everything.markets.values() for row in market.ranked if row.dollars])
    boards = {board.id: board for board in everything.known.ratings.boards}
    hues = _hues(everything)
    leading = [(model, group[0]) for group in groups if (model := _led(everything, group))]
    spots = list(_spots(leading, hues))
    named = Counter(hues.get(spot.model.maker, OTHERS) for spot in spots)
    makers = [(hue, maker) for maker, hue in hues.items() if named[hue]]
    return QualityChart(_picture(everything, spots, hues, scale), spots, makers, boards.get(board_of(recipe)))


def _led(everything: Published, group: Sequence[PublishedAnswer]) -> Model | None:
    first = group[0]
    return everything.models.get(first.model) if first.model and first.standing.place is Place.LEADS and first.rated else None


def _spots(leading: Sequence[tuple[Model, PublishedAnswer]], hues: Mapping[str, int]) -> Iterable[Spot]:
    points = [(row.dollars or Decimal(0), row.rated[0] if row.rated else None) for _, row in leading]
    best = set(unbeaten(points))
    for at, ((model, row), (_, rating)) in enumerate(zip(leading, points, strict=True)):
        yield Spot(model, row, rating or Decimal(0), hues.get(model.maker, OTHERS), at in best)


def _hues(everything: Published) -> dict[str, int]:
    """The makers with most rated models, each with a colour of its own."""
    rated = {model for model, _ in everything.known.ratings.by_model}
    count = Counter(model.maker for model in everything.models.models if model.id in rated)
    order = sorted(count, key=lambda maker: (-count[maker], maker))
    return dict(zip(order, OWN_HUES, strict=False))


# --- the picture ------------------------------------------------------------------------------------------------------


def _range(everything: Published) -> tuple[int, int]:
    """The ratings that hold those of every board one may choose by."""
    found = [rated.rating for board in everything.known.ratings.boards if board.id in SHOWN_BOARDS for rated in board.ratings]
    low, high = min(found, default=Decimal(1000)), max(found, default=Decimal(1300))
    return math.floor(low / EDGE) * EDGE, math.ceil(high / EDGE) * EDGE


def _picture(everything: Published, spots: Sequence[Spot], hues: Mapping[str, int], scale: Scale) -> Markup:
    low, high = _range(everything)
    across = Scale(scale.low, scale.high, RIGHT - LEFT)
    data = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "cheap": scale.low, "dear": scale.high, "low": low, "high": high}
    frame = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    places = {spot.model.id: (LEFT + across.place(spot.answer.dollars or 0), _height(spot.rating, low, high)) for spot in spots}
    labels = [(places[spot.model.id], spot.model.id, spot.model.name) for spot in spots if spot.best]
    said = {f"said{times}": _apart(labels, times) for times in (1, PHONE)}
    body = "".join(
        _dot(model, hues, places.get(model.id), [name for name, ids in said.items() if model.id in ids]) for model in _rated(everything)
    )
    says = "Price of one image, by tens, beside the public rating of its model"
    return Markup(
        f'<svg class="chart quality" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{says}" {frame}>'
        f"{_grid(across, low, high)}{body}</svg>"
    )


def _rated(everything: Published) -> list[Model]:
    """The models a board one may choose by knows: each has its dot, which a script may show."""
    ratings = everything.known.ratings
    return [model for model in everything.models.models if any(rating_of_model(model.id, board, ratings) for board in SHOWN_BOARDS)]


def _height(rating: Decimal, low: int, high: int) -> int:
    return round(BOTTOM - float((rating - low) / (high - low)) * (BOTTOM - TOP))


def _grid(across: Scale, low: int, high: int) -> str:
    lines = []
    for value in range(math.ceil(low / STEP) * STEP, high + 1, STEP):
        y = _height(Decimal(value), low, high)
        lines.append(f'<path class="grid" d="M{LEFT} {y}H{RIGHT}"/>{_tick(LEFT - 8, y + 4, "end", str(value))}')
    for place, said in across.ticks():
        x = LEFT + place
        lines.append(f'<path class="grid" d="M{x} {TOP}V{BOTTOM}"/>{_tick(x, HEIGHT - 14, "middle", said)}')
    return "".join(lines)


def _tick(x: int, y: int, side: str, said: str) -> str:
    return f'<text class="tick" x="{x}" y="{y}" text-anchor="{side}">{said}</text>'


def _apart(names: Sequence[tuple[tuple[int, int], str, str]], times: int) -> list[str]:
    """Of names beside their dots, the dearest first, those that stand on no other and not off the chart."""
    kept: list[tuple[int, int, int]] = []
    found = []
    for (x, y), id, name in reversed(names):
        wide = WIDE * times * len(name)
        start = x - wide if _to_the_left(x) else x
        if start >= 0 and all(abs(y - other) >= TALL * times or start > right or start + wide < left for left, right, other in kept):
            kept.append((start, start + wide, y))
            found.append(id)
    return found


def _to_the_left(x: int) -> bool:
    """On which side of its dot a name stands: nothing is above and left of what is best of its price, but the chart ends there."""
    return x > LEFT + (RIGHT - LEFT) // 4


def _dot(model: Model, hues: Mapping[str, int], place: tuple[int, int] | None, said: Sequence[str]) -> str:
    classes = " ".join([f"hue{hues.get(model.maker, OTHERS)}", *said])
    at = f'transform="translate({place[0]} {place[1]})"' if place else 'display="none"'
    side = 'x="-9" text-anchor="end"' if place and _to_the_left(place[0]) else 'x="9"'
    name = escape(model.name)
    return f'<g class="{classes}" data-m="{model.id}" {at}><title>{name}</title><circle r="5"/><text {side} y="-5">{name}</text></g>'
