"""One look of `watch`: rules, prices, what was announced last; then what fired, and the new state in its place."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from pipeline.alert.watch_rules import Fired, Watched, demand_known, look, read_rules
from pipeline.alert.watched_prices import Local, Prices, Source
from pipeline.store import disk
from schema.errors import BadData


def run_watch(path: Path, data: Path, source: str | None, state: Path) -> tuple[list[Fired], int]:
    """What fired, and how many rules there are."""
    rules = read_rules(path)
    prices = Prices(Source(source) if source else Local(data))
    demand_known(rules, path, prices.providers, prices.names)
    watched = read_watched(state)
    fired: list[Fired] = []
    memories = {}
    for rule in rules:
        said, memories[rule.name] = look(rule, prices.now(rule, path.parent), watched.rules.get(rule.name))
        fired += said
    disk.write(state, Watched(rules=memories).model_dump_json(indent=1) + "\n")
    return fired, len(rules)


def read_watched(path: Path) -> Watched:
    """What was announced last; nothing yet where there is no file."""
    if not path.exists():
        return Watched()
    try:
        return Watched.model_validate_json(path.read_bytes())
    except ValidationError:
        raise BadData(str(path), "a state of `watch`", "something else", f"mv {path} {path}.old") from None
