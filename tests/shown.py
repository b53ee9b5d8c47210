"""The site of the bundled recordings, built once for all tests that look at it, and served on this machine."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pipeline.fetch.browser import launched
from tests.built import latest, once, whole_site

ROOT = Path(__file__).parent.parent


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line itself."""
    return subprocess.run([sys.executable, "-m", "pipeline", *words], cwd=ROOT, capture_output=True, text=True, check=False)


def data() -> Path:
    """A data folder with a history."""
    return latest()


@functools.cache
def site() -> Path:
    """The built site."""

    def make(out: Path) -> None:
        done = run("build", "--data", str(data()), "--out", str(out))
        assert done.returncode == 0, done.stderr

    return once(whole_site().name, make)


def answers_of(grid: dict[str, Any], offer: dict[str, Any]) -> list[Any]:
    """Of a file the scripts read, what an offer answers in each of its cells."""
    last, cells = len(grid["answers"]) - 1, offer["cells"]
    digits = next(digits for digits in range(1, 9) if last < 36**digits)
    return [grid["answers"][int(cells[start : start + digits], 36)] for start in range(0, len(cells), digits)]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(directory: Path) -> Iterator[str]:
    """A folder on a free port of this machine."""
    handler = functools.partial(_Quiet, directory=str(directory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A real browser."""
    with sync_playwright() as playwright:
        browser = launched(playwright, "the tests")
        yield browser
        browser.close()


def watched(context: BrowserContext, base: str) -> tuple[Page, list[str]]:
    """A page, and everything that goes wrong on it and on those opened beside it: console errors, exceptions, requests to another host."""
    wrong = list[str]()
    context.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda request: None if request.url.startswith((base, "data:")) else wrong.append(f"request to {request.url}"))
    return context.new_page(), wrong
