"""The verb `workload` at work: months and batches, as JSON or as tables."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path

from pydantic import ValidationError

from costs.offer.recipes import standard
from costs.plan.batches import FACTORS, batch, ladder
from costs.plan.workloads import CHEAPEST, Workload, by_provider, month
from pipeline.cli.reports import cost_tables as tables
from pipeline.cli.reports.cost_answers import AskedCost
from pipeline.store.cost_context import CostContext, presets, workload_of
from pipeline.text.printing import show
from schema.errors import BadData

# --- workload -------------------------------------------------------------------------------------------------------


def tell_presets(as_json: bool) -> None:
    """The workloads that come with the project."""
    known = {name: workload_of(None, name) for name in presets()}
    show({name: entry.model_dump(mode="json") for name, entry in known.items()}) if as_json else tables.tell_presets(known)


def tell_workload(asked: AskedCost, file: Path | None, preset: str | None) -> None:
    """A month: at the cheapest seller of each task (or one seller), and at every seller who can do all of it."""
    _tell_months(asked, workload_of(file, preset))


def tell_batch(asked: AskedCost, finals: int, factor: str, recipe: str, drafts_first: bool) -> None:
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


def _tell_months(asked: AskedCost, workload: Workload) -> None:
    context = asked.context()
    asked, workload = asked.named(context), _by_our_names(workload, context)
    own_figures = all(task.own_figures for task in workload.tasks)
    answer = month(workload, context.of(asked.provider), context.known, asked.provider)
    months, unable = ([], {}) if asked.provider or own_figures else by_provider(workload, context.snapshots, context.known)
    if asked.as_json:
        show({"month": answer.model_dump(mode="json"), "sellers": [m.model_dump(mode="json") for m in months], "unable": unable})
    else:
        tables.tell_month(answer, months, unable)


def _by_our_names(workload: Workload, context: CostContext) -> Workload:
    """A month whose tasks say models by any of their names; what a provider calls one of its own stays what it is."""
    ids = {CHEAPEST, *(offer.native_id for snapshot in context.snapshots for offer in snapshot.offers)}
    tasks = [task if task.model in ids else task.model_copy(update={"model": context.model(task.model)}) for task in workload.tasks]
    return workload.model_copy(update={"tasks": tuple(tasks)})
