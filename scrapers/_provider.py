"""What a provider module declares: who sells, which pages say so, which reader reads each, and how much to expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schema.drafts import Draft
from schema.prices import ProviderKind
from scrapers._further import FurtherPages
from scrapers._page import Page

PageKind = Literal["html", "markdown", "rendered", "json", "text"]
Seen = Literal["page", "documentation", "reconstruction"]
Reader = Callable[[Page], Iterator[Draft]]


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page of a provider.

    `prices` are the least and most price lines it yields (too few stops the page, too many holds it);
    `identity` are words that must be visible on it, or it is another page; `lang` what <html lang> must begin with.
    `browser`: the page must be rendered, and `ready` is the text to wait for. `twin_of`: the address of a page that
    says the same in another format: either one is enough. `taxed`: its prices are known to include taxes; any other page
    that says so is refused.
    `rendered` is a kind of which there are two: the HTML a browser shows, and the Markdown a tool made of it.
    `further`: its answer may go on in further pages, which `prices` bounds together; a page that is asked for with POST and JSON.
    `key` names the variable of the environment that holds the key a page wants: without one it is not asked for.
    """

    url: str
    kind: PageKind
    read: Reader
    prices: tuple[int, int]
    identity: tuple[str, ...] = ()
    lang: str = "en"
    browser: bool = False
    ready: str | None = None
    method: Literal["GET", "POST"] = "GET"
    body: str = ""
    twin_of: str | None = None
    taxed: bool = False
    key: str | None = None
    content_types: tuple[str, ...] = ()
    further: FurtherPages | None = None


@dataclass(frozen=True, slots=True)
class Provider:
    """One seller. `seen` and `seen_on` say honestly what its readers were built against."""

    name: str
    home: str
    kind: ProviderKind
    pages: tuple[PageSpec, ...]
    seen: Seen
    seen_on: date
    hosts: frozenset[str] = frozenset()
    currency: str = "USD"
    note: str = ""
