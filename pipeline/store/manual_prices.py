"""The hand-kept prices as snapshots: `data/manual.toml` (quoted) and `data/measurements.toml` (measured)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.store.tables import load_table
from schema.manual import HandBasis, HandTable, Seller, about, joined, snapshot_of
from schema.prices import About, Snapshot

__all__ = ["joined", "load_sellers", "manual_about", "manual_snapshots"]


def load_sellers(path: Path) -> tuple[Seller, ...]:
    """Every seller of one table: name, home, kind, why by hand, what was looked for. BadData names the line of a fault."""
    return load_table(HandTable, path, {"sellers": "seller"}).sellers


def manual_snapshots(data: Path) -> dict[str, Snapshot]:
    """What people wrote down, by provider: quotes of `manual.toml` and measurements of `measurements.toml` in one.

    `update` takes each of them through guard, diff, store and history like a reading: for a provider without a
    module as its whole snapshot, for one with a module joined to what its pages said (`joined`). So a change of a
    table is a change with evidence. A data folder without tables has none.
    """
    return _both(data, _written(data / "manual.toml"), _written(data / "measurements.toml"))


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _both(data: Path, *written: int) -> dict[str, Snapshot]:
    quoted = _snapshots(data / "manual.toml", "manual")
    measured = _snapshots(data / "measurements.toml", "measured")
    both = {id: joined(quoted[id], measured[id]) for id in quoted.keys() & measured.keys()}
    return dict(sorted({**quoted, **measured, **both}.items()))


def manual_about(data: Path) -> dict[str, About]:
    """Who the sellers of `manual.toml` are, by provider. Where there is a module, what it declares stands before this."""
    path = data / "manual.toml"
    return {seller.id: about(seller) for seller in load_sellers(path)} if path.exists() else {}


def _snapshots(path: Path, basis: HandBasis) -> dict[str, Snapshot]:
    return _as_written(path, basis, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=8)
def _as_written(path: Path, basis: HandBasis, written: int) -> dict[str, Snapshot]:
    """A table is looked at once for every provider of a run: read once for each time it was written."""
    return {seller.id: snapshot_of(seller, basis) for seller in load_sellers(path)}
