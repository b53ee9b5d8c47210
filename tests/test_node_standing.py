"""The engine, the scripts, the command line and the files place and order every answer alike: a seeded few of `make answers`."""

from __future__ import annotations

import pytest

from tests.node import needs_node
from tests.same_answers import differences, in_files, recipes

MANY = 40


@needs_node
@pytest.mark.parametrize("part", range(4))
def test_the_scripts_and_the_command_line_place_every_answer_as_the_engine_does(part: int) -> None:
    assert list(differences(recipes(MANY)[part::4], through_the_command=10)) == []


def test_every_file_places_the_standard_images_as_the_engine_does() -> None:
    """Costs, the database, badges, each seller's and model's own file, the front door and an agent's tool."""
    found = list(in_files())
    assert [one.where for one in found if not one.same] == []
    assert {one.where.split(",")[0].split("/")[-1] for one in found} >= {"costs.json", "the view cheapest", "badges", "mcp", "openai.json"}
