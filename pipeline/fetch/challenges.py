"""Telling a page from what is served in its place with status 200: challenges, walls, error pages.

What a page calls itself in title and first heading decides, and what it carries where its text is short. Words
somewhere in a long text decide nothing: documentation speaks of captchas, logins and errors all the time.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from pipeline.fetch.requests import Answer
from schema.errors import BadAnswer, Blocked, FetchError, Gone

_SHORT_TEXT = 1500
_UNSEEN = ("script", "style", "template", "noscript", "svg", "head")
_BETWEEN_TITLES = re.compile(r"\s[-–—·|:»]+\s|[|·»–—]|[:!]\s|\s-\s")

# What the whole of a title, one of its parts, or the first heading of a short page says.
_NAMES: tuple[tuple[type[FetchError], str, re.Pattern[str]], ...] = (
    (
        Blocked,
        "a bot challenge",
        re.compile(
            r"just a moment|attention required|checking your browser.*|verify(ing)? (that )?you are (a )?human.*"
            r"|are you (a robot|human)|(re)?captcha.*|(human|bot|security) (verification|check)|security checkpoint"
            r"|.*security checkpoint|ddos[- ]guard|pardon our interruption|one more step|robot check|请完成安全验证|安全验证|验证码.*",
            re.I,
        ),
    ),
    (
        Blocked,
        "a refusal",
        re.compile(
            r"access (to this page has been |is )?(denied|restricted)|(error )?(401|403|1020)( (forbidden|unauthorized))?"
            r"|forbidden|unauthori[sz]ed|(you have been|request) blocked|sorry, you have been blocked|访问被拒绝"
            r"|(not available|unavailable) in your (country|region)",
            re.I,
        ),
    ),
    (
        Blocked,
        "a consent wall",
        re.compile(
            r"before you continue( to .*)?|(we value )?your privacy( choices| matters)?|we (value|care about) your privacy"
            r"|(cookie|privacy) (consent|settings|preferences)|consent( required| management)?|bevor sie fortfahren.*",
            re.I,
        ),
    ),
    (
        Blocked,
        "a login page",
        re.compile(
            r"(please )?(log|sign) ?in( to (your |my )?[\w.]+( account)?)?"
            r"|(log|sign) ?in or (sign ?up|register)|login( page| required)?( to .{1,30})?|sign ?up|welcome back"
            r"|create (an|your) account|anmelden|登录|登陆|用户登录|authentication required",
            re.I,
        ),
    ),
    (
        Gone,
        "a page that says it is not there",
        re.compile(
            r"(error |http )?404( error)?( not found)?|(page |file |document )?(not|could not be|cannot be) found"
            r"|(this |the |that )?page (you requested )?(was |could |does |can)(not|n[’']t)( be)? ?(found|exist).*"
            r"|(this |the )?page (does not exist|doesn[’']t exist|is missing|unavailable)|seite nicht gefunden|页面不存在|找不到页面.*",
            re.I,
        ),
    ),
    (
        BadAnswer,
        "a maintenance page",
        re.compile(
            r"(scheduled |under |site |down for |undergoing )*maintenance( mode)?|(we[’']ll|we will) be (right )?back.*"
            r"|(service |site |temporarily )*(unavailable|offline)|系统维护.*",
            re.I,
        ),
    ),
    (
        BadAnswer,
        "an error page",
        re.compile(
            r"(error )?(500|502|503|504|520|52[1-7])( error)?|(error )?(500 |502 |503 |504 )?"
            r"(internal server error|bad gateway|gateway time-?out|server error)|(oops|application error|error)\W*"
            r"|(oops\W*)?something went wrong.*|web server is down|an error (has )?occurred.*|unexpected error.*",
            re.I,
        ),
    ),
    (
        BadAnswer,
        "a parked domain",
        re.compile(r".*\b(domain|website) (is )?(for sale|parked).*|buy this domain.*|[\w-]+(\.[\w-]+)+ is for sale.*", re.I),
    ),
)

# What only such a page carries, whatever it is called.
_MARKS: tuple[tuple[str, str], ...] = (
    ("_cf_chl_opt", "a bot challenge (Cloudflare)"),
    ("captcha-delivery.com", "a bot challenge (DataDome)"),
    ('id="px-captcha', "a bot challenge (PerimeterX)"),
    ("sec-if-cpt-container", "a bot challenge (Akamai)"),
    ("awsWafCookieDomainList", "a bot challenge (AWS)"),
    ("_Incapsula_Resource", "a bot challenge (Imperva)"),
    ('class="g-recaptcha', "a captcha"),
    ('class="h-captcha', "a captcha"),
    ('class="cf-turnstile', "a captcha"),
    ('type="password"', "a login page"),
    ("consent.google.com", "a consent wall"),
    ("errors.edgesuite.net", "a refusal (Akamai)"),
)


_CHUNK = re.compile("<([^<]*)")


@dataclass
class _Outline:
    """What a page calls itself, and how much it has to say."""

    title: str = ""
    headings: list[str] = field(default_factory=list)
    text_length: int = 0


def refuse(answer: Answer) -> None:
    """Raise what stands in the page's place, if it is not the page."""
    found = _impostor(answer)
    if found:
        kind, reason = found
        raise kind(answer.url, "the page", reason)


def _impostor(answer: Answer) -> tuple[type[FetchError], str] | None:
    if answer.headers.get("cf-mitigated", "").lower() == "challenge":
        return Blocked, "a bot challenge (Cloudflare)"
    if not _is_html(answer):
        return None
    text = _decoded(answer)
    outline = _outline(text)
    short = outline.text_length < _SHORT_TEXT
    return _by_name(outline, short) or (_by_mark(text) if short else None)


def _is_html(answer: Answer) -> bool:
    return "html" in answer.content_type or answer.body[:200].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _decoded(answer: Answer) -> str:
    try:
        return answer.body.decode(answer.charset or "utf-8", "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")


def _by_name(outline: _Outline, short: bool) -> tuple[type[FetchError], str] | None:
    names = _parts(outline.title) + (_parts(outline.headings[0]) if short and outline.headings else [])
    for name in names:
        for kind, reason, pattern in _NAMES:
            if pattern.fullmatch(name):
                return kind, f"{reason}: {name!r}"
    return None


def _parts(title: str) -> list[str]:
    whole = " ".join(title.split())[:300]
    parts = [whole, *_BETWEEN_TITLES.split(whole)]
    return [part.strip(" .…!?") for part in parts if part.strip(" .…!?")]


def _by_mark(text: str) -> tuple[type[FetchError], str] | None:
    return next(((Blocked, reason) for mark, reason in _MARKS if mark in text), None)


def _outline(text: str) -> _Outline:
    """One pass over the tags, linear whatever they are: a hostile page costs no more than its length."""
    outline, unseen, inside = _Outline(), "", ""
    for chunk in _CHUNK.finditer(text):
        tag, _, words = chunk[1].partition(">")
        name = (tag.split(None, 1) or [""])[0].lower()
        if name == "title" and not outline.title and unseen != "svg":
            outline.title = html.unescape(words.strip())
        if unseen:
            unseen = "" if name == f"/{unseen}" else unseen
            continue
        if name in _UNSEEN and not tag.endswith("/"):
            unseen = name
            continue
        if inside or name == "h1":
            inside = _heading(outline, inside, name, words)
        outline.text_length += len(words.strip())
        if outline.title and outline.text_length >= _SHORT_TEXT:
            return outline  # a long page is judged by its title alone: the rest of it can change nothing
    return outline


def _heading(outline: _Outline, inside: str, name: str, words: str) -> str:
    """Collect the words of headings; whether the next chunk still belongs to one."""
    if name == "h1":
        outline.headings.append("")
    inside = "h1" if name == "h1" else "" if name == "/h1" else inside
    if inside:
        outline.headings[-1] += html.unescape(words[:300])
    return inside
