"""Making a damaged data folder whole again from its history, which alone can't be rebuilt."""

from __future__ import annotations

from pipeline.ledger.state import replay
from pipeline.store import disk
from pipeline.store.data_folder import Store
from pipeline.store.file_names import CHECKS, LOOKS
from pipeline.text.canonical_json import spelled
from schema.errors import BadData


def repair(store: Store) -> list[str]:
    """Rewrite what differs from history, drop what can't be read and is made anew by the next run; say what was done."""
    done = [line for provider in store.providers() for line in _rebuilt(store, provider)]
    done += _orphans(store)
    done += [line for path in sorted((store.folder / "held").glob("*.json")) for line in _held(store, path.stem)]
    return done + _checks(store)


def _rebuilt(store: Store, provider: str) -> list[str]:
    changes = store.history(provider)
    try:
        store.demand_whole(provider, changes)
    except BadData as lost:
        return [f"{lost}; nothing was rebuilt from what is left"]
    text = spelled(replay(provider, changes).snapshot())
    path = store.folder / "current" / f"{provider}.json"
    if path.exists() and path.read_bytes() == text.encode():
        return []
    disk.write(path, text)
    return [f"{path}: rebuilt from history"]


def _orphans(store: Store) -> list[str]:
    """Snapshots without a history can't be proven: they are named, and left for a person."""
    known = set(store.providers())
    orphans = [path for path in sorted((store.folder / "current").glob("*.json")) if path.stem not in known]
    return [f"{path}: has no history; run: git checkout -- {store.folder}/history/{path.stem}" for path in orphans]


def _held(store: Store, provider: str) -> list[str]:
    try:
        store.held(provider)
    except BadData:
        path = store.folder / "held" / f"{provider}.json"
        disk.remove(path)
        return [f"{path}: could not be read, deleted; the next update holds anew what is to be held"]
    return []


def _checks(store: Store) -> list[str]:
    try:
        store.checks()
    except BadData:
        path = store.folder / CHECKS
        for each in (path, *sorted((store.folder / LOOKS).glob("*.json"))):
            disk.remove(each)
        return [f"{path}: could not be read, deleted; the next update reads every page"]
    return []
