"""What a reading or a person accepted as standing around prices: `data/accepted/<provider>.json`.

Words without numbers, of sentences and headings that may say something of a price (`schema.surroundings`). New ones hold
the prices they stand around until a person has looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from schema.prices import Closed, ShortText, Slug
from schema.surroundings import Around


class AcceptedWords(Closed):
    """Words that stand around the same offers of one page."""

    offers: tuple[ShortText, ...]
    words: tuple[str, ...]


class Accepted(Closed):
    """All of one provider, sorted: a page that stays as it is changes nothing here."""

    schema_version: Literal[1] = 1
    provider: Slug
    around: tuple[AcceptedWords, ...] = ()

    def by_offer(self) -> dict[str, frozenset[str]]:
        """The words around each offer."""
        found: dict[str, frozenset[str]] = {}
        for one in self.around:
            for offer in one.offers:
                found[offer] = found.get(offer, frozenset()) | frozenset(one.words)
        return found


def accepted_of(provider: str, words: Mapping[str, frozenset[str]]) -> Accepted:
    """The file of these words of each offer: offers that share all their words stand together."""
    together: dict[tuple[str, ...], list[str]] = {}
    for offer, said in words.items():
        together.setdefault(tuple(sorted(said)), []).append(offer)
    rows = sorted(
        (AcceptedWords(offers=tuple(sorted(offers)), words=said) for said, offers in together.items()), key=lambda one: one.offers
    )
    return Accepted(provider=provider, around=tuple(rows))


def words_of(around: Iterable[Around]) -> dict[str, frozenset[str]]:
    """What stands around each offer of a reading."""
    found: dict[str, set[str]] = {}
    for one in around:
        for offer in one.offers:
            found.setdefault(offer, set())
            if one.words:
                found[offer].add(one.words)
    return {offer: frozenset(words) for offer, words in found.items()}
