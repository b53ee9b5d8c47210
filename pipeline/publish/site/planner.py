"""The planner's page: the months that come with the project, reckoned by the engine, and what a script needs to reckon others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any, ClassVar, Final

from costs.offer.recipes import STANDARD, Recipe
from costs.plan.plan_answers import FENCES
from costs.plan.plans import WEEKDAYS, idle_share
from costs.plan.workloads import CHEAPEST, Month, Need, Task, Workload, able, can, least_to_buy, month, why_there
from costs.standing.decisions import QUALITIES, Choice, decided, of_less_work, rule_in_words, side
from costs.standing.ranking import headline, leading, may_be_ranked, to_take
from pipeline.publish.dataset import OfferKey, Published
from pipeline.publish.recipe_answers import Answers, AskedOffers, PublishedAnswer, ask
from pipeline.publish.site.grid import MOST_REFERENCES, SHAPES, sold_tiers
from pipeline.publish.site.grid import QUALITIES as CHOSEN
from pipeline.publish.site.page_contexts import PageContext
from pipeline.publish.site.plan_views import PlanSource, brands
from pipeline.store.cost_context import presets, workload_of
from pipeline.text.formatting import SIGNS, share
from pipeline.text.sentences import sentence
from schema.amounts import spell
from schema.errors import NotComparable
from schema.prices import Fence, Snapshot

NEEDS: Final[Mapping[Need, str]] = {"text": "render text", "references": "take references", "vector": "draw vectors"}
COLUMNS: Final = (
    "task",
    "images billed, from",
    "images billed, to",
    "seller",
    "model",
    "currency",
    "cost, from",
    "cost, to",
    "per usable image, from",
    "per usable image, to",
    "why there",
)
REFERENCES: Final = (0, 1)  # with how many the decision by tokens or flat is shown
AnswersByRecipe = Mapping[Recipe, Answers]


@dataclass(frozen=True, slots=True)
class PlannerPage(PageContext):
    """`planner.html`: the months that come with the project, and what a script needs to reckon others."""

    template: ClassVar[str] = "planner.html"

    searched: int | None  # how many offers the scripts know, where not all
    months: Sequence[tuple[str, Workload, Month | str]]  # a month by its name, or why there is no answer
    choices: Sequence[Choice]  # by tokens or flat, in words
    presets: Mapping[str, Any]  # the months as the form takes them
    models: Sequence[tuple[str, str]]  # that one can choose among
    providers: Sequence[tuple[str, str]]  # at whom one can buy all of it
    qualities: Sequence[str]  # that one can choose, like the tiers, and what a model must be able to do, in words
    tiers: Sequence[str]
    musts: Mapping[Need, str]
    needs: Mapping[str, Sequence[str]]  # the models able to do something
    most_references: Mapping[str, int]  # how many pictures a model takes, where somebody says
    most_of_all: int  # pictures that one can choose
    sizes: Mapping[str, str]  # a size one can choose, and how it is called
    signs: Mapping[str, str]  # a currency's sign
    fences: Mapping[Fence, str]  # what binds an unlimited answer, in words
    brands: Sequence[tuple[PlanSource, str]]  # who sells plans, and whose interface is the same brand's
    columns: Sequence[str]  # heads of the costs one can save
    weekends: str  # what they lose of a quota by the day, in words
    fresh: Mapping[str, Any]  # a task nobody has said anything of yet


def planner(everything: Published, searched: int | None = None) -> PlannerPage:
    """The presets with their results, the decision in words, and the models and plans one can choose among."""
    known = {name: workload_of(None, name) for name in presets()}
    tasks = [task for workload in known.values() for task in workload.tasks if not task.own_figures]
    asked = _asked(everything, [*(task.recipe for task in tasks), *_decided()], _that_may_rank(everything))
    return PlannerPage(
        searched=searched,
        months=[(name, workload, _month(everything, asked, workload)) for name, workload in known.items()],
        choices=_choices(everything, asked),
        presets={name: _as_fields(workload) for name, workload in known.items() if not any(task.own_figures for task in workload.tasks)},
        models=[
            (model.id, model.name)
            for model in everything.models.models
            if model.aliases and model.status_on(everything.judged_on) != "retired"
        ],
        providers=sorted(
            ((state.id, everything.names[state.id]) for state in everything.states if state.snapshot.offers), key=lambda one: one[1].lower()
        ),
        qualities=CHOSEN,
        tiers=sold_tiers(everything),
        musts=NEEDS,
        needs={need: _able_to(everything, need) for need in NEEDS},
        most_references={
            model.id: model.capabilities.references for model in everything.models.models if model.capabilities.references is not None
        },
        most_of_all=MOST_REFERENCES,
        sizes={size: size.replace("x", " × ") + (f" ({shape})" if shape else "") for size, shape in SHAPES.items()},
        signs=SIGNS,
        fences=FENCES,
        brands=brands(everything),
        columns=COLUMNS,
        weekends=f"; weekends alone waste {share(idle_share(*WEEKDAYS))} of a quota by the day",
        fresh=_task(Task(name="Images", deliverables=10)),
    )


def _able_to(everything: Published, need: Need) -> list[str]:
    return [model.id for model in everything.models.models if able(model, need, everything.known.ratings)]


def _asked(everything: Published, recipes: Iterable[Recipe], which: AskedOffers) -> AnswersByRecipe:
    """What these offers answer to recipes; to the standard ones what all do, which is known."""
    known = {recipe: everything.markets[name] for name, recipe in STANDARD.items()}
    others = [recipe for recipe in dict.fromkeys(recipes) if recipe not in known]
    snapshots = (state.snapshot for state in everything.states)
    return known | dict(zip(others, ask(snapshots, others, everything.known, everything.kept, which), strict=True))


def _that_may_rank(everything: Published) -> AskedOffers:
    """The offers one may choose among: most of a large field say of no image what it is."""
    return lambda snapshot, offer: may_be_ranked(snapshot, offer, everything.known)


# --- months ---------------------------------------------------------------------------------------------------------


def _month(everything: Published, asked: AnswersByRecipe, workload: Workload) -> Month | str:
    """A month, reckoned over the offers that decide it: where the cheapest is known, the engine need not ask the others again."""
    provider, deciding, fits = workload.provider, set[OfferKey](), list[list[PublishedAnswer]]()
    for task in workload.tasks:
        fit = [] if task.own_figures else _able(everything, asked[task.recipe], task, provider)
        fit = least_to_buy(fit, task, lambda id: everything.state(id).snapshot)
        deciding |= {_pair(row) for row in fit[:1]} if fit or task.own_figures else set(_why_nobody(everything, task, provider))
        fits.append(fit)
    if provider:
        deciding |= {(provider, offer.native_id) for offer in everything.state(provider).snapshot.offers}
    try:
        found = month(workload, _snapshots(everything, deciding), everything.known)
    except NotComparable as reason:
        return str(reason)
    bills = (
        bill.model_copy(update={"why": why_there(len(fit), fit[0])}) if fit else bill for bill, fit in zip(found.tasks, fits, strict=True)
    )
    return found.model_copy(update={"tasks": tuple(bills)})


def _able(everything: Published, found: Answers, task: Task, provider: str | None) -> list[PublishedAnswer]:
    """The offers a task can be made at, the cheapest first, as the engine chooses among them."""
    priced, unpriced = (
        [row for row in rows if _asks_for(task, provider, row.cost.provider, row.cost.native_id, row.model)]
        for rows in (found.by_price, found.beside)
    )
    named = bool(provider or task.provider) or task.model != CHEAPEST
    return list(to_take(priced, unpriced, lambda row: can(everything.known, row.model, task.needs), named))


def _why_nobody(everything: Published, task: Task, provider: str | None) -> Iterator[OfferKey]:
    """The same, whoever is asked."""
    return _reasons(_asked(everything, [task.recipe], lambda *_: True)[task.recipe], task, provider)


def _reasons(found: Answers, task: Task, provider: str | None) -> Iterator[OfferKey]:
    """The offers whose reasons are told where nobody can."""
    refused = (one for one in found.refused if _asks_for(task, provider, one.provider, one.native_id, one.model))
    beside = (row for row in found.beside if _asks_for(task, provider, row.cost.provider, row.cost.native_id, row.model))
    yield from ((one.provider, one.native_id) for one in list(refused)[:1])
    yield from (_pair(row) for row in list(beside)[:1])


def _asks_for(task: Task, provider: str | None, at: str, native_id: str, model: str | None) -> bool:
    return task.provider in (None, at) and provider in (None, at) and task.model in (CHEAPEST, native_id, model)


def _pair(row: PublishedAnswer) -> OfferKey:
    return row.cost.provider, row.cost.native_id


def _snapshots(everything: Published, pairs: Iterable[OfferKey]) -> list[Snapshot]:
    """The sellers of some offers, with nothing but those."""
    wanted = set(pairs)
    snapshots = (everything.state(id).snapshot for id in sorted({provider for provider, _ in wanted}))
    return [
        snapshot.model_copy(update={"offers": tuple(offer for offer in snapshot.offers if (snapshot.provider, offer.native_id) in wanted)})
        for snapshot in snapshots
    ]


# --- by tokens or flat ----------------------------------------------------------------------------------------------


def _decided() -> list[Recipe]:
    return [decided(quality, count) for count in REFERENCES for quality in QUALITIES]


def _choices(everything: Published, asked: AnswersByRecipe) -> list[Choice]:
    """By tokens or flat, today: asked of the offers that decide it one way or the other."""
    sides = (
        side([row for row in asked[recipe].by_price if row.known and (row.cost.tokens is not None) == tokens])
        for recipe in _decided()
        for tokens in (True, False)
    )
    known = ([row for row in asked[recipe].by_price if row.known] for recipe in _decided())
    firsts = ((*leading(rows)[:3], headline([row for row in rows if not of_less_work(row)]).row) for rows in known)
    best = {_pair(row) for row in (*sides, *chain.from_iterable(firsts)) if row}
    return rule_in_words(_snapshots(everything, best), everything.known, references=REFERENCES)


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


# --- changes --------------------------------------------------------------------------------------------------------


def changes_files(everything: Published) -> Iterator[tuple[str, str]]:
    """`grid/changes/SELLER.json`: each change of a seller in a sentence, the newest first, for a plan that is opened again later."""
    told, found = everything.told, dict[str, list[int]]()
    for place, head in enumerate(told.heads):
        if not head.baseline:
            found.setdefault(head.provider, []).append(place)
    for id in everything.names:
        changes = (told[place].change for place in found.get(id, ()))
        rows = [{"id": change.id, "at": change.at.date().isoformat(), "said": sentence(change)} for change in changes]
        yield f"grid/changes/{id}.json", json.dumps(rows, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
