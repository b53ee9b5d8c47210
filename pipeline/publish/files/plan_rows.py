"""The tables of plans: what they cost, what they bring, what an image takes of it, and what one image comes to by volume."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final, get_args

from costs.exact import said
from costs.money import DOLLARS, in_dollars
from costs.offer.recipes import STANDARD
from costs.plan.credits import charged_at_once, saved_by_the_year
from costs.plan.plan_answers import AskedOfPlan, Bills, Certainty, NoAnswer, PlanAnswer, answer, models_on
from costs.plan.quotas import brings, proof_of
from pipeline.publish.dataset import Published, Seller
from pipeline.publish.files.table_shapes import QUOTE_COLUMNS, Column, Row, needed, quote_row
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
    Column("credits", "amount", "what one period brings"),
    Column("images", "amount", "a quota of images per quota_period"),
    Column("quota_period", among=get_args(Period)),
    Column("gpu_minutes", "amount"),
    needed("yearly", "flag", "paid by the year"),
    Column("rollover", "flag", "whether unused credits stay"),
    Column("unpublished", says="what the provider does not say"),
    Column("first_price", "amount", "what the first period costs, where it is another price"),
    needed("charged", "amount", "what is paid at once: a year's price where the year is billed"),
    Column("monthly", says="id of the same plan paid by the month"),
    Column("saves", "share", "what the year saves of twelve months"),
    Column("tax", says="whether tax is in the price, where it is said", among=("included", "excluded")),
    Column("country", says="where it is sold at this price; empty: anywhere, as far as is said"),
    Column("wallet", says="the balance it fills; empty: the one the seller's prices are in"),
    needed("top_up", "flag", "sold beside a subscription only"),
    Column("seats", "count", "the least number of seats; the price is for one"),
    Column("expires_days", "count", "after how many days what it brings ends"),
    Column("concurrent", "count", "how many jobs run at the same time"),
    Column("private", "flag", "whether images can be kept private"),
    Column("commercial", "flag", "whether images may be used commercially"),
    Column("unsaid", says="what the newest evidence does not say", among=get_args(Silence)),
    Column("unsaid_words", says="the same in words"),
    Column("unsaid_quote_text", says="the words that say so, or stand where it would"),
    needed("proof", says="whose word the price rests on", among=tuple(Proof)),
    needed("undated", "flag", "whether the copy has no date: the time below is then the one it existed by"),
    needed("basis", among=get_args(Basis)),
    *QUOTE_COLUMNS,
)
ALLOWANCES: Final = (
    *PLAN_COLUMNS,
    needed("unit", says="what is counted; money is of the plan's currency", among=get_args(PlanUnit)),
    Column("quantity", "amount", "how many each period; empty: as many as one likes"),
    needed("period", among=get_args(Period)),
    Column("rollover", "flag", "whether what is left stays"),
    Column("most_kept", "amount", "up to how much of it"),
    Column("models", "words", "for which models; empty: all"),
    Column("fences", "words", f"what binds it: {', '.join(get_args(Fence))}"),
    Column("days", "count", "how long it lasts, where not the whole period"),
    needed("proof", says="whose word it rests on", among=tuple(Proof)),
    needed("undated", "flag"),
    *QUOTE_COLUMNS,
)
TAKES: Final = (
    *PLAN_COLUMNS,
    needed("native_id", says="what the provider calls the model"),
    needed("name", says="the model's name"),
    Column("model", says="canonical model"),
    *(Column(axis, says="axis of the variant") for axis in ("operation", "quality", "size", "resolution", "style", "feature")),
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
    Column("model", says="canonical model"),
    needed("recipe", says="which standard image", among=tuple(STANDARD)),
    needed("images", "count", "how many a month"),
    needed("certainty", says="how sure the answer is", among=tuple(Certainty)),
    Column("per_image", "amount", "one image in the plan's currency, unused quota included"),
    Column("dollars", "amount", "the same in US dollars"),
    Column("used_up", "amount", "one image when all of the plan is used"),
    Column("total", "amount", "the month, top-ups included"),
    CURRENCY,
    needed("charged", "amount", "what is paid at once"),
    Column("first_total", "amount", "the first period, where it is another price"),
    Column("unit", says="what the plan counts", among=get_args(PlanUnit)),
    Column("needed", "amount", "how much of it the images take"),
    Column("brought", "amount", "how much of it a month brings"),
    Column("left", "amount", "how much of it is left"),
    Column("top_up", says="id of the pack that is bought beside it"),
    Column("fences", "words", "what binds an unlimited answer, or what is unlimited beside a counted one"),
    Column("reason", says="why there is no answer", among=tuple(NoAnswer)),
    Column("words", says="the reason in words"),
    needed("proof", says="the weakest word it rests on", among=tuple(Proof)),
    needed("undated", "flag", "whether one of its figures has no date"),
)


def plans_of(sellers: Iterable[Seller]) -> Iterator[Row]:
    """One row per plan."""
    for seller in sellers:
        yield from (_plan(seller, plan) for plan in seller.snapshot.plans)


def _plan(seller: Seller, plan: Plan) -> Row:
    unsaid, saves = plan.unsaid, saved_by_the_year(plan, seller.snapshot.plans)
    worked_out = {
        "charged": said(charged_at_once(plan)),
        "saves": None if saves is None or saves <= 0 else said(saves),
        "unsaid": unsaid.code if unsaid else None,
        "unsaid_words": unsaid.words if unsaid else None,
        "unsaid_quote_text": unsaid.quote.text if unsaid else None,
        "proof": proof_of(plan).value,
        "undated": plan.quote.undated,
    }
    return {"provider": seller.id, **dict(plan), **worked_out, **quote_row(plan.quote)}


def allowances_of(sellers: Iterable[Seller]) -> Iterator[Row]:
    """One row for each thing a plan brings."""
    for seller in sellers:
        for plan in seller.snapshot.plans:
            for one in brings(plan):
                evidence = {"proof": one.proof.value, "undated": one.quote.undated, **quote_row(one.quote)}
                yield {"provider": seller.id, "plan": plan.id, **dict(one), **evidence}


def takes_of(everything: Published) -> Iterator[Row]:
    """One row for each thing that is said of what an image takes."""
    for seller in everything.sellers:
        for plan in seller.snapshot.plans:
            for take in plan.takes:
                head = {"provider": seller.id, "plan": plan.id, "model": _model(everything, seller, take.native_id)}
                evidence = {"proof": take.proof.value, "undated": take.quote.undated, **quote_row(take.quote)}
                yield {**dict(take), **_axes(take.variant), **head, **evidence}


def _axes(variant: Variant) -> Row:
    return {axis: value for axis, value in variant if value is not None}


def plan_costs(everything: Published) -> Iterator[Row]:
    """What one image comes to on every plan: by each of its models, each standard image and volume; or why nobody can say."""
    for seller in everything.sellers:
        bills: Bills = {}
        for plan in seller.snapshot.plans:
            models = [id for id, _ in models_on(seller.snapshot, plan)]
            answered = [row for id in models for row in _at_volumes(everything, seller, plan, id, bills)]
            yield from answered or _at_volumes(everything, seller, plan, None, bills)


def _at_volumes(everything: Published, seller: Seller, plan: Plan, native_id: str | None, bills: Bills) -> Iterator[Row]:
    for recipe, image in STANDARD.items():
        for volume in VOLUMES:
            found = answer(seller.snapshot, plan, AskedOfPlan(image, volume, native_id), everything.known, bills)
            if native_id is not None and found.reason in _OF_ANOTHER_IMAGE:
                break  # this model makes no such image: one of its others may
            yield _cost(everything, seller, recipe, found)
            if native_id is None and found.reason not in (None, NoAnswer.TOO_LITTLE):
                return  # a reason that holds for any image is told once


_OF_ANOTHER_IMAGE: Final = (NoAnswer.NOT_THIS_IMAGE, NoAnswer.NOT_THIS_MODEL, NoAnswer.TAKES_NOT_PUBLISHED)


def _cost(everything: Published, seller: Seller, recipe: str, found: PlanAnswer) -> Row:
    use: dict[str, Any] = dict(found.use) if found.use else {}
    fields = ("per_image", "used_up", "total", "currency", "charged", "first_total", "fences", "words", "undated", "images", "plan")
    return {
        **{name: getattr(found, name) for name in fields},
        **{name: use.get(name) for name in ("unit", "needed", "brought", "left", "top_up")},
        "provider": seller.id,
        "native_id": found.native_id or "-",
        "model": _model(everything, seller, found.native_id),
        "recipe": recipe,
        "certainty": found.certainty.value,
        "dollars": _dollars(everything, found),
        "reason": found.reason.value if found.reason else None,
        "proof": found.proof.value,
    }


def _dollars(everything: Published, found: PlanAnswer) -> Decimal | None:
    if found.per_image is None or found.currency == DOLLARS:
        return found.per_image
    rate = everything.known.rates.get(found.currency)
    return in_dollars(found.per_image, rate) if rate else None


def _model(everything: Published, seller: Seller, native_id: str | None) -> str | None:
    model = everything.model_of(seller.id, native_id) if native_id else None
    return model.id if model else None
