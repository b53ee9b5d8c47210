"""Work for a second core: a child of this process does it meanwhile and hands over what it found.

Without a second core, or where the child comes to nothing, it is done here when it is asked for: what is found is the same.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Generic, Self, TypeVar

Found = TypeVar("Found")


class SeriesMeanwhile(Generic[Found]):
    """A piece of work that needs nothing of what is done beside it. What was found passes through a file: nobody waits to hand it over.

    It finds one thing after the other, and they are handed over so: not all of them are in memory.
    """

    def __init__(self, work: Callable[[], Iterable[Found]], told: Path) -> None:
        self._work, self._told = work, told
        self._child = _started(work, told) if hasattr(os, "fork") and (os.cpu_count() or 1) > 1 else None

    def each(self) -> Iterator[Found]:
        """What it came to; waits for all of it."""
        child, self._child = self._child, None
        if child is None or not _ended_well(child):
            yield from self._work()
            return
        with self._told.open("rb") as file:
            self._told.unlink()
            with suppress(EOFError):
                while True:
                    yield pickle.load(file)  # of our own child, from a folder of our own

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Leave no child behind where what was done beside it failed."""
        if self._child is not None:
            with suppress(OSError):
                os.kill(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)


class Meanwhile(SeriesMeanwhile[Found]):
    """The same of work that finds one thing."""

    def __init__(self, work: Callable[[], Found], told: Path) -> None:
        super().__init__(lambda: (work() for _ in range(1)), told)

    def found(self) -> Found:
        """What it came to; waits for it."""
        [found] = self.each()
        return found


def _ended_well(child: int) -> bool:
    """Whether it found all there is; waits for it. No other process can wait for it, and finds out by itself."""
    with suppress(ChildProcessError):
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return False


def _started(work: Callable[[], Iterable[object]], told: Path) -> int:
    """The child's number. It ends without a word: what went wrong is told by who does the work again."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with told.open("wb") as file:
            for found in work():
                pickle.dump(found, file, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)
