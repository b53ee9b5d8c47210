"""What holds for every bill, whatever the seller: made-up sellers of every unit, thousands of recipes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from costs.bill.cost import Cost, cost
from costs.bill.itemised import agrees
from costs.exact import PLACES, ends, rounded, said, shown
from costs.offer.recipes import Recipe
from schema.errors import NotComparable
from schema.prices import PriceLine, Rule, Snapshot
from tests.made_providers import line, one, plan, rate, rule

D = Decimal
LADDER = ("low", "medium", "high")
RESOLUTIONS = ("0.5K", "1K", "2K", "4K")

prices = st.decimals(min_value=0, max_value=10, places=5).map(str)
counts = st.integers(1, 5000)
currencies = st.sampled_from(["USD", "CNY", "credit"])


@st.composite
def per_image(draw, currency: str) -> tuple[list[PriceLine], list[Rule]]:
    """Flat; by quality, dearer as it rises; or by resolution, with a multiplier for the largest."""
    match draw(st.sampled_from(["flat", "quality", "resolution", "threshold", "scaled"])):
        case "quality":
            rising = sorted(draw(st.lists(prices, min_size=3, max_size=3)), key=D)
            return [line(amount, quality=quality, currency=currency) for quality, amount in zip(LADDER, rising, strict=True)], []
        case "resolution":
            rising = sorted(draw(st.lists(prices, min_size=4, max_size=4)), key=D)
            return [line(amount, resolution=of, currency=currency) for of, amount in zip(RESOLUTIONS[:3], rising[:3], strict=True)], [
                rule("multiplier", "2", resolution="4K")
            ] * draw(st.integers(0, 1))
        case "threshold":
            low, high = sorted((draw(prices), draw(prices)), key=D)
            return [line(low, megapixels="<=2.36", currency=currency), line(high, megapixels=">2.36", currency=currency)], []
        case "scaled":
            return [line(draw(prices), currency=currency)], [
                rule("scales_with_pixels", "1048576"),
                rule("scales_with_steps", draw(st.integers(1, 50))),
            ]
        case _:
            return [line(draw(prices), currency=currency)], []


@st.composite
def by_rate(draw, currency: str) -> tuple[list[PriceLine], list[Rule]]:
    """Tokens by a rising table; megapixels with a first and further ones; tiles and steps."""
    match draw(st.sampled_from(["tokens", "megapixels", "plain megapixels", "tiles"])):
        case "tokens":
            rising = sorted(draw(st.lists(st.integers(1, 20_000), min_size=3, max_size=3)))
            table = [rule("tokens_per_image", count, quality=quality) for quality, count in zip(LADDER, rising, strict=True)]
            return [rate(draw(prices), currency=currency), rate(draw(prices), "input_text", currency=currency)], table
        case "megapixels":
            rounding = rule(
                "megapixel_rounding", draw(st.sampled_from(["up", "proportional"])), of=draw(st.sampled_from(["1048576", "1000000"]))
            )
            return [line(draw(prices), unit="megapixel", megapixels=place, currency=currency) for place in ("first", "further")], [rounding]
        case "plain megapixels":
            return [line(draw(prices), unit="megapixel", currency=currency)], []
        case _:
            units = ("tile", "step")
            return [line(draw(prices), unit=unit, currency=currency) for unit in units], [rule("default_steps", draw(st.integers(1, 50)))]


@st.composite
def reference_fees(draw, currency: str) -> tuple[list[PriceLine], list[Rule]]:
    match draw(st.sampled_from(["none", "fee", "first free", "tokens", "area"])):
        case "fee":
            return [line(draw(prices), "input_image", currency=currency)], []
        case "first free":
            return [line(draw(prices), "input_image", currency=currency)], [rule("free_references", draw(st.integers(1, 3)))]
        case "tokens":
            return [rate(draw(prices), "input_image", currency=currency)], [rule("tokens_per_input_image", draw(st.integers(1, 3000)))]
        case "area":
            return [line(draw(prices), "input_image", "megapixel", currency=currency)], []
        case _:
            return [], []


@st.composite
def states(draw) -> Snapshot:
    currency = draw(currencies)
    output, rules = draw(st.one_of(per_image(currency), by_rate(currency)))
    fees, fee_rules = draw(reference_fees(currency))
    more = [rule("failed_generations", draw(st.sampled_from(["free", "charged", "unknown"])))]
    more += [rule("images_per_call", draw(st.integers(1, 10)))] * draw(st.integers(0, 1))
    more += [rule("image_rounding", "up", of="0.0001")] * draw(st.integers(0, 1))
    request = [line(draw(prices), "request", "request", currency=currency)] * draw(st.integers(0, 1))
    return one(*output, *fees, *request, rules=(*rules, *fee_rules, *more), plans=(plan("p", "19", "1100"),))


@st.composite
def recipes(draw) -> Recipe:
    references = draw(st.integers(0, 6))
    shape = draw(
        st.one_of(
            st.sampled_from(RESOLUTIONS).map(lambda of: {"resolution": of}),
            st.sampled_from(["1024x1024", "1536x1024", "800x600"]).map(lambda s: {"size": s}),
        )
    )
    return Recipe(
        operation="edit" if references else "generate", quality=draw(st.sampled_from(LADDER)), references=references, count=draw(counts),
        steps=draw(st.one_of(st.none(), st.integers(1, 100))), prompt_tokens=draw(st.one_of(st.none(), st.integers(0, 5000))), **shape,
    )  # fmt: skip


many = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def bill(snapshot: Snapshot, recipe: Recipe) -> Cost:
    try:
        return cost(snapshot, "m", recipe)
    except NotComparable as reason:
        assert str(reason).startswith("acme m: expected ")
        assume(False)
        raise


@many
@given(states(), recipes())
def test_a_bill_is_the_sum_of_its_lines_and_never_negative(snapshot, recipe):
    answer = bill(snapshot, recipe)
    assert answer.total == sum((entry.amount for entry in answer.lines), D(0))
    assert all(entry.amount >= 0 and entry.quantity >= 0 and entry.price >= 0 for entry in answer.lines)
    assert answer.per_image == said(Fraction(answer.total) / recipe.count)


@many
@given(states(), recipes())
def test_a_line_is_its_quantity_at_its_price(snapshot, recipe):
    for entry in bill(snapshot, recipe).lines:
        exact = Fraction(entry.quantity) * Fraction(entry.price)
        assert abs(exact - Fraction(entry.amount)) <= Fraction(1, 10**PLACES) * (1 + abs(exact) + Fraction(entry.quantity))


@many
@given(states(), recipes())
def test_every_line_has_evidence(snapshot, recipe):
    assert all(entry.quotes for entry in bill(snapshot, recipe).lines)


@many
@given(states(), recipes(), st.integers(1, 100))
def test_more_images_never_cost_less(snapshot, recipe, more):
    assert bill(snapshot, recipe).total <= bill(snapshot, recipe.but(count=recipe.count + more)).total


@many
@given(states(), recipes(), st.integers(1, 5))
def test_more_references_never_cost_less(snapshot, recipe, more):
    assume(recipe.references)
    assert bill(snapshot, recipe).total <= bill(snapshot, recipe.but(references=recipe.references + more)).total


@many
@given(states(), recipes())
def test_a_higher_quality_never_costs_less_where_the_table_rises(snapshot, recipe):
    totals = [bill(snapshot, recipe.but(quality=quality)).total for quality in LADDER]
    assert totals == sorted(totals)


@many
@given(states(), recipes())
def test_a_larger_image_never_costs_less_where_the_table_rises(snapshot, recipe):
    assume(not any(rule.kind == "multiplier" for rule in snapshot.rules))
    totals = [bill(snapshot, recipe.but(resolution=of)).total for of in RESOLUTIONS[:3]]
    assert totals == sorted(totals)


@many
@given(states(), recipes())
def test_n_calls_cost_what_the_rules_allow_in_one(snapshot, recipe):
    """So many full calls and one for the rest: the same bill, but for the provider's own rounding of one image."""
    assume(not any(rule.kind == "image_rounding" for rule in snapshot.rules))
    most = next((int(rule.value) for rule in snapshot.rules if rule.kind == "images_per_call"), 1)
    full, rest = divmod(recipe.count, most)
    parts = [bill(snapshot, recipe.but(count=most)).total * full] + ([bill(snapshot, recipe.but(count=rest)).total] if rest else [])
    assert abs(sum(parts) - bill(snapshot, recipe).total) <= D(len(parts) * recipe.count).scaleb(-PLACES)


@many
@given(states(), recipes())
def test_the_same_question_has_the_same_answer_to_the_byte(snapshot, recipe):
    again = Snapshot.model_validate_json(snapshot.model_dump_json())
    assert bill(snapshot, recipe).model_dump_json() == bill(again, recipe).model_dump_json()


@many
@given(states(), recipes())
def test_a_bill_survives_its_json(snapshot, recipe):
    answer = bill(snapshot, recipe)
    assert Cost.model_validate_json(answer.model_dump_json()) == answer.model_copy(update={"inputs": ()})


@many
@given(states(), recipes())
def test_credits_in_money_are_credits_times_their_price(snapshot, recipe):
    answer = bill(snapshot, recipe)
    assert (answer.paid is None) == (answer.currency != "credit")
    if answer.paid:
        assert answer.paid.total == said(Fraction(answer.total) * 19 / 1100)


fractions = st.fractions(min_value=0, max_value=10**6, max_denominator=10**6)


@many
@given(fractions)
def test_what_is_said_is_exact_where_it_ends(value):
    assert abs(Fraction(said(value)) - value) <= (0 if ends(value) else Fraction(1, 2 * 10**PLACES))


@many
@given(fractions, st.integers(0, 8))
def test_people_get_the_nearest_number(value, places):
    assert abs(Fraction(rounded(value, places)) - value) * 2 <= Fraction(1, 10**places)


@many
@given(fractions)
def test_what_is_shown_is_within_half_a_percent(value):
    assume(value >= Fraction(1, 10**9))
    assert abs(Fraction(shown(value).replace(",", "")) - value) <= max(value / 200, 0)


@many
@given(st.decimals(min_value=D("0.001"), max_value=1, places=6), st.integers(3, 6))
def test_a_rounded_price_agrees_with_what_it_was_rounded_from(value, places):
    printed = Fraction(rounded(Fraction(value), places))
    assume(printed and abs(printed - Fraction(value)) <= printed / 10)
    assert agrees(printed, Fraction(value)) or abs(printed - Fraction(value)) * 2 > Fraction(10) ** said(printed).as_tuple().exponent
