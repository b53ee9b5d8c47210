"""Work for a second core: a child of this process does it meanwhile and hands over what it found.

Without a second core, or where the child comes to nothing, it is done here when it is asked for: what is found is the same.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

Found = TypeVar("Found")


class Meanwhile(Generic[Found]):
    """A piece of work that needs nothing of what is done beside it. What was found passes through a file: nobody waits to hand it over."""

    def __init__(self, work: Callable[[], Found], told: Path) -> None:
        self._work, self._told = work, told
        self._child = _started(work, told) if hasattr(os, "fork") and (os.cpu_count() or 1) > 1 else None

    def found(self) -> Found:
        """What it came to; waits for it."""
        child, self._child = self._child, None
        if child is None or os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            return self._work()
        with self._told.open("rb") as file:
            found: Found = pickle.load(file)  # of our own child, from a folder of our own
        self._told.unlink()
        return found

    def __enter__(self) -> Meanwhile[Found]:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Leave no child behind where what was done beside it failed."""
        if self._child is not None:
            with suppress(OSError):
                os.kill(self._child, signal.SIGKILL)
                os.waitpid(self._child, 0)


def _started(work: Callable[[], object], told: Path) -> int:
    """The child's number. It ends without a word: what went wrong is told by who does the work again."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        with told.open("wb") as file:
            pickle.dump(work(), file, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)
