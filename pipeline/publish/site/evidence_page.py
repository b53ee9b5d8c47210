"""The evidence of a provider: every price, plan and rule with the words it was read from, under the ids that links point to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from pipeline.ledger.entries import price_id
from pipeline.publish.dataset import ProviderState
from pipeline.publish.paging import Sheet
from pipeline.publish.recipe_answers import quoted_id
from pipeline.publish.site.page_contexts import PageContext
from pipeline.text import formatting
from pipeline.text.sentences import axes
from schema.prices import Offer, Plan, PriceLine, Quote, Rule


def quoted(state: ProviderState, quote: Quote) -> str:
    """Where a seller's quote stands on its evidence page."""
    return quoted_id(state.id, quote)


class EvidenceRow(NamedTuple):
    """One quoted thing of a provider, with the ids links point to."""

    id: str
    quote_id: str
    words: str
    kind: str
    basis: str
    quote: Quote
    retrieved: PriceLine | Plan | Rule


@dataclass(frozen=True, slots=True)
class EvidencePage(PageContext):
    """`evidence/ID.html`: a provider's prices with their quotes, so many offers to a page; plans and rules stand on the first."""

    template: ClassVar[str] = "evidence.html"

    provider: ProviderState
    sheet: Sheet[Offer]
    entries: Sequence[tuple[Offer, Sequence[EvidenceRow]]]
    house: Sequence[EvidenceRow]  # plans and rules
    ids_seen: set[str] = field(default_factory=set)  # filled while the page is written: each quote has its id once


def evidence(state: ProviderState, sheet: Sheet[Offer]) -> EvidencePage:
    """Every price of the offers of one page with its quote."""
    entries = [(offer, [_proof_of(state, offer, line) for line in offer.prices]) for offer in sheet.rows]
    return EvidencePage(state, sheet, entries, house_evidence(state) if sheet.first else [])


def _proof_of(state: ProviderState, offer: Offer, line: PriceLine) -> EvidenceRow:
    said = f"{formatting.price(line)} per {formatting.per(line)}"
    kind = " · ".join(part for part in (formatting.BILLABLES[line.billable], axes(line.variant)) if part)
    return EvidenceRow(
        f"p{price_id(state.id, offer.native_id, line)}", quoted_id(state.id, line.quote), said, kind, line.basis, line.quote, line
    )


def house_evidence(state: ProviderState) -> list[EvidenceRow]:
    """Every plan and rule of a provider with its quote."""
    plans = [proof for plan in state.snapshot.plans for proof in _plan_proofs(state, plan)]
    rules = [
        EvidenceRow(
            "",
            quoted_id(state.id, rule.quote),
            formatting.clean(f"{rule.words} {axes(rule.variant)}", 200),
            rule.kind.replace("_", " ") + (f" of {formatting.clean(rule.native_id)}" if rule.native_id else ""),
            rule.basis,
            rule.quote,
            rule,
        )
        for rule in state.snapshot.rules
    ]
    return [*plans, *rules]


def _plan_proofs(state: ProviderState, plan: Plan) -> Iterator[EvidenceRow]:
    """A plan's price, and every fact of it that stands in other words than the price."""
    price = f"{plan.name}: {formatting.amount(plan.price, plan.currency)}"
    yield EvidenceRow("", quoted_id(state.id, plan.quote), price, "plan", plan.basis, plan.quote, plan)
    facts: list[tuple[str, str, Quote | None]] = [("first period", "", plan.first_quote)]
    facts += [("brings", allowance.unit.replace("_", " "), allowance.quote) for allowance in plan.allowances]
    facts += [("takes", take.name, take.quote) for take in plan.takes]
    facts += [("does not say", plan.unsaid.words, plan.unsaid.quote)] if plan.unsaid else []
    for kind, said, quote in facts:
        if quote and quote.text != plan.quote.text:
            yield EvidenceRow("", quoted_id(state.id, quote), formatting.clean(f"{plan.name} {said}", 200), kind, plan.basis, quote, plan)
