"""What is promised of sizes nobody asked the engine for: each is answered as the one no bound parts it from, or not at all."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from costs.bill.size_bounds import size_bounds
from costs.offer.offer_index import shelf
from costs.offer.recipes import Recipe, pixels
from costs.standing.ranking import RankedAnswer, market, route_of
from pipeline.publish.dataset import Published, published
from pipeline.publish.site.grid import QUALITIES, SIZES, RecipeCell
from schema.prices import Offer, Snapshot
from tests import shown
from tests.node import in_node, needs_node


@pytest.fixture(scope="module")
def everything() -> Published:
    return published(shown.data())


def bounds(everything: Published, snapshot: Snapshot, offer: Offer) -> tuple[int, ...] | None:
    rules = [*shelf(snapshot).rules_for(offer.native_id), *everything.known.lent.get((snapshot.provider, offer.native_id), ())]
    return size_bounds(offer.prices, rules, route_of(everything.known, snapshot.provider, offer).able)


def answered(everything: Published, snapshot: Snapshot, offer: Offer, recipe: Recipe) -> Any:
    """What one image comes to and why it does not lead, without the size itself."""
    found = market([snapshot.model_copy(update={"offers": (offer,)})], recipe, everything.known)
    for row in (*found.by_price, *found.beside):
        assert isinstance(row, RankedAnswer)
        return row.cost.total, row.dollars, [reason.code for reason in row.standing.because]
    return [one.code for one in found.refused]


def any_size(chance: random.Random) -> str:
    return f"{chance.randint(16, 128) * 32}x{chance.randint(16, 128) * 32}"


def test_two_sizes_no_bound_parts_are_answered_alike(everything: Published) -> None:
    chance, compared, wrong = random.Random(20), 0, []
    pairs = [(state.snapshot, offer) for state in everything.states for offer in state.snapshot.offers]
    for snapshot, offer in chance.sample(pairs, 900):
        found = bounds(everything, snapshot, offer)
        if found is None:
            continue
        for size in (any_size(chance) for _ in range(6)):
            same = next((of for of in SIZES if not any((pixels(of) <= bound) != (pixels(size) <= bound) for bound in found)), None)
            if same is None:
                continue
            cell = RecipeCell("standard", chance.choice((0, 0, 1)), chance.choice(QUALITIES[:3]), same)
            one, other = (answered(everything, snapshot, offer, cell._replace(size=each).recipe()) for each in (same, size))
            compared += 1
            if one != other:
                wrong.append((snapshot.provider, offer.native_id, cell, size, found, one, other))
    assert not wrong, (len(wrong), wrong[:12])
    assert compared > 1_500


@needs_node
def test_the_scripts_answer_a_size_without_cells_as_the_engine_does_or_not_at_all(everything: Published) -> None:
    """To the last digit and with the size that was asked; what is larger than anybody makes has no answer."""
    chance = random.Random(22)
    pairs = [(state.snapshot, offer) for state in everything.states for offer in state.snapshot.offers]
    asked = [(*pair, any_size(chance), chance.choice(QUALITIES[:3])) for pair in chance.sample(pairs, 400) for _ in range(2)]
    script = """
      const { prepared, cost } = await import(static_ + "/engine.js"), grid = prepared(given.grid);
      const offers = new Map(grid.offers.map((offer) => [offer.p + " " + offer.i, offer]));
      return given.asked.map(([p, i, size, quality]) => {
        const row = cost(grid, offers.get(p + " " + i), { size, quality, references: 0, tier: "standard", count: 1 });
        return row.no ? [null, row.no] : [row.total, row.answer.w?.map(([, words]) => words).join() ?? ""];
      });"""
    grid = json.loads((shown.site() / "grid" / "answers.json").read_text())
    wanted = [(snapshot.provider, offer.native_id, size, quality) for snapshot, offer, size, quality in asked]
    said = in_node(script, {"grid": grid, "asked": [*wanted, (*wanted[0][:2], "5000x5000", "medium")]})
    priced = 0
    for (snapshot, offer, size, quality), (total, words) in zip(asked, said, strict=False):
        found = answered(everything, snapshot, offer, RecipeCell("standard", 0, quality, size).recipe())
        assert total is None or total == str(found[0]), (snapshot.provider, offer.native_id, size, quality, total, found)
        assert not any(of in words for of in set(SIZES) - {size}) or "only" in words or "nearest" in words, words
        priced += total is not None
    assert priced > 250
    assert said[-1][0] is None


def test_most_sizes_of_most_offers_have_an_answer_or_a_refusal(everything: Published) -> None:
    chance = random.Random(21)
    known = total = 0
    for state in everything.states:
        for offer in state.snapshot.offers:
            found = bounds(everything, state.snapshot, offer)
            for size in (any_size(chance) for _ in range(3)):
                total += 1
                known += found is not None and any(all((pixels(of) <= b) == (pixels(size) <= b) for b in found) for of in SIZES)
    assert known / total > 0.7, (known, total)
