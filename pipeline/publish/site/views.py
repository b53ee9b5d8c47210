"""What each page shows: the published object arranged for a template. No numbers are made here."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from costs.bill.cost import Cost
from costs.offer.recipes import STANDARD
from costs.plan.credits import CREDIT
from costs.reasons import Code, Place
from costs.standing.ranking import by_price, cost_of, leading
from pipeline.ledger.entries import price_id
from pipeline.publish.dataset import ProviderState, Published, newest_first
from pipeline.publish.other_lists import compared
from pipeline.publish.paging import BUDGET, Budget
from pipeline.publish.recipe_answers import Answers, PublishedAnswer, quoted_id
from pipeline.publish.site.change_groups import by_day
from pipeline.publish.site.charts import Series, over_days, scale_of, warmth
from pipeline.publish.site.grid import MATRIX_SIZES, MEDIUM, QUALITIES, Grid, RecipeCell, bought, sold
from pipeline.publish.site.plan_views import in_order, matrix
from pipeline.text import formatting
from pipeline.text.sentences import axes
from schema.changes import Change, Held, PageCheck
from schema.prices import About, Offer, Plan, PriceLine, Quote, Rule
from schema.tables.models import Model, ModelOnDay

RECIPE_WORDS: Final = {
    "draft": ("Draft", "low quality, 1024²"),
    "standard": ("Standard", "medium quality, 1024²"),
    "final": ("Final", "high quality, 1024²"),
    "2k": ("2K", "medium quality, 2048²"),
    "4k": ("4K", "medium quality, 4096²"),
    "edit": ("Edit", "one reference, 1024²"),
}
AT_ONCE: Final = 50  # rows one sees without a click: a browser lays out no more than these at first
NEWEST: Final = 100


def quoted(state: ProviderState, quote: Quote) -> str:
    """Where a seller's quote stands on its evidence page."""
    return quoted_id(state.id, quote)


class Brief(NamedTuple):
    """What a list says of a seller: no more than that is kept of it."""

    id: str
    about: About
    checks: tuple[PageCheck, ...]
    held: Held | None
    last_read: datetime | None
    offers: int
    plans: int
    tier: str | None


def briefs(everything: Published) -> list[Brief]:
    """Every seller, briefly."""
    return [_brief(state) for state in everything.states]


def _brief(state: ProviderState) -> Brief:
    snapshot = state.snapshot
    return Brief(state.id, state.about, state.checks, state.held, state.last_read, len(snapshot.offers), len(snapshot.plans), state.tier)


# --- the comparison -------------------------------------------------------------------------------------------------


def comparison(everything: Published, market: Answers, made: Grid, budget: Budget = BUDGET) -> dict[str, Any]:
    """The ranking with the decades its dots stand on, the makers' own prices, and what one can choose."""
    prices = [row.dollars for answers in everything.markets.values() for row in answers.by_price if row.dollars]
    return {
        "scale": scale_of(prices),
        "names": everything.names,
        "model_names": {model.id: model.name for model in everything.models.models},
        "first": min(AT_ONCE, budget.ranked),
        "most": budget.ranked,
        "rows": budget.rows,
        "searched": None if made.of is None else len(made.offers),
        "middle": _middle([row.dollars for row in market.ranked if row.dollars is not None]),
        "best": next(iter(market.leading), None),
        "placed": _placed(market),
        "free": [row for row in market.listed if Code.FREE in row.standing.codes],
        "makers": list(_makers(everything, market)),
        "choices": _choices(everything, made),
        "proof": _proof,
        "bought": {(state.id, plan.id): bought(plan) for state in everything.states for plan in state.snapshot.plans},
    }


def _placed(market: Answers) -> list[tuple[PublishedAnswer, int | None]]:
    """What leads and what is listed, cheapest first, with the ranks of those that lead. What is free stands apart."""
    ranks = {id(row): rank for rank, row in enumerate(market.ranked, start=1)}
    return [(row, ranks.get(id(row))) for row in market.by_price if Code.FREE not in row.standing.codes]


def _middle(prices: Sequence[Decimal]) -> Decimal | None:
    return sorted(prices)[len(prices) // 2] if prices else None


def _proof(row: PublishedAnswer) -> str:
    quotes = row.cost.lines[0].quotes
    return quotes[0].id if quotes else ""


def _makers(everything: Published, market: Answers) -> Iterator[tuple[Model, PublishedAnswer]]:
    """The makers' own prices: each maker's cheapest model that is on sale, those with most sellers first."""
    best: dict[str, tuple[Model, PublishedAnswer]] = {}
    for row in market.ranked:
        model = everything.models.get(row.model) if row.model and row.first_party and row.dollars else None
        if model is None:
            continue
        if model.maker not in best or (row.dollars or 0) < (best[model.maker][1].dollars or 0):
            best[model.maker] = (model, row)
    spread = {maker: sum(len(model.aliases) for model in everything.models.models if model.maker == maker) for maker in best}
    return iter(best[maker] for maker in sorted(best, key=lambda maker: (-spread[maker], maker))[:8])


def _choices(everything: Published, made: Grid) -> dict[str, Any]:
    states = {offer["p"] for offer in made.offers}
    return {
        "tiers": made.tiers,
        "makers": sorted({offer["k"] for offer in made.offers if "k" in offer}),
        "sellers": sorted(((id, name) for id, name in everything.names.items() if id in states), key=lambda pair: pair[1].lower()),
    }


def native(row: PublishedAnswer) -> str:
    """What the seller charges, in the seller's own unit."""
    line = row.cost.lines[0]
    return sold(line.price, line.currency, line.unit)


def marks(row: PublishedAnswer) -> list[tuple[str, str]]:
    """What one has to know of an answer: a short word and its reason."""
    said = [(formatting.MARKS[reason.code], reason.words) for reason in row.standing.because]
    if row.cost.only_in:
        said.append((f"{row.cost.only_in} only", "the price of one region; there is none for others"))
    if row.least:
        said.append((formatting.least(*row.least), "credits are bought with a plan first"))
    if row.work:
        said.append((formatting.OTHER_WORK, row.work.words))
    if row.unequal:
        said.append(("unequal", "beside the maker's own: " + ", ".join(row.unequal)))
    return said


# --- a seller -------------------------------------------------------------------------------------------------------


def provider(everything: Published, state: ProviderState, shown: Sequence[Offer]) -> dict[str, Any]:
    """One provider: its offers (or those of one page) with their prices and costs, its plans x models, its rules and changes."""
    pairs = [(offer, (state.id, offer.native_id)) for offer in shown]
    offers = [(offer, everything.model_of(*pair), everything.answers_of(*pair)) for offer, pair in pairs]
    return {
        "seller": state,
        "offers": offers,
        **matrix(everything, state, [offer.native_id for offer in shown]),
        "plans": in_order(state.snapshot.plans),
        "price_id": price_id,
        "best": _best(everything, state),
        "days": by_day(newest_first(change for change in state.changes if not change.baseline)[:NEWEST]),
    }


def _best(everything: Published, state: ProviderState) -> PublishedAnswer | None:
    """The seller's cheapest standard image that costs something and can be compared."""
    answers = (everything.answers_of(state.id, offer.native_id)["standard"] for offer in state.snapshot.offers)
    return next(iter(leading(sorted((row for row in answers if isinstance(row, PublishedAnswer)), key=by_price))), None)


class EvidenceRow(NamedTuple):
    """One quoted thing of a provider, with the ids links point to."""

    id: str
    quote_id: str
    words: str
    kind: str
    basis: str
    quote: Quote
    retrieved: PriceLine | Plan | Rule


def evidence(state: ProviderState, shown: Sequence[Offer] | None = None) -> list[tuple[Offer, list[EvidenceRow]]]:
    """Every price of a provider (or of some of its offers) with its quote, by offer."""
    offers = state.snapshot.offers if shown is None else shown
    return [(offer, [_proof_of(state, offer, line) for line in offer.prices]) for offer in offers]


def _proof_of(state: ProviderState, offer: Offer, line: PriceLine) -> EvidenceRow:
    said = f"{formatting.price(line)} per {formatting.per(line)}"
    kind = " · ".join(part for part in (formatting.BILLABLES[line.billable], axes(line.variant)) if part)
    return EvidenceRow(
        f"p{price_id(state.id, offer.native_id, line)}", quoted_id(state.id, line.quote), said, kind, line.basis, line.quote, line
    )


def house_evidence(state: ProviderState) -> list[EvidenceRow]:
    """Every plan and rule of a provider with its quote."""
    plans = [proof for plan in state.snapshot.plans for proof in _plan_proofs(state, plan)]
    rules = [
        EvidenceRow(
            "",
            quoted_id(state.id, rule.quote),
            formatting.clean(f"{rule.words} {axes(rule.variant)}", 200),
            rule.kind.replace("_", " ") + (f" of {formatting.clean(rule.native_id)}" if rule.native_id else ""),
            rule.basis,
            rule.quote,
            rule,
        )
        for rule in state.snapshot.rules
    ]
    return [*plans, *rules]


def _plan_proofs(state: ProviderState, plan: Plan) -> Iterator[EvidenceRow]:
    """A plan's price, and every fact of it that stands in other words than the price."""
    price = f"{plan.name}: {formatting.amount(plan.price, plan.currency)}"
    yield EvidenceRow("", quoted_id(state.id, plan.quote), price, "plan", plan.basis, plan.quote, plan)
    facts: list[tuple[str, str, Quote | None]] = [("first period", "", plan.first_quote)]
    facts += [("brings", allowance.unit.replace("_", " "), allowance.quote) for allowance in plan.allowances]
    facts += [("takes", take.name, take.quote) for take in plan.takes]
    facts += [("does not say", plan.unsaid.words, plan.unsaid.quote)] if plan.unsaid else []
    for kind, said, quote in facts:
        if quote and quote.text != plan.quote.text:
            yield EvidenceRow("", quoted_id(state.id, quote), formatting.clean(f"{plan.name} {said}", 200), kind, plan.basis, quote, plan)


# --- a model --------------------------------------------------------------------------------------------------------


def models(everything: Published) -> list[tuple[ModelOnDay, int, PublishedAnswer | None]]:
    """Every model with how many offers sell it and its cheapest standard image."""
    sold_by = everything.answers.keys()
    return [
        (
            everything.models.on_day(model, everything.judged_on),
            len({alias.provider for alias in model.aliases if alias.pair() in sold_by}),
            next(iter(leading(_rows(everything, model, "standard"))), None),
        )
        for model in everything.models.models
    ]


def _rows(everything: Published, model: Model, recipe: str) -> Sequence[PublishedAnswer]:
    """What leads or is listed of a model, cheapest first."""
    return everything.of_model[recipe, model.id].by_price if (recipe, model.id) in everything.of_model else ()


def _beside(everything: Published, model: Model, recipe: str) -> Iterator[PublishedAnswer]:
    beside = everything.of_model[recipe, model.id].beside if (recipe, model.id) in everything.of_model else ()
    return (row for row in beside if row.dollars is not None)


def model(everything: Published, model: Model, made: Grid, budget: Budget = BUDGET) -> dict[str, Any]:
    """One model: quality x size, all its sellers side by side, what one image bills, its history and changes."""
    states = {alias.pair() for alias in model.aliases}
    answers = {name: [*_rows(everything, model, name), *_beside(everything, model, name)] for name in everything.markets}
    shown = {name: rows for name, rows in answers.items() if rows}
    chosen = next(((name, row) for name in ("standard", *shown) if (row := _billed(model, answers[name]))), None)
    bill = _receipt(everything, *chosen) if chosen else None
    history = _history(everything, states)
    return {
        "model": everything.models.on_day(model, everything.judged_on),
        "offers": (offers := _side_by_side(shown)),
        "rows": budget.rows,
        "twice": {state for state, count in Counter(provider for provider, *_ in offers).items() if count > 1},
        "own": next(iter(leading([row for row in answers["standard"] if row.first_party])), None),
        "kinds": list(shown),
        "matrix": _qualities(model, made),
        "receipt": bill,
        "receipt_ids": [[quoted_id(bill.cost.provider, quote) for quote in line.quotes] for line in bill.cost.lines] if bill else [],
        "refused": everything.of_model["standard", model.id].refused if ("standard", model.id) in everything.of_model else [],
        "days": by_day(newest_first(change for change in _changes(everything, states) if not change.baseline)[:NEWEST]),
        "charts": list(_charts(model, history)),
        "best": next(iter(leading(answers["standard"])), None),
        "ratings": [(board, rating) for board in everything.known.ratings.boards for rating in board.ratings if rating.model == model.id],
        "names": everything.names,
    }


class Receipt(NamedTuple):
    """The whole bill of an answer, line by line."""

    cost: Cost
    why_not_ranked: str


def _receipt(everything: Published, recipe: str, row: PublishedAnswer) -> Receipt:
    """Worked out again: of most bills only the sum was kept."""
    snapshot, native_id = everything.state(row.cost.provider).snapshot, row.cost.native_id
    model = everything.model_of(snapshot.provider, native_id)
    return Receipt(cost_of(snapshot, native_id, STANDARD[recipe], everything.known, model), row.why_not_ranked)


def _billed(model: Model, rows: Sequence[PublishedAnswer]) -> PublishedAnswer | None:
    """The maker's own answer, else the cheapest one."""
    return next(iter([*leading([row for row in rows if row.first_party]), *leading(rows), *rows]), None)


def _side_by_side(
    shown: dict[str, list[PublishedAnswer]],
) -> list[tuple[str, str, dict[str, tuple[PublishedAnswer, int]], PublishedAnswer]]:
    prices = {name: [row.dollars for row in rows if row.dollars is not None] for name, rows in shown.items()}
    found: dict[tuple[str, str], dict[str, tuple[PublishedAnswer, int]]] = {}
    for name, rows in shown.items():
        for row in rows:
            pair = (row.cost.provider, row.cost.native_id)
            found.setdefault(pair, {})[name] = (row, warmth(row.dollars, prices[name]) if row.may_lead else 0)
    return [(*pair, cells, _usual(cells)) for pair, cells in sorted(found.items(), key=lambda entry: _dearness(entry[1]))]


def _usual(cells: dict[str, tuple[PublishedAnswer, int]]) -> PublishedAnswer:
    return (cells.get("standard") or next(iter(cells.values())))[0]


def _dearness(cells: dict[str, tuple[PublishedAnswer, int]]) -> tuple[bool, Any]:
    row = _usual(cells)
    return row.standing.place is Place.UNRANKED, by_price(row)


def _qualities(model: Model, made: Grid) -> tuple[list[str], list[tuple[str, list[tuple[PublishedAnswer | None, int]]]]]:
    """The cheapest comparable answer for each quality and size, at the maker where the maker sells it itself."""
    pairs = [alias.pair() for alias in model.aliases if alias.pair() in made.axes]
    own = [pair for pair in pairs if pair[0] in model.first_party]
    qualities: list[str] = [quality for quality in QUALITIES if quality in model.capabilities.qualities] or [MEDIUM]
    found = [
        (quality, [_cheapest(made, own, pairs, RecipeCell("standard", 0, quality, size)) for size in MATRIX_SIZES]) for quality in qualities
    ]
    prices = [row.dollars for _, rows in found for row in rows if row and row.dollars is not None]
    table = [(quality, [(row, warmth(row.dollars, prices) if row else 0) for row in rows]) for quality, rows in found]
    return list(MATRIX_SIZES), table if prices else []


def _cheapest(made: Grid, own: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]], cell: RecipeCell) -> PublishedAnswer | None:
    for group in (own, pairs):
        rows = [row for pair in group if (row := made.answer(pair, cell)) and row.standing.place is not Place.UNRANKED]
        found = leading(sorted(rows, key=by_price)) or rows
        if found:
            return min(found, key=by_price)
    return None


History = list[tuple[Series, list[tuple[datetime, PriceLine]]]]


def _charts(model: Model, history: History) -> Iterator[tuple[str, Markup, History]]:
    """One chart for each unit of the prices that moved, since prices of different units share no scale."""
    units = {(line.currency, formatting.per(line)) for _, points in history for _, line in points}
    for currency, per in sorted(units):
        shown = [
            (series, points) for series, points in history if (points[-1][1].currency, formatting.per(points[-1][1])) == (currency, per)
        ]
        what = f"{'dollars' if currency == 'USD' else 'credits' if currency == CREDIT else currency} per {per}"
        said = functools.partial(formatting.tick, currency=currency)
        if shown:
            yield what, over_days([series for series, _ in shown], f"Price history of {model.name}, {what}", said), shown


def _changes(everything: Published, pairs: set[tuple[str, str]]) -> Iterator[Change]:
    return (change for pair in pairs for change in everything.changes_of(pair))


def _history(everything: Published, pairs: set[tuple[str, str]]) -> History:
    """Each price line that moved, as it stood from reading to reading."""
    moved: dict[tuple[Any, ...], list[tuple[datetime, PriceLine]]] = {}
    for change in sorted(newest_first(_changes(everything, pairs)), key=lambda change: change.at):
        if change.kind not in ("added", "increased", "decreased"):
            continue
        if isinstance(change.after, PriceLine) and change.after.amount:
            moved.setdefault((change.provider, change.native_id, change.after.key()), []).append((change.at, change.after))
    found = []
    for key, points in moved.items():
        if len(points) > 1:
            last = max(everything.state(str(key[0])).last_read or points[-1][0], points[-1][0])
            found.append((_series(everything, str(key[0]), points, last), points))
    return found[:6]


def _series(everything: Published, provider: str, points: list[tuple[datetime, PriceLine]], last: datetime) -> Series:
    line = points[-1][1]
    what = axes(line.variant) or formatting.BILLABLES[line.billable]
    spots = [(float(at.toordinal()), price.amount or Decimal(0)) for at, price in points]
    return Series(f"{everything.names[provider]}, {what}", (*spots, (float(last.toordinal()), spots[-1][1])))


# --- the rest -------------------------------------------------------------------------------------------------------


def status(everything: Published, states: Sequence[Brief]) -> dict[str, Any]:
    """How each page was last read, what is held, who is kept by hand, what the recordings say of themselves."""
    checks = [(state, check) for state in states for check in state.checks]
    recorded = [(state, sorted({check.recording for check in state.checks if check.recording})) for state in states]
    return {
        "checks": checks,
        "outcomes": _outcomes([check for _, check in checks]),
        "failed": [(state, check) for state, check in checks if check.outcome in ("failed", "held")],
        "reading": [_reading(state) for state in states if state.checks],
        "held": [state for state in states if state.held],
        "by_hand": [state for state in states if not state.checks],
        "recordings": [(state, notes) for state, notes in recorded if notes],
        "elsewhere": compared(everything.noted, everything.markets),
    }


def _outcomes(checks: Sequence[PageCheck]) -> list[tuple[str, int]]:
    return sorted(Counter(check.outcome.replace("_", " ") for check in checks).items(), key=lambda pair: (-pair[1], pair[0]))


def _reading(state: Brief) -> tuple[Brief, str, int, datetime]:
    """How a seller's pages went, in words; how many prices they gave; when one was last looked at."""
    said = ", ".join(f"{count} {outcome}" for outcome, count in _outcomes(state.checks))
    return state, said, sum(check.prices for check in state.checks), max(check.at for check in state.checks)
