"""What the table of models says of them: every axis by a source, and each point on which it was once wrong."""

import re
from datetime import date

import pytest

from pipeline.store.tables import load_models
from schema.errors import BadData
from tests.readings import TESTS

TODAY = date(2026, 11, 30)
TABLE = TESTS.parent / "data" / "models.toml"
MODELS = load_models(TABLE)


def able(id):
    return MODELS.by_id[id].capabilities


def test_every_capability_has_a_source_that_speaks_of_it():
    """Nothing is claimed of a model that no source says; each has an address or says that none is known, a day, and whose word it is."""
    lacking = {}
    for model in MODELS.models:
        sourced = {axis for source in model.sources for axis in source.of}
        if model.capabilities.said() - sourced:
            lacking[model.id] = model.capabilities.said() - sourced
    assert lacking == {}
    assert [model.id for model in MODELS.models for source in model.sources if source.of and source.proof is None] == []
    assert [(model.id, source.date) for model in MODELS.models for source in model.sources if source.date > TODAY] == []


@pytest.mark.parametrize(
    ("id", "axis", "value"),
    [
        ("seedream-4.0", "images_per_call", 1),
        ("seedream-4.0", "images_per_series", 15),
        ("seedream-4.0", "minimum_pixels", 921_600),
        ("seedream-4.5", "minimum_pixels", 3_686_400),
        ("seedream-4.5", "maximum_pixels", 16_777_216),
        ("seedream-5.0-lite", "minimum_pixels", 3_686_400),
        ("seedream-5.0-lite", "references", 14),
        ("seedream-5.0-pro", "maximum_pixels", 4_194_304),
        ("seedream-5.0-pro", "images_per_series", None),
        ("grok-imagine-image-2.0", "references", 5),
        ("grok-imagine-image-2.0", "default_quality", "low"),
        ("grok-imagine-image-2.0", "default_edit_quality", "medium"),
        ("nano-banana-2-lite", "references", 14),
        ("nano-banana-2.1", "resolutions", ("1K", "2K", "4K")),
        ("nano-banana", "regions", ("eu", "us")),
        ("wan2.7-image-pro", "references", 9),
        ("wan2.7-image-pro", "images_per_series", 12),
        ("wan2.7-image", "resolutions", ("1K", "2K")),
        ("ideogram-3.0", "images_per_call", 8),
        ("ideogram-3.0", "negative_prompt", True),
        ("ideogram-3.0", "transparency", "yes"),
        ("lucid-origin", "images_per_call", 8),
        ("kling-v3-image", "images_per_call", 9),
        ("gen4-image", "references", 3),
        ("uni-1", "references", 9),
        ("hunyuan-image-3.0", "references", 3),
        ("qwen-image-3.0", "references", 3),
        ("qwen-image-3.0", "images_per_call", 4),
        ("mai-image-2.6", "seed", "no"),
        ("gpt-image-2", "transparency", "preview"),
        ("gpt-image-2.6-flare", "qualities", ("low", "medium", "high", "xhigh", "max")),
        ("gpt-image-2.6-flare", "formats", ("png", "jpeg", "webp", "gif", "svg")),
        ("ideogram-4.0", "licence", "open weights, Ideogram Open Model"),
        ("krea-2-medium-turbo", "licence", "open weights, Krea 2 community licence"),
        ("qwen-image-2.1", "licence", "open weights, research only"),
    ],
)
def test_what_a_model_can_do_is_what_its_sources_say(id, axis, value):
    """The gates of a request: how many, how large, how many references, which knobs, and who may use the weights."""
    assert getattr(able(id), axis) == value


@pytest.mark.parametrize(
    ("id", "day"),
    [("gpt-image-2", "2026-04-21"), ("gpt-image-2.6-flare", "2026-11-04"), ("nano-banana-2.1", "2026-10-06"), ("seedream-5.5", "2026-11-12"), ("krea-3", "2026-11-02"), ("mai-image-2.6", "2026-09-04"), ("reve-2.1", "2026-07-09")],
)  # fmt: skip
def test_a_model_says_since_when_it_is_there(id, day):
    """A price of a day before that is no price of it."""
    assert MODELS.by_id[id].available == date.fromisoformat(day)


def test_the_models_people_rate_highest_can_be_found():
    """Every model that either arena or a maker named by November 2026 is in the table."""
    names = ["reve-2.0", "reve-2.1", "muse-image", "mai-image-2.6", "mai-image-2.6-flash", "flux-3-image", "flux-3-image-klein"]
    names += ["hy-image-v3.5-preview", "qwen-image-2.1", "qwen-image-2.1-pro", "qwen-image-2.1-turbo", "recraft-v4-styles", "p-image", "hidream-o1-image"]  # fmt: skip
    assert [name for name in names if name not in MODELS.by_id] == []


@pytest.mark.parametrize(
    ("provider", "native_id", "does"),
    [("recraft", "crisp-upscale", "upscale"), ("comfy", "flux-virtual-try-on", "try_on"), ("fal", "fal-ai/flux-krea-lora", "lora"), ("fal", "fal-ai/birefnet/v2", "background"), ("openai", "gpt-image-2", None)],
)  # fmt: skip
def test_what_makes_no_images_is_known_for_what_it_does(provider, native_id, does):
    """An upscaler, a background remover, a style of one's own or a fitting room is no generator."""
    assert MODELS.purpose(provider, native_id) == does


LINES = """
[[model]]
id = "a-model"
maker = "A Maker"
family = "A"
name = "A Model"
status = "available"
sources = [
  { url = "https://example.com/a", date = 2026-11-20, says = "it is there", of = ["references"] },
]
[model.capabilities]
references = 4

[[other]]
provider = "seller"
native_id = "an-upscaler"
does = "upscale"
"""


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('of = ["references"]', 'of = ["colour"]'), 9, "'colour' is none"),
        (("references = 4", 'references = 4\nseed = "perhaps"'), 13, "seed"),
        (("references = 4", "references = 4\nknobs = 3"), 13, "knobs"),
        (('does = "upscale"', 'does = "sing"'), 17, "does"),
        (('does = "upscale"', 'does = "upscale"\nnote = "x"'), 18, "note"),
        (('does = "upscale"\n', 'does = "upscale"\n\n[[other]]\nprovider = "seller"\nnative_id = "an-upscaler"\ndoes = "erase"\n'), 21, "stands twice"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(tmp_path, change, line, said):
    """Whoever keeps the table by hand reads file, line and what is wrong."""
    assert change[0] in LINES
    path = tmp_path / "models.toml"
    path.write_text(LINES.replace(*change), encoding="utf-8")
    with pytest.raises(BadData, match=re.escape(said)) as told:
        load_models(path)
    assert f"{path}:{line}: " in str(told.value)
