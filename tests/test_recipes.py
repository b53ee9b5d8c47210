"""Recipes: documented defaults, sizes and resolutions that fill each other in, one ladder of quality words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from costs.offer.recipes import LADDER, STANDARD, Recipe, class_of, in_words_of, nearest_quality, rung, square, standard
from schema.errors import BadData


def test_the_defaults_are_one_plain_image():
    recipe = Recipe()
    assert (recipe.operation, recipe.size, recipe.resolution, recipe.tier, recipe.count) == ("generate", "1024x1024", "1K", "standard", 1)
    assert (recipe.references, recipe.prompt_tokens, recipe.thinking_tokens) == (0, None, None)


@pytest.mark.parametrize(
    ("name", "quality", "size", "references"),
    [
        ("draft", "low", "1024x1024", 0), ("standard", "medium", "1024x1024", 0), ("final", "high", "1024x1024", 0),
        ("2k", "medium", "2048x2048", 0), ("4k", "medium", "4096x4096", 0), ("edit", "medium", "1024x1024", 1),
    ],
)  # fmt: skip
def test_the_standard_recipes(name, quality, size, references):
    recipe = standard(name)
    assert (recipe.quality, recipe.size, recipe.references) == (quality, size, references)
    assert recipe == STANDARD[name]


def test_an_unknown_recipe_names_the_known_ones():
    with pytest.raises(BadData, match="draft, standard, final, 2k, 4k, edit"):
        standard("thumbnail")


@pytest.mark.parametrize(
    ("size", "name"),
    [
        ("512x512", "0.5K"), ("688x384", "0.5K"), ("1024x1024", "1K"), ("1376x768", "1K"), ("1536x1024", "2K"), ("2048x2048", "2K"),
        ("2752x1536", "2K"), ("3168x1344", "2K"), ("3840x2160", "4K"), ("5504x3072", "4K"), ("1x1", "0.5K"),
    ],
)  # fmt: skip
def test_a_size_belongs_to_the_smallest_resolution_that_holds_it(size, name):
    """Every aspect ratio of Google's table is in its class, though some have 2 % more pixels than the square."""
    if "x1" in size and size == "1x1":
        assert class_of(size) == name
    else:
        assert Recipe(size=size).resolution == name


@pytest.mark.parametrize(
    ("resolution", "size"), [("0.5K", "512x512"), ("1.5K", "1536x1536"), ("4K", "4096x4096"), ("720P", "1280x720"), ("1080P", "1920x1080")]
)
def test_a_resolution_alone_is_its_square_or_its_16_to_9(resolution, size):
    assert square(resolution) == size
    assert Recipe(resolution=resolution).size == size


def test_a_changed_size_brings_its_own_resolution():
    assert STANDARD["4k"].but(size="1024x1024").resolution == "1K"
    assert STANDARD["draft"].but(resolution="2K").size == "2048x2048"
    assert STANDARD["4k"].but(count=3).resolution == "4K"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"operation": "edit"}, "at least one reference image"),
        ({"size": "1024x1024", "resolution": "4K"}, "expected 1024x1024 with resolution 1K, found 4K"),
        ({"count": 0}, "greater than or equal to 1"),
        ({"count": -3}, "greater than or equal to 1"),
        ({"size": "0x10"}, "match pattern"),
        ({"size": "20000x20000"}, "expected at most 8192x8192, the largest anybody sells, found 20000x20000"),
        ({"qualty": "low"}, "not permitted"),
    ],
)
def test_an_impossible_recipe_is_refused(fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        Recipe(**fields)


def test_a_word_stands_on_one_rung():
    words = [word for step in LADDER for word in step]
    assert len(words) == len(set(words))
    assert [rung(word) for word in ("low", "medium", "high", "max")] == sorted(rung(word) for word in ("low", "medium", "high", "max"))


@pytest.mark.parametrize(
    ("asked", "sold", "word"),
    [
        ("medium", ["low", "medium"], "medium"), ("medium", ["turbo", "default"], "default"), ("high", ["standard", "hd"], "hd"),
        ("low", ["standard", "hd"], None), ("studio", ["studio"], "studio"), ("studio", ["low"], None),
    ],
)  # fmt: skip
def test_a_quality_in_the_providers_words(asked, sold, word):
    assert in_words_of(asked, sold) == word


def test_the_nearest_quality():
    assert nearest_quality("high", ["low", "medium"]) == "medium"
    assert nearest_quality("low", ["standard", "hd"]) == "standard"


def test_a_recipe_in_words():
    recipe = Recipe(operation="edit", quality="medium", references=2, tier="batch", count=4)
    assert recipe.words() == "edit, medium, 1024x1024, 2 references, batch, 4 images"
    assert Recipe().words() == "generate, 1024x1024"


def test_a_recipe_survives_its_json():
    for recipe in STANDARD.values():
        assert Recipe.model_validate_json(recipe.model_dump_json()) == recipe
