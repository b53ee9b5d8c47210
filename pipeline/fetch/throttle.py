"""Taking turns: one request at a host at a time, with a pause between two."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from threading import Lock

from pipeline.fetch.transport import Deadline
from schema.errors import TimedOut

# Several providers may share a host: each of the pages before ours has its 30 s.
_LONGEST_TURN = 600.0


@dataclass
class _Host:
    turn: Lock = field(default_factory=Lock)
    page: Lock = field(default_factory=Lock)
    free_at: float = 0.0
    closed_until: float = 0.0


def _wait(seconds: float, deadline: Deadline) -> None:
    if seconds > 0:
        with deadline.paused():
            time.sleep(seconds)


class Manners:
    """What every thread of a run knows about the hosts it asks."""

    def __init__(self) -> None:
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)
        self._lock = Lock()

    @contextmanager
    def turn(self, host: str, pause: float, deadline: Deadline, *, part: bool = False) -> Iterator[None]:
        """Hold the host for one request; the next page has to wait `pause` seconds after its end.

        Waiting for a page's turn costs it no time of its own; the parts of a page come without pauses, on its time.
        """
        state = self._state(host)
        with nullcontext() if part else deadline.paused():
            taken = state.turn.acquire(timeout=deadline.left() if part else _LONGEST_TURN)
        if not taken:
            raise TimedOut(host, "a turn at this host", "other requests that did not end")
        try:
            if not part:
                _wait(state.free_at - time.monotonic(), deadline)
            yield
        finally:
            state.free_at = time.monotonic() + pause
            state.turn.release()

    @contextmanager
    def page(self, host: str, deadline: Deadline) -> Iterator[None]:
        """Hold the host for one page built by script, with all its parts; waiting for it costs a page no time of its own."""
        page = self._state(host).page
        with deadline.paused():
            page.acquire()
        try:
            yield
        finally:
            page.release()

    def close(self, host: str, seconds: float) -> None:
        """The host asked to be left alone for so long."""
        self._state(host).closed_until = time.monotonic() + seconds

    def closed_for(self, host: str) -> float:
        """Seconds the host still wants to be left alone."""
        return max(0.0, self._state(host).closed_until - time.monotonic())

    def _state(self, host: str) -> _Host:
        with self._lock:
            return self._hosts[host]
