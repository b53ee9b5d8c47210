"""A new seller from one page: the module, the recording and the first expected file, ready to be looked at.

The recording is not the page: it is the headings and price tables of the page (or the names and prices of a JSON list), rebuilt, and
none of its prose.
"""

from __future__ import annotations

import html
import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import PageRequest
from pipeline.scaffold import proposals_json
from pipeline.scaffold.literals import literal
from pipeline.scaffold.proposals import Column, Proposal, propose, unit_words
from pipeline.scaffold.proposals_json import Records
from schema.errors import BadData
from scrapers import provider_ids
from scrapers._page import Page

ROOT = Path(__file__).parents[2]
# A host by name, and nothing that a shell, a script or a browser's parser might take for something else.
ADDRESS = re.compile(
    r"https://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z](?:[/?#][A-Za-z0-9._~:/?#@!&()*+,;=%-]*)?"
)
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
KINDS = {"text/html": "html", "text/markdown": "markdown", "application/json": "json", "text/plain": "text"}
BODIES = {"html": "pricing.html", "markdown": "pricing.md", "json": "pricing.json"}
Found = tuple[Proposal, ...] | tuple[Records, ...]
MODULE = '''"""{title}: TODO one line: what the page looks like and what a number on it means.

Built against the page as of {today}.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import offer, price{slug}
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider


def pricing(page: Page) -> Iterator[Draft]:
{readers}

PROVIDER = Provider(
    name={title_words},
    home={home},
    kind="reseller",
    seen="page",
    seen_on=date({year}, {month}, {day}),
    pages=(PageSpec(url={url}, kind="{kind}", read=pricing, prices=({least}, {most})),),
)
'''


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was written, and what was proposed."""

    files: tuple[Path, ...]
    proposals: Found


def scaffold(provider: str, url: str, saved: Path | None, root: Path = ROOT) -> Scaffold:
    """Write module, recording and expected file of a new provider; nothing that exists is touched."""
    _demand_new(provider, url, root)
    body, kind = _page(url, saved)
    proposals = _proposals(Page(url, kind, body), kind)
    if not proposals:
        raise BadData(
            url, "a table, or a JSON list of records, with names and prices", "none", "see docs/adding-a-seller.md for other pages"
        )
    files = dict(_files(provider, url, kind, proposals))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return Scaffold((*files, *_expected(provider, root)), proposals)


def _proposals(page: Page, kind: str) -> Found:
    match kind:
        case "json":
            return tuple(proposals_json.propose_records(page))
        case "html" | "markdown":
            return tuple(propose(page))
    return ()


def _expected(provider: str, root: Path) -> Iterator[Path]:
    """The expected file, which fails its test until a person has looked: written by the tests' own tool, where they are at hand."""
    if (root / "tests" / "readings.py").exists():
        command = [sys.executable, "-m", "tests.readings", "write", "latest", provider]
        subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
        yield Path("tests") / "expected" / "latest" / f"{provider}.txt"


def _demand_new(provider: str, url: str, root: Path) -> None:
    if not NAME.fullmatch(provider):
        raise BadData(f"the name {provider!r}", "small letters, digits and underscores, as a module is called", repr(provider))
    if provider in provider_ids() or (root / "scrapers" / f"{provider}.py").exists():
        raise BadData(f"provider {provider!r}", "a new one", f"scrapers/{provider}.py is there", f"imageprices read {provider}")
    if not ADDRESS.fullmatch(url):
        raise BadData(f"the address {url!r}", "https://host/path in the characters of an address", "something else")


def _page(url: str, saved: Path | None) -> tuple[bytes, str]:
    if saved:
        return saved.read_bytes(), {".md": "markdown", ".mdx": "markdown", ".json": "json", ".txt": "text"}.get(saved.suffix, "html")
    request = PageRequest(url, frozenset({str(urlsplit(url).hostname)}), content_types=tuple(KINDS))
    with Observer() as observer:
        answer = observer.get("new", request)
    media = answer.headers.get("content-type", "text/html").split(";")[0]
    return answer.body, KINDS.get(media, "html")


def _files(provider: str, url: str, kind: str, proposals: Found) -> Iterator[tuple[Path, str]]:
    recording = Path("tests") / "cassettes" / "latest" / provider
    yield Path("scrapers") / f"{provider}.py", _module(provider, url, kind, proposals)
    yield recording / BODIES[kind], _body(kind, proposals)
    yield recording / "index.yaml", _index(url, kind)


def _body(kind: str, proposals: Found) -> str:
    tables = tuple(proposal for proposal in proposals if isinstance(proposal, Proposal))
    records = (proposal for proposal in proposals if isinstance(proposal, Records))
    match kind:
        case "json":
            return proposals_json.body(next(records))
        case "markdown":
            return _as_markdown(tables)
    return _as_html(tables)


def _module(provider: str, url: str, kind: str, proposals: Found) -> str:
    title = provider.replace("_", " ").title()
    today, prices = date.today(), sum(proposal.rows * len(proposal.columns) for proposal in proposals)
    return MODULE.format(
        slug="" if kind == "json" else ", slug",
        title=title,
        title_words=literal(title),
        today=today,
        readers="\n".join(textwrap.indent(_reader(proposal), "    ") for proposal in proposals),
        home=literal(f"https://{urlsplit(url).hostname}"),
        year=today.year,
        month=today.month,
        day=today.day,
        url=literal(url),
        kind=kind,
        least=max(1, prices * 3 // 4),
        most=prices * 3,
    )


def _reader(proposal: Proposal | Records) -> str:
    if isinstance(proposal, Records):
        return proposals_json.reader(proposal)
    columns = ", ".join(literal(name) for name in (proposal.label, *(column.name for column in proposal.columns)))
    under = f", under={literal(proposal.heading)}" if proposal.heading else ""
    label = literal(proposal.label)
    prices = "\n".join(f"        {_price(column)}," for column in proposal.columns)
    return (
        f"for row in page.table({columns}{under}).rows:\n"
        f"    yield offer(\n        slug(row[{label}].text),\n{prices}\n        name=row[{label}].text,\n    )\n"
    )


def _price(column: Column) -> str:
    billable = "output_image" if column.unit in ("image", "megapixel", "tile", "step") else "request"
    said = f'"{billable}", {literal(column.unit)}, {unit_words(column)}, currency={literal(column.currency)}'
    return f"price(row[{literal(column.name)}].found(), {said})"


def _as_html(proposals: tuple[Proposal, ...]) -> str:
    """Headings and tables alone, in our own markup."""
    body = "\n".join(f"<h2>{html.escape(proposal.heading)}</h2>\n{_table(proposal)}" for proposal in proposals)
    return f'<!doctype html>\n<html lang="en">\n<head><title>Prices</title></head>\n<body>\n{body}\n</body>\n</html>\n'


def _table(proposal: Proposal) -> str:
    kept = (proposal.label, *(column.name for column in proposal.columns))
    head = "".join(f"<th>{html.escape(name)}</th>" for name in kept)
    rows = "\n".join("<tr>" + "".join(f"<td>{html.escape(row[name].text)}</td>" for name in kept) + "</tr>" for row in proposal.table.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _as_markdown(proposals: tuple[Proposal, ...]) -> str:
    return "\n".join(f"## {proposal.heading}\n\n{_markdown_table(proposal)}\n" for proposal in proposals)


def _markdown_table(proposal: Proposal) -> str:
    kept = (proposal.label, *(column.name for column in proposal.columns))
    rows = [kept, ("---",) * len(kept), *(tuple(row[name].text for name in kept) for row in proposal.table.rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|").replace("$", r"\$") for cell in row) + " |" for row in rows)


def _index(url: str, kind: str) -> str:
    now = datetime.now(UTC).replace(microsecond=0)
    note = f"A page written for this project after the real one's structure; figures as of {now.date()}."
    media = "application/json" if kind == "json" else f"text/{kind}; charset=utf-8"
    headers = {"content-type": [media], "date": [format_datetime(now, usegmt=True)]}
    response = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"file": BODIES[kind]}}
    request = {"method": "GET", "uri": url, "body": "", "headers": {}}
    document = {"note": note, "interactions": [{"request": request, "response": response}], "version": 1}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=200)
