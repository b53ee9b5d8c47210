"""What has been told to whom. A change counts as told to a destination once its service took the message, and is never sent there again.

The state is one small file, replaced as a whole after every delivery. It names destinations by a hash: the addresses hold secrets.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from pydantic import Field, ValidationError

from pipeline.alert.notices import Notice, greeting, notices, trial
from pipeline.alert.outages import outage_news
from pipeline.store import disk
from schema.changes import Change
from schema.errors import BadData
from schema.prices import Closed

VARIABLE: Final = "IMAGEPRICES_ALERTS"
SMALLEST: Final = 100  # no channel takes less
Deliver = Callable[[Notice], bool]


class Told(Closed):
    """What one destination was told, how often in a row it could not be reached, which outages it knows of, and which began meanwhile."""

    service: str
    changes: tuple[str, ...] = ()
    failures: int = 0
    outages: dict[str, str] = Field(default_factory=dict)
    unheard: dict[str, str] = Field(default_factory=dict)
    greeted: bool = True


class State(Closed):
    """The outbox file."""

    schema_version: int = 1
    destinations: dict[str, Told] = Field(default_factory=dict)


class Destination(NamedTuple):
    """Where messages go. Its address is nowhere in it but inside `plugin`."""

    id: str
    service: str
    longest: int
    plugin: Any

    def send(self, message: Notice) -> bool:
        """Deliver one message; True when the service took it."""
        try:
            return bool(self.plugin.notify(body=message.body, title=message.title, notify_type="info", body_format="text"))
        except Exception:  # a plugin's fault is a failed delivery like any other; its text may hold the address, so it is not told
            return False


class Delivery(NamedTuple):
    """How it went with one destination."""

    service: str
    changes: int
    done: bool


def addresses(config: Path | None) -> list[str]:
    """The addresses of the environment and of a file, each once; lines that begin with # are remarks."""
    lines = os.environ.get(VARIABLE, "").split()
    if config is not None:
        lines += [line.strip() for line in _text(config).splitlines()]
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadData(str(path), "a file with one address a line", "none that can be read") from None


def destinations(urls: Iterable[str], where: str = VARIABLE) -> list[Destination]:
    """The services behind the addresses. One that is no address is named by its place, not by its text."""
    wanted = list(urls)
    if not wanted:
        return []
    import apprise

    for name in ("apprise", "urllib3", "requests"):
        logging.getLogger(name).disabled = True  # they log whole addresses
    return [_destination(url, apprise.Apprise.instantiate(url), f"address {at} of {where}") for at, url in enumerate(wanted, start=1)]


def _destination(url: str, plugin: Any, place: str) -> Destination:
    if plugin is None:
        raise BadData(place, "one of Apprise's (https://github.com/caronc/apprise/wiki)", "something else, not shown here")
    return Destination(
        hashlib.sha256(url.encode()).hexdigest()[:16], str(plugin.service_name), max(plugin.body_maxlen - 100, SMALLEST), plugin
    )


def read_state(path: Path) -> State:
    """What has been told; nothing yet where there is no file."""
    if not path.exists():
        return State()
    try:
        return State.model_validate_json(path.read_bytes())
    except ValidationError:
        raise BadData(str(path), "an outbox of ours", "something else", f"mv {path} {path}.old") from None


class News(NamedTuple):
    """What there is to tell: every change that is news, the oldest first, since when a new address hears, what can't be read."""

    changes: Sequence[Change]
    since: datetime | None = None
    outages: Mapping[str, str] = MappingProxyType({})
    providers: int = 0


class Due(NamedTuple):
    """What one destination has yet to hear, what it knew before, and what it knows once it did."""

    changes: list[Change]
    first: list[str]
    before: Told
    known: Told

    @property
    def silent(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.changes or self.first)


def due(news: News, destination: Destination, state: State, link: str) -> Due:
    """What a destination was not told yet. A new one hears from the last look on, after a greeting."""
    before = state.destinations.get(destination.id) or _unheard(news, destination)
    waiting, lines = pending(news.changes, before), outage_news(news.outages, before.outages, before.unheard)
    if not before.greeted:
        lines = [*greeting(news.providers, len(before.changes), link), *lines]
    ids = {*before.changes, *(change.id for change in news.changes)}
    return Due(waiting, lines, before, Told(service=destination.service, changes=tuple(sorted(ids)), outages=dict(news.outages)))


def _unheard(news: News, destination: Destination) -> Told:
    """What a new address counts as told: everything before the last look."""
    old = [change.id for change in news.changes if news.since is not None and change.at < news.since]
    return Told(service=destination.service, changes=tuple(sorted(old)), greeted=news.since is None)


def deliver(news: News, to: Sequence[Destination], state: Path, link: str = "") -> list[Delivery]:
    """Tell every destination what it was not told yet; what one of them refuses harms no other."""
    state.parent.mkdir(parents=True, exist_ok=True)
    with disk.locked(state.parent, 30.0):
        return [_told(news, destination, state, link) for destination in to]


def pending(news: Iterable[Change], told: Told | None) -> list[Change]:
    """The changes a destination was not told yet."""
    known = set(told.changes) if told else set()
    return [change for change in news if change.id not in known]


def _told(news: News, destination: Destination, path: Path, link: str) -> Delivery:
    state = read_state(path)
    waiting = due(news, destination, state, link)
    messages = [] if waiting.silent else notices(waiting.changes, destination.longest, link, waiting.first)
    taken = list(takewhile(destination.send, messages))
    done = len(taken) == len(messages)
    after = waiting.known if done else _in_part(waiting, taken[-1], news) if taken else _not_reached(waiting.before, news)
    if after != state.destinations.get(destination.id):
        written = State(destinations={**state.destinations, destination.id: after})
        disk.write(path, written.model_dump_json(indent=1) + "\n")
    return Delivery(destination.service, len(waiting.changes), done)


def _in_part(waiting: Due, last: Notice, news: News) -> Told:
    """What is remembered of a destination that took some of its messages: all but changes stands in the first."""
    told = tuple(sorted({*waiting.before.changes, *last.changes}))
    return Told(service=waiting.before.service, changes=told, failures=waiting.before.failures + 1, outages=dict(news.outages))


def _not_reached(before: Told, news: News) -> Told:
    """What is remembered of a destination that took nothing: also what it could not hear of, which may be over by the next time."""
    return before.model_copy(update={"failures": before.failures + 1, "unheard": {**before.unheard, **news.outages}})


def try_out(to: Iterable[Destination]) -> list[Delivery]:
    """Send everybody a test."""
    return [Delivery(destination.service, 0, destination.send(trial())) for destination in to]
