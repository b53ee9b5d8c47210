"""A price that its page says twice, in dollars and in credits or units of its own: the two must agree, as far as each is printed.

What one unit is worth stands on the page as well. Where a copy leaves that out, all prices of the page share one worth,
and one that differs from the others is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from schema.amounts import FINEST, read_amount, spell
from schema.drafts import Beside, Draft, Found, NoPrice, OfferDraft, PageStamp, PriceWords
from schema.errors import UnreadablePrice
from schema.prices import PriceLine, Rule
from schema.text import plain

_ANY_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+")


def demand_sound(found: Found) -> None:
    """Raise where a reader, or what stands around the words, says why they can't be trusted."""
    if found.fault:
        raise UnreadablePrice(found.locator, "one plain price", found.fault)


class _Second(NamedTuple):
    """What a second statement of a price comes to, what one of its last place is worth, and whether it counts whole things."""

    amount: Decimal
    step: Decimal
    whole: bool

    def is_rounded(self, amount: Decimal, printed: Decimal) -> bool:
        """Whether the two are one number, but for what was rounded away when each was printed; whole credits are only rounded up."""
        return abs(self.amount - amount) < (printed + (0 if self.whole else self.step)) / 2 or self.amount == amount

    def is_doubtful(self, amount: Decimal, printed: Decimal) -> bool:
        """Whether it is the amount in whole credits only where those were rounded: nobody is charged a part of one."""
        return self.whole and abs(self.amount - amount) > printed / 2

    def is_rounded_up(self, amount: Decimal) -> bool:
        """Whether it is the next whole number of credits."""
        return self.whole and 0 < self.amount - amount < self.step

    def told(self, beside: Beside) -> str:
        """Both statements, for a person."""
        return f"{plain(beside.words.text)!r} beside it, which comes to {spell(self.amount.normalize())}"


def _second(found: Found, beside: Beside) -> _Second:
    second, times, by = (_factor(one, found) for one in (beside.words, beside.times, beside.by))
    each = times.value / by.value
    return _Second(second.value * each, second.printed * each, second.printed == 1)


def demand_agreement(found: Found, amount: Decimal, beside: Beside) -> None:
    """Two statements of one price are the same number, as far as each is printed, or the second is the first in whole credits."""
    second = _second(found, beside)
    if not second.is_rounded(amount, _printed_to(found.text)) and not second.is_rounded_up(amount):
        raise UnreadablePrice(found.locator, "two statements of one price that agree", second.told(beside))


def rounded_up(offer: OfferDraft, words: PriceWords | NoPrice, line: PriceLine) -> Iterator[Rule]:
    """The doubt about a price that its page also says in whole credits, where the two agree only if those were rounded."""
    if isinstance(words, NoPrice) or words.beside is None or words.how != "amount":
        return
    amount = read_amount(words.words.text, currency=words.currency, locale=words.locale).value
    second = _second(words.words, words.beside)
    if second.is_doubtful(amount, _printed_to(words.words.text)):
        said = f"its page says {second.told(words.beside)}: rounded, or one of the two has moved"
        of = f"{line.billable}: said twice"
        yield Rule(kind="note", native_id=offer.native_id, variant=line.variant, value=said, of=of, unsure=True, quote=line.quote)


class _Factor(NamedTuple):
    """A number, and how finely it is printed."""

    value: Decimal
    printed: Decimal


def _factor(said: Found | str | None, price: Found) -> _Factor:
    if not isinstance(said, Found):
        return _Factor(Decimal(said or 1), Decimal(0))
    demand_sound(said)
    numbers = _ANY_NUMBER.findall(said.text)
    if len(numbers) != 1 or not Decimal(numbers[0].replace(",", "")):
        raise UnreadablePrice(price.locator, "one number in the second statement of the price", repr(said.text[:80]))
    return _Factor(Decimal(numbers[0].replace(",", "")), _printed_to(numbers[0]))


def _printed_to(text: str) -> Decimal:
    """The worth of the last place of the one number in words."""
    numbers = _ANY_NUMBER.findall(text)
    places = len(numbers[0].partition(".")[2]) if len(numbers) == 1 else FINEST
    return Decimal(1).scaleb(-places)


class _Worth(NamedTuple):
    """Between which two numbers lies what one unit of a second statement is worth, after one price."""

    low: Fraction
    high: Fraction

    def allows(self, worth: Fraction) -> bool:
        """Whether one unit may be worth that."""
        return self.low <= worth <= self.high


def of_one_rate(drafts: list[tuple[Draft, PageStamp]]) -> list[tuple[Draft, PageStamp]]:
    """The drafts, with a fault at each price whose second statement is worth something else than most of its page are."""
    unrated = [one for draft, _ in drafts if isinstance(draft, OfferDraft) for one in draft.prices if _is_unrated(one)]
    if not unrated:
        return drafts
    worths = {id(words): _worth(words, words.beside) for words in unrated if isinstance(words, PriceWords) and words.beside}
    known = [worth for worth in worths.values() if worth]
    agreed = max((worth.low for worth in known), key=lambda low: sum(one.allows(low) for one in known), default=Fraction(0))
    alike = {key for key, worth in worths.items() if worth and worth.allows(agreed)}
    enough = len(alike) > 1 and 2 * len(alike) > len(worths)
    return [(_compared(draft, alike if enough else set()), stamp) for draft, stamp in drafts]


def _is_unrated(words: PriceWords | NoPrice) -> bool:
    return isinstance(words, PriceWords) and words.beside is not None and words.beside.times is None


def _worth(words: PriceWords, beside: Beside) -> _Worth | None:
    """What one unit is worth after a price; None where one of the two can't be read."""
    try:
        amount = Fraction(read_amount(words.words.text, currency=words.currency, locale=words.locale).value)
        second = _factor(beside.words, words.words)
    except UnreadablePrice:
        return None
    half, rounded = Fraction(_printed_to(words.words.text)) / 2, Fraction(second.printed) / 2
    least, most = Fraction(second.value) - rounded, Fraction(second.value) + rounded
    return _Worth((amount - half) / most, (amount + half) / least)


def _compared(draft: Draft, alike: set[int]) -> Draft:
    if not isinstance(draft, OfferDraft):
        return draft
    return replace(draft, prices=tuple([_agreed(one, alike) if _is_unrated(one) else one for one in draft.prices]))


def _agreed(words: PriceWords | NoPrice, alike: set[int]) -> PriceWords | NoPrice:
    """A price whose second statement was compared."""
    if isinstance(words, NoPrice) or words.beside is None:
        return words
    fault = f"{plain(words.beside.words.text)!r} beside it is not worth what it is beside the other prices of the page"
    sound = id(words) in alike or words.words.fault
    return replace(words, beside=None, words=words.words if sound else replace(words.words, fault=fault))
