"""Whether what a plan makes of an image may lead: as a price may, by whose words it rests on, how old they are, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from costs.plan.own_plans import BUYERS
from costs.reasons import Because, Code, Standing, standing
from costs.standing.ages import Sight, age
from costs.standing.lifecycle import lifecycle
from costs.standing.ranking import Circumstances, key_of
from schema.prices import Offer, Plan, Quote, Sureness
from schema.proofs import Proof
from schema.tables.models import Model

Word = tuple[Proof, Quote]
Sold = tuple[str, Plan]  # a provider and its plan
BEYOND_A_PAGE = {Proof.THIRD_PARTY: (Code.THIRD_PARTY, "a third party's word"), Proof.MEASURED: (Code.MEASURED, "measured")}


def left_its_page(provider: str, plan: Plan, known: Circumstances) -> date | None:
    """Since when a plan's page no longer says it."""
    return known.missing.get(key_of(provider, None, plan))


def still_priced(provider: str, offer: Offer, currencies: Iterable[str], known: Circumstances) -> bool:
    """Whether an offer has a price in one of these that its page still says."""
    lines = (line for line in offer.prices if line.currency in currencies)
    return any(key_of(provider, offer.native_id, line) not in known.missing for line in lines)


def life_of(provider: str, native_id: str, said_here: date | None, model: Model | None, known: Circumstances) -> tuple[Because, ...]:
    """Why a model of a plan is at its end or not out yet, as for an offer; on no day at all nothing is known of that."""
    return () if known.on is None else tuple(lifecycle(provider, native_id, said_here, model, known.on))


def standing_of(sold: Sold, words: Iterable[Word], sure: Sureness | None, known: Circumstances, ending: Iterable[Because] = ()) -> Standing:
    """The standing of an answer of a plan that rests on these words, by a model that may be near its end."""
    said_by_others = [word for word in words if word[1].url != BUYERS]  # who asks knows their own plan
    return standing([*ending, *_of_words(sold, said_by_others, known), *_of_the_plan(sold[1], sure)])


def _of_words(sold: Sold, words: list[Word], known: Circumstances) -> Iterator[Because]:
    for proof in dict.fromkeys(proof for proof, _ in words if proof in BEYOND_A_PAGE):
        code, said = BEYOND_A_PAGE[proof]
        yield Because(code=code, words=said)
    if known.on is None:
        return
    old = {reason.words: reason for proof, quote in words for reason in age(_sight(sold, proof, quote, known), known.on)}
    yield from [min(old.values(), key=lambda reason: (reason.code is Code.AGED, reason.words))] if old else []


def _sight(sold: Sold, proof: Proof, quote: Quote, known: Circumstances) -> Sight:
    """When words were last seen: those on a plan's own page with the plan."""
    (provider, plan), first = sold, quote.captured_at.date()
    last = None if quote.undated else max(known.last_read.get(quote.url, first), first)
    own = known.last_seen.get(key_of(provider, None, plan), last) if quote.url == plan.quote.url and not quote.undated else last
    return Sight(proof, own, quote.url in known.replayed)


def _of_the_plan(plan: Plan, sure: Sureness | None) -> Iterator[Because]:
    if sure == "at_best":
        yield Because(code=Code.DOUBTED, words="at best: nobody says what it is at worst")
    if not plan.price:
        yield Because(code=Code.FREE, words="free, which is another question")
