"""Reading one page: ours proves every price (quote, locator, hash, validation); the peers take the same cells as text."""

from __future__ import annotations

from datetime import UTC, datetime

import yaml
from bs4 import BeautifulSoup
from parsel import Selector
from selectolax.lexbor import LexborHTMLParser

from benchmarks.inputs import ROWS, URL, html_page, plant
from benchmarks.measure import Figure, best
from scrapers import Document, _reading, load, read_provider
from tests.readings import CAPTURES

AT = datetime(2026, 5, 20, tzinfo=UTC)
Cells = list[tuple[str, str]]


def ours(body: bytes) -> Cells:
    reading = read_provider("field", {URL: Document(body, AT)})
    return [(offer.native_id, offer.prices[0].quote.text) for offer in reading.snapshot.offers]


def with_parsel(body: bytes) -> Cells:
    rows = Selector(text=body.decode()).css("table tbody tr")
    return [(row.css("td:nth-child(1)::text").get(""), row.css("td:nth-child(2)::text").get("")) for row in rows]


def with_selectolax(body: bytes) -> Cells:
    rows = LexborHTMLParser(body).css("table tbody tr")
    return [(row.css("td")[0].text(), row.css("td")[1].text()) for row in rows]


def with_soup(body: bytes) -> Cells:
    rows = BeautifulSoup(body, "lxml").select("table tbody tr")
    return [(row.find_all("td")[0].text, row.find_all("td")[1].text) for row in rows]


def one_page(size: int) -> dict[str, Figure]:
    """The same page and cells by each."""
    plant()
    body = html_page(size)
    readers = {"ours": ours, "parsel": with_parsel, "selectolax": with_selectolax, "BeautifulSoup": with_soup}
    found = {name: sorted(reader(body)) for name, reader in readers.items()}
    if any(cells != found["parsel"] or len(cells) != ROWS for cells in found.values()):
        raise RuntimeError("the readers disagree about the cells")
    return {name: best(lambda reader=reader: reader(body), 10) for name, reader in readers.items()}  # type: ignore[misc]


def captured(provider: str) -> Figure | None:
    """Reading the largest page of a real capture, when it is beside the checkout."""
    _reading.load = load  # whatever was planted
    index = CAPTURES / "latest" / provider / "index.yaml"
    if not index.exists():
        return None
    said = {one["request"]["uri"]: one["response"]["body"]["file"] for one in yaml.safe_load(index.read_text())["interactions"]}
    bodies = {spec.url: (index.parent / said[spec.url]).read_bytes() for spec in load(provider).pages if spec.url in said}
    url = max(bodies, key=lambda each: len(bodies[each]))
    if not read_provider(provider, {url: Document(bodies[url], AT)}).snapshot.offers:
        raise RuntimeError(f"{provider}: nothing was read")
    return best(lambda: read_provider(provider, {url: Document(bodies[url], AT)}), 5)
