"""The engine's answers to every recipe a page lets one choose: results as data, so that no script needs rules of its own.

One file, `grid/answers.json`. An offer's cells stand in the order tiers, references, qualities, sizes; where an axis makes no
difference to an offer (`axes` names those that do) its cells are written once. A term of an answer is what one image costs
and how many images share it, so that any count follows by one multiplication. Every number is a decimal string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Any, Final, NamedTuple

from pipeline import words
from pipeline.published import Published, Seller, quoted_id
from schema.bills import Cost
from schema.credits import CREDIT, credit_price, entry_plan
from schema.markets import Market, Refused, Row, market
from schema.models import Model
from schema.prices import Offer, Plan, Rule, Snapshot, Variant
from schema.recipes import Recipe

TIERS: Final = ("standard", "batch", "flex", "priority")
REFERENCES: Final = (0, 1, 2, 3, 4)
QUALITIES: Final = ("low", "medium", "high", "xhigh", "max")
SIZES: Final = ("1024x1024", "1024x1536", "1536x1024", "2048x2048", "4096x4096")
STANDARD: Final = "standard"  # where an axis makes no difference, the cells of these stand for all
ONE: Final = 1
MEDIUM: Final = "medium"
PRICED_BY_REFERENCE: Final = ("free_references", "maximum_references", "tokens_per_input_image")
IN_ONE_CALL: Final = ("images_per_call", "images_per_run")

Answer = Row | Refused
Pair = tuple[str, str]


class Cell(NamedTuple):
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


class Axes(NamedTuple):
    """Which axes make a difference to an offer's answer."""

    tier: bool
    references: bool
    quality: bool

    def usual(self, cell: Cell) -> Cell:
        """The cell that answers for this one."""
        references = cell.references if self.references else min(cell.references, ONE)
        return Cell(cell.tier if self.tier else STANDARD, references, cell.quality if self.quality else MEDIUM, cell.size)


@dataclass(frozen=True, slots=True)
class Grid:
    """Every offer's answer to every cell that differs."""

    tiers: tuple[str, ...]
    axes: Mapping[Pair, Axes]
    answers: Mapping[tuple[Pair, Cell], Answer]
    shared: Mapping[tuple[Pair, Cell], tuple[int, ...]]

    def answer(self, pair: Pair, cell: Cell) -> Answer | None:
        """One offer's answer; None where it sells no such tier."""
        axes = self.axes[pair]
        return None if cell.tier != STANDARD and not axes.tier else self.answers[pair, axes.usual(cell)]


def grid(everything: Published) -> Grid:
    """Ask the engine for every cell, of every offer that could answer differently there."""
    axes = {pair: _axes(everything, seller, offer) for seller in everything.sellers for pair, offer in _offers(seller)}
    tiers = tuple(tier for tier in TIERS if tier == STANDARD or _sold(everything, tier))
    answers: dict[tuple[Pair, Cell], Answer] = {}
    shared: dict[tuple[Pair, Cell], tuple[int, ...]] = {}
    for cell in map(Cell._make, product(tiers, REFERENCES, QUALITIES, SIZES)):
        shops = list(_differing(everything, axes, cell))
        for pair, answer in _each(market(shops, cell.recipe(), everything.known)):
            answers[pair, cell] = answer
        for shop in shops:
            shared.update(_shared(everything, shop, cell, answers))
    return Grid(tiers, axes, answers, shared)


def _offers(seller: Seller) -> Iterator[tuple[Pair, Offer]]:
    return (((seller.id, offer.native_id), offer) for offer in seller.snapshot.offers)


def _each(answers: Market) -> Iterator[tuple[Pair, Answer]]:
    for row in (*answers.ranked, *answers.beside):
        yield (row.cost.provider, row.cost.native_id), row
    for refused in answers.refused:
        yield (refused.provider, refused.native_id), refused


def _sold(everything: Published, tier: str) -> bool:
    return any(
        any(variant.tier == tier for variant in _variants(offer, _rules(everything, seller, offer))) for seller, offer in _all(everything)
    )


def _all(everything: Published) -> Iterator[tuple[Seller, Offer]]:
    return ((seller, offer) for seller in everything.sellers for offer in seller.snapshot.offers)


def _rules(everything: Published, seller: Seller, offer: Offer) -> list[Rule]:
    own = [rule for rule in seller.snapshot.rules if rule.native_id in (offer.native_id, None)]
    return [*own, *everything.known.lent.get((seller.id, offer.native_id), ())]


def _variants(offer: Offer, rules: Sequence[Rule]) -> list[Variant]:
    return [*(line.variant for line in offer.prices), *(rule.variant for rule in rules)]


def _axes(everything: Published, seller: Seller, offer: Offer) -> Axes:
    """What could make a difference; the tests put random recipes to both, this and the engine."""
    rules = _rules(everything, seller, offer)
    variants, kinds = _variants(offer, rules), {rule.kind for rule in rules}
    model = everything.model_of(seller.id, offer.native_id)
    most = model.capabilities.references if model else None
    return Axes(
        tier=any(variant.tier not in (None, STANDARD) for variant in variants),
        references=any(variant.references for variant in variants)
        or any(line.billable == "input_image" for line in offer.prices)
        or bool(kinds & set(PRICED_BY_REFERENCE))
        or (most is not None and most < REFERENCES[-1]),
        quality=any(variant.quality for variant in variants) or "default_quality" in kinds,
    )


def _differing(everything: Published, axes: Mapping[Pair, Axes], cell: Cell) -> Iterator[Snapshot]:
    for seller in everything.sellers:
        offers = tuple(offer for pair, offer in _offers(seller) if axes[pair].usual(cell) == cell)
        if offers:
            yield seller.snapshot.model_copy(update={"offers": offers})


def _shared(
    everything: Published, shop: Snapshot, cell: Cell, answers: Mapping[tuple[Pair, Cell], Answer]
) -> Iterator[tuple[tuple[Pair, Cell], tuple[int, ...]]]:
    """How many images share each line of a bill where a seller makes several in one call: asked of the engine, not worked out."""
    together = {int(rule.value) for rule in shop.rules if rule.kind in IN_ONE_CALL and rule.value.isdecimal()} - {0, 1}
    for most in together:
        count = 2 * most + 1
        for pair, answer in _each(market([shop], cell.recipe(count), everything.known)):
            one = answers[pair, cell]
            if isinstance(answer, Row) and isinstance(one, Row) and any(_grows(one.cost, answer.cost, 3)):
                yield (pair, cell), tuple(most if calls else 1 for calls in _grows(one.cost, answer.cost, 3))


def _grows(one: Cost, many: Cost, times: int) -> list[bool]:
    return [after.amount == before.amount * times != 0 for before, after in zip(one.lines, many.lines, strict=True)]


# --- the file -------------------------------------------------------------------------------------------------------


def grid_file(everything: Published, made: Grid) -> str:
    """`grid/answers.json`."""
    table = _Table()
    offers = [_offer(everything, made, table, seller, offer) for seller, offer in _all(everything)]
    return _json(
        {
            "as_of": everything.as_of.date().isoformat(),
            "tiers": made.tiers,
            "references": REFERENCES,
            "qualities": QUALITIES,
            "sizes": SIZES,
            "rates": {code: words.spell(rate.dollars) for code, rate in everything.known.rates.items()},
            "names": {seller.id: seller.about.name for seller in everything.sellers},
            "offers": offers,
            "answers": table.entries,
        }
    )


class _Table:
    """Each answer once."""

    def __init__(self) -> None:
        self.entries: list[Any] = []
        self._places: dict[str, int] = {}

    def place(self, entry: Any) -> int:
        key = _json(entry)
        if key not in self._places:
            self._places[key] = len(self.entries)
            self.entries.append(entry)
        return self._places[key]


def _offer(everything: Published, made: Grid, table: _Table, seller: Seller, offer: Offer) -> dict[str, Any]:
    pair = (seller.id, offer.native_id)
    axes, model = made.axes[pair], everything.model_of(*pair)
    plan = entry_plan(seller.snapshot.plans)
    tiers = made.tiers if axes.tier else (STANDARD,)
    references = REFERENCES if axes.references else (0, ONE)
    qualities = QUALITIES if axes.quality else (MEDIUM,)
    cells = map(Cell._make, product(tiers, references, qualities, SIZES))
    said: dict[str, Any] = {
        "p": seller.id,
        "i": offer.native_id,
        "n": model.name if model else words.clean(offer.name),
        "axes": "".join(letter for letter, matters in zip("trq", axes, strict=True) if matters),
        "cells": [table.place(_said(everything, seller, made, pair, cell)) for cell in cells],
    }
    if model:
        said |= {"m": model.id, "k": model.maker, "f": int(seller.id in model.first_party), "a": abilities(model)}
    if plan and (each := credit_price(plan)) and any(line.currency == CREDIT for line in offer.prices):
        said["plan"] = [bought(plan), str(each.numerator), str(each.denominator), plan.currency]
    return said


def abilities(model: Model) -> str:
    """What a model can, in letters a page filters by."""
    able = model.capabilities
    marks = {"t": able.text_rendering, "r": able.references, "v": "vector" in able.output, "o": able.licence not in (None, "closed")}
    return "".join(mark for mark, can in marks.items() if can)


def _said(everything: Published, seller: Seller, made: Grid, pair: Pair, cell: Cell) -> dict[str, Any]:
    answer = made.answers[pair, cell]
    if isinstance(answer, Refused):
        return {"no": _whatever(made.axes[pair], answer.reason)}
    cost, line = answer.cost, answer.cost.lines[0]
    shared = made.shared.get((pair, cell), (1,) * len(cost.lines))
    said: dict[str, Any] = {
        "t": [[entry.what, words.spell(entry.amount), images] for entry, images in zip(cost.lines, shared, strict=True)],
        "c": cost.currency,
        "b": cost.basis,
        "u": "credits" if cost.currency == CREDIT else line.unit,
        "s": sold(line.price, line.currency, line.unit),
        "x": cost.failed,
    }
    if line.quotes:
        said |= {"d": everything.seen(seller.id, cost.native_id, line.quotes[0]).isoformat(), "q": quoted_id(seller, line.quotes[0])}
    if cost.retires:
        said["r"] = cost.retires.isoformat()
    if answer.unequal:
        said["h"] = ", ".join(answer.unequal)
    if answer.stale or cost.retired or cost.unproven or answer.unknown:
        said["w"] = _whatever(made.axes[pair], answer.why_not_ranked)
    return said


def _whatever(axes: Axes, reason: str) -> str:
    """The reason without the axes that make no difference to it."""
    said = reason if axes.quality else re.sub(r"quality (low|medium|high|xhigh|max)\b", "any quality", reason)
    return said if axes.references else said.replace("1 reference image(s)", "reference images")


def sold(price: Decimal, currency: str, unit: str) -> str:
    """The price in the seller's own unit."""
    return f"{words.amount(price, currency)} / {words.UNITS.get(unit, unit).replace('_', ' ')}"


def bought(plan: Plan) -> str:
    """How one comes by credits, for a reader: the plan's name, or nothing where credits have a price by themselves."""
    return "" if plan.period == "once" else plan.name


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
