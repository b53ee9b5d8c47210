"""Two hundred pages from twenty hosts that take 100 ms each: fetched by our fetcher and read by our reader, beside Scrapy.

`python -m benchmarks.observing ours|scrapy PORTS SIZE` is one run in a process of its own. The hosts are ports of the
loopback interface, served by a process of its own. Both may use 4 connections per host, 16 in all; ours asks a host one
thing at a time all the same, as it always does, and proves each price where Scrapy takes the cells as text.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from benchmarks.inputs import ROWS, URL, html_page, plant
from benchmarks.measure import Figure, child

HOSTS, EACH, LATENCY = 20, 10, 0.1


async def _serve(size: int, ports: list[int], ready: threading.Event) -> None:
    body = html_page(size)
    head = "HTTP/1.1 {} OK\r\nDate: Wed, 20 May 2026 12:00:00 GMT\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n"
    page = head.format(200, "text/html; charset=utf-8", len(body)).encode() + body
    robots = head.format(404, "text/plain", 0).encode()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                if asked.startswith(b"GET /robots.txt"):
                    writer.write(robots)
                else:
                    await asyncio.sleep(LATENCY)
                    writer.write(page)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    servers = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(HOSTS)]
    ports += [server.sockets[0].getsockname()[1] for server in servers]
    ready.set()
    await asyncio.Event().wait()


def _addresses(ports: list[int]) -> list[str]:
    return [f"http://127.0.0.1:{port}/{page}" for page in range(EACH) for port in ports]


def ours(ports: list[int]) -> None:
    from pipeline.fetch.observer import Observer
    from pipeline.fetch.requests import BOUNDS, PageRequest
    from scrapers import Document, read_provider

    plant()
    bounds = replace(BOUNDS, spacing_seconds=0.0)
    with Observer(bounds=bounds, allow_loopback=True) as observer, ThreadPoolExecutor(16) as threads:

        def asked(url: str) -> Document:
            answer = observer.get("field", PageRequest(url, frozenset({"127.0.0.1"})))
            return Document(answer.body, answer.captured_at)

        # As in a run of `update`: threads ask and wait, and one reads what has come.
        readings = (read_provider("field", {URL: page}) for page in threads.map(asked, _addresses(ports)))
        _demand(sum(len(reading.snapshot.offers) for reading in readings))


def with_scrapy(ports: list[int]) -> None:
    import scrapy
    from scrapy.crawler import CrawlerProcess

    rows: list[object] = []

    class Prices(scrapy.Spider):  # type: ignore[misc]
        name = "prices"
        start_urls = _addresses(ports)

        def parse(self, response: Any, **_: Any) -> None:
            cells = [
                (row.css("td:nth-child(1)::text").get(), row.css("td:nth-child(2)::text").get()) for row in response.css("table tbody tr")
            ]
            rows.extend(cells)

    settings = {"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16, "ROBOTSTXT_OBEY": True}
    process = CrawlerProcess(settings | {"DOWNLOAD_DELAY": 0, "TELNETCONSOLE_ENABLED": False})
    process.crawl(Prices)
    process.start()
    _demand(len(rows))


def _demand(rows: int) -> None:
    if rows != HOSTS * EACH * ROWS:
        raise RuntimeError(f"{rows} rows, not {HOSTS * EACH * ROWS}")


def observing(size: int, times: int = 2) -> dict[str, Figure]:
    """One run of each after the other, against the same server."""
    import multiprocessing

    context = multiprocessing.get_context("fork")
    mine, theirs = context.Pipe()
    server = context.Process(target=_server, args=(size, theirs), daemon=True)
    server.start()
    ports = ",".join(map(str, mine.recv()))
    try:
        return {name: child(["-m", "benchmarks.observing", name, ports], times) for name in ("ours", "scrapy")}
    finally:
        server.terminate()
        server.join()


def _server(size: int, pipe: Any) -> None:
    ports: list[int] = []
    ready = threading.Event()

    def tell() -> None:
        ready.wait()
        pipe.send(ports)

    threading.Thread(target=tell, daemon=True).start()
    asyncio.run(_serve(size, ports, ready))


if __name__ == "__main__":
    {"ours": ours, "scrapy": with_scrapy}[sys.argv[1]]([int(port) for port in sys.argv[2].split(",")])
