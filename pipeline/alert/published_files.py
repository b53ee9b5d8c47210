"""The files of `v1/` as anybody has them: in a folder, at an address, or made in memory from a data folder of one's own.

An address is asked within the fetcher's bounds: so many bytes on the wire and unpacked, so much time, no other host.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2

from pipeline.fetch.content_encoding import unpacked
from pipeline.fetch.redirects import follow
from pipeline.fetch.requests import Bounds, Call
from pipeline.fetch.transport import Deadline, Wire, default_tls
from schema.errors import BadAnswer, BadData, FetchError, Unreachable

MOST: Final = 64 * 1024 * 1024  # bytes of one file, on the wire and unpacked; beyond 50 MB a file is published compressed
BOUNDS: Final = Bounds(wire_bytes=MOST, body_bytes=MOST)
NOT_FOUND: Final = 404
GZIP: Final = b"\x1f\x8b"
PIECE: Final = 64 * 1024
LOOPBACK: Final = ("localhost", "127.0.0.1")


class PublishedSource:
    """Files of `v1/`, read when they are asked for."""

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/")
        self._wire: Wire | None = None

    def __getitem__(self, name: str) -> Any:
        """One file, by its path in `v1/`; a large one is there compressed."""
        path = f"{name}.json"
        body = self._body(path)
        if body is None:
            body = self._body(f"{path}.gz")
        if body is None:
            raise BadData(f"{self.where}/{path}", "a file of v1/", "none, nor one with .gz", "give --from the folder or address of v1/")
        try:
            return json.loads(_plain(body, f"{self.where}/{path}"))
        except (ValueError, RecursionError, BadAnswer):
            raise BadData(f"{self.where}/{path}", "a file of v1/", "something else") from None

    def _body(self, path: str) -> bytes | None:
        if urlsplit(self.where).scheme in ("http", "https"):
            return self._fetched(f"{self.where}/{path}")
        try:
            return (Path(self.where) / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadData(f"{self.where}/{path}", "a file of v1/", str(error)) from None

    def _fetched(self, url: str) -> bytes | None:
        host = urlsplit(url).hostname or ""
        near = host in LOOPBACK
        wire = self._wire = self._wire or Wire(default_tls(), BOUNDS, loopback=near)
        deadline = Deadline(BOUNDS.total_seconds, url)
        try:
            _, reply = follow(Call("GET", url, b"", {}), {host}, lambda call: wire.send(call, deadline), loopback=near)[-1]
        except httpx2.RemoteProtocolError as error:
            raise BadAnswer(url, "an answer as HTTP has it", str(error)) from error
        except httpx2.TransportError as error:
            raise Unreachable(url, "an answer", f"{type(error).__name__}: {error}") from error
        if reply.status == NOT_FOUND:
            return None
        if reply.status != 200:
            raise BadAnswer(url, "a file of v1/", f"status {reply.status}")
        return reply.body


def _plain(body: bytes, where: str) -> bytes:
    """The file itself: what is compressed is unpacked piece by piece, up to the same bound."""
    return unpacked(_pieces(body), "gzip", MOST, where) if body.startswith(GZIP) else body


def _pieces(body: bytes) -> Iterable[bytes]:
    return (body[at : at + PIECE] for at in range(0, len(body), PIECE))


class Local:
    """A data folder seen as `v1/`, made in memory."""

    def __init__(self, data: Path) -> None:
        from pipeline.publish.dataset import published
        from pipeline.publish.files.downloads import documents

        self.files = documents(published(data))

    def __getitem__(self, name: str) -> Any:
        """One file, by its path in `v1/`."""
        return json.loads(self.files[f"{name}.json"])


__all__ = ["FetchError", "Local", "PublishedSource"]
