"""The published prices as a rule sees them: from a data folder of one's own, or from `v1/` in a folder or at an address."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from costs.money import Rate, in_dollars
from costs.offer.borrowing import lent
from costs.offer.recipes import STANDARD
from costs.plan.plan_answers import AskedOfPlan, answer, spoken_of
from costs.plan.workloads import Workload, month, read_workload
from costs.reasons import LAST_RESORT, Code, Place
from costs.standing.ranking import Circumstances
from pipeline.alert.plan_terms import allowance_term, plan_terms, take_term
from pipeline.alert.published_names import PublishedNames, PublishedRow
from pipeline.alert.watch_look import DOLLARS, TERM, Now
from pipeline.alert.watch_rules import WatchRule
from pipeline.store.exchange_rates import rates
from pipeline.store.tables import read_text
from schema.errors import BadData, NotComparable
from schema.prices import Snapshot
from schema.tables.models import Model, Models
from schema.tables.ratings import Rating, RatingBoard, RatingTable

# Reasons for which an offer does not lead that say nothing against what it asks today.
STILL_A_PRICE: Final = LAST_RESORT | {
    Code.NOT_DESCRIBED,
    Code.NO_GENERATOR,
    Code.THIRD_PARTY,
    Code.MEASURED,
    Code.FREE,
    Code.MAKER_ENDED,
    Code.DOUBTED,
    Code.AGED,
    Code.UNDATED,
}
OF_A_DAY: Final = ("retiring", "retired")  # what a model's status becomes by its ends


class Prices:
    """What a rule can ask: the price of a recipe, of a month, the plans."""

    def __init__(self, source: Any) -> None:
        self.source = source

    @cached_property
    def costs(self) -> Sequence[PublishedRow]:
        """The standard images at every offer."""
        rows: Sequence[PublishedRow] = self.source["costs"]["costs"]
        return rows

    @cached_property
    def providers(self) -> list[str]:
        """Everybody who sells."""
        return [row["id"] for row in self.source["providers"]["providers"]]

    @cached_property
    def names(self) -> PublishedNames:
        """By which names sellers, models and plans go."""
        return PublishedNames(self.source)

    def by_our_names(self, rule: WatchRule) -> WatchRule:
        """The rule with provider, model and plan by our names, however it writes them. Unnamed where nobody goes by one of them."""
        provider = self.names.provider(rule.provider)
        model, plan = self.names.model(rule.model, provider), self.names.plan(rule.plan, provider)
        return rule.model_copy(update={"provider": provider, "model": model, "plan": plan})

    @cached_property
    def snapshots(self) -> tuple[tuple[Snapshot, ...], Circumstances]:
        """Every seller with all prices, for whole months."""
        files = [self.source[f"providers/{provider}"] for provider in self.providers]
        snapshots = tuple(Snapshot.model_validate_json(json.dumps(file["snapshot"])) for file in files)
        models = Models(models=tuple(self._model(row["id"]) for row in self.source["models"]["models"]))
        on = _day(self.source["providers"]["as_of"])
        currencies = {line.currency for snapshot in snapshots for offer in snapshot.offers for line in offer.prices}
        currencies |= {plan.currency for snapshot in snapshots for plan in snapshot.plans}
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
        if not rule.of_prices:
            return Now(price=None, why="no plans are known", plans=plans)
        if rule.plan:
            seen = self._images_on_plan(rule) if rule.images else self._plan(rule)
            return seen.model_copy(update={"plans": plans})
        if rule.workload:
            return self._month(rule, read_workload(read_text(beside / rule.workload), rule.workload)).model_copy(update={"plans": plans})
        return self._image(rule).model_copy(update={"plans": plans})

    def _image(self, rule: WatchRule) -> Now:
        fitting = [row for row in self.costs if row["recipe"] == rule.recipe and _fits(rule, row)]
        ways = ([row for row in fitting if fits(row)] for fits in (_leads, _last_resort, _named_alone if _names_one(rule) else _nobody))
        leads = next(filter(None, ways), [])
        if not leads:
            return Now(price=None, why=next((str(row["reason"]) for row in fitting), self._nobody_sells(rule)))
        best = min(leads, key=lambda row: (row.get("position") or 0, Decimal(row["dollars"]), row["provider"], row["native_id"]))
        own = Decimal(best["per_image"]) if best["per_image"] is not None else None
        standing = "" if best["ranked"] or _last_resort(best) else f" (not ranked: {best['reason']})"
        who = f"{best['provider']} {best['native_id']}"
        return Now(price=Decimal(best["dollars"]), who=who, standing=standing, own=own, currency=best["currency"] or DOLLARS)

    def _nobody_sells(self, rule: WatchRule) -> str:
        """Why there is no row at all: no offer of that model at that seller, and who has one."""
        sold_by = sorted({row["provider"] for row in self.costs if _fits(rule.model_copy(update={"provider": None}), row)})
        if rule.provider and rule.model and sold_by:
            return f"{rule.provider} sells no {rule.model}; sellers of it: {', '.join(sold_by)}"
        return f"nobody sells {STANDARD[rule.recipe].words()}"

    def _month(self, rule: WatchRule, workload: Workload) -> Now:
        snapshots, known = self.snapshots
        chosen = [snapshot for snapshot in snapshots if rule.provider in (None, snapshot.provider)]
        try:
            found = month(workload, chosen, known, rule.provider)
        except NotComparable as reason:
            return Now(price=None, why=str(reason))
        dollars = found.money.get("USD")
        return Now(price=dollars.high if dollars else None, who=rule.provider or "the cheapest sellers", why="no price in dollars")

    def _plan(self, rule: WatchRule) -> Now:
        """What one plan costs, in dollars and in its own money."""
        row = next(row for row in self._of_plans("plans", rule.provider) if row["id"] == rule.plan)
        per = row["period"] if row["period"] == "once" else f"a {row['period']}"
        rate = rates([row["currency"]], _day(self.source["plans"]["as_of"])).get(row["currency"])
        return _of_a_plan(rule, Decimal(row["price"]), row["currency"], rate, per)

    def _images_on_plan(self, rule: WatchRule) -> Now:
        """What a month of so many images costs on one plan, top-ups included; no price where it does not suffice."""
        snapshots, known = self.snapshots
        snapshot = next(each for each in snapshots if each.provider == rule.provider)
        plan = next(each for each in snapshot.plans if each.id == rule.plan)
        recipe = spoken_of(snapshot, (plan,), known) if rule.recipe == "standard" else rule.recipe
        found = answer(snapshot, plan, AskedOfPlan(STANDARD[recipe], rule.images or 1), known)
        if found.total is None:
            return Now(price=None, why=found.words)
        return _of_a_plan(rule, found.total, found.currency, known.rates.get(found.currency), f"a month for {rule.images:,} images")

    def _plans(self, rule: WatchRule) -> dict[str, str]:
        """The terms of each plan the rule is about, in words."""
        terms = {
            (row["provider"], row["id"]): plan_terms(row)
            for row in self._of_plans("plans", rule.provider)
            if rule.plan in (None, row["id"])
        }
        for table, words in (("allowances", allowance_term), ("takes", take_term)):
            for row in self._of_plans(table, rule.provider):
                if (key := (row["provider"], row["plan"])) in terms:
                    terms[key].append(words(row))
        return {" ".join(key): TERM.join(of) for key, of in terms.items()}

    def _of_plans(self, table: str, provider: str | None) -> Sequence[PublishedRow]:
        """The rows of a table of plans; of a site that is older than the table none."""
        try:
            rows: Sequence[PublishedRow] = self.source[table][table]
        except (BadData, KeyError):
            if table == "plans":
                raise
            return ()
        return [row for row in rows if provider in (None, row["provider"])]


def _of_a_plan(rule: WatchRule, own: Decimal, currency: str, rate: Rate | None, per: str) -> Now:
    """An amount of a plan's own money, in dollars too."""
    if currency != DOLLARS and rate is None:
        return Now(price=None, why=f"nobody says what one {currency} is in dollars")
    dollars = own if rate is None else in_dollars(own, rate)
    return Now(price=dollars, own=own, currency=currency, who=f"{rule.provider} plan {rule.plan}", per=per)


def _leads(row: PublishedRow) -> bool:
    return bool(row["ranked"])


def _nobody(row: PublishedRow) -> bool:
    return False


def _names_one(rule: WatchRule) -> bool:
    """Whether a rule is about one offer, of which it matters what it asks and not how it stands."""
    return rule.provider is not None and rule.model is not None


def _named_alone(row: PublishedRow) -> bool:
    """Whether an offer that does not lead still has a price to watch: a current one, whatever it is worth as an answer."""
    return row["dollars"] is not None and STILL_A_PRICE.issuperset(row.get("reason_codes") or ())


def _last_resort(row: PublishedRow) -> bool:
    """Whether it may be told where nothing leads, by the codes of a site that has them."""
    return row.get("standing") == Place.LISTED and LAST_RESORT.issuperset(row.get("reason_codes") or ())


def _fits(rule: WatchRule, row: PublishedRow) -> bool:
    return rule.provider in (None, row["provider"]) and rule.model in (None, row["model"], row["native_id"])


def _key(said: Any) -> Any:
    return tuple(map(_key, said)) if isinstance(said, list) else said


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text[:10])
