"""What people mistype: one clear sentence with the nearest right thing, status 2, nothing written. And what is no mistake: names as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.cli.application import run
from pipeline.store import bundle
from tests.built import latest

ROOT = Path(__file__).parent.parent
LATEST = str(ROOT / "tests" / "cassettes" / "latest")

# What is typed, and the words of the answer that help.
MISTAKES = [
    ("coost", ["such as cost", "imageprices --help"]),
    ("plan", ["plans"]),
    ("--verison", ["--version"]),
    ("cost --modle gpt-image-2", ["--model"]),
    ("cost gpt-image-2", ["--model", "'gpt-image-2'"]),
    ("cost --model", ["a value after --model"]),
    ("cost --model=", ["an empty name"]),
    ("cost --provider=", ["an empty name"]),
    ("cost --provider opnai", ["nearest: openai"]),
    ("cost --model gtp-image-2", ["gpt-image-2"]),
    ("cost --model nanobananna-pro", ["nano-banana-pro"]),
    ("cost --model edit", ["that share it; one of them: "]),
    ("cost --model xyzzy", ["none like it"]),
    ("cost --provider openai --model seedream-4.5", ["model at openai"]),
    ("cost --recipe poster", ["draft, standard, final"]),
    ("cost --count 0", ["at least 1", "nearest: 1"]),
    ("cost --count many", ["a whole number", "'many'"]),
    ("cost --count 1e3", ["a whole number", "'1e3'"]),
    ("cost --references 999", ["at most 100", "nearest: 100"]),
    ("cost --prompt-tokens -1", ["prompt tokens", "nearest: 0"]),
    ("cost --size big", ["such as 1024x1024", "'big'"]),
    ("cost --size 99999x99999", ["at most 8192x8192", "99999x99999"]),
    ("cost --size 1024x1024 --resolution 4K", ["resolution 1K"]),
    ("cost --resolution huge", ["such as 2K"]),
    ("cost --quality hihg", ["high", "'hihg'"]),
    ("cost --style vektor", ["vector"]),
    ("cost --region beijin", ["beijing"]),
    ("cost --feature web_serch", ["web-search"]),
    ("cost --tier cheap", ["standard, batch, flex or priority"]),
    ("cost --operation draw", ["generate or edit"]),
    ("cost --operation edit --recipe standard", ["--references 1"]),
    ("cost --sort colour", ["price, provider, model"]),
    ("cost --on 30.11.2026", ["such as 2026-11-30", "'30.11.2026'"]),
    ("cost --on 2026-02-30", ["such as 2026-11-30"]),
    ("cost --usage nothing.json --provider openai --model gpt-image-2", ["no such file"]),
    ("plans --provider midjorney", ["nearest: midjourney"]),
    ("plans --images some", ["a whole number"]),
    ("workload", ["--preset"]),
    ("workload nothing.toml", ["no such file"]),
    ("workload --preset freelanc", ["freelance"]),
    ("workload --batch 5 --factor lots", ["baseline, exploring, blank"]),
    ("build --data nowhere", ["imageprices update"]),
    ("build --out {root}/docs", ["an empty folder", "--out"]),
    ("build --largest-mb 0", ["at least 1"]),
    ("serve --out nowhere", ["imageprices build"]),
    ("serve --port eighty", ["a whole number"]),
    ("update --replay nowhere --data new", ["no such folder"]),
    ("update --only opnai --replay {latest} --data new", ["openai"]),
    ("update --shard 3/2 --replay {latest} --data new", ["1/4"]),
    ("update --replay {latest} --record out --data new", ["--replay or --record"]),
    ("read", ["PROVIDER"]),
    ("read opnai --replay {latest}", ["openai"]),
    ("review opnai", ["openai"]),
    ("accept openai", ["--by"]),
    ("correct openai gpt-image-2 --by Ada --reason why", ["--amount NUMBER or --retract"]),
    ("check --recordings nowhere", ["no such folder"]),
    ("merge nowhere --data new", ["a data folder"]),
    ("watch", ["rules"]),
    ("watch nothing.toml", ["rules"]),
    ("message nothing.jsonl", ["nothing.jsonl"]),
    ("overdue --hours x", ["a number"]),
    ("tickets --dry", ["--dry-run"]),
    ("new", ["PROVIDER"]),
    ("aliases opnai", ["openai"]),
]


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """An empty folder: what answers there is what comes with the program, and what is written is seen."""
    monkeypatch.setattr(bundle, "part", lambda name: latest() if name == "data" else ROOT / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("IMAGEPRICES_DATA", raising=False)
    return tmp_path


@pytest.mark.parametrize(("typed", "helps"), MISTAKES, ids=[typed for typed, _ in MISTAKES])
def test_a_mistake_is_answered_in_one_sentence_with_what_is_near(elsewhere, capsys, typed, helps):
    """Never a box, a traceback or a stack of lines; nothing on the output, nothing in the folder."""
    assert 2 == run(typed.format(root=ROOT, latest=LATEST).split(" ") if "=" not in typed else typed.split(" "))
    out, err = capsys.readouterr()
    assert ("", 1) == (out, len(err.splitlines()))
    assert [] == [words for words in helps if words not in err]
    assert err.startswith("imageprices: ")
    assert not any(strange in err for strange in ("Traceback", "Errno", "Input should be", "Value error", "pydantic"))
    assert {"new"} >= {path.name for path in elsewhere.iterdir()}


def test_there_are_forty_of_them():
    """One for each verb that takes a word, at least."""
    assert len({typed for typed, _ in MISTAKES}) >= 40


def found(capsys, *arguments):
    assert 0 == run([*arguments, "--data", str(latest()), "--json"])
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["GPT Image 2", "gpt image 2", "GPT-IMAGE-2", "gpt_image_2", "openai/gpt-image-2"])
def test_a_name_as_people_write_it_finds_the_model_at_every_provider(capsys, name):
    """The whole market of it, whoever's name it is."""
    assert found(capsys, "cost", "--model", "gpt-image-2") == found(capsys, "cost", "--model", name)


@pytest.mark.parametrize(
    ("name", "model"),
    [("nano banana pro", "nano-banana-pro"), ("gemini-3-pro-image-preview", "nano-banana-pro"), ("openai/gpt-image-1.5", "gpt-image-1.5")],
)
def test_what_one_provider_calls_it_finds_it_at_all(capsys, name, model):
    """An alias names its model wherever a model may be named."""
    answer = found(capsys, "cost", "--model", name)
    rows = [row["model"] for rows in ("ranked", "listed", "beside") for row in answer[rows]]
    assert {model} == set(rows) - {None}  # an offer that nobody mapped may be called so too
    assert 2 < len(rows)


def test_a_bill_is_found_by_any_name(capsys):
    """At one seller it is what that seller calls it; words of a recipe are read as people write them."""
    ours = found(capsys, "cost", "--provider", "openai", "--model", "gpt-image-2", "--resolution", "2K", "--quality", "high")
    assert "gpt-image-2" == ours["native_id"]
    assert ours == found(capsys, "cost", "--provider", "OpenAI", "--model", "GPT Image 2", "--resolution", "2k", "--quality", "High")
    assert (
        found(capsys, "cost", "--size", "1024x1536")["recipe"]
        == found(capsys, "cost", "--size", "1024 × 1536", "--recipe", "Standard")["recipe"]
    )


def test_a_months_tasks_name_models_as_people_do(elsewhere, capsys):
    """In a workload as on the command line; a provider too."""
    months = []
    for name in ("gpt-image-2", "GPT Image 2"):
        (elsewhere / "month.toml").write_text(f'name = "m"\n[[task]]\nname = "posts"\ndeliverables = 24\nmodel = "{name}"\n')
        months.append(found(capsys, "workload", "month.toml", "--provider", "OpenAI" if " " in name else "openai")["month"]["money"])
    assert months[0] == months[1] != {}


def test_a_replay_without_what_was_asked_for_ends_with_3(elsewhere, capsys):
    """A folder without a recording, or with none of the provider that is named: told, and nothing believed."""
    (elsewhere / "empty").mkdir()
    assert 3 == run(["update", "--replay", "empty", "--data", "new"])
    assert "expected a folder PROVIDER with an index.yaml" in capsys.readouterr().err
    assert not (elsewhere / "new").exists()
    (elsewhere / "few" / "bfl").mkdir(parents=True)
    for path in (Path(LATEST) / "bfl").iterdir():
        (elsewhere / "few" / "bfl" / path.name).write_bytes(path.read_bytes())
    assert 3 == run(["update", "--replay", "few", "--data", "new", "--only", "openai", "--only", "bfl"])
    assert "not recorded: 1\n  openai: no few/openai/index.yaml" in capsys.readouterr().out
    assert (elsewhere / "new" / "current" / "bfl.json").exists()


def test_a_new_data_folder_starts_with_the_tables(elsewhere, capsys):
    """So that a replay into it reads what it reads in the checkout; one that is there is left as it is."""
    assert run(["update", "--replay", LATEST, "--only", "bfl", "--data", "fresh"]) in (0, 3)
    assert {path.name for path in latest().glob("*.toml")} == {path.name for path in (elsewhere / "fresh").glob("*.toml")}
    (elsewhere / "own").mkdir()
    assert run(["update", "--replay", LATEST, "--only", "bfl", "--data", "own"]) in (0, 3)
    assert [] == list((elsewhere / "own").glob("*.toml"))


def test_which_data_folder_is_meant(elsewhere, capsys, monkeypatch):
    """The one here, else what came with the program; a folder of somebody's that is called data is neither."""
    snapshot = found(capsys, "cost", "--model", "gpt-image-2")
    (elsewhere / "data").mkdir()
    (elsewhere / "data" / "holiday.jpg").touch()
    assert 0 == run(["cost", "--model", "gpt-image-2", "--json"])
    assert snapshot == json.loads(capsys.readouterr().out)
    monkeypatch.setenv("IMAGEPRICES_DATA", "nowhere")
    assert 2 == run(["cost"])
    assert "nowhere" in capsys.readouterr().err
