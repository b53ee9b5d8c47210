"""Which offers are the same model: canonical models with maker, capabilities, dates and aliases. Shapes only.

An alias is a pair (provider, native id). Matching is by this table alone; a pair nobody wrote down is unmapped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Final, Literal, Self, assert_never

from pydantic import Field, model_validator

from schema.capabilities import Capabilities, Purpose
from schema.prices import Closed, NativeId, ShortText, Slug, made
from schema.proofs import Proof
from schema.tables.each_once import demand_once
from schema.tables.lifecycles import End, Life, LifeState, life_of

STATUS_LASTS: Final = timedelta(days=45)
UNKNOWN: Final = "about:unknown"
Status = Literal["announced", "preview", "available", "retiring", "retired"]
Unequal = Literal[
    "no_quality_knob",  # the maker has qualities, this seller has one price for all
    "fixed_size",  # one size or resolution, whatever is asked for
    "any_size_one_price",  # the maker prices by size, this seller does not
    "reverse_engineered",  # not the maker's API: a route through its web product
    "other_defaults",  # quality, steps or size differ when nothing is said
    "rounds_megapixels",  # rounds up where the maker does not, or the other way round
    "own_weights",  # open weights on the seller's own machines: quantised or distilled differently
    "edit_only",
    "vector_only",
]

SetApart = Literal[
    "own",  # a model of its own that the table has no entry for
    "derived",  # made from a model: another checkpoint, an adapter, a distillation, a tool around it
    "unsaid",  # its seller does not say which model or which version it is
    "several",  # one price for several models
]


class ModelSource(Closed):
    """Where something about a model was read, when, whose word it is, and of which of its capabilities it speaks."""

    url: Annotated[str, Field(pattern=r"^(https://[^\s]+|about:unknown)$")]
    date: date
    says: ShortText
    proof: Proof | None = None
    of: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _of_capabilities(self) -> Self:
        strange = sorted(set(self.of) - set(Capabilities.model_fields))
        if strange:
            raise ValueError(f"`of` names capabilities, and {strange[0]!r} is none")
        return self


class Alias(Closed):
    """What one provider calls a model.

    `unseen` says why no offer under that id is read yet; `unequal` what the offer lacks beside the maker's own.
    """

    provider: Slug
    native_id: NativeId
    unequal: tuple[Unequal, ...] = ()
    unseen: ShortText | None = None
    note: ShortText | None = None

    def pair(self) -> tuple[str, str]:
        """The key of the table."""
        return (self.provider, self.native_id)


class Other(Closed):
    """What a provider sells beside models that make images, and what it does."""

    provider: Slug
    native_id: NativeId
    does: Purpose

    def pair(self) -> tuple[str, str]:
        """The key of the table."""
        return (self.provider, self.native_id)


class Apart(Closed):
    """Offers of one provider that a person looked at and that are none of the models here."""

    provider: Slug
    why: SetApart
    native_ids: tuple[NativeId, ...] = Field(min_length=1)

    def pairs(self) -> list[tuple[str, str]]:
        """The keys of the table."""
        return [(self.provider, native_id) for native_id in self.native_ids]


class Model(Closed):
    """One canonical model. `first_party` are the providers through which its maker sells it: the price others are compared with.

    `status` is how far its maker says it is; where and when it ends stands in `ends`, provider by provider.
    """

    id: Slug
    maker: ShortText
    family: ShortText
    name: ShortText
    names: tuple[ShortText, ...] = ()
    first_party: tuple[Slug, ...] = ()
    status: Status
    announced: date | None = None
    available: date | None = None
    replaced_by: Slug | None = None
    ends: tuple[End, ...] = ()
    capabilities: Capabilities = made(Capabilities)
    sources: tuple[ModelSource, ...] = Field(min_length=1)
    aliases: tuple[Alias, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.status in ("retiring", "retired"):
            raise ValueError(f"{self.id}: its end stands in `ends`, with the provider and the day, and `status` is what it was before")
        last = min((end.day for end in self.ends if end.day and not end.withdrawn), default=None)
        dates = [day for day in (self.announced, self.available, last) if day is not None]
        if dates != sorted(dates):
            raise ValueError(f"{self.id}: announced, available and the first end must follow each other")
        return self

    def life_at(self, provider: str, on: date, native_id: str | None = None) -> Life:
        """How it stands at a provider on a day: by what is said of that provider; of a maker's outlet also by its first one's."""
        own = self._ends_at(provider, native_id)
        if not own and provider in self.first_party:
            own = self._ends_at(self.first_party[0], native_id)
        return life_of(self._born, own, on)

    def life_at_maker(self, on: date) -> Life:
        """How it stands where its maker sells it: at its first outlet. A model that no maker sells is alive."""
        return self.life_at(self.first_party[0], on) if self.first_party else life_of(self._born, (), on)

    def status_on(self, on: date) -> Status:
        """The lifecycle word for a day, at its maker."""
        match self.life_at_maker(on).state:
            case LifeState.UNRELEASED:
                return "announced"
            case LifeState.ALIVE:
                return self.status
            case LifeState.ENDING:
                return "retiring"
            case LifeState.ENDED:
                return "retired"
            case state:
                assert_never(state)

    def looked_at(self) -> tuple[date, str]:
        """The day somebody last saw how it stands, and at which address; what was read of a capability is no such look."""
        placed = [source for source in self.sources if source.url != UNKNOWN and source.proof is not Proof.MEASURED]
        looks = [(source.date, source.url) for source in [source for source in placed if not source.of] or placed]
        return max([*looks, *((end.date, end.url) for end in self.ends)], default=(date.min, UNKNOWN))

    @property
    def _born(self) -> date | None:
        return min((day for day in (self.announced, self.available) if day), default=date.max if self.status == "announced" else None)

    def _ends_at(self, provider: str, native_id: str | None) -> list[End]:
        return [end for end in self.ends if end.provider == provider and end.native_id in (None, native_id)]


class ModelOnDay(Model):
    """A model as it stands at its maker on a day, with the successor that is alive then: what is published of it."""

    retiring: date | None = None
    retired: date | None = None


class Models(Closed):
    """The whole table. Each id and each alias stands once; what makes no images stands under `others`, what a person found
    to be none of the models under `apart`.
    """

    models: tuple[Model, ...]
    others: tuple[Other, ...] = ()
    apart: tuple[Apart, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        demand_once("model", [model.id for model in self.models])
        aliased = [alias.pair() for model in self.models for alias in model.aliases]
        demand_once("alias", [*aliased, *(other.pair() for other in self.others), *self.set_apart])
        ids = {model.id for model in self.models}
        lost = [
            f"{model.id} replaced_by {model.replaced_by}" for model in self.models if model.replaced_by and model.replaced_by not in ids
        ]
        if lost:
            raise ValueError(f"{lost[0]}: no such model")
        for model in self.models:
            self._demand_an_end_of(model, {entry.id: entry.replaced_by for entry in self.models})
        return self

    def _demand_an_end_of(self, model: Model, followed_by: Mapping[str, str | None]) -> None:
        seen, at = {model.id}, model.replaced_by
        while at is not None and at not in seen:
            seen.add(at)
            at = followed_by[at]
        if at is not None:
            raise ValueError(f"{model.id} is replaced, in the end, by itself: {at!r}")

    def get(self, id: str) -> Model | None:
        """The model with this canonical id."""
        return self.by_id.get(id)

    def on_day(self, model: Model, on: date) -> ModelOnDay:
        """The model as it is to be shown on a day."""
        life, follower = model.life_at_maker(on), self.successor(model, on)
        return made(
            ModelOnDay,
            **dict(model) | {"status": model.status_on(on), "replaced_by": follower.id if follower else None},
            retiring=life.day if life.state is LifeState.ENDING else None,
            retired=life.day if life.state is LifeState.ENDED else None,
        )

    def to_look_at(self, on: date) -> list[Model]:
        """The models whose status nobody has looked at lately, of those that have not ended at their maker."""
        return [model for model in self.models if on - model.looked_at()[0] > STATUS_LASTS and model.status_on(on) != "retired"]

    def successor(self, model: Model, on: date) -> Model | None:
        """The model to change to: its successors are followed to the first of which nobody has announced an end."""
        follower = self.get(model.replaced_by) if model.replaced_by else None
        while follower and follower.replaced_by and follower.status_on(on) in ("retiring", "retired"):
            follower = self.get(follower.replaced_by)
        return follower

    @cached_property
    def by_id(self) -> dict[str, Model]:
        """Every model by its canonical id."""
        return {model.id: model for model in self.models}

    @cached_property
    def by_family(self) -> dict[str, list[Model]]:
        """The models of each family."""
        found: dict[str, list[Model]] = {}
        for model in self.models:
            found.setdefault(model.family, []).append(model)
        return found

    def by_alias(self) -> dict[tuple[str, str], Model]:
        """Every (provider, native id) somebody confirmed, with its model."""
        return self.aliased

    @cached_property
    def aliased(self) -> dict[tuple[str, str], Model]:
        """The same, made once: a build asks for it with every change."""
        return {pair: model for pair, (model, _) in self.named.items()}

    def purpose(self, provider: str, native_id: str) -> Purpose | None:
        """What an offer does that makes no images; None for all others."""
        return self.purposes.get((provider, native_id))

    @cached_property
    def purposes(self) -> dict[tuple[str, str], Purpose]:
        """The same of every one, made once."""
        return {other.pair(): other.does for other in self.others}

    @cached_property
    def set_apart(self) -> dict[tuple[str, str], SetApart]:
        """Every offer that a person found to be none of the models, with the reason."""
        return {pair: apart.why for apart in self.apart for pair in apart.pairs()}

    @cached_property
    def decided(self) -> frozenset[tuple[str, str]]:
        """Every offer of which a person said what it is: which model, none of them, or nothing that makes images."""
        return frozenset({*self.aliased, *self.purposes, *self.set_apart})

    @cached_property
    def named(self) -> dict[tuple[str, str], tuple[Model, Alias]]:
        """The same with what was confirmed, made once: every market asks for it, and a build asks thousands of markets."""
        return {alias.pair(): (model, alias) for model in self.models for alias in model.aliases}

    def alias(self, provider: str, native_id: str) -> Alias | None:
        """The alias for one offer."""
        pair = (provider, native_id)
        return next((alias for model in self.models for alias in model.aliases if alias.pair() == pair), None)
