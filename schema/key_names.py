"""What a JSON key beside a price may say of it, by its name and its value: a currency, a unit, a factor, a condition, a note."""

from __future__ import annotations

import re
from typing import Final

from schema.signal_words import CONDITION, CURRENCIES, GOODS, MANY, NAMES, NUMERAL, PETTY, SCALED
from schema.surroundings import Expected, currencies_in, doubt_of_count, doubt_of_prose, signals_of_frame, signals_of_prose
from schema.units import read_unit

_PARTS: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[^\W\d_a-zA-Z]+")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_OF_CURRENCY: Final = _words(
    "currency currencies curr cur ccy denominated iso4217 moneda devise valuta waehrung währung fx money symbol 币种 货币 通貨 통화 moeda"
)
_OF_UNIT: Final = _words("unit units uom per measure basis granularity 计价单位 单位 単位 단위 unidad unidade einheit")
_OF_FACTOR: Final = _words(
    "multiplier factor ratio scale scaling quantity qty exponent batch bundle pack divisor denominator magnitude coefficient modifier",
    "calls decimals multiple block lot 倍率 数量 系数 수량",
)
_OF_CHANGE: Final = _words(
    "discount discounted discounts surcharge surcharges markup markdown premium percent percentage pct rebate rebates cashback levy",
    "reduction reduced increase decrease uplift rabatt aufschlag descuento desconto sconto remise savings off",
    "tax taxes vat gst mwst ust iva tva gross fee fees promo promotion promotional sale coupon adjustment spot",
    "effective valid until expires expiry expiration expired starts ends ending sunset",
    "minimum threshold commitment contract condition conditions restricted restriction restrictions member members",
    "enterprise reseller resellers wholesale negotiated obsoleted superseded",
    "deprecated retired legacy draft estimated estimate approximate provisional obsolete outdated archived stale placeholder sample test",
    "withdrawn replaced invalid discontinued inactive disabled unavailable cancelled",
)
_OF_CHANGE_EASTERN: Final = re.compile(
    r"할인|세금|부가세|할증|折扣|割引|値引|加价|加收|优惠|促销|税|生效|有效|截止|适用|適用|开始|開始|企业|企業|限定|停售|旧"
)
_OF_SMALL_COINS: Final = _words("cent cents minor micros micro pence pennies fen 分")
_OF_FLAGS: Final = _words("example demo mock old cached approx rough trial hypothetical")  # nothing but true says something
_OF_DAYS: Final = _words("from starting start begin begins live active activates before after applies apply end since date day time until")
_OF_LIFE: Final = _words("active enabled available valid current live public visible published sellable")
_OF_KIND: Final = _words(
    "status state lifecycle visibility type kind mode audience segment customer tier plan class stage phase channel",
    "モード 区分 種別 状態 类型 类别 状态 套餐 유형 상태 구분",
)
_OF_NOTES: Final = _words(
    "note notes remark remarks comment comments disclaimer disclaimers notice footnote caveat caveats",
    "hint tip info terms message warning alert banner",
    "备注 说明 備考 비고 참고",
)
_OF_MONEY: Final = _words("price prices pricing cost costs rate rates billing amount amounts figures tariff charge charged 价格 価格 料金")
_OF_GOODS: Final = _words("image images picture pictures request requests generation generations output outputs 枚 张")
_OF_NUMBER: Final = _words("num number count n included")
_OF_LIMITS: Final = _words("max maximum min limit default reference references input inputs supported allowed")
_OF_PICTURES: Final = _words("aspect width height dimension dimensions pixel pixels resolution upscale guidance strength")
_OF_RECORDS: Final = _words("created updated modified published released release launch launched added indexed knowledge cutoff trained")
_REMARK: Final = 120  # characters: what is longer describes a model
_OF_ABILITIES: Final = _words("supports supported support can allows allowed has")
_ONE: Final = ("1", "1.0", "1.00", "100%")
_NEUTRAL: Final = ("", "0", "0.0", "0.00", "false", "none", "null", "no")


def parts_of(key: str) -> frozenset[str]:
    """The words of a key in lower case, however they are joined.

    >>> sorted(parts_of("nextPageToken") | parts_of("has_more"))
    ['has', 'more', 'next', 'page', 'token']
    """
    return frozenset([part.lower() for part in _PARTS.findall(key)])


def doubt_of_key(key: str, value: object, expected: Expected, depth: int = 3) -> str:
    """What a key that stands beside a price says of it, by its name and its value; what is no scalar is looked into."""
    if isinstance(value, dict):
        inner = (doubt_of_key(name, one, expected, depth - 1) for name, one in value.items()) if depth else ()
        return next(filter(None, inner), "")
    if isinstance(value, list):
        alone = value[0] if len(value) == 1 and parts_of(key) & (_OF_CURRENCY | _OF_UNIT) else None
        return doubt_of_key(key, alone, expected, depth - 1) if depth else ""
    if value is None:
        return ""
    words, parts = str(value).strip(), parts_of(key)
    if words.startswith("https://") or parts & _OF_PICTURES:
        return ""
    if words.lower() in _NEUTRAL:
        changes = words.lower() in ("false", "no") and bool(parts & _OF_LIFE) and "default" not in parts
    else:
        changes = _changes(key, parts, words, expected)
    return f"the key {key!r} beside it says {words[:60]!r}, and nobody read it" if changes else _doubt_of_words(key, parts, words, expected)


def _doubt_of_words(key: str, parts: frozenset[str], words: str, expected: Expected) -> str:
    """What a note says, or a sentence under any key."""
    if parts & _OF_NOTES and (signals_of_prose(words) or (parts & _OF_MONEY and signals_of_frame(words))):
        return f"the note {key!r} beside it says {words[:60]!r}, and nobody read it"
    if len(words) < _REMARK and (doubt := doubt_of_count(words, expected)):
        return doubt
    return doubt_of_prose(words, expected) if 8 < len(words) < 400 else ""


def _changes(key: str, parts: frozenset[str], words: str, expected: Expected) -> bool:
    """Whether a scalar under a name of these parts may change a price."""
    if parts & _OF_CURRENCY:
        return _doubt_of_currency(words, expected)
    if parts & _OF_FACTOR and not (parts & _OF_ABILITIES and words.lower() == "true"):
        return words not in _ONE
    if parts & _OF_UNIT and _doubt_of_unit(words, expected):
        return True
    flagged = words.lower() == "true" and parts - {"is"} <= _OF_FLAGS
    return (
        flagged
        or parts >= {"from", "volume"}
        or bool(parts & _OF_CHANGE or _OF_CHANGE_EASTERN.search(key))
        or _says_another(parts, words, expected)
    )


_CODE: Final = re.compile(rf"(?:{'|'.join(NAMES)})|[€£₩₹₺₽₪฿₫₱₦₴]|(?:CA|AU|A|C|NZ|HK|S|R|MX|NT)\$")
_NAME: Final = re.compile(rf"(?:{'|'.join(CURRENCIES.values())})", re.I)
_SOME_GOODS: Final = re.compile(rf"(?:per |for |each )?{NUMERAL}\s+(?:[a-z]+ )?{GOODS}|per {NUMERAL}", re.I)
_SCALE: Final = re.compile(rf"(?:in )?(?:{PETTY}|{MANY})", re.I)
_DAY: Final = re.compile(r"20\d\d-\d\d(?:-\d\d)?(?:[T ][\d:.]+Z?)?|20\d\d/\d\d?/\d\d?")
_OVER: Final = re.compile(rf"(?:{CONDITION.pattern}|inactive|disabled|unavailable|hidden|old|past|closed|paused|suspended)", re.I)


def _says_another(parts: frozenset[str], words: str, expected: Expected) -> bool:
    """Whether a value, or a value under a name like this, is another currency, a count of goods, coins, a day, or a kind of price."""
    if _CODE.fullmatch(words.upper() if parts & _OF_MONEY else words) or (parts & _OF_MONEY and _NAME.fullmatch(words)):
        return _doubt_of_currency(words, expected)
    if _SOME_GOODS.fullmatch(words):
        return _doubt_of_unit(words, expected)
    number = bool(re.fullmatch(r"-?\d+(?:\.\d+)?", words))
    if _SCALE.fullmatch(words) or (parts & _OF_SMALL_COINS and (number or words.lower() == "true")):
        return expected.denomination == 1
    if number and (("for" in parts and parts & _OF_MONEY) or (parts & _OF_GOODS and parts & _OF_NUMBER and not parts & _OF_LIMITS)):
        return words != "1"
    if _DAY.fullmatch(words) and parts & _OF_DAYS and not parts & _OF_RECORDS:
        return bool(parts - {"date", "day", "time", "active"})
    return bool(parts & (_OF_KIND | _OF_MONEY)) and _OVER.fullmatch(words) is not None and words.lower() not in expected.names


def _doubt_of_currency(words: str, expected: Expected) -> bool:
    named = currencies_in(words.upper() if len(words) == 3 else words)
    return expected.currency is not None and expected.currency not in named and words.upper() != expected.currency


def _doubt_of_unit(words: str, expected: Expected) -> bool:
    if words in _ONE:
        return False
    said = read_unit(words) or read_unit(f"per {words}")
    if said is None:
        petty = re.search(rf"\b{PETTY}\b", words, re.I) and expected.denomination == 1
        return bool(petty or re.search(rf"\d|\b{MANY}\b|[百千万]", words, re.I) or SCALED.search(words))
    return said.count != expected.per and said.unit in (expected.unit, "image", "request")
