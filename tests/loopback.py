"""Servers on this machine that answer exactly as a test wants, however wrong that is."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import Answer, Bounds, PageRequest

# Waits are short so that tests are; everything else is as it ships, and a busy machine has time. Who tests an end of time sets it shorter.
FAST = Bounds(total_seconds=20.0, retry_seconds=0.01, spacing_seconds=0.0, settle_seconds=0.1, toggle_seconds=4.0)
LATE = 10.0  # seconds by which a busy machine may be late
PAGE = b"<!doctype html><html><head><title>Prices</title></head><body><h1>Prices</h1><p>$0.04</p></body></html>"
NO_ROBOTS = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
THINKING = 0.005  # seconds before an answer begins, so that requests sent side by side are seen side by side
DATE = "Fri, 20 Nov 2026 12:00:00 GMT"


@dataclass
class Hit:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    at: float
    body: bytes = b""


Script = Callable[[socket.socket, Hit], None]


@dataclass
class RawServer:
    """Accepts, reads a request's head, and lets a script write whatever it likes."""

    script: Script
    robots: bytes = NO_ROBOTS
    tls: ssl.SSLContext | None = None
    hits: list[Hit] = field(default_factory=list)
    busiest: int = 0  # the most requests that waited for the beginning of their answer at one time

    def __enter__(self) -> RawServer:
        self._waiting, self._lock, self._open = 0, threading.Lock(), True
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=50)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # a mere close lets one more connection in
        self._listener.close()

    def url(self, path: str = "/prices") -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{path}"

    def pages(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.path != "/robots.txt"]

    def _accept(self) -> None:
        while self._open:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError), contextlib.closing(connection):
            secure = self.tls.wrap_socket(connection, server_side=True) if self.tls else connection
            hit = _read_head(secure)
            self._count(hit)
            try:
                secure.sendall(self.robots) if hit.path == "/robots.txt" else self.script(secure, hit)
            finally:
                with contextlib.suppress(OSError):
                    secure.shutdown(socket.SHUT_RDWR)
                secure.close()

    def _count(self, hit: Hit) -> None:
        """Counted before the answer begins: who has read an answer to its end may ask again before the writer has noticed."""
        with self._lock:
            self.hits.append(hit)
            self._waiting += 1
            self.busiest = max(self.busiest, self._waiting)
        time.sleep(THINKING)
        with self._lock:
            self._waiting -= 1


def _read_head(connection: socket.socket) -> Hit:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise ValueError("closed before a request")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", 0)) and (piece := connection.recv(65536)):
        body += piece
    return Hit(method, path, headers, time.monotonic(), body)


def says(*parts: bytes) -> Script:
    """A script that writes these bytes and hangs up."""

    def script(connection: socket.socket, hit: Hit) -> None:
        for part in parts:
            connection.sendall(part)

    return script


def answer(body: bytes = PAGE, status: str = "200 OK", **headers: str) -> bytes:
    """A whole answer, well formed unless the headers say otherwise; `x_y="z"` is the header `x-y: z`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    all_headers = {"date": DATE, "content-type": "text/html; charset=utf-8", "content-length": str(len(body))} | named
    head = "".join(f"{name}: {value}\r\n" for name, value in all_headers.items() if value != "-")
    return f"HTTP/1.1 {status}\r\n{head}connection: close\r\n\r\n".encode() + body


def ask(url: str, *, hosts: frozenset[str] = frozenset({"127.0.0.1"}), **options: object) -> PageRequest:
    return PageRequest(url, hosts, **options)  # type: ignore[arg-type]


def get(server: RawServer, path: str = "/prices", *, bounds: Bounds = FAST, **options: object) -> Answer:
    with Observer(bounds=bounds, allow_loopback=True) as observer:
        return observer.get("provider", ask(server.url(path), **options))
