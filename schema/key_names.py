"""What a JSON key beside a price may say of it, by its name and its value: a currency, a unit, a factor, a condition, a note."""

from __future__ import annotations

import re
from typing import Final

from schema.signal_words import MANY, SCALED
from schema.surroundings import Expected, currencies_in, doubt_of_prose, signals_of_prose
from schema.units import read_unit

_PARTS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")
_OF_CURRENCY: Final = frozenset(("currency", "currencies", "curr", "ccy", "denominated", "币种", "货币"))
_OF_UNIT: Final = frozenset(("unit", "units", "uom", "per", "measure", "basis", "计价单位", "单位"))
_OF_FACTOR: Final = frozenset(
    (
        "multiplier",
        "factor",
        "ratio",
        "scale",
        "scaling",
        "quantity",
        "qty",
        "exponent",
        "batch",
        "bundle",
        "pack",
        "divisor",
        "倍率",
        "数量",
    )
)
_OF_CHANGE: Final = frozenset(
    (
        *("discount", "discounted", "discounts", "surcharge", "surcharges", "markup", "premium", "percent", "percentage", "pct", "rebate"),
        *(
            "tax",
            "taxes",
            "vat",
            "gst",
            "fee",
            "fees",
            "promo",
            "promotion",
            "promotional",
            "sale",
            "coupon",
            "adjustment",
            "uplift",
            "折扣",
        ),
        *("effective", "valid", "until", "expires", "expiry", "expiration", "expired", "starts", "ends", "ending", "生效", "截止"),
        *("minimum", "threshold", "commitment", "contract", "condition", "conditions", "restricted", "restriction", "restrictions"),
        *("enterprise", "reseller", "resellers", "wholesale", "negotiated", "obsoleted", "superseded"),
        *("deprecated", "retired", "legacy", "draft", "estimated", "estimate", "approximate", "provisional", "obsolete", "outdated"),
    )
)
_OF_NOTES: Final = frozenset(
    (
        "note",
        "notes",
        "remark",
        "remarks",
        "comment",
        "comments",
        "disclaimer",
        "disclaimers",
        "notice",
        "footnote",
        "caveat",
        "caveats",
        "备注",
        "说明",
    )
)
_OF_PICTURES: Final = frozenset(
    ("aspect", "width", "height", "dimension", "dimensions", "pixel", "pixels", "resolution", "upscale", "guidance", "strength")
)
_NEUTRAL: Final = ("", "0", "0.0", "0.00", "false", "none", "null", "no")


def doubt_of_key(key: str, value: object, expected: Expected, depth: int = 3) -> str:
    """What a key that stands beside a price says of it, by its name and its value; what is no scalar is looked into."""
    if isinstance(value, dict):
        inner = (doubt_of_key(name, one, expected, depth - 1) for name, one in value.items()) if depth else ()
        return next(filter(None, inner), "")
    if isinstance(value, list) or value is None:
        return ""
    words, parts = str(value).strip(), {part.lower() for part in _PARTS.findall(key)}
    if words.lower() in _NEUTRAL or words.startswith("https://") or parts & _OF_PICTURES:
        return ""
    changes = (
        _doubt_of_currency(words, expected)
        if parts & _OF_CURRENCY
        else words not in ("1", "1.0", "1.00", "100%")
        if parts & _OF_FACTOR
        else _doubt_of_unit(words, expected)
        if parts & _OF_UNIT
        else bool(parts & _OF_CHANGE)
    )
    if changes:
        return f"the key {key!r} beside it says {words[:60]!r}, and nobody read it"
    if parts & _OF_NOTES and signals_of_prose(words):
        return f"the note {key!r} beside it says {words[:60]!r}, and nobody read it"
    return doubt_of_prose(words, expected) if 8 < len(words) < 400 else ""


def _doubt_of_currency(words: str, expected: Expected) -> bool:
    named = currencies_in(words.upper() if len(words) == 3 else words)
    return expected.currency is not None and expected.currency not in named and words.upper() != expected.currency


def _doubt_of_unit(words: str, expected: Expected) -> bool:
    said = read_unit(words) or read_unit(f"per {words}")
    if said is None:
        return bool(re.search(rf"\d|\b{MANY}\b|[百千万]", words, re.I) or SCALED.search(words))
    return said.count != expected.per and said.unit in (expected.unit, "image", "request")
