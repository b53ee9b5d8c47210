"""The guard's rules at their edges: what each doubts, and what just next to it none does."""

from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from pipeline.ledger.entries import entry
from pipeline.ledger.state import Known, Swing
from schema.errors import LayoutChanged
from schema.prices import Plan, Rule
from schema.reading import Unread
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
    again = look(known, SIX, first.held_file("acme"), DAY + timedelta(days=2), rules=after)

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
    """0.1, and a day later 0.2: neither is believed, and the second begins to wait anew; 0.2 once more is."""
    known = known_of(SIX)
    first = look(known, SIX | {"alpha": "0.1"})
    second = look(known, SIX | {"alpha": "0.2"}, first.held_file("acme"), DAY + timedelta(days=2))
    third = look(known, SIX | {"alpha": "0.2"}, second.held_file("acme"), DAY + timedelta(days=3))

    assert ("0.04", (DAY + timedelta(days=2),)) == (believed(second)["alpha"], held(second)["alpha"].seen)
    assert "0.2" == believed(third)["alpha"]


def test_every_confirmed_move_says_when_it_was_first_read():
    """Two models, two reasons, each with the moment of the first reading."""
    known, after = known_of(SIX), SIX | {"alpha": "0.1", "beta": "0.12"}
    verdict = look(known, after, look(known, after).held_file("acme"), DAY + timedelta(days=2))

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


def test_the_hours_are_counted_from_the_first_reading():
    """Read every ten hours, a big move is believed with the third: the second does not begin to wait anew."""
    known, after, at = known_of(SIX), SIX | {"alpha": "0.1"}, DAY + timedelta(days=1)
    first = look(known, after, at=at)
    second = look(known, after, first.held_file("acme"), at + timedelta(hours=10))
    third = look(known, after, second.held_file("acme"), at + timedelta(hours=20))

    assert ["0.04", "0.1"] == [believed(second)["alpha"], believed(third)["alpha"]]


# --- the bounds: how many make a shift, a burst, a damaged page -------------------------------------------------------

TEN = {f"m{n}": f"0.{n}" for n in range(11, 21)}
UNITS = {"unit": "megapixel"}


def doubted(words, before, after, **more):
    """Who is held for a reason with these words."""
    return sorted(one.native_id for one in look(known_of(before), after, **more).held if any(words in reason for reason in one.reasons))


def pending(words, before, after, **more):
    """Whether a second reading settles what these words doubt."""
    return {one.pending for one in look(known_of(before), after, **more).held if any(words in reason for reason in one.reasons)}


def dearer(offers, *names):
    return offers | {name: f"{Decimal(offers[name]) * Decimal('1.1')}" for name in names}


@pytest.mark.parametrize(
    ("known", "changed", "held"), [(6, 3, False), (6, 4, True), (5, 2, False), (5, 3, True), (2, 2, True), (2, 1, False), (1, 1, False)]
)
def test_more_than_half_of_a_page_is_a_mass_and_half_is_none(known, changed, held):
    """Two prices at least."""
    before = dict(list(TEN.items())[:known])
    names = list(before)[:changed]
    assert (names if held else []) == doubted(f"{changed} of {known} prices of {PAGE} changed at once", before, dearer(before, *names))


def pro(price):
    return [Plan(id="pro", name="Pro", price=price, currency="USD", period="month", quote=quote())]


def test_plans_are_no_prices_of_a_mass_and_wait_with_it():
    """Half of the prices and a plan are no mass; a plan beside one is not believed before it."""
    few = {"alpha": "0.04", "beta": "0.05"}
    known = known_of(few, plans=pro(20))
    assert {} == held(look(known, dearer(few, "alpha"), plans=pro(22)))
    assert {"alpha", "beta", "pro"} == set(held(look(known, dearer(few, "alpha", "beta"), plans=pro(22))))


@pytest.mark.parametrize(("known", "new", "held"), [(6, 10, False), (6, 11, True), (30, 15, False), (30, 16, True), (31, 15, False)])
def test_more_new_prices_than_ten_and_than_half_of_the_known_are_a_burst(known, new, held):
    """Read twice, they are believed."""
    before = {f"m{n}": f"0.{n}" for n in range(10, 10 + known)}
    after = before | {f"new{n}": f"0.{n}" for n in range(50, 50 + new)}
    words = f"{new} new beside {known} known on {PAGE}"
    assert (new if held else 0) == len(doubted(words, before, after))
    assert ({True} if held else set()) == pending(words, before, after)


@pytest.mark.parametrize(
    ("hurt", "others", "held"),
    [(3, 1, True), (4, 2, True), (3, 2, False), (2, 1, False), (6, 3, True), (6, 4, False)],
)
def test_two_thirds_of_a_page_hurt_are_damage_and_three_at_least(hurt, others, held):
    """Then what only moved beside them waits for a person too."""
    names = list(TEN)
    after = dearer(TEN, *names[hurt : hurt + others]) | {name: [line(TEN[name], **UNITS)] for name in names[:hurt]}
    words = f"{hurt} of {hurt + others} changes of {PAGE} look like damage"
    assert (names[hurt : hurt + others] if held else []) == doubted(words, TEN, after)
    assert ({False} if held else set()) == pending(words, TEN, after)


def test_damage_of_one_page_says_nothing_of_another():
    """Three hurt on the one, a small change on the other."""
    before = SIX | {"eta": [line("0.3", url=OTHER)]}
    after = SIX | {name: [line(SIX[name], **UNITS)] for name in ("alpha", "beta", "gamma")} | {"eta": [line("0.31", url=OTHER)]}
    assert "eta" not in held(look(known_of(before), after, pages=(PAGE, OTHER)))


@pytest.mark.parametrize(
    ("taken", "others", "held"), [(3, 1, True), (4, 2, True), (6, 3, True), (3, 2, False), (5, 3, False), (2, 1, False)]
)
def test_three_that_say_what_others_said_and_two_thirds_of_what_moved_are_a_shift(taken, others, held):
    """All that moved in their measure wait for a second reading; the last of the row has a price nobody had."""
    names = list(TEN)
    shifted = {name: TEN[following] for name, following in pairwise(names[: taken + 1])}
    after = dearer(TEN, *names[taken : taken + others]) | shifted
    words = f"{taken} prices of the page are what others of it were"
    assert (names[: taken + others] if held else []) == doubted(words, TEN, after)
    bound = {"n": [line("0.9")]}, {"n": [line("0.9", bound="from")]}  # says something else about the same number
    assert (names[: taken + others] if held else []) == doubted(words, TEN | bound[0], after | bound[1])


def renamed(*names):
    """SIX under other names, and what those say."""
    return {name: price for name, price in SIX.items() if name not in names} | {f"new-{name}": SIX[name] for name in names}


def test_three_new_names_that_say_what_vanished_ones_said_are_a_shift():
    """Two are none, nor are three whose prices have long been missing or stood on another page."""
    words, three, ten = "prices of the page are what others of it were", ("alpha", "beta", "gamma"), dict.fromkeys(TEN, "0.9")
    assert [f"new-{name}" for name in three] == doubted(f"3 {words}", SIX | ten, renamed(*three) | ten)
    assert {True} == pending(words, SIX | ten, renamed(*three) | ten)
    assert [] == doubted(words, SIX | ten, renamed("alpha", "beta") | ten)
    known = known_of(SIX | ten)
    known.missing = {key: DAY for key, one in known.entries.items() if one.native_id in three}
    assert {} == held(look(known, renamed(*three) | ten))
    elsewhere = {name: [line(SIX[name], url=OTHER)] for name in three}
    assert [] == doubted(words, ten | elsewhere, ten | {f"new-{name}": SIX[name] for name in three}, pages=(PAGE, OTHER))


def test_a_shift_is_one_of_prices_in_one_measure_on_a_page_that_is_known():
    """Two per image and one per megapixel are no three; a first reading has nothing to be shifted from."""
    mixed = SIX | {"eta": [line("0.06", **UNITS)]}
    after = mixed | {"alpha": "0.05", "beta": "0.06", "gamma": "0.061", "eta": [line("0.04", **UNITS)]}
    assert [] == doubted("are what others of it were", mixed, after)
    fresh = {f"new-{name}": [line(price, url=OTHER)] for name, price in SIX.items()}
    assert {} == held(look(known_of(SIX), SIX | fresh, pages=(PAGE, OTHER)))


def test_a_round_runs_on_one_page():
    """Two models of two pages that change prices are two changes."""
    before = SIX | {"eta": [line("0.05", url=OTHER)]}
    after = SIX | {"alpha": "0.05", "eta": [line("0.04", url=OTHER)]}
    assert [] == doubted("changed places", before, after, pages=(PAGE, OTHER))


def test_prices_that_were_alike_may_stay_alike():
    """Three of one price that move together differed in nothing; two prices among three are enough to differ."""
    same = SIX | dict.fromkeys(("eta", "theta", "iota"), "0.2")
    words = "3 prices that differed are all"
    assert [] == doubted(words, same, same | dict.fromkeys(("eta", "theta", "iota"), "0.22"))
    assert ["alpha", "eta", "theta"] == doubted(words, same, same | dict.fromkeys(("eta", "theta", "alpha"), "0.15"))
    free = doubted("3 prices that differed are all 0 now", SIX, SIX | dict.fromkeys(("alpha", "beta", "gamma"), "0"))
    assert ["alpha", "beta", "gamma"] == free


@pytest.mark.parametrize(("was", "now"), [("megapixel", "megapixel"), ("megapixel", "image"), ("image", "megapixel")])
def test_prices_in_two_measures_are_not_alike(was, now):
    """Two models that a seller aligned are two, whatever became of a third."""
    before, after = (
        SIX | {"eta": [line("0.05", was)], "theta": "0.04"},
        SIX | {"beta": "0.045", "eta": [line("0.045", now)], "theta": "0.045"},
    )
    assert [] == doubted("that differed", before, after) and {"beta", "theta"}.isdisjoint(held(look(known_of(before), after)))


def test_what_had_no_price_did_not_differ():
    """Two that changed to what a third now says as well are two."""
    assert [] == doubted(
        "that differed", SIX | {"eta": [line(None, reason="soon")]}, SIX | dict.fromkeys(("eta", "beta", "gamma"), "0.045")
    )


@pytest.mark.parametrize(
    ("units", "places", "held"),
    [("image megapixel tile", "xxx", ["pro"]), ("image megapixel", "xx", []), ("image megapixel tile", "xyz", [])],
)
def test_three_measures_of_one_place_that_say_one_number_are_misread(units, places, held):
    """Though others of each measure say what they said; of several places they are not."""

    def pro(*prices):
        lines = [(line(price, unit), place) for price, unit, place in zip(prices, units.split(), places, strict=False)]
        return [one.model_copy(update={"quote": quote(locator=place)}) for one, place in lines]

    rest = {f"other-{unit}": [line("0.9", unit)] for unit in units.split()}
    before, after = (rest | {"pro": pro(*prices)} for prices in (("0.02", "0.03", "0.04"), ("0.035", "0.035", "0.035")))
    assert held == doubted("3 prices that differed are all 0.035 now", before, after)


def placed(locators, prices, url=PAGE, **axes):
    """Prices with the places they stand at."""
    made = {name: line(price, url=url, reason=None if price else "soon", **axes) for name, price in prices.items()}
    return {name: [one.model_copy(update={"quote": quote(url, locator=locators.format(name))})] for name, one in made.items()}


JSON = "$ .models[{}].price"
ROW = 'table "Images" > row "{}" > column "Price"'
RECORD = "$ .models[0].{}"
THREE = {"a": "0.01", "b": "0.02", "c": "0.03"}
ALIKE = "prices that differed are all 0.03 now"


@pytest.mark.parametrize(
    ("place", "before", "after", "held"),
    [
        (ROW, THREE, {"a": "0.03", "b": "0.03", "c": "0.03"}, ["a", "b"]),
        (RECORD, THREE, {"a": "0.03", "b": "0.03", "c": "0.03"}, ["a", "b"]),
        (JSON, THREE, {"a": "0.03", "b": "0.03", "c": "0.03"}, []),
        ('{} > row "x"', THREE, {"a": "0.03", "b": "0.03", "c": "0.03"}, []),
        ('list > row "{}" > row "x"', THREE, {"a": "0.03", "b": "0.03", "c": "0.03"}, ["a", "b"]),
        (ROW, THREE | {"d": "0.04"}, {"a": "0.03", "b": "0.03", "c": "0.03", "d": "0.04"}, []),
        (ROW, {"a": "0.01", "b": "0.02", "c": "0.02"}, {"a": "0.03", "b": "0.03", "c": "0.02"}, []),
        (ROW, {"a": "0.01", "b": "0.02"}, {"a": "0.03", "b": "0.03"}, []),
        (ROW, {"a": "0.01", "b": "0.02", "c": "0.03", "d": "0.03"}, {"a": "0.03", "b": "0.03", "c": "0.03", "d": "0.03"}, ["a", "b"]),
        (ROW, {"a": "0.01", "b": "0.03"}, {"a": "0.03", "b": "0.03", "c": "0.03"}, []),
        (ROW, {"a": "0.02", "b": None, "c": "0.03"}, {"a": "0.03", "b": "0.03", "c": "0.03"}, []),
    ],
)
def test_a_table_is_its_rows_and_a_record_its_fields(place, before, after, held):
    """All of a table, three rows and three numbers at least, that says one number now; rows of two tables are no table."""
    assert held == doubted(ALIKE, SIX | placed(place, before), SIX | placed(place, after))


@pytest.mark.parametrize("other", [{"unit": "megapixel"}, {"url": OTHER}])
def test_a_table_is_of_one_page_and_one_measure(other):
    """What stands under the same words elsewhere, or is counted in something else, is no row of it."""
    two = {"a": "0.01", "b": "0.02"}
    before, after = (SIX | placed(ROW, rows) | placed(ROW, {"c": "0.03"}, **other) for rows in (two, dict.fromkeys(two, "0.03")))
    assert [] == doubted(ALIKE, before, after, pages=(PAGE, OTHER))


def test_one_offer_whose_prices_become_alike_is_no_table():
    """A seller may stop asking more for quality."""
    steps = ("low", "medium", "high")

    def offer(*prices):
        lines = [line(price, quality=step) for price, step in zip(prices, steps, strict=True)]
        return SIX | {"pro": [one.model_copy(update={"quote": quote(locator=ROW)}) for one in lines]}

    assert [] == doubted("that differed", offer("0.1", "0.2", "0.3"), offer("0.3", "0.3", "0.3"))


# --- scales, swings, what was wrong, what cannot be read --------------------------------------------------------------


def scale(*amounts, **more):
    steps = ("low", "medium", "high") if len(amounts) == 3 else ("low", "high")
    return [line(amount, quality=step, **more) for amount, step in zip(amounts, steps, strict=True)]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (scale("0.04", "0.09", "0.08"), "medium at 0.09 is dearer than high at 0.08"),
        (scale("0.05", "0.04", "0.08"), "low at 0.05 is dearer than medium at 0.04"),
        (scale("0.05", "0.05", "0.08"), None),
        ([line("0.08", resolution="1K"), line("0.05", resolution="2K")], "1K at 0.08 is dearer than 2K at 0.05"),
        ([line("0.08", tier="standard"), line("0.05", tier="priority")], "standard at 0.08 is dearer than priority at 0.05"),
        ([line("0.08", tier="batch"), line("0", quality="low")], None),
        ([line("0.08", tier="batch"), line("0")], "batch at 0.08 is dearer than standard at 0"),
        ([line("0.08", tier="batch"), line(None, reason="not said")], None),
        ([line("0.08", quality="low", resolution="1K"), line("0.04", quality="high", resolution="2K")], None),
        ([line("0.08", quality="low"), line("0.04", quality="high", billable="input_image")], None),
        ([line("0.08", quality="low"), line("0.04", "megapixel", quality="high")], None),
        ([line("0.08", quality="low"), line("0.04", currency="EUR", quality="high")], None),
        ([line("0.08", quality="low"), line("0.04", basis="derived", inputs=("tokens",), quality="high")], None),
        ([line("0.08", quality="low"), line("0.04", bound="from", quality="high")], None),
        ([line("0.08", quality="low"), line("0.04", quality="high").model_copy(update={"bound": "range", "upper": Decimal(1)})], None),
    ],
)
def test_a_scale_is_of_prices_that_differ_in_one_step_alone(lines, fault):
    """And says which step is dearer than the next; equal ones are none."""
    assert ([fault] if fault else []) == [said for told in reasons({}, {"alpha": lines}).values() for said in told if "dearer" in said]


def test_a_scale_that_ran_backwards_before_and_did_not_move_waits_for_nothing():
    """Its neighbour's change is believed; two offers are no scale."""
    backwards = SIX | {"pro": scale("0.3", "0.2")}
    assert {} == reasons(backwards, dearer(backwards, "alpha"))
    assert {} == reasons({}, {"a": scale("0.3", "0.4"), "b": scale("0.1", "0.2")})


def corrected(known, *names, after):
    """What is known when a person said that what these are read to say is wrong."""
    known.retracted |= {(key, one.fact) for key, one in look(Known("acme"), after).entries.items() if one.native_id in names}
    return known


def test_what_was_taken_back_is_not_believed_as_something_new():
    """A price that never was one comes back with the next reading; another price of it is none of that."""
    known, ghost = known_of(SIX), SIX | {"ghost": "0.2"}
    assert ("0.2 was corrected by a person",) == held(look(corrected(known, "ghost", after=ghost), ghost))["ghost"].reasons
    assert {} == held(look(known, SIX | {"ghost": "0.3"}))


@pytest.mark.parametrize(
    ("days", "before", "held"), [(14, "0.04", False), (13.99, "0.04", True), (1, "0.04", True), (1, "0.045", False), (-1, "0.04", True)]
)
def test_a_move_that_was_taken_back_waits_for_two_weeks(days, before, held):
    """The same move, from the same price to the same; its neighbours do not wait with it."""
    known = known_of(SIX | {"alpha": [line("0.04"), line("0.08", quality="high")]})
    old, other, new = (entry(line(amount), "alpha", "alpha") for amount in ("0.04", before, "0.05"))
    known.swings[new.key] = [Swing(DAY + timedelta(days=1) - timedelta(days=days), other.fact, new.fact), Swing(DAY, new.fact, old.fact)]
    verdict = look(known, SIX | {"alpha": [line("0.05"), line("0.081", quality="high")]})
    words = ("0.05 again, after it was taken back within 14 days",)
    assert [(words, True)] * held == [(one.reasons, one.pending) for one in verdict.held]
    assert (1 if held else 2) == len(verdict.moves)


@pytest.mark.parametrize(("lost", "held"), [(2, False), (3, True)])
def test_three_that_cannot_be_read_take_away_the_second_reading(lost, held):
    """Of the same page; and what nobody doubts is believed beside them."""
    names = list(SIX)[-lost:]
    rest = {name: price for name, price in SIX.items() if name not in names}
    before, after = SIX | {"eta": [line("0.3", url=OTHER)]}, dearer(rest, "beta") | {"alpha": "0.1", "eta": [line("0.7", url=OTHER)]}
    unread = [Unread(name, "words", PAGE, "table", "contradicts") for name in names]
    words = f"{lost} others of {PAGE} cannot be read any more"
    assert (["alpha"] if held else []) == doubted(words, before, after, unread=unread, pages=(PAGE, OTHER))
    verdict = look(known_of(before), after, unread=unread, pages=(PAGE, OTHER))
    found = {one.native_id: one.pending for one in verdict.held if one.after}
    assert {"alpha": not held, "eta": True} == found and "0.055" == believed(verdict)["beta"]


def test_what_cannot_be_read_takes_away_the_second_reading_on_each_page():
    """Two pages with three each."""
    other = {name: [line("0.3", url=OTHER)] for name in ("eta", "theta", "iota", "kappa")}
    before, after = SIX | other, {"alpha": "0.1", "beta": "0.05", "gamma": "0.06", "eta": [line("0.7", url=OTHER)]}
    unread = [Unread(name, "words", PAGE, "table", "contradicts") for name in before if name not in after]
    assert ["alpha", "eta"] == doubted("cannot be read any more", before, after, unread=unread, pages=(PAGE, OTHER))


# --- what waits alone, and what waits together ------------------------------------------------------------------------


def test_a_price_that_becomes_free_does_not_keep_its_neighbour_waiting():
    """What it is about is one price."""
    offers = (
        SIX | {"pro": [line(first, quality="low"), line(second, quality="high")]} for first, second in (("0.2", "0.3"), ("0", "0.31"))
    )
    before, after = offers
    verdict = look(known_of(before), after)
    assert ["0.31"] == [str(move.after.value.amount) for move in verdict.moves] and held(verdict)["pro"].pending


def test_a_price_that_waits_for_its_default_is_believed_with_it():
    """Not later, and by no person."""
    known, after = known_of(SIX, rules=[default("1024x1024")]), SIX | {"alpha": "0.06"}
    first = look(known, after, rules=[default("2048x2048")])
    again = look(known, after, first.held_file("acme"), DAY + timedelta(days=2), rules=[default("2048x2048")])
    assert ("0.06", {"alpha": "2048x2048"}, []) == (believed(again)["alpha"], rules(again), again.held)


def test_credits_of_a_plan_are_no_price_of_it():
    """A great many of them are no fault while one costs what a credit costs."""
    pack = Plan(id="pack", name="Pack", price=2000, credits=200000, currency="USD", period="once", quote=quote())
    assert {} == held(look(known_of(SIX), SIX, plans=[pack]))


def test_a_plan_of_nothing_and_one_without_credits_have_no_price_of_a_credit():
    """Free, and a plan that counts nothing."""
    for more in ({"price": 0, "credits": 100}, {"price": 20, "credits": 0}, {"price": 20}):
        assert {} == held(look(known_of(SIX), SIX, plans=[Plan(id="p", name="P", currency="USD", period="month", quote=quote(), **more)]))


@pytest.mark.parametrize("kind", ["multiplier", "tokens_per_image", "scales_with_pixels", "scales_with_steps", "default_steps"])
def test_what_a_price_is_counted_by_cannot_be_zero(kind):
    """What comes free may be."""
    (reason,) = reasons(SIX, SIX, rules=[default("0", kind)])["alpha"]
    assert reason.startswith(f"{kind}: expected ") and reason.endswith("found '0'")
    assert {} == reasons(SIX, SIX, rules=[default("0", "free_references")])


def test_a_price_of_tokens_that_becomes_that_of_images_beside_it_was_read_from_one_cell():
    """Two per image and one per million tokens that all say one number are one too many, though the two had been one before."""
    before = SIX | {"eta": [line("0.25"), line("10", "million_tokens")], "theta": "0.25"}
    after = SIX | {"eta": [line("0.2"), line("0.2", "million_tokens")], "theta": "0.2"}
    assert ["eta", "theta"] == doubted("3 prices that differed are all 0.2 now", before, after)
