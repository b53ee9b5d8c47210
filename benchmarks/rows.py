"""A row of the table: what was measured, beside whom, how we stand to them, what is to reach, and whether it is reached."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

VERDICTS = {True: "reached", False: "**missed**", None: "not measured"}


class Row(NamedTuple):
    """One row. `ratio` is ours to the peer's; without a peer, to the work of `yardstick` in the same run, so that runs compare."""

    what: str
    peer: str
    ours: str
    aim: str
    reached: bool | None
    ratio: float | None = None
    of: str = ""  # whom the ratio is to

    def cells(self) -> Sequence[str]:
        """The row as the page shows it: a ratio to the yardstick is for comparing runs, and says a reader nothing."""
        ratio = f"{self.ratio:.2f} x {self.of}" if self.ratio is not None and self.of else "-"
        return self.what, self.peer, self.ours, ratio, self.aim, VERDICTS[self.reached]


@cache
def yardstick() -> float:
    """Seconds of CPU that a fixed piece of work takes here and now: the least of five."""
    text = json.dumps([{"name": f"model-{at}", "amounts": [at / 7] * 20} for at in range(4_000)])
    took = []
    for _ in range(5):
        began = time.process_time()
        sorted(json.loads(text), key=json.dumps)
        took.append(time.process_time() - began)
    return min(took)


def alone(what: str, ours: str, seconds: float, aim: str, reached: bool | None) -> Row:
    """A row without a peer."""
    return Row(what, "-", ours, aim, reached, seconds / yardstick())


def table(rows: Iterable[Row], about: Mapping[str, str], loads: Sequence[float]) -> str:
    """The table as the page has it."""
    lines = ["| what | peer | ours | ratio | to reach | verdict |", "| --- | --- | --- | --- | --- | --- |"]
    lines += [f"| {' | '.join(row.cells())} |" for row in rows]
    head = f"Measured {about['at']} at {about['commit']} on {about['cpu']}, Python {about['python']}; {about['versions']}."
    return f"{head} Load average while measuring: {min(loads):.1f} to {max(loads):.1f}.\n\n" + "\n".join(lines)
