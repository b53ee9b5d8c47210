"""Suggestions for the table of models: the nearest, what tells them apart, and never a decision."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.application import run
from pipeline.scaffold.model_suggestions import likeness, nearest, suggestions
from pipeline.update.runs import Run, run_update
from schema.prices import Offer, Snapshot
from schema.tables.models import Alias, Model, Models, ModelSource
from tests.readings import folder
from tests.test_guard import line
from tests.test_update import hashes

DATA = Path(__file__).parent.parent / "data"
SOURCES = (ModelSource(url="https://maker.example/", date=date(2026, 11, 20), says="it is there"),)


def model(id, name, *aliases):
    pairs = tuple(Alias(provider="other", native_id=native_id) for native_id in aliases)
    return Model(id=id, maker="Maker", family="Family", name=name, status="available", sources=SOURCES, aliases=pairs)


TABLE = Models(
    models=(
        model("gpt-image-1", "GPT Image 1"),
        model("gpt-image-1-mini", "GPT Image 1 mini"),
        model("gpt-image-2", "GPT Image 2"),
        model("nano-banana-2", "Nano Banana 2", "gemini-3.1-flash-image"),
    )
)
SPOKEN = [(each, {each.id, each.name, *(alias.native_id for alias in each.aliases)}) for each in TABLE.models]


@pytest.mark.parametrize(
    ("first", "native_id", "name"),
    [
        ("gpt-image-1-mini", "openai/gpt-image-1-mini", "GPT-Image-1 Mini"),
        ("gpt-image-1", "openai/gpt-image-1", "gpt image 1"),
        ("gpt-image-2", "openai/gpt-image-2/text-to-image", "x"),
        ("nano-banana-2", "google/gemini-3.1-flash-image-preview", "Gemini Flash"),
        ("nano-banana-2", "whatever-7", "Nano Banana 2"),
    ],
)
def test_the_nearest_model_comes_first(first, native_id, name):
    """By id, by name, or by what another seller calls it."""
    assert first == nearest(native_id, name, SPOKEN)[0].model


def test_another_version_is_less_alike_than_the_same():
    """A number that differs weighs more than words that agree."""
    assert likeness("gpt-image-2", "gpt image 2") == 1
    assert likeness("gpt-image-2", "gpt-image-1") < likeness("gpt-image-2", "openai gpt image 2 edit")


@pytest.mark.parametrize(("native_id", "name"), [("esrgan", "Upscale Images"), ("kling-image-o1", "Kling Image"), ("", "-")])
def test_what_shares_common_words_alone_is_like_nothing(native_id, name):
    """`image` is in every second name."""
    assert () == nearest(native_id, name, SPOKEN)


def test_what_only_one_of_the_two_says_is_told():
    """It is what a person has to look at."""
    near = nearest("gpt-image-1-mini-hd", "x", SPOKEN)[0]
    assert ("gpt-image-1-mini", ("hd",), ()) == (near.model, near.only_offer, near.only_model)
    lacking = next(near for near in nearest("gpt-image-1", "x", SPOKEN) if near.model == "gpt-image-1-mini")
    assert ((), ("mini",)) == (lacking.only_offer, lacking.only_model)


def test_a_confirmed_offer_is_not_asked_about():
    """By the table alone: another seller's same id is not confirmed by it."""
    offers = (Offer(native_id="gemini-3.1-flash-image", name="x", prices=(line("0.1"),)),)
    snapshots = [Snapshot(provider=provider, offers=offers) for provider in ("other", "new")]
    assert ["new"] == [one.provider for one in suggestions(snapshots, TABLE)]


def test_the_command_lists_what_check_lists_and_changes_nothing(tmp_path, capsys):
    """For a program and for a person, who is told where to write; an unknown seller is told in a sentence."""
    (tmp_path / "data").mkdir()
    shutil.copy(DATA / "manual.toml", tmp_path / "data")
    undecided = (DATA / "models.toml").read_text(encoding="utf-8").partition("[[apart]]")[0]
    (tmp_path / "data" / "models.toml").write_text(undecided, encoding="utf-8")
    run_update(Run(tmp_path / "data", folder("latest"), only=("comfy", "laozhang")))
    before = hashes(tmp_path / "data")
    data = ["--data", str(tmp_path / "data")]
    assert 0 == run(["aliases", *data, "--json"])
    listed = [f"{one['provider']} {one['native_id']}" for one in json.loads(capsys.readouterr().out)["unmapped"]]
    run(["check", *data, "--json"])
    assert json.loads(capsys.readouterr().out)["unmapped"] == sorted(listed)
    assert 0 == run(["aliases", "laozhang", *data])
    assert "models.toml" in capsys.readouterr().out
    assert 2 == run(["aliases", "laozang", *data])
    assert "laozhang" in capsys.readouterr().err
    assert before == hashes(tmp_path / "data")
