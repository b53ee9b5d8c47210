"""A made-up field that grows a hundredfold, taken through everything: `python -m benchmarks.scale [--unbuilt] SELLERS...`.

Every seller has a hundred offers, one page and five years of history. A shard is a process of its own with at most 200 sellers;
its time counts fully, its memory alone. Every stage is the command a person would run; `--unbuilt` leaves out the build, which takes
longer than all others together.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.field import OFFERS, plant
from benchmarks.measure import Figure, child

SHARD = 200  # sellers
BUILD = "build: pages, files, feeds"
LARGEST = "10000"  # MB: the site of a large field is more than the pages of a code host take


class Stage(NamedTuple):
    """What a stage took at a size; `memory` is the most of any of its processes."""

    name: str
    states: int
    cpu: float
    memory: float
    wall: float


def stages(states: int, built: bool = True) -> Iterator[Stage]:
    """All stages over a field of so many sellers, each as soon as it is over."""

    def stage(name: str, took: Figure) -> Stage:
        return Stage(name, states, took.cpu, took.memory, took.wall)

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir()
        plant(folder, states)
        parts = max(1, states // SHARD)
        updated = [_updated(folder, part, parts) for part in range(1, parts + 1)]
        yield stage("update, in shards", Figure(0.0, sum(one.cpu for one in updated), max(one.memory for one in updated)))
        shards = [f"shard{part}" for part in range(1, parts + 1)]
        yield stage("merge", _run(folder, "merge", *shards, "--data", "data"))
        yield stage("update, nothing changed, one process", _run(folder, "update", "--replay", "recordings", "--data", "data"))
        yield stage("check", _run(folder, "check", "--data", "data"))
        if built:
            yield stage(BUILD, _run(folder, "build", "--data", "data", "--out", "_site", "--largest-mb", LARGEST))


def _updated(folder: Path, part: int, parts: int) -> Figure:
    """One shard, begun from a copy of all data, as a job begins from a checkout."""
    shutil.copytree(folder / "data", folder / f"shard{part}", copy_function=os.link)
    return _run(folder, "update", "--replay", "recordings", "--data", f"shard{part}", "--shard", f"{part}/{parts}")


def _run(folder: Path, *arguments: str) -> Figure:
    return child(["-m", "pipeline", *arguments], 1, folder)


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:] if word.isdecimal()]
    for size in sizes:
        for each in stages(size, "--unbuilt" not in sys.argv):
            print(f"{size * OFFERS} offers: {each.name}: {each.cpu:.1f} s CPU, {each.memory:.0f} MB", flush=True)
