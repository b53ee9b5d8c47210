"""A run over several providers, and the reading of one: which providers, from where, into which folder."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from pipeline.fetch.observer import Observer
from pipeline.fetch.redirects import now
from pipeline.store.bundle import part
from pipeline.store.data_folder import Store, opened
from pipeline.store.manual_prices import manual_about, manual_snapshots
from pipeline.text.printing import followed
from pipeline.update.prefetch import Ahead, ahead
from pipeline.update.provider_update import Memory, Outcome, recall, update_provider
from pipeline.update.visits import Visit, recorded_at, visit
from schema.errors import BadData, NotRecorded, PriceError, ScrapeError
from schema.prices import About, Snapshot
from scrapers import ProviderReading, about, provider_ids, read_provider


@dataclass(frozen=True, slots=True)
class Run:
    """What was asked for."""

    data: Path
    replay: Path | None = None
    record: Path | None = None
    only: tuple[str, ...] = ()
    shard: str | None = None
    render: bool = False
    wait: float = 0.0
    on: date | None = None


@dataclass(slots=True)
class Report:
    """What a run came to; `skipped` are providers the recordings have nothing of, `unrecorded` those of them that were asked for."""

    run: Run
    outcomes: list[Outcome] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)

    @property
    def unrecorded(self) -> list[str]:
        """Who was asked for, has pages, and is not in the recordings."""
        paged = {*self.skipped, *provider_ids()}
        return [provider for provider in sorted(set(self.run.only)) if provider in paged and not _has(self.run.replay, provider)]

    @property
    def whole(self) -> bool:
        """Whether everything that was asked for was read and believed."""
        return not self.unrecorded and all(outcome.whole for outcome in self.outcomes)


@dataclass(slots=True)
class ObservedPages:
    """One provider's pages and what they were read to say."""

    visit: Visit
    reading: ProviderReading

    def failed(self) -> dict[str, ScrapeError]:
        """The pages that did not arrive or could not be read, by address."""
        return {**self.visit.failed, **{page.url: page.error for page in self.reading.pages if page.error}}

    @property
    def whole(self) -> bool:
        """Whether every page was read, and every price on it."""
        return not self.failed() and not self.reading.unread


def run_update(run: Run) -> Report:
    """Update the providers asked for. The folder is looked through before the first page is asked for."""
    report = Report(run)
    demand_recordings(run.replay)
    with opened(run.data, run.wait) as store, _observer(run) as observer:
        abouts = _abouts(store)
        memories = [recall(store, provider) for provider in _wanted(run, sorted({*abouts, *provider_ids()}))]
        report.skipped = [memory.provider for memory in memories if not _has(run.replay, memory.provider) and _is_blank(memory.by_hand)]
        _update_all(report, store, observer, [memory for memory in memories if memory.provider not in report.skipped])
        store.introduce(abouts)
        _demand_not_before(run.on, store.checks().newest_reading())
        store.gather(run.on)
    return report


def _demand_not_before(on: date | None, newest: date | None) -> None:
    if on and newest and on < newest:
        raise BadData("--on", f"the day of the newest reading, {newest}, or a later one", str(on))


def _is_blank(by_hand: Snapshot | None) -> bool:
    return by_hand is None or not (by_hand.offers or by_hand.plans or by_hand.rules)


def _abouts(store: Store) -> dict[str, About]:
    """Who everybody is; of a module that does not load, what it said when it last did."""
    known = store.introduced()
    said = {provider: _about(provider) or known.get(provider) for provider in provider_ids()}
    return {**manual_about(store.folder), **{provider: told for provider, told in said.items() if told}}


def _about(provider: str) -> About | None:
    try:
        return about(provider)
    except Exception:  # told where the provider is updated: it must not keep the others from being read
        return None


def _update_all(report: Report, store: Store, observer: Observer, memories: list[Memory]) -> None:
    by_name = {memory.provider: memory for memory in memories}
    live = [] if report.run.replay else [memory for memory in memories if memory.provider in provider_ids()]
    with ahead(observer, live) as visits:
        for provider in followed(list(by_name), "reading"):
            report.outcomes.append(_updated(report.run, store, observer, by_name[provider], visits))


def _updated(run: Run, store: Store, observer: Observer, memory: Memory, visits: Ahead) -> Outcome:
    """One provider; whatever goes wrong with it, but for the disk, is its own and stops no other."""
    try:
        asks = observer if memory.provider in provider_ids() and _has(run.replay, memory.provider) else None
        made = visits.of(memory.provider) if asks and not run.replay else None
        return update_provider(store, asks, memory, lambda: _clock(run.replay, memory.provider), made)
    except OSError:
        raise
    except PriceError as error:
        return Outcome(memory.provider, refused=str(error))
    except Exception as error:  # a module that does not load, a fault of ours
        return Outcome(
            memory.provider, refused=f"a fault of ours: {type(error).__name__}: {error}; run: imageprices read {memory.provider}"
        )


def read_one(provider: str, replay: Path | None, render: bool = False) -> ObservedPages:
    """Read one provider's pages without writing anything."""
    _demand_paged(provider)
    demand_recordings(replay)
    if not _has(replay, provider):
        raise BadData(
            f"{replay}/{provider}",
            "a recording of it (index.yaml)",
            "none",
            f"imageprices read {provider} --replay DIR, DIR with a folder {provider}",
        )
    with _observer(Run(Path(), replay=replay, render=render)) as observer:
        seen = visit(observer, provider, {})
    return ObservedPages(seen, read_provider(provider, seen.documents()))


def demand_recordings(replay: Path | None) -> None:
    """BadData where a replay has no folder to read from, NotRecorded where that holds no recording."""
    if replay and not replay.is_dir():
        raise BadData(str(replay), "a folder with a recording per provider", "no such folder")
    if replay and not any(replay.glob("*/index.yaml")):
        raise NotRecorded(str(replay), "a folder PROVIDER with an index.yaml for each provider", "none", "imageprices update --record DIR")


@contextmanager
def _observer(run: Run) -> Iterator[Observer]:
    if run.replay and run.record:
        raise BadData("update", "--replay or --record", "both", "imageprices update --help")
    with Observer(replay=run.replay, record=run.record, render=run.render) as observer:
        yield observer


def _wanted(run: Run, there: list[str]) -> list[str]:
    demand_providers(run.only, there)
    chosen = sorted(set(run.only)) or there
    if run.shard is None:
        return chosen
    part, parts = _shard(run.shard)
    return chosen[part - 1 :: parts]


def _shard(words: str) -> tuple[int, int]:
    match = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", words)
    if match is None or int(match[1]) > int(match[2]):
        raise BadData("--shard", "I/N with I from 1 to N, e.g. 1/4", words)
    return int(match[1]), int(match[2])


def _demand_paged(provider: str) -> None:
    """BadData for a provider without a page that is read; one that is kept by hand is told as that."""
    if provider not in provider_ids() and provider in manual_snapshots(part("data")):
        raise BadData(f"provider {provider!r}", "one with a module, whose page is read", "one that is kept by hand", "imageprices check")
    demand_providers([provider], provider_ids())


def demand_providers(names: Sequence[str], there: Sequence[str]) -> None:
    """BadData for a provider that is not there, with the nearest names."""
    for name in names:
        if name not in there:
            near = difflib.get_close_matches(name, there, n=3, cutoff=0.5) or there
            raise BadData(
                f"provider {name[:80]!r}", f"a name such as {', '.join(near)}", "no module of that name", "imageprices new --help"
            )


def _has(replay: Path | None, provider: str) -> bool:
    return replay is None or (replay / provider / "index.yaml").is_file()


def _clock(replay: Path | None, provider: str) -> datetime:
    return recorded_at(replay / provider) if replay else now()
