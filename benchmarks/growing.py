"""A new seller from page to store, and a later reading in which a tenth of its prices moved: at a size, and at ten times that."""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from pipeline.update.runs import Run, run_update
from tests.fakes import ACME, DAY, PRICES, acme, prices_page, record

SIZES = (2_000, 20_000)
STEPS = {"a new seller, from page to store": 8, "the same, a tenth of its prices moved": 16}  # seconds at the larger size


def grown(prices: int) -> dict[str, float]:
    """The seconds of CPU each step takes, system's included: most of what was slow once was copying."""
    rng = random.Random(1)
    first = {f"model-{at}": f"$0.{1000 + at % 9000}" for at in range(prices)}
    second = {name: f"$0.{1000 + at % 9000 + rng.randrange(1, 60) * (rng.random() < 0.1)}" for at, name in enumerate(first)}
    page = replace(ACME.pages[0], prices=(1, 2 * prices))
    with tempfile.TemporaryDirectory() as made, acme(replace(ACME, pages=(page,))):
        return {step: _read(Path(made), at, told) for at, (step, told) in enumerate(zip(STEPS, (first, second), strict=True))}


def _read(folder: Path, reading: int, prices: dict[str, str]) -> float:
    record(folder / str(reading), {PRICES: prices_page(prices)}, at=DAY + timedelta(days=3 * reading))
    began = time.process_time()
    run_update(Run(folder / "data", replay=folder / str(reading), only=("acme",)))
    return time.process_time() - began
