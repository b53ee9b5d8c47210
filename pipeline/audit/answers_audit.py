"""What is said, held against what is known: every lead of every surface is derived again from the prices themselves.

Nothing here asks the ranking whether it was right: a lead is looked at price line by price line. `check` audits what would be
published from a data folder, a build what it has written.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, NamedTuple

from lxml import html

from costs.bill.cost import Cost
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.workloads import CHEAPEST, Month
from costs.standing.ages import age
from costs.standing.decisions import decided
from costs.standing.lifecycle import SOON
from costs.standing.model_groups import by_model
from costs.standing.plausibility import LEAST, MOST
from costs.standing.proof import proof_of
from costs.standing.quality_bands import meets
from costs.standing.quality_work import less_work, work_of
from costs.standing.ranking import RankedAnswer, cost_of, key_of, route_of, sight_of
from costs.standing.rating_limits import rating_of
from costs.standing.recommendations import advise
from pipeline.publish.dataset import OfferKey, Published
from pipeline.publish.files.litellm import overlay
from pipeline.publish.files.openrouter import price_lines
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.planner import planner
from schema.errors import NotComparable
from schema.prices import Offer, Plan, Snapshot
from schema.proofs import Proof
from schema.tables.lifecycles import LifeState

OF_THE_PROVIDER: Final = frozenset({Proof.PAGE, Proof.FIRST_PARTY, Proof.QUOTED})


class Lead(NamedTuple):
    """One offer that a surface puts first, or gives a rank to."""

    surface: str
    recipe: Recipe
    provider: str
    native_id: str

    @property
    def image(self) -> str:
        """The image by its name, or in words."""
        return _named(self.recipe) or self.recipe.words()


def _named(recipe: Recipe) -> str | None:
    return next((name for name, standard in STANDARD.items() if standard == recipe), None)


def audit(everything: Published) -> list[str]:
    """What is wrong with what would be published, each with its surface."""
    judge = _Judge(everything)
    return [*judge.faults(_leads(everything)), *_days(everything), *_passed_on(everything)]


def audit_site(everything: Published, site: Path) -> list[str]:
    """What is wrong with the files of a built site: leads without the standing for it, and orders that differ."""
    judge = _Judge(everything)
    rows = _rows(site, "costs")
    said = [Lead("v1/costs.json", STANDARD[row["recipe"]], row["provider"], row["native_id"]) for row in rows if row["standing"] == "leads"]
    lines = {row["id"]: row for row in _rows(site, "prices")}
    told = [*_headlines(rows, lines), *_of_other_files(rows, lines)]
    return [*judge.faults(said), *_orders(everything, site, rows), *told, *_plans(everything, _rows(site, "plan-costs"))]


# --- what is claimed ------------------------------------------------------------------------------------------------


def _leads(everything: Published) -> Iterator[Lead]:
    """Every offer that ranks or is recommended anywhere."""
    for name, market in everything.markets.items():
        recipe = STANDARD[name]
        yield from (_lead("ranking", recipe, row) for row in market.ranked)
        for model in {row.model for row in market.ranked}:
            yield from (_lead("model page", recipe, row) for row in everything.of_model[name, model].ranked[:1])
    for advice in advise([state.snapshot for state in everything.states], everything.known):
        yield from (_lead("--uses", advice.use.recipe, row) for row in (advice.row, advice.next) if row)
    yield from _planned(everything)


def _planned(everything: Published) -> Iterator[Lead]:
    """What the planner takes by itself: for tasks that name nobody, and for its rule by tokens or flat."""
    page = planner(everything)
    for choice in page.choices:
        if choice.take:
            yield _lead("planner's rule", decided(choice.quality, choice.references), choice.take)
    for name, workload, month in page.months:
        for bill in month.tasks if isinstance(month, Month) and not workload.provider else ():
            if bill.provider and bill.native_id and bill.money and not bill.task.provider and bill.task.model == CHEAPEST:
                yield Lead(f"planner, {name}", bill.task.recipe, bill.provider, bill.native_id)


def _lead(surface: str, recipe: Recipe, row: PublishedAnswer | RankedAnswer) -> Lead:
    return Lead(surface, recipe, row.cost.provider, row.cost.native_id)


# --- whether it may be ----------------------------------------------------------------------------------------------


class _Judge:
    """Looks at an offer as somebody would who has the price lines and the tables, and no ranking."""

    def __init__(self, everything: Published) -> None:
        self.everything, self.known, self.on = everything, everything.known, everything.judged_on

    def faults(self, leads: Iterable[Lead]) -> Iterator[str]:
        """Each lead that should not be one, once for every reason."""
        seen: dict[tuple[Recipe, str, str], list[str]] = {}
        for lead in leads:
            key = lead[1:]
            if key not in seen:
                seen[key] = list(self.why_not(lead.recipe, lead.provider, lead.native_id))
            for why in seen[key]:
                yield f"{lead.surface}, {lead.image}: {lead.provider} {lead.native_id} leads, and {why}"

    def why_not(self, recipe: Recipe, provider: str, native_id: str) -> Iterator[str]:
        """Why this offer may not lead."""
        snapshot, model = self.everything.state(provider).snapshot, self.everything.model_of(provider, native_id)
        try:
            bill = cost_of(snapshot, native_id, recipe, self.known, model)
        except NotComparable as reason:
            yield f"has no price: {reason}"
            return
        offer = next(offer for offer in snapshot.offers if offer.native_id == native_id)
        yield from self._of_lines(snapshot, native_id, bill)
        yield from self._of_life(provider, native_id, bill)
        yield from self._of_fit(snapshot, offer, recipe, bill)
        yield from self._of_price(recipe, provider, native_id, bill)

    def _of_lines(self, snapshot: Snapshot, native_id: str, bill: Cost) -> Iterator[str]:
        for value in bill.inputs:
            key = key_of(snapshot.provider, native_id, value)
            if proof_of(value) not in OF_THE_PROVIDER:
                yield f"rests on {proof_of(value).value}: {value.quote.text[:60]!r}"
            if key in self.known.missing:
                yield f"{value.quote.text[:60]!r} is not on its page"
            yield from (f"{value.quote.text[:60]!r}: {reason.words}" for reason in age(sight_of(self.known, key, value), self.on))

    def _of_life(self, provider: str, native_id: str, bill: Cost) -> Iterator[str]:
        if bill.retires and (bill.retires - self.on).days <= SOON:
            yield f"ends on {bill.retires}"
        model = self.everything.model_of(provider, native_id)
        if model is None:
            return
        here, maker = model.life_at(provider, self.on, native_id), model.life_at_maker(self.on)
        life = here if here.end or provider in model.first_party or bill.retires else maker
        if life.state in (LifeState.ENDED, LifeState.UNRELEASED) or life.ends_within(SOON, self.on):
            yield f"is {life.state.value} ({life.day})"

    def _of_fit(self, snapshot: Snapshot, offer: Offer, recipe: Recipe, bill: Cost) -> Iterator[str]:
        if bill.unproven:
            yield "; ".join(reason.words for reason in bill.unproven)
        route = route_of(self.known, snapshot.provider, offer)._replace(priced_by_quality=bill.says_quality)
        if self.known.knows and not meets(
            recipe.quality, route, "image_edit" if recipe.references else "text_to_image", self.known.ratings
        ):
            yield f"{recipe.quality} quality is neither a setting nor rated"
        work = work_of(bill, route.model, self.known.tables)
        yield from (reason.words for reason in less_work(recipe, work, rating_of(bill, route, self.known.ratings)))
        if route.able.tool or self.known.models.purpose(snapshot.provider, offer.native_id):
            yield "makes no pictures"

    def _of_price(self, recipe: Recipe, provider: str, native_id: str, bill: Cost) -> Iterator[str]:
        each = bill.money_per_image
        if not each:
            yield "is free" if each is not None else "has no price in money"
            return
        rate = self.known.rates.get(bill.money_currency or "")
        dollars = each if bill.money_currency == "USD" else each * rate.dollars if rate else None
        maker = self._of_maker(recipe, provider, native_id)
        if dollars and maker and not LEAST <= Fraction(dollars) / Fraction(maker) <= MOST:
            yield f"its maker asks ${maker} for the same"

    def _of_maker(self, recipe: Recipe, provider: str, native_id: str) -> Decimal | None:
        """What its maker asks for the same in dollars, by the published answers; nothing for the maker itself or a route to one quality."""
        model = self.everything.model_of(provider, native_id)
        offer = next(offer for offer in self.everything.state(provider).snapshot.offers if offer.native_id == native_id)
        if model is None or provider in model.first_party or route_of(self.known, provider, offer).able.one_quality:
            return None
        name = _named(recipe)
        if name is None:
            return None  # an image that is not published at every offer
        own = self.everything.of_model[name, model.id]
        return min((row.dollars for row in own.by_price if row.first_party and row.dollars), default=None)


def _days(everything: Published) -> Iterator[str]:
    """Price lines that are said to have been seen on a day after they last were."""
    for state in everything.states:
        for offer in state.snapshot.offers:
            for line in offer.prices:
                said = everything.seen(state.id, line.quote)
                own = everything.known.last_seen.get(key_of(state.id, offer.native_id, line))
                if own and said > own:
                    yield f"{state.id} {offer.native_id}: {line.quote.text[:60]!r} is said to be seen on {said}, and last was on {own}"


def _passed_on(everything: Published) -> Iterator[str]:
    """Models that programs are handed though they can't be bought at that provider any more."""
    handed = ((point["provider_slug"], point["model"]) for entry in price_lines(everything)["data"] for point in entry["endpoints"])
    for provider, native_id in handed:
        model = everything.model_of(provider, native_id)
        if model and model.life_at(provider, everything.judged_on, native_id).state is LifeState.ENDED:
            yield f"openrouter.json: {provider} {native_id} has ended"
    taken, _ = overlay(everything)
    dead = {
        f"{alias.provider}/{alias.native_id}"
        for model in everything.models.models
        for alias in model.aliases
        if model.life_at(alias.provider, everything.judged_on, alias.native_id).state is LifeState.ENDED
    }
    yield from (f"litellm.json: {key} has ended" for key in taken if key in dead or f"openai/{key}" in dead)


# --- what was written -----------------------------------------------------------------------------------------------


def _rows(site: Path, table: str) -> list[dict[str, Any]]:
    path = site / "v1" / f"{table}.json"
    rows: list[dict[str, Any]] = json.loads(path.read_bytes())[table] if path.exists() else []
    return rows


def _headlines(rows: Sequence[Mapping[str, Any]], lines: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Headlines that rest on what a person wrote down where something was read, or on a line that is not published as its page's."""
    for recipe in STANDARD:
        of_image = [row for row in rows if row["recipe"] == recipe]
        leads, told = [row for row in of_image if row["standing"] == "leads"], [row for row in of_image if row["headline"]]
        if leads and len(told) != 1:
            yield f"v1/costs.json, {recipe}: {len(told)} headlines"
        read = next((row for row in leads if row["proof"] == Proof.PAGE), None)
        for row in told if read else ():
            why = "is not the cheapest that was read from a page" if row is not read else _untraced(row, lines)
            if why:
                yield f"v1/costs.json, {recipe}: its headline, {row['provider']} {row['native_id']}, {why}"


def _of_other_files(rows: Iterable[Mapping[str, Any]], lines: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Leads of which the file of price lines says that they are old, gone or ended: one rule, and two files that contradict each other."""
    for row in (row for row in rows if row["standing"] == "leads"):
        for line in (lines[id] for id in row["price_ids"] if id in lines):
            yield from (
                f"v1/prices.json, {row['recipe']}: {row['provider']} {row['native_id']} leads, and its line {line['id']} is {word}"
                for word in ("stale", "missing", "retired")
                if line[word]
            )


def _untraced(row: Mapping[str, Any], lines: Mapping[str, Mapping[str, Any]]) -> str:
    """Why a headline can't be followed to lines that were read from a page."""
    rests_on = [lines.get(id) for id in row["price_ids"]]
    traced = bool(rests_on) and all(line and line["proof"] == Proof.PAGE and not line["missing"] for line in rests_on)
    return "" if traced else "rests on no line that was read from its page"


def _plans(everything: Published, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """What plans are said to lead with, held against the plans themselves."""
    leads = {(row["provider"], row["plan"]): row for row in rows if row["standing"] == "leads"}
    for (provider, id), row in leads.items():
        plan = next(plan for plan in everything.state(provider).snapshot.plans if plan.id == id)
        for why in _why_no_plan(everything, provider, plan, row):
            yield f"v1/plan-costs.json: {provider} {id} leads, and {why}"


def _why_no_plan(everything: Published, provider: str, plan: Plan, row: Mapping[str, Any]) -> Iterator[str]:
    key = key_of(provider, None, plan)
    if proof_of(plan) not in OF_THE_PROVIDER or row["proof"] not in OF_THE_PROVIDER:
        yield f"rests on {row['proof']}"
    if row["undated"] or plan.quote.undated:
        yield "the day of this price is not known"
    if key in everything.known.missing:
        yield "is not on its page"
    if not plan.price:
        yield "is free"
    if plan.unsaid and plan.unsaid.code in ("dropped", "not_sold"):
        yield plan.unsaid.words
    yield from (reason.words for reason in age(sight_of(everything.known, key, plan), everything.judged_on))


def _orders(everything: Published, site: Path, rows: Sequence[dict[str, str]]) -> Iterator[str]:
    """The same order of the same leads in the files, the database and the pages."""
    for recipe, market in everything.markets.items():
        ours = [(row.cost.provider, row.cost.native_id) for row in market.ranked]
        said = [(row["provider"], row["native_id"]) for row in rows if row["recipe"] == recipe and row["standing"] == "leads"]
        if rows and said != ours:
            yield f"v1/costs.json, {recipe}: another order than the ranking's"
        if (base := site / "v1" / "prices.sqlite").exists() and _in_base(base, recipe) != ours:
            yield f"v1/prices.sqlite, {recipe}: its view `cheapest` has another order"
        shown = _on_page(site / ("index.html" if recipe == "standard" else f"compare/{recipe}.html"))
        firsts = [group[0].cost.provider for group in by_model(market.ranked)]
        if shown is not None and shown != firsts[: len(shown)]:
            yield f"the page of {recipe}: another order than the ranking's"


def _in_base(base: Path, recipe: str) -> list[OfferKey]:
    with closing(sqlite3.connect(f"file:{base}?mode=ro", uri=True)) as connection:
        return list(connection.execute("SELECT provider, native_id FROM cheapest WHERE recipe = ?", (recipe,)))


def _on_page(page: Path) -> list[str] | None:
    """The providers of the ranked rows of a page, one a model, in their order."""
    if not page.exists():
        return None
    ranked = html.parse(page).xpath("//table[contains(@class, 'ranking')]/tbody/tr[number(td[contains(@class, 'rank')]) > 0]")
    links = [row.xpath("string(td[2]/a/@href)") for row in ranked]
    return [re.sub(r"^.*providers/|(~\d+)?\.html$", "", link) for link in links]
