"""What ends or begins on a day that is known: models, promotions, announced prices; as an iCalendar feed.

Nothing in it depends on when it was built: an entry's stamp is the day its words were read, its id what it is about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from icalendar import Calendar, Event

from pipeline.publish.dataset import ProviderState, Published
from pipeline.text.formatting import price
from pipeline.text.sentences import axes, clean
from schema.prices import PriceLine, Quote
from schema.rules import Retires


class Date(NamedTuple):
    """One day to know of: what it is about, in words, and the words it was read from."""

    day: date
    about: str
    words: str
    quote: Quote
    page: str


def calendar(everything: Published, base_url: str) -> bytes:
    """All days that are known, past and to come."""
    made = Calendar()
    made.add("prodid", "-//imageprices//ends and beginnings//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "AI image prices: ends and beginnings")
    days = sorted(_days(everything.states), key=lambda one: (one.day, one.about))
    for one in days:
        made.add_component(_event(one, base_url))
    return bytes(made.to_ical())


def _event(one: Date, base_url: str) -> Event:
    host = base_url.split("/")[2]
    event = Event()
    event.add("uid", f"{hashlib.sha256(one.about.encode()).hexdigest()[:16]}@{host}")
    event.add("dtstamp", _stamp(one.quote.captured_at))
    event.add("dtstart", one.day)
    event.add("summary", one.words)
    event.add("description", f"“{clean(one.quote.text, 200)}” ({one.quote.url}, read {one.quote.captured_at:%Y-%m-%d})")
    event.add("url", f"{base_url}{one.page}")
    event.add("transp", "TRANSPARENT")
    return event


def _stamp(when: datetime) -> datetime:
    return when.replace(microsecond=0)


def _days(states: Iterable[ProviderState]) -> Iterator[Date]:
    for state in states:
        page = f"providers/{state.id}.html"
        for rule in state.snapshot.rules:
            if isinstance(rule.terms, Retires):
                whose = rule.native_id or "all models"
                yield Date(rule.terms.day, f"end {state.id} {whose}", clean(f"{state.id}: {whose} ends"), rule.quote, page)
        for offer in state.snapshot.offers:
            for line in offer.prices:
                yield from _of_line(state.id, clean(offer.name), line, page)


def _of_line(provider: str, name: str, line: PriceLine, page: str) -> Iterator[Date]:
    told = f"{provider}: {name}, {axes(line.variant)}: {price(line)}"
    if line.variant.effective_until:
        yield Date(line.variant.effective_until, f"until {provider} {name} {line.key()}", f"{told}: last day", line.quote, page)
    if line.variant.effective_from:
        yield Date(line.variant.effective_from, f"from {provider} {name} {line.key()}", f"{told}: first day", line.quote, page)
