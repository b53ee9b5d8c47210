"""What there is to tell of a data folder, and what would be told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.alert.notices import notice
from pipeline.alert.outbox import Destination, State, pending
from pipeline.store.data_folder import settled
from pipeline.text.printing import say
from schema.changes import Change


def news_of(data: Path) -> list[Change]:
    """Every change that is news, the oldest first."""
    store = settled(data)
    news = [change for provider in store.providers() for change in store.history(provider) if not change.baseline]
    return sorted(news, key=lambda change: (change.at, change.provider, change.id))


def preview(news: Sequence[Change], to: Sequence[Destination], state: State, link: str) -> None:
    """Print the message each destination would get."""
    for destination in to:
        waiting = pending(news, state.destinations.get(destination.id))
        say(f"{destination.service}: {len(waiting)} changes")
        for line in notice(waiting, destination.longest, link).body.splitlines() if waiting else ():
            say(f"  {line}")
