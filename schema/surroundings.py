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
_CURRENCIES: Final = {
    "USD": r"US ?\$|U\.S\. ?\$|(?:US|U\.S\.|American) dollars?|美元|美金",
    "CAD": r"CA\$|C\$|CDN\$?|Canadian (?:dollars?|funds|currency)|加元|加币|加拿大元",
    "AUD": r"AU\$|A\$|Australian (?:dollars?|currency)|澳元|澳币",
    "NZD": r"NZ\$|New Zealand dollars?|纽元",
    "SGD": r"SG\$|S\$|Singapore dollars?|新加坡元|新币",
    "HKD": r"HK\$|Hong ?Kong dollars?|港元|港币",
    "TWD": r"NT\$|(?:New )?Taiwan(?:ese)? dollars?|新?台币",
    "MXN": r"MX\$|Mexican pesos?",
    "EUR": r"€|euros?|欧元",
    "GBP": r"£|pounds? sterling|British pounds?|pounds|sterling|英镑",
    "JPY": r"JP¥|円|(?:Japanese )?yen|日元|日圆",
    "CNY": r"RMB|CN¥|renminbi|(?:Chinese )?yuan|人民币",
    "KRW": r"₩|Korean won|원|韩元",
    "INR": r"₹|(?:Indian )?rupees?|卢比",
    "BRL": r"R\$|(?:Brazilian )?reais|Brazilian real",
    "CHF": r"(?:Swiss )?francs?|瑞士法郎",
    "SEK": r"Swedish kron(?:a|or)",
    "NOK": r"Norwegian kron(?:e|er)",
    "DKK": r"Danish kron(?:e|er)",
    "PLN": r"zł|zlot(?:y|ys)",
    "CZK": r"Kč|Czech korun(?:a|as|y)",
    "TRY": r"₺|Turkish liras?",
    "RUB": r"₽|rou?bles?|卢布",
    "ILS": r"₪|shekels?",
    "ZAR": r"South African rand",
    "AED": r"dirhams?",
    "THB": r"฿|baht",
    "IDR": r"rupiahs?",
    "VND": r"₫|dong",
    "MYR": r"ringgits?",
}
_NAMES: Final = {
    code: (re.compile(rf"(?<![A-Za-z]){code}(?![A-Za-z])"), re.compile(rf"(?<![A-Za-z])(?:{names})(?![A-Za-z])", re.I))
    for code, names in _CURRENCIES.items()
}
_ANY_NAME: Final = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_CURRENCIES)})(?![A-Za-z])|(?i:(?<![A-Za-z])(?:{'|'.join(_CURRENCIES.values())})(?![A-Za-z]))"
)
_SUM: Final = re.compile(
    rf"[$¢£€¥₩₹]\s?\.?\d|\d\s?(?:[¢£€¥₩₹元円원]|credits?\b|cents?\b|积分|dollars?\b|(?:{'|'.join(_CURRENCIES)})(?![A-Za-z]))"
    rf"|(?<![A-Za-z])(?:{'|'.join(_CURRENCIES)}) ?\d",
)
_OF_PRICES: Final = re.compile(
    r"pric|cost|\brates?\b|\bfees?\b|charg|\bbill|\binvoice|amount|figures?\b|\bvalues?\b|\bsums?\b|"
    r"\btotals?\b|\btariff|\bquot(?:e|es|ed|ation)\b"
    r"|\bdenominat|\bcurrency|\bdollars?\b|\blisted\b|\bshown\b|\bstated\b|\btable\b|\b(?:columns?|"
    r"rows?)\b|\bnumbers?\b|[$€£¥]|价|费|金额|单位|币|计价|报价|表",
    re.I,
)
_MANY: Final = r"(?:tens?|hundreds?|thousands?|millions?|billions?|dozens?|scores?|lakhs?)"
_GOODS: Final = (
    r"(?:images?|pictures?|imgs?|photos?|generations?|requests?|calls?|runs?|outputs?|renders?|units?|pieces?|张|次|图|枚|个|件)"
)
_COUNTED: Final = re.compile(
    rf"\bper\s+(?:(?:{_MANY}|\d[\d,.]*\s?(?:k|m|thousand|million)?|k|two|three|four|five|six|eight|"
    rf"couple of|pair of|batch of \d+|set of \d+|pack of \d+|bundle of \d+)\s*)"
    rf"(?:(?:output|input|generated|finished|api)\s+)*{_GOODS}"
    rf"|/\s*(?:\d{{2,}}[\d,]*|[2-9]|1,?000|k|{_MANY})\s*(?:[a-z]+ )?{_GOODS}"
    rf"|\bfor (?:each |every |a |one )?(?:(?:set|batch|pack|bundle|lot|group|"
    rf"block)s? of )?(?:\d[\d,]*[1-9]|[2-9]|\d+0+|{_MANY}|two|three|four|five|ten|twelve|twenty|"
    rf"fifty)\s+(?:[a-z]+ )?{_GOODS}"
    rf"|\b(?:set|batch|pack|bundle|lot|block)s? of (?:\d+|four|five|ten|{_MANY})\b"
    rf"|每\s*(?:\d{{2,}}|[2-9两二三四五六七八九十百千万]+)\s*{_GOODS}|[/／](?:\d{{2,}}|[2-9]|[十百千万]+)\s*{_GOODS}",
    re.I,
)
_SCALED: Final = re.compile(
    rf"\b(?:in|as|by the|expressed in|given in)\s+(?:units of\s+)?(?:{_MANY}|cents?|pence|pennies|fen|"
    rf"mills|micro-?dollars?|micros?|basis points|\d?,?000s?)\b"
    rf"|\(\s*(?:in\s+)?(?:{_MANY}|cents|pence|¢|000s?|k|x ?1,?000|US cents)\s*\)|\b000s?\s+omitted|"
    rf"[x×]\s?1,?0{{2,}}\b|\b(?:multipl(?:y|ied)|divided?)\s+by\s+\d"
    rf"|(?:以|单位(?:为|是|[:：])?)\s*(?:千|万|百|分|角|厘)|(?:千|万|百)元|单位[:：]?\s*分",
    re.I,
)
_PERCENT: Final = re.compile(
    r"\d\s?%|\bper ?cent\b|\bpercent(?:age)?\b|[\d一二三四五六七八九.]\s?折|百分之|倍率?|\b(?:one|two|three)[- ](?:third|"
    r"quarter)s?\b|\bhalf\b|\b(?:double|twice|triple)\b",
    re.I,
)
_PERCENT_OF_PRICES: Final = re.compile(
    r"\boff\b|discount|surcharge|mark-?up|\bfees?\b|\b(?:more|less|higher|lower|extra|cheaper|dearer|"
    r"on top|premium|rebate|sav(?:e|es|ed|ing|ings))\b|reduc|increas|decreas|\badd(?:s|ed|itional)?\b"
    r"|\btax|\bVAT\b|\bGST\b|pric|\bcosts?\b|charg|优惠|折|加收|上浮|下浮|下调|上调|服务费|价|费",
    re.I,
)
_MONTH: Final = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_DAY: Final = (
    rf"(?:{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|"
    rf"th)?\s+{_MONTH}\.?(?:,?\s+\d{{4}})?|{_MONTH}\.?\s+\d{{4}}|\d{{4}}-\d\d(?:-\d\d)?|"
    rf"\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}\.\d{{1,2}}\.\d{{4}}|Q[1-4]\s+\d{{4}}|"
    rf"\d{{4}}\s?年(?:\s?\d{{1,2}}\s?月)?(?:\s?\d{{1,2}}\s?日)?|\d{{1,2}}\s?月\s?\d{{1,2}}\s?日|20\d\d)"
)
_DATED: Final = re.compile(
    rf"\b(?:effective|valid|applies|apply|applicable|from|starting|beginning|commencing|begins?|starts?|"
    rf"until|till|through|expir(?:es|ing|y|ed)|ends?|ending|before|after|since|by|on|in|as of|between|"
    rf"no later than)\b[^.;。]{{0,40}}?{_DAY}"
    rf"|{_DAY}\s*(?:起|前|后|止|之前|之后|开始|生效|截止)|(?:生效|截至|有效期|到期|自|于)[^。;；]{{0,12}}?{_DAY}",
    re.I,
)
_UPDATED: Final = re.compile(
    r"updat|modif|review|publish|posted|written|checked|verified|accurate|current as of|copyright|©|last seen|revis|edited"
    r"|更新|修订|发布|版权",
    re.I,
)
_TAXED: Final = re.compile(r"\btax(?:es|ed|able)?\b|\bVAT\b|\bGST\b|\bHST\b|\bMwSt\b|\bTVA\b|税", re.I)
_CONDITIONS: Final = (
    r"enterprise|contracts?|contractual(?:ly)?|committed|commitments?|reserved|provisioned|negotiated|"
    r"partners?|resellers?|wholesale|promo(?:tion(?:al|s)?)?|sale|discount(?:s|ed)?|"
    r"limited[- ]time|introductory|trial|launch (?:price|offer)s?|special offers?|legacy|deprecated|"
    r"retired|retiring|discontinued|sunset|no longer|formerly|previous(?:ly)?|"
    r"old (?:prices?|rates?|pricing)|archived?|outdated|obsolete|superseded|expired|batch|flex|priority|"
    r"off-peak|surcharges?|mark-?ups?|examples?|illustrat(?:ive|ion)s?|samples?|hypothetical|"
    r"estimates?|estimated|internal|minimum|volume|tiered|subsidi[sz]ed|grandfathered|non-?profits?|"
    r"education(?:al)?|students?|academic|members?(?: only)?|subscribers?|existing customers|"
    r"new customers|"
    r"additional (?:fee|charge)s?|extra (?:fee|charge)s?|service fees?|platform fees?|handling|coupons?|"
    r"vouchers?|rebates?|draft|placeholder|test (?:data|prices?)|not (?:yet )?(?:in effect|final|valid|"
    r"current)|"
    r"not applicable|upcoming|planned|future|proposed|tentative|competitors?"
)
_CONDITIONS_EASTERN: Final = (
    r"企业|合同|协议价|批量|批处理|预留|促销|折扣|折后|优惠|限时|活动价|特价|会员|下线|停用|停售|旧版|旧价|原价|历史价|仅供参考|示例|样例|估算|预估|另收|加收|附加费|服务费|"
    r"起订|最低|内测|即将|拟定|竞品|代理|渠道"
)
_CONDITION: Final = re.compile(rf"\b(?:{_CONDITIONS})\b|{_CONDITIONS_EASTERN}", re.I)
_OVER_TIME: Final = re.compile(
    r"(?:\b(?:per|each|every|an?) |/ ?)(?:month|mo|year|yr|week|day|hour|hr|minute|min|user|seat|member)\b"
    r"|\b(?:monthly|yearly|annual(?:ly)?|quarterly|weekly|daily|hourly)\b|[每/]\s?(?:月|年|周|天|小时|分钟)|包月|包年",
    re.I,
)
_AT_ONCE: Final = frozenset(("image", "megapixel", "tile", "tile_step", "step", "million_tokens", "request"))
_BEYOND: Final = re.compile(
    rf"\b(?:first|next|over|above|beyond|more than|at least|up to|under|below|exceeding|fewer than|"
    rf"less than|minimum of)\s+\d[\d,.]*\s?(?:k|m|thousand|million)?\s*(?:[a-z]+ )?{_GOODS}|(?:前|超过|满|不足|"
    rf"大于|小于)\s*\d[\d,]*\s*{_GOODS}",
    re.I,
)
_NUMBERS: Final = re.compile(rf"{_DAY}|\d[\d.,]*", re.I)


def currencies_in(words: str) -> frozenset[str]:
    """The currencies that words name; a bare `$` or `¥` is several and none."""
    if not _ANY_NAME.search(words):
        return frozenset()
    return frozenset(code for code, patterns in _NAMES.items() if any(pattern.search(words) for pattern in patterns))


@lru_cache(maxsize=4096)
def signals_of_prose(sentence: str) -> frozenset[Signal]:
    """What a sentence near prices may say of them."""
    about = bool(_OF_PRICES.search(sentence))
    found = {
        Signal.AMOUNT: _SUM.search(sentence),
        Signal.CURRENCY: about and _ANY_NAME.search(sentence),
        Signal.COUNT: _COUNTED.search(sentence) or (about and (_SCALED.search(sentence) or _BEYOND.search(sentence))),
        Signal.PERCENTAGE: _PERCENT.search(sentence) and _PERCENT_OF_PRICES.search(sentence),
        Signal.DATE: _DATED.search(sentence)
        and not _UPDATED.search(sentence)
        and (about or re.search(r"effective|valid|生效|有效", sentence, re.I)),
        Signal.CONDITION: about and _CONDITION.search(sentence),
        Signal.TAX: _TAXED.search(sentence),
    }
    return frozenset(signal for signal, hit in found.items() if hit)


@lru_cache(maxsize=4096)
def signals_of_frame(words: str) -> frozenset[Signal]:
    """What a caption, a group row, a heading or a column's name says of the prices it frames."""
    found = {
        Signal.CURRENCY: _ANY_NAME.search(words),
        Signal.COUNT: _COUNTED.search(words) or _SCALED.search(words) or _BEYOND.search(words),
        Signal.PERCENTAGE: _PERCENT.search(words),
        Signal.DATE: _DATED.search(words) and not _UPDATED.search(words),
        Signal.CONDITION: _CONDITION.search(words),
        Signal.TAX: _TAXED.search(words),
    }
    return frozenset(signal for signal, hit in found.items() if hit)


def framed(words: str) -> list[Said]:
    """A caption, a group row or a heading as what is said around prices; nothing where it says nothing of them."""
    signals = signals_of_frame(words) if words else frozenset()
    return [Said(words, signals)] if signals else []


def doubt_of_frame(words: str, expected: Expected) -> str:
    """Why a price cannot be taken under these words; nothing where they agree with it, or say nothing of it."""
    signals = signals_of_frame(words)
    if Signal.CURRENCY in signals and expected.currency and expected.currency not in currencies_in(words):
        return _why(Signal.CURRENCY, words)
    if Signal.COUNT in signals and not _agrees_in_count(words, expected):
        return _why(Signal.COUNT, words)
    if Signal.CONDITION in signals and not _is_named(words, expected):
        return _why(Signal.CONDITION, words)
    if expected.unit in _AT_ONCE and _OVER_TIME.search(words):
        return _why(Signal.CONDITION, words)
    rest = signals & {Signal.PERCENTAGE, Signal.DATE, Signal.TAX}
    return _why(min(rest), words) if rest else ""


def doubt_of_prose(sentence: str, expected: Expected) -> str:
    """Why a price cannot be taken near a sentence, at a first reading too: another currency of all prices, another scale."""
    signals = signals_of_prose(sentence)
    named = currencies_in(sentence) if Signal.CURRENCY in signals and Signal.AMOUNT not in signals else frozenset()
    if named and expected.currency and expected.currency != "credit" and expected.currency not in named:
        return _why(Signal.CURRENCY, sentence)
    if Signal.COUNT in signals and Signal.AMOUNT not in signals and _SCALED.search(sentence) and not _agrees_in_count(sentence, expected):
        return _why(Signal.COUNT, sentence)
    return ""


def _why(signal: Signal, words: str) -> str:
    return f"{signal} beside it that nothing accounts for: {plain(words)[:160]!r}"


def _agrees_in_count(words: str, expected: Expected) -> bool:
    said = read_unit(words)
    if said is not None and said.count == expected.per and not _SCALED.search(words):
        return True
    in_cents = re.search(r"cents?|¢|分", words, re.I)
    return bool(in_cents and expected.denomination == Decimal("0.01") and not _COUNTED.search(words))


def _is_named(words: str, expected: Expected) -> bool:
    said = {found[0].lower() for found in _CONDITION.finditer(words)}
    return all(any(word in name or name in word for name in expected.names) for word in said)


def without_numbers(words: str) -> str:
    """Words as they are compared between readings: in lower case, numbers and days left out.

    >>> without_numbers("Last updated: November 3, 2026, 37 models")
    'last updated: , models'
    """
    return plain(_NUMBERS.sub("", words)).casefold()


def compared(words: str, signals: frozenset[Signal]) -> str:
    """Words as they are compared between readings; of a count the number is what matters, and stays."""
    counts = [plain(found[0]).casefold() for found in _COUNTED.finditer(words)] if Signal.COUNT in signals else []
    return " ".join([without_numbers(words)[:LONGEST_KEPT], *counts])


def sentences_of(lines: Iterable[str]) -> Iterator[str]:
    """Lines of text divided at the ends of sentences."""
    for line in lines:
        for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\u4e00-\u9fff$€£¥])|(?<=[。！？；])", line):
            if sentence.strip():
                yield sentence.strip()


def changes_a_price(words: str) -> bool:
    """Whether a cell's words may change the price beside them: an amount, a share, a factor, a count, a currency."""
    if len(words.split()) > _LABEL:
        return bool(signals_of_prose(words))
    found = (pattern.search(words) for pattern in (_SUM, _PERCENT, _ANY_NAME, _COUNTED, _SCALED, _FACTOR))
    return any(found) or bool(_DATED.search(words))


_FACTOR: Final = re.compile(
    r"(?<![\dA-Za-z])[×x*]\s?\d+(?:\.\d+)?(?![\dA-Za-z])|(?<![\dA-Za-z])\d+(?:\.\d+)?\s?[×x](?![\dA-Za-z ]*\d)|^[+\-–±]\s?\d"
)
_LABEL: Final = 5  # words: more are a description
_NOTHING: Final = re.compile(r"(?:n/?a|none|no|yes|[无否是]|[×x]?\s?1(?:\.0+)?\s?[×x]?|0(?:\.0+)?\s?%?)", re.I)


def says_nothing(words: str) -> bool:
    """Whether a cell's words are none: a dash, a mark, a factor of one."""
    return not re.search(r"\w", words) or bool(_NOTHING.fullmatch(words.strip()))


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
        *("deprecated", "retired", "legacy", "draft", "estimated", "estimate", "approximate", "provisional", "obsolete", "outdated"),
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
    if words.lower() in _NEUTRAL or parts & _OF_PICTURES:
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
    return doubt_of_prose(words, expected) if 8 < len(words) < 400 else ""


def _doubt_of_currency(words: str, expected: Expected) -> bool:
    named = currencies_in(words.upper() if len(words) == 3 else words)
    return expected.currency is not None and expected.currency not in named and words.upper() != expected.currency


def _doubt_of_unit(words: str, expected: Expected) -> bool:
    said = read_unit(words) or read_unit(f"per {words}")
    if said is None:
        return bool(re.search(r"\d", words) or _SCALED.search(words))
    return said.count != expected.per and said.unit in (expected.unit, "image", "request")
