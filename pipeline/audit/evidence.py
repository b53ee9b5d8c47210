"""Whether every price still stands where its quote says: the page it was read from is read again, and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pipeline.fetch.recordings import INDEX, FolderPersister
from pipeline.fetch.requests import moment
from pipeline.ledger.entries import Entries, Entry, entries_of, in_order
from schema.errors import BadData, ScrapeError
from schema.prices import Quote, Snapshot
from schema.text import plain

EMPTY = "(an empty cell)"


@dataclass(slots=True)
class Evidence:
    """What re-reading came to: how many entries stand, what does not, and how many pages were not at hand."""

    proven: int = 0
    elsewhere: int = 0
    faults: list[str] = field(default_factory=list)


class Rereader(Protocol):
    """A recorded page read once more. What knows the readers is above this room."""

    def declares(self, provider: str, url: str) -> bool:
        """Whether a provider has a reader for this page."""

    def read(self, provider: str, url: str, body: bytes, captured_at: datetime) -> Entries:
        """What the page is read to say now; raises the ScrapeError that it can't be read for."""

    def words(self, provider: str, url: str, body: bytes) -> tuple[str, ...]:
        """The page's words, as seen and as in its source."""


class Bodies:
    """The bodies of recordings by hash; a provider's are only read when one of its quotes is looked for."""

    def __init__(self, sets: Iterable[Path]) -> None:
        self._sets = list(sets)
        self._found: dict[str, dict[str, bytes]] = {}
        self._moments: dict[str, set[tuple[str, datetime]]] = {}
        self.broken: list[str] = []

    def of(self, provider: str) -> dict[str, bytes]:
        """The bodies recorded for a provider."""
        if provider not in self._found:
            self._found[provider] = dict(self._load(provider))
        return self._found[provider]

    def seen(self, provider: str, url: str, at: datetime) -> bool:
        """Whether a page was recorded at this very moment."""
        self.of(provider)
        return (url, at) in self._moments.get(provider, ())

    def _load(self, provider: str) -> Iterator[tuple[str, bytes]]:
        for folder in self._sets:
            index = folder / provider / INDEX
            if index.is_file():
                yield from self._bodies(provider, index)

    def _bodies(self, provider: str, index: Path) -> Iterator[tuple[str, bytes]]:
        try:
            requests, responses, _ = FolderPersister.load_cassette(index)
        except BadData as error:
            self.broken.append(str(error))
            return
        for request, response in zip(requests, responses, strict=True):
            if at := moment(next(iter(response["headers"].get("date", [])), "")):
                self._moments.setdefault(provider, set()).add((request.uri, at))
            body = response["body"]["string"] or b""
            yield hashlib.sha256(body).hexdigest(), body


def proven(snapshot: Snapshot, bodies: Bodies, pages: Rereader) -> Evidence:
    """Look for every entry of a snapshot on the page its quote names."""
    found = Evidence()
    for (url, sha256), entries in sorted(_by_page(snapshot).items()):
        body = bodies.of(snapshot.provider).get(sha256)
        if body is None and bodies.seen(snapshot.provider, url, entries[0].quote.captured_at):
            changed = f"the page {url} as recorded at that moment has another hash than {sha256[:12]}"
            found.faults += [f"{_named(snapshot.provider, one)}: {changed}" for one in entries]
            continue
        if body is None or not pages.declares(snapshot.provider, url):
            found.elsewhere += len(entries)
            continue
        faults = _faults(pages, snapshot.provider, url, body, entries)
        found.faults += faults
        found.proven += len(entries) - len(faults)
    return found


def _by_page(snapshot: Snapshot) -> dict[tuple[str, str], list[Entry]]:
    pages: dict[tuple[str, str], list[Entry]] = {}
    for one in in_order(entries_of(snapshot).values()):
        pages.setdefault((one.quote.url, one.quote.sha256), []).append(one)
    return pages


def _faults(pages: Rereader, provider: str, url: str, body: bytes, entries: list[Entry]) -> list[str]:
    try:
        words = pages.words(provider, url, body)
        again = pages.read(provider, url, body, entries[0].quote.captured_at)
    except ScrapeError as error:
        return [f"{_named(provider, one)}: its page cannot be read any more: {error}" for one in entries]
    faults = ((one, _fault(one, again, words)) for one in entries)
    return [f"{_named(provider, one)}: {fault}" for one, fault in faults if fault]


def _fault(one: Entry, again: Entries, words: tuple[str, ...]) -> str | None:
    """Why an entry is not proven; None when it is."""
    new = again.get(one.key)
    if new is None:
        return f"expected {one.quote.text!r} at {one.quote.locator}, found nothing read there"
    if new.fact != one.fact:
        return f"expected {_essence(one)}, found {_essence(new)} at {new.quote.locator}"
    differing = [name for name in ("text", "unit_text", "locator") if getattr(new.quote, name) != getattr(one.quote, name)]
    if differing:
        return f"its quote's {differing[0]}: expected {getattr(one.quote, differing[0])!r}, found {getattr(new.quote, differing[0])!r}"
    return None if _stands(one.quote, words) else f"the words {one.quote.text!r} do not stand on the page"


def _essence(one: Entry) -> str:
    return json.dumps([str(part) for part in one.fact[1:] if part not in (None, ())], ensure_ascii=False)[:200]


def _stands(quote: Quote, words: tuple[str, ...]) -> bool:
    return quote.text == EMPTY or any(plain(quote.text) in page for page in words)


def _named(provider: str, one: Entry) -> str:
    return f"{provider} {one.owner.native_id}"


def demand_sets(folders: Iterable[Path]) -> list[Path]:
    """The recording sets a person named, or those that lie where they usually do."""
    named = list(folders)
    for folder in named:
        if not folder.is_dir():
            raise BadData(str(folder), "a folder with a recording per provider", "no such folder")
    return named or sorted(path for path in Path("tests/cassettes").glob("*") if path.is_dir())
