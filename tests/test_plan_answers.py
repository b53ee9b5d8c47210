"""What one image comes to on a plan: exact, about, at best, unlimited, or none with a reason that is true."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from costs.offer.recipes import STANDARD, Recipe
from costs.plan.own_plans import at_provider, own_plan
from costs.plan.plan_answers import AskedOfPlan, Certainty, NoAnswer, answer, least, next_plan, on_plans, prices_on_plans
from costs.plan.plan_standing import standing_of
from costs.plan.workloads import Task, Workload, by_provider, month
from costs.reasons import Code, Place
from costs.standing.ranking import Circumstances, key_of
from pipeline.store.manual_prices import manual_snapshots
from schema.errors import BadData
from schema.prices import Plan, Snapshot, Take, Unsaid, Variant
from schema.proofs import Proof
from schema.tables.lifecycles import End
from schema.tables.models import Model, Models, Other
from tests.made_providers import allowance, line, one, plan, quote, rule, state
from tests.readings import TESTS

D = Decimal
DATA = TESTS.parent / "data"
MEDIUM = STANDARD["standard"]


def take(amount: str, native_id: str = "m", images: int = 1, job: bool = False, sure: str = "exact", **axes: str) -> Take:
    return Take(
        native_id=native_id,
        name=native_id.title(),
        variant=Variant(**axes),
        amount=amount,
        images=images,
        job=job,
        sure=sure,
        quote=quote(),
    )


def sold(*plans: Plan) -> Snapshot:
    return Snapshot(provider="acme", plans=plans)


def asked(images: int = 100, native_id: str | None = None, days: int = 30, recipe: Recipe = MEDIUM) -> AskedOfPlan:
    return AskedOfPlan(recipe, images, native_id, days)


def on(bought: Plan, *others: Plan, **of: object):
    return answer(sold(bought, *others), bought, asked(**of))


# --- the five answers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sure", ["exact", "about", "at_best"])
def test_an_answer_is_as_sure_as_what_an_image_takes(sure):
    """1,000 credits for $20 and 2 an image: 100 images are $0.20 each, all of it used they are $0.04; and how sure that is."""
    found = on(plan("pro", "20", "1000", takes=(take("2", sure=sure),)))
    assert (found.certainty, found.per_image, found.used_up, found.total) == (Certainty(sure), D("0.2"), D("0.04"), D(20))


def test_a_plan_without_an_end_costs_what_it_costs():
    """As many as one likes at once: the month's price over the images, and what binds it."""
    found = on(plan("max", "30", allowances=(allowance("image", fences=("fair_use",)),)), images=300)
    assert (found.certainty, found.total, found.per_image, found.fences) == (Certainty.UNLIMITED, D(30), D("0.1"), ("fair_use",))


def test_a_queue_is_for_what_the_counted_part_does_not_suffice():
    """Fast images as long as they last, then the queue: the same price, and it is said."""
    mixed = plan("standard", "30", "100", takes=(take("1"),), allowances=(allowance("image", fences=("slow_queue",)),))
    fast, slow = on(mixed, images=100), on(mixed, images=500)
    assert (fast.certainty, fast.total, fast.fences) == (Certainty.EXACT, D(30), ("slow_queue",))
    assert (slow.certainty, slow.total, slow.fences) == (Certainty.UNLIMITED, D(30), ("slow_queue",))


def test_seven_days_are_no_month():
    """What is unlimited for a week answers for no month."""
    week = plan("plus", "59", "100", takes=(take("1"),), allowances=(allowance("image", days=7, fences=("limited_days",)),))
    assert on(week, images=500).reason == NoAnswer.TOO_LITTLE


def test_what_is_for_one_model_is_not_for_another():
    """An allowance of one model answers for that model alone."""
    both = plan(
        "plus",
        "59",
        "100",
        takes=(take("1"), take("1", "other")),
        allowances=(allowance("image", models=("other",), fences=("web_only",)),),
    )
    assert on(both, native_id="other", images=500).certainty == Certainty.UNLIMITED
    assert on(both, native_id="m", images=500).reason == NoAnswer.TOO_LITTLE


UNSAID = [
    ("brings_not_published", {}, "brings_not_published"),
    ("takes_not_published", {"credits": "100"}, "takes_not_published"),
    ("dropped", {"credits": "100", "takes": (take("1"),)}, "dropped"),
    ("not_sold", {"credits": "100", "takes": (take("1"),)}, "not_sold"),
    ("no_images", {}, "no_images"),
]


@pytest.mark.parametrize(("code", "brings", "reason"), UNSAID)
def test_what_the_newest_evidence_does_not_say_is_the_reason(code, brings, reason):
    """A quota nobody publishes, and a figure a newer copy dropped, answer nothing, in the words of the evidence."""
    unsaid = Unsaid(code=code, words="no number is published", quote=quote("more images"))
    found = on(plan("plus", "20", brings.get("credits"), takes=brings.get("takes", ()), unsaid=unsaid))
    assert (found.certainty, found.reason, found.words, found.per_image) == (Certainty.NONE, reason, "no number is published", None)
    assert found.quote.text == "more images"


def test_an_image_no_model_of_a_plan_makes_has_no_answer():
    """A plan that names what a 1K image takes says nothing of a 4K one."""
    bought = plan("pro", "20", "1000", takes=(take("2", resolution="1K"),))
    assert on(bought).certainty == Certainty.EXACT
    assert on(bought, recipe=STANDARD["4k"]).reason == NoAnswer.NOT_THIS_IMAGE


def test_what_left_its_page_is_sold_no_more():
    """A plan whose page was read without it answers nothing, and says since when."""
    gone = plan("pro", "20", "1000", takes=(take("1"),))
    known = Circumstances(missing={("acme", "plan", "pro"): date(2026, 11, 2)})
    found = answer(sold(gone), gone, asked(), known)
    assert (found.reason, found.words) == (NoAnswer.NOT_SOLD, "no longer on its page since 2026-11-02")


def test_a_price_that_left_its_page_takes_nothing_of_a_plan():
    """What an image cost on a page that no longer says it is no answer of the plan that pays for it."""
    one = state("acme", plans=(plan("pro", "20", "1000"),), m=(line("2", currency="credit"),))
    gone = Circumstances(missing={key_of("acme", "m", one.offers[0].prices[0]): date(2026, 11, 2)})
    assert answer(one, one.plans[0], asked()).certainty == Certainty.EXACT
    assert answer(one, one.plans[0], asked(), gone).reason == NoAnswer.TAKES_NOT_PUBLISHED


def test_a_setting_that_left_its_page_takes_nothing_though_another_stands():
    """Of a model whose price for high quality vanished the one for medium still answers, and the other no more."""
    lines = (line("2", currency="credit", quality="medium"), line("8", currency="credit", quality="high"))
    one = state("acme", plans=(plan("pro", "20", "1000"),), m=lines)
    gone = Circumstances(missing={key_of("acme", "m", lines[1]): date(2026, 11, 2)})
    medium, high = (answer(one, one.plans[0], asked(recipe=STANDARD[name]), gone) for name in ("standard", "final"))
    assert (medium.certainty, high.certainty) == (Certainty.EXACT, Certainty.NONE)
    assert "no longer on its page since 2026-11-02" in high.words


def made_by(id: str, *ends: End) -> Model:
    """A model of somebody else's that Acme sells under the same id."""
    source = {"url": "https://maker.example", "date": date(2026, 1, 1), "says": "s"}
    aliases = ({"provider": "acme", "native_id": id},)
    return Model(
        id=id, maker="M", family="F", name=id, first_party=("maker",), status="available", ends=ends, sources=(source,), aliases=aliases
    )


def test_a_dead_model_speaks_for_no_plan():
    """What its maker ended is listed with that, and another model answers before it; what ends here before the day answers nothing."""
    end = End(provider="maker", day=date(2026, 11, 1), url="https://maker.example", date=date(2026, 9, 1), says="ends", proof=Proof.PAGE)
    known = Circumstances(on=date(2026, 11, 20), models=Models(models=(made_by("old", end), made_by("new"))))
    both = state("acme", plans=(plan("pro", "20", "1000"),), old=(line("1", currency="credit"),), new=(line("2", currency="credit"),))
    assert answer(both, both.plans[0], asked(), known).native_id == "new"
    old = answer(both, both.plans[0], asked(native_id="old"), known)
    assert Code.MAKER_ENDED in old.standing.codes and old.standing.place is Place.LISTED
    here = both.model_copy(update={"rules": (rule("retires", "2026-11-10", "old"),)})
    assert "ended on 2026-11-10" in answer(here, here.plans[0], asked(native_id="old"), known).words


def test_what_a_plan_brings_is_no_better_than_who_says_so():
    """A price and a rate from the page, and somebody else's word for how many credits there are: a third party's answer."""
    weak = allowance("credit", "1000", proof=Proof.THIRD_PARTY)
    found = on(plan("pro", "20", takes=(take("2"),), allowances=(weak,), proof=Proof.PAGE))
    assert (found.proof, found.standing.place) == (Proof.THIRD_PARTY, Place.LISTED)


OLD = datetime(2026, 3, 24, tzinfo=UTC)
STANDINGS = [({}, []), ({"captured_at": OLD}, ["aged"]), ({"undated": True}, ["undated"])]


@pytest.mark.parametrize(("evidence", "codes"), STANDINGS)
def test_a_plan_leads_on_words_of_a_day_that_is_not_long_past(evidence, codes):
    """The same rule of ages as for a price, and nothing undated leads."""
    bought = plan("pro", "20", "1000", takes=(take("2"),))
    bought = bought.model_copy(update={"quote": bought.quote.model_copy(update=evidence)})
    found = answer(sold(bought), bought, asked(), Circumstances(on=date(2026, 11, 25)))
    assert [code.value for code in found.standing.codes] == codes
    assert (found.standing.place is Place.LEADS) == (not codes)


@pytest.mark.parametrize(
    ("proof", "sure", "code"), [("third_party", "exact", "third_party"), ("measured", "about", "measured"), ("page", "at_best", "doubted")]
)
def test_an_answer_is_no_better_than_its_proof(proof, sure, code):
    """Somebody else's word, a measured figure and a bound are listed and never lead."""
    weak = take("2", sure=sure).model_copy(update={"proof": Proof(proof)})
    found = on(plan("pro", "20", "1000", takes=(weak,)))
    assert found.standing.place is Place.LISTED and Code(code) in found.standing.codes


def test_a_tool_for_pictures_is_no_image_of_a_plan():
    """What the table of models calls an eraser answers for no image, however its provider files it."""
    provider = state("acme", plans=(plan("pro", "20", "1000"),), eraser=(line("1", currency="credit", operation="generate"),))
    models = Models(models=(), others=(Other(provider="acme", native_id="eraser", does="erase"),))
    assert answer(provider, provider.plans[0], asked()).certainty == Certainty.EXACT
    refused = answer(provider, provider.plans[0], asked(), Circumstances(models=models))
    assert refused.reason == NoAnswer.NOT_THIS_IMAGE and "a tool for pictures" in refused.words


def test_a_pack_that_is_sold_no_more_tops_nothing_up():
    """Nobody can buy what its page dropped."""
    packs = [
        plan("pack", "4", "100", period="once", unsaid=unsaid) for unsaid in (None, Unsaid(code="dropped", words="gone", quote=quote()))
    ]
    bought = plan("pro", "20", "1000", takes=(take("2"),))
    assert [on(bought, pack, images=550).total for pack in packs] == [D(24), None]


# --- what it comes to -----------------------------------------------------------------------------------------------


def test_a_job_of_four_is_taken_whole():
    """Nine images are three jobs; a job that fails to fill its four is paid all the same."""
    found = on(plan("basic", "10", "200", takes=(take("1", images=4, job=True),)), images=9)
    assert (found.use.needed, found.used_up) == (D(3), D("0.0125"))


def test_so_many_images_for_so_many_credits():
    """About 120 images of 1,000 credits: 8.33 each, and no fewer credits than the words say."""
    found = on(plan("starter", "8.4", "1000", takes=(take("1000", images=120, sure="about"),)), images=120)
    assert found.total == D("8.4") and found.use.needed <= 1000 and found.certainty == Certainty.ABOUT


@pytest.mark.parametrize(
    ("period", "days", "usable"), [("day", 30, 3000), ("day", 22, 2200), ("week", 30, "433.333333333333"), ("week", 2, 200)]
)
def test_a_reset_loses_what_is_not_used_in_time(period, days, usable):
    """Days worked a month change what a quota by the day brings, and by the week where they are fewer than the weeks."""
    daily = plan("pro", "19.99", allowances=(allowance("image", "100", period),))
    enough, beyond = (on(daily, images=count, days=days) for count in (int(D(usable)), int(D(usable)) + 1))
    assert enough.total == D("19.99") and beyond.reason == NoAnswer.TOO_LITTLE


def test_a_year_is_charged_at_once_and_saves_what_it_saves():
    """$96 for a year of a $10 plan: $8 a month, $96 today, 20 % less."""
    year = plan("basic-yearly", "96", "200", period="year", quota_period="month", yearly=True, monthly="basic", takes=(take("1"),))
    found = answer(sold(year, plan("basic", "10", "200", takes=(take("1"),))), year, asked())
    assert (found.total, found.charged, found.saves) == (D(8), D(96), D("0.2"))
    told_by_month = plan("y", "8", "200", billed="year", yearly=True, takes=(take("1"),))
    assert (on(told_by_month).total, on(told_by_month).charged) == (D(8), D(96))


def test_a_first_month_is_told_beside_the_renewal():
    """The renewal is the price; the first month is said."""
    found = on(plan("standard", "8.8", "660", takes=(take("1"),), first_price="6.99"))
    assert (found.total, found.first_total) == (D("8.8"), D("6.99"))


def test_the_least_and_the_next():
    """Two seats are the least of a team's plan; the next plan is the cheapest that suffices by itself."""
    small, big = plan("small", "10", "100", takes=(take("1"),)), plan("big", "30", "900", takes=(take("1"),))
    hour = plan("hour", "4", "60", period="once", top_up=True, takes=(take("1"),))
    found = on_plans(sold(small, big, hour), asked(200))
    assert [(a.plan, a.total) for a in found] == [("small", D(18)), ("big", D(30)), ("hour", D(16))]
    assert least(found).plan == "small" and next_plan(found, found[0]).plan == "big"
    team = plan("team", "30", "100", seats=2, takes=(take("1"),))
    assert (on(team).total, on(team, images=200).total) == (D(60), D(60))


def test_credits_in_money_pay_for_what_is_priced_in_money():
    """$39 for $50 of credit: an image of $0.10 comes to $0.078 when all of it is used."""
    snapshot = one(line("0.1"), plans=(plan("pro", "39", allowances=(allowance("money", "50"),)),))
    assert answer(snapshot, snapshot.plans[0], asked(native_id="m")).used_up == D("0.078")


def test_an_apps_balance_is_not_the_interfaces():
    """What the interface takes of its own units says nothing of the app's credits."""
    snapshot = one(line("5", currency="credit"), plans=(plan("app", "10", "1000", wallet="app"), plan("api", "10", "1000")))
    by_plan = {found.plan: found for found in on_plans(snapshot, asked(native_id="m"))}
    assert by_plan["api"].total == D(10) and by_plan["app"].certainty == Certainty.NONE


def test_weak_words_do_not_stand_before_the_providers_own():
    """Of two models that suffice the one the seller itself speaks of answers, though a user's count is lower."""
    counted = take("1", "counted").model_copy(update={"proof": Proof.THIRD_PARTY})
    assert on(plan("pro", "20", "1000", takes=(counted, take("2")))).native_id == "m"


# --- a plan of one's own --------------------------------------------------------------------------------------------


def test_a_plan_of_ones_own_in_words():
    """Seed 003: 100 images a day for $19.99, and the 27 % that 22 days of work lose of it."""
    own = own_plan("100 images a day for $19.99 a month").as_plan()
    found = answer(sold(own), own, asked(83, days=22))
    assert (found.total, found.use.brought) == (D("19.99"), D(3000))
    assert found.use.lost_share == D("0.266666666667")


def test_a_plan_of_ones_own_in_a_providers_unit():
    """Its minutes make what the seller's own plans say a minute makes."""
    provider = sold(plan("basic", "10", gpu_minutes="200", takes=(take("1", images=4, job=True, sure="about"),)))
    snapshot, own = at_provider(provider, own_plan("900 minutes for $30").as_plan())
    found = answer(snapshot, own, asked(images=3000))
    assert (found.use.needed, found.use.brought, found.total) == (D(750), D(900), D(30))


def test_a_month_of_jobs_fits_ones_own_plan():
    """A workload says its plan as a person does: 900 images with a tenth in reserve are 248 jobs of four, of 200."""
    text = Workload(name="w", buffer=D("0.1"), plan="200 jobs of 4 images for $10", task=[Task(name="t", deliverables=900)])
    found = month(text, [one(line("0.04"))])
    assert (found.own_plan.needed.high, found.own_plan.fits, found.own_plan.short.high, found.own_plan.costs) == (
        D(248),
        "no",
        D(48),
        D(10),
    )


OWN = [
    ("200 jobs of 4 images a month for $10", 700, "175", "200", "0.0125"),
    ("200 jobs of 4 for $10", 701, "176", "200", "0.0125"),
    ("15 hours for $30, 1 minute a job of 4 images", 3000, "750", "900", "0.008333333333"),
    ("200 gpu minutes a month for $10, 0.8 minutes per job of 4", 1000, "200", "200", "0.01"),
    ("1,000 credits a week for €20 a month, 4 credits an image", 1000, "4000", "4333.333333333333", "0.018461538462"),
    ("10 jobs of 2 a day for $6 a week", 500, "250", "300", "0.043333333333"),
]


@pytest.mark.parametrize(("words", "images", "needed", "brought", "used_up"), OWN)
def test_a_plan_of_ones_own_may_count_jobs_or_say_what_an_image_takes(words, images, needed, brought, used_up):
    """Jobs are taken whole, hours are sixty minutes, and nobody's word is doubted of a plan that is the buyer's own."""
    own = own_plan(words).as_plan()
    found = answer(sold(own), own, asked(images), Circumstances(on=date(2026, 11, 25)))
    assert [found.use.needed, found.use.brought, found.used_up] == [D(needed), pytest.approx(D(brought)), D(used_up)]
    assert (found.certainty, found.standing.because) == (Certainty.EXACT, ())


@pytest.mark.parametrize(
    "words",
    [
        "19.99",
        "100 wishes a day for $5",
        "100 images a decade for $5",
        "images for $5",
        "100 images of 4 for $3",
        "10 credits for $3, 0 credits an image",
        "50 jobs for $20, 2 credits an image",
        "10 jobs of 0 for $3",
    ],
)
def test_other_words_are_refused_with_an_example(words):
    """What is not understood is said, with how it can be said."""
    with pytest.raises(BadData, match="100 images a day"):
        own_plan(words)


def test_a_workload_fits_a_quota_by_the_day():
    """A month of one's own plan may be of any unit and period."""
    text = Workload(
        name="w",
        plan={"name": "Mine", "quantity": "10", "unit": "image", "per": "day", "price": "20"},
        days=20,
        task=[Task(name="t", deliverables=250)],
    )
    found = month(text, [one(line("0.04"))])
    assert (found.own_plan.fits, found.own_plan.short.high) == ("no", D(50))
    assert (found.own_plan.costs, found.own_plan.without.high) == (D(20), D(10))  # 250 images of $0.04
    assert f"{found.own_plan.lost_on_weekends * 100:.0f}" == "29"


# --- a month must be bought -----------------------------------------------------------------------------------------

JOURNEY = state(
    "journey",
    plans=(plan("hobby", "19", "1100"), plan("pro", "99", "6000")),
    mid=(line("4", currency="credit"),),
    flux=(line("1", currency="credit"),),
)


def test_nothing_is_cheaper_than_what_must_be_bought():
    """43 images are $2.97 of credits, and $19 to pay; 1,000 of four credits each need the plan above."""
    small = Workload(name="w", task=[Task(name="t", deliverables=43, model="mid")])
    found, _ = by_provider(small, [JOURNEY])
    assert found[0].to_pay["USD"].high == D(19) and found[0].money["USD"].high < 3
    large = Workload(name="w", task=[Task(name="t", deliverables=1000, model="mid")])
    assert by_provider(large, [JOURNEY])[0][0].purchases[0].plan == "pro"


def test_the_cheapest_offer_of_a_task_is_what_costs_least_to_buy():
    """$0.05 an image by the image beats credits of $0.017 that come for $19 only, as long as the images are few."""
    snapshots = [JOURNEY, state("flat", flux=(line("0.05"),))]
    few, many = (month(Workload(name="w", task=[Task(name="t", deliverables=count)]), snapshots).tasks[0].provider for count in (43, 1000))
    assert (few, many) == ("flat", "journey")


def test_reserve_is_of_credits_and_money_alike():
    """A tenth on top of what is used, and of what must be bought."""
    snapshots = [state("flat", flux=(line("0.05"),))]
    found = month(Workload(name="w", buffer=D("0.1"), task=[Task(name="t", deliverables=100)]), snapshots)
    assert (found.money["USD"].high, found.money_with_buffer["USD"].high, found.to_pay["USD"].high) == (D(5), D("5.5"), D("5.5"))
    in_credits = month(
        Workload(name="w", buffer=D("0.1"), task=[Task(name="t", deliverables=1100, model="flux")]), [JOURNEY], None, "journey"
    )
    assert in_credits.purchases[0].credits == D(1210) and in_credits.purchases[0].plan == "pro"


# --- the project's own plans ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def hand():
    return manual_snapshots(DATA)


def of(snapshot, plan_id, images=100, native_id=None, recipe="standard"):
    bought = next(each for each in snapshot.plans if each.id == plan_id)
    return answer(snapshot, bought, AskedOfPlan(STANDARD[recipe], images, native_id))


MIDJOURNEY = [
    ("basic", "midjourney", "0.0125"),
    ("basic", "v8.1-sd", "0.01"),
    ("basic", "v8.1-hd", "0.01625"),
    ("standard", "midjourney", "0.008333333333"),
    ("basic-yearly", "midjourney", "0.01"),
    ("extra-fast-hour", "midjourney", "0.016666666667"),
]


@pytest.mark.parametrize(("bought", "model", "each"), MIDJOURNEY)
def test_midjourneys_job_makes_four_images(hand, bought, model, each):
    """A GPU minute a job, or what each kind of job takes, over four images: about, as the seller's own word is."""
    found = of(hand["midjourney"], bought, native_id=model)
    assert (found.used_up, found.sure) == (D(each), "about")


def test_3000_midjourney_images_are_750_of_standards_900_minutes(hand):
    """$30; 600 of 900 at 0.8 a job; more than Standard brings waits in Relax at the same price, and Basic has none."""
    average, fast = (of(hand["midjourney"], "standard", 3000, model) for model in ("midjourney", "v8.1-sd"))
    assert [(a.use.needed, a.use.brought, a.total) for a in (average, fast)] == [(D(750), D(900), D(30)), (D(600), D(900), D(30))]
    relaxed = of(hand["midjourney"], "standard", 6000, "midjourney")
    assert average.fences == ("slow_queue",)
    assert (relaxed.total, relaxed.certainty, relaxed.use.total) == (D(30), Certainty.UNLIMITED, D(70))  # ten more hours at once
    assert of(hand["midjourney"], "basic", 100, "midjourney").fences == ()


def test_ideograms_up_to_3200_images_answer_nothing(hand):
    """The newer page dropped the number, and the plans that stood beside it."""
    for plan_id, reason in (("app-basic", "not_sold"), ("app-team", "dropped"), ("app-top-up", "dropped")):
        assert of(hand["ideogram"], plan_id).reason == reason
    best = of(hand["ideogram"], "app-plus", 1000)
    assert (best.certainty, best.per_image) == (Certainty.AT_BEST, D("0.02"))
    assert "3,200" not in str([each.quote.text for plan in hand["ideogram"].plans for each in plan.takes])


@pytest.mark.parametrize(
    ("id", "plan_id"), [("google-ai", "pro"), ("chatgpt", "plus"), ("supergrok", "supergrok"), ("recraft", "app-free")]
)
def test_an_unpublished_quota_stays_unpublished(hand, id, plan_id):
    """Whatever users count."""
    found = of(hand[id], plan_id)
    assert found.reason == NoAnswer.BRINGS_NOT_PUBLISHED and found.quote.text


def test_the_plans_of_one_table_in_figures(hand):
    """Facts of the table, reckoned by hand: Recraft's studio, ArtSmart undated, Firefly without an end, Kling's renewal."""
    assert of(hand["recraft"], "app-basic", native_id="recraft-v4.1").used_up == D("0.024")
    assert of(hand["recraft"], "app-pro-2000", native_id="recraft-v4.1-pro").used_up == D("0.1")
    artsmart = of(hand["artsmart"], "basic", 20)
    assert artsmart.used_up == D("0.038") and artsmart.undated  # two credits at 1024x1024
    assert of(hand["adobe-firefly"], "standard", 1000).certainty == Certainty.UNLIMITED
    kling = of(hand["kling"], "app-standard")
    assert (kling.used_up.quantize(D("0.0001")), kling.first_total) == (D("0.0133"), D("6.99"))
    assert of(hand["higgsfield"], "plus", native_id="nano-banana-pro").used_up.quantize(D("0.001")) == D("0.098")


def test_models_x_plans_in_one_call():
    """Every model of every plan, all of it used."""
    table = prices_on_plans(JOURNEY, MEDIUM)
    assert {id: {name: str(found.used_up) for name, found in row.items()} for id, row in table.items()} == {
        "flux": {"hobby": "0.017272727273", "pro": "0.0165"},
        "mid": {"hobby": "0.069090909091", "pro": "0.066"},
    }


def test_a_plan_that_waits_is_as_old_as_its_own_last_sight():
    """Its page is read today; the plan itself was last believed long ago, in ranks, in files and on the plans page."""
    sold = plan("p", "20", "100")
    day = sold.quote.captured_at.date() + timedelta(days=9)
    seen = {"on": day, "last_read": {sold.quote.url: day}}
    fresh, old = (Circumstances(**seen, last_seen=days) for days in ({}, {key_of("seller", None, sold): day - timedelta(days=99)}))
    found = [standing_of(("seller", sold), [(Proof.PAGE, sold.quote)], None, known) for known in (fresh, old)]
    assert [(one.place, one.code) for one in found] == [(Place.LEADS, None), (Place.LISTED, Code.AGED)]
