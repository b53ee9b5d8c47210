"""Pages that build themselves by script: a real Chromium that has no network of its own.

Every request the page makes is handed to us and answered by `send`, which is the polite client of this run or a
recording. So a browser page is held to the same hosts, addresses, sizes, turns and clock as any other, what it
fetched can be recorded, and a replay needs no network. What is not routed (WebRTC, prefetches, the browser's own
traffic) is sent to a proxy that isn't there. The context is not "offline": pages look at `navigator.onLine` and
would show something else than they show a reader.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from queue import LifoQueue
from threading import Lock, Timer
from typing import Any, Final

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Playwright,
    ProxySettings,
    Request,
    Route,
    sync_playwright,
)
from playwright.sync_api import Error as PlaywrightError

from pipeline.fetch.addresses import allowed_url
from pipeline.fetch.redirects import follow
from pipeline.fetch.requests import BOUNDS, Bounds, Call, Click, PageRequest, Reply, Send, Trail, browser_agent
from pipeline.fetch.transport import Deadline
from pipeline.fetch.visibility import MARKED_HTML
from schema.errors import FetchError, LayoutChanged, NotAllowed, ScrapeError, TimedOut, TooLarge, Unreachable

# Pages rendered at the same time, each in a Chromium of its own of some 200 MB. Two keep two cores busy (docs/benchmarks.md), and
# runners have two or four; more would only be slower each, and run out of their page's time.
AT_ONCE: Final = 4

# A dead end for whatever is not routed; `<-loopback>` keeps Chromium from going round it to this machine.
_NOWHERE: Final[ProxySettings] = {"server": "http://127.0.0.1:9", "bypass": "<-loopback>"}
_FLAGS = ["--force-webrtc-ip-handling-policy=disable_non_proxied_udp", "--disable-dev-shm-usage"]
_ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_INSTALL = "python -m playwright install --with-deps chromium"
_NOT_THERE = ("Executable doesn't exist", "is not found at", "not found at")
# Pictures, fonts, films and streams carry no price; frames of others are not read.
_NEEDED = ("document", "stylesheet", "script", "xhr", "fetch")
_OURS_TO_SET = ("cookie", "host", "connection", "accept-encoding", "content-length", "proxy-authorization")
_NOT_PASSED_ON = ("content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie")
_GRACE_SECONDS = 1.0
_LAUNCH_SECONDS = 20.0
_TICK_SECONDS = 0.1  # a look at the clock costs 2 to 4 ms of CPU
# Four that start at the same moment on a small machine may not be up within the seconds one has.
_STARTING = Lock()

# One turn of the page's own event loop: what a reader sees, and the DOM at that very moment, with the browser's marks of what is
# hidden and struck where the words are those of the look before.
_LOOK = (
    """([ready, cap, before]) => {
  const marked = """
    + MARKED_HTML
    + """;
  const root = document.documentElement, body = document.body;
  if (!root || !body) return {seen: "", ready: false, skeleton: true, html: ""};
  const words = body.innerText, seen = words.length > cap ? "" : words;
  const shown = element => element.getClientRects().length > 0;
  const bones = body.querySelectorAll('[aria-busy="true"], [class*="skeleton" i]');
  let html = root.outerHTML;
  if (html.length <= cap && seen === before) html = marked(root);  // it may be the last look: marking takes a while
  return {
    seen,
    ready: ready === null || words.includes(ready),
    skeleton: Array.from(bones).some(shown),
    html: html.length > cap ? null : "<!DOCTYPE html>" + html,
  };
}"""
)

_STATE = """element => {
  if (element.matches('input[type=checkbox], input[type=radio]')) return element.checked;
  for (const name of ['aria-selected', 'aria-pressed', 'aria-checked', 'aria-expanded'])
    if (element.hasAttribute(name)) return element.getAttribute(name) === 'true';
  return null;
}"""


@dataclass(frozen=True)
class Rendered:
    """A page's DOM as an answer, and everything that was fetched to build it."""

    call: Call
    reply: Reply
    fetched: Trail


@dataclass
class _Visit:
    """One page being rendered."""

    request: PageRequest
    send: Send
    deadline: Deadline
    document: tuple[Call, Reply]
    fetched: Trail
    refused: Counter[str] = field(default_factory=Counter)
    said: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    requests: int = 0
    size: int = 0
    crashed: bool = False

    def trouble(self) -> str:
        """What may explain a page that does not get ready."""
        parts = [f"{count} requests to {host} refused" for host, count in self.refused.most_common(3)]
        return "; ".join(parts + list(self.said)[-3:])

    def hear(self, words: str) -> None:
        if not words.startswith("Failed to load resource"):  # said of every picture we refuse
            self.said.append(words[:200])


class Browser:
    """A few Chromiums per run, each in a thread of its own; a fresh context for every page. Any thread may ask.

    One is started when a page needs it and no other is free, so a page that hangs has nobody beside it to take along.
    `evidence` is a folder for a picture and the complaints of every page that did not get ready.
    """

    def __init__(self, bounds: Bounds = BOUNDS, *, loopback: bool = False, evidence: Path | None = None) -> None:
        self._bounds, self._loopback, self._evidence_folder = bounds, loopback, evidence
        self._free: LifoQueue[_Engine] = LifoQueue()  # the one that was used last first: it runs already
        for _ in range(AT_ONCE):
            self._free.put(_Engine())

    def render(self, request: PageRequest, document: Trail, send: Send, deadline: Deadline, at: datetime | None = None) -> Rendered:
        """The DOM of `document`, built by its scripts; `at` stops the page's clock at that moment.

        Waiting for a free browser costs the page no time of its own.
        """
        visit = _Visit(request, send, deadline, document[-1], list(document))
        with visit.deadline.paused():
            engine = self._free.get()
        if engine.spoiled:
            engine = _Engine()
        try:
            return engine.run(lambda: self._render(engine, visit, at))
        finally:
            self._free.put(engine)

    def close(self) -> None:
        """End every browser that was started, once the page it is at is over."""
        engines = [self._free.get() for _ in range(AT_ONCE)]
        for engine in engines:
            engine.close()
            self._free.put(engine)

    # In the thread that owns one of the browsers

    def _render(self, engine: _Engine, visit: _Visit, at: datetime | None) -> Rendered:
        where = visit.request.url
        with visit.deadline.paused():
            chromium = engine.started(where)
        try:
            with engine.watched(visit.deadline.left()), self._page(engine, chromium, visit, at) as page:
                return self._read(page, visit)
        except PlaywrightError as error:
            if engine.killed:
                raise TimedOut(where, "a page that can be read in time", "one that hung; browser ended") from error
            visit.deadline.left()
            found = error.message.splitlines()[0] if chromium.is_connected() and not visit.crashed else "a crash"
            raise Unreachable(where, "a page in the browser", found) from error

    def _read(self, page: Page, visit: _Visit) -> Rendered:
        page.goto(visit.document[0].url, wait_until="commit", timeout=1000 * visit.deadline.left())
        try:
            html = self._settled(page, visit)
            for click in visit.request.clicks:
                self._press(page, visit, click)
                html = self._settled(page, visit)
        except ScrapeError:
            self._keep_evidence(page, visit)
            raise
        return _as_answer(visit, page.url, html)

    def _settled(self, page: Page, visit: _Visit) -> str:
        """The DOM once it is ready and two looks half a second apart see the same."""
        before: tuple[str, int] | None = None
        while True:
            self._wait(page, visit, self._bounds.settle_seconds)
            look = self._look(page, visit, before[0] if before else None)
            # Without words to wait for, a page that still asks for things is not at rest.
            asked = 0 if visit.request.ready else visit.requests
            if look is None or not self._is_ready(look, visit):
                before = None
            elif (look["seen"], asked) == before:
                return str(look["html"])
            else:
                before = look["seen"], asked

    def _is_ready(self, look: dict[str, Any], visit: _Visit) -> bool:
        if look["html"] is None:
            raise TooLarge(visit.request.url, f"a DOM of at most {self._bounds.body_bytes} characters", "more")
        return bool(look["ready"]) and not look["skeleton"]

    def _look(self, page: Page, visit: _Visit, before: str | None) -> dict[str, Any] | None:
        """None while the page is between two documents."""
        try:
            found: dict[str, Any] = page.evaluate(_LOOK, [visit.request.ready, self._bounds.body_bytes, before])
        except PlaywrightError as error:
            if "navigation" in error.message or "context was destroyed" in error.message:
                return None
            raise
        return found

    def _wait(self, page: Page, visit: _Visit, seconds: float) -> None:
        """Let the page go on."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._check_time(visit)
            self._check_size(visit)
            page.wait_for_timeout(1000 * max(0.0, min(_TICK_SECONDS, until - time.monotonic())))

    def _check_time(self, visit: _Visit) -> None:
        try:
            visit.deadline.left()
        except TimedOut:
            ready = f"{visit.request.ready!r} to be seen" if visit.request.ready else "a page that comes to rest"
            raise TimedOut(visit.request.url, f"{ready} in time", visit.trouble() or "neither error nor text") from None

    def _check_size(self, visit: _Visit) -> None:
        if visit.size > self._bounds.browser_bytes:
            raise TooLarge(visit.request.url, f"at most {self._bounds.browser_bytes} bytes in all", "more")

    def _press(self, page: Page, visit: _Visit, click: Click) -> None:
        """Press a toggle that is not on yet, and see that it is on then."""
        where = f"{visit.request.url}: {click.role} {click.name!r}"
        target = page.get_by_role(click.role, name=click.name, exact=True)  # type: ignore[arg-type]  # a closed list of roles
        if (count := target.count()) != 1:
            raise LayoutChanged(where, "exactly one to press", str(count))
        if not self._is_on(target, where):
            target.click(timeout=1000 * min(self._bounds.toggle_seconds, visit.deadline.left()))
        until = time.monotonic() + self._bounds.toggle_seconds
        while time.monotonic() < until:
            if self._is_on(target, where):
                return
            self._wait(page, visit, 0.1)
        raise LayoutChanged(where, "to be selected after the press", "that it is not")

    def _is_on(self, target: Locator, where: str) -> bool:
        state = target.evaluate(_STATE, timeout=5000)
        if state is None:
            raise LayoutChanged(where, "a state (aria-selected, aria-pressed, aria-checked, checked)", "none")
        return bool(state)

    # What the page asks for

    def _ask(self, visit: _Visit, page: Page, route: Route) -> None:
        request = route.request
        if _is_document(visit, page, request):
            _fulfil(route, visit.document[1])
            return
        try:
            self._check_wanted(visit, page, request)
        except NotAllowed as refusal:
            visit.refused[refusal.found or refusal.where] += 1
            _abort(route)
            return
        self._answer(visit, route)

    def _answer(self, visit: _Visit, route: Route) -> None:
        """Send for it here and now: the browser waits for nothing that is not on its way."""
        visit.requests += 1
        try:
            trail = follow(_call(route.request), visit.request.hosts, visit.send, hops=self._bounds.hops, loopback=self._loopback)
        except FetchError as error:
            visit.hear(str(error))
            _abort(route)
            return
        visit.fetched += trail
        visit.size += sum(len(reply.body) for _, reply in trail)
        _fulfil(route, trail[-1][1])

    def _check_wanted(self, visit: _Visit, page: Page, request: Request) -> None:
        allowed_url(request.url, visit.request.hosts, loopback=self._loopback)
        if request.resource_type not in _NEEDED or request.method not in ("GET", "POST", "HEAD"):
            raise NotAllowed(request.url, found=f"{request.method} for a {request.resource_type}")
        if request.is_navigation_request() and not _is_of(page, request):
            raise NotAllowed(request.url, found="a frame or popup")
        if visit.requests >= self._bounds.browser_requests:
            raise NotAllowed(request.url, found=f"more than {self._bounds.browser_requests} requests")

    # The browser itself

    @contextmanager
    def _page(self, engine: _Engine, chromium: Chromium, visit: _Visit, at: datetime | None) -> Iterator[Page]:
        context = chromium.new_context(
            locale="en-US",
            timezone_id="UTC",
            user_agent=_user_agent(chromium.version),
            service_workers="block",
            accept_downloads=False,
            reduced_motion="reduce",
            viewport={"width": 1280, "height": 1600},
        )
        try:
            if at is not None:
                context.clock.set_fixed_time(at)
            page = context.new_page()
            page.set_default_timeout(1000 * self._bounds.total_seconds)
            self._guard(context, page, visit)
            yield page
        finally:
            if not engine.spoiled:
                with suppress(PlaywrightError):
                    context.close()

    def _guard(self, context: BrowserContext, page: Page, visit: _Visit) -> None:
        context.route("**/*", lambda route: self._ask(visit, page, route))
        context.route_web_socket(re.compile(".*"), lambda socket: socket.close())
        context.on("page", lambda popup: popup.close())
        page.on("crash", lambda _: setattr(visit, "crashed", True))
        page.on("pageerror", lambda error: visit.hear(str(error.message)))
        page.on("console", lambda line: visit.hear(line.text) if line.type == "error" else None)

    def _keep_evidence(self, page: Page, visit: _Visit) -> None:
        """A picture and the page's own complaints, for whoever has to find out why."""
        if self._evidence_folder is None:
            return
        self._evidence_folder.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^a-z0-9]+", "-", visit.request.url.lower()).strip("-")[:80]
        with suppress(PlaywrightError):
            page.screenshot(path=self._evidence_folder / f"{name}.png", timeout=2000)
        (self._evidence_folder / f"{name}.txt").write_text("\n".join(visit.said) + "\n" + visit.trouble() + "\n")


class _Engine:
    """A Playwright driver and the Chromium it drives, in the one thread that may touch them.

    Some calls never return: into a page whose script runs in a circle, or to a Chromium that dies while it makes a
    page (Playwright 1.65, seen 2026-11-21). Then Chromium is ended from outside, and if that does not help the driver.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="browser")
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self.pid: int | None = None
        self._driver_pid: int | None = None
        self.killed = self.spoiled = False

    def run(self, job: Callable[[], Rendered]) -> Rendered:
        return self._thread.submit(job).result()

    def started(self, where: str) -> Chromium:
        """The running Chromium; one that is gone is replaced."""
        self.killed = False
        if self._playwright is None:
            self._playwright = sync_playwright().start()
        if self._chromium is not None and not self._chromium.is_connected():
            self._kill_chromium()
            self._chromium = None
        if self._chromium is None:
            with _STARTING:
                self._chromium = launched(self._playwright, where, proxy=_NOWHERE, args=_FLAGS)
            self.pid = _process_of(self._chromium)
            self._driver_pid = _parent_of(self.pid) if self.pid else None
        return self._chromium

    @contextmanager
    def watched(self, seconds: float) -> Iterator[None]:
        timers = [
            Timer(seconds + _GRACE_SECONDS, self._kill_chromium),
            Timer(seconds + 3 * _GRACE_SECONDS, self._kill_driver),
        ]
        for timer in timers:
            timer.daemon = True
            timer.start()
        try:
            yield
        finally:
            for timer in timers:
                timer.cancel()

    def close(self) -> None:
        if self.spoiled:
            return
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def _stop(self) -> None:
        with suppress(PlaywrightError):
            if self._chromium is not None:
                self._chromium.close()
        with suppress(PlaywrightError):
            if self._playwright is not None:
                self._playwright.stop()
        self._chromium = self._playwright = None

    def _kill_chromium(self) -> None:
        self.killed = True
        if self.pid is not None:
            _kill_tree(self.pid)

    def _kill_driver(self) -> None:
        self.spoiled = True
        self._thread.shutdown(wait=False)
        if self._driver_pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self._driver_pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _is_document(visit: _Visit, page: Page, request: Request) -> bool:
    """Whether this is the page itself, which is here already."""
    here = visit.document[0].url
    return request.url.partition("#")[0] == here and request.is_navigation_request() and _is_of(page, request)


def _is_of(page: Page, request: Request) -> bool:
    try:
        return request.frame == page.main_frame
    except PlaywrightError:  # a popup asks before it has a frame
        return False


def _call(request: Request) -> Call:
    headers = {name: value for name, value in request.headers.items() if name not in _OURS_TO_SET}
    return Call(request.method, request.url.partition("#")[0], request.post_data_buffer or b"", headers)


def _fulfil(route: Route, reply: Reply) -> None:
    headers = {name: value for name, value in reply.headers.items() if name not in _NOT_PASSED_ON}
    with suppress(PlaywrightError):  # the page has gone on and wants it no more
        route.fulfill(status=reply.status, headers=headers, body=reply.body)


def _abort(route: Route) -> None:
    with suppress(PlaywrightError):
        route.abort("blockedbyclient")


def _as_answer(visit: _Visit, url: str, html: str) -> Rendered:
    document = visit.document[1]
    kept = {name: value for name, value in document.headers.items() if name in ("date", "age")}
    headers = {**kept, "content-type": "text/html; charset=utf-8"}
    address = url.partition("#")[0]
    if address != visit.request.url:
        headers["content-location"] = address
    # A lone surrogate is what scripts can write and UTF-8 can't.
    body = html.encode("utf-8", "replace")
    return Rendered(Call("GET", address), Reply(200, headers, body), visit.fetched)


def _user_agent(version: str) -> str:
    """A Chromium is what it is; whose robot drives it, and where to complain, stands beside it."""
    return f"{browser_agent()}/{version.partition('.')[0]}.0.0.0"


def launched(playwright: Playwright, where: str, **settings: Any) -> Chromium:
    """A browser that is here: Playwright's own Chromium, else an installed Chrome or Edge, else one on the PATH. Nothing is installed."""
    found = "no Chromium, Chrome or Edge"
    for choice in _choices():
        try:
            return playwright.chromium.launch(
                timeout=1000 * _LAUNCH_SECONDS, handle_sigint=False, chromium_sandbox=_has_sandbox(), **settings, **choice
            )
        except PlaywrightError as error:
            if not any(words in error.message for words in _NOT_THERE):
                found = f"{next(iter(choice.values()), 'its own')}: {_why(error)}"
    raise Unreachable(where, "a browser, as this page is built by script", found, _INSTALL)


def _choices() -> list[dict[str, Any]]:
    on_path = [path for name in _ON_PATH if (path := shutil.which(name))]
    return [{}, {"channel": "chromium"}, {"channel": "chrome"}, {"channel": "msedge"}, *({"executable_path": path} for path in on_path)]


def _has_sandbox() -> bool:
    """Chromium refuses to start for root with its sandbox, and for nobody else."""
    return not (hasattr(os, "geteuid") and os.geteuid() == 0)


def _why(error: PlaywrightError) -> str:
    """What the browser said, rather than that it has been closed."""
    lines = [line.strip() for line in error.message.splitlines()]
    said = [line for line in lines if re.search(r"error while loading|No usable sandbox|cannot open shared", line)]
    return (said or lines)[0].removeprefix("- [pid")[:200]


def _process_of(chromium: Chromium) -> int | None:
    session = chromium.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    return next((int(each["id"]) for each in processes if each["type"] == "browser"), None)


def _parent_of(pid: int) -> int | None:
    """The driver: Playwright starts Chromium from a process of its own, whose number it does not tell."""
    try:
        asked = subprocess.run(["ps", "-o", "ppid=", "-p", str(pid)], check=False, capture_output=True, text=True)
        parent = int(asked.stdout)
    except (OSError, ValueError):
        return _parent_by_proc(pid)
    return parent if parent not in (0, 1, os.getpid()) else None


def _parent_by_proc(pid: int) -> int | None:
    try:
        parent = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None
    return parent if parent not in (0, 1, os.getpid()) else None


def _kill_tree(pid: int) -> None:
    """Playwright starts Chromium as the leader of a process group of its own."""
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/T", "/F", "/PID", str(pid)], check=False, capture_output=True)
        return
    with suppress(ProcessLookupError, PermissionError):
        group = os.getpgid(pid)
        if group != os.getpgrp():
            os.killpg(group, signal.SIGKILL)
