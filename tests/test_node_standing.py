"""The engine, the scripts, the command line and the files place and order every answer alike: a seeded few of `make answers`."""

from __future__ import annotations

from tests.node import needs_node
from tests.same_answers import differences, in_files, recipes

MANY = 24


@needs_node
def test_the_scripts_and_the_command_line_place_every_answer_as_the_engine_does() -> None:
    assert list(differences(recipes(MANY), through_the_command=10)) == []


def test_every_file_places_the_standard_images_as_the_engine_does() -> None:
    """Costs, the database, badges, each seller's and model's own file, the front door and an agent's tool."""
    found = list(in_files())
    assert [one.where for one in found if not one.same] == []
    assert {one.where.split(",")[0].split("/")[-1] for one in found} >= {"costs.json", "the view cheapest", "badges", "mcp", "openai.json"}
