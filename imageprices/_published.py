"""Published prices, loaded once and asked often: what stands behind the front door. Every answer is that of the rooms below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from costs.bill.itemised import Cost
from costs.offer.recipes import Recipe
from costs.plan.plan_answers import prices_on_plans
from costs.standing.ranking import RankedAnswer, cost_of, market
from pipeline.store.cost_context import CostContext, recipe_of
from schema.errors import BadData


class ToldChange(NamedTuple):
    """Something that became dearer, cheaper, new or gone: the day it was read, of whom, and the sentence it is told in."""

    at: date
    provider: str
    native_id: str | None
    kind: str
    sentence: str


def load(where: str | Path | None = None, *, on: date | None = None) -> PublishedPrices:
    """Published prices: of a data folder, of a folder `v1/`, or of its address; by default those that `imageprices cost` asks.

    `on` is the day an image is bought, where a data folder is asked; a `v1/` has a day of its own.
    """
    if where is not None and _is_v1(str(where)):
        return _from_files(str(where))
    return _from_data(None if where is None else Path(where), on)


def _is_v1(where: str) -> bool:
    """An address, or a folder with published files in it; a data folder has a table of providers too, and no costs."""
    published = Path(where) / "costs.json", Path(where) / "costs.json.gz"
    return urlsplit(where).scheme in ("http", "https") or any(path.exists() for path in published)


class PublishedPrices:
    """All providers' prices as of a day."""

    def __init__(self, context: CostContext, told: Callable[[], Iterable[ToldChange]]) -> None:
        self._context, self._told = context, told

    @property
    def as_of(self) -> date:
        """The day they are asked for."""
        return self._context.known.on or date.max

    @property
    def providers(self) -> list[str]:
        """Everybody who sells."""
        return [snapshot.provider for snapshot in self._context.snapshots]

    def cheapest(
        self, recipe: str | Recipe = "standard", *, model: str | None = None, provider: str | None = None, **changes: Any
    ) -> list[RankedAnswer]:
        """The offers that may be ranked for an image, cheapest first: everybody's, or of one model or provider."""
        wanted = _recipe(recipe, changes)
        named = None if model is None else self._context.model(model)
        return list(market(self._context.of(provider), wanted, self._context.known, named).ranked)

    def cost(self, provider: str, model: str, recipe: str | Recipe = "standard", **changes: Any) -> Cost:
        """What an image, or `count` of them, comes to at one provider, line by line."""
        (snapshot,) = self._context.of(provider)
        native_id = self._context.native_id(snapshot, model)
        canonical = self._context.known.models.by_alias().get((snapshot.provider, native_id))
        return cost_of(snapshot, native_id, _recipe(recipe, changes), self._context.known, canonical)

    def plan_prices(self, provider: str, recipe: str | Recipe = "standard", **changes: Any) -> Mapping[str, Mapping[str, Decimal]]:
        """What one image costs on each plan that is used up, in the plan's currency: by what its seller calls the model, then by plan."""
        (snapshot,) = self._context.of(provider)
        table = prices_on_plans(snapshot, _recipe(recipe, changes), self._context.known)
        counted = {id: {plan: found.used_up for plan, found in row.items() if found.used_up is not None} for id, row in table.items()}
        return {id: row for id, row in counted.items() if row}

    def changes(self, since: date) -> list[ToldChange]:
        """What changed on that day or after it, the newest first; first readings are no change."""
        return sorted((change for change in self._told() if change.at >= since), key=lambda change: change.at, reverse=True)


def _recipe(recipe: str | Recipe, changes: Mapping[str, Any]) -> Recipe:
    if isinstance(recipe, Recipe):
        return recipe.but(**changes) if changes else recipe
    if unknown := sorted(set(changes) - set(Recipe.model_fields)):
        raise BadData("recipe", f"only {', '.join(Recipe.model_fields)}", unknown[0])
    return recipe_of(recipe, changes)


def _from_data(folder: Path | None, on: date | None) -> PublishedPrices:
    from pipeline.store.bundle import data_to_read
    from pipeline.store.cost_context import open_context

    folder = folder or data_to_read()
    return PublishedPrices(open_context(folder, on), lambda: _history(folder))


def _history(folder: Path) -> Iterable[ToldChange]:
    from pipeline.store.data_folder import settled
    from pipeline.text.sentences import sentence

    store = settled(folder)
    for provider in store.providers():
        for change in store.history(provider):
            if not change.baseline and change.kind != "held":
                yield ToldChange(change.at.date(), provider, change.native_id, change.kind, sentence(change))


def _from_files(where: str) -> PublishedPrices:
    from pipeline.alert.published_files import PublishedSource
    from pipeline.alert.watched_prices import Prices

    source = PublishedSource(where)
    return PublishedPrices(CostContext(*Prices(source).snapshots), lambda: _published_changes(source["changes"]["changes"]))


def _published_changes(rows: Iterable[Mapping[str, Any]]) -> Iterable[ToldChange]:
    for row in rows:
        if row["kind"] != "held":
            yield ToldChange(date.fromisoformat(row["at"][:10]), row["provider"], row["native_id"] or None, row["kind"], row["sentence"])
