"""The verb `cost` at work: the answers of the engine, as JSON or as tables. What only some questions need is imported when asked."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from costs.bill.itemised import Cost
from costs.offer.recipes import Recipe
from costs.standing.ages import OBSERVED
from costs.standing.ranking import Market, RankedAnswer, answer_of, market
from pipeline.cli.reports import cost_tables as tables
from pipeline.store.cost_context import CostContext, demand_sold, open_context, recipe_of
from pipeline.text.printing import show
from schema.errors import BadData, NotComparable, OldPrices
from schema.naming import squeezed
from schema.prices import Snapshot

if TYPE_CHECKING:
    from costs.bill.invoices import BilledOffer
    from costs.bill.usage_files import FoundRecord
    from costs.bill.usage_records import StatedUsage

__all__ = ["AskedCost", "recipe_of"]

SORTS: Final = ("price", "provider", "model")


class AskedCost(NamedTuple):
    """What a person asked on the command line, whatever the verb."""

    on: date | None
    data: Path
    provider: str | None
    model: str | None
    plan: str | None
    as_json: bool

    def context(self) -> CostContext:
        """The sellers of the data folder, on that day; where none was named on the day the prices stand for, which people are told if
        it is long ago: what a program reads is the answer alone.
        """
        found = open_context(self.data, self.on, self.plan)
        if self.on is None and not self.as_json and (words := long_ago(found.known.on, datetime.now(UTC).date())):
            warnings.warn(words, OldPrices, stacklevel=2)
        return found

    def named(self, context: CostContext) -> AskedCost:
        """The same question by our names: a provider's id and a canonical model for whatever people call them."""
        provider = context.of(self.provider)[0].provider if self.provider is not None else None
        return self._replace(provider=provider, model=context.model(self.model) if self.model is not None else None)


def long_ago(stands_for: date | None, today: date) -> str:
    """That prices stand for a day so long ago that what leads may have moved; nothing where they are of these weeks."""
    if stands_for is None or today - stands_for <= OBSERVED:
        return ""
    return f"these prices stand for {stands_for.isoformat()}, {(today - stands_for).days} days ago: imageprices update reads them again"


def tell_cost(asked: AskedCost, recipe: Recipe, sort: str, everything: bool, proven: bool) -> None:
    """One offer line by line, or all offers that answer to what was asked."""
    if sort not in SORTS:
        raise BadData("--sort", f"one of {', '.join(SORTS)}", sort)
    context = asked.context()
    demand_sold(recipe, context.snapshots)
    recipe = context.meant(recipe)
    if asked.provider is not None and asked.model is not None:
        row = _answer(context, asked, recipe)
        show(bill_as_json(row.cost) | _standing_as_json(row)) if asked.as_json else tables.tell_bill(row.cost, row)
        return
    answers = answers_to(context, asked, recipe)
    show(market_as_json(answers)) if asked.as_json else tables.tell_market(
        answers, tables.View(sort, everything, proven, bool(asked.model))
    )


def tell_ceiling(asked: AskedCost, recipe: Recipe, fixed: frozenset[str]) -> None:
    """The dearest a request can be that leaves open what was not asked for."""
    from costs.bill.ceilings import open_requests

    if asked.provider is None or asked.model is None:
        raise BadData("--ceiling", "--provider and --model beside it", "one of them missing")
    context = asked.context()
    recipe, snapshot = context.meant(recipe), context.of(asked.provider)[0]
    native_id = context.native_id(snapshot, asked.model)
    found = [row for request in open_requests(snapshot, native_id, recipe, fixed) if (row := _sold(context, snapshot, native_id, request))]
    if not found:
        raise NotComparable(f"{snapshot.provider} {native_id}", "a request that has a price", "none")
    dearest = max(found, key=lambda row: (row.cost.money_currency or "", row.cost.money or row.cost.total))
    if asked.as_json:
        show(bill_as_json(dearest.cost) | _standing_as_json(dearest) | {"requests": len(found)})
        return
    tables.tell_bill(dearest.cost, dearest)
    tables.print_out(f"the dearest of {len(found)} requests it prices apart that leave open what was not asked for")


def _sold(context: CostContext, snapshot: Snapshot, native_id: str, request: Recipe) -> RankedAnswer | None:
    try:
        return answer_of(snapshot, native_id, request, context.known)
    except NotComparable:
        return None


def _answer(context: CostContext, asked: AskedCost, recipe: Recipe) -> RankedAnswer:
    snapshot = context.of(asked.provider)[0]
    return answer_of(snapshot, context.native_id(snapshot, str(asked.model)), recipe, context.known)


def answers_to(context: CostContext, asked: AskedCost, recipe: Recipe) -> Market:
    """All offers that answer to what was asked; a model nobody sells is named with the nearest."""
    model = context.model(asked.model) if asked.model is not None else None
    answers = market(context.of(asked.provider), recipe, context.known, model)
    if model and not (answers.ranked or answers.listed or answers.beside or answers.refused):
        raise NotComparable(f"model {model}", "a seller of it", "none that we read: it is known by name only")
    return answers


def settle(asked: AskedCost, usage: Path, options: Mapping[str, Any]) -> None:
    """The bill of an answer that was really given; of a file of many, the month."""
    from costs.bill.usage import settled
    from costs.bill.usage_files import records_in
    from costs.bill.usage_records import read_record
    from pipeline.store.tables import read_export

    context, lacking = asked.context(), {FILLS.get(name, name): value for name, value in options.items() if value not in (None, ())}
    whose = _Whose(context, asked)
    records = records_in(read_export(usage), usage.name)
    if len(records) > 1:
        _settle_all(context, records, whose, lacking, asked.as_json)
        return
    if records[0].why:
        raise BadData(str(usage), "a usage record", records[0].why)
    record = read_record(records[0].record, lacking)
    snapshot, native_id, *remarks = whose(record)
    bill = settled(snapshot, native_id, record.usage.remarked(remarks), asked.plan, on=context.known.on)
    show(bill_as_json(bill)) if asked.as_json else tables.tell_bill(bill)


# What an option is called in a usage record.
FILLS: Final = {"count": "images", "prompt_tokens": "input_text", "thinking_tokens": "output_text"}


# Endings by which a log names one version of a model, and a cloud's word for its maker before the name.
VERSION: Final = re.compile(r"(?:-\d{6,8}|-\d{4}-\d{2}-\d{2}|-v\d+:\d+|@[\w.-]+)$")
VENDOR: Final = re.compile(r"^(?:[a-z]{2}\.)?[a-z]+\.")


class _Whose:
    """Which offer a record is of: the seller and model it names, where there is such an offer, else those that were asked for."""

    def __init__(self, context: CostContext, asked: AskedCost) -> None:
        self.context, self.asked = context, asked

    def __call__(self, record: StatedUsage) -> BilledOffer:
        """The seller, what it calls the model, and a remark where it is not the model the record names."""
        provider = self._provider(record.provider)
        if provider is None:
            raise BadData("--usage", "--provider beside it, or a record that names its seller", "neither")
        snapshot = self.context.of(provider)[0]
        if record.model is not None and (named_so := self._sold(snapshot, record.model)) is not None:
            return snapshot, named_so
        if self.asked.model is not None and (found := self._sold(snapshot, self.asked.model)) is not None:
            other = f"the record names {record.model}, which {provider} is not known to sell: billed as {found}, as asked"
            return (snapshot, found, other) if record.model is not None else (snapshot, found)
        if self.asked.model is None and record.model is None:
            raise BadData("--usage", "--model beside it, or a record that names its model", "neither")
        return snapshot, self.context.native_id(snapshot, str(self.asked.model or record.model))

    def _provider(self, named: str | None) -> str | None:
        """The seller a record names by its id; by another spelling only where none was asked for: a gateway names whom it asked."""
        providers = [snapshot.provider for snapshot in self.context.snapshots]
        if named in providers or self.asked.provider is not None:
            return named if named in providers else self.asked.provider
        return next((provider for provider in providers if named and squeezed(provider) == squeezed(named)), None)

    def _sold(self, snapshot: Snapshot, model: str) -> str | None:
        """The model as this seller calls it, a gateway's prefix and a version's ending left aside."""
        for name in dict.fromkeys((model, bare := model.rpartition("/")[2], VERSION.sub("", bare), VENDOR.sub("", VERSION.sub("", bare)))):
            try:
                return self.context.native_id(snapshot, name)
            except NotComparable:
                continue
        return None


def _settle_all(context: CostContext, records: Sequence[FoundRecord], whose: _Whose, lacking: Mapping[str, Any], as_json: bool) -> None:
    from costs.bill.invoices import invoice

    answer = invoice(records, whose, context.snapshots, context.known, lacking)
    if as_json:
        show(answer.model_dump(mode="json"))
        return
    from pipeline.cli.reports.invoice_tables import tell_invoice

    tell_invoice(answer)


def tell_uses(asked: AskedCost) -> None:
    """The cheapest offer for each use, and why."""
    from costs.standing.recommendations import advise

    context = asked.context()
    advice = advise(context.of(asked.provider), context.known)
    show([entry.model_dump(mode="json") for entry in advice]) if asked.as_json else tables.tell_advice(advice)


def tell_decision(asked: AskedCost) -> None:
    """By tokens or flat: the rule in words, and where the two cross."""
    from costs.standing.decisions import crossover, crossover_in_references, rule_in_words

    context = asked.context()
    choices = rule_in_words(context.of(asked.provider), context.known)
    references = crossover_in_references(context.of(asked.provider), context.known)
    crossings = [
        crossover(choice.flat.dollars, rate)
        for choice in choices
        if choice.by_tokens and (rate := choice.by_tokens.cost.token_rate) and choice.flat and choice.flat.dollars
    ]
    if asked.as_json:
        show(
            {
                "choices": [choice.model_dump(mode="json") | {"differs": choice.differs} for choice in choices],
                "crossovers": [c.model_dump(mode="json") for c in crossings],
                "references": references.model_dump(mode="json") if references else None,
            }
        )
    else:
        tables.tell_decision(choices, crossings[0] if crossings else None, references)


def bill_as_json(bill: Cost) -> dict[str, Any]:
    """A bill with what follows from it: money and dollars, in all and per image."""
    derived = {name: getattr(bill, name) for name in ("money", "money_per_image", "money_currency", "dollars", "rankable")}
    return bill.model_dump(mode="json") | derived | {"unproven": [reason.words for reason in bill.unproven]}


def market_as_json(answers: Market) -> dict[str, Any]:
    """All answers, each row with its standing and the reasons for it."""
    rows = {name: [_row_as_json(row) for row in getattr(answers, name)] for name in ("ranked", "listed", "beside")}
    return {
        "recipe": answers.recipe.model_dump(mode="json"),
        "headline": _told_as_json(answers),
        **rows,
        "refused": [entry.model_dump(mode="json") for entry in answers.refused],
    }


def _told_as_json(answers: Market) -> dict[str, str] | None:
    """Which row is told alone."""
    row = answers.headline.row
    return {"provider": row.cost.provider, "native_id": row.cost.native_id} if row else None


def _standing_as_json(row: RankedAnswer) -> dict[str, Any]:
    """Where an answer stands, why, and whose word it is."""
    stands = row.standing.model_dump(mode="json") | {"code": row.standing.code, "words": row.standing.words}
    return {"standing": stands, "proof": row.proof, "times": row.times, "why_not_ranked": row.why_not_ranked}


def _row_as_json(row: RankedAnswer) -> dict[str, Any]:
    return row.model_dump(mode="json") | {"cost": bill_as_json(row.cost)} | _standing_as_json(row)
