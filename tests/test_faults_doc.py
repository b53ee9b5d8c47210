"""`docs/faults.md` can't lie by omission: every fault has one row, and every test it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
COUNTS = {"A": 22, "B": 12, "C": 19, "D": 24, "E": 18, "F": 10, "G": 8, "H": 8, "I": 12, "J": 8, "K": 12, "L": 12}
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "faults.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| [A-L]\d", line)
]


def functions(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_fault_has_one_row():
    """In order, none twice, none left out."""
    assert [f"{letter}{number}" for letter, last in COUNTS.items() for number in range(1, last + 1)] == [row[0] for row in ROWS]


def test_every_row_says_what_happens():
    """In one of four words, after a name of three to eight words."""
    assert [] == [row for row in ROWS if len(row) != 4 or row[2] not in ("accept", "held", "page refused", "stopped")]
    assert [] == [row[1] for row in ROWS if not 3 <= len(row[1].split()) <= 8]


def test_every_row_has_a_test_or_a_sentence():
    """A test by its place, or why there is none."""
    wanted = re.compile(r"`tests/test_\w+\.py::test_\w+`|(can't occur|not covered): .{20,}\.")
    assert [] == [row for row in ROWS if not wanted.fullmatch(row[3])]


def test_every_named_test_exists():
    """A renamed test takes its rows along."""
    named = {tuple(row[3].strip("`").split("::")) for row in ROWS if row[3].startswith("`")}
    assert [] == sorted((path, name) for path, name in named if name not in functions(path))
