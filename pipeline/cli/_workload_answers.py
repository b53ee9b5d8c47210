"""The verb `workload` at work: months and batches, as JSON or as tables."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import ValidationError

from costs.offer.recipes import standard
from costs.plan.batches import FACTORS, batch, ladder
from costs.plan.workloads import CHEAPEST, Workload, by_provider, month
from pipeline.cli import _cost_tables as tables
from pipeline.cli._cost_answers import Asked
from pipeline.store.cost_context import Shops, presets, workload_of
from pipeline.text.printing import show
from schema.errors import BadData

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
    asked, workload = asked.named(shops), _by_our_names(workload, shops)
    own_figures = all(task.own_figures for task in workload.tasks)
    answer = month(workload, shops.of(asked.provider), shops.known, asked.provider)
    months, unable = ([], {}) if asked.provider or own_figures else by_provider(workload, shops.sellers, shops.known)
    if asked.as_json:
        show({"month": answer.model_dump(mode="json"), "sellers": [m.model_dump(mode="json") for m in months], "unable": unable})
    else:
        tables.tell_month(answer, months, unable)


def _by_our_names(workload: Workload, shops: Shops) -> Workload:
    """A month whose tasks say models by any of their names; what a provider calls one of its own stays what it is."""
    ids = {CHEAPEST, *(offer.native_id for seller in shops.sellers for offer in seller.offers)}
    tasks = [task if task.model in ids else task.model_copy(update={"model": shops.model(task.model)}) for task in workload.tasks]
    return workload.model_copy(update={"tasks": tuple(tasks)})
