"""Tables, found by what the page calls their columns; spans expanded once, here; only what a person sees.

A table is taken when its header has every asked column exactly once. A further column is let be unless its name
could change what a price means (a unit, a currency, a tier): then the page is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from operator import methodcaller

from lxml.etree import XPath
from lxml.html import HtmlElement

from schema.drafts import Found
from schema.errors import LayoutChanged
from schema.text import plain
from scrapers import _html
from scrapers._html import Landmarks

Columns = Sequence[str | tuple[str, ...]]
MAX_SPAN = 1000
_MEANINGFUL = re.compile(
    r"[$¥€£¢元%]|price|cost|rate|fee|unit|\bper\b|/|currency|tier|discount|batch|billed|billing|tax|vat|credit|价|费|单位|计费|币", re.I
)
_PRICE_LIKE = re.compile(r"[$¥€£¢]\s?\.?\d|\d\s?(?:credits?|元)|^\d+\.\d+$")
_ROWS = XPath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
_HEAD_ROWS = XPath("./thead/tr")
_looks = methodcaller("keys")  # the names of an element's attributes: most cells have none


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """One cell as a person sees it. `lines` are its visual lines; `struck` what is crossed out; `fault` why not to trust it."""

    lines: tuple[str, ...]
    struck: str
    fault: str
    locator: str
    element: HtmlElement

    @property
    def text(self) -> str:
        """All its visible words that are not crossed out."""
        return " ".join(self.lines)

    def at(self, locator: str) -> Cell:
        """The same cell, found there."""
        return Cell(self.lines, self.struck, self.fault, locator, self.element)

    def found(self, *, saying: str = "") -> Found:
        """The whole cell as evidence; without the words it must say (a currency, a unit) it is at fault."""
        return Found(self.text, self.locator, self.fault if saying in self.text else f"no {saying!r} in it")

    def parts(self, pattern: str) -> dict[str, Found]:
        """The named groups of a pattern that must describe the whole cell; groups that are not there are left out."""
        return self._parts(pattern, self.text)

    def line_parts(self, pattern: str) -> list[dict[str, Found]]:
        """The same for each of its visual lines: a pattern that must describe every whole line."""
        return [self._parts(pattern, line) for line in self.lines]

    def _parts(self, pattern: str, text: str) -> dict[str, Found]:
        match = re.fullmatch(pattern, text)
        if match is None:
            raise LayoutChanged(self.locator, f"words like {pattern!r}", repr(text[:120]))
        return {name: Found(plain(words), self.locator, self.fault) for name, words in match.groupdict().items() if words is not None}


class Row(Mapping[str, Cell]):
    """One row by column name. `is_group`: one cell spans it all (a heading inside the table)."""

    def __init__(self, cells: dict[str, Cell], is_group: bool) -> None:
        self._cells, self.is_group = cells, is_group

    def __getitem__(self, column: str) -> Cell:
        return self._cells[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


@dataclass(frozen=True, eq=False)
class Table:
    """One table whose header was recognised. `names` maps each asked column to its place."""

    element: HtmlElement
    header: tuple[str, ...]
    names: dict[str, int]
    url: str
    body: tuple[tuple[HtmlElement, ...], ...]
    marks: Landmarks | None = None

    @cached_property
    def headings(self) -> list[str]:
        """The headings above the table, outermost first."""
        return self.marks.headings_of(self.element) if self.marks else _html.headings_of(self.element)

    @cached_property
    def sections(self) -> list[str]:
        """The titles of the sections the table stands in, outermost first."""
        return _html.sections_of(self.element)

    @cached_property
    def locator(self) -> str:
        """Where a person finds the table."""
        return " > ".join([*(self.sections or self.headings), "table"])

    def says(self, column: str) -> str:
        """A column's name as the page spells it: the words of its unit."""
        return self.header[self.names[column]]

    @cached_property
    def rows(self) -> list[Row]:
        """The rows below the header; blank rows and repeats of the header are none."""
        return list(self._rows())

    def _rows(self) -> Iterator[Row]:
        for cells in self.body:
            if len(cells) != len(self.header):
                raise LayoutChanged(self.locator, f"{len(self.header)} cells in a row", f"{len(cells)} in {_words(cells)!r}")
            texts = tuple(self._read[cell].text for cell in cells)
            if (not any(texts) and not any(_html.is_struck(part) for cell in cells for part in cell.iter())) or texts == self.header:
                continue
            yield Row({name: self._cell(cells, at) for name, at in self.names.items()}, len(set(cells)) == 1 < len(cells))

    def _cell(self, cells: tuple[HtmlElement, ...], at: int) -> Cell:
        labels = [label for cell in dict.fromkeys(cells[:at]) if not _PRICE_LIKE.search(label := self._read[cell].text[:60])][:3]
        place = f'{self.locator} > row "{" | ".join(labels)}"' if labels else self.locator
        return self._read[cells[at]].at(f'{place} > column "{self.header[at]}"'[:1000])

    @cached_property
    def _read(self) -> dict[HtmlElement, Cell]:
        """Every cell of the body, read once, however far it spans."""
        return {cell: read_cell(cell, "") for cell in dict.fromkeys(cell for cells in self.body for cell in cells)}


def read_cell(element: HtmlElement, locator: str) -> Cell:
    """One element as a cell: visible words, crossed-out words apart, footnote marks dropped, other raised digits a fault."""
    if not len(element) and element.tag in ("td", "th") and _html.is_seen(element) and not _html.is_struck(element):
        line = plain(element.text or "")  # as most cells are: words and nothing else
        return Cell((line,) if line else (), "", _wrong_encoding(line), locator, element)
    words, struck, raised = "", "", ""
    for text, marks in _html.pieces(element):
        if "struck" in marks:
            struck += text
        elif marks & {"sup", "sub"}:
            raised += text
        else:
            words += text if text == "\n" else text.replace("\n", " ")
    lines = tuple([line for text in words.split("\n") if text and (line := plain(text))])
    return Cell(lines, plain(struck), _fault(element, lines, struck, raised), locator, element)


def _fault(element: HtmlElement, lines: tuple[str, ...], struck: str, raised: str) -> str:
    if plain(struck) and lines:
        return f"a crossed-out {plain(struck)!r} stands beside it"
    if re.search(r"\d", raised) and not re.fullmatch(r"[\s*†‡§]*", raised):
        return f"raised digits {plain(raised)!r} stand beside it"
    if len(element) and any(_html.is_visible(table) for table in element.iter("table")):
        return "a table inside the cell"
    return _wrong_encoding(" ".join(lines))


def _wrong_encoding(text: str) -> str:
    return "the marks of a wrong encoding" if _html.garbled(text) else ""


def find_table(marks: Landmarks, columns: Columns, ignore: Columns, under: str, url: str) -> Table:
    """The one visible table with these columns."""
    hits = _matching(marks, columns, ignore, under, url)
    if len(hits) != 1:
        raise LayoutChanged(_where(url, under), f"one table with the columns {_spell(columns)}", _described(hits, marks))
    return hits[0]


def find_tables(marks: Landmarks, columns: Columns, ignore: Columns, under: str, url: str) -> list[Table]:
    """Every visible table with these columns, at least one."""
    hits = _matching(marks, columns, ignore, under, url)
    if not hits:
        raise LayoutChanged(_where(url, under), f"tables with the columns {_spell(columns)}", _described(hits, marks))
    return hits


def every_table(marks: Landmarks, url: str) -> list[Table]:
    """Every visible table under its own column names; a name that stands twice names no column."""
    visible = (element for element in marks.tables() if _html.is_visible(element))
    return [_under_own_names(element, grid, url, marks) for element in visible if (grid := expand(element))]


def _under_own_names(element: HtmlElement, grid: list[tuple[HtmlElement, ...]], url: str, marks: Landmarks) -> Table:
    depth = _header_depth(element, grid)
    header = _header(grid, depth)
    names = {name: at for at, name in enumerate(header) if header.count(name) == 1}
    return Table(element, header, names, url, tuple(grid[depth:]), marks)


def find_table_inside(element: HtmlElement, columns: Columns, ignore: Columns, url: str) -> Table:
    """The one table with these columns inside an element that a person sees, perhaps after a click: a tab's pane."""
    inside = [table for table in element.iter("table") if all(_html.is_seen(above) for above in _up_to(element, table))]
    hits = [table for found in inside if (table := _recognised(found, columns, url)) is not None]
    if len(hits) != 1:
        raise LayoutChanged(url, f"one table with the columns {_spell(columns)} inside <{element.tag}>", f"{len(hits)}")
    _demand_no_stranger(hits[0], columns, ignore)
    return hits[0]


def _up_to(element: HtmlElement, table: HtmlElement) -> list[HtmlElement]:
    return [table, *takewhile(lambda above: above is not element, table.iterancestors())]


def find_split_table(marks: Landmarks, columns: Columns, ignore: Columns, url: str) -> Table:
    """The one table whose header is a table of its own and whose rows are the next table.

    Component libraries draw a table that scrolls like this (Element UI). One in the pane of a tab that is not
    selected counts as seen: a person opens it with a click, and the pane that is open stands beside it.
    """
    heads = [element for element in marks.tables() if _is_header_only(element) and _is_in_view_or_pane(element)]
    hits = [(head, table) for head in heads if (table := _recognised(head, columns, url)) is not None]
    if len(hits) != 1:
        raise LayoutChanged(url, f"one table with the columns {_spell(columns)}", _described([table for _, table in hits], marks))
    head, table = hits[0]
    below = head.xpath("following::table[1]")
    if not below or below[0].xpath("./thead//th"):
        raise LayoutChanged(table.locator, "a table of rows after its header", "another header" if below else "none")
    whole = Table(below[0], table.header, table.names, url, tuple(expand(below[0])))
    _demand_no_stranger(whole, columns, ignore)
    return whole


def _is_header_only(element: HtmlElement) -> bool:
    return bool(element.xpath("./thead/tr")) and not element.xpath("./tr | ./tbody/tr")


def _is_in_view_or_pane(element: HtmlElement) -> bool:
    hidden = [above for above in (element, *element.iterancestors()) if not _html.is_seen(above)]
    return not hidden or (len(hidden) == 1 and any(_html.is_visible(table) for pane in _beside(hidden[0]) for table in pane.iter("table")))


def _beside(pane: HtmlElement) -> list[HtmlElement]:
    """What stands beside a pane, or beside the wrapper it is alone in."""
    beside = [*pane.itersiblings(pane.tag), *pane.itersiblings(pane.tag, preceding=True)]
    above = pane.getparent()
    return beside if beside or above is None else _beside(above)


def _matching(marks: Landmarks, columns: Columns, ignore: Columns, under: str, url: str) -> list[Table]:
    tables = (_recognised(element, columns, url, marks) for element in marks.tables() if _html.is_visible(element))
    hits = [table for table in tables if table is not None and (not under or _is_under(table, under))]
    for table in hits:
        _demand_no_stranger(table, columns, ignore)
    return hits


def _recognised(element: HtmlElement, columns: Columns, url: str, marks: Landmarks | None = None) -> Table | None:
    grid = _grid(element)
    top = list(islice(grid, max(1, len(_heads(element)))))
    header = _header(top, len(top)) if top else ()
    names = _names(header, columns)
    return Table(element, header, names, url, tuple(grid), marks) if names is not None else None


def _header(grid: list[tuple[HtmlElement, ...]], depth: int) -> tuple[str, ...]:
    return tuple(_join([_label(row[at]) for row in grid[:depth] if at < len(row)]) for at in range(len(grid[0])))


def _names(header: tuple[str, ...], columns: Columns) -> dict[str, int] | None:
    folded = [_fold(name) for name in header]
    names: dict[str, int] = {}
    for column in columns:
        spellings = (column,) if isinstance(column, str) else column
        places = [at for at, name in enumerate(folded) if name in {_fold(spelling) for spelling in spellings}]
        if len(places) != 1:
            return None
        names[spellings[0]] = places[0]
    return names


def _demand_no_stranger(table: Table, columns: Columns, ignore: Columns) -> None:
    flat = {_fold(name) for column in (*columns, *ignore) for name in ((column,) if isinstance(column, str) else column)}
    strangers = [name for name in table.header if _fold(name) not in flat and _MEANINGFUL.search(name)]
    if strangers:
        raise LayoutChanged(table.locator, f"the columns {_spell(columns)}", f"also {strangers[0]!r}, which may change what a price means")


def _is_under(table: Table, heading: str) -> bool:
    return any(_fold(heading) == _fold(words) for words in table.headings)


def _header_depth(element: HtmlElement, grid: list[tuple[HtmlElement, ...]]) -> int:
    return max(1, min(len(_heads(element)), len(grid)))


def _heads(element: HtmlElement) -> list[HtmlElement]:
    return [row for row in _HEAD_ROWS(element) if _html.is_visible(row)]


def expand(table: HtmlElement) -> list[tuple[HtmlElement, ...]]:
    """The visible cells of a table as a grid: a cell that spans stands at each place it covers.

    Cells hidden by class, style or attribute are not there: editors leave them behind under a span. A span is as
    the HTML standard has it (html.spec.whatwg.org, forming a table), but for `rowspan=0` on a visible cell, which
    is refused as one, and for absurd spans, which are cut at 1000.
    """
    return list(_grid(table))


def _grid(table: HtmlElement) -> Iterator[tuple[HtmlElement, ...]]:
    open_spans: dict[int, tuple[HtmlElement, int]] = {}
    for row in (row for row in _ROWS(table) if _html.is_seen(row)):
        cells, open_spans = _expand_row(row, open_spans)
        if cells:
            yield cells


def _expand_row(
    row: HtmlElement, open_spans: dict[int, tuple[HtmlElement, int]]
) -> tuple[tuple[HtmlElement, ...], dict[int, tuple[HtmlElement, int]]]:
    cells = [cell for cell in row if cell.tag in ("td", "th") and _html.is_seen(cell) and not _is_leftover(cell)]
    if not open_spans and not any(map(_looks, cells)):
        return tuple(cells), {}
    spans = [(_span(cell, "colspan"), _span(cell, "rowspan")) for cell in cells]
    if not open_spans and all(span == (1, 1) for span in spans):
        return tuple(cells), {}
    placed: dict[int, HtmlElement] = {at: cell for at, (cell, _) in open_spans.items()}
    left = {at: (cell, rest - 1) for at, (cell, rest) in open_spans.items() if rest > 1}
    at = 0
    for cell, (wide, high) in zip(cells, spans, strict=True):
        while at in placed:
            at += 1
        for column in range(at, at + wide):
            placed[column] = cell
            if high > 1:
                left[column] = (cell, high - 1)
        at += wide
    return tuple(placed[column] for column in sorted(placed)), left


def _is_leftover(cell: HtmlElement) -> bool:
    """An empty cell that says it covers no column and no row: an editor kept it under a span (Tencent, 2026-08)."""
    return bool(cell.keys()) and cell.get("colspan") == "0" == cell.get("rowspan") and not _label(cell)


def _span(cell: HtmlElement, name: str) -> int:
    said = cell.get(name) or cell.get(name.capitalize())
    if not said:
        return 1
    words = said.strip("{}\"' ")
    return min(max(int(words), 1), MAX_SPAN) if words.isdigit() else 1


def _label(cell: HtmlElement) -> str:
    return read_cell(cell, "").text


def _join(labels: list[str]) -> str:
    return " / ".join(dict.fromkeys(label for label in labels if label))


def _fold(name: str) -> str:
    return plain(name).casefold().strip(" :*")


def _words(cells: tuple[HtmlElement, ...]) -> str:
    return " | ".join(_label(cell)[:30] for cell in cells)[:120]


def _spell(columns: Columns) -> str:
    return ", ".join(repr(column if isinstance(column, str) else column[0]) for column in columns)


def _where(url: str, under: str) -> str:
    return f"{url}, under {under!r}" if under else url


def _described(hits: list[Table], marks: Landmarks) -> str:
    if hits:
        return f"{len(hits)}: " + "; ".join(hit.locator for hit in hits)[:200]
    near = [_words(grid[0]) for element in marks.tables() if _html.is_visible(element) and (grid := expand(element))]
    return f"none; the page's tables have {'; '.join(near[:4]) or 'no header'}"[:300]
