"""`imageprices mcp`: a real client of the package asks each tool, wrong questions included."""

from __future__ import annotations

import asyncio
import json
import sys

import pytest

mcp = pytest.importorskip("mcp", reason="the extra `mcp` is not installed")

from mcp import Client, StdioServerParameters  # noqa: E402  # after the skip

from pipeline.alert.published_files import PublishedSource  # noqa: E402
from pipeline.cli._agent_answers import server  # noqa: E402
from tests.built import HERE, site  # noqa: E402


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
        ("cost", {"provider": "nobody", "model": "gpt-image-2"}, "one of the sellers"),
        ("cost", {"provider": "midjourney", "model": "gpt-image-2"}, "sellers of it"),
        ("plans", {"provider": "nobody"}, "one of the sellers"),
        ("cost", {"model": "gpt-image-2"}, "provider"),
    ],
)
def test_a_wrong_question_gets_a_sentence(tool, arguments, words):
    """An error of the tool, and the server goes on."""
    (result,) = ask((tool, arguments))
    assert result.is_error
    assert words in result.content[0].text


def test_over_standard_input_and_output():
    """As an agent's host starts it."""
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "imageprices", "mcp", "--from", str(site() / "v1")], cwd=str(HERE.parent)
    )
    (cheap,) = map(answer, ask(("cheapest", {"limit": 1}), to=command))
    assert len(cheap["answers"]) == 1
