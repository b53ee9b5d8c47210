"""Pages that can't be read for more than a day: told once, by their cause, and once more when they are read again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pipeline.store.data_folder import Store
from pipeline.text.sentences import clean
from schema.changes import HeldPage

PATIENCE: Final = timedelta(hours=20)  # a page that is read again the next day was no news
MANY: Final = 3  # sellers that fail in the same way are one line


def outages(store: Store, now: datetime) -> dict[str, str]:
    """What can't be read, one line for each cause, by what makes it the same tomorrow."""
    failing = [(provider, page) for provider in _providers(store) for page in _pages(store, provider) if now - page.since >= PATIENCE]
    causes: dict[str, list[tuple[str, HeldPage]]] = {}
    for provider, page in failing:
        causes.setdefault(page.error, []).append((provider, page))
    found: dict[str, str] = {}
    for error, pages in causes.items():
        providers = dict.fromkeys(provider for provider, _ in pages)
        if len(providers) >= MANY:
            since = min(page.since for _, page in pages)
            found[f"many {error}"] = f"{len(providers)} sellers can't be read, {error} since {since:%Y-%m-%d}: {', '.join(providers)}"
        else:
            found |= {f"{provider} {error}": _of_one(provider, error, pages) for provider in providers}
    return found


def _of_one(provider: str, error: str, pages: Iterable[tuple[str, HeldPage]]) -> str:
    own = [page for name, page in pages if name == provider]
    more = f" and {len(own) - 1} more of its pages" if len(own) > 1 else ""
    return clean(f"{provider}: can't be read, {error} since {own[0].since:%Y-%m-%d}{more}: {own[0].reason}", 300)


def _providers(store: Store) -> list[str]:
    return sorted({*store.providers(), *store.checks().providers})


def _pages(store: Store, provider: str) -> tuple[HeldPage, ...]:
    held = store.held(provider)
    return held.pages if held else ()


def outage_news(failing: Mapping[str, str], told: Mapping[str, str], unheard: Mapping[str, str]) -> list[str]:
    """What a destination was not told of outages: new ones, and those that are over, also of what came and went unheard."""
    began = [words for cause, words in failing.items() if cause not in told]
    over = {cause: words for cause, words in {**unheard, **told}.items() if cause not in failing}
    return [*began, *(clean(f"readable again: {words}", 300) for words in over.values())]
