"""The sellers of a data folder and what is known beside their prices, for whoever works out a cost."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pydantic import ValidationError

from costs.money import SAID_IN
from costs.offer.borrowing import lent
from costs.offer.recipes import LADDER, Recipe, standard
from costs.standing.ranking import Circumstances
from pipeline.ledger.entries import entries_of, entry_id
from pipeline.ledger.state import known_on
from pipeline.store.bundle import part
from pipeline.store.data_folder import settled
from pipeline.store.exchange_rates import rates
from pipeline.store.tables import load_models, load_ratings, read_text
from schema.changes import PageCheck, last_days
from schema.errors import BadData, NotComparable
from schema.naming import models_called, nearest, squeezed
from schema.prices import EntryKey, Snapshot
from schema.tables.models import Models

if TYPE_CHECKING:
    from costs.plan.workloads import Workload

PRESETS: Final = part("workloads")
FEW: Final = 12  # names that can be read out where none is near


class CostContext(NamedTuple):
    """All sellers, and what is known beside their prices; `began` says when those were first read of whom nothing was known that day."""

    snapshots: tuple[Snapshot, ...]
    known: Circumstances
    began: Mapping[str, date] = MappingProxyType({})

    def of(self, provider: str | None) -> tuple[Snapshot, ...]:
        """One seller, by its id however that is written, or all of them."""
        if provider is None:
            return self.snapshots
        unread = next((name for name in self.began if squeezed(name) == squeezed(provider)), None)
        if unread:
            expected = f"prices known on {self.known.on}"
            raise NotComparable(unread, expected, f"none: it was first read on {self.began[unread]}")
        found = tuple(snapshot for snapshot in self.snapshots if squeezed(snapshot.provider) == squeezed(provider) != "")
        if len(found) != 1:
            raise unknown("provider", provider, [snapshot.provider for snapshot in self.snapshots])
        return found

    def model(self, words: str) -> str:
        """The canonical id of the model somebody means by any of its names; for an offer nobody mapped, what its seller calls it."""
        models = self.known.models
        ids = {(snapshot.provider, offer.native_id) for snapshot in self.snapshots for offer in snapshot.offers}
        unmapped = {native_id for provider, native_id in ids if (provider, native_id) not in models.named}
        called = {model.id for model in models_called(words, models)} or unmapped & {words} or _alike(words, unmapped)
        if not called:
            raise unknown("model", words, [*(model.id for model in models.models), *(native_id for _, native_id in ids)])
        return _only("model", words, called)

    def meant(self, recipe: Recipe) -> Recipe:
        """A recipe with the model it is to be as good as by its canonical id."""
        return recipe if recipe.as_good_as is None else recipe.but(as_good_as=self.model(recipe.as_good_as))

    def native_id(self, snapshot: Snapshot, words: str) -> str:
        """What a seller calls the model somebody means by any of its names."""
        ids = [offer.native_id for offer in snapshot.offers]
        called = models_called(words, self.known.models, snapshot.provider)
        theirs = [[alias.native_id for alias in model.aliases if alias.provider == snapshot.provider] for model in called]
        sold = {next(id for id in of_one if id in ids) for of_one in theirs if set(of_one) & set(ids)}
        found = {words} & set(ids) or sold or _alike(words, ids)
        if not found:
            raise unknown(f"model at {snapshot.provider}", words, ids)
        return _only(f"model at {snapshot.provider}", words, found)


def demand_sold(recipe: Recipe, snapshots: Sequence[Snapshot]) -> None:
    """NotComparable for a quality, style, region or feature that nobody has a price by: nothing else says that it is mistyped."""
    sold: dict[str, set[str]] = {axis: set() for axis in ("quality", "style", "region", "feature")}
    priced = (line.variant for snapshot in snapshots for offer in snapshot.offers for line in offer.prices)
    ruled = (rule.variant for snapshot in snapshots for rule in snapshot.rules)
    for variant in chain(priced, ruled):
        for axis, words in sold.items():
            words.update({getattr(variant, axis)} - {None})
    sold["quality"] |= {word for rung in LADDER for word in rung}
    asked = [(axis, getattr(recipe, axis)) for axis in ("quality", "style", "region")] + [("feature", one) for one in recipe.features]
    for axis, word in asked:
        if word is not None and word not in sold[axis]:
            near = nearest(word, sold[axis]) or sorted(sold[axis])
            raise NotComparable(axis, f"a word that prices are told by, such as {', '.join(near[:8]) or 'none yet'}", repr(word))


def _alike(words: str, ids: Iterable[str]) -> set[str]:
    """The ids that are these words but for case and marks."""
    return {id for id in ids if squeezed(id) == squeezed(words) != ""}


def _only(what: str, asked: str, found: Collection[str]) -> str:
    """The one that is meant; a name that several share is asked for again."""
    if len(found) > 1:
        some = ", ".join(sorted(found)[:8])
        raise NotComparable(f"{what} {asked!r}", "a name of one alone", f"{len(found)} that share it; one of them: {some}")
    return next(iter(found))


def unknown(what: str, asked: str, there_are: Iterable[str]) -> NotComparable:
    """A name nobody has, and the nearest that somebody has."""
    names = sorted(set(there_are))
    near = nearest(asked, names) or (names if len(names) <= FEW else [])
    found = f"none; nearest: {', '.join(near)}" if near else "none like it"
    found = found if asked.strip() else "an empty name"
    return NotComparable(f"{what} {asked!r}", f"one of the {len(names)} there are", found, "" if near else "imageprices cost")


def open_context(data: Path, on: date | None = None, plan: str | None = None) -> CostContext:
    """The accepted prices of a data folder, on a day; without one on the day they stand for, as they are published."""
    store = settled(data)
    ids = [path.stem for path in sorted((data / "current").glob("*.json"))]
    if not ids:
        raise BadData(str(data), "accepted prices in current/", "none", f"imageprices update --data {data}")
    about, looked_at = ObservedFacts(models_of(data)), store.checks()
    checks, stands_for = looked_at.providers, looked_at.as_of or looked_at.newest_reading()
    on = on or stands_for or datetime.now(UTC).date()
    past = on < (stands_for or on)
    snapshots, began = list[Snapshot](), dict[str, date]()
    for id in ids:
        if not past:
            snapshot, missing = store.current(id), store.missing(id)
        else:
            history = store.history(id)
            known = known_on(id, history, on)
            if not known.entries:
                began[id] = history[0].at.date()
                continue
            snapshot, missing = known.snapshot(), known.missing
        snapshots.append(snapshot)
        about.note(snapshot, checks.get(id, ()), missing_of(id, missing))
    if not snapshots:
        raise BadData(str(data), f"prices known on {on}", f"none: the first were read on {min(began.values(), default=on)}")
    context = about.circumstances(data, on, plan)
    return CostContext(tuple(snapshots), _as_it_was(context, on, map(store.current, ids)) if past else context, began)


def _as_it_was(context: Circumstances, on: date, now: Iterable[Snapshot]) -> Circumstances:
    """What is known of a past day: no page had been read after it. How many tokens an image takes is no price: the first table will do."""
    last_read = {url: min(day, on) for url, day in context.last_read.items()}
    return replace(context, last_read=last_read, lent={**lent(now, context.models), **context.lent})


def models_of(data: Path) -> Models:
    """The models a data folder knows; none where it has no table."""
    path = data / "models.toml"
    return load_models(path) if path.exists() else Models(models=())


def missing_of(provider: str, missing: Mapping[EntryKey, datetime]) -> dict[EntryKey, date]:
    """What a provider's pages no longer say, with the day since when."""
    return {(provider, *key): at.date() for key, at in missing.items()}


def last_seen_of(snapshot: Snapshot, checks: Iterable[PageCheck]) -> dict[EntryKey, date]:
    """The own day of what did not stand on its page when that was last read."""
    provider, unseen = snapshot.provider, {id: day for check in checks for id, day in check.not_seen.items()}
    if not unseen:
        return {}
    days = ((one, unseen.get(entry_id(provider, one))) for one in entries_of(snapshot).values())
    return {(provider, *one.key): day for one, day in days if day and not one.quote.undated}


class ObservedFacts:
    """What has to be known of all providers together before an answer of one of them has its standing, noted one by one."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.makers: dict[str, Snapshot] = {}
        self.checks: list[PageCheck] = []
        self._currencies = set[str]()
        self._missing: dict[EntryKey, date] = {}
        self._last_seen: dict[EntryKey, date | None] = {}
        self._of_makers = {provider for model in models.models for provider in model.first_party}

    def note(self, snapshot: Snapshot, checks: Iterable[PageCheck], missing: Mapping[EntryKey, date]) -> None:
        """Take down one provider."""
        self._currencies |= {line.currency for offer in snapshot.offers for line in offer.prices}
        self._currencies |= {plan.currency for plan in snapshot.plans}
        looked_at = tuple(checks)
        self.checks += looked_at
        self._missing |= missing
        self._last_seen |= last_seen_of(snapshot, looked_at)
        if snapshot.provider in self._of_makers:
            self.makers[snapshot.provider] = snapshot

    def circumstances(self, data: Path, on: date, plan: str | None = None) -> Circumstances:
        """In what an answer is reckoned, and judged, on a day."""
        return Circumstances(
            on=on,
            last_read=last_days(self.checks),
            rates=rates(self._currencies | {*SAID_IN}, on),
            models=self.models,
            lent=lent(self.makers.values(), self.models),
            plan=plan,
            makers=self.makers,
            missing=self._missing,
            last_seen=self._last_seen,
            replayed=frozenset(check.url for check in self.checks if check.recording),
            ratings=load_ratings(data / "ratings.toml"),
        )


# --- recipes and workloads as a person gives them -------------------------------------------------------------------


def recipe_of(name: str, changes: Mapping[str, Any]) -> Recipe:
    """A standard recipe with what a person wants changed; a reference image makes it an edit unless they say otherwise."""
    said = {field: _as_we_write(field, value) for field, value in changes.items() if value is not None}
    if said.get("references") and "operation" not in said:
        said["operation"] = "edit"
    try:
        return standard(name.strip().lower()).but(**said)
    except ValidationError as error:
        raise _impossible(error) from None


def _as_we_write(field: str, value: Any) -> Any:
    """A word of a recipe as we write it: `2k`, `1024 × 1024`, `High` and `web search` are what people write."""
    if isinstance(value, tuple):
        return tuple(_as_we_write(field, one) for one in value)
    if not isinstance(value, str):
        return value
    match field:
        case "size" | "reference_size":
            return re.sub(r"\s*[×*x]\s*", "x", value.strip().lower())
        case "resolution":
            return value.strip().upper()
        case "gpu_seconds" | "as_good_as":
            return value.strip()
        case _:
            return re.sub(r"\s+", "-", value.strip().lower())


def _impossible(error: ValidationError) -> BadData:
    first = error.errors()[0]
    where = str(first["loc"][0]).replace("_", " ") if first["loc"] else "the recipe"
    found, limits = str(first["input"]), first.get("ctx", {})
    match first["type"]:
        case "greater_than_equal":
            return BadData(where, f"at least {limits['ge']}", f"{found}; nearest: {limits['ge']}")
        case "less_than_equal":
            return BadData(where, f"at most {limits['le']}", f"{found}; nearest: {limits['le']}")
        case "string_pattern_mismatch":
            return BadData(where, SPELLED.get(where, "a short name such as low"), repr(found))
        case "literal_error":
            return BadData(where, f"one of {limits['expected'].replace(chr(39), '')}", repr(found))
        case _:  # what a recipe says of itself as a whole is a sentence of its own
            return BadData(first["msg"].removeprefix("Value error, "))


SPELLED: Final = {
    "size": "a size such as 1024x1024, or --resolution 2K",
    "reference size": "a size such as 1024x1024",
    "resolution": "a resolution such as 2K",
    "gpu seconds": "a number of seconds",
}


def presets() -> dict[str, Path]:
    """The workloads that come with the project, by name."""
    return {path.stem: path for path in sorted(PRESETS.glob("*.toml"))}


def workload_of(file: Path | None, preset: str | None) -> Workload:
    """A workload from a file of one's own, or one that comes with the project."""
    from costs.plan.workloads import read_workload

    if (file is None) == (preset is None):
        raise BadData("the workload", f"a file, or --preset with one of {', '.join(presets())}", "both" if file else "neither")
    path = file or presets().get(str(preset))
    if path is None:
        raise BadData("preset", f"one of {', '.join(presets())}", repr(preset))
    return read_workload(read_text(path), str(path))
