"""A hundred thousand price lines: validated, and compared with a hundred thousand others."""

from __future__ import annotations

import gc
import json
import multiprocessing
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import msgspec
from deepdiff import DeepDiff

from benchmarks.inputs import offers
from benchmarks.measure import Figure, best
from pipeline.diff import Telling, diff
from pipeline.entries import entries_of
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


def _ours(old: bytes, new: bytes) -> int:
    before, after = (entries_of(Snapshot.model_validate_json(body)) for body in (old, new))
    return len(diff(before, after, TELLING))


def _by_key(body: bytes) -> dict[str, Any]:
    return {
        json.dumps([offer["native_id"], line["billable"], line["unit"], line["variant"]], sort_keys=True): line["amount"]
        for offer in json.loads(body)["offers"]
        for line in offer["prices"]
    }


def _dicts(old: bytes, new: bytes) -> int:
    before, after = _by_key(old), _by_key(new)
    return sum(before.get(key) != amount for key, amount in after.items()) + len(before.keys() - after.keys())


QUERY = """
with o as (select unnest(offers) f from read_json('{old}', maximum_object_size=1000000000)),
     n as (select unnest(offers) f from read_json('{new}', maximum_object_size=1000000000)),
     a as (select f.native_id id, unnest(f.prices) p from o), b as (select f.native_id id, unnest(f.prices) p from n)
select count(*) from a full join b on a.id = b.id and a.p.variant = b.p.variant and a.p.unit = b.p.unit and a.p.billable = b.p.billable
where a.p.amount is distinct from b.p.amount
"""


def _duckdb(old: Path, new: Path) -> int:
    found = duckdb.connect().execute(QUERY.format(old=old, new=new)).fetchone()
    return int(found[0]) if found else -1


def comparing(count: int, moved: int) -> dict[str, Figure]:
    """From the bytes of two snapshots to what moved between them."""
    old, new = offers(count), offers(count, moved)
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "old.json"), Path(folder, "new.json")
        paths[0].write_bytes(old)
        paths[1].write_bytes(new)
        ways: dict[str, Callable[[], int]] = {
            "ours": lambda: _ours(old, new),
            "dict and json": lambda: _dicts(old, new),
            "DuckDB": lambda: _duckdb(*paths),
        }
        before, after = (entries_of(Snapshot.model_validate_json(body)) for body in (old, new))
        ways["ours, both read already"] = lambda: len(diff(before, after, TELLING))
        found = {name: way() for name, way in ways.items()}
        if set(found.values()) != {moved}:
            raise RuntimeError(f"they disagree about what moved: {found}")
        return {name: best(way, 3) for name, way in ways.items()}


def grown(count: int, moved: int, patience: float) -> dict[str, Figure] | None:
    """A large one, beside DuckDB alone, once; in a process of its own, which gives its memory back. None: not over in so many seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        try:
            return pool.apply_async(_grown, (count, moved)).get(patience)
        except multiprocessing.TimeoutError:
            return None


def _grown(count: int, moved: int) -> dict[str, Figure]:
    gc.disable()  # nothing of it goes before the process does
    old, new = offers(count), offers(count, moved)
    before, after = (entries_of(Snapshot.model_validate_json(body)) for body in (old, new))
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "old.json"), Path(folder, "new.json")
        paths[0].write_bytes(old)
        paths[1].write_bytes(new)
        found: list[int] = []
        figures = {
            "ours, both read already": best(lambda: found.append(len(diff(before, after, TELLING))), 1),
            "DuckDB": best(lambda: found.append(_duckdb(*paths)), 1),
        }
    if set(found) != {moved}:
        raise RuntimeError(f"they disagree about what moved: {found}")
    return figures


def deeply(count: int) -> dict[str, Figure]:
    """A small one for DeepDiff, which takes too long over a large one."""
    old, new = offers(count), offers(count, count // 100)
    return {
        "ours": best(lambda: _ours(old, new), 3),
        "DeepDiff": best(lambda: DeepDiff(json.loads(old), json.loads(new)), 1),
    }
