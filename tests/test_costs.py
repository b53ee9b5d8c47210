"""What a recipe costs: the providers' own examples to the cent, every unit, every refusal."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from costs.bill.cost import cost
from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Code
from schema.capabilities import Capabilities
from schema.errors import NotComparable
from schema.tables.models import Model, ModelSource
from tests.made_providers import line, one, plan, quote, rate, rule, state

D = Decimal

# --- providers that print a price per image beside their rates: their own examples ---------------------------------

TABLE = {  # OpenAI's guide, five dated copies from 2026-02 to 2026-07
    "low": {"1024x1024": 272, "1024x1536": 408, "1536x1024": 400},
    "medium": {"1024x1024": 1056, "1024x1536": 1584, "1536x1024": 1568},
    "high": {"1024x1024": 4160, "1024x1536": 6240, "1536x1024": 6208},
}
PRINTED = {  # per image: 1024x1024, 1024x1536, 1536x1024
    ("gpt-image-1.5", "32"): {"low": "0.009 0.013 0.013", "medium": "0.034 0.05 0.05", "high": "0.133 0.2 0.2"},
    ("gpt-image-1", "40"): {"low": "0.011 0.016 0.016", "medium": "0.042 0.063 0.063", "high": "0.167 0.25 0.25"},
    ("gpt-image-1-mini", "8"): {"low": "0.005 0.006 0.006", "medium": "0.011 0.015 0.015", "high": "0.036 0.052 0.052"},
}
UNLIKE = {("gpt-image-1", "high", "1024x1024")}  # 4160 x $40 / M = 0.1664, printed as 0.167
SIZES = ("1024x1024", "1024x1536", "1536x1024")


def token_table(native_id: str):
    return tuple(
        rule("tokens_per_image", tokens, native_id, quality=q, size=s) for q, sizes in TABLE.items() for s, tokens in sizes.items()
    )


def printed_lines(by_quality: dict[str, str]):
    return tuple(line(amount, quality=q, size=s) for q, row in by_quality.items() for s, amount in zip(SIZES, row.split(), strict=True))


OPENAI = [
    (model, rate_, q, s, a)
    for (model, rate_), rows in PRINTED.items()
    for q, row in rows.items()
    for s, a in zip(SIZES, row.split(), strict=True)
]


@pytest.mark.parametrize(("model", "per_million", "quality", "size", "amount"), OPENAI)
def test_openai_prints_what_it_prints(model, per_million, quality, size, amount):
    """The printed price is the answer; what the token table makes of it stands beside; they agree, except for Mini and one more."""
    snapshot = state(
        "openai", rules=token_table(model), **{model.replace("-", "_"): (*printed_lines(PRINTED[model, per_million]), rate(per_million))}
    )
    answer = cost(snapshot, model, Recipe(quality=quality, size=size))
    assert answer.total == D(amount)
    assert answer.basis == "page"
    derived = D(TABLE[quality][size]) * D(per_million) / 1_000_000
    assert answer.comparison.derived == derived.normalize()
    assert answer.comparison.agree == ((model, quality, size) not in UNLIKE and model != "gpt-image-1-mini")


@pytest.mark.parametrize(("quality", "tokens", "printed"), [("low", 196, "0.006"), ("medium", 1756, "0.053"), ("high", 7024, "0.211")])
def test_gpt_image_2_from_measured_tokens_agrees_with_its_printed_price(quality, tokens, printed):
    measured = rule("tokens_per_image", tokens, "m", basis="measured", quality=quality, size="1024x1024")
    beside = cost(one(line(printed, quality=quality, size="1024x1024"), rate("30"), rules=(measured,)), "m", Recipe(quality=quality))
    assert (beside.total, beside.comparison.agree, beside.comparison.basis) == (D(printed), True, "measured")
    alone = cost(one(rate("30"), rules=(measured,)), "m", Recipe(quality=quality))
    assert (alone.total, alone.basis) == (D(tokens) * 30 / 1_000_000, "measured")


GOOGLE = [  # model, resolution, tokens, rate, printed, batch printed
    ("gemini-2.5-flash-image", "1K", 1290, "30", "0.039", "0.0195"),
    ("gemini-3.1-flash-image", "0.5K", 747, "60", "0.045", "0.022"),
    ("gemini-3.1-flash-image", "1K", 1120, "60", "0.067", "0.034"),
    ("gemini-3.1-flash-image", "2K", 1680, "60", "0.101", "0.05"),
    ("gemini-3.1-flash-image", "4K", 2520, "60", "0.151", "0.076"),
    ("gemini-3-pro-image", "1K", 1120, "120", "0.134", "0.067"),
    ("gemini-3-pro-image", "2K", 1120, "120", "0.134", "0.067"),
    ("gemini-3-pro-image", "4K", 2000, "120", "0.24", "0.12"),
    ("gemini-3.1-flash-lite-image", "1K", 1120, "30", "0.0336", "0.0168"),
]


@pytest.mark.parametrize("row", GOOGLE)
@pytest.mark.parametrize("tier", ["standard", "batch"])
def test_google_prints_an_equivalent_per_image(row, tier):
    model, resolution, tokens, per_million, printed, batch = row
    half = str(D(per_million) / 2)
    snapshot = one(
        line(printed, resolution=resolution, tier="standard"),
        line(batch, resolution=resolution, tier="batch"),
        rate(per_million, tier="standard"),
        rate(half, tier="batch"),
        rules=(rule("tokens_per_image", f"{tokens:,}", "m", resolution=resolution),),
    )
    answer = cost(snapshot, "m", Recipe(resolution=resolution, tier=tier))
    assert answer.total == D(printed if tier == "standard" else batch)
    assert answer.comparison.agree == ((model, tier) != ("gemini-2.5-flash-image", "batch")), "0.0195 is 0.039 / 2, not 1290 x $15 / M"


def test_a_printed_price_without_a_tier_is_the_standard_one_where_rates_name_theirs():
    table = rule("tokens_per_image", 1056, "m")
    snapshot = one(line("0.034"), rate("32", tier="standard"), rate("16", tier="batch"), rules=(table,))
    batch = cost(snapshot, "m", Recipe(tier="batch"))
    assert (batch.total, batch.basis, batch.comparison) == (D("0.016896"), "derived", None)


def test_a_wide_image_at_4k_is_sold_as_4k():
    assert cost(one(line("0.24", resolution="4K")), "m", Recipe(size="5504x3072")).total == D("0.24")


# --- tokens on top --------------------------------------------------------------------------------------------------


def test_prompt_and_thinking_are_listed_as_not_included_until_they_are_given():
    snapshot = one(line("0.134"), rate("2", "input_text"), rate("12", "output_text"))
    assert cost(snapshot, "m", Recipe()).not_included == ("prompt tokens, 2 USD per million", "thinking tokens, 12 USD per million")
    whole = cost(snapshot, "m", Recipe(prompt_tokens=100, thinking_tokens=1000, count=2))
    assert [str(entry.amount) for entry in whole.lines] == ["0.268", "0.0004", "0.024"]
    assert (whole.total, whole.per_image, whole.not_included) == (D("0.2924"), D("0.1462"), ())


def test_reference_images_by_tokens():
    snapshot = one(line("0.006"), rate("8", "input_image"), rules=(rule("tokens_per_input_image", 1025, basis="measured"),))
    answer = cost(snapshot, "m", Recipe(operation="edit", references=3))
    assert (answer.total, answer.basis) == (D("0.006") + D("0.0246"), "measured")


def test_reference_images_without_a_token_count_are_refused_not_guessed():
    with pytest.raises(NotComparable, match="tokens per input image"):
        cost(one(line("0.006"), rate("8", "input_image")), "m", STANDARD["edit"])


def test_partial_images_are_tokens_each():
    snapshot = one(rate("32"), rules=(rule("tokens_per_image", 272), rule("tokens_per_partial_image", 100)))
    assert cost(snapshot, "m", Recipe(partial_images=2)).total == D("0.015104")


# --- references -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("references", "total"), [(1, "0.3"), (2, "0.32"), (4, "0.36")])
def test_the_first_reference_is_free_by_rule_or_by_line(references, total):
    by_rule = one(line("0.3", currency="CNY"), line("0.02", "input_image", currency="CNY"), rules=(rule("free_references", 1),))
    fees = (line("0", "input_image", references="1", currency="CNY"), line("0.02", "input_image", references="2+", currency="CNY"))
    by_line = one(line("0.3", currency="CNY"), *fees)
    recipe = Recipe(operation="edit", references=references)
    assert cost(by_rule, "m", recipe).total == cost(by_line, "m", recipe).total == D(total)


@pytest.mark.parametrize(("references", "tokens"), [(0, 25_000), (1, 37_500), (3, 37_500), (4, 50_000), (7, 50_000)])
def test_references_as_a_step_of_the_price(references, tokens):
    steps = {"0": 25_000, "1-3": 37_500, "4-7": 50_000}
    rules = tuple(rule("tokens_per_image", count, "m", references=step) for step, count in steps.items())
    answer = cost(one(rate("10", currency="CNY"), rules=rules), "m", Recipe(references=references))
    assert (answer.total, answer.not_included) == (D(tokens) / 100_000, ())


def test_more_references_than_the_steps_are_refused_with_the_steps():
    prices = (line("0.0434", references="1"), line("0.0464", references="2"))
    with pytest.raises(NotComparable, match=r"references 3.*1, 2"):
        cost(one(*prices), "m", Recipe(operation="edit", references=3))


def test_an_unpriced_reference_is_said_and_not_ranked():
    answer = cost(one(line("0.03")), "m", STANDARD["edit"])
    assert answer.not_included == ("1 reference image(s): no fee is published",)
    assert not answer.rankable
    assert cost(one(line("0.03", operation="edit")), "m", STANDARD["edit"]).rankable


def test_xai_bills_every_image_and_once_per_call_every_input():
    snapshot = one(
        line("0.04", quality="low"), line("0.01", "input_image"), rules=(rule("images_per_call", 10), rule("default_quality", "low"))
    )
    assert cost(snapshot, "m", Recipe(operation="edit", references=2, count=4)).total == D("0.18")
    assert cost(snapshot, "m", Recipe(operation="edit", references=2, count=11)).total == D("0.48")


# --- areas ----------------------------------------------------------------------------------------------------------

UP = rule("megapixel_rounding", "up", of="1048576")
LINEAR = rule("megapixel_rounding", "proportional", of="1048576")
DECIMAL = rule("megapixel_rounding", "proportional", of="1000000")


@pytest.mark.parametrize(
    ("rounding", "size", "total"),
    [
        (UP, "1024x1024", "0.02"),
        (UP, "1025x1024", "0.04"),
        (UP, "512x512", "0.02"),
        (LINEAR, "1024x1024", "0.02"),
        (LINEAR, "512x512", "0.005"),
        (DECIMAL, "1024x1024", "0.02097152"),
        (DECIMAL, "1000x1000", "0.02"),
    ],
)
def test_a_megapixel_has_several_meanings(rounding, size, total):
    assert cost(one(line("0.02", unit="megapixel"), rules=(rounding,)), "m", Recipe(size=size)).total == D(total)


def test_without_a_rule_megapixels_are_rounded_up_and_that_is_said():
    answer = cost(one(line("0.02", unit="megapixel")), "m", Recipe(size="1824x1024"))
    assert (answer.total, answer.assumed) == (D("0.04"), ("megapixels of 1,048,576 pixels, rounded up",))


FLUX = (
    line("0.03", unit="megapixel", megapixels="first"),
    line("0.015", unit="megapixel", megapixels="further"),
    line("0.015", "input_image", "megapixel"),
)


@pytest.mark.parametrize(
    ("recipe", "total"),
    [
        (Recipe(), "0.03"),
        (Recipe(size="1824x1024"), "0.045"),
        (Recipe(operation="edit", references=1), "0.045"),
        (Recipe(operation="edit", references=2, reference_size="2048x2048"), "0.15"),
        (Recipe(count=3), "0.09"),
    ],
)
def test_a_first_megapixel_further_ones_and_input(recipe, total):
    assert cost(one(*FLUX, rules=(UP,)), "m", recipe).total == D(total)


@pytest.mark.parametrize(("size", "total"), [("1024x1024", "14.77"), ("2048x2048", "33.76")])
def test_an_image_for_its_first_megapixel_and_further_ones(size, total):
    """Comfy's FLUX.2 [max]: 14.77 credits a run, 6.33 for each further megapixel."""
    prices = (line("14.77", megapixels="first", currency="credit"), line("6.33", unit="megapixel", megapixels="further", currency="credit"))
    assert cost(one(*prices, rules=(UP,)), "m", Recipe(size=size)).total == D(total)
    with pytest.raises(NotComparable, match="further megapixel"):
        cost(one(prices[0], rules=(UP,)), "m", Recipe(size="2048x2048"))


@pytest.mark.parametrize(
    ("size", "total", "said"), [("1024x1024", "0.036", True), ("1000x1000", "0.024", False), ("1200x1200", "0.036", False)]
)
def test_a_threshold_between_two_megapixels_takes_the_dearer_and_says_so(size, total, said):
    """1024x1024 is more than a million pixels and not more than 1,048,576."""
    prices = (line("0.024", megapixels="<=1"), line("0.036", megapixels="1-2"))
    answer = cost(one(*prices), "m", Recipe(size=size))
    assert (answer.total, any("which megapixel" in note for note in answer.assumed)) == (D(total), said)
    assert cost(one(*prices, rules=(UP,)), "m", Recipe()).total == D("0.024")


def test_a_run_plus_megapixels():
    """Replicate's FLUX.2 [pro]: 0.015 per run, per output megapixel, per input megapixel."""
    snapshot = one(line("0.015", "request", "request"), line("0.015", unit="megapixel"), rules=(UP,))
    assert cost(snapshot, "m", Recipe()).total == D("0.03")


@pytest.mark.parametrize(("size", "total"), [("1536x1536", "0.3"), ("1024x1024", "0.3"), ("2048x2048", "0.6")])
@pytest.mark.parametrize("threshold", ["2.36", "2360000"])
def test_pixel_thresholds(size, total, threshold):
    snapshot = one(line("0.3", megapixels=f"<={threshold}"), line("0.6", megapixels=f">{threshold}"))
    answer = cost(snapshot, "m", Recipe(size=size))
    assert answer.total == D(total)
    assert answer.rankable


def test_steps_and_tiles_add_up():
    """Cloudflare's FLUX.1 [schnell]: 4 tiles and 4 steps."""
    snapshot = one(line("0.0000528", unit="tile"), line("0.0001056", unit="step"), rules=(rule("default_steps", 4),))
    assert cost(snapshot, "m", Recipe()).total == D("0.0006336")
    assert cost(snapshot, "m", Recipe(steps=8, size="1025x1024")).total == D("0.0000528") * 6 + D("0.0001056") * 8


def test_tiles_are_paid_for_each_step():
    """Cloudflare's FLUX.2 [dev]: what comes out and what goes in, by the tile and step."""
    snapshot = one(line("0.00041", unit="tile_step"), line("0.00021", "input_image", "tile_step"), rules=(rule("default_steps", 25),))
    assert cost(snapshot, "m", Recipe()).total == D("0.00041") * 4 * 25
    edited = Recipe(operation="edit", references=2, reference_size="1024x512", steps=10)
    assert cost(snapshot, "m", edited).total == D("0.00041") * 4 * 10 + D("0.00021") * 2 * 2 * 10
    with pytest.raises(NotComparable, match="a number of steps"):
        cost(one(line("0.00041", unit="tile_step")), "m", Recipe())


def test_megapixels_are_paid_for_each_step():
    """SiliconFlow's FLUX.1 [dev]: a part of a megapixel counts as a whole one, as nobody says otherwise."""
    snapshot = one(line("0.0032", unit="megapixel_step", currency="CNY"), rules=(rule("default_steps", 20),))
    assert cost(snapshot, "m", Recipe()).total == D("0.0032") * 20
    assert cost(snapshot, "m", Recipe(steps=10, size="2048x1024")).total == D("0.0032") * 2 * 10


def test_steps_nobody_states_are_refused():
    with pytest.raises(NotComparable, match="a number of steps"):
        cost(one(line("0.0005", unit="step")), "m", Recipe())


@pytest.mark.parametrize(("size", "steps", "total"), [("1024x1024", None, "0.002"), ("512x512", 8, "0.001"), ("2048x1024", 2, "0.002")])
def test_deepinfra_scales_the_printed_price(size, steps, total):
    snapshot = one(line("0.002"), rules=(rule("scales_with_pixels", "1024x1024"), rule("scales_with_steps", 4)))
    assert cost(snapshot, "m", Recipe(size=size, steps=steps)).total == D(total)


def test_gpu_seconds_need_a_number_of_seconds():
    snapshot = one(line("0.0014", unit="gpu_second"))
    assert cost(snapshot, "m", Recipe(gpu_seconds="3.5")).total == D("0.0049")
    with pytest.raises(NotComparable, match="GPU seconds"):
        cost(snapshot, "m", Recipe())


# --- rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("resolution", "total"), [("0.5K", "0.06"), ("1K", "0.08"), ("2K", "0.12"), ("4K", "0.16")])
@pytest.mark.parametrize("base", [{}, {"resolution": "1K"}])
def test_a_multiplier_on_the_standard_price(resolution, total, base):
    rules = tuple(rule("multiplier", by, "m", resolution=of) for of, by in {"0.5K": "0.75", "2K": "1.5", "4K": "2"}.items())
    assert cost(one(line("0.08", **base), rules=rules), "m", Recipe(resolution=resolution)).total == D(total)


def test_a_multiplier_leaves_a_price_printed_for_its_case_alone():
    rules = (rule("multiplier", "1.5", "m", resolution="2K"),)
    assert cost(one(line("0.08"), line("0.13", resolution="2K"), rules=rules), "m", Recipe(resolution="2K")).total == D("0.13")


def test_a_tier_multiplier_holds_for_inputs_too():
    snapshot = one(line("0.1"), line("0.01", "input_image"), rules=(rule("multiplier", "1.8", tier="priority"),))
    assert cost(snapshot, "m", Recipe(operation="edit", references=1, tier="priority")).total == D("0.198")


def test_rounding_up_is_a_line_of_its_own():
    snapshot = one(rate("30"), rules=(rule("tokens_per_image", 197), rule("image_rounding", "up", of="0.0001")))
    answer = cost(snapshot, "m", Recipe(count=2))
    assert [str(entry.amount) for entry in answer.lines] == ["0.01182", "0.00018"]
    assert answer.per_image == D("0.006")


def test_a_run_that_yields_four_images():
    snapshot = one(line("0.04", unit="request"), rules=(rule("images_per_run", 4),))
    assert cost(snapshot, "m", Recipe(count=4)).per_image == D("0.01")
    assert cost(snapshot, "m", Recipe(count=5)).total == D("0.08")
    assert cost(snapshot, "m", Recipe()).assumed[-1] == "a run makes 4 images and is paid whole: 3 of 4 are not wanted"
    assert not any("a run" in one for one in cost(snapshot, "m", Recipe(count=8)).assumed)


def test_extras_are_priced_or_refused():
    snapshot = one(line("0.15"), line("0.015", "request", "request", feature="web-search"), line("0.2", feature="transparent"))
    assert cost(snapshot, "m", Recipe(features=("web-search",))).total == D("0.165")
    assert cost(snapshot, "m", Recipe(features=("transparent",))).total == D("0.2")
    with pytest.raises(NotComparable, match=r"a price for lora.*only transparent, web-search"):
        cost(snapshot, "m", Recipe(features=("lora",)))


def test_failures_and_retirement_are_told():
    snapshot = one(line("0.04"), rules=(rule("failed_generations", "free"), rule("retires", "2026-12-01", "m")))
    answer = cost(snapshot, "m", Recipe())
    assert (answer.failed, answer.retires, answer.retired) == ("free", date(2026, 12, 1), False)
    late = cost(snapshot, "m", Recipe(), on=date(2026, 12, 1))
    assert late.retired
    assert not late.rankable


def test_a_promotion_ends():
    snapshot = one(line("0.02", effective_until=date(2026, 12, 31)), line("0.04", effective_from=date(2027, 1, 1)))
    assert cost(snapshot, "m", Recipe()).total == D("0.02")
    assert cost(snapshot, "m", Recipe(), on=date(2027, 1, 1)).total == D("0.04")


def test_the_models_own_rule_goes_before_the_houses():
    rules = (rule("failed_generations", "charged"), rule("failed_generations", "free", "m"))
    assert cost(one(line("1"), rules=rules), "m", Recipe()).failed == "free"


# --- the seller's words ---------------------------------------------------------------------------------------------


def test_qualities_are_put_into_the_providers_words():
    snapshot = one(line("0.03", quality="turbo"), line("0.06", quality="default"), line("0.1", quality="quality"))
    totals = [cost(snapshot, "m", STANDARD[name]).total for name in ("draft", "standard", "final")]
    assert totals == [D("0.03"), D("0.06"), D("0.1")]
    assert cost(snapshot, "m", STANDARD["draft"]).assumed == ("low is sold as turbo",)


def test_a_quality_that_is_not_sold_is_refused_with_the_nearest():
    with pytest.raises(NotComparable, match="quality low, medium; nearest: medium"):
        cost(one(line("0.04", quality="low"), line("0.06", quality="medium")), "m", STANDARD["final"])


def test_a_model_without_a_quality_knob_says_so():
    assert "no quality knob" in cost(one(line("0.03")), "m", STANDARD["final"]).assumed[0]


def test_nobody_asked_for_a_quality():
    prices = (line("0.04", quality="low"), line("0.06", quality="medium"))
    by_rule = one(
        *prices, rules=(rule("default_quality", "low", operation="generate"), rule("default_quality", "medium", operation="edit"))
    )
    assert cost(by_rule, "m", Recipe()).total == D("0.04")
    assert cost(by_rule, "m", Recipe(operation="edit", references=1)).total == D("0.06")
    with pytest.raises(NotComparable, match=r"quality not said.*low, medium"):
        cost(one(*prices), "m", Recipe())


def test_auto_is_what_the_rule_says_a_price_of_its_own_or_refused():
    """It is billed as whatever is served: without a rule nobody knows what, and no price is guessed."""
    prices = (line("0.06", quality="medium"), line("0.04", quality="low"))
    by_rule = one(
        *prices, rules=(rule("default_quality", "low", operation="generate"), rule("default_quality", "medium", operation="edit"))
    )
    assert cost(by_rule, "m", Recipe(quality="auto")).total == D("0.04")
    assert cost(by_rule, "m", Recipe(quality="auto", operation="edit", references=1)).total == D("0.06")
    assert cost(one(*prices, line("0.06", quality="auto")), "m", Recipe(quality="auto")).total == D("0.06")
    for snapshot, recipe in ((one(*prices), Recipe(quality="auto")), (one(*prices, rules=(rule("default_quality", "auto"),)), Recipe())):
        with pytest.raises(NotComparable, match="billed as whatever is served, and no page says what; ask for low, medium"):
            cost(snapshot, "m", recipe)
    assert cost(one(line("0.03")), "m", Recipe(quality="auto")).total == D("0.03")


@pytest.mark.parametrize(("size", "total"), [("1920x1080", "0.1"), ("1080x1920", "0.1"), ("2048x2048", "0.2"), ("1920x1200", "0.2")])
def test_1080p_is_its_own_size_either_way_up(size, total):
    """A seller's word for a size is taken before a class that holds it; what is only near it is not it."""
    snapshot = one(line("0.1", resolution="1080P"), line("0.2", resolution="2K"))
    answer = cost(snapshot, "m", Recipe(size=size))
    assert (answer.total, any("1080P means" in one for one in answer.assumed) == (total == "0.1")) == (D(total), True)


def test_a_resolution_holds_smaller_sizes_but_not_another_class():
    snapshot = one(line("0.1", resolution="1K"), line("0.2", resolution="2K"))
    assert cost(snapshot, "m", Recipe(size="1536x1024")).total == D("0.2")
    with pytest.raises(NotComparable, match="1080P, 2K; nearest: 1080P"):
        cost(one(line("0.1", resolution="1080P"), line("0.2", resolution="2K")), "m", Recipe())


def test_a_region_is_chosen_and_named():
    snapshot = one(line("0.5", region="beijing", currency="CNY"), line("0.55", region="singapore", currency="CNY"))
    assert cost(snapshot, "m", Recipe()).total == D("0.55")
    assert cost(snapshot, "m", Recipe(region="beijing")).total == D("0.5")
    with pytest.raises(NotComparable, match="a price in tokyo"):
        cost(snapshot, "m", Recipe(region="tokyo"))


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("snapshot", "recipe", "sentence"),
    [
        (one(line("0.03", bound="from")), Recipe(), 'only a "from" price is published'),
        (one(line(None, reason="not hosted: Local only")), Recipe(), "none: not hosted: Local only"),
        (one(line("0.01", style="vector")), Recipe(), "style not said.*only vector"),
        (one(line("0.03")), Recipe(tier="batch"), "a batch price.*only standard"),
        (one(line("0.03"), rules=(rule("batch", "none"),)), Recipe(tier="batch"), "rule batch none"),
        (one(line("0.03"), rules=(rule("minimum_pixels", "3,686,400"),)), Recipe(), "minimum of 3,686,400 pixels; nearest: 1920x1920"),
        (
            one(line("0.03"), rules=(rule("maximum_pixels", "1024x1024"),)),
            STANDARD["4k"],
            "maximum of 1,048,576 pixels; nearest: 1024x1024",
        ),
        (one(line("0.03"), rules=(rule("maximum_references", 3),)), Recipe(operation="edit", references=4), "at most 3"),
        (
            one(line("0.1", size="1024x1024"), line("0.2", size="1536x1024")),
            Recipe(size="1500x1000"),
            "size 1536x1024, 1024x1024; nearest: 1536x1024",
        ),
        (one(line("0.1", feature="a"), line("0.2", feature="b")), Recipe(features=("a", "b")), "exactly one image.*feature a . feature b"),
        (one(rate("30")), Recipe(), "tokens per image.*none published"),
        (one(line("1"), line("2", "input_image", currency="CNY")), STANDARD["edit"], "CNY and USD"),
        (one(line("1", "input_image")), Recipe(), "a price of the output image, found none"),
    ],
)
def test_one_clear_sentence(snapshot, recipe, sentence):
    with pytest.raises(NotComparable, match=sentence):
        cost(snapshot, "m", recipe)


def test_an_unknown_model_names_the_nearest():
    with pytest.raises(NotComparable, match="nearest: flux-2-dev"):
        cost(state(flux_2_dev=(line("1"),)), "flux2dev", Recipe())


def test_a_large_size_no_page_speaks_of_is_not_ranked():
    flat = cost(one(line("0.03")), "m", STANDARD["4k"])
    assert [(reason.code, reason.words) for reason in flat.unproven] == [(Code.SIZE, "no page says that this model makes 4096x4096")]
    assert cost(one(line("0.03"), rules=(rule("maximum_pixels", 17_000_000),)), "m", STANDARD["4k"]).rankable
    assert cost(one(line("0.03")), "m", STANDARD["4k"], model=able(resolutions=("1K", "4K"))).rankable


def able(**capabilities):
    source = ModelSource(url="https://maker.example", date=date(2026, 11, 20), says="so")
    return Model(
        id="m", maker="Maker", family="M", name="M", status="available", sources=(source,), capabilities=Capabilities(**capabilities)
    )


@pytest.mark.parametrize(
    ("capabilities", "recipe", "sentence"),
    [
        ({"resolutions": ("1K",)}, STANDARD["2k"], r"maximum of 1,048,576 pixels; nearest: 1024x1024"),
        ({"minimum_pixels": 3_686_400}, STANDARD["draft"], r"nearest: 1920x1920"),
        ({"references": 3}, Recipe(operation="edit", references=4), r"at most 3"),
        ({"operations": ("generate",)}, STANDARD["edit"], r"a model that can edit.*only generate"),
    ],
)
def test_what_the_model_is_known_not_to_do_is_refused(capabilities, recipe, sentence):
    with pytest.raises(NotComparable, match=sentence):
        cost(one(line("0.03")), "m", recipe, model=able(**capabilities))


# --- credits --------------------------------------------------------------------------------------------------------


def test_credits_are_paid_on_the_named_plan_or_the_smallest():
    snapshot = one(line("5", currency="credit"), plans=(plan("hobby", "19", "1100"), plan("pro", "99", "6000"), plan("free", "0", "25")))
    smallest = cost(snapshot, "m", Recipe())
    assert (smallest.total, smallest.currency, smallest.paid.plan) == (D(5), "credit", "hobby")
    assert smallest.dollars == D("0.086363636364")
    assert "the smallest" in smallest.assumed[-1]
    assert cost(snapshot, "m", Recipe(), "pro").dollars == D("0.0825")
    with pytest.raises(NotComparable, match=r"free, hobby, pro; nearest: hobby"):
        cost(snapshot, "m", Recipe(), "hobbi")


def test_gpu_minutes_are_a_houses_credits():
    """Midjourney, measured: 0.8 GPU minutes a job of four images; 200 minutes for $10."""
    snapshot = one(
        line("0.8", unit="request", currency="credit", basis="measured"),
        rules=(rule("images_per_run", 4),),
        plans=(plan("basic", "10", gpu_minutes="200"),),
    )
    answer = cost(snapshot, "m", Recipe(count=4))
    assert (answer.paid.per_image, answer.basis) == (D("0.01"), "measured")


def test_every_line_carries_its_quote():
    snapshot = one(rate("30"), rules=(rule("tokens_per_image", 196),))
    assert [found.text for found in cost(snapshot, "m", Recipe()).lines[0].quotes] == ["$30", quote("rule tokens_per_image 196").text]
