"""The planner's page: the months that come with the project, reckoned by the engine, and what a script needs to reckon others."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from pipeline import views
from pipeline.news import news
from pipeline.published import Published
from pipeline.sentences import sentence
from pipeline.shops import presets, workload_of
from schema.amounts import spell
from schema.credits import brought, monthly_price
from schema.errors import NotComparable
from schema.plans import monthly_units, unit_of
from schema.prices import Snapshot
from schema.workloads import Month, Task, Workload, able, month


def planner(everything: Published) -> dict[str, Any]:
    """The presets with their results, the decision in words, and the models and plans one can choose among."""
    known = {name: workload_of(None, name) for name in presets()}
    shops = _able_to_answer(everything)
    return {
        "months": [(name, workload, _month(everything, shops, workload)) for name, workload in known.items()],
        "choices": views.decisions(everything),
        "presets": {name: _as_fields(workload) for name, workload in known.items() if not any(task.own_figures for task in workload.tasks)},
        "models": [(model.id, model.name) for model in everything.models.models if model.aliases and model.status != "retired"],
        "plan_data": plan_data(everything),
        "needs": {need: [m.id for m in everything.models.models if able(m, need)] for need in ("text", "references", "vector")},
    }


def _able_to_answer(everything: Published) -> list[Snapshot]:
    return [seller.snapshot for seller in everything.sellers if seller.snapshot.offers]


def _month(everything: Published, shops: list[Snapshot], workload: Workload) -> Month | str:
    try:
        return month(workload, shops, everything.known)
    except NotComparable as reason:
        return str(reason)


def _as_fields(workload: Workload) -> dict[str, Any]:
    return {"name": workload.name, "buffer": spell(workload.buffer * 100), "tasks": [_task(task) for task in workload.tasks]}


def _task(task: Task) -> dict[str, Any]:
    recipe = task.recipe
    return {
        "name": task.name,
        "deliverables": task.deliverables,
        "low": spell(task.attempts.low),
        "high": spell(task.attempts.high),
        "failed": spell(task.failure_rate * Decimal(100)),
        "model": task.model,
        "quality": recipe.quality or "medium",
        "size": recipe.size,
        "references": recipe.references,
        "tier": recipe.tier,
        "needs": " ".join(task.needs),
    }


def plan_data(everything: Published) -> list[dict[str, Any]]:
    """Every plan that counts something: what a month costs and brings, exactly, for the arithmetic of a volume."""
    return [
        {
            "seller": seller.id,
            "id": plan.id,
            "name": plan.name,
            "currency": plan.currency,
            "unit": unit_of(plan),
            "once": plan.period == "once",
            "price": spell(plan.price),
            "month": [str(monthly_price(plan).numerator), str(monthly_price(plan).denominator)],
            "units": [str(units.numerator), str(units.denominator)],
        }
        for seller in everything.sellers
        for plan in seller.snapshot.plans
        if plan.price > 0 and unit_of(plan) and (brought(plan) or plan.images) and (units := monthly_units(plan))
    ]


def changes_file(everything: Published) -> str:
    """`grid/changes.json`: each change in a sentence, for a plan that is opened again later."""
    rows = [
        {"id": change.id, "at": change.at.date().isoformat(), "p": change.provider, "i": change.native_id, "said": sentence(change)}
        for change in news(everything)
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
