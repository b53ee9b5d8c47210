"""Pages built by script, of several hosts: our Observer beside one new context per page with Playwright plain, one after another.

Both drive the same Chromium against the same loopback servers and must bring the same cells. Ours is asked by a thread per
host, as a run does it (`pipeline/update/prefetch.py`), and renders as many at the same time as it ever does. It asks
robots.txt, fetches every part of a page itself, allows nothing else and reads when nothing changes any more; the peers let
Chromium fetch and read when the network was idle for half a second ("at rest") or as soon as the priced words are there
("at sight").
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from benchmarks.measure import Figure
from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import BOUNDS, PageRequest
from tests.loopback import Hit, RawServer, answer

HOSTS, ROWS, ROUNDS = 8, 60, 3
WORDS = f"model-{ROWS - 1}"
PAGE = """<!doctype html><html lang="en"><head><title>Prices</title><link rel="stylesheet" href="/style.css"></head>
<body><h1>Prices</h1><div id="prices"></div><script type="module" src="/app.js"></script></body></html>"""
SCRIPT = """const rows = await (await fetch('/api/prices')).json();
setTimeout(() => { document.getElementById('prices').innerHTML = '<table><tr><th>Model</th><th>Per image</th></tr>' + rows.map(
  ([name, price]) => `<tr><td>${name}</td><td>${price}</td></tr>`).join('') + '</table>'; }, 50);"""
PARTS = {
    "/style.css": ("text/css", "body { color: #111 }"),
    "/app.js": ("text/javascript", SCRIPT),
    "/api/prices": ("application/json", json.dumps([[f"model-{n}", f"$0.{n:03}"] for n in range(ROWS)])),
}
Reader = Callable[[Sequence[str]], list[str]]


def _serve(connection: socket.socket, hit: Hit) -> None:
    kind, body = PARTS.get(hit.path, ("text/html; charset=utf-8", PAGE))
    connection.sendall(answer(body.encode(), content_type=kind))


def _cells(html: str) -> list[str]:
    return re.findall("<td>([^<]*)</td>", html)


def _plain(chromium: Chromium, *, at_rest: bool) -> Reader:
    def read(url: str) -> str:
        context = chromium.new_context()
        page = context.new_page()
        page.goto(url, wait_until="networkidle" if at_rest else "load")
        page.get_by_text(WORDS, exact=True).wait_for()
        html = page.content()
        context.close()
        return html

    return lambda urls: [read(url) for url in urls]


def _took(read: Reader, urls: Sequence[str]) -> float:
    """Seconds a page, from the first that is asked for to the last that is there."""
    began = time.perf_counter()
    pages = read(urls)
    seconds = (time.perf_counter() - began) / len(urls)
    if any(len(_cells(page)) != 2 * ROWS for page in pages):
        raise RuntimeError("a page was read without its cells")
    return seconds


def browsing() -> dict[str, Figure]:
    """Seconds of wall time a page, the least of a few rounds in turn; every Chromium runs already, as it does after the first pages."""
    with ExitStack() as opened:
        urls = [opened.enter_context(RawServer(_serve)).url("/pricing") for _ in range(HOSTS)]
        chromium = opened.enter_context(_chromium())
        readers = {
            "ours": opened.enter_context(_ours()),
            "a context per page, at rest": _plain(chromium, at_rest=True),
            "a context per page, at sight": _plain(chromium, at_rest=False),
        }
        rounds = [{name: _took(read, urls) for name, read in readers.items()} for _ in range(ROUNDS + 1)]
    best = {name: min(each[name] for each in rounds[1:]) for name in readers}
    return {name: Figure(seconds, seconds) for name, seconds in best.items()}


@contextmanager
def _ours() -> Iterator[Reader]:
    bounds = replace(BOUNDS, spacing_seconds=0.0)
    with Observer(bounds=bounds, allow_loopback=True) as observer, ThreadPoolExecutor(HOSTS) as states:

        def read(url: str) -> str:
            asked = PageRequest(url, frozenset({"127.0.0.1"}), browser=True, ready=WORDS)
            return observer.get("field", asked).body.decode()

        yield lambda urls: list(states.map(read, urls))


@contextmanager
def _chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium") or own)
        try:
            yield chromium
        finally:
            chromium.close()
