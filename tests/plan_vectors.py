"""Examples of plans and months as Python answers them: `tests/vectors/plans.json` and `months.json`, which the site's scripts are held to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from costs.offer.recipes import STANDARD
from costs.plan.own_plans import own_plan
from costs.plan.plan_answers import AskedOfPlan, answer
from costs.plan.purchases import purchase
from costs.plan.workloads import failed, generations
from costs.standing.ranking import Circumstances
from pipeline.publish.site.plan_grid import plans_of_provider
from schema.amounts import spell
from schema.prices import Plan, Snapshot, Take
from schema.proofs import Proof
from tests.made_providers import allowance, line, plan, quote, rule, state

KNOWN: Final = Circumstances()
MONTHLY: Final = {"quota_period": "month", "yearly": True}


def _take(native_id: str, amount: str, **more: Any) -> Take:
    return Take(native_id=native_id, name=native_id.title(), amount=amount, quote=quote(), **more)


JOBS: Final = tuple(
    _take(id, minutes, images=4, job=True, sure="about") for id, minutes in (("sd", "0.8"), ("average", "1"), ("hd", "1.3"))
)
RELAX: Final = (allowance("image", None, fences=("slow_queue",)),)
OWN: Final = own_plan("100 images a day for $19.99").as_plan().model_copy(update={"id": "own-daily"})


def _minutes(id: str, price: str, minutes: str, **more: Any) -> Plan:
    return plan(id, price, gpu_minutes=minutes, takes=JOBS, wallet="fast", **more)


PROVIDERS: Final = (
    Snapshot(
        provider="painter",
        plans=(
            _minutes("basic", "10", "200"),
            _minutes("basic-yearly", "96", "200", period="year", monthly="basic", **MONTHLY),
            _minutes("standard", "30", "900", allowances=RELAX),
            _minutes("hour", "4", "60", period="once", top_up=True),
        ),
    ),
    state(
        "credits",
        rules=(rule("failed_generations", "free"),),
        plans=(plan("hobby", "19", "1100"), plan("pro", "99", "6000"), plan("pack", "4", "100", period="once")),
        one=(line("1", currency="credit"),),
        four=(line("4", currency="credit"),),
    ),
    Snapshot(
        provider="daily",
        plans=(
            OWN,
            plan("weekly", "12", allowances=(allowance("image", "40", "week"),)),
            plan("both", "20", "300", takes=(_take("m", "3", sure="at_best"), _take("n", "2", proof=Proof.THIRD_PARTY))),
            plan("seats", "30", "1000", seats=2, takes=(_take("m", "1"),)),
            plan("yuan", "69", "300", currency="CNY", takes=(_take("m", "1"),)),
            plan("yuan-pack", "7", "100", period="once", currency="CNY", top_up=True, takes=(_take("m", "1"),)),
            plan("pack", "40", "100", period="once", top_up=True, takes=(_take("m", "1"),)),
            plan("brazil", "15", "90", country="BR", takes=(_take("m", "1"),)),
            plan("pack-in-brazil", "6", "100", period="once", country="BR", top_up=True, takes=(_take("m", "1"),)),
            plan("seven", "59", "100", takes=(_take("m", "1"),), allowances=(allowance("image", None, days=7, fences=("limited_days",)),)),
            plan(
                "listed", "50", "10", takes=(_take("m", "1"),), allowances=(allowance("image", None, models=("n",), fences=("web_only",)),)
            ),
        ),
    ),
)
VOLUMES: Final = ((1, 30), (83, 30), (84, 22), (180, 30), (500, 30), (2201, 22), (2201, 30), (3000, 30), (3050, 31), (6000, 30))
NEEDS: Final = ("1", "100", "1100", "1101", "7000.5", "45000")
TASKS: Final = ((24, "1.8", "0"), (24, "1", "5"), (1, "2.5", "50"), (10000, "1", "5"), (3, "1.1", "33.3"), (8, "1.5", "0.5"))


def plan_vectors() -> dict[str, Any]:
    """Plans as a script reads them, questions with their answers, and what must be bought for so many credits."""
    return {
        "plans": [entry for provider in PROVIDERS for entry in plans_of_provider(provider, KNOWN)],
        "answers": [asked for provider in PROVIDERS for each in provider.plans for asked in _asked(provider, each)],
        "purchases": [_bought(provider, needed) for provider in PROVIDERS for needed in NEEDS],
    }


def _asked(provider: Snapshot, each: Plan) -> Iterator[dict[str, Any]]:
    models = dict.fromkeys([None, *(take.native_id for take in each.takes), *(offer.native_id for offer in provider.offers)])
    for images, days in VOLUMES:
        for native_id in models:
            found = answer(provider, each, AskedOfPlan(STANDARD["standard"], images, native_id, days), KNOWN)
            if each.period == "once" and native_id is not None and not each.wallet:
                continue  # of what is only paid from a balance the script knows the cheapest
            answered = {"certainty": found.certainty.value, "total": _spelled(found.total), "per_image": _spelled(found.per_image)}
            asked = {"plan": [provider.provider, each.id], "images": images, "days": days, "native": native_id}
            yield asked | (answered | {"id": found.native_id} if found.use or found.total is not None else {"certainty": None})


def _bought(provider: Snapshot, needed: str) -> dict[str, Any]:
    found = purchase(provider, Fraction(needed))
    return {"provider": provider.provider, "credits": needed, "plan": found.plan, "total": _spelled(found.total)}


def _spelled(amount: Decimal | None) -> str | None:
    return None if amount is None else spell(amount)


def month_vectors() -> list[dict[str, Any]]:
    """How many images are made for so many final ones, and how many of them are billed where failures are charged."""
    made = [(finals, factor, lost, generations(finals, Decimal(factor))) for finals, factor, lost in TASKS]
    return [
        {"finals": finals, "factor": factor, "failed": lost, "made": count, "billed": count + failed(count, Decimal(lost) / 100)}
        for finals, factor, lost, count in made
    ]
