"""A new seller from page to store, and a later reading in which a tenth of its prices moved: at a size, and at ten times that.

Each reading is the command itself in a process of its own, as everything that grows is measured: `python -m benchmarks.growing PRICES
ARGUMENTS...` is the command line where that seller is the only one.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import child
from tests.fakes import ACME, DAY, PRICES, acme, prices_page, record

ROOT = Path(__file__).parents[1]
SIZES = (2_000, 20_000)
STEPS = {"a new seller, from page to store": 8, "the same, a tenth of its prices moved": 16}  # seconds at the larger size


def grown(prices: int) -> dict[str, float]:
    """The seconds of CPU each step takes, start-up and the system's included: most of what was slow once was copying."""
    rng = random.Random(1)
    first = {f"model-{at}": f"$0.{1000 + at % 9000}" for at in range(prices)}
    second = {name: f"$0.{1000 + at % 9000 + rng.randrange(1, 60) * (rng.random() < 0.1)}" for at, name in enumerate(first)}
    with tempfile.TemporaryDirectory() as made, selling(prices):
        return {step: _read(Path(made), at, told) for at, (step, told) in enumerate(zip(STEPS, (first, second), strict=True))}


@contextmanager
def selling(prices: int) -> Iterator[None]:
    """Acme with a page that may hold so many prices."""
    with acme(replace(ACME, pages=(replace(ACME.pages[0], prices=(1, 2 * prices)),))):
        yield


def _read(folder: Path, reading: int, prices: dict[str, str]) -> float:
    recordings = folder / str(reading)
    record(recordings, {PRICES: prices_page(prices)}, at=DAY + timedelta(days=3 * reading))
    command = ["update", "--replay", str(recordings), "--data", str(folder / "data"), "--only", "acme"]
    return child(["-m", "benchmarks.growing", str(len(prices)), *command], 1, ROOT).cpu


if __name__ == "__main__":
    from pipeline.cli._process import main

    with selling(int(sys.argv.pop(1))):
        main()
