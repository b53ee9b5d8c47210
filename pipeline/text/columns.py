"""A quiet table for a terminal: columns by two spaces, numbers to the right, words folded where a line is full.

Laid out as rich lays out a table without a box, figure for figure (`tests/test_columns.py`), and thirty times as fast: a
ranking has thousands of cells, and rich measures, pads and renders each of them by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

_ONE_CELL_EACH = re.compile("[ -~\u00a1-\u00ac\u00ae-\u02ff\u2588]*")  # Latin letters and their signs, and what bars are drawn of


class TextLine(NamedTuple):
    """One line of a table as its cells, each padded."""

    kind: Literal["title", "head", "row"]
    cells: list[str]


class TextTable:
    """Columns by name (one to the right begins with `>`), rows of words, a title above. `bars` is the column drawn in colour.

    On a narrow terminal the columns in `spare` go, one after the other, before a word would have to be broken, and the words of those
    in `whole` (names and ids) are not broken as long as anything else can give way.
    """

    def __init__(
        self, *columns: str, title: str = "", bars: int | None = None, whole: Sequence[int] = (), spare: Sequence[int] = ()
    ) -> None:
        self.names = [column.removeprefix(">") for column in columns]
        self.right = [column.startswith(">") for column in columns]
        self.title, self.bars, self.whole, self.spare = title, bars, whole, spare
        self.rows: list[Sequence[str]] = []

    def add_row(self, *cells: str) -> None:
        """One row: a cell for each column, in order."""
        self.rows.append(cells)

    def lines(self, width: int) -> Iterator[TextLine]:
        """Every line of at most so many cells: the title's, the head's, then the rows'."""
        gone = self._gone(width)
        if gone is not None:
            yield from self._without(gone).lines(width)
            return
        widths = self._widths(width)
        full, rooms = sum(widths), _rooms(widths)
        for line in folded(self.title, full) if self.title else ():
            yield TextLine("title", [padded(line, full, right=False)])
        for parts in reversed(list(self._parts(self.names, rooms, bottom=True))):
            yield TextLine("head", parts)
        for row in self.rows:
            yield from (TextLine("row", parts) for parts in self._parts(row, rooms))

    def _parts(self, row: Sequence[str], rooms: list[int], *, bottom: bool = False) -> Iterator[list[str]]:
        """The lines of one row; those of a head stand at its bottom, and come from there."""
        cells = [folded(cell, room)[:: -1 if bottom else 1] for cell, room in zip(row, rooms, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            yield [self._cell(part, at, rooms) for at, part in enumerate(parts)]

    def _cell(self, words: str, at: int, rooms: list[int]) -> str:
        last = at == len(rooms) - 1
        return f"{' ' if at else ''}{padded(words, rooms[at], right=self.right[at])}{'' if last else ' '}"

    def _gone(self, width: int) -> int | None:
        """The spare column that goes next: one with nothing in it where room is scarce, another where a word would break."""
        if not self.spare or sum(self._natural()) <= width:
            return None
        empty = next((at for at in self.spare if not any(row[at] for row in self.rows)), None)
        breaks = sum(map(self._longest_word, range(len(self.names)))) > width
        return self.spare[0] if empty is None and breaks else empty

    def _widths(self, width: int) -> list[int]:
        floors = [self._longest_word(at) if at in self.whole else 0 for at in range(len(self.names))]
        return narrowed([min(each, width) or 1 for each in self._natural()], width, floors)

    def _natural(self) -> list[int]:
        columns = zip(self.names, *self.rows, strict=True)
        return [max(map(length, cells)) + self._gaps(at) for at, cells in enumerate(columns)]

    def _longest_word(self, at: int) -> int:
        words = [word for row in (self.names, *self.rows) for word in row[at].split()]
        return max(map(length, words), default=0) + self._gaps(at)

    def _gaps(self, at: int) -> int:
        return (at > 0) + (at < len(self.names) - 1)

    def _without(self, gone: int) -> TextTable:
        """The same table without one column."""
        kept = [at for at in range(len(self.names)) if at != gone]
        moved = {at: place for place, at in enumerate(kept)}
        table = TextTable(
            *(f"{'>' if self.right[at] else ''}{self.names[at]}" for at in kept),
            title=self.title,
            bars=moved.get(self.bars) if self.bars is not None else None,
            whole=[moved[at] for at in self.whole if at in moved],
            spare=[moved[at] for at in self.spare if at in moved],
        )
        table.rows = [[row[at] for at in kept] for row in self.rows]
        return table


def _rooms(widths: list[int]) -> list[int]:
    """What each column has for words: the outer ones have one gap less."""
    last = len(widths) - 1
    return [width - (at > 0) - (at < last) for at, width in enumerate(widths)]


def narrowed(widths: list[int], most: int, floors: Sequence[int] = ()) -> list[int]:
    """Widths that fit: the widest columns give way first, until they are as wide as the next; none below its floor if that suffices."""
    floors = floors or [0] * len(widths)
    while (excess := sum(widths) - most) > 0:
        free = [at for at, width in enumerate(widths) if width > floors[at]]
        if not free:
            return narrowed(widths, most)
        widest = max(widths[at] for at in free)
        wide = [at for at in free if widths[at] == widest]
        step = min(excess, widest - max([floors[at] for at in wide] + [widths[at] for at in free if widths[at] != widest]))
        for place, at in enumerate(wide):
            given = min(step, round(excess / (len(wide) - place)))
            widths[at], excess = widths[at] - given, excess - given
    return widths


def folded(words: str, width: int) -> list[str]:
    """Words in lines of at most so many cells, broken between words, inside one only where it is longer than a line."""
    return [part for line in words.split("\n") for part in _folded_line(line, width)]


def _folded_line(line: str, width: int) -> list[str]:
    if length(line) <= width:
        return [line]
    parts = [""]
    for word in re.findall(r"\s*\S+\s*", line):
        bare = word.rstrip()
        if length(parts[-1]) + length(bare) <= width:
            parts[-1] += word
        elif length(bare) <= width:
            parts.append(word)
        else:
            pieces = _chopped(word, width)
            parts = [*parts, *pieces] if parts != [""] else pieces
    return parts


def _chopped(word: str, width: int) -> list[str]:
    pieces = [""]
    for letter in (each if length(each) <= width else " " * width for each in word):  # of no line: blank, as rich has it
        if length(pieces[-1]) + length(letter) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def padded(words: str, width: int, *, right: bool) -> str:
    """Words filled up to a width with spaces."""
    if right:
        words = words.rstrip()
    space = " " * (width - length(words))
    return f"{space}{words}" if right else f"{words}{space}" if space or length(words) == width else words.rstrip()


def length(words: str) -> int:
    """How many cells of a terminal words take: a Chinese letter takes two."""
    if words.isascii() or _ONE_CELL_EACH.fullmatch(words):
        return len(words)  # without rich, which takes longer to import than a ranking to draw
    from rich.cells import cell_len

    return cell_len(words)
