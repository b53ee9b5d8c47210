"""A new seller by the book: CONTRIBUTING's four steps to the letter, and the examples of docs/adding-a-provider.md."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
import yaml

from pipeline.store.manual_prices import load_providers
from scrapers import _drafts
from scrapers._json import Node
from scrapers._page import Page
from scrapers._soup import Part
from scrapers._tables import Cell
from tests.readings import UNCHECKED
from tests.test_scaffold import HTML

ROOT = Path(__file__).parent.parent
STEPS = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split("## A new seller in four steps\n", 1)[1].split("\n## ", 1)[0]
BOOK = (ROOT / "docs" / "adding-a-provider.md").read_text(encoding="utf-8")
NEW = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A fresh clone, as a contributor has it."""
    folder = tmp_path_factory.mktemp("contributor") / "imageprices"
    folder.mkdir()
    for name in ("schema", "costs", "scrapers", "pipeline", "tests", "data", "docs", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / ".gitignore").write_text("__pycache__/\n")
    for arguments in (["init", "--initial-branch=main"], ["add", "--all"], ["commit", "--message=Start"]):
        shell(folder, ["git", "-c", "user.name=t", "-c", "user.email=t@example.test", *arguments])
    return folder


def shell(folder, command, ok=(0,)):
    done = subprocess.run(command, cwd=folder, env=os.environ | NEW, capture_output=True, text=True, check=False)
    assert done.returncode in ok, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def as_written(folder, pattern, name, **more):
    """Run the command that CONTRIBUTING prints and that reads like this, with the seller's name put in."""
    printed = next(command for command in re.findall(r"`([^`\n]+)`", STEPS) if re.match(pattern, command))
    words = shlex.split(printed.replace("NAME", name))
    python = {"imageprices": [sys.executable, "-m", "pipeline"], "python": [sys.executable]}[words[0]]
    return shell(folder, [*python, *words[1:], *more.get("further", [])])


def verdict(folder, name, ok):
    """What `make test` says of the seller: its own part of the tests."""
    return shell(folder, [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_providers.py", "-k", name], ok)


def test_four_steps_lead_from_nothing_to_a_provider_that_can_be_merged(checkout, tmp_path):
    """Each command as CONTRIBUTING prints it. Between them a person writes one line and looks at one file; no other file is touched."""
    assert 4 == len(re.findall(r"^\d\. ", STEPS, re.M))
    (tmp_path / "page.html").write_text(HTML)
    as_written(checkout, r"imageprices new NAME", "acme", further=["--page", str(tmp_path / "page.html")])
    module, expected = checkout / "scrapers" / "acme.py", checkout / "tests" / "expected" / "latest" / "acme.txt"
    assert "was never compared with the page" in verdict(checkout, "acme", ok=(1,))
    first = module.read_text().splitlines()[0]
    assert "TODO" in first
    module.write_text(
        module.read_text().replace(first, '"""Acme: one table; a number is dollars per image.').replace('="Acme"', '="Acme Paints"')
    )
    assert "$0.08 per image" in as_written(checkout, r"imageprices read NAME", "acme")
    as_written(checkout, r"python -m tests.readings", "acme")
    assert expected.read_text().splitlines()[0] == UNCHECKED
    expected.write_text(expected.read_text().replace(UNCHECKED, "# checked against the page, 2026-11-21"))
    verdict(checkout, "acme", ok=(0,))
    touched = [line[3:] for line in shell(checkout, ["git", "status", "--short", "--untracked-files=all"]).splitlines()]
    recording = "tests/cassettes/latest/acme"
    assert {"scrapers/acme.py", "tests/expected/latest/acme.txt", f"{recording}/index.yaml", f"{recording}/pricing.html"} == set(touched)


def test_what_a_person_has_looked_at_is_not_written_again(checkout):
    """`write` is for new files: an expected file that was compared with the page changes by a person's hand alone."""
    shutil.copytree(ROOT / "tests" / "expected", checkout / "tests" / "expected", dirs_exist_ok=True)
    path = checkout / "tests" / "expected" / "latest" / "bfl.txt"
    path.write_text(path.read_text() + "a line of mine\n")
    as_written(checkout, r"python -m tests.readings", "bfl")
    assert path.read_text().endswith("a line of mine\n")
    shutil.copy(ROOT / "tests" / "expected" / "latest" / "bfl.txt", path)


def block(language):
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", BOOK, re.M | re.S)
    return found


def test_the_books_example_is_read_as_the_book_says(checkout):
    """Its module, its pages and its reading belong together."""
    (checkout / "scrapers" / "easel.py").write_text(block("python"))
    recording = checkout / "tests" / "cassettes" / "latest" / "easel"
    recording.mkdir(parents=True)
    pages = {"models.json": ("application/json", block("json")), "billing.md": ("text/markdown", block("markdown"))}
    interactions = []
    for name, (media, body) in pages.items():
        (recording / name).write_text(body)
        headers = {"content-type": [media], "date": ["Fri, 20 Nov 2026 12:00:00 GMT"]}
        response = {"status": {"code": 200, "message": "OK"}, "headers": headers, "body": {"file": name}}
        request = {"method": "GET", "uri": f"https://easel.example/{name}", "body": "", "headers": {}}
        interactions.append({"request": request, "response": response})
    (recording / "index.yaml").write_text(yaml.safe_dump({"note": "a made-up page", "interactions": interactions, "version": 1}))
    said = shell(checkout, [sys.executable, "-m", "pipeline", "read", "easel", "--replay", "tests/cassettes/latest"])
    assert block("text") == said
    shell(checkout, [sys.executable, "-m", "ruff", "check", "scrapers/easel.py"])
    shell(checkout, [sys.executable, "-m", "ruff", "format", "--check", "scrapers/easel.py"])


def test_the_books_cards_are_read_by_its_lines():
    """The lines on cards are a reader's: run on a page of two cards they yield two offers."""
    body = "".join(f"<li><h3>{name}</h3><p>{price} per image</p></li>" for name, price in (("Paint 2", "$0.04"), ("Paint 3", "$0.08")))
    page = Page("https://easel.example/", "html", f"<html><body><h2>Image models</h2><ul>{body}</ul></body></html>".encode())
    scope = vars(_drafts) | {"page": page}
    exec("def read(page):\n" + textwrap.indent(block("py"), "    "), scope)
    assert [(draft.native_id, draft.prices[0].words.text) for draft in scope["read"](page)] == [("paint-2", "$0.04"), ("paint-3", "$0.08")]


def test_the_books_table_of_a_provider_by_hand_is_one(tmp_path):
    """It is taken as it stands."""
    (tmp_path / "manual.toml").write_text(block("toml"))
    (state,) = load_providers(tmp_path / "manual.toml")
    assert "a-seller" == state.id


def test_every_verb_of_the_book_is_one():
    """What the tables of verbs name is there to be called."""
    spoken = re.findall(r"^\| (`.*`) \|", BOOK.split("## The verbs", 1)[1].split("\n## ", 1)[0], re.M)
    names = [re.match(r"(?:(page|cell|part|node)\.)?(\w+)", one).groups() for line in spoken for one in re.findall(r"`([^`]+)`", line)]
    owners = {"page": Page, "cell": Cell, "part": Part, "node": Node, None: _drafts}
    assert len(names) >= 12
    assert [] == [name for owner, name in names if not hasattr(owners[owner], name)]
