"""The published prices as a rule sees them: from a data folder of one's own, or from `v1/` in a folder or at an address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from costs.offer.borrowing import lent
from costs.offer.recipes import STANDARD
from costs.plan.workloads import Workload, month, read_workload
from costs.reasons import LAST_RESORT, Place
from costs.standing.ranking import Circumstances
from pipeline.alert.watch_look import DOLLARS, Now
from pipeline.alert.watch_rules import WatchRule
from pipeline.store.exchange_rates import rates
from pipeline.store.tables import read_text
from schema.errors import BadData, NotComparable
from schema.prices import Snapshot
from schema.tables.models import Model, Models
from schema.tables.ratings import Rating, RatingBoard, RatingTable

OF_A_DAY: Final = ("retiring", "retired")  # what a model's status becomes by its ends
Row = Mapping[str, Any]


class Prices:
    """What a rule can ask: the price of a recipe, of a month, the plans."""

    def __init__(self, source: Any) -> None:
        self.source = source

    @cached_property
    def costs(self) -> Sequence[Row]:
        """The standard images at every offer."""
        rows: Sequence[Row] = self.source["costs"]["costs"]
        return rows

    @cached_property
    def providers(self) -> list[str]:
        """Everybody who sells."""
        return [row["id"] for row in self.source["providers"]["providers"]]

    @cached_property
    def names(self) -> list[str]:
        """Every model, by its canonical id and by what sellers call it."""
        ids = {row["id"] for row in self.source["models"]["models"]}
        return sorted(ids | {row["native_id"] for row in self.costs})

    @cached_property
    def snapshots(self) -> tuple[tuple[Snapshot, ...], Circumstances]:
        """Every seller with all prices, for whole months."""
        files = [self.source[f"providers/{provider}"] for provider in self.providers]
        snapshots = tuple(Snapshot.model_validate_json(json.dumps(file["snapshot"])) for file in files)
        models = Models(models=tuple(self._model(row["id"]) for row in self.source["models"]["models"]))
        on = _day(self.source["providers"]["as_of"])
        currencies = {line.currency for snapshot in snapshots for offer in snapshot.offers for line in offer.prices}
        status = self.source["status"]["status"]
        makers = {provider for model in models.models for provider in model.first_party}
        return snapshots, Circumstances(
            on=on,
            last_read={row["url"]: _day(row["last_read"]) for row in status if row["last_read"]},
            rates=rates(currencies, on),
            models=models,
            lent=lent(snapshots, models),
            makers={snapshot.provider: snapshot for snapshot in snapshots if snapshot.provider in makers},
            missing={_key(gone["key"]): _day(gone["since"]) for file in files for gone in file.get("missing", ())},
            last_seen={_key(gone["key"]): _day(gone["since"]) for file in files for gone in file.get("last_seen", ())},
            replayed=frozenset(row["url"] for row in status if row.get("replayed")),
            ratings=self._ratings(),
        )

    def _ratings(self) -> RatingTable:
        """The public ratings; none where a site is older than they are."""
        try:
            rows = self.source["ratings"]["ratings"]
        except (BadData, KeyError):
            return RatingTable()
        found: dict[Any, list[Rating]] = {}
        for row in rows:
            said = {name: row.get(name) for name in Rating.model_fields}
            found.setdefault(row["board"], []).append(
                Rating.model_construct(**said | {name: Decimal(row[name]) for name in ("rating", "lower", "upper")})
            )
        boards = tuple(RatingBoard.model_construct(id=id, ratings=tuple(ratings)) for id, ratings in found.items())
        return RatingTable.model_construct(boards=boards)

    def _model(self, id: str) -> Model:
        """A model without what is said of it for one day."""
        said = {name: value for name, value in self.source[f"models/{id}"]["model"].items() if name in Model.model_fields}
        return Model.model_validate_json(json.dumps(said | ({"status": "available"} if said["status"] in OF_A_DAY else {})))

    def now(self, rule: WatchRule, beside: Path) -> Now:
        """What a rule sees; a workload file is looked for beside the rules."""
        plans = self._plans(rule) if rule.plan_changed else {}
        if rule.workload:
            return self._month(rule, read_workload(read_text(beside / rule.workload), rule.workload)).model_copy(update={"plans": plans})
        return self._image(rule).model_copy(update={"plans": plans})

    def _image(self, rule: WatchRule) -> Now:
        fitting = [row for row in self.costs if row["recipe"] == rule.recipe and _fits(rule, row)]
        leads = [row for row in fitting if row["ranked"]] or [row for row in fitting if _last_resort(row)]
        if not leads:
            return Now(price=None, why=next((str(row["reason"]) for row in fitting), f"nobody sells {STANDARD[rule.recipe].words()}"))
        best = min(leads, key=lambda row: (row.get("position") or 0, Decimal(row["dollars"]), row["provider"], row["native_id"]))
        own = Decimal(best["per_image"]) if best["per_image"] is not None else None
        who = f"{best['provider']} {best['native_id']}"
        return Now(price=Decimal(best["dollars"]), who=who, own=own, currency=best["currency"] or DOLLARS)

    def _month(self, rule: WatchRule, workload: Workload) -> Now:
        snapshots, known = self.snapshots
        chosen = [snapshot for snapshot in snapshots if rule.provider in (None, snapshot.provider)]
        try:
            answer = month(workload, chosen, known, rule.provider)
        except NotComparable as reason:
            return Now(price=None, why=str(reason))
        dollars = answer.money.get("USD")
        return Now(price=dollars.high if dollars else None, who=rule.provider or "the cheapest sellers", why="no price in dollars")

    def _plans(self, rule: WatchRule) -> dict[str, str]:
        rows = self.source["plans"]["plans"]
        return {f"{row['provider']} {row['id']}": _plan(row) for row in rows if rule.provider in (None, row["provider"])}


def _last_resort(row: Row) -> bool:
    """Whether it may be told where nothing leads, by the codes of a site that has them."""
    return row.get("standing") == Place.LISTED and LAST_RESORT.issuperset(row.get("reason_codes") or ())


def _fits(rule: WatchRule, row: Row) -> bool:
    return rule.provider in (None, row["provider"]) and rule.model in (None, row["model"], row["native_id"])


def _plan(row: Row) -> str:
    brings = ", ".join(f"{row[name]} {name}" for name in ("credits", "images", "gpu_minutes") if row[name])
    return f"{row['price']} {row['currency']} per {row['period']}" + (f" for {brings}" if brings else "")


def _key(said: Any) -> Any:
    return tuple(map(_key, said)) if isinstance(said, list) else said


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text[:10])
