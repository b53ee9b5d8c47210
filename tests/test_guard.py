"""The guard: what is believed of a reading, what is held, and that a true change is not."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pipeline.guard import guard_rules
from pipeline.guard.bands import DOLLARS, band
from pipeline.guard.guard_rules import RULES
from pipeline.guard.verdict import Sighting, disagreements, judge
from pipeline.ledger.entries import entries_of, entry
from pipeline.ledger.state import Known, Swing
from schema.prices import Offer, Plan, PriceLine, Quote, Rule, Snapshot, Variant
from schema.reading import Unread
from scrapers import PageResult, ProviderReading

PAGE = "https://acme.example/prices"
OTHER = "https://acme.example/other"
TWIN = "https://acme.example/prices.md"
PAGES = {PAGE: PAGE, TWIN: PAGE, OTHER: OTHER}
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
SIX = {"alpha": "0.04", "beta": "0.05", "gamma": "0.06", "delta": "0.07", "epsilon": "0.08", "zeta": "0.09"}


def quote(url=PAGE, at=DAY, locator="table"):
    return Quote(text="$", url=url, locator=locator, captured_at=at, sha256="0" * 64)


def line(
    amount="0.04",
    unit="image",
    currency="USD",
    *,
    url=PAGE,
    basis="page",
    billable="output_image",
    inputs=(),
    bound=None,
    reason=None,
    **axes,
):
    number = None if amount is None else Decimal(amount)
    return PriceLine(
        billable=billable,
        unit=unit,
        variant=Variant(**axes),
        amount=number,
        currency=currency,
        basis=basis,
        inputs=inputs,
        bound=bound,
        reason=reason,
        quote=quote(url),
    )


def snapshot(offers, plans=(), rules=()):
    made = [
        Offer(native_id=name, name=name, prices=tuple(lines) if isinstance(lines, list) else (line(lines),))
        for name, lines in offers.items()
    ]
    return Snapshot(provider="acme", offers=tuple(made), plans=tuple(plans), rules=tuple(rules))


def known_of(offers, **more):
    return Known("acme", entries_of(snapshot(offers, **more)), last=DAY)


def look(known, offers, held=None, at=DAY + timedelta(days=1), *, unread=(), pages=(PAGE,), failed=None, seen=None, **more):
    """The verdict on a reading of these offers; `seen` is what else the sighting says."""
    read = [PageResult(url, "0" * 64, at) for url in pages]
    said = offers if isinstance(offers, Snapshot) else snapshot(offers, **more)
    reading = ProviderReading(said, list(unread), read)
    return judge(
        known, Sighting(**{"provider": "acme", "reading": reading, "at": at, "pages": PAGES, "failed": failed or {}, **(seen or {})}), held
    )


def believed(verdict):
    return {one.native_id: str(one.value.amount) for one in verdict.entries.values() if one.subject == "price"}


def held(verdict):
    return {one.native_id: one for one in verdict.held}


def confirmed(known, offers, hours=24, **more):
    """The verdict on a second reading of the same, some hours after the first."""
    first = look(known, offers, **more)
    return look(known, offers, first.held_file("acme"), DAY + timedelta(days=1, hours=hours), **more)


def test_equal_reading_is_believed_without_a_move():
    """Nothing to say is nothing said."""
    verdict = look(known_of(SIX), SIX)
    assert not (verdict.moves or verdict.held or verdict.gone)


@pytest.mark.parametrize(
    ("old", "new"), [("0.06", "0.05"), ("0.04", "0.05"), ("0.1", "0.12"), ("0.039", "0.045"), ("0.02", "0.04"), ("0.04", "0.02")]
)
def test_true_change_inside_the_fences_is_believed_at_once(old, new):
    """Up to double and down to half, as providers do it."""
    verdict = look(known_of(SIX | {"eta": old}), SIX | {"eta": new})
    assert believed(verdict)["eta"] == new
    assert not verdict.held


def test_reprice_of_seven_models_among_forty_is_believed_at_once():
    """As comfy did in August 2026: a fifth dearer, some of many."""
    many = {f"m{n}": f"0.{n}1" for n in range(10, 50)}
    dearer = many | {f"m{n}": f"0.{round(n * 1.2)}3" for n in range(30, 37)}
    verdict = look(known_of(many), dearer)
    assert believed(verdict) == dearer and not verdict.held


@pytest.mark.parametrize(("old", "new"), [("0.04", "0.081"), ("0.04", "0.0199"), ("0.1", "0.02"), ("0.02", "0.06")])
def test_big_move_waits_for_a_second_reading_and_is_then_believed(old, new):
    """More than double or less than half: pending, confirmed an hour later at the earliest, never lost."""
    known = known_of(SIX | {"eta": old})
    first = look(known, SIX | {"eta": new})
    assert believed(first)["eta"] == old
    assert held(first)["eta"].pending
    assert believed(confirmed(known, SIX | {"eta": new}))["eta"] == new


def test_confirmation_needs_another_day_and_twenty_hours():
    """The same recording again, or a page minutes later, confirms nothing."""
    known = known_of(SIX)
    for hours in (0, 1, 11.9, 19.99):
        assert believed(confirmed(known, SIX | {"alpha": "0.1"}, hours))["alpha"] == "0.04"
    assert believed(confirmed(known, SIX | {"alpha": "0.1"}, 20))["alpha"] == "0.1"


def test_copy_from_a_cache_confirms_nothing():
    """What a cache kept since the first reading is the first reading."""
    known, at = known_of(SIX), DAY + timedelta(days=1, hours=3)
    first = look(known, SIX | {"alpha": "0.1"})
    reading = ProviderReading(snapshot(SIX | {"alpha": "0.1"}), [], [PageResult(PAGE, "0" * 64, at)])
    again = judge(known, Sighting("acme", reading, at, {PAGE: PAGE}, copied_at=DAY + timedelta(days=1)), first.held_file("acme"))
    assert believed(again)["alpha"] == "0.04"


@pytest.mark.parametrize("factor", ["10", "100", "1000", "0.1", "0.01", "0.001", "10.05", "1000000"])
def test_decimal_slip_waits_for_a_person_however_often_it_is_read(factor):
    """A lost point is read the same a second time."""
    wide = {"eta": [line("1", unit="million_tokens")]}
    new = {"eta": [line(str(Decimal(factor)), unit="million_tokens")]}
    verdict = confirmed(known_of(wide), new)
    assert believed(verdict)["eta"] == "1"
    assert not held(verdict)["eta"].pending


@pytest.mark.parametrize(
    ("unit", "currency", "amount"),
    [
        ("image", "USD", "5.01"),
        ("image", "USD", "0.00009"),
        ("image", "CNY", "51"),
        ("million_tokens", "USD", "1001"),
        ("megapixel", "USD", "3"),
        ("image", "XAU", "0.04"),
        ("gpu_second", "USD", "1"),
        ("image", "USD", "720"),
    ],
)
def test_amount_outside_its_band_is_held_even_on_the_first_reading(unit, currency, amount):
    """A resolution, a price per thousand, an unknown currency: no first reading makes it true."""
    verdict = look(Known("acme"), {"alpha": [line(amount, unit, currency)], "beta": "0.05"})
    assert believed(verdict) == {"beta": "0.05"}
    assert not held(verdict)["alpha"].pending


@pytest.mark.parametrize(
    ("unit", "currency", "amount"),
    [
        ("image", "CNY", "0.2"),
        ("image", "credit", "147.7"),
        ("million_tokens", "USD", "120"),
        ("step", "USD", "0.00011"),
        ("tile", "USD", "0.000053"),
        ("image", "JPY", "12"),
        ("image", "USD", "0"),
    ],
)
def test_amount_seen_on_real_pages_is_inside_its_band(unit, currency, amount):
    """Bands are wide: what providers really ask is not held. Free is a statement, not a small number."""
    assert not look(Known("acme"), {"alpha": [line(amount, unit, currency)]}).held


def test_every_unit_has_a_band():
    """A unit without a band would be a price without a fence."""
    from typing import get_args

    from schema.prices import Unit

    assert set(DOLLARS) == set(get_args(Unit))
    assert band("image", "XAU") is None


@pytest.mark.parametrize(("unit", "currency"), [("megapixel", "USD"), ("image", "EUR"), ("million_tokens", "USD")])
def test_other_unit_or_currency_waits_for_a_person(unit, currency):
    """Per image to per megapixel, dollars to euros: held, and the old price stays one line."""
    verdict = confirmed(known_of(SIX | {"eta": "0.5"}), SIX | {"eta": [line("0.5", unit, currency)]})
    assert [(one.value.unit, one.value.currency) for one in verdict.entries.values() if one.native_id == "eta"] == [("image", "USD")]
    assert "was in USD per image" in held(verdict)["eta"].reasons[0]
    assert not verdict.gone


def test_standard_price_that_becomes_a_batch_price_waits_for_a_person():
    """A table was read as another."""
    verdict = confirmed(known_of(SIX | {"eta": [line("0.04", tier="standard")]}), SIX | {"eta": [line("0.02", tier="batch")]})
    assert "was a standard price, is a batch price" in held(verdict)["eta"].reasons


def test_new_tier_beside_the_old_one_is_believed():
    """A batch price that is added is no change of the standard price."""
    verdict = look(
        known_of(SIX | {"eta": [line("0.04", tier="standard")]}), SIX | {"eta": [line("0.04", tier="standard"), line("0.02", tier="batch")]}
    )
    assert not verdict.held and len(verdict.moves) == 1


def test_swapped_prices_wait_for_a_person():
    """Two models whose prices changed places: a row was read askew."""
    verdict = confirmed(known_of(SIX), SIX | {"alpha": "0.05", "beta": "0.04"})
    assert believed(verdict) == SIX
    assert set(held(verdict)) == {"alpha", "beta"} and not any(one.pending for one in verdict.held)


def test_prices_that_went_round_wait_for_a_person_and_the_true_change_beside_them_does_not():
    """Three in a circle are held; a fourth that truly changed is believed."""
    verdict = look(known_of(SIX), SIX | {"alpha": "0.05", "beta": "0.06", "gamma": "0.04"})
    assert set(held(verdict)) == {"alpha", "beta", "gamma"}
    verdict = look(
        known_of(SIX | {"eta": "0.2", "theta": "0.3", "iota": "0.4"}),
        SIX | {"alpha": "0.05", "beta": "0.04", "eta": "0.22", "theta": "0.3", "iota": "0.4"},
    )
    assert set(held(verdict)) == {"alpha", "beta"} and believed(verdict)["eta"] == "0.22"


def test_swapped_columns_wait_for_a_person():
    """Input and output rates of every model exchanged."""
    many = {f"m{n}": [line(str(n), "million_tokens"), line(str(n * 2), "million_tokens", billable="input_text")] for n in range(5, 9)}
    swapped = {f"m{n}": [line(str(n * 2), "million_tokens"), line(str(n), "million_tokens", billable="input_text")] for n in range(5, 9)}
    verdict = confirmed(known_of(many), swapped)
    assert set(held(verdict)) == set(many)
    assert not any(one.pending for one in verdict.held)


def test_rows_read_one_off_wait_at_least_for_a_second_reading():
    """Each name took its neighbour's price, the last a new one."""
    shifted = {"alpha": "0.05", "beta": "0.06", "gamma": "0.07", "delta": "0.08", "epsilon": "0.09", "zeta": "0.1"}
    assert believed(look(known_of(SIX), shifted)) == SIX


def test_rows_that_differed_and_are_all_alike_wait_for_a_person():
    """One cell was read for every row."""
    verdict = confirmed(known_of(SIX), dict.fromkeys(SIX, "0.05"))
    assert believed(verdict) == SIX
    assert not any(one.pending for one in verdict.held)
    assert set(held(look(known_of(SIX), SIX | {"beta": "0.045", "gamma": "0.045", "delta": "0.045"}))) == {"beta", "gamma", "delta"}


def test_two_prices_of_many_that_become_equal_are_believed():
    """Providers do align two models."""
    assert not look(known_of(SIX), SIX | {"beta": "0.055", "gamma": "0.055"}).held


def test_half_of_a_page_at_once_waits_for_a_second_reading():
    """An A/B variant is not published; a list repriced for good is, one reading later."""
    dearer = {name: str(Decimal(amount) * Decimal(f"1.{number}")) for number, (name, amount) in enumerate(SIX.items(), 1)}
    first = look(known_of(SIX), dearer)
    assert believed(first) == SIX and all(one.pending for one in first.held)
    assert all(Decimal(believed(confirmed(known_of(SIX), dearer))[name]) == Decimal(amount) for name, amount in dearer.items())


@pytest.mark.parametrize("factor", ["1.38", "0.73", "1.1", "1.2"])
def test_a_page_that_moved_by_one_factor_waits_for_a_person_however_often_it_is_read(factor):
    """Dollars of another country, or taxes: the same again tomorrow, and printed with two digits."""
    moved = {name: str(Decimal(amount) * Decimal(factor)) for name, amount in SIX.items()}
    verdict = confirmed(known_of(SIX), moved)
    assert believed(verdict) == SIX and not any(one.pending for one in verdict.held)
    assert all("one factor" in " ".join(one.reasons) for one in verdict.held)


def test_most_of_a_page_by_one_factor_is_a_second_readings():
    """One price that stayed says that the currency did."""
    moved = {name: str(Decimal(amount) * Decimal("1.2")) for name, amount in SIX.items() if name != "alpha"} | {"alpha": SIX["alpha"]}
    assert {name: Decimal(amount) for name, amount in moved.items()} == {
        name: Decimal(amount) for name, amount in believed(confirmed(known_of(SIX), moved)).items()
    }


def test_plans_that_all_moved_wait_like_prices():
    """A page of plans in another country's dollars has no price that moves with them."""
    plans = [
        Plan(id=f"p{n}", name=f"P{n}", price=n * 10, credits=n * 1000, currency="USD", period="month", quote=quote()) for n in (1, 2, 3)
    ]
    moved = [plan.model_copy(update={"price": plan.price * Decimal("1.38")}) for plan in plans]
    verdict = confirmed(known_of(SIX, plans=plans), SIX, plans=moved)
    assert {"p1", "p2", "p3"} == {one.native_id for one in verdict.held}


def test_what_stays_in_its_band_beside_a_scale_that_left_it_is_damage_too():
    """A key that changed its unit takes all prices along; two of them still look possible, and are confirmed by nothing."""
    moved = {name: str(Decimal(amount) * 300) for name, amount in SIX.items()} | {"alpha": "0.09"}
    assert believed(confirmed(known_of(SIX), moved)) == SIX


def test_one_price_of_a_page_with_two_is_believed_at_once():
    """Half of a small page is one price: no mass."""
    assert not look(known_of({"alpha": "0.04", "beta": "0.05"}), {"alpha": "0.045", "beta": "0.05"}).held
    assert not look(known_of({"alpha": "0.04"}), {"alpha": "0.045"}).held


def test_price_that_becomes_free_or_none_waits_for_a_second_reading():
    """Zero is a statement; so is a price that is no longer given."""
    for new in ("0", None):
        offer = {"alpha": [line(new, reason=None if new else "not hosted")]}
        verdict = look(known_of(SIX), SIX | offer)
        assert held(verdict)["alpha"].pending
        assert believed(confirmed(known_of(SIX), SIX | offer))["alpha"] == str(new)


def test_bound_that_becomes_a_price_waits_for_a_second_reading():
    """`from $0.03` and `$0.03` are two statements."""
    verdict = look(known_of(SIX | {"alpha": [line("0.03", bound="from")]}), SIX | {"alpha": "0.03"})
    assert held(verdict)["alpha"].pending


def test_burst_of_new_prices_waits_for_a_second_reading():
    """Twelve new ones beside six known; on a first reading they are what there is."""
    burst = SIX | {f"new{n}": f"0.{n}7" for n in range(11, 23)}
    assert believed(look(known_of(SIX), burst)) == SIX
    assert believed(confirmed(known_of(SIX), burst)) == burst
    assert not look(Known("acme"), burst).held


def test_few_new_prices_are_believed_at_once():
    """A new model is news, not a doubt."""
    verdict = look(known_of(SIX), SIX | {f"new{n}": f"0.{n}" for n in range(11, 21)})
    assert not verdict.held and len(verdict.moves) == 10


def test_first_reading_of_another_page_is_no_burst():
    """A page that was never read before brings what it has."""
    more = {f"new{n}": [line(f"0.{n}", url=OTHER)] for n in range(11, 41)}
    verdict = look(known_of(SIX), SIX | more, pages=(PAGE, OTHER))
    assert not verdict.held and len(verdict.fresh) == 30


def test_page_that_lost_more_than_three_in_ten_is_held_and_what_is_left_on_it_too():
    """Fewer than 70 % of the known prices: the page is not believed at all."""
    verdict = look(known_of(SIX), {"alpha": "0.041", "beta": "0.05", "gamma": "0.06", "delta": "0.07"})
    assert believed(verdict) == SIX
    assert [page.error for page in verdict.pages] == ["CountDropped"]
    assert set(held(verdict)) == {"epsilon", "zeta"} and not verdict.gone


def test_plans_are_counted_apart_from_prices():
    """Twenty rules must not make up for four prices lost."""
    rules = [Rule(kind="note", value=str(n), of=str(n), quote=quote()) for n in range(20)]
    verdict = look(known_of({"alpha": "0.04", "beta": "0.05"}, rules=rules), {}, rules=rules)
    assert [page.error for page in verdict.pages] == ["CountDropped"]


def test_vanished_model_is_missing_and_kept():
    """One of six: kept with its last price, and told."""
    verdict = look(known_of(SIX), {name: amount for name, amount in SIX.items() if name != "zeta"})
    assert [one.native_id for one in verdict.gone] == ["zeta"]
    assert believed(verdict) == SIX


def test_offer_with_one_unreadable_price_is_held_whole():
    """Its other lines are not believed either, and it is not missing."""
    verdict = look(
        known_of(SIX),
        {name: amount for name, amount in SIX.items() if name != "alpha"},
        unread=[Unread("alpha", "ask us", PAGE, "row", "no amount")],
    )
    assert believed(verdict) == SIX and not verdict.gone
    assert held(verdict)["alpha"].words == "ask us"


def test_price_of_a_page_that_failed_is_neither_missing_nor_changed():
    """Only a page that was read can miss something."""
    known = known_of(SIX | {"eta": [line("0.3", url=OTHER)]})
    verdict = look(known, SIX)
    assert not verdict.gone and believed(verdict)["eta"] == "0.3"


def test_another_pages_word_waits_until_the_page_of_a_price_is_read():
    """While a price's own page fails, what another page says instead is no change of it; once both are read, it is one."""
    known = known_of(SIX | {"eta": [line("0.3", url=OTHER)]})
    alone = look(known, SIX | {"eta": "0.31"})
    assert not alone.moves and not alone.gone and believed(alone)["eta"] == "0.3"
    assert believed(look(known, SIX | {"eta": "0.31"}, pages=(PAGE, OTHER)))["eta"] == "0.31"


def test_price_of_a_page_no_longer_declared_is_missing_once_all_others_are_read():
    """A page that was moved must not leave its old prices behind in silence."""
    known = known_of(SIX | {"eta": [line("0.3", url="https://acme.example/old")]})
    assert not look(known, SIX).gone
    assert [one.native_id for one in look(known, SIX, pages=(PAGE, OTHER)).gone] == ["eta"]


def test_promotion_that_is_over_is_removed_by_its_date():
    """The words that brought it said until when."""
    promotion = line("0.02", effective_until="2026-03-01")
    verdict = look(known_of(SIX | {"eta": [line("0.04"), promotion]}), SIX | {"eta": "0.04"})
    assert [one.value for one in verdict.ended] == [promotion] and not verdict.gone


def test_plan_price_and_credits_are_guarded_like_prices():
    """Ten times the credits is a slip, double and more is pending, another period a person's."""

    def pro(price="20", credits="1000", period="month"):
        return Plan(id="pro", name="Pro", price=Decimal(price), currency="USD", period=period, credits=Decimal(credits), quote=quote())

    known = known_of(SIX, plans=[pro()])
    assert not look(known, SIX, plans=[pro("24")]).held
    assert not held(look(known, SIX, plans=[pro(credits="10000")]))["pro"].pending
    assert held(look(known, SIX, plans=[pro("44")]))["pro"].pending
    assert not held(look(known, SIX, plans=[pro(period="year")]))["pro"].pending


def test_tokens_per_image_are_guarded_like_prices():
    """A rule's number decides what an image costs as much as a rate does."""

    def tokens(value):
        return [Rule(kind="tokens_per_image", native_id="alpha", value=value, quote=quote())]

    known = known_of(SIX, rules=tokens("272"))
    assert not look(known, SIX, rules=tokens("300")).held
    assert held(look(known, SIX, rules=tokens("1056")))["alpha"].pending
    assert not held(look(known, SIX, rules=tokens("2720")))["alpha"].pending


def test_what_a_person_rejected_stays_held_while_the_page_says_it():
    """No second reading confirms it; another value is judged anew."""
    known = known_of(SIX)
    first = look(known, SIX | {"alpha": "0.1"}).held_file("acme")
    refused = first.model_copy(
        update={"offers": tuple(one.model_copy(update={"rejected": "Ada: a typo", "pending": False}) for one in first.offers)}
    )
    later = look(known, SIX | {"alpha": "0.1"}, refused, DAY + timedelta(days=3))
    assert believed(later)["alpha"] == "0.04" and held(later)["alpha"].rejected
    assert believed(look(known, SIX | {"alpha": "0.05"}, refused, DAY + timedelta(days=3)))["alpha"] == "0.05"


def test_what_a_person_corrected_is_not_believed_when_it_is_read_again():
    """A misreading does not come back the next day."""
    known = known_of(SIX)
    wrong = entry(line("0.06"), "alpha", "alpha")
    known.retracted.add((wrong.key, wrong.fact))
    assert "corrected by a person" in held(look(known, SIX | {"alpha": "0.06"}))["alpha"].reasons[0]


def test_price_that_swings_waits_for_a_second_reading():
    """There, back, and there again within days: two variants of one page."""
    known = known_of(SIX)
    old, new = entry(line("0.04"), "alpha", "alpha"), entry(line("0.05"), "alpha", "alpha")
    known.swings[new.key] = [Swing(DAY - timedelta(days=3), old.fact, new.fact), Swing(DAY - timedelta(days=2), new.fact, old.fact)]
    assert held(look(known, SIX | {"alpha": "0.05"}))["alpha"].pending
    assert not look(known, SIX | {"alpha": "0.05"}, at=DAY + timedelta(days=30)).held


def test_held_offer_stays_held_while_its_page_is_not_read():
    """What waits is not forgotten because a page failed."""
    known = known_of(SIX)
    first = look(known, SIX | {"alpha": "0.4"}).held_file("acme")
    assert held(look(known, {}, first, DAY + timedelta(days=2), pages=()))["alpha"].before


def test_printed_and_derived_prices_that_disagree_are_told_and_both_kept():
    """More than a hundredth apart; rounding is none, nor is a hundredth."""
    printed, derived = line("0.053"), line("0.06", basis="derived", inputs=("tokens",))
    assert disagreements([entry(printed, "alpha"), entry(derived, "alpha")]) == ["alpha: printed 0.053, derived 0.06"]
    assert disagreements([entry(printed, "alpha"), entry(line("0.0528", basis="derived", inputs=("tokens",)), "alpha")]) == []
    assert disagreements([entry(line("1.01"), "alpha"), entry(line("1", basis="derived", inputs=("tokens",)), "alpha")]) == []


def test_every_rule_is_tested_by_name_and_says_what_it_promises():
    """A rule without a promise can't be reviewed; a function of the module that doubts and is no rule is forgotten."""
    assert all(rule.__doc__ for rule in RULES)
    doubting = {
        name for name, thing in vars(guard_rules).items() if getattr(thing, "__annotations__", {}).get("return") == "Iterator[Doubt]"
    }
    assert doubting == {rule.__name__ for rule in RULES}


def test_big_move_of_one_line_does_not_keep_its_neighbour_waiting():
    """As bfl did in 2026: generating 0.06 -> 0.05 at once, editing 0.12 -> 0.05 after a second reading."""
    before = {"flex": [line("0.06", operation="generate"), line("0.12", operation="edit")]}
    after = {"flex": [line("0.05", operation="generate"), line("0.05", operation="edit")]}
    amounts = {
        one.value.variant.operation: str(one.value.amount)
        for one in look(known_of(SIX | before), SIX | after).entries.values()
        if one.native_id == "flex"
    }
    assert amounts == {"generate": "0.05", "edit": "0.12"}
    verdict = confirmed(known_of(SIX | before), SIX | after)
    assert {str(one.value.amount) for one in verdict.entries.values() if one.native_id == "flex"} == {"0.05"}


@pytest.mark.parametrize(
    ("cheap", "dear"),
    [
        ({"quality": "low"}, {"quality": "high"}),
        ({"tier": "batch"}, {"tier": "standard"}),
        ({"tier": "batch"}, {}),
        ({"resolution": "1K"}, {"resolution": "4K"}),
    ],
)
def test_scale_that_runs_backwards_waits_for_a_second_reading_even_at_first(cheap, dear):
    """Batch dearer than standard, low dearer than high: swapped columns, until the page says so twice."""
    backwards = {"alpha": [line("0.08", **cheap), line("0.04", **dear)]}
    assert held(look(Known("acme"), backwards))["alpha"].pending
    assert "alpha" in believed(confirmed(Known("acme"), backwards))
    assert not look(Known("acme"), {"alpha": [line("0.04", **cheap), line("0.08", **dear)]}).held
    assert not look(Known("acme"), {"alpha": [line("0.04", **cheap), line("0.04", **dear)]}).held


def test_second_reading_confirms_nothing_beside_damage():
    """Three prices read from one cell, and two more of the page that only moved: all wait for a person."""
    changed = SIX | {"alpha": "0.3", "beta": "0.3", "gamma": "0.3", "delta": "0.3", "epsilon": "0.2"}
    verdict = confirmed(known_of(SIX), changed)
    assert believed(verdict) == SIX
    assert not any(one.pending for one in verdict.held)


def test_rule_of_zero_is_no_rule():
    """A multiplier of 0 would make an image free."""

    def multiplier(value):
        return [Rule(kind="multiplier", native_id="alpha", variant=Variant(resolution="2K"), value=value, quote=quote())]

    known = known_of(SIX, rules=multiplier("1.5"))
    assert "found '0'" in held(look(known, SIX, rules=multiplier("0")))["alpha"].reasons[0]
    assert not look(known, SIX, rules=multiplier("1.6")).held


def test_price_a_person_accepted_outside_its_band_may_move_there():
    """A price per million images is far below every band, and changes like any other."""
    tiny = SIX | {"eta": "0.00000251"}
    assert believed(look(known_of(tiny), SIX | {"eta": "0.000003"}))["eta"] == "0.000003"
    assert held(look(Known("acme"), tiny))["eta"].reasons


def test_rows_read_one_off_wait_even_where_one_of_them_lost_its_price():
    """The first name gives its price away and has none itself: its old price still counts as another's."""
    free = [line(None, reason="not hosted")]
    shifted = SIX | {"alpha": free, "beta": "0.04", "gamma": "0.05", "delta": "0.06"}
    assert believed(look(known_of(SIX), shifted)) == SIX


def test_exchanged_columns_are_seen_where_one_cell_is_the_price_of_two_things():
    """Input (text and image from one cell) and output changed places."""

    def rates(goes_in, comes_out):
        return {
            "alpha": [
                line(goes_in, "million_tokens", billable="input_text"),
                line(goes_in, "million_tokens", billable="input_image"),
                line(comes_out, "million_tokens"),
            ]
        }

    assert not held(look(known_of(SIX | rates("1", "1.5")), SIX | rates("1.5", "1")))["alpha"].pending


def in_table(table, **prices):
    """Prices that stand in rows of one table among others of the page."""
    return {
        name: [line(amount).model_copy(update={"quote": quote(locator=f'{table} > row "{name}" > column "Price"')})]
        for name, amount in prices.items()
    }


def test_small_table_that_says_one_number_waits_for_a_person():
    """Two rows that took the third's price, so that nothing of their table differs; two of a larger table may."""
    three = {"a": "0.01", "b": "0.02", "c": "0.03"}
    same = confirmed(known_of(SIX | in_table("small", **three)), SIX | in_table("small", **dict.fromkeys(three, "0.03")))
    assert set(held(same)) == {"a", "b"} and not any(one.pending for one in same.held)
    aligned = {"a": "0.015", "b": "0.015", "c": "0.03"}
    assert not look(known_of(SIX | in_table("small", **three)), SIX | in_table("small", **aligned)).held


def test_prices_of_all_kinds_that_become_one_number_wait_for_a_person():
    """Text, images and the image itself: no row says one number for three measures that differed."""
    kinds = {"billable": ("output_text", "output_image", "output_image"), "unit": ("million_tokens", "million_tokens", "image")}

    def offer(*amounts):
        return {"alpha": [line(*three[::2], billable=three[1]) for three in zip(amounts, *kinds.values(), strict=True)]}

    verdict = confirmed(known_of(SIX | offer("0.75", "15", "0.0168")), SIX | offer("0.125", "0.125", "0.125"))
    assert not held(verdict)["alpha"].pending


def test_shifted_rows_are_seen_where_some_take_other_names():
    """One row below: a cell with two resolutions stands beside a model that had one, and the other way round."""
    before = SIX | {"pro": [line("0.11", resolution="1K"), line("0.22", resolution="2K")], "lite": "0.033", "old": "0.044"}
    after = SIX | {"pro": "0.044", "lite": [line("0.11", resolution="1K"), line("0.22", resolution="2K")], "old": "0.033"}
    assert {"pro", "lite", "old"} <= set(held(look(known_of(before), after)))


def test_credits_for_next_to_nothing_wait_for_a_person():
    """The price of a credit read for the price of a plan: a hundredth of a cent each is below any."""
    sold = Plan(id="hobby", name="Hobby", price=Decimal(19), currency="USD", period="month", credits=Decimal(1100), quote=quote())
    read = sold.model_copy(update={"price": Decimal("0.0173")})
    verdict = confirmed(known_of(SIX, plans=[sold]), SIX, plans=[read])
    assert "credits" in held(verdict)["hobby"].reasons[0]


def test_shift_is_not_confirmed_where_others_of_the_page_cannot_be_read():
    """A column one row off contradicts what the page says elsewhere: reading the same again proves nothing."""
    rest = {name: SIX[name] for name in ("delta", "epsilon", "zeta")}
    lost = [Unread(name, "words", PAGE, "table", "contradicts") for name in rest]
    before = SIX | {"a": "0.01", "b": "0.011", "c": "0.012", "d": "0.013"}
    after = {name: SIX[name] for name in SIX if name not in rest} | {"a": "0.011", "b": "0.012", "c": "0.013", "d": "0.014"}
    verdict = confirmed(known_of(before), after, unread=lost)
    assert {"a", "b", "c", "d"} <= set(held(verdict)) and believed(verdict) == before
