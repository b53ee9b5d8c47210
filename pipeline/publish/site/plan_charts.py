"""The chart of the page of plans: one model at every seller who has it on a plan, by images a month, beside paying for each image.

Where a line falls below the broken one, the plan beats paying for each. The model is the one that most sellers have on plans, of those
of which a plan does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from markupsafe import Markup
from pydantic import ConfigDict, TypeAdapter

from costs.money import DOLLARS
from costs.offer.recipes import STANDARD
from costs.plan.plan_answers import AskedOfPlan, Bills, Certainty, answer, models_on
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import Series, by_volume

ALONG: Final = (30, 50, 100, 200, 300, 500, 1000, 2000, 3000)  # images a month
CURVES: Final = 8  # lines a phone can hold; where there are more, those that come lowest
SURE: Final = (Certainty.EXACT, Certainty.ABOUT)


class EvenChart(NamedTuple):
    """The model's name, the lines, and the drawing of them."""

    model: str
    curves: tuple[Series, ...]
    drawn: Markup


def even_chart(everything: Published, by_model: Mapping[str | None, PublishedAnswer]) -> EvenChart | None:
    """The chart of the model that most sellers have on plans and somebody sells by the image; None where there is none."""
    found: dict[str, list[Series]] = {}
    for (id, model), native_id in _on_plans(everything, by_model).items():
        if curve := _curve(everything, id, native_id):
            found.setdefault(model, []).append(curve)
    if not found:
        return None
    model = min(found, key=lambda one: (not _crosses(found[one], by_model[one]), -len(found[one]), one))
    curves = (*sorted(found[model], key=_lowest)[:CURVES], _by_the_image(everything, by_model[model]))
    known = everything.models.get(model)
    name = known.name if known else model
    return EvenChart(
        name, curves, by_volume(curves, f"What one image of {name} comes to on each seller's best plan, and paid by the image")
    )


def _crosses(curves: Iterable[Series], flat: PublishedAnswer) -> bool:
    """Whether a plan ever beats paying for each image."""
    return any(price < (flat.dollars or 0) for curve in curves for _, price in curve.points)


def _on_plans(everything: Published, by_model: Mapping[str | None, PublishedAnswer]) -> dict[tuple[str, str], str]:
    """What each seller calls a model that is on a plan of it, by seller and model."""
    found: dict[tuple[str, str], str] = {}
    for state in everything.states:
        for plan in state.snapshot.plans:
            for native_id, _ in models_on(state.snapshot, plan) if _is_bought(state, plan.id) else ():
                model = everything.model_of(state.id, native_id)
                if model and model.id in by_model:
                    found.setdefault((state.id, model.id), native_id)
    return found


def _is_bought(state: ProviderState, plan_id: str) -> bool:
    """Whether it is a subscription in dollars: what is paid for before and kept is no other way than by the image."""
    plan = next(plan for plan in state.snapshot.plans if plan.id == plan_id)
    return plan.period != "once" and bool(plan.price) and not plan.top_up and plan.currency == DOLLARS


def _curve(everything: Published, id: str, native_id: str) -> Series | None:
    state, kept = everything.state(id), everything.kept
    key = kept.keys(everything.known).of_provider(state.snapshot, "curve", native_id)
    points = kept.had(key, _WRITTEN_CURVE, lambda: _points(everything, state, native_id))
    return Series(everything.names[id], tuple(points), step=False) if len(points) > 1 else None


_WRITTEN_CURVE: Final = TypeAdapter(list[tuple[float, Decimal]], config=ConfigDict(defer_build=True))  # as it is kept


def _points(everything: Published, state: ProviderState, native_id: str) -> Iterator[tuple[float, Decimal]]:
    bills = Bills()
    return ((float(images), price) for images in ALONG if (price := _least(everything, state, native_id, images, bills)))


def _least(everything: Published, state: ProviderState, native_id: str, images: int, bills: Bills) -> Decimal | None:
    """One image on the seller's cheapest plan that suffices: what is counted, and not only at best."""
    asked = AskedOfPlan(STANDARD["standard"], images, native_id)
    plans = (plan for plan in state.snapshot.plans if _is_bought(state, plan.id))
    found = (answer(state.snapshot, plan, asked, everything.known, bills) for plan in plans)
    return min((each.per_image for each in found if each.per_image and each.certainty in SURE), default=None)


def _by_the_image(everything: Published, flat: PublishedAnswer) -> Series:
    price = flat.dollars or Decimal(0)
    return Series(f"By the image: {everything.names[flat.cost.provider]}", tuple((float(images), price) for images in ALONG), False, True)


def _lowest(series: Series) -> Decimal:
    return min(price for _, price in series.points)
