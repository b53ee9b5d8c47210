"""Fetching politely: by the host's rules, in turn, with patience, and saying who we are."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx2
import stamina
import stamina.instrumentation

from pipeline.fetch.addresses import url_of
from pipeline.fetch.redirects import first_call, follow
from pipeline.fetch.requests import BOUNDS, Bounds, Call, PageRequest, Reply, Trail, moment
from pipeline.fetch.robots import FREE, Robots, RobotsRules
from pipeline.fetch.throttle import Manners
from pipeline.fetch.transport import Deadline, Wire, default_tls
from schema.errors import BadAnswer, Blocked, FetchError, TimedOut, Unreachable

# A retry is part of a fetch and no news; stamina's own hook would print it among the results on stdout.
stamina.instrumentation.set_on_retry_hooks(())


class _Busy(Exception):
    """429 or 5xx: worth another try, after the time the host asks for."""

    def __init__(self, reply: Reply) -> None:
        self.reply, self.wait = reply, _retry_after(reply)
        super().__init__(reply.status)


class Fetcher:
    """The network as one run sees it; safe to use from several threads."""

    def __init__(self, bounds: Bounds = BOUNDS, *, loopback: bool = False, tls: ssl.SSLContext | None = None) -> None:
        self._bounds, self._loopback = bounds, loopback
        self._tls = tls or default_tls()
        self._manners = Manners()
        self._robots = Robots(bounds, loopback=loopback)
        self._mine = threading.local()
        self._wires: list[Wire] = []

    def page(self, request: PageRequest, deadline: Deadline | None = None) -> Trail:
        """The calls and replies that lead to a page, each asked for as the host's robots.txt allows."""
        deadline = deadline or self.deadline(request.url)
        return follow(
            first_call(request),
            request.hosts,
            lambda call: self.polite(call, deadline),
            hops=self._bounds.hops,
            loopback=self._loopback,
        )

    def polite(self, call: Call, deadline: Deadline, *, part: bool = False) -> Reply:
        """One call that robots.txt has been asked about; `part` of a page needs no pause before it."""
        rules = self._robots.rules(call.url, lambda robots: self._sent(robots, deadline, FREE, part))
        rules.check(call.url)
        return self._sent(call, deadline, rules, part)

    def _sent(self, call: Call, deadline: Deadline, rules: RobotsRules, part: bool) -> Reply:
        """One call in its turn, tried again where that may help, failures by their name."""
        try:
            return self._patiently(call, deadline, rules.pause(self._bounds), part)
        except _Busy as busy:
            raise self._refusal(call, busy, deadline) from busy
        except httpx2.RemoteProtocolError as error:
            raise BadAnswer(call.url, "a whole answer by the rules of HTTP", str(error)) from error
        except httpx2.TransportError as error:
            raise Unreachable(call.url, "an answer", f"{type(error).__name__}: {error}") from error

    def alone(self, call: Call, deadline: Deadline) -> AbstractContextManager[None]:
        """While it lasts, no other page built by script is made of this host's."""
        return self._manners.page(_host(call), deadline)

    def deadline(self, where: str) -> Deadline:
        return Deadline(self._bounds.total_seconds, where)

    def close(self) -> None:
        for wire in self._wires:
            wire.close()

    def _patiently(self, call: Call, deadline: Deadline, pause: float, part: bool) -> Reply:
        for attempt in stamina.retry_context(
            on=self._worth_waiting(call, deadline),
            attempts=self._bounds.attempts,
            timeout=None,
            wait_initial=self._bounds.retry_seconds,
            wait_max=5 * self._bounds.retry_seconds,
            wait_jitter=self._bounds.retry_seconds,
        ):
            with attempt:
                return self._once(call, deadline, pause, part)
        raise AssertionError("stamina ends with a reply or an error")

    def _once(self, call: Call, deadline: Deadline, pause: float, part: bool) -> Reply:
        host = _host(call)
        with self._manners.turn(host, pause, deadline, part=part):
            closed = self._manners.closed_for(host)
            if closed:
                raise Blocked(call.url, "a host that may be asked", f"one to leave alone for {closed:.0f} s")
            reply = self._wire().send(call, deadline)
        if reply.status == 429 or reply.status >= 500:
            raise _Busy(reply)
        return reply

    def _worth_waiting(self, call: Call, deadline: Deadline) -> Callable[[Exception], bool | float]:
        def wait(error: Exception) -> bool | float:
            if isinstance(error, _Busy) and error.wait is not None:
                return error.wait if self._can_wait(error.wait, deadline) else False
            return isinstance(error, (_Busy, httpx2.TransportError, Unreachable))

        return wait

    def _can_wait(self, seconds: float, deadline: Deadline) -> bool:
        return seconds <= self._bounds.retry_after_seconds and seconds < deadline.left()

    def _refusal(self, call: Call, busy: _Busy, deadline: Deadline) -> FetchError:
        if busy.wait is not None:
            self._manners.close(_host(call), busy.wait)
        found = f"status {busy.reply.status}"
        if busy.wait is not None:
            found += f" and Retry-After {busy.wait:.0f} s"
        if busy.reply.status == 429:
            return Blocked(call.url, "status 200", found)
        if busy.wait is not None and not self._can_wait(busy.wait, deadline):
            return TimedOut(call.url, "an answer within the page's time", found)
        return BadAnswer(call.url, "status 200", found)

    def _wire(self) -> Wire:
        wire: Wire | None = getattr(self._mine, "wire", None)
        if wire is None:
            wire = self._mine.wire = Wire(self._tls, self._bounds, loopback=self._loopback)
            self._wires.append(wire)
        return wire


def _host(call: Call) -> str:
    return url_of(call.url).netloc.decode()


def _retry_after(reply: Reply) -> float | None:
    """Seconds the host asks us to wait: as a number or as a date; None when it does not say."""
    stated = reply.headers.get("retry-after", "").strip()
    if stated.isascii() and stated.isdigit():
        return float(stated[:12])
    when = moment(stated)
    return max(0.0, when.timestamp() - time.time()) if when else None
