"""What an amount is per, read from the page's own words: a caption, a column name, a cell, a JSON key.

`read_unit` knows a closed set of notations and refuses the rest, so that "per image" turned into "per 1,000 images"
is a contradiction and not a price.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from schema.text import plain

IDENTIFIER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\-]+")


class UnitWords(NamedTuple):
    """A unit and how many of it the words name: `per 1,000 images` is (image, 1000)."""

    unit: str
    count: Decimal  # type: ignore[assignment] # a tuple's method `count` is not needed here


_MANY = "k|m|million|thousand|百万|千|万"
_NUMBER = r"(?P<count>\d[\d,]*+(?:\.\d++)?)(?!\s?[x×.\d])"
_COUNT = rf"(?:{_NUMBER}\s*(?P<many>{_MANY})?|(?P<word>{_MANY}))?\s*"
_TILE = r"(?:(?:output |input )?(?:\d+ ?(?:[x×]|by) ?\d+ )?(?:output |input )?tiles?)"
_MEGAPIXEL = r"(?:output |input )?(?:image )?(?:megapixels?|mp|m ?px)"
_STEP = r"(?:inference |denoising )?steps?"
_THINGS = (
    ("token", r"(?:text |image |input |output )*tokens?"),
    ("megapixel", _MEGAPIXEL),
    ("tile", _TILE),
    ("step", _STEP),
    ("tile_step", rf"{_TILE}(?:, per |,? per |,? ?/ ?|-){_STEP}"),
    ("megapixel_step", rf"{_MEGAPIXEL}(?:, per |,? per | ?/ ?){_STEP}"),
    ("gpu_second", r"(?:gpu|compute) (?:seconds?|s)|(?:compute )?seconds?|sec"),
    (
        "image",
        r"(?:output |input |generated |ref(?:erence)? )*(?:images?(?! (?:tokens?|megapixels?|mp)\b)|img|张|图|枚)(?: unit| output count)?"
        r"|(?:model )?run|次|(?:successful )?generation|successful result|edit|upscale|이미지당(?: 가격)?|장당(?: 가격)?|1?枚あたり",
    ),
    ("request", r"(?:search |grounded )?(?:requests?|calls?|quer(?:y|ies)|prompts?)"),
    ("credit", r"credits?"),
)
_BEFORE = r"(?:\bper\s+|/\s*|每|单(?=张)|\b(?:each|first|additional|extra|further|subsequent)\s+)"
_PER = tuple((unit, re.compile(rf"{_BEFORE}{_COUNT}(?:{words})(?![a-z])", re.I)) for unit, words in _THINGS)
_ALONE = tuple((unit, re.compile(rf"{_COUNT}(?:{words})", re.I)) for unit, words in _THINGS)
_SCALE = {"k": 1000, "m": 1_000_000, "million": 1_000_000, "thousand": 1000, "百万": 1_000_000, "千": 1000, "万": 10_000}


@lru_cache(maxsize=1024)  # a table says the same of every row
def read_unit(words: str) -> UnitWords | None:
    """The one unit the words name ("per X", or X alone), with its count; None when they name none or several.

    >>> read_unit("Paid Tier, per 1M tokens in USD")
    UnitWords(unit='token', count=Decimal('1000000'))
    >>> read_unit("pricePerImage")
    UnitWords(unit='image', count=Decimal('1'))
    """
    text = _spaced(plain(words))
    matches = [(unit, match) for unit, pattern in _PER for match in pattern.finditer(text)]
    matches = matches or [(unit, match) for unit, pattern in _ALONE if (match := pattern.fullmatch(text))]
    found = {UnitWords(unit, _count(match)) for unit, match in matches if not _is_part(match, matches)}
    return found.pop() if len(found) == 1 else None


def _spaced(text: str) -> str:
    return IDENTIFIER.sub(" ", text) if re.fullmatch(r"[A-Za-z0-9_\-]+", text) else text


def _is_part(match: re.Match[str], matches: Iterable[tuple[str, re.Match[str]]]) -> bool:
    """Whether other words name more with the same words: the step in "per tile, per step"."""
    begin, end = match.span()
    return any(other.start() <= begin and end <= other.end() and (begin, end) != other.span() for _, other in matches)


def _count(match: re.Match[str]) -> Decimal:
    number = Decimal((match["count"] or "1").replace(",", ""))
    return number * _SCALE.get((match["many"] or match["word"] or "").lower(), 1)
