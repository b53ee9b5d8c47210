"""The one object everything published is made from: pages, files and feeds are views of it, so they can't disagree.

Made from a data folder alone. No provider module is imported, and there is no clock: every date is one that was read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, overload

from pydantic import TypeAdapter

from costs.offer.recipes import STANDARD
from costs.standing.ranking import Circumstances, key_of
from pipeline.ledger.entries import Value
from pipeline.publish.change_effects import Effects, Event, Head, tell
from pipeline.publish.kept_answers import MOST, KeptAnswers
from pipeline.publish.other_lists import Noted, load_noted
from pipeline.publish.recipe_answers import AnswerEvidence, Answers, PublishedAnswer, PublishedRefusal, ask, in_order, quoted_id
from pipeline.publish.spool import Shelved
from pipeline.store.cost_context import ObservedFacts, missing_of, models_of
from pipeline.store.data_folder import Store, settled, signature
from pipeline.store.file_names import PROVIDERS
from pipeline.store.tables import load_quality
from schema.changes import Change, Held, PageCheck
from schema.errors import BadData
from schema.prices import About, Quote, Snapshot
from schema.tables.models import Model, Models
from schema.tables.quality import WorkTier

RECIPES = STANDARD
OfferKey = tuple[str, str]  # a seller and what it calls a model
EffectsFound = Callable[[], Iterable[Sequence[Effects]] | None]
KEPT: Final = 300  # sellers in memory at once


@dataclass(frozen=True, eq=False)
class ProviderState:
    """One provider with everything known of it; its history is read when it is asked for."""

    id: str
    about: About
    snapshot: Snapshot
    checks: tuple[PageCheck, ...]
    held: Held | None
    tier: WorkTier | None
    store: Store

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What happened at it, in order."""
        return tuple(self.store.history(self.id))

    @property
    def last_read(self) -> datetime | None:
        """When one of its pages was last read well."""
        return max((check.last_read for check in self.checks if check.last_read), default=None)


class ProviderStates(Sequence[ProviderState]):
    """Every seller in order, read from the folder when it is its turn: not all of a large field are in memory at once."""

    def __init__(self, ids: Sequence[str], read: Callable[[str], ProviderState]) -> None:
        self.ids = tuple(ids)
        self.of = lru_cache(maxsize=KEPT)(read)

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> ProviderState: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[ProviderState]: ...
    def __getitem__(self, place: int | slice) -> ProviderState | Sequence[ProviderState]:
        return self.of(self.ids[place]) if isinstance(place, int) else [self.of(id) for id in self.ids[place]]


@dataclass(frozen=True, eq=False)
class Published:
    """Everything there is to publish. `as_of` is the day the data set stands for, at the newest time anything was looked at on it.

    What is looked up by name is sorted out once: a page of each of a thousand sellers must not look through all of them.
    """

    as_of: datetime
    began: datetime  # the time of the first change
    replayed: bool  # whether any page was read from a recording and not looked at live
    states: ProviderStates
    names: Mapping[str, str]
    models: Models
    markets: Mapping[str, Answers]
    unmapped: tuple[OfferKey, ...]
    held: frozenset[OfferKey]
    known: Circumstances
    noted: tuple[Noted, ...] = ()
    kept: KeptAnswers = field(default_factory=KeptAnswers)  # the answers of earlier builds, and of this one
    effects: EffectsFound = lambda: None  # what changes did, where another process finds that out

    @property
    def judged_on(self) -> date:
        """The day everything is judged on: that of the newest reading."""
        return self.as_of.date()

    def state(self, provider: str) -> ProviderState:
        """One seller by its id."""
        return self.states.of(provider)

    @cached_property
    def answers(self) -> dict[OfferKey, tuple[PublishedAnswer | PublishedRefusal, ...]]:
        """What each offer answers to each recipe, in their order."""
        found: dict[OfferKey, list[PublishedAnswer | PublishedRefusal]] = {}
        for market in self.markets.values():
            for row in market.answered:
                found.setdefault((row.cost.provider, row.cost.native_id), []).append(row)
            for refused in market.refused:
                found.setdefault((refused.provider, refused.native_id), []).append(refused)
        return {pair: tuple(answers) for pair, answers in found.items()}

    def answers_of(self, provider: str, native_id: str) -> dict[str, PublishedAnswer | PublishedRefusal]:
        """What an offer answers to each recipe."""
        return dict(zip(self.markets, self.answers[provider, native_id], strict=True))

    @cached_property
    def of_model(self) -> dict[tuple[str, str | None], Answers]:
        """What the offers of each model answer to each recipe."""
        found: defaultdict[tuple[str, str | None], tuple[list[PublishedAnswer], list[PublishedRefusal]]] = defaultdict(lambda: ([], []))
        for recipe, told in self.markets.items():
            for row in told.answered:
                found[recipe, row.model][0].append(row)
            for refused in told.refused:
                found[recipe, refused.model][1].append(refused)
        return {key: in_order(*same) for key, same in found.items()}

    @cached_property
    def told(self) -> Shelved[Event, Head]:
        """Every change with what follows from it, the newest first."""
        return tell(self.states, self.known, self.effects())

    @property
    def changes(self) -> Iterator[Change]:
        """Every change, the newest first."""
        return (event.change for event in self.told)

    @cached_property
    def _places(self) -> dict[tuple[str, str | None], list[int]]:
        """Where among what is told the changes of each offer with a model stand."""
        found: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
        for place, head in enumerate(self.told.heads):
            if head.model:
                found[head.provider, head.native_id].append(place)
        return dict(found)

    def changes_of(self, pair: OfferKey) -> list[Change]:
        """What happened to an offer with a model, the newest first."""
        return [self.told[place].change for place in self._places.get(pair, ())]

    def seen(self, provider: str, quote: Quote | AnswerEvidence) -> date:
        """The day a price was last seen to say this: its own where its page was read since without it, or was read and is held."""
        first = quote.captured_at.date()
        id = quoted_id(provider, quote) if isinstance(quote, Quote) else quote.id
        return self._last_on_page.get((provider, id), max(first, self.known.last_read.get(quote.url, first)))

    @cached_property
    def _last_on_page(self) -> dict[tuple[str, str], date]:
        """The own last day of the quotes that their pages no longer say."""
        found: dict[tuple[str, str], date] = {}
        for id in sorted({str(key[0]) for key in self.known.last_seen}):
            snapshot = self.state(id).snapshot
            lines: list[tuple[str | None, Value]] = [(offer.native_id, line) for offer in snapshot.offers for line in offer.prices]
            lines += [(None, plan) for plan in snapshot.plans]
            lines += [(None, rule) for rule in snapshot.rules]
            days = ((value.quote, self.known.last_seen.get(key_of(id, native_id, value))) for native_id, value in lines)
            found |= {(id, quoted_id(id, quote)): day for quote, day in days if day}
        return found

    def model_of(self, provider: str, native_id: str) -> Model | None:
        """The canonical model of an offer, by the table alone."""
        return self.models.by_alias().get((provider, native_id))


def published(
    folder: Path,
    before: KeptAnswers | None = None,
    effects_of: Callable[[ProviderStates, Circumstances], EffectsFound] = lambda *_: lambda: None,
) -> Published:
    """Read a data folder; BadData says what is wrong with it. `before` has answers of earlier builds.

    `effects_of` may have another process find out what changes did, beside the rankings.
    """
    store = settled(folder)
    models = models_of(folder)
    states, names = _states(store, folder)
    facts = _Facts(models)
    for state in states:
        facts.note(state)
    if not facts.times:
        raise BadData(str(folder), "a provider that was read", "none", f"imageprices update --data {folder}")
    as_of = facts.as_of(store.checks().as_of)
    known = facts.observed.circumstances(folder, as_of.date())
    kept = before or KeptAnswers()
    if facts.offers > MOST:
        kept.give_up()
    effects = effects_of(states, known)
    found = ask((state.snapshot for state in states), list(RECIPES.values()), known, kept)
    replayed = any(check.recording for check in facts.observed.checks)
    markets = dict(zip(RECIPES, found, strict=True))
    held, noted = frozenset(facts.held), load_noted(folder)
    began = min(facts.begins, default=as_of)
    return Published(as_of, began, replayed, states, names, models, markets, tuple(facts.unmapped), held, known, noted, kept, effects)


class _Facts:
    """What has to be known of all sellers together before one of them can be asked; each is held against its history."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.observed = ObservedFacts(models)
        self.offers = 0
        self.times, self.begins = set[datetime](), set[datetime]()
        self.unmapped: list[OfferKey] = []
        self.held: list[OfferKey] = []

    def as_of(self, day: date | None) -> datetime:
        """The newest time anything was looked at; of a day that was given, the end of what was seen by then."""
        newest = max(self.times)
        return newest if day is None or newest.date() == day else datetime.combine(day, time(), UTC)

    def note(self, state: ProviderState) -> None:
        """Take down one seller."""
        # A number that history does not tell has no evidence: nothing is built from it.
        known = state.store.known(state.id, list(state.changes))
        self.observed.note(state.snapshot, state.checks, missing_of(state.id, known.missing) if known else {})
        self.offers += len(state.snapshot.offers)
        self.times |= {max(one.at for one in dated) for dated in (state.checks, state.changes) if dated}
        self.begins |= {min(change.at for change in state.changes)} if state.changes else set()
        self.held += [(state.id, offer.native_id) for offer in (state.held.offers if state.held else ())]
        decided = self.models.decided
        self.unmapped += [pair for offer in state.snapshot.offers if (pair := (state.id, offer.native_id)) not in decided]


def _states(store: Store, folder: Path) -> tuple[ProviderStates, dict[str, str]]:
    """The sellers of a folder, and what they are called."""
    abouts, checks = _abouts(folder), store.checks().providers
    tiers = load_quality(folder / "quality.toml").tiers() if (folder / "quality.toml").exists() else {}
    ids, seen = [provider for provider in store.providers() if provider in abouts], dict[str, list[tuple[int, ...]]]()

    def read(id: str) -> ProviderState:
        _demand_still(store, id, seen)
        return ProviderState(id, abouts[id], store.current(id), checks.get(id, ()), store.held(id), tiers.get(id), store)

    return ProviderStates(ids, read), {id: abouts[id].name for id in ids}


def _demand_still(store: Store, provider: str, seen: dict[str, list[tuple[int, ...]]]) -> None:
    """What is read again must be what was read before: a site is never half of two runs."""
    files = (store.folder / "current" / f"{provider}.json", *sorted((store.folder / "history" / provider).glob("*.jsonl")))
    now = [signature(path) for path in files if path.exists()]
    if seen.setdefault(provider, now) != now:
        raise BadData(str(store.folder), "to stay as it is while it is built from", f"new prices of {provider}", "imageprices build, again")


def _abouts(folder: Path) -> dict[str, About]:
    path = folder / PROVIDERS
    if not path.exists():
        raise BadData(str(path), "who the providers are", "no such file", f"imageprices update --data {folder}")
    return TypeAdapter(dict[str, About]).validate_json(path.read_bytes())


def newest_first(changes: Iterable[Change]) -> list[Change]:
    """Changes as they are told."""
    return sorted(changes, key=_newest)


def _newest(change: Change) -> tuple[float, str, str]:
    return (-change.at.timestamp(), change.provider, change.id)
