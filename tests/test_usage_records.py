"""Every ordinary shape of a usage record comes to the same tokens; what a record can't say is an upper bound or is named."""

from __future__ import annotations

import json
import os
import random
from decimal import Decimal
from fractions import Fraction

import pytest

from costs.bill.invoices import invoice
from costs.bill.usage import settled, usage_of
from costs.bill.usage_files import records_in
from costs.exact import exactly
from costs.standing.ranking import Circumstances, market
from schema.errors import BadData
from tests.made_providers import line, one, rate, rule, state

D = Decimal
GEMINI = one(rate("120"), rate("2", "input_text"), rate("2", "input_image"), rate("12", "output_text"))
GPT = one(
    rate("32"), rate("5", "input_text"), rate("1.25", "cached_input_text"), rate("8", "input_image"), rate("2", "cached_input_image"),
    rate("10", "output_text"), rules=(rule("tokens_per_partial_image", 100), rule("tokens_per_image", 272, "m", quality="low")),
)  # fmt: skip


def shapes(prompt: int, image: int, thought: int) -> dict[str, dict[str, object]]:
    """One answer, as many ways to write it down: so many tokens of prompt, of the image, of thinking."""
    return {
        "Google, as it answers": {
            "candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png"}}]}}],
            "usageMetadata": {
                "promptTokenCount": prompt, "candidatesTokenCount": image, "totalTokenCount": prompt + image + thought, "thoughtsTokenCount": thought,
                "promptTokensDetails": [{"modality": "TEXT", "tokenCount": prompt}],
                "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": image}],
            },
        },
        "Google, as its Python package prints it": {
            "usage_metadata": {
                "prompt_token_count": prompt, "candidates_token_count": image, "total_token_count": prompt + image + thought, "thoughts_token_count": thought,
                "prompt_tokens_details": [{"modality": "MediaModality.TEXT", "token_count": prompt}],
                "candidates_tokens_details": [{"modality": "<MediaModality.IMAGE: 'IMAGE'>", "token_count": image}],
            }
        },
        "Google's usage alone": {"promptTokenCount": prompt, "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": image}], "thoughtsTokenCount": thought},
        "by modality": {
            "usage": {
                "total_input_tokens": prompt, "input_tokens_by_modality": [{"modality": "text", "tokens": prompt}], "total_output_tokens": image,
                "output_tokens_by_modality": [{"modality": "image", "tokens": image}], "total_thought_tokens": thought, "total_tokens": prompt + image + thought,
            }
        },
        "a chat's": {
            "usage": {
                "completion_tokens": image + thought, "prompt_tokens": prompt, "total_tokens": prompt + image + thought,
                "completion_tokens_details": {"reasoning_tokens": thought, "text_tokens": 0, "image_tokens": image},
                "prompt_tokens_details": {"text_tokens": prompt},
            }
        },
        "a chat's that counts thinking as text": {
            "usage": {
                "completion_tokens": image + thought, "prompt_tokens": prompt, "completion_tokens_details": {"reasoning_tokens": thought, "text_tokens": thought, "image_tokens": image},
                "prompt_tokens_details": {"text_tokens": prompt, "cached_tokens": 0, "audio_tokens": 0},
            }
        },
        "images": {
            "created": 1, "data": [{"b64_json": ""}],
            "usage": {
                "input_tokens": prompt, "input_tokens_details": {"text_tokens": prompt, "image_tokens": 0}, "output_tokens": image + thought,
                "output_tokens_details": {"image_tokens": image, "text_tokens": thought}, "total_tokens": prompt + image + thought,
            },
        },
        "LangChain's": {
            "usage_metadata": {
                "input_tokens": prompt, "output_tokens": image + thought, "total_tokens": prompt + image + thought, "input_token_details": {"text": prompt},
                "output_token_details": {"image": image, "reasoning": thought},
            }
        },
        "an organisation's export": {"object": "organization.usage.result", "input_text_tokens": prompt, "output_image_tokens": image, "output_text_tokens": thought, "input_tokens": prompt, "output_tokens": image + thought, "num_model_requests": 1},
        "a span's attributes": {"gen_ai.request.model": "m", "gen_ai.usage.input_tokens": prompt, "gen_ai.usage.output_tokens": image + thought, "gen_ai.usage.output_tokens_details.image_tokens": image},
        "a hosted tool's, beside those of the model that called it": {
            "object": "response", "model": "gpt-words", "output": [{"type": "image_generation_call", "status": "completed"}],
            "usage": {"input_tokens": 900, "output_tokens": 50, "total_tokens": 950},
            "tool_usage": {"image_gen": {"input_tokens": prompt, "input_tokens_details": {"text_tokens": prompt}, "output_tokens": image + thought, "output_tokens_details": {"image_tokens": image, "text_tokens": thought}}},
        },
        "the last event of a stream": {
            "type": "response.completed",
            "response": {"output": [{"type": "image_generation_call"}], "tool_usage": {"image_gen": {"input_tokens": prompt, "output_tokens": image + thought, "output_tokens_details": {"image_tokens": image}, "input_tokens_details": {"text_tokens": prompt}}}},
        },
        "a line of a batch": {"custom_id": "a", "response": {"body": {"usage": {"input_tokens": prompt, "output_tokens": image + thought, "output_tokens_details": {"image_tokens": image}, "input_tokens_details": {"text_tokens": prompt}}}}},
        "JSON in a text": {"model": "m", "response": json.dumps({"usage": {"input_tokens": prompt, "output_tokens": image + thought, "output_tokens_details": {"image_tokens": image}, "input_tokens_details": {"text_tokens": prompt}}})},
        "two shapes at once": {
            "usage": {"prompt_tokens": prompt, "completion_tokens": image + thought, "total_tokens": prompt + image + thought},
            "usageMetadata": {"promptTokenCount": prompt, "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": image}], "thoughtsTokenCount": thought},
        },
        "our own": {"input_text": prompt, "output_image": image, "output_text": thought},
    }  # fmt: skip


SAME = shapes(10, 1120, 225)


@pytest.mark.parametrize("shape", SAME)
def test_one_answer_comes_to_the_same_however_it_is_written_down(shape):
    bill = settled(GEMINI, "m", usage_of(SAME[shape]))
    assert bill.total == D("0.1344") + D("0.0027") + D("0.00002"), bill.assumed
    assert not bill.at_most


def test_the_model_that_called_the_tool_is_named_and_not_billed_at_the_images_rates():
    bill = settled(GEMINI, "m", usage_of(SAME["a hosted tool's, beside those of the model that called it"]))
    assert "950 tokens of the model that called the tool" in bill.not_included[0]


def test_what_only_the_total_has_is_text_where_images_are_named():
    record = {"candidatesTokenCount": 2340, "promptTokenCount": 326, "thoughtsTokenCount": 337, "totalTokenCount": 3003,
              "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 326}], "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 2000}]}  # fmt: skip
    bill = settled(GEMINI, "m", usage_of({"usageMetadata": record}))
    assert bill.total == D("0.248776")
    assert any("name 2,000 of 2,340 output tokens: the other 340 are billed as text" in note for note in bill.assumed)


@pytest.mark.parametrize(
    ("usage", "total", "words"),
    [
        ({"input_tokens": 9, "output_tokens": 372, "total_tokens": 381}, 9 * 8 + 372 * 32, "372 output tokens are output image or"),
        ({"total_tokens": 381}, 381 * 32, "381 in all tokens are"),
        ({"input_tokens": 100, "output_tokens": 10, "output_tokens_details": {"image_tokens": 10}, "input_tokens_details": {"cached_tokens": 40}}, 60 * 8 + 40 * 2 + 320, "60 input tokens are"),
        ({"output_tokens": 10, "output_tokens_details": {"image_tokens": 10}, "input_tokens": 30, "input_tokens_details": {"text_tokens": 10, "image_tokens": 20, "cached_tokens": 5}}, 320 + 50 + 160, "5 input tokens were cached"),
    ],
)  # fmt: skip
def test_a_total_without_its_kinds_is_an_upper_bound_that_says_so(usage, total, words):
    bill = settled(GPT, "m", usage_of({"usage": usage}))
    assert exactly(bill.total) == Fraction(total, 1_000_000)
    assert bill.at_most
    assert any(words in note for note in bill.assumed)


def test_an_answer_to_words_alone_has_sent_no_image():
    event = {
        "type": "image_generation.completed",
        "usage": {"input_tokens": 9, "output_tokens": 372, "output_tokens_details": {"image_tokens": 372}},
    }
    bill = settled(GPT, "m", usage_of(event))
    assert bill.total == (D(9) * 5 + D(372) * 32) / 1_000_000
    assert not bill.at_most


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"output_tokens": 100, "output_tokens_details": {"image_tokens": 120}}, "the details name 120 output tokens, the total 100"),
        ({"input_tokens": 5, "output_tokens": 5, "total_tokens": 99}, "99 tokens in all, its parts come to 10"),
        ({"input_tokens": 9, "prompt_tokens": 10, "output_tokens": 3}, "usage.input_tokens 9 and usage.prompt_tokens 10"),
        ({"output_tokens": 1, "input_tokens": 4, "input_tokens_details": {"text_tokens": 4, "cached_tokens_details": {"text_tokens": 9}}}, "9 text tokens were cached of 4"),
    ],
)  # fmt: skip
def test_details_that_do_not_add_up_are_said(details, words):
    assert any(words in note for note in settled(GPT, "m", usage_of({"usage": details})).assumed)


def test_a_quantity_nobody_knows_is_named_and_never_dropped():
    usage = {
        "output_tokens": 5,
        "output_tokens_details": {"image_tokens": 5, "hologram_tokens": 7},
        "gpu_tea_breaks": 2,
        "input_tokens": 0,
        "audio_seconds": 0,
    }
    bill = settled(GPT, "m", usage_of({"usage": usage}))
    assert any("hologram tokens 7" in words for words in bill.not_included)
    assert any("usage.gpu_tea_breaks 2" in words for words in bill.not_included)
    assert not any("audio" in words for words in bill.not_included)


def test_a_negative_count_is_refused():
    with pytest.raises(BadData, match="counts of 0 or more, found output_tokens -5"):
        usage_of({"usage": {"output_tokens": -5}})


@pytest.mark.parametrize(
    ("record", "amount"),
    [({"usage": {"cost": 0.04}}, "0.04"), ({"spend": "0.04"}, "0.04"), ({"usage": {"cost_in_usd_ticks": 400000000}}, "0.04"), ({"data": [{}], "_hidden_params": {"response_cost": 0.04}}, "0.04")],
)  # fmt: skip
def test_a_gateways_own_price_is_the_bill_where_nothing_else_is_known(record, amount):
    bill = settled(GPT, "m", usage_of(record))
    assert (bill.total, bill.lines[0].billable, bill.basis) == (D(amount), "stated", "measured")


def test_a_gateways_own_price_stands_beside_what_the_tokens_come_to():
    bill = settled(
        GPT, "m", usage_of({"usage": {"output_tokens": 10, "output_tokens_details": {"image_tokens": 10}, "input_tokens": 0, "cost": 0.5}})
    )
    assert (bill.total, bill.stated and bill.stated.amount) == (D("0.00032"), D("0.5"))


@pytest.mark.parametrize(
    ("record", "images", "shape"),
    [
        ({"data": [{"url": "a", "size": "2048x2048"}, {"url": "b"}], "usage": {"generated_images": 2, "output_tokens": 1}}, 2, "2048x2048"),
        ({"output": ["https://a.example/1.png", "https://a.example/2.png"], "metrics": {"predict_time": 1.5}}, 2, None),
        ({"predictions": [{"bytesBase64Encoded": ""}] * 3}, 3, None),
        ({"choices": [{"message": {"images": [{}, {}]}}], "usage": {"cost": 1}}, 2, None),
        ({"request": {"n": 4, "size": "1024x1536"}, "response": {"created": 5}}, 4, "1024x1536"),
        ({"usage": {"image_count": 1, "width": 512, "height": 768}}, 1, "512x768"),
    ],
)  # fmt: skip
def test_images_are_counted_where_a_provider_counts_images(record, images, shape):
    usage = usage_of(record)
    assert (usage.images, usage.size) == (images, shape)
    assert settled(one(line("0.05")), "m", usage).total == (D("0.05") * images if usage.stated is None else usage.stated.amount)


def test_searches_are_billed_by_the_fee_of_a_search_or_named():
    searching = one(rate("120"), rate("2", "input_text"), line("0.014", "request", "request", feature="web-search"))
    record = {
        "candidates": [{"groundingMetadata": {"webSearchQueries": ["a", "b"]}}],
        "usageMetadata": {"promptTokenCount": 1, "candidatesTokenCount": 1},
    }
    assert any((entry.what, entry.amount) == ("searches", D("0.028")) for entry in settled(searching, "m", usage_of(record)).lines)
    assert "2 searches: no fee is published" in settled(GEMINI, "m", usage_of(record)).not_included


def test_partial_images_of_an_answer_without_tokens_are_billed_by_their_rule():
    plain, shown = ({"quality": "low", "data": [{}], "partial_images": many, "usage": {"input_tokens": 0}} for many in (0, 3))
    assert settled(GPT, "m", usage_of(shown)).total - settled(GPT, "m", usage_of(plain)).total == D("0.0096")


@pytest.mark.parametrize(
    ("record", "images", "stated", "unknown"),
    [
        ({"data": {"id": "gen-1", "total_cost": 0.1, "native_tokens_prompt": 10, "tokens_prompt": 7, "native_tokens_completion": 1345, "tokens_completion": 99, "native_tokens_reasoning": 225, "native_tokens_completion_images": 1120, "num_media_completion": 1}}, 1, "0.1", ()),
        ({"usage": {"input": 10, "output": 1345, "total": 1355, "unit": "TOKENS"}, "calculatedTotalCost": 0.1}, 1, "0.1", ()),
        ({"endpoint_id": "m", "unit": "image", "quantity": 3, "cost": 0.009, "currency": "USD"}, 3, "0.009", ()),
        ({"endpoint_id": "m", "unit": "megapixels", "quantity": 3, "cost": 0.009, "currency": "USD"}, 1, "0.009", ("quantity 3 megapixels",)),
        ({"data": [{"imageURL": "a", "cost": 0.0013}, {"imageURL": "b", "cost": 0.0013}]}, 2, "0.0026", ()),
        ({"images": ["data:"], "inference_status": {"cost": 0.0005, "runtime_ms": 5}}, 1, "0.0005", ()),
        ({"object": "organization.costs.result", "amount": {"value": 0.06, "currency": "usd"}}, 1, "0.06", ()),
        ({"output": {"outputBodyJson": {"images": ["a", "b"]}}, "operation": "InvokeModel", "modelId": "m", "input": {"inputBodyJson": {"imageGenerationConfig": {"width": 1024, "height": 1024}}}}, 2, None, ()),
        ({"image": "YWJj", "finish_reason": "SUCCESS"}, 1, None, ()),
        ({"generated_images": [{}, {}]}, 2, None, ()),
        ({"polling_url": "a", "cost": 6, "output_mp": 1.05}, 1, None, ("cost 6 credits", "output_mp 1.05")),
        ({"data": [{}], "cost": 0.05, "currency": "EUR"}, 1, None, ("cost 0.05 EUR",)),
        ({"MeterName": "a", "CostInBillingCurrency": "6.0", "BillingCurrencyCode": "USD"}, 1, "6.0", ()),
        ({"data": [{}], "service_tier": "turbo"}, 1, None, ("the tier turbo",)),
        ({"data": [{}], "usage": {"cost": 0.002, "is_byok": True}}, 1, "0.002", ("what the seller behind the gateway bills for itself, by a key of one's own",)),
        ({"sdGenerationJob": {"generationId": "a", "apiCreditCost": 12}, "images": [{}]}, 1, None, ("api_credit_cost 12",)),
    ],
)  # fmt: skip
def test_what_gateways_exports_and_logs_say_is_read_or_named(record, images, stated, unknown):
    usage = usage_of(record)
    assert (usage.images, usage.stated and usage.stated.amount, usage.unknown) == (images, D(stated) if stated else None, unknown)


def test_a_gateways_own_count_of_tokens_gives_way_to_the_providers():
    usage = usage_of({"tokens_prompt": 7, "native_tokens_prompt": 10, "tokens_completion": 99, "native_tokens_completion": 1120,
                      "native_tokens_completion_images": 1120})  # fmt: skip
    assert (usage.input_image, usage.output_image, usage.remarks) == (None, 1120, ())
    assert [pool.count for pool in usage.pools] == [10]


@pytest.mark.parametrize("where", ["providerMetadata", "metadata", "response_metadata", "additional_kwargs"])
def test_a_usage_that_a_library_keeps_beside_the_answer_is_read(where):
    inner = {"promptTokenCount": 10, "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1120}], "thoughtsTokenCount": 225}
    record = {"usage": {"inputTokens": 10, "outputTokens": 1345, "totalTokens": 1355}, where: {"google": {"usageMetadata": inner}}}
    bill = settled(GEMINI, "m", usage_of(record))
    assert (bill.total, bill.at_most) == (D("0.13712"), False)


def test_high_fidelity_is_in_the_tokens_of_a_reference_where_they_are_counted():
    usage = {"output_tokens": 10, "output_tokens_details": {"image_tokens": 10}, "input_tokens": 30, "input_tokens_details": {"text_tokens": 10, "image_tokens": 20}}  # fmt: skip
    bill = settled(GPT, "m", usage_of({"input_fidelity": "high", "usage": usage}))
    assert bill.total == (D(10) * 32 + D(10) * 5 + D(20) * 8) / 1_000_000


def test_images_of_one_answer_that_differ_are_never_billed_as_the_first():
    calls = [{"type": "image_generation_call", "quality": word, "size": "1024x1024", "status": "completed"} for word in ("low", "high")]
    failed = {"type": "image_generation_call", "status": "failed"}
    usage = usage_of({"output": [*calls, failed]})
    assert (usage.images, usage.quality, usage.size) == (2, None, None)
    assert usage.unknown == ("which of its images is of quality low and which high",)
    bill = settled(one(line("0.01", quality="low"), line("0.05", quality="high")), "m", usage)
    assert (bill.total, bill.at_most) == (D("0.10"), True)


def test_an_area_that_the_record_does_not_say_is_an_assumption():
    bill = settled(one(line("0.01", unit="megapixel")), "m", usage_of({"data": [{"url": "a"}]}))
    assert "1024x1024: the record does not say the size" in bill.assumed


@pytest.mark.parametrize("state_of_it", ["failed", "canceled", "processing", "IN_QUEUE"])
def test_a_call_without_an_answer_is_refused(state_of_it):
    with pytest.raises(BadData, match="an answer with an image"):
        usage_of({"id": "x", "status": state_of_it, "output": None, "metrics": {"predict_time": 1.2}})


# --- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("one.json", '{"usage": {"output_tokens": 5}}', 1),
        ("list.json", '[{"usage": {"output_tokens": 5}}, {"usage": {"output_tokens": 6}}]', 2),
        ("lines.jsonl", '{"usage": {"output_tokens": 5}}\n\n{"usage": {"output_tokens": 6}}\n', 2),
        ("export.csv", "\ufeffmodel,prompt_tokens,completion_tokens\nm,5,6\nm,,7\n", 2),
        ("stream.txt", 'event: x\ndata: {"type": "image_generation.partial_image", "partial_image_index": 0}\n\ndata: {"type": "image_generation.completed", "usage": {"output_tokens": 5}}\n\ndata: [DONE]\n', 1),
        ("chunks.json", '[{"responseId": "r", "candidates": [{}]}, {"responseId": "r", "candidates": [{}], "usageMetadata": {"promptTokenCount": 1}}]', 1),
        ("page.json", '{"object": "page", "data": [{"start_time": 1, "results": [{"output_tokens": 5}, {"output_tokens": 6}]}]}', 2),
        ("one.toml", "output_image = 5", 1),
    ],
)  # fmt: skip
def test_a_file_is_taken_apart_into_answers(name, text, count):
    assert len(records_in(text, name)) == count


def test_a_line_that_cannot_be_read_is_named_and_harms_no_other():
    found = records_in('{"usage": {"output_tokens": 5}}\n{"usage": \n{"usage": {"output_tokens": 6}}\n', "m.jsonl")
    answer = invoice(found, lambda record: (GPT, "m"), [GPT], Circumstances())
    assert ([entry.place for entry in answer.records], [entry.place for entry in answer.unsettled]) == (["line 1", "line 3"], ["line 2"])
    assert "no JSON" in answer.unsettled[0].why


def test_free_searches_of_a_month_are_taken_off_once():
    words = "3 free search requests per month (shared across all models)"
    free = rule("free_tier", words, "m", feature="web-search")
    searching = one(rate("1"), rate("1", "input_text"), line("0.014", "request", "request", feature="web-search"), rules=(free,))
    record = {"searches": 2, "created": "2026-11-05", "output_image": 0, "input_text": 0}
    lines = [json.dumps(record), json.dumps(record), json.dumps(record | {"created": "2026-12-01"})]
    answer = invoice(records_in("\n".join(lines), "m.jsonl"), lambda record: (searching, "m"), [], Circumstances())
    assert [(one.month, one.count, one.of, one.saved) for one in answer.free] == [
        ("2026-11", 3, 4, D("0.042")),
        ("2026-12", 2, 2, D("0.028")),
    ]
    assert answer.sums == {"USD": D("0.014")}


# --- thousands ------------------------------------------------------------------------------------------------------

MANY = 10_000 if os.environ.get("IMAGEPRICES_LARGE") else 1_000  # `make usage` settles ten thousand


def totals(sent: int, given: int) -> list[dict[str, object]]:
    """Logs that keep totals and no kinds: a chat's, a gateway's, tracers', a table's row."""
    pairs = {"gen_ai.usage.input_tokens": sent, "gen_ai.usage.output_tokens": given}
    return [
        {"usage": {"prompt_tokens": sent, "completion_tokens": given}},
        {"model": "m", "tokens_in": sent, "tokens_out": given, "cached": False, "success": True},
        {"properties": {"$ai_model": "m", "$ai_input_tokens": sent, "$ai_output_tokens": given}},
        {"attributes": [{"key": key, "value": {"intValue": str(count)}} for key, count in pairs.items()]},
        {"attributes": {"llm.token_count.prompt": sent, "llm.token_count.completion": given, "llm.token_count.total": sent + given}},
        {"metrics": {"input_tokens": sent, "output_tokens": given}, "meta": {"model_name": "m"}},
        {"Model": "m", "inputUsage": f"{sent:,}", "outputUsage": f"{given:,}"},
    ]


def _record(chance: random.Random) -> tuple[dict[str, object], Fraction, bool, int]:
    """A record of some shape, what it comes to by its own arithmetic at GEMINI, whether it says all of it, and what in it is unknown."""
    prompt, image, thought = chance.randint(1, 900), chance.choice((747, 1120, 2000)), chance.randint(1, 400)
    exact = Fraction(prompt * 2 + image * 120 + thought * 12, 1_000_000)
    if chance.random() < 0.1:  # a total without its kinds: at most, all of it as an image
        most = Fraction(prompt * 2 + (image + thought) * 120, 1_000_000)
        return chance.choice(totals(prompt, image + thought)), most, False, 0
    name, record = chance.choice(list(shapes(prompt, image, thought).items()))
    unknown = int("beside those of the model" in name)
    usage = record.get("usage")
    if isinstance(usage, dict) and "details" not in name and not unknown and chance.random() < 0.2:
        usage["tea_breaks"] = chance.randint(1, 9)
        unknown += 1
    return record, exact, True, unknown


def test_thousands_of_records_of_every_shape_come_to_their_own_arithmetic():
    chance = random.Random(20261130)
    made = [_record(chance) for _ in range(MANY)]
    broken = sorted(chance.sample(range(MANY), MANY // 100))
    lines = ['{"error": {"message": "blocked"}}' if at in set(broken) else json.dumps(record) for at, (record, *_) in enumerate(made)]
    elsewhere = [state("other", a=(line("0.03"),), b=(line("0.05", quality="high"), line("0.02", quality="low")))]
    answer = invoice(records_in("\n".join(lines), "year.jsonl"), lambda record: (GEMINI, "m"), [GEMINI, *elsewhere], Circumstances())
    kept = [entry for at, entry in enumerate(made) if at not in set(broken)]
    assert [exactly(entry.total) for entry in answer.records] == [amount for _, amount, *_ in kept]
    assert [entry.at_most for entry in answer.records] == [not whole for _, _, whole, _ in kept]
    assert [len(entry.not_included) for entry in answer.records] == [unknown for *_, unknown in kept]
    assert exactly(answer.sums["USD"]) == sum(amount for _, amount, *_ in kept)
    assert [entry.place for entry in answer.unsettled] == [f"line {at + 1}" for at in broken]
    one_by_one = {
        (row.cost.provider, row.cost.native_id): row.dollars for row in market(elsewhere, usage_of({"output_image": 1}).recipe()).ranked
    }
    assert {(row.provider, row.native_id): row.dollars for row in answer.elsewhere} == {
        pair: each * len(kept) for pair, each in one_by_one.items()
    }
