"""The image somebody wants, in the buyer's words, and the standard recipes everybody is compared by.

What is left out has a documented meaning: 1024x1024, one image, no reference, the standard tier, the quality the
seller gives when nobody asks. Prompt and thinking tokens left out are *not counted* and listed as not included: on the
measured images they were 0 to 3 % of the bill (2026-06), and no page states them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from schema.errors import BadData
from schema.prices import Closed, NativeId, Operation, Resolution, Slug, Tier

AskedSize = Annotated[str, Field(pattern=r"^[1-9]\d{1,4}x[1-9]\d{1,4}$")]

# A resolution's name covers its other aspect ratios, which are up to 2 % larger (Google: 16:9 at 4K is 5504x3072).
ASPECT_SLACK: Final = Fraction(102, 100)
CLASSES: Final = ("0.5K", "1K", "2K", "4K", "8K")

# Words of different sellers for one rung of quality, nearest to the buyer's word first.
LADDER: Final = (
    ("very-low",),
    ("low", "draft", "turbo", "fast", "flash"),
    ("medium", "default", "balanced", "standard", "normal"),
    ("high", "quality", "hd", "premium"),
    ("xhigh", "very-high"),
    ("max", "ultra"),
)


class Recipe(Closed):
    """One image (or `count` of them) as the buyer describes it. Size and resolution fill each other in.

    `as_good_as` names a model whose public rating is the least that will do.
    """

    operation: Operation = "generate"
    quality: Slug | None = None
    size: AskedSize | None = None
    resolution: Resolution | None = None
    references: int = Field(default=0, ge=0, le=100)
    reference_size: AskedSize = "1024x1024"
    tier: Tier = "standard"
    count: int = Field(default=1, ge=1, le=10_000_000)
    style: Slug | None = None
    features: tuple[Slug, ...] = ()
    region: Slug | None = None
    steps: int | None = Field(default=None, ge=1, le=1000)
    gpu_seconds: Annotated[str, Field(pattern=r"^\d+(\.\d+)?$")] | None = None
    prompt_tokens: int | None = Field(default=None, ge=0, le=10_000_000)
    thinking_tokens: int | None = Field(default=None, ge=0, le=10_000_000)
    partial_images: int = Field(default=0, ge=0, le=10)
    as_good_as: NativeId | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.operation == "edit" and self.references == 0:
            raise ValueError("an edit needs at least one reference image: --references 1")
        if self.size and self.resolution and not _agree(self.size, self.resolution):
            raise ValueError(f"size and resolution: expected {self.size} with resolution {class_of(self.size)}, found {self.resolution}")
        object.__setattr__(self, "size", self.size or square(self.resolution or "1K"))
        object.__setattr__(self, "resolution", self.resolution or class_of(str(self.size)))
        return self

    @property
    def pixels(self) -> int:
        """Pixels of one output image."""
        return pixels(str(self.size))

    def but(self, **changes: Any) -> Recipe:
        """The same recipe with some of it changed; a new size brings its own resolution, and the other way round."""
        kept = dict(self)
        if {"size", "resolution"} & set(changes):
            kept |= {"size": None, "resolution": None}
        return Recipe(**(kept | changes))

    def words(self) -> str:
        """The recipe in a line: `edit, medium, 1024x1024, 1 reference, batch, 4 images`."""
        many = ((self.references, "reference"), (self.count if self.count > 1 else 0, "image"))
        counts = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in many if n]
        tier = None if self.tier == "standard" else self.tier
        good = f"at least as good as {self.as_good_as}" if self.as_good_as else None
        parts = (self.operation, self.quality, self.size, *counts[:1], tier, self.style, *self.features, *counts[1:], good)
        return ", ".join(part for part in parts if part)


@cache
def pixels(size: str) -> int:
    """How many pixels a size has.

    >>> pixels("1024x1536")
    1572864
    """
    width, height = sides(size)
    return width * height


def sides(size: str) -> tuple[int, int]:
    """Width and height of a size."""
    width, height = size.split("x")
    return int(width), int(height)


@cache
def square(resolution: str) -> str:
    """The size a resolution means when nobody says which shape: a square for 2K, 16:9 for 1080P.

    >>> square("2K"), square("1080P")
    ('2048x2048', '1920x1080')
    """
    side = Fraction(resolution[:-1])
    if resolution.endswith("P"):
        return f"{int(side * 16 / 9)}x{int(side)}"
    return f"{int(side * 1024)}x{int(side * 1024)}"


@cache
def class_of(size: str, among: tuple[str, ...] = CLASSES) -> str:
    """The smallest of these resolutions that holds the size.

    >>> class_of("1024x1024"), class_of("1376x768"), class_of("1024x1536"), class_of("5504x3072")
    ('1K', '1K', '2K', '4K')
    """
    holding = [name for name in sorted(among, key=lambda name: pixels(square(name))) if holds(name, size)]
    if not holding:
        raise ValueError(f"size: expected at most {square(among[-1])}, the largest anybody sells, found {size}")
    return holding[0]


@cache
def holds(resolution: str, size: str) -> bool:
    """Tell whether a size fits a resolution, whatever its shape."""
    return pixels(size) <= pixels(square(resolution)) * ASPECT_SLACK


def _agree(size: str, resolution: str) -> bool:
    return resolution == class_of(size) or (holds(resolution, size) and pixels(square(resolution)) <= pixels(square(class_of(size))))


def rung(quality: str) -> int | None:
    """Where a word stands on the ladder of quality; None for a word of the seller's own."""
    return next((step for step, words in enumerate(LADDER) if quality in words), None)


def by_rung(qualities: Iterable[str]) -> list[str]:
    """Words for quality, the lowest first; a seller's own words before them.

    >>> by_rung(["medium", "high", "low"])
    ['low', 'medium', 'high']
    """
    return sorted(qualities, key=lambda word: (-1 if (step := rung(word)) is None else step, word))


def in_words_of(quality: str, sold: Iterable[str]) -> str | None:
    """The seller's word for this quality: the same word, or the first one on the same rung.

    >>> in_words_of("high", ["turbo", "default", "quality"]), in_words_of("low", ["standard", "hd"])
    ('quality', None)
    """
    offered = list(sold)
    step = rung(quality)
    words = (quality, *(LADDER[step] if step is not None else ()))
    return next((word for word in words if word in offered), None)


def nearest_quality(quality: str, sold: Iterable[str]) -> str:
    """The sold quality nearest on the ladder; the first in the alphabet where the words say nothing."""
    wanted = rung(quality)
    return min(sorted(sold), key=lambda word: (abs((rung(word) or 0) - (wanted or 0)), rung(word) is None))


def sold_size(text: str) -> bool:
    """Tell whether words are a size: `1024x1024`."""
    return re.fullmatch(r"[1-9]\d{1,4}x[1-9]\d{1,4}", text) is not None


STANDARD: Final = {
    "draft": Recipe(quality="low"),
    "standard": Recipe(quality="medium"),
    "final": Recipe(quality="high"),
    "2k": Recipe(quality="medium", resolution="2K"),
    "4k": Recipe(quality="medium", resolution="4K"),
    "edit": Recipe(operation="edit", quality="medium", references=1),
}


def standard(name: str) -> Recipe:
    """One of the standard recipes, by its name."""
    if name not in STANDARD:
        raise BadData("recipe", f"one of {', '.join(STANDARD)}", repr(name))
    return STANDARD[name]
