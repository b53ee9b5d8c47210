"""The comparison: the ranking of one recipe, the makers' own prices, and what one can choose. No numbers are made here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Code, Place
from costs.standing.quality_bands import board_of
from costs.standing.rating_limits import rating_of_model
from pipeline.publish.dataset import Published
from pipeline.publish.paging import BUDGET, Budget
from pipeline.publish.recipe_answers import Answers, PublishedAnswer
from pipeline.publish.site.charts import Scale, scale_of
from pipeline.publish.site.grid import SHOWN_BOARDS, Grid, bought, sold
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.quality_chart import QualityChart, quality_chart
from pipeline.publish.site.ranking_table import ModelRows, free, meanings, model_groups, ranked_rows, shown_rows
from pipeline.text import formatting
from schema.tables.models import Model
from schema.tables.ratings import Board

RECIPE_WORDS: Final = {
    "draft": ("Draft", "low quality, 1024²"),
    "standard": ("Standard", "a model’s usual quality, 1024²"),
    "final": ("Final", "high quality, 1024²"),
    "2k": ("2K", "usual quality, 2048²"),
    "4k": ("4K", "usual quality, 4096²"),
    "edit": ("Edit", "one reference, 1024²"),
}


@dataclass(frozen=True, slots=True)
class ComparisonPage(PageContext):
    """`index.html` and `compare/RECIPE.html`: the ranking, the makers' own prices, what one can choose."""

    template: ClassVar[str] = "compare.html"

    recipe: str
    market: Answers
    data_set: Mapping[str, Any]  # schema.org's Dataset
    scale: Scale  # the decades the dots stand on
    model_names: Mapping[str, str]
    rows: int  # of any list beside the ranking
    searched: int | None  # how many offers the scripts know, where not all
    middle: Decimal | None
    best: PublishedAnswer | None  # told alone
    by_hand: PublishedAnswer | None  # cheaper, and written down by a person
    tables: Sequence[ModelRows]  # one a model, those that lead first
    models: int
    placed: int  # offers in them, were there room for all
    left: int  # offers there is no room for
    free: Sequence[PublishedAnswer]
    chart: QualityChart
    meanings: Mapping[str, str]  # what each standard image asks for
    images: Mapping[str, Recipe]
    makers: Sequence[tuple[Model, PublishedAnswer]]
    choices: Mapping[str, Any]
    proof: Callable[[PublishedAnswer], str]  # the id of its first quote
    bought: Mapping[tuple[str, str], str]  # what a plan brings, in a few words


def comparison(everything: Published, recipe: str, made: Grid, data_set: Mapping[str, Any], budget: Budget = BUDGET) -> ComparisonPage:
    """The ranking with the decades its dots stand on, the makers' own prices, and what one can choose."""
    market = everything.markets[recipe]
    scale = scale_of([row.dollars for answers in everything.markets.values() for row in answers.by_price if row.dollars])
    groups, told = model_groups(market), market.headline
    tables = ranked_rows(groups, STANDARD[recipe], made, budget.ranked)
    return ComparisonPage(
        recipe=recipe,
        market=market,
        data_set=data_set,
        scale=scale,
        model_names={model.id: model.name for model in everything.models.models},
        rows=budget.rows,
        searched=None if made.of is None else len(made.offers),
        middle=_middle([row.dollars for row in market.ranked if row.dollars is not None]),
        best=told.row,
        by_hand=told.by_hand,
        tables=tables,
        models=len(groups),
        placed=sum(map(len, groups)),
        left=sum(map(len, groups)) - shown_rows(tables),
        free=free(market),
        chart=quality_chart(everything, STANDARD[recipe], groups),
        meanings=meanings(),
        images=STANDARD,
        makers=list(_makers(everything, market)),
        choices=_choices(everything, made, board_of(STANDARD[recipe])),
        proof=_proof,
        bought={(state.id, plan.id): bought(plan) for state in everything.states for plan in state.snapshot.plans},
    )


def _middle(prices: Sequence[Decimal]) -> Decimal | None:
    return sorted(prices)[len(prices) // 2] if prices else None


def _proof(row: PublishedAnswer) -> str:
    quotes = row.cost.lines[0].quotes
    return quotes[0].id if quotes else ""


def _makers(everything: Published, market: Answers) -> Iterator[tuple[Model, PublishedAnswer]]:
    """The makers' own prices: each maker's cheapest model that is ranked, else that is listed, those with most sellers first."""
    best: dict[str, tuple[Model, PublishedAnswer]] = {}
    for row in (*market.ranked, *market.listed):
        model = everything.models.get(row.model) if row.model and row.first_party and row.dollars else None
        if model is None:
            continue
        if model.maker not in best or _before(row, best[model.maker][1]):
            best[model.maker] = (model, row)
    spread = {maker: sum(len(model.aliases) for model in everything.models.models if model.maker == maker) for maker in best}
    return iter(best[maker] for maker in sorted(best, key=lambda maker: (-spread[maker], maker))[:8])


def _before(row: PublishedAnswer, other: PublishedAnswer) -> bool:
    return (row.standing.place is not Place.LEADS, row.dollars or 0) < (other.standing.place is not Place.LEADS, other.dollars or 0)


def _choices(everything: Published, made: Grid, board: Board) -> dict[str, Any]:
    states = {offer["p"] for offer in made.offers}
    return {
        "tiers": made.tiers,
        "makers": sorted({offer["k"] for offer in made.offers if "k" in offer}),
        "rated": {model.id: model.name for model in everything.models.models if rating_of_model(model.id, board, everything.known.ratings)},
        "boards": [one for one in everything.known.ratings.boards if one.id in SHOWN_BOARDS],
        "providers": sorted(((id, name) for id, name in everything.names.items() if id in states), key=lambda pair: pair[1].lower()),
    }


def native(row: PublishedAnswer) -> str:
    """What the seller charges, in the seller's own unit."""
    line = row.cost.lines[0]
    return sold(line.price, line.currency, line.unit)


def marks(row: PublishedAnswer) -> list[tuple[str, str]]:
    """What one has to know of an answer: a short word and its reason."""
    said = [(formatting.MARKS[reason.code], reason.words) for reason in row.standing.because]
    if row.cost.only_in:
        said.append((formatting.only_in(row.cost.only_in), "the price of one region; there is none for others"))
    if row.least:
        said.append((formatting.least(*row.least), "credits are bought with a plan first"))
    if row.work and Code.LESS_WORK not in row.standing.codes:
        said.append((formatting.OTHER_WORK, row.work.words))
    if row.unequal:
        said.append((formatting.DIFFERS, "beside the maker's own: " + formatting.unequal(row.unequal)))
    return said
