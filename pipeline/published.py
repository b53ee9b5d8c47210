"""The one object everything published is made from: pages, files and feeds are views of it, so they can't disagree.

Made from a data folder alone. No provider module is imported, and there is no clock: every date is one that was read.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from pipeline.elsewhere import Noted, load_noted
from pipeline.rates import rates
from pipeline.store import PROVIDERS, Store, settled
from pipeline.tables import load_models, load_quality
from schema.borrowing import lent
from schema.changes import Change, Held, PageCheck, last_days
from schema.errors import BadData
from schema.markets import Circumstances, Market, Refused, Row, market
from schema.models import Model, Models
from schema.prices import About, PriceLine, Quote, Snapshot
from schema.quality import Tier
from schema.recipes import STANDARD

RECIPES = STANDARD
Pair = tuple[str, str]  # a seller and what it calls a model


class Answers(NamedTuple):
    """What several offers answer to one recipe, in the market's order."""

    ranked: list[Row]
    beside: list[Row]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class Seller:
    """One provider with everything known of it."""

    id: str
    about: About
    snapshot: Snapshot
    checks: tuple[PageCheck, ...]
    held: Held | None
    changes: tuple[Change, ...]
    tier: Tier | None = None

    @property
    def last_read(self) -> datetime | None:
        """When one of its pages was last read well."""
        return max((check.last_read for check in self.checks if check.last_read), default=None)


@dataclass(frozen=True, eq=False)
class Published:
    """Everything there is to publish. `as_of` is the newest time any page was looked at.

    What is looked up by name is sorted out once: a page of each of a thousand sellers must not look through all of them.
    """

    as_of: datetime
    sellers: tuple[Seller, ...]
    models: Models
    markets: Mapping[str, Market]
    changes: tuple[Change, ...]
    unmapped: tuple[tuple[str, str], ...]
    known: Circumstances
    noted: tuple[Noted, ...] = ()

    @property
    def replayed(self) -> bool:
        """Whether any page was read from a recording and not looked at live."""
        return any(check.recording for seller in self.sellers for check in seller.checks)

    def seller(self, provider: str) -> Seller:
        """One seller by its id."""
        return self.by_id[provider]

    @cached_property
    def by_id(self) -> dict[str, Seller]:
        """Every seller by its id."""
        return {seller.id: seller for seller in self.sellers}

    @cached_property
    def answers(self) -> dict[Pair, dict[str, Row | Refused]]:
        """What each offer answers to each recipe."""
        found: dict[Pair, dict[str, Row | Refused]] = {}
        for recipe, answers in self.markets.items():
            for row in (*answers.ranked, *answers.beside):
                found.setdefault((row.cost.provider, row.cost.native_id), {})[recipe] = row
            for refused in answers.refused:
                found.setdefault((refused.provider, refused.native_id), {})[recipe] = refused
        return found

    @cached_property
    def of_model(self) -> dict[tuple[str, str | None], Answers]:
        """What the offers of each model answer to each recipe."""
        found: defaultdict[tuple[str, str | None], Answers] = defaultdict(lambda: Answers([], [], []))
        for recipe, answers in self.markets.items():
            for row in answers.ranked:
                found[recipe, row.model].ranked.append(row)
            for row in answers.beside:
                found[recipe, row.model].beside.append(row)
            for refused in answers.refused:
                found[recipe, refused.model].refused.append(refused)
        return dict(found)

    @cached_property
    def changes_of(self) -> dict[tuple[str, str | None], list[Change]]:
        """What happened to each offer, plan or rule, the newest first."""
        found: defaultdict[tuple[str, str | None], list[Change]] = defaultdict(list)
        for change in self.changes:
            found[change.provider, change.native_id].append(change)
        return dict(found)

    def seen(self, provider: str, native_id: str, quote: Quote) -> date:
        """The day a price was last seen to say this; of an offer that is held, the day it was first read so."""
        held, first = self.seller(provider).held, quote.captured_at.date()
        if held and any(offer.native_id == native_id for offer in held.offers):
            return first
        return max(first, self.known.last_read.get(quote.url, first))

    def model_of(self, provider: str, native_id: str) -> Model | None:
        """The canonical model of an offer, by the table alone."""
        return self.models.by_alias().get((provider, native_id))


def published(folder: Path) -> Published:
    """Read a data folder; BadData says what is wrong with it."""
    store = settled(folder)
    models = load_models(folder / "models.toml") if (folder / "models.toml").exists() else Models(models=())
    abouts = _abouts(folder)
    tiers = load_quality(folder / "quality.toml").tiers() if (folder / "quality.toml").exists() else {}
    sellers = tuple(
        replace(_seller(store, provider, abouts[provider]), tier=tiers.get(provider))
        for provider in store.providers()
        if provider in abouts
    )
    changes = newest_first(change for seller in sellers for change in seller.changes)
    as_of = _as_of(sellers)
    known = _known(sellers, as_of.date(), models)
    markets = {name: market((seller.snapshot for seller in sellers), recipe, known) for name, recipe in RECIPES.items()}
    return Published(as_of, sellers, models, markets, tuple(changes), tuple(_unmapped(sellers, models)), known, load_noted(folder))


def _known(sellers: Sequence[Seller], on: date, models: Models) -> Circumstances:
    """What the command line knows too on that day: the two give the same answers."""
    currencies = {line.currency for seller in sellers for offer in seller.snapshot.offers for line in offer.prices}
    currencies |= {plan.currency for seller in sellers for plan in seller.snapshot.plans}
    last_read = last_days([check for seller in sellers for check in seller.checks])
    borrowed = lent([seller.snapshot for seller in sellers], models)
    return Circumstances(on=on, last_read=last_read, rates=rates(currencies, on), models=models, lent=borrowed)


def _unmapped(sellers: Iterable[Seller], models: Models) -> Iterator[tuple[str, str]]:
    mapped = models.by_alias()
    pairs = ((seller.id, offer.native_id) for seller in sellers for offer in seller.snapshot.offers)
    return (pair for pair in pairs if pair not in mapped)


def _abouts(folder: Path) -> dict[str, About]:
    path = folder / PROVIDERS
    if not path.exists():
        raise BadData(str(path), "who the providers are", "no such file", f"imageprices update --data {folder}")
    return TypeAdapter(dict[str, About]).validate_json(path.read_bytes())


def newest_first(changes: Iterable[Change]) -> list[Change]:
    """Changes as they are told."""
    return sorted(changes, key=_newest)


def _newest(change: Change) -> tuple[float, str, str]:
    return (-change.at.timestamp(), change.provider, change.id)


def _as_of(sellers: Iterable[Seller]) -> datetime:
    times = [check.at for seller in sellers for check in seller.checks]
    times += [change.at for seller in sellers for change in seller.changes]
    return max(times)


def _seller(store: Store, provider: str, about: About) -> Seller:
    checks, changes = store.checks().providers.get(provider, ()), store.history(provider)
    store.known(provider, changes)  # a number that history does not tell has no evidence: nothing is built from it
    return Seller(provider, about, store.current(provider), checks, store.held(provider), tuple(changes))


def price_id(provider: str, native_id: str, line: PriceLine) -> str:
    """A stable id of a price line: the same line has the same id as long as it is sold."""
    return hashlib.sha256(repr((provider, native_id, line.key())).encode()).hexdigest()[:12]


def quoted_id(seller: Seller, quote: Quote) -> str:
    """A stable id of a quote: where its words stand among the evidence of a provider. Times and hashes are not part of it."""
    return f"q{hashlib.sha256(repr((seller.id, quote.url, quote.locator, quote.text)).encode()).hexdigest()[:12]}"
