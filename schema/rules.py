"""What a rule says, typed by its kind: read once from its words, so that nothing later can fail on them.

A page's or a person's words that no shape fits are `Unreadable`: where they are read they are held like a price that can't
be read, and what is reckoned with them (from a history older than this) has no answer instead of an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, assert_never

CountKind = Literal[
    "tokens_per_image",  # tokens; variant says for which quality x size
    "tokens_per_input_image",  # tokens one reference image bills
    "tokens_per_partial_image",
    "scales_with_steps",  # steps the printed price is for
    "default_steps",
    "images_per_call",  # most images in one call
    "images_per_run",  # images one run yields
    "maximum_references",
    "free_references",  # reference images that cost nothing
    "multiplier",  # factor on the standard price, variant says when
]
PixelKind = Literal["scales_with_pixels", "minimum_pixels", "maximum_pixels"]
WordKind = Literal["free_tier", "minimum_top_up", "credits_expire", "batch"]
RuleKind = Literal[
    CountKind,
    PixelKind,
    WordKind,
    "megapixel_rounding",
    "image_rounding",
    "default_quality",
    "default_size",
    "failed_generations",
    "retires",
    "replaced_by",
    "note",
]
FailedPolicy = Literal["free", "charged", "unknown"]
_FRACTIONAL: Final = ("multiplier",)
_FROM_NOTHING: Final = ("free_references", "maximum_references")
_NUMBER: Final = re.compile(r"(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,11})(?:\.\d{1,12})?")
_RATIO: Final = re.compile(r"([1-9]\d{0,3}) ?/ ?([1-9]\d{0,3})")
_TILES: Final = re.compile(r"(\d{1,5}) and (\d{1,5}) a tile of 512(?:, (\d{1,6}) more square, (\d{1,6}) else)?")
_SIZE: Final = re.compile(r"([1-9]\d{0,4}) ?[x×*] ?([1-9]\d{0,4})", re.I)
_STEP: Final = re.compile(r"\$?(0\.\d{1,12}|[1-9]\d{0,3}(?:\.\d{1,12})?)")
_ABBREVIATED: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of tokens, steps, images or references; a factor for a multiplier, which may be a fraction: `12/7` is 12 of 7."""

    kind: CountKind
    count: Decimal
    of: int = 1


@dataclass(frozen=True, slots=True)
class TileTokens:
    """The tokens of a reference image by its tiles of 512 pixels, once its shortest side is 512: some for the image, some for each tile,
    and what high fidelity adds to a square and to any other.
    """

    base: int
    tile: int
    square: int = 0
    oblong: int = 0
    kind: Literal["tokens_per_input_image"] = "tokens_per_input_image"


@dataclass(frozen=True, slots=True)
class Pixels:
    """An area in pixels."""

    kind: PixelKind
    pixels: int


@dataclass(frozen=True, slots=True)
class MegapixelRounding:
    """Whether whole megapixels are billed, and how many pixels one has where that is said."""

    rounds: Literal["up", "proportional"]
    pixels: int | None
    kind: Literal["megapixel_rounding"] = "megapixel_rounding"


@dataclass(frozen=True, slots=True)
class ImageRounding:
    """What one image costs is rounded up to a multiple of `step`, in the price's currency."""

    step: Decimal
    kind: Literal["image_rounding"] = "image_rounding"


@dataclass(frozen=True, slots=True)
class DefaultQuality:
    """The quality that is served where none is asked for."""

    quality: str
    kind: Literal["default_quality"] = "default_quality"


@dataclass(frozen=True, slots=True)
class DefaultSize:
    """The size that is served where none is asked for, in pixels."""

    width: int
    height: int
    kind: Literal["default_size"] = "default_size"


@dataclass(frozen=True, slots=True)
class FailedGenerations:
    """Whether a generation that failed is charged."""

    policy: FailedPolicy
    kind: Literal["failed_generations"] = "failed_generations"


@dataclass(frozen=True, slots=True)
class Retires:
    """The day from which a model is no longer served."""

    day: date
    kind: Literal["retires"] = "retires"


@dataclass(frozen=True, slots=True)
class ReplacedBy:
    """What the provider says to take instead, in its words."""

    words: str
    kind: Literal["replaced_by"] = "replaced_by"


@dataclass(frozen=True, slots=True)
class Words:
    """A condition nothing is reckoned with: a free tier, the smallest top-up, when credits expire, a batch discount."""

    kind: WordKind
    words: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of prices should know."""

    words: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Words that are no rule of this kind."""

    kind: RuleKind
    expected: str


Terms = (
    Count
    | TileTokens
    | Pixels
    | MegapixelRounding
    | ImageRounding
    | DefaultQuality
    | DefaultSize
    | FailedGenerations
    | Retires
    | ReplacedBy
    | Words
    | Note
    | Unreadable
)


@lru_cache(maxsize=4096)
def read_terms(kind: RuleKind, value: str, of: str | None = None) -> Terms:  # noqa: PLR0911, PLR0912 # one line a kind
    """What a rule's words say: a shape of its kind, or Unreadable with what was expected. Never an error."""
    match kind:
        case (
            "tokens_per_image"
            | "tokens_per_partial_image"
            | "scales_with_steps"
            | "default_steps"
            | "images_per_call"
            | "images_per_run"
            | "maximum_references"
            | "free_references"
            | "multiplier"
        ):
            return _count(kind, value)
        case "tokens_per_input_image":
            return _input_tokens(kind, value)
        case "scales_with_pixels" | "minimum_pixels" | "maximum_pixels":
            return _pixels(kind, value)
        case "free_tier" | "minimum_top_up" | "credits_expire" | "batch":
            return Words(kind, value)
        case "megapixel_rounding":
            return _megapixel_rounding(value, of)
        case "image_rounding":
            return _image_rounding(value, of)
        case "default_quality":
            return DefaultQuality(value) if _ABBREVIATED.fullmatch(value) else Unreadable(kind, "a quality in one word")
        case "default_size":
            return _default_size(value)
        case "failed_generations":
            return _failed_generations(value)
        case "retires":
            return _retires(value)
        case "replaced_by":
            return ReplacedBy(value)
        case "note":
            return Note(value)
        case _:
            assert_never(kind)


def _count(kind: CountKind, value: str) -> Count | Unreadable:
    if kind in _FRACTIONAL and (ratio := _RATIO.fullmatch(value)):
        return Count(kind, Decimal(ratio[1]), int(ratio[2]))
    number = Decimal(value.replace(",", "")) if _NUMBER.fullmatch(value) else None
    whole = kind in _FRACTIONAL or (number is not None and number == number.to_integral_value())
    if number is None or not whole or (number == 0 and kind not in _FROM_NOTHING):
        return Unreadable(kind, "a number above zero" if kind in _FRACTIONAL else "a whole number")
    return Count(kind, number)


def _input_tokens(kind: Literal["tokens_per_input_image"], value: str) -> Count | TileTokens | Unreadable:
    by_tile = _TILES.fullmatch(value)
    if by_tile is None:
        return _count(kind, value)
    base, tile, square, oblong = (int(number or 0) for number in by_tile.groups())
    return TileTokens(base, tile, square, oblong)


def _pixels(kind: PixelKind, value: str) -> Pixels | Unreadable:
    if size := _SIZE.fullmatch(value):
        return Pixels(kind, int(size[1]) * int(size[2]))
    if _NUMBER.fullmatch(value) and "." not in value and value != "0":
        return Pixels(kind, int(value.replace(",", "")))
    return Unreadable(kind, "a number of pixels, or a size")


def _megapixel_rounding(value: str, of: str | None) -> MegapixelRounding | Unreadable:
    pixels = int(of.replace(",", "")) if of and _NUMBER.fullmatch(of) and "." not in of else None
    if of is not None and not pixels:
        return Unreadable("megapixel_rounding", "the pixels of one megapixel")
    match value:
        case "up" | "proportional":
            return MegapixelRounding(value, pixels)
        case _:
            return Unreadable("megapixel_rounding", "up or proportional")


def _image_rounding(value: str, of: str | None) -> ImageRounding | Unreadable:
    step = _STEP.fullmatch(of or "")
    amount = Decimal(step[1]) if step else Decimal(0)
    return ImageRounding(amount) if value == "up" and amount else Unreadable("image_rounding", "up, to a multiple of an amount")


def _default_size(value: str) -> DefaultSize | Unreadable:
    size = _SIZE.fullmatch(value)
    return DefaultSize(int(size[1]), int(size[2])) if size else Unreadable("default_size", "a size such as 1024x1024")


def _failed_generations(value: str) -> FailedGenerations | Unreadable:
    match value:
        case "free" | "charged" | "unknown":
            return FailedGenerations(value)
        case _:
            return Unreadable("failed_generations", "free, charged or unknown")


def _retires(value: str) -> Retires | Unreadable:
    try:
        return Retires(date.fromisoformat(value)) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else Unreadable("retires", "a day")
    except ValueError:
        return Unreadable("retires", "a day of the calendar")
