"""A rating as a limit: "at least as good as that model", by the public board of such pictures. It never touches a price.

A rating speaks for the setting that was rated and for higher ones of the same model; one that names no setting is taken for the
ordinary one. What has had few votes is provisional, and neither sets a limit nor meets one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from costs.bill.itemised import Cost
from costs.offer.recipes import Recipe, in_words_of, rung
from costs.reasons import Because, Code
from costs.standing.quality_bands import ORDINARY, Route, board_of, settled_ratings
from schema.amounts import spell
from schema.errors import NotComparable
from schema.tables.ratings import Board, Rating, RatingTable

RATED_LOWER: Final = "rated {rating}, below the {least} of {name}"
UNRATED: Final = "no public rating says how good it is here; asked for is the {least} of {name}"


def limit_of(recipe: Recipe, ratings: RatingTable) -> Rating | None:
    """The rating a recipe asks for, if it names a model to be as good as; NotComparable where that has none."""
    if recipe.as_good_as is None:
        return None
    board = board_of(recipe)
    found = rating_of_model(recipe.as_good_as, board, ratings)
    if found is None:
        raise _without_rating(recipe.as_good_as, board, ratings)
    return found


def rating_of_model(model: str, board: Board, ratings: RatingTable) -> Rating | None:
    """The rating a model is known by on a board: the settled one with most votes."""
    return next((rated for rated in ratings.by_model.get((model, board), ()) if not rated.provisional), None)


def _without_rating(model: str, board: Board, ratings: RatingTable) -> NotComparable:
    name = board.replace("_", " ")
    votes = [rated.votes for rated in ratings.by_model.get((model, board), ())]
    found = f"one of {max(votes):,} votes, which is provisional" if votes else "none"
    rated = sorted({id for id, of in ratings.by_model if of == board and rating_of_model(id, board, ratings)})
    return NotComparable(f"as good as {model}", f"a settled rating of it on the board of {name}", f"{found}; rated: {', '.join(rated[:8])}")


def rating_of(answer: Cost, route: Route, ratings: RatingTable) -> Rating | None:
    """The rating that speaks for an answer: of its model, on the board of such pictures, at its setting or a lower one."""
    setting = _setting_of(answer, route)
    if setting is None:
        return next(iter(settled_ratings(route, board_of(answer.asked), ratings)), None)
    model = route.model.id if route.model else ""
    found = ratings.by_model.get((model, board_of(answer.asked)), ())
    return _nearest_below(setting, [rated for rated in found if not rated.provisional])


def _setting_of(answer: Cost, route: Route) -> str | None:
    """The quality an answer is made at, where it can be chosen or is said."""
    if route.priced_by_quality:
        return answer.recipe.quality
    if route.able.one_quality or route.model is None or not route.by_maker or answer.asked.quality is None:
        return route.able.one_quality
    return in_words_of(answer.asked.quality, route.model.capabilities.qualities)


def _nearest_below(setting: str, found: Iterable[Rating]) -> Rating | None:
    """Of ratings of one model the one of the highest setting that is not above this."""
    speaking = [rated for rated in found if _reaches(setting, rated.setting or ORDINARY)]
    return max(speaking, key=lambda rated: (rung(rated.setting or ORDINARY) or 0, rated.votes), default=None)


def _reaches(setting: str, rated: str) -> bool:
    made, least = rung(setting), rung(rated)
    return setting == rated or (made is not None and least is not None and made >= least)


def rating_misfit(rated: Rating | None, limit: Rating) -> Because | None:
    """Why an answer is not as good as was asked for."""
    least = spell(limit.rating)
    if rated is None:
        return Because(code=Code.RATING, words=UNRATED.format(least=least, name=limit.name))
    if rated.rating < limit.rating:
        return Because(code=Code.RATING, words=RATED_LOWER.format(rating=spell(rated.rating), least=least, name=limit.name))
    return None
