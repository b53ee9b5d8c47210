"""Prices and plans that a person quoted: sellers whose pages refuse robots, sit behind a login, or were never seen whole.

The same shapes serve `data/manual.toml` (basis `manual`) and `data/measurements.toml` (basis `measured`). One seller
has statements; a statement is one source on one day with everything taken from it. A figure stands in its own quote,
and where a source carries no figure the entry says so, with the day it was looked for. Pure: no file, no clock.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from schema.amounts import spell
from schema.prices import (
    About,
    Billable,
    Bound,
    Closed,
    Currency,
    DecimalText,
    NativeId,
    Offer,
    PriceLine,
    ProviderKind,
    Quote,
    Rule,
    ShortText,
    Slug,
    Snapshot,
    Unit,
    Variant,
)
from schema.proofs import Proof, written_by_hand
from schema.rules import RuleKind, Unreadable, read_terms
from schema.tables.each_once import demand_once

HandBasis = Literal["manual", "measured"]
Trust = Literal[
    "first_party",  # the seller's own words, in a copy we hold
    "quoted",  # the seller's own words, as somebody else quotes them with a date
    "third_party",  # somebody else's figure for what the seller charges, or a measurement
]
UNKNOWN_ADDRESS = "about:unknown"
NOTHING_QUOTED = "(nothing to quote: no figure was found)"
COUNTS = {None: 1, "cents": 100, "per_thousand": 1000}
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


class HandPrice(Variant):
    """One price line as a person writes it down. Without `amount`, `reason` says why there is none.

    The number of `amount` must stand in `quote`, or in `words`, which are a part of the quote. Where the source counts
    cents or names the price of a thousand, `counts` says so.
    """

    model: NativeId
    name: ShortText | None = None
    billable: Billable = "output_image"
    unit: Unit = "image"
    amount: DecimalText | None = None
    upper: DecimalText | None = None
    bound: Bound | None = None
    currency: Currency | None = None
    quote: ShortText = NOTHING_QUOTED
    words: ShortText | None = None
    counts: Literal["cents", "per_thousand"] | None = None
    reason: ShortText | None = None
    unsure: ShortText | None = None

    @model_validator(mode="after")
    def _said(self) -> Self:
        if (self.amount is None) != (self.reason is not None):
            raise ValueError(f"{self.model}: an amount, or a reason why there is none: exactly one of the two")
        for amount in (self.amount, self.upper):
            demand_said(self.model, amount, self.quote, self.words, COUNTS[self.counts])
        return self


class HandRule(Variant):
    """One rule of how a seller bills, as a person writes it down."""

    kind: RuleKind
    model: NativeId | None = None
    value: ShortText
    of: str | None = None
    quote: ShortText

    @model_validator(mode="after")
    def _readable(self) -> Self:
        terms = read_terms(self.kind, self.value, self.of)
        if isinstance(terms, Unreadable):
            raise ValueError(f"the rule {self.kind} wants {terms.expected}, not {self.value!r}")
        return self


class HandSource(Closed):
    """Where words come from, and on which day they stood there. `via` says how they came to us; `unsure` doubts all of them.

    `undated`: the copy has no date of its own, and `date` is the day by which it existed.
    """

    url: Annotated[str, Field(pattern=r"^(https://[^\s]+|about:unknown)$")]
    date: date
    undated: bool = False
    via: ShortText
    trust: Trust
    unsure: ShortText | None = None


class Statement(HandSource):
    """One source on one day with the prices and rules taken from it."""

    prices: tuple[HandPrice, ...] = ()
    rules: tuple[HandRule, ...] = ()


class HandProvider(Closed):
    """One provider of which something is written down by hand. `why` says why no module reads it.

    `negative`: it is known to publish no image price, or none was found, as of `looked_for`.
    """

    id: Slug
    name: ShortText
    home: Annotated[str, Field(pattern=r"^https://[^\s]+$")] | None = None
    kind: ProviderKind
    currency: Currency = "USD"
    why: ShortText
    negative: ShortText | None = None
    looked_for: date | None = None
    statements: tuple[Statement, ...] = Field(default=(), alias="statement")

    @model_validator(mode="after")
    def _never_empty(self) -> Self:
        unpriced = [price for price in self._prices() if price.amount is None]
        if (self.negative or unpriced) and self.looked_for is None:
            raise ValueError(f"{self.id}: where no figure was found, `looked_for` says when it was looked for")
        if not (self.negative or any(said.prices or said.rules for said in self.statements)):
            raise ValueError(f"{self.id}: prices or rules, or `negative` with the reason why there are none")
        return self

    def _prices(self) -> Iterable[HandPrice]:
        return (price for said in self.statements for price in said.prices)


class HandTable(Closed):
    """A whole hand-kept table."""

    providers: tuple[HandProvider, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        demand_once("provider", (said_by.id for said_by in self.providers))
        return self


def snapshot_of(said_by: HandProvider, basis: HandBasis) -> Snapshot:
    """What is written down about one seller, in the shape a module's reading has."""
    names: dict[str, str] = {}
    lines: dict[str, list[PriceLine]] = {}
    for said in said_by.statements:
        for price in said.prices:
            names.setdefault(price.model, price.name or price.model)
            lines.setdefault(price.model, []).append(_line(said_by, said, price, basis))
    offers = tuple(Offer(native_id=model, name=names[model], prices=tuple(prices)) for model, prices in lines.items())
    rules = tuple(rule_of(said, rule, basis) for said in said_by.statements for rule in said.rules)
    return Snapshot(provider=said_by.id, offers=offers, rules=(*rules, *_doubts(said_by, basis)))


def about(said_by: HandProvider) -> About:
    """Who a seller is, for the list of providers."""
    days = [said.date for said in said_by.statements] + ([said_by.looked_for] if said_by.looked_for else [])
    note = said_by.why if said_by.negative is None else f"{said_by.negative} ({said_by.why})"
    return About(name=said_by.name, home=said_by.home or UNKNOWN_ADDRESS, kind=said_by.kind, seen="manual", seen_on=max(days), note=note)


def joined(read: Snapshot, by_hand: Snapshot) -> Snapshot:
    """A module's reading with what is written down beside it. A page's own rule or plan stands before one by hand."""
    hands = {offer.native_id: offer for offer in by_hand.offers}
    offers = [_with(offer, hands.pop(offer.native_id, None)) for offer in read.offers]
    plans = {plan.id: plan for plan in (*by_hand.plans, *read.plans)}
    rules = {rule.key(): rule for rule in (*by_hand.rules, *read.rules)}
    return Snapshot(provider=read.provider, offers=(*offers, *hands.values()), plans=tuple(plans.values()), rules=tuple(rules.values()))


def _with(offer: Offer, more: Offer | None) -> Offer:
    return offer if more is None else Offer(native_id=offer.native_id, name=offer.name, prices=(*offer.prices, *more.prices))


def _line(said_by: HandProvider, said: Statement, price: HandPrice, basis: HandBasis) -> PriceLine:
    reason = f"{price.reason} (looked for on {said_by.looked_for})" if price.reason else None
    return PriceLine(
        billable=price.billable,
        unit=price.unit,
        variant=_axes(price),
        amount=price.amount,
        upper=price.upper,
        bound=price.bound,
        currency=price.currency or said_by.currency,
        basis=basis,
        reason=reason,
        quote=quote_of(said, price.quote, price.unsure),
    )


def rule_of(said: HandSource, rule: HandRule, basis: HandBasis) -> Rule:
    """A rule as a person wrote it down, with its evidence."""
    quote = quote_of(said, rule.quote, None)
    return Rule(kind=rule.kind, native_id=rule.model, variant=_axes(rule), value=rule.value, of=rule.of, basis=basis, quote=quote)


def _doubts(said_by: HandProvider, basis: HandBasis) -> Iterable[Rule]:
    """Notes for what is not sure and for what was looked for in vain: nothing of it is silent."""
    notes: dict[tuple[object, ...], Rule] = {}
    for said in said_by.statements:
        for rule in (_doubt(said, price, basis) for price in said.prices if price.unsure or said.unsure):
            notes.setdefault(rule.key(), rule)
    if said_by.negative:
        stamp = Statement(url=said_by.home or UNKNOWN_ADDRESS, date=said_by.looked_for or date.min, via=said_by.why, trust="third_party")
        words = f"no image price published: {said_by.negative}"[:400]
        negative = Rule(kind="note", value=words, of="negative", basis=basis, quote=quote_of(stamp, NOTHING_QUOTED, None))
        notes[negative.key()] = negative
    return notes.values()


def _doubt(said: Statement, price: HandPrice, basis: HandBasis) -> Rule:
    doubt = price.unsure or said.unsure or ""
    return Rule(
        kind="note",
        native_id=price.model,
        variant=_axes(price),
        value=doubt[:400],
        unsure=True,
        of=f"{price.billable}: {doubt}"[:80],
        basis=basis,
        quote=quote_of(said, price.quote, doubt),
    )


def _axes(entry: Variant) -> Variant:
    return Variant(**{axis: getattr(entry, axis) for axis in Variant.model_fields})


def quote_of(said: HandSource, words: str, unsure: str | None) -> Quote:
    """The evidence for words a person wrote down: there is no page body, so the hash is that of the words."""
    doubt = unsure or said.unsure
    locator = f"{written_by_hand(Proof(said.trust))}{said.via}" + (f"; unsure: {doubt}" if doubt else "")
    return Quote(
        text=words,
        url=said.url,
        locator=locator[:1000],
        captured_at=datetime.combine(said.date, time(), UTC),
        undated=said.undated,
        proof=Proof(said.trust),
        sha256=hashlib.sha256(words.encode()).hexdigest(),
    )


def demand_said(what: str, amount: Decimal | None, quote: str, words: str | None = None, times: int = 1) -> None:
    """Refuse a figure that does not stand in the quote it is taken from."""
    if words is not None and words not in quote:
        raise ValueError(f"{what}: {words!r} is no part of the quote {quote!r}")
    if amount is not None and amount * times not in _numbers(words or quote):
        raise ValueError(f"{what}: {spell(amount * times)} does not stand in {words or quote!r}")


def _numbers(words: str) -> set[Decimal]:
    """Every number the words hold, and zero where they say free."""
    free = {Decimal(0)} if re.search(r"\bfree\b", words, re.I) else set()
    return {Decimal(number.replace(",", "")) for number in _NUMBER.findall(words)} | free
