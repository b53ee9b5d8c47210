"""From a request to an accepted answer: redirects by hand, and what makes an answer a page.

The same rules hold for the network and for a recording; only `send` differs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

import httpx2

from pipeline.fetch.addresses import allowed_url, url_of
from pipeline.fetch.requests import BOUNDS, Answer, Call, PageRequest, Reply, Send, Trail, moment
from schema.errors import BadAnswer, BadData, Blocked, Gone

_REDIRECTS = (301, 302, 303, 307, 308)
_SAYS_NO = (401, 403, 407, 429, 451)
_GONE = (404, 410)
_FOR_ONE_HOST_ONLY = ("authorization", "cookie")


def follow(call: Call, hosts: Collection[str], send: Send, *, hops: int = BOUNDS.hops, loopback: bool = False) -> Trail:
    """Every call and reply on the way to an answer, the last one no redirect."""
    asked, trail = call.url, Trail()
    while True:
        allowed_url(call.url, hosts, loopback=loopback)
        reply = send(call)
        trail.append((call, reply))
        if reply.status not in _REDIRECTS:
            return trail
        if len(trail) > hops:
            raise BadAnswer(asked, f"at most {hops} redirects", "more")
        call = _next_call(call, reply)
        if any(call.url == seen.url for seen, _ in trail):
            raise BadAnswer(asked, "redirects that lead somewhere", f"a loop at {call.url}")


def first_call(request: PageRequest) -> Call:
    headers = {"accept": ", ".join((*request.content_types, "*/*;q=0.1")), **_lower(request.headers)}
    if request.etag:
        headers["if-none-match"] = request.etag
    if request.last_modified:
        headers["if-modified-since"] = request.last_modified
    return Call(request.method, request.url, request.body.encode(), headers)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _next_call(call: Call, reply: Reply) -> Call:
    if call.method != "GET":
        raise BadAnswer(call.url, f"an answer to {call.method}", f"a redirect ({reply.status})")
    location = reply.headers.get("location", "").strip()
    if not location:
        raise BadAnswer(call.url, "a redirect with a Location", "none")
    here = url_of(call.url)
    try:
        there = here.join(location)
    except httpx2.InvalidURL as error:
        raise BadAnswer(call.url, "a redirect to an address", repr(location[:200])) from error
    kept = call.headers if there.host == here.host else _without(call.headers, _FOR_ONE_HOST_ONLY)
    # A backslash would be percent-encoded by the join and pass for a path: browsers read it as a slash.
    return Call("GET", location if "\\" in location else str(there.copy_with(fragment=None)), b"", kept)


def _without(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


def accepted(request: PageRequest, trail: Trail, clock: datetime | None) -> Answer:
    """The answer at the end of a trail, if it is the page; `clock` is None in a replay, which has its own."""
    call, reply = trail[-1]
    unchanged = reply.status == 304
    check_status(request, reply)
    _check_final_url(request, call.url)
    if not unchanged:
        _check_body(request, reply)
    when = moment(reply.headers.get("date", "")) or clock
    if when is None:
        raise BadData(f"recording of {request.url}", "a Date header: it is the clock of a replay", "none")
    skew = int((when - clock).total_seconds()) if clock else 0
    return Answer(call.url, reply.status, reply.headers, reply.body, when, unchanged, skew)


def check_status(request: PageRequest, reply: Reply) -> None:
    """200, or 304 to a question with a validator; anything else by the name of its failure."""
    conditional = request.etag or request.last_modified
    if reply.status == 200 or (reply.status == 304 and conditional):
        return
    kind = Blocked if reply.status in _SAYS_NO else Gone if reply.status in _GONE else BadAnswer
    raise kind(request.url, "status 200", str(reply.status))


def _check_final_url(request: PageRequest, url: str) -> None:
    wanted = request.final_url
    matches = re.fullmatch(wanted, url) if wanted is not None else _place(url) == _place(request.url)
    if not matches:
        raise BadAnswer(request.url, f"to end at {wanted or 'the same address'}", url)


def _place(url: str) -> tuple[str, bytes, str]:
    parsed = url_of(url)
    return parsed.scheme, parsed.netloc, parsed.path or "/"


def _check_body(request: PageRequest, reply: Reply) -> None:
    stated = reply.headers.get("content-type", "").lower()
    if request.content_types and not stated.startswith(request.content_types):
        raise BadAnswer(request.url, f"content type {' or '.join(request.content_types)}", stated or "none")
    if not reply.body.strip():
        raise BadAnswer(request.url, "a page", "an empty body")


def now() -> datetime:
    return datetime.now(UTC)
