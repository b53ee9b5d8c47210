"""How well a provider's prices are proven, in tiers; the rules and their reasons are in docs/quality-scale.md. Shapes only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self, get_args

from pydantic import Field, model_validator

from schema.prices import Closed, ShortText, Slug
from schema.tables.each_once import demand_once

WorkTier = Literal["none", "bronze", "silver", "gold", "platinum"]
RuleName = Literal[
    "own-words",
    "never-empty",
    "reader",
    "documented-shape",
    "recording",
    "expected-reading",
    "real-page",
    "two-days",
    "second-witness",
]
RULES: dict[WorkTier, tuple[RuleName, ...]] = {
    "bronze": ("own-words", "never-empty"),
    "silver": ("reader", "documented-shape", "recording", "expected-reading"),
    "gold": ("real-page",),
    "platinum": ("two-days", "second-witness"),
}


class Exemption(Closed):
    """A rule that does not apply to a provider, with the sentence why."""

    rule: RuleName
    why: ShortText = Field(min_length=20)


class ProviderQuality(Closed):
    """The tier of one provider, and the rules it is exempt from."""

    id: Slug
    tier: WorkTier
    exempt: tuple[Exemption, ...] = ()


class Qualities(Closed):
    """The whole table, `data/quality.toml`: each provider once."""

    providers: tuple[ProviderQuality, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        demand_once("provider", (provider.id for provider in self.providers))
        return self

    def tiers(self) -> dict[str, WorkTier]:
        """The tier of every provider."""
        return {provider.id: provider.tier for provider in self.providers}


def tier_of(met: Iterable[str]) -> WorkTier:
    """The highest tier of which every rule, and every rule of the tiers below, is met or exempt.

    >>> tier_of(["own-words", "never-empty", "reader"])
    'bronze'
    """
    held, reached = set(met), "none"
    for tier in get_args(WorkTier)[1:]:
        if not held.issuperset(RULES[tier]):
            break
        reached = tier
    return reached  # type: ignore[return-value] # one of the tiers, as get_args gives them
