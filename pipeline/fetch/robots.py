"""What a host's robots.txt allows us (RFC 9309), asked once per host and run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import httpx2
from protego import Protego

from pipeline.fetch.addresses import allowed_url
from pipeline.fetch.requests import BOUNDS, Bounds, Call, Reply, Send
from pipeline.text.identity import ROBOT
from schema.errors import Blocked, FetchError, NotAllowed, TimedOut, Unreachable


@dataclass(frozen=True)
class RobotsRules:
    """The rules of one host; `closed` is why nothing may be asked although we know no rule."""

    rules: Protego
    closed: FetchError | None = None

    def check(self, url: str) -> None:
        if self.closed:
            # A host that is down is down, whichever of its pages was asked for first.
            kind = type(self.closed) if isinstance(self.closed, (Unreachable, TimedOut, Blocked)) else NotAllowed
            raise kind(url, "a robots.txt that can be read, or none", str(self.closed)) from self.closed
        if not self.rules.can_fetch(url, ROBOT):
            raise NotAllowed(url, "leave to read it", "robots.txt disallows it")

    def pause(self, bounds: Bounds) -> float:
        """Seconds between two requests: ours, or the longer Crawl-delay up to a cap."""
        delay = self.rules.crawl_delay(ROBOT) or 0.0
        return max(bounds.spacing_seconds, min(float(delay), bounds.crawl_delay_seconds))


FREE = RobotsRules(Protego.parse(""))


class Robots:
    """The robots.txt of every host of a run."""

    def __init__(self, bounds: Bounds = BOUNDS, *, loopback: bool = False) -> None:
        self._bounds, self._loopback = bounds, loopback
        self._known: dict[str, RobotsRules] = {}
        self._locks: dict[str, Lock] = {}

    def rules(self, url: str, send: Send) -> RobotsRules:
        origin = _origin(url)
        with self._locks.setdefault(origin, Lock()):
            if origin not in self._known:
                self._known[origin] = self._asked(origin, send)
            return self._known[origin]

    def _asked(self, url: str, send: Send) -> RobotsRules:
        try:
            reply = self._followed(url, send)
        except FetchError as error:
            return RobotsRules(FREE.rules, closed=error)
        except httpx2.InvalidURL as error:
            return RobotsRules(FREE.rules, closed=NotAllowed(url, "a redirect to an address", str(error)))
        if reply.status != 200:  # 4xx, or redirects without end: no rules (RFC 9309, 2.3.1.2 and 2.3.1.3)
            return FREE
        return _parsed(reply, self._bounds.robots_bytes)

    def _followed(self, url: str, send: Send) -> Reply:
        reply = send(Call("GET", url))
        for _ in range(self._bounds.hops):
            if not 300 <= reply.status < 400 or "location" not in reply.headers:
                return reply
            url = str(httpx2.URL(url).join(reply.headers["location"]))
            reply = send(Call("GET", str(allowed_url(url, (httpx2.URL(url).host,), loopback=self._loopback))))
        return reply


@lru_cache(maxsize=4096)
def _origin(url: str) -> str:
    return str(httpx2.URL(url).join("/robots.txt"))


def _parsed(reply: Reply, cap: int) -> RobotsRules:
    text = reply.body[:cap].decode("utf-8", "replace").removeprefix("\ufeff")
    if "html" in reply.headers.get("content-type", "").lower() or text.lstrip().startswith("<"):
        return FREE
    return RobotsRules(Protego.parse(text))
