"""Installed into an environment of its own it is whole: in an empty folder it answers, builds and reads as in the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.built import few
from tests.typed import typed

ROOT = Path(__file__).parent.parent
ROOMS = ("imageprices", "schema", "costs", "scrapers", "pipeline")
LEFT = shutil.ignore_patterns("__pycache__", "*.egg-info")
CASSETTES = ROOT / "tests" / "cassettes"


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The command of an empty environment the wheel was installed into, beside what it depends on."""
    folder = tmp_path_factory.mktemp("installed")
    source = folder / "source"
    for name in (*ROOMS, "site", "workloads"):
        shutil.copytree(ROOT / name, source / name, ignore=LEFT)
    shutil.copytree(few(), source / "data")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(ROOT / name, source)
    (source / "build" / "lib" / "pipeline").mkdir(parents=True)
    (source / "build" / "lib" / "pipeline" / "renamed_since.py").touch()
    wheel = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", wheel, str(folder)], cwd=source, check=True, capture_output=True)
    venv.create(folder / "venv", symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    ours = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(ours))
    (made,) = folder.glob("*.whl")
    shutil.unpack_archive(made, packages, "zip")
    shutil.rmtree(source)
    return folder / "venv" / "bin" / "python", packages


@pytest.fixture
def empty(installed, tmp_path, monkeypatch):
    """An empty folder, and the command run in it."""
    python, _ = installed
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "IMAGEPRICES_DATA")}

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [str(python), "-m", "imageprices", *map(str, words)]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)

    return run


def files(folder):
    return {path.relative_to(folder): path for path in sorted(folder.rglob("*")) if path.is_file()}


def test_everything_is_in_it_and_nothing_else(installed):
    """Every module of every room, templates, scripts, tables, workloads, the snapshot; no module that was renamed since."""
    _, packages = installed
    for room in ROOMS:
        there = {path for path in files(packages / room) if "bundled" not in path.parts}
        assert {path for path in files(ROOT / room) if "__pycache__" not in path.parts} == there, room
    for part, folder in {"site": ROOT / "site", "workloads": ROOT / "workloads", "data": few()}.items():
        assert files(folder).keys() == files(packages / "pipeline" / "bundled" / part).keys(), part
    names = {path.name for path in packages.iterdir()} - {"dependencies.pth"}
    assert {*ROOMS} == {name for name in names if not name.endswith(".dist-info")}
    (said,) = packages.glob("*.dist-info/entry_points.txt")
    assert "imageprices = imageprices.__main__:main" in said.read_text()


def test_it_answers_in_an_empty_folder(empty):
    """With the prices as they stood; a workload that comes with it; a site with all its templates."""
    assert empty("--version").stdout.startswith("imageprices 0.")
    costs = empty("cost", "--model", "GPT Image 2", "--on", "2026-11-30")  # a day that was named: nothing is said of their age
    assert (0, "") == (costs.returncode, costs.stderr)
    assert "gpt-image-2" in costs.stdout
    assert 0 == empty("workload", "--preset", "freelance").returncode
    built = empty("build", "--out", "site")
    assert (0, "") == (built.returncode, built.stderr)


def test_it_reads_what_the_checkout_reads(empty, tmp_path):
    """Every reader of the later recordings, those in folders of their own too: the same data folder, byte for byte."""
    replay = ("update", "--replay", CASSETTES / "latest")
    assert empty(*replay).returncode in (0, 3)
    here = tmp_path / "checkout"
    here.mkdir()
    for table in few().glob("*.toml"):  # those that came with it
        shutil.copy(table, here)
    assert typed(*replay, "--data", here).returncode in (0, 3)
    ours, theirs = files(here), files(tmp_path / "data")
    assert ours.keys() == theirs.keys()
    assert [] == [path for path in ours if ours[path].read_bytes() != theirs[path].read_bytes()]
