"""A page's own time: Chromium lets it flow as fast as the page's own work allows, in small steps, one after the other.

Half a second of a page's life is what its timers see of it; waiting through it proves no more, and on a busy machine less. What
the page asks for takes none of its time. What a worker computes can't be hurried, so a page that has one is waited for. A script
that runs in a circle until some time has passed never ends, and its page is given up in the end like any other that hangs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page

# How often in a row a page may go on at once before its timers get their turn all the same.
_AT_ONCE = 9999
_TICK_MILLISECONDS = 10
_STEP_SECONDS = 0.1
_STUCK_SECONDS = 1.0  # a page that waits so long for an answer that is on nobody's way goes on without it


class PageTime:
    """The time of one page, which flows until the page is closed; `check` raises what ends a wait."""

    def __init__(self, page: Page, check: Callable[[], None]) -> None:
        self._page, self._check = page, check
        self._session = page.context.new_cdp_session(page)
        self._session.on("Emulation.virtualTimeBudgetExpired", lambda _: self._ended())
        self._steps, self._since = 0, time.monotonic()
        self._step()

    def pass_by(self, seconds: float, at_least: float) -> None:
        """So many seconds of the page's time, and at least so many of everybody's."""
        steps, began = self._steps + 1 + seconds / _STEP_SECONDS, time.monotonic()  # one is under way
        while self._steps < steps or time.monotonic() < began + (seconds if self._page.workers else at_least):
            self._check()
            self._page.wait_for_timeout(_TICK_MILLISECONDS)
            if time.monotonic() > self._since + _STUCK_SECONDS:
                self._step("advance")
        self._check()

    def _ended(self) -> None:
        self._steps += 1
        with suppress(PlaywrightError):  # the page is gone meanwhile
            self._step()

    def _step(self, policy: str = "pauseIfNetworkFetchesPending") -> None:
        self._since = time.monotonic()
        step = {"policy": policy, "budget": 1000 * _STEP_SECONDS, "maxVirtualTimeTaskStarvationCount": _AT_ONCE}
        self._session.send("Emulation.setVirtualTimePolicy", step)
