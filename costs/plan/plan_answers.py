"""What one image comes to on a plan: exact, about, at best, unlimited, or none with a reason.

    answer(snapshot, plan, asked, known) -> PlanAnswer

`asked` is the image, how many a month, the model (or the cheapest the plan has) and the days that are worked. The command
line, the tables, the pages and a workload ask here, and a plan of one's own is a plan like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, NamedTuple

from costs.bill.itemised import Cost
from costs.exact import said, whole_up
from costs.money import dollars_first
from costs.offer.offer_index import shelf
from costs.offer.recipes import STANDARD, Recipe
from costs.plan.credits import DAYS, charged_at_once, monthly_price, saved_by_the_year
from costs.plan.own_plans import BUYERS
from costs.plan.plan_standing import left_its_page, life_of, standing_of, still_priced
from costs.plan.plans import BreakEven, PlanUse, break_even, packs_of, use_of
from costs.plan.quotas import HOLDS_UP, endless, metered, monthly, proof_of, units_of
from costs.plan.wallets import currencies_of, in_units, sureness, takes_of, wallet
from costs.reasons import LEADS, Because, Place, Standing
from costs.standing.ranking import Circumstances, cost_of, key_of
from schema.errors import NotComparable
from schema.prices import Closed, DecimalText, Fence, NativeId, Offer, Plan, PlanUnit, Quote, Rule, Snapshot, Sureness, made
from schema.proofs import Proof, weakest
from schema.rules import Count
from schema.tables.models import Model


class Certainty(StrEnum):
    """How sure an answer is, the surest first."""

    EXACT = "exact"
    ABOUT = "about"
    AT_BEST = "at_best"
    UNLIMITED = "unlimited"
    NONE = "none"


class NoAnswer(StrEnum):
    """Why there is no price of an image: what nobody says, or what the plan has not."""

    BRINGS_NOT_PUBLISHED = "brings_not_published"
    TAKES_NOT_PUBLISHED = "takes_not_published"
    DROPPED = "dropped"
    NOT_SOLD = "not_sold"
    NO_IMAGES = "no_images"
    NOT_THIS_MODEL = "not_this_model"
    NOT_THIS_IMAGE = "not_this_image"
    TOO_LITTLE = "too_little"


WORDS: Final = {
    NoAnswer.BRINGS_NOT_PUBLISHED: "what it brings is not published",
    NoAnswer.TAKES_NOT_PUBLISHED: "what an image takes of it is not published",
    NoAnswer.DROPPED: "a newer copy of the page says it no more",
    NoAnswer.NOT_SOLD: "it is on the page no more",
    NoAnswer.NO_IMAGES: "it makes no images",
    NoAnswer.NOT_THIS_MODEL: "the model is none of those it is for",
    NoAnswer.NOT_THIS_IMAGE: "no model of it makes this image, as far as is published",
    NoAnswer.TOO_LITTLE: "does not suffice, and no top-up is sold",
}
FENCES: Final[dict[Fence, str]] = {
    "slow_queue": "in a queue that waits",
    "web_only": "in the browser only",
    "listed_models": "for listed models",
    "limited_days": "for some days only",
    "yearly_only": "where the year is paid",
    "fair_use": "within fair use",
    "standard_features": "for standard features",
}


class AskedOfPlan(NamedTuple):
    """An image, how many of it a month, of which model, and on how many days of the month."""

    recipe: Recipe
    images: int
    native_id: NativeId | None = None
    days: int = DAYS


class PlanAnswer(Closed):
    """What `images` images a month come to on a plan. Without `per_image` there is a `reason`, and `words` that say it.

    `used_up` is one image on a plan that is used up, whatever the volume, and `sure` how sure that is. `total` is a month's,
    `charged` is paid at once, `first_total` the first period's where that is another price; `saves` the share a year saves;
    `fences` bind an unlimited answer, or what there is without an end beside a counted one; `proof` is the weakest word the
    answer rests on, `undated` whether one of them has no date; `standing` whether it may lead, and why not.
    """

    provider: str
    plan: str
    name: str
    native_id: str | None = None
    model_name: str | None = None
    images: int
    days: int = DAYS
    certainty: Certainty
    currency: str
    per_image: DecimalText | None = None
    total: DecimalText | None = None
    charged: DecimalText
    first_total: DecimalText | None = None
    saves: DecimalText | None = None
    used_up: DecimalText | None = None
    sure: Sureness | None = None
    use: PlanUse | None = None
    fences: tuple[Fence, ...] = ()
    top_up: bool = False
    reason: NoAnswer | None = None
    words: str = ""
    proof: Proof
    quote: Quote
    undated: bool = False
    standing: Standing = LEADS


@dataclass(frozen=True, slots=True)
class Bills:
    """What was reckoned for one question and is asked again by others: what an image takes by seller, model and image, and the ways of
    a plan to an image, which are the same at every volume."""

    takes: dict[tuple[int, str, Recipe], Cost | NotComparable] = field(default_factory=dict)
    ways: dict[tuple[int, Recipe, str | None], tuple[Plan, list[Way], list[str]]] = field(default_factory=dict)


class _Question(NamedTuple):
    """A plan of a seller, what is asked of it, and what is known beside its prices."""

    snapshot: Snapshot
    plan: Plan
    asked: AskedOfPlan
    known: Circumstances
    bills: Bills

    def wallet(self, unit: PlanUnit) -> Snapshot:
        """What can be had for a unit of the plan."""
        return wallet(self.snapshot, self.plan, unit)


class Way(NamedTuple):
    """A model of a plan and what it takes of a unit: `each` for a job, out of which `job` images come; `ending` says why not for long."""

    unit: PlanUnit
    native_id: str | None
    name: str | None
    each: Fraction
    job: int
    sure: Sureness
    proofs: tuple[Proof, ...]
    quotes: tuple[Quote, ...]
    mapped: bool = True
    ending: tuple[Because, ...] = ()

    def needs(self, images: int) -> Fraction:
        """What so many images take: whole jobs."""
        return self.each * whole_up(Fraction(images, self.job))

    @property
    def aside(self) -> bool:
        """Whether another model speaks for a plan where there is one: nobody has said what it makes, or it is at its end."""
        return not self.mapped or bool(self.ending)

    @property
    def weak(self) -> bool:
        """Whether it rests on somebody else's word."""
        return weakest(self.proofs) in (Proof.THIRD_PARTY, Proof.MEASURED)

    @property
    def undated(self) -> bool:
        """Whether a figure of it has no date."""
        return any(quote.undated for quote in self.quotes)


# --- one plan -------------------------------------------------------------------------------------------------------


def answer(
    snapshot: Snapshot, plan: Plan, asked: AskedOfPlan, known: Circumstances | None = None, bills: Bills | None = None
) -> PlanAnswer:
    """What so many images come to on a plan of a seller: of the ways that suffice the best proven, then the cheapest.

    `bills` keeps what one image takes, for who asks the same of many volumes or plans.
    """
    question = _Question(snapshot, plan, asked, known or Circumstances(), bills or Bills())
    if gone := left_its_page(snapshot.provider, plan, question.known):
        return _none(question, NoAnswer.NOT_SOLD, f"no longer on its page since {gone.isoformat()}")
    if plan.unsaid and plan.unsaid.code in ("dropped", "not_sold", "no_images"):
        return _silent(question)
    ways, refused = _ways(question)
    tried = sorted(((_use(question, way), way) for way in ways), key=_best_first)
    if without_end := _without_end(question, tried[0][0] if tried else None):
        return without_end
    if tried and tried[0][0].total is not None:
        return _counted(question, *tried[0])
    if tried:
        return _none(question, NoAnswer.TOO_LITTLE, use=tried[0][0], way=tried[0][1])
    return _why(question, refused)


def _best_first(tried: tuple[PlanUse, Way]) -> tuple[bool, bool, bool, bool, Decimal, Decimal, str]:
    """What suffices, then what is known to make images and goes on to, then the seller's own dated words, then what costs or takes less."""
    use, way = tried
    return use.total is None, way.aside, way.weak, way.undated, use.total or Decimal(0), -use.unused_share, way.native_id or ""


def _use(question: _Question, way: Way) -> PlanUse:
    plan, asked = question.plan, question.asked
    packs = packs_of(question.snapshot) if plan.period != "once" else ()
    return use_of(plan, way.needs(asked.images), unit=way.unit, native_id=way.native_id, packs=packs, images=asked.images, days=asked.days)


def _counted(question: _Question, use: PlanUse, way: Way) -> PlanAnswer:
    plan, more = question.plan, Fraction(use.top_up_price or 0)
    first = None if plan.first_price is None else said(Fraction(plan.first_price) * (plan.seats or 1) + more)
    amounts = {"total": use.total, "per_image": use.per_image, "charged": said(Fraction(use.charged) + more), "first_total": first}
    beside = next((one.fences for one in endless(plan, way.native_id)), ())
    return _answer(question, Certainty(way.sure), way=way, use=use, fences=beside, **amounts)


def _without_end(question: _Question, counted: PlanUse | None) -> PlanAnswer | None:
    """The answer where a plan has no end for the model: at once, or, where nothing counted suffices by itself, in its queue."""
    plan, asked = question.plan, question.asked
    able = [one for one in endless(plan, asked.native_id) if "limited_days" not in one.fences]
    waits = counted is None or not counted.fits
    found = next((one for one in able if waits or not HOLDS_UP & set(one.fences)), None)
    if found is None:
        return None
    seats = plan.seats or 1
    total = monthly_price(plan) * seats
    native_id = asked.native_id or (found.models[0] if len(found.models) == 1 else None)
    ending = life_of(question.snapshot.provider, native_id, None, _model(question, native_id), question.known) if native_id else ()
    return _answer(
        question,
        Certainty.UNLIMITED,
        use=counted,
        total=said(total),
        per_image=said(total / asked.images),
        first_total=None if plan.first_price is None else said(Fraction(plan.first_price) * seats),
        fences=found.fences,
        words=", ".join(FENCES[fence] for fence in found.fences),
        native_id=native_id,
        model_name=next((take.name for take in takes_of(plan, native_id or "")), native_id),
        proof=weakest((proof_of(plan), found.proof)),
        quote=found.quote,
        standing=standing_of(
            (question.snapshot.provider, plan), [(proof_of(plan), plan.quote), (found.proof, found.quote)], None, question.known, ending
        ),
    )


# --- what the images take -------------------------------------------------------------------------------------------


def ways_on(snapshot: Snapshot, plan: Plan, recipe: Recipe, known: Circumstances | None = None, bills: Bills | None = None) -> list[Way]:
    """Every model of a plan that makes an image, with what it takes: for who reckons volumes by the same rule elsewhere."""
    question = _Question(snapshot, plan, AskedOfPlan(recipe, 1), known or Circumstances(), bills or Bills())
    return _ways(question)[0]


def _ways(question: _Question) -> tuple[list[Way], list[str]]:
    """The models that make the image, by each unit the plan counts; and why others don't."""
    key, known = (id(question.plan), question.asked.recipe, question.asked.native_id), question.bills.ways
    if key not in known:
        known[key] = (question.plan, *_found_ways(question))  # the plan too: what is gone could leave its id to another
    return known[key][1:]


def _found_ways(question: _Question) -> tuple[list[Way], list[str]]:
    found: list[Way] = []
    refused: list[str] = []
    for unit in units_of(question.plan, question.asked.native_id):
        if unit == "image":
            found += _images(question)
            continue
        for id in _models(question, unit):
            try:
                found.append(_way(question, unit, id))
            except NotComparable as reason:
                refused.append(str(reason))
    return found, refused


def _images(question: _Question) -> Iterator[Way]:
    """A quota of images takes each image for one, whatever else is asked."""
    asked = question.asked
    for allowance in metered(question.plan, asked.native_id):
        if allowance.unit == "image":
            id = asked.native_id or (allowance.models[0] if allowance.models else None)
            yield Way("image", id, id, Fraction(1), 1, "exact", (allowance.proof,), (allowance.quote,))


def _models(question: _Question, unit: PlanUnit) -> Iterator[str]:
    """The models of a plan's wallet that are priced in the unit, and for which what the plan brings of it is."""
    plan, wanted = question.plan, question.asked.native_id
    for offer in question.wallet(unit).offers:
        if wanted not in (None, offer.native_id):
            continue  # before anything is asked of it: a large seller has hundreds of offers, and its plans as many answers
        if still_priced(question.snapshot.provider, offer, currencies_of(plan, unit), question.known) and monthly(
            plan, unit, offer.native_id
        ):
            yield offer.native_id


def _is_in(offer: Offer, currencies: Iterable[str]) -> bool:
    return any(line.currency in currencies for line in offer.prices)


def _way(question: _Question, unit: PlanUnit, native_id: str) -> Way:
    snapshot, plan = question.wallet(unit), question.plan
    bill, stock = _one(snapshot, native_id, question), shelf(snapshot).stock(native_id)
    each = in_units(plan, unit, Fraction(bill.total), bill.currency)
    if each is None:
        raise NotComparable(f"{snapshot.provider} {native_id}", f"a price in what {plan.name} brings", f"one in {bill.currency}")
    if bill.unproven and not stock.doubts:
        raise NotComparable(f"{snapshot.provider} {native_id}", "an image it is known to make", bill.unproven[0].words)
    brought = [one for one in metered(plan, native_id) if one.unit == unit and one.quote.url != BUYERS]
    by_job = any(line.unit == "request" and line.billable == "output_image" for line in bill.lines)
    proofs = (*(tuple(take.proof for take in takes_of(plan, native_id)) or (_graded(bill),)), *(one.proof for one in brought))
    sure = sureness(plan, native_id) or ("about" if stock.doubts or weakest(proofs) == Proof.MEASURED else "exact")
    quotes = tuple(quote for line in bill.lines for quote in line.quotes) + tuple(one.quote for one in brought)
    job = _job(stock.rules.get("images_per_run", ())) if by_job else 1
    mapped = snapshot is not question.snapshot or _model(question, native_id) is not None
    return Way(unit, native_id, bill.name, each, job, sure, proofs, quotes, mapped, _alive(question, native_id, bill))


def _alive(question: _Question, native_id: str, bill: Cost) -> tuple[Because, ...]:
    """Why a model of a plan is near its end; refused where it is past it, or where a line it is reckoned by left its page."""
    provider, model, known = question.snapshot.provider, _model(question, native_id), question.known
    gone = [day for value in bill.inputs if (day := known.missing.get(key_of(provider, native_id, value)))]
    if gone:
        raise NotComparable(
            f"{provider} {native_id}", "a price its page still says", f"no longer on its page since {min(gone).isoformat()}"
        )
    found = life_of(provider, native_id, bill.retires, model, known)
    if over := [reason for reason in found if reason.place is Place.UNRANKED]:
        raise NotComparable(f"{provider} {native_id}", "a model that can be used", over[0].words)
    return found


def _job(rules: Iterable[Rule]) -> int:
    """How many images come out of one job, where a rule says so."""
    counts = (rule.terms.count for rule in rules if isinstance(rule.terms, Count))
    return max(int(next(counts, 1)), 1)


def _graded(bill: Cost) -> Proof:
    """Whose word the price lines of an offer rest on, as far as they say."""
    by_basis = {"page": Proof.PAGE, "measured": Proof.MEASURED, "derived": Proof.PAGE}.get(bill.basis, Proof.QUOTED)
    return weakest([quote.proof or by_basis for line in bill.lines for quote in line.quotes] or [by_basis])


def _one(snapshot: Snapshot, native_id: str, question: _Question) -> Cost:
    """The bill of one image, or of one job."""
    key = (id(snapshot), native_id, question.asked.recipe)
    known = question.bills.takes
    if key not in known:
        try:
            known[key] = _asked_of(snapshot, native_id, question)
        except NotComparable as reason:
            known[key] = reason
    found = known[key]
    if isinstance(found, NotComparable):
        raise found
    return found


def _asked_of(snapshot: Snapshot, native_id: str, question: _Question) -> Cost:
    """What one image takes, of a model that is known to make images: what a plan itself says an image takes is of one."""
    known = question.known
    if does := known.models.purpose(snapshot.provider, native_id):
        raise NotComparable(
            f"{snapshot.provider} {native_id}", "a model that makes images", f"a tool for pictures: {does.replace('_', ' ')}"
        )
    model = _model(question, native_id)
    one = cost_of(snapshot, native_id, question.asked.recipe, known, model)
    of_a_take = snapshot is not question.snapshot
    if model is None and known.models.models and not (one.says_operation or of_a_take):
        raise NotComparable(f"{snapshot.provider} {native_id}", "a model that makes images", "nobody has said what it makes")
    return one


def _model(question: _Question, native_id: str) -> Model | None:
    """The canonical model a seller's id is of, where somebody has said so."""
    return question.known.models.named.get((question.snapshot.provider, native_id), (None, None))[0]


# --- how it is said -------------------------------------------------------------------------------------------------


def _answer(question: _Question, certainty: Certainty, *, way: Way | None = None, use: PlanUse | None = None, **more: Any) -> PlanAnswer:
    snapshot, plan, asked = question.snapshot, question.plan, question.asked
    saves = saved_by_the_year(plan, snapshot.plans)
    quotes = [plan.quote, *(way.quotes if way else ())]
    fields: dict[str, Any] = {
        "provider": snapshot.provider,
        "plan": plan.id,
        "name": plan.name,
        "native_id": way.native_id if way else asked.native_id,
        "model_name": way.name if way else None,
        "used_up": _used_up(plan, way) if way else None,
        "sure": way.sure if way else None,
        "images": asked.images,
        "days": asked.days,
        "use": use,
        "certainty": certainty,
        "currency": plan.currency,
        "charged": said(charged_at_once(plan) * (plan.seats or 1)),
        "saves": said(saves) if saves and saves > 0 else None,
        "top_up": plan.top_up,
        "proof": weakest((proof_of(plan), *(way.proofs if way else ()))),
        "quote": way.quotes[0] if way and way.quotes else plan.quote,
        "undated": any(quote.undated for quote in quotes),
        "standing": _standing(question, way) if way and certainty is not Certainty.NONE else LEADS,
    }
    return made(PlanAnswer, **(fields | more))


def _standing(question: _Question, way: Way) -> Standing:
    plan = question.plan
    words = [(proof_of(plan), plan.quote), *((quote.proof or weakest(way.proofs), quote) for quote in way.quotes)]
    return standing_of((question.snapshot.provider, plan), words, way.sure, question.known, way.ending)


def _used_up(plan: Plan, way: Way) -> Decimal:
    """One image on a plan that is used up."""
    return said(monthly_price(plan) / monthly(plan, way.unit, way.native_id) * way.each / way.job)


def _none(question: _Question, reason: NoAnswer, words: str = "", **more: Any) -> PlanAnswer:
    return _answer(question, Certainty.NONE, reason=reason, words=words or WORDS[reason], **more)


def _silent(question: _Question) -> PlanAnswer:
    unsaid = question.plan.unsaid
    assert unsaid is not None
    grade = weakest((proof_of(question.plan), unsaid.proof))
    return _none(question, NoAnswer(unsaid.code), unsaid.words, quote=unsaid.quote, proof=grade)


def _why(question: _Question, refused: Sequence[str]) -> PlanAnswer:
    """Why there is no answer at all: what the newest evidence does not say stands before what we found lacking."""
    plan, wanted = question.plan, question.asked.native_id
    units = units_of(plan, wanted)
    offered = [offer for unit in units if unit != "image" for offer in question.wallet(unit).offers]
    if plan.unsaid and not (plan.takes and refused):
        return _silent(question)
    if not units_of(plan):
        return _none(question, NoAnswer.BRINGS_NOT_PUBLISHED, plan.unpublished or "")
    if refused:
        return _none(question, NoAnswer.NOT_THIS_IMAGE, refused[0])
    return _none(question, NoAnswer.NOT_THIS_MODEL if wanted and offered else NoAnswer.TAKES_NOT_PUBLISHED)


# --- all plans of a seller ------------------------------------------------------------------------------------------


def on_plans(snapshot: Snapshot, asked: AskedOfPlan, known: Circumstances | None = None) -> tuple[PlanAnswer, ...]:
    """The same images on every plan of a seller, the cheapest month first, then those without an answer."""
    return tuple(sorted((answer(snapshot, plan, asked, known) for plan in snapshot.plans), key=by_month))


def by_month(found: PlanAnswer) -> tuple[bool, bool, bool, str, Decimal, str]:
    """What one pays a month, in dollars first; what is sold beside another plan only comes after those."""
    return found.total is None, found.top_up, *dollars_first(found.currency), found.total or Decimal(0), found.plan


SPOKEN_OF: Final = ("standard", "draft", "final")  # of a plan that says nothing of a standard image: its cheaper one, then the better


def spoken_of(snapshot: Snapshot, plans: Sequence[Plan], known: Circumstances | None = None, bills: Bills | None = None) -> str:
    """Which of the standard images plans answer for, where it is left open: the standard one unless they speak of others only."""
    for name in SPOKEN_OF:
        found = (answer(snapshot, plan, AskedOfPlan(STANDARD[name], 1), known, bills) for plan in plans)
        if any(one.per_image is not None or one.reason == NoAnswer.TOO_LITTLE for one in found):
            return name
    return SPOKEN_OF[0]


def prices_on_plans(snapshot: Snapshot, recipe: Recipe, known: Circumstances | None = None) -> dict[str, dict[str, PlanAnswer]]:
    """The table of models x plans: what one image comes to on each plan that is used up. Models in rows, with what they answer."""
    table: dict[str, dict[str, PlanAnswer]] = {}
    bills = Bills()
    for plan in snapshot.plans:
        if not plan.price:
            continue
        for native_id, _ in models_on(snapshot, plan):
            found = answer(snapshot, plan, AskedOfPlan(recipe, 1, native_id), known, bills)
            if found.used_up is not None or found.certainty == Certainty.UNLIMITED:
                table.setdefault(native_id, {})[plan.id] = found
    return table


def models_on(snapshot: Snapshot, plan: Plan) -> tuple[tuple[str, str], ...]:
    """The models of a plan: their ids and names, whatever they make."""
    found: dict[str, str] = {}
    for unit in units_of(plan):
        offers = wallet(snapshot, plan, unit).offers if unit != "image" else ()
        found |= {offer.native_id: offer.name for offer in offers if _is_in(offer, currencies_of(plan, unit))}
    for allowance in (*metered(plan), *endless(plan)):
        found = {id: id for id in allowance.models} | found
    return tuple(found.items())


def least(answers: Iterable[PlanAnswer]) -> PlanAnswer | None:
    """The least one can pay: the cheapest month of what can be bought by itself, free plans among them."""
    able = [found for found in answers if found.total is not None and not found.top_up]
    return min(able, key=by_month, default=None)


def next_plan(answers: Sequence[PlanAnswer], than: PlanAnswer) -> PlanAnswer | None:
    """The cheapest plan of the seller for the same money that suffices without a top-up, where this one does not."""
    if than.use is None or than.use.fits:
        return None
    others = (found for found in answers if found.plan != than.plan and found.currency == than.currency and not found.top_up)
    able = [found for found in others if found.use and found.use.fits]
    return min(able, key=by_month, default=None)


def against(snapshot: Snapshot, plan: Plan, asked: AskedOfPlan, per_image: Fraction, known: Circumstances | None = None) -> BreakEven:
    """Above how many images a plan beats paying `per_image` for each, and whether it brings that many."""
    return break_even(plan, per_image, capacity(snapshot, plan, asked, known))


def capacity(snapshot: Snapshot, plan: Plan, asked: AskedOfPlan, known: Circumstances | None = None) -> Fraction | None:
    """How many such images a plan makes a month without a top-up; None where it has no end or nobody knows."""
    if endless(plan, asked.native_id):
        return None
    ways, _ = _ways(_Question(snapshot, plan, asked, known or Circumstances(), Bills()))
    jobs = [(int(monthly(plan, way.unit, way.native_id, asked.days) / way.each), way.job) for way in ways if way.each]
    return max((Fraction(count * job) for count, job in jobs), default=None)
