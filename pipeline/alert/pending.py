"""What there is to tell of a data folder, and what would be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from pipeline.alert.notices import notices
from pipeline.alert.outages import outages
from pipeline.alert.outbox import Destination, News, State, due
from pipeline.store.data_folder import Store, settled
from pipeline.text.printing import say
from schema.changes import Change

A_RUN: Final = timedelta(hours=20)  # a new address hears what the last look brought


def all_news(data: Path) -> News:
    """Every change that is news, the oldest first, with what can't be read, and since when a new address hears."""
    store = settled(data)
    looked = [page.at for pages in store.checks().providers.values() for page in pages]
    newest = max(looked, default=None)
    failing = outages(store, newest) if newest else {}
    return News(_changes(store), newest - A_RUN if newest else None, failing, len(store.providers()))


def _changes(store: Store) -> list[Change]:
    news = [change for provider in store.providers() for change in store.history(provider) if not change.baseline]
    return sorted(news, key=lambda change: (change.at, change.provider, change.id))


def preview(news: News, to: Sequence[Destination], state: State, link: str) -> None:
    """Print the messages each destination would get."""
    for destination in to:
        waiting = due(news, destination, state, link)
        say(f"{destination.service}: {len(waiting.changes)} changes")
        for message in [] if waiting.silent else notices(waiting.changes, destination.longest, link, waiting.first):
            for line in message.body.splitlines():
                say(f"  {line}")
