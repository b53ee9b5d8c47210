"""Which model somebody means: names as people write them, against the table of models.

`GPT Image 2`, `GPT-IMAGE-2`, `openai/gpt-image-2` and whatever a provider calls it name one model. Spaces, case and marks carry no
meaning; words do, so nothing is guessed: a name that is near is proposed, never taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from schema.tables.models import Model, Models


def squeezed(words: str) -> str:
    """Words without what people write differently.

    >>> squeezed("FLUX.2 [max]"), squeezed("Nano Banana Pro")
    ('flux2max', 'nanobananapro')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words).casefold())


def models_called(words: str, models: Models, provider: str | None = None) -> tuple[Model, ...]:
    """The models that go by this name: none, one, or several that share it. The closest reading that finds any decides."""
    at_provider = models.alias(provider, words) if provider else None
    if at_provider:
        return (models.named[at_provider.pair()][0],)
    for spelling in (str, squeezed, _without_maker):
        meant = spelling(words)
        found = [model for model in models.models if meant in {spelling(name) for name in _names(model)}] if meant else []
        if found:
            return tuple(found)
    return ()


def _names(model: Model) -> Iterator[str]:
    """A model's own names, and what each provider calls it."""
    yield from (model.id, model.name, *model.names)
    yield from (alias.native_id for alias in model.aliases)


def _without_maker(words: str) -> str:
    """`openai/gpt-image-2`, `models/gemini-3-pro-image-preview`: what stands before the last slash says whose it is."""
    return squeezed(words.rpartition("/")[2])


def nearest(words: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names most like these words, whatever their case and marks.

    >>> nearest("GPT imgae 2", ["gpt-image-2", "flux.2-max"])
    ['gpt-image-2']
    """
    by_letters = {squeezed(name): name for name in sorted(set(names), reverse=True)}
    return [by_letters[near] for near in get_close_matches(squeezed(words), by_letters, n=most, cutoff=0.45)]
