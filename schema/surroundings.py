"""What words around a price may say of it: another currency, a count, a percentage, a date, a condition, a tax, an amount.

Closed lists of words, and what of them contradicts a price that was read. Nothing here makes a number of a price: words
that are on a list and that nobody named hold what they stand around. A *frame* (a caption, a group row, the heading
straight above, a column, a key) is about the prices it frames, whatever it says; *prose* is, where it speaks of prices.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from schema.signal_words import (
    ANY_NAME,
    AT_ONCE,
    BEGINS_OR_ENDS,
    BEYOND,
    CONDITION,
    COUNTED,
    DATED,
    EACH,
    FOR_SOME,
    MAY_TELL,
    MONTH,
    NAMES,
    NOT_YET,
    NUMBERS,
    OF_PAYING,
    OF_PRICES,
    OF_SERVICE,
    OF_VALIDITY,
    OVER_TIME,
    PERCENT,
    PERCENT_OF_PRICES,
    REPORTED,
    SCALED,
    SUM,
    TAXED,
    UNTAXED,
    UPDATED,
)
from schema.text import plain
from schema.units import read_unit


class Signal(StrEnum):
    """A kind of words that may change what a price means."""

    CURRENCY = "a currency"
    COUNT = "a count or a scale"
    PERCENTAGE = "a percentage"
    DATE = "a date"
    CONDITION = "a condition"
    TAX = "a tax"
    AMOUNT = "an amount"


@dataclass(frozen=True, slots=True)
class Expected:
    """What was read of a price, and what the words around it may therefore say."""

    currency: str | None
    unit: str
    per: Decimal = Decimal(1)
    denomination: Decimal = Decimal(1)
    taxed: bool = False  # the provider is known to include taxes
    names: frozenset[str] = frozenset()  # tier, quality and the like, in lower case: what the module says it knows


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that may say something of the prices near it."""

    words: str
    signals: frozenset[Signal]


@dataclass(frozen=True, slots=True)
class Around:
    """Words that stand around some offers of a page: `words` as they are compared, `said` as they stand there."""

    url: str
    words: str
    said: str
    signals: frozenset[Signal]
    offers: frozenset[str]


LONGEST_KEPT: Final = 120  # characters of a sentence: enough to know it again, and no copy of somebody's page


_LABEL: Final = 5  # words: more are a description, or a sentence
_LABEL_LENGTH: Final = 40  # characters
_OF_THE_PAST: Final = frozenset((Signal.PERCENTAGE, Signal.DATE, Signal.CONDITION))
_INCLUDED: Final = re.compile(r"incl|with|^\W*\w+\W*(?:\w+\W*)?$|含", re.I)


def currencies_in(words: str) -> frozenset[str]:
    """The currencies that words name; a bare `$` or `¥` is several and none."""
    if not ANY_NAME.search(words):
        return frozenset()
    return frozenset(code for code, patterns in NAMES.items() if any(pattern.search(words) for pattern in patterns))


@lru_cache(maxsize=4096)
def signals_of_prose(sentence: str) -> frozenset[Signal]:
    """What a sentence near prices may say of them."""
    about, label = bool(OF_PRICES.search(sentence)), len(sentence) <= _LABEL_LENGTH and len(sentence.split()) <= _LABEL
    found = {
        Signal.AMOUNT: SUM.search(sentence),
        Signal.CURRENCY: about and ANY_NAME.search(sentence),
        Signal.COUNT: (COUNTED.search(sentence) and (about or label or EACH.search(sentence)))
        or ((about or label) and (SCALED.search(sentence) or BEYOND.search(sentence))),
        Signal.PERCENTAGE: PERCENT.search(sentence) and PERCENT_OF_PRICES.search(sentence),
        Signal.DATE: DATED.search(sentence)
        and not UPDATED.search(sentence)
        and (about or OF_VALIDITY.search(sentence) or (label and BEGINS_OR_ENDS.search(sentence))),
        Signal.CONDITION: (about or (label and FOR_SOME.search(sentence))) and CONDITION.search(sentence),
        Signal.TAX: (TAXED.search(sentence) and not UNTAXED.search(sentence)),
    }
    reported = _OF_THE_PAST if REPORTED.search(sentence) and not NOT_YET.search(sentence) else frozenset[Signal]()
    return frozenset(signal for signal, hit in found.items() if hit) - reported


def telling(lines: Iterable[str]) -> Iterator[str]:
    """The lines of which a sentence may have signals: `signals_of_prose` finds nothing in any other, and asks ten patterns of each."""
    return (line for line in lines if any(map(may_tell, line.split())))


@lru_cache(maxsize=16384)
def may_tell(word: str) -> bool:
    """Whether a sentence with this word may have signals."""
    return bool(MAY_TELL.search(word))


def speaks_of_prices(sentence: str) -> bool:
    """Whether a sentence may say anything of a price: one that doesn't may stand anywhere."""
    return bool(OF_PRICES.search(sentence) or OF_PAYING.search(OF_SERVICE.sub("", sentence)) or signals_of_prose(sentence))


@lru_cache(maxsize=4096)
def signals_of_frame(words: str) -> frozenset[Signal]:
    """What a caption, a group row, a heading or a column's name says of the prices it frames."""
    found = {
        Signal.CURRENCY: ANY_NAME.search(words),
        Signal.COUNT: COUNTED.search(words) or SCALED.search(words) or BEYOND.search(words),
        Signal.PERCENTAGE: PERCENT.search(words),
        Signal.DATE: DATED.search(words) and not UPDATED.search(words),
        Signal.CONDITION: CONDITION.search(words),
        Signal.TAX: TAXED.search(words) and not UNTAXED.search(words) and (OF_PRICES.search(words) or _INCLUDED.search(words)),
    }
    return frozenset(signal for signal, hit in found.items() if hit)


def framed(words: str) -> list[Said]:
    """A caption, a group row or a heading as what is said around prices; nothing where it says nothing of them."""
    signals = signals_of_frame(words) if words else frozenset()
    return [Said(words, signals)] if signals else []


def may_be_doubted(words: str) -> bool:
    """Whether a frame of these words may contradict any price: of nearly all frames there is nothing to ask."""
    return bool(signals_of_frame(words) or OVER_TIME.search(words))


def doubt_of_frame(words: str, expected: Expected) -> str:
    """Why a price cannot be taken under these words; nothing where they agree with it, or say nothing of it."""
    signals = signals_of_frame(words)
    if Signal.CURRENCY in signals and expected.currency and expected.currency not in currencies_in(words):
        return _why(Signal.CURRENCY, words)
    if Signal.COUNT in signals and not _agrees_in_count(words, expected):
        return _why(Signal.COUNT, words)
    if Signal.CONDITION in signals and not _is_named(words, expected):
        return _why(Signal.CONDITION, words)
    if expected.unit in AT_ONCE and OVER_TIME.search(words):
        return _why(Signal.CONDITION, words)
    known = {Signal.PERCENTAGE, Signal.TAX} if expected.taxed and Signal.TAX in signals else set[Signal]()
    rest = signals & {Signal.PERCENTAGE, Signal.DATE, Signal.TAX} - known
    return _why(min(rest), words) if rest else ""


def doubt_of_prose(sentence: str, expected: Expected) -> str:
    """Why a price cannot be taken near a sentence, at a first reading too: another currency of all prices, another scale."""
    signals = signals_of_prose(sentence)
    named = currencies_in(sentence) if Signal.CURRENCY in signals and Signal.AMOUNT not in signals else frozenset()
    if named and expected.currency and expected.currency != "credit" and expected.currency not in named:
        return _why(Signal.CURRENCY, sentence)
    if Signal.COUNT in signals and Signal.AMOUNT not in signals and SCALED.search(sentence) and not _agrees_in_count(sentence, expected):
        return _why(Signal.COUNT, sentence)
    return ""


def doubt_of_count(sentence: str, expected: Expected) -> str:
    """Why a price cannot be taken beside a sentence that says how many images prices are for."""
    signals = signals_of_prose(sentence)
    said = (
        COUNTED.search(sentence) and Signal.COUNT in signals and Signal.AMOUNT not in signals and not _agrees_in_count(sentence, expected)
    )
    return _why(Signal.COUNT, sentence) if said else ""


def _why(signal: Signal, words: str) -> str:
    return f"{signal} beside it that nothing accounts for: {plain(words)[:160]!r}"


def _agrees_in_count(words: str, expected: Expected) -> bool:
    said = read_unit(words)
    if said is not None and said.count == expected.per and not SCALED.search(words):
        return True
    in_cents = re.search(r"cents?|¢|分", words, re.I)
    return bool(in_cents and expected.denomination == Decimal("0.01") and not COUNTED.search(words))


def _is_named(words: str, expected: Expected) -> bool:
    said = {found[0].lower() for found in CONDITION.finditer(words)}
    return all(any(word in name or name in word for name in expected.names) for word in said)


def without_numbers(words: str) -> str:
    """Words as they are compared between readings: in lower case, numbers and days left out.

    >>> without_numbers("Last updated: November 3, 2026, 37 models")
    'last updated: , models'
    """
    return plain(NUMBERS.sub("", words)).casefold()


def compared(words: str, signals: frozenset[Signal]) -> str:
    """Words as they are compared between readings; of a count the number is what matters, and stays."""
    counts = [plain(found[0]).casefold() for found in COUNTED.finditer(words)] if Signal.COUNT in signals else []
    return " ".join([without_numbers(words)[:LONGEST_KEPT], *counts])


_ENDS: Final = re.compile(rf"(?<=[.!?])(?:(?<!\d\.)|(?!\s+{MONTH}))\s+(?=[A-Z\u4e00-\u9fff$€£¥])|(?<=[。！？；])")  # `ab 1. März` ends none


def sentences_of(lines: Iterable[str]) -> Iterator[str]:
    """Lines of text divided at the ends of sentences."""
    for line in lines:
        for sentence in _ENDS.split(line):
            if sentence.strip():
                yield sentence.strip()


def changes_a_price(words: str) -> bool:
    """Whether a cell's words may change the price beside them: an amount, a share, a factor, a count, a currency."""
    if len(words.split()) > _LABEL:
        return bool(signals_of_prose(words))
    found = (pattern.search(words) for pattern in (SUM, PERCENT, ANY_NAME, COUNTED, SCALED, _FACTOR))
    return any(found) or bool(DATED.search(words))


def is_a_condition(words: str) -> bool:
    """Whether a cell says nothing else than for whom its row is, or that it is over: `Deprecated`, `Partners only`."""
    return bool(_MARK.fullmatch(words.strip()))


_MARK: Final = re.compile(rf"(?:for )?(?:{CONDITION.pattern})(?: only| prices?| models?| pricing)?", re.I)
_FACTOR: Final = re.compile(
    r"(?<![\dA-Za-z])[×x*]\s?\d+(?:\.\d+)?(?![\dA-Za-z])|(?<![\dA-Za-z])\d+(?:\.\d+)?\s?[×x](?![\dA-Za-z ]*\d)|^[+\-–±]\s?\d"
)
_NOTHING: Final = re.compile(r"(?:n/?a|none|no|yes|[无否是]|[×x]?\s?1(?:\.0+)?\s?[×x]?|0(?:\.0+)?\s?%?)", re.I)


def says_nothing(words: str) -> bool:
    """Whether a cell's words are none: a dash, a mark, a factor of one."""
    return not re.search(r"\w", words) or bool(_NOTHING.fullmatch(words.strip()))
