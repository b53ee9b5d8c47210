"""The ranking as a page shows it: one row a model, its other offers beneath, ranks that count models; what a recipe asks for in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple

from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Code, Place
from costs.standing.model_groups import by_model
from costs.standing.quality_bands import BANDS, ORDINARY
from pipeline.publish.recipe_answers import Answers, PublishedAnswer
from pipeline.publish.site.grid import Grid

BAND_OF: Final = {band.word: band for band in BANDS}


class ModelRows(NamedTuple):
    """One model's offers, the best standing first; its rank where that one leads; where each is cheaper for who can wait."""

    rank: int | None
    begins_listed: bool  # whether it is the first of those that only stand at their price
    rows: Sequence[tuple[PublishedAnswer, tuple[str, Decimal] | None]]


def model_groups(market: Answers) -> list[tuple[PublishedAnswer, ...]]:
    """What costs something, folded by model: those that lead, then those that are only listed."""
    return by_model(row for row in market.by_price if Code.FREE not in row.standing.codes)


def ranked_rows(groups: Sequence[Sequence[PublishedAnswer]], recipe: Recipe, made: Grid, most: int) -> list[ModelRows]:
    """The groups that have room among so many rows; the last one is cut if need be."""
    ranks = accumulate(int(_leads(group)) for group in groups)
    before = accumulate((len(group) for group in groups), initial=0)
    shown = ((rank, group, group[: most - sum_]) for rank, group, sum_ in zip(ranks, groups, before, strict=False) if sum_ < most)
    first = next((group for group in groups if not _leads(group)), None)
    return [
        ModelRows(rank if _leads(group) else None, group is first, [(row, made.waiting(row, recipe)) for row in kept])
        for rank, group, kept in shown
    ]


def _leads(group: Sequence[PublishedAnswer]) -> bool:
    return group[0].standing.place is Place.LEADS


def free(market: Answers) -> list[PublishedAnswer]:
    """What costs nothing: another question, answered apart."""
    return [row for row in market.listed if Code.FREE in row.standing.codes]


def meanings() -> dict[str, str]:
    """What each standard recipe asks for, in a sentence."""
    return {name: _means(recipe) for name, recipe in STANDARD.items()}


def _means(recipe: Recipe) -> str:
    band, size = BAND_OF.get(recipe.quality or ORDINARY), str(recipe.size).replace("x", " × ")
    if band:
        least = f"{band.least['text_to_image']:,} for new images and {band.least['image_edit']:,} for edits"
        return f"{band.name} asks for the setting “{band.word}”; where there is none to choose, for a public rating of at least {least}."
    if recipe.operation == "edit":
        return "Edit: a picture of yours, changed as you say. One reference image in, one image out, at a model’s own quality."
    if recipe.resolution and recipe.size != Recipe().size:
        return f"{recipe.resolution}: one image of {size}, or of what its seller calls {recipe.resolution}, at a model’s own quality."
    return f"Standard: one image of {size} at the “{ORDINARY}” setting, or at a model’s own quality where there is none to choose."


def shown_rows(tables: Iterable[ModelRows]) -> int:
    """How many offers stand in them."""
    return sum(len(table.rows) for table in tables)
