"""One visit to a provider: each of its pages asked for once, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import yaml

from pipeline.fetch.requests import Answer, PageRequest
from schema.changes import PageCheck
from schema.errors import BadAnswer, BadData, Blocked, FetchError, KeyMissing, LayoutChanged, NotRecorded, ScrapeError
from scrapers import Document, load
from scrapers._further import FurtherPages
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

TYPES = {
    "html": ("text/html", "application/xhtml+xml"),
    "markdown": ("text/markdown", "text/plain", "text/x-markdown"),
    "rendered": ("text/html", "application/xhtml+xml", "text/markdown", "text/plain"),
    "json": ("application/json",),
    "text": ("text/plain", "text/markdown"),
}
OLDEST_COPY = timedelta(days=2)
SKEW = 300
MOST_LOST = 2  # further pages of one answer that may fail before no more are asked for


class Asks(Protocol):
    """Whoever answers for pages: `observe.Observer`, or a test."""

    def get(self, provider: str, request: PageRequest) -> Answer: ...


@dataclass(slots=True)
class Visit:
    """What one visit brought: `documents` arrived, `unchanged` are as they were, `failed` did not arrive.

    `not_asked` want a key that is not here, which is no failure.
    """

    provider: str
    answers: dict[str, Answer] = field(default_factory=dict)
    failed: dict[str, ScrapeError] = field(default_factory=dict)
    not_recorded: list[str] = field(default_factory=list)
    not_asked: list[str] = field(default_factory=list)

    def documents(self) -> dict[str, Document]:
        """The pages that can be read."""
        return {url: _document(answer) for url, answer in self.answers.items() if not answer.unchanged}

    def copied_at(self) -> datetime | None:
        """When the oldest of its pages left its host: a copy from a cache is as old as the cache says."""
        return min((seen_at(answer) - timedelta(seconds=answer.age) for answer in self._every()), default=None)

    def clock_notes(self) -> list[str]:
        """Hosts whose clock is minutes off ours, where no cache on the way explains it."""
        skews = {
            url: answer.clock_skew_seconds for url, answer in self.answers.items() if abs(answer.clock_skew_seconds + answer.age) > SKEW
        }
        return [f"{url}: its host's clock is {skew // 60} minutes off ours; ours counts" for url, skew in skews.items()]

    def at(self) -> datetime | None:
        """The clock of the visit: the last of its pages'."""
        return max((seen_at(answer) for answer in self._every()), default=None)

    def _every(self) -> Iterator[Answer]:
        for answer in self.answers.values():
            yield answer
            yield from answer.further


def _document(answer: Answer) -> Document:
    return Document(answer.body, seen_at(answer), answer.undated, tuple(_document(page) for page in answer.further), answer.lost)


def visit(asks: Asks, provider: str, checks: Mapping[str, PageCheck]) -> Visit:
    """Ask for every page, first only whether it has changed; when one has, all of them are needed whole."""
    declared = load(provider)
    found = _ask_all(asks, provider, declared, checks)
    if all(answer.unchanged for answer in found.answers.values()):
        return found
    return _completed(asks, declared, found)


def _ask_all(asks: Asks, provider: str, declared: Provider, checks: Mapping[str, PageCheck]) -> Visit:
    found = Visit(provider)
    for spec in declared.pages:
        _ask(asks, found, request_for(declared, spec, checks.get(spec.url)), spec)
    return found


def _completed(asks: Asks, declared: Provider, found: Visit) -> Visit:
    for spec in declared.pages:
        if spec.url in found.answers and found.answers[spec.url].unchanged:
            del found.answers[spec.url]
            _ask(asks, found, request_for(declared, spec, None), spec)
    return found


def _ask(asks: Asks, found: Visit, request: PageRequest, spec: PageSpec) -> None:
    try:
        answer = asks.get(found.provider, request)
        _demand_recent(answer, spec)
    except NotRecorded:
        found.not_recorded.append(spec.url)
    except KeyMissing:
        found.not_asked.append(spec.url)
    except FetchError as error:
        found.failed[spec.url] = error
    else:
        found.answers[spec.url] = _with_further(asks, found.provider, request, spec, answer)


def _with_further(asks: Asks, provider: str, request: PageRequest, spec: PageSpec, first: Answer) -> Answer:
    """The answer with its further pages, asked for one after the other.

    One that fails is told and the next one asked for; after two, or when the host says no, none.
    """
    further, pages, lost = spec.further, [first], list[str]()
    while further and len(pages) + len(lost) < _pages_told(further, spec, pages) and len(lost) < MOST_LOST:
        request = replace(request, body=further.following(request.body))
        try:
            pages.append(_another(asks, provider, request, spec, pages))
        except FetchError as error:
            lost.append(f"page {len(pages) + len(lost) + 1}: {error}")
            if isinstance(error, Blocked):
                break
    return replace(first, further=tuple(pages[1:]), lost="; ".join(lost)) if further else first


def _another(asks: Asks, provider: str, request: PageRequest, spec: PageSpec, before: list[Answer]) -> Answer:
    answer = asks.get(provider, request)
    _demand_recent(answer, spec)
    if any(answer.body == page.body for page in before):
        raise BadAnswer(spec.url, "another page than those before", "one of them again")
    return answer


def _pages_told(further: FurtherPages, spec: PageSpec, answers: list[Answer]) -> int:
    """How many pages there are by the last answer that says so; none by one that its reader will refuse."""
    for answer in reversed(answers):
        with suppress(LayoutChanged):
            return further.pages(Page(spec.url, spec.kind, answer.body))
    return 0


def _demand_recent(answer: Answer, spec: PageSpec) -> None:
    if timedelta(seconds=answer.age) > OLDEST_COPY:
        raise BadAnswer(spec.url, "the page as it is now", f"a copy a cache has kept for {answer.age // 86400} days")


def request_for(provider: Provider, spec: PageSpec, check: PageCheck | None) -> PageRequest:
    """What to ask for; `check` is given when a page that is as it was then need not be sent again.

    Of an answer that goes on, the first page alone can't say that nothing has changed.
    """
    check = None if spec.further else check
    return PageRequest(
        url=spec.url,
        hosts=hosts_of(provider),
        method=spec.method,
        body=spec.body,
        content_types=spec.content_types or TYPES[spec.kind],
        browser=spec.browser,
        ready=spec.ready,
        key=spec.key,
        etag=check.etag if check else None,
        last_modified=check.last_modified if check else None,
    )


def hosts_of(provider: Provider) -> frozenset[str]:
    """The hosts a provider's pages may be on."""
    return provider.hosts | {urlsplit(spec.url).hostname or "" for spec in provider.pages}


def seen_at(answer: Answer) -> datetime:
    """When a page was seen (UTC, whole seconds): the host's clock, unless it is minutes away from ours."""
    seen = answer.captured_at
    if abs(answer.clock_skew_seconds) > SKEW:
        seen -= timedelta(seconds=answer.clock_skew_seconds)
    return seen.astimezone(UTC).replace(microsecond=0)


def recorded_at(recording: Path) -> datetime:
    """The clock of a recording that answered nothing but errors: the last Date in its index."""
    try:
        interactions = yaml.safe_load((recording / "index.yaml").read_text(encoding="utf-8"))["interactions"]
        return max(parsedate_to_datetime(each["response"]["headers"]["date"][0]) for each in interactions).astimezone(UTC)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadData(str(recording), "a recording whose answers have a Date", repr(error)[:120]) from None
