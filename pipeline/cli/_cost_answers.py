"""The verb `cost` at work: the answers of the engine, as JSON or as tables. What only some questions need is imported when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from costs.bill.itemised import Cost
from costs.offer.recipes import Recipe
from costs.standing.ranking import Market, Row, answer_of, market
from pipeline.cli import _cost_tables as tables
from pipeline.store.cost_context import Shops, demand_sold, open_shops, recipe_of
from pipeline.text.printing import show
from schema.errors import BadData, NotComparable
from schema.prices import Snapshot

if TYPE_CHECKING:
    from costs.bill.usage_files import Found
    from costs.bill.usage_records import Said

__all__ = ["Asked", "recipe_of"]

SORTS: Final = ("price", "provider", "model")


class Asked(NamedTuple):
    """What a person asked on the command line, whatever the verb."""

    on: date
    data: Path
    provider: str | None
    model: str | None
    plan: str | None
    as_json: bool

    def shops(self) -> Shops:
        """The sellers of the data folder, on that day."""
        return open_shops(self.data, self.on, self.plan)

    def named(self, shops: Shops) -> Asked:
        """The same question by our names: a provider's id and a canonical model for whatever people call them."""
        provider = shops.of(self.provider)[0].provider if self.provider is not None else None
        return self._replace(provider=provider, model=shops.model(self.model) if self.model is not None else None)


def day(given: datetime | None) -> date:
    """The day somebody names, or today."""
    return (given or datetime.now(UTC)).date()


def tell_cost(asked: Asked, recipe: Recipe, sort: str, everything: bool, proven: bool) -> None:
    """One offer line by line, or all offers that answer to what was asked."""
    if sort not in SORTS:
        raise BadData("--sort", f"one of {', '.join(SORTS)}", sort)
    shops = asked.shops()
    demand_sold(recipe, shops.sellers)
    if asked.provider is not None and asked.model is not None:
        row = _answer(shops, asked, recipe)
        show(bill_as_json(row.cost) | _standing_as_json(row)) if asked.as_json else tables.tell_bill(row.cost, row)
        return
    answers = answers_to(shops, asked, recipe)
    show(market_as_json(answers)) if asked.as_json else tables.tell_market(
        answers, tables.View(sort, everything, proven, bool(asked.model))
    )


def tell_ceiling(asked: Asked, recipe: Recipe, fixed: frozenset[str]) -> None:
    """The dearest a request can be that leaves open what was not asked for."""
    from costs.bill.ceilings import open_requests

    if asked.provider is None or asked.model is None:
        raise BadData("--ceiling", "--provider and --model beside it", "one of them missing")
    shops = asked.shops()
    seller = shops.of(asked.provider)[0]
    native_id = shops.native_id(seller, asked.model)
    found = [row for request in open_requests(seller, native_id, recipe, fixed) if (row := _sold(shops, seller, native_id, request))]
    if not found:
        raise NotComparable(f"{seller.provider} {native_id}", "a request that has a price", "none")
    dearest = max(found, key=lambda row: (row.cost.money_currency or "", row.cost.money or row.cost.total))
    if asked.as_json:
        show(bill_as_json(dearest.cost) | _standing_as_json(dearest) | {"requests": len(found)})
        return
    tables.tell_bill(dearest.cost, dearest)
    tables.print_out(f"the dearest of {len(found)} requests it prices apart that leave open what was not asked for")


def _sold(shops: Shops, seller: Snapshot, native_id: str, request: Recipe) -> Row | None:
    try:
        return answer_of(seller, native_id, request, shops.known)
    except NotComparable:
        return None


def _answer(shops: Shops, asked: Asked, recipe: Recipe) -> Row:
    seller = shops.of(asked.provider)[0]
    return answer_of(seller, shops.native_id(seller, str(asked.model)), recipe, shops.known)


def answers_to(shops: Shops, asked: Asked, recipe: Recipe) -> Market:
    """All offers that answer to what was asked; a model nobody sells is named with the nearest."""
    model = shops.model(asked.model) if asked.model is not None else None
    answers = market(shops.of(asked.provider), recipe, shops.known, model)
    if model and not (answers.ranked or answers.listed or answers.beside or answers.refused):
        raise NotComparable(f"model {model}", "a seller of it", "none that we read: it is known by name only")
    return answers


def settle(asked: Asked, usage: Path, options: Mapping[str, Any]) -> None:
    """The bill of an answer that was really given; of a file of many, the month."""
    from costs.bill.usage import settled
    from costs.bill.usage_files import records_in
    from costs.bill.usage_records import read_record
    from pipeline.store.tables import read_text

    shops, lacking = asked.shops(), {FILLS.get(name, name): value for name, value in options.items() if value not in (None, ())}
    whose = _Whose(shops, asked)
    records = records_in(read_text(usage), usage.name)
    if len(records) > 1:
        _settle_all(shops, records, whose, lacking, asked.as_json)
        return
    if records[0].why:
        raise BadData(str(usage), "a usage record", records[0].why)
    record = read_record(records[0].record, lacking)
    seller, native_id = whose(record)
    bill = settled(seller, native_id, record.usage, asked.plan, on=asked.on)
    show(bill_as_json(bill)) if asked.as_json else tables.tell_bill(bill)


# What an option is called in a usage record.
FILLS: Final = {"count": "images", "prompt_tokens": "input_text", "thinking_tokens": "output_text"}


class _Whose:
    """Which offer a record is of: the seller and model it names, where there is such an offer, else those that were asked for."""

    def __init__(self, shops: Shops, asked: Asked) -> None:
        self.shops, self.asked = shops, asked

    def __call__(self, record: Said) -> tuple[Snapshot, str]:
        """The seller, and what it calls the model."""
        named = {seller.provider for seller in self.shops.sellers}
        provider = record.provider if record.provider in named else self.asked.provider
        if provider is None:
            raise BadData("--usage", "--provider beside it, or a record that names its seller", "neither")
        seller = self.shops.of(provider)[0]
        for model in (record.model, self.asked.model):
            if model is not None and (found := self._sold(seller, model)) is not None:
                return seller, found
        if self.asked.model is None and record.model is None:
            raise BadData("--usage", "--model beside it, or a record that names its model", "neither")
        return seller, self.shops.native_id(seller, str(self.asked.model or record.model))

    def _sold(self, seller: Snapshot, model: str) -> str | None:
        """The model as this seller calls it, a gateway's prefix left aside."""
        for name in (model, model.rpartition("/")[2]):
            try:
                return self.shops.native_id(seller, name)
            except NotComparable:
                continue
        return None


def _settle_all(shops: Shops, records: Sequence[Found], whose: _Whose, lacking: Mapping[str, Any], as_json: bool) -> None:
    from costs.bill.invoices import invoice

    answer = invoice(records, whose, shops.sellers, shops.known, lacking)
    if as_json:
        show(answer.model_dump(mode="json"))
        return
    from pipeline.cli._invoice_tables import tell_invoice

    tell_invoice(answer)


def tell_uses(asked: Asked) -> None:
    """The cheapest offer for each use, and why."""
    from costs.standing.recommendations import advise

    shops = asked.shops()
    advice = advise(shops.of(asked.provider), shops.known)
    show([entry.model_dump(mode="json") for entry in advice]) if asked.as_json else tables.tell_advice(advice)


def tell_decision(asked: Asked) -> None:
    """By tokens or flat: the rule in words, and where the two cross."""
    from costs.standing.decisions import crossover, crossover_in_references, rule_in_words

    shops = asked.shops()
    choices = rule_in_words(shops.of(asked.provider), shops.known)
    references = crossover_in_references(shops.of(asked.provider), shops.known)
    crossings = [
        crossover(choice.flat.dollars, rate)
        for choice in choices
        if (rate := _rate(choice.by_tokens)) and choice.flat and choice.flat.dollars
    ]
    if asked.as_json:
        show(
            {
                "choices": [choice.model_dump(mode="json") for choice in choices],
                "crossovers": [c.model_dump(mode="json") for c in crossings],
                "references": references.model_dump(mode="json") if references else None,
            }
        )
    else:
        tables.tell_decision(choices, crossings[0] if crossings else None, references)


def _rate(row: Row | None) -> Decimal | None:
    lines = row.cost.lines if row else ()
    return next((line.price for line in lines if line.billable == "output_image" and line.unit == "million_tokens"), None)


def bill_as_json(bill: Cost) -> dict[str, Any]:
    """A bill with what follows from it: money and dollars, in all and per image."""
    derived = {name: getattr(bill, name) for name in ("money", "money_per_image", "money_currency", "dollars", "rankable")}
    return bill.model_dump(mode="json") | derived | {"unproven": [reason.words for reason in bill.unproven]}


def market_as_json(answers: Market) -> dict[str, Any]:
    """All answers, each row with its standing and the reasons for it."""
    rows = {name: [_row_as_json(row) for row in getattr(answers, name)] for name in ("ranked", "listed", "beside")}
    return {
        "recipe": answers.recipe.model_dump(mode="json"),
        **rows,
        "refused": [entry.model_dump(mode="json") for entry in answers.refused],
    }


def _standing_as_json(row: Row) -> dict[str, Any]:
    """Where an answer stands, why, and whose word it is."""
    stands = row.standing.model_dump(mode="json") | {"code": row.standing.code, "words": row.standing.words}
    return {"standing": stands, "proof": row.proof, "times": row.times, "why_not_ranked": row.why_not_ranked}


def _row_as_json(row: Row) -> dict[str, Any]:
    return row.model_dump(mode="json") | {"cost": bill_as_json(row.cost)} | _standing_as_json(row)
