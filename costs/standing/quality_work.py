"""What a word for quality means where images are billed by tokens: how many its model takes for it, beside the family's best rated.

One family's "medium" may be a quarter of another's. Words that differ by half or more are not the same work: a row says so, the
decision by tokens or flat compares none of less work, and none of less work leads a band above the ordinary by its word alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final, NamedTuple

from costs.bill.itemised import Cost
from costs.exact import exactly, said
from costs.offer.offer_index import shelf
from costs.offer.recipes import Recipe, rung
from costs.reasons import Because, Code
from costs.standing.quality_bands import ORDINARY, band_of, board_of
from costs.standing.rating_limits import rating_of_model
from schema.prices import Closed, DecimalText, Rule, Snapshot
from schema.rules import Count
from schema.tables.models import Model, Models
from schema.tables.ratings import Rating, RatingTable

LESS: Final = Fraction(1, 2)
ALIKE: Final = Fraction(1, 10)  # how far apart two counts are that are called the same


class QualityWork(Closed):
    """A word for quality at one model and at another of its family, in tokens an image; `same` is the word here that takes as many.

    `where` is "here" where the tokens are billed, else the model's name.
    """

    quality: str
    tokens: DecimalText
    other: str
    other_tokens: DecimalText
    same: str | None = None
    where: str = "here"

    @property
    def less(self) -> bool:
        """Whether the word is of less work here."""
        return self.tokens < self.other_tokens

    @property
    def words(self) -> str:
        """The comparison for people."""
        same = f"; {self.same} takes as many {self.where}" if self.same else ""
        return f"{self.quality} takes {self.tokens:,.0f} tokens {self.where}, {self.other_tokens:,.0f} at {self.other}{same}"


class MakersTables(NamedTuple):
    """Where makers' tables of tokens are looked up."""

    models: Models
    makers: Mapping[str, Snapshot]
    ratings: RatingTable

    def tokens(self, model: Model, word: str, size: str) -> Fraction | None:
        """How many tokens an image of this quality and size takes at the maker's own outlet."""
        return next((exactly(terms.count) for rule, terms in self._of(model) if _is_of(rule, word, size)), None)

    def _of(self, model: Model) -> Iterator[tuple[Rule, Count]]:
        for alias in (alias for alias in model.aliases if alias.provider in model.first_party and alias.provider in self.makers):
            for rule in shelf(self.makers[alias.provider]).rules_for(alias.native_id):
                if rule.kind == "tokens_per_image" and isinstance(rule.terms, Count):
                    yield rule, rule.terms

    def best_rated(self, model: Model, word: str, size: str) -> tuple[Model, Fraction] | None:
        """The other model of its family that people rate best, of those whose tokens for this word are known, with those."""
        rated = [
            (rating.rating, other.id, other)
            for other in self.models.by_family[model.family]
            if other.id != model.id and (rating := rating_of_model(other.id, "text_to_image", self.ratings))
        ]
        counted = ((other, self.tokens(other, word, size)) for _, _, other in sorted(rated, reverse=True))
        return next(((other, count) for other, count in counted if count), None)


def work_of(answer: Cost, model: Model | None, tables: MakersTables) -> QualityWork | None:
    """What the word an answer is priced by means here, where that is another amount of work than at the family's best rated model.

    Where the price is flat, the word means what it means at the model's maker.
    """
    word, size = answer.recipe.quality, str(answer.recipe.size)
    if model is None or word is None or not answer.says_quality:
        return None
    billed = None if answer.output_tokens is None else exactly(answer.output_tokens)
    tokens, best = billed or tables.tokens(model, word, size), tables.best_rated(model, word, size)
    if not tokens or best is None or LESS < tokens / best[1] < 1 / LESS:
        return None
    other, theirs = best
    words = ((quality, tables.tokens(model, quality, size)) for quality in model.capabilities.qualities)
    same = next((quality for quality, count in words if count and abs(count - theirs) <= theirs * ALIKE), None)
    where = "here" if billed else f"at {model.name}"
    return QualityWork(quality=word, tokens=said(tokens), other=other.name, other_tokens=said(theirs), same=same, where=where)


def less_work(asked: Recipe, work: QualityWork | None, rated: Rating | None) -> Iterator[Because]:
    """Why an answer does not lead a quality above the ordinary: its word is of less work here, and no rating speaks for it."""
    band = band_of(asked.quality)
    good = band and rated and rated.rating >= band.least[board_of(asked)]
    if work and work.less and _above_ordinary(asked) and not good:
        yield Because(code=Code.LESS_WORK, words=work.words)


def _above_ordinary(asked: Recipe) -> bool:
    return (rung(asked.quality or ORDINARY) or 0) > (rung(ORDINARY) or 0)


def _is_of(rule: Rule, word: str, size: str) -> bool:
    return rule.variant.quality == word and rule.variant.size in (size, None)
