"""The published prices as a rule sees them: from a data folder of one's own, or from `v1/` in a folder or at an address."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from costs.offer.borrowing import lent
from costs.offer.recipes import STANDARD
from costs.plan.workloads import Workload, month, read_workload
from costs.reasons import LAST_RESORT, Place
from costs.standing.ranking import Circumstances
from pipeline.alert.watch_rules import Now, WatchRule
from pipeline.store.exchange_rates import rates
from pipeline.store.tables import read_text
from schema.errors import BadData, NotComparable, Unreachable
from schema.models import Model, Models
from schema.prices import Snapshot

SECONDS: Final = 30.0
OF_A_DAY: Final = ("retiring", "retired")  # what a model's status becomes by its ends
NOT_FOUND: Final = 404
GZIP: Final = b"\x1f\x8b"
Row = Mapping[str, Any]


class Source:
    """Files of `v1/`, read when they are asked for."""

    def __init__(self, where: str) -> None:
        self.where = where.rstrip("/")

    def __getitem__(self, name: str) -> Any:
        """One file, by its path in `v1/`; a large one is there compressed."""
        path = f"{name}.json"
        body = self._body(path)
        if body is None:
            body = self._body(f"{path}.gz")
        if body is None:
            raise BadData(f"{self.where}/{path}", "a file of v1/", "none, nor one with .gz", "give --from the folder or address of v1/")
        try:
            return json.loads(gzip.decompress(body) if body.startswith(GZIP) else body)
        except (ValueError, OSError, EOFError, zlib.error):
            raise BadData(f"{self.where}/{path}", "a file of v1/", "something else") from None

    def _body(self, path: str) -> bytes | None:
        if urlsplit(self.where).scheme in ("http", "https"):
            return _fetched(f"{self.where}/{path}")
        try:
            return (Path(self.where) / path).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise BadData(f"{self.where}/{path}", "a file of v1/", str(error)) from None


def _fetched(url: str) -> bytes | None:
    import httpx2

    try:
        answer = httpx2.get(url, timeout=SECONDS, follow_redirects=True)
        if answer.status_code == NOT_FOUND:
            return None
        answer.raise_for_status()
    except httpx2.HTTPError as error:
        raise Unreachable(url, "a file of v1/", str(error)) from None
    return answer.content


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
    def shops(self) -> tuple[tuple[Snapshot, ...], Circumstances]:
        """Every seller with all prices, for whole months."""
        files = [self.source[f"providers/{provider}"] for provider in self.providers]
        shops = tuple(Snapshot.model_validate_json(json.dumps(file["snapshot"])) for file in files)
        models = Models(models=tuple(self._model(row["id"]) for row in self.source["models"]["models"]))
        on = _day(self.source["providers"]["as_of"])
        currencies = {line.currency for shop in shops for offer in shop.offers for line in offer.prices}
        status = self.source["status"]["status"]
        makers = {provider for model in models.models for provider in model.first_party}
        return shops, Circumstances(
            on=on,
            last_read={row["url"]: _day(row["last_read"]) for row in status if row["last_read"]},
            rates=rates(currencies, on),
            models=models,
            lent=lent(shops, models),
            makers={shop.provider: shop for shop in shops if shop.provider in makers},
            missing={_key(gone["key"]): _day(gone["since"]) for file in files for gone in file.get("missing", ())},
            replayed=frozenset(row["url"] for row in status if row.get("replayed")),
        )

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
        return Now(price=Decimal(best["dollars"]), who=f"{best['provider']} {best['native_id']}")

    def _month(self, rule: WatchRule, workload: Workload) -> Now:
        shops, known = self.shops
        chosen = [shop for shop in shops if rule.provider in (None, shop.provider)]
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


class Local:
    """A data folder seen as `v1/`, made in memory."""

    def __init__(self, data: Path) -> None:
        from pipeline.publish.dataset import published
        from pipeline.publish.files.downloads import documents

        self.files = documents(published(data))

    def __getitem__(self, name: str) -> Any:
        """One file, by its path in `v1/`."""
        return json.loads(self.files[f"{name}.json"])
