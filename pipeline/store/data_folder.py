"""`data/`: what is believed, what is held, when each page was read. Written through a journal, so that a run that is
killed at any point leaves the state before it or the state after it.

A commit writes the full text of every file it touches into `.journal.json` first. Once that is on the disk the commit
has happened: whoever opens the folder next finishes what the journal says. Before that, nothing has.

When a provider's pages were read is committed with its prices, as a small file of its own: `checks.json`, which all are in, takes
these in when the folder is closed, or opened next. Whoever reads the folder in between reads both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from pipeline.ledger.entries import entries_of
from pipeline.ledger.state import Known, replay
from pipeline.store import disk
from pipeline.store.file_names import CHECKS, JOURNAL, LOOKS, OURS, PROVIDERS
from pipeline.store.history import appended, read_history, tells_of
from pipeline.text.canonical_json import spelled
from pipeline.text.sentences import clean
from schema.changes import Change, Checks, Held, PageCheck
from schema.errors import BadData
from schema.prices import About, Closed, EntryKey, Quote, Snapshot

if TYPE_CHECKING:
    from schema.accepted import Accepted  # brings the words that are looked for around prices: for who asks for them alone

File = TypeVar("File", bound=Closed)
Writes = dict[str, str | None]  # path in the folder -> its new text; None deletes it


@dataclass(frozen=True, slots=True)
class Store:
    """A data folder. Reading needs no lock; `commit` is for who holds it (`opened`)."""

    folder: Path

    def providers(self) -> list[str]:
        """Every provider something is known of."""
        return sorted(path.name for path in (self.folder / "history").glob("*") if path.is_dir())

    def known(self, provider: str, history: list[Change] | None = None) -> Known | None:
        """What is believed of a provider; None when nothing was ever read. `current` must be what history says."""
        changes = self.history(provider) if history is None else history
        current = self.folder / "current" / f"{provider}.json"
        if not changes and not current.exists():
            return None
        self._demand_counted(provider, changes)
        known = replay(provider, changes)
        text, expected = _text(current), spelled(known.snapshot())
        if text != expected:  # what is the same text is what we wrote of these changes, and is not taken apart
            self._demand_told(provider, changes, text)
            found = "no such file" if text is None else _told_apart(expected, text)
            raise BadData(str(current), "what its history says", found, f"imageprices check --repair --data {self.folder}")
        return known

    def demand_whole(self, provider: str, changes: Sequence[Change]) -> None:
        """BadData for a history that lost changes: it is the truth, and nothing here makes it shorter or builds on what is left."""
        self._demand_counted(provider, changes)
        self._demand_told(provider, changes, _text(self.folder / "current" / f"{provider}.json"))

    def _demand_counted(self, provider: str, changes: Sequence[Change]) -> None:
        counted = 0
        with suppress(BadData):  # that checks.json can't be read is told where it is asked for
            counted = self.checks().changes.get(provider, 0)
        if len(changes) < counted:
            raise self._lost(provider, f"the {counted} changes it had", changes)

    def _demand_told(self, provider: str, changes: Sequence[Change], current: str | None) -> None:
        lost = _only_in_current(current, changes)
        if lost:
            raise self._lost(provider, f"the change that told {lost}, which current/ has", changes)

    def _lost(self, provider: str, expected: str, changes: Sequence[Change]) -> BadData:
        path = self.folder / "history" / provider
        return BadData(str(path), expected, f"{len(changes)}: lines were lost", f"git checkout -- {path}")

    def history(self, provider: str) -> list[Change]:
        """All changes of a provider, in order."""
        return read_history(self.folder, provider)

    def missing(self, provider: str) -> Mapping[EntryKey, datetime]:
        """What its pages no longer say, with the day since when. A history in which nothing went missing need not be read for that."""
        return replay(provider, self.history(provider)).missing if tells_of(self.folder, provider, "missing") else {}

    def current(self, provider: str) -> Snapshot:
        """The last accepted snapshot."""
        return _read(self.folder / "current" / f"{provider}.json", Snapshot)

    def held(self, provider: str) -> Held | None:
        """What waits for a reading or a person; None when nothing does."""
        path = self.folder / "held" / f"{provider}.json"
        return _read(path, Held) if path.exists() else None

    def checks(self) -> Checks:
        """When each page was last looked at."""
        known, news = self._taken_in(), self._looks()
        return _taking_in(known, news) if news else known

    def _taken_in(self) -> Checks:
        path = self.folder / CHECKS
        return _checks(path, signature(path)) if path.exists() else Checks()

    def _looks(self) -> list[Checks]:
        """What was committed since checks.json was written."""
        return [_read(path, Checks) for path in sorted((self.folder / LOOKS).glob("*.json"))]

    def gather(self, as_of: date | None = None) -> None:
        """Let checks.json take in what was committed: once for all providers of a run, since it is as long as all of them.

        `as_of` is the day the folder stands for from now on; without it that of its newest reading, and never an earlier one than before.
        """
        folder, news, known = self.folder / LOOKS, self._looks(), self._taken_in()
        checks = _taking_in(known, news)
        checks = checks.model_copy(update={"as_of": as_of or max(filter(None, (known.as_of, checks.newest_reading())), default=None)})
        if checks != known:
            self.write({CHECKS: spelled(checks), **{f"{LOOKS}/{provider}.json": None for look in news for provider in look.providers}})
        with suppress(OSError):  # not there, or something of nobody's is in it: an empty folder more or less changes nothing
            folder.rmdir()

    def accepted(self, provider: str) -> Accepted | None:
        """What stands around the prices of a provider, as a reading or a person accepted it."""
        from schema.accepted import Accepted

        path = self.folder / "accepted" / f"{provider}.json"
        return _read(path, Accepted) if path.exists() else None

    def commit(
        self, changes: list[Change], known: Known, held: Held | None, pages: Iterable[PageCheck], accepted: Accepted | None = None
    ) -> None:
        """Append the changes of one provider, and write what follows from them: all of it, or nothing."""
        provider, looked_at = known.provider, tuple(sorted(pages, key=lambda page: page.url))
        writes: Writes = {**appended(self.folder, provider, changes)}
        current = f"current/{provider}.json"
        if known.last is not None and (changes or not (self.folder / current).exists()):
            writes[current] = spelled(known.snapshot())
        writes[f"held/{provider}.json"] = spelled(held) if held else None
        if accepted:
            writes[f"accepted/{provider}.json"] = spelled(accepted)
        look = f"{LOOKS}/{provider}.json"
        counted = {provider: len(known.ids)} if known.ids else {}
        before = self._taken_in()
        if (self.folder / look).exists() or before.providers.get(provider) != looked_at or changes or provider not in before.changes:
            writes[look] = spelled(Checks(providers={provider: looked_at}, changes=counted))
        self.write(writes)

    def introduced(self) -> dict[str, About]:
        """Who the providers were said to be."""
        try:
            return {provider: About(**said) for provider, said in json.loads(_text(self.folder / PROVIDERS) or "{}").items()}
        except (ValueError, TypeError, AttributeError):
            return {}  # written anew by the next run: nothing is lost with it

    def introduce(self, abouts: Mapping[str, About]) -> None:
        """Write who the providers are, for whoever builds from this folder alone."""
        said = {provider: about.model_dump(mode="json") for provider, about in abouts.items()}
        self.write({PROVIDERS: json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"})

    def write(self, writes: Writes) -> None:
        """Write several files as one."""
        news = {path: text for path, text in writes.items() if text != _text(self.folder / path)}
        if news:
            disk.write(self.folder / JOURNAL, _journal(news))
            self.finish()

    def finish(self) -> bool:
        """Do what the journal says, again if need be, and say whether there was one."""
        journal = self.folder / JOURNAL
        if not journal.exists():
            return False
        for path, text in _journalled(journal).items():
            _put(self.folder / path, text)
        disk.remove(journal)
        return True


def _taking_in(known: Checks, news: Iterable[Checks]) -> Checks:
    providers, changes = dict(known.providers), dict(known.changes)
    for look in news:
        providers |= look.providers
        changes |= look.changes
    return Checks(as_of=known.as_of, providers=dict(sorted(providers.items())), changes=dict(sorted(changes.items())))


def _only_in_current(text: str | None, changes: Sequence[Change]) -> str | None:
    """Something in `current` that was read from a page its history never told of; None where there is none."""
    try:
        current = Snapshot.model_validate_json(text or "{}")
    except ValidationError:
        return None  # damaged itself: it is made anew from its history
    told = {_page_of(value.quote) for change in changes for value in (change.before, change.after) if value}
    unknown = (one for one in entries_of(current).values() if _page_of(one.quote) not in told)
    return next((f"{one.subject} {one.owner.native_id}" for one in unknown), None)


def _page_of(quote: Quote) -> tuple[datetime, str]:
    """Which page, when: a damaged line of `current` still names one that its history read."""
    return (quote.captured_at, quote.sha256)


def _told_apart(expected: str, text: str) -> str:
    """The first line that says something else."""
    for number, (ours, theirs) in enumerate(zip_longest(expected.splitlines(), text.splitlines(), fillvalue=""), start=1):
        if ours != theirs:
            return f"{clean(theirs.strip())!r} in line {number}, where it says {clean(ours.strip())!r}"
    return "the same lines with other ends"


@contextmanager
def opened(folder: Path, wait: float = 0.0) -> Iterator[Store]:
    """A data folder to write to: made if there is none, locked, and freed of what a killed run left."""
    demand_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with disk.locked(folder, wait):
        store = Store(folder)
        store.finish()
        disk.sweep(folder)
        with suppress(BadData):  # what can't be read is told to who asks for it, and mended by who came to mend it
            store.gather()
        yield store
        store.gather()


def settled(folder: Path) -> Store:
    """A data folder to read from: BadData when it is none, or a run was interrupted in it."""
    if not folder.is_dir() or not any(folder.iterdir()):
        raise BadData(str(folder), "a data folder", "nothing", f"imageprices update --data {folder}")
    demand_ours(folder)
    if (folder / JOURNAL).exists():
        raise BadData(str(folder), "whole files", "a commit that was interrupted", f"imageprices check --repair --data {folder}")
    return Store(folder)


def demand_ours(folder: Path) -> None:
    """BadData unless the folder is missing, empty, or one of ours."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise BadData(str(folder), "a data folder", "a file")
    names = {path.name for path in folder.iterdir() if not path.name.startswith((".", disk.TEMPORARY))}
    if names and not names & set(OURS):
        raise BadData(str(folder), "a data folder, or an empty one", f"a folder with {', '.join(sorted(names)[:4])}")


def signature(path: Path) -> tuple[int, ...]:
    """What changes when a file is replaced."""
    stat = path.stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=2)
def _checks(path: Path, signature: tuple[int, ...]) -> Checks:
    """The one file every provider is in: read once for all of them, and again when it was replaced."""
    return _read(path, Checks)


def _read(path: Path, model: type[File]) -> File:
    try:
        return model.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        raise BadData(str(path), "a file", "none", f"imageprices check --repair --data {_folder_of(path)}") from None
    except ValidationError as error:
        problem = error.errors()[0]
        found = f"{problem['msg']} at {'.'.join(map(str, problem['loc'])) or 'its beginning'}"
        raise BadData(str(path), f"{model.__name__} as JSON", found, f"imageprices check --repair --data {_folder_of(path)}") from None


def _folder_of(path: Path) -> Path:
    return path.parent if path.name == CHECKS and path.parent.name != LOOKS else path.parent.parent


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError:
        return ""


def _put(path: Path, text: str | None) -> None:
    if text is None:
        disk.remove(path)
    else:
        disk.write(path, text)


def _journal(writes: Writes) -> str:
    body = json.dumps(writes, sort_keys=True, ensure_ascii=False)
    return json.dumps({"sha256": _sha256(body), "writes": body}) + "\n"


def _journalled(path: Path) -> Writes:
    try:
        journal = json.loads(path.read_text(encoding="utf-8"))
        if _sha256(journal["writes"]) != journal["sha256"]:
            raise ValueError("its hash does not fit")
        writes: Writes = json.loads(journal["writes"])
    except (ValueError, KeyError, TypeError) as error:
        raise BadData(str(path), "a whole journal", str(error), f"git status {path.parent}, then delete the journal") from None
    return writes


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
