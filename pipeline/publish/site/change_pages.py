"""What changed: the newest, all of a month once there are many, and a page of each with the words before and after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from pipeline.publish.dataset import Published
from pipeline.publish.paging import Budget, Sheet, sheets
from pipeline.publish.site.change_groups import Day, by_day
from pipeline.publish.site.page_contexts import PageContext
from schema.changes import Change
from schema.tables.models import Model


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
