"""By which names people call sellers, models and plans, from the published files: ids and names, whatever their case and marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from schema.errors import NotComparable
from schema.naming import models_called, nearest, squeezed
from schema.tables.models import Alias, Model, Models

PublishedRow = Mapping[str, Any]


class Unnamed(NotComparable):
    """Nobody goes by a name; `key` is what it was to name."""

    def __init__(self, key: str, words: str, found: str) -> None:
        self.key = key
        super().__init__(f"{key} {words!r}", f"a {key} there is", found)


class PublishedNames:
    """What a name means in a source of published files."""

    def __init__(self, source: Any) -> None:
        self.source = source

    def provider(self, words: str | None) -> str | None:
        """The id of a seller."""
        rows = self.source["providers"]["providers"]
        return _named("provider", words, [row["id"] for row in rows], {row["name"]: row["id"] for row in rows})

    def plan(self, words: str | None, provider: str | None) -> str | None:
        """The id of a plan of a seller."""
        rows = [row for row in self.source["plans"]["plans"] if row["provider"] == provider] if words else []
        return _named("plan", words, [row["id"] for row in rows], {row["name"]: row["id"] for row in rows})

    def model(self, words: str | None, provider: str | None) -> str | None:
        """The canonical id of a model by any of its names; of an offer nobody mapped, or at a seller, what it is called there."""
        ids = {row["native_id"] for row in self._costs if provider in (None, row["provider"])}
        known = {row["id"] for row in self.source["models"]["models"]}
        if words is None or words in known or (provider and words in ids):
            return words
        called = {model.id for model in models_called(words, self._models, provider)}
        if len(called) > 1:
            raise Unnamed("model", words, f"{len(called)} that share it: {', '.join(sorted(called))}")
        return next(iter(called), None) or _named("model", words, ids, {}, known)

    @cached_property
    def _costs(self) -> list[PublishedRow]:
        rows: list[PublishedRow] = self.source["costs"]["costs"]
        return rows

    @cached_property
    def _models(self) -> Models:
        """Every canonical model by its names alone: its own, and what each seller calls it."""
        aliases: dict[str, list[Alias]] = {}
        for row in self.source["aliases"]["aliases"]:
            aliases.setdefault(row["model"], []).append(Alias(provider=row["provider"], native_id=row["native_id"]))
        rows = self.source["models"]["models"]
        return Models.model_construct(models=tuple(_named_model(row, tuple(aliases.get(row["id"], ()))) for row in rows))


def _named_model(row: PublishedRow, aliases: tuple[Alias, ...]) -> Model:
    """A model as far as it is called; a site before version 1.1.0 does not say `names`."""
    return Model.model_construct(id=row["id"], name=row["name"], names=tuple(row.get("names") or ()), aliases=aliases)


def _named(key: str, words: str | None, ids: Iterable[str], names: Mapping[str, str], others: Iterable[str] = ()) -> str | None:
    """The id somebody means by it, or by a name, whatever its case and marks; else what was probably meant."""
    there = set(ids)
    if words is None or words in there:
        return words
    spelled = {squeezed(name): id for name, id in (*((id, id) for id in sorted(there)), *names.items())}
    found = spelled.get(squeezed(words)) if words.strip() else None
    if found is None:
        near = nearest(words, [*there, *others], most=1) or nearest(words, names, most=1)
        raise Unnamed(key, words, f"none of that name{f'; did you mean {near[0]!r}?' if near else ''}")
    return found
