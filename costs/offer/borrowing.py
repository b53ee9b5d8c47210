"""Token tables lent: a reseller who bills a maker's tokens counts them as the maker does, and prints no table of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from schema.prices import Rule, Snapshot
from schema.rules import RuleKind
from schema.tables.models import Alias, Model, Models

LENT: Final[tuple[RuleKind, ...]] = ("tokens_per_image", "tokens_per_input_image", "tokens_per_partial_image")
Lent = dict[tuple[str, str], tuple[Rule, ...]]


def lent(snapshots: Iterable[Snapshot], models: Models) -> Lent:
    """For every offer of a known model, the token tables its maker publishes (or that were measured there)."""
    by_name = {snapshot.provider: snapshot for snapshot in snapshots}
    tables = {model.id: _table(model, by_name) for model in models.models}
    return {
        alias.pair(): tuple(rule.model_copy(update={"native_id": alias.native_id}) for rule in tables[model.id])
        for model in models.models
        for alias in model.aliases
        if tables[model.id] and alias.provider not in model.first_party
    }


def _table(model: Model, by_name: dict[str, Snapshot]) -> tuple[Rule, ...]:
    """The tables of the first of its maker's own shops that has one."""
    for alias in _own(model):
        snapshot = by_name.get(alias.provider)
        rules = snapshot.rules if snapshot else ()
        found = tuple(rule for rule in rules if rule.kind in LENT and rule.native_id == alias.native_id)
        if found:
            return found
    return ()


def _own(model: Model) -> Iterator[Alias]:
    return (alias for provider in model.first_party for alias in model.aliases if alias.provider == provider)
