"""What changed, arranged for a reader: by day, what moved first; the newest, all of a month once there are many, and a page of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Final, NamedTuple

from pipeline.publish.dataset import Published
from pipeline.publish.paging import Budget, Sheet, sheets
from pipeline.publish.site.page_contexts import PageContext
from pipeline.text.sentences import LONGEST, clean, happened, sentence
from pipeline.text.weight import LOUDEST
from schema.changes import Change
from schema.tables.models import Model

NEWEST: Final = 100  # changes on the page of one provider or model
TOGETHER: Final = {
    "added": "{} new lines",
    "missing": "{} lines are no longer on its page; the last ones are kept",
    "removed": "{} lines are no longer offered",
}


class ChangeEntry(NamedTuple):
    """One line of news: a change, and others of the same kind to the same offer."""

    change: Change
    more: tuple[Change, ...] = ()

    @property
    def words(self) -> str:
        """What happened, for a list that has the day above and the seller beside it."""
        if not self.more:
            return told(self.change)
        return f"{clean(self.change.name or self.change.native_id)}: {TOGETHER[self.change.kind].format(1 + len(self.more))}"


class Day(NamedTuple):
    """What was read on one day."""

    day: str
    entries: tuple[ChangeEntry, ...]


def told(change: Change) -> str:
    """The sentence of a change without its seller and day, where both stand beside it."""
    return arrows(clean(happened(change), LONGEST))


def arrows(words: str) -> str:
    """`->` as a page writes it."""
    return words.replace(" -> ", " → ")


def by_day(changes: Iterable[Change]) -> list[Day]:
    """Changes by day, the newest first."""
    ordered = sorted(changes, key=_place)
    return [Day(day, tuple(_entries(list(of_day)))) for day, of_day in groupby(ordered, key=_day)]


def _day(change: Change) -> str:
    return f"{change.at:%Y-%m-%d}"


def _place(change: Change) -> tuple[int, int, str, str, str]:
    return -change.at.date().toordinal(), _rank(change), change.provider, change.native_id or "", sentence(change)


def _rank(change: Change) -> int:
    return LOUDEST.index(change.kind)


def _entries(changes: Sequence[Change]) -> Iterator[ChangeEntry]:
    for (kind, _, native_id), same in groupby(changes, key=lambda change: (change.kind, change.provider, change.native_id)):
        one, *more = same
        if kind in TOGETHER and native_id and more:
            yield ChangeEntry(one, tuple(more))
        else:
            yield from (ChangeEntry(change) for change in (one, *more))


# --- the pages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ChangesPage(PageContext):
    """`changes/index.html` and `changes/MONTH.html`: a list, with what it can be filtered by."""

    template: ClassVar[str] = "changes.html"

    changes: Sequence[Change]
    days: Sequence[Day]
    corrections: Sequence[Change]
    correction_days: Sequence[Day]
    kinds: Sequence[str]
    who: Sequence[str]
    months: Sequence[tuple[str, str]] = ()  # each month with its address, where there are too many for one page
    total: int = 0  # of all, where a page has the newest only
    month: str | None = None  # the month a page is of
    sheet: Sheet[int] | None = None


@dataclass(frozen=True, slots=True)
class ChangePage(PageContext):
    """`changes/ID.html`: one change, the words before and after."""

    template: ClassVar[str] = "change.html"

    change: Change
    model: Model | None


def changes(everything: Published, budget: Budget) -> Iterator[tuple[str, PageContext]]:
    """Every page about changes, with its address."""
    told = everything.told
    news = [place for place, head in enumerate(told.heads) if not head.baseline]
    months: dict[str, list[int]] = {}
    for place in news if len(news) > budget.news else ():
        months.setdefault(told.heads[place].month, []).append(place)
    by_month = [(month, f"changes/{month}.html") for month in months]
    yield "changes/index.html", _listed(everything, news[: budget.news], months=by_month, total=len(news))
    for month, path in by_month:
        for sheet in sheets(months[month], budget.news, path):
            yield sheet.path, _listed(everything, sheet.rows, month=month, sheet=sheet)
    for place in news:
        change = told[place].change
        yield f"changes/{change.id}.html", ChangePage(change, everything.model_of(change.provider, change.native_id or ""))


def _listed(
    everything: Published,
    places: Sequence[int],
    *,
    months: Sequence[tuple[str, str]] = (),
    total: int = 0,
    month: str | None = None,
    sheet: Sheet[int] | None = None,
) -> ChangesPage:
    shown = [everything.told[place].change for place in places]
    corrections = [change for change in shown if change.kind == "correction"]
    changes = [change for change in shown if change.kind != "correction"]
    kinds, who = sorted({change.kind for change in changes}), sorted({change.provider for change in changes})
    return ChangesPage(changes, by_day(changes), corrections, by_day(corrections), kinds, who, months, total, month, sheet)
