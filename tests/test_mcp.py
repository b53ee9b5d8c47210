"""`imageprices mcp`: a real client of the package asks each tool, wrong questions included."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from mcp import Client, StdioServerParameters  # noqa: E402  # after the skip

from pipeline.alert.published_files import Local, PublishedSource  # noqa: E402
from pipeline.cli._agent_answers import server  # noqa: E402
from tests.built import HERE, few, few_files, site  # noqa: E402


def ask(*calls, to=None):
    async def asked():
        async with Client(to or server(PublishedSource(str(site() / "v1")))) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(asked())


def answer(result):
    assert not result.is_error, result
    return json.loads(result.content[0].text)


def test_each_tool_answers_with_standing_proof_and_day():
    """What leads is said to lead, by whose word, as of which day."""
    cheap, changed, plans = map(answer, ask(("cheapest", {"limit": 3}), ("changes", {"limit": 2}), ("plans", {"limit": 2})))
    assert all(row["standing"] == "leads" and row["proof"] for row in cheap["answers"])
    assert [row["dollars"] for row in cheap["answers"]]
    assert len(changed["changes"]) == 2 and all(row["sentence"] for row in changed["changes"])
    assert len(plans["plans"]) == 2 and all(row["quote_text"] for row in plans["plans"])
    assert all(one["as_of"] and one["licence"] for one in (cheap, changed, plans))
    best = cheap["answers"][0]
    (cost,) = map(answer, ask(("cost", {"provider": best["provider"], "model": best["native_id"], "images": 10})))
    assert (cost["dollars"], cost["images"]) == (best["dollars"], 10)
    assert cost["standing"] == "leads" and cost["lines"][0]["quote_text"]


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("cheapest", {"recipe": "standart"}, "one of draft, standard"),
        ("cheapest", {"model": "no-such-model"}, "no-such-model"),
        ("cost", {"provider": "nobody", "model": "gpt-image-2"}, "a provider there is"),
        ("cost", {"provider": "opnai", "model": "gpt-image-2"}, "did you mean 'openai'?"),
        ("cost", {"provider": "openai", "model": "gpt-image-2", "images": 0}, "at least 1"),
        ("cost", {"provider": "openai", "model": "gpt-image-2", "images": "many"}, "images"),
        ("changes", {"since": "yesterday"}, "a day such as"),
        ("changes", {"model": "no-such-model"}, "no-such-model"),
        ("cheapest", {"limit": "all"}, "limit"),
        ("cost", {"provider": "midjourney", "model": "gpt-image-2"}, "sellers of it"),
        ("plans", {"provider": "nobody"}, "a provider there is"),
        ("cost", {"model": "gpt-image-2"}, "provider"),
    ],
)
def test_a_wrong_question_gets_a_sentence(tool, arguments, words):
    """An error of the tool, and the server goes on."""
    (result,) = ask((tool, arguments))
    assert result.is_error
    assert words in result.content[0].text


@pytest.mark.parametrize(
    ("tool", "asked", "plainly"),
    [
        ("cheapest", {"model": "GPT Image 2"}, {"model": "gpt-image-2"}),
        ("cheapest", {"model": "gemini-3-pro-image-preview"}, {"model": "nano-banana-pro"}),
        ("cheapest", {"model": "Nano Banana Pro"}, {"model": "nano-banana-pro"}),
        ("cheapest", {"model": "ChatGPT Images 2.0"}, {"model": "gpt-image-2"}),
        ("cheapest", {"model": "openai/gpt-image-1.5"}, {"model": "gpt-image-1.5"}),
        ("cost", {"provider": "OpenAI", "model": "GPT Image 2"}, {"provider": "openai", "model": "gpt-image-2"}),
        ("plans", {"provider": "Midjourney"}, {"provider": "midjourney"}),
        ("changes", {"provider": "FAL", "limit": 3}, {"provider": "fal", "limit": 3}),
        ("changes", {"since": "20260901", "limit": 9}, {"since": "2026-09-01", "limit": 9}),
        ("changes", {"since": "2026-09-01T10:00:00Z", "limit": 9}, {"since": "2026-09-01", "limit": 9}),
    ],
)
def test_names_are_taken_as_people_write_them(tool, asked, plainly):
    """Whatever their case and marks, by any name of a model."""
    first, second = map(answer, ask((tool, asked), (tool, plainly)))
    assert first == second


def test_of_several_offers_of_a_model_the_one_that_stands_best_answers():
    """And the others are named."""
    rows = json.loads((site() / "v1/costs.json").read_text())["costs"]
    found = {}
    for row in rows:
        if row["recipe"] == "standard" and row["model"]:
            found.setdefault((row["provider"], row["model"]), []).append(row)
    (provider, model), several = next((pair, of) for pair, of in found.items() if len(of) > 1 and any(row["ranked"] for row in of[1:]))
    (cost,) = map(answer, ask(("cost", {"provider": provider, "model": model})))
    leading = [row for row in several if row["ranked"]]
    assert cost["native_id"] in {row["native_id"] for row in leading}
    assert sorted([cost["native_id"], *cost["other_offers"]]) == sorted(row["native_id"] for row in several)


def test_a_folder_an_address_and_ones_own_data_answer_alike(httpserver):
    """Every tool, over a folder of v1/, over HTTP, and over a data folder."""
    files = few_files() / "v1"
    for path in files.glob("*.json"):
        httpserver.expect_request(f"/v1/{path.name}").respond_with_data(path.read_text(), content_type="application/json")
    calls = [
        ("cheapest", {"recipe": "draft"}),
        ("cost", {"provider": "google", "model": "nano-banana-pro", "images": 7}),
        ("plans", {"provider": "journeyapi"}),
        ("changes", {"provider": "openai", "since": "2026-01-01"}),
        ("cheapest", {"model": "no-such-model"}),
    ]
    sources = (PublishedSource(str(files)), PublishedSource(httpserver.url_for("/v1")), Local(few()))
    folder, address, data = ([[one.is_error, one.content[0].text] for one in ask(*calls, to=server(source))] for source in sources)
    assert folder == address
    assert folder == data


def test_an_address_where_nothing_is_gets_a_sentence(httpserver):
    """The server goes on; the agent is told what was expected."""
    (result,) = ask(("cheapest", {}), to=server(PublishedSource(httpserver.url_for("/v1"))))
    assert result.is_error
    assert "a file of v1/" in result.content[0].text or "status 500" in result.content[0].text


def test_over_standard_input_and_output():
    """As an agent's host starts it."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "imageprices", "mcp", "--from", str(site() / "v1")], cwd=str(HERE.parent)
    )
    (cheap,) = map(answer, ask(("cheapest", {"limit": 1}), to=command))
    assert len(cheap["answers"]) == 1
