"""The engine's answers to every recipe a page lets one choose: results as data, so that no script needs rules of its own.

One file, `grid/answers.json`, each answer on a line of its own: a script parses those it needs. An offer's cells stand in the order
tiers, references, qualities, sizes; where an axis makes no difference to an offer (`axes` names those that do) its cells are written
once. They are one text: of each cell the place of its answer, to the base of 36 and with as many digits as the last place takes,
since a script reads a text faster than a list of numbers, and needs one cell of it. Offers stand in the order of their names, in
which the engine ranks those that cost the same. A term of an answer is what one image costs and how many images share it, so that
any count follows by one multiplication. More references than the cells have cost as much more as the last of them did, up to the
number (`x`) for which the engine says so. Every number is a decimal string. A size without cells is answered as one from which no
bound of the offer (`bounds`) parts it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import product
from operator import itemgetter
from string import ascii_lowercase, digits
from typing import Any, Final, NamedTuple

from pydantic import ConfigDict, TypeAdapter

from costs.bill.itemised import Cost
from costs.bill.size_bounds import size_bounds
from costs.exact import exactly
from costs.exact import said as said_exactly
from costs.offer.offer_index import shelf
from costs.offer.recipes import Recipe
from costs.plan.credits import CREDIT, credit_price, entry_plan
from costs.reasons import LAST_RESORT, PLACE_OF, UNPROVEN, Code, Place
from costs.standing.plausibility import DOUBT, LEAST, MOST
from costs.standing.quality_bands import NOT_MET, ORDINARY, Route, meets, renders_text
from costs.standing.ranking import FREE, NO_DOLLARS, Circumstances, Market, RankedAnswer, Refused, cost_of, market, route_of
from costs.standing.rating_limits import RATED_LOWER, UNRATED, rating_of_model
from pipeline.publish.dataset import RECIPES, OfferKey, Published
from pipeline.publish.recipe_answers import Kept, groups, quoted_id, sold_only_in
from pipeline.publish.recipe_answers import PublishedAnswer as KeptRow
from pipeline.text import formatting
from schema.errors import NotComparable
from schema.prices import Offer, Plan, Rule, Snapshot, Variant
from schema.proofs import Proof
from schema.rules import Count
from schema.tables.models import Model
from schema.tables.ratings import Board, RatingTable

TIERS: Final = ("standard", "batch", "flex", "priority")
REFERENCES: Final = (0, 1, 2, 3, 4)
MOST_REFERENCES: Final = 16  # that one can choose
QUALITIES: Final = ("low", "medium", "high", "xhigh", "max")
SHAPES: Final = {  # sizes, and what people call them
    "1024x1024": "1K",
    "1024x1280": "4:5",
    "1024x1536": "2:3",
    "1536x1024": "3:2",
    "1536x864": "16:9",
    "864x1536": "9:16",
    "2048x1152": "16:9, 2K",
    "2048x2048": "2K",
    "4096x4096": "4K",
}
SIZES: Final = tuple(SHAPES)
MATRIX_SIZES: Final = ("1024x1024", "1024x1536", "2048x2048", "4096x4096")  # those a model's page shows
OTHER_SIZE: Final = "its price at {size} is not known here: it is sold in set sizes or by the pixel; choose a size of the list"
WAITING: Final = ("batch", "flex")  # tiers for who can wait, which are cheaper
STANDARD: Final = "standard"  # where an axis makes no difference, the cells of these stand for all
ONE: Final = 1
MEDIUM: Final = "medium"
PRICED_BY_REFERENCE: Final = ("free_references", "maximum_references", "tokens_per_input_image")
IN_ONE_CALL: Final = ("images_per_call", "images_per_run")

# What a script has to know of standing: what each code does, and the thresholds and words of the reasons it finds by itself.
REASONED_THERE: Final = frozenset({Code.DOUBTED, Code.HELD_AS_DOUBTFUL, Code.NO_DOLLARS, Code.FREE, Code.RATING})
STANDING: Final = {
    "places": {code.value: list(Place).index(place) for code, place in PLACE_OF.items()},
    "last_resort": sorted(LAST_RESORT),
    "unproven": sorted(UNPROVEN),
    "doubt": {"least": LEAST.as_integer_ratio(), "most": MOST.as_integer_ratio(), "words": DOUBT},
    "words": {
        "free": FREE,
        "no_dollars": NO_DOLLARS,
        "quality": NOT_MET,
        "rated_lower": RATED_LOWER,
        "unrated": UNRATED,
        "work": formatting.OTHER_WORK,
        "unequal": formatting.DIFFERS,
        "other_size": OTHER_SIZE,
    },
    "ordinary": ORDINARY,
    "known": formatting.KNOWN_FROM,
    "marks": {code.value: mark for code, mark in formatting.MARKS.items()},
}
DIGITS: Final = digits + ascii_lowercase
BOARDS: Final[tuple[Board, ...]] = ("text_to_image", "image_edit")  # of a new image, and of an edit
SHOWN_BOARDS: Final[tuple[Board, ...]] = (*BOARDS, "text_rendering")  # those a reader may choose by
NONE: Final[Mapping[OfferKey, int]] = {}
TOGETHER: Final = 1_000  # offers whose cells are in memory together
CellAnswer = RankedAnswer | Refused


class RecipeCell(NamedTuple):
    """One recipe of the grid."""

    tier: str
    references: int
    quality: str
    size: str

    def recipe(self, count: int = 1) -> Recipe:
        """The recipe itself: a reference image makes it an edit."""
        operation = "edit" if self.references else "generate"
        return Recipe(
            operation=operation,  # type: ignore[arg-type] # the two literals above
            quality=self.quality,
            size=self.size,
            references=self.references,
            tier=self.tier,  # type: ignore[arg-type] # one of TIERS
            count=count,
        )


class ShownAxes(NamedTuple):
    """Which axes make a difference to an offer's answer."""

    tier: bool
    references: bool
    quality: bool

    def usual(self, cell: RecipeCell) -> RecipeCell:
        """The cell that answers for this one."""
        references = cell.references if self.references else min(cell.references, ONE)
        return RecipeCell(cell.tier if self.tier else STANDARD, references, cell.quality if self.quality else MEDIUM, cell.size)


def cell_of(recipe: Recipe, tier: str | None = None) -> RecipeCell:
    """The cell of a recipe, or of the same in another tier."""
    return RecipeCell(tier or recipe.tier, recipe.references, recipe.quality or MEDIUM, str(recipe.size))


# What pages show beside the rankings: a model's table of qualities and sizes, and each standard image as one that can wait.
PAGED: Final = frozenset(
    [RecipeCell(STANDARD, 0, quality, size) for quality in QUALITIES for size in MATRIX_SIZES]
    + [cell_of(recipe, tier) for recipe in RECIPES.values() for tier in WAITING]
)


class OfferCells(NamedTuple):
    """What one offer answers: each answer as the file says it, the place of each cell's, the rows pages show, as they are kept, and how
    many references it takes where more than the cells have cost alike."""

    entries: tuple[str, ...]
    places: tuple[int, ...]
    shown: str
    most: int | None


class Shown:
    """The rows pages show of one offer, by cell: read when a page asks for one."""

    __slots__ = ("_rows", "_written")

    def __init__(self, written: str) -> None:
        self._written = written
        self._rows: dict[RecipeCell, KeptRow] | None = None

    def get(self, cell: RecipeCell) -> KeptRow | None:
        """The row of a cell, if it has an answer."""
        if self._rows is None:
            self._rows = dict(_WRITTEN_ROWS.validate_json(self._written))
        return self._rows.get(cell)


_WRITTEN_ROWS: Final = TypeAdapter(list[tuple[RecipeCell, KeptRow]], config=ConfigDict(defer_build=True))
WRITTEN: Final = TypeAdapter(OfferCells, config=ConfigDict(defer_build=True))


@dataclass(frozen=True, slots=True)
class Grid:
    """The answers to every cell that differs: as the file says them, and as rows where a model's page shows one."""

    tiers: tuple[str, ...]
    axes: dict[OfferKey, ShownAxes] = field(default_factory=dict)
    shown: dict[OfferKey, Shown] = field(default_factory=dict)
    offers: list[dict[str, Any]] = field(default_factory=list)
    entries: list[str] = field(default_factory=list)  # each as it is written
    further: Mapping[OfferKey, int] = field(default_factory=dict)
    of: int | None = None  # how many offers there are, where these are a part of them
    bounds: list[tuple[int, ...]] = field(default_factory=list)  # of sizes, each once

    def answer(self, pair: OfferKey, cell: RecipeCell) -> KeptRow | None:
        """What a page shows of an offer of a known model in one of the cells pages show."""
        axes = self.axes.get(pair)
        return self.shown[pair].get(axes.usual(cell)) if axes and pair in self.shown else None

    def waiting(self, row: KeptRow, recipe: Recipe) -> tuple[str, Decimal] | None:
        """The tier in which the same costs less for who can wait, and how much it is there."""
        pair = (row.cost.provider, row.cost.native_id)
        found = [(answer.dollars, tier) for tier in WAITING if (answer := self.answer(pair, cell_of(recipe, tier))) and _costs(answer)]
        least, tier = min(found, default=(None, ""))
        return (tier, least) if least and row.dollars and least < row.dollars else None


def _costs(answer: KeptRow) -> bool:
    return bool(answer.dollars) and answer.standing.place is not Place.UNRANKED


def grid(everything: Published, part: Collection[OfferKey] | None = None, further: Mapping[OfferKey, int] = NONE) -> Grid:
    """Ask the engine for every cell, of every offer that could answer differently there; or of a part of the offers.

    Of an offer of a known model the cells its model's page shows are asked for in any case. `further` are the offers that don't stand
    on the first page of their seller.
    """
    made = Grid(
        sold_tiers(everything),
        further=further,
        of=None if part is None else len(everything.answers),
    )
    table = _Table(made.entries)
    for group in groups((state.snapshot for state in everything.states), TOGETHER):
        _ask(everything, made, table, _group(everything, group, part))
    return made


class _Group(NamedTuple):
    """Some sellers whose offers are asked together: all of their cells, or those of known models that pages show."""

    snapshots: Sequence[Snapshot]
    offers: Mapping[OfferKey, tuple[Snapshot, Offer]]
    whole: Collection[OfferKey]
    paged: Collection[OfferKey]


def _group(everything: Published, snapshots: Sequence[Snapshot], part: Collection[OfferKey] | None) -> _Group:
    offers = {(snapshot.provider, offer.native_id): (snapshot, offer) for snapshot in snapshots for offer in snapshot.offers}
    whole, paged = offers.keys() if part is None else offers.keys() & part, offers.keys() & everything.models.by_alias().keys()
    asked = {pair: sold_at for pair, sold_at in offers.items() if pair in whole or pair in paged}
    return _Group(snapshots, asked, whole, paged)


def _ask(everything: Published, made: Grid, table: _Table, group: _Group) -> None:
    made.axes.update((pair, _axes(everything, *sold_at)) for pair, sold_at in group.offers.items())
    before = everything.kept
    keys = before.keys(everything.known)
    of = {
        pair: keys.of_offer(*sold_at, "cells", made.tiers, pair in group.whole, pair in everything.held)
        for pair, sold_at in group.offers.items()
    }
    found = {pair: cells for pair, key in of.items() if (cells := before.find(key, WRITTEN))}
    fresh = _answered(everything, made, group, [pair for pair in of if pair not in found])
    for pair, cells in fresh.items():
        before.keep(of[pair], WRITTEN, cells)
    for pair, sold_at in group.offers.items():
        cells = found.get(pair) or fresh[pair]
        made.shown[pair] = Shown(cells.shown)
        if pair in group.whole:
            made.offers.append(_offer(everything, made, sold_at, [table.place(cells.entries[at]) for at in cells.places], cells.most))


def _answered(everything: Published, made: Grid, group: _Group, asked: Sequence[OfferKey]) -> dict[OfferKey, OfferCells]:
    """What the engine answers in every cell that differs, of these offers of a group."""
    answers, shared = told = _Answered({}, {})
    by_axes: defaultdict[ShownAxes, list[OfferKey]] = defaultdict(list)
    for pair in asked:
        by_axes[made.axes[pair]].append(pair)
    several = [one for one in _in_one_call(group.snapshots) if (one[0].provider, one[1].native_id) in asked] if asked else []
    for cell in map(RecipeCell._make, product(made.tiers, REFERENCES, QUALITIES, SIZES) if asked else ()):
        wanted = group.offers if cell in PAGED else group.whole
        among = {pair for same, pairs in by_axes.items() if same.usual(cell) == cell for pair in pairs if pair in wanted}
        answers |= {(pair, cell): answer for pair, answer in _each(market(group.snapshots, cell.recipe(), everything.known, among=among))}
        shared |= _shared(everything, several, cell, answers)
    shown = _shown(answers, group.paged)
    return {
        pair: OfferCells(
            *(_entries(everything, made, group.offers[pair], told) if pair in group.whole else ((), ())),
            shown[pair],
            _most_references(everything, made.axes[pair], group.offers[pair], told) if pair in group.whole else None,
        )
        for pair in asked
    }


def _shown(answers: Mapping[tuple[OfferKey, RecipeCell], CellAnswer], paged: Collection[OfferKey]) -> Mapping[OfferKey, str]:
    """The rows pages show of each offer, as they are kept."""
    kept, rows = Kept(), defaultdict[OfferKey, list[tuple[RecipeCell, KeptRow]]](list)
    for (pair, cell), answer in answers.items():
        if isinstance(answer, RankedAnswer) and pair in paged and cell in PAGED:
            rows[pair].append((cell, kept.row(answer)))
    return defaultdict(lambda: "[]", {pair: _WRITTEN_ROWS.dump_json(found).decode() for pair, found in rows.items()})


def _entries(
    everything: Published, made: Grid, sold_at: tuple[Snapshot, Offer], told: _Answered
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The answers of an offer as the file says them, each once, and the place among them of each cell."""
    table, (snapshot, offer) = _Table([]), sold_at
    axes, route = made.axes[snapshot.provider, offer.native_id], route_of(everything.known, snapshot.provider, offer)
    places = tuple(
        table.place(_json(_said(everything, axes, route, told.answers[cell], told.shared.get(cell))))
        for cell in _cells(made, sold_at, axes)
    )
    return tuple(table.entries), places


def _cells(made: Grid, sold_at: tuple[Snapshot, Offer], axes: ShownAxes) -> Iterator[tuple[OfferKey, RecipeCell]]:
    """The cells of an offer in the order in which they are written."""
    tiers = made.tiers if axes.tier else (STANDARD,)
    references = REFERENCES if axes.references else (0, ONE)
    qualities = QUALITIES if axes.quality else (MEDIUM,)
    pair = (sold_at[0].provider, sold_at[1].native_id)
    return ((pair, cell) for cell in map(RecipeCell._make, product(tiers, references, qualities, SIZES)))


def _each(answers: Market) -> Iterator[tuple[OfferKey, CellAnswer]]:
    for row in (*answers.by_price, *answers.beside):
        yield (row.cost.provider, row.cost.native_id), row
    for refused in answers.refused:
        yield (refused.provider, refused.native_id), refused


def sold_tiers(everything: Published) -> tuple[str, ...]:
    """The tiers somebody sells; the standard one in any case."""
    return tuple(tier for tier in TIERS if tier == STANDARD or _sold(everything, tier))


def _sold(everything: Published, tier: str) -> bool:
    return any(
        any(variant.tier == tier for variant in _variants(offer, _rules(everything, state.snapshot, offer)))
        for state in everything.states
        for offer in state.snapshot.offers
    )


def _rules(everything: Published, snapshot: Snapshot, offer: Offer) -> list[Rule]:
    return [*shelf(snapshot).rules_for(offer.native_id), *everything.known.lent.get((snapshot.provider, offer.native_id), ())]


def _variants(offer: Offer, rules: Sequence[Rule]) -> list[Variant]:
    return [*(line.variant for line in offer.prices), *(rule.variant for rule in rules)]


def _axes(everything: Published, snapshot: Snapshot, offer: Offer) -> ShownAxes:
    """What could make a difference; the tests put random recipes to both, this and the engine."""
    rules = _rules(everything, snapshot, offer)
    variants, kinds = _variants(offer, rules), {rule.kind for rule in rules}
    model = everything.model_of(snapshot.provider, offer.native_id)
    most = model.capabilities.references if model else None
    return ShownAxes(
        tier=any(variant.tier not in (None, STANDARD) for variant in variants),
        references=any(variant.references for variant in variants)
        or any(line.billable == "input_image" for line in offer.prices)
        or bool(kinds & set(PRICED_BY_REFERENCE))
        or (most is not None and most < REFERENCES[-1])
        or route_of(everything.known, snapshot.provider, offer).able.edits_at_its_price,
        quality=any(variant.quality for variant in variants) or "default_quality" in kinds,
    )


def _in_one_call(group: Iterable[Snapshot]) -> Iterator[tuple[Snapshot, Offer, set[int]]]:
    """The offers of which several images come out of one call, with each number a rule speaks of."""
    for snapshot in group:
        for offer in snapshot.offers:
            rules = (rule for rule in shelf(snapshot).rules_for(offer.native_id) if rule.kind in IN_ONE_CALL)
            if found := {int(rule.terms.count) for rule in rules if isinstance(rule.terms, Count)} - {0, 1}:
                yield snapshot, offer, found


def _shared(
    everything: Published,
    several: Iterable[tuple[Snapshot, Offer, set[int]]],
    cell: RecipeCell,
    answers: Mapping[tuple[OfferKey, RecipeCell], CellAnswer],
) -> Iterator[tuple[tuple[OfferKey, RecipeCell], tuple[int, ...]]]:
    """How many images share each line of a bill where a seller makes several in one call: asked of the engine, not worked out."""
    for snapshot, offer, found in several:
        pair = (snapshot.provider, offer.native_id)
        one = answers.get((pair, cell))
        for most in found if isinstance(one, RankedAnswer) else ():
            with suppress(NotComparable):
                many = cost_of(snapshot, offer.native_id, cell.recipe(2 * most + 1), everything.known, everything.model_of(*pair))
                if isinstance(one, RankedAnswer) and any(calls := _grows(one.cost, many, 3)):
                    yield (pair, cell), tuple(most if call else 1 for call in calls)


def _grows(one: Cost, many: Cost, times: int) -> list[bool]:
    return [after.amount == before.amount * times != 0 for before, after in zip(one.lines, many.lines, strict=True)]


# --- the file -------------------------------------------------------------------------------------------------------


def grid_file(everything: Published, made: Grid) -> str:
    """`grid/answers.json`."""
    states = {offer["p"] for offer in made.offers}
    written = _json(
        ({} if made.of is None else {"of": made.of})
        | {
            "as_of": everything.as_of.date().isoformat(),
            "tiers": made.tiers,
            "references": REFERENCES,
            "qualities": QUALITIES,
            "sizes": SIZES,
            "bounds": made.bounds,
            "rates": {code: formatting.spell(rate.dollars) for code, rate in everything.known.rates.items()},
            "names": {id: name for id, name in everything.names.items() if made.of is None or id in states},
            "dated": {code: f"{rate.source}, {rate.day}" for code, rate in everything.known.rates.items()},
            "waiting": WAITING,
            "models": {offer["m"]: _spoken(everything, offer) for offer in made.offers if "m" in offer},
            "plans": {offer["p"]: offer["plan"] for offer in made.offers if "plan" in offer},
            "standing": STANDING,
            "ratings": {board: dict(_rated(everything.known.ratings, board)) for board in SHOWN_BOARDS},
            "offers": [_written(offer, len(made.entries)) for offer in sorted(made.offers, key=itemgetter("p", "i"))],
        }
    )
    answers = ",\n".join(made.entries)
    return f'{{"answers":[\n{answers}\n],{written[1:]}'  # the first of all keys; what is text already is not written again


def _spoken(everything: Published, offer: Mapping[str, Any]) -> dict[str, Any]:
    """What is said once of a model: its maker, what it can, the other names it is found by, its limits."""
    model = everything.models.get(offer["m"])
    assert model is not None
    able, also = model.capabilities, " ".join((model.family, *model.names))
    limits = {"references": able.references, "edge": able.longest_edge, "pixels": able.maximum_pixels}
    return {"k": offer["k"], "a": offer["a"], "w": also, "l": {name: most for name, most in limits.items() if most is not None}}


def _rated(ratings: RatingTable, board: Board) -> Iterator[tuple[str, list[str]]]:
    """The models one can ask an image to be as good as, by a board: the rating each is known by, and what was rated."""
    for model in sorted({model for model, of in ratings.by_model if of == board}):
        if found := rating_of_model(model, board, ratings):
            yield model, [formatting.spell(found.rating), found.name]


def _written(offer: Mapping[str, Any], answers: int) -> dict[str, Any]:
    """An offer without what is said once for its model or its seller."""
    width = len(_digits(answers - 1))
    cells = "".join(_digits(place).rjust(width, "0") for place in offer["cells"])
    return {key: value for key, value in offer.items() if key not in ("k", "a", "plan")} | {"cells": cells}


@cache
def _digits(number: int) -> str:
    """A number to the base of 36."""
    more, last = divmod(number, len(DIGITS))
    return (_digits(more) if more else "") + DIGITS[last]


class _Answered(NamedTuple):
    """What a group of sellers answers to every cell, and how many images share each line of a bill."""

    answers: dict[tuple[OfferKey, RecipeCell], CellAnswer]
    shared: dict[tuple[OfferKey, RecipeCell], tuple[int, ...]]


class _Table:
    """Each answer once."""

    def __init__(self, entries: list[str]) -> None:
        self.entries = entries
        self._places: dict[str, int] = {}

    def place(self, entry: str) -> int:
        if entry not in self._places:
            self._places[entry] = len(self.entries)
            self.entries.append(entry)
        return self._places[entry]


def _offer(everything: Published, made: Grid, sold_at: tuple[Snapshot, Offer], places: Sequence[int], most: int | None) -> dict[str, Any]:
    snapshot, offer = sold_at
    pair = (snapshot.provider, offer.native_id)
    axes, model = made.axes[pair], everything.model_of(*pair)
    plan = entry_plan(snapshot.plans)
    route = route_of(everything.known, snapshot.provider, offer)
    said: dict[str, Any] = {
        "p": snapshot.provider,
        "i": offer.native_id,
        "n": model.name if model else formatting.clean(offer.name),
        "axes": "".join(letter for letter, matters in zip("trq", axes, strict=True) if matters),
        "cells": places,
    }
    if pair in made.further:
        said["e"] = made.further[pair]
    if model:
        able = abilities(model, everything.known.ratings)
        said |= {"m": model.id, "k": model.maker, "f": int(snapshot.provider in model.first_party), "a": able}
    if most:
        said["x"] = most
    if bounds := size_bounds(offer.prices, _rules(everything, snapshot, offer), route.able):
        said["y"] = _place_of(made.bounds, bounds)
    if not axes.quality:
        said["b"] = _qualities_met(everything.known, route)
    if plan and (each := credit_price(plan)) and any(line.currency == CREDIT for line in offer.prices):
        said["plan"] = [bought(plan), str(each.numerator), str(each.denominator), plan.currency]
    return said


def _place_of(known: list[tuple[int, ...]], bounds: tuple[int, ...]) -> int:
    """The place of these bounds among those that are known; put there where they are new."""
    if bounds not in known:
        known.append(bounds)
    return known.index(bounds)


def _most_references(everything: Published, axes: ShownAxes, sold_at: tuple[Snapshot, Offer], told: _Answered) -> int | None:
    """How many references an offer takes, where that is more than the cells have: as many as the engine says cost alike."""
    snapshot, offer = sold_at
    model = everything.model_of(snapshot.provider, offer.native_id)
    if not axes.references:
        return model.capabilities.references if model else None
    cells = ((quality, size) for size in SIZES for quality in (MEDIUM, *QUALITIES))
    answers = (_at_most(told, (snapshot.provider, offer.native_id), axes, *cell) for cell in cells)
    at, before, last = next((found for found in answers if found), (None, [], []))
    each = [after - one for one, after in zip(before, last, strict=False)]

    def alike(count: int) -> bool:
        with suppress(NotComparable):
            recipe = at._replace(references=count).recipe() if at else Recipe()
            found = _charges(cost_of(snapshot, offer.native_id, recipe, everything.known, model))
            return found == [one + more * (count - REFERENCES[-1]) for one, more in zip(last, each, strict=True)]
        return False

    counts = range(REFERENCES[-1] + 1, MOST_REFERENCES + 1)
    many = bisect_left(counts, True, key=lambda count: not alike(count)) if at else 0
    return counts[many - 1] if many else None


def _at_most(
    told: _Answered, pair: OfferKey, axes: ShownAxes, quality: str, size: str
) -> tuple[RecipeCell, list[Decimal], list[Decimal]] | None:
    """What is charged with as many references as the cells have, and with one less, where both have an answer of as many lines."""
    cells = [axes.usual(RecipeCell(STANDARD, count, quality, size)) for count in REFERENCES[-2:]]
    before, last = (told.answers.get((pair, cell)) for cell in cells)
    if not (isinstance(before, RankedAnswer) and isinstance(last, RankedAnswer)) or len(before.cost.lines) != len(last.cost.lines):
        return None
    return cells[-1], _charges(before.cost), _charges(last.cost)


def _charges(cost: Cost) -> list[Decimal]:
    return [line.amount for line in cost.lines]


def _qualities_met(known: Circumstances, route: Route) -> list[str]:
    """Which words for quality a price that is the same for all of them meets, of a new image and of an edit."""
    return [" ".join(word for word in QUALITIES if not known.knows or meets(word, route, board, known.ratings)) for board in BOARDS]


def abilities(model: Model, ratings: RatingTable) -> str:
    """What a model can, in letters a page filters by."""
    able = model.capabilities
    open_weights = able.licence not in (None, "closed")
    marks = {"t": renders_text(model, ratings), "r": able.references, "v": "vector" in able.output, "o": open_weights}
    return "".join(mark for mark, can in marks.items() if can)


def _said(everything: Published, axes: ShownAxes, route: Route, answer: CellAnswer, together: tuple[int, ...] | None) -> dict[str, Any]:
    if isinstance(answer, Refused):
        return {"no": _whatever(axes, answer.reason), "w": [[answer.code.value, _whatever(axes, answer.reason)]]}
    cost, line = answer.cost, answer.cost.lines[0]
    shared = together or (1,) * len(cost.lines)
    said: dict[str, Any] = {
        "t": [[entry.what, formatting.spell(entry.amount), images] for entry, images in zip(cost.lines, shared, strict=True)],
        "c": cost.currency,
        "b": cost.basis,
        "u": "credits" if cost.currency == CREDIT else line.unit,
        "s": sold(line.price, line.currency, line.unit),
        "x": cost.failed,
        **({"z": cost.retires.isoformat()} if cost.retires else {}),
    }
    if line.quotes:
        said |= {
            "d": everything.seen(cost.provider, line.quotes[0]).isoformat(),
            "q": quoted_id(cost.provider, line.quotes[0]),
        }
    if answer.unequal:
        said["h"] = formatting.unequal(answer.unequal)
    if answer.known:
        said["k"] = 1
    if answer.work and Code.LESS_WORK not in answer.standing.codes:
        said["n"] = answer.work.words
    if answer.rated:
        said["r"] = formatting.spell(answer.rated.rating)
    if only := sold_only_in(cost.asked, cost.recipe):
        said["g"] = formatting.only_in(only)
    if answer.least:
        said["l"] = formatting.least(answer.least.price, answer.least.currency, answer.least.period)
    if route.able.one_quality and answer.beside and not answer.first_party:
        said["m"] = [None if price is None else formatting.spell(price) for price in answer.beside]
    if cost.unrounded != cost.per_image:
        said["o"] = _unrounded_by(cost)
    if answer.proof is not Proof.PAGE:
        said["p"] = answer.proof.value
    reasons = [reason for reason in answer.standing.because if reason.code not in REASONED_THERE]
    if reasons:
        said["w"] = [[reason.code.value, _whatever(axes, reason.words)] for reason in reasons]
    return said


def _unrounded_by(cost: Cost) -> str:
    """What one image comes to before its price was rounded for print, less what is printed; a sign before it where that is less."""
    more = exactly(cost.unrounded) - exactly(cost.per_image)
    return ("-" if more < 0 else "") + formatting.spell(said_exactly(abs(more)))


def _whatever(axes: ShownAxes, reason: str) -> str:
    """The reason without the axes that make no difference to it."""
    said = reason if axes.quality else re.sub(r"quality (low|medium|high|xhigh|max)\b", "any quality", reason)
    return said if axes.references else said.replace("1 reference image(s)", "reference images")


def sold(price: Decimal, currency: str, unit: str) -> str:
    """The price in the seller's own unit."""
    return f"{formatting.written(price, currency)} / {formatting.UNITS.get(unit, unit).replace('_', ' ')}"


def bought(plan: Plan) -> str:
    """How one comes by credits, for a reader: the plan's name, or nothing where credits have a price by themselves."""
    return "" if plan.period == "once" else plan.name


def _json(value: Any) -> str:
    """In letters of one byte each: a browser reads a text with others in twice the room and time."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))
