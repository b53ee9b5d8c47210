"""The runs there were: `make bench` adds one, and `make bench-check` fails when a row got slower by a quarter in the last three.

A row is compared with itself by its ratio: the peer, or a fixed piece of work, was measured in the same run, so that a slower or
busier machine slows both. Three runs in a row, since one may have had bad luck; each against the middle one of those before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.rows import Row

HISTORY = Path(__file__).parent / "runs.jsonl"
SLOWER, IN_A_ROW, BEFORE = 1.25, 3, 5
Run = Mapping[str, Any]


def remember(about: Mapping[str, str], rows: Iterable[Row], path: Path = HISTORY) -> None:
    """Add a run: one line."""
    ratios = {row.what: round(row.ratio, 4) for row in rows if row.ratio is not None}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({**{name: about[name] for name in ("at", "commit", "cpu", "python")}, "ratios": ratios}) + "\n")


def recalled(path: Path = HISTORY) -> list[Run]:
    """All runs, the oldest first."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def slower(runs: Sequence[Run]) -> list[str]:
    """The rows that got slower by a quarter in the last three runs that measured them, each in a sentence."""
    return [said for what in dict.fromkeys(what for run in runs for what in run["ratios"]) if (said := _slower(what, runs))]


def _slower(what: str, runs: Sequence[Run]) -> str | None:
    measured = [run["ratios"][what] for run in runs if what in run["ratios"]]
    now, before = measured[-IN_A_ROW:], measured[:-IN_A_ROW][-BEFORE:]
    if not before or min(now) < SLOWER * median(before):
        return None
    return f"{what}: {', '.join(f'{ratio:.2f}' for ratio in now)} in the last {IN_A_ROW} runs, {median(before):.2f} before"


def main() -> int:
    """Say what got slower; 1 when anything did."""
    runs = recalled()
    found = slower(runs)
    print(*found or [f"{len(runs)} runs: no row got slower by a quarter in three of them"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
