"""Whether a data folder is sound: history says what `current` says, every price is proven, the hand-kept tables fit, nothing is old."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from pipeline.audit.evidence import Bodies, Rereader, proven
from pipeline.fetch.requests import moment
from pipeline.store.data_folder import Store
from pipeline.store.tables import load_models
from schema.changes import PageCheck
from schema.errors import PriceError
from schema.prices import Snapshot
from schema.proofs import Proof

OLD = timedelta(days=14)
FROZEN = timedelta(days=180)


@dataclass(slots=True)
class Findings:
    """What a check found. `faults` must not be; `warnings` are for a maintainer."""

    providers: int = 0
    proven: int = 0
    elsewhere: int = 0
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


def check(store: Store, sets: Iterable[Path], now: datetime, pages: Rereader) -> Findings:
    """Look through a data folder."""
    found = Findings()
    bodies = Bodies(sets)
    snapshots = [snapshot for snapshot in (_sound(store, provider, found) for provider in _all(store)) if snapshot]
    for snapshot in snapshots:
        _prove(snapshot, bodies, pages, found)
    found.warnings += bodies.broken
    _check_models(store, snapshots, now, found)
    _check_ages(store, snapshots, now, found)
    return found


def _by_hand(snapshots: list[Snapshot], read: Container[str]) -> Iterator[str]:
    """The sellers of whom no page is read: what a person wrote down, from which day to which, and on whose word."""
    for snapshot in (snapshot for snapshot in snapshots if snapshot.provider not in read):
        lines = [line for offer in snapshot.offers for line in offer.prices]
        quotes = [*(line.quote for line in lines), *(plan.quote for plan in snapshot.plans), *(rule.quote for rule in snapshot.rules)]
        days = sorted(f"{quote.captured_at:%Y-%m-%d}" for quote in quotes)
        words = sorted({quote.proof for quote in quotes if quote.proof}, key=list(Proof).index)
        since = f", since {days[0]}, the newest of {days[-1]}" if days else ""
        told = f"{len(lines)} prices, {len(snapshot.plans)} plans, {len(snapshot.rules)} rules{since}"
        yield f"{snapshot.provider}: {told}; {' and '.join(word.replace('_', ' ') for word in words) or 'no figure'}"


def _all(store: Store) -> list[str]:
    current = {path.stem for path in (store.folder / "current").glob("*.json")}
    held = {path.stem for path in (store.folder / "held").glob("*.json")}
    return sorted({*store.providers(), *current, *held})


def _sound(store: Store, provider: str, found: Findings) -> Snapshot | None:
    """A provider's snapshot, when its files are whole and say the same."""
    try:
        store.held(provider)
        known = store.known(provider)
    except PriceError as error:
        found.faults.append(str(error))
        return None
    found.providers += 1
    return known.snapshot() if known else None


def _prove(snapshot: Snapshot, bodies: Bodies, pages: Rereader, found: Findings) -> None:
    evidence = proven(snapshot, bodies, pages)
    found.proven += evidence.proven
    found.elsewhere += evidence.elsewhere
    found.faults += evidence.faults


def _check_models(store: Store, snapshots: list[Snapshot], now: datetime, found: Findings) -> None:
    table = store.folder / "models.toml"
    if not table.exists():
        return
    try:
        models = load_models(table)
    except PriceError as error:
        found.faults.append(str(error))
        return
    found.statuses += [f"{model.id}: last looked at on {model.looked_at()[0].isoformat()}" for model in models.to_look_at(now.date())]
    offered = {(snapshot.provider, offer.native_id) for snapshot in snapshots for offer in snapshot.offers}
    aliases = {alias.pair() for model in models.models for alias in model.aliases if not alias.unseen}
    on_plans = {(snapshot.provider, id) for snapshot in snapshots for plan in snapshot.plans for id in plan.models_named}
    found.warnings += [f"{table}: {provider} sells no {native_id!r}" for provider, native_id in sorted(aliases - offered - on_plans)]
    found.unmapped += [f"{provider} {native_id}" for provider, native_id in sorted(offered - models.decided)]


def _check_ages(store: Store, snapshots: list[Snapshot], now: datetime, found: Findings) -> None:
    try:
        checks = store.checks()
    except PriceError as error:
        found.faults.append(str(error))
        return
    found.by_hand += _by_hand(snapshots, {provider for provider, pages in checks.providers.items() if pages})
    for provider, pages in sorted(checks.providers.items()):
        for page in pages:
            if page.last_read and now - page.last_read > OLD:
                found.warnings.append(f"{provider}: {page.url} was last read {(now - page.last_read).days} days ago")
            if days := _frozen(page):
                found.warnings.append(f"{provider}: {page.url} had not been changed for {days} days: its prices may have moved elsewhere")


def _frozen(page: PageCheck) -> int:
    """For how many days a page that is still served has not been touched, as its host says; 0 for one that is in use."""
    touched = moment(page.last_modified or "")
    still = page.last_read - touched if touched and page.last_read else timedelta()
    return still.days if still > FROZEN else 0
