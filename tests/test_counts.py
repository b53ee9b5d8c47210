"""What was counted on each copied page by eye is what the reader says of it: docs/counts.md, row by row."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from scrapers import load, provider_ids, read_provider
from tests.readings import CAPTURES, TESTS, documents

DOC = TESTS.parent / "docs" / "counts.md"
SETS = ("more", "documentation", "undated", "undated-older")
pytestmark = [
    pytest.mark.captures,
    pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout"),
]


class Counted(NamedTuple):
    """A row of the table."""

    set_name: str
    provider: str
    page: str
    by_eye: int
    read: int
    without: int
    left: str


def counted() -> Iterator[Counted]:
    for line in DOC.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[3].isdigit():
            yield Counted(*cells[:3], *map(int, cells[3:6]), cells[6])


def _url(row: Counted) -> str:
    (url,) = [url for url in documents(CAPTURES / row.set_name / row.provider) if row.page in url]
    return url


@pytest.mark.parametrize("row", list(counted()), ids=lambda row: f"{row.set_name}-{row.provider}-{row.page}")
def test_a_page_is_read_as_it_was_counted(row):
    """As many lines with a figure and without as the table says; nothing refused, and what differs from the count by eye is named."""
    url = _url(row)
    read = read_provider(row.provider, {url: documents(CAPTURES / row.set_name / row.provider)[url]})
    lines = [line for offer in read.snapshot.offers for line in offer.prices]
    assert [page.error for page in read.pages] == [None]
    assert (row.read, row.without) == (sum(line.amount is not None for line in lines), sum(line.amount is None for line in lines))
    assert [] == read.unread and all(line.amount is not None or line.reason for line in lines)
    assert row.by_eye == row.read + row.without or row.left, "what differs from the count by eye is named"


def test_every_page_that_a_module_reads_was_counted():
    """A further copy is counted before it passes."""
    known = {(row.set_name, row.provider, _url(row)) for row in counted()}
    for path in (path for name in SETS for path in CAPTURES.glob(f"{name}/*/index.yaml")):
        set_name, provider = path.parent.parent.name, path.parent.name
        asked = {spec.url for spec in load(provider).pages} if provider in provider_ids() else set()
        for url in asked & set(documents(path.parent)):
            assert (set_name, provider, url) in known


def test_what_has_no_module_is_named():
    """A copy of a seller without a module is a fragment that the table's last words name."""
    below = re.sub(r"\s+", " ", DOC.read_text(encoding="utf-8").rpartition("|")[2])
    kept = {path.parent.name for name in SETS for path in CAPTURES.glob(f"{name}/*/index.yaml")} - set(provider_ids())
    assert [] == sorted(provider for provider in kept if f"`{provider}`" not in below)
