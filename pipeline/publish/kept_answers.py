"""What was answered before, by the content it is a function of: a build asks the engine again only what could answer otherwise.

One file beside a site (`kept_lines`): what is damaged or of other content is not found, and is asked for again. What a build did not
use is dropped. A field of very many offers keeps none: its answers would not fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from costs.standing.ranking import Circumstances
from pipeline.publish.content_keys import ContentKeys, NoKeys
from pipeline.publish.kept_lines import line_of, lines_in, told_in, write_lines

MOST: Final = 20_000  # offers of a field whose answers are kept
Told = TypeVar("Told")
ROWS: Final = TypeAdapter(list[dict[str, Any]], config=ConfigDict(defer_build=True))  # whatever JSON says as it is


class KeptAnswers:
    """The answers of earlier builds and of this one; without a file none are kept. `code` is the hash of what reckons them."""

    def __init__(self, path: Path | None = None, code: str = "") -> None:
        self.path, self.code = path, code
        self.used: dict[str, bytes] = {}
        self._before = lines_in(path) if path else {}
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
        if line is None or (told := told_in(key, line)) is None:
            return None
        try:
            found = written.validate_json(told)
        except ValidationError:
            return None
        self.used[key] = line
        return found

    def keep(self, key: str, written: TypeAdapter[Told], told: Told) -> None:
        """Keep what was just worked out."""
        if self.path:
            self.used[key] = line_of(key, written.dump_json(told))

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
        if self.path and self.used != self._before:
            write_lines(self.path, sorted(self.used.items()))
