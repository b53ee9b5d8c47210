"""What one offer makes: what its model can do, narrowed by what a person noted of the offer and by what its own name says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from costs.kept import kept
from costs.offer.recipes import pixels, square
from schema.capabilities import Capabilities
from schema.prices import Offer, made
from schema.tables.models import Alias, Model

NOTHING_SAID: Final = made(Capabilities)
# Words in the name of an endpoint that changes a picture it is given, and in that of a tool that makes no picture of its own.
EDITORS: Final = frozenset({"edit", "edits", "editing", "imageedit", "kontext", "i2i", "img2img", "inpaint", "outpaint", "fill", "remix"})
TOOLS: Final = re.compile(
    r"\b(upscal\w*|super ?resolution|esrgan|seedvr\d*|enhance\w*|birefnet|rembg|vectoriz\w*|erase\w*|relight|loras?|trainer|training"
    r"|(ai)?try ?on|aitryon|facedetect|parsing|(remov\w*|replace) (image )?background|background (removal|remover)"
    r"|style creation|create style)\b"
)
GENERATES: Final = re.compile(r"\b(text to image|t2i|txt2img|generate|generation)\b")


class Able(NamedTuple):
    """What an offer makes. `one_quality` is the one it sells of several its model has; `edits_at_its_price`: it is made for
    editing, and the price of an image is that of an edit with one picture."""

    capabilities: Capabilities = NOTHING_SAID
    tool: bool = False
    edits_at_its_price: bool = False
    one_size: bool = False
    one_quality: str | None = None

    @property
    def largest(self) -> int | None:
        """The most pixels it is said to make."""
        return self.capabilities.maximum_pixels or max(_areas(self.capabilities), default=None)

    @property
    def smallest(self) -> int | None:
        """The fewest."""
        return self.capabilities.minimum_pixels or min(_areas(self.capabilities), default=None)


def _areas(able: Capabilities) -> list[int]:
    return [pixels(size) for size in (*able.sizes, *map(square, able.resolutions))]


def able_to(offer: Offer, model: Model | None, alias: Alias | None) -> Able:
    """What an offer makes, by the table of models and by its own name: found once, and asked for with every recipe."""
    known = _found(offer)
    for of_model, of_alias, able in known:
        if of_model is model and of_alias is alias:
            return able
    known.append((model, alias, _able_to(offer, model, alias)))
    return known[-1][2]


@kept
def _found(offer: Offer) -> list[tuple[Model | None, Alias | None, Able]]:
    """What was found of an offer, for the entry of the table it was asked with."""
    return []


def _able_to(offer: Offer, model: Model | None, alias: Alias | None) -> Able:
    said, tool, edits = _by_name(offer.native_id, offer.name)
    capabilities, unequal = model.capabilities if model else NOTHING_SAID, alias.unequal if alias else ()
    only_edits = "edit_only" in unequal or capabilities.operations == ("edit",)
    if only_edits:
        capabilities = capabilities.model_copy(update={"operations": ("edit",)})
    return Able(
        capabilities=capabilities,
        tool=tool,
        edits_at_its_price=only_edits or edits,
        one_size="fixed_size" in unequal,
        one_quality=_one_quality(offer, said, capabilities.qualities),
    )


@lru_cache(maxsize=65_536)  # of every offer, for every recipe
def _by_name(native_id: str, name: str) -> tuple[tuple[str, ...], bool, bool]:
    """The words of an offer's names, whether they are those of a tool, and of an endpoint that edits."""
    said = words_of(native_id, name)
    edits = not GENERATES.search(said) and not EDITORS.isdisjoint(said.split())
    return tuple(said.split()), bool(TOOLS.search(said)), edits


def words_of(*names: str) -> str:
    """The words of names, plainly: `fal-ai/flux-2/edit` is `fal ai flux 2 edit`."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", name.lower()) for name in names)


def _one_quality(offer: Offer, said: Iterable[str], qualities: Iterable[str]) -> str | None:
    """The quality in its name, where its prices name none and its model has that quality: a route to one of several."""
    if any(line.variant.quality for line in offer.prices):
        return None
    named = set(said) & (set(qualities) - {"default", "standard", "auto"})
    return named.pop() if len(named) == 1 else None
