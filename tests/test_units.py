"""A unit is read from the page's words, from a closed set, and a contradiction between two places refuses."""

from decimal import Decimal

import pytest

from schema.drafts import Found, OfferDraft, PageStamp, PlanDraft, PriceWords, RuleDraft
from schema.errors import UnreadablePrice
from schema.prices import Variant
from schema.reading import read_drafts, read_price
from schema.units import read_unit

STAMP = PageStamp("https://example.test/pricing", "0" * 64, "2026-11-01T12:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "unit", "count"),
    [
        ("Paid Tier, per 1M tokens in USD", "token", 1_000_000),
        ("Price per Image", "image", 1),
        ("$/image", "image", 1),
        ("pricePerImage", "image", 1),
        ("cents_per_image_unit", "image", 1),
        ("credits / 1K tokens", "token", 1000),
        ("per 1,000 images", "image", 1000),
        ("$3.00 / thousand output images", "image", 1000),
        ("per M images", "image", 1_000_000),
        ("元/张", "image", 1),
        ("元 / 次", "image", 1),
        ("元/百万tokens", "token", 1_000_000),
        ("元/千tokens", "token", 1000),
        ("per output megapixel", "megapixel", 1),
        ("per input image MP", "megapixel", 1),
        ("each additional MP", "megapixel", 1),
        ("per 512x512 tile", "tile", 1),
        ("per step", "step", 1),
        ("per input 512x512 tile, per step", "tile_step", 1),
        ("per 512 by 512 tile per step", "tile_step", 1),
        ("$ / tile / step", "tile_step", 1),
        ("/ M px / Steps", "megapixel_step", 1),
        ("per megapixel per step", "megapixel_step", 1),
        ("per compute second", "gpu_second", 1),
        ("images", "image", 1),
        ("per successful generation", "image", 1),
        ("per successful result", "image", 1),
        ("이미지당 가격", "image", 1),
        ("1枚あたり", "image", 1),
    ],
)
def test_units_are_read_from_the_pages_words(words, unit, count):
    """Captions, column names, cells and JSON keys alike."""
    assert (unit, Decimal(count)) == read_unit(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Price",
        "per unit",
        "per month",
        "per image or per second",
        "per megapixel and image / image",
        "per tile and per step",
        "per result",
        "impossible",
    ],
)
def test_words_that_name_no_unit_or_several_are_none(words):
    """No unit is guessed."""
    assert read_unit(words) is None


def line(text, unit, unit_text, **more):
    return read_price(PriceWords("output_image", unit, Found(text, "table"), unit_text, Variant(), **more), STAMP)


@pytest.mark.parametrize(
    ("text", "unit", "unit_text"),
    [
        ("$0.04", "image", "per 1,000 images"),
        ("$0.04", "image", "per megapixel"),
        ("$0.04", "image", "Price"),
        ("$0.04", "image", ""),
        ("$0.04 per 1,000 images", "image", "Price per image"),
        ("$40 per 1K images", "image", "Price per image"),
        ("$0.067 per 1K images", "image", ""),
        ("$0.04 for each image", "image", "per 1,000 images"),
        ("$0.04 per image generated", "megapixel", ""),
        ("$0.04 per second", "image", "Price per image"),
        ("$30.00", "million_tokens", "Price per image"),
        ("$0.04", "megapixel", "per image"),
        ("$0.04 / step", "megapixel", ""),
    ],
)
def test_a_unit_that_is_not_said_or_contradicts_refuses(text, unit, unit_text):
    """A page that turned `per image` into `per 1,000 images` gives no price at all."""
    with pytest.raises(UnreadablePrice, match="price per"):
        line(text, unit, unit_text)


@pytest.mark.parametrize(
    ("text", "unit", "unit_text", "amount"),
    [
        ("$0.04", "image", "Price per Image", "0.04"),
        ("$0.039 per image", "image", "", "0.039"),
        ("$0.039 for each image", "image", "", "0.039"),
        ("$0.039 per image generated", "image", "Price per image", "0.039"),
        ("$30.00", "million_tokens", "per 1M tokens", "30"),
        ("$0.005", "million_tokens", "per 1,000 input text tokens", "5"),
        ("$14", "request", "per 1,000 requests", "0.014"),
    ],
)
def test_amounts_are_brought_to_their_unit_exactly(text, unit, unit_text, amount):
    """Tokens are kept per million whatever the page counts in; everything stays an exact decimal."""
    assert Decimal(amount) == line(text, unit, unit_text).amount


def test_a_price_of_a_thousand_images_is_one_where_its_reader_says_so():
    """`1K images` is never taken for one image of that size: the reader must expect a thousand."""
    assert Decimal("0.04") == line("$40 per 1K images", "image", "", per=Decimal(1000)).amount


def test_a_generated_image_is_none_that_was_sent():
    """`per image generated` prices the output alone."""
    words = PriceWords("input_image", "image", Found("$0.04 per image generated", "table"), "", Variant())
    with pytest.raises(UnreadablePrice, match="input_image"):
        read_price(words, STAMP)


def test_a_denomination_is_applied_exactly():
    """xAI prints ten-billionths of a dollar."""
    read = line("400000000", "image", "pricePerImage", currency="USD", denomination=Decimal("0.0000000001"), locale="json")
    assert (Decimal("0.04"), "USD") == (read.amount, read.currency)


@pytest.mark.parametrize("locator", ["table", "$ .prices[0].price", 'table > row "m" > column "Price per image"'])
def test_a_bare_number_has_no_currency_until_the_page_names_one(locator):
    """A `$` that went missing is not made up; the `$` of a JSON path is none."""
    words = PriceWords("output_image", "image", Found("0.04", locator), "per image", Variant(), currency="USD")
    with pytest.raises(UnreadablePrice, match="currency"):
        read_price(words, STAMP)


@pytest.mark.parametrize("locator", ['table > column "Credits"', 'table > column "Price (USD / image)"', 'table > column "单价（元/张）"'])
def test_a_column_may_name_the_currency_for_its_bare_numbers(locator):
    """As Comfy, BytePlus and Volcengine print them."""
    currency = "credit" if "Credits" in locator else "USD" if "USD" in locator else "CNY"
    words = PriceWords("output_image", "image", Found("0.04", locator), "per image", Variant(), currency=currency)
    assert read_price(words, STAMP).amount == Decimal("0.04")


def test_plans_and_rules_that_contradict_each_other_are_not_read():
    """Not the first of two: none, and both are told; a number has one spelling."""
    price, more = Found("$19", "table"), Found("$29", "table")
    plans = [
        PlanDraft("hobby", "Hobby", price, "month"),
        PlanDraft("hobby", "Hobby", more, "month"),
        PlanDraft("pro", "Pro", more, "month"),
    ]
    rules = [
        RuleDraft("multiplier", "1.50", Found("1.50", "text"), "m"),
        RuleDraft("multiplier", "2", Found("2", "text"), "n"),
        RuleDraft("multiplier", "3", Found("3", "text"), "n"),
    ]
    reading = read_drafts([(draft, STAMP) for draft in [*plans, *rules]])
    assert [plan.id for plan in reading.plans] == ["pro"] and [rule.value for rule in reading.rules] == ["1.5"]
    assert {unread.native_id for unread in reading.unread} == {"hobby", "n"}


@pytest.mark.parametrize("words", ["free", "1,100 per image", "0", "from 1,100"])
def test_what_a_plan_brings_is_a_number_of_its_period(words):
    """Credits are counted, not described."""
    draft = PlanDraft("hobby", "Hobby", Found("$19", "table"), "month", credits=Found(words, "table"))
    assert read_drafts([(draft, STAMP)]).plans == []
    monthly = PlanDraft("hobby", "Hobby", Found("$19", "table"), "month", credits=Found("1,100 per month", "table"))
    assert read_drafts([(monthly, STAMP)]).plans[0].credits == 1100


def test_half_a_page_is_no_name_of_a_model():
    """A name that swallowed its neighbours leaves its offer unread; the offers beside it are read."""
    price = PriceWords("output_image", "image", Found("$0.04 per image", "table"), "")
    drafts = [(OfferDraft(native_id, name, (price,)), STAMP) for native_id, name in (("a", "A" * 401), ("b", "B" * 400))]
    reading = read_drafts(drafts)
    assert [("b", "B" * 400)] == [(offer.native_id, offer.name) for offer in reading.offers]
    assert [("a", f"table: expected the name of a model, found {'A' * 80!r}")] == [(one.native_id, one.reason) for one in reading.unread]
