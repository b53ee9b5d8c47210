"""A hundred thousand price lines: validated, and compared with a hundred thousand others."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.inputs import offers, write_offers
from benchmarks.measure import Figure, best
from pipeline.cli._process import COLLECTOR
from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import entries_of
from schema.prices import Snapshot


class _Quote(msgspec.Struct):
    text: str
    unit_text: str
    url: str
    locator: str
    captured_at: datetime
    sha256: str


class _Line(msgspec.Struct):
    billable: str
    unit: str
    variant: dict[str, str]
    amount: str
    currency: str
    quote: _Quote


class _Offer(msgspec.Struct):
    native_id: str
    name: str
    prices: list[_Line]


class _Snapshot(msgspec.Struct):
    provider: str
    offers: list[_Offer]


def _paused(work: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> None:
        gc.disable()
        try:
            work()
        finally:
            gc.enable()

    return run


def validating(count: int) -> dict[str, Figure]:
    """From the bytes to objects; only ours says whether each is a price."""
    body = offers(count)
    return {
        "ours, collector paused": best(_paused(lambda: Snapshot.model_validate_json(body)), 3),
        "ours": best(lambda: Snapshot.model_validate_json(body), 3),
        "json.loads": best(lambda: json.loads(body), 3),
        "msgspec": best(lambda: msgspec.json.decode(body, type=_Snapshot), 3),
    }


TELLING = Telling("field", datetime(2026, 5, 21, tzinfo=UTC))


def _ours(old: Path, new: Path) -> int:
    before, after = (entries_of(Snapshot.model_validate_json(path.read_bytes())) for path in (old, new))
    return len(diff(before, after, TELLING))


def _by_key(body: bytes) -> dict[str, Any]:
    return {
        json.dumps([offer["native_id"], line["billable"], line["unit"], line["variant"]], sort_keys=True): line["amount"]
        for offer in json.loads(body)["offers"]
        for line in offer["prices"]
    }


def _dicts(old: Path, new: Path) -> int:
    before, after = _by_key(old.read_bytes()), _by_key(new.read_bytes())
    return sum(before.get(key) != amount for key, amount in after.items()) + len(before.keys() - after.keys())


QUERY = """
with o as (select unnest(offers) f from read_json('{old}', maximum_object_size=1000000000)),
     n as (select unnest(offers) f from read_json('{new}', maximum_object_size=1000000000)),
     a as (select f.native_id id, unnest(f.prices) p from o), b as (select f.native_id id, unnest(f.prices) p from n)
select count(*) from a full join b on a.id = b.id and a.p.variant = b.p.variant and a.p.unit = b.p.unit and a.p.billable = b.p.billable
where a.p.amount is distinct from b.p.amount
"""


def _duckdb(old: Path, new: Path) -> int:
    import duckdb  # a peer is loaded where it runs: its memory is not that of ours

    found = duckdb.connect().execute(QUERY.format(old=old, new=new)).fetchone()
    return int(found[0]) if found else -1


WAYS: dict[str, Callable[[Path, Path], int]] = {"ours": _ours, "dict and json": _dicts, "DuckDB": _duckdb}


@contextmanager
def _files(count: int, moved: int) -> Iterator[tuple[Path, Path]]:
    """Two snapshots on the disk, as `data/current` spells them."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = Path(folder, "old.json"), Path(folder, "new.json")
        write_offers(old, count)
        write_offers(new, count, moved)
        yield old, new


@contextmanager
def _as_in_a_command() -> Iterator[None]:
    """Python's collector looks as seldom as in each command of ours, for the peers too."""
    before = gc.get_threshold()
    gc.set_threshold(*COLLECTOR)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def comparing(count: int, moved: int) -> dict[str, Figure]:
    """From the files of two snapshots to what moved between them."""
    with _as_in_a_command(), _files(count, moved) as paths:
        _demand_agreement({name: way(*paths) for name, way in WAYS.items()}, moved)
        figures = {name: best(partial(way, *paths), 3) for name, way in WAYS.items()}
        before, after = (entries_of(Snapshot.model_validate_json(path.read_bytes())) for path in paths)
        _demand_agreement({"ours, both read already": len(diff(before, after, TELLING))}, moved)
        return {**figures, "ours, both read already": best(lambda: diff(before, after, TELLING), 3)}


def _demand_agreement(found: dict[str, int], moved: int) -> None:
    if set(found.values()) != {moved}:
        raise RuntimeError(f"they disagree about what moved: {found}")


def grown(count: int, moved: int, patience: float) -> dict[str, Figure | None]:
    """A large one, ours and DuckDB, once, from the same files, each in a process of its own. None: not over in so many seconds."""
    found: dict[str, int] = {}
    figures: dict[str, Figure | None] = {}
    with _files(count, moved) as paths:
        for name in ("ours", "DuckDB"):
            command = [sys.executable, "-m", "benchmarks.bulk", name, *map(str, paths)]
            try:
                said = json.loads(subprocess.run(command, check=True, capture_output=True, timeout=patience).stdout)
            except subprocess.TimeoutExpired:
                figures[name] = None
            else:
                figures[name], found[name] = Figure(*said["figure"]), said["found"]
    _demand_agreement(found, moved)
    return figures


def _alone(name: str, old: Path, new: Path) -> dict[str, Any]:
    """One way in this process: what it found, its times, and the most memory the process ever had."""
    found: list[int] = []
    with _as_in_a_command():
        figure = best(lambda: found.append(WAYS[name](old, new)), 1)
    lines = Path("/proc/self/status").read_text().splitlines()
    memory = next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    return {"found": found[0], "figure": figure._replace(memory=memory)}


def deeply(count: int) -> dict[str, Figure]:
    """A small one for DeepDiff, which takes too long over a large one."""
    from deepdiff import DeepDiff

    with _as_in_a_command(), _files(count, count // 100) as paths:
        return {
            "ours": best(lambda: _ours(*paths), 3),
            "DeepDiff": best(lambda: DeepDiff(*(json.loads(path.read_bytes()) for path in paths)), 1),
        }


if __name__ == "__main__":
    print(json.dumps(_alone(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
