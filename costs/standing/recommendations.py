"""The short answers: the cheapest offer for a use, by rule, with the reason it was taken and what it was taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from costs.exact import shown
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.workloads import Need, can
from costs.standing.ranking import Circumstances, Headline, Market, RankedAnswer, by_price, headline, leading, market
from schema.prices import Closed, Snapshot


class Use(Closed):
    """What somebody makes images for: the recipe it is priced by, and what the model has to be able to do."""

    id: str
    name: str
    recipe: Recipe
    needs: tuple[Need, ...] = ()
    why: str


class Advice(Closed):
    """The answer for one use: the offer, the runner-up, and the reason in a sentence. No row where nobody qualifies."""

    use: Use
    row: RankedAnswer | None
    next: RankedAnswer | None
    able: int
    words: str


USES: Final = (
    Use(id="drafts", name="Drafts", recipe=STANDARD["draft"], why="any image will do to test an idea: the lowest quality"),
    Use(
        id="product",
        name="Product shots",
        recipe=Recipe(operation="edit", quality="medium", references=1),
        needs=("references",),
        why="the product is given as a reference image, in medium quality",
    ),
    Use(id="editorial", name="Editorial", recipe=Recipe(quality="high", resolution="2K"), why="printed large: high quality at 2K"),
    Use(
        id="text",
        name="Text in the image",
        recipe=STANDARD["final"],
        needs=("text",),
        why="letters have to be right: high quality, of a model in the best quarter of the public board of text in pictures",
    ),
    Use(id="editing", name="Editing", recipe=STANDARD["edit"], why="one image in, one image out, in medium quality"),
)


def advise(snapshots: Sequence[Snapshot], known: Circumstances | None = None, uses: Sequence[Use] = USES) -> tuple[Advice, ...]:
    """The cheapest offer for each use."""
    return tuple(_advise(use, market(snapshots, use.recipe, known), known or Circumstances()) for use in uses)


def _advise(use: Use, answers: Market, known: Circumstances) -> Advice:
    fit = leading([row for row in answers.by_price if can(known, row.model, use.needs)])
    told = headline(fit)
    second = next((row for row in fit if told.row and by_price(row) > by_price(told.row)), None)
    return Advice(use=use, row=told.row, next=second, able=len(fit), words=_words(use, told, second, len(fit)))


def _words(use: Use, told: Headline, second: RankedAnswer | None, count: int) -> str:
    best = told.row
    if best is None:
        needs = f" that can {' and '.join(use.needs)}" if use.needs else ""
        return f"{use.why}; no comparable offer{needs}"
    over = f", before {_offer(second)}" if second else ""
    among = f"{count} offer{'s' if count > 1 else ''}{' that was read from a page' if told.by_hand else ''}"
    cheaper = f"; written down by a person, cheaper: {_offer(told.by_hand)}" if told.by_hand else ""
    return f"{use.why}; the cheapest of {among}: {_offer(best)}{over}{cheaper}"


def _offer(row: RankedAnswer) -> str:
    return f"{row.cost.name} at {row.cost.provider} for ${shown(row.dollars)}" if row.dollars is not None else row.cost.name
