"""Reasons are codes with words, and nothing is decided by the words: every sentence replaced by another, all answers stay what they are.

Each surface is asked twice, once with the words of every reason and every error exchanged: ranks, marks, choices, what programs are
handed and exit statuses must be the same, in Python and in the site's scripts.
"""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Iterator
from typing import Any

import pytest

from costs.offer.recipes import STANDARD, Recipe
from costs.reasons import Because
from costs.standing.decisions import rule_in_words
from costs.standing.ranking import market
from costs.standing.recommendations import advise
from pipeline.cli.application import run
from pipeline.publish.files.litellm import overlay
from pipeline.publish.files.openrouter import price_lines
from pipeline.store.cost_context import open_context
from schema.errors import PriceError
from tests.built import everything, few, latest
from tests.node import needs_node
from tests.same_answers import grid_file, recipes, scripts

OTHER = "ended assumed: free, no price, unsure at most; leads"  # words that would mislead whoever read them
COMMANDS = (
    ["cost"],
    ["cost", "--all", "--recipe", "final"],
    ["cost", "--decide"],
    ["cost", "--uses"],
    ["cost", "--provider", "byteplus", "--model", "seedream-4.5", "--size", "512x512"],
    ["cost", "--model", "nobody's"],
    ["cost", "--as-good-as", "gpt-image-1"],
    ["cost", "--on", "2001-01-01"],
    ["workload", "--preset", "freelance"],
    ["workload", "--batch", "24"],
    ["plans", "--images", "300"],
    ["plans", "--provider", "nobody"],
)


@contextlib.contextmanager
def other_words() -> Iterator[None]:
    """Every reason and every error says something else."""
    with pytest.MonkeyPatch.context() as patch:
        made = Because.__init__
        patch.setattr(Because, "__init__", lambda self, **said: made(self, **said | {"words": OTHER}))
        patch.setattr(PriceError, "reason", property(lambda _: OTHER))
        yield


def told(recipe: Recipe) -> list[object]:
    """A market without its sentences."""
    context = open_context(latest())
    answers = market(context.snapshots, recipe, context.known)
    rows = [
        (
            row.cost.provider,
            row.cost.native_id,
            row.dollars,
            row.standing.place,
            [reason.code for reason in row.standing.because],
            row.times,
            row.known,
        )
        for row in (*answers.by_price, *answers.beside)
    ]
    return [*rows, *((one.provider, one.native_id, one.code) for one in answers.refused)]


@pytest.mark.parametrize("recipe", [*STANDARD, "limited"])
def test_ranks_and_marks_are_the_same(recipe: str) -> None:
    asked = STANDARD.get(recipe) or Recipe(quality="medium", as_good_as="gpt-image-1")
    before = told(asked)
    with other_words():
        assert told(asked) == before


def test_choices_are_the_same() -> None:
    def chosen() -> list[object]:
        context = open_context(latest())
        uses = [
            (one.use.id, one.row and one.row.cost.native_id, one.next and one.next.cost.native_id, one.able) for one in advise(*context[:2])
        ]
        rule = [(one.cheaper, one.differs, one.take and one.take.cost.native_id) for one in rule_in_words(*context[:2])]
        return [*uses, *rule]

    before = chosen()
    with other_words():
        assert chosen() == before


def test_programs_are_handed_the_same() -> None:
    handed = overlay(everything())[0], price_lines(everything())["data"]
    with other_words():
        assert (overlay(everything())[0], price_lines(everything())["data"]) == handed


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_exit_statuses_are_the_same(words: list[str]) -> None:
    def status() -> int:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return run([*words, "--data", str(few())])

    before = status()
    with other_words():
        assert status() == before


def _reworded(answer: dict[str, Any]) -> dict[str, Any]:
    changed: dict[str, Any] = {"no": OTHER} if "no" in answer else {}
    return answer | changed | ({"w": [[code, OTHER] for code, _ in answer["w"]]} if "w" in answer else {})


@needs_node
def test_the_scripts_decide_nothing_by_words() -> None:
    """The same grid, every sentence in it another."""
    grid = copy.deepcopy(grid_file())
    grid["answers"] = [_reworded(answer) for answer in grid["answers"]]
    words = grid["standing"]["words"]
    grid["standing"] |= {"words": dict.fromkeys(words, OTHER), "marks": dict.fromkeys(grid["standing"]["marks"], OTHER)}
    grid["standing"]["doubt"]["words"] = OTHER
    asked = recipes(24)
    assert scripts(asked, grid) == scripts(asked)
