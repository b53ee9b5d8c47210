"""How prices, dates and sources are said on a page: the filters of the templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import quote, urlsplit

from costs.exact import shown
from costs.plan.credits import CREDIT
from costs.reasons import Code
from pipeline.text.sentences import clean
from schema.amounts import canonical, spell
from schema.prices import PriceLine, Quote
from schema.proofs import Proof

__all__ = [
    "BASES", "BILLABLES", "UNITS", "amount", "anchor", "clean", "day", "fragment",
    "per", "price", "rounded", "slug", "spell", "written",
]  # fmt: skip

UNITS = {"million_tokens": "1M tokens", "gpu_second": "GPU second", "tile_step": "tile and step", "megapixel_step": "megapixel and step"}
BILLABLES = {
    "output_image": "image out",
    "input_image": "image in",
    "cached_input_image": "image in, cached",
    "input_text": "text in",
    "cached_input_text": "text in, cached",
    "output_text": "text out",
    "request": "request",
    "rounding": "rounding",
}
BASES = {
    "page": "read from the seller's page",
    "manual": "quoted by a person",
    "measured": "measured by a third party",
    "derived": "worked out from read prices",
}
# The same in a word or two, for a table.
KNOWN_FROM = {"page": "its page", "manual": "a person", "measured": "measured", "derived": "worked out"}
# What an offer has that its maker's own has not, as `data/models.toml` calls it, in words for a buyer.
UNEQUAL = {
    "no quality knob": "no quality choice",
    "any size one price": "one price for any size",
    "fixed size": "one size only",
    "edit only": "edits only",
    "other defaults": "other defaults than the maker’s",
}
PROOFS = {
    Proof.PAGE: "read from the seller's page",
    Proof.FIRST_PARTY: "the seller's own words, written down by a person",
    Proof.QUOTED: "the seller's own words, as somebody quotes them",
    Proof.THIRD_PARTY: "somebody else's figure",
    Proof.MEASURED: "measured by somebody",
}
OTHER_WORK = "another amount of work"  # by a word for quality
# A short word for each reason why an answer does not lead; its own words say more.
MARKS = {
    Code.NOT_YET: "not out yet",
    Code.ENDED: "ended",
    Code.MISSING: "gone from its page",
    Code.MAKER_ENDED: "ended at its maker",
    Code.ENDS_SOON: "ends soon",
    Code.THIRD_PARTY: "third party",
    Code.MEASURED: "measured",
    Code.UNDATED: "undated",
    Code.AGED: "old",
    Code.DOUBTED: "doubted",
    Code.HELD_AS_DOUBTFUL: "doubted",
    Code.UNSURE: "unsure",
    Code.SIZE: "size not said",
    Code.OPERATION: "can't do that",
    Code.REFERENCES: "references not priced",
    Code.QUALITY: "quality not met",
    Code.LESS_WORK: OTHER_WORK,
    Code.RATING: "not rated as good",
    Code.NO_GENERATOR: "a tool",
    Code.NOT_DESCRIBED: "not described",
    Code.NO_DOLLARS: "no price in dollars",
    Code.FREE: "free",
    Code.NO_PRICE: "no price",
}
DIFFERS = "differs"  # from what the maker sells
WRITTEN = 5  # digits that somebody still writes by hand
SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£"}


def amount(value: Decimal | None, currency: str = "USD") -> str:
    """An exact amount with its currency: `$0.039`, `¥0.20`, `14 credits`.

    >>> amount(Decimal("0.039")), amount(Decimal("12.66"), "credit")
    ('$0.039', '12.66 credits')
    >>> amount(Decimal(20000), "credit")
    '20,000 credits'
    >>> amount(Decimal("8.4")), amount(Decimal("0.1"))
    ('$8.40', '$0.10')
    """
    if value is None:
        return ""
    whole, point, rest = spell(value).partition(".")
    said = f"{int(whole):,}{point}{rest}"
    if currency in SIGNS:
        return f"{SIGNS[currency]}{said}{'0' if len(rest) == 1 else ''}"
    return f"{said} {'credit' if value == 1 else 'credits'}" if currency == "credit" else f"{said} {currency}"


def written(value: Decimal, currency: str = "USD") -> str:
    """An amount as its seller writes it; with more digits than anybody writes, for people. Evidence has all of them.

    >>> written(Decimal("0.0125")), written(Decimal("0.17882895119128733")), written(Decimal("0.550443"), "CNY")
    ('$0.0125', '$0.179', '¥0.55')
    """
    return amount(value, currency) if len(canonical(value).as_tuple().digits) <= WRITTEN else money(value, currency)


def unequal(words: Sequence[str]) -> str:
    """What an offer has that its maker's own has not, for a buyer.

    >>> unequal(("reverse engineered", "no quality knob"))
    'reverse engineered, no quality choice'
    """
    return ", ".join(UNEQUAL.get(word, word) for word in words)


def least(price: Decimal, currency: str, period: str) -> str:
    """The least one pays to get at a price in credits.

    >>> least(Decimal(19), "USD", "month"), least(Decimal(5), "USD", "once")
    ('from $19 a month', 'from $5 of credits')
    """
    return f"from {amount(price, currency)} {'of credits' if period == 'once' else f'a {period}'}"


def spaced(words: str) -> str:
    """Sizes with a sign between their edges.

    >>> spaced("high quality, 1024x1536, batch")
    'high quality, 1024 × 1536, batch'
    """
    return re.sub(r"(?<=\d)x(?=\d)", " × ", words)


def only_in(region: str) -> str:
    """That a price is of one region alone: a word as a name, a code as it is.

    >>> only_in("beijing"), only_in("us-east-1")
    ('Beijing only', 'us-east-1 only')
    """
    return f"{region.capitalize() if region.isalpha() else region} only"


def tick(value: Decimal, currency: str) -> str:
    """An amount on a chart's scale, whose unit stands beneath: `$0.02`, `6,000`."""
    return amount(value, currency) if currency in SIGNS else amount(value, "").strip()


def rounded(value: Decimal) -> str:
    """Dollars for a reader, as everywhere (`costs.exact.shown`); the exact figure stands in the files.

    >>> rounded(Decimal("0.0304347826")), rounded(Decimal("0.039")), rounded(Decimal("12.5"))
    ('$0.0304', '$0.039', '$12.50')
    """
    return money(value, "USD")


def money(value: Decimal | None, currency: str | None) -> str:
    """An amount for people, in any currency: `$0.0864`, `¥0.20`, `5 credits`.

    >>> money(Decimal("0.2"), "CNY"), money(Decimal(1), "credit"), money(Decimal("2.345"), "credit"), money(None, "USD")
    ('¥0.20', '1 credit', '2.34 credits', '-')
    """
    if value is None:
        return "-"
    if currency == CREDIT:
        return f"{_credits(value)} credit{'' if value == 1 else 's'}"
    sign = SIGNS.get(currency or "")
    return f"{sign}{shown(value)}" if sign else f"{shown(value)} {currency}"


def _credits(value: Decimal) -> str:
    return spell(canonical(Decimal(shown(value).replace(",", "")))) if value >= 1 else shown(value)


def per(line: PriceLine) -> str:
    """What a price line is per."""
    return UNITS.get(line.unit, line.unit)


def price(line: PriceLine, say: Callable[[Decimal, str], str] = amount) -> str:
    """A price line's amount as printed: with its bound, or the reason why there is none."""
    if line.amount is None:
        return f"none: {line.reason}"
    if line.upper is not None:
        return f"{say(line.amount, line.currency)} to {say(line.upper, line.currency)}"
    return {"from": "from ", "up_to": "up to "}.get(line.bound or "", "") + say(line.amount, line.currency)


def fragment(evidence: Quote) -> str:
    """The page's address with a text fragment that scrolls to the quoted words; only for pages a browser shows."""
    if urlsplit(evidence.url).scheme != "https":
        return ""
    if re.search(r"\.(md|json|txt)$|/api/|^https://api\.", evidence.url.split("?")[0]):
        return evidence.url
    return f"{evidence.url.split('#')[0]}#:~:text={_percent(evidence.text)}"


def share(part: Decimal) -> str:
    """A part of a whole in whole per cent, halves upwards, as the site's scripts round.

    >>> share(Decimal("0.125")), share(Decimal(0))
    ('13 %', '0 %')
    """
    return f"{int(part * 100 + Decimal('0.5'))} %"


def _percent(text: str) -> str:
    # A dash is syntax in a text fragment: `prefix-,text,-suffix`.
    return quote(text, safe="").replace("-", "%2D")


def day(when: date) -> str:
    """The day of a time, or a day, as ISO."""
    return when.isoformat()[:10]


def anchor(words: str) -> str:
    """A name as the id of an element: a letter first, no dots.

    >>> anchor("flux.1-dev"), anchor("4o-image")
    ('flux_1-dev', 'n4o-image')
    """
    kept = slug(words).replace(".", "_")
    return kept if kept[0].isalpha() else f"n{kept}"


def slug(words: str) -> str:
    """A name as a file name or anchor: letters, digits, dots and dashes, never a path. A name that loses something gets a mark.

    >>> slug("gpt-image-2"), slug("black-forest-labs/FLUX.1-schnell"), slug("../../x")
    ('gpt-image-2', 'black-forest-labs-flux.1-schnell-4a26c4', 'x-9cdf6a')
    """
    kept = re.sub(r"[^a-z0-9.]+", "-", words.lower()).strip("-.")[:80]
    return kept if kept and kept == words else f"{kept or 'unnamed'}-{hashlib.sha256(words.encode()).hexdigest()[:6]}"
