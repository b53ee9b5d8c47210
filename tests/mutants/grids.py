"""Tables in a source text by position: rows and cells of HTML tables and of Markdown pipe tables, in one shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

_TABLE = re.compile(r"<table\b[^>]*>.*?</table\s*>", re.S | re.I)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr\s*>", re.S | re.I)
_CELL = re.compile(r"<(?P<tag>t[dh])\b(?P<rest>[^>]*)>(?P<inner>.*?)</t[dh]\s*>", re.S | re.I)
_SPAN = re.compile(r"(?:col|row)span\s*=\s*[\"'{]*([2-9]|\d\d)", re.I)
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_BAR = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Square:
    """One cell: `start`..`end` its inner text, `outer` with its tags (or the padding beside its bars)."""

    start: int
    end: int
    outer: tuple[int, int]
    text: str
    spans: bool

    @property
    def words(self) -> str:
        """What a person reads in it, roughly."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())


@dataclass(frozen=True)
class Line:
    """One row."""

    start: int
    end: int
    cells: tuple[Square, ...]


@dataclass(frozen=True)
class Grid:
    """One table: `rows` from the header on (a Markdown rule line is none of them)."""

    kind: str
    start: int
    end: int
    rows: tuple[Line, ...]
    rule: tuple[int, int] | None = None

    @property
    def is_even(self) -> bool:
        """Whether every row has the same cells, none of them spanning."""
        return len({len(row.cells) for row in self.rows}) == 1 and not any(cell.spans for row in self.rows for cell in row.cells)

    @property
    def carries_labels(self) -> bool:
        """Whether a blank label stands for the one above it: a row less or more changes whose its followers are."""
        return any(not row.cells[0].words for row in self.body if row.cells)

    @property
    def header(self) -> Line:
        return self.rows[0]

    @property
    def body(self) -> tuple[Line, ...]:
        return self.rows[1:]

    def label(self, row: Line) -> Square:
        """What names a row: the cell of the column of ids, or the one that is code from end to end, or else the first."""
        ids = [
            cell for head, cell in zip(self.header.cells, row.cells, strict=False) if head.words.casefold() in ("id", "slug", "model id")
        ]
        return next((cell for cell in (*ids, *row.cells) if cell in ids or re.fullmatch(r"`[^`]+`", cell.words)), row.cells[0])

    def column(self, at: int) -> list[Square]:
        """The cells of one column, below the header."""
        return [row.cells[at] for row in self.body if at < len(row.cells)]


def grids_of(text: str, kind: str) -> list[Grid]:
    """Every table of a text."""
    if kind == "json":
        return []
    found = list(_html_tables(text))
    return found + (list(_pipe_tables(text)) if kind == "markdown" else [])


def _html_tables(text: str) -> Iterator[Grid]:
    for table in _TABLE.finditer(text):
        rows = [_html_row(row) for row in _ROW.finditer(text, table.start(), table.end())]
        if rows and all(row.cells for row in rows) and table[0].lower().count("<table") == 1:
            yield Grid("html", table.start(), table.end(), tuple(rows))


def _html_row(row: re.Match[str]) -> Line:
    cells = [
        Square(cell.start("inner"), cell.end("inner"), (cell.start(), cell.end()), cell["inner"], bool(_SPAN.search(cell["rest"])))
        for cell in _CELL.finditer(row.string, row.start(), row.end())
    ]
    return Line(row.start(), row.end(), tuple(cells))


def _pipe_tables(text: str) -> Iterator[Grid]:
    lines = [(line.start(), line.end(), line[0]) for line in re.finditer(r"[^\n]+", text)]
    for at, (start, end, words) in enumerate(lines):
        if at and "|" in words and "-" in words and _RULE.fullmatch(words) and "|" in lines[at - 1][2] and lines[at - 1][1] + 1 == start:
            yield _pipe_table([lines[at - 1], *_below(lines, at)], end, (start, end))
        elif _heads_no_rule(lines, at):
            yield _pipe_table([lines[at], *_below(lines, at)], end, None)


def _heads_no_rule(lines: list[tuple[int, int, str]], at: int) -> bool:
    """Whether a line is the first of a table that a tool left without the line under its header."""
    (start, end, words), after = lines[at], lines[at + 1] if at + 1 < len(lines) else (0, 0, "")
    first = not at or lines[at - 1][1] + 1 < start
    return first and words.startswith("|") and after[2].startswith("|") and after[0] == end + 1 and not _RULE.fullmatch(after[2])


def _below(lines: list[tuple[int, int, str]], at: int) -> list[tuple[int, int, str]]:
    rows = []
    for before, line in zip(lines[at:], lines[at + 1 :], strict=False):
        if "|" not in line[2] or before[1] + 1 != line[0]:
            break
        rows.append(line)
    return rows


def _pipe_table(rows: list[tuple[int, int, str]], end: int, rule: tuple[int, int] | None) -> Grid:
    made = tuple(_pipe_row(*line) for line in rows)
    return Grid("markdown", made[0].start, made[-1].end if len(made) > 1 else end, made, rule)


def _pipe_row(start: int, end: int, words: str) -> Line:
    bars = [bar.start() for bar in _BAR.finditer(re.sub(r"`[^`]*`", lambda code: "x" * len(code[0]), words))]
    edges = [*([-1] if not words.lstrip().startswith("|") else []), *bars, *([len(words)] if not words.rstrip().endswith("|") else [])]
    cells = []
    for left, right in zip(edges, edges[1:], strict=False):
        inner = words[left + 1 : right]
        stripped = inner.strip()
        begin = start + left + 1 + (len(inner) - len(inner.lstrip()) if stripped else 0)
        cells.append(Square(begin, begin + len(stripped), (start + left + 1, start + right), stripped, False))
    return Line(start, end, tuple(cells))
