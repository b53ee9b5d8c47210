"""How people rate what models make: dated public ratings, each of one setting on one board. Never a part of a price.

A rating says which of two pictures more people preferred, and nothing of what was not rated: another quality of the same
model is unrated. What has had few votes is provisional, as the first ratings of a launch fall.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from schema.prices import Closed, DecimalText, ShortText, Slug
from schema.tables.each_once import demand_once

Board = Literal[
    "text_to_image",  # generated from words
    "text_rendering",  # the same, of prompts that ask for words in the picture
    "image_edit",
    "multi_image_edit",  # edits of several pictures
]
SETTLED: Final = 10_000  # votes
Address = Annotated[str, Field(pattern=r"^https://[^\s]+$")]


class Rating(Closed):
    """One rating: of which model, under which name, with its interval, its votes and its place.

    `setting` is the quality that was rated, where the name says one; `conditions` what else it says: another resolution,
    a search, an older version of the weights.
    """

    model: Slug
    name: ShortText
    setting: Slug | None = None
    conditions: ShortText | None = None
    rating: DecimalText
    lower: DecimalText
    upper: DecimalText
    votes: int = Field(gt=0)
    rank: int = Field(gt=0)

    @model_validator(mode="after")
    def _inside(self) -> Self:
        if not self.lower <= self.rating <= self.upper:
            raise ValueError(f"{self.name}: the rating lies between `lower` and `upper`")
        return self

    @property
    def provisional(self) -> bool:
        """Whether it may still fall: so few have voted."""
        return self.votes < SETTLED


class RatingBoard(Closed):
    """One board as it stood on the day it was published: whose, under which licence, and what we changed. `of` models have a rank."""

    id: Board
    name: ShortText
    publisher: ShortText
    published: date
    url: Address
    licence: ShortText
    licence_url: Address
    changes: ShortText
    of: int = Field(gt=0)
    ratings: tuple[Rating, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        names = [rating.name for rating in self.ratings]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"{self.id}: {twice[0]!r} stands twice")
        if any(rating.rank > self.of for rating in self.ratings):
            raise ValueError(f"{self.id}: a rank beyond the {self.of} models that have one")
        return self


class RatingTable(Closed):
    """The whole table, `data/ratings.toml`: each board once, with its newest ratings."""

    boards: tuple[RatingBoard, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        demand_once("board", (board.id for board in self.boards))
        return self

    @cached_property
    def by_model(self) -> Mapping[tuple[str, Board], tuple[Rating, ...]]:
        """Every rating of a model on a board, the one with most votes first."""
        found: dict[tuple[str, Board], tuple[Rating, ...]] = {}
        for board in self.boards:
            for rating in sorted(board.ratings, key=lambda rating: -rating.votes):
                found[rating.model, board.id] = (*found.get((rating.model, board.id), ()), rating)
        return found

    def board(self, id: Board) -> RatingBoard | None:
        """One board by its id."""
        return next((board for board in self.boards if board.id == id), None)
