"""Readers built on a documented answer or a reconstruction: what they do with what their recording doesn't show."""

import pytest

from scrapers import Document, read_provider
from tests.readings import documents, folder


def reading(provider, old="", new=""):
    """The newest recording read with some of its words changed on every page; the words must be there."""
    recorded = documents(folder("latest") / provider)
    assert not old or any(old.encode() in document.body for document in recorded.values())
    changed = {url: Document(document.body.replace(old.encode(), new.encode()), document.captured_at) for url, document in recorded.items()}
    return read_provider(provider, changed)


def amounts(found):
    """Every offer's amounts."""
    return {offer.native_id: [str(line.amount) for line in offer.prices] for offer in found.snapshot.offers}


def errors(found):
    """Why pages were refused."""
    return " ".join(str(page.error) for page in found.pages if page.error)


def test_openrouter_publishes_a_model_it_has_no_page_for_without_a_price():
    """A model of the list whose endpoints nobody asks for is there, with the reason."""
    found = reading("openrouter", '"id": "black-forest-labs/flux.2-pro"', '"id": "sourceful/riverflow-9"')
    assert amounts(found)["sourceful/riverflow-9"] == ["None"]


def test_openrouter_holds_a_variant_nobody_knows():
    """A price of an unknown variant is not taken for the plain one."""
    found = reading("openrouter", '"unit": "token", "cost_usd": 3e-05', '"unit": "token", "variant": "turbo", "cost_usd": 3e-05')
    assert not [offer for offer in found.snapshot.offers if "@" in offer.native_id]
    assert "'turbo'" in found.unread[0].reason


def test_kie_keeps_an_unknown_part_of_a_description_in_the_name():
    """A price is never another's because a word of its description is new."""
    found = amounts(reading("kie", '"wan 2.7 image pro"', '"wan 2.7 image, with camera control"'))
    assert found["wan-2.7-image-with-camera-control"] == ["0.06"]
    assert found["wan-2.7-image"] == ["0.024"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"total": 41', '"total": 141', "all 141 records in one answer"),
        ('"code": 200', '"code": 500', "code 200"),
        ('"interfaceType": "video"', '"interfaceType": "hologram"', "hologram"),
        ('"falPrice": "0.12"', '"feePerImage": "0.12"', "feePerImage"),
    ],
)
def test_kie_refuses_half_an_answer_and_holds_a_record_with_keys_nobody_knows(old, new, said):
    """HTTP 200 says nothing there: the envelope, the count and every key are looked at."""
    found = reading("kie", old, new)
    assert said in errors(found) + " ".join(one.reason for one in found.unread if one.damage)


def test_kie_holds_a_discounted_price():
    """A record that says its price is a discount is not the list price."""
    found = reading(
        "kie",
        '"anchor": "https://kie.ai/nano-banana-2-1",\n    "discountPrice": false',
        '"anchor": "https://kie.ai/nano-banana-2-1",\n    "discountPrice": true',
    )
    assert "nano-banana-2-1" not in amounts(found)
    assert {unread.native_id for unread in found.unread} == {"nano-banana-2-1"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"meterName": "gpt img 2 out img Gl"', '"meterName": "gpt img 2 out img hr Gl"', "unknown words"),
        ('"meterName": "gpt img 2 out img Gl"', '"meterName": "sketch 1 out img Gl"', "unknown words"),
        ('"retailPrice": 30.0', '"retailPrice": 31.0', "another unitPrice"),
        ('"unitOfMeasure": "1M", "type": "Consumption", "isPrimaryMeterRegion": true, "armSkuName": "gpt img 2 out img"',
         '"unitOfMeasure": "1 Hour", "type": "Consumption", "isPrimaryMeterRegion": true, "armSkuName": "gpt img 2 out img"', "not tokens"),
    ],
)  # fmt: skip
def test_azure_holds_a_meter_it_does_not_understand(old, new, said):
    """What a meter bills stands in abbreviations alone: one unknown word and its price is nobody's."""
    found = reading("azure", old, new)
    assert said in found.unread[0].reason


def test_azure_refuses_a_second_page_and_another_currency():
    """The answer is whole and in the currency asked for, or it is not read."""
    assert "next page" in errors(reading("azure", '"NextPageLink": null', '"NextPageLink": "https://prices.azure.com/2"'))
    assert "EUR" in errors(reading("azure", '"currencyCode": "USD"', '"currencyCode": "EUR"'))


LISTED = '"modalities": {"input": ["text"], "output": ["image"]}'


@pytest.mark.parametrize(
    ("pricing", "said"),
    [
        ('{"kind": "fixed", "currency": "USD", "units": [{"name": "image", "measure": "output", "price": 0.0525, "per": 1}]}', ["0.0525"]),
        ('{"kind": "fixed", "currency": "USD", "units": [{"name": "image", "price": 3.25, "per": 1000}]}', ["0.00325"]),
        ('{"kind": "fixed", "units": [{"name": "megapixel", "measure": "input", "price": 0.02, "per": 1}]}', ["0.02"]),
        ('{"kind": "variable"}', ["None"]),
        (
            '{"kind": "variants", "dimensions": ["resolution"], "variants": ['
            '{"when": {"resolution": "1K"}, "price": 0.1, "unit": "image", "per": 1},'
            '{"when": {"resolution": "4K", "quality": "High"}, "price": 0.2, "unit": "image", "per": 1}]}',
            ["0.2", "0.1"],
        ),
    ],
)
def test_aimlapi_reads_a_price_of_each_documented_kind(pricing, said):
    """Fixed, by variants of the request, or not to be quoted: `per` is part of every price."""
    found = reading("aimlapi", LISTED, f'{LISTED}, "pricing": {pricing}')
    assert said == amounts(found)["openai/gpt-image-1"]


@pytest.mark.parametrize(
    "pricing",
    [
        '{"kind": "fixed", "units": [{"name": "token", "measure": "output", "price": 3.25, "per": 1000000}]}',
        '{"kind": "fixed", "currency": "EUR", "units": [{"name": "image", "price": 0.05, "per": 1}]}',
        '{"kind": "variants", "variants": [{"when": {"mood": "blue"}, "price": 0.1, "unit": "image", "per": 1}]}',
    ],
)
def test_aimlapi_holds_what_its_documentation_does_not_name(pricing):
    """A token of nobody knows what, another currency, a condition of another kind."""
    found = reading("aimlapi", LISTED, f'{LISTED}, "pricing": {pricing}')
    assert ["openai/gpt-image-1"] == [unread.native_id for unread in found.unread]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"currency": "USD"', '"currency": "USD", "per_step": 0.0001', "per_image, currency, per_step"),
        ('{"per_image": {"1024*1024": 0.005, "1376*768": 0.005}', '{"flat": 0.005', "flat, currency"),
        ('"1376*768": 0.005', '"auto": 0.006', "0.006"),
    ],
)
def test_nanogpt_holds_a_price_of_another_shape(old, new, said):
    """One shape is documented: another is no price of an image, and no size stands for one that isn't."""
    found = reading("nanogpt", old, new)
    assert (said, "pruna-ai/p-image/text-to-image") == (found.unread[0].words, found.unread[0].native_id)
    assert found.snapshot.offers == ()


def test_nanogpt_refuses_half_an_answer():
    """The answer says how many models it lists."""
    assert "all 169 models" in errors(reading("nanogpt", '"count": 1', '"count": 169'))


def test_bedrock_reports_a_row_by_the_image_it_can_not_place():
    """A row priced by the image is a model's price, let be by name, or reported: never left out in silence."""
    found = reading("bedrock", '"inferenceType": "T2I 1024 Standard"', '"inferenceType": "T2I 1024 Turbo"')
    assert amounts(found)["USE1-NovaCanvas-T2I-1024-Standard"] == ["None"]
    assert not any("Guardrail" in offer.native_id or "Training" in offer.native_id for offer in found.snapshot.offers)


def test_replicate_refuses_a_metric_nobody_knows():
    """A price per second of video is no price of an image."""
    assert "video_output_seconds" in errors(reading("replicate", "image_output_count", "video_output_seconds"))


def test_ideogram_refuses_a_table_whose_kind_is_not_said():
    """Two tables have the same columns: the sentence above says which is which."""
    assert "a sentence such as" in errors(reading("ideogram", "Priced by model tier.", "See below."))


def test_luma_refuses_a_table_without_a_model():
    """A price is of the model named above its table."""
    assert "per-image pricing" in errors(reading("luma", "— per-image pricing", "— prices"))


def test_luma_and_recraft_read_what_is_new_under_its_own_name():
    """A task or service nobody has seen yet is an offer of its own, at its own price."""
    assert amounts(reading("luma", "| Text to image |", "| Collage |"))["uni-1-collage"] == ["0.0404"]
    assert amounts(reading("recraft", "Raster image to image – Recraft V3", "Raster image morphing – Recraft V3"))[
        "raster-image-morphing-recraft-v3"
    ] == ["0.04"]


def test_leonardo_alarms_when_a_price_appears():
    """A checked negative is checked: the day the page prints a price it is refused with the words."""
    assert "$0.02 per image" in errors(reading("leonardo", "A balance, topped up by hand or by itself", "Phoenix costs $0.02 per image"))


def test_tencent_holds_a_last_day_that_no_month_has_and_nothing_else():
    """2026-11-31: the models it is of are held with it, whose last day nobody can tell; every other price of the page stands."""
    plain, found = reading("tencent"), reading("tencent", "2026年9月15日", "2026年11月31日")
    retiring = {"hy-image-lite", "hy-image-v3.0"}
    assert amounts(found) == {id: prices for id, prices in amounts(plain).items() if id not in retiring}
    assert {rule.native_id for rule in plain.snapshot.rules if rule.kind == "retires"} == retiring
    assert not [rule for rule in found.snapshot.rules if rule.kind == "retires"]
    assert not errors(found)
    assert all("2026-11-31" in one.reason for one in found.unread if one.reason not in {known.reason for known in plain.unread})
