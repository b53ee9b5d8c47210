"""What a seller gives away each month before it bills: "5,000 free search requests per month". Only what a page states in numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final

from costs.bill.charges import CostLine
from costs.bill.itemised import Cost
from costs.exact import exactly, said
from schema.prices import Closed, DecimalText, Rule, Snapshot

A_MONTH: Final = re.compile(r"([\d,]+) free [\w ]*requests? (?:per|a|each) month", re.IGNORECASE)


class FreeUse(Closed):
    """What was free in one month: how many of how many, what that saves, and the page's words."""

    month: str
    provider: str
    count: int
    of: int
    saved: DecimalText
    currency: str
    words: str


def free_a_month(snapshot: Snapshot, native_id: str, feature: str | None) -> Rule | None:
    """The rule that gives away so many requests of a feature each month."""
    rules = (rule for rule in snapshot.rules if rule.kind == "free_tier" and rule.native_id in (None, native_id))
    return next((rule for rule in rules if rule.variant.feature == feature and feature and A_MONTH.search(rule.value)), None)


def free_words(snapshot: Snapshot, native_id: str, features: Iterable[str]) -> tuple[str, ...]:
    """What a month gives away of these extras, in the page's words."""
    rules = (free_a_month(snapshot, native_id, feature) for feature in features)
    return tuple(rule.value for rule in rules if rule is not None)


def allowances(bills: Iterable[tuple[tuple[Snapshot, str], Cost, date | None]], on: date | None) -> tuple[FreeUse, ...]:
    """The free requests of each month, the first that came; models whose rules have the same words share them."""
    used: dict[tuple[str, str, str], list[CostLine]] = {}
    for (snapshot, native_id), bill, day in bills:
        for line in bill.lines:
            rule = _rule(snapshot, native_id, line)
            if rule is not None:
                month = f"{day or on or date.min:%Y-%m}"
                used.setdefault((month, snapshot.provider, rule.value), []).append(line)
    return tuple(_allowance(month, provider, words, lines) for (month, provider, words), lines in used.items())


def _rule(snapshot: Snapshot, native_id: str, line: CostLine) -> Rule | None:
    if line.billable != "request":
        return None
    prices = (price for offer in snapshot.offers if offer.native_id == native_id for price in offer.prices)
    feature = next((price.variant.feature for price in prices if line.quotes and price.quote == line.quotes[0]), None)
    return free_a_month(snapshot, native_id, feature)


def _allowance(month: str, provider: str, words: str, lines: list[CostLine]) -> FreeUse:
    match = A_MONTH.search(words)
    left = int(match[1].replace(",", "")) if match else 0
    given, saved = 0, exactly(Decimal(0))
    for line in lines:
        count = min(int(line.quantity), left)
        left, given = left - count, given + count
        saved += exactly(line.price) * count
    of = sum(int(line.quantity) for line in lines)
    return FreeUse(month=month, provider=provider, count=given, of=of, saved=said(saved), currency=lines[0].currency, words=words)
