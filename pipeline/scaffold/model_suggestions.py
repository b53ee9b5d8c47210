"""Which canonical model an unmapped offer might be, for a person to look at. A likeness of words: nothing here decides anything.

Alike is not the same: `gpt-image-1` and `gpt-image-1-mini` differ in a word, and one codename has meant two models. So each
suggestion names the words that only one of the two has, and what numbers (versions) say otherwise counts for little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Final, NamedTuple

from schema.prices import Snapshot
from schema.tables.models import Model, Models

ALIKE: Final = 0.5  # of 1: what is less alike is not worth a look
NEAREST: Final = 3
OTHER_VERSION: Final = 0.6  # what a likeness is worth when the numbers differ
NOISE: Final = frozenset({"ai", "api", "to", "text", "v", "the", "com"})
COMMON: Final = frozenset({"image", "images", "edit", "fast", "pro", "lite", "max", "preview", "turbo"})  # alone they say nothing


class Near(NamedTuple):
    """A model an offer might be. `share` of 1 is the same words; `only_offer` and `only_model` are the words the other lacks."""

    model: str
    share: float
    only_offer: tuple[str, ...]
    only_model: tuple[str, ...]


class Suggestion(NamedTuple):
    """An offer that no alias maps, and the models nearest to it, the nearest first; none where nothing is alike."""

    provider: str
    native_id: str
    name: str
    nearest: tuple[Near, ...]


def suggestions(snapshots: Iterable[Snapshot], models: Models) -> Iterator[Suggestion]:
    """Every offer nobody has decided on, in the order of the providers: no model's, set apart by nobody, and none that makes no images."""
    spoken = [(model, spellings) for model in models.models if (spellings := _spellings(model))]
    for snapshot in snapshots:
        for offer in snapshot.offers:
            if (snapshot.provider, offer.native_id) not in models.decided:
                yield Suggestion(snapshot.provider, offer.native_id, offer.name, nearest(offer.native_id, offer.name, spoken))


def nearest(native_id: str, name: str, spoken: list[tuple[Model, set[str]]]) -> tuple[Near, ...]:
    """The models most alike to what a seller calls its offer."""
    found = [_near(native_id, name, model.id, spellings) for model, spellings in spoken]
    return tuple(sorted((near for near in found if near.share >= ALIKE), key=lambda near: (-near.share, near.model))[:NEAREST])


def _spellings(model: Model) -> set[str]:
    return {model.id, model.name, *model.names, *(alias.native_id for alias in model.aliases)}


def _near(native_id: str, name: str, model: str, spellings: set[str]) -> Near:
    said = [(one, spelling) for one in {native_id, name} for spelling in spellings]
    share, one, spelling = max((likeness(one, spelling), one, spelling) for one, spelling in said)
    mine, theirs = words(one), words(spelling)
    return Near(model, round(share, 2), _without(mine, theirs), _without(theirs, mine))


def _without(these: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in these if word not in those)


def likeness(one: str, other: str) -> float:
    """From 0 to 1: half the words both have, half their spelling; little where versions differ, none where only common words are shared."""
    mine, theirs = words(one), words(other)
    if not {word for word in set(mine) & set(theirs) if word not in COMMON and not word[0].isdigit()}:
        return 0.0
    shared = 2 * len(set(mine) & set(theirs)) / (len(set(mine)) + len(set(theirs)))
    spelled = SequenceMatcher(None, " ".join(mine), " ".join(theirs)).ratio()
    return (shared + spelled) / 2 * (1 if _numbers(mine) == _numbers(theirs) else OTHER_VERSION)


@cache
def words(text: str) -> tuple[str, ...]:
    """The words and numbers of an id or a name: `fal-ai/nano-banana-2` as `fal`, `nano`, `banana`, `2`."""
    return tuple(word for word in re.findall(r"\d+(?:\.\d+)*|[^\W\d_]+", text.casefold()) if word not in NOISE)


def _numbers(said: tuple[str, ...]) -> set[str]:
    return {word for word in said if word[0].isdigit()}
