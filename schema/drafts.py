"""What a provider's reader yields: words found on a page, not yet read as numbers.

A reader says *these words are the price of one output image at low quality*; `schema.reading` turns words into
amounts. So one unreadable price holds one offer, and no reader ever makes a number.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, Protocol

from schema.amounts import Locale
from schema.prices import Basis, Billable, Period, Unit, Variant
from schema.rules import RuleKind
from schema.surroundings import Expected, Said

ALWAYS: Final = Variant()
How = Literal["amount", "free", "from", "range", "base"]


class DraftPlace(Protocol):
    """Where words stand on a page."""

    def doubt(self, expected: Expected | None) -> str:
        """Why a price cannot be taken from there as it was; nothing where all that stands around it is accounted for."""
        ...

    def is_quiet(self) -> bool:
        """Whether it is known that nothing around it says anything of any price: `doubt` is not asked then."""
        ...

    def spot(self) -> Hashable:
        """What it shares with all that has the same surroundings."""
        ...

    def around(self) -> Iterable[Said]:
        """What stands around it that may say something of a price."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """Words found on a page: `text` as it stands there, `locator` for a person, `fault` why they can't be trusted.

    `place` is where they stand, for what stands around them.
    """

    text: str
    locator: str
    fault: str = ""
    place: DraftPlace | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Beside:
    """A second statement of a price: its one number, times one thing and by another, is the amount, as far as it is printed.

    Each factor is words with one number, or the number itself; None where the page leaves it out, and all its prices share it.
    """

    words: Found
    times: Found | str | None = "1"
    by: Found | str = "1"


@dataclass(frozen=True, slots=True)
class PriceWords:
    """The words of one price line.

    `unit_text` are the page's words for the unit and `per` how many images they must name; `denomination` is what 1
    in the words is worth in `currency` where the words are no plain amount of it (cents: 0.01; xAI: 0.0000000001).
    `how`: `free` allows 0 and "Free"; `from` and `range` read bounds; `base` reads a plain amount that the words around
    it call where the price starts. `basis` is measured where the page states what was measured, and no price of a list.
    `beside` is a second statement of the price, to be compared.
    """

    billable: Billable
    unit: Unit
    words: Found
    unit_text: str
    variant: Variant = ALWAYS
    currency: str | None = None
    denomination: Decimal = Decimal(1)
    per: Decimal = Decimal(1)
    how: How = "amount"
    locale: Locale = "en"
    basis: Basis = "page"
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class NoPrice:
    """A price line the page names and gives no amount for, with the page's words as the reason."""

    billable: Billable
    unit: Unit
    words: Found
    reason: str
    currency: str
    variant: Variant = ALWAYS


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """One model as one place on a page sells it; several drafts with one `native_id` are one offer."""

    native_id: str
    name: str
    prices: tuple[PriceWords | NoPrice, ...]


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """The words of one plan: its price, and what it brings (credits, images, GPU minutes) as number words.

    `beside` is a second statement of the price: what one credit of it costs, times its credits.
    """

    id: str
    name: str
    price: Found
    period: Period
    currency: str | None = None
    credits: Found | None = None
    images: Found | None = None
    quota_period: Period | None = None
    gpu_minutes: Found | None = None
    yearly: bool = False
    rollover: bool | None = None
    unpublished: str | None = None
    beside: Beside | None = None


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """One rule and the words that say so. `value` is the reader's closed word or the number as it stands."""

    kind: RuleKind
    value: str
    words: Found
    native_id: str | None = None
    variant: Variant = ALWAYS
    of: str | None = None


Draft = OfferDraft | PlanDraft | RuleDraft


@dataclass(frozen=True, slots=True)
class PageStamp:
    """Which page the drafts were read from: for the quotes."""

    url: str
    sha256: str
    captured_at: str
    undated: bool = False
