"""The list of models, and the page of one: what decides, its sellers side by side, its bill, its history, limits and ends."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from costs.bill.cost import Cost
from costs.offer.recipes import STANDARD
from costs.reasons import Place
from costs.standing.ranking import by_price, cost_of, headline, leading
from pipeline.publish.dataset import Published, newest_first
from pipeline.publish.paging import BUDGET, Budget, Sheet
from pipeline.publish.recipe_answers import PublishedAnswer, PublishedRefusal, quoted_id
from pipeline.publish.site.change_pages import NEWEST, Day, by_day
from pipeline.publish.site.charts import Series, over_days, warmth
from pipeline.publish.site.family_axes import Axis, Family
from pipeline.publish.site.grid import MATRIX_SIZES, MEDIUM, QUALITIES, Grid, RecipeCell
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.price_history import PriceHistory, curves, histories
from pipeline.text import formatting
from schema.changes import Change
from schema.tables.models import Model, ModelOnDay
from schema.tables.ratings import Rating, RatingBoard

ListedModel = tuple[ModelOnDay, int, PublishedAnswer | None]  # with how many offers sell it and its cheapest standard image
Warmed = tuple[PublishedAnswer, int]  # an answer and how dear it is among its neighbours
SoldAt = tuple[str, str, dict[str, Warmed], PublishedAnswer]  # provider, native id, answers by recipe, the one that speaks for it


@dataclass(frozen=True, slots=True)
class ModelsPage(PageContext):
    """`models/index.html`: every model with its cheapest standard image."""

    template: ClassVar[str] = "models.html"

    sheet: Sheet[ListedModel]
    total: int


@dataclass(frozen=True, slots=True)
class FamiliesPage(PageContext):
    """`families.html`: what the models of a family can do, axis by axis."""

    template: ClassVar[str] = "families.html"

    axes: Sequence[Axis]
    families: Sequence[Family]


def models(everything: Published) -> list[ListedModel]:
    """Every model."""
    sold_by = everything.answers.keys()
    return [
        (
            everything.models.on_day(model, everything.judged_on),
            len({alias.provider for alias in model.aliases if alias.pair() in sold_by}),
            headline(rows := _rows(everything, model, "standard")).row or next(iter(rows), None),
        )
        for model in everything.models.models
    ]


def _rows(everything: Published, model: Model, recipe: str) -> Sequence[PublishedAnswer]:
    """What leads or is listed of a model, cheapest first."""
    return everything.of_model[recipe, model.id].by_price if (recipe, model.id) in everything.of_model else ()


def _beside(everything: Published, model: Model, recipe: str) -> Iterator[PublishedAnswer]:
    beside = everything.of_model[recipe, model.id].beside if (recipe, model.id) in everything.of_model else ()
    return (row for row in beside if row.dollars is not None)


@dataclass(frozen=True, slots=True)
class ModelPage(PageContext):
    """`models/ID.html`: quality x size, all its sellers side by side, what one image bills, its history and changes."""

    template: ClassVar[str] = "model.html"

    model: ModelOnDay
    rows: int  # of any list on the page
    best: PublishedAnswer | None  # the standard image told alone
    by_hand: PublishedAnswer | None  # a cheaper one that a person wrote down
    own: PublishedAnswer | None  # the maker's own, whether or not it may lead
    since: Mapping[tuple[str, str], PriceHistory]  # of each offer, since when
    offers: Sequence[SoldAt]  # cheapest first
    kinds: Sequence[str]  # the recipes anybody answers
    twice: Set[str]  # providers with more than one offer of it
    matrix: tuple[Sequence[str], Sequence[tuple[str, Sequence[tuple[PublishedAnswer | None, int]]]]]  # sizes; qualities with a cell a size
    receipt: Receipt | None
    receipt_ids: Sequence[Sequence[str]]  # where each of its lines is proven
    refused: Sequence[PublishedRefusal]
    recipe: str  # the image the page's history is of: the standard one, where anybody makes it
    histories: Sequence[PriceHistory]  # what it came to at each offer, cheapest first
    chart: HistoryChart | None  # of those that moved
    dates: Sequence[ModelDate]  # when it came and where it ends
    days: Sequence[Day]  # what changed
    ratings: Sequence[tuple[RatingBoard, Rating]]


def model(everything: Published, model: Model, made: Grid, budget: Budget = BUDGET) -> ModelPage:
    """One model with all that is known of it."""
    states = {alias.pair() for alias in model.aliases}
    answers = {name: [*_rows(everything, model, name), *_beside(everything, model, name)] for name in everything.markets}
    shown = {name: rows for name, rows in answers.items() if rows}
    chosen = next(((name, row) for name in ("standard", *shown) if (row := _billed(model, answers[name]))), None)
    bill = _receipt(everything, *chosen) if chosen else None
    offers, recipe = _side_by_side(shown), "standard" if "standard" in shown else next(iter(shown), "standard")
    twice = {state for state, count in Counter(provider for provider, *_ in offers).items() if count > 1}
    found = histories(everything, recipe, (cells[recipe][0] for *_, cells, _ in offers if recipe in cells))
    on_day, told = everything.models.on_day(model, everything.judged_on), headline(answers["standard"])
    return ModelPage(
        model=on_day,
        rows=budget.rows,
        best=told.row,
        by_hand=told.by_hand,
        own=_own(answers["standard"]),
        since={(one.provider, one.native_id): one for one in found},
        offers=offers,
        kinds=list(shown),
        twice=twice,
        matrix=_qualities(model, made),
        receipt=bill,
        receipt_ids=[[quoted_id(bill.cost.provider, quote) for quote in line.quotes] for line in bill.cost.lines] if bill else [],
        refused=everything.of_model["standard", model.id].refused if ("standard", model.id) in everything.of_model else [],
        recipe=recipe,
        histories=found,
        chart=_chart(model, found, everything.names, twice),
        dates=_dates(everything, on_day, (first for *_, first in offers)),
        days=by_day(newest_first(change for change in _changes(everything, states) if not change.baseline)[:NEWEST]),
        ratings=[(board, rating) for board in everything.known.ratings.boards for rating in board.ratings if rating.model == model.id],
    )


def _own(rows: Sequence[PublishedAnswer]) -> PublishedAnswer | None:
    """The maker's own answer: one that leads, else the cheapest that is listed."""
    own = [row for row in rows if row.first_party and row.standing.place is not Place.UNRANKED]
    return next(iter([*leading(own), *own]), None)


class HistoryChart(NamedTuple):
    """What one image came to over time, drawn, and the same as rows."""

    drawn: Markup
    series: Sequence[Series]


class ModelDate(NamedTuple):
    """One day of a model's life: at whom ("" for its maker's release), what happens, who says so. No day: none is said."""

    day: date | None
    provider: str
    what: str
    says: str
    url: str
    said_on: date | None
    withdrawn: bool


class Receipt(NamedTuple):
    """The whole bill of an answer, line by line."""

    cost: Cost
    why_not_ranked: str


def _receipt(everything: Published, recipe: str, row: PublishedAnswer) -> Receipt:
    """Worked out again: of most bills only the sum was kept."""
    snapshot, native_id = everything.state(row.cost.provider).snapshot, row.cost.native_id
    model = everything.model_of(snapshot.provider, native_id)
    return Receipt(cost_of(snapshot, native_id, STANDARD[recipe], everything.known, model), row.why_not_ranked)


def _billed(model: Model, rows: Sequence[PublishedAnswer]) -> PublishedAnswer | None:
    """The maker's own answer, else the cheapest one."""
    return next(iter([*leading([row for row in rows if row.first_party]), *leading(rows), *rows]), None)


def _side_by_side(
    shown: dict[str, list[PublishedAnswer]],
) -> list[tuple[str, str, dict[str, tuple[PublishedAnswer, int]], PublishedAnswer]]:
    prices = {name: [row.dollars for row in rows if row.dollars is not None] for name, rows in shown.items()}
    found: dict[tuple[str, str], dict[str, tuple[PublishedAnswer, int]]] = {}
    for name, rows in shown.items():
        for row in rows:
            pair = (row.cost.provider, row.cost.native_id)
            found.setdefault(pair, {})[name] = (row, warmth(row.dollars, prices[name]) if row.may_lead else 0)
    return [(*pair, cells, _usual(cells)) for pair, cells in sorted(found.items(), key=lambda entry: _dearness(entry[1]))]


def _usual(cells: dict[str, tuple[PublishedAnswer, int]]) -> PublishedAnswer:
    return (cells.get("standard") or next(iter(cells.values())))[0]


def _dearness(cells: dict[str, tuple[PublishedAnswer, int]]) -> tuple[bool, Any]:
    row = _usual(cells)
    return row.standing.place is Place.UNRANKED, by_price(row)


def _qualities(model: Model, made: Grid) -> tuple[list[str], list[tuple[str, list[tuple[PublishedAnswer | None, int]]]]]:
    """The cheapest comparable answer for each quality and each size anybody sells, at the maker where the maker sells it itself."""
    pairs = [alias.pair() for alias in model.aliases if alias.pair() in made.axes]
    own = [pair for pair in pairs if pair[0] in model.first_party]
    qualities: list[str] = [quality for quality in QUALITIES if quality in model.capabilities.qualities] or [MEDIUM]
    found = {
        size: [_cheapest(made, own, pairs, RecipeCell("standard", 0, quality, size)) for quality in qualities] for size in MATRIX_SIZES
    }
    sold = {size: rows for size, rows in found.items() if any(rows)}
    prices = [row.dollars for rows in sold.values() for row in rows if row and row.dollars is not None]
    table = [
        (quality, [(row, warmth(row.dollars, prices) if row else 0) for row in rows])
        for quality, rows in zip(qualities, zip(*sold.values(), strict=True), strict=False)
    ]
    return list(sold), table if prices else []


def _cheapest(made: Grid, own: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]], cell: RecipeCell) -> PublishedAnswer | None:
    for group in (own, pairs):
        rows = [row for pair in group if (row := made.answer(pair, cell)) and row.standing.place is not Place.UNRANKED]
        found = leading(sorted(rows, key=by_price)) or rows
        if found:
            return min(found, key=by_price)
    return None


def _chart(model: Model, found: Sequence[PriceHistory], names: Mapping[str, str], twice: Set[str]) -> HistoryChart | None:
    called = {(one.provider, one.native_id): _called(one, names, twice) for one in found}
    series = curves(found, called)
    if not series:
        return None
    said = functools.partial(formatting.tick, currency="USD")
    return HistoryChart(over_days(series, f"What one image of {model.name} came to, in dollars", said), series)


def _called(one: PriceHistory, names: Mapping[str, str], twice: Set[str]) -> str:
    return f"{names[one.provider]}, {one.native_id}" if one.provider in twice else names[one.provider]


def _dates(everything: Published, model: ModelOnDay, rows: Iterable[PublishedAnswer]) -> list[ModelDate]:
    """When it came and where it ends, in order: what its makers and sellers announced, and what an offer's own page says."""
    said = [ModelDate(model.available, "", "available", "", "", None, withdrawn=False)] if model.available else []
    for end in model.ends:
        words = {"fixed": "ends", "earliest": "may end from here on", "deprecated": "deprecated, no last day said"}[end.kind]
        words = "was to end" if end.withdrawn else words
        said.append(ModelDate(end.day, end.provider, words, end.says, end.url, end.date, withdrawn=end.withdrawn is not None))
    told = {(one.provider, one.day) for one in said}
    ends = ((row.cost.provider, row.cost.retires) for row in rows if row.cost.retires)
    said += [ModelDate(day, provider, "ends", "", "", None, withdrawn=False) for provider, day in ends if (provider, day) not in told]
    return sorted(set(said), key=lambda one: (one.day is None, one.day or date.max, one.provider))


def _changes(everything: Published, pairs: set[tuple[str, str]]) -> Iterator[Change]:
    return (change for pair in pairs for change in everything.changes_of(pair))
