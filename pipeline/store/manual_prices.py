"""The hand-kept tables as snapshots: `data/manual.toml` (quoted prices), `data/plans.toml` (plans), `data/measurements.toml` (measured)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.store.tables import load_table
from schema.prices import About, Snapshot
from schema.tables.hand_plans import PlanProvider, PlanTable, about_plans, plans_of
from schema.tables.manual import HandBasis, HandProvider, HandTable, about, joined, snapshot_of

__all__ = ["TABLES", "joined", "load_plans", "load_providers", "manual_about", "manual_snapshots"]

PRICES, PLANS, MEASURED = TABLES = ("manual.toml", "plans.toml", "measurements.toml")


def load_providers(path: Path) -> tuple[HandProvider, ...]:
    """Every seller of one table: name, home, kind, why by hand, what was looked for. BadData names the line of a fault."""
    return load_table(HandTable, path, {"providers": "seller"}).providers


def load_plans(path: Path) -> tuple[PlanProvider, ...]:
    """Every seller of the table of plans."""
    return load_table(PlanTable, path, {"providers": "seller"}).providers


def manual_snapshots(data: Path) -> dict[str, Snapshot]:
    """What people wrote down, by provider: prices, plans and measurements in one.

    `update` takes each of them through guard, diff, store and history like a reading: for a provider without a
    module as its whole snapshot, for one with a module joined to what its pages said (`joined`). So a change of a
    table is a change with evidence. A data folder without tables has none.
    """
    return _all(data, *(_written(data / name) for name in TABLES))


def _written(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _all(data: Path, *written: int) -> dict[str, Snapshot]:
    found: dict[str, Snapshot] = {}
    for table in (_snapshots(data / PRICES, "manual"), _plans(data / PLANS), _snapshots(data / MEASURED, "measured")):
        for id, snapshot in table.items():
            found[id] = joined(found[id], snapshot) if id in found else snapshot
    return dict(sorted(found.items()))


def manual_about(data: Path) -> dict[str, About]:
    """Who the sellers of the tables are, by provider. Where there is a module, what it declares stands before this."""
    of_prices = {said_by.id: about(said_by) for said_by in load_providers(data / PRICES)} if (data / PRICES).exists() else {}
    of_plans = {said_by.id: about_plans(said_by) for said_by in load_plans(data / PLANS)} if (data / PLANS).exists() else {}
    return of_plans | of_prices


def _plans(path: Path) -> dict[str, Snapshot]:
    return {said_by.id: plans_of(said_by) for said_by in load_plans(path)} if path.exists() else {}


def _snapshots(path: Path, basis: HandBasis) -> dict[str, Snapshot]:
    return _as_written(path, basis, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=8)
def _as_written(path: Path, basis: HandBasis, written: int) -> dict[str, Snapshot]:
    """A table is looked at once for every provider of a run: read once for each time it was written."""
    return {said_by.id: snapshot_of(said_by, basis) for said_by in load_providers(path)}
