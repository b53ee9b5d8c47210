"""`cost`, `workload` and `plans` at the terminal: answers people and programs can use, and one sentence for the impossible."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.cli.application import run
from tests.made_providers import line, plan, rate, rule, state

ON = ["--on", "2026-11-21"]
PROVIDERS_HERE = (
    state("openai", rules=(rule("tokens_per_image", 1000, "gpt"), rule("maximum_pixels", "2048x2048")), gpt=(line("0.03"), rate("30"), rate("5", "input_text"))),
    state("flat", rules=(rule("failed_generations", "free"),), qwen=(line("0.035"), line("0.04", operation="edit"))),
    state("yuan", seed=(line("0.2", currency="CNY"),)),
    state("vague", maybe=(line("0.01", bound="from"),)),
    state("journeyapi", plans=(plan("hobby", "19", "1100"), plan("pro", "99", "6000")), flux=(line("1", currency="credit"),), idea=(line("5", currency="credit"),)),
    state("google", plans=(plan("ai-pro", "19.99", images="100", quota_period="day"),), pro=(line("0.24"),)),
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    (tmp_path / "current").mkdir()
    for snapshot in PROVIDERS_HERE:
        (tmp_path / "current" / f"{snapshot.provider}.json").write_text(snapshot.model_dump_json(), encoding="utf-8")
    return ["--data", str(tmp_path)]


def answer(capsys, *arguments: str) -> str:
    assert run([*arguments]) == 0
    return capsys.readouterr().out


def asked(capsys, *arguments: str):
    return json.loads(answer(capsys, *arguments, "--json"))


def refused(capsys, *arguments: str) -> str:
    assert run([*arguments]) == 2
    return capsys.readouterr().err


def test_all_providers_the_cheapest_first(capsys, data):
    found = asked(capsys, "cost", *data, *ON)
    assert [row["cost"]["provider"] for row in found["ranked"]] == ["journeyapi", "openai", "yuan", "flat", "journeyapi", "google"]
    assert found["ranked"][1]["dollars"] == "0.03"
    assert 'only a "from" price' in found["refused"][0]["reason"]


def test_a_table_names_the_converted_price_and_what_was_left_out(capsys, data):
    text = answer(capsys, "cost", *data, *ON, "--all")
    assert "¥0.20 at 0.15" in text and "of 2026-10-30" in text
    assert 'only a "from" price is published' in text
    assert "not ranked: 0; no comparable price: 1" in answer(capsys, "cost", *data, *ON)


def test_what_is_free_stands_apart(capsys, tmp_path):
    """It is another question: no row of the table, no first place."""
    (tmp_path / "current").mkdir()
    for snapshot in (state("gift", nothing=(line("0"),)), state("flat", qwen=(line("0.035"),))):
        (tmp_path / "current" / f"{snapshot.provider}.json").write_text(snapshot.model_dump_json(), encoding="utf-8")
    text = answer(capsys, "cost", "--data", str(tmp_path), *ON)
    assert re.findall(r"^ *(\S+) +flat +qwen", text, re.M) == ["1"]
    assert re.search(r"^free: gift nothing$", text, re.M) and "$0 " not in text


def test_one_offer_line_by_line(capsys, data):
    found = asked(capsys, "cost", *data, *ON, "--provider", "openai", "--model", "gpt", "--count", "4", "--prompt-tokens", "100")
    assert (found["total"], found["dollars"], found["comparison"]["agree"]) == ("0.122", "0.122", True)
    text = answer(capsys, "cost", *data, *ON, "--provider", "openai", "--model", "gpt")
    assert "not included: prompt tokens, 5 USD per million" in text
    assert "https://seller.example/pricing" in text


def test_a_plan_by_name(capsys, data):
    found = asked(capsys, "cost", *data, *ON, "--provider", "journeyapi", "--model", "idea", "--plan", "pro")
    assert (found["total"], found["currency"], found["money"]) == ("5", "credit", "0.0825")


def test_a_reference_makes_an_edit(capsys, data):
    found = asked(capsys, "cost", *data, *ON, "--provider", "flat", "--model", "qwen", "--references", "1")
    assert (found["recipe"]["operation"], found["total"]) == ("edit", "0.04")


def test_a_usage_record_is_settled(capsys, data, tmp_path):
    record = tmp_path / "usage.json"
    record.write_text('{"usage": {"input_tokens_details": {"text_tokens": 20}, "output_tokens": 1000}}', encoding="utf-8")
    found = asked(capsys, "cost", *data, *ON, "--provider", "openai", "--model", "gpt", "--usage", str(record))
    assert found["total"] == "0.0301"
    assert "expected --provider beside it" in refused(capsys, "cost", *data, "--usage", str(record))


def test_uses_and_the_decision(capsys, data):
    assert [entry["use"]["id"] for entry in asked(capsys, "cost", *data, *ON, "--uses")] == [
        "drafts",
        "product",
        "editorial",
        "text",
        "editing",
    ]
    text = answer(capsys, "cost", *data, *ON, "--decide")
    assert text.startswith("low quality: flat, journeyapi flux at $0.0173, 1.7 times cheaper than openai gpt at $0.03")


def test_sorting(capsys, data):
    text = answer(capsys, "cost", *data, *ON, "--sort", "provider")
    assert text.index("flat") < text.index("google") < text.index("openai") < text.index("yuan")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--count", "-3"], "count: expected at least 1, found -3; nearest: 1"),
        (["--count", "99999999"], "count: expected at most 10000000"),
        (["--size", "big"], "size: expected a size such as 1024x1024, or --resolution 2K, found 'big'"),
        (["--resolution", "2 K"], "resolution: expected a resolution such as 2K, found '2 K'"),
        (["--recipe", "poster"], "recipe: expected one of draft, standard, final, 2k, 4k, edit, found 'poster'"),
        (["--operation", "edit"], "an edit needs at least one reference image: --references 1"),
        (["--provider", "opnai"], "provider 'opnai': expected one of the 6 there are, found none; nearest: openai"),
        (["--model", "gtp"], "model 'gtp': expected one of the 7 there are, found none; nearest: gpt"),
        (["--provider", "openai", "--model", "qwen"], "model at openai 'qwen'"),
        (["--provider", "openai", "--model", "gpt", "--recipe", "4k"], "a maximum of 4,194,304 pixels; nearest: 2048x2048"),
        (["--provider", "openai", "--model", "gpt", "--tier", "batch"], "expected a batch price, found tier only standard"),
        (["--provider", "journeyapi", "--model", "flux", "--plan", "hoby"], "found hobby, pro; nearest: hobby"),
        (["--sort", "colour"], "--sort: expected one of price, provider, model"),
        (["--tier", "cheap"], "tier: expected one of standard, batch, flex or priority, found 'cheap'"),
    ],
)
def test_the_impossible_gets_one_sentence_with_the_nearest_choice(capsys, data, arguments, sentence):
    told = refused(capsys, "cost", *data, *ON, *arguments)
    assert sentence in told
    assert len(told.splitlines()) == 1


def test_without_prices_it_says_what_to_run(capsys, tmp_path):
    assert "run: imageprices update" in refused(capsys, "cost", "--data", str(tmp_path))


# --- workload -------------------------------------------------------------------------------------------------------


def test_a_month_from_a_file(capsys, data, tmp_path):
    file = tmp_path / "month.toml"
    file.write_text('name = "m"\n[[task]]\nname = "posts"\ndeliverables = 24\nattempts = 1.8\nmodel = "flux"\n', encoding="utf-8")
    found = asked(capsys, "workload", str(file), *data, *ON, "--provider", "journeyapi")
    assert found["month"]["credits"] == {"low": "43", "high": "43"}
    assert [use["plan"] for use in found["month"]["plans"]] == ["hobby", "pro"]
    assert "On the plans of journeyapi" in answer(capsys, "workload", str(file), *data, *ON, "--provider", "journeyapi")


def test_a_batch_on_the_command_line(capsys, data):
    found = asked(capsys, "workload", *data, *ON, "--batch", "24", "--factor", "exploring")
    assert found["month"]["generations"] == {"low": "43", "high": "43"}
    assert "flat" in [entry["provider"] for entry in found["sellers"]]
    ladder = asked(capsys, "workload", *data, *ON, "--batch", "24", "--factor", "1.8", "--drafts-first")
    assert [bill["billed"]["low"] for bill in ladder["month"]["tasks"]] == ["43", "24"]


def test_the_presets(capsys, data):
    assert "freelance" in asked(capsys, "workload", "--list")
    text = answer(capsys, "workload", *data, *ON, "--preset", "freelance-in-credits")
    assert "120 to 140 credits for 33 images made" in text
    assert "Starter, 300 credits: fits, 160 to 180 credits left" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "a file, or --preset with one of"),
        (["--preset", "wedding"], "expected one of ad-hooks, catalogue, freelance"),
        (["no-such-file.toml"], "no-such-file.toml"),
        (["--batch", "0"], "at least 1 final image"),
        (["--batch", "5", "--factor", "lots"], "a number, or one of baseline, exploring, blank"),
        (["--batch", "5", "--factor", "0.5"], "nearest: 1 and 1"),
        (["--batch", "5", "--provider", "nobody"], "provider 'nobody'"),
    ],
)
def test_an_impossible_workload_gets_one_sentence(capsys, data, arguments, sentence):
    assert sentence in refused(capsys, "workload", *arguments, *data)


def test_the_dearest_a_request_can_be(capsys, tmp_path):
    """Of every quality and size the seller prices; what is asked for by name stays."""
    (tmp_path / "current").mkdir()
    prices = (line("0.01", quality="low"), line("0.05", quality="medium"), line("0.2", quality="high"))
    snapshot = state("acme", gpt=prices, big=(line("0.1", resolution="1K"), line("0.3", resolution="4K")))
    (tmp_path / "current" / "acme.json").write_text(snapshot.model_dump_json(), encoding="utf-8")
    where = ("cost", "--data", str(tmp_path), *ON, "--provider", "acme", "--ceiling")
    assert asked(capsys, *where, "--model", "gpt")["total"] == "0.2"
    assert asked(capsys, *where, "--model", "gpt", "--quality", "low")["total"] == "0.01"
    assert asked(capsys, *where, "--model", "big")["total"] == "0.3"
    assert "the dearest of" in answer(capsys, *where, "--model", "big")
    assert "--provider and --model" in refused(capsys, "cost", "--data", str(tmp_path), *ON, "--ceiling")


# --- plans ----------------------------------------------------------------------------------------------------------


def test_models_by_plans(capsys, data):
    found = asked(capsys, "plans", *data, *ON)
    assert found == {
        "journeyapi": {"flux": {"hobby": "0.017272727273", "pro": "0.0165"}, "idea": {"hobby": "0.086363636364", "pro": "0.0825"}}
    }
    assert "Hobby $19.00" in answer(capsys, "plans", *data, *ON)


def test_a_volume_and_its_break_even(capsys, data):
    found = asked(capsys, "plans", *data, *ON, "--model", "pro", "--images", "90")
    assert found[0]["plans"][0]["total"] == "19.99"
    assert (found[0]["against"][0]["per_image"], found[0]["against"][0]["break_even"]["more_than"]) == ("0.24", 83)
    text = answer(capsys, "plans", *data, *ON, "--model", "pro", "--images", "90")
    assert "ai-pro is cheaper than google pro at $0.24 above 83 images a month" in text


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--provider", "flat"], "plans that bring credits"),
        (["--images", "-5"], "at least 1 image a month, found -5; nearest: 1"),
        (["--provider", "flat", "--images", "5"], "only sellers who are paid for each image"),
    ],
)
def test_impossible_plans_get_one_sentence(capsys, data, arguments, sentence):
    assert sentence in refused(capsys, "plans", *data, *ON, *arguments)


def test_nothing_from_a_page_can_steer_the_terminal(capsys, tmp_path):
    (tmp_path / "current").mkdir()
    evil = state("evil", m=(line(None, reason="\x1b[31m[bold]red[/bold]\n::error::x"),))
    (tmp_path / "current" / "evil.json").write_text(evil.model_dump_json(), encoding="utf-8")
    text = answer(capsys, "cost", "--data", str(tmp_path), *ON, "--all")
    assert "\x1b" not in text
    assert "[bold]red[/bold]" in text
