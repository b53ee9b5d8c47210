"""A model is found by every name people have for it, and by no other."""

from pathlib import Path

import pytest

from pipeline.store.tables import load_models
from schema.naming import models_called, nearest

MODELS = load_models(Path(__file__).parent.parent / "data" / "models.toml")


def called(words, provider=None):
    return [model.id for model in models_called(words, MODELS, provider)]


@pytest.mark.parametrize(
    ("words", "model"),
    [
        ("GPT Image 2", "gpt-image-2"),
        ("GPT-IMAGE-2", "gpt-image-2"),
        ("gpt_image_2", "gpt-image-2"),
        ("  gpt image 2 ", "gpt-image-2"),
        ("nano banana pro", "nano-banana-pro"),
        ("Nano-Banana Pro", "nano-banana-pro"),
        ("gemini-3-pro-image-preview", "nano-banana-pro"),
        ("models/gemini-3-pro-image-preview", "nano-banana-pro"),
        ("openai/gpt-image-1.5", "gpt-image-1.5"),
        ("FLUX.2 [max]", "flux.2-max"),
        ("ＧＰＴ　Image　2", "gpt-image-2"),
    ],
)
def test_names_as_people_write_them(words, model):
    """Case, spaces, marks and the maker's name before a slash change nothing."""
    assert [model] == called(words)


@pytest.mark.parametrize("model", MODELS.models, ids=lambda model: model.id)
def test_every_name_in_the_table_finds_its_model(model):
    """In any case, with spaces for dashes; an alias that several share finds them all, and its own provider's alone."""
    for name in (model.id, model.name, *model.names):
        for written in (name, name.upper(), name.replace("-", " ")):
            assert model.id in called(written), written
    assert [model.id] == called(model.id)
    for alias in model.aliases:
        assert model.id in called(alias.native_id)
        assert [model.id] == called(alias.native_id, alias.provider)


@pytest.mark.parametrize("words", ["", " ", "-", "image", "gpt-image", "gpt-image-22", "banana", "2"])
def test_nothing_is_guessed(words):
    """A part of a name, or one that is nearly right, names nothing."""
    assert [] == called(words)


def test_a_near_name_is_proposed():
    """However it is written."""
    ids = [model.id for model in MODELS.models]
    assert "gpt-image-2" == nearest("GPT imgae 2", ids)[0]
    assert "nano-banana-pro" in nearest("nanobanana-pro-2", ids)
    assert [] == nearest("", ids)
