"""The published object as flat tables. Each column says its kind once: JSON, CSV, SQLite, Parquet and the schemas follow it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import chain
from typing import Final, get_args

from costs.offer.recipes import STANDARD
from costs.reasons import Code, Place
from costs.standing.ages import Sight, age
from costs.standing.proof import proof_of
from pipeline.ledger.entries import key_of, price_id
from pipeline.ledger.successors import predecessors
from pipeline.publish.change_effects import Effect, Event, amount_of
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.files.plan_rows import ALLOWANCES, PLAN_COSTS, PLANS, TAKES, allowances_of, plan_costs, plans_of, takes_of
from pipeline.publish.files.table_shapes import (
    QUOTE_COLUMNS,
    DownloadRow,
    PublishedColumn,
    PublishedRows,
    PublishedTable,
    needed,
    plain,
    quote_row,
)
from pipeline.publish.recipe_answers import Answers, PublishedRefusal, in_order
from pipeline.publish.recipe_answers import PublishedAnswer as KeptRow
from pipeline.text.sentences import sentence
from schema.changes import Change, ChangeKind, Subject
from schema.prices import Basis, Billable, Bound, Offer, Operation, Plan, PriceLine, Rule, Tier, Unit, Variant
from schema.proofs import Proof
from schema.rules import Retires, RuleKind
from schema.tables.lifecycles import LifeState
from schema.tables.models import Model, Status

AXES: Final = tuple(Variant.model_fields)
AXIS_COLUMNS: Final = tuple(
    PublishedColumn(
        axis,
        "day" if axis.startswith("effective") else "text",
        f"axis of the variant: {axis.replace('_', ' ')}; empty where it does not matter",
        among={"operation": get_args(Operation), "tier": get_args(Tier)}.get(axis, ()),
    )
    for axis in AXES
)
OFFER_COLUMNS: Final = (needed("provider", says="who sells"), needed("native_id", says="what the provider calls the model"))
CURRENCY: Final = needed("currency", says="ISO 4217, or `credit`")
PRICES: Final = (
    needed("id", says="stable id of the price line"),
    *OFFER_COLUMNS,
    needed("name", says="the offer's name"),
    PublishedColumn("model", says="canonical model; empty where nobody has mapped it"),
    needed("billable", says="what is billed", among=get_args(Billable)),
    needed("unit", says="per what", among=get_args(Unit)),
    *AXIS_COLUMNS,
    PublishedColumn("amount", "amount", "the price, exactly as printed; empty with a reason"),
    PublishedColumn("upper", "amount", "the upper end of a range"),
    PublishedColumn("bound", says="from, up_to or range", among=get_args(Bound)),
    CURRENCY,
    needed("basis", says="how it is known", among=get_args(Basis)),
    PublishedColumn("reason", says="why there is no amount"),
    PublishedColumn("inputs", "words", "what a derived price was worked out from"),
    *QUOTE_COLUMNS,
    PublishedColumn("was", says="id of the line whose place it took: under another threshold, unit, tier or native id"),
    PublishedColumn("proof", says="whose word it is", among=tuple(Proof)),
    PublishedColumn("last_seen", "day", "the last day it stood on its page, or was written down"),
    needed("missing", "flag", "no longer on its page"),
    PublishedColumn("missing_since", "day"),
    needed("held", "flag", "a newer reading of the offer is not believed yet"),
    needed("stale", "flag", "not seen for too long to lead"),
    needed("retired", "flag", "its model has ended at this provider"),
    PublishedColumn("retires", "day", "the day its model ends, or ended, at this provider"),
)
COSTS: Final = (
    needed("recipe", says="which standard image", among=tuple(STANDARD)),
    *OFFER_COLUMNS,
    PublishedColumn("model", says="canonical model"),
    needed("ranked", "flag", "whether it may lead"),
    PublishedColumn("dollars", "amount", "one image in US dollars"),
    PublishedColumn("per_image", "amount", "one image in the seller's currency"),
    PublishedColumn("currency", says="the seller's currency"),
    PublishedColumn("basis", says="how it is known", among=get_args(Basis)),
    PublishedColumn("times", "amount", "the price as a multiple of the maker's own"),
    needed("first_party", "flag", "sold by its maker"),
    PublishedColumn("unequal", "words", "what the offer lacks beside the maker's own"),
    PublishedColumn("reason", says="why it does not lead, or has no answer"),
    needed("standing", says="leads, listed (at its price, and never leads) or unranked", among=tuple(Place)),
    PublishedColumn("reason_code", says="the gravest reason why it does not lead", among=tuple(Code)),
    PublishedColumn("reason_codes", "words", "every reason, the gravest first"),
    PublishedColumn("position", "count", "its place among all that lead or are listed, cheapest first; empty for the unranked"),
    PublishedColumn("proof", says="whose word it is", among=tuple(Proof)),
    PublishedColumn(
        "rating", "amount", "the public rating that speaks for it: of its model at this or a lower setting; never part of a price"
    ),
    PublishedColumn("rated", says="what was rated, as the board names it (`ratings` has the rest)"),
    PublishedColumn("tokens", "amount", "output tokens an image takes, where it is billed by them"),
    PublishedColumn(
        "quality_means", says="its word for quality in tokens, where that is twice or half what its family's best rated model takes"
    ),
    needed("headline", "flag", "told alone: the cheapest that leads and was read from a page, or that leads at all where none was"),
    PublishedColumn("price_ids", "words", "the price lines it rests on, by their `id` in `prices`"),
)
PROVIDERS: Final = (
    needed("id"),
    needed("name"),
    needed("home", says="its address"),
    needed("kind", says="maker, reseller, cloud or app"),
    needed("seen", says="what its reader was built against"),
    needed("seen_on", "day"),
    PublishedColumn("note"),
    PublishedColumn("tier", says="how well its prices are proven"),
    PublishedColumn("last_read", "time", "when one of its pages was last read well"),
    needed("offers", "count"),
    needed("prices", "count"),
)
MODELS: Final = (
    needed("id"),
    needed("maker"),
    needed("family"),
    needed("name"),
    needed("status", among=get_args(Status)),
    *(PublishedColumn(day, "day") for day in ("announced", "available", "retiring", "retired")),
    PublishedColumn("replaced_by"),
    PublishedColumn("first_party", "words", "providers through which its maker sells it"),
    PublishedColumn("names", "words", "what else people call it; what sellers call it is in `aliases`"),
)
ALIASES: Final = (
    needed("model"),
    *OFFER_COLUMNS,
    PublishedColumn("unequal", "words", "what the offer lacks beside the maker's own"),
    PublishedColumn("unseen", says="why no offer under that id is read yet"),
    PublishedColumn("note"),
)
RULES: Final = (
    needed("provider"),
    PublishedColumn("native_id", says="empty: all its models"),
    needed("kind", among=get_args(RuleKind)),
    *AXIS_COLUMNS,
    needed("value"),
    PublishedColumn("of"),
    needed("basis", among=get_args(Basis)),
    *QUOTE_COLUMNS,
    PublishedColumn("unsure", "flag", "whether whoever wrote a price down was not sure of it"),
)
CHANGES: Final = (
    needed("id", says="stable id of the change"),
    needed("kind", among=get_args(ChangeKind)),
    needed("subject", among=get_args(Subject)),
    needed("provider"),
    PublishedColumn("native_id"),
    PublishedColumn("name"),
    PublishedColumn("model", says="canonical model"),
    needed("at", "time", "the clock of the reading that showed it"),
    needed("sentence", says="the change in words"),
    PublishedColumn("old", "amount"),
    PublishedColumn("new", "amount"),
    PublishedColumn("unit"),
    PublishedColumn("currency"),
    PublishedColumn("ratio", "share", "new by old"),
    PublishedColumn("direction", among=("up", "down")),
    PublishedColumn("extreme", says="whether the new price is the highest or lowest since we began", among=("high", "low")),
    *(
        PublishedColumn(f"{recipe}_{side}", "amount", f"the {recipe} image {side} the change, in `effect_currency`")
        for recipe in STANDARD
        for side in ("before", "after")
    ),
    PublishedColumn("effect_currency"),
    PublishedColumn("reason"),
    PublishedColumn("by", says="who decided it, where a person did"),
    PublishedColumn("valid_from", "time", "since when a corrected price was wrong"),
    needed("baseline", "flag", "first reading of a provider: no news"),
    PublishedColumn("old_quote_text"),
    PublishedColumn("old_quote_url"),
    PublishedColumn("new_quote_text"),
    PublishedColumn("new_quote_url"),
    PublishedColumn("retracted_by", says="id of the correction that took the new value back: it was never the price"),
    PublishedColumn("price_id", says="stable id of the price line, as in `prices`; empty where the change is of no line"),
    PublishedColumn("was", says="id of the line whose place it took: under another threshold, unit, tier or native id"),
    PublishedColumn("billable", says="what is billed", among=get_args(Billable)),
    *AXIS_COLUMNS,
    PublishedColumn("basis", says="how it is known", among=get_args(Basis)),
    PublishedColumn("was_native_id", says="the id a renamed offer had before"),
    *(
        PublishedColumn(f"{recipe}_standing", says=f"how the {recipe} image after the change stood that day", among=tuple(Place))
        for recipe in STANDARD
    ),
)
STATUS: Final = (
    needed("provider"),
    needed("url"),
    needed("outcome", says="read, unchanged, failed, held, not_recorded or not_asked"),
    needed("at", "time", "when the page was last looked at"),
    PublishedColumn("last_read", "time", "when its prices were last seen"),
    needed("prices", "count"),
    PublishedColumn("sha256"),
    PublishedColumn("reason"),
    needed("held", "count", "offers of this provider that wait for a second reading or a person"),
    needed("replayed", "flag", "whether it was read from a recording, and not looked at live"),
)


COLUMNS: Final = {
    "prices": PRICES,
    "costs": COSTS,
    "providers": PROVIDERS,
    "models": MODELS,
    "aliases": ALIASES,
    "plans": PLANS,
    "allowances": ALLOWANCES,
    "takes": TAKES,
    "plan-costs": PLAN_COSTS,
    "rules": RULES,
    "changes": CHANGES,
    "history": CHANGES,
    "status": STATUS,
}
KEYS: Final = {
    "costs": ("recipe", "provider", "native_id"),
    "aliases": ("provider", "native_id"),
    "plans": ("provider", "id"),
    "allowances": (),
    "takes": (),
    "plan-costs": ("provider", "plan", "native_id", "recipe", "images"),
    "rules": (),
    "status": ("provider", "url"),
}


def tables(everything: Published) -> tuple[PublishedTable, ...]:
    """Every table there is."""
    states, told = everything.states, everything.told
    made: list[tuple[str, str, Callable[[], Iterable[DownloadRow]]]] = [
        ("prices", "one row per price line", lambda: chain.from_iterable(prices_at(everything, state) for state in states)),
        ("costs", "the standard images at every offer", lambda: _costs(everything.markets)),
        ("providers", "who sells", lambda: (provider_row(state) for state in states)),
        (
            "models",
            "canonical models",
            lambda: (dict(everything.models.on_day(model, everything.judged_on)) for model in everything.models.models),
        ),
        ("aliases", "what each provider calls a model", lambda: _aliases(everything)),
        ("plans", "plans and credit packs", lambda: plans_of(states)),
        ("allowances", "what plans bring, one row for each thing", lambda: allowances_of(states)),
        ("takes", "what an image takes of a plan, where the seller's prices are not in what it brings", lambda: takes_of(everything)),
        ("plan-costs", "what one image comes to on every plan, by model, image and number a month", lambda: plan_costs(everything)),
        ("rules", "how providers bill", lambda: _rules(states)),
        ("changes", "what changed, without first readings", lambda: event_rows(told.those(lambda head: not head.baseline))),
        ("history", "every change, first readings included", lambda: event_rows(reversed(told))),
        ("status", "when each page was last read, and how it went", lambda: chain.from_iterable(map(status_at, states))),
    ]
    return tuple(
        PublishedTable(name, says, COLUMNS[name], KEYS.get(name, ("id",)), PublishedRows(partial(_made, name, rows)))
        for name, says, rows in made
    )


def _made(name: str, rows: Callable[[], Iterable[DownloadRow]]) -> Iterator[DownloadRow]:
    return shaped(name, rows())


def shaped(name: str, rows: Iterable[DownloadRow]) -> Iterator[DownloadRow]:
    """Rows with exactly the columns of their table, in its order, as JSON values."""
    columns = [column.name for column in COLUMNS[name]]
    for row in rows:
        get = row.get
        yield {column: None if (value := get(column)) is None else plain(value) for column in columns}  # most cells are empty


def prices_at(everything: Published, state: ProviderState) -> Iterator[DownloadRow]:
    """One flat row per price line of a seller."""
    mapped, was = everything.models.by_alias(), predecessors(state.id, state.changes)
    for offer in state.snapshot.offers:
        model = mapped.get((state.id, offer.native_id))
        ends = _end_at(everything, state, offer.native_id, model)
        for line in offer.prices:
            yield _price(state.id, offer, line, model.id if model else None, was) | _stands(everything, state.id, offer, line) | ends


def _end_at(everything: Published, state: ProviderState, native_id: str, model: Model | None) -> DownloadRow:
    """When a model ends at a seller: by the seller's own words, else by the table of models."""
    days = [rule.terms.day for rule in state.snapshot.rules if isinstance(rule.terms, Retires) and rule.native_id == native_id]
    life = model.life_at(state.id, everything.judged_on, native_id) if model else None
    day = min(days) if days else life.day if life and life.state in (LifeState.ENDING, LifeState.ENDED) else None
    over = min(days) <= everything.judged_on if days else life is not None and life.state is LifeState.ENDED
    return {"retires": day, "retired": over}


def _stands(everything: Published, provider: str, offer: Offer, line: PriceLine) -> DownloadRow:
    """What one filters price lines by."""
    known, seen = everything.known, everything.seen(provider, line.quote)
    since = known.missing.get((provider, *key_of(offer.native_id, line)))
    sight = Sight(proof_of(line), seen, line.quote.url in known.replayed)
    return {
        "proof": sight.proof,
        "last_seen": seen,
        "missing": since is not None,
        "missing_since": since,
        "held": (provider, offer.native_id) in everything.held,
        "stale": any(age(sight, everything.judged_on)),
    }


def _price(provider: str, offer: Offer, line: PriceLine, model: str | None, was: Mapping[str, str]) -> DownloadRow:
    own = price_id(provider, offer.native_id, line)
    head = {"id": own, "provider": provider, "native_id": offer.native_id, "name": offer.name, "was": was.get(own)}
    body = {name: getattr(line, name) for name in ("billable", "unit", "amount", "upper", "bound", "currency", "basis", "reason", "inputs")}
    return {**head, "model": model, **dict(line.variant), **body, **quote_row(line.quote)}


def _costs(markets: Mapping[str, Answers]) -> Iterator[DownloadRow]:
    """One row per offer and standard recipe: dollars per image, ranked or not, or the reason why nobody can say."""
    for recipe, market in markets.items():
        told = market.headline.row
        for position, row in enumerate(market.by_price, start=1):
            yield {"recipe": recipe, **_answered(row), "position": position, "headline": row is told}
        for row in market.beside:
            yield {"recipe": recipe, **_answered(row), "headline": False}
        for refused in market.refused:
            said = {name: getattr(refused, name) for name in ("provider", "native_id", "model", "reason")}
            why = {"standing": Place.UNRANKED, "reason_code": refused.code, "reason_codes": (refused.code,)}
            yield {"recipe": recipe, **said, **why, "ranked": False, "headline": False, "first_party": False, "unequal": ()}


def _answered(row: KeptRow) -> DownloadRow:
    said = {name: getattr(row, name) for name in ("dollars", "model", "times", "first_party", "unequal", "proof")}
    cost = {name: getattr(row.cost, name) for name in ("provider", "native_id", "per_image", "currency", "basis")}
    stands = row.standing
    codes = tuple(reason.code for reason in stands.because)
    why = {"standing": stands.place, "reason_code": stands.code, "reason_codes": codes, "reason": stands.words}
    rating, rated = row.rated or (None, None)
    quality = {"rating": rating, "rated": rated, "tokens": row.cost.tokens, "quality_means": row.work.words if row.work else None}
    return {**cost, **said, **why, **quality, "price_ids": row.cost.rests_on, "ranked": stands.place is Place.LEADS}


def costs_at(everything: Published, state: ProviderState) -> Iterator[DownloadRow]:
    """The same of one seller, in the same order."""
    said = [everything.answers_of(state.id, offer.native_id) for offer in state.snapshot.offers]
    markets = {}
    for recipe in everything.markets:
        rows = [row for answers in said if isinstance(row := answers[recipe], KeptRow)]
        refused = [row for answers in said if isinstance(row := answers[recipe], PublishedRefusal)]
        markets[recipe] = in_order(rows, refused)
    return _costs(markets)


def costs_of(everything: Published, model: Model) -> Iterator[DownloadRow]:
    """The same of one model."""
    found = everything.of_model
    return _costs({recipe: found[recipe, model.id] for recipe in everything.markets if (recipe, model.id) in found})


def provider_row(state: ProviderState) -> DownloadRow:
    """Who sells."""
    offers = state.snapshot.offers
    counts = {"offers": len(offers), "prices": sum(len(offer.prices) for offer in offers)}
    return {"id": state.id, **dict(state.about), "tier": state.tier, "last_read": state.last_read, **counts}


def _aliases(everything: Published) -> Iterator[DownloadRow]:
    for model in everything.models.models:
        yield from ({"model": model.id, **dict(alias)} for alias in model.aliases)


def _rules(states: Iterable[ProviderState]) -> Iterator[DownloadRow]:
    for state in states:
        for rule in state.snapshot.rules:
            yield {"provider": state.id, **dict(rule), **dict(rule.variant), **quote_row(rule.quote)}


def status_at(state: ProviderState) -> Iterator[DownloadRow]:
    """How each page of a seller was last read."""
    held = len(state.held.offers) if state.held else 0
    yield from ({"provider": state.id, **dict(check), "held": held, "replayed": bool(check.recording)} for check in state.checks)


def event_rows(events: Iterable[Event]) -> Iterator[DownloadRow]:
    """One row per change, with what follows from it."""
    return map(_event, events)


def _event(event: Event) -> DownloadRow:
    change = event.change
    new = change.after if change.kind != "held" else None  # what is held is not believed: its number is not published as one
    return {
        **dict(change),
        "model": event.model,
        "sentence": sentence(change),
        "old": amount_of(change.before),
        "new": amount_of(new),
        "retracted_by": event.retracted_by,
        **_frame(new or change.before),
        **({"ratio": event.ratio, "direction": event.direction} if new else {}),
        **_effects(event.effects),
        **_evidence(change.before, "old"),
        **_evidence(new, "new"),
        **_line(change, new or change.before),
    }


def _line(change: Change, value: PriceLine | Plan | Rule | None) -> DownloadRow:
    """Which price line a change is of, by its id and its axes, so that all that happened to one line is one query."""
    said: DownloadRow = {"was": None, "was_native_id": change.was}
    if not isinstance(value, PriceLine):
        return said
    own = price_id(change.provider, change.native_id, value)
    old = price_id(change.provider, change.native_id, change.before) if isinstance(change.before, PriceLine) else own
    return said | {
        "price_id": own,
        "was": None if old == own else old,
        "billable": value.billable,
        "basis": value.basis,
        **dict(value.variant),
    }


def _frame(value: PriceLine | Plan | Rule | None) -> DownloadRow:
    match value:
        case PriceLine():
            return {"unit": value.unit, "currency": value.currency}
        case Plan():
            return {"unit": value.period, "currency": value.currency}
    return {}


def _effects(effects: Iterable[Effect]) -> DownloadRow:
    said: DownloadRow = {}
    for effect in effects:
        said |= {f"{effect.recipe}_before": effect.before, f"{effect.recipe}_after": effect.after, "effect_currency": effect.currency}
        said[f"{effect.recipe}_standing"] = effect.standing.place
    return said


def _evidence(value: PriceLine | Plan | Rule | None, side: str) -> DownloadRow:
    return {f"{side}_quote_text": value.quote.text, f"{side}_quote_url": value.quote.url} if value else {}
