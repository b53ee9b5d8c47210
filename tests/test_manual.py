"""What people wrote down: proven by its own quote, aged by its own date, and never silent about what was not found."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from costs.bill.cost import cost
from costs.offer.recipes import Recipe
from costs.reasons import Code
from costs.standing.ranking import Circumstances, market
from pipeline.store.manual_prices import joined, load_plans, load_providers, manual_about, manual_snapshots
from schema.amounts import spell
from schema.errors import BadData
from schema.prices import Offer, Plan, PriceLine, Quote, Rule, Snapshot
from schema.proofs import Proof
from schema.tables.manual import NOTHING_QUOTED
from schema.tables.models import Alias, Model, Models, ModelSource
from scrapers import provider_ids
from tests.readings import TESTS

DATA = TESTS.parent / "data"
ONE = """
[[seller]]
id = "a-seller"
name = "A Seller"
home = "https://example.com"
kind = "maker"
why = "its page refuses robots"
looked_for = 2026-11-20

[[seller.statement]]
url = "https://example.com/pricing"
date = 2026-07-09
via = "somebody's notes"
trust = "quoted"
prices = [
  { model = "ultra", amount = "0.08", quote = "Ultra | 8 cents | $0.08" },
  { model = "core", amount = "0.03", words = "3 cents", counts = "cents", quote = "Core | 3 cents" },
]
rules = [
  { kind = "failed_generations", value = "free", quote = "errors cost nothing" },
]
"""


def read(tmp_path, text=ONE):
    (tmp_path / "manual.toml").write_text(text, encoding="utf-8")
    return manual_snapshots(tmp_path)["a-seller"]


def test_a_figure_becomes_a_price_with_its_quote_and_age(tmp_path):
    """The words, the address and the day of the source are the evidence; the basis says that a person quoted it."""
    line = read(tmp_path).offers[1].prices[0]
    assert (line.amount, line.currency, line.basis) == (Decimal("0.08"), "USD", "manual")
    assert (line.quote.text, line.quote.url) == ("Ultra | 8 cents | $0.08", "https://example.com/pricing")
    assert line.quote.captured_at == datetime(2026, 7, 9, tzinfo=UTC)
    assert "somebody's notes" in line.quote.locator


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('amount = "0.08"', 'amount = "0.09"'), 16, "0.09 does not stand in"),
        (('words = "3 cents"', 'words = "4 cents"'), 17, "is no part of the quote"),
        (('counts = "cents", ', ""), 17, "0.03 does not stand in"),
        (('amount = "0.08"', "amount = 0.08"), 16, "never a float"),
        (('amount = "0.08", ', ""), 16, "an amount, or a reason"),
        (('why = "its page refuses robots"', 'why = ""'), 7, "at least 1 character"),
        (('kind = "maker"', 'kind = "friend"'), 6, "maker"),
        (("date = 2026-07-09", 'date = "soon"'), 12, "date"),
        (('trust = "quoted"', 'trust = "hearsay"'), 14, "trust"),
        (('trust = "quoted"', 'trust = "quoted"\nproven = true'), 15, "proven"),
        (('value = "free", ', 'value = "free", sure = 1, '), 20, "sure"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path, change, line, said):
    """A figure that does not stand in its own quote is a typing error, and is found when the table is read."""
    with pytest.raises(BadData) as told:
        read(tmp_path, ONE.replace(*change))
    assert f"manual.toml:{line}: " in str(told.value)
    assert said in str(told.value)


def test_a_figure_says_whose_word_it_is_and_whether_its_day_is_known(tmp_path):
    """The grade is its own field, and a copy without a day has only the day by which it existed."""
    quote = read(tmp_path).offers[0].prices[0].quote
    assert (quote.proof, quote.undated) == (Proof.QUOTED, False)
    undated = read(tmp_path, ONE.replace("date = 2026-07-09", "date = 2026-07-09\nundated = true")).offers[0].prices[0].quote
    assert (undated.captured_at.date(), undated.undated) == (date(2026, 7, 9), True)


def test_no_figure_is_dated_by_the_day_somebody_found_it():
    """The day of a figure is the one on which somebody saw it there. Where nobody says which, it is undated: it may be years old."""
    unknown = re.compile(r"research notes|not stated|without a source or a day|there by 20|does not say when|found 20")
    tables = [load_providers(DATA / name) for name in ("manual.toml", "measurements.toml")]
    said = [(state.id, one) for table in tables for state in table for one in state.statements]
    dated = [(id, one.via) for id, one in said if not (one.undated or "not older than" in one.via or _only_negative(one))]
    assert [entry for entry in dated if unknown.search(entry[1])] == []
    assert any(one.undated for _, one in said)


def _only_negative(said):
    return all(price.amount is None for price in said.prices) and not said.rules


def test_what_a_page_says_now_is_no_persons_word_any_more():
    """A third party's figure leaves the table when a reader takes it from the provider's own page; nobody is called behind a login who is read."""
    manual = {state.id: state for state in load_providers(DATA / "manual.toml")}
    assert {id for id, state in manual.items() if "login" in state.why and id in provider_ids()} == set()
    assert {"seedream-4-0-250828", "seedream-4-5-251128"} & _priced(manual["byteplus"]) == set()
    assert _priced(manual["kling"]) == set()


def _priced(state):
    return {price.model for said in state.statements for price in said.prices}


@pytest.mark.parametrize(
    ("provider", "native_id", "amounts", "proof"),
    [
        ("google", "gemini-nano-banana-2.1", {"0.0336", "0.0504", "0.0756", "1.5", "7.5", "30"}, Proof.QUOTED),
        ("bfl", "flux-3-image", {"0.041", "0.048", "0.1", "0.607"}, Proof.QUOTED),
        ("byteplus", "seedream-5-0-flash-260915", {"0.018", "0"}, Proof.QUOTED),
        ("luma", "uni-1-max", {"0.1", "0.103"}, Proof.QUOTED),
        ("recraft", "recraft-v4.1-flash", {"0.007"}, Proof.QUOTED),
        ("azure", "MAI-Image-2.6", {"38", "5"}, Proof.THIRD_PARTY),
        ("tencent", "hy-image-v3.5-preview", {"0.15", "0.2", "0"}, Proof.QUOTED),
        ("cometapi", "gemini-3-pro-image", {"0.1072", "0.192"}, Proof.QUOTED),
    ],
)
def test_the_newest_quotations_are_in_the_table(provider, native_id, amounts, proof):
    """What was quoted since, with the grade it was taken down with."""
    offer = next(offer for offer in manual_snapshots(DATA)[provider].offers if offer.native_id == native_id)
    assert {spell(line.amount) for line in offer.prices} == amounts
    assert {line.quote.proof for line in offer.prices} == {proof}


@pytest.mark.parametrize("model", ["gpt-image-2.5-flare", "gpt-image-2.5-sunburst"])
def test_one_word_for_quality_is_a_quarter_of_the_work(model):
    """Measured: high of 2.5 bills what medium of 2 does, max what high does."""
    rules = [rule for rule in manual_snapshots(DATA)["openai"].rules if rule.kind == "tokens_per_image"]
    tokens = {(rule.native_id, rule.variant.quality): rule.value for rule in rules if rule.variant.size == "1024x1024"}
    assert (tokens[model, "high"], tokens[model, "max"]) == (tokens["gpt-image-2", "medium"], tokens["gpt-image-2", "high"])
    assert {rule.basis for rule in rules if rule.native_id == model} == {"measured"}


def test_what_was_not_found_says_so_with_the_day(tmp_path):
    """No figure is a reason and a date, never a missing line."""
    offer = read(tmp_path, ONE.replace('amount = "0.08", quote = "Ultra | 8 cents | $0.08"', 'reason = "behind a login"')).offers[1]
    assert (offer.prices[0].amount, offer.prices[0].reason) == (None, "behind a login (looked for on 2026-11-20)")
    assert offer.prices[0].quote.text == NOTHING_QUOTED


def test_a_day_is_demanded_where_nothing_was_found(tmp_path):
    """When it was looked for is part of not having found it."""
    text = ONE.replace("looked_for = 2026-11-20\n", "").replace(
        'amount = "0.08", quote = "Ultra | 8 cents | $0.08"', 'reason = "behind a login"'
    )
    with pytest.raises(BadData, match="looked_for"):
        read(tmp_path, text)


def test_a_provider_is_never_empty(tmp_path):
    """Prices, rules, or a stated negative: a seller nobody says anything about is a mistake."""
    with pytest.raises(BadData, match="prices or rules, or `negative`"):
        read(tmp_path, ONE[: ONE.index("[[seller.statement]]")])


def test_a_negative_is_a_note(tmp_path):
    """A seller known to publish no price is published as that."""
    snapshot = read(tmp_path, ONE[: ONE.index("[[seller.statement]]")] + 'negative = "no image price was found"\n')
    assert [rule.value for rule in snapshot.rules] == ["no image price published: no image price was found"]


def test_doubt_is_published(tmp_path):
    """An unsure figure carries its doubt in the evidence and as a note of its own."""
    snapshot = read(
        tmp_path, ONE.replace('quote = "Ultra | 8 cents | $0.08"', 'quote = "Ultra | 8 cents | $0.08", unsure = "the older page says 6"')
    )
    assert "unsure: the older page says 6" in snapshot.offers[1].prices[0].quote.locator
    assert ("ultra", True, "the older page says 6") in [(rule.native_id, rule.unsure, rule.value) for rule in snapshot.rules]


def test_a_measurement_is_called_one(tmp_path):
    """The same shape in measurements.toml has the basis `measured`, and both tables are one snapshot."""
    (tmp_path / "measurements.toml").write_text(
        ONE.replace('"ultra", amount = "0.08"', '"ultra", quality = "high", amount = "0.08"'), encoding="utf-8"
    )
    ultra = next(offer for offer in read(tmp_path).offers if offer.native_id == "ultra")
    assert {line.basis for line in ultra.prices} == {"manual", "measured"}


def test_a_page_stands_before_a_person(tmp_path):
    """What a page says of a plan or a rule replaces what was written down; its prices stand beside the person's."""
    quote = Quote(text="words", url="https://example.com", locator="page", captured_at=datetime(2026, 11, 1, tzinfo=UTC), sha256="0" * 64)
    line = PriceLine(billable="output_image", unit="image", amount="0.07", currency="USD", quote=quote)
    page = Snapshot(
        provider="a-seller",
        offers=(Offer(native_id="ultra", name="Ultra, as the page has it", prices=(line,)),),
        plans=(Plan(id="pro", name="Pro", price="29", currency="USD", period="month", quote=quote),),
        rules=(Rule(kind="failed_generations", value="charged", quote=quote),),
    )
    both = joined(page, read(tmp_path))
    assert [(offer.name, [price.basis for price in offer.prices]) for offer in both.offers] == [
        ("core", ["manual"]),
        ("Ultra, as the page has it", ["manual", "page"]),
    ]
    assert ([plan.price for plan in both.plans], [rule.value for rule in both.rules]) == ([Decimal(29)], ["charged"])


def test_the_tables_are_right():
    """The project's own tables are read whole, twice the same."""
    assert manual_snapshots(DATA) == manual_snapshots(DATA)
    written = {*load_providers(DATA / "manual.toml"), *load_plans(DATA / "plans.toml")}
    assert set(manual_about(DATA)) == {state.id for state in written}


def test_fifty_providers_and_every_system_of_the_articles():
    """The field: fifty sellers or more, among them every system the articles speak of."""
    states = set(provider_ids()) | set(manual_snapshots(DATA))
    articles = {
        "imagev2.me",
        "gpt-image-2-studio",
        "openai",
        "google",
        "alibaba",
        "byteplus",
        "nanogpt",
        "google-ai",
        "chatgpt",
        "journeyapi",
        "midjourney",
    }
    assert len(states) >= 50
    assert articles <= states


def test_no_provider_of_the_tables_is_silent():
    """Each has a price, a plan, a rule or a reason."""
    assert [id for id, snapshot in manual_snapshots(DATA).items() if not (snapshot.offers or snapshot.plans or snapshot.rules)] == []


def test_an_unsure_figure_leads_no_ranking(tmp_path):
    """What a person was not sure of is shown with its price and the doubt, beside the ranking."""
    sure = ONE[: ONE.index("rules = [")]
    doubtful = sure.replace('words = "3 cents"', 'unsure = "seen once", words = "3 cents"')
    snapshot = read(tmp_path, doubtful)
    found = market([snapshot], Recipe(), Circumstances())
    assert [row.cost.native_id for row in found.ranked] == ["ultra"]
    assert [(row.cost.native_id, row.why_not_ranked) for row in found.beside] == [("core", "unsure: seen once")]


def test_an_unsure_figure_of_the_maker_measures_nobody(tmp_path):
    """What a reseller asks is no multiple of a price that may be wrong."""
    maker = read(tmp_path, ONE.replace('amount = "0.08"', 'unsure = "seen once", amount = "0.08"'))
    copy = maker.model_copy(update={"provider": "copy", "offers": maker.offers[1:], "rules": ()})
    source = ModelSource(url="https://maker.example", date=date(2026, 11, 20), says="so")
    aliases = tuple(Alias(provider=provider, native_id="ultra") for provider in ("a-seller", "copy"))
    model = Model(
        id="ultra", maker="M", family="M", name="M", status="available", sources=(source,), first_party=("a-seller",), aliases=aliases
    )
    found = market([maker, copy], Recipe(), Circumstances(models=Models(models=(model,))), "ultra")
    assert [("copy", None)] == [(row.cost.provider, row.times) for row in found.ranked]


@pytest.mark.parametrize(
    ("model", "plan", "per_image"),
    [
        ("v8.1-sd", "basic", "0.01"),
        ("v8.1-sd", "extra-fast-hour", "0.01333"),
        ("v8.1-hd", "basic", "0.01625"),
        ("midjourney", "basic", "0.0125"),
    ],
)
def test_midjourneys_images_cost_their_gpu_minutes(model, plan, per_image):
    """A job of four images takes so many minutes of a plan's: as others worked it out, and never ranked, for it is about."""
    answer = cost(manual_snapshots(DATA)["midjourney"], model, Recipe(count=4), plan)
    assert per_image == str(answer.paid.per_image.quantize(Decimal("0.00001")).normalize())
    assert Code.UNSURE in {reason.code for reason in answer.unproven}
