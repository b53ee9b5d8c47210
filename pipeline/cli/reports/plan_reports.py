"""The verb `plans` at work: what one image comes to on every plan, and why on some nobody can say; as JSON or as tables.

Each plan stands beside paying for each image of the same model and size: at the cheapest that leads, at its maker, and at
the plan's own seller (app or API). What is listed and doesn't lead is compared too, with the words of its standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from rich.markup import escape

from costs.money import worth
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.credits import CREDIT
from costs.plan.own_plans import OwnPlan, at_provider
from costs.plan.plan_answers import (
    FENCES,
    AskedOfPlan,
    Bills,
    Certainty,
    PlanAnswer,
    answer,
    by_month,
    capacity,
    least,
    models_on,
    next_plan,
    prices_on_plans,
    spoken_of,
)
from costs.plan.plans import BreakEven, break_even, lost_to_resets
from costs.standing.ranking import RankedAnswer, leading
from pipeline.cli.reports.cost_answers import AskedCost, answers_to
from pipeline.cli.reports.cost_tables import count, print_out
from pipeline.store.cost_context import CostContext, unknown
from pipeline.text.columns import TextTable
from pipeline.text.formatting import money, share
from pipeline.text.printing import show
from pipeline.text.sentences import clean
from schema.errors import BadData, NotComparable
from schema.naming import models_called
from schema.prices import Plan, Snapshot

UNITS: Final = {"gpu_minute": "GPU minutes", "money": "of credit"}
SURE: Final = {None: "", "exact": "", "about": "about ", "at_best": "at best "}


class Against(NamedTuple):
    """A plan beside paying for each image of the same model: who asks what, where the two meet, and why that price doesn't lead."""

    provider: str
    per_image: Decimal
    even: BreakEven
    listed: str = ""


class AtVolume(NamedTuple):
    """A month on the plans of one seller."""

    provider: str
    model: str
    recipe: Recipe
    answers: Sequence[PlanAnswer]
    against: Sequence[Against]
    lost: Decimal | None  # what weekends alone waste of a quota by the day


class AskedOfPlans(NamedTuple):
    """What a person asks of plans beside what they ask of anything: the image, how many a month, the days, a plan of their own."""

    recipe: Recipe
    images: int | None
    days: int
    own: OwnPlan | None = None


def tell_plans(asked: AskedCost, of_plans: AskedOfPlans) -> None:
    """The table of models x plans with what nobody can say; or one volume on every plan."""
    context = asked.context()
    called = models_called(asked.model or "", context.known.models)
    asked = asked._replace(model=called[0].id if len(called) == 1 else asked.model)
    if of_plans.images is not None and of_plans.images < 1:
        raise BadData("--images", "at least 1 image a month", f"{of_plans.images}; nearest: 1")
    if of_plans.own and of_plans.images is None:
        raise BadData("--own", "--images beside it: how many a month", "none")
    if of_plans.images is None:
        _tell_table(asked, context, of_plans.recipe)
        return
    found = _at_volume(context, asked, of_plans)
    show([_as_json(entry) for entry in found]) if asked.as_json else _tell_volume(found, of_plans)


# --- models x plans -------------------------------------------------------------------------------------------------


def _tell_table(asked: AskedCost, context: CostContext, recipe: Recipe) -> None:
    snapshots = [snapshot for snapshot in context.of(asked.provider) if snapshot.plans]
    images = {snapshot.provider: _image_meant(context, snapshot, recipe) for snapshot in snapshots}
    tables = {snapshot.provider: prices_on_plans(snapshot, images[snapshot.provider], context.known) for snapshot in snapshots}
    if not snapshots:
        raise NotComparable(asked.provider or "any seller", "plans that bring credits, and models priced in them", "none")
    if asked.as_json:
        priced = {provider: _used_up(table) for provider, table in tables.items() if table}
        show(priced if priced or not asked.provider else {asked.provider: {}})
        return
    for snapshot in snapshots:
        _tell_provider(context, snapshot, tables[snapshot.provider], images[snapshot.provider])


def _image_meant(context: CostContext, snapshot: Snapshot, recipe: Recipe, bills: Bills | None = None) -> Recipe:
    """The image nobody described: of a seller who speaks of others only, the first of those. What was described is meant."""
    if recipe != STANDARD["standard"]:
        return recipe
    return STANDARD[spoken_of(snapshot, snapshot.plans, context.known, bills)]


def _used_up(table: Mapping[str, Mapping[str, PlanAnswer]]) -> dict[str, dict[str, str | None]]:
    return {
        native_id: {plan: None if found.used_up is None else str(found.used_up) for plan, found in row.items()}
        for native_id, row in table.items()
    }


def _tell_provider(context: CostContext, snapshot: Snapshot, rows: Mapping[str, Mapping[str, PlanAnswer]], recipe: Recipe) -> None:
    plans = sorted((plan for plan in snapshot.plans if any(plan.id in row for row in rows.values())), key=lambda plan: plan.price)
    if rows:
        heads = (f">{clean(plan.name)} {money(plan.price, plan.currency)}" for plan in plans)
        table = TextTable("model", *heads, title=f"One image at {snapshot.provider}, by plan, all of it used: {recipe.words()}", whole=(0,))
        for native_id, row in sorted(rows.items(), key=lambda entry: min((a.used_up or Decimal(0) for a in entry[1].values()), default=0)):
            table.add_row(clean(native_id), *(_cell(row.get(plan.id)) for plan in plans))
        print_out(table, "")
    shown_plans = {plan.id for plan in plans}
    silent = [answer(snapshot, plan, AskedOfPlan(recipe, 1), context.known) for plan in snapshot.plans if plan.id not in shown_plans]
    if silent:
        table = TextTable("plan", ">a month", "why it has no row", title=f"Other plans of {snapshot.provider}")
        for found in silent:
            table.add_row(clean(found.name), _paid_a_month(snapshot, found), clean(_why(found), 400))
        print_out(table, "")


def _paid_a_month(snapshot: Snapshot, found: PlanAnswer) -> str:
    plan = next(plan for plan in snapshot.plans if plan.id == found.plan)
    return money(plan.price, plan.currency)


def _cell(found: PlanAnswer | None) -> str:
    if found is None:
        return "-"
    return "unlimited" if found.used_up is None else f"{SURE[found.sure]}{money(found.used_up, found.currency)}"


def _why(found: PlanAnswer) -> str:
    """The reason in words, or the answer where a plan is of no model."""
    if found.certainty == Certainty.NONE:
        return found.words
    if found.certainty == Certainty.UNLIMITED:
        return f"unlimited {found.words}".strip()
    return "free" if not found.used_up else f"{SURE[found.sure]}{money(found.used_up, found.currency)} an image, all of it used"


# --- a volume -------------------------------------------------------------------------------------------------------


def _at_volume(context: CostContext, asked: AskedCost, of_plans: AskedOfPlans) -> list[AtVolume]:
    """Every seller with plans that are for the model, beside paying for each image; a plan of one's own before them."""
    payg = _by_the_image(context, asked, of_plans.recipe)
    own = [_own(context, asked, of_plans, payg)] if of_plans.own else []
    snapshots = [] if of_plans.own else [snapshot for snapshot in context.of(asked.provider) if snapshot.plans]
    found = [entry for snapshot in snapshots for entry in _of_provider(context, asked, of_plans, snapshot, payg)]
    if not (own or found):
        if asked.model:
            context.model(asked.model)  # says what is near, where nobody has it
        raise NotComparable(asked.model or asked.provider or "any model", "a seller with plans", "only sellers who are paid for each image")
    return own + sorted(found, key=lambda entry: (*_beside_others(entry.answers[0], context), entry.provider))


def _beside_others(found: PlanAnswer, context: CostContext) -> tuple[bool, bool, bool, Decimal]:
    """The place of a seller among others: by its cheapest month in dollars, at the rate of the day where it is sold in another currency."""
    total = worth(found.total, found.currency, context.known.rates.get(found.currency))
    return found.total is None, found.top_up, total is None, total or Decimal(0)


def _by_the_image(context: CostContext, asked: AskedCost, recipe: Recipe) -> list[RankedAnswer]:
    """What is ranked or listed and paid by the image, the cheapest first: of one model, or of all."""
    try:
        rows = answers_to(context, asked._replace(provider=None), recipe).by_price
    except NotComparable:
        return []  # sold on plans only
    return [row for row in rows if row.cost.currency != CREDIT and row.dollars]


def _of_provider(
    context: CostContext, asked: AskedCost, of_plans: AskedOfPlans, snapshot: Snapshot, payg: Sequence[RankedAnswer]
) -> Iterator[AtVolume]:
    bills = Bills()
    recipe = _image_meant(context, snapshot, of_plans.recipe, bills)
    for id in _ids(context, asked, snapshot):
        question = AskedOfPlan(recipe, of_plans.images or 1, id, of_plans.days)
        answers = sorted((answer(snapshot, plan, question, context.known, bills) for plan in snapshot.plans), key=by_month)
        against = [one for found in answers for one in _against(context, snapshot, found, question, payg)]
        lost = next((share for plan in snapshot.plans if (share := lost_to_resets(plan))), None)
        yield AtVolume(snapshot.provider, id or _model_of(answers), recipe, answers, against, lost)


def _model_of(answers: Sequence[PlanAnswer]) -> str:
    """The model that answers, where it is one; the words for several, each of which stands in its own row."""
    ids = dict.fromkeys(found.native_id for found in answers if found.native_id)
    return next(iter(ids), "whatever it includes") if len(ids) < 2 else "the cheapest model of each plan"


def _ids(context: CostContext, asked: AskedCost, snapshot: Snapshot) -> list[str | None]:
    """What a seller calls the model on its plans; None asks for the cheapest it has."""
    if asked.model is None:
        return [None]
    known = {id for plan in snapshot.plans for id, _ in models_on(snapshot, plan)}
    named = [id for id in _names(context, asked.model, snapshot.provider) if id in known]
    counts_images = any(plan.images is not None for plan in snapshot.plans)
    if asked.provider and not named and not counts_images:
        raise unknown(f"model on the plans of {snapshot.provider}", asked.model, known or {"none is published"})
    return [*named] or ([asked.model] if counts_images and _sells(context, snapshot, asked.model) else [])


def _names(context: CostContext, model: str, provider: str) -> list[str]:
    """What a model may be called on a plan: as a person typed it, by its canonical id, or as the seller calls it."""
    try:
        id = context.model(model)
    except NotComparable:
        return [model]  # nobody sells it by itself: a plan may
    canonical = context.known.models.get(id)
    aliases = [alias.native_id for alias in canonical.aliases if alias.provider == provider] if canonical else []
    return list(dict.fromkeys((model, id, *aliases)))


def _sells(context: CostContext, snapshot: Snapshot, model: str) -> bool:
    """Whether a seller whose plans count images has the model: by its offers, as far as they say."""
    named = context.known.models.named
    ids = {offer.native_id for offer in snapshot.offers}
    return not ids or model in ids or any((found := named.get((snapshot.provider, id))) and found[0].id == model for id in ids)


def _against(
    context: CostContext, snapshot: Snapshot, found: PlanAnswer, question: AskedOfPlan, payg: Sequence[RankedAnswer]
) -> Iterator[Against]:
    """A plan beside paying for each image of the same model: at the cheapest seller, and at its maker."""
    plan = next(plan for plan in snapshot.plans if plan.id == found.plan)
    if found.certainty == Certainty.NONE or plan.currency != "USD" or plan.period == "once" or not plan.price:
        return
    most = capacity(snapshot, plan, question._replace(native_id=found.native_id), context.known)
    yield from _evens(plan, most, _same_model(context, snapshot, found, question, payg), snapshot.provider)


def _same_model(
    context: CostContext, snapshot: Snapshot, found: PlanAnswer, question: AskedOfPlan, payg: Sequence[RankedAnswer]
) -> list[RankedAnswer]:
    """The rows of the model of an answer; where a person named the model, all they asked for are."""
    if question.native_id is not None:
        return list(payg)
    model = context.known.models.named.get((snapshot.provider, found.native_id or ""), (None, None))[0]
    return [row for row in payg if model and row.model == model.id]


def _evens(plan: Plan, most: Fraction | None, rows: Sequence[RankedAnswer], at: str | None) -> Iterator[Against]:
    """Beside the cheapest that leads, the maker, and the provider one asks for or buys the plan of: each once."""
    found = (
        next(iter(leading(rows)), None),
        _first_of(rows, lambda row: row.first_party),
        _first_of(rows, lambda row: row.cost.provider == at),
    )
    for row in {id(row): row for row in found if row}.values():
        if row.dollars:
            even = break_even(plan, Fraction(row.dollars), most)
            yield Against(f"{row.cost.provider} {row.cost.native_id}", row.dollars, even, row.why_not_ranked)


def _first_of(rows: Sequence[RankedAnswer], wanted: Callable[[RankedAnswer], bool]) -> RankedAnswer | None:
    """The cheapest of some rows that leads, or else the cheapest that is listed."""
    able = [row for row in rows if wanted(row)]
    return next(iter(leading(able)), None) or next(iter(able), None)


def _own(context: CostContext, asked: AskedCost, of_plans: AskedOfPlans, payg: Sequence[RankedAnswer]) -> AtVolume:
    """A plan of one's own: what an image takes it says itself, or a named seller's own figures do."""
    own = of_plans.own
    assert own is not None
    provider = context.of(asked.provider)[0] if asked.provider else None
    if not own.says_takes and provider is None:
        expected = "what an image takes in it too (1,000 credits for $20, 4 credits an image), or --provider beside it, who says that"
        raise BadData("--own", expected, f"{own.unit.replace('_', ' ')}s, and no word of an image")
    plan = own.as_plan()
    snapshot = Snapshot(provider="own", plans=(plan,))
    native_id = None
    if not own.says_takes and provider is not None:
        snapshot, plan = at_provider(provider, plan)
        native_id = next(iter(_ids(context, asked, snapshot)), None)
    question = AskedOfPlan(of_plans.recipe, of_plans.images or 1, native_id, of_plans.days)
    found = answer(snapshot, plan, question, context.known)
    most = capacity(snapshot, plan, question, context.known)
    against = tuple(_evens(plan, most, payg, provider.provider if provider else None)) if plan.currency == "USD" and plan.price else ()
    return AtVolume("own", _model_of([found]), of_plans.recipe, (found,), against, lost_to_resets(plan))


# --- how it is told -------------------------------------------------------------------------------------------------


def _as_json(entry: AtVolume) -> dict[str, Any]:
    against = [
        {"seller": one.provider, "per_image": one.per_image, "break_even": one.even.model_dump(mode="json"), "listed": one.listed or None}
        for one in entry.against
    ]
    cheapest = least(entry.answers)
    return {
        "seller": entry.provider,
        "model": entry.model,
        "recipe": entry.recipe.model_dump(mode="json"),
        "plans": [_flat(found) for found in entry.answers],
        "least": cheapest.plan if cheapest else None,
        "against": against,
        "lost_on_weekends": entry.lost,
    }


def _flat(found: PlanAnswer) -> dict[str, Any]:
    """An answer with its month's use beside it, as one object."""
    use = found.use.model_dump(mode="json", exclude={"plan", "name", "currency", "images"}) if found.use else {}
    return use | found.model_dump(mode="json", exclude={"use", "quote"})


def _tell_volume(found: Sequence[AtVolume], of_plans: AskedOfPlans) -> None:
    days = "" if of_plans.days == 30 else f", {of_plans.days} days a month with work"
    print_out(f"{of_plans.images:,} images a month: {of_plans.recipe.words()}{days}")
    for entry in found:
        other = "" if entry.recipe == of_plans.recipe else f" ({entry.recipe.words()}: it says nothing of the other)"
        print_out("", _volume_table(entry, other))
        for one in entry.against:
            reach = "" if one.even.reachable else ", more than it brings"
            price = f"{escape(clean(one.provider))} at {money(one.per_image, 'USD')}"
            listed = f" (listed: {escape(clean(one.listed))})" if one.listed else ""
            print_out(f"  {one.even.plan} is cheaper than {price}{listed} above {one.even.more_than:,} images a month{reach}")
        if entry.lost is not None:
            print_out(f"  a quota by the day is lost on days nothing is made: weekends alone are {share(entry.lost)} of it")


def _volume_table(entry: AtVolume, other: str) -> TextTable:
    columns = ("plan", ">an image", ">a month", ">at once", ">brings", ">needed", ">unused", "remarks")
    table = TextTable(*columns, title=f"{clean(entry.model)} at {entry.provider}{other}", whole=(0,), spare=(6,))
    for found in entry.answers:
        table.add_row(clean(found.name), *_amounts(found), *_used(found), clean("; ".join(_remarks(found, entry)), 400))
    return table


def _amounts(found: PlanAnswer) -> tuple[str, str, str]:
    each = "-" if found.per_image is None else f"{SURE[found.sure]}{money(found.per_image, found.currency)}"
    return each, money(found.total, found.currency), money(found.charged, found.currency)


def _used(found: PlanAnswer) -> tuple[str, str, str]:
    use = found.use
    if use is None:
        return ("unlimited" if found.certainty == Certainty.UNLIMITED else "-", "-", "-")
    unit = UNITS.get(use.unit, f"{use.unit}s")
    return (
        f"{count(use.brought)} {unit}",
        count(use.needed),
        f"{share(use.unused_share)}{' kept' if use.rest_kept and use.left else ''}",
    )


def _remarks(found: PlanAnswer, entry: AtVolume) -> Iterator[str]:
    use = found.use
    if found.certainty == Certainty.NONE:
        yield found.words
    if found.certainty == Certainty.UNLIMITED:
        yield f"unlimited {', '.join(FENCES[fence] for fence in found.fences)}".strip()
        if use and use.top_up:
            yield f"all at once {money(use.total, found.currency)}"
    elif use and use.total is not None and found.fences:
        yield f"and unlimited {', '.join(FENCES[fence] for fence in found.fences)}"
    if use and use.top_up and found.certainty != Certainty.UNLIMITED:
        yield f"with {use.top_up} for {money(use.top_up_price, found.currency)}"
    if better := next_plan(entry.answers, found):
        yield f"{better.name} suffices for {money(better.total, better.currency)}"
    if found.saves:
        yield f"{share(found.saves)} less than by the month"
    if found.first_total is not None and found.total is not None:
        yield f"{money(found.first_total, found.currency)} the first time"
    if use and use.lost_share:
        yield f"{share(use.lost_share)} lost on days without work"
    if found.top_up:
        yield "sold beside a plan only"
    if found.model_name and found.native_id != entry.model:
        yield f"with {shown_name(found)}"
    yield from _doubts(found)


def _doubts(found: PlanAnswer) -> Iterator[str]:
    """Why an answer does not lead; of none, that what there is has no date."""
    if found.standing.because:
        yield found.standing.words
    elif found.undated:
        yield "a figure without a date"


def shown_name(found: PlanAnswer) -> str:
    """What a plan's model is called."""
    return clean(found.model_name or found.native_id or "")
