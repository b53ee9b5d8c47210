"""Price beside quality: every rated model at the price of its first answer, as a picture and as the table beneath it.

Prices go by tens, ratings by equal steps. Names stand on what nothing cheaper is rated as high as. The script `quality-chart.js`
moves the same dots when another image is asked for; it gets the frame, and what names may take, as data.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Final, NamedTuple

from markupsafe import Markup

from costs.offer.recipes import Recipe
from costs.standing.model_groups import unbeaten
from costs.standing.quality_bands import board_of
from costs.standing.ranking import by_price
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
DRIFT: Final = 2  # lines between a dot and its name at most
TURN: Final = LEFT + (RIGHT - LEFT) // 4  # from here on a name stands to the left: nothing is above and left of what is best of its price
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
    """Every rated model, by its first rated answer to a recipe: its price and the rating that speaks for it."""
    scale = scale_of([row.dollars for market in everything.markets.values() for row in market.ranked if row.dollars])
    boards = {board.id: board for board in everything.known.ratings.boards}
    hues = _hues(everything)
    rated = [(model, row) for group in groups for row in _first_rated(group) if (model := everything.models.get(row.model or ""))]
    spots = list(_spots(sorted(rated, key=lambda pair: by_price(pair[1])), hues))
    named = Counter(hues.get(spot.model.maker, OTHERS) for spot in spots)
    makers = [(hue, maker) for maker, hue in hues.items() if named[hue]]
    return QualityChart(_picture(everything, spots, hues, scale), spots, makers, boards.get(board_of(recipe)))


def _first_rated(group: Sequence[PublishedAnswer]) -> Sequence[PublishedAnswer]:
    return [row for row in group if row.rated][:1]


def _spots(rated: Sequence[tuple[Model, PublishedAnswer]], hues: Mapping[str, int]) -> Iterable[Spot]:
    """In order of price; best of its price is one of those that lead."""
    points = [(row.dollars or Decimal(0), row.rated[0] if row.rated and not row.why_not_ranked else None) for _, row in rated]
    best = set(unbeaten(points))
    for at, (model, row) in enumerate(rated):
        yield Spot(model, row, row.rated[0] if row.rated else Decimal(0), hues.get(model.maker, OTHERS), at in best)


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
    data |= {"tall": TALL, "wide": WIDE, "drift": DRIFT, "turn": TURN}
    frame = " ".join(f'data-{name}="{value}"' for name, value in data.items())
    listed = {spot.model.id for spot in spots if spot.answer.why_not_ranked}
    places = {spot.model.id: (LEFT + across.place(spot.answer.dollars or 0), _height(spot.rating, low, high)) for spot in spots}
    top = max((spot.rating for spot in spots if spot.best), default=Decimal(0))
    named = [(places[spot.model.id], spot.model) for spot in sorted(spots, key=lambda spot: -spot.rating) if spot.best or spot.rating > top]
    names = {model.id: "" for _, model in named}
    for times in (1, PHONE):
        for id, text in _names(named, times):
            names[id] += text
    body = "".join(
        _dot(model, f"hue{hues.get(model.maker, OTHERS)}{' ring' * (model.id in listed)}", places.get(model.id), names.get(model.id, ""))
        for model in _rated(everything)
    )
    says = "Price of one image, by tens, and the public rating of its model"
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


def _names(highest_first: Iterable[tuple[tuple[int, int], Model]], times: int) -> Iterator[tuple[str, str]]:
    """Names beside their dots, each beneath the one of the next higher dot; none off the chart or more than so many lines from its dot."""
    free = 0
    for (x, y), model in highest_first:
        left, at = x > TURN, max(y, free)
        if (left and x < WIDE * times * len(model.name)) or at > y + DRIFT * TALL * times:
            continue
        free = at + TALL * times
        side = 'x="-9" text-anchor="end"' if left else 'x="9"'
        yield model.id, f'<text class="said{times}" {side} y="{at - y - 5}">{escape(model.name)}</text>'


def _dot(model: Model, classes: str, place: tuple[int, int] | None, names: str) -> str:
    at = f'transform="translate({place[0]} {place[1]})"' if place else 'display="none"'
    return f'<g class="{classes}" data-m="{model.id}" {at}><title>{escape(model.name)}</title><circle r="5"/>{names}</g>'
