"""The way of one price, for one provider: observe, read, guard, diff, store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from pipeline.fetch.redirects import now
from pipeline.fetch.requests import Answer
from pipeline.guard.held import clipped
from pipeline.guard.verdict import Sighting, Verdict, judge
from pipeline.ledger.diff import Telling, diff, told_further_pages, told_held, told_in_force, told_missing, told_requoted, told_retired
from pipeline.ledger.entries import Entry, entries_of, entry_id, is_observed, numbers
from pipeline.ledger.extremes import MOVED, marked
from pipeline.ledger.state import Known, apply
from pipeline.store.data_folder import Store
from pipeline.store.history import histories, with_new_ids
from pipeline.store.manual_prices import TABLES, manual_snapshots
from pipeline.update.reader_version import reader_version
from pipeline.update.visits import Asks, Visit, seen_at, visit
from schema.accepted import Accepted
from schema.changes import Change, Held, Outage, PageCheck
from schema.errors import LayoutChanged, ScrapeError
from schema.prices import EntryKey, Rule, Snapshot
from scrapers import PageResult, ProviderReading, load, provider_ids, read_provider
from scrapers._provider import PageSpec

HowRead = Literal["read", "by hand", "a stated negative", "silent"]
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Outcome:
    """What an update of one provider came to."""

    provider: str
    pages: list[PageCheck] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    held: Held | None = None
    notes: list[str] = field(default_factory=list)
    refused: str | None = None
    first: bool = False
    standing: HowRead = "silent"

    @property
    def whole(self) -> bool:
        """Whether everything was read and believed, or a person said no to exactly this."""
        return not self.refused and (self.held is None or not self.held.waits)


@dataclass(frozen=True, slots=True)
class Memory:
    """What the data folder says of a provider before a visit."""

    provider: str
    known: Known
    held: Held | None
    checks: Mapping[str, PageCheck]
    first: bool
    by_hand: Snapshot | None = None
    accepted: Accepted | None = None

    def of_same_reader(self) -> dict[str, PageCheck]:
        """The checks that save a second reading: nothing is held, the same code read the page."""
        version = reader_version(self.provider)
        return {} if self.held else {url: check for url, check in self.checks.items() if check.reader == version and check.sha256}


@dataclass(frozen=True, slots=True)
class Judged:
    """A visit, what its pages were read to say, and what the guard made of it."""

    visit: Visit
    reading: ProviderReading
    verdict: Verdict
    at: datetime
    reread: frozenset[str] = frozenset()

    def result(self, url: str) -> PageResult | None:
        """How a page's reading went; None when it did not have to be read."""
        return next((page for page in self.reading.pages if page.url == url), None)

    def trouble(self, url: str) -> dict[str, object] | None:
        """What the check of a page says that failed or is held."""
        result = self.result(url)
        error = self.visit.failed.get(url) or (result.error if result else None)
        if error:
            return {"outcome": "held" if isinstance(error, LayoutChanged) else "failed", "reason": clipped(str(error))}
        dropped = next((page for page in self.verdict.pages if page.url == url and result), None)
        return {"outcome": "held", "reason": dropped.reason} if dropped else None


def recall(store: Store, provider: str) -> Memory:
    """Everything known of a provider; BadData when the folder contradicts itself."""
    known = store.known(provider)
    checks = {check.url: check for check in store.checks().providers.get(provider, ())}
    return Memory(
        provider,
        known or Known(provider),
        store.held(provider),
        checks,
        known is None,
        _by_hand(store.folder, provider),
        store.accepted(provider),
    )


def _by_hand(folder: Path, provider: str) -> Snapshot | None:
    """What people wrote down of a provider; None where there are no tables: a lost file is not an order to forget."""
    if not any((folder / table).exists() for table in TABLES):
        return None
    return manual_snapshots(folder).get(provider, Snapshot(provider=provider))


def update_provider(
    store: Store, asks: Asks | None, memory: Memory, fallback: Callable[[], datetime], made: Visit | None = None
) -> Outcome:
    """Observe one provider and store what is believed. `fallback` is the clock where no page told the time.

    Without anybody to ask, only what people wrote down is looked at; `made` is the visit where it was made already.
    """
    asked = visit(asks, memory.provider, memory.of_same_reader()) if asks and not made else None
    seen = made or asked or Visit(memory.provider)
    at = _clock(seen, memory, fallback)
    wrong = _older(seen, memory) or _ahead(seen)
    if wrong:
        return Outcome(memory.provider, refused=wrong)
    judged = _judged(seen, memory, at)
    told = _changes(judged, memory)
    moved = sum(change.kind in MOVED for change in told)
    changes = marked(told, histories(store.folder, memory.provider, moved))
    return _stored(store, memory, judged, changes)


def _clock(seen: Visit, memory: Memory, fallback: Callable[[], datetime]) -> datetime:
    """When this reading was: by its pages, else as told, else by the newest thing written down; never before what is known."""
    asked = seen.failed or seen.answers
    at = seen.at() or (fallback().astimezone(UTC).replace(microsecond=0) if asked else _written(memory))
    return max(at, memory.known.last or LONG_AGO)


def _written(memory: Memory) -> datetime:
    entries = entries_of(memory.by_hand).values() if memory.by_hand else ()
    return max((one.quote.captured_at for one in entries), default=LONG_AGO)


def _older(seen: Visit, memory: Memory) -> str | None:
    """Why a visit is of a time before what is known, if it is. History only ever goes forward."""
    for url, answer in seen.answers.items():
        last, left = _last_read(memory, url), seen_at(answer) - timedelta(seconds=answer.age)
        if last and left < last and not (answer.unchanged or _is_as_it_was(answer, memory)):
            return f"{url}: seen {left:%Y-%m-%d %H:%M}, older than what is known ({last:%Y-%m-%d %H:%M})"
    return None


def _is_as_it_was(answer: Answer, memory: Memory) -> bool:
    """Whether a cache on the way has kept the very page that was last read: old, and no other observation."""
    last = memory.checks.get(answer.url)
    return answer.age > 0 and last is not None and last.sha256 == answer.sha256


def _ahead(seen: Visit) -> str | None:
    """Why a visit is of a time that has not come, if it is: everything read after it would be older than what is known."""
    for url, document in seen.documents().items():
        if document.captured_at > _tomorrow():
            return f"{url}: seen {document.captured_at:%Y-%m-%d %H:%M}, a day that has not come: is a clock wrong?"
    return None


def _tomorrow() -> datetime:
    return now() + timedelta(days=1)


def _last_read(memory: Memory, url: str) -> datetime | None:
    """When a page was last read: as its check says, or the newest evidence taken from it where that is lost."""
    if url in memory.checks:
        return memory.checks[url].last_read
    return max((one.quote.captured_at for one in memory.known.entries.values() if one.quote.url == url and is_observed(one)), default=None)


def _judged(seen: Visit, memory: Memory, at: datetime) -> Judged:
    provider = memory.provider
    reading = read_provider(provider, seen.documents()) if _is_news(seen, memory) else ProviderReading(Snapshot(provider=provider))
    failed: dict[str, ScrapeError] = {**seen.failed, **{page.url: page.error for page in reading.pages if page.error}}
    bodies = frozenset(page.sha256 for document in seen.documents().values() for page in (document, *document.further))
    sighting = Sighting(provider, reading, at, pages_of(provider), failed, memory.by_hand, seen.copied_at(), _reread(seen, memory), bodies)
    verdict = judge(memory.known, sighting, memory.held, memory.accepted)
    verdict.notes += seen.clock_notes()
    return Judged(seen, reading, verdict, at, sighting.reread)


def _reread(seen: Visit, memory: Memory) -> frozenset[str]:
    """The addresses whose body is the one last read, when the code that read it has changed since."""
    version = reader_version(memory.provider)
    stale = {url: check.sha256 for url, check in memory.checks.items() if check.reader != version}
    return frozenset(url for url, answer in seen.answers.items() if url in stale and stale[url] == answer.sha256)


def pages_of(provider: str) -> dict[str, str]:
    """Every address of a provider and the page it stands for: a twin stands for the page it says the same as."""
    return {spec.url: spec.twin_of or spec.url for spec in specs_of(provider)}


def specs_of(provider: str) -> tuple[PageSpec, ...]:
    """The pages a provider declares; none for one that is written down by hand alone."""
    return load(provider).pages if provider in provider_ids() else ()


def _is_news(seen: Visit, memory: Memory) -> bool:
    """Whether a page arrived that is not the one last read, or was last read by another reader."""
    checks = memory.of_same_reader()
    return not all(answer.unchanged or (url in checks and checks[url].sha256 == answer.sha256) for url, answer in seen.answers.items())


def _changes(judged: Judged, memory: Memory) -> list[Change]:
    known, verdict = memory.known, judged.verdict
    better = _read_better(judged, memory)
    # A further page of a provider that is known is told as one line; that a model of it is to end is news of its own.
    fresh = (
        frozenset(verdict.fresh) if memory.first else frozenset(key for key in verdict.fresh if not _ends_a_model(verdict.entries.get(key)))
    )
    telling = Telling(memory.provider, judged.at, fresh | better, dict(verdict.reasons), better, announced=frozenset(known.announced))
    changes = diff(known.entries, verdict.entries, telling)
    if not memory.first:
        changes += told_further_pages((verdict.entries[key] for key in verdict.fresh if key in verdict.entries), known.entries, telling)
    changes += told_missing(verdict.gone, verdict.entries, telling)
    changes += told_missing(verdict.back, verdict.entries, telling, "returned")
    changes += told_requoted(verdict.requoted, telling)
    changes += told_held(verdict.due, telling)
    changes += told_in_force(verdict.entries, known.announced, telling)
    changes += told_retired(verdict.entries, known.retired, telling)
    return with_new_ids(changes, known.ids)


def _ends_a_model(one: Entry | None) -> bool:
    return one is not None and isinstance(one.value, Rule) and one.value.kind == "retires"


def _read_better(judged: Judged, memory: Memory) -> frozenset[EntryKey]:
    """What a changed reader reads otherwise on the very page it read before: the price did not move, we were wrong or blind."""
    waiting = {(one.subject, one.native_id) for one in memory.held.offers} if memory.held else set()
    moves = (move for move in judged.verdict.moves if move.after.quote.url in judged.reread)
    return frozenset(move.after.key for move in moves if (move.owner.subject, move.owner.native_id) not in waiting)


def _stored(store: Store, memory: Memory, judged: Judged, changes: list[Change]) -> Outcome:
    for change in changes:
        apply(memory.known, change)
    held = judged.verdict.held_file(memory.provider)
    pages = [_page_check(spec, judged, memory) for spec in specs_of(memory.provider)]
    store.commit(changes, memory.known, held, pages, judged.verdict.accepted)
    return Outcome(memory.provider, pages, changes, held, judged.verdict.notes, first=memory.first, standing=_standing(memory.known, pages))


def _standing(known: Known, pages: list[PageCheck]) -> HowRead:
    """How a provider is known now: nobody is silently empty, and a seller of whom no price is published is told as that."""
    priced = any(numbers(one)[0] is not None for one in known.entries.values() if one.subject != "rule")
    if not priced:
        return "a stated negative" if known.entries else "silent"
    return "read" if any(page.last_read for page in pages) else "by hand"


def _page_check(spec: PageSpec, judged: Judged, memory: Memory) -> PageCheck:
    url, last = spec.url, memory.checks.get(spec.url) or PageCheck(url=spec.url, outcome="not_recorded", at=judged.at)
    last = last.model_copy(update={"twin_of": spec.twin_of})
    if url in judged.visit.not_asked:
        return last.model_copy(update={"outcome": "not_asked", "reason": "it wants a key, and there is none here"})
    if url in judged.visit.not_recorded or url not in {*judged.visit.answers, *judged.visit.failed}:
        return last.model_copy(update={"outcome": "not_recorded", "reason": None})
    trouble = judged.trouble(url)
    if trouble:
        when = seen_at(judged.visit.answers[url]) if url in judged.visit.answers else judged.at
        return last.model_copy(update={"at": when, "etag": None, "last_modified": None, **trouble})
    news = _good_news(judged.visit.answers[url], judged.result(url), memory.provider)
    unseen = last.not_seen if judged.result(url) is None else _not_seen(last, judged, memory)
    return last.model_copy(update=news | {"not_seen": unseen, "outage": _ended_outage(last, memory, seen_at(judged.visit.answers[url]))})


def _ended_outage(last: PageCheck, memory: Memory, now: datetime) -> Outage | None:
    """The time in which a page that reads now did not; of one that read before, the last such time."""
    failing = next((page for page in memory.held.pages if page.url == last.url), None) if memory.held else None
    return Outage(error=failing.error, since=failing.since, until=now) if failing and last.outcome in ("failed", "held") else last.outage


def _not_seen(last: PageCheck, judged: Judged, memory: Memory) -> dict[str, date]:
    """What is believed of a page and did not stand on it this time, with the day it last did. What waits was not seen: whatever its
    words, nobody knows whether they still say the same.
    """
    pages, read = pages_of(memory.provider), {(one.key, one.fact) for one in entries_of(judged.reading.snapshot).values()}
    waits = {(one.subject, one.native_id) for one in judged.verdict.held}
    of_page = (one for one in memory.known.entries.values() if pages.get(one.quote.url) == pages[last.url])
    unseen = [one for one in of_page if (one.key, one.fact) not in read or one.owner in waits]
    ids = {entry_id(memory.provider, one): one.quote.captured_at.date() for one in unseen}
    before = last.last_read.date() if last.last_read else date.min
    return {id: last.not_seen.get(id, max(first, before)) for id, first in sorted(ids.items())}


def _good_news(answer: Answer, result: PageResult | None, provider: str) -> dict[str, object]:
    when = seen_at(answer)
    kept = {"etag": answer.etag, "last_modified": answer.last_modified, "recording": answer.recording, "undated": answer.undated}
    news: dict[str, object] = {"at": when, "last_read": when, "reason": None, **kept}
    if result is None:
        return news | {"outcome": "unchanged"}
    return news | {"outcome": "read", "prices": result.prices, "sha256": answer.sha256, "reader": reader_version(provider)}
