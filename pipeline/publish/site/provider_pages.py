"""The list of providers, and the page of one: its prices and costs, its plans x models, how it bills, how it was read, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from costs.plan.plan_answers import PlanAnswer
from costs.standing.ranking import by_price, leading
from pipeline.publish.dataset import ProviderState, Published, newest_first
from pipeline.publish.paging import Sheet
from pipeline.publish.recipe_answers import PublishedAnswer, PublishedRefusal
from pipeline.publish.site.change_groups import NEWEST, Day, by_day
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.plan_views import in_order, matrix
from schema.changes import Held, PageCheck
from schema.prices import About, Offer, Plan
from schema.tables.models import Model


class Brief(NamedTuple):
    """What a list says of a seller: no more than that is kept of it."""

    id: str
    about: About
    checks: tuple[PageCheck, ...]
    held: Held | None
    last_read: datetime | None
    offers: int
    plans: int
    tier: str | None


def briefs(everything: Published) -> list[Brief]:
    """Every seller, briefly."""
    return [_brief(state) for state in everything.states]


def _brief(state: ProviderState) -> Brief:
    snapshot = state.snapshot
    return Brief(state.id, state.about, state.checks, state.held, state.last_read, len(snapshot.offers), len(snapshot.plans), state.tier)


@dataclass(frozen=True, slots=True)
class ProvidersPage(PageContext):
    """`providers/index.html`: who sells, and how each is read."""

    template: ClassVar[str] = "providers.html"

    sheet: Sheet[Brief]


@dataclass(frozen=True, slots=True)
class ProviderPage(PageContext):
    """`providers/ID.html`: all of one provider, so many offers to a page; what is of all of it stands on the first."""

    template: ClassVar[str] = "provider.html"

    provider: ProviderState
    sheet: Sheet[Offer]
    total: int  # all of its offers, those of other sheets too
    best: PublishedAnswer | None  # its cheapest standard image
    offers: Sequence[tuple[Offer, Model | None, Mapping[str, PublishedAnswer | PublishedRefusal]]]  # with its answers by recipe
    columns: Sequence[Plan]  # of the table of plans x models
    rows: Sequence[tuple[str, Sequence[tuple[PlanAnswer | None, int]]]]  # a model's name, and what each plan makes of it, how dear
    plans: Sequence[Plan]
    days: Sequence[Day]  # what changed


def provider(everything: Published, state: ProviderState, sheet: Sheet[Offer]) -> ProviderPage:
    """One provider: the offers of one page with their prices and costs, its plans x models, its rules and changes."""
    pairs = [(offer, (state.id, offer.native_id)) for offer in sheet.rows]
    columns, rows = matrix(everything, state, [offer.native_id for offer in sheet.rows])
    return ProviderPage(
        provider=state,
        sheet=sheet,
        total=len(state.snapshot.offers),
        best=_best(everything, state),
        offers=[(offer, everything.model_of(*pair), everything.answers_of(*pair)) for offer, pair in pairs],
        columns=columns,
        rows=rows,
        plans=in_order(state.snapshot.plans),
        days=by_day(newest_first(change for change in state.changes if not change.baseline)[:NEWEST]),
    )


def _best(everything: Published, state: ProviderState) -> PublishedAnswer | None:
    """The seller's cheapest standard image that costs something and can be compared."""
    answers = (everything.answers_of(state.id, offer.native_id)["standard"] for offer in state.snapshot.offers)
    return next(iter(leading(sorted((row for row in answers if isinstance(row, PublishedAnswer)), key=by_price))), None)
