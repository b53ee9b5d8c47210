"""What happened to a price: domain facts, made once by `pipeline.ledger.diff`, from which `data/current` can be rebuilt.

One line of `data/history/<provider>/<year>.jsonl` is one `Change`. `before` and `after` are whole price lines, plans
or rules with their evidence; applying all changes of a provider in order gives its current snapshot.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from schema.prices import Closed, NativeId, Plan, PriceLine, Rule, ShortText, Slug

ChangeKind = Literal[
    "added",  # a price line, plan or rule that was not there
    "removed",  # gone, by a rule or a person (never because a page failed)
    "increased",
    "decreased",
    "unit_changed",  # unit, currency, or kind of bound
    "restated",  # same key, other words for no amount, or an amount where there was none
    "plan_changed",
    "rule_changed",
    "retiring",  # a date was announced
    "retired",  # the date has passed
    "announced",  # a price that starts on a later day
    "in_force",  # the day it was to start has come
    "promotion_started",
    "promotion_ended",
    "missing",  # not on its page any more; its last price is kept and dated
    "returned",  # on its page again, unchanged
    "held",  # read and not believed yet
    "released",  # what was held is now believed
    "correction",  # we were wrong: `before` is retracted, as of `valid_from`
]
Subject = Literal["price", "plan", "rule", "offer"]
Extreme = Literal["high", "low"]


class Change(Closed):
    """One change of one thing. `at` is the clock of the reading that showed it (UTC); `name` the offer's name.

    `baseline` marks the first reading of a provider, which is no news. `reason` is there for held, removed and
    corrected things, `by` for what a person decided, `valid_from` for corrections, `extreme` for a price that is now the
    highest or lowest since we began. `was` is the id an offer had before: its prices have the new one from here on.
    """

    schema_version: Literal[1] = 1
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    kind: ChangeKind
    subject: Subject
    provider: Slug
    native_id: NativeId | None = None
    name: ShortText | None = None
    at: datetime
    before: PriceLine | Plan | Rule | None = None
    after: PriceLine | Plan | Rule | None = None
    baseline: bool = False
    reason: str | None = None
    by: str | None = None
    valid_from: datetime | None = None
    extreme: Extreme | None = None
    was: NativeId | None = None


def change_id(*parts: object) -> str:
    """A stable id: the same change of the same thing on the same day has the same id on every machine."""
    return hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:16]


class HeldOffer(Closed):
    """One offer, plan or rule that was read and is not believed, with the reasons and what was believed last.

    `seen` are the times (UTC) of the readings that showed exactly this; a second one, of another day,
    confirms a big move. Believing it replaces `before` by `after`. `words` and `locator` are of a price that could
    not be read; `rejected` says who refused exactly this, and why: no second reading confirms it then. `around` are the new words
    around it that hold it, as they will be accepted with it. `was` is the id under which the same was known, where another was read.
    `since` is when something of this owner began to wait, `told` when that was last told: each week again.
    """

    subject: Subject
    native_id: NativeId
    name: ShortText | None = None
    reasons: tuple[ShortText, ...]
    pending: bool = False
    seen: tuple[datetime, ...] = ()
    before: tuple[PriceLine | Plan | Rule, ...] = ()
    after: tuple[PriceLine | Plan | Rule, ...] = ()
    words: str = ""
    locator: str = ""
    url: str = ""
    rejected: ShortText | None = None
    around: tuple[str, ...] = ()
    was: NativeId | None = None
    since: datetime | None = None
    told: datetime | None = None


class HeldPage(Closed):
    """One page that arrived and could not be read, or did not arrive: its offers keep their last good values."""

    url: ShortText
    error: ShortText
    reason: ShortText
    since: datetime
    sha256: str | None = None


class Held(Closed):
    """`data/held/<provider>.json`: everything of one provider that waits for a reading or a person."""

    schema_version: Literal[1] = 1
    provider: Slug
    offers: tuple[HeldOffer, ...] = ()
    pages: tuple[HeldPage, ...] = ()

    @property
    def waits(self) -> bool:
        """Whether anything waits for a reading or a person; what a person refused does not, until its page says something else."""
        return bool(self.pages) or any(offer.rejected is None for offer in self.offers)


class Outage(Closed):
    """A time in which a page could not be read, and the day on which it was again."""

    error: ShortText
    since: datetime
    until: datetime


class PageCheck(Closed):
    """When one page was last looked at and how it went.

    `last_read` is when its prices were last seen, `sha256` the body they were seen in, `reader` the version of the
    code that read it: the same body and the same reader need no second reading. `recording` is what a recording says of
    itself where the page was replayed and not looked at live; `twin_of` the address of a page that says the same.
    A page that wants a key which is not here was not asked for. `not_seen` are the entries, by id, that did not stand on the page
    when it was last read, with the last day they did. `undated`: the copy's day is not known, and `last_read` is one by which it
    existed. `outage` is the last time in which it could not be read, once that is over.
    """

    url: ShortText
    outcome: Literal["read", "unchanged", "failed", "held", "not_recorded", "not_asked"]
    at: datetime
    last_read: datetime | None = None
    sha256: str | None = None
    prices: int = 0
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    reader: str | None = None
    recording: str | None = None
    twin_of: str | None = None
    undated: bool = False
    not_seen: dict[str, date] = Field(default_factory=dict)
    outage: Outage | None = None


def last_days(pages: Sequence[PageCheck]) -> dict[str, date]:
    """The day each page's prices were last seen; what its twin was read to say counts for both."""
    days: dict[str, date] = {}
    for page in pages:
        for url in (page.url, page.twin_of):
            if url and page.last_read:
                days[url] = max(days.get(url, date.min), page.last_read.date())
    twins = {page.url: days[page.twin_of] for page in pages if page.twin_of and page.twin_of in days}
    return days | {url: max(day, days.get(url, date.min)) for url, day in twins.items()}


class Checks(Closed):
    """`data/checks.json`: the one file that changes every run. `as_of` is the day the data set stands for: of its newest reading.

    `changes` counts the changes each provider's history had: one that has fewer has lost some.
    """

    schema_version: Literal[1] = 1
    as_of: date | None = None
    providers: dict[str, tuple[PageCheck, ...]] = Field(default_factory=dict)
    changes: dict[str, int] = Field(default_factory=dict)

    def newest_reading(self) -> date | None:
        """The day the newest page was read; an undated copy's is not known."""
        pages = [check for checks in self.providers.values() for check in checks if not check.undated]
        return max((check.last_read.date() for check in pages if check.last_read), default=None)
