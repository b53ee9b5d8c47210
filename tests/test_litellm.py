"""`v1/litellm.json` in the real package: what `completion_cost` says of an image call is our price."""

from __future__ import annotations

import json
import os
import re
from decimal import Decimal
from functools import cache

import pytest

from tests.built import HERE, everything, site


@cache
def package():
    """The real one, imported by who runs these tests and not by every process that gathers them: it takes seconds."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # no network at import
    return pytest.importorskip("litellm")


@pytest.fixture(scope="module", autouse=True)
def registered():
    """Our file, as a user registers it."""
    litellm = package()
    made = json.loads((site() / "v1/litellm.json").read_text())
    before = dict(litellm.model_cost)
    litellm.register_model(made)
    yield made
    litellm.model_cost.clear()
    litellm.model_cost.update(before)


def price(response, model, provider, **options):
    cost = package().completion_cost(
        completion_response=response, model=model, custom_llm_provider=provider, call_type="image_generation", **options
    )
    return round(Decimal(cost), 9)


def image(**fields):
    types = package().types.utils
    return types.ImageResponse(created=1, data=[types.ImageObject(url="https://x.test/a.png", **fields)])


def usage(text, image, output):
    """Tokens as the package counts them."""
    types = package().types.utils
    details = types.ImageUsageInputTokensDetails(text_tokens=text, image_tokens=image)
    return types.ImageUsage(
        input_tokens=text + image, input_tokens_details=details, output_tokens=output, total_tokens=text + image + output
    )


def line(provider, native_id, **wanted):
    offer = next(offer for offer in everything().state(provider).snapshot.offers if offer.native_id == native_id)
    lines = [
        one
        for one in offer.prices
        if all(getattr(one, name, None) == value or dict(one.variant).get(name) == value for name, value in wanted.items())
    ]
    assert len(lines) == 1, lines
    return lines[0].amount


def rate(billable):
    return line("openai", "gpt-image-2", billable=billable, unit="million_tokens", tier="standard") / 1_000_000


def test_a_gpt_image_call_by_its_usage():
    """Text in, image in, image out: each at its own rate."""
    response = image()
    response.usage = usage(text=50, image=200, output=1056)
    expected = 50 * rate("input_text") + 200 * rate("input_image") + 1056 * rate("output_image")
    assert round(expected, 9) == price(response, "gpt-image-2", "openai")


@pytest.mark.parametrize(("size", "megapixels"), [((1024, 1024), 1), ((1025, 1024), 2), ((2048, 2048), 4)])
def test_a_fal_call_per_megapixel(size, megapixels):
    """Started megapixels count whole."""
    response = image(provider_specific_fields={"width": size[0], "height": size[1]})
    expected = megapixels * line("fal", "fal-ai/flux/dev", unit="megapixel")
    assert round(expected, 9) == price(response, "fal_ai/fal-ai/flux/dev", "fal_ai")


def flat(registered):
    return {
        key: entry
        for key, entry in registered.items()
        if set(entry) == {"litellm_provider", "mode", "output_cost_per_image"} and entry["mode"] == "image_generation"
    }


def test_a_flat_price_per_image(registered):
    """Every offer with one price per image costs that."""
    rows = {
        (row["provider"], row["native_id"]): row
        for row in json.loads((site() / "v1/prices.json").read_text())["prices"]
        if row["unit"] == "image"
    }
    tried = 0
    for (provider, native_id), row in rows.items():
        key = f"{provider}/{native_id}"
        if provider not in ("replicate", "recraft", "xai", "together", "deepinfra", "stability") or key not in flat(registered):
            continue
        assert Decimal(row["amount"]) == price(image(), key, provider, size="1024x1024").normalize(), key
        tried += 1
    assert tried >= 2


def asked_for(key, entry):
    """How a user asks for an entry: the model, and the setting that its key names."""
    named = re.match(r"(?P<provider>[^/]+)/(?P<quality>[\w-]+)/(?P<width>\d+)-x-(?P<height>\d+)/(?P<model>.*)", key)
    if named is None:
        return key, 1024, 1024, {"size": "1024x1024"}
    width, height, quality = int(named["width"]), int(named["height"]), named["quality"]
    shape = {"image_size": {"width": width, "height": height}, "quality": quality}
    return (
        f"{named['provider']}/{named['model']}",
        width,
        height,
        {"size": f"{width}x{height}", "quality": quality, "optional_params": shape},
    )


def test_litellm_can_use_every_entry(registered):
    """No entry that is never looked at: each call costs what its entry says."""
    wrong = []
    for key, entry in registered.items():
        model, width, height, options = asked_for(key, entry)
        response = image(provider_specific_fields={"width": width, "height": height})
        expected = entry.get("output_cost_per_image")
        if expected is None:
            response.usage = usage(text=50, image=0, output=1000)
            expected = 50 * entry["input_cost_per_token"] + 1000 * entry["output_cost_per_image_token"]
        provider = entry["litellm_provider"]
        said = package().completion_cost(
            completion_response=response, model=model, custom_llm_provider=provider, call_type=entry["mode"], **options
        )
        if abs(said - expected) > 1e-9:
            wrong.append((key, said, expected))
    assert wrong == []


def test_every_entry_names_a_provider_litellm_has(registered):
    """And an offer is in the file or in the list beside it, never in neither."""
    known = {provider.value for provider in package().LlmProviders}
    assert set() == {entry["litellm_provider"] for entry in registered.values()} - known
    left = json.loads((site() / "v1/litellm-left-out.json").read_text())
    offers = sum(len(state.snapshot.offers) for state in everything().states)
    assert offers > len(left) >= offers - len(registered)
    assert all(entry["reason"] for entry in left)
    assert len(registered) > 30


def test_the_documented_way_registers_our_prices(registered, tmp_path, monkeypatch):
    """The lines of docs/api.md, as they stand, beside the file."""
    text = (HERE.parent / "docs" / "api.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
    (tmp_path / "litellm.json").write_text(json.dumps(registered))
    monkeypatch.chdir(tmp_path)
    name = next(name for name in registered if name.startswith("fal_ai/"))
    known = package().model_cost
    known.pop(name)
    exec(lines, {})  # as a reader would paste them
    assert registered[name].items() <= known[name].items()
