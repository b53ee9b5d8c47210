"""Which code read a page: a page is read again when its body or this has changed."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import schema
import scrapers


@cache
def reader_version(provider: str) -> str:
    """A hash of everything that decides how a provider's pages are read."""
    digest = hashlib.sha256()
    for path in _sources(provider):
        digest.update(path.name.encode() + b"\0" + _content(path, path.stat().st_mtime_ns) + b"\0")
    return digest.hexdigest()[:16]


@cache
def _content(path: Path, written: int) -> bytes:
    """Most of the sources are every provider's: read once."""
    return path.read_bytes()


def _sources(provider: str) -> list[Path]:
    verbs, meaning = Path(scrapers.__file__).parent, Path(next(iter(schema.__path__)))
    own = sorted(verbs.glob(f"{provider}.py")) + sorted((verbs / provider).glob("*.py"))
    return [*own, *_in(verbs, "_*.py"), *_in(meaning, "*.py")]


@cache
def _in(folder: Path, pattern: str) -> tuple[Path, ...]:
    return tuple(sorted(folder.glob(pattern)))
