"""What can be made of what a plan brings: the models of its wallet, each priced in the unit the plan counts.

A plan that says what an image takes is a small price list of its own; the others fill the balance that the provider's
offers are priced in, or pay for them in money.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

from costs.exact import said
from costs.plan.credits import CREDIT, credit_price
from costs.plan.plans import IN_CREDITS
from schema.prices import Offer, Plan, PlanUnit, PriceLine, Rule, Snapshot, Sureness, Take


def wallet(snapshot: Snapshot, plan: Plan, unit: PlanUnit) -> Snapshot:
    """The offers one can have for a unit of a plan: those priced in it count, and there are none where nobody says what an image takes."""
    if plan.takes and unit != "money":
        return _of_takes(snapshot.provider, plan.takes)
    if plan.wallet is None and unit in (*IN_CREDITS, "money"):
        return snapshot
    return Snapshot(provider=snapshot.provider)


def currencies_of(plan: Plan, unit: PlanUnit) -> tuple[str, ...]:
    """What the prices of a wallet are in. A credit pack is money paid before: what is priced in money is paid from it too."""
    if unit == "money":
        return (plan.currency,)
    return (CREDIT, plan.currency) if plan.period == "once" and not plan.takes else (CREDIT,)


def in_units(plan: Plan, unit: PlanUnit, amount: Fraction, currency: str) -> Fraction | None:
    """An amount of the wallet in the unit the plan counts; None where it is priced in something else."""
    if currency not in currencies_of(plan, unit):
        return None
    each = credit_price(plan) if currency != CREDIT and unit != "money" else Fraction(1)
    return amount / each if each else None


def sureness(plan: Plan, native_id: str) -> Sureness | None:
    """How sure it is what an image of a model takes: the least sure of what is said; None where the plan says nothing of it."""
    found = {take.sure for take in plan.takes if take.native_id == native_id}
    return next((sure for sure in ("at_best", "about", "exact") if sure in found), None)


def takes_of(plan: Plan, native_id: str) -> tuple[Take, ...]:
    """What is said of what a model takes."""
    return tuple(take for take in plan.takes if take.native_id == native_id)


@lru_cache(maxsize=256)  # a seller's plans say the same of what images take, and every recipe is asked of each
def _of_takes(provider: str, takes: tuple[Take, ...]) -> Snapshot:
    names = {take.native_id: take.name for take in takes}
    offers = (
        Offer(native_id=id, name=name, prices=tuple(_line(take) for take in takes if take.native_id == id)) for id, name in names.items()
    )
    return Snapshot(provider=provider, offers=tuple(offers), rules=tuple(_jobs(takes)))


def _line(take: Take) -> PriceLine:
    each = take.amount if take.job else said(Fraction(take.amount) / take.images)
    return PriceLine(
        billable="output_image",
        unit="request" if take.job else "image",
        variant=take.variant,
        amount=each,
        currency=CREDIT,
        basis="manual",
        quote=take.quote,
    )


def _jobs(takes: tuple[Take, ...]) -> Iterator[Rule]:
    many = {take.native_id: take for take in takes if take.job}
    for id, take in many.items():
        yield Rule(kind="images_per_run", native_id=id, value=str(take.images), basis="manual", quote=take.quote)
