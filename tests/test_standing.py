"""The standing of an answer, kind by kind: what may lead, what is listed and marked, what is not ranked, and why by its code."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from costs.bill.cost import cost
from costs.offer.borrowing import lent
from costs.offer.recipes import Recipe
from costs.plan.workloads import Task, bill_task
from costs.reasons import PLACE_OF, Because, Code, Place, standing
from costs.standing.ages import OBSERVED, QUOTED, REPLAYED
from costs.standing.decisions import rule_in_words
from costs.standing.ranking import Circumstances, answer_of, key_of, leading, market, offer_standing, why_not_passed_on
from costs.standing.recommendations import Use, advise
from schema.capabilities import Capabilities
from schema.errors import NotComparable
from schema.proofs import Proof
from schema.tables.lifecycles import End
from schema.tables.models import Alias, Model, Models, ModelSource
from schema.tables.ratings import Rating, RatingBoard, RatingTable
from tests.made_providers import READ, by_hand, line, plan, rate, rule, state

D = Decimal
DAY = READ.date()
URL = "https://seller.example/pricing"


def model(id: str = "m", *aliases: Alias, ends: tuple[End, ...] = (), **capabilities) -> Model:
    said = ModelSource(url="https://maker.example", date=date(2026, 1, 1), says="so", of=tuple(capabilities))
    return Model(
        id=id, maker="Maker", family="M", name=id, status="available", sources=(said,), first_party=("maker",), ends=ends,
        capabilities=Capabilities(**capabilities), aliases=aliases or (Alias(provider="maker", native_id="m"), Alias(provider="copy", native_id="m")),
    )  # fmt: skip


def end(provider: str, day: date, **said) -> End:
    return End(
        provider=provider, day=day, url="https://maker.example/ends", date=date(2026, 1, 1), says="it ends", proof=Proof.FIRST_PARTY, **said
    )


def known(*models: Model, **said) -> Circumstances:
    return Circumstances(**({"on": DAY, "models": Models(models=models or (model(),))} | said))


def ratings(**by_model) -> RatingTable:
    """Each model's rating on every board, or (rating, votes, setting)."""
    rows = []
    for name, said in by_model.items():
        rating, votes, setting = said if isinstance(said, tuple) else (said, 50_000, None)
        rows.append(
            Rating(model=name, name=name, setting=setting, rating=D(rating), lower=D(rating) - 5, upper=D(rating) + 5, votes=votes, rank=1)
        )
    board = {"name": "A board", "publisher": "P", "published": date(2026, 8, 7), "url": "https://board.example", "of": 9}
    licence = {"licence": "CC BY 4.0", "licence_url": "https://licence.example", "changes": "none"}
    return RatingTable(boards=tuple(RatingBoard(id=id, ratings=tuple(rows), **board, **licence) for id in ("text_to_image", "image_edit")))


def only(answers, provider: str = "copy"):
    """The one answer of a provider, wherever it stands."""
    (row,) = [row for row in (*answers.by_price, *answers.beside) if row.cost.provider == provider]
    return row


MAKER, COPY = state("maker", m=(line("0.04"),)), state("copy", m=(line("0.03"),))


# --- one table decides -----------------------------------------------------------------------------------------------


def test_every_code_has_a_place_and_only_an_answer_without_reasons_leads():
    assert set(PLACE_OF) == set(Code)
    assert Place.LEADS not in PLACE_OF.values()
    assert standing(()).place is Place.LEADS


def test_the_gravest_reason_comes_first_and_decides():
    found = standing((Because(code=Code.AGED, words="old"), Because(code=Code.ENDED, words="over"), Because(code=Code.FREE, words="free")))
    assert (found.place, found.code, [reason.code for reason in found.because]) == (
        Place.UNRANKED,
        Code.ENDED,
        [Code.ENDED, Code.AGED, Code.FREE],
    )


def test_other_words_change_no_place():
    """Nothing is decided by the text of a sentence."""
    found = standing((Because(code=Code.THIRD_PARTY, words="x"),))
    again = standing((Because(code=Code.THIRD_PARTY, words="ended on 2026-01-01, last read, unsure: free"),))
    assert (found.place, found.code) == (again.place, again.code)


# --- alive ---------------------------------------------------------------------------------------------------------------


def test_a_dead_model_does_not_rank_at_its_maker_and_is_listed_elsewhere():
    answers = market([MAKER, COPY], Recipe(), known(model(ends=(end("maker", DAY - timedelta(days=9)),))))
    assert (only(answers, "maker").standing.place, only(answers, "maker").standing.code) == (Place.UNRANKED, Code.ENDED)
    assert (only(answers).standing.place, only(answers).standing.words) == (Place.LISTED, "its maker ended it on 2026-11-11")
    assert not answers.leading


def test_an_end_is_of_a_model_at_a_provider():
    """The maker's end is not that of a cloud that keeps the model for half a year."""
    kept = model(ends=(end("maker", DAY), end("copy", DAY + timedelta(days=200))))
    assert only(market([MAKER, COPY], Recipe(), known(kept))).standing.place is Place.LEADS


def test_a_withdrawn_end_is_no_end():
    alive = model(ends=(end("maker", DAY - timedelta(days=9), withdrawn=DAY - timedelta(days=20)),))
    assert [row.cost.provider for row in market([MAKER, COPY], Recipe(), known(alive)).ranked] == ["copy", "maker"]


@pytest.mark.parametrize(("days", "place"), [(1, Place.LISTED), (30, Place.LISTED), (31, Place.LEADS)])
def test_what_ends_within_a_month_leads_only_if_nothing_else_fits_and_says_so(days, place):
    ending = known(model(ends=(end("maker", DAY + timedelta(days=days)),)))
    answers = market([MAKER], Recipe(), ending)
    assert only(answers, "maker").standing.place is place
    assert [row.cost.provider for row in answers.leading] == ["maker"]
    other = market([MAKER, state("copy", n=(line("0.9", operation="generate"),))], Recipe(), ending)
    assert other.leading[0].cost.provider == ("copy" if place is Place.LISTED else "maker")


def test_the_last_day_its_own_page_names_counts():
    snapshot = state("copy", rules=(rule("retires", DAY + timedelta(days=3), "m"),), m=(line("0.03"),))
    assert only(market([snapshot], Recipe(), known())).standing.words == "ends on 2026-11-23"


def test_what_is_not_out_yet_is_not_ranked():
    future = model().model_copy(update={"available": DAY + timedelta(days=9)})
    assert only(market([MAKER], Recipe(), known(future)), "maker").standing.code is Code.NOT_YET


def test_a_price_its_page_no_longer_says_is_not_ranked():
    gone = {key_of("copy", "m", COPY.offers[0].prices[0]): DAY}
    row = only(market([MAKER, COPY], Recipe(), known(missing=gone)))
    assert (row.standing.place, row.standing.words) == (Place.UNRANKED, "no longer on its page since 2026-11-20")


def test_an_answer_that_rests_on_a_rule_gone_from_its_page_is_not_ranked():
    snapshot = state("copy", rules=(rule("tokens_per_image", 1000, "m"),), m=(rate("30"),))
    gone = {key_of("copy", "m", snapshot.rules[0]): DAY}
    assert only(market([snapshot], Recipe(), known(missing=gone))).standing.code is Code.MISSING


# --- proven --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("proof", "place"),
    [(Proof.PAGE, Place.LEADS), (Proof.FIRST_PARTY, Place.LEADS), (Proof.QUOTED, Place.LEADS), (Proof.THIRD_PARTY, Place.LISTED), (Proof.MEASURED, Place.LISTED)],
)  # fmt: skip
def test_whose_word_a_price_is_decides_whether_it_may_lead(proof, place):
    price = (
        line("0.03") if proof is Proof.PAGE else line("0.03", basis="measured") if proof is Proof.MEASURED else by_hand(line("0.03"), proof)
    )
    row = only(market([state("copy", m=(price,))], Recipe(), known()))
    assert (row.proof, row.standing.place) == (proof, place)


def test_the_weakest_input_decides():
    """A page's token rate with a measured count is measured; a page's credits on a plan a third party told are its word."""
    counted = state("copy", rules=(rule("tokens_per_image", 1000, "m", basis="measured"),), m=(rate("30"),))
    assert only(market([counted], Recipe(), known())).standing.code is Code.MEASURED
    pack = by_hand(plan("pack", "10", "1000", period="once"), Proof.THIRD_PARTY)
    bought = state("copy", plans=(pack,), m=(line("3", currency="credit"),))
    assert only(market([bought], Recipe(), known())).standing.code is Code.THIRD_PARTY


def test_an_undated_copy_never_leads():
    price = line("0.03")
    price = price.model_copy(update={"quote": price.quote.model_copy(update={"undated": True})})
    row = only(market([state("copy", m=(price,))], Recipe(), known()))
    assert (row.standing.place, row.standing.code) == (Place.LISTED, Code.UNDATED)


# --- aged ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "replayed", "keeps"),
    [(line("0.03"), False, OBSERVED), (line("0.03"), True, REPLAYED), (by_hand(line("0.03")), False, QUOTED), (by_hand(line("0.03")), True, QUOTED)],
)  # fmt: skip
def test_a_line_keeps_for_as_long_as_its_kind(price, replayed, keeps):
    snapshot, pages = state("copy", m=(price,)), frozenset({URL} if replayed else ())
    places = [
        only(market([snapshot], Recipe(), known(on=DAY + keeps + timedelta(days=late), replayed=pages))).standing.place for late in (0, 1)
    ]
    assert places == [Place.LEADS, Place.LISTED]


def test_a_figure_and_what_is_derived_from_it_age_alike():
    """BFL's areas are a person's quote: half a year, though the sum of them is worked out."""
    snapshot = state("copy", m=(by_hand(line("0.03", unit="megapixel")),))
    assert only(market([snapshot], Recipe(), known(on=DAY + QUOTED))).standing.place is Place.LEADS


def test_a_lines_own_day_counts_before_its_pages():
    seen = {key_of("copy", "m", COPY.offers[0].prices[0]): DAY - timedelta(days=40)}
    row = only(market([COPY], Recipe(), known(last_read={URL: DAY}, last_seen=seen)))
    assert row.standing.words == "last read on 2026-10-11"


# --- plausible -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("price", "code"), [("0.0133", Code.DOUBTED), ("0.0134", None), ("0.12", None), ("0.1201", Code.DOUBTED)])
def test_a_price_far_from_its_makers_is_doubted(price, code):
    answers = market([MAKER, state("copy", m=(line(price),))], Recipe(), known())
    assert only(answers).standing.code is code


def test_a_doubted_price_that_no_page_says_is_held():
    row = only(market([MAKER, state("copy", m=(by_hand(line("0.001")),))], Recipe(), known()))
    assert (row.standing.place, row.standing.code) == (Place.UNRANKED, Code.HELD_AS_DOUBTFUL)


def test_who_asks_one_provider_only_is_told_the_same_doubt():
    asked = market([state("copy", m=(line("0.001"),))], Recipe(), known(makers={"maker": MAKER}))
    assert only(asked).standing.words == "3 % of its maker's price for the same"


def test_a_route_to_one_quality_is_held_against_that_quality_at_the_maker():
    """Turbo elsewhere is no half price of the maker's default."""
    maker = state("maker", m=tuple(line(price, quality=quality) for quality, price in {"turbo": "0.03", "default": "0.06"}.items()))
    turbo = Model.model_validate(
        model(
            "m", Alias(provider="maker", native_id="m"), Alias(provider="copy", native_id="m-turbo"), qualities=("turbo", "default")
        ).model_dump()
    )
    answers = market([maker, state("copy", m_turbo=(line("0.03"),))], Recipe(quality="medium"), known(turbo))
    assert (only(answers).times, only(answers, "maker").times) == (D(1), D(1))


def test_a_makers_price_that_may_not_lead_is_nobodys_benchmark():
    old = known(on=DAY + OBSERVED + timedelta(days=1), last_seen={key_of("copy", "m", COPY.offers[0].prices[0]): DAY + OBSERVED})
    assert only(market([MAKER, COPY], Recipe(), old)).times is None


def test_what_is_free_is_listed_and_nobodys_benchmark():
    free = state("maker", m=(line("0"),))
    answers = market([free, COPY], Recipe(), known())
    assert (only(answers, "maker").standing.code, only(answers).times) == (Code.FREE, None)
    assert [row.cost.provider for row in answers.leading] == ["copy"]
    asked = market([free, COPY], Recipe(), known(free_counts=True))
    assert asked.leading[0].cost.provider == "maker"


# --- fits ----------------------------------------------------------------------------------------------------------------


def test_a_size_outside_the_models_bands_is_refused_with_the_nearest():
    bands = known(model(minimum_pixels=3_686_400, maximum_pixels=16_777_216))
    for size, nearest in (("1024x1024", "1920x1920"), ("8192x8192", "4096x4096")):
        (refused,) = market([COPY], Recipe(size=size), bands).refused
        assert (refused.code, nearest in refused.reason) == (Code.SIZE, True)


def test_the_resolutions_a_model_makes_are_bands_too():
    bands = known(model(resolutions=("2K", "4K")))
    assert market([COPY], Recipe(), bands).refused[0].code is Code.SIZE
    assert market([COPY], Recipe(resolution="4K"), bands).refused == ()


def test_a_route_with_one_size_makes_no_other():
    fixed = known(model("m", Alias(provider="copy", native_id="m", unequal=("fixed_size",)), maximum_pixels=9_000_000))
    assert market([COPY], Recipe(size="1536x1024"), fixed).refused[0].code is Code.SIZE
    assert only(market([COPY], Recipe(), fixed)).standing.place is Place.LEADS


def test_a_size_billed_as_the_next_tier_says_so():
    snapshot = state("copy", m=(line("0.03", resolution="1K"), line("0.06", resolution="2K")))
    assert cost(snapshot, "m", Recipe(size="1536x1024")).assumed == ("1536x1024 is billed as 2K",)


def test_an_endpoint_that_only_edits_generates_nothing_and_edits_one_picture_at_its_price():
    editor = known(model("m", Alias(provider="copy", native_id="m", unequal=("edit_only",))))
    assert market([COPY], Recipe(), editor).refused[0].code is Code.OPERATION
    edit = only(market([COPY], Recipe(operation="edit", references=1), editor))
    assert (edit.dollars, edit.standing.place) == (D("0.03"), Place.LEADS)
    two = only(market([COPY], Recipe(operation="edit", references=2), editor))
    assert two.standing.code is Code.REFERENCES


def test_the_flat_price_of_a_model_made_for_editing_is_that_of_an_edit():
    kontext = state("copy", flux_kontext_pro=(line("0.04"),))
    assert only(market([kontext], Recipe(operation="edit", references=1))).standing.place is Place.LEADS
    generator = state("copy", flux_kontext_pro_text_to_image=(line("0.04"),))
    assert only(market([generator], Recipe(operation="edit", references=1))).standing.code is Code.REFERENCES


@pytest.mark.parametrize("name", ["image_upscaler", "remove_background", "flux_krea_lora", "virtual_try_on", "recraft_vectorize_image"])
def test_a_tool_is_no_generator_though_its_page_says_generate(name):
    tools = state("copy", **{name: (line("0.01", operation="generate"),)})
    assert only(market([tools], Recipe())).standing.code is Code.NO_GENERATOR


def test_a_region_is_said():
    snapshot = state("copy", m=(line("0.03", region="beijing"),))
    assert "sold in the region beijing only" in cost(snapshot, "m", Recipe()).assumed


# --- quality -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quality", "rating", "place"),
    [
        ("medium", None, Place.LEADS),  # standard asks for no quality: a default fits
        ("low", None, Place.UNRANKED),
        ("low", 1060, Place.LEADS),
        ("low", 1040, Place.UNRANKED),
        ("high", 1130, Place.LEADS),
        ("high", 1120, Place.UNRANKED),
        ("high", (1200, 9_000, None), Place.UNRANKED),  # a launch's first votes
        ("xhigh", 1400, Place.UNRANKED),  # only a setting is that
    ],
)
def test_a_band_is_met_by_a_public_rating_where_there_is_no_setting(quality, rating, place):
    rated = ratings(**({"m": rating} if rating else {"another": 1000}))
    assert only(market([COPY], Recipe(quality=quality), known(ratings=rated))).standing.place is place


def test_a_setting_that_can_be_chosen_meets_its_band():
    snapshot = state("copy", m=(line("0.03", quality="low"), line("0.09", quality="high")))
    for quality in ("low", "high"):
        assert only(market([snapshot], Recipe(quality=quality), known())).standing.place is Place.LEADS


def test_a_rating_of_one_setting_says_nothing_of_a_route_that_can_not_choose_it():
    """GPT Image 2 was rated at medium; a flat route to it is of no known quality."""
    several, rated = model(qualities=("low", "medium", "high")), ratings(m=(1380, 69_194, "medium"))
    assert only(market([COPY], Recipe(quality="high"), known(several, ratings=rated))).standing.code is Code.QUALITY


def test_a_flat_price_at_the_maker_is_of_any_quality_it_has():
    several = model(qualities=("low", "high"))
    assert only(market([MAKER], Recipe(quality="high"), known(several)), "maker").standing.place is Place.LEADS


def test_the_decision_of_the_seed_among_offers_of_known_quality():
    """Low quality by tokens, medium and high flat; what nobody rated and nobody can set is no side of it."""
    tokens = state(
        "maker",
        rules=tuple(rule("tokens_per_image", n, "m", quality=q) for q, n in {"low": 196, "medium": 1756, "high": 7024}.items()),
        m=(rate("30"),),
    )
    flat, unrated = state("flat", f=(line("0.03"),)), state("cheap", c=(line("0.001", operation="generate"),))
    models = (model(qualities=("low", "medium", "high")), model("f", Alias(provider="flat", native_id="f")))
    words = [choice.words for choice in rule_in_words([tokens, flat, unrated], known(*models, ratings=ratings(f=1140)), references=(0,))]
    assert [said.split(",")[0] for said in words] == ["low quality: by tokens", "medium quality: flat", "high quality: flat"]


# --- order and company ---------------------------------------------------------------------------------------------------


def test_rounding_is_no_difference_of_price_and_the_maker_comes_first():
    """OpenAI prints $0.006 for what the same tokens at the same rate make $0.00588 at Azure."""
    tokens = rule("tokens_per_image", 196, "m", quality="low")
    maker = state("maker", rules=(tokens,), m=(line("0.006", quality="low"), rate("30")))
    cloud = state("copy", m=(rate("30"),))
    models = known(lent=lent([maker], Models(models=(model(),))))
    answers = market([cloud, maker], Recipe(quality="low"), models)
    assert [(row.cost.provider, row.dollars, row.order) for row in answers.ranked] == [
        ("maker", D("0.006"), D("0.00588")),
        ("copy", D("0.00588"), D("0.00588")),
    ]


def test_what_is_bought_with_credits_says_the_least_one_pays():
    snapshot = state("copy", plans=(plan("pro", "99", "10000"), plan("basic", "19", "1100")), m=(line("2", currency="credit"),))
    row = only(market([snapshot], Recipe(), known()))
    assert (row.least.id, row.least.price) == ("basic", D(19))


def test_an_absent_offer_is_there_with_its_reason():
    tables = tuple(rule("tokens_per_image", 196, "m", size="1024x1024") for _ in range(1))
    cloud = state("copy", rules=tables, m=(rate("30"),))
    (refused,) = market([cloud], Recipe(size="1536x1024"), known()).refused
    assert (refused.model, refused.provider, refused.code) == ("m", "copy", Code.NO_PRICE)
    assert "1536x1024" in refused.reason


def test_one_offer_alone_has_the_standing_it_has_in_the_ranking():
    context = known(makers={"maker": MAKER})
    alone = answer_of(state("copy", m=(line("0.001"),)), "m", Recipe(), context)
    assert alone.standing.code is Code.DOUBTED


def test_a_month_is_made_at_what_may_lead_unless_somebody_names_another():
    listed = state("copy", m=(by_hand(line("0.001"), Proof.THIRD_PARTY),))
    task = Task(name="drafts", deliverables=10)
    assert bill_task(task, [MAKER, listed], Circumstances()).provider == "maker"
    with pytest.raises(NotComparable):
        bill_task(task, [listed], Circumstances())
    named = bill_task(task, [listed], Circumstances(), named=True)
    assert named.provider == "copy" and "a third party's word" in named.why


def test_a_program_is_handed_no_price_of_the_dead_or_of_others_word():
    dead = known(model(ends=(end("maker", DAY),)))
    assert why_not_passed_on(offer_standing(MAKER, MAKER.offers[0], dead)) == "ended on 2026-11-20"
    assert not why_not_passed_on(offer_standing(COPY, COPY.offers[0], dead))
    told = state("copy", m=(by_hand(line("0.03"), Proof.THIRD_PARTY),))
    assert why_not_passed_on(offer_standing(told, told.offers[0], known()))


def test_leading_takes_rows_in_their_order():
    answers = market([MAKER, COPY], Recipe(), known())
    assert list(leading(answers.by_price)) == list(answers.ranked)


# --- what is told alone ----------------------------------------------------------------------------------------------


def hand(proof: Proof, amount: str = "0.02"):
    """A seller whose price a person wrote down."""
    return state("hand", m=(by_hand(line(amount), proof),))


HAND = Alias(provider="hand", native_id="m")
SOLD_BY_ALL = model("m", Alias(provider="maker", native_id="m"), Alias(provider="copy", native_id="m"), HAND)


@pytest.mark.parametrize("proof", [Proof.FIRST_PARTY, Proof.QUOTED])
def test_what_a_person_wrote_down_leads_and_is_told_beside_the_headline(proof):
    """The first rank is the cheapest that is proven; the one price told alone was read from a page."""
    answers = market([MAKER, COPY, hand(proof)], Recipe(), known(SOLD_BY_ALL))
    assert [row.cost.provider for row in answers.ranked] == ["hand", "copy", "maker"]
    assert (answers.headline.row.cost.provider, answers.headline.by_hand.cost.provider) == ("copy", "hand")


def test_a_headline_is_by_hand_where_nothing_that_leads_was_read():
    told = market([hand(Proof.QUOTED)], Recipe(), known(SOLD_BY_ALL)).headline
    assert (told.row.cost.provider, told.by_hand) == ("hand", None)


def test_what_is_only_listed_is_no_headline_however_it_was_read():
    """A read price that is too old gives way to one that a person wrote down and that leads."""
    last_seen = {key_of("copy", "m", COPY.offers[0].prices[0]): DAY - timedelta(days=400)}
    told = market([COPY, hand(Proof.FIRST_PARTY)], Recipe(), known(SOLD_BY_ALL, last_seen=last_seen)).headline
    assert (told.row.cost.provider, told.by_hand) == ("hand", None)


def test_a_dearer_one_by_hand_is_not_told():
    told = market([COPY, hand(Proof.QUOTED, "0.035")], Recipe(), known(SOLD_BY_ALL)).headline
    assert (told.row.cost.provider, told.by_hand) == ("copy", None)


def test_a_recommendation_is_a_headline_too():
    """A use names what was read, and says what is cheaper by hand."""
    (advice,) = advise([MAKER, COPY, hand(Proof.QUOTED)], known(SOLD_BY_ALL), [Use(id="u", name="U", recipe=Recipe(), why="so")])
    assert (advice.row.cost.provider, advice.next.cost.provider) == ("copy", "maker")
    assert "2 offers" not in advice.words
    assert "written down by a person, cheaper: m at hand for $0.02" in advice.words
