"""Whole commands, start-up included: `update --replay` with nothing changed, `--help`, `cost`, beside typer's floor."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import Figure, child

ROOT = Path(__file__).parents[1]
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


def built() -> tuple[Figure, int, int]:
    """A cold build of the recorded field, its pages, and how many files a second build of the same data wrote into it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir()
        arguments = ["-m", "pipeline", "build", "--data", str(settled(folder / "data")), "--out", str(folder / "site")]
        figure = child(arguments, 1)
        before = _written(folder / "site")
        child(arguments, 1)
        after = _written(folder / "site")
        return figure, sum(path.endswith(".html") for path in before), sum(before.get(path) != when for path, when in after.items())


def verbs() -> dict[str, Figure]:
    """What a person waits for."""
    with tempfile.TemporaryDirectory() as made:
        data = settled(Path(made))
        return {
            "typer's floor": child(["-c", FLOOR], 5),
            "--help": child(["-m", "pipeline", "--help"], 5),
            "typer's floor with an option": child(["-c", FLOOR_WITH_OPTION], 5),
            "cost": child(["-m", "pipeline", "cost", "--data", str(data)], 3),
        }
