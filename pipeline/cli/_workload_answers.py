"""The verbs `workload` and `plans` at work: months, batches and plans, as JSON or as tables."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from costs.offer.recipes import Recipe, standard
from costs.plan.batches import FACTORS, batch, ladder
from costs.plan.credits import CREDIT
from costs.plan.plans import BreakEven, PlanUse, break_even, monthly_units, on_plans, prices_on_plans, unit_of, use_of
from costs.plan.workloads import CHEAPEST, Workload, by_provider, month
from costs.standing.ranking import Row, in_credits_only, leading
from pipeline.cli import _cost_tables as tables
from pipeline.cli._cost_answers import Asked, answers_to
from pipeline.store.cost_context import Shops, presets, workload_of
from pipeline.text.printing import show
from schema.errors import BadData, NotComparable
from schema.prices import Plan, Snapshot

# --- workload -------------------------------------------------------------------------------------------------------


def tell_presets(as_json: bool) -> None:
    """The workloads that come with the project."""
    known = {name: workload_of(None, name) for name in presets()}
    show({name: entry.model_dump(mode="json") for name, entry in known.items()}) if as_json else tables.tell_presets(known)


def tell_workload(asked: Asked, file: Path | None, preset: str | None) -> None:
    """A month: at the cheapest seller of each task (or one seller), and at every seller who can do all of it."""
    _tell_months(asked, workload_of(file, preset))


def tell_batch(asked: Asked, finals: int, factor: str, recipe: str, drafts_first: bool) -> None:
    """A batch of final images."""
    times, model = _factor(factor), asked.model or CHEAPEST
    try:
        tasks = (
            ladder(finals, times, standard("draft"), standard(recipe), model=model)
            if drafts_first
            else batch(finals, times, standard(recipe), model)
        )
    except ValidationError:
        raise BadData("--batch", "at least 1 final image and a factor of at least 1", f"{finals} and {factor}; nearest: 1 and 1") from None
    _tell_months(asked, Workload(name=f"{finals} final images, {times} made for each", task=tasks))


def _factor(given: str) -> Decimal:
    try:
        return FACTORS[given] if given in FACTORS else Decimal(given)
    except InvalidOperation:
        raise BadData("--factor", f"a number, or one of {', '.join(FACTORS)}", given) from None


def _tell_months(asked: Asked, workload: Workload) -> None:
    shops = asked.shops()
    own_figures = all(task.own_figures for task in workload.tasks)
    answer = month(workload, shops.of(asked.provider), shops.known, asked.provider)
    months, unable = ([], {}) if asked.provider or own_figures else by_provider(workload, shops.sellers, shops.known)
    if asked.as_json:
        show({"month": answer.model_dump(mode="json"), "sellers": [m.model_dump(mode="json") for m in months], "unable": unable})
    else:
        tables.tell_month(answer, months, unable)


# --- plans ----------------------------------------------------------------------------------------------------------


class AtVolume(NamedTuple):
    """A month on the plans of one seller, and where each breaks even against paying for each image."""

    seller: str
    model: str
    uses: Sequence[PlanUse]
    against: Sequence[tuple[str, Decimal, BreakEven]]


def tell_plans(asked: Asked, recipe: Recipe, images: int | None, days: int) -> None:
    """The table of models x plans; or one model at a volume."""
    shops = asked.shops()
    if images is None:
        _tell_table(asked, shops, recipe)
        return
    if images < 1:
        raise BadData("--images", "at least 1 image a month", f"{images}; nearest: 1")
    found = _at_volume(shops, asked, recipe, images, days)
    show([_as_json(entry) for entry in found]) if asked.as_json else tables.tell_volume(found, images, recipe)


def _as_json(entry: AtVolume) -> dict[str, Any]:
    against = [{"seller": seller, "per_image": price, "break_even": even.model_dump(mode="json")} for seller, price, even in entry.against]
    return {"seller": entry.seller, "model": entry.model, "plans": [use.model_dump(mode="json") for use in entry.uses], "against": against}


def _tell_table(asked: Asked, shops: Shops, recipe: Recipe) -> None:
    found = {seller.provider: prices_on_plans(seller, recipe) for seller in shops.of(asked.provider)}
    filled = {provider: table for provider, table in found.items() if any(table.values())}
    if not filled:
        raise NotComparable(asked.provider or "any seller", "plans that bring credits, and models priced in them", "none")
    show(filled) if asked.as_json else tables.tell_plan_tables(
        {s.provider: (s, filled[s.provider]) for s in shops.sellers if s.provider in filled}
    )


def _at_volume(shops: Shops, asked: Asked, recipe: Recipe, images: int, days: int) -> list[AtVolume]:
    """Every seller with plans who sells the model (or counts images whatever the model), beside paying for each image."""
    answers = answers_to(shops, asked, recipe)
    payg = leading([row for row in answers.by_price if row.cost.currency != CREDIT])
    rows = [row for row in (*answers.by_price, *in_credits_only(answers.beside)) if row.cost.currency == CREDIT]
    by_credits = [_on_credits(shops, row, images, payg) for row in rows]
    by_quota = [_on_quota(seller, images, days, payg) for seller in shops.of(asked.provider) if any(plan.images for plan in seller.plans)]
    found = [entry for entry in (*by_credits, *by_quota) if entry.uses]
    if not found:
        raise NotComparable(asked.model or "any model", "a seller with plans", "only sellers who are paid for each image")
    return sorted(found, key=lambda entry: (entry.uses[0].total is None, entry.uses[0].total or 0, entry.seller))


def _on_credits(shops: Shops, row: Row, images: int, payg: Sequence[Row]) -> AtVolume:
    seller = shops.of(row.cost.provider)[0]
    uses = on_plans(seller, Fraction(row.cost.per_image) * images, images)
    plans = sorted((plan for plan in seller.plans if plan.period != "once" and plan.price > 0), key=lambda plan: plan.price)
    evens = _against(plans, payg, Fraction(row.cost.per_image))
    return AtVolume(seller.provider, row.cost.native_id, uses, evens)


def _on_quota(seller: Snapshot, images: int, days: int, payg: Sequence[Row]) -> AtVolume:
    plans = [plan for plan in seller.plans if plan.images and plan.price > 0]
    uses = [use_of(plan, Fraction(images), images=images, days=days) for plan in plans]
    return AtVolume(seller.provider, "whatever it includes", uses, _against(plans, payg, Fraction(1)))


def _against(plans: Sequence[Plan], payg: Sequence[Row], each: Fraction) -> list[tuple[str, Decimal, BreakEven]]:
    """Each plan against the cheapest offer that is paid by the image."""
    cheapest = [row for row in payg[:1] if row.dollars]
    return [
        (
            f"{row.cost.provider} {row.cost.native_id}",
            row.dollars,
            break_even(plan, Fraction(row.dollars), (monthly_units(plan) or 0) / each),
        )
        for row in cheapest
        for plan in plans
        if row.dollars and unit_of(plan) and plan.currency == "USD"
    ]
