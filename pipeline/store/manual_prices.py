"""The hand-kept tables as snapshots: `data/manual.toml` (quoted prices), `data/plans.toml` (plans), `data/measurements.toml` (measured)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pipeline.store.tables import load_table
from schema.hand_plans import PlanSeller, PlanTable, about_plans, plans_of
from schema.manual import HandBasis, HandTable, Seller, about, joined, snapshot_of
from schema.prices import About, Snapshot

__all__ = ["TABLES", "joined", "load_plans", "load_sellers", "manual_about", "manual_snapshots"]

PRICES, PLANS, MEASURED = TABLES = ("manual.toml", "plans.toml", "measurements.toml")


def load_sellers(path: Path) -> tuple[Seller, ...]:
    """Every seller of one table: name, home, kind, why by hand, what was looked for. BadData names the line of a fault."""
    return load_table(HandTable, path, {"sellers": "seller"}).sellers


def load_plans(path: Path) -> tuple[PlanSeller, ...]:
    """Every seller of the table of plans."""
    return load_table(PlanTable, path, {"sellers": "seller"}).sellers


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
    of_prices = {seller.id: about(seller) for seller in load_sellers(data / PRICES)} if (data / PRICES).exists() else {}
    of_plans = {seller.id: about_plans(seller) for seller in load_plans(data / PLANS)} if (data / PLANS).exists() else {}
    return of_plans | of_prices


def _plans(path: Path) -> dict[str, Snapshot]:
    return {seller.id: plans_of(seller) for seller in load_plans(path)} if path.exists() else {}


def _snapshots(path: Path, basis: HandBasis) -> dict[str, Snapshot]:
    return _as_written(path, basis, path.stat().st_mtime_ns) if path.exists() else {}


@lru_cache(maxsize=8)
def _as_written(path: Path, basis: HandBasis, written: int) -> dict[str, Snapshot]:
    """A table is looked at once for every provider of a run: read once for each time it was written."""
    return {seller.id: snapshot_of(seller, basis) for seller in load_sellers(path)}
