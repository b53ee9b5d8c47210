"""The tables of plans: what they cost, what they bring, what an image takes of it, and what one image comes to by volume."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Final, get_args

from costs.exact import said
from costs.money import worth
from costs.offer.recipes import STANDARD
from costs.plan.credits import charged_at_once, saved_by_the_year
from costs.plan.plan_answers import AskedOfPlan, Bills, Certainty, NoAnswer, PlanAnswer, answer, models_on
from costs.plan.quotas import brings, proof_of
from costs.reasons import Place
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.files.table_shapes import QUOTE_COLUMNS, DownloadRow, PublishedColumn, needed, plain, quote_row
from pipeline.publish.kept_answers import ROWS
from schema.prices import Basis, Fence, Period, Plan, PlanUnit, Silence, Sureness, Variant
from schema.proofs import Proof

VOLUMES: Final = (100, 300, 1000, 3000)
CURRENCY: Final = needed("currency", says="ISO 4217, or `credit`")
PLAN_COLUMNS: Final = (needed("provider", says="who sells"), needed("plan", says="id of the plan"))
PLANS: Final = (
    needed("provider"),
    needed("id"),
    needed("name"),
    needed("price", "amount"),
    CURRENCY,
    needed("period", among=get_args(Period)),
    PublishedColumn("credits", "amount", "what one period brings"),
    PublishedColumn("images", "amount", "a quota of images per quota_period"),
    PublishedColumn("quota_period", among=get_args(Period)),
    PublishedColumn("gpu_minutes", "amount"),
    needed("yearly", "flag", "paid by the year"),
    PublishedColumn("rollover", "flag", "whether unused credits stay"),
    PublishedColumn("unpublished", says="what the provider does not say"),
    needed("basis", among=get_args(Basis)),
    *QUOTE_COLUMNS,
    PublishedColumn("first_price", "amount", "what the first period costs, where it is another price"),
    needed("charged", "amount", "what is paid at once: a year's price where the year is billed"),
    PublishedColumn("monthly", says="id of the same plan paid by the month"),
    PublishedColumn("saves", "share", "what the year saves of twelve months"),
    PublishedColumn("tax", says="whether tax is in the price, where it is said", among=("included", "excluded")),
    PublishedColumn("country", says="where it is sold at this price; empty: anywhere, as far as is said"),
    PublishedColumn("wallet", says="the balance it fills; empty: the one the seller's prices are in"),
    needed("top_up", "flag", "sold beside a subscription only"),
    PublishedColumn("seats", "count", "the least number of seats; the price is for one"),
    PublishedColumn("expires_days", "count", "after how many days what it brings ends"),
    PublishedColumn("concurrent", "count", "how many jobs run at the same time"),
    PublishedColumn("private", "flag", "whether images can be kept private"),
    PublishedColumn("commercial", "flag", "whether images may be used commercially"),
    PublishedColumn("unsaid", says="what the newest evidence does not say", among=get_args(Silence)),
    PublishedColumn("unsaid_words", says="the same in words"),
    PublishedColumn("unsaid_quote_text", says="the words that say so, or stand where it would"),
    needed("proof", says="whose word the price rests on", among=tuple(Proof)),
    needed("undated", "flag", "whether the copy has no date: the time below is then the one it existed by"),
)
ALLOWANCES: Final = (
    *PLAN_COLUMNS,
    needed("unit", says="what is counted; money is of the plan's currency", among=get_args(PlanUnit)),
    PublishedColumn("quantity", "amount", "how many each period; empty: as many as one likes"),
    needed("period", among=get_args(Period)),
    PublishedColumn("rollover", "flag", "whether what is left stays"),
    PublishedColumn("most_kept", "amount", "up to how much of it"),
    PublishedColumn("models", "words", "for which models; empty: all"),
    PublishedColumn("fences", "words", f"what binds it: {', '.join(get_args(Fence))}"),
    PublishedColumn("days", "count", "how long it lasts, where not the whole period"),
    needed("proof", says="whose word it rests on", among=tuple(Proof)),
    needed("undated", "flag"),
    *QUOTE_COLUMNS,
)
TAKES: Final = (
    *PLAN_COLUMNS,
    needed("native_id", says="what the provider calls the model"),
    needed("name", says="the model's name"),
    PublishedColumn("model", says="canonical model"),
    *(PublishedColumn(axis, says="axis of the variant") for axis in ("operation", "quality", "size", "resolution", "style", "feature")),
    needed("amount", "amount", "what `images` images take"),
    needed("images", "count", "for how many images"),
    needed("job", "flag", "whether they come out of one job, which is taken whole"),
    needed("sure", says="exactly so, about so, or so at best", among=get_args(Sureness)),
    needed("proof", says="whose word it rests on", among=tuple(Proof)),
    needed("undated", "flag"),
    *QUOTE_COLUMNS,
)
PLAN_COSTS: Final = (
    *PLAN_COLUMNS,
    needed("native_id", says="what the provider calls the model; `-` where the plan speaks of none"),
    PublishedColumn("model", says="canonical model"),
    needed("recipe", says="which standard image", among=tuple(STANDARD)),
    needed("images", "count", "how many a month"),
    needed("certainty", says="how sure the answer is", among=tuple(Certainty)),
    PublishedColumn("per_image", "amount", "one image in the plan's currency, unused quota included"),
    PublishedColumn("dollars", "amount", "the same in US dollars"),
    PublishedColumn("used_up", "amount", "one image when all of the plan is used"),
    PublishedColumn("total", "amount", "the month, top-ups included"),
    CURRENCY,
    needed("charged", "amount", "what is paid at once"),
    PublishedColumn("first_total", "amount", "the first period, where it is another price"),
    PublishedColumn("unit", says="what the plan counts", among=get_args(PlanUnit)),
    PublishedColumn("needed", "amount", "how much of it the images take"),
    PublishedColumn("brought", "amount", "how much of it a month brings"),
    PublishedColumn("left", "amount", "how much of it is left"),
    PublishedColumn("top_up", says="id of the pack that is bought beside it"),
    PublishedColumn("fences", "words", "what binds an unlimited answer, or what is unlimited beside a counted one"),
    PublishedColumn("reason", says="why there is no answer", among=tuple(NoAnswer)),
    PublishedColumn("words", says="the reason in words"),
    needed("proof", says="the weakest word it rests on", among=tuple(Proof)),
    needed("undated", "flag", "whether one of its figures has no date"),
    PublishedColumn("standing", says="leads, or listed: at its price, and never leads; empty without an answer", among=tuple(Place)),
    PublishedColumn("standing_codes", "words", "every reason why it does not lead"),
    PublishedColumn("standing_words", says="the same in words"),
)


def plans_of(states: Iterable[ProviderState]) -> Iterator[DownloadRow]:
    """One row per plan."""
    for state in states:
        yield from (_plan(state, plan) for plan in state.snapshot.plans)


def _plan(state: ProviderState, plan: Plan) -> DownloadRow:
    unsaid, saves = plan.unsaid, saved_by_the_year(plan, state.snapshot.plans)
    worked_out = {
        "charged": said(charged_at_once(plan)),
        "saves": None if saves is None or saves <= 0 else said(saves),
        "unsaid": unsaid.code if unsaid else None,
        "unsaid_words": unsaid.words if unsaid else None,
        "unsaid_quote_text": unsaid.quote.text if unsaid else None,
        "proof": proof_of(plan).value,
        "undated": plan.quote.undated,
    }
    return {"provider": state.id, **dict(plan), **worked_out, **quote_row(plan.quote)}


def allowances_of(states: Iterable[ProviderState]) -> Iterator[DownloadRow]:
    """One row for each thing a plan brings."""
    for state in states:
        for plan in state.snapshot.plans:
            for one in brings(plan):
                evidence = {"proof": one.proof.value, "undated": one.quote.undated, **quote_row(one.quote)}
                yield {"provider": state.id, "plan": plan.id, **dict(one), **evidence}


def takes_of(everything: Published) -> Iterator[DownloadRow]:
    """One row for each thing that is said of what an image takes."""
    for state in everything.states:
        for plan in state.snapshot.plans:
            for take in plan.takes:
                head = {"provider": state.id, "plan": plan.id, "model": _model(everything, state, take.native_id)}
                evidence = {"proof": take.proof.value, "undated": take.quote.undated, **quote_row(take.quote)}
                yield {**dict(take), **_axes(take.variant), **head, **evidence}


def _axes(variant: Variant) -> DownloadRow:
    return {axis: value for axis, value in variant if value is not None}


def plan_costs(everything: Published) -> Iterator[DownloadRow]:
    """What one image comes to on every plan: by each of its models, each standard image and volume; or why nobody can say."""
    kept = everything.kept
    keys = kept.keys(everything.known)
    for state in everything.states:
        yield from kept.had(keys.of_provider(state.snapshot, "plan costs"), ROWS, partial(_plan_costs_at, everything, state))


def _plan_costs_at(everything: Published, state: ProviderState) -> Iterator[DownloadRow]:
    """Those of one seller, in the values of JSON."""
    bills, columns = Bills(), [column.name for column in PLAN_COSTS]
    for plan in state.snapshot.plans:
        models = [id for id, _ in models_on(state.snapshot, plan)]
        answered = [row for id in models for row in _at_volumes(everything, state, plan, id, bills)]
        for row in answered or _at_volumes(everything, state, plan, None, bills):
            yield {name: plain(row.get(name)) for name in columns}


def _at_volumes(everything: Published, state: ProviderState, plan: Plan, native_id: str | None, bills: Bills) -> Iterator[DownloadRow]:
    for recipe, image in STANDARD.items():
        for volume in VOLUMES:
            found = answer(state.snapshot, plan, AskedOfPlan(image, volume, native_id), everything.known, bills)
            if native_id is not None and found.reason in _OF_ANOTHER_IMAGE:
                break  # this model makes no such image: one of its others may
            yield _cost(everything, state, recipe, found)
            if native_id is None and found.reason not in (None, NoAnswer.TOO_LITTLE):
                return  # a reason that holds for any image is told once


_OF_ANOTHER_IMAGE: Final = (NoAnswer.NOT_THIS_IMAGE, NoAnswer.NOT_THIS_MODEL, NoAnswer.TAKES_NOT_PUBLISHED)


def _cost(everything: Published, state: ProviderState, recipe: str, found: PlanAnswer) -> DownloadRow:
    use: dict[str, Any] = dict(found.use) if found.use else {}
    fields = ("per_image", "used_up", "total", "currency", "charged", "first_total", "fences", "words", "undated", "images", "plan")
    return {
        **{name: getattr(found, name) for name in fields},
        **{name: use.get(name) for name in ("unit", "needed", "brought", "left", "top_up")},
        "provider": state.id,
        "native_id": found.native_id or "-",
        "model": _model(everything, state, found.native_id),
        "recipe": recipe,
        "certainty": found.certainty.value,
        "dollars": _dollars(everything, found),
        "reason": found.reason.value if found.reason else None,
        "proof": found.proof.value,
        **_stands(found),
    }


def _stands(found: PlanAnswer) -> DownloadRow:
    """Whether the answer may lead, and why not; nothing of what is no answer."""
    if found.certainty is Certainty.NONE:
        return {"standing": None, "standing_codes": (), "standing_words": None}
    stands = found.standing
    codes = tuple(reason.code.value for reason in stands.because)
    return {"standing": stands.place.value, "standing_codes": codes, "standing_words": stands.words or None}


def _dollars(everything: Published, found: PlanAnswer) -> Decimal | None:
    return worth(found.per_image, found.currency, everything.known.rates.get(found.currency))


def _model(everything: Published, state: ProviderState, native_id: str | None) -> str | None:
    model = everything.model_of(state.id, native_id) if native_id else None
    return model.id if model else None
