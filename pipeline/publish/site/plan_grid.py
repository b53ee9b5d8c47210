"""Plans for a script: what each brings and what each of its models takes, so that `plan-engine.js` reckons by our rules."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import partial
from typing import Any, Final

from costs.exact import said
from costs.offer.recipes import STANDARD
from costs.plan.credits import charged_at_once, monthly_price
from costs.plan.plan_answers import Bills, Way, ways_on
from costs.plan.plan_standing import left_its_page
from costs.plan.plans import credit_of, packs_of, still_sold, tops_up
from costs.plan.quotas import brings, endless
from costs.standing.ranking import Circumstances
from pipeline.publish.dataset import Published
from pipeline.publish.kept_answers import ROWS
from schema.amounts import spell
from schema.prices import Plan, Snapshot

PLAN_RECIPES: Final = ("draft", "standard", "final")  # what the planner's words for quality ask of a plan


def plans_file(everything: Published) -> str:
    """`grid/plans.json`: every plan that is sold."""
    keys = everything.kept.keys(everything.known)
    plans = [
        plan
        for state in everything.states
        for plan in everything.kept.had(
            keys.of_provider(state.snapshot, "plans"), ROWS, partial(plans_of_provider, state.snapshot, everything.known)
        )
    ]
    return json.dumps({"plans": plans}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def plans_of_provider(snapshot: Snapshot, known: Circumstances) -> Iterator[dict[str, Any]]:
    """Every plan of a seller that is sold and makes images, as a script reads it."""
    for plan in snapshot.plans:
        makes_images = plan.unsaid is None or plan.unsaid.code != "no_images"
        if makes_images and still_sold(plan) and not left_its_page(snapshot.provider, plan, known):
            yield _plan(snapshot, plan, known)


def _plan(snapshot: Snapshot, plan: Plan, known: Circumstances) -> dict[str, Any]:
    """One plan, a letter each: seller, id, name, currency, price, month, once, packs, beside another, credits, counted, endless, ways."""
    seats, bills = plan.seats or 1, Bills()
    ways = [way for recipe in PLAN_RECIPES for way in _ways(snapshot, plan, recipe, known, bills)]
    counted = [allowance for allowance in brings(plan) if allowance.quantity is not None]
    return {
        "s": snapshot.provider,
        "i": plan.id,
        "n": plan.name,
        "c": plan.currency,
        "p": spell(plan.price),
        "m": _ratio(monthly_price(plan) * seats),
        "a": spell(said(charged_at_once(plan) * seats)),
        "f": None if plan.first_price is None else spell(said(Fraction(plan.first_price) * seats)),
        "o": plan.period == "once",
        "g": [] if plan.period == "once" else [pack.id for pack in packs_of(snapshot) if tops_up(pack, plan)],
        "b": plan.top_up,
        "q": credit_of(plan),
        "k": [[one.unit, _ratio(Fraction(one.quantity or 0) * seats), one.period, list(one.models)] for one in counted],
        "e": [{"m": list(one.models), "f": list(one.fences)} for one in endless(plan)],
        "x": ways,
    }


def _ratio(value: Fraction) -> list[str]:
    return [str(value.numerator), str(value.denominator)]


def _ways(snapshot: Snapshot, plan: Plan, recipe: str, known: Circumstances, bills: Bills) -> Iterator[dict[str, Any]]:
    """What each model takes of a plan; of a pack that only pays for what is priced by the image, the cheapest is enough."""
    ways = ways_on(snapshot, plan, STANDARD[recipe], known, bills)
    if plan.period == "once" and not plan.wallet:
        ways = sorted(ways, key=_cheapest_first)[:1]
    for way in ways:
        model = known.models.named.get((snapshot.provider, way.native_id or ""), (None, None))[0]
        yield {
            "i": way.native_id,
            "n": way.name,
            "m": model.id if model else None,
            "r": STANDARD[recipe].quality,
            "u": way.unit,
            "a": _ratio(way.each),
            "j": way.job,
            "s": way.sure,
            "d": way.aside,
            "k": way.weak,
            "t": way.undated,
        }


def _cheapest_first(way: Way) -> tuple[bool, bool, bool, Fraction, str]:
    return way.aside, way.weak, way.undated, way.each / way.job, way.native_id or ""
