"""The guard's rules at their edges: what each doubts, and what just next to it none does."""

from datetime import timedelta
from decimal import Decimal

import pytest

from schema.errors import LayoutChanged
from schema.prices import Plan, Rule
from tests.test_guard import DAY, OTHER, PAGE, SIX, believed, held, known_of, line, look, quote


def default(value, kind="default_size", native_id="alpha"):
    return Rule(kind=kind, native_id=native_id, value=value, quote=quote())


def rules(verdict):
    return {one.native_id: one.value.value for one in verdict.entries.values() if one.subject == "rule"}


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("default_size", "1024x1024", "2048x2048"),
        ("default_quality", "low", "high"),
        ("default_steps", "28", "50"),
        ("scales_with_pixels", "1048576", "2097152"),
        ("scales_with_steps", "28", "30"),
    ],
)
def test_the_same_price_for_another_default_waits_for_a_second_reading(kind, old, new):
    """E8: the price did not move, but what it buys did; it is believed when it is read again."""
    known, after = known_of(SIX, rules=[default(old, kind)]), [default(new, kind)]
    first = look(known, SIX, rules=after)
    again = look(known, SIX, first.held_file("acme"), DAY + timedelta(days=1, hours=2), rules=after)

    assert {"alpha": old} == rules(first) and held(first)["alpha"].pending
    assert {"alpha": new} == rules(again) and not again.held


def test_a_price_that_moves_with_its_default_waits_with_it():
    """E8: never the new price beside the old default, nor the old price beside the new one."""
    known, after = known_of(SIX, rules=[default("1024x1024")]), [default("2048x2048")]
    first = look(known, SIX | {"alpha": "0.06", "beta": "0.055"}, rules=after)

    assert ("0.04", "0.055", {"alpha": "1024x1024"}) == (believed(first)["alpha"], believed(first)["beta"], rules(first))


def test_a_price_whose_size_is_named_is_another_price_when_the_size_is_another():
    """E8: a resolution is part of a price's key: the old price is missing and kept, the new one is new."""
    known, after = known_of({"alpha": [line(resolution="1K")]}), {"alpha": [line(resolution="2K")]}
    verdict = look(known, after)

    assert {("1K", "0.04"), ("2K", "0.04")} == {(one.value.variant.resolution, str(one.value.amount)) for one in verdict.entries.values()}
    assert ["1K"] == [one.value.variant.resolution for one in verdict.gone]


# --- the reasons, word for word: they are what a person decides by ---------------------------------------------------


def reasons(before, after, **more):
    """What a reading's held things say, by name."""
    return {name: one.reasons for name, one in held(look(known_of(before), after, **more)).items()}


def test_an_unit_or_a_currency_that_changed_is_named_before_and_after():
    """Price and plan: what it was in, what it is in."""
    assert ("was in USD per image, is in USD per megapixel",) == reasons(SIX, SIX | {"alpha": [line(unit="megapixel")]})["alpha"][:1]
    assert ("was in USD per image, is in CNY per image",) == reasons(SIX, SIX | {"alpha": [line(currency="CNY")]})["alpha"][:1]
    before, after = (
        Plan(id="pro", name="Pro", price=20, currency=code, period=each, quote=quote())
        for code, each in (("USD", "month"), ("EUR", "year"))
    )
    verdict = look(known_of(SIX, plans=[before]), SIX, plans=[after])
    assert ("was in USD per month, is in EUR per year",) == held(verdict)["pro"].reasons[:1]


def test_a_slip_and_a_band_say_the_numbers():
    """From what to what, and between what a price may be."""
    assert "0.04 -> 0.4 is 10 of it: a decimal point may have slipped" in reasons(SIX, SIX | {"alpha": "0.4"})["alpha"]
    assert "0.04 -> 0.004 is 1/10 of it: a decimal point may have slipped" in reasons(SIX, SIX | {"alpha": "0.004"})["alpha"]
    (limits,) = [one for one in reasons(SIX, SIX | {"alpha": "5000"})["alpha"] if one.startswith("expected")]
    assert limits.endswith("USD per image, found 5000")


@pytest.mark.parametrize(("new", "slipped"), [("0.404", True), ("0.4041", False), ("0.396", True), ("0.3959", False)])
def test_a_slip_is_a_power_of_ten_to_one_in_a_hundred(new, slipped):
    """Exactly one in a hundred is still one."""
    assert slipped == any("slipped" in one for one in reasons(SIX, SIX | {"alpha": new})["alpha"])


def test_prices_that_went_round_say_which_is_where():
    """Each with the number it has now; two that handed theirs on without going round are none of them."""
    swapped = SIX | {"alpha": "0.05", "beta": "0.06", "gamma": "0.04"}
    found = reasons(SIX, swapped)
    for name, amount in (("alpha", "0.05"), ("beta", "0.06"), ("gamma", "0.04")):
        assert f"3 prices of the page changed places: this one is now {amount}" in found[name]
    assert not any(
        "changed places" in reason for told in reasons(SIX, SIX | {"alpha": "0.05", "beta": "0.055"}).values() for reason in told
    )


def test_only_those_that_went_round_changed_places():
    """Who took a number of the round without giving one into it is none of them, and two ways through one number are no round."""
    found = reasons(SIX, SIX | {"alpha": "0.05", "beta": "0.06", "gamma": "0.05"})
    assert ["beta", "gamma"] == [name for name, told in found.items() if any("2 prices of the page changed places" in one for one in told)]
    twice = SIX | {"eta": "0.04"}
    found = reasons(twice, twice | {"alpha": "0.05", "beta": "0.04", "eta": "0.06", "gamma": "0.05"})
    assert not any("changed places" in one for told in found.values() for one in told)


def test_a_credit_dearer_than_any_says_what_one_costs():
    """The plan's price by what it brings."""
    pro = Plan(id="pro", name="Pro", price=3000, credits=2, currency="USD", period="month", quote=quote())
    assert "3000 USD for 2 credits: 1.5e+3 USD each" in held(look(known_of(SIX), SIX, plans=[pro]))["pro"].reasons


def test_pages_that_failed_are_in_the_held_file_in_order():
    """With what waits beside them."""
    failed = {OTHER: LayoutChanged(OTHER, "a table", "none"), PAGE: LayoutChanged(PAGE, "a table", "none")}
    made = look(known_of(SIX), {}, pages=(), failed=failed).held_file("acme")
    assert sorted([OTHER, PAGE]) == [page.url for page in made.pages]


def test_prices_that_became_alike_say_which_number():
    """Three of six; two of a page that has but two; not two of six."""
    found = reasons(SIX, SIX | {"alpha": "0.045", "beta": "0.045", "gamma": "0.045"})
    assert all("3 prices that differed are all 0.045 now" in found[name] for name in ("alpha", "beta", "gamma"))
    two = {"alpha": "0.04", "beta": "0.05"}
    assert "2 prices that differed are all 0.045 now" in reasons(two, {"alpha": "0.045", "beta": "0.045"})["alpha"]
    assert {} == reasons(SIX, SIX | {"alpha": "0.045", "beta": "0.045"})
    assert {} == reasons({"alpha": "0.04"}, {"alpha": "0.045"})


def test_what_a_person_corrected_says_what_it_was():
    """A price and one that says none."""
    known = known_of(SIX)
    after = look(known, SIX | {"alpha": "0.045"}).entries
    known.retracted |= {(key, one.fact) for key, one in after.items() if one.native_id == "alpha"}
    assert ("0.045 was corrected by a person",) == held(look(known, SIX | {"alpha": "0.045"}))["alpha"].reasons
    silent = SIX | {"alpha": [line(None, reason="not said")]}
    known.retracted |= {(one.key, one.fact) for one in known_of(silent).entries.values() if one.native_id == "alpha"}
    assert "without a price was corrected by a person" in held(look(known, silent))["alpha"].reasons


@pytest.mark.parametrize("over", ["promotion", "retired"])
def test_what_ended_by_its_own_date_says_so(over):
    """A promotion whose last day has passed, a model whose day has come: removed with the day, and not before it."""
    if over == "promotion":
        for until, ends in (("2026-03-01", True), ("2026-03-02", False)):
            verdict = look(known_of(SIX | {"eta": [line("0.03", effective_until=until)]}), SIX)
            assert (["it was to end on 2026-03-01"] if ends else []) == list(verdict.reasons.values())
    if over == "retired":
        for day, ends in (("2026-03-02", True), ("2026-03-03", False), ("soon", False)):
            known = known_of(SIX, rules=[Rule(kind="retires", native_id="alpha", value=day, quote=quote())])
            rest = {name: price for name, price in SIX.items() if name != "alpha"}
            verdict = look(known, rest, rules=[Rule(kind="retires", native_id="alpha", value=day, quote=quote())])
            assert (["it was to be retired on 2026-03-02"] if ends else []) == list(verdict.reasons.values())
            rest = {name: price for name, price in SIX.items() if name != "beta"}
            verdict = look(known, rest, rules=[Rule(kind="retires", native_id="alpha", value=day, quote=quote())])
            assert {} == verdict.reasons and ["beta"] == [one.native_id for one in verdict.gone]


def test_a_second_reading_that_says_something_else_confirms_nothing():
    """0.1, and two hours later 0.2: neither is believed, and the second begins to wait anew; 0.2 once more is."""
    known = known_of(SIX)
    first = look(known, SIX | {"alpha": "0.1"})
    second = look(known, SIX | {"alpha": "0.2"}, first.held_file("acme"), DAY + timedelta(days=1, hours=2))
    third = look(known, SIX | {"alpha": "0.2"}, second.held_file("acme"), DAY + timedelta(days=1, hours=4))

    assert ("0.04", (DAY + timedelta(days=1, hours=2),)) == (believed(second)["alpha"], held(second)["alpha"].seen)
    assert "0.2" == believed(third)["alpha"]


def test_every_confirmed_move_says_when_it_was_first_read():
    """Two models, two reasons, each with the moment of the first reading."""
    known, after = known_of(SIX), SIX | {"alpha": "0.1", "beta": "0.12"}
    verdict = look(known, after, look(known, after).held_file("acme"), DAY + timedelta(days=1, hours=2))

    assert ["alpha", "beta"] == sorted(key[1] for key in verdict.reasons)
    assert all("2026-03-02" in reason for reason in verdict.reasons.values())


def test_a_plan_that_is_gone_is_missing_and_ends_by_no_date():
    """Only prices have a last day of their own."""
    pro = Plan(id="pro", name="Pro", price=20, currency="USD", period="month", quote=quote())
    verdict = look(known_of(SIX, plans=[pro]), SIX)

    assert (["pro"], {}) == ([one.native_id for one in verdict.gone], verdict.reasons)


def test_both_ends_of_a_range_and_the_price_of_a_plan_have_their_bands():
    """The upper end too; a plan by its price."""
    (fault,) = reasons(SIX, SIX | {"eta": [line("0.04").model_copy(update={"bound": "range", "upper": Decimal(5000)})]})["eta"]
    assert fault.endswith("found 5000")
    dear, fair = (Plan(id="pro", name="Pro", price=price, currency="USD", period="month", quote=quote()) for price in (10**7, 20))
    assert "10000000 is no price of a plan" in held(look(known_of(SIX), SIX, plans=[dear]))["pro"].reasons
    assert {} == held(look(known_of(SIX), SIX, plans=[fair]))


def test_what_kind_of_statement_it_was_and_is_stands_in_the_reason():
    """A price, none, free, a bound; a rule, a rule of zero."""
    none, free, bound = [line(None, reason="not said")], "0", [line("0.04", bound="from")]
    for after, words in ((none, "no price"), (free, "free"), (bound, "a price (from)")):
        assert f"was a price, is {words}" in reasons(SIX, SIX | {"alpha": after})["alpha"]
        assert f"was {words}, is a price" in reasons(SIX | {"alpha": after}, SIX)["alpha"]
    before, after = (default(value, "free_references") for value in ("2", "0"))
    assert "was a rule, is a rule of zero" in held(look(known_of(SIX, rules=[before]), SIX, rules=[after]))["alpha"].reasons


def test_numbers_of_two_measures_are_not_compared():
    """0.4 yuan after 0.04 dollars is another currency, and no slip of a point."""
    assert not any(
        "slipped" in one or "factor of two" in one for one in reasons(SIX, SIX | {"alpha": [line("0.4", currency="CNY")]})["alpha"]
    )


def test_the_hour_is_counted_from_the_first_reading():
    """Read every half hour, a big move is believed with the third: the second does not begin to wait anew."""
    known, after, at = known_of(SIX), SIX | {"alpha": "0.1"}, DAY + timedelta(days=1)
    first = look(known, after, at=at)
    second = look(known, after, first.held_file("acme"), at + timedelta(minutes=30))
    third = look(known, after, second.held_file("acme"), at + timedelta(minutes=60))

    assert ["0.04", "0.1"] == [believed(second)["alpha"], believed(third)["alpha"]]
