"""One recipe at every seller, cheapest first: what may be ranked, what is shown and not ranked, and what is refused.

Nothing is ranked that is only a "from" price, that was not read lately, that is retired or that no page proves. Prices
in another currency are ranked by what they were worth in dollars on the day they were read, which is said beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from costs.bill.cost import Cost, cost
from costs.exact import exactly, said
from costs.money import DOLLARS, Rate, in_dollars
from costs.offer.borrowing import Lent
from costs.offer.recipes import Recipe
from schema.doubts import UNSURE
from schema.errors import NotComparable
from schema.models import Alias, Model, Models
from schema.prices import Closed, DecimalText, Offer, Quote, Snapshot, made

FRESH: Final = timedelta(days=14)  # a page not read for longer leaves every ranking
FRESH_BY_HAND: Final = timedelta(days=180)  # a person's quote ages more slowly, as pages that refuse robots do
Named = Mapping[tuple[str, str], tuple[Model, Alias]]


class Row(Closed):
    """One seller's answer. `dollars` is one image in dollars, converted at `rate` where the seller takes another currency.

    `times` is the price as a multiple of the maker's own (1.12: 12 % dearer); `stale` the day it was last read, when
    that is too long ago; `unknown` something the table of models does not know and whose page does not say "generate":
    an upscaler, for all anybody can tell.
    """

    cost: Cost
    dollars: DecimalText | None
    rate: Rate | None = None
    model: str | None = None
    times: DecimalText | None = None
    first_party: bool = False
    unequal: tuple[str, ...] = ()
    stale: date | None = None
    unknown: bool = False

    @property
    def why_not_ranked(self) -> str:
        """The reason why the row stands outside the ranking; empty for a ranked one."""
        if self.stale:
            return f"last read on {self.stale.isoformat()}"
        if self.cost.retired:
            return f"retired on {self.cost.retires}"
        if self.cost.unproven or self.unknown:
            return "; ".join((*self.cost.unproven, *(["nobody has said what it makes"] if self.unknown else [])))
        return "" if self.dollars is not None else f"no price in dollars, only in {self.cost.money_currency or 'credits'}"


class Refused(Closed):
    """An offer without an answer, and the reason."""

    provider: str
    native_id: str
    name: str
    reason: str
    model: str | None = None


class Market(Closed):
    """All answers to one recipe: `ranked` cheapest first, `beside` shown but not ranked, `refused` with reasons."""

    recipe: Recipe
    ranked: tuple[Row, ...]
    beside: tuple[Row, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside the prices: the day, when each page was last read, exchange rates, models, their makers' tables."""

    on: date | None = None
    last_read: Mapping[str, date] = field(default_factory=dict)
    rates: Mapping[str, Rate] = field(default_factory=dict)
    models: Models = field(default_factory=lambda: Models(models=()))
    lent: Lent = field(default_factory=dict)
    plan: str | None = None


def market(shops: Iterable[Snapshot], recipe: Recipe, known: Circumstances | None = None, model: str | None = None) -> Market:
    """One recipe at every offer of these sellers, or at the offers of one model (canonical id, or a seller's own)."""
    known = known or Circumstances()
    named = known.models.named
    wanted = [(shop, offer) for shop in shops for offer in shop.offers if model is None or _is(shop, offer, model, named)]
    answers = [_answer(shop, offer, recipe, known, named) for shop, offer in wanted]
    ranked: list[Row] = []
    beside: list[Row] = []
    for row in _with_makers([answer for answer in answers if isinstance(answer, Row)]):
        (beside if row.why_not_ranked else ranked).append(row)
    return made(
        Market,
        recipe=recipe,
        ranked=tuple(sorted(ranked, key=_by_price)),
        beside=tuple(sorted(beside, key=_by_name)),
        refused=tuple(answer for answer in answers if isinstance(answer, Refused)),
    )


def _is(shop: Snapshot, offer: Offer, model: str, named: Named) -> bool:
    canonical, _ = named.get((shop.provider, offer.native_id), (None, None))
    return model in (offer.native_id, canonical.id if canonical else None)


def _answer(shop: Snapshot, offer: Offer, recipe: Recipe, known: Circumstances, named: Named) -> Row | Refused:
    model, alias = named.get((shop.provider, offer.native_id), (None, None))
    try:
        answer = cost_of(shop, offer.native_id, recipe, known, model)
    except NotComparable as reason:
        id = model.id if model else None
        return made(Refused, provider=shop.provider, native_id=offer.native_id, name=offer.name, reason=str(reason), model=id)
    return _row(answer, model, alias, known)


def cost_of(shop: Snapshot, native_id: str, recipe: Recipe, known: Circumstances, model: Model | None) -> Cost:
    """The cost of a recipe at an offer, with everything that is known beside the prices."""
    borrowed = known.lent.get((shop.provider, native_id), ())
    return cost(shop, native_id, recipe, known.plan, on=known.on, model=model, borrowed=borrowed)


def _row(answer: Cost, model: Model | None, alias: Alias | None, known: Circumstances) -> Row:
    rate = known.rates.get(answer.money_currency or "")
    return made(
        Row,
        cost=answer,
        dollars=_dollars(answer, rate),
        rate=rate,
        model=model.id if model else None,
        first_party=model is not None and answer.provider in model.first_party,
        unequal=tuple(word.replace("_", " ") for word in alias.unequal) if alias else (),
        stale=stale(answer, known),
        unknown=model is None and bool(known.models.models) and not _says_what_it_makes(answer),
    )


def _says_what_it_makes(answer: Cost) -> bool:
    """A page that prices "text to image" says so; one that prices an edit may sell an upscaler by that word."""
    return answer.recipe.operation == "generate" and answer.says_operation


def _dollars(answer: Cost, rate: Rate | None) -> Decimal | None:
    each = answer.money_per_image
    if each is None or answer.money_currency == DOLLARS:
        return each
    return in_dollars(each, rate) if rate else None


def stale(answer: Cost, known: Circumstances) -> date | None:
    """The day the oldest price of an answer was last read, if that is too long ago to be ranked."""
    if known.on is None:
        return None
    ages = [(_last_read(entry.quotes[0], known), entry.basis) for entry in answer.lines if entry.quotes]
    old = [day for day, basis in ages if day < known.on - (FRESH if basis in ("page", "derived") else FRESH_BY_HAND)]
    return min(old, default=None)


def _last_read(quote: Quote, known: Circumstances) -> date:
    return max(known.last_read.get(quote.url, date.min), quote.captured_at.date())


def _with_makers(rows: list[Row]) -> list[Row]:
    """Each row with its price as a multiple of the cheapest one its model's maker asks for the same recipe, as far as that is sure."""
    own: dict[str, Decimal] = {}
    for row in rows:
        if row.model and row.first_party and row.dollars is not None and not _is_doubted(row):
            own[row.model] = min(own.get(row.model, row.dollars), row.dollars)
    return [_with_times(row, own.get(row.model or "")) for row in rows]


def _is_doubted(row: Row) -> bool:
    return any(reason.startswith(UNSURE) for reason in row.cost.unproven)


def _with_times(row: Row, own: Decimal | None) -> Row:
    if not own or row.dollars is None:
        return row
    return row.model_copy(update={"times": said(exactly(row.dollars) / exactly(own))})


def _by_price(row: Row) -> tuple[Decimal, str, str]:
    return row.dollars or Decimal(0), row.cost.provider, row.cost.native_id


def _by_name(row: Row) -> tuple[str, str]:
    return row.cost.provider, row.cost.native_id
