"""Feeds: Atom and JSON Feed of what changed, for all, per provider and per model; and of what waits, for maintainers.

Nothing in a feed depends on when it was built: ids are the changes' own, dates those of the readings. An unchanged run
gives the same bytes. What is held is not believed, so only the maintainers' feed says it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from costs.reasons import Place
from pipeline.publish.change_effects import Event
from pipeline.publish.dataset import ProviderState, Published
from pipeline.store.bundle import part
from pipeline.text.formatting import amount, slug
from pipeline.text.sentences import clean, sentence
from pipeline.text.weight import weight
from schema.changes import HeldPage, Outage
from schema.prices import Plan, PriceLine, Rule

NEWEST: Final = 100  # entries; the last update that has room stands whole
DIGEST_ABOVE: Final = 20
WAITING: Final = ("held", "released")
TEMPLATES: Final = part("site") / "templates"


class FeedItem(NamedTuple):
    """One entry of a feed."""

    id: str
    title: str
    at: datetime
    url: str
    lines: tuple[str, ...] = ()
    kind: str = ""

    @property
    def time(self) -> str:
        """RFC 3339, in UTC."""
        return spelled(self.at)


class Feed(NamedTuple):
    """One feed: its path without ending, its title, the page it belongs to, since when there could be entries."""

    path: str
    title: str
    page: str
    began: datetime
    items: tuple[FeedItem, ...]

    @property
    def updated(self) -> str:
        """The newest entry's time; of an empty feed the time we began."""
        return spelled(max((item.at for item in self.items), default=self.began))


def feeds(everything: Published, base_url: str) -> Iterator[tuple[str, str]]:
    """Every feed in both formats: path and text."""
    template = _environment().get_template("feed.atom")
    for feed in _all(everything, base_url):
        yield f"{feed.path}.atom", template.render(feed=feed, base_url=base_url, tag=tag(base_url))
        yield f"{feed.path}.json", _json_feed(feed, base_url)


def tag(base_url: str) -> str:
    """What every id of a feed begins with: the host it stands at, so that no two sites' entries are taken for one another's."""
    return f"tag:{urlsplit(base_url).hostname},2026"


def _environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    return Environment(loader=loader, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _all(everything: Published, base_url: str) -> Iterator[Feed]:
    told, began = everything.told, everything.began
    public, waiting = list[int](), list[int]()
    of_provider, of_model = defaultdict[str, list[int]](list), defaultdict[str | None, list[int]](list)
    for place, head in enumerate(told.heads):
        if not head.baseline and head.kind in WAITING:
            waiting.append(place)
        if not head.baseline and head.kind != "held":
            for found in (public, of_provider[head.provider], of_model[head.model]):
                found.append(place)

    def made(path: str, title: str, page: str, found: Sequence[int]) -> Feed:
        items = tuple(_entries(told, found, base_url, f"{base_url}{page}"))
        return Feed(path, clean(title, 120), f"{base_url}{page}", began, items)

    yield made("feeds/all", "imageprices: all changes", "changes/", public)
    for id, name in everything.names.items():
        yield made(f"feeds/providers/{slug(id)}", f"imageprices: {name}", f"providers/{id}.html", of_provider[id])
    for model in everything.models.models:
        path, page = f"feeds/models/{slug(model.id)}", f"models/{model.id}.html"
        yield made(path, f"imageprices: {model.name}", page, of_model[model.id])
    told_waiting = [told[place] for place in waiting]
    last = sorted(_waiting(everything.states, told_waiting, base_url), key=lambda item: (-item.at.timestamp(), item.id))
    yield Feed("feeds/maintainers", "imageprices: held and failed", f"{base_url}status.html", began, tuple(last))


def _entries(told: Sequence[Event], found: Sequence[int], base_url: str, page: str) -> Iterator[FeedItem]:
    """The newest entries, and never a part of an update: one of many changes is a digest first, the weightiest first, then all of them."""
    shown = 0
    for _, places in groupby(found, key=lambda place: (told[place].change.provider, told[place].change.at)):
        events = sorted((told[place] for place in places), key=lambda event: weight(event.change))
        if shown and shown + len(events) > NEWEST:
            return
        if len(events) > DIGEST_ABOVE:
            yield _digest(events, base_url, page)
        yield from (_item(event, base_url) for event in events)
        shown += len(events)


def _digest(events: Sequence[Event], base_url: str, page: str) -> FeedItem:
    """One entry for a large update: how many changes of which kind, and each of them in a line."""
    first = events[0].change
    kinds = Counter(event.change.kind.replace("_", " ") for event in events)
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    title = f"{first.provider}: {len(events)} changes ({counts}), read {first.at:%Y-%m-%d}"
    id = f"{tag(base_url)}:update/{first.provider}/{spelled(first.at)}"
    return FeedItem(id, title, first.at, page, tuple(sentence(event.change) for event in events), "digest")


def _item(event: Event, base_url: str) -> FeedItem:
    change = event.change
    url = f"{base_url}changes/{change.id}.html"
    return FeedItem(f"{tag(base_url)}:change/{change.id}", sentence(change), change.at, url, tuple(_lines(event)), change.kind)


def _lines(event: Event) -> Iterator[str]:
    """What follows from a change, and the words it was read from."""
    for effect in event.effects:
        if effect.standing.place is not Place.UNRANKED:
            why = f" ({effect.standing.place}: {clean(effect.standing.words, 200)})" if effect.standing.because else ""
            yield f"The {effect.recipe} image: {amount(effect.before, effect.currency)} -> {amount(effect.after, effect.currency)}{why}."
    for side, value in (("Before", event.change.before), ("Now", event.change.after)):
        if value is not None:
            yield f"{side}, in the page's words: {_quoted(value)}"


def _quoted(value: PriceLine | Plan | Rule) -> str:
    return f"“{clean(value.quote.text, 200)}” ({clean(urlsplit(value.quote.url).hostname or 'a file')}, {value.quote.captured_at:%Y-%m-%d})"


def _waiting(states: Iterable[ProviderState], told: Sequence[Event], base_url: str) -> Iterator[FeedItem]:
    yield from (_item(event, base_url) for event in told)
    for state in states:
        yield from (_failed(state, page, base_url) for page in (state.held.pages if state.held else ()))
        yield from (_readable(state, page.url, page.outage, base_url) for page in state.checks if page.outage)


def _failed(state: ProviderState, page: HeldPage, base_url: str) -> FeedItem:
    id = hashlib.sha256(repr((state.id, page.url, page.error, spelled(page.since))).encode()).hexdigest()[:16]
    title = clean(f"{state.id}: {page.error}: {page.reason}, since {page.since:%Y-%m-%d}", 500)
    return FeedItem(f"{tag(base_url)}:failed/{id}", title, page.since, f"{base_url}status.html", (clean(page.url, 300),), "failed")


def _readable(state: ProviderState, url: str, outage: Outage, base_url: str) -> FeedItem:
    """A page that is read again: the last time it was not."""
    id = hashlib.sha256(repr((state.id, url, outage.error, spelled(outage.since))).encode()).hexdigest()[:16]
    title = clean(f"{state.id}: readable again: {outage.error} from {outage.since:%Y-%m-%d} to {outage.until:%Y-%m-%d}", 500)
    return FeedItem(f"{tag(base_url)}:readable/{id}", title, outage.until, f"{base_url}status.html", (clean(url, 300),), "readable")


def _json_feed(feed: Feed, base_url: str) -> str:
    said = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": f"{base_url}{feed.path}.json",
        "items": [
            {
                "id": item.id,
                "url": item.url,
                "title": item.title,
                "content_text": "\n".join((item.title, *item.lines)),
                "date_published": item.time,
                "tags": [item.kind],
            }
            for item in feed.items
        ],
    }
    return json.dumps(said, indent=1, ensure_ascii=False) + "\n"


def spelled(when: datetime) -> str:
    """A time as feeds say it."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
