"""What was answered before, by the content it is a function of: a build asks the engine again only what could answer otherwise.

One file beside a site, a line an answer: its key, a hash of what follows, JSON. A line that is damaged or of other content is not
found, and is asked for again; a lost file costs time only. What a build did not use is dropped. A field of very many offers keeps
none: its answers would not fit into memory.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from costs.standing.ranking import Circumstances
from pipeline.publish.content_keys import ContentKeys, NoKeys

MOST: Final = 20_000  # offers of a field whose answers are kept
_CHECK: Final = 16  # letters of the hash of a line
Told = TypeVar("Told")
ROWS: Final = TypeAdapter(list[dict[str, Any]], config=ConfigDict(defer_build=True))  # whatever JSON says as it is


class KeptAnswers:
    """The answers of earlier builds and of this one; without a file none are kept. `code` is the hash of what reckons them."""

    def __init__(self, path: Path | None = None, code: str = "") -> None:
        self.path, self.code = path, code
        self.used: dict[str, bytes] = {}
        self._before = _lines(path) if path else {}
        self._keys: ContentKeys | None = None

    def give_up(self) -> None:
        """Keep nothing of a field that is too large for it."""
        self.path, self._before = None, {}

    def keys(self, known: Circumstances) -> ContentKeys | NoKeys:
        """What tells the offers of a data set from others."""
        if self.path is None:
            return NoKeys()
        if self._keys is None or self._keys.known is not known:
            self._keys = ContentKeys(known, self.code)
        return self._keys

    def find(self, key: str, written: TypeAdapter[Told]) -> Told | None:
        """What was kept under a key, if it is whole."""
        line = self.used.get(key) or self._before.get(key)
        if line is None or line[:_CHECK] != _check(key.encode() + line[_CHECK:]):
            return None
        try:
            found = written.validate_json(line[_CHECK:])
        except ValidationError:
            return None
        self.used[key] = line
        return found

    def keep(self, key: str, written: TypeAdapter[Told], told: Told) -> None:
        """Keep what was just worked out."""
        if self.path:
            line = written.dump_json(told)
            self.used[key] = _check(key.encode() + line) + line

    def had(self, key: str, written: TypeAdapter[list[Told]], ask: Callable[[], Iterable[Told]]) -> list[Told]:
        """What was kept under a key; else what is worked out now, and kept."""
        found = self.find(key, written)
        if found is None:
            found = list(ask())
            self.keep(key, written, found)
        return found

    def noting(self, work: Callable[[], Told]) -> Callable[[], tuple[Told, Mapping[str, bytes]]]:
        """Work for another process, which tells with what it found what it used and worked out meanwhile."""
        before = frozenset(self.used)

        def done() -> tuple[Told, Mapping[str, bytes]]:
            found = work()
            return found, {key: line for key, line in self.used.items() if key not in before}

        return done

    def take(self, told: tuple[Told, Mapping[str, bytes]]) -> Told:
        """What another process found; what it used and worked out is kept."""
        found, used = told
        self.used |= used
        return found

    def write(self) -> None:
        """Leave what this build used to the next one. A disk that takes nothing costs time only."""
        if self.path is None or self.used == self._before:
            return
        beside = self.path.with_name(f"{self.path.name}-{os.getpid()}")
        with suppress(OSError):
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with beside.open("wb") as file:
                    file.writelines(b"%s %s\n" % (key.encode(), line) for key, line in sorted(self.used.items()))
                beside.replace(self.path)
            finally:
                beside.unlink(missing_ok=True)


def _lines(path: Path) -> dict[str, bytes]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return {}
    parts = (line.partition(b" ") for line in lines)
    return {key.decode("ascii", "replace"): line for key, _, line in parts if line}


def _check(told: bytes) -> bytes:
    return hashlib.blake2b(told, digest_size=_CHECK // 2).hexdigest().encode()
