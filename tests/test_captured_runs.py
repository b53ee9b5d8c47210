"""One copy of a page after another, in both orders and damaged: of the project's recordings, and of the captured real pages
where they are beside the checkout.
"""

import json
from functools import cache

import pytest

from pipeline.update.runs import Run, run_update
from tests.mutants import run  # noqa: F401 - registers the mutations
from tests.mutants.followed import faults, mutants_of
from tests.mutants.subject import Subject
from tests.readings import CAPTURES, folder

TWICE = sorted({path.parent.name for path in folder("earlier").glob("*/index.yaml")})
CAPTURED_TWICE = ("cloudflare", "comfy", "google")  # the captured bfl is cut, openai's earlier copy has no prices of images


@cache
def copy_of(set_name, provider):
    return Subject(set_name, provider, quickly=True)


def ordered(names):
    return [pytest.param(one, other, id=f"{one} then {other}") for one, other in (names, names[::-1])]


@pytest.mark.parametrize(("before", "after"), ordered(("earlier", "latest")))
@pytest.mark.parametrize("provider", TWICE)
def test_other_copy_is_published_or_held(provider, before, after):
    """Either copy may come first: what is published stands in one of them, and what is kept against the page is told."""
    assert [] == faults(copy_of(before, provider), copy_of(after, provider), None)


@pytest.mark.parametrize(("before", "after"), ordered(("earlier", "latest")))
@pytest.mark.parametrize("provider", TWICE)
def test_damaged_copy_after_another_copy_is_never_silently_wrong(provider, before, after):
    """A new list of prices that arrives damaged at once."""
    known, copy = copy_of(before, provider), copy_of(after, provider)
    bad = [(mutant.note, found) for mutant in mutants_of(copy, 15, "followed") if (found := faults(known, copy, mutant))]
    assert [] == bad


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
@pytest.mark.parametrize(("before", "after"), ordered(("captures-earlier", "captures-latest")))
@pytest.mark.parametrize("provider", CAPTURED_TWICE)
def test_captured_copies_follow_each_other(provider, before, after):
    """The same of real pages, whole and damaged."""
    known, copy = copy_of(before, provider), copy_of(after, provider)
    assert [] == faults(known, copy, None)
    bad = [(mutant.note, found) for mutant in mutants_of(copy, 5, "followed") if (found := faults(known, copy, mutant))]
    assert [] == bad


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
def test_cut_copy_of_a_captured_page_is_held_and_nothing_is_removed(tmp_path):
    """bfl's later copy is cut below its first table: the prices of the whole copy stay."""
    for copy in ("earlier", "latest"):
        outcome = run_update(Run(tmp_path / "data", replay=CAPTURES / copy, only=("bfl",))).outcomes[0]
    assert [page.error for page in outcome.held.pages] == ["LayoutChanged"]
    assert outcome.changes == []
    assert len(json.loads((tmp_path / "data/current/bfl.json").read_text(encoding="utf-8"))["offers"]) == 11


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
def test_captured_reprice_of_a_fifth_is_published_at_once(tmp_path):
    """Comfy repriced some of its models by about a fifth between the two captured copies, and its page says so in a sentence of its own."""
    for copy in ("earlier", "latest"):
        outcome = run_update(Run(tmp_path / "data", replay=CAPTURES / copy, only=("comfy",))).outcomes[0]
    moved = [change for change in outcome.changes if change.kind == "increased" and change.subject == "price"]
    assert len(moved) >= 4
    assert all(change.after.amount / change.before.amount < 2 for change in moved)
