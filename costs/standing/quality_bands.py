"""What Draft and Final ask for: a quality that can be chosen there, or a public rating. Standard asks for none: a model's default fits.

The thresholds are the board's own: three quarters of the models rated on it are at least a draft, the better half is final.
A rating belongs to the setting that was rated, and a launch's first votes fall: a provisional rating counts for nothing yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from costs.bill.itemised import Cost
from costs.offer.abilities import Able
from costs.offer.recipes import Recipe, in_words_of, rung
from costs.reasons import Because, Code
from schema.tables.models import Model
from schema.tables.ratings import Board, Rating, RatingTable

ORDINARY: Final = "medium"
RENDERS_TEXT: Final = 1_180  # on the board of text in pictures: its best quarter
NOT_MET: Final = "{quality} quality can't be chosen here, and no public rating puts it there"


class Route(NamedTuple):
    """A way to a model: which, what it makes, whether it is its maker's own, and whether its prices name a quality."""

    model: Model | None
    able: Able
    by_maker: bool
    priced_by_quality: bool


class QualityBand(NamedTuple):
    """One band of quality: its name, the word a buyer says, and the least rating that meets it on each board."""

    name: str
    word: str
    least: Mapping[Board, int]


BANDS: Final = (
    QualityBand("Draft", "low", {"text_to_image": 1050, "image_edit": 1180}),
    QualityBand("Final", "high", {"text_to_image": 1125, "image_edit": 1240}),
)
_BY_RUNG: Final = {rung(band.word): band for band in BANDS}


def renders_text(model: Model, ratings: RatingTable) -> bool:
    """Whether words in the picture come out right: by the board that rates just that, not by what a maker says."""
    found = ratings.by_model.get((model.id, "text_rendering"), ())
    return any(rated.rating >= RENDERS_TEXT and not rated.provisional for rated in found)


def board_of(recipe: Recipe) -> Board:
    """The board that rates such pictures."""
    return "image_edit" if recipe.operation == "edit" else "text_to_image"


def band_of(quality: str | None) -> QualityBand | None:
    """The band a word for quality asks for."""
    return _BY_RUNG.get(rung(quality)) if quality else None


def settled_ratings(route: Route, board: Board, ratings: RatingTable) -> list[Rating]:
    """The ratings that speak for a route whose quality can't be chosen: of a model that has one quality, or of the one that is served."""
    if route.model is None:
        return []
    found = [rated for rated in ratings.by_model.get((route.model.id, board), ()) if not rated.provisional]
    several = bool(route.model.capabilities.qualities)
    return [rated for rated in found if rated.setting == route.able.one_quality or not (several or rated.setting)]


def meets(asked: str | None, route: Route, board: Board, ratings: RatingTable) -> bool:
    """Whether a route is of the quality asked for: as a setting, or by its rating. Ordinary quality is what everybody makes by default."""
    if asked is None or rung(asked) == rung(ORDINARY) or _chosen_there(asked, route):
        return True
    band = band_of(asked)
    return band is not None and any(rated.rating >= band.least[board] for rated in settled_ratings(route, board, ratings))


def _chosen_there(asked: str, route: Route) -> bool:
    """Whether it is a setting: the prices name it, the name of the route is it, or its maker sells it at one price."""
    if route.priced_by_quality:
        return True
    if route.able.one_quality:
        return in_words_of(asked, (route.able.one_quality,)) is not None
    return route.by_maker and route.model is not None and in_words_of(asked, route.model.capabilities.qualities) is not None


def quality_misfit(answer: Cost, route: Route, ratings: RatingTable) -> Iterator[Because]:
    """Why an answer is not of the quality asked for."""
    asked = answer.asked.quality
    if not meets(asked, route, board_of(answer.asked), ratings):
        yield Because(code=Code.QUALITY, words=NOT_MET.format(quality=asked))


def of_known_quality(answer: Cost, route: Route, ratings: RatingTable) -> bool:
    """Whether somebody can say how good the picture is: its quality is a setting, or it was rated."""
    return route.priced_by_quality or bool(settled_ratings(route, board_of(answer.asked), ratings))
