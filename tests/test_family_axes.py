"""Families by axes: one row a family, what its living models can do merged, and nothing said where nobody says it."""

from datetime import date

import pytest

from pipeline.publish.site.family_axes import AXES, families, merged
from tests.built import everything

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("said", "cell"),
    [
        ([3, None, 14], "3 to 14"),
        ([1, 1], "1"),
        ([("1K", "2K"), ("2K", "4K"), ()], "1K, 2K, 4K"),
        ([True, False], "some models"),
        ([False], "no"),
        (["closed", "closed"], "closed"),
        ([None, ()], ""),
    ],
)
def test_what_several_models_say_is_one_cell(said, cell):
    """Numbers are a range, words stand once, and what nobody says is empty, not no."""
    assert merged(said) == cell


def test_every_family_that_is_sold_has_a_row():
    """Who has ended at its maker is in no row; a family of dead models has none."""
    found = families(everything().models, TODAY)
    living = {model.id for model in everything().models.models if model.status_on(TODAY) != "retired"}
    assert {model.id for family in found for model in family.models} == living
    assert {"DALL-E", "Imagen", "Titan"}.isdisjoint({family.name for family in found})
    gpt = next(family for family in found if family.name == "GPT Image")
    cells = dict(zip([axis.heading for axis in AXES], gpt.cells, strict=True))
    assert (cells["References"], cells["Images a call"], cells["Negative prompt"]) == ("16", "10", "no")
    assert {"low", "medium", "high", "xhigh", "max"} <= set(cells["Quality"].split(", "))
