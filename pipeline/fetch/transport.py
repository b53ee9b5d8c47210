"""One request and its answer over a network that is not trusted: every byte and every second is counted.

The clock and the meter sit on the socket itself, below TLS and HTTP parsing: a server that sends one byte at a
time, endless headers or an endless body runs into them wherever it is in its answer. HTTP/1.1 only: a handful of
pages a day gain nothing from HTTP/2, and here the bytes of one answer can be told from those of another.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from pipeline.fetch.addresses import public_addresses, url_of
from pipeline.fetch.content_encoding import unpacked
from pipeline.fetch.requests import BOUNDS, Bounds, Call, Reply, user_agent
from schema.errors import BadAnswer, TimedOut, TooLarge, Unreachable

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
# Headers that mean nothing good when they come twice with different values.
_ONCE = ("content-type", "content-encoding", "content-length", "location", "date")


class Deadline:
    """The time one page has, counted on our own clock; waiting out of politeness is not counted."""

    def __init__(self, seconds: float, where: str) -> None:
        self._seconds, self._where = seconds, where
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimedOut(self._where, f"the whole page within {self._seconds:g} s", "more time was needed")
        return left

    @contextmanager
    def paused(self) -> Iterator[None]:
        began = time.monotonic()
        try:
            yield
        finally:
            self._ends += time.monotonic() - began


class _Meter:
    """Counts what one answer has taken so far; shared by the sockets of one thread."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self.restart(Deadline(bounds.total_seconds, "no page"), "no page")

    def restart(self, deadline: Deadline, where: str) -> None:
        self.deadline, self.where = deadline, where
        self.wire = 0
        self._head: bytearray | None = bytearray()
        self._interim = 0
        self.after_head = 0

    def seconds(self, wanted: float | None) -> float:
        left = self.deadline.left()
        return left if wanted is None else min(wanted, left)

    def count(self, data: bytes) -> None:
        self.wire += len(data)
        if self.wire > self._bounds.wire_bytes:
            raise TooLarge(self.where, f"at most {self._bounds.wire_bytes} bytes on the wire", "more")
        if self._head is None:
            self.after_head += len(data)
        else:
            self._head += data
            self._look_for_end_of_head(self._head)

    def _look_for_end_of_head(self, head: bytearray) -> None:
        """All heads of one answer share the cap: interim ones (1xx) may come without end."""
        end = _END_OF_HEAD.search(head)
        while end and head.startswith(b"HTTP/1.1 1"):
            self._interim += end.end()
            del head[: end.end()]
            end = _END_OF_HEAD.search(head)
        size = end.end() if end else len(head)
        if self._interim + size > self._bounds.header_bytes:
            raise BadAnswer(self.where, f"headers of at most {self._bounds.header_bytes} bytes", "more")
        if end:
            self._head, self.after_head = None, len(head) - size


class _MeteredStream(httpcore2.NetworkStream):
    def __init__(self, stream: httpcore2.NetworkStream, meter: _Meter) -> None:
        self._stream, self._meter = stream, meter

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._meter.seconds(timeout))
        self._meter.count(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._meter.seconds(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._meter.seconds(timeout))
        return _MeteredStream(secure, self._meter)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _GuardedBackend(httpcore2.SyncBackend):
    """Resolves a name, refuses it unless all its addresses are public, and connects to the address it checked."""

    def __init__(self, meter: _Meter, bounds: Bounds, loopback: bool) -> None:
        self._meter, self._bounds, self._loopback = meter, bounds, loopback

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        seconds = self._meter.seconds(self._bounds.connect_seconds)
        failure: Exception = Unreachable(host, "an address", "none")
        for address in public_addresses(host, port, seconds, loopback=self._loopback)[:3]:
            try:
                left = self._meter.seconds(self._bounds.connect_seconds)
                stream = super().connect_tcp(address, port, left, local_address, socket_options)
                return _MeteredStream(stream, self._meter)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class Wire(httpx2.HTTPTransport):
    """Sends one `Call` at a time. One wire per thread; keeps connections, no cookies, follows nothing."""

    def __init__(self, tls: ssl.SSLContext, bounds: Bounds = BOUNDS, *, loopback: bool = False) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._bounds = bounds
        self._meter = _Meter(bounds)
        backend = _GuardedBackend(self._meter, bounds, loopback)
        # A transport has no argument for the network it runs over; its connection pool has (httpx2 2.16).
        self._pool = httpcore2.ConnectionPool(ssl_context=tls, max_keepalive_connections=4, keepalive_expiry=5.0, network_backend=backend)

    def send(self, call: Call, deadline: Deadline) -> Reply:
        """One answer, whatever its status; the body is read only of an answer that can be a page."""
        self._meter.restart(deadline, call.url)
        try:
            response = self.handle_request(_on_the_wire(call))
            try:
                return self._read(call.url, response)
            finally:
                response.close()
        except httpx2.ConnectTimeout as error:
            deadline.left()
            raise Unreachable(call.url, "a connection", "none in time") from error
        except httpx2.TimeoutException as error:
            deadline.left()
            raise TimedOut(call.url, "an answer in time", type(error).__name__) from error

    def _read(self, where: str, response: httpx2.Response) -> Reply:
        headers = self._headers(where, response)
        if response.status_code != 200:
            return Reply(response.status_code, headers)
        assert isinstance(response.stream, httpx2.SyncByteStream)
        encodings = headers.pop("content-encoding", "")
        body = unpacked(response.stream, encodings, self._bounds.body_bytes, where)
        self._check_length(where, headers)
        return Reply(response.status_code, headers, body)

    def _headers(self, where: str, response: httpx2.Response) -> dict[str, str]:
        pairs = response.headers.multi_items()
        if len(pairs) > self._bounds.header_count:
            raise BadAnswer(where, f"at most {self._bounds.header_count} headers", str(len(pairs)))
        for name in _ONCE:
            values = {value for key, value in pairs if key.lower() == name}
            if len(values) > 1:
                raise BadAnswer(where, f"one {name}", " and ".join(sorted(values)))
        return {key.lower(): response.headers[key] for key, _ in pairs if key.lower() != "set-cookie"}

    def _check_length(self, where: str, headers: dict[str, str]) -> None:
        stated = headers.pop("content-length", None)
        if stated is not None and self._meter.after_head > int(stated):
            raise BadAnswer(where, f"{stated} bytes, as Content-Length says", f"{self._meter.after_head}")


def _on_the_wire(call: Call) -> httpx2.Request:
    headers = {
        "User-Agent": user_agent(),
        "Accept": "*/*",
        "Accept-Language": "en",
        "Accept-Encoding": "gzip, br",
    }
    asked = {name.title(): value for name, value in call.headers.items()}
    kept = {name: value for name, value in asked.items() if name not in ("Cookie", "Accept-Encoding")}
    return httpx2.Request(call.method, url_of(call.url), headers=headers | kept, content=call.body or None)


def default_tls() -> ssl.SSLContext:
    """Verification as the system does it; there is no way to switch it off."""
    return httpcore2.default_ssl_context()
