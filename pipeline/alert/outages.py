"""Pages that can't be read for more than a day: told once, by their cause, and once more when they are read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pipeline.store.data_folder import Store
from pipeline.text.sentences import clean
from schema.changes import HeldPage

PATIENCE: Final = timedelta(hours=20)  # a page that is read again the next day was no news
MANY: Final = 3  # sellers that fail in the same way are one line
FORMERLY: Final = "many"  # what an older state calls the sellers of one cause


def outages(store: Store, now: datetime) -> dict[str, str]:
    """What can't be read, one line for each seller and cause, by what makes it the same tomorrow: `fal Blocked`."""
    failing = [(provider, page) for provider in _providers(store) for page in _pages(store, provider) if now - page.since >= PATIENCE]
    causes: dict[tuple[str, str], list[HeldPage]] = {}
    for provider, page in failing:
        causes.setdefault((provider, page.error), []).append(page)
    return {f"{provider} {error}": _of_one(provider, error, pages) for (provider, error), pages in causes.items()}


def _of_one(provider: str, error: str, pages: Sequence[HeldPage]) -> str:
    more = f" and {len(pages) - 1} more of its pages" if len(pages) > 1 else ""
    return clean(f"{provider}: can't be read, {error} since {pages[0].since:%Y-%m-%d}{more}: {pages[0].reason}", 300)


def _providers(store: Store) -> list[str]:
    return sorted({*store.providers(), *store.checks().providers})


def _pages(store: Store, provider: str) -> tuple[HeldPage, ...]:
    held = store.held(provider)
    return held.pages if held else ()


def outage_news(failing: Mapping[str, str], told: Mapping[str, str], unheard: Mapping[str, str]) -> list[str]:
    """What a destination was not told of outages: new ones, and those that are over, also of what came and went unheard.

    A seller that fails for another cause than before is not readable again.
    """
    down = {_parts(cause)[0] for cause in failing}
    known = {**unheard, **told}
    over = {cause: words for cause, words in known.items() if _parts(cause)[0] not in down | {FORMERLY}}
    began = _grouped({cause: words for cause, words in failing.items() if cause not in told})
    return [*began, *(clean(f"readable again: {words}", 300) for words in _grouped(over))]


def _grouped(news: Mapping[str, str]) -> Iterator[str]:
    """A line for each; sellers that share a cause are one line."""
    by_error: dict[str, list[str]] = {}
    for cause in news:
        by_error.setdefault(_parts(cause)[1], []).append(cause)
    for error, causes in by_error.items():
        if len(causes) < MANY:
            yield from (news[cause] for cause in causes)
        else:
            names = ", ".join(sorted(_parts(cause)[0] for cause in causes))
            yield clean(f"{len(causes)} sellers can't be read, {error}: {names}", 300)


def _parts(cause: str) -> tuple[str, str]:
    provider, _, error = cause.partition(" ")
    return provider, error
