"""The same standing and order wherever one asks: the engine, the site's scripts, the command line and the files, for random recipes.

`make answers` puts 10,000 to the engine and the scripts, and one in ten to the command line; a test puts a seeded few. The files carry
the six standard images and nothing of any other recipe: those are compared whole, in every file that places them.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import imageprices
from costs.offer.recipes import STANDARD, Recipe
from costs.standing.ranking import Market, headline, market
from pipeline.alert.published_files import PublishedSource
from pipeline.cli._agent_answers import Asked, AskedOnce
from pipeline.cli.application import run
from pipeline.cli.reports import cost_answers
from pipeline.publish.site.grid import MOST_REFERENCES, QUALITIES, REFERENCES, SIZES, TIERS, RecipeCell
from pipeline.store.cost_context import open_context
from pipeline.text.formatting import rounded
from schema.proofs import Proof
from tests import built, shown
from tests.node import in_node

Wanted = dict[str, Any]
Said = dict[str, Any]
AT_ONCE: Final = 200  # recipes of one run of node
THROUGH_THE_COMMAND: Final = 10  # of `make answers`, one in so many
PLACES: Final = ("leads", "listed", "unranked")
ASK: Final = """
  const { prepared, market, headline } = await import(`${static_}/engine.js`);
  const grid = prepared(given.grid);
  const said = (row) => [row.offer.p, row.offer.i, row.standing, row.rank, row.dollars, row.because.map(([code]) => code)];
  return given.recipes.map((recipe) => {
    const told = market(grid, recipe);
    const [alone] = headline(grid, told.rows);
    const headlined = alone ? [alone.offer.p, alone.offer.i] : null;
    return { placed: told.rows.map(said), beside: told.beside.map(said), refused: told.refused.length, headline: headlined };
  });
"""


@cache
def grid_file() -> Any:
    """What the scripts are given."""
    return json.loads((shown.site() / "grid/answers.json").read_text())


def recipes(count: int, seed: int = 15) -> list[Wanted]:
    """Cells of the grid, more references and counts, at random, some with a model to be as good as; the tiers are those that are sold.

    Vidu asks for its fifth to seventh reference together: there the scripts say that they don't answer, and are not asked here.
    """
    rng, grid = random.Random(seed), grid_file()
    good = sorted(grid["ratings"]["text_to_image"].keys() & grid["ratings"]["image_edit"].keys())
    axes = {
        "quality": QUALITIES,
        "size": SIZES,
        "references": (*REFERENCES, 8, 10, MOST_REFERENCES),
        "tier": [tier for tier in TIERS if tier in grid["tiers"]],
    }
    return [
        {name: rng.choice(values) for name, values in axes.items()}
        | {"count": rng.choice([1, 1, 1, 2, 7, 40]), "good": rng.choice([*[None] * 9, rng.choice(good)])}
        for _ in range(count)
    ]


def recipe_of(asked: Wanted) -> Recipe:
    """The recipe as the engine has it."""
    cell = RecipeCell(asked["tier"], asked["references"], asked["quality"], asked["size"])
    return cell.recipe(asked["count"]).but(as_good_as=asked["good"])


def engine(asked: Wanted) -> Said:
    """What the engine says, as the script prints it."""
    return _said(market([state.snapshot for state in built.everything().states], recipe_of(asked), built.everything().known))


def _said(told: Market) -> Said:
    ranks = {id(row): rank for rank, row in enumerate(told.ranked, start=1)}

    def said(row: Any) -> list[Any]:
        dollars = None if row.dollars is None else str(row.dollars)
        codes = [reason.code.value for reason in row.standing.because]
        return [row.cost.provider, row.cost.native_id, PLACES.index(row.standing.place), ranks.get(id(row), 0), dollars, codes]

    return {
        "placed": [said(row) for row in told.by_price],
        "beside": [said(row) for row in told.beside],
        "refused": len(told.refused),
        "headline": _pair(told.headline.row),
    }


def _pair(row: Any) -> list[str] | None:
    return [row.cost.provider, row.cost.native_id] if row else None


def scripts(asked: Sequence[Wanted], grid: Any = None) -> list[Said]:
    """What the site's scripts say, of the grid that is published or another."""
    found: list[Said] = in_node(ASK, {"grid": grid or grid_file(), "recipes": list(asked)})
    return found


def command(asked: Wanted) -> Said:
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

    return {name: [said(row) for row in told[name]] for name in ("ranked", "listed", "beside")} | {
        "refused": len(told["refused"]),
        "headline": [told["headline"][part] for part in ("provider", "native_id")] if told["headline"] else None,
    }


def by_places(said: Said) -> Said:
    """What the engine says, sorted out as the command line does."""
    placed = {place: [row for row in said["placed"] if row[2] == PLACES.index(place)] for place in PLACES[:2]}
    return {
        "ranked": placed["leads"],
        "listed": placed["listed"],
        "beside": said["beside"],
        "refused": said["refused"],
        "headline": said["headline"],
    }


class Compared(NamedTuple):
    """What one published file says of one standard image, and what the engine says of it."""

    where: str
    said: Any
    engine: Any

    @property
    def same(self) -> bool:
        """Whether they say the same."""
        return bool(self.said == self.engine)


def in_files() -> Iterator[Compared]:
    """Every file that places answers, for the images it carries: the six standard ones, and nothing of any other recipe."""
    rows = json.loads((built.site() / "v1/costs.json").read_text())["costs"]
    front, base = imageprices.load(built.latest()), sqlite3.connect(f"file:{built.site() / 'v1/prices.sqlite'}?mode=ro", uri=True)
    with contextlib.closing(base):
        for name, recipe in STANDARD.items():
            told = market([state.snapshot for state in built.everything().states], recipe, built.everything().known)
            of_image = [row for row in rows if row["recipe"] == name]
            yield Compared(f"v1/costs.json, {name}", _of_rows(of_image), _said(told))
            leads = [_pair(row) for row in told.ranked]
            view = base.execute("SELECT provider, native_id FROM cheapest WHERE recipe = ?", (name,))
            yield Compared(f"the view cheapest, {name}", [list(pair) for pair in view], leads)
            yield Compared(f"import imageprices, {name}", [_pair(row) for row in front.cheapest(name)], leads)
            agent = Asked(AskedOnce(PublishedSource(str(built.site() / "v1")))).cheapest(name)["answers"]
            yield Compared(f"mcp, {name}", [[row["provider"], row["native_id"]] for row in agent], leads[: len(agent)])
            yield Compared(f"badges, {name}", dict(_in_badges(name)), dict(_to_badge(told)))
            yield from _of_parts(name, rows)


def _of_rows(rows: Sequence[dict[str, Any]]) -> Said:
    """What the rows of a file say, as the engine says it."""
    ranks = {id(row): rank for rank, row in enumerate((row for row in rows if row["standing"] == "leads"), start=1)}

    def said(row: dict[str, Any]) -> list[Any]:
        place = PLACES.index(row["standing"])
        return [row["provider"], row["native_id"], place, ranks.get(id(row), 0), row["dollars"], row["reason_codes"]]

    beside = [row for row in rows if not row["position"] and row["per_image"] is not None]
    alone = next(([row["provider"], row["native_id"]] for row in rows if row["headline"]), None)
    placed, refused = [said(row) for row in rows if row["position"]], [row for row in rows if row["per_image"] is None]
    return {"placed": placed, "beside": [said(row) for row in beside], "refused": len(refused), "headline": alone}


def _of_parts(name: str, rows: Sequence[dict[str, Any]]) -> Iterator[Compared]:
    """A seller's or a model's own file stands in the order of the whole, and says the same of each offer."""
    for part, key in (("providers", "provider"), ("models", "model")):
        for path in sorted((built.site() / "v1" / part).glob("*.json")):
            said = [row for row in _costs_in(path) if row["recipe"] == name]
            whole = [row for row in rows if row["recipe"] == name and said and row[key] == said[0][key]]
            yield Compared(f"v1/{part}/{path.name}, {name}", _standing_of(said), _standing_of(whole))


@cache
def _costs_in(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text())["costs"]
    return found


def _standing_of(rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    placed = [row for row in rows if row["position"]]
    apart = sorted((row for row in rows if not row["position"]), key=lambda row: (row["provider"], row["native_id"]))
    return [(row["provider"], row["native_id"], row["standing"], row["dollars"], row["reason_codes"]) for row in (*placed, *apart)]


def _in_badges(recipe: str) -> Iterator[tuple[str, str]]:
    """The price on each model's badge of an image."""
    for path in (built.site() / "badges").glob(f"*/{recipe}.svg"):
        yield path.parent.name, path.read_text().rpartition("</text>")[0].rpartition(">")[2]


def _to_badge(told: Market) -> Iterator[tuple[str, str]]:
    """What the maker of a model asks: its headline."""
    for model in {row.model for row in told.by_price if row.model}:
        row = headline([row for row in told.by_price if row.model == model and row.first_party]).row
        if row:
            by_hand = [] if row.proof is Proof.PAGE else ["by hand"]
            yield model, ", ".join([rounded(row.dollars), *by_hand, *(reason.words for reason in row.standing.because)])


def differences(asked: Sequence[Wanted], through_the_command: int = 100, tell: Callable[[int], None] = lambda done: None) -> Iterator[str]:
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
    yield from (f"files: {one.where}" for one in in_files() if not one.same)


def main(count: int) -> int:
    """Put so many recipes to all of them, and say what differs."""
    opened = cache(open_context)
    cost_answers.open_context = opened  # type: ignore[assignment] # the same folder each time
    found = list(
        differences(recipes(count), THROUGH_THE_COMMAND, tell=lambda done: print(f"{done:,} recipes", file=sys.stderr, flush=True))
    )
    print(f"{count:,} random recipes: {len(found)} answers that differ between engine, scripts, command line and files")
    print(*found[:20], sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("IMAGEPRICES_RECIPES", "10000"))))
