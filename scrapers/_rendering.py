"""A tool's Markdown of an HTML page: laid out so that its tables are tables again, each apart from what it was glued to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

_OPEN_ROW = re.compile(r"\s*[^|\s][^|]*\|(?:[^|]+\|)+\s*")  # a row whose first border was left out (Leonardo, undated)
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")


def laid_out(source: str) -> str:
    """The same words with an empty line around each table.

    Tools glue a table to the sentence behind it (which then is a row) and to the table above it (Fireworks, 2026-02), and its header
    to the sentence before it (ImagineArt and Krea, undated). A table in
    which a cell spanned others has rows of different lengths (Replicate, 2026-04): what belongs to which column is lost, and its
    lines stay lines of text. A row that is not closed is where a page was cut: it is left as it is, to be refused.
    """
    lines = _parted(source.replace("\r\n", "\n").split("\n"))
    blocks = (list(block) for _, block in groupby(lines, key=_is_row))
    return "\n".join(line for block in blocks for line in (_tables(block) if _is_row(block[0]) else block))


def _parted(lines: list[str]) -> list[str]:
    """With a header on a line of its own: before a rule of as many cells, what stands before its first border is a sentence."""
    found = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        words, border, rest = line.partition("|")
        glued = words.strip() and border and _RULE.fullmatch(following.strip()) and following.lstrip().startswith("|")
        found += [words, border + rest] if glued and _cells(border + rest) == _cells(following) else [line]
    return found


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|") or _OPEN_ROW.fullmatch(line) is not None


def _tables(lines: list[str]) -> Iterator[str]:
    rows = [line if line.lstrip().startswith("|") else f"| {line}" for line in lines]
    begins = [at for at, row in enumerate(rows) if at == 0 or (at + 1 < len(rows) and _RULE.fullmatch(rows[at + 1].strip()))]
    for begin, end in zip(begins, [*begins[1:], len(rows)], strict=True):
        table = rows[begin:end]
        spanned = len({_cells(row) for row in table}) > 1 and all(row.rstrip().endswith("|") for row in table)
        yield from ["", *(_as_text(table) if spanned else table), ""]


def _as_text(rows: list[str]) -> list[str]:
    return [line for row in rows for line in (re.sub(r"(?<!\\)\|", r"\\|", row), "")]


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))) + 1
