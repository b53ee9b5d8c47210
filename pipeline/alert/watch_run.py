"""One look of `watch`: rules, prices, what was announced last; then what there is to say, and, once it is out, the new state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic import Field, ValidationError

from pipeline.alert.notices import Notice, in_parts
from pipeline.alert.outbox import Destination
from pipeline.alert.published_files import Local, PublishedSource
from pipeline.alert.published_names import Unnamed
from pipeline.alert.watch_look import QUIET, Fired, WatchMemory, look
from pipeline.alert.watch_rules import Mistake, WatchRule, WatchRules, misnamed
from pipeline.alert.watched_prices import Prices
from pipeline.store import disk
from schema.errors import BadData, NotComparable
from schema.prices import Closed

WHOLE_TERMS: Final = 3


class Watched(Closed):
    """The state file: what each rule remembers, by its content, and what a destination could not be told yet, by its hash; `mistakes`
    are those that were told.

    Version 1 had the rules by their names, version 2 fewer terms of plans.
    """

    schema_version: int = 3
    rules: dict[str, WatchMemory] = Field(default_factory=dict)
    waiting: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    mistakes: tuple[str, ...] = ()

    def remembered(self, rule: WatchRule) -> WatchMemory | None:
        """What a rule remembers; terms of plans that were not kept whole begin anew."""
        memory = self.rules.get(rule.content) or (self.rules.get(rule.name) if self.schema_version == 1 else None)
        return memory.model_copy(update={"plans": None}) if memory and self.schema_version < WHOLE_TERMS else memory


class Look(NamedTuple):
    """What one look came to: what rules say, which can't be looked at, and what to remember once it is told."""

    said: tuple[Fired, ...]
    mistakes: tuple[Mistake, ...]
    counted: int
    state: Watched

    @property
    def fired(self) -> list[Fired]:
        """What is an alarm."""
        return [one for one in self.said if one.why not in QUIET]

    @property
    def quiet(self) -> list[Fired]:
        """What a first look sees."""
        return [one for one in self.said if one.why in QUIET]


def look_at(rules: WatchRules, path: Path, prices: Prices, watched: Watched) -> Look:
    """Hold every rule against the prices; one that can't be is a mistake of its own."""
    mistakes = list(rules.mistakes)
    said: list[Fired] = []
    memories: dict[str, WatchMemory] = {}
    for rule in rules.rules:
        before = watched.remembered(rule)
        try:
            fired, memories[rule.content] = look(rule, prices.now(prices.by_our_names(rule), path.parent), before)
        except Unnamed as error:
            mistakes.append(misnamed(rule, error.key, path, str(error)))
            memories |= {rule.content: before} if before else {}
            continue
        except (BadData, NotComparable) as reason:
            mistakes.append(misnamed(rule, "workload" if rule.workload else "name", path, str(reason)))
            memories |= {rule.content: before} if before else {}
            continue
        said += fired
    state = Watched(rules=memories, waiting=watched.waiting, mistakes=watched.mistakes)
    return Look(tuple(said), tuple(mistakes), len(rules.rules) + len(rules.mistakes), state)


def prices_of(source: str | None, data: Path) -> Prices:
    """The published prices: of an address or folder of `v1/`, or of a data folder of one's own."""
    where: Any = PublishedSource(source) if source else Local(data)
    return Prices(where)


def told(look: Look, to: Sequence[Destination]) -> tuple[Watched, list[str]]:
    """Deliver what a look says, after what could not be delivered before; the state to keep, and the services that failed."""
    mistakes = [f"{one.rule}: can't be looked at: {one.why}" for one in look.mistakes]
    lines = [one.sentence for one in look.said if one.why != "still_blind"]
    lines += [words for words in mistakes if words not in look.state.mistakes]
    waiting: dict[str, tuple[str, ...]] = {}
    failed = []
    for destination in to:
        left = _delivered(destination, [*look.state.waiting.get(destination.id, ()), *lines])
        if left:
            waiting[destination.id] = left
            failed.append(destination.service)
    return look.state.model_copy(update={"waiting": waiting, "mistakes": tuple(mistakes)}), failed


def _delivered(destination: Destination, lines: Sequence[str]) -> tuple[str, ...]:
    """Send lines in as many messages as the channel needs; what it did not take is left."""
    for body, rest in in_parts(lines, destination.longest):
        if not destination.send(Notice("imageprices: your rules", body)):
            return rest
    return ()


def read_watched(path: Path) -> Watched:
    """What was announced last; nothing yet where there is no file."""
    if not path.exists():
        return Watched()
    try:
        return Watched.model_validate_json(path.read_bytes())
    except ValidationError:
        raise BadData(str(path), "a state of `watch`", "something else", f"mv {path} {path}.old") from None


def write_watched(path: Path, state: Watched) -> None:
    """Keep the state, as one file."""
    disk.write(path, state.model_dump_json(indent=1) + "\n")


def as_json(look: Look) -> Mapping[str, Any]:
    """A look for a program."""
    return {
        "rules": look.counted,
        "fired": [one.model_dump(mode="json", exclude_none=True) for one in look.fired],
        "sees": [one.model_dump(mode="json", exclude_none=True) for one in look.quiet],
        "mistakes": [one._asdict() for one in look.mistakes],
    }
