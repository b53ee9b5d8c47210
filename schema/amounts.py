"""Words become an amount here and nowhere else: exactly one amount, matched from end to end, or `UnreadablePrice`.

What is accepted is one grammar, `_grammar`: signs, number, signs, unit, remark, note mark, full stop. Nothing searches
for a number inside words. `_DIAGNOSES` only names why words were refused; it never yields a value.

The grammar is English, `locale="en"`. Where English words would mean another number on a page of another language,
they are refused:

- `2.000`, `$2.000`, `1.875`, `1.875 USD`, `€1.250` are thousands in half of Europe and in Latin America. `$1.875` is
  read (Google and xAI print such rates, 2026-08), and so is `4.697元`: China writes no point between thousands.
- `0.04 $`, `0.04 £`: no English page puts the sign behind the number, so the page is not the English one.

A caller who has proven the page's language declares `locale="en-US"` and reads the first kind; `locale="de"` reads
`2.000 $` as two thousand. `locale="json"` is a number written for machines: no groups, no signs, no doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple, TypedDict, Unpack

from schema.errors import UnreadablePrice
from schema.text import folded, plain

Locale = Literal["en", "en-US", "de", "json"]
CREDIT: Final = "credit"  # a provider's own currency; everything else is ISO 4217
LONGEST: Final = 200  # characters; a price is never longer
HIGHEST: Final = Decimal(10) ** 9
HIGHEST_COUNT: Final = Decimal(10) ** 15  # of a machine's smallest coin: xAI counts ten-billionths of a dollar
FINEST: Final = 18  # decimals; a price per token has 10 at most
FINEST_FLOAT: Final = 40  # a machine's 2.384185791015625e-08 is kept as it is written


class UnitSaid(StrEnum):
    """What the words say one amount buys. `each` names nothing and is no unit."""

    IMAGE = "image"
    THOUSAND_IMAGES = "thousand_images"
    MILLION_IMAGES = "million_images"
    MEGAPIXEL = "megapixel"
    STEP = "step"
    TILE = "tile"
    TILE_STEP = "tile_step"
    TOKEN = "token"
    THOUSAND_TOKENS = "thousand_tokens"
    MILLION_TOKENS = "million_tokens"
    CHARACTER = "character"
    REQUEST = "request"
    THOUSAND_REQUESTS = "thousand_requests"
    RUN = "run"
    CREDIT = "credit"
    THOUSAND_NEURONS = "thousand_neurons"
    GPU_SECOND = "gpu_second"
    GPU_HOUR = "gpu_hour"
    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    VIDEO = "video"


class Reason(StrEnum):
    """Why words are not one amount. An `UnreadablePrice` carries it as `found`."""

    ABBREVIATED = "an abbreviated number"
    AMBIGUOUS = "an ambiguous number"
    APPROXIMATE = "an approximate amount"
    BOUND = "a bound, not a price"
    CONFUSABLE = "confusable letters"
    CURRENCY_CONTRADICTS = "a currency that contradicts"
    CURRENCY_UNKNOWN = "an unknown currency"
    CURRENCY_UNSAID = "no currency"
    DISCOUNT = "a discount or a percentage"
    FOOTNOTE = "a footnote mark"
    FREE_FOR_NOW = "free for a limited time"
    LOCALE = "another locale's format"
    NEGATIVE = "a negative amount"
    NO_PRICE = "no price stated"
    NOT_DECODED = "broken characters"
    NOT_FINITE = "no finite number"
    NOT_RENDERED = "a page that was not rendered"
    PLAIN = "a plain amount"
    OUT_OF_BOUNDS = "more digits than a price has"
    RANGE = "a range"
    REMARK = "a remark beside the amount"
    STRUCK = "a struck-through amount"
    TAX = "a remark on taxes"
    TOO_LONG = "more words than a price has"
    TWO_AMOUNTS = "two amounts"
    UNIT_CONTRADICTS = "a unit that contradicts"
    UNIT_UNKNOWN = "an unknown unit"
    WORDS = "other words beside the amount"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of one currency, and what the words themselves say it is for."""

    value: Decimal
    currency: str
    unit: str | None = None
    of: str | None = None  # as written: "1K", "input", "text and thinking"


@dataclass(frozen=True, slots=True)
class BoundAmount:
    """Words that promise less than a price: `from $0.03`, `up to $0.08`, `$0.01-0.035/call`."""

    kind: Literal["from", "up_to", "range"]
    low: Amount | None
    high: Amount | None


class Declared(TypedDict, total=False):
    """What the caller knows from the page around the words."""

    currency: str | None  # ISO 4217 or "credit": needed for a bare number, checked against a sign
    locale: Locale  # "en" unless said otherwise; "en-US" only where the page's language was proven
    unit: str | None  # the words may be silent, they may not contradict
    of: str | None  # the same; also the only remark in parentheses that is accepted
    free: bool  # the provider does give it away: zero is a price here
    cents: bool  # a header such as "(¢)": a bare number counts cents
    where: str  # named in the message


class _Refused(Exception):
    def __init__(self, reason: Reason) -> None:
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Context:
    currency: str | None = None
    locale: Locale = "en"
    unit: str | None = None
    of: str | None = None
    free: bool = False
    cents: bool = False
    where: str = "price"


# --- the front door -------------------------------------------------------------------------------------------------


def read_amount(words: str, **declared: Unpack[Declared]) -> Amount:
    """Read the one amount these words state, exactly; raise `UnreadablePrice` for anything else."""
    return _read(words, _context(**declared))


@lru_cache(maxsize=4096)  # a page says the same price in many places, and so do its seller's other pages
def _read(words: str, context: _Context) -> Amount:
    try:
        return _amount(_cleaned(words), context)
    except _Refused as refused:
        raise _unreadable(words, "exactly one amount", refused.reason, context) from None


def read_bound(words: str, **declared: Unpack[Declared]) -> BoundAmount:
    """Read "from", "up to" or a range, for a caller who publishes it as such; a plain amount is refused."""
    context = _context(**declared)
    try:
        return _bound(_cleaned(words), context)
    except _Refused as refused:
        raise _unreadable(words, "a lower bound, an upper bound or a range", refused.reason, context) from None


def canonical(value: Decimal) -> Decimal:
    """The one spelling of a number: no exponent, no trailing zeros, no negative zero. Never rounds."""
    return Decimal(spell(value))


def spell(value: Decimal) -> str:
    """Write a number as `0.00000001`, `1250`, `0.04`."""
    if not value.is_finite():
        raise ValueError(f"not a finite number: {value}")
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


@lru_cache(maxsize=256)  # a page declares the same of every price
def _context(**declared: Unpack[Declared]) -> _Context:
    currency = declared.get("currency")
    if currency is not None and not re.fullmatch(rf"[A-Z]{{3}}|{CREDIT}", currency):
        raise ValueError(f"not a currency: {currency!r}")
    return _Context(**declared)


def _unreadable(words: str, expected: str, reason: Reason, context: _Context) -> UnreadablePrice:
    quoted = words if len(words) <= LONGEST else f"{words[:LONGEST]}..."
    return UnreadablePrice(f"{context.where} {quoted!r}", expected, reason)


# --- signs ----------------------------------------------------------------------------------------------------------


class _Sign(NamedTuple):
    currencies: tuple[str, ...]
    assumed: str | None  # what the sign means when nobody declares a currency
    minor: bool = False  # cents


_SignsBySpelling = dict[str, _Sign]  # by lower-case spelling
_DOLLARS: Final = ("USD", "CAD", "AUD", "HKD", "TWD", "SGD", "NZD", "MXN")
_CODES: Final = (*_DOLLARS, "CNY", "JPY", "EUR", "GBP", "BRL", "CHF", "INR", "KRW")


def _signs(sign: _Sign, *spellings: str) -> _SignsBySpelling:
    return {spelling.lower(): sign for spelling in spellings}


def _signs_of(spellings: dict[str, str]) -> _SignsBySpelling:
    """One currency each: its spellings, divided by `|`."""
    signs = (_signs(_Sign((code,), code), *words.split("|")) for code, words in spellings.items())
    return {spelling: sign for found in signs for spelling, sign in found.items()}


_CODE_SIGNS: Final = _signs_of({code: code for code in _CODES})
_DOLLAR: Final = _Sign(_DOLLARS, "USD")
_YEN_OR_YUAN: Final = _Sign(("CNY", "JPY"), None)
_EASTERN: Final = _signs_of({"CNY": "元|元人民币|人民币", "JPY": "円|日元", "USD": "美元|美金", "KRW": "원", "HKD": "港元", "EUR": "欧元"})
_NOT_BEHIND: Final = ("$", "£", "us$")  # no English page writes `0.04 $`

_BEFORE: Final[_SignsBySpelling] = {
    **_CODE_SIGNS,
    **_signs(_DOLLAR, "$"),
    **_signs(_YEN_OR_YUAN, "¥"),
    **_signs_of({"USD": "US$|US $|U.S. $|U.S.$|$US", "CAD": "CA$|C$|CDN$", "AUD": "AU$|A$", "HKD": "HK$", "TWD": "NT$"}),
    **_signs_of({"SGD": "S$|SG$", "NZD": "NZ$", "MXN": "MX$", "BRL": "R$", "CNY": "CN¥|RMB|人民币", "JPY": "JP¥"}),
    **_signs_of({"EUR": "€", "GBP": "£", "INR": "₹", "KRW": "₩"}),
}
_BEHIND: Final[_SignsBySpelling] = {
    **_CODE_SIGNS,
    **_EASTERN,
    **_signs(_DOLLAR, "$", "dollar", "dollars"),
    **_signs(_YEN_OR_YUAN, "¥"),
    **_signs_of({"USD": "US$|US dollar|US dollars|U.S. dollars", "EUR": "€|euro|euros", "GBP": "£"}),
    **_signs_of({"CNY": "yuan|RMB", "JPY": "yen", CREDIT: "credit|credits|cr|cr.|积分"}),
    **_signs(_Sign(_DOLLARS, "USD", minor=True), "¢", "cent", "cents"),
    **_signs(_Sign(("USD",), "USD", minor=True), "US¢", "US cent", "US cents", "USD cents"),
}


def _any_of(signs: _SignsBySpelling) -> str:
    """Any of these spellings; where a number begins, or a space, none of the many is tried."""
    longest_first = sorted(signs, key=len, reverse=True)
    return rf"(?![0-9.\ ])(?:{'|'.join(re.escape(spelling) + _end_of_word(spelling) for spelling in longest_first)})"


def _end_of_word(spelling: str) -> str:
    return r"(?![a-z])" if re.fullmatch(r"[a-z. ]*[a-z]", spelling) else ""


# --- numbers --------------------------------------------------------------------------------------------------------

_EXPONENT: Final = r"(?:e[-+]?[0-9]{1,3})?"


def _decimal(gaps: str, point: str) -> str:
    """A number: groups are of exactly three and divided alike; a plain space divides only where decimals follow.

    `1 250` may be two cells glued together, `1 250.00` is one number.
    """
    grouped = rf"[1-9][0-9]{{0,2}}(?P<gap>{gaps})[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*"
    return rf"(?:[1-9][0-9]{{0,2}}(?:\ [0-9]{{3}})+{point}[0-9]+|(?:{grouped}|0|[1-9][0-9]*)(?:{point}[0-9]+)?)"


_ENGLISH: Final = "(?:" + _decimal("[,'’]", r"\.") + r"|\.[0-9]+)" + _EXPONENT
_GERMAN: Final = _decimal("[.'’]", ",")
_JSON: Final = rf"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?{_EXPONENT}"
_NUMBERS: Final[dict[Locale, str]] = {"en": _ENGLISH, "en-US": _ENGLISH, "de": _GERMAN, "json": _JSON}
_EXACT: Final = Context(prec=2000)
_DIVIDERS: Final[dict[Locale, dict[int, str | None]]] = {
    locale: str.maketrans({**dict.fromkeys(" '’,"), **({".": None, ",": "."} if locale == "de" else {})}) for locale in _NUMBERS
}

_THREE_BEHIND_COMMA: Final = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_THREE_BEHIND_POINT: Final = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_YEAR: Final = re.compile(r"199[0-9]|20(?!00)[0-4][0-9]")  # 2000 is a round number of credits
_PHONE: Final = re.compile(r"[0-9]{1,3}(?:['’][0-9]{3}){2,}")

# --- units ----------------------------------------------------------------------------------------------------------

_SIZE: Final = r"(?:(?:0\.5|1|1\.5|2|4|8)K|[0-9]{3,4}(?:px|p)|[0-9]{3,4} ?[x×] ?[0-9]{3,4}(?: ?px)?)"
_SIZES: Final = rf"(?P<of>{_SIZE}(?: ?/ ?{_SIZE})*)"
_KIND: Final = r"(?:(?P<of>input|output|generated|reference) )?"
_TOKENS: Final = r"(?:(?P<of>(?:(?:cached|text|image|input|output|audio|video) )+))?tok(?:en)?s?"
_THOUSAND: Final = r"(?:1 ?thousand|thousand|1,?000)"
_MILLION: Final = r"(?:1 ?M|M|1 ?million|million|1,?000,?000)"
_PERSON: Final = r"(?:(?P<of>user|seat|member|editor)(?: ?/ ?| per | ))?"

# What may follow "per", "/" or "for each". `1K image` is a resolution, `1K images` a count; `2K images` could be either.
_UNITS: Final = (
    ("image", rf"(?:1 )?{_KIND}(?:images?|imgs?|pictures?)"),
    ("image", r"(?:1 )?image (?P<of>generated)"),
    ("image", rf"{_SIZES}(?: resolution)? (?:image|img)"),
    ("image", r"张(?:图|图片)?"),
    ("thousand_images", rf"{_THOUSAND} {_KIND}images|1k images|千张"),
    ("thousand_images", rf"(?:{_THOUSAND}|1k) images (?P<of>generated)"),
    ("million_images", rf"{_MILLION} {_KIND}images|百万张"),
    (
        "megapixel",
        r"(?:1 )?(?:(?P<of>first|additional|extra|further|input|output) )?(?:megapixels?|mpx?)",
    ),
    ("step", r"(?:1 )?(?:inference )?steps?"),
    ("tile", rf"(?:{_SIZES} )?tile"),
    ("tile_step", rf"(?:{_SIZES} )?tile(?:, per| per|,? ?/|-) ?step"),
    ("token", _TOKENS),
    ("thousand_tokens", rf"(?:{_THOUSAND}|1 ?k|k) {_TOKENS}|千 ?tokens?"),
    ("million_tokens", rf"{_MILLION} {_TOKENS}|mtoks?|百万 ?tokens?"),
    ("character", r"characters?"),
    ("request", r"(?:1 )?(?:api )?(?:request|req|call)|次"),
    ("thousand_requests", rf"(?:{_THOUSAND}|1 ?k|k) (?:api )?(?:requests|calls)|千次"),
    ("run", r"(?:1 )?(?:run|generation)"),
    ("credit", r"(?:1 )?credit|积分"),
    ("thousand_neurons", rf"(?:{_THOUSAND}|1 ?k) neurons"),
    ("gpu_second", r"(?:gpu|compute)[ -]?sec(?:ond)?s?"),
    ("gpu_hour", r"gpu[ -]?h(?:ou)?r?"),
    ("second", r"seconds?|secs?|s|秒"),
    ("minute", r"minute|min|分钟"),
    ("hour", r"hour|hr|h|小时"),
    ("day", rf"{_PERSON}day|天|日"),
    ("week", rf"{_PERSON}(?:week|wk)|周"),
    ("month", rf"{_PERSON}(?:month|mo)|个?月"),
    ("year", rf"{_PERSON}(?:year|yr)|年"),
    ("video", r"video"),
)

_CODE: Final = "|".join(_CODES)

# --- the grammar ----------------------------------------------------------------------------------------------------


@cache  # compiled when the first words are read: most commands read none
def _grammar(locale: Locale) -> re.Pattern[str]:
    before, behind, number = _any_of(_BEFORE), _any_of(_BEHIND), _NUMBERS[locale]
    return re.compile(
        rf"""
        (?: (?P<sign>{before}) (?: \ ? (?P<second_sign>{before}) )? (?P<space>\ ?) )?
        (?P<number>{number})
        (?: \ ? (?P<behind>{behind}) (?: \ (?P<second_behind>{behind}) )? )?
        (?P<tail> \ each | (?: \ ?/\ ? | \ ?每 | \ (?:per|an?|for\ each|for\ every)\  ) [^()*†‡^;。]+? )?
        (?: \ ? \( (?: (?P<code>{_CODE}) | (?P<remark>[^()]+) ) \) )?
        (?P<note> \ ? (?: [*†‡]{{1,3}} | \^[*†‡]{{1,3}}\^ ) )?
        (?P<stop> [.,;。] )?
        """,
        re.VERBOSE | re.IGNORECASE | re.ASCII,
    )


_DOLLARS_ALONE: Final = re.compile(r"\$((?:0|[1-9][0-9]*)(?:\.[0-9]+)?)", re.ASCII)  # as most prices are written
_LOST_COUNT: Final = r"(?:1 )?(?!thousand|million)[a-z -]+s$"  # `for every images`: of how many?
_COUNTLESS: Final = (  # `per images`, `/ images`: a count stood there
    r"(?:(?:output|input|generated|reference|api|inference) )*"
    r"(?:images|imgs|pictures|megapixels|requests|calls|runs|generations|tiles|steps)\b"
)
_CONNECTOR: Final = re.compile(rf"(?: ?+/ ?+| ?每| (?:per|an?) )(?!{_COUNTLESS})| for (?:each|every) (?!{_LOST_COUNT})", re.IGNORECASE)
_FREE: Final = frozenset({"free", "free of charge", "免费"})

_GLUED: Final = re.compile(r"[0-9]\s*[\n\r\t\v\f\x1c-\x1f\x85\u2028\u2029]\s*[.,]?[0-9]|[0-9]\s{2,}[0-9]")
_NARROW_GAP: Final = re.compile(r"(?<=[0-9])[\u00a0\u2007\u2009\u202f](?=[0-9]{3})")  # a space meant as a divider
_MOJIBAKE: Final = re.compile(r"[\x80-\x84\x86-\x9f\ufffd\u202e]")  # cp1252 read as latin-1; text drawn backwards
_LISTED: Final = re.compile(r"[0-9][，、﹐][0-9]")  # ASCII digits with a Chinese comma: a list, not a group
_EMPHASIS: Final = re.compile(r"(?P<mark>\*{1,3}|_{1,3}|`)(?P<inner>[^*_` ].*?)(?P=mark)(?P<rest>(?:(?: ?[/元]| [^\W\d_]).*)?)")
_CLEAN: Final = re.compile(r"[!-)+-\[\]^a-~](?:[!-\[\]-~]| (?! ))*(?<! )")  # ASCII, single spaces, none of the marks above
_ESCAPED: Final = re.compile(r"\\([\\`*_{}\[\]()#+.!$~<>|-])")  # Markdown: `\$0.04`, `image\*`


class _Parts(NamedTuple):
    """The words, matched from end to end and not yet judged."""

    number: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    apart: bool  # `$ 1.875`
    unit: UnitSaid | None
    of: str | None
    remark: str | None


def _cleaned(words: str) -> str:
    if len(words) > LONGEST:
        raise _Refused(Reason.TOO_LONG)
    if _CLEAN.fullmatch(words):
        return words
    if _MOJIBAKE.search(words):
        raise _Refused(Reason.NOT_DECODED)
    if _GLUED.search(folded(words)):
        raise _Refused(Reason.TWO_AMOUNTS)
    if _LISTED.search(words):
        raise _Refused(Reason.AMBIGUOUS)
    return _ESCAPED.sub(r"\1", _unemphasised(plain(_NARROW_GAP.sub("'", words))))


def _unemphasised(text: str) -> str:
    emphasis = _EMPHASIS.fullmatch(text)
    return emphasis["inner"] + emphasis["rest"] if emphasis else text


def _amount(text: str, context: _Context) -> Amount:
    if text.lower().rstrip("!") in _FREE:
        return _given_away(context)
    return _judged(_parts(text, context), context)


def _given_away(context: _Context) -> Amount:
    if not context.free:
        raise _Refused(Reason.ZERO)
    if context.currency is None:
        raise _Refused(Reason.CURRENCY_UNSAID)
    return Amount(Decimal(0), context.currency)


def _parts(text: str, context: _Context) -> _Parts:
    if context.locale.startswith("en") and (alone := _DOLLARS_ALONE.fullmatch(text)):
        return _Parts(alone[1], ("$",), (), False, None, None, None)  # what the grammar comes to, twenty times as fast
    match = _grammar(context.locale).fullmatch(text)
    if match is None:
        raise _Refused(_diagnosis(text))
    if match["stop"] and not _is_whole(match):
        raise _Refused(Reason.AMBIGUOUS)
    before, behind = _spelled(match, "sign", "second_sign"), _spelled(match, "behind", "second_behind", "code")
    if not _is_expected(match["remark"], context):
        raise _Refused(_diagnosis(text, otherwise=Reason.REMARK))
    unit, of = _unit(match["tail"], text)
    return _Parts(match["number"].lower(), before, behind, bool(match["space"]), unit, of, match["remark"])


def _is_whole(match: re.Match[str]) -> bool:
    """A point or comma behind `$1` may be where a number was cut; behind `$60.00`, a word or a mark it is a stop."""
    return match["stop"] in ";。" or "." in match["number"] or any(match[g] for g in ("behind", "tail", "note", "code", "remark"))


def _is_expected(remark: str | None, context: _Context) -> bool:
    return remark is None or (context.of is not None and _same(remark, context.of))


def _spelled(match: re.Match[str], *groups: str) -> tuple[str, ...]:
    return tuple(match[group].lower() for group in groups if match[group])


def _unit(tail: str | None, text: str) -> tuple[UnitSaid | None, str | None]:
    if tail is None or tail.strip().lower() == "each":
        return None, None
    named = _unit_called(_CONNECTOR.sub("", tail, count=1).strip())
    if named is None:
        raise _Refused(_diagnosis(text, otherwise=Reason.UNIT_UNKNOWN))
    return named


@cache
def _units() -> tuple[tuple[UnitSaid, re.Pattern[str]], ...]:
    return tuple((UnitSaid(name), re.compile(pattern, re.IGNORECASE | re.ASCII)) for name, pattern in _UNITS)


@lru_cache(maxsize=1024)  # a page says the same of price after price
def _unit_called(phrase: str) -> tuple[UnitSaid, str | None] | None:
    return next(((unit, _named(match)) for unit, pattern in _units() if (match := pattern.fullmatch(phrase))), None)


def _named(match: re.Match[str]) -> str | None:
    named = match.groupdict().get("of")
    return named.strip() if named else None


# --- judging --------------------------------------------------------------------------------------------------------


def _judged(parts: _Parts, context: _Context) -> Amount:
    _demand_plain_number(parts, context.locale)
    _demand_agreement(parts, context)
    currency, minor = _money(parts.before, parts.behind, context.currency, context.cents)
    return Amount(_value(parts.number, minor, context), currency, parts.unit, parts.of or parts.remark)


def _demand_plain_number(parts: _Parts, locale: Locale) -> None:
    """Refuse the numbers that are right in the grammar and mean another number elsewhere."""
    bare = not (parts.before or parts.behind)
    if locale == "json" and not (bare and parts.unit is None and parts.remark is None):
        raise _Refused(Reason.WORDS)
    if locale in ("en", "en-US"):
        _demand_english(parts)
    if locale == "en" and _is_trap(parts):
        raise _Refused(Reason.AMBIGUOUS)
    if locale != "json" and bare and parts.unit is None and (_YEAR.fullmatch(parts.number) or _PHONE.match(parts.number)):
        raise _Refused(Reason.NO_PRICE)


def _demand_english(parts: _Parts) -> None:
    behind = parts.behind[0] if parts.behind else ""
    if behind in _NOT_BEHIND:
        raise _Refused(Reason.LOCALE)
    if behind == "€" and _THREE_BEHIND_COMMA.fullmatch(parts.number):
        raise _Refused(Reason.AMBIGUOUS)


def _is_trap(parts: _Parts) -> bool:
    if not _THREE_BEHIND_POINT.fullmatch(parts.number):
        return False
    if any(sign in _EASTERN for sign in parts.behind):
        return False
    english = bool(parts.before) and not parts.apart and parts.before[-1] in ("$", "£", "¥") and len(parts.before) == 1
    return not english or parts.number.endswith(".000")


def _demand_agreement(parts: _Parts, context: _Context) -> None:
    if context.unit is not None and parts.unit not in (None, context.unit):
        raise _Refused(Reason.UNIT_CONTRADICTS)
    if context.of is not None and parts.of is not None and not _same(parts.of, context.of):
        raise _Refused(Reason.UNIT_CONTRADICTS)


def _same(one: str, other: str) -> bool:
    return one.casefold() == plain(other).casefold()


@lru_cache(maxsize=1024)  # a page writes all its prices with the same signs
def _money(before: tuple[str, ...], behind: tuple[str, ...], declared: str | None, cents: bool) -> tuple[str, bool]:
    """The currency all signs and the declaration agree on, and whether the number counts its cents."""
    if _is_doubled(before, behind):
        raise _Refused(Reason.WORDS)
    signs = [_BEFORE[s] for s in before] + [_BEHIND[s] for s in behind]
    minor = {sign.minor for sign in signs} or {cents}
    if len(minor) > 1 or (cents and minor != {True}):
        raise _Refused(Reason.CURRENCY_CONTRADICTS)
    return _currency(signs, declared), minor == {True}


def _is_doubled(before: tuple[str, ...], behind: tuple[str, ...]) -> bool:
    """`USD $1` and `¥1元` are ways to write a price; `$$1` is half a template."""
    spelled = before + behind
    return len(set(spelled)) < len(spelled) or sum(not sign.isalpha() for sign in before) > 1


def _currency(signs: list[_Sign], declared: str | None) -> str:
    if not signs and declared is not None:
        return declared
    common = set(signs[0].currencies).intersection(*(sign.currencies for sign in signs)) if signs else set()
    if signs and not (common if declared is None else common & {declared}):
        raise _Refused(Reason.CURRENCY_CONTRADICTS)
    return declared or _assumed(signs, common)


def _assumed(signs: list[_Sign], common: set[str]) -> str:
    assumed = common if len(common) == 1 else common & {sign.assumed for sign in signs}
    if len(assumed) != 1:
        raise _Refused(Reason.CURRENCY_UNSAID)
    return next(iter(assumed))


def _value(number: str, minor: bool, context: _Context) -> Decimal:
    value = Decimal(number.translate(_DIVIDERS[context.locale]))
    value = _EXACT.scaleb(value, -2) if minor else value
    if value == 0 and not context.free:
        raise _Refused(Reason.ZERO)
    if context.locale == "json":
        return _bounded(value, FINEST_FLOAT, HIGHEST_COUNT)
    return _bounded(value, FINEST, HIGHEST)


def _bounded(value: Decimal, finest: int, highest: Decimal) -> Decimal:
    spelled = spell(value)
    exact = Decimal(spelled)
    if exact >= highest or len(spelled.partition(".")[2]) > finest:
        raise _Refused(Reason.OUT_OF_BOUNDS)
    return exact


# --- bounds and ranges ----------------------------------------------------------------------------------------------

_FROM: Final = re.compile(
    r"(?:(?:prices? )?(?:from|starts? (?:at|from)|starting (?:at|from)|as low as|at least|min\.?|低至|最低) ?(?P<a>.+)"
    r"|(?P<b>.+?) ?(?:\+|起|and up|or more))",
    re.IGNORECASE,
)
_UP_TO: Final = re.compile(r"(?:up to|at most|no more than|max\.?|最高) ?(?P<a>.+)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r" ?[-–—~] ?| to | ?[至到] ?", re.IGNORECASE)


def _bound(text: str, context: _Context) -> BoundAmount:
    if meetings := list(_meetings(re.sub("^from ", "", text, flags=re.IGNORECASE), context)):
        return _range(text, meetings, context)
    if match := _FROM.fullmatch(text):
        return BoundAmount("from", _amount(match["a"] or match["b"], context), None)
    if match := _UP_TO.fullmatch(text):
        return BoundAmount("up_to", None, _amount(match["a"], context))
    plainly = _grammar(context.locale).fullmatch(text)
    raise _Refused(Reason.PLAIN if plainly else _diagnosis(text))


def _range(text: str, meetings: list[tuple[_Parts, _Parts]], context: _Context) -> BoundAmount:
    if len(meetings) != 1:
        raise _Refused(_diagnosis(text))
    left, right = _sharing(*meetings[0])
    low, high = _judged(left, context), _judged(right, context)
    low = replace(low, unit=low.unit or high.unit, of=low.of or high.of)
    if (low.currency, low.unit, low.of) != (high.currency, high.unit, high.of) or low.value >= high.value:
        raise _Refused(Reason.AMBIGUOUS)
    return BoundAmount("range", low, high)


def _meetings(text: str, context: _Context) -> Iterator[tuple[_Parts, _Parts]]:
    for separator in _BETWEEN.finditer(text):
        try:
            yield _parts(text[: separator.start()], context), _parts(text[separator.end() :], context)
        except _Refused:
            continue  # not the place where two amounts meet


def _sharing(left: _Parts, right: _Parts) -> tuple[_Parts, _Parts]:
    """`$0.04 – 0.08` and `0.5-1元` write the sign once for both."""
    if not (left.before or left.behind):
        left = left._replace(before=right.before, behind=right.behind, apart=right.apart)
    if not (right.before or right.behind):
        right = right._replace(before=left.before, behind=left.behind, apart=left.apart)
    return left, right


# --- naming the refusal ---------------------------------------------------------------------------------------------

_SOME: Final = r"(?:[0-9][0-9.,' ]*|\.[0-9]+)"
_SIGN: Final = r"(?:[$¥€£₹₩]|[a-z]{1,3}\$|[a-z]{3})"
_KNOWN: Final = "|".join([*_CODES, "us", "rmb", "yen"])
_DIAGNOSES: Final = (
    (Reason.NOT_RENDERED, r"\bnan\b|undefined|\bnull\b|\{\{|\}\}|\$\{|\[object|<%|%>|loading"),
    (Reason.NOT_RENDERED, r"^[$¥€£] ?(?:[-–—_?.]+|n0)?$"),
    (Reason.NO_PRICE, r"^(?:[-–—−/.…_? ]*|n ?/? ?[ad]|tb[ad]|none|\w+@\w.*)$"),
    (Reason.NO_PRICE, r"contact|custom|call us|quote|talk to|not available|unavailable|coming soon"),
    (Reason.NO_PRICE, r"不支持|联系|暂无"),
    (Reason.NO_PRICE, r"^(?:19|20)[0-9]{2}(?:[-/年][0-9]{1,2}[-/月]?[0-9]{0,2}日?)?$"),
    (
        Reason.NO_PRICE,
        r"^(?:\+?1[ .-]?)?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}$|^\+[0-9]{2}[0-9 -]{7,}$",
    ),
    (Reason.FREE_FOR_NOW, r"限时|限免|free (?:trial|for|until|tier|plan|preview|during)"),
    (Reason.NOT_FINITE, r"∞|\binf(?:inity)?\b"),
    (Reason.CONFUSABLE, r"(?:^|[0-9.,$¥€£ ])[oli|](?=[.,]?[0-9])|[0-9][.,]?[ol|](?=[0-9]|$)"),
    (Reason.CONFUSABLE, r"[Ͱ-ϿЀ-ӿ]"),
    (Reason.STRUCK, r"~~|[\u0334-\u0338]|<(?:s|del|strike)>"),
    (
        Reason.FOOTNOTE,
        r"[¹²³⁰-⁹₀-₉①-⓿*†‡]|[0-9)a-z张] ?(?:[\^#]+ ?\[?[0-9a-z]|\[[0-9a-z]{1,2}\]|\([0-9]\))",
    ),
    (Reason.DISCOUNT, r"%|\boff\b|discount|\bsave\b|折|优惠"),
    (Reason.TAX, r"\b(?:tax|taxes|vat|gst)\b|税"),
    (Reason.TWO_AMOUNTS, r"\bwas\b|\bnow\b|instead of|原价|现价"),
    (Reason.ABBREVIATED, rf"^[^0-9]{{0,5}}{_SOME}(?:[kmb]|bn|thousand|million|billion)(?![a-z])"),
    (Reason.ABBREVIATED, r"[0-9] ?[万亿千百]"),
    (Reason.NEGATIVE, r"^[^0-9]{0,4}[-–—−] ?[^\w]{0,3}[a-z]{0,3} ?[.0-9]|^\([^()]*[0-9][^()]*\)$"),
    (Reason.APPROXIMATE, r"^[~≈≅∼∽]|[~≈≅∼∽] ?[$¥€£.0-9]+[^0-9]*$|约|左右"),
    (Reason.APPROXIMATE, r"\b(?:about|approx|approximately|around|roughly|circa|ca)\b"),
    (Reason.RANGE, rf"[0-9][^0-9+]*?(?:[-–—~〜]|\bto\b|至|到|\band\b) ?{_SIGN}? ?\.?[0-9]"),
    (Reason.BOUND, r"\bfrom\b|\bstart|as low as|up to|at (?:least|most)|\bm(?:in|ax)\b|\+|[<>≤≥]"),
    (Reason.BOUND, r"\b(?:less|more) than\b|\bunder\b|\bover\b|\babove\b|\bbelow\b|and up|or more"),
    (Reason.BOUND, r"起|以[上下]|低至|最[低高]"),
    (Reason.LOCALE, rf"^{_SIGN}? ?[0-9 .]*,(?:[0-9]{{1,2}}|0[0-9]*|[0-9]{{4,}}) ?{_SIGN}?(?:[ /].*)?$"),
    (Reason.LOCALE, rf"^{_SIGN}? ?0,[0-9]+|[0-9] ?[$£]$"),
    (Reason.AMBIGUOUS, rf"^(?=[^.,'’]*[.,'’][^.,'’]*[.,'’]){_SIGN}? ?[0-9.,'’]+ ?{_SIGN}?$"),
    (Reason.AMBIGUOUS, r"[0-9][·^][0-9]|[¼-¾⅐-⅞]"),
    (Reason.TWO_AMOUNTS, r"[$¥€£].*[0-9].*[$¥€£].*[0-9]|[0-9][^0-9]*[$¥€£元].*[$¥€£元]"),
    (Reason.TWO_AMOUNTS, r"[$¥€£] ?[0-9.,]+ ?[ |,;] ?[.0-9]"),
    (Reason.CURRENCY_UNKNOWN, rf"^(?:(?![€₹₩])[\u20a0-\u20bf฿৳]|(?!{_KNOWN})[a-z]{{2,4}}) ?{_SOME}$"),
    (Reason.CURRENCY_UNKNOWN, rf"^{_SOME} ?(?:(?![€₹₩])[\u20a0-\u20bf]|(?!{_KNOWN})[a-z]{{3}})$"),
    (Reason.AMBIGUOUS, rf"^{_SIGN}? ?[0-9][0-9.,'’ ]*{_SIGN}?$"),
    (Reason.REMARK, r"\([^()]*\)[*†‡.]?$"),
    (Reason.UNIT_UNKNOWN, rf"^{_SIGN}? ?{_SOME} ?{_SIGN}? ?(?:/|per\b|每)"),
    (Reason.NO_PRICE, r"^[^0-9]*$"),
)


@cache
def _diagnoses() -> tuple[tuple[Reason, re.Pattern[str]], ...]:
    return tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _DIAGNOSES)


def _diagnosis(text: str, otherwise: Reason = Reason.WORDS) -> Reason:
    """Name why words that the grammar refused are no amount; the order is from the most telling to the least."""
    return next((reason for reason, pattern in _diagnoses() if pattern.search(text)), otherwise)
