"""A recorded page read once more, for whoever asks whether a quote still stands: the readers of `scrapers`, as `audit` wants them."""

from __future__ import annotations

import html
from datetime import datetime

from pipeline.ledger.entries import Entries, entries_of
from schema.text import plain
from scrapers import Document, load, provider_ids, read_provider
from scrapers._page import Page


class ByReaders:
    """Rereads pages by their providers' readers. Raises the ScrapeError that a page can't be read for."""

    def declares(self, provider: str, url: str) -> bool:
        """Whether a provider has a reader for this page."""
        return provider in provider_ids() and any(spec.url == url for spec in load(provider).pages)

    def read(self, provider: str, url: str, body: bytes, captured_at: datetime) -> Entries:
        """What the page is read to say now."""
        reading = read_provider(provider, {url: Document(body, captured_at, alone=True)})
        errors = [page.error for page in reading.pages if page.error]
        if errors:
            raise errors[0]
        return entries_of(reading.snapshot)

    def words(self, provider: str, url: str, body: bytes) -> tuple[str, ...]:
        """The page's words as a person sees them, and as they stand in its source (payloads, attributes)."""
        spec = next(spec for spec in load(provider).pages if spec.url == url)
        page = Page(url, spec.kind, body)
        source = html.unescape(page.source)
        return (plain(page.text), plain(source), plain(source.replace('\\"', '"')))
