"""Which code a reading depends on: what the readers import, by its code, and nothing of the cost engine."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.update import reader_version as versions
from scrapers import provider_ids
from tests.built import few, few_recordings
from tests.test_update import hashes

ROOT = Path(__file__).parent.parent
KNOWING = [path.relative_to(ROOT) for room in ("schema", "costs") for path in sorted((ROOT / room).rglob("*.py"))]


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of everything a reader could import, from which versions are taken."""
    for name in ("schema", "scrapers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(versions, "ROOTS", {name: tmp_path / name for name in ("schema", "scrapers")})
    return tmp_path


def version(provider="bfl"):
    return versions.reader_version.__wrapped__(provider)


def files(folder):
    return sorted(path.relative_to(folder) for path in folder.rglob("*.py"))


def test_a_remark_changes_no_version(copy):
    """A comment or a docstring makes no page be read again, in whichever file it stands."""
    before = {provider: version(provider) for provider in provider_ids()}
    for path in files(copy):
        source = (copy / path).read_text()
        (copy / path).write_text("# A remark.\n" + source.replace('"""', '"""Another remark. ', 1) + "\n# And one more.\n")
    assert before == {provider: version(provider) for provider in before}


@pytest.mark.parametrize("path", KNOWING, ids=str)
def test_a_remark_changes_nothing_of_a_files_code(tmp_path, path):
    """Each file of `schema` and of `costs` for itself: what a version is made of stays, and with it every version."""
    remarked = tmp_path / path.name
    remarked.write_text((ROOT / path).read_text(encoding="utf-8") + "\n# A remark.\n", encoding="utf-8")
    assert versions._source(ROOT / path, 0) == versions._source(remarked, 0)


def test_an_update_after_remarks_in_every_file_reads_nothing_again(tmp_path):
    """The command itself, on a copy of the code whose every file of `schema` and `costs` ends in a remark: what it reads, holds and
    writes is what it does without them; where nothing is held no page is read."""
    for name in ("schema", "scrapers", "costs", "pipeline"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in KNOWING:
        with (tmp_path / path).open("a", encoding="utf-8") as file:
            file.write("\n# A remark.\n")
    told = {}
    for place in (ROOT, tmp_path):
        data = tmp_path / f"data-of-{place.name}"
        shutil.copytree(few(), data)
        command = [sys.executable, "-m", "pipeline", "update", "--replay", few_recordings("latest"), "--data", data, "--json"]
        done = subprocess.run(command, cwd=place, env=os.environ | {"PYTHONPATH": ""}, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 3), done.stderr
        told[place] = json.loads(done.stdout)["providers"], hashes(data)
    assert told[ROOT] == told[tmp_path]
    providers, _ = told[tmp_path]
    assert {"unchanged"} == {page["outcome"] for one in providers if one["provider"] == "journeyapi" for page in one["pages"]}


@pytest.mark.parametrize("path", ["schema/amounts.py", "schema/units.py", "scrapers/_tables.py", "scrapers/bfl.py"])
def test_code_a_reader_imports_changes_its_version(copy, path):
    """A changed reader is asked again."""
    before = version()
    (copy / path).write_text((copy / path).read_text() + "\nANOTHER = 1\n")
    assert before != version()


@pytest.mark.parametrize("path", ["schema/tables/models.py", "schema/tables/quality.py", "scrapers/kie.py"])
def test_code_no_reader_of_it_imports_changes_nothing(copy, path):
    """What this provider's reader can't reach decides nothing of its pages."""
    before = version()
    (copy / path).write_text((copy / path).read_text() + "\nANOTHER = 1\n")
    assert before == version()


def test_the_cost_engine_is_no_part_of_a_reading():
    """Nothing of `costs` or `pipeline` is reached from any reader."""
    reached = versions._reached((*(f"scrapers.{provider}" for provider in provider_ids()), versions.RUNNER))
    assert {"schema", "scrapers"} == {name.split(".")[0] for name in reached}
