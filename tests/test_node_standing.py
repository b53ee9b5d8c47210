"""The scripts place, order and word every answer as the engine does: random recipes put to both."""

from __future__ import annotations

import json
import os
import random

import pytest

from costs.standing.ranking import Market, market
from pipeline.publish.site.grid import QUALITIES, REFERENCES, SIZES, TIERS, RecipeCell
from tests import shown
from tests.built import everything
from tests.node import in_node, needs_node

MANY = int(os.environ.get("IMAGEPRICES_RECIPES", "40"))  # 10,000 were compared once; each is a whole market
ASK = """
  const { prepared, market } = await import(`${static_}/engine.js`);
  const grid = prepared(given.grid);
  const said = (row) => [row.offer.p, row.offer.i, row.standing, row.rank, row.dollars, row.because.map(([code]) => code), row.why];
  return given.recipes.map((recipe) => {
    const told = market(grid, recipe);
    return { placed: told.rows.map(said), beside: told.beside.map(said), refused: told.refused.length };
  });
"""


def recipes(count: int) -> list[dict[str, object]]:
    """Cells of the grid and counts, at random; the tiers are those that are sold."""
    rng = random.Random(15)
    grid = json.loads((shown.site() / "grid/answers.json").read_text())
    tiers, boards = grid["tiers"], grid["ratings"]
    good = [None, None, *(sorted(boards["text_to_image"].keys() & boards["image_edit"].keys()))]
    axes = {"quality": QUALITIES, "size": SIZES, "references": REFERENCES, "tier": [tier for tier in TIERS if tier in tiers], "good": good}
    return [{name: rng.choice(values) for name, values in axes.items()} | {"count": rng.choice([1, 1, 1, 2, 7, 40])} for _ in range(count)]


def ours(told: Market) -> dict[str, object]:
    """A market as the script prints it."""
    ranks = {id(row): rank for rank, row in enumerate(told.ranked, start=1)}
    places = ("leads", "listed", "unranked")

    def said(row):
        because = [reason.code.value for reason in row.standing.because]
        dollars = None if row.dollars is None else str(row.dollars)
        return [
            row.cost.provider,
            row.cost.native_id,
            places.index(row.standing.place),
            ranks.get(id(row), 0),
            dollars,
            because,
            row.standing.words,
        ]

    return {"placed": [said(row) for row in told.by_price], "beside": [said(row) for row in told.beside], "refused": len(told.refused)}


@needs_node
@pytest.mark.parametrize("part", range(4))
def test_the_scripts_place_and_order_every_answer_as_the_engine_does(part: int) -> None:
    asked = recipes(MANY)[part::4]
    theirs = in_node(ASK, {"grid": json.loads((shown.site() / "grid/answers.json").read_text()), "recipes": asked})
    snapshots = [state.snapshot for state in everything().states]
    for recipe, script in zip(asked, theirs, strict=True):
        cell = RecipeCell(recipe["tier"], recipe["references"], recipe["quality"], recipe["size"])
        wanted = cell.recipe(recipe["count"]).but(as_good_as=recipe["good"])
        engine = ours(market(snapshots, wanted, everything().known))
        for part_of in ("placed", "beside"):
            assert [row[:6] for row in script[part_of]] == [row[:6] for row in engine[part_of]], recipe
        assert script["refused"] == engine["refused"]
