"""Answer mutants: data sets in which one thing is wrong. Whatever is published of them, the offer it is about must not lead.

Each takes an offer that leads a recipe today, makes one thing of it untrue or unfit, and asks for what would be recommended, beside
another offer that may lead. Harmless changes are made too: of those it has to lead still.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from costs.offer.recipes import Recipe
from costs.standing.ages import Sight
from costs.standing.proof import proof_of
from costs.standing.ranking import Circumstances, RankedAnswer, key_of, leading, market, route_of
from pipeline.publish.dataset import Published
from pipeline.publish.site.grid import QUALITIES, SIZES
from schema.capabilities import Capabilities
from schema.prices import Offer, PriceLine, Snapshot, Variant
from schema.proofs import Proof
from schema.tables.lifecycles import End
from schema.tables.models import Model, Models
from schema.tables.ratings import RatingTable

OTHER: Final = "another"  # a provider whose offer may lead in any data set


class Case(NamedTuple):
    """One offer that leads: where it is sold, in what circumstances, and what is asked."""

    snapshot: Snapshot
    offer: Offer
    recipe: Recipe
    known: Circumstances
    model: Model | None

    @property
    def on(self) -> date:
        """The day of the data set."""
        assert self.known.on is not None
        return self.known.on

    def with_lines(self, change: Callable[[PriceLine], PriceLine]) -> Case:
        """The same with every price line of the offer changed."""
        prices = tuple(change(line) for line in self.offer.prices)
        return self.with_offer(self.offer.model_copy(update={"prices": prices}))

    def with_offer(self, offer: Offer) -> Case:
        """The same, sold as another offer of that id."""
        offers = tuple(offer if one.native_id == offer.native_id else one for one in self.snapshot.offers)
        return self._replace(snapshot=self.snapshot.model_copy(update={"offers": offers}), offer=offer)

    def with_model(self, **changes: Any) -> Case | None:
        """The same of a model of which something else is said; None of an offer without a model."""
        if self.model is None:
            return None
        other = self.model.model_copy(update=changes)
        models = tuple(other if one.id == self.model.id else one for one in self.known.models.models)
        table = Models.model_construct(models=models, others=self.known.models.others)
        return self._replace(known=dataclasses.replace(self.known, models=table), model=other)

    def knowing(self, **changes: Any) -> Case:
        """The same in other circumstances."""
        return self._replace(known=dataclasses.replace(self.known, **changes))

    def line_keys(self) -> list[tuple[Any, ...]]:
        """What makes the offer's lines the same lines tomorrow."""
        return [key_of(self.snapshot.provider, self.offer.native_id, line) for line in self.offer.prices]


Mutation = Callable[[Case, random.Random], Case | None]


# --- what is wrong --------------------------------------------------------------------------------------------------


def _end(case: Case, provider: str, day: date, **said: Any) -> End:
    told = case.on - timedelta(days=100)
    return End(
        provider=provider, day=day, url="https://maker.example", date=told, notice=told, says="it ends", proof=Proof.FIRST_PARTY, **said
    )


def _ended(case: Case, rng: random.Random) -> Case | None:
    return case.with_model(ends=(_end(case, case.snapshot.provider, case.on - timedelta(days=rng.randint(0, 400))),))


def _ended_at_its_maker(case: Case, rng: random.Random) -> Case | None:
    maker = case.model.first_party[:1] if case.model else ()
    return case.with_model(ends=(_end(case, maker[0], case.on - timedelta(days=rng.randint(0, 400))),)) if maker else None


def _ends_soon(case: Case, rng: random.Random) -> Case | None:
    return case.with_model(ends=(_end(case, case.snapshot.provider, case.on + timedelta(days=rng.randint(1, 30))),))


def _not_out_yet(case: Case, rng: random.Random) -> Case | None:
    return case.with_model(announced=case.on + timedelta(days=rng.randint(1, 60)), available=None, ends=())


def _missing(case: Case, rng: random.Random) -> Case:
    return case.knowing(missing=dict.fromkeys(case.line_keys(), case.on - timedelta(days=rng.randint(0, 30))))


def _by_hand(line: PriceLine, proof: Proof) -> PriceLine:
    basis = "measured" if proof is Proof.MEASURED else "manual"
    return line.model_copy(update={"basis": basis, "quote": line.quote.model_copy(update={"proof": proof})})


def _third_party_and_cheaper(case: Case, rng: random.Random) -> Case:
    share = Decimal(rng.randint(50, 95)) / 100
    return case.with_lines(lambda line: _by_hand(_times(line, share), Proof.THIRD_PARTY))


def _measured(case: Case, _: random.Random) -> Case:
    return case.with_lines(lambda line: _by_hand(line, Proof.MEASURED))


def _undated(case: Case, _: random.Random) -> Case:
    undated = case.with_lines(lambda line: line.model_copy(update={"quote": line.quote.model_copy(update={"undated": True})}))
    return undated.knowing(last_seen={key: day for key, day in case.known.last_seen.items() if key not in case.line_keys()})


def _aged(case: Case, rng: random.Random) -> Case:
    days = {}
    for key, line in zip(case.line_keys(), case.offer.prices, strict=True):
        keeps = Sight(proof_of(line), case.on, line.quote.url in case.known.replayed).keeps
        days[key] = case.on - keeps - timedelta(days=rng.randint(1, 300))
    return case.knowing(last_seen={**case.known.last_seen, **days})


def _below_its_sizes(case: Case, rng: random.Random) -> Case | None:
    able = Capabilities(minimum_pixels=case.recipe.pixels + rng.randint(1, 9_000_000))
    return case.with_model(capabilities=able)


def _above_its_sizes(case: Case, rng: random.Random) -> Case | None:
    able = Capabilities(maximum_pixels=max(int(case.recipe.pixels / Decimal("1.03")) - rng.randint(1, 200_000), 1))
    return case.with_model(capabilities=able)


def _another_operation(case: Case, _: random.Random) -> Case | None:
    """Unless somebody wrote down of the very offer that it edits: that is said of it whatever its model can do elsewhere."""
    _, alias = case.known.models.named.get((case.snapshot.provider, case.offer.native_id), (None, None))
    if alias and "edit_only" in alias.unequal:
        return None
    other = "edit" if case.recipe.operation == "generate" else "generate"
    return case.with_model(capabilities=Capabilities(operations=(other,)))


def _a_tool(case: Case, rng: random.Random) -> Case:
    word = rng.choice(["Image Upscaler", "Remove Background", "LoRA", "Virtual Try-On", "Vectorize", "Eraser"])
    return case.with_offer(case.offer.model_copy(update={"name": word}))


def _no_setting(case: Case, _: random.Random) -> Case | None:
    """A band is asked for of a flat route nobody rated."""
    if case.recipe.quality in (None, "medium"):
        return None
    flat = case.offer.prices[0].model_copy(
        update={"variant": Variant(operation=case.recipe.operation), "unit": "image", "billable": "output_image"}
    )
    unrated = case.with_offer(case.offer.model_copy(update={"name": "Flat", "prices": (flat,)}))
    return unrated.with_model(id="nobody-rated-it", first_party=(), capabilities=Capabilities())


def _times(line: PriceLine, share: Decimal) -> PriceLine:
    return line if line.amount is None else line.model_copy(update={"amount": line.amount * share})


def _at_a(share: Decimal) -> Mutation:
    def mutate(case: Case, _: random.Random) -> Case | None:
        if case.model is None or case.snapshot.provider in case.model.first_party or not _maker_asks(case):
            return None
        return case.with_lines(lambda line: _times(line, share))

    return mutate


def _maker_asks(case: Case) -> bool:
    """Whether there is a price of its maker for the same to be held against."""
    row = _row(case)
    return (
        row is not None
        and row.beside is not None
        and row.beside.known is not None
        and Decimal("0.4") < (row.dollars or 0) / row.beside.known < Decimal("2.5")
    )


def _free(case: Case, _: random.Random) -> Case:
    return case.with_lines(lambda line: line if line.amount is None else line.model_copy(update={"amount": Decimal(0)}))


def _only_from(case: Case, _: random.Random) -> Case:
    return case.with_lines(lambda line: line.model_copy(update={"bound": "from"}))


def _varied(case: Case, **axes: Any) -> Case:
    return case.with_lines(lambda line: line.model_copy(update={"variant": line.variant.model_copy(update=axes)}))


def _another_tier(case: Case, rng: random.Random) -> Case:
    return _varied(case, tier=rng.choice(["batch", "flex", "priority"]))


def _sold_for_the_other_operation(case: Case, _: random.Random) -> Case:
    """Its lines say what they are for, whatever the offer is called."""
    other = "edit" if case.recipe.operation == "generate" else "generate"
    return _varied(case.with_offer(case.offer.model_copy(update={"name": "Photo Maker"})), operation=other)


def _from_tomorrow(case: Case, rng: random.Random) -> Case:
    return _varied(case, effective_from=case.on + timedelta(days=rng.randint(1, 60)))


def _until_yesterday(case: Case, rng: random.Random) -> Case:
    return _varied(case, effective_until=case.on - timedelta(days=rng.randint(1, 60)))


def _of_a_smaller_picture(case: Case, _: random.Random) -> Case:
    """All that is priced is a smaller picture."""
    return _varied(case, size="256x256", resolution=None)


def _with_more_references(case: Case, _: random.Random) -> Case:
    return _varied(case, references="7-9")


def _of_few_votes(case: Case, rng: random.Random) -> Case | None:
    """A band that is met by a rating alone, of which few have voted."""
    row = _row(case)
    if row is None or row.rated is None or case.recipe.quality in (None, "medium") or row.cost.says_quality or row.first_party:
        return None
    if route_of(case.known, case.snapshot.provider, case.offer).able.one_quality:
        return None
    votes = rng.randint(1, 9_999)
    boards = tuple(
        board.model_copy(update={"ratings": tuple(one.model_copy(update={"votes": votes}) for one in board.ratings)})
        for board in case.known.ratings.boards
    )
    return case.knowing(ratings=RatingTable(boards=boards))


def _in_money_nobody_rates(case: Case, _: random.Random) -> Case:
    return case.with_lines(lambda line: line.model_copy(update={"currency": "XTS"}))


def _in_credits_nobody_sells(case: Case, _: random.Random) -> Case:
    alone = case.with_lines(lambda line: line.model_copy(update={"currency": "credit"}))
    return alone._replace(snapshot=alone.snapshot.model_copy(update={"plans": ()}))


def _of_gpu_time(case: Case, _: random.Random) -> Case:
    """A price by the second says nothing of one image."""
    return case.with_lines(lambda line: line.model_copy(update={"unit": "gpu_second"}))


WRONG: Final[dict[str, Mutation]] = {
    "ended": _ended,
    "ended at its maker": _ended_at_its_maker,
    "ends soon": _ends_soon,
    "not out yet": _not_out_yet,
    "missing": _missing,
    "third party, and cheaper": _third_party_and_cheaper,
    "measured": _measured,
    "undated": _undated,
    "aged": _aged,
    "below its sizes": _below_its_sizes,
    "above its sizes": _above_its_sizes,
    "another operation": _another_operation,
    "a tool": _a_tool,
    "no such setting, no rating": _no_setting,
    "a tenth of its maker's price": _at_a(Decimal("0.1")),
    "ten times its maker's price": _at_a(Decimal(10)),
    "free": _free,
    "only from": _only_from,
    "another tier": _another_tier,
    "sold for the other operation": _sold_for_the_other_operation,
    "from tomorrow": _from_tomorrow,
    "until yesterday": _until_yesterday,
    "of a smaller picture": _of_a_smaller_picture,
    "with more references": _with_more_references,
    "a rating of few votes": _of_few_votes,
    "in money nobody rates": _in_money_nobody_rates,
    "in credits nobody sells": _in_credits_nobody_sells,
    "by the second": _of_gpu_time,
}


# --- what does no harm ----------------------------------------------------------------------------------------------


def _ends_later(case: Case, rng: random.Random) -> Case | None:
    return case.with_model(ends=(_end(case, case.snapshot.provider, case.on + timedelta(days=rng.randint(31, 900))),))


def _withdrawn(case: Case, rng: random.Random) -> Case | None:
    return case.with_model(ends=(_end(case, case.snapshot.provider, case.on - timedelta(days=rng.randint(0, 90)), withdrawn=case.on),))


def _seen_today(case: Case, _: random.Random) -> Case:
    return case.knowing(last_seen={**case.known.last_seen, **dict.fromkeys(case.line_keys(), case.on)})


def _quoted(case: Case, rng: random.Random) -> Case:
    proof = rng.choice([Proof.FIRST_PARTY, Proof.QUOTED])
    return _seen_today(case, rng).with_lines(lambda line: _by_hand(line, proof))


def _a_little_cheaper(case: Case, rng: random.Random) -> Case:
    share = Decimal(rng.randint(96, 99)) / 100
    return case.with_lines(lambda line: _times(line, share))


def _other_words(case: Case, rng: random.Random) -> Case:
    words = rng.choice(["retired", "free", "unsure: no longer on its page", "ended on 2020-01-01"])
    return case.with_lines(lambda line: line.model_copy(update={"quote": line.quote.model_copy(update={"text": words})}))


def _in_another_order(case: Case, rng: random.Random) -> Case:
    offers = list(case.snapshot.offers)
    rng.shuffle(offers)
    return case._replace(snapshot=case.snapshot.model_copy(update={"offers": tuple(offers)}))


def _beside(case: Case, amount: Decimal, **axes: Any) -> Case:
    """A further price of the offer, of something nobody asks for."""
    more = tuple(
        line.model_copy(update={"variant": line.variant.model_copy(update=axes), "amount": amount})
        for line in case.offer.prices
        if line.amount is not None
    )
    return case.with_offer(case.offer.model_copy(update={"prices": (*case.offer.prices, *more)}))


def _a_batch_price_beside(case: Case, _: random.Random) -> Case | None:
    return None if any(line.variant.tier for line in case.offer.prices) else _beside(case, Decimal("0.0001"), tier="batch")


def _a_future_price_beside(case: Case, rng: random.Random) -> Case | None:
    if any(line.variant.effective_from or line.variant.effective_until for line in case.offer.prices):
        return None
    return _beside(case, Decimal("9"), effective_from=case.on + timedelta(days=rng.randint(1, 60)))


def _something_else_is_missing(case: Case, _: random.Random) -> Case:
    return case.knowing(missing={("somebody", "price", "else", ()): case.on})


HARMLESS: Final[dict[str, Mutation]] = {
    "ends later": _ends_later,
    "a withdrawn end": _withdrawn,
    "seen today": _seen_today,
    "quoted": _quoted,
    "a little cheaper": _a_little_cheaper,
    "other words": _other_words,
    "in another order": _in_another_order,
    "something else is missing": _something_else_is_missing,
    "a batch price beside": _a_batch_price_beside,
    "a future price beside": _a_future_price_beside,
}


# --- judging --------------------------------------------------------------------------------------------------------


class Verdicts(NamedTuple):
    """What came of all mutants: how many of each kind there were, and of which the judgement was wrong."""

    made: dict[str, int]
    wrong: list[str]  # leads that should not be
    lost: list[str]  # harmless changes that cost the lead

    @property
    def harmless(self) -> int:
        """How many harmless ones there were."""
        return sum(self.made.get(kind, 0) for kind in HARMLESS)

    @property
    def kept(self) -> float:
        """The share of harmless ones that still lead."""
        return 1 - len(self.lost) / max(self.harmless, 1)


def run_answers(everything: Published, count: int, seed: str) -> Verdicts:
    """So many mutants of the answers of a data set, in an order that a seed decides."""
    rng, found = random.Random(f"answers {seed}"), Verdicts({}, [], [])
    cases = list(_cases(everything))
    kinds = {**WRONG, **HARMLESS}
    while sum(found.made.values()) < count:
        kind, case = rng.choice(list(kinds)), rng.choice(cases)
        mutant = kinds[kind](case, rng)
        if mutant is None:
            continue
        found.made[kind] = found.made.get(kind, 0) + 1
        leads, name = _leads(mutant), f"{kind}: {case.snapshot.provider} {case.offer.native_id}, {case.recipe.words()}"
        if kind in WRONG and leads:
            found.wrong.append(name)
        if kind in HARMLESS and not leads:
            found.lost.append(name)
    return found


def _cases(everything: Published) -> Iterator[Case]:
    """Every offer that leads, for the standard recipes and for others of the grid."""
    snapshots = [state.snapshot for state in everything.states]
    for recipe in (Recipe(quality=quality, size=size) for quality in QUALITIES[:3] for size in SIZES[:4]):
        yield from _of(everything, snapshots, recipe)
    yield from _of(everything, snapshots, Recipe(operation="edit", quality="medium", references=1))


def _of(everything: Published, snapshots: list[Snapshot], recipe: Recipe) -> Iterator[Case]:
    by_id = {snapshot.provider: snapshot for snapshot in snapshots}
    for row in market(snapshots, recipe, everything.known).ranked:
        snapshot = by_id[row.cost.provider]
        offer = next(offer for offer in snapshot.offers if offer.native_id == row.cost.native_id)
        alone = snapshot.model_copy(update={"offers": (offer,)})
        yield Case(alone, offer, recipe, everything.known, everything.model_of(snapshot.provider, offer.native_id))


def _row(case: Case) -> RankedAnswer | None:
    answers = market([case.snapshot], case.recipe, case.known)
    return next((row for row in answers.by_price if row.cost.native_id == case.offer.native_id), None)


def _leads(case: Case) -> bool:
    """Whether it would be recommended, first or not, beside another that may lead."""
    row = _row(case)
    if row is None:
        return False
    other = row.model_copy(update={"cost": row.cost.model_copy(update={"provider": OTHER}), "standing": type(row.standing)()})
    return any(one.cost.provider == case.snapshot.provider for one in leading([row, other]))
