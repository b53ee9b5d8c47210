"""Whole commands, start-up included: `update --replay` with nothing changed, `--help`, `cost`, beside typer's floor."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Figure, child
from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import entries_of
from pipeline.ledger.state import apply
from pipeline.store.data_folder import opened
from pipeline.store.history import with_new_ids

ROOT = Path(__file__).parents[1]
MOVED = "recraft"
# typer asks a command with options for its annotations, and so imports pydantic: no command with an option is quicker than this.
FLOOR_WITH_OPTION = """
from typing import Annotated
import typer
app = typer.Typer(add_completion=False)
@app.command()
def one(a: Annotated[str, typer.Option()] = "x"): ...
@app.command()
def two(): ...
app(["one"])
"""
FLOOR = """
import typer
app = typer.Typer(add_completion=False)
@app.command()
def one(): ...
@app.command()
def two(): ...
app(["--help"])
"""


def unchanged(times: int = 3) -> tuple[Figure, list[str]]:
    """The second replay of the same recordings, and the files it wrote."""
    with tempfile.TemporaryDirectory() as made:
        data = settled(Path(made))
        before = _written(data)
        figure = child(["-m", "pipeline", "update", "--replay", str(ROOT / "tests/cassettes/latest"), "--data", str(data)], times)
        return figure, sorted(path for path, when in _written(data).items() if before.get(path) != when)


def settled(folder: Path) -> Path:
    for table in (ROOT / "data").glob("*.toml"):
        shutil.copy(table, folder)
    for _ in range(2):  # the second one decides what the first one held
        child(["-m", "pipeline", "update", "--replay", str(ROOT / "tests/cassettes/latest"), "--data", str(folder)], 1)
    return folder


def _written(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


class BuiltField(NamedTuple):
    """A site built cold, again with nothing changed, and after one price moved; its pages, and the files the second build wrote."""

    figures: dict[str, Figure]
    pages: int
    wrote: int


def built() -> BuiltField:
    """Three builds of the recorded field. The price is moved as a person corrects one, so that nothing else is another."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir()
        data, site = str(settled(folder / "data")), folder / "site"
        arguments = ["-m", "pipeline", "build", "--data", data, "--out", str(site)]
        figures = {"cold": child(arguments, 1)}
        before = _written(site)
        figures["unchanged"] = child(arguments, 3)
        after = _written(site)
        _move_a_price(Path(data))
        figures["moved"] = child(arguments, 1)
        wrote = sum(before.get(path) != when for path, when in after.items())
        return BuiltField(figures, sum(path.endswith(".html") for path in before), wrote)


def _move_a_price(data: Path) -> None:
    with opened(data) as store:
        known = store.known(MOVED)
        assert known is not None
        before = known.snapshot()
        (offer, *more), (line, *lines) = before.offers, before.offers[0].prices
        moved = offer.model_copy(update={"prices": (line.model_copy(update={"amount": (line.amount or 0) * 2}), *lines)})
        after = before.model_copy(update={"offers": (moved, *more)})
        at = max(change.at for change in store.history(MOVED))
        changes = with_new_ids(diff(known.entries, entries_of(after), Telling(MOVED, at)), known.ids)
        for change in changes:
            apply(known, change)
        store.commit(changes, known, store.held(MOVED), store.checks().providers[MOVED])


def verbs() -> dict[str, Figure]:
    """What a person waits for."""
    with tempfile.TemporaryDirectory() as made, tempfile.TemporaryDirectory() as cache:
        cost = ["-m", "pipeline", "cost", "--data", str(settled(Path(made)))]
        return {
            "typer's floor": child(["-c", FLOOR], 5),
            "--help": child(["-m", "pipeline", "--help"], 5),
            "typer's floor with an option": child(["-c", FLOOR_WITH_OPTION], 5),
            "cost": child(cost, 3),
            "cost, again": child(cost, 4, cache=Path(cache)),
        }
