"""A provider's pages in, one snapshot out: each page read alone, its structure checked before any of it is believed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from schema.drafts import Draft, OfferDraft, PageStamp
from schema.errors import LayoutChanged, ScrapeError
from schema.prices import Snapshot
from schema.reading import Unread, read_drafts
from schema.surroundings import Around
from schema.text import plain
from scrapers import _json
from scrapers._further import Tally
from scrapers._more_records import says_of_more
from scrapers._page import Page
from scrapers._provider import PageSpec
from scrapers._registry import load

# Prices are compared before taxes, as nearly everybody prints them: a page that changes over is another page.
_TAXED = re.compile(
    r"\b(?:prices?|rates?|fees?|charges?|amounts?)\b(?:(?!\bnot?\b|n['’]t\b|\bexclu)[^.\n|]){0,60}?"
    r"\b(?:includ(?:e|es|ed|ing)|inclusive(?: of)?|incl\.) (?:of )?(?:(?:all|any|applicable|sales|local|\d+ ?%) )*(?:tax(?:es)?|VAT|GST)\b"
    r"|\b(?<!no )(?<!not )(?:tax(?:es)?|VAT|GST)(?: (?:is|are))? (?:already )?included\b|\b(?:incl\.|including) (?:\d+ ?% )?(?:VAT|GST)\b"
    r"|(?<![不未])(?:包?含税价?|价税合计)",
    re.I,
)
Stamped = tuple[Draft, PageStamp]
_TAXES = ("tax", "Tax", "TAX", "VAT", "GST", "税")


@dataclass(frozen=True)
class Document:
    """A page's body as it was received and decoded, and when (UTC); of an undated copy, by when it existed.

    `further` are the further pages of its answer, and `lost` says why some of them did not come. `alone`: it is one of several,
    read by itself, so that nobody asks whether it is all.
    """

    body: bytes
    captured_at: datetime
    undated: bool = False
    further: tuple[Document, ...] = ()
    lost: str = ""
    alone: bool = False

    @cached_property
    def sha256(self) -> str:
        """The hash that names this body everywhere."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class PageResult:
    """How one page's reading went: `error` is None where it was read; `damaged` parts of it broke, the rest goes on."""

    url: str
    sha256: str
    captured_at: datetime
    prices: int = 0
    error: ScrapeError | None = None
    damaged: tuple[Unread, ...] = ()
    around: tuple[Around, ...] = ()


@dataclass(slots=True)
class ProviderReading:
    """What the pages of one provider say. Pages that could not be read are in `pages` with their error.

    `around` is what stands around the prices: for the guard, which knows what stood there before.
    """

    snapshot: Snapshot
    unread: list[Unread] = field(default_factory=list)
    pages: list[PageResult] = field(default_factory=list)

    @property
    def around(self) -> tuple[Around, ...]:
        """The words around prices that may say something of them, page by page."""
        return tuple(around for page in self.pages for around in page.around)


def read_provider(provider: str, documents: Mapping[str, Document]) -> ProviderReading:
    """Read the documents (by address) of one provider; an address no page declares is an error of the caller."""
    specs = {spec.url: spec for spec in load(provider).pages}
    drafts: list[Stamped] = []
    pages: list[PageResult] = []
    for url in (url for url in specs if url in documents):
        result, found = _read_page(provider, specs[url], documents[url])
        pages.append(result)
        drafts += found
    reading = read_drafts(drafts)
    snapshot = Snapshot(provider=provider, offers=tuple(reading.offers), plans=tuple(reading.plans), rules=tuple(reading.rules))
    return ProviderReading(snapshot, [*reading.unread, *(one for page in pages for one in page.damaged)], pages)


def _read_page(provider: str, spec: PageSpec, document: Document) -> tuple[PageResult, list[Stamped]]:
    page = _opened(spec, document)
    try:
        found = _found_on(page, spec, document)
        page.account.close()
    except ScrapeError as error:
        return PageResult(spec.url, document.sha256, document.captured_at, error=error), []
    except Exception as error:  # a reader's own fault must not touch other pages: the one broad except
        run = f"imageprices read {provider} --explain"
        fault = LayoutChanged(spec.url, "a page its reader understands", f"{type(error).__name__}: {error}", run)
        return PageResult(spec.url, document.sha256, document.captured_at, error=fault), []
    told = (tuple(page.account.damaged), tuple(page.account.around))
    return PageResult(spec.url, document.sha256, document.captured_at, _prices_in(found), None, *told), found


def _opened(spec: PageSpec, document: Document) -> Page:
    page = Page(spec.url, spec.kind, document.body)
    page.account.taxed = spec.taxed
    return page


def _found_on(page: Page, spec: PageSpec, document: Document) -> list[Stamped]:
    """What a page says, with the further pages of its answer."""
    found = _drafts_of(page, spec, document)
    least, most = spec.prices
    if spec.further and document.alone:
        least = 0
    elif spec.further:
        tally = Tally(spec.further)
        found += _found_after(page, spec, document, tally)
        least = max(min(least, 1), least - tally.missing)  # what was known of a row that did not come is held
    elif spec.kind == "json" and (more := says_of_more(page.json)):
        page.account.damage("further records", "$", *more)
    _demand_enough(found, page.account.damaged, (least, most), spec.url)
    return found


def _found_after(first: Page, spec: PageSpec, document: Document, tally: Tally) -> list[Stamped]:
    tally.first(first)
    found = [one for other in document.further for one in _found_further(first, spec, other, tally)]
    tally.faults += [document.lost] if document.lost else []
    tally.tell(first)
    return found


def _found_further(first: Page, spec: PageSpec, document: Document, tally: Tally) -> list[Stamped]:
    """What a further page of an answer says; one that can't be read takes nothing of the others with it."""
    page = _opened(spec, document)
    try:
        found = _drafts_of(page, spec, document)
        tally.add(page)
    except (ScrapeError, LookupError, ValueError) as error:
        tally.faults.append(str(error) or type(error).__name__)
        return []
    first.account.damaged += [one for one in page.account.damaged if one not in first.account.damaged]
    first.account.around += page.account.around
    page.account.close()
    return found


def _drafts_of(page: Page, spec: PageSpec, document: Document) -> list[Stamped]:
    """What one body says, each with the stamp of that body."""
    _demand_identity(page, spec)
    if spec.further:
        spec.further.total_of(page)  # named: it is not beside the prices for nothing
    stamp = PageStamp(spec.url, document.sha256, document.captured_at.isoformat(), document.undated)
    return [(draft, stamp) for draft in page.account.settled(_read_whole(page, spec))]


def _read_whole(page: Page, spec: PageSpec) -> list[Draft]:
    """All that a page says: a row or record that breaks its reader is left out, named as damaged, and the page read again."""
    first: Exception | None = None
    while True:
        drafts: list[Draft] = []
        try:
            for draft in spec.read(page):
                drafts.append(draft)
                page.account.yielded()
        except (LayoutChanged, LookupError, ValueError) as error:
            first = first or error
            if not page.account.leave_out(error):
                raise first from None
        else:
            return drafts


def _demand_identity(page: Page, spec: PageSpec) -> None:
    if page.kind == "html":
        _demand_language(page, spec)
    if spec.kind == "json":
        _json.demand_success(page.json)
    missing = [words for words in spec.identity if not page.says(plain(words))]
    if missing:
        raise LayoutChanged(spec.url, f"the words {missing[0]!r} that make it this page", "none of them")
    if not spec.taxed:
        _demand_before_taxes(page)


def _demand_before_taxes(page: Page) -> None:
    # Hardly any page speaks of taxes at all: its visible words are gathered only where it does.
    taxed = _taxed(page.text) if any(word in page.everything for word in _TAXES) else None
    if taxed and (page.kind == "json" or _taxed(page.source)):
        raise LayoutChanged(page.url, "prices before taxes", repr(taxed[0]))


def _taxed(text: str) -> re.Match[str] | None:
    """Where a text says that taxes are included: looked for around the words for taxes, since that is fast."""
    places = (at for word in _TAXES for at in _places(word, text))
    return next((match for at in places if (match := _TAXED.search(text, max(0, at - 120), at + 40))), None)


def _places(word: str, text: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _demand_language(page: Page, spec: PageSpec) -> None:
    language = page.tree.get("lang", spec.lang)
    if not language.lower().startswith(spec.lang):
        raise LayoutChanged(spec.url, f"a page in {spec.lang!r}", f"lang={language!r}")


def _prices_in(found: list[Stamped]) -> int:
    return sum(len(draft.prices) for draft, _ in found if isinstance(draft, OfferDraft))


def _demand_enough(read: list[Stamped], damaged: list[Unread], bounds: tuple[int, int], url: str) -> None:
    """A damaged part counts as one price, as it is told of by itself; a page of which most is damaged is damaged."""
    least, most = bounds
    found = _prices_in(read)
    if damaged and len(damaged) > found:
        raise LayoutChanged(damaged[0].locator, "a page of which most can be read", damaged[0].reason)
    if not max(min(least, 1), least - len(damaged)) <= found <= most:
        raise LayoutChanged(url, f"between {least} and {most} prices", f"{found}")
