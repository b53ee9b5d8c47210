"""The page of plans, and a seller's models x plans: what one image comes to on every plan, and why on some nobody can say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import ClassVar, Final, NamedTuple

from pydantic import ConfigDict, TypeAdapter

from costs.exact import said
from costs.money import DOLLARS, worth
from costs.offer.recipes import STANDARD
from costs.plan.credits import CREDIT
from costs.plan.plan_answers import (
    AskedOfPlan,
    Bills,
    Certainty,
    PlanAnswer,
    against,
    answer,
    by_month,
    models_on,
    prices_on_plans,
    spoken_of,
)
from costs.plan.plans import BreakEven
from costs.reasons import Place
from costs.standing.ranking import Circumstances
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.paging import Sheet, sheets
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import warmth
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.plan_charts import EvenChart, even_chart
from schema.prices import Allowance, Plan

VOLUMES: Final = (100, 300, 1000, 3000)
SORTED_AT: Final = VOLUMES.index(300)  # the volume the list is sorted by until a reader chooses another
IN_APP_AT: Final = (100, 300, 500, 1000, 3000)  # where an app is held against its interface
# Whose interface is the same brand's, where the app has a name of its own.
INTERFACES: Final = {
    "chatgpt": "openai",
    "dreamina": "byteplus",
    "google-ai": "google",
    "hailuo": "minimax",
    "jimeng": "volcengine",
    "supergrok": "xai",
}
SURE: Final = {None: "", "exact": "", "about": "about", "at_best": "at best"}
UNITS: Final = {
    "credit": "credits",
    "image": "images",
    "job": "jobs",
    "gpu_minute": "GPU minutes",
    "token": "tokens",
    "unit": "uses",
    "money": "of credit",
}


def units(allowance: Allowance) -> str:
    """How much of what a plan brings, for a reader: "1 credit", "2,000 credits", "unlimited images"."""
    quantity, name = allowance.quantity, UNITS[allowance.unit]
    if quantity is None:
        return f"unlimited {name}"
    return f"{quantity:,} {name.removesuffix('s') if quantity == 1 else name}"


class PlanSource(NamedTuple):
    """Who sells a plan: no more of a seller is kept, for a field of a thousand."""

    id: str
    name: str


class PlanRow(NamedTuple):
    """One plan at every volume: of which image and model, what that comes to in dollars, and where it breaks even."""

    provider: PlanSource
    plan: Plan
    recipe: str
    answers: tuple[PlanAnswer, ...]
    dollars: tuple[Decimal | None, ...]
    even: BreakEven | None
    payg: PublishedAnswer | None

    @property
    def shown(self) -> PlanAnswer:
        """The answer that speaks for the plan: at the volume the list is sorted by, or the nearest that has one."""
        found = [each for each in self.answers if each.per_image is not None]
        return self.answers[SORTED_AT] if self.answers[SORTED_AT].per_image is not None or not found else found[0]


class AppAt(NamedTuple):
    """A month of so many images: on the cheapest plan of the app that says so, or why none does, and by the interface."""

    images: int
    plan: PlanAnswer
    dollars: Decimal | None
    by_api: Decimal

    @property
    def app_wins(self) -> bool:
        """Whether the plan is cheaper for that many."""
        return self.dollars is not None and self.dollars < self.by_api


class InApp(NamedTuple):
    """A brand that sells an app and an interface: of one model, or, where its app names none, of whatever it includes."""

    provider: PlanSource
    at: PlanSource
    name: str
    native_id: str | None
    months: tuple[AppAt, ...]
    api: PublishedAnswer


@dataclass(frozen=True, slots=True)
class PlansPage(PageContext):
    """`plans.html`: so many plans to a page; what is of all of them stands on the first."""

    template: ClassVar[str] = "plans.html"

    sheet: Sheet[PlanRow]
    plans: Sequence[tuple[PlanRow, Sequence[int]]]  # with an answer, and how dear it is at each volume
    silent: Sequence[PlanRow]  # without one
    said: int  # of all with an answer
    unsaid: int  # of all without
    best: Sequence[tuple[int, PlanRow]]  # the cheapest at each volume
    in_app: Sequence[InApp]
    volumes: Sequence[int]
    sorted_at: int
    chart: EvenChart | None


def plans(everything: Published, rows_of_a_page: int) -> Iterator[PlansPage]:
    """Every plan of every seller by volume, the cheapest first; the plans without an answer; app or API; the chart."""
    by_model = by_the_image(everything)
    rows = [_row(everything, state, plan, by_model) for state in everything.states for plan in state.snapshot.plans]
    said = sorted((row for row in rows if any(each.per_image is not None for each in row.answers)), key=_cheapest_first)
    spoken = {id(row) for row in said}
    silent = [row for row in rows if id(row) not in spoken]
    columns = [[price for row in said if (price := row.dollars[place])] for place in range(len(VOLUMES))]
    best = [(volume, found) for place, volume in enumerate(VOLUMES) if (found := _best(said, place))]
    beside = list(in_app(everything))
    chart = even_chart(everything, by_model)
    for sheet in sheets([*said, *silent], rows_of_a_page, "plans.html"):
        yield PlansPage(
            sheet=sheet,
            plans=[(row, [warmth(price, columns[at]) for at, price in enumerate(row.dollars)]) for row in sheet.rows if id(row) in spoken],
            silent=[row for row in sheet.rows if id(row) not in spoken],
            said=len(said),
            unsaid=len(silent),
            best=best,
            in_app=beside,
            volumes=VOLUMES,
            sorted_at=VOLUMES[SORTED_AT],
            chart=chart,
        )


# --- one plan -------------------------------------------------------------------------------------------------------


def _row(everything: Published, state: ProviderState, plan: Plan, by_model: Mapping[str | None, PublishedAnswer]) -> PlanRow:
    known, key = everything.known, everything.kept.keys(everything.known).of_provider(state.snapshot, "plan by volume", plan.id)
    ((recipe, answers),) = everything.kept.had(key, _WRITTEN_VOLUMES, lambda: [_at_volumes(state, plan, known)])
    payg = _payg(everything, state, answers, by_model)
    even = _even(state, plan, answers, payg, known)
    dollars = tuple(_dollars(each, known) for each in answers)
    return PlanRow(PlanSource(state.id, state.about.name), plan, recipe, answers, dollars, even, payg)


_WRITTEN_VOLUMES: Final = TypeAdapter(list[tuple[str, tuple[PlanAnswer, ...]]], config=ConfigDict(defer_build=True))  # as they are kept


def _at_volumes(state: ProviderState, plan: Plan, known: Circumstances) -> tuple[str, tuple[PlanAnswer, ...]]:
    """The image a plan speaks of, and what that comes to at each volume."""
    bills = Bills()
    recipe = spoken_of(state.snapshot, (plan,), known, bills)
    return recipe, tuple(answer(state.snapshot, plan, AskedOfPlan(STANDARD[recipe], volume), known, bills) for volume in VOLUMES)


def _dollars(found: PlanAnswer, known: Circumstances) -> Decimal | None:
    """One image in dollars."""
    return worth(found.per_image, found.currency, known.rates.get(found.currency))


def _month_in_dollars(found: PlanAnswer, known: Circumstances) -> Decimal | None:
    return worth(found.total, found.currency, known.rates.get(found.currency))


def _cheapest_first(row: PlanRow) -> tuple[bool, bool, Decimal, str, str]:
    """By what an image comes to at the volume the list is sorted by; then what does not suffice there, by what does; then what is free."""
    at = row.dollars[SORTED_AT] or None
    other = next((price for price in row.dollars if price), None)
    return at is None, at is None and other is None, at if at is not None else other or Decimal(0), row.provider.id, row.plan.id


def _best(rows: Iterable[PlanRow], place: int) -> PlanRow | None:
    """The cheapest plan at a volume that may lead: proven by the seller's own dated words, paid, and to be had without waiting."""
    able = [row for row in rows if row.dollars[place] and row.answers[place].use is not None and _leads(row.answers[place])]
    return min(able, key=lambda row: (row.dollars[place] or Decimal(0), row.provider.id, row.plan.id), default=None)


def _leads(found: PlanAnswer) -> bool:
    sure = found.certainty in (Certainty.EXACT, Certainty.ABOUT)
    return sure and found.standing.place is Place.LEADS and not found.top_up


# --- beside paying for each image -----------------------------------------------------------------------------------


def by_the_image(everything: Published) -> dict[str | None, PublishedAnswer]:
    """The cheapest offer of each model that is paid by the image: one that leads, else the maker's as it is listed."""
    found: dict[str | None, PublishedAnswer] = {}
    market = everything.markets["standard"]
    for row in (*market.leading, *(row for row in market.by_price if row.first_party)):
        if row.cost.currency != CREDIT and row.dollars and row.model:
            found.setdefault(row.model, row)
    return found


def _payg(
    everything: Published, state: ProviderState, answers: Sequence[PlanAnswer], by_model: Mapping[str | None, PublishedAnswer]
) -> PublishedAnswer | None:
    """Paying by the image for the very model of a plan; nothing where it is not known which that is."""
    native_id = next((each.native_id for each in answers if each.native_id), None)
    model = everything.model_of(state.id, native_id) if native_id else None
    return by_model.get(model.id) if model else None


def _even(
    state: ProviderState, plan: Plan, answers: Sequence[PlanAnswer], payg: PublishedAnswer | None, known: Circumstances
) -> BreakEven | None:
    answered = next((each for each in answers if each.use), None)
    if payg is None or not payg.dollars or answered is None or plan.currency != DOLLARS or plan.period == "once" or not plan.price:
        return None
    asked = AskedOfPlan(STANDARD["standard"], VOLUMES[0], answered.native_id)
    return against(state.snapshot, plan, asked, Fraction(payg.dollars), known)


def brands(everything: Published) -> list[tuple[PlanSource, str]]:
    """Who sells plans, by name, and whose interface is the same brand's; none where the plans pay for that themselves."""
    found = [
        (PlanSource(state.id, state.about.name), INTERFACES.get(state.id, state.id) if _of_an_app(state) else "")
        for state in everything.states
        if state.snapshot.plans
    ]
    return sorted(found, key=lambda brand: brand[0].name.casefold())


def _of_an_app(state: ProviderState) -> list[Plan]:
    """The plans of a brand's app: they fill another balance than its interface's prices are in, or stand beside another name."""
    return [plan for plan in state.snapshot.plans if plan.price and not plan.top_up and (plan.wallet or state.id in INTERFACES)]


def in_app(everything: Published) -> Iterator[InApp]:
    """Every brand with plans of an app beside its interface: by each model both have, or, where they name none in common, as a whole."""
    market = everything.markets["standard"]
    priced = [row for row in (*market.leading, *market.by_price) if row.dollars]
    for state in everything.states:
        plans = _of_an_app(state)
        rows = [row for row in priced if row.cost.provider == INTERFACES.get(state.id, state.id)]
        if plans and rows:
            yield from _of_brand(everything, state, plans, rows)


def _of_brand(everything: Published, state: ProviderState, plans: Sequence[Plan], rows: Sequence[PublishedAnswer]) -> Iterator[InApp]:
    bills, provider = Bills(), PlanSource(state.id, state.about.name)
    at = PlanSource(rows[0].cost.provider, everything.names[rows[0].cost.provider])
    pairs = dict.fromkeys(pair for plan in plans for pair in models_on(state.snapshot, plan))
    both: list[tuple[str | None, str, PublishedAnswer]]
    both = [(id, name, row) for id, name in pairs if (row := _same(everything, state, id, rows))]
    for native_id, name, row in both or [(None, "whatever it includes", rows[0])]:
        asked = [AskedOfPlan(STANDARD["standard"], many, native_id) for many in IN_APP_AT]
        answers = [[answer(state.snapshot, plan, each, everything.known, bills) for plan in plans] for each in asked]
        months = tuple(_in_app_at(each, row, everything.known) for each in answers)
        if any(one.dollars is not None for one in months) or not both:
            model = everything.model_of(state.id, native_id) if native_id else None
            yield InApp(provider, at, model.name if model else name, native_id, months, row)


def _same(everything: Published, state: ProviderState, native_id: str, rows: Iterable[PublishedAnswer]) -> PublishedAnswer | None:
    """The same model by the interface: under the same id, or by the table of models; one that leads first."""
    model = everything.model_of(state.id, native_id)
    return next((row for row in rows if row.cost.native_id == native_id or (model and row.model == model.id)), None)


def _in_app_at(answers: Iterable[PlanAnswer], row: PublishedAnswer, known: Circumstances) -> AppAt:
    best = min(answers, key=by_month)
    return AppAt(best.images, best, _month_in_dollars(best, known), said(Fraction(row.dollars or 0) * best.images))


# --- a seller -------------------------------------------------------------------------------------------------------


def in_order(plans: Sequence[Plan]) -> list[Plan]:
    """Plans by period and price."""
    return sorted(plans, key=lambda plan: (plan.period, plan.price, plan.id))


_WRITTEN_TABLE: Final = TypeAdapter(list[tuple[str, dict[str, PlanAnswer]]], config=ConfigDict(defer_build=True))  # as it is kept


def _table(everything: Published, state: ProviderState) -> dict[str, dict[str, PlanAnswer]]:
    """A seller's models x plans, all of a plan used."""
    if not state.snapshot.plans:
        return {}
    snapshot, key = state.snapshot, everything.kept.keys(everything.known).of_provider(state.snapshot, "models by plans")
    asked = partial(prices_on_plans, snapshot, STANDARD["standard"], everything.known)
    return dict(everything.kept.had(key, _WRITTEN_TABLE, lambda: asked().items()))


Heated = tuple[str, list[tuple[PlanAnswer | None, int]]]  # a model's name, and what each plan makes of it with how dear that is


def matrix(everything: Published, state: ProviderState, shown: Iterable[str]) -> tuple[list[Plan], list[Heated]]:
    """A seller's plans, and its models (of one page of its offers, and of its plans alone) on each, all of a plan used."""
    table = _table(everything, state)
    of_page, offered = set(shown), {offer.native_id for offer in state.snapshot.offers}
    rows = {id: row for id, row in table.items() if id in of_page or id not in offered}
    columns = [plan for plan in in_order(state.snapshot.plans) if any(plan.id in row for row in rows.values())]
    names = {id: _name(everything, state, id, row) for id, row in rows.items()}
    twice = {name for name, count in Counter(names.values()).items() if count > 1}
    called = {id: f"{name} ({id})" if name in twice else name for id, name in names.items()}
    return columns, [(called[id], [_warm(row.get(plan.id), row) for plan in columns]) for id, row in rows.items()]


def _name(everything: Published, state: ProviderState, native_id: str, row: Mapping[str, PlanAnswer]) -> str:
    if model := everything.model_of(state.id, native_id):
        return model.name
    return next((found.model_name for found in row.values() if found.model_name), native_id)


def _warm(found: PlanAnswer | None, row: Mapping[str, PlanAnswer]) -> tuple[PlanAnswer | None, int]:
    prices = [other.used_up for other in row.values() if other.used_up]
    return found, warmth(found.used_up, prices) if found and found.used_up else 0
