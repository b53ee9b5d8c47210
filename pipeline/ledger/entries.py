"""A snapshot as a bag of entries: every price line, plan and rule by the key that makes it the same thing tomorrow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

from schema.prices import EntryKey, Offer, Plan, PlanUnit, PriceLine, Quote, Rule, Snapshot
from schema.rules import Count, Pixels, Terms

Value = PriceLine | Plan | Rule
NOISE: Final = Decimal("1e-12")  # the share by which a float may miss what it stands for
EntrySubject = Literal["price", "plan", "rule"]


class Owner(NamedTuple):
    """What is believed or held as one: an offer, a plan, the rules of one model."""

    subject: EntrySubject
    native_id: str


class Entry(NamedTuple):
    """One price line, plan or rule, with the offer it belongs to."""

    subject: EntrySubject
    native_id: str | None
    name: str | None
    value: Value

    @property
    def key(self) -> EntryKey:
        """What makes it the same thing tomorrow."""
        return key_of(self.native_id, self.value)

    @property
    def fact(self) -> EntryKey:
        """What it says, without the evidence."""
        return self.value.fact()

    @property
    def quote(self) -> Quote:
        """The evidence."""
        return self.value.quote

    @property
    def owner(self) -> Owner:
        """What it is believed or held together with."""
        return Owner(self.subject, owner_id(self.native_id, self.value))


Entries = Mapping[EntryKey, Entry]


def key_of(native_id: str | None, value: Value) -> EntryKey:
    """The key of a value of an offer (plans and rules name their own)."""
    match value:
        case PriceLine():
            return ("price", native_id, value.key())
        case Plan():
            return ("plan", value.id)
        case Rule():
            return ("rule", value.key())


def owner_id(native_id: str | None, value: Value) -> str:
    """The id a person names it by."""
    match value:
        case PriceLine():
            return native_id or ""
        case Plan():
            return value.id
        case Rule():
            return value.native_id or value.kind


def entry(value: Value, native_id: str | None = None, name: str | None = None) -> Entry:
    """A value as an entry."""
    match value:
        case PriceLine():
            return Entry("price", native_id, name, value)
        case Plan():
            return Entry("plan", value.id, value.name, value)
        case Rule():
            return Entry("rule", value.native_id, None, value)


def entries_of(snapshot: Snapshot) -> dict[EntryKey, Entry]:
    """Everything a snapshot says."""
    return {found.key: found for found in _all(snapshot)}


def _all(snapshot: Snapshot) -> Iterator[Entry]:
    for offer in snapshot.offers:
        for line in offer.prices:
            yield Entry("price", offer.native_id, offer.name, line)
    yield from map(entry, snapshot.plans)
    yield from map(entry, snapshot.rules)


def snapshot_of(provider: str, entries: Iterable[Entry]) -> Snapshot:
    """The entries as a snapshot again."""
    by_subject: dict[str, list[Entry]] = {"price": [], "plan": [], "rule": []}
    for one in entries:
        by_subject[one.subject].append(one)
    plans = tuple(one.value for one in by_subject["plan"] if isinstance(one.value, Plan))
    rules = tuple(one.value for one in by_subject["rule"] if isinstance(one.value, Rule))
    return Snapshot(provider=provider, offers=tuple(_offers(by_subject["price"])), plans=plans, rules=rules)


def _offers(prices: list[Entry]) -> Iterator[Offer]:
    names = {one.native_id or "": one.name or one.native_id or "" for one in prices}
    lines: dict[str | None, list[PriceLine]] = {native_id: [] for native_id in names}
    for one in prices:
        if isinstance(one.value, PriceLine):
            lines[one.native_id or ""].append(one.value)
    for native_id, name in names.items():
        yield Offer(native_id=native_id, name=name, prices=tuple(lines[native_id]))


def is_by_hand(entry: Entry) -> bool:
    """Whether it stands in a hand-kept table, and not on a page."""
    return entry.value.basis == "manual" or entry.quote.proof is not None


def differs(old: Entry, new: Entry) -> bool:
    """Whether something else is said now under the same key. What the rounding of a float adds is nothing."""
    if isinstance(old.value, PriceLine) and isinstance(new.value, PriceLine):
        # Nearly nothing differs, so a price's key is not spelled for it.
        return old.value.said() != new.value.said() and not _same_but_noise(old.value, new.value)
    return old.fact != new.fact


def _same_but_noise(before: PriceLine, after: PriceLine) -> bool:
    framed = (before.currency, before.bound, before.reason) == (after.currency, after.bound, after.reason)
    return framed and _nearly(before.amount, after.amount) and _nearly(before.upper, after.upper)


def _nearly(old: Decimal | None, new: Decimal | None) -> bool:
    return old == new or bool(old and new and abs(old / new - 1) < NOISE)


def price_id(provider: str, native_id: str | None, line: PriceLine) -> str:
    """A stable id of a price line: the same line has the same id as long as it is sold."""
    return hashlib.sha256(repr((provider, native_id, line.key())).encode()).hexdigest()[:12]


def entry_id(provider: str, one: Entry) -> str:
    """A stable id of anything believed of a provider; of a price line the one it is published under."""
    if isinstance(one.value, PriceLine):
        return price_id(provider, one.native_id, one.value)
    return hashlib.sha256(repr((provider, *one.key)).encode()).hexdigest()[:12]


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Entries in the order of their keys: the same on every machine."""
    return sorted(entries, key=lambda one: str(one.key))


def is_observed(entry: Entry) -> bool:
    """Whether a page was read to say it, and no person wrote it down."""
    return entry.value.basis not in ("manual", "measured")


def tier(entry: Entry) -> str:
    """Which tier a price is of; one that names none is a standard price."""
    value = entry.value
    return (value.variant.tier or "standard") if isinstance(value, PriceLine) else ""


def number(entry: Entry | None) -> Decimal | None:
    """The number an entry says, if it says one."""
    match entry.value if entry else None:
        case PriceLine() as line:
            return line.amount
        case Plan() as plan:
            return plan.price
        case Rule() as rule:
            return _number_of(rule.terms)
    return None


def _number_of(terms: Terms) -> Decimal | None:
    match terms:
        case Count(count=count, of=of):
            return count if of == 1 else count / of
        case Pixels(pixels=pixels):
            return Decimal(pixels)
    return None


COUNTED: Final = get_args(PlanUnit)


def _brought(plan: Plan) -> Iterator[Decimal | None]:
    """How much of each unit a plan's further allowances bring, in a fixed order: a quota that moves is a price that moves."""
    for unit in COUNTED:
        yield next((one.quantity for one in plan.allowances if one.unit == unit and one.quantity is not None), None)


def _taken(plan: Plan) -> tuple[Decimal | None, Decimal | None]:
    """The least and the most an image takes of it."""
    amounts = [take.amount / take.images for take in plan.takes]
    return min(amounts, default=None), max(amounts, default=None)


def numbers(entry: Entry) -> tuple[Decimal | None, ...]:
    """Every number an entry says, in a fixed order: a range has two, a plan its prices, what it brings and what an image takes."""
    match entry.value:
        case PriceLine() as line:
            return (line.amount, line.upper)
        case Plan() as plan:
            return (plan.price, plan.credits, plan.images, plan.gpu_minutes, plan.first_price, *_brought(plan), *_taken(plan))
        case Rule():
            return (number(entry),)
