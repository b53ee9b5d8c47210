"""Rankings: what is ranked, what is shown beside and why, what is refused; makers and their resellers side by side."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from costs.money import Rate
from costs.offer.borrowing import lent
from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Code
from costs.standing.ages import OBSERVED as FRESH
from costs.standing.ages import QUOTED as FRESH_BY_HAND
from costs.standing.ranking import Circumstances, market
from schema.capabilities import Capabilities
from schema.changes import PageCheck, last_days
from schema.tables.models import Alias, Model, Models, ModelSource
from tests.made_providers import READ, by_hand, line, plan, rate, rule, state

D = Decimal
URL = "https://seller.example/pricing"
SOURCE = ModelSource(url="https://maker.example", date=date(2026, 11, 20), says="so")
MAKER = state("maker", rules=(rule("tokens_per_image", 1000, "m"),), m=(rate("100"),))
COPY = state("copy", m_copy=(line("0.12"),))
TOKENS = state("tokens", m_tokens=(rate("144", currency="credit"),), plans=(plan("pack", "1", "1", period="once"),))


def table(**capabilities) -> Models:
    aliases = (
        Alias(provider="maker", native_id="m"), Alias(provider="copy", native_id="m-copy", unequal=("fixed_size",)), Alias(provider="tokens", native_id="m-tokens"),
    )  # fmt: skip
    model = Model(
        id="the-model", maker="Maker", family="M", name="M", status="available", sources=(SOURCE,), first_party=("maker",),
        capabilities=Capabilities(**capabilities), aliases=aliases,
    )  # fmt: skip
    return Models(models=(model,))


def test_the_providers_of_one_model_beside_its_maker():
    models = table()
    answers = market([COPY, MAKER, state(other=(line("0.01"),))], STANDARD["standard"], Circumstances(models=models), "the-model")
    assert [(row.cost.provider, row.times, row.first_party) for row in answers.ranked] == [("maker", D(1), True), ("copy", D("1.2"), False)]
    assert answers.ranked[1].unequal == ("fixed size",)


def test_a_middleman_counts_its_tokens_as_the_maker_does():
    models = table()
    snapshots = [MAKER, TOKENS]
    alone = market(snapshots, Recipe(), Circumstances(models=models))
    assert [refused.provider for refused in alone.refused] == ["tokens"]
    answers = market(snapshots, Recipe(), Circumstances(models=models, lent=lent(snapshots, models)))
    assert [(row.cost.provider, row.dollars, row.times) for row in answers.ranked] == [
        ("maker", D("0.1"), D(1)),
        ("tokens", D("0.144"), D("1.44")),
    ]


def test_a_provider_is_asked_by_its_own_name_too():
    assert [row.cost.native_id for row in market([COPY, MAKER], Recipe(), None, "m-copy").ranked] == ["m-copy"]


def test_another_currency_is_ranked_by_what_it_was_worth_and_says_so():
    yuan = state("yuan", m=(line("0.2", currency="CNY"),))
    rates = {"CNY": Rate(currency="CNY", dollars="0.14", day=date(2026, 11, 20), source="ECB")}
    row = market([yuan], Recipe(), Circumstances(rates=rates)).ranked[0]
    assert (row.dollars, row.cost.total, row.cost.currency, row.rate.day) == (D("0.028"), D("0.2"), "CNY", date(2026, 11, 20))
    assert row.cost.dollars is None
    assert market([yuan], Recipe()).beside[0].why_not_ranked == "no price in dollars, only in CNY"


def test_from_prices_never_rank():
    assert market([state(m=(line("0.001", bound="from"),))], Recipe()).ranked == ()


def test_what_was_not_read_lately_is_listed_and_never_leads():
    snapshot, day = state(m=(line("0.01"),)), READ.date()
    assert market([snapshot], Recipe(), Circumstances(on=day + FRESH)).ranked
    late = Circumstances(on=day + FRESH + timedelta(days=1))
    assert not market([snapshot], Recipe(), late).ranked
    assert market([snapshot], Recipe(), late).listed[0].why_not_ranked == "last read on 2026-11-20"
    read_again = Circumstances(on=late.on, last_read={URL: day + timedelta(days=5)})
    assert market([snapshot], Recipe(), read_again).ranked


def test_a_persons_quote_ages_more_slowly():
    snapshot, day = state(m=(by_hand(line("0.01")),)), READ.date()
    assert market([snapshot], Recipe(), Circumstances(on=day + FRESH_BY_HAND)).ranked
    assert not market([snapshot], Recipe(), Circumstances(on=day + FRESH_BY_HAND + timedelta(days=1))).ranked


def test_the_retired_never_rank():
    snapshot = state(rules=(rule("retires", "2026-10-01", "m"),), m=(line("0.01"),))
    assert market([snapshot], Recipe()).beside[0].standing.code is Code.ENDED


def test_a_tool_nobody_described_is_not_ranked_as_a_model():
    """An upscaler is sold as an edit, and on some pages without any word for what it does."""
    known = Circumstances(models=table(operations=("generate", "edit")))
    tools = state(
        "tools",
        upscale=(line("0.002", operation="edit"),),
        thing=(line("0.001"),),
        eraser=(line("0.001"),),
        painter=(line("0.003", operation="generate"),),
    )
    assert [row.cost.native_id for row in market([tools], Recipe(), known).ranked] == ["painter"]
    assert market([tools], STANDARD["edit"], known).ranked == ()
    assert {row.standing.code for row in market([tools], Recipe(), known).beside} == {Code.NOT_DESCRIBED, Code.NO_GENERATOR}


def test_what_a_model_cannot_do_is_refused_at_every_provider():
    answers = market([COPY], STANDARD["4k"], Circumstances(models=table(resolutions=("1K",))))
    assert answers.ranked == ()
    assert "maximum of 1,048,576 pixels" in answers.refused[0].reason


def test_equal_prices_stand_in_one_order():
    snapshots = [state(name, m=(line("0.01"),)) for name in ("b", "c", "a")]
    assert [row.cost.provider for row in market(snapshots, Recipe()).ranked] == ["a", "b", "c"]


def test_what_a_twin_was_read_to_say_counts_for_both():
    """A price first read on one of two pages that say the same is as fresh as the fresher of them."""
    old, new = datetime(2026, 8, 16, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    page = PageCheck(url="https://a.example/p", outcome="read", at=new, last_read=new)
    twin = PageCheck(url="https://a.example/p.md", outcome="not_recorded", at=old, last_read=old, twin_of=page.url)
    for pages in ([page, twin], [twin, page]):
        assert {page.url: new.date(), twin.url: new.date()} == last_days(pages)
