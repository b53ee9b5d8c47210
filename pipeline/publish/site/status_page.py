"""How each page was last read, what is held, who is kept by hand, and how other lists' prices compare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from pipeline.publish.dataset import Published
from pipeline.publish.other_lists import BesideOurs, compared
from pipeline.publish.paging import Sheet
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.provider_pages import Brief
from schema.changes import PageCheck


@dataclass(frozen=True, slots=True)
class StatusPage(PageContext):
    """`status.html`: so many providers to a page; what is of all of them stands on the first."""

    template: ClassVar[str] = "status.html"

    sheet: Sheet[Brief]
    rows: int  # of any list on the page
    reading: Sequence[tuple[Brief, str, int, datetime]]  # how a provider's pages went, in words; their prices; when last looked at
    checks: Sequence[tuple[Brief, PageCheck]]  # every page of the providers of this sheet
    total: int  # pages of all providers
    outcomes: Sequence[tuple[str, int]]  # how many of them went how
    failed: Sequence[tuple[Brief, PageCheck]]
    held: Sequence[Brief]
    by_hand: Sequence[Brief]
    recordings: Sequence[tuple[Brief, Sequence[str]]]  # what the recordings say of themselves
    elsewhere: Sequence[BesideOurs]  # other public lists


def status(everything: Published, states: Sequence[Brief], sheet: Sheet[Brief], rows: int) -> StatusPage:
    """How each page was last read, what is held, who is kept by hand, what the recordings say of themselves."""
    checks = _checks(states)
    recorded = [(state, sorted({check.recording for check in state.checks if check.recording})) for state in states]
    return StatusPage(
        sheet=sheet,
        rows=rows,
        reading=[_reading(state) for state in sheet.rows if state.checks],
        checks=_checks(sheet.rows),
        total=len(checks),
        outcomes=_outcomes([check for _, check in checks]),
        failed=[(state, check) for state, check in checks if check.outcome in ("failed", "held")],
        held=[state for state in states if state.held],
        by_hand=[state for state in states if not state.checks],
        recordings=[(state, notes) for state, notes in recorded if notes],
        elsewhere=compared(everything.noted, everything.markets),
    )


def _checks(states: Sequence[Brief]) -> list[tuple[Brief, PageCheck]]:
    return [(state, check) for state in states for check in state.checks]


def _outcomes(checks: Sequence[PageCheck]) -> list[tuple[str, int]]:
    return sorted(Counter(check.outcome.replace("_", " ") for check in checks).items(), key=lambda pair: (-pair[1], pair[0]))


def _reading(state: Brief) -> tuple[Brief, str, int, datetime]:
    """How a seller's pages went, in words; how many prices they gave; when one was last looked at."""
    said = ", ".join(f"{count} {outcome}" for outcome, count in _outcomes(state.checks))
    return state, said, sum(check.prices for check in state.checks), max(check.at for check in state.checks)
