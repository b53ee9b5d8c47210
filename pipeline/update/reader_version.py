"""Which code read a page: a page is read again when its body or this has changed.

Code, not remarks: comments and docstrings decide nothing. What counts is what a provider's reader imports, to the end; what an
image comes to (`costs`) is reckoned from what was read, and reads no page.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import schema
import scrapers

ROOTS = {name: Path(package.__path__[0]) for name, package in (("schema", schema), ("scrapers", scrapers))}
RUNNER = "scrapers._reading"


class ModuleCode(NamedTuple):
    """A module's code as a hash without its remarks, and the modules of ours it imports with their files."""

    code: bytes
    imports: Mapping[str, Path]


@cache
def reader_version(provider: str) -> str:
    """A hash of everything that decides how a provider's pages are read."""
    digest = hashlib.sha256()
    for name, source in sorted(_reached((f"scrapers.{provider}", RUNNER)).items()):
        digest.update(name.encode() + b"\0" + source.code + b"\0")
    return digest.hexdigest()[:16]


def _reached(names: tuple[str, ...]) -> dict[str, ModuleCode]:
    found: dict[str, ModuleCode] = {}
    waiting = list(_modules(names).items())
    while waiting:
        name, path = waiting.pop()
        if name not in found:
            found[name] = _source(path, path.stat().st_mtime_ns)
            waiting += found[name].imports.items()
    return found


def _modules(names: Iterable[str]) -> dict[str, Path]:
    """The files of those names that are modules of ours."""
    return {name: path for name in names if (path := _path(name))}


def _path(name: str) -> Path | None:
    """The file of one of our modules; None for a name in one, and for what is no module of ours."""
    root, *rest = name.split(".")
    base = ROOTS[root].joinpath(*rest)
    return next((path for path in (base.with_suffix(".py"), base / "__init__.py") if rest and path.is_file()), None)


@cache
def _source(path: Path, written: int) -> ModuleCode:
    """Most of the sources are every provider's: taken apart once."""
    tree = ast.parse(path.read_bytes())
    names: set[str] = set()
    for node in _statements(tree):
        names.update(_imported(node))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:]
    return ModuleCode(hashlib.sha256(ast.dump(tree).encode()).digest(), _modules(sorted(names)))


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """A module and every statement in it: no import and no docstring stands in an expression."""
    yield node
    for field in ("body", "handlers", "orelse", "finalbody", "cases"):
        inside = getattr(node, field, None)
        for one in inside if isinstance(inside, list) else ():
            yield from _statements(one)


def _imported(node: ast.AST) -> Iterator[str]:
    """Every module of ours an import could mean: `from a import b` names `a`, and `a.b` where that is a module."""
    if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in ROOTS:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name.split(".")[0] in ROOTS)
