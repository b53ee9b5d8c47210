"""What sellers, gateways, tracers and clouds write down of one image: each documented shape, and where it is documented.

The addresses say where to look for a shape that has moved on; not all of them were opened again when the records were written, on
2026-11-30. Every record is written for this project.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from costs.bill.usage_files import records_in
from costs.bill.usage_records import read_record

D = Decimal
IN, OUT = {"input_text", "input_image"}, {"output_image", "output_text"}


class Shape(NamedTuple):
    """A record, where its shape is documented, and what it says."""

    documented: str
    record: dict[str, Any]
    images: int = 1
    tokens: tuple[int | None, int | None] = (None, None)  # of input and output of which it does not say the kind
    image_tokens: int | None = None
    model: str | None = None
    provider: str | None = None
    stated: str | None = None
    unknown: tuple[str, ...] = ()
    setting: tuple[str | None, str | None] = (None, None)  # size, quality


SHAPES = {
    "Azure OpenAI": Shape(
        "learn.microsoft.com, azure/ai-foundry/openai/how-to/dall-e",
        {"created": 1, "background": "opaque", "output_format": "png", "quality": "high", "size": "1024x1024", "data": [{"b64_json": ""}],
         "usage": {"input_tokens": 50, "input_tokens_details": {"image_tokens": 0, "text_tokens": 50}, "output_tokens": 4160,
                   "output_tokens_details": {"image_tokens": 4160, "text_tokens": 0}, "total_tokens": 4210}},
        image_tokens=4160, setting=("1024x1024", "high"),
    ),
    "the Responses API without the tool's tokens": Shape(
        "platform.openai.com/docs/guides/tools-image-generation",
        {"id": "resp_1", "object": "response", "model": "gpt-words", "tools": [{"type": "image_generation", "model": "gpt-image-1"}],
         "output": [{"type": "image_generation_call", "status": "completed", "quality": "high", "size": "1024x1024"}, {"type": "message"}],
         "usage": {"input_tokens": 11, "output_tokens": 22, "total_tokens": 33}},
        model="gpt-image-1", setting=("1024x1024", "high"),
        unknown=("33 tokens of the model that called the tool, billed at its own prices",),
    ),
    "OpenAI's usage of images": Shape(
        "platform.openai.com/docs/api-reference/usage/images_object",
        {"object": "organization.usage.images.result", "images": 4, "num_model_requests": 2, "size": "1024x1024", "source": "image.generation", "model": "m"},
        images=4, model="m", setting=("1024x1024", None),
    ),
    "OpenRouter's activity export": Shape(
        "openrouter.ai/docs/guides/guides/activity-export",
        {"generation_id": "gen-1", "created_at": "2026-11-01 10:00:00.000", "cost_total": "0.137", "tokens_prompt": "10", "tokens_completion": "1120",
         "model_permaslug": "google/m", "provider_name": "Google"},
        tokens=(10, 1120), model="google/m", provider="Google", stated="0.137",
    ),
    "LiteLLM's log of spending, which counts no tokens of images": Shape(
        "docs.litellm.ai/docs/proxy/cost_tracking",
        {"call_type": "aimage_generation", "spend": 0.04, "total_tokens": 0, "prompt_tokens": 0, "completion_tokens": 0, "model": "m", "custom_llm_provider": "openai"},
        model="m", provider="openai", stated="0.04",
    ),
    "fal's billing events": Shape(
        "docs.fal.ai/platform-apis/v1/models/billing-events",
        {"request_id": "a", "endpoint_id": "fal-ai/flux/dev", "output_units": 2, "unit_price": 0.025, "percent_discount": 10, "cost_estimate_nano_usd": 45000000},
        model="fal-ai/flux/dev", stated="0.045", unknown=("output units 2",),
    ),
    "fal's usage": Shape(
        "docs.fal.ai/platform-apis/v1/models/usage",
        {"endpoint_id": "fal-ai/flux/dev", "unit": "images", "quantity": 4, "unit_price": 0.025, "cost": 0.1, "currency": "USD"},
        images=4, model="fal-ai/flux/dev", stated="0.1",
    ),
    "Bedrock's log of invocations": Shape(
        "docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html",
        {"schemaType": "ModelInvocationLog", "operation": "InvokeModel", "modelId": "amazon.nova-canvas-v1:0",
         "input": {"inputBodyJson": {"imageGenerationConfig": {"numberOfImages": 2, "quality": "premium", "width": 1024, "height": 1024}}, "inputTokenCount": 0},
         "output": {"outputBodyJson": {"images": ["", ""]}, "outputTokenCount": 0}},
        images=2, model="amazon.nova-canvas-v1:0", setting=("1024x1024", "premium"),
    ),
    "Helicone": Shape(
        "docs.helicone.ai/rest/request/post-v1requestquery-clickhouse",
        {"request_model": "m", "provider": "OPENAI", "prompt_tokens": 10, "completion_tokens": 4160, "total_tokens": 4170, "costUSD": 0.1665},
        tokens=(10, 4160), model="m", provider="OPENAI", stated="0.1665",
    ),
    "Langfuse, of an integration": Shape(
        "langfuse.com/docs/observability/features/token-and-cost-tracking",
        {"type": "GENERATION", "model": "m", "usageDetails": {"input": 10, "output": 4160, "total": 4170, "output_image_tokens": 4160, "input_text_tokens": 10},
         "costDetails": {"input": 0.00005, "output": 0.1664, "total": 0.16645}},
        image_tokens=4160, model="m", stated="0.16645",
    ),
    "Langfuse's export of a table": Shape(
        "langfuse.com/docs/api-and-data-platform/features/export-from-ui",
        {"type": "GENERATION", "model": "m", "inputUsage": "10", "outputUsage": "4160", "totalUsage": "4170", "totalCost": "0.16645"},
        tokens=(10, 4160), model="m", stated="0.16645",
    ),
    "Cloudflare's gateway": Shape(
        "developers.cloudflare.com/api/resources/ai_gateway/subresources/logs",
        {"cached": False, "cost": 0.1664, "created_at": "2026-11-01", "model": "m", "provider": "openai", "tokens_in": 10, "tokens_out": 4160, "status_code": 200},
        tokens=(10, 4160), model="m", provider="openai", stated="0.1664",
    ),
    "Vercel's package, through its gateway": Shape(
        "ai-sdk.dev/docs/reference/ai-sdk-core/generate-image",
        {"images": [{"mediaType": "image/png"}], "usage": {"inputTokens": 10, "outputTokens": 4160, "totalTokens": 4170},
         "providerMetadata": {"gateway": {"cost": "0.1664"}, "openai": {"images": [{"size": "1024x1024", "quality": "high"}]}}},
        tokens=(10, 4160), stated="0.1664", setting=("1024x1024", "high"),
    ),
    "a span as OTLP writes it": Shape(
        "opentelemetry.io/docs/specs/semconv/gen-ai",
        {"name": "image", "attributes": [{"key": "gen_ai.request.model", "value": {"stringValue": "m"}}, {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "10"}},
                                         {"key": "gen_ai.usage.output_tokens", "value": {"intValue": "4160"}}]},
        tokens=(10, 4160), model="m",
    ),
    "OpenInference": Shape(
        "arize-ai.github.io/openinference/spec/attributes/semantic-conventions.html",
        {"attributes": {"llm.model_name": "m", "llm.provider": "openai", "llm.token_count.prompt": 10, "llm.token_count.completion": 4160,
                        "llm.token_count.total": 4170, "llm.token_count.completion_details.reasoning": 0, "llm.cost.total": 0.1664}},
        tokens=(10, 4160), model="m", provider="openai", stated="0.1664",
    ),
    "PostHog": Shape(
        "posthog.com/docs/ai-observability/generations",
        {"event": "$ai_generation", "properties": {"$ai_model": "m", "$ai_provider": "openai", "$ai_input_tokens": 10, "$ai_output_tokens": 4160, "$ai_total_cost_usd": 0.1664}},
        tokens=(10, 4160), model="m", provider="openai", stated="0.1664",
    ),
    "Kong's audit log": Shape(
        "developer.konghq.com/ai-gateway/ai-audit-log-reference",
        {"ai": {"proxy": {"meta": {"request_model": "m", "provider_name": "openai"}, "usage": {"prompt_tokens": 10, "completion_tokens": 4160, "total_tokens": 4170, "cost": 0.1664}}}},
        tokens=(10, 4160), model="m", provider="openai", stated="0.1664",
    ),
    "LangSmith": Shape(
        "docs.smith.langchain.com/observability/how_to_guides/log_llm_trace",
        {"run_type": "llm", "extra": {"metadata": {"ls_model_name": "m", "ls_provider": "openai"}}, "total_cost": 0.1664,
         "outputs": {"usage_metadata": {"input_tokens": 10, "output_tokens": 4160, "total_tokens": 4170, "output_token_details": {"image": 4160}}}},
        image_tokens=4160, tokens=(10, None), model="m", provider="openai", stated="0.1664",
    ),
    "Datadog": Shape(
        "docs.datadoghq.com/llm_observability/instrumentation/api",
        {"metrics": {"input_tokens": 10, "output_tokens": 4160, "total_tokens": 4170}, "meta": {"model_name": "m", "model_provider": "openai"}},
        tokens=(10, 4160), model="m", provider="openai",
    ),
    "a cloud's bill by FOCUS": Shape(
        "focus.finops.org/focus-specification",
        {"BilledCost": "0.12", "BillingCurrency": "USD", "ConsumedQuantity": "3", "ConsumedUnit": "Images", "ChargePeriodStart": "2026-11-01T00:00:00Z"},
        images=3, stated="0.12",
    ),
    "AWS's cost and usage report": Shape(
        "docs.aws.amazon.com/cur/latest/userguide/data-dictionary.html",
        {"lineItem/UsageAmount": "3", "lineItem/UnblendedCost": "0.12", "lineItem/CurrencyCode": "USD", "pricing/unit": "Image"},
        images=3, stated="0.12",
    ),
    "Google's export of bills": Shape(
        "cloud.google.com/billing/docs/how-to/export-data-bigquery-tables/standard-usage",
        {"sku": {"description": "Imagen"}, "cost": 0.12, "currency": "USD", "usage": {"amount": 3, "unit": "count"}},
        stated="0.12", unknown=("usage.amount 3",),
    ),
    "Azure's export of costs": Shape(
        "learn.microsoft.com, azure/cost-management-billing/automate/understand-usage-details-fields",
        {"MeterName": "gpt-image-1 outp img glbl Tokens", "Quantity": "4.16", "UnitOfMeasure": "1K", "CostInBillingCurrency": "0.1664", "BillingCurrencyCode": "USD"},
        stated="0.1664", unknown=("quantity 4.16 1K",),
    ),
    "Kie": Shape(
        "docs.kie.ai/market/common/get-task-detail",
        {"code": 200, "data": {"model": "google/nano-banana", "state": "success", "resultJson": '{"resultUrls": ["https://a.example", "https://b.example"]}'}},
        images=2, model="google/nano-banana",
    ),
    "Kling": Shape(
        "app.klingai.com/global/dev/document-api",
        {"code": 0, "data": {"task_status": "succeed", "task_result": {"images": [{"index": 0, "url": ""}, {"index": 1, "url": ""}]}}}, images=2,
    ),
    "WaveSpeed": Shape(
        "wavespeed.ai/docs/get-result", {"code": 200, "data": {"model": "m", "outputs": ["https://a.example", "https://b.example"], "status": "completed"}}, images=2, model="m",
    ),
    "MiniMax": Shape("platform.minimax.io/docs/api-reference/image-generation-t2i", {"data": {"image_urls": ["", "", ""]}, "metadata": {"success_count": "3"}}, images=3),
    "Luma": Shape("docs.lumalabs.ai/docs/image-generation", {"state": "completed", "model": "photon-1", "assets": {"image": "https://a.example"}}, model="photon-1"),
    "Leonardo": Shape(
        "docs.leonardo.ai/reference/getgenerationbyid", {"generations_by_pk": {"status": "COMPLETE", "generated_images": [{"url": ""}, {"url": ""}]}}, images=2,
    ),
    "Fireworks": Shape("docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt", {"base64": ["", ""], "finishReason": "SUCCESS"}, images=2),
    "Tencent": Shape("cloud.tencent.com/document/api/1729", {"Response": {"ResultImage": "", "RequestId": "a"}}),
    "DashScope's messages": Shape(
        "alibabacloud.com/help/en/model-studio/qwen-image-api",
        {"output": {"choices": [{"message": {"content": [{"image": "https://a.example"}]}}]}, "usage": {"width": 1664, "image_count": 1, "height": 928}},
        setting=("1664x928", None),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_a_documented_record_says_what_its_documentation_says(name):
    """Images, tokens, model, seller, charge; what nobody knows is named, and nothing else is."""
    shape = SHAPES[name]
    usage, model, provider = read_record(shape.record)
    pools = {frozenset(pool.among): pool.count for pool in usage.pools}
    assert shape.documented
    assert (usage.images, usage.size, usage.quality) == (shape.images, *shape.setting)
    assert (pools.get(frozenset(IN)), pools.get(frozenset(OUT))) == shape.tokens
    assert usage.output_image == shape.image_tokens
    assert (model, provider) == (shape.model, shape.provider)
    assert (usage.stated and usage.stated.amount) == (D(shape.stated) if shape.stated else None)
    assert usage.unknown == shape.unknown


@pytest.mark.parametrize(
    ("page", "count"),
    [
        ({"billing_events": [{"endpoint_id": "a", "cost_total": 1}] * 3, "next_cursor": None, "has_more": False}, 3),
        ({"data": [{"model": "m", "usageDetails": {"input": 1}}] * 2, "meta": {"page": 1}}, 2),
        ({"next": None, "results": [{"model": "m", "output": ["https://a.example"], "status": "succeeded"}] * 2}, 2),
        ({"result": [{"model": "m", "tokens_in": 1, "tokens_out": 2}] * 4, "success": True}, 4),
        ({"data": [{"b64_json": ""}] * 4, "model": "m"}, 1),
        ({"data": [{"taskType": "imageInference", "imageUUID": "a", "cost": 0.0013}] * 2}, 1),
        ({"predictions": [{"mimeType": "image/png"}] * 2}, 1),
    ],
)
def test_a_page_of_a_log_is_its_records_and_an_answer_of_several_images_is_one(page, count):
    """By what the entries are: records name a model or have a usage, images an address or bytes."""
    assert len(records_in(json.dumps(page), "page.json")) == count
