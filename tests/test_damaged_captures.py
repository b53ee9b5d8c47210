"""Real pages with small damage, of at least ten sellers: they are read whole but for what is damaged, in the way it is told."""

import re
from functools import cache

import pytest

from pipeline.ledger.entries import entries_of
from scrapers import Document, load, provider_ids, read_provider
from scrapers._page import Page
from tests.mutants.grids import grids_of
from tests.readings import CAPTURES, documents, folder

SET = "captures-latest"
KINDS = ("markdown", "html")


@cache
def captured(provider):
    """A seller's pages as they were captured, what is read of them, and which are read at all (some were cut when they were saved)."""
    found = documents(folder(SET) / provider)
    reading = read_provider(provider, found)
    return found, entries_of(reading.snapshot), {page.url for page in reading.pages if page.error is None}


def kinds(provider):
    """Its pages with tables, by address: in which language each is written."""
    declared = {spec.url: spec for spec in load(provider).pages}
    found = documents(folder(SET) / provider)
    spoken = {url: Page(url, declared[url].kind, page.body).kind for url, page in found.items() if url in declared}
    whole = {url: kind for url, kind in spoken.items() if kind in KINDS and not _is_cut(found[url].body.decode())}
    return {url: kind for url, kind in whole.items() if grids_of(found[url].body.decode(), kind)}


def _is_cut(text):
    """Whether a text ends in the middle of a table: the copy was cut when it was saved, and any more damage is too much."""
    last = text.rstrip().rpartition("\n")[2]
    return last.lstrip().startswith("|") and not last.endswith("|")


PROVIDERS = [id for id in provider_ids() if (folder(SET) / id / "index.yaml").exists() and kinds(id)] if CAPTURES.exists() else []
pytestmark = pytest.mark.skipif(not PROVIDERS, reason="the captured pages are not beside this checkout")


def stray_stroke(text, kind):
    """A stroke alone on a line above each table, or a stray `<br>` in HTML."""
    starts = [grid.start for grid in grids_of(text, kind)]
    mark = "|\n\n" if kind == "markdown" else "<br>"
    for at in reversed(starts):
        text = text[:at] + mark + text[at:]
    return text


def spread_attribute(text, kind):
    """Tags whose attributes stand on several lines: those around tables in HTML, a component above each table in Markdown."""
    if kind == "html":
        return re.sub(r"<(table|div|section) ([^<>]*)>", lambda tag: f"<{tag[1]}\n  {tag[2]}\n>", text)
    for grid in reversed(grids_of(text, kind)):
        text = f'{text[: grid.start]}<Spacer\n  size="2"\n  title="more"\n/>\n\n{text[grid.start :]}'
    return text


def other_capitals(text, kind):
    """Every heading in other capitals."""
    if kind == "markdown":
        return re.sub(r"^(#{1,6} )([^\n`\[\]()<>{}]+)$", lambda head: head[1] + _capitals(head[2]), text, flags=re.M)
    return re.sub(r"(<h[1-6]\b[^>]*>)([^<>&]+)(</h[1-6]>)", lambda head: head[1] + _capitals(head[2]) + head[3], text)


def _capitals(words):
    return words.title() if words.title() != words else words.capitalize()


def another_section(text, kind):
    """A section more at the end, under a title of its own."""
    added = "\n\n## What else there is\n\nWe answer within a day.\n"
    end = text.rfind("</body>")
    return text + added if kind == "markdown" else f"{text[:end]}<h2>What else there is</h2><p>We answer within a day.</p>{text[end:]}"


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("damage", [stray_stroke, spread_attribute, other_capitals, another_section])
def test_a_page_with_a_stray_mark_is_read_whole(damage, provider):
    """Nothing is lost, nothing else is said."""
    found, before, read = captured(provider)
    hurt = dict(found)
    for url, kind in ((url, kind) for url, kind in kinds(provider).items() if url in read):
        hurt[url] = Document(damage(found[url].body.decode(), kind).encode(), found[url].captured_at)
    reading = read_provider(provider, hurt)
    after = entries_of(reading.snapshot)
    assert {key: one.fact for key, one in before.items()} == {key: one.fact for key, one in after.items()}, reading.unread[:3]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_row_whose_label_is_empty_loses_at_most_itself(provider):
    """Its label's words stand nowhere any more: what was read of that row may be told as unread, everything else is read as before."""
    found, before, read = captured(provider)
    url, kind = next((item for item in kinds(provider).items() if item[0] in read), ("", ""))
    if not url:
        pytest.skip("every page of this copy that has tables was cut when it was saved")
    text = found[url].body.decode()
    grid = max(grids_of(text, kind), key=lambda one: len(one.rows))
    row = grid.body[len(grid.body) // 2]
    cell = row.cells[0]
    body = (text[: cell.start] + (" " * (kind == "markdown")) + text[cell.end :]).encode()
    reading = read_provider(provider, found | {url: Document(body, found[url].captured_at)})
    after = entries_of(reading.snapshot)
    assert not [page.error for page in reading.pages if page.error and page.url == url]
    lost = {key for key in before if key not in after}
    assert len({key[1] for key in lost}) <= 3, sorted(lost)[:6]
    assert not {key for key in before if key in after and before[key].fact != after[key].fact}
