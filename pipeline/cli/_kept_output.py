"""What `cost` and `plans` said before of the same question and the same content, said again without asking.

What they say is a function of the words, the environment, the terminal, the day, our code and every byte of the data folder; one hash
of all of these is the key, and no time nor name stands for any. What was said is kept in the cache folder of whoever asks
(IMAGEPRICES_CACHE, `docs/reference.md`). Nothing heavy is imported: typer alone takes longer than saying it again.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import UTC, datetime
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple, TextIO, TypeVar

from pipeline.publish.kept_lines import line_of, lines_in, told_in, write_lines
from pipeline.publish.site_stamp import made_of
from pipeline.store.bundle import data_to_read

Told = TypeVar("Told")
VARIABLE: Final = "IMAGEPRICES_CACHE"
VERBS: Final = ("cost", "plans")  # that read the data folder and nothing else
ELSE: Final = "--usage"  # which makes one read another file
DATA: Final = "--data"
MOST: Final = 4_000_000  # bytes of all of them, which are read each time; the oldest go
PASSING: Final = {"_", "OLDPWD", "SHLVL"}  # what a shell changes from command to command, and we never read


class KeptOutput(NamedTuple):
    """Where a question finds what was said."""

    arguments: list[str]
    data: Path
    file: Path

    def key(self) -> str | None:
        """The hash of everything that what is said is a function of, as it is now; None where that can't be read, or moves meanwhile."""
        around = sorted((name, value) for name, value in os.environ.items() if name not in PASSING)
        today = datetime.now(UTC).date()
        try:
            return made_of(self.data, (self.arguments, Path.cwd(), around, _terminal(), today))
        except OSError:
            return None

    def said(self, key: str) -> list[str] | None:
        """What was said on the two streams."""
        told = told_in(key, lines_in(self.file).get(key))
        return json.loads(told) if told is not None else None

    def keep(self, key: str, said: list[str]) -> None:
        """Keep it before all others, as long as there is room."""
        lines = {key: line_of(key, json.dumps(said).encode()), **lines_in(self.file)}
        sizes = accumulate(map(len, lines.values()))
        write_lines(self.file, (pair for pair, so_far in zip(lines.items(), sizes, strict=True) if so_far <= MOST))


def told_or_asked(arguments: list[str], ask: Callable[[list[str]], int]) -> int:
    """Say again what was said before; else ask, and keep what is said where it was said whole and of one content."""
    kept = _kept_for(arguments)
    key = kept.key() if kept else None
    if kept is None or key is None:
        return ask(arguments)
    if said := kept.said(key):
        _say_again(*said)
        return 0
    out, err = _Noting(sys.stdout), _Noting(sys.stderr)
    with redirect_stdout(out), redirect_stderr(err):
        status = ask(arguments)
    if status == 0 and not (out.failed or err.failed) and kept.key() == key:
        kept.keep(key, ["".join(out.noted), "".join(err.noted)])
    return status


def _kept_for(arguments: list[str]) -> KeptOutput | None:
    """None for a question of which nothing is kept."""
    if not arguments or arguments[0] not in VERBS or any(word.startswith(ELSE) for word in arguments) or not _all_letters():
        return None
    folder, named = _folder(), [word for word in arguments if word.startswith(DATA)]
    if folder is None or len(named) > 1:
        return None
    try:
        data = _data_of(arguments, named[0]) if named else data_to_read()
    except (IndexError, OSError):
        return None
    return KeptOutput(arguments, data, folder / "answers")


def _all_letters() -> bool:
    """Whether both streams take every letter as it is; what is written to others is changed below where it is noted."""
    return all(str(getattr(stream, "encoding", "")).lower() == "utf-8" for stream in (sys.stdout, sys.stderr))


def _data_of(arguments: list[str], named: str) -> Path:
    """The folder behind `--data`, in both spellings."""
    before, _, value = named.partition("=")
    return Path(value if value or before != DATA else arguments[arguments.index(named) + 1])


def _folder() -> Path | None:
    """Where answers are kept; None where somebody wants none, or has no place for any."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    with suppress(RuntimeError):  # somebody without a home
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "imageprices"
    return None


def _say_again(out: str, err: str) -> None:
    sys.stdout.write(out)
    sys.stdout.flush()
    sys.stderr.write(err)


def _terminal() -> list[object]:
    """Whether somebody reads at a terminal, and how large it is, by which tables are laid out."""
    return [sys.stdout.isatty(), sys.stderr.isatty(), *map(_size, (0, 1, 2))]


def _size(stream: int) -> os.terminal_size | None:
    try:
        return os.get_terminal_size(stream)
    except OSError:
        return None


class _Noting(io.TextIOBase):
    """A stream that notes what is written to it, and whether somebody stopped reading. It has no buffer: all passes `write`."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.noted, self.failed = stream, list[str](), False

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self.stream.encoding

    def write(self, text: str) -> int:
        written = self._done(lambda: self.stream.write(text))
        self.noted.append(text)
        return written

    def flush(self) -> None:
        self._done(self.stream.flush)

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()

    def _done(self, work: Callable[[], Told]) -> Told:
        try:
            return work()
        except OSError:
            self.failed = True
            raise
