"""The verbs a reader speaks: offer, price, unread, no_price, plan, rule."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from schema.amounts import Locale
from schema.drafts import ALWAYS, Beside, Found, How, NoPrice, OfferDraft, PlanDraft, PriceWords, RuleDraft
from schema.errors import LayoutChanged
from schema.prices import Basis, Billable, Period, Unit, Variant
from schema.rules import RuleKind
from schema.text import plain

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_ONE = Decimal(1)
LONGEST_NAME = 160  # characters of a native id


def offer(native_id: str, *prices: PriceWords | NoPrice, name: str = "") -> OfferDraft:
    """One model as the provider calls it, with the prices found at this place of the page."""
    plainly = plain(native_id)
    if not 0 < len(plainly) <= LONGEST_NAME:
        raise LayoutChanged(prices[0].words.locator if prices else "an offer", "the name of a model", repr(native_id[:LONGEST_NAME]))
    return OfferDraft(plainly, plain(name) if name else plainly, prices)


def price(
    words: Found,
    billable: Billable,
    unit: Unit,
    unit_text: str = "",
    *,
    how: How = "amount",
    currency: str | None = None,
    denomination: str = "1",
    per: int = 1,
    locale: Locale = "en",
    basis: Basis = "page",
    beside: Beside | None = None,
    **axes: Any,
) -> PriceWords:
    """The words of one price line; `axes` are those of `Variant`, `beside` is a second statement of it."""
    worth, count = _ONE if denomination == "1" else Decimal(denomination), _ONE if per == 1 else Decimal(per)
    return PriceWords(billable, unit, words, plain(unit_text), _variant(**axes), currency, worth, count, how, locale, basis, beside)


def unread(words: Found, why: str, **axes: Any) -> PriceWords:
    """What may be a price of images and is not understood: it is held with this reason, never lost."""
    return price(replace(words, fault=why), "output_image", "image", **axes)


def no_price(words: Found, billable: Billable, unit: Unit, reason: str, currency: str = "USD", **axes: Any) -> NoPrice:
    """A price line the page names without an amount, and what it says instead."""
    return NoPrice(billable, unit, words, reason, currency, _variant(**axes))


@lru_cache(maxsize=4096)  # the axes of a table are few and stand in every row of it
def _variant(**axes: Any) -> Variant:
    return Variant(**axes) if axes else ALWAYS


def plan(id: str, name: str, price: Found, period: Period, **brings: Any) -> PlanDraft:
    """One plan or credit pack; `brings` are the fields of `PlanDraft`."""
    return PlanDraft(slug(id), plain(name), price, period, **brings)


def rule(kind: RuleKind, value: str, words: Found, native_id: str | None = None, *, of: str | None = None, **axes: Any) -> RuleDraft:
    """One rule of how the provider bills, with the words that say so."""
    return RuleDraft(kind, plain(value), words, native_id, Variant(**axes), of)


def slug(words: str) -> str:
    """Words as an identifier: `GPT Image 1.5` is `gpt-image-1.5`.

    >>> slug("FLUX.2 [klein] 4B")
    'flux.2-klein-4b'
    """
    made = re.sub(r"[^a-z0-9.]+", "-", plain(words).lower()).strip("-.")
    if not made:
        raise LayoutChanged(f"the label {words!r}", "a name", "nothing to make one of")
    return made


def size(words: str) -> str:
    """A size as the page spells it, as `1024x1024`; anything else than two whole numbers is refused."""
    match = re.fullmatch(r"(?:[A-Za-z ]*\(?)(\d{2,5}) ?[x×*] ?(\d{2,5})(?: ?px)?\)?", plain(words))
    if match is None:
        raise LayoutChanged(f"the label {words!r}", "a size such as 1024x1024", repr(words))
    return f"{match[1]}x{match[2]}"


def iso_date(words: str) -> str:
    """A day as a page spells it in English (`2026-10-23`, `Dec 1, 2026`), as an ISO date; anything else is refused.

    >>> iso_date("December 31, 2026")
    '2026-12-31'
    """
    numbers = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", plain(words))
    named = re.fullmatch(r"([A-Z][a-z]{2,})\.? (\d{1,2}), (\d{4})", plain(words))
    months = [at for at, month in enumerate(_MONTHS, start=1) if named and month.startswith(named[1])]
    try:
        if numbers:
            return date(int(numbers[1]), int(numbers[2]), int(numbers[3])).isoformat()
        if named and len(months) == 1:
            return date(int(named[3]), months[0], int(named[2])).isoformat()
    except ValueError:
        pass  # a day no month has: refused below like any other spelling
    raise LayoutChanged(f"the words {words!r}", "a day such as 2026-10-23 or Dec 1, 2026", repr(words))
