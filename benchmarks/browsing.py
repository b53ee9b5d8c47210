"""Pages built by script, one after another: our Observer beside one new context per page with Playwright plain.

Both drive the same Chromium against the same loopback server and must bring the same cells. Ours asks robots.txt, fetches every
part of a page itself, allows nothing else and reads when nothing changes any more; the peers let Chromium fetch and read when
the network was idle for half a second ("at rest") or as soon as the priced words are there ("at sight").
"""

from __future__ import annotations

import json
import re
import shutil
import socket
import time
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from benchmarks.measure import Figure
from pipeline.browser import Browser
from pipeline.observe import Observer
from pipeline.requests import BOUNDS, PageRequest
from tests.loopback import Hit, RawServer, answer

PAGES, ROWS, ROUNDS = 5, 60, 3
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
Reader = Callable[[str], str]


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

    return read


def _took(read: Reader, urls: list[str]) -> float:
    """Seconds a page, of the quickest of a few rounds after one that warms up."""
    taken = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        for url in urls:
            if len(_cells(read(url))) != 2 * ROWS:
                raise RuntimeError("a page was read without its cells")
        taken.append((time.perf_counter() - began) / len(urls))
    return min(taken[1:])


def browsing() -> dict[str, Figure]:
    """Seconds of wall time a page; Chromium runs already, as it does after the first page."""
    with RawServer(_serve) as server:
        urls = [server.url(f"/{n}") for n in range(PAGES)]
        found = {"ours": _ours(urls), **_peers(urls)}
    return {name: Figure(seconds, seconds) for name, seconds in found.items()}


def _ours(urls: list[str]) -> float:
    bounds = replace(BOUNDS, spacing_seconds=0.0)
    browser = Browser(bounds, loopback=True)
    try:
        with Observer(bounds=bounds, allow_loopback=True, browser=browser) as observer:

            def read(url: str) -> str:
                asked = PageRequest(url, frozenset({"127.0.0.1"}), browser=True, ready=WORDS)
                return observer.get("field", asked).body.decode()

            return _took(read, urls)
    finally:
        browser.close()


def _peers(urls: list[str]) -> dict[str, float]:
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium") or own)
        try:
            return {
                "a context per page, at rest": _took(_plain(chromium, at_rest=True), urls),
                "a context per page, at sight": _took(_plain(chromium, at_rest=False), urls),
            }
        finally:
            chromium.close()
