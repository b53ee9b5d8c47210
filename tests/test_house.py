"""The house: which rooms there are, what each may hold, and that one word means one thing. See docs/architecture.md."""

import ast
import io
import os
import re
import tokenize
import tomllib
from collections import defaultdict
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from re import _parser as re_parser

import pytest

ROOT = Path(__file__).parent.parent
MOST = 20
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
IGNORED = [line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").split()] + [".git"]
# Pages as they were recorded, what was read from them, and what the robot writes: not ours to word.
RECORDED = ("tests/cassettes", "tests/expected", "tests/vectors", *(f"data/{kind}" for kind in ("current", "history", "held", "accepted")))
# What a run, a person or a provider makes and the repository does not keep, by the names it is spoken of.
MADE = re.compile(
    r"(?:.*/)?(?:rules|RULES|shop|hugo|month)\.toml|(?:models/|providers/)?index\.md|api-capabilities/.*\.md|\.\./CONTRIBUTING\.md"
    r"|(?:dist/)?(?:js|css)/tabulator.*|tabulator\.min\.(?:js|css)|Next\.js|(?:benchmarks/)?page\.js|data/(?:held|current|history|accepted)/.*"
    r"|pipeline/bundled|site/grid/answers\.json|static/card\.png|\./static/.*|data/checks"
)


def files():
    """The project's files, by their place: what the folder holds but for what git ignores."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if not any(fnmatch(name, one) for one in IGNORED))
        for name in sorted(names):
            if not any(fnmatch(name, one) for one in IGNORED):
                yield (Path(folder) / name).relative_to(ROOT).as_posix()


FILES = tuple(files())
FOLDERS = frozenset(parent.as_posix() for place in FILES for parent in Path(place).parents)
PYTHON = [place for place in FILES if place.endswith(".py") and not place.startswith(RECORDED)]
ROOMED = [place for place in PYTHON if place.partition("/")[0] in ("schema", "costs", "pipeline")]
HOUSE = [place for place in PYTHON if place.partition("/")[0] in ("imageprices", "schema", "costs", "scrapers", "pipeline")]
ROOMS = sorted({str(Path(place).parent) for place in ROOMED})
LISTED = dict(re.findall(r"^\| `([\w/]+)` \|.*\| ([^|]+) \|$", MAP, re.M))


@cache
def text(place):
    return (ROOT / place).read_text(encoding="utf-8")


@cache
def tree(place):
    return ast.parse(text(place))


@pytest.mark.parametrize("room", ROOMS)
def test_the_map_lists_every_room_and_each_says_its_question(room):
    """Somebody who looks for a thing finds the room by its question, and its way in."""
    assert room in LISTED
    assert ast.get_docstring(tree(f"{room}/__init__.py"))


@pytest.mark.parametrize("room", LISTED)
def test_every_room_of_the_map_is_there_with_its_way_in(room):
    """Nobody is sent to a room that was moved, or to a door that is none."""
    assert f"{room}/__init__.py" in FILES
    for name in re.findall(r"`([a-z_]+(?:\.\w+)?)`", LISTED[room]):
        assert _is_there(f"{room}/{name}".replace("/", ".")), f"{room}: {name}"


def test_every_room_has_its_layer_and_no_import_is_excused():
    """What may import what is held for all: `lint-imports` fails for a room without a layer, and nobody is let off."""
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    assert [] == [contract["name"] for contract in contracts if any("ignore_imports" in key or "unmatched" in key for key in contract)]
    (rooms,) = (contract for contract in contracts if contract.get("containers") == ["pipeline"])
    layers = {room for layer in rooms["layers"] for room in layer.split(" | ")}
    assert rooms["exhaustive"] and layers == {room.split("/")[1] for room in ROOMS if room.startswith("pipeline/")}
    (apart,) = (contract for contract in contracts if contract["type"] == "forbidden")
    assert (apart["source_modules"], apart["forbidden_modules"]) == (["pipeline.publish", "pipeline.audit"], ["scrapers"])
    assert not apart.get("allow_indirect_imports")


@pytest.mark.parametrize("room", ROOMS)
def test_no_room_holds_more_than_twenty_modules(room):
    """A room with more is two."""
    assert len([place for place in ROOMED if str(Path(place).parent) == room and not place.endswith("/__init__.py")]) <= MOST


def _named_classes(place):
    """Classes, however they are made and wherever they stand, and names given to types."""
    for node in ast.walk(tree(place)):
        match node:
            case ast.ClassDef(name=name):
                yield name
            case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(target=ast.Name(id=name), value=value):
                if re.fullmatch(r"_?[A-Z]+[a-z]\w*", name) and not _is_placeholder(value):
                    yield name
        if type(node).__name__ == "TypeAlias":  # Python 3.12
            yield node.name.id


def _is_placeholder(value):
    """A TypeVar stands for whatever comes: of one function, not a word of the house."""
    return isinstance(value, ast.Call) and ast.unparse(value.func).rpartition(".")[2] in ("TypeVar", "ParamSpec")


def test_no_class_name_means_two_things():
    """Whoever reads a name knows what it is, wherever it stands."""
    where = defaultdict(set)
    for place in HOUSE:
        for name in _named_classes(place):
            where[name].add(place)
    assert {} == {name: sorted(places) for name, places in where.items() if len(places) > 1}


def test_no_module_name_is_used_twice():
    """But for the verbs of the command line, which are called as what they do, and readers, which are called as providers."""
    names = defaultdict(set)
    for place in HOUSE:
        path = Path(place)
        is_verb = path.parent == Path("pipeline/cli") and not path.name.startswith("_")
        if path.stem not in ("__init__", "__main__") and path.parts[0] != "scrapers" and not is_verb:
            names[path.stem].add(place)
    assert {} == {name: sorted(places) for name, places in names.items() if len(places) > 1}


def _identifiers(place):
    """Every name that a module gives or uses, whatever the syntax it stands in; and the module's own."""
    yield from Path(place).parts
    for node in ast.walk(tree(place)):
        if not isinstance(node, ast.Constant):
            for _, value in ast.iter_fields(node):
                yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _names_in_template(place):
    for expression in re.findall(r"{%.*?%}|{{.*?}}", text(place), re.S):
        yield from re.findall(r"[A-Za-z_]\w*", re.sub(r"\"[^\"]*\"|'[^']*'", "", expression))


def test_a_provider_is_called_a_provider():
    """One word for who sells, in every module and its name, tests, benchmarks and templates too; a page's text may say seller."""
    names = {(place, name) for place in PYTHON for name in _identifiers(place)}
    names |= {(place, name) for place in FILES if place.startswith("site/templates/") for name in _names_in_template(place)}
    found = {(place, name) for place, name in names if re.search(r"shop|seller", name, re.I)}
    assert [] == sorted(found)


# A file's name with an ending of ours; a place below one of our folders; a dotted name of ours; what stands in a module named just before.
CODE = r"(?<![\w./{-])((?:\.\./|\./)*[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*\.(?:py|pyi|md|toml|js|mjs|css|ya?ml|sh|in))(?![\w/(])"
TOP = "|".join(sorted(re.escape(place) for place in FOLDERS if "/" not in place and place != "."))
PLACE = rf"(?<![\w./{{-])((?:{TOP}|templates|static)(?:/[\w.*-]+)+)(?![\w({{<*])"
DOTTED = (
    r"(?<![\w./-])((?:imageprices|schema|costs|scrapers|pipeline|tests|benchmarks)(?:\.[a-z_]\w*)+(?:\.[A-Z]\w*(?:\.\w+)?)?)(?![\w/(]|\.\w)"
)
INSIDE = r"([\w/]+\.py)`?(?: `|::)([a-zA-Z_]\w*)"
FILE_OR_SITE = re.compile(r"pipeline\.bundled|.*\.(?:json(?:\.gz)?|csv|html|md|toml|py|txt|sqlite|parquet|org|dev|example)")
PROSE = [
    place
    for place in FILES
    if not place.startswith(RECORDED) and not place.endswith((".png", ".svg", ".jsonl", ".json", ".txt")) and "LICENSE" not in place
]


def _prose(place):
    """What a file says; of a test and a table only what it says of itself: the names in its strings are made, or others' addresses."""
    if place.startswith("data/"):
        return "\n".join(line for line in text(place).splitlines() if line.startswith("#"))
    if not place.startswith("tests/") or not place.endswith(".py"):
        return text(place)
    said = [token.string for token in tokenize.generate_tokens(io.StringIO(text(place)).readline) if token.type == tokenize.COMMENT]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    said += [ast.get_docstring(node) or "" for node in ast.walk(tree(place)) if isinstance(node, documented)]
    return "\n".join(said)


def _module(place):
    return next((each for each in (f"{place}.py", f"{place}/__init__.py") if each in FILES), None)


def _defines(place, name):
    """Whether a module gives a name at its top, or in a class of its."""
    body = tree(place).body
    inside = [node for one in body if isinstance(one, ast.ClassDef) for node in one.body]
    for node in (*body, *inside):
        match node:
            case ast.FunctionDef(name=given) | ast.ClassDef(name=given):
                found = {given}
            case ast.ImportFrom(names=aliases) | ast.Import(names=aliases):
                found = {alias.asname or alias.name for alias in aliases}
            case _:
                found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        if name in found:
            return True
    return False


def _is_there(dotted):
    """Whether a dotted name is a room or a module, or stands in the one it names."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        if "/".join(parts[:length]) in FOLDERS or _module("/".join(parts[:length])):
            found = _module("/".join(parts[:length]))
            return length == len(parts) or (found is not None and all(_defines(found, name) for name in parts[length:]))
    return False


def _stands(name):
    """Whether a file or folder is called so, by its place or by the end of it; words in capitals stand for any."""
    plain = re.sub(r"^(?:\.\.?/)+", "", name).rstrip(".-")
    pattern = re.sub(r"[A-Z]{2,}(?=[/.]|$)", "*", plain) if "/" in plain else plain
    return any(fnmatch(one, each) for one in (*FILES, *FOLDERS) for each in (pattern, f"*/{pattern}"))


def _missing(place):
    """What a file names that is not there."""
    said = _prose(place)
    yield from (name for name in {*re.findall(CODE, said), *re.findall(PLACE, said)} if not MADE.fullmatch(name) and not _stands(name))
    yield from (name for name in set(re.findall(DOTTED, said)) if not FILE_OR_SITE.fullmatch(name) and not _is_there(name))
    for module, name in set(re.findall(INSIDE, said)):
        ends = [one for one in PYTHON if one == module or one.endswith(f"/{module}")]
        if ends and not any(_defines(one, name) for one in ends):
            yield f"{module} {name}"
    if not place.startswith("tests/") or "skip" not in text(place):
        yield from re.findall(
            r"(?<![\w/-])(?:\.\./shared\b|shared/)[\w/]*|\bseeds?/?\s?0\d\d\b|\b(?:FAULTS|EXAMPLES|DEPENDENCIES|DESIGN)\b(?! ?[:=\]])", said
        )


def test_every_file_that_is_named_is_there():
    """A reader who follows a name arrives; papers that lie beside a checkout are named by tests that skip without them."""
    assert [] == sorted(f"{place}: {name}" for place in PROSE for name in _missing(place))


ONE_LETTER = (re_parser.IN, re_parser.LITERAL, re_parser.NOT_LITERAL, re_parser.ANY)


def _run_wrong_before_3_11_5(pattern):
    """What Python until 3.11.4 takes wrongly in a pattern: a group that gives nothing back (fine is a set of letters that does not)."""
    for code, told in pattern:
        repeated = code is re_parser.POSSESSIVE_REPEAT and not (len(told[2]) == 1 and told[2][0][0] in ONE_LETTER)
        if repeated or code is re_parser.ATOMIC_GROUP:
            yield code
        for part in _parts(told):
            yield from _run_wrong_before_3_11_5(part)


def _parts(told):
    """The patterns within what one code of a pattern is told."""
    if isinstance(told, re_parser.SubPattern):
        yield told
    elif isinstance(told, (tuple, list)):
        for one in told:
            yield from _parts(one)


@pytest.mark.parametrize(
    ("pattern", "wrong"), [(r"(?:a|bc)*+d", True), (r"x(y(?>z))", True), (r"[a-z]*+d\d++", False), (r"(?:[a-z]++|b)*d", False)]
)
def test_a_pattern_that_old_pythons_take_wrongly_is_told(pattern, wrong):
    """The rule of the next test, on patterns of both kinds."""
    assert wrong == any(_run_wrong_before_3_11_5(re_parser.parse(pattern)))


def test_patterns_find_the_same_in_every_python_of_3_11():
    """3.11.2, which Debian brings, finds nothing where a group is repeated without giving back: pages would be refused, style sheets missed."""
    found = []
    for place in HOUSE:
        for node in ast.walk(tree(place)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, (str, bytes))
                and re.search(rb"[*+?}]\+|\(\?>", _bytes(node.value))
            ):
                try:
                    pattern = re_parser.parse(node.value, re.VERBOSE * ("\n" in str(node.value)))
                except re.error:  # words, or a piece of a pattern
                    continue
                found += [f"{place}:{node.lineno}" for _ in _run_wrong_before_3_11_5(pattern)]
    assert not found


def _bytes(told):
    return told if isinstance(told, bytes) else told.encode("utf-8", "replace")
