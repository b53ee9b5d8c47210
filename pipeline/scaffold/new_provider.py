"""A new seller from one page: the module, the recording and the first expected file, ready to be looked at.

The recording is not the page: it is what speaks of prices on it, rebuilt, and none of its prose. Where nothing is proposed there
is a recording all the same, a module that says so loudly, and what was seen. Nothing that was typed or read becomes code.
"""

from __future__ import annotations

import re
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from pipeline.fetch.observer import Observer
from pipeline.fetch.requests import PageRequest
from pipeline.scaffold.literals import literal
from pipeline.scaffold.page_recording import recorded
from pipeline.scaffold.page_summary import summary
from pipeline.scaffold.proposals import Proposal, propose_tables
from pipeline.scaffold.proposals_cards import propose_cards
from pipeline.scaffold.proposals_json import propose_records
from pipeline.scaffold.proposals_lines import propose_lines
from schema.errors import BadData
from schema.text import plain
from scrapers import provider_ids
from scrapers._html import is_visible, visible_text
from scrapers._page import Page

ROOT = Path(__file__).parent.parent.parent
# A host by name, and nothing that a shell, a script or a browser's parser might take for something else.
ADDRESS = re.compile(
    r"https://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z0-9-]*[A-Za-z](?:[/?#][A-Za-z0-9._~:/?#@!&()*+,;=%-]*)?"
)
NAME = re.compile(r"[a-z][a-z0-9_]{1,30}")
KINDS = {"text/html": "html", "text/markdown": "markdown", "application/json": "json", "text/plain": "markdown"}
SAVED = {".md": "markdown", ".mdx": "markdown", ".json": "json", ".txt": "markdown"}
MEDIA = {"html": ("pricing.html", "text/html; charset=utf-8"), "json": ("pricing.json", "application/json")}
LONGEST_TITLE = 80
UNACCOUNTED = re.compile(r"that nothing accounts for: '(.+?)'$", re.M)
BESIDE = re.compile(r"found (?:a crossed-out|raised digits) '(.+?)' stands? beside it$", re.M)
VERBS = ("offer", "price", "size", "slug")
NOTHING = 'raise LayoutChanged(page.url, "a reader of its prices", "none yet: TODO")\n    yield  # a reader is a generator\n'
MODULE = '''"""{title}: TODO one line: what the page looks like and what a number on it means.

Relies on TODO. Built against the page as of {today}.
"""

{imports}

def pricing(page: Page) -> Iterator[Draft]:
{readers}

PROVIDER = Provider(
    name={title_words},
    home={home},
    kind="reseller",
    seen="page",
    seen_on=date({year}, {month}, {day}),
    pages=(PageSpec(url={url}, kind="{kind}", read=pricing, prices=({least}, {most}){identity}),),
)
'''


@dataclass(frozen=True, slots=True)
class Scaffold:
    """What was written, what was proposed, and where nothing was, what the page was seen to have.

    `unaccounted` are words around the prices that hold them until a person has looked and the reader names them; `beside` what is
    crossed out or raised in the very cell of a price, and does the same.
    """

    files: tuple[Path, ...]
    proposals: tuple[Proposal, ...]
    seen: tuple[str, ...]
    unaccounted: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def scaffold(provider: str, url: str, saved: Path | None, root: Path = ROOT) -> Scaffold:
    """Write module, recording and expected file of a new provider; nothing that exists is touched."""
    _demand_new(provider, url, root)
    body, kind = _page(url, saved)
    page = Page(url, kind, body)
    proposals = _proposals(page)
    files = dict(_files(provider, page, kind, proposals))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    _format(root / next(iter(files)))
    written = (*files, *(_expected(provider, root) if proposals else ()))
    holding = [_holding(root / written[-1], why) for why in (UNACCOUNTED, BESIDE)]
    return Scaffold(written, proposals, () if proposals else tuple(summary(page)), *holding)


def _holding(expected: Path, why: re.Pattern[str]) -> tuple[str, ...]:
    """The words that hold prices of the first reading for one reason, each once."""
    return tuple(dict.fromkeys(why.findall(expected.read_text(encoding="utf-8"))))


def _proposals(page: Page) -> tuple[Proposal, ...]:
    if page.kind == "json":
        return tuple(propose_records(page))
    return tuple(propose_tables(page)) or tuple(propose_cards(page)) or tuple(propose_lines(page))


def _expected(provider: str, root: Path) -> Iterator[Path]:
    """The expected file, which fails its test until a person has looked: written by the tests' own tool, where they are at hand."""
    if (root / "tests" / "readings.py").exists():
        command = [sys.executable, "-m", "tests.readings", "write", "latest", provider]
        subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
        yield Path("tests") / "expected" / "latest" / f"{provider}.txt"


def _format(module: Path) -> None:
    """As the house formats, where its formatter is at hand: the lines are right without it, and long."""
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(module)], check=False, capture_output=True)


def _demand_new(provider: str, url: str, root: Path) -> None:
    if not NAME.fullmatch(provider):
        raise BadData(f"the name {provider!r}", "small letters, digits and underscores, as a module is called", repr(provider))
    if provider in provider_ids() or (root / "scrapers" / f"{provider}.py").exists():
        raise BadData(f"provider {provider!r}", "a new one", f"scrapers/{provider}.py is there", f"imageprices read {provider}")
    if not ADDRESS.fullmatch(url):
        raise BadData(f"the address {url!r}", "https://host/path in the characters of an address", "something else")


def _page(url: str, saved: Path | None) -> tuple[bytes, str]:
    """The body and its kind; Markdown at an address that doesn't say so is what a tool made of a page."""
    if saved:
        body, kind = saved.read_bytes(), SAVED.get(saved.suffix, "html")
    else:
        request = PageRequest(url, frozenset({str(urlsplit(url).hostname)}), content_types=tuple(KINDS))
        with Observer() as observer:
            answer = observer.get("new", request)
        body, kind = answer.body, KINDS.get(answer.headers.get("content-type", "text/html").split(";")[0], "html")
    said = urlsplit(url).path.endswith((".md", ".mdx", ".txt"))
    return body, "rendered" if kind == "markdown" and not said else kind


def _files(provider: str, page: Page, kind: str, proposals: Sequence[Proposal]) -> Iterator[tuple[Path, str]]:
    recording = Path("tests") / "cassettes" / "latest" / provider
    name, media = MEDIA.get(page.kind, ("pricing.md", "text/markdown; charset=utf-8"))
    yield Path("scrapers") / f"{provider}.py", _module(provider, page, kind, proposals)
    yield recording / name, recorded(page)
    yield recording / "index.yaml", _index(page.url, name, media)


def _module(provider: str, page: Page, kind: str, proposals: Sequence[Proposal]) -> str:
    url, title_of = page.url, _title_of(page)
    title = provider.replace("_", " ").title()
    today, prices = date.today(), sum(proposal.price_count for proposal in proposals)
    readers = "\n".join(textwrap.indent(proposal.reader(), "    ") for proposal in proposals) or f"    {NOTHING}"
    return MODULE.format(
        imports=_imports(readers),
        identity=f", identity=({literal(title_of)},)" if title_of else "",
        title=title,
        title_words=literal(title),
        today=today,
        readers=readers,
        home=literal(f"https://{urlsplit(url).hostname}"),
        year=today.year,
        month=today.month,
        day=today.day,
        url=literal(url),
        kind=kind,
        least=max(1, prices * 3 // 4),
        most=max(1, prices * 3),
    )


def _title_of(page: Page) -> str:
    """The first heading that a person sees: words that make it this page."""
    headings = page.landmarks.headings() if page.kind != "json" else ()
    return next((plain(words) for each in headings if is_visible(each) and (words := visible_text(each))), "")[:LONGEST_TITLE]


def _imports(readers: str) -> str:
    """What the lines of a reader use, in the order the linter wants."""
    verbs = ", ".join(verb for verb in VERBS if re.search(rf"\b{verb}\(", readers))
    lines = [
        "import re" if "re.match(" in readers else "",
        "from collections.abc import Iterator",
        "from datetime import date",
        "\nfrom schema.drafts import Draft",
        "from schema.errors import LayoutChanged" if "LayoutChanged(" in readers else "",
        f"from scrapers._drafts import {verbs}" if verbs else "",
        "from scrapers._page import Page",
        "from scrapers._provider import PageSpec, Provider\n",
    ]
    return "\n".join(line for line in lines if line)


def _index(url: str, name: str, media: str) -> str:
    now = datetime.now(UTC).replace(microsecond=0)
    note = f"A page written for this project after the real one's structure; figures as of {now.date()}."
    headers = {"content-type": [media], "date": [format_datetime(now, usegmt=True)]}
    response = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"file": name}}
    request = {"method": "GET", "uri": url, "body": "", "headers": {}}
    document = {"note": note, "interactions": [{"request": request, "response": response}], "version": 1}
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=200)
