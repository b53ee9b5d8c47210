"""What `check` and `merge` do from a command line, and what they say."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from pipeline.audit.answers_audit import audit
from pipeline.audit.data_check import Findings, check
from pipeline.audit.evidence import demand_sets
from pipeline.fetch.redirects import now
from pipeline.publish.dataset import published
from pipeline.store.data_folder import opened, settled
from pipeline.store.repair import repair
from pipeline.store.shards import merge
from pipeline.text.printing import listed, say, show
from pipeline.update.rereading import ByReaders


def run_check(data: Path, recordings: list[Path], mend: bool) -> Findings:
    """Check a folder, after mending it where that is asked for."""
    sets = demand_sets(recordings)
    if mend:
        with opened(data) as store:
            listed("repaired", repair(store), most=1000)
    found = check(settled(data), sets, now(), ByReaders())
    if not found.faults and (data / "providers.json").exists():
        found.faults += audit(published(data))
    return found


def tell_findings(found: Findings, as_json: bool) -> None:
    """What was found, for a program or for a person."""
    if as_json:
        show(asdict(found))
        return
    say(f"{found.providers} providers: {found.proven} entries found again on their pages")
    if found.elsewhere:
        say(f"{found.elsewhere} not checked here: no recording of their page is at hand")
    listed("faults", found.faults, most=1000)
    listed("warnings", found.warnings)
    listed("models whose status is older than 45 days", found.statuses)
    listed("kept by hand, of whom no page is read", found.by_hand, most=1000)
    listed("offers without a model in models.toml", found.unmapped)


def run_merge(shards: list[Path], data: Path) -> None:
    """Join shards into a folder."""
    stores = [settled(shard) for shard in shards]
    with opened(data) as store:
        moved = merge(store, stores)
    say(f"merged {len(shards)} folders: {len(moved)} providers came with news")
    say(f"next: imageprices check --data {data}")
