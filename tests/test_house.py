"""The house: which rooms there are, what each may hold, and that one word means one thing. See docs/architecture.md."""

import ast
import re
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("imageprices", "schema", "costs", "scrapers", "pipeline")
MOST = 20
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MODULES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
ROOMS = sorted({path.parent.relative_to(ROOT) for path in MODULES if path.parts[len(ROOT.parts)] in ("schema", "costs", "pipeline")})
# What a run, a person or a provider makes and the repository does not keep, by the names it is spoken of.
MADE = re.compile(
    r"(?:.*/)?(?:rules|RULES|shop|hugo)\.toml|(?:models/|providers/)?index\.md|api-capabilities/.*\.md|scrapers/NAME\.py|\.\./CONTRIBUTING\.md"
)


def trees():
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_the_map_lists_every_room_and_each_says_its_question(room):
    """Somebody who looks for a thing finds the room by its question, and its way in."""
    assert f"`{room}`" in MAP
    assert ast.get_docstring(ast.parse((ROOT / room / "__init__.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("room", ROOMS, ids=str)
def test_no_room_holds_more_than_twenty_modules(room):
    """A room with more is two."""
    assert len([path for path in (ROOT / room).glob("*.py") if path.name != "__init__.py"]) <= MOST


def test_no_class_name_means_two_things():
    """Whoever reads a name knows what it is, wherever it stands."""
    where = defaultdict(set)
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                where[node.name].add(str(path.relative_to(ROOT)))
    assert {} == {name: sorted(paths) for name, paths in where.items() if len(paths) > 1}


def test_no_module_name_is_used_twice():
    """But for the verbs of the command line, which are called as what they do, and readers, which are called as providers."""
    names = defaultdict(set)
    for path in MODULES:
        place = path.relative_to(ROOT)
        is_verb = place.parent == Path("pipeline/cli") and not path.name.startswith("_")
        if path.stem not in ("__init__", "__main__") and place.parts[0] != "scrapers" and not is_verb:
            names[path.stem].add(str(place))
    assert {} == {name: sorted(paths) for name, paths in names.items() if len(paths) > 1}


def _identifiers(tree):
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.alias(name=name, asname=other):
                yield from (name.rpartition(".")[2], other or "")


def test_a_provider_is_called_a_provider():
    """One word for who sells; a page's text may say seller."""
    found = {(str(path.relative_to(ROOT)), name) for path, tree in trees().items() for name in _identifiers(tree)}
    assert [] == sorted((path, name) for path, name in found if re.search(r"shop|(?<!re)seller", name, re.I))


def _named_files():
    """Every file named in code and docs: a path with a folder or a well-known ending, in backquotes or in prose of a docstring."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    if not tracked:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    known = {*tracked, *(path.rpartition("/")[2] for path in tracked)}
    pages = [ROOT / path for path in tracked if path.endswith((".md", ".py")) and not path.startswith(("tests/", "data/", "CHANGELOG"))]
    for page in pages:
        for name in re.findall(
            r"(?<![\w./{-])([A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*\.(?:py|md|toml))(?![\w/(])", page.read_text(encoding="utf-8")
        ):
            if name not in known and not MADE.fullmatch(name):
                yield f"{page.relative_to(ROOT)}: {name}"


def test_every_file_that_is_named_is_there():
    """A reader who follows a name arrives."""
    assert [] == sorted(set(_named_files()))
