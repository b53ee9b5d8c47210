"""What is kept of earlier builds saves time and nothing else: a site built with it is the site built cold, byte for byte."""

import random
import shutil

import pytest

from pipeline.publish import recipe_answers
from pipeline.publish.builder import build_site
from pipeline.publish.kept_answers import ROWS, KeptAnswers
from pipeline.publish.site import grid
from pipeline.update.runs import Run, run_update
from tests.fakes import PRICES, acme, prices_page, record
from tests.rebuilds import PROVIDERS, both_ways, change, some
from tests.test_update import SIX, hashes


@pytest.fixture(scope="module")
def field(tmp_path_factory):
    """Some of the recorded providers, and what a build of them keeps."""
    folder = tmp_path_factory.mktemp("rebuilds")
    some(folder / "data")
    assert [] == both_ways(folder / "data", folder / "kept", folder)
    return folder


def test_after_random_changes_both_ways_make_the_same_site(field, monkeypatch):
    """Of prices, offers, rules and plans, of what waits, of days and of tables; `make rebuilds` makes two hundred of them. After them a
    build with what was kept asks the engine for no cell and no row."""
    rng = random.Random("a few")
    for _ in range(6):
        change(rng, field / "data")
    assert [] == both_ways(field / "data", field / "kept", field), f"after six changes of {', '.join(PROVIDERS)}"
    for module in (recipe_answers, grid):
        monkeypatch.setattr(module, "market", lambda *_, among, **__: pytest.fail(f"asked for {len(among)}"))
    build_site(field / "data", field / "again", before=KeptAnswers(field / "kept", "the same code"))
    assert hashes(field / "cold") == hashes(field / "again")


def _cut(kept):
    kept.write_bytes(kept.read_bytes()[: kept.stat().st_size // 3])


def _spoiled(kept):
    told = bytearray(kept.read_bytes())
    for at in range(100, len(told), 997):
        told[at] = ord("7") if told[at] != ord("7") else ord("8")
    kept.write_bytes(told)


def _swapped(kept):
    """Each answer under the key of another."""
    lines = [line.split(b" ", 1) for line in kept.read_bytes().splitlines(keepends=True)]
    kept.write_bytes(b"".join(key + b" " + line for (key, _), (_, line) in zip(lines, lines[1:] + lines[:1], strict=True)))


def _replaced(kept):
    kept.unlink()
    kept.mkdir()


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Six offers, and what a build of them keeps."""
    folder = tmp_path_factory.mktemp("small")
    with acme():
        record(folder / "set", {PRICES: prices_page(SIX, "a seller's page")})
        run_update(Run(folder / "data", replay=folder / "set", only=("acme",)))
    assert [] == both_ways(folder / "data", folder / "kept", folder)
    return folder


@pytest.mark.parametrize(
    "damage", [lambda kept: kept.unlink(), _cut, _spoiled, _swapped, _replaced, lambda kept: kept.write_bytes(b"\0\xff \n" * 99)]
)
def test_a_lost_or_damaged_file_costs_time_only(small, tmp_path, damage):
    """Cut off, with other digits in it, with its answers under each other's keys, or no file at all."""
    kept = tmp_path / "kept"
    shutil.copy(small / "kept", kept)
    damage(kept)
    build_site(small / "data", tmp_path / "site", before=KeptAnswers(kept, "the same code"))
    assert hashes(small / "cold") == hashes(tmp_path / "site")


def test_what_other_code_kept_is_not_used(small, tmp_path):
    """The code is part of every key: its answers may be others."""
    shutil.copy(small / "kept", tmp_path / "kept")
    kept = KeptAnswers(tmp_path / "kept", "other code")
    build_site(small / "data", tmp_path / "site", before=kept)
    assert hashes(small / "cold") == hashes(tmp_path / "site")
    assert not kept.used.keys() & {line.split()[0].decode() for line in (small / "kept").read_bytes().splitlines()}


def test_a_disk_that_takes_nothing_is_no_fault(tmp_path):
    """And without a file nothing is kept at all."""
    (tmp_path / "file").write_text("")
    full = KeptAnswers(tmp_path / "file" / "kept", "code")
    full.keep("key", ROWS, [{"a": 1}])
    full.write()
    assert [{"a": 1}] == full.find("key", ROWS)
    none = KeptAnswers()
    none.keep("key", ROWS, [{"a": 1}])
    none.write()
    assert none.find("key", ROWS) is None
    assert ["file"] == [path.name for path in tmp_path.iterdir()]
