"""A bill from a usage record: by its tokens, and at the ceiling where it says nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from costs.bill.cost import cost
from costs.bill.usage import Usage, settled, usage_of
from costs.offer.recipes import Recipe
from schema.errors import BadData
from tests.made_providers import line, one, rate, rule

D = Decimal
QUALITIES = {"low": 196, "medium": 1756, "high": 7024}
TABLE = tuple(rule("tokens_per_image", tokens, "m", quality=quality, size="1024x1024") for quality, tokens in QUALITIES.items())
GPT = one(
    rate("30"), rate("5", "input_text"), rate("1.25", "cached_input_text"), rate("8", "input_image"),
    rules=(*TABLE, rule("tokens_per_input_image", 1025)),
)  # fmt: skip
GEMINI = one(rate("120"), rate("2", "input_text"), rate("12", "output_text"))


def test_a_measured_answer_is_settled_by_its_tokens():
    answer = settled(GPT, "m", Usage(output_image=196, input_text=21))
    assert [(entry.what, str(entry.amount)) for entry in answer.lines] == [("output image", "0.00588"), ("prompt tokens", "0.000105")]
    assert (answer.total, answer.not_included) == (D("0.005985"), ())


def test_an_openai_answer_as_it_comes():
    details = {"text_tokens": 21, "image_tokens": 1022}
    record = {"data": [{}], "usage": {"input_tokens_details": details, "output_tokens": 196, "total_tokens": 1239}}
    assert settled(GPT, "m", usage_of(record)).total == D("0.00588") + D("0.000105") + D("0.008176")


def test_a_google_answer_as_it_comes():
    details = [{"modality": "IMAGE", "tokenCount": 1120}]
    record = {"usageMetadata": {"promptTokenCount": 100, "candidatesTokensDetails": details, "thoughtsTokenCount": 1000}}
    assert settled(GEMINI, "m", usage_of(record)).total == D("0.1344") + D("0.0002") + D("0.012")


def test_cached_tokens_cost_their_own_rate_or_the_full_one():
    assert settled(GPT, "m", Usage(output_image=0, input_text=0, cached_input_text=1_000_000)).total == D("1.25")
    assert settled(GEMINI, "m", Usage(output_image=0, input_text=0, cached_input_text=1_000_000)).total == D(2)


def test_missing_usage_is_priced_at_the_ceiling_and_says_so():
    answer = settled(GPT, "m", Usage(references=2))
    assert [str(entry.amount) for entry in answer.lines] == ["0.21072", "0.0164", "0.16"]
    assert len([note for note in answer.assumed if "ceiling" in note]) == 3
    known = settled(GPT, "m", Usage(quality="low", size="1024x1024", input_text=20))
    assert (known.total, known.assumed) == (D("0.00588") + D("0.0001"), ())


@pytest.mark.parametrize(
    ("usage", "total"),
    [(Usage(images=2), "0.48"), (Usage(resolution="1K", images=2), "0.2"), (Usage(resolution="1K", quality="low"), "0.05")],
)
def test_a_provider_of_images_is_settled_by_images(usage, total):
    snapshot = one(
        line("0.05", resolution="1K", quality="low"), line("0.1", resolution="1K", quality="high"), line("0.24", resolution="4K"),
    )  # fmt: skip
    assert settled(snapshot, "m", usage).total == D(total)


def test_tokens_without_a_rate_are_named_not_dropped():
    answer = settled(GEMINI, "m", Usage(output_image=1120, input_text=10, input_image=560))
    assert answer.not_included == ("560 reference images tokens: no rate is published",)


@pytest.mark.parametrize("record", [{}, {"usage": {}}, {"usage": {"seconds": 12}}, {"id": "x", "created": 1}])
def test_a_record_that_says_nothing_of_an_image_is_refused_by_what_it_has(record):
    with pytest.raises(BadData, match="the usage record: expected tokens, images, a size, a quality or a price") as refused:
        usage_of(record)
    assert all(str(key) in str(refused.value) for key in record)


def test_what_is_said_on_the_command_line_fills_what_the_record_lacks_and_no_more():
    usage = usage_of({"usage": {}}, {"quality": "low", "size": "1024x1024", "images": 2})
    assert settled(GPT, "m", usage).lines[0].amount == D("0.01176")
    usage = usage_of({"data": [{}], "quality": "high", "usage": {"output_tokens": 9}}, {"quality": "low", "size": None})
    assert (usage.quality, usage.remarks) == ("high", ("the record says quality high, not low as asked",))


@pytest.mark.parametrize("record", [{"imagse": 1}, {"images": -1}, {"images": 0}, {"output_image": "many"}, {"size": "big"}])
def test_a_malformed_record_is_refused_in_a_sentence(record):
    with pytest.raises(BadData, match="the usage record"):
        usage_of(record)


TILED = rule("tokens_per_input_image", "65 and 129 a tile of 512", "m")
FAITHFUL = rule("tokens_per_input_image", "65 and 129 a tile of 512, 4160 more square, 6240 else", "m", feature="input-fidelity-high")


@pytest.mark.parametrize(
    ("size", "fidelity", "tokens"),
    [
        ("1025x1024", False, 194),  # once its shortest side is 512, it is one tile
        ("1024x1024", False, 194),
        ("1024x1536", False, 65 + 2 * 129),
        ("3000x1000", False, 65 + 3 * 129),
        ("500x500", False, 194),  # nothing is made larger
        ("1024x1024", True, 194 + 4160),
        ("1024x1536", True, 323 + 6240),
    ],
)
def test_a_reference_is_billed_by_its_tiles_where_a_rule_says_how(size, fidelity, tokens):
    """By the words of the guide, for each reference and each image; high fidelity adds its own."""
    sold = one(rate("40"), rate("10", "input_image"), rules=(rule("tokens_per_image", 272, "m", quality="low"), TILED, FAITHFUL))
    features = ("input-fidelity-high",) if fidelity else ()
    recipe = Recipe(operation="edit", quality="low", references=2, reference_size=size, count=3, features=features)
    bill = cost(sold, "m", recipe)
    charged = next(entry for entry in bill.lines if entry.what == "reference images")
    assert charged.amount == D(10) * tokens * 2 * 3 / 1_000_000
