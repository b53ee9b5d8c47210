"""Documentation that cannot lie: every verb, option, status, error and unit is named, every example runs, every file and command it names is there."""

import contextlib
import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
import typer

from pipeline.cli.application import application
from schema import errors
from schema.prices import Billable, Unit
from tests.built import few, few_recordings
from tests.typed import typed

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
NOT_RUN = {
    "make": "it sets up environments from a package index; `.ci/run` runs it on a clean checkout",
    "make test": "these are the tests",
    ". .venv/bin/activate": "the examples run with the Python that runs the tests",
    "IMAGEPRICES_DATA=data .venv-dagster/bin/dagster asset list -m pipeline.update.dagster_assets": "Dagster is an extra of its own: `make dagster`",
}
# Blocks of other languages, and the test that takes them as they stand.
TAKEN = {
    ("README.md", "python"): "here",
    ("README.md", "toml"): "here",
    ("api.md", "python"): "test_litellm.py",
    ("api.md", "toml"): "test_watch.py",
    **{("api.md", asked): "test_queries.py" for asked in ("sh curl", "sh jq", "sql duckdb", "sql sqlite", "python pandas")},
    **{
        ("adding-a-provider.md", language): "test_adding_a_provider.py" for language in ("json", "markdown", "py", "python", "text", "toml")
    },
    ("architecture.md", "text"): "a picture",
    ("running-it.md", "text"): "test_running_it.py",
}


class Block(NamedTuple):
    """A fenced block."""

    page: str
    language: str
    text: str


def blocks():
    found = [
        (page.name, *pair)
        for page in PAGES
        for pair in re.findall(r"^```([\w ]*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    ]
    return [Block(*each) for each in found]


def examples(block):
    """The commands of a block, without the words beside them."""
    lines = (line.split(" #")[0].strip() for line in block.text.splitlines() if block.language == "sh")
    return [line for line in lines if line]


def taken(page, language):
    (text,) = (block.text for block in blocks() if (block.page, block.language) == (page, language))
    return text


def verbs():
    command = typer.main.get_command(application())
    return sorted(command.commands.items())


@pytest.mark.parametrize(("name", "verb"), verbs(), ids=lambda one: one if isinstance(one, str) else "")
def test_every_verb_and_option_is_documented(name, verb):
    """The reference names each verb and, below it, each of its options, and nothing that is none."""
    assert f"### `{name}" in REFERENCE
    section = REFERENCE.split(f"### `{name}", 1)[1].split("\n### ", 1)[0]
    options = {option for parameter in verb.params for option in parameter.opts if option.startswith("--")} - {"--help"}
    assert options == set(re.findall(r"^\| `(--[a-z-]+)`", section, re.M))
    assert " ".join((verb.help or "").split()) in " ".join(section.split())


def test_nothing_documented_is_gone():
    """A verb that is no more leaves the reference with it."""
    assert [name for name, _ in verbs()] == re.findall(r"^### `([a-z]+)", REFERENCE, re.M)


def test_every_error_unit_billable_and_exit_status_is_documented():
    """The words a program or a person may meet: those, and no others."""
    raised = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", REFERENCE, re.M | re.S))
    assert raised == set(re.findall(r"^\| `(\w+)`", sections["Errors"], re.M))
    assert set(get_args(Unit)) == set(re.findall(r"^\| `(\w+)`", sections["Units"], re.M))
    assert set(get_args(Billable)) == set(re.findall(r"`(\w+)`", sections["What is billed"]))
    assert {"0", "1", "2", "3", "5"} == set(re.findall(r"^\| \*\*(\d)\*\*", sections["Exit statuses"], re.M))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The folder a reader of the docs stands in, with the recordings of the sellers that the docs name, and what was read from them."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "tests" / "cassettes").mkdir(parents=True)
    (folder / "tests" / "cassettes" / "latest").symlink_to(few_recordings("latest"))
    shutil.copytree(few(), folder / "data")
    run(folder, "imageprices build")
    (folder / "rules.toml").write_text(taken("README.md", "toml"))
    return folder


def run(folder, example):
    with contextlib.chdir(folder):
        return typed(*shlex.split(example)[1:])


@pytest.mark.parametrize(
    "block", [block for block in blocks() if block.language == "sh"], ids=lambda block: f"{block.page}:{block.text[:40]}"
)
def test_examples_run(checkout, block):
    """One after the other, as they stand there; what is held (3) is no failure of an example."""
    for example in examples(block):
        if example not in NOT_RUN:
            assert example.startswith("imageprices "), f"neither run nor in NOT_RUN with a reason: {example}"
            done = run(checkout, example)
            assert done.returncode in (0, 3), (example, done.stderr)
            assert done.stdout, example


def test_the_readmes_python_reads_the_built_files(checkout):
    """What `make` built is read with the standard library."""
    done = subprocess.run([sys.executable, "-c", taken("README.md", "python")], cwd=checkout, capture_output=True, text=True, check=False)
    assert (0, True) == (done.returncode, "because the page says" in done.stdout), done.stderr


def test_what_is_not_run_stands_in_the_docs_and_says_why():
    """An exemption that nothing needs goes; a target of make is one."""
    printed = {line for block in blocks() for line in examples(block)}
    assert set(NOT_RUN) <= printed
    assert all(len(why.split()) > 3 for why in NOT_RUN.values())
    for target in re.findall(r"`?\bmake ([a-z]+)`", "".join(page.read_text(encoding="utf-8") for page in PAGES)):
        assert re.search(rf"^{target}:", MAKEFILE, re.M), target


def test_every_block_is_taken_by_a_test():
    """No example stands by itself: a block names its language, and some test takes it as it is."""
    others = Counter((block.page, block.language) for block in blocks() if block.language != "sh")
    assert set(TAKEN) == set(others)
    assert {1} == {count for block, count in others.items() if TAKEN[block] != "test_queries.py"}  # it takes every one
    for (page, _), where in TAKEN.items():
        assert not where.endswith(".py") or page in (ROOT / "tests" / where).read_text(encoding="utf-8")


def spoken():
    """The commands that the docs name in running text."""
    text = "\n".join(re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S) for page in PAGES)
    return sorted(set(re.findall(r"`((?:(?:\.venv/bin/)?imageprices|python -m|\.venv/bin/python -m) [^`\n]+)`", text)))


@pytest.mark.parametrize("command", spoken())
def test_a_command_in_running_text_is_one(command):
    """Its verb, its options, or the module it starts are there."""
    words = command.replace(".venv/bin/", "").replace("python -m imageprices", "imageprices").split()
    if words[0] == "python":
        assert importlib.util.find_spec(words[2])
        return
    known = dict(verbs())
    if words[1].startswith("--"):
        assert words[1] in {option for parameter in typer.main.get_command(application()).params for option in parameter.opts}
        return
    named = [word for word in words[1].split("|") if word.islower()]
    assert [] == [word for word in named if word not in known]
    options = {option for name in named for parameter in known[name].params for option in parameter.opts}
    assert [] == [word for word in words if word.startswith("--") and word not in options]


def test_documents_name_files_that_are_there():
    """A link to a file of ours leads somewhere, and to a heading of it that is there."""
    for path in PAGES:
        for target, heading in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)", path.read_text(encoding="utf-8")):
            page = path.parent / target if target else path
            assert page.exists(), f"{path.name}: {target}"
            if heading:
                headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
                assert heading in {re.sub(r"[^\w\- ]", "", said.lower()).replace(" ", "-") for said in headings}, f"{path.name}: #{heading}"
