"""Visits made ahead: while one provider is judged and stored, others are waited for. A host is still asked one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from pipeline.update.provider_update import Memory
from pipeline.update.visits import Asks, Visit, visit

AT_ONCE: Final = 16  # sellers that are waited for at the same time


class Ahead:
    """The visits of these providers, to be asked for in this order; their pages are in memory for two rounds at most."""

    def __init__(self, asks: Asks, memories: Sequence[Memory], pool: ThreadPoolExecutor) -> None:
        self._asks, self._waiting, self._pool = asks, iter(memories), pool
        self._running: dict[str, Future[Visit]] = {}
        for _ in range(2 * AT_ONCE):
            self._start_next()

    def of(self, provider: str) -> Visit:
        """What a visit brought, or the error it ended with."""
        self._start_next()
        return self._running.pop(provider).result()

    def _start_next(self) -> None:
        memory = next(self._waiting, None)
        if memory is not None:
            self._running[memory.provider] = self._pool.submit(_visited, self._asks, memory)


def _visited(asks: Asks, memory: Memory) -> Visit:
    return visit(asks, memory.provider, memory.of_same_reader())


@contextmanager
def ahead(asks: Asks, memories: Sequence[Memory]) -> Iterator[Ahead]:
    """Visits in threads; an interrupted run doesn't begin those that are still waiting."""
    pool = ThreadPoolExecutor(AT_ONCE, "visit")
    try:
        yield Ahead(asks, memories, pool)
    finally:
        pool.shutdown(cancel_futures=True)
