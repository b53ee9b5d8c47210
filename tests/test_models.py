"""The table of canonical models: right, whole, and the only way an offer finds its model."""

import re
from pathlib import Path

import pytest

from pipeline.store.manual_prices import manual_snapshots
from pipeline.store.tables import load_models
from schema.errors import BadData
from scrapers import provider_ids
from tests.readings import TESTS

DATA = TESTS.parent / "data"
MODELS = load_models(DATA / "models.toml")
ONE = """
[[model]]
id = "a-model"
maker = "A Maker"
family = "A"
name = "A Model"
status = "available"
sources = [{ url = "https://example.com/a", date = 2026-11-20, says = "it is there" }]
aliases = [
  { provider = "seller", native_id = "a/model" },
]
"""


def offers():
    """Every (provider, native id) that an expected reading or a hand-kept table names."""
    by_hand = manual_snapshots(DATA)
    found = {(provider, offer.native_id) for provider, snapshot in by_hand.items() for offer in snapshot.offers}
    found |= {(provider, id) for provider, snapshot in by_hand.items() for plan in snapshot.plans for id in plan.models_named}
    for path in (TESTS / "expected").glob("*/*.txt"):
        blocks = path.read_text(encoding="utf-8").split("\n\n")[1:]
        found |= {(path.stem, match[1]) for block in blocks if (match := re.match(r"(\S.*?) \(.*\)\n  ", block + "\n"))}
    return found


def table(tmp_path, text):
    path = tmp_path / "models.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_alias_is_an_offer_or_says_why_it_is_none():
    """An alias of an offer nobody has read is marked, so that a typing error can't hide as a model nobody sells."""
    known = offers()
    lost = [alias.pair() for model in MODELS.models for alias in model.aliases if not alias.unseen and alias.pair() not in known]
    assert lost == []


def test_every_provider_of_an_alias_is_a_provider():
    """A module or a table knows every seller the models name."""
    states = {*provider_ids(), *manual_snapshots(DATA)}
    assert {alias.provider for model in MODELS.models for alias in model.aliases} <= states
    assert {provider for model in MODELS.models for provider in model.first_party} <= states


@pytest.mark.parametrize(
    ("provider", "native_id", "model"),
    [
        ("laozhang", "gemini-3-pro-image-preview", "nano-banana-pro"),  # its older pages call this one "Nano Banana 2"
        ("laozhang", "nano-banana2", "nano-banana-2"),
        ("kie", "google-nano-banana-2", "nano-banana-2"),
        ("kie", "nano-banana-2-1", "nano-banana-2.1"),
        ("fal", "google/nano-banana-lite/edit", "nano-banana-2-lite"),  # its text-to-image twin is google/nano-banana-2-lite
        ("fal", "fal-ai/flux-2", "flux.2-dev"),
        ("openai", "gpt-image-1", "gpt-image-1"),
        ("openai", "gpt-image-1-mini", "gpt-image-1-mini"),
        ("runware", "google:4@2", "nano-banana-pro"),
        ("together", "black-forest-labs/FLUX.1.1-pro", "flux1.1-pro"),
        ("deepinfra", "black-forest-labs/FLUX-1.1-pro", "flux1.1-pro"),
        ("tencent", "hy-image-3.0", "hunyuan-image-3.0"),
        ("tencent", "hy-image-v3.0", "hunyuan-image-v3.0-old"),
    ],
)
def test_look_alikes_are_told_apart(provider, native_id, model):
    """Names that were mistaken for another model's elsewhere lead to the right one here."""
    assert MODELS.by_alias()[provider, native_id].id == model


def test_nothing_is_matched_outside_the_table():
    """A spelling nobody wrote down is no model's, however near it is."""
    assert MODELS.by_alias().get(("openai", "GPT-Image-2")) is None
    assert MODELS.by_alias().get(("openai", "gpt-image-2 ")) is None
    joining = [
        *Path(TESTS.parent, "scrapers").rglob("*.py"),
        TESTS.parent / "schema" / "tables" / "models.py",
        TESTS.parent / "costs" / "standing" / "ranking.py",
    ]
    assert not [path.name for path in joining if "get_close_matches" in path.read_text(encoding="utf-8")]


def test_the_central_comparison_has_its_providers():
    """The models of the facts' central table are sold by several sellers here too."""
    states = {model.id: {alias.provider for alias in model.aliases} for model in MODELS.models}
    several = ["flux.1-schnell", "flux.1-dev", "flux.2-dev", "flux.2-pro", "flux.2-flex", "flux.2-max", "flux1.1-pro", "flux.1-kontext-pro"]
    several += ["nano-banana", "nano-banana-pro", "nano-banana-2", "nano-banana-2-lite", "seedream-4.0", "seedream-4.5", "seedream-5.0-pro"]
    several += ["gpt-image-1.5", "gpt-image-2", "gpt-image-2.5-flare", "imagen-4", "ideogram-3.0", "recraft-v3", "qwen-image"]
    assert {id: len(states[id]) for id in several if len(states[id]) < 3} == {}


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('status = "available"', 'status = "on sale"'), 7, "status"),
        (('status = "available"', 'status = "retired"'), 2, "its end stands in `ends`"),
        (("a/model", "a/model" + '" },\n  { provider = "seller", native_id = "a/model'), 11, "stands twice"),
        (('name = "A Model"', 'name = "A Model"\ncolour = "red"'), 7, "colour"),
        (('says = "it is there"', 'says = ""'), 8, "says"),
        (("[[model]]", "[[modell]]"), 2, "only model"),
        (('maker = "A Maker"', "maker = A Maker"), 4, "TOML"),
    ],
)
def test_a_mistake_in_the_table_is_told_with_its_line(tmp_path, change, line, said):
    """Whoever keeps the table by hand reads file, line and what is wrong."""
    path = table(tmp_path, ONE.replace(*change))
    with pytest.raises(BadData, match=re.escape(said)) as told:
        load_models(path)
    assert f"{path}:{line}: " in str(told.value)


def test_one_model_is_read(tmp_path):
    """The example above is right as it stands."""
    assert [model.id for model in load_models(table(tmp_path, ONE)).models] == ["a-model"]


def test_every_offer_was_decided_on():
    """Of each offer there is, somebody said which model it is, that it is none of them and why, or that it makes no image."""
    assert [] == sorted(offers() - MODELS.decided)
