"""A table of usage records, as a spreadsheet or a billing page exports it: what divides its cells, where its header stands, and which
sign begins the decimals.

The signs are those of the whole file: `0,17` anywhere says that its comma begins decimals, and then `1.234` is a thousand. A number
that the file leaves open, and a row that does not fit under its header, are refused: either would be read wrongly in silence.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

DELIMITERS: Final = (",", ";", "\t", "|")
GAPS: Final = "'\u2019 \u00a0\u202f\u2009"  # what else may stand between thousands: an apostrophe, a space of any width
SUMS: Final = frozenset(
    ("total", "totals", "total:", "subtotal", "sub-total", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme", "somme")
)
OF_COUNTS: Final = re.compile(r"(?!.*(?:cost|price|usd|spend|amount)).*(?:token|image|request|count|searches)", re.IGNORECASE)
CURRENCY: Final = r"(?:[A-Z]{0,3}[$€£¥₹]|[A-Z]{3})"
NUMBER: Final = re.compile(rf"(\(?-?)\s*({CURRENCY}?)\s*(-?)(\d[\d.,{GAPS}]*?)\s*({CURRENCY}?)\s*(\)?)")


class DecimalSign(StrEnum):
    """The sign that begins the decimals of a file."""

    POINT = "."
    COMMA = ","


class TableRow(NamedTuple):
    """One row under its header; `why` in place of one that can't be read."""

    line: int
    cells: dict[str, str]
    why: str = ""


def table_rows(text: str, ending: str) -> Iterator[TableRow]:
    """Every row below the header that says anything."""
    found = _read(text, "\t" if ending == "tsv" else "")
    if found is None:
        return
    header, rows = found.header, found.rows
    points = {point for _, cells in rows for cell in cells if (point := _shown(cell))}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        yield _row(header, line, cells, _NumberSigns(points, found.delimiter))


class _SpreadTable(NamedTuple):
    delimiter: str
    header: Sequence[str]
    rows: Sequence[tuple[int, list[str]]]


def _read(text: str, given: str) -> _SpreadTable | None:
    """The table by the delimiter that makes most of its rows equally wide; what stands above its header is left out."""
    named = re.match(r"sep=(.)\r?\n", text)
    if named:
        given, text = named[1], "\n" + text[named.end() :]
    ways = [(_parted(text, delimiter), delimiter) for delimiter in ((given,) if given else DELIMITERS)]
    rows, delimiter = max(ways, key=lambda way: max(_widths(way[0]), default=(0, 0)))
    heads = (_head(rows, width) for _, width in sorted(_widths(rows), reverse=True))
    head = next((at for at in heads if at is not None), None)
    return None if head is None else _SpreadTable(delimiter, _named_apart(rows[head][1]), rows[head + 1 :])


def _parted(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [(reader.line_num, cells) for cells in reader]


def _widths(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[int, int]]:
    """How many rows have which width; one cell alone is no table."""
    return [(many, width) for width, many in Counter(len(cells) for _, cells in rows).items() if width > 1]


def _head(rows: Sequence[tuple[int, list[str]]], width: int) -> int | None:
    """The first row of that width that names most of its columns and holds no number."""
    wide = ((at, [cell for cell in cells if cell.strip()]) for at, (_, cells) in enumerate(rows) if len(cells) == width)
    return next((at for at, said in wide if len(said) * 2 > width and not any(map(_is_number, said))), None)


def _named_apart(header: Sequence[str]) -> list[str]:
    """Column names, each once: a second one of the same name gets its number, so that it can't take the place of the first."""
    seen = Counter[str]()
    names = []
    for name in (cell.strip() for cell in header):
        seen[name] += 1
        names.append(name if seen[name] == 1 or not name else f"{name} {seen[name]}")
    return names


def _row(header: Sequence[str], line: int, cells: Sequence[str], signs: _NumberSigns) -> TableRow:
    if any(cell.strip() for cell in cells[len(header) :]):
        return TableRow(line, {}, f"{len(cells)} cells under {len(header)} columns: a number with an unquoted sign in it?")
    if next((cell for cell in cells if cell.strip()), "").strip().casefold() in SUMS:
        return TableRow(line, {}, "a sum of rows, and no record of its own")
    found = {name: cell.strip() for name, cell in zip(header, cells, strict=False) if name and cell.strip()}
    plain = {name: signs.plain(name, cell) for name, cell in found.items()}
    open_ones = [name for name, cell in plain.items() if cell is None]
    if open_ones:
        words = ", ".join(f"{name} {found[name]}" for name in open_ones)
        return TableRow(line, {}, f"{words}: the file does not say whether that sign divides thousands or begins decimals")
    return TableRow(line, {name: cell for name, cell in plain.items() if cell is not None})


# --- numbers --------------------------------------------------------------------------------------------------------


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def _shown(cell: str) -> DecimalSign | None:
    """The sign of decimals that one number gives away: of `1,234.5` and `0.17` the point, of `1.234,5` and `0,17` the comma."""
    match = NUMBER.fullmatch(cell.strip())
    digits = re.sub(rf"[{GAPS}]", "", match[4]) if match else ""
    for point, other in ((DecimalSign.POINT, DecimalSign.COMMA), (DecimalSign.COMMA, DecimalSign.POINT)):
        sure = rf"\d+\{point}(?!\d{{3}}$)\d+|0\{point}\d+|\d{{4,}}\{point}\d+"
        grouped = rf"\d{{1,3}}(?:\{other}\d{{3}})+\{point}\d+|\d{{1,3}}(?:\{other}\d{{3}}){{2,}}"
        if re.fullmatch(rf"{sure}|{grouped}", digits):
            return point
    return None


class _NumberSigns:
    """How a file writes numbers: by what its numbers give away, and by what its cells are divided with."""

    def __init__(self, points: set[DecimalSign], delimiter: str) -> None:
        self.mixed = len(points) > 1
        self.point = next(iter(points)) if len(points) == 1 else None
        self.by_delimiter = None if delimiter == ";" else DecimalSign.POINT

    def plain(self, name: str, cell: str) -> str | None:
        """A cell with its number written plainly; None where nobody can say what the number is."""
        match = NUMBER.fullmatch(cell)
        if match is None:
            return cell
        point = _shown(cell) or self.point
        if point is None and (OF_COUNTS.match(name) or not re.search(r"[.,]", match[4])):
            digits: str | None = re.sub(rf"[.,{GAPS}]", "", match[4])  # a count is a whole number: its sign can only divide thousands
        elif (point := point or (None if self.mixed else self.by_delimiter)) is None:
            return None
        else:
            digits = _without_groups(match[4], point)
        minus = "-" if match[1] or match[3] else ""
        return cell if digits is None else " ".join(filter(None, (match[2], minus + digits, match[5])))


def _without_groups(digits: str, point: DecimalSign) -> str | None:
    """A number written plainly; None for what has digits and signs and is no number, such as a day."""
    other = DecimalSign.COMMA if point is DecimalSign.POINT else DecimalSign.POINT
    if not re.fullmatch(rf"\d{{1,3}}(?:[{GAPS}{other}]\d{{3}})+(?:\{point}\d+)?|\d+(?:\{point}\d+)?", digits):
        return None
    return re.sub(rf"[{GAPS}{other}]", "", digits).replace(point, ".")
