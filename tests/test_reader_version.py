"""Which code a reading depends on: what the readers import, by its code, and nothing of the cost engine."""

import shutil
from pathlib import Path

import pytest

from pipeline.update import reader_version as versions

ROOT = Path(__file__).parent.parent


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
    before = version()
    for path in files(copy):
        source = (copy / path).read_text()
        (copy / path).write_text("# A remark.\n" + source.replace('"""', '"""Another remark. ', 1) + "\n# And one more.\n")
    assert before == version()


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
    assert {"schema", "scrapers"} == {name.split(".")[0] for name in versions._reached(("scrapers.openai", versions.RUNNER))}
