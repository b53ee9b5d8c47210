"""What is asked of a provider's site, what comes back, and the bounds both are held to."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from typing import NamedTuple

from pipeline.text.identity import ROBOT, contact, repository, version

UNDATED = "x-undated"  # a header of recordings alone


def user_agent() -> str:
    """Who asks, and where to complain."""
    return f"{ROBOT}/{version()} (+{repository()}; {contact()})"


def browser_agent() -> str:
    """A browser page is asked for by a Chromium, and that is what its parts are asked for by; whose robot drives it stands beside it."""
    return f"Mozilla/5.0 (compatible; {ROBOT}/{version()}; +{repository()}; {contact()}) Chrome"


@dataclass(frozen=True)
class Bounds:
    """How much of time, bytes and patience one page may take."""

    total_seconds: float = 30.0
    connect_seconds: float = 10.0
    wire_bytes: int = 4 * 1024 * 1024
    body_bytes: int = 8 * 1024 * 1024
    header_bytes: int = 64 * 1024
    header_count: int = 200
    hops: int = 5
    attempts: int = 3
    retry_seconds: float = 1.0
    retry_after_seconds: float = 60.0
    spacing_seconds: float = 1.0
    crawl_delay_seconds: float = 10.0
    robots_bytes: int = 500 * 1024
    settle_seconds: float = 0.5
    toggle_seconds: float = 5.0
    browser_requests: int = 300
    browser_bytes: int = 32 * 1024 * 1024


BOUNDS = Bounds()


class Click(NamedTuple):
    """A toggle to press before a page is read, by what a screen reader calls it."""

    role: str
    name: str


@dataclass(frozen=True)
class PageRequest:
    """One page, and what must be true of the answer for it to count as that page."""

    url: str
    hosts: frozenset[str]
    method: str = "GET"
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_types: tuple[str, ...] = ("text/html",)
    browser: bool = False
    ready: str | None = None
    key: str | None = None  # the variable of the environment that holds it
    final_url: str | None = None
    clicks: tuple[Click, ...] = ()
    etag: str | None = None
    last_modified: str | None = None

    def unconditional(self) -> PageRequest:
        """The same request without validators: its answer can't be "unchanged"."""
        return replace(self, etag=None, last_modified=None)


@dataclass(frozen=True)
class Call:
    """One request on the wire."""

    method: str
    url: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One answer off the wire, its content encoding undone."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


Trail = list[tuple[Call, Reply]]
Send = Callable[[Call], Reply]  # how one call is put on the wire


@dataclass(frozen=True)
class Answer:
    """A page that arrived, was accepted, and can be read; with its further pages, if it goes on, and why some of them did not come."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    captured_at: datetime
    unchanged: bool = False
    clock_skew_seconds: int = 0
    recording: str | None = None  # what the recording says of itself that this was replayed from
    further: tuple[Answer, ...] = ()
    lost: str = ""

    @property
    def sha256(self) -> str:
        """Of the body; of an answer of several pages, of all of their hashes: a further page that changed is a change."""
        own = sha256(self.body).hexdigest()
        return sha256(" ".join([own, *(page.sha256 for page in self.further)]).encode()).hexdigest() if self.further else own

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset the answer declares, if it declares one; decoding is the reader's."""
        found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", self.headers.get("content-type", ""), re.I)
        return found[1].lower() if found else None

    @property
    def age(self) -> int:
        """Seconds a cache on the way has held this copy; beyond two days the caller should not count it."""
        stated = self.headers.get("age", "").strip()
        return int(stated) if stated.isascii() and stated.isdigit() else 0

    @property
    def undated(self) -> bool:
        """Whether a recording says that its copy has no day of its own: its date is then one by which the copy existed."""
        return self.recording is not None and UNDATED in self.headers

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("last-modified")


def moment(http_date: str) -> datetime | None:
    """An HTTP date as a UTC moment; None when the words are no date."""
    try:
        parsed = parsedate_to_datetime(http_date)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        return None
