"""The list of providers, and the page of one: its prices and costs, its plans x models, how it bills, how it was read, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final, NamedTuple

from costs.offer.recipes import STANDARD
from costs.plan.plan_answers import PlanAnswer
from costs.reasons import Code
from costs.standing.ranking import by_price, headline
from pipeline.publish.dataset import ProviderState, Published, newest_first
from pipeline.publish.paging import Sheet
from pipeline.publish.recipe_answers import PublishedAnswer, PublishedRefusal
from pipeline.publish.site.change_pages import NEWEST, Day, by_day
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.plan_views import in_order, matrix
from pipeline.text.formatting import BILLABLES, MARKS
from schema.changes import Held, HeldOffer, PageCheck
from schema.prices import About, Offer, Plan, PriceLine
from schema.tables.models import Model

SoldOffer = tuple[Offer, Model | None, Mapping[str, PublishedAnswer | PublishedRefusal]]  # an offer, its model, its answers by recipe
_BILLABLES: Final = tuple(BILLABLES)
# What a provider's reader was checked against.
SEEN: Final = {
    "page": "checked against its own pages",
    "documentation": "checked against what it documents",
    "reconstruction": "not checked against a real page yet",
    "manual": "quoted by a person",
}
# How well its prices are proven (docs/quality-scale.md).
TIERS: Final = {
    "none": "from what others say of it",
    "bronze": "its own words, which anyone can check",
    "silver": "read by a program from a copy made like its page",
    "gold": "read by a program from its real page",
    "platinum": "read from its real page on two days, and a second source agrees",
}
# Why offers have no price for an image, where the short word of a mark would not say it.
WHY: Final = {
    Code.NO_PRICE: "No price for such an image on its pages",
    Code.NO_GENERATOR: "A tool that changes pictures and makes none",
    Code.NO_DOLLARS: "Priced in something that has no price in money",
    Code.OPERATION: "Edits pictures only, or makes them only",
    Code.ENDED: "Ended",
    Code.NOT_DESCRIBED: "What it makes is not described",
    Code.MISSING: "Gone from its page",
}


class HeldGroup(NamedTuple):
    """Offers that are held for the same reasons, and what they wait for."""

    why: str
    waits: str
    offers: tuple[HeldOffer, ...]


def held_groups(held: Held) -> list[HeldGroup]:
    """What is held of a provider, by reason: one sentence on a page can hold all of its offers."""
    found: dict[tuple[str, str], list[HeldOffer]] = {}
    for offer in held.offers:
        waits = f"refused: {offer.rejected}" if offer.rejected else f"waits for a {'second reading' if offer.pending else 'person'}"
        found.setdefault(("; ".join(offer.reasons), waits), []).append(offer)
    return [HeldGroup(why, waits, tuple(offers)) for (why, waits), offers in found.items()]


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
    cheapest: Decimal | None  # standard image that may be told alone, in dollars


def briefs(everything: Published) -> list[Brief]:
    """Every seller, briefly."""
    return [_brief(everything, state) for state in everything.states]


def _brief(everything: Published, state: ProviderState) -> Brief:
    offers, plans, best = len(state.snapshot.offers), len(state.snapshot.plans), _best(everything, state)
    return Brief(
        state.id, state.about, state.checks, state.held, state.last_read, offers, plans, state.tier, best.dollars if best else None
    )


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
    offers: Sequence[SoldOffer]
    kinds: Sequence[str]  # the recipes that any of these offers has a price for
    answered: Sequence[SoldOffer]  # those with a price for one of them
    unanswered: Sequence[tuple[str, Sequence[tuple[Offer, str]]]]  # the others by reason, each with its own words
    emptied: int  # how many those are
    columns: Sequence[Plan]  # of the table of plans x models
    rows: Sequence[tuple[str, Sequence[tuple[PlanAnswer | None, int]]]]  # a model's name, and what each plan makes of it, how dear
    plans: Sequence[Plan]
    days: Sequence[Day]  # what changed


def _priced(answer: PublishedAnswer | PublishedRefusal) -> bool:
    return isinstance(answer, PublishedAnswer) and answer.dollars is not None


def _why_none(answer: PublishedAnswer | PublishedRefusal) -> tuple[str, str]:
    """Why an offer has no price for an image: the reason by which offers are listed together, and its own words."""
    if isinstance(answer, PublishedRefusal):
        return WHY.get(answer.code, MARKS[answer.code]), answer.words
    code = answer.standing.code or Code.NO_DOLLARS
    return WHY.get(code, MARKS[code]), answer.why_not_ranked


def _by_reason(sold: Sequence[SoldOffer]) -> list[tuple[str, list[tuple[Offer, str]]]]:
    found: dict[str, list[tuple[Offer, str]]] = {}
    for offer, _, answers in sold:
        why, words = _why_none(answers["standard"])
        found.setdefault(why, []).append((offer, words))
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))


def as_sold(offer: Offer) -> list[PriceLine]:
    """Its price lines as a buyer reads them: the image first, then what goes in; the usual tier before the others."""
    return sorted(offer.prices, key=lambda line: (_BILLABLES.index(line.billable), line.variant.tier not in (None, "standard")))


def provider(everything: Published, state: ProviderState, sheet: Sheet[Offer]) -> ProviderPage:
    """One provider: the offers of one page with their prices and costs, its plans x models, its rules and changes."""
    pairs = [(offer, (state.id, offer.native_id)) for offer in sheet.rows]
    sold = [(offer, everything.model_of(*pair), everything.answers_of(*pair)) for offer, pair in pairs]
    answered = [one for one in sold if any(map(_priced, one[2].values()))]
    unanswered = [one for one in sold if one not in answered]
    columns, rows = matrix(everything, state, [offer.native_id for offer in sheet.rows])
    return ProviderPage(
        provider=state,
        sheet=sheet,
        total=len(state.snapshot.offers),
        best=_best(everything, state),
        offers=sold,
        kinds=[name for name in STANDARD if any(_priced(answers[name]) for _, _, answers in answered)],
        answered=answered,
        unanswered=_by_reason(unanswered),
        emptied=len(unanswered),
        columns=columns,
        rows=rows,
        plans=in_order(state.snapshot.plans),
        days=by_day(newest_first(change for change in state.changes if not change.baseline)[:NEWEST]),
    )


def _best(everything: Published, state: ProviderState) -> PublishedAnswer | None:
    """The seller's cheapest standard image that may be told alone."""
    answers = (everything.answers_of(state.id, offer.native_id)["standard"] for offer in state.snapshot.offers)
    found: PublishedAnswer | None = headline(sorted((row for row in answers if isinstance(row, PublishedAnswer)), key=by_price)).row
    return found
