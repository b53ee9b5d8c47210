"""The same standing and order wherever one asks: the engine, the site's scripts, the command line and the files, for random recipes.

`make answers` puts 10,000 to all of them; a test puts a seeded few.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final

from costs.offer.recipes import STANDARD, Recipe
from costs.standing.ranking import Market, market
from pipeline.cli.application import run
from pipeline.cli.reports import cost_answers
from pipeline.publish.site.grid import QUALITIES, REFERENCES, SIZES, TIERS, RecipeCell
from pipeline.store.cost_context import open_context
from tests import built, shown
from tests.node import in_node

Asked = dict[str, Any]
Said = dict[str, Any]
AT_ONCE: Final = 200  # recipes of one run of node
PLACES: Final = ("leads", "listed", "unranked")
ASK: Final = """
  const { prepared, market } = await import(`${static_}/engine.js`);
  const grid = prepared(given.grid);
  const said = (row) => [row.offer.p, row.offer.i, row.standing, row.rank, row.dollars, row.because.map(([code]) => code)];
  return given.recipes.map((recipe) => {
    const told = market(grid, recipe);
    return { placed: told.rows.map(said), beside: told.beside.map(said), refused: told.refused.length };
  });
"""


@cache
def grid_file() -> Any:
    """What the scripts are given."""
    return json.loads((shown.site() / "grid/answers.json").read_text())


def recipes(count: int, seed: int = 15) -> list[Asked]:
    """Cells of the grid and counts, at random, some with a model to be as good as; the tiers are those that are sold."""
    rng, grid = random.Random(seed), grid_file()
    good = sorted(grid["ratings"]["text_to_image"].keys() & grid["ratings"]["image_edit"].keys())
    axes = {"quality": QUALITIES, "size": SIZES, "references": REFERENCES, "tier": [tier for tier in TIERS if tier in grid["tiers"]]}
    return [
        {name: rng.choice(values) for name, values in axes.items()}
        | {"count": rng.choice([1, 1, 1, 2, 7, 40]), "good": rng.choice([*[None] * 9, rng.choice(good)])}
        for _ in range(count)
    ]


def recipe_of(asked: Asked) -> Recipe:
    """The recipe as the engine has it."""
    cell = RecipeCell(asked["tier"], asked["references"], asked["quality"], asked["size"])
    return cell.recipe(asked["count"]).but(as_good_as=asked["good"])


def engine(asked: Asked) -> Said:
    """What the engine says, as the script prints it."""
    return _said(market([state.snapshot for state in built.everything().states], recipe_of(asked), built.everything().known))


def _said(told: Market) -> Said:
    ranks = {id(row): rank for rank, row in enumerate(told.ranked, start=1)}

    def said(row: Any) -> list[Any]:
        dollars = None if row.dollars is None else str(row.dollars)
        codes = [reason.code.value for reason in row.standing.because]
        return [row.cost.provider, row.cost.native_id, PLACES.index(row.standing.place), ranks.get(id(row), 0), dollars, codes]

    return {"placed": [said(row) for row in told.by_price], "beside": [said(row) for row in told.beside], "refused": len(told.refused)}


def scripts(asked: Sequence[Asked], grid: Any = None) -> list[Said]:
    """What the site's scripts say, of the grid that is published or another."""
    found: list[Said] = in_node(ASK, {"grid": grid or grid_file(), "recipes": list(asked)})
    return found


def command(asked: Asked) -> Said:
    """What the command line says."""
    words = [
        "cost",
        "--data",
        str(built.latest()),
        "--json",
        "--quality",
        asked["quality"],
        "--size",
        asked["size"],
        "--tier",
        asked["tier"],
    ]
    words += ["--references", str(asked["references"])] if asked["references"] else []
    words += ["--count", str(asked["count"]), *(["--as-good-as", asked["good"]] if asked["good"] else [])]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert run(words) == 0, words
    told = json.loads(out.getvalue())
    ranks = {(row["cost"]["provider"], row["cost"]["native_id"]): rank for rank, row in enumerate(told["ranked"], start=1)}

    def said(row: Any) -> list[Any]:
        pair, stands = (row["cost"]["provider"], row["cost"]["native_id"]), row["standing"]
        codes = [reason["code"] for reason in stands["because"]]
        return [*pair, PLACES.index(stands["place"]), ranks.get(pair, 0), row["dollars"], codes]

    return {name: [said(row) for row in told[name]] for name in ("ranked", "listed", "beside")} | {"refused": len(told["refused"])}


def by_places(said: Said) -> Said:
    """What the engine says, sorted out as the command line does."""
    placed = {place: [row for row in said["placed"] if row[2] == PLACES.index(place)] for place in PLACES[:2]}
    return {"ranked": placed["leads"], "listed": placed["listed"], "beside": said["beside"], "refused": said["refused"]}


def in_files() -> Iterator[tuple[str, list[Any], list[Any]]]:
    """Each standard recipe, its leads and listed ones in `v1/costs.json`, and the engine's."""
    rows = json.loads((built.site() / "v1/costs.json").read_text())["costs"]
    for name, recipe in STANDARD.items():
        told = _said(market([state.snapshot for state in built.everything().states], recipe, built.everything().known))
        files = [
            (row["provider"], row["native_id"], row["standing"], row["dollars"])
            for row in rows
            if row["recipe"] == name and row["position"]
        ]
        yield name, files, [(row[0], row[1], PLACES[row[2]], row[4]) for row in told["placed"]]


def differences(asked: Sequence[Asked], through_the_command: int = 100, tell: Callable[[int], None] = lambda done: None) -> Iterator[str]:
    """Every recipe for which two of them say something else; one in so many goes through the command line too."""
    different = list({json.dumps(recipe): recipe for recipe in asked}.values())  # what is asked twice is answered once
    for start in range(0, len(different), AT_ONCE):
        part = different[start : start + AT_ONCE]
        for at, (recipe, script) in enumerate(zip(part, scripts(part), strict=True)):
            ours = engine(recipe)
            if script != ours:
                yield f"node: {recipe}"
            if (start + at) % through_the_command == 0 and command(recipe) != by_places(ours):
                yield f"command line: {recipe}"
        tell(start + len(part))
    yield from (f"files: {name}" for name, files, ours in in_files() if files != ours)


def main(count: int) -> int:
    """Put so many recipes to all of them, and say what differs."""
    opened = cache(open_context)
    cost_answers.open_context = opened  # type: ignore[assignment] # the same folder each time
    found = list(differences(recipes(count), tell=lambda done: print(f"{done:,} recipes", file=sys.stderr, flush=True)))
    print(f"{count:,} random recipes: {len(found)} answers that differ between engine, scripts, command line and files")
    print(*found[:20], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("IMAGEPRICES_RECIPES", "10000"))))
