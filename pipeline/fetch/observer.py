"""One place to ask for a page: from the network, from a recording, or from the network into a recording."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pipeline.fetch.challenges import refuse
from pipeline.fetch.recordings import RENDERED, Mode, Recording, recording_of, rendering
from pipeline.fetch.redirects import accepted, first_call, follow, now
from pipeline.fetch.requests import BOUNDS, Answer, Bounds, Call, PageRequest, Reply, Trail
from schema.errors import KeyMissing, NotRecorded, PriceError

if TYPE_CHECKING:
    from pipeline.fetch.browser import Browser
    from pipeline.fetch.client import Fetcher
    from pipeline.fetch.transport import Deadline


class Observer:
    """`Observer()` asks the network, `Observer(replay=SET)` a recording, `Observer(record=SET)` the network for keeps.

    `render` renders browser pages in a replay too, instead of reading the DOM that was recorded.
    `evidence` is a folder for pictures of browser pages that did not get ready.
    `browser` is one to share with other observers; without it a run starts its own when it needs one.
    `allow_loopback` lets http://127.0.0.1 through, for tests.
    """

    def __init__(
        self,
        *,
        replay: Path | None = None,
        record: Path | None = None,
        render: bool = False,
        bounds: Bounds = BOUNDS,
        allow_loopback: bool = False,
        evidence: Path | None = None,
        browser: Browser | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        if replay and record:
            raise ValueError("an Observer replays or records, not both")
        self._replay, self._record, self._render = replay, record, render
        self._bounds, self._loopback, self._clock = bounds, allow_loopback, clock
        self._fetcher = None if replay else _fetcher(bounds, allow_loopback)
        self._evidence = evidence
        self._shared, self._started = browser, browser
        self._recordings: dict[str, Recording] = {}
        self._failed: set[str] = set()
        self._lock = Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._started and not self._shared:
            self._started.close()
        if self._fetcher:
            self._fetcher.close()
        if self._record:
            for provider, recording in self._recordings.items():
                recording.save(keep_others=error is not None or provider in self._failed)

    def get(self, provider: str, request: PageRequest) -> Answer:
        """The page, or the FetchError (BadData for a broken recording) that says why not."""
        try:
            return self._get(provider, request)
        except PriceError:
            self._failed.add(provider)
            raise

    def _get(self, provider: str, request: PageRequest) -> Answer:
        if self._fetcher is None:
            answer = self._replayed(provider, request.unconditional())
            return replace(answer, recording=self._recording(provider).note or "a recording")
        if self._record or request.browser:
            request = request.unconditional()
        return self._observed(self._fetcher, provider, request)

    # From the network

    def _observed(self, fetcher: Fetcher, provider: str, request: PageRequest) -> Answer:
        request, deadline = _with_key(request), fetcher.deadline(request.url)
        if request.browser:
            return self._rendered(fetcher, provider, request, deadline)
        trail = fetcher.page(request, deadline)
        answer = self._accepted(request, trail, self._clock())
        self._keep(provider, trail, answer)
        return answer

    def _rendered(self, fetcher: Fetcher, provider: str, request: PageRequest, deadline: Deadline) -> Answer:
        with fetcher.alone(first_call(request), deadline):
            trail = fetcher.page(request, deadline)
            captured_at = self._accepted(_anywhere(request), trail, self._clock()).captured_at
            part = partial(fetcher.polite, deadline=deadline, part=True)
            rendered = self._browser.render(request, trail, part, deadline)
        answer = self._accepted(request, [(rendered.call, rendered.reply)], captured_at)
        marked = Call("GET", request.url, headers={RENDERED: rendering(request)})
        self._keep(provider, [*rendered.fetched, (marked, rendered.reply)], answer)
        return answer

    def _keep(self, provider: str, trail: Trail, answer: Answer) -> None:
        """Into the recording, if there is one; every answer dated, as the date is the clock of a replay."""
        if self._record is None:
            return
        recording = self._recording(provider)
        for call, reply in trail:
            dated = {"date": format_datetime(answer.captured_at, usegmt=True), **reply.headers}
            recording.add(call, replace(reply, headers=dated))

    # From a recording

    def _replayed(self, provider: str, request: PageRequest) -> Answer:
        recording = self._recording(provider)
        if not request.browser:
            return self._accepted(request, self._played(recording, request), None)
        if self._render:
            return self._rendered_again(recording, request)
        try:
            return self._accepted(request, [self._recorded_dom(recording, request)], None)
        except NotRecorded:
            if request.clicks:
                raise
            # A recording made by others holds the rendered page as the plain answer.
            return self._accepted(request, self._played(recording, request), None)

    def _played(self, recording: Recording, request: PageRequest) -> Trail:
        call = first_call(request)
        return follow(call, request.hosts, recording.play, hops=self._bounds.hops, loopback=self._loopback)

    def _recorded_dom(self, recording: Recording, request: PageRequest) -> tuple[Call, Reply]:
        reply = recording.play(Call("GET", request.url, headers={RENDERED: rendering(request)}))
        return Call("GET", reply.headers.get("content-location", request.url)), reply

    def _rendered_again(self, recording: Recording, request: PageRequest) -> Answer:
        from pipeline.fetch.transport import Deadline

        trail = self._played(recording, request)
        at = self._accepted(_anywhere(request), trail, None).captured_at
        deadline = Deadline(self._bounds.total_seconds, request.url)
        rendered = self._browser.render(request, trail, recording.play, deadline, at)
        return self._accepted(request, [(rendered.call, rendered.reply)], None)

    # Both

    @property
    def _browser(self) -> Browser:
        """Most runs need none, and none of what it takes to import one."""
        from pipeline.fetch.browser import Browser

        with self._lock:
            if self._started is None:
                self._started = Browser(self._bounds, loopback=self._loopback, evidence=self._evidence)
            return self._started

    def _accepted(self, request: PageRequest, trail: Trail, clock: datetime | None) -> Answer:
        answer = accepted(request, trail, clock)
        if not answer.unchanged:
            refuse(answer)
        return answer

    def _recording(self, provider: str) -> Recording:
        folder = self._replay or self._record
        assert folder is not None
        with self._lock:
            if provider not in self._recordings:
                mode: Mode = "replay" if self._replay else "record"
                self._recordings[provider] = recording_of(folder, provider, mode)
            return self._recordings[provider]


def _fetcher(bounds: Bounds, loopback: bool) -> Fetcher:
    """A replay needs none, and none of what it takes to import one."""
    from pipeline.fetch.client import Fetcher

    return Fetcher(bounds, loopback=loopback)


def _with_key(request: PageRequest) -> PageRequest:
    """The request with the key it wants; a recording keeps no such header, and a replay needs none."""
    if request.key is None:
        return request
    key = os.environ.get(request.key, "").strip()
    if not key:
        raise KeyMissing(request.url, f"a key in {request.key}", "none, so it is not asked for")
    return replace(request, headers={**request.headers, "authorization": f"Bearer {key}"})


def _anywhere(request: PageRequest) -> PageRequest:
    """Where a browser page ends is known when its scripts have run."""
    return replace(request, final_url=".*")
