"""Joining the data folders of several machines that each observed a part of the providers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.store.data_folder import Store, Writes
from pipeline.store.file_names import CHECKS
from pipeline.text.canonical_json import spelled
from schema.changes import Change, Checks, PageCheck
from schema.errors import BadData


class ShardPart(NamedTuple):
    """A data folder, how each page of its providers was last read, and when."""

    store: Store
    pages: Mapping[str, tuple[PageCheck, ...]]
    looked: dict[str, str]


def merge(store: Store, shards: list[Store]) -> list[str]:
    """Bring every shard's providers into the folder, as one write; say whose history goes on."""
    own, *others = map(_part, (store, *shards))
    newest = {provider: _newest(provider, [own, *others]) for provider in sorted({name for part in others for name in _named(part)})}
    writes: Writes = {}
    checks, counted = dict(own.pages), dict(store.checks().changes)
    for part in others:
        counts = part.store.checks().changes
        for provider in [provider for provider, at in newest.items() if at is part]:
            writes |= _news(store, part.store, provider)
            checks[provider] = part.pages.get(provider, ())
            counted |= {provider: counts[provider]} if provider in counts else {}
    as_of = max((day for part in (store, *shards) if (day := part.checks().as_of)), default=None)
    writes[CHECKS] = spelled(Checks(as_of=as_of, providers=checks, changes=dict(sorted(counted.items()))))
    moved = sorted({path.split("/")[1] for path in writes if path.startswith("history/")})
    store.write(writes)
    store.introduce({name: about for shard in [store, *shards] for name, about in shard.introduced().items()})
    return moved


def _named(part: ShardPart) -> set[str]:
    return {*part.store.providers(), *part.looked}


def _newest(provider: str, parts: list[ShardPart]) -> ShardPart:
    """The folder that knows most of a provider; each must be a later state of the other, or they contradict each other."""
    newest = parts[0]
    for other in parts[1:]:
        if _is_later(provider, newest, other):
            newest = other
    return newest


def _is_later(provider: str, one: ShardPart, other: ShardPart) -> bool:
    if _as_it_was(provider, one, other):
        return False
    if _lines(one.store, provider) == _lines(other.store, provider):  # as of most: nothing to be read
        return other.looked.get(provider, "") > one.looked.get(provider, "")
    mine, theirs = one.store.history(provider), other.store.history(provider)
    _demand_same_beginning(provider, (one.store, mine), (other.store, theirs))
    return (len(theirs), other.looked.get(provider, "")) > (len(mine), one.looked.get(provider, ""))


def _as_it_was(provider: str, one: ShardPart, other: ShardPart) -> bool:
    """Whether neither looked at its pages after the other nor was told more: so it is in all shards but the one that asked."""
    looked_alike = provider in one.pages and one.pages[provider] == other.pages.get(provider)
    return looked_alike and _sizes(one.store, provider) == _sizes(other.store, provider)


def _sizes(store: Store, provider: str) -> list[tuple[str, int]]:
    return [(path.name, path.stat().st_size) for path in _histories(store, provider)]


def _lines(store: Store, provider: str) -> list[tuple[str, bytes]]:
    return [(path.name, path.read_bytes()) for path in _histories(store, provider)]


def _histories(store: Store, provider: str) -> list[Path]:
    return sorted((store.folder / "history" / provider).glob("*.jsonl"))


def _demand_same_beginning(provider: str, one: tuple[Store, list[Change]], other: tuple[Store, list[Change]]) -> None:
    both = min(len(one[1]), len(other[1]))
    if one[1][:both] != other[1][:both]:
        raise BadData(
            f"history of {provider}",
            "one to be the beginning of the other",
            f"{one[0].folder} and {other[0].folder} to differ",
            "merge the shards of one run only",
        )


def _part(store: Store) -> ShardPart:
    pages = store.checks().providers
    looked = {provider: max((f"{page.at:%Y-%m-%dT%H:%M:%S}" for page in own), default="") for provider, own in pages.items()}
    return ShardPart(store, pages, looked)


def _news(store: Store, shard: Store, provider: str) -> Writes:
    """A provider's files that are another in a shard than here; what it does not have is deleted."""
    shard.known(provider)
    paths = {f"current/{provider}.json", f"held/{provider}.json", f"accepted/{provider}.json"}
    paths |= {str(path.relative_to(each.folder)) for each in (store, shard) for path in _histories(each, provider)}
    texts = {path: _text(shard.folder / path) for path in sorted(paths)}
    return {path: text for path, text in texts.items() if text != _text(store.folder / path)}


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None
