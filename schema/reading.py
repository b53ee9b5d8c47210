"""From words to prices: the only place where what a reader found becomes numbers.

Nothing here guesses. A price whose words, unit or currency are in doubt makes its whole offer `Unread`, with the
reason; the other offers of the page are not touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, TypeVar

from pydantic import ValidationError

from schema.amounts import Amount, canonical, read_amount, read_bound, spell
from schema.drafts import Draft, Found, NoPrice, OfferDraft, PageStamp, PlanDraft, PriceWords, RuleDraft
from schema.errors import UnreadablePrice
from schema.prices import LONGEST_WORDS, Offer, Plan, PriceLine, Quote, Rule
from schema.rules import Unreadable
from schema.second_statements import demand_agreement, demand_sound, of_one_rate, rounded_up
from schema.text import confusable
from schema.units import read_unit

# What the words of an amount may say for each unit we keep, and how many of it they then name.
SAID: Final[dict[str, dict[str, Decimal | int]]] = {
    "million_tokens": {"million_tokens": 1, "thousand_tokens": Decimal("0.001"), "token": Decimal("0.000001")},
    "image": {"image": 1, "run": 1, "request": 1, "thousand_images": 1000},
    "megapixel": {"megapixel": 1},
    "tile": {"tile": 1},
    "step": {"step": 1},
    "tile_step": {"tile_step": 1},
    "megapixel_step": {"megapixel_step": 1},
    "gpu_second": {"gpu_second": 1},
    "credit": {"credit": 1},
    "request": {"request": 1, "run": 1, "thousand_requests": 1000},
}
MONEY = re.compile(
    r"[$¢£¥€₩₹元円원]|美金|\b(?:USD|CNY|RMB|EUR|GBP|JPY|CAD|AUD|HKD|TWD|SGD|NZD|MXN|BRL|CHF|INR|KRW|cents?|dollars?|yuan|yen|credits?)\b|积分",
    re.I,
)
CENT: Final = Decimal("0.01")
UNFILLED: Final = re.compile(r"\{\{|\}\}|\$\{|\[object |\b(?:undefined|NaN)\b")
PER_WORDS = {"token": "million_tokens", "image": "image", "request": "request"}
Entry = TypeVar("Entry", PriceLine, Rule, Plan)


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that stand for a price and could not be read as one: what they belong to, the words, where, why.

    `damage`: a part of the page that broke, whatever it said; what was known from there is held. `absent` is the share of the page's
    rows that never came: what is not read of them says nothing against the others.
    """

    native_id: str
    words: str
    url: str
    locator: str
    reason: str
    damage: bool = False
    absent: Fraction = Fraction(0)


@dataclass(slots=True)
class Reading:
    """What the drafts of a provider's pages say: whole offers, plans and rules, and what could not be read."""

    offers: list[Offer] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def read_drafts(drafts: Iterable[tuple[Draft, PageStamp]]) -> Reading:
    """Read every draft. Two that say the same are one; two that contradict each other leave their offer unread."""
    reading = Reading()
    names: dict[str, str] = {}
    lines: dict[str, list[PriceLine]] = {}
    for draft, stamp in of_one_rate(list(drafts)):
        match draft:
            case OfferDraft():
                names.setdefault(draft.native_id, draft.name)
                _keep(reading, draft, lines.setdefault(draft.native_id, []), stamp)
            case PlanDraft():
                _keep_plan(reading, draft, stamp)
            case RuleDraft():
                _keep_rule(reading, draft, stamp)
    _gather(reading, names, lines)
    reading.plans[:], reading.rules[:] = _agreed(reading.plans, reading), _agreed(reading.rules, reading)
    return reading


def _keep(reading: Reading, draft: OfferDraft, kept: list[PriceLine], stamp: PageStamp) -> None:
    for words in draft.prices:
        try:
            _demand_name(draft, words.words)
            kept.append(read_price(words, stamp))
            reading.rules.extend(rounded_up(draft, words, kept[-1]))
        except (UnreadablePrice, ValidationError) as error:
            reading.unread.append(_unread(draft.native_id, words.words, stamp, _reason(error)))


def _demand_name(draft: OfferDraft, found: Found) -> None:
    """A name drawn with another alphabet's letters, one a script never filled in, or half a page, is no model's."""
    for name in dict.fromkeys((draft.native_id, draft.name)):
        if confusable(name) or UNFILLED.search(name) or len(name) > LONGEST_WORDS:
            raise UnreadablePrice(found.locator, "the name of a model", repr(name[:80]))


def _reason(error: UnreadablePrice | ValidationError) -> str:
    """Why it can't be read, in one line: words that no price, plan or rule may have are refused with their field."""
    if isinstance(error, UnreadablePrice):
        return str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or error.title}: {first['msg']}"


def _unread(native_id: str, words: Found, stamp: PageStamp, reason: str) -> Unread:
    return Unread(native_id, words.text[:200], stamp.url, words.locator, reason)


def _gather(reading: Reading, names: dict[str, str], lines: dict[str, list[PriceLine]]) -> None:
    faulty = {unread.native_id for unread in reading.unread}
    for native_id, prices in lines.items():
        kept, conflicts = _merged(prices)
        for line in conflicts:
            reason = (
                f"{line.quote.text!r} here and {_twin(kept, line).quote.text!r} at {_twin(kept, line).quote.locator} for the same thing"
            )
            reading.unread.append(Unread(native_id, line.quote.text, line.quote.url, line.quote.locator, reason))
        if kept and not conflicts and native_id not in faulty:
            reading.offers.append(Offer(native_id=native_id, name=names[native_id], prices=tuple(kept)))


def _merged(prices: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Each key once, and the entries that contradict the one kept. Evidence from the first page read is kept."""
    if len(prices) == 1:
        return prices, []
    kept: dict[object, Entry] = {}
    conflicts = []
    for line in prices:
        first = kept.setdefault(_key(line), line)
        if first is line or first.fact() == line.fact():
            continue
        stands = _standing(first, line)
        kept[_key(line)] = stands or first
        conflicts += [] if stands else [line]
    return list(kept.values()), conflicts


def _standing(one: Entry, other: Entry) -> Entry | None:
    """Which of two that differ stands: the newer copy's, or of one day the exact one that the other rounds; else neither."""
    days = [entry.quote.captured_at.date() for entry in (one, other)]
    if days[0] != days[1]:
        return max(one, other, key=lambda entry: entry.quote.captured_at)
    return one if _rounds(one, other) else other if _rounds(other, one) else None


def _rounds(exact: Entry, printed: Entry) -> bool:
    """Whether one price is the other to the cent: a page prints `$0.04` where its seller's list has 0.0375 (Venice, 2026-08)."""
    if not (isinstance(exact, PriceLine) and isinstance(printed, PriceLine) and exact.amount and printed.amount):
        return False
    said = re.fullmatch(r"\$\d+\.(\d\d)", printed.quote.text)
    alike = (exact.currency, exact.bound, printed.bound) == (printed.currency, None, None)
    return bool(said) and alike and exact.amount.quantize(CENT, ROUND_HALF_UP) == printed.amount


def _key(entry: PriceLine | Rule | Plan) -> object:
    return entry.id if isinstance(entry, Plan) else entry.key()


def _twin(kept: list[PriceLine], line: PriceLine) -> PriceLine:
    return next(other for other in kept if other.key() == line.key())


def read_price(words: PriceWords | NoPrice, stamp: PageStamp) -> PriceLine:
    """One price line from its words.

    >>> read_price(NoPrice("output_image", "image", Found("Local only", "table"), "not hosted", "USD"), a_stamp).amount is None
    True
    """
    if isinstance(words, NoPrice):
        quote = quote_of(words.words, stamp)
        return PriceLine(
            billable=words.billable,
            unit=words.unit,
            variant=words.variant,
            amount=None,
            currency=words.currency,
            reason=words.reason,
            quote=quote,
        )
    demand_sound(words.words)
    quote = quote_of(words.words, stamp, words.unit_text)
    if words.how in ("from", "range"):
        return _bounded(words, quote)
    _demand_currency(words.words, words.unit_text, words.locale)
    amount = read_amount(words.words.text, currency=words.currency, free=words.how == "free", locale=words.locale)
    if words.beside:
        demand_agreement(words.words, amount.value, words.beside)
    line = _line(words, quote, _scaled(words, amount), amount.currency)
    return PriceLine(**{**dict(line), "bound": "from"}) if words.how == "base" else line


def _demand_currency(found: Found, around: str, locale: str) -> None:
    """A bare number on a page for people is of no currency until its column or its unit's words name one."""
    if locale == "json" or MONEY.search(found.text) or not any(letter.isdigit() for letter in found.text):
        return
    column = found.locator.rpartition(' > column "')[2] if ' > column "' in found.locator else ""
    if not MONEY.search(around) and not MONEY.search(column):
        raise UnreadablePrice(found.locator, "a currency beside the number, or in its column's name", f"none in {found.text!r}")


def _bounded(words: PriceWords, quote: Quote) -> PriceLine:
    _demand_currency(words.words, words.unit_text, words.locale)
    bound = read_bound(words.words.text, currency=words.currency, locale=words.locale)
    low = bound.low or bound.high
    if low is None or (words.how == "range") != (bound.kind == "range"):
        raise UnreadablePrice(words.words.locator, f"a price given as {words.how}", repr(words.words.text))
    line = _line(words, quote, _scaled(words, low), low.currency)
    upper = _scaled(words, bound.high) if bound.kind == "range" and bound.high else None
    return PriceLine(**{**dict(line), "bound": bound.kind, "upper": upper})


def _line(words: PriceWords, quote: Quote, amount: Decimal, currency: str) -> PriceLine:
    return PriceLine(
        billable=words.billable, unit=words.unit, variant=words.variant, amount=amount, currency=currency, basis=words.basis, quote=quote
    )


def _scaled(words: PriceWords, amount: Amount) -> Decimal:
    """The amount in the line's unit and currency. The words must name that unit, in the cell or around it."""
    count = _count(words, amount)
    return amount.value if count == words.denomination else canonical(amount.value * words.denomination / count)


def _count(words: PriceWords, amount: Amount) -> Decimal:
    said = {count for count in (_count_in_amount(words, amount), _count_around(words)) if count is not None}
    if len(said) != 1:
        problem = "two different ones" if said else f"no unit in {words.words.text!r} nor in {words.unit_text!r}"
        raise UnreadablePrice(words.words.locator, f"a price per {words.unit}", problem)
    count = said.pop()
    if words.unit == "image" and count != words.per:
        raise UnreadablePrice(words.words.locator, f"a price per {words.per} image", f"per {count}")
    return count


def _count_in_amount(words: PriceWords, amount: Amount) -> Decimal | None:
    if amount.unit is None:
        return None
    if amount.unit not in SAID[words.unit]:
        raise UnreadablePrice(words.words.locator, f"a price per {words.unit}", f"per {amount.unit} in {words.words.text!r}")
    _demand_same_thing(words, amount)
    return Decimal(SAID[words.unit][amount.unit])


def _demand_same_thing(words: PriceWords, amount: Amount) -> None:
    """What the words say the unit is of (`per extra MP`, `per input image`, `per 1K image`) must be what the line is for."""
    of = (amount.of or "").lower()
    fits = _fits_size(of, words) if of[:1].isdigit() else all(_fits(word, words) for word in of.split())
    if not fits:
        said = f"{words.billable} {dict(words.variant.key())}"
        raise UnreadablePrice(words.words.locator, f"a price of {said}", f"per {amount.of} {amount.unit}")


def _fits_size(of: str, words: PriceWords) -> bool:
    sizes = {re.sub(r"\s|px", "", part).replace("×", "x") for part in of.split("/")}
    wanted = {(words.variant.resolution or "").lower(), words.variant.size or ""}
    return words.unit in ("tile", "tile_step") or bool(sizes & wanted)


def _fits(word: str, words: PriceWords) -> bool:  # noqa: PLR0911 - a closed set, one line each
    billable, megapixels = words.billable, words.variant.megapixels
    match word:
        case "input" | "reference":
            return billable.removeprefix("cached_").startswith("input_")
        case "output" | "generated":
            return billable.startswith("output_")
        case "cached":
            return billable.startswith("cached_")
        case "text" | "image" as kind:
            return billable.endswith(f"_{kind}")
        case "extra" | "additional" | "further":
            return megapixels == "further"
        case "first":
            return megapixels == "first"
        case _:
            return False


def _count_around(words: PriceWords) -> Decimal | None:
    said = read_unit(words.unit_text) if words.unit_text else None
    if said is None:
        return None
    if PER_WORDS.get(said.unit, said.unit) != words.unit and not (words.unit == "request" and said.unit == "image"):
        raise UnreadablePrice(words.words.locator, f"a price per {words.unit}", f"per {said.unit} in {words.unit_text!r}")
    return said.count / 1_000_000 if said.unit == "token" else said.count


def _keep_plan(reading: Reading, draft: PlanDraft, stamp: PageStamp) -> None:
    try:
        reading.plans.append(read_plan(draft, stamp))
    except (UnreadablePrice, ValidationError) as error:
        reading.unread.append(_unread(draft.id, draft.price, stamp, _reason(error)))


def _agreed(entries: list[Entry], reading: Reading) -> list[Entry]:
    """Each entry once; of those that contradict each other none is kept, and that is said."""
    kept, conflicts = _merged(entries)
    for one in conflicts:
        reading.unread.append(
            Unread(_name(one), one.quote.text, one.quote.url, one.quote.locator, "two statements that contradict each other")
        )
    contradicted = {_key(one) for one in conflicts}
    return [one for one in kept if _key(one) not in contradicted]


def _name(entry: Entry) -> str:
    return entry.native_id or entry.kind if isinstance(entry, Rule) else getattr(entry, "id", "")


def read_plan(draft: PlanDraft, stamp: PageStamp) -> Plan:
    """One plan from its words. Credits, images and minutes are plain numbers; the price may be free, but for a pack bought once.

    What costs nothing says Free or $0: `$0.00` is a number that lost its digits.
    """
    demand_sound(draft.price)
    _demand_currency(draft.price, "", "en")
    price = read_amount(draft.price.text, currency=draft.currency, free=draft.period != "once" and "0.0" not in draft.price.text)
    if price.unit not in (None, draft.period, "credit" if draft.credits else None):
        raise UnreadablePrice(draft.price.locator, f"a price per {draft.period}", f"per {price.unit} in {draft.price.text!r}")
    if draft.beside:
        demand_agreement(draft.price, price.value, draft.beside)
    return Plan(
        id=draft.id,
        name=draft.name,
        price=price.value,
        currency=price.currency,
        period=draft.period,
        credits=_number(draft.credits, draft.period),
        images=_number(draft.images, draft.quota_period or draft.period),
        quota_period=draft.quota_period,
        gpu_minutes=_number(draft.gpu_minutes, draft.quota_period or draft.period),
        yearly=draft.yearly,
        rollover=draft.rollover,
        unpublished=draft.unpublished,
        quote=quote_of(draft.price, stamp),
        credits_quote=quote_of(draft.credits, stamp) if draft.credits else None,
    )


def _number(found: Found | None, period: str) -> Decimal | None:
    if found is None:
        return None
    demand_sound(found)
    count = read_amount(found.text, currency="credit")
    if count.unit not in (None, period):
        raise UnreadablePrice(found.locator, f"a number per {period}", f"per {count.unit} in {found.text!r}")
    return count.value


def _keep_rule(reading: Reading, draft: RuleDraft, stamp: PageStamp) -> None:
    try:
        demand_sound(draft.words)
        reading.rules.append(_read_rule(draft, stamp))
    except (UnreadablePrice, ValidationError) as error:
        reading.unread.append(_unread(draft.native_id or draft.kind, draft.words, stamp, draft.words.fault or _reason(error)))


def _read_rule(draft: RuleDraft, stamp: PageStamp) -> Rule:
    if re.fullmatch(r"0\d+(?:\.\d+)?", draft.value):
        raise UnreadablePrice(draft.words.locator, "a number", repr(draft.value))
    value = spell(Decimal(draft.value)) if re.fullmatch(r"(?:0|[1-9]\d*)\.\d+", draft.value) else draft.value
    quote = quote_of(draft.words, stamp)
    rule = Rule(kind=draft.kind, native_id=draft.native_id, variant=draft.variant, value=value, of=draft.of, quote=quote)
    if isinstance(rule.terms, Unreadable):
        raise UnreadablePrice(draft.words.locator, f"{rule.terms.expected}, for the rule {rule.kind}", repr(value))
    return rule


def quote_of(found: Found, stamp: PageStamp, unit_text: str = "") -> Quote:
    """The evidence for words found on a page."""
    text = found.text or "(an empty cell)"
    at = _moment(stamp.captured_at)
    return Quote(
        text=text[:400],
        unit_text=unit_text[:400],
        url=stamp.url,
        locator=found.locator,
        captured_at=at,
        undated=stamp.undated,
        sha256=stamp.sha256,
    )


@lru_cache(maxsize=64)  # one a page, said of each of its prices
def _moment(captured_at: str) -> datetime:
    return datetime.fromisoformat(captured_at)
