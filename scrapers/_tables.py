"""Tables, found by what the page calls their columns; spans expanded once, here; only what a person sees.

A table is taken when its header has every asked column exactly once. A further column is let be unless its name
could change what a price means (a unit, a currency, a tier): then the page is refused.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, takewhile
from operator import methodcaller

from lxml.etree import XPath
from lxml.html import HtmlElement

from schema.drafts import DraftPlace, Found
from schema.errors import LayoutChanged
from schema.surroundings import (
    Expected,
    Said,
    Signal,
    changes_a_price,
    doubt_of_frame,
    framed,
    is_a_condition,
    may_be_doubted,
    says_nothing,
    signals_of_frame,
)
from schema.text import plain
from scrapers import _html, _look
from scrapers._account import Account
from scrapers._html import Landmarks, fold
from scrapers._running_text import RunningText, lines_of

Columns = Sequence[str | tuple[str, ...]]
MAX_SPAN = 1000
_MEANINGFUL = re.compile(
    r"[$¥€£¢元%]|price|cost|rate|fee|unit|\bper\b|/|currency|tier|discount|batch|billed|billing|tax|vat|credit|价|费|单位|计费|币"
    r"|\b(?:sales?|surcharges?|qty|quantity|count|pieces|pcs|pack|images|amount|effective|valid|until|multipliers?|factors?|ratio|mark-?up|promo|minimum|volume|commitment)\b"
    r"|\b(?:ends?|expir\w*|from)\b|折|倍|数量|优惠|生效|有效|系数|促销|起订|単位|割引|단위|할인|통화|세금|수수료",
    re.I,
)
_SETTING = re.compile(r"\d+(?:\.\d+)?\s?[KkPp]|\d{3,4}\s?[x×*]\s?\d{3,4}(?:\s?px)?")  # says nothing else than which variant its row is
_RAISED_COUNT = re.compile(r"[kKmM]|thousand|million|hundred|[百千万]")
_BOUND = re.compile(r"\b(?:from|up to|starting|at least|at most|max|min|approx|about|ca)\b|[≥≤<>≈~+]", re.I)
_PRICE_LIKE = re.compile(r"[$¥€£¢]\s?\.?\d|\d\s?(?:credits?|元)|^\d+\.\d+$")
_ROWS = XPath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr")
_HEAD_ROWS = XPath("./thead/tr")
_CELLS = frozenset(("td", "th"))
_looks = methodcaller("keys")  # the names of an element's attributes: most cells have none


@dataclass(slots=True, eq=False)  # not frozen, as it never changes all the same: a page has thousands, and that makes each dearer
class Cell:
    """One cell as a person sees it. `lines` are its visual lines; `struck` what is crossed out; `fault` why not to trust it."""

    lines: tuple[str, ...]
    struck: str
    fault: str
    locator: str
    element: HtmlElement
    place: DraftPlace | None = None

    @property
    def text(self) -> str:
        """All its visible words that are not crossed out."""
        return " ".join(self.lines)

    def at(self, locator: str, place: DraftPlace | None = None) -> Cell:
        """The same cell, found there."""
        return Cell(self.lines, self.struck, self.fault, locator, self.element, place)

    def ignore(self, pattern: str, *, because: str) -> Cell:
        """The same cell, though what is crossed out or raised beside its words reads so: a person says why that changes nothing."""
        if not because:
            raise ValueError("because says why what stands beside the words changes no price")
        _, struck, raised = _words_of(self.element)
        let_be = [plain(words) for words in (struck, raised) if plain(words) and re.fullmatch(pattern, plain(words))]
        left = ["" if plain(words) in let_be else words for words in (struck, raised)]
        return replace(self, fault=_fault(self.element, self.lines, *left))

    def found(self, *, saying: str = "") -> Found:
        """The whole cell as evidence; without the words it must say (a currency, a unit) it is at fault."""
        text = self.text
        return Found(text, self.locator, self.fault if saying in text else f"no {saying!r} in it", self.place)

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
        return {
            name: Found(plain(words), self.locator, self.fault, self.place)
            for name, words in match.groupdict().items()
            if words is not None
        }


class Row(Mapping[str, Cell]):
    """One row by column name. `group`: the words of the row above that is a heading inside the table. What is asked for is ticked off."""

    def __init__(self, place: RowPlace) -> None:
        self._place = place

    def __getitem__(self, column: str) -> Cell:
        table = self._place.table
        cell = table.cell(self._place, table.names[column])
        table.asked.add(column)
        return cell

    @property
    def group(self) -> str:
        """The words of the group it stands in; asked for, they are the module's to judge."""
        self._place.table.groups_asked = True
        return self._place.group

    @property
    def key(self) -> tuple[HtmlElement, ...]:
        """What tells it from all other rows."""
        return self._place.cells

    def told(self) -> tuple[str, str]:
        """Its words, and where it stands."""
        return _words(self._place.cells), f"{self._place.table.locator} > row"

    def __iter__(self) -> Iterator[str]:
        return iter(self._place.table.names)

    def __len__(self) -> int:
        return len(self._place.table.names)


@dataclass(slots=True, eq=False)
class RowPlace:
    """Where the cells of one row stand."""

    table: Table
    cells: tuple[HtmlElement, ...]
    group: str
    struck: bool

    def is_quiet(self) -> bool:
        """Whether nothing around the row says anything of prices."""
        return not self.struck and self.table.is_quiet_around(self)

    def doubt(self, expected: Expected | None) -> str:
        """What stands around the row's prices that nobody accounts for."""
        if self.struck:
            return "it stands in what is crossed out"
        return self.table.doubt(self, expected) if expected else ""

    def spot(self) -> Hashable:
        """The group of its table."""
        return (id(self.table), self.group)

    def around(self) -> list[Said]:
        """Its group (any group: a row that came under a heading is another row), its table's caption, heading and section."""
        table = self.table
        group = [Said(self.group, signals_of_frame(self.group) | {Signal.CONDITION})] if self.group else []
        frames = [said for words in (table.caption_words, *table.frames) for said in framed(words)]
        return [*group, *frames, *_look.closed_around(table.element), *table.account.around_at(table.account.index_of(table.element))]


@dataclass(slots=True, eq=False)
class CellPlace:
    """Where one cell stands: in its row, under its column's name."""

    row: RowPlace
    at: int

    def is_quiet(self) -> bool:
        """Whether neither its column's name nor its row say anything."""
        return self.at in self.row.table.quiet_names and self.row.is_quiet()

    def doubt(self, expected: Expected | None) -> str:
        """What its column's name and its row say that nobody accounts for."""
        if expected is None:
            return self.row.doubt(None)
        return self.row.table.doubt_of_name(self.at, expected) or self.row.doubt(expected)

    def spot(self) -> Hashable:
        """That of its row."""
        return self.row.spot()

    def around(self) -> list[Said]:
        """That of its row."""
        return self.row.around()


class Rows(list[Row]):
    """The rows of a table; one that breaks its reader is left out of the next reading of the page."""

    def __init__(self, rows: Iterable[Row], account: Account) -> None:
        super().__init__(rows)
        self._account = account

    def __iter__(self) -> Iterator[Row]:
        return self._account.each(super().__iter__(), lambda row: row.key, lambda row: row.told())


@dataclass(eq=False)
class Table:
    """One table whose header was recognised. `names` maps each asked column to its place.

    `asked` are the columns a reader took, `ignored` those it named as of no matter, `named` the headings it named.
    """

    element: HtmlElement
    header: tuple[str, ...]
    names: dict[str, int]
    url: str
    body: tuple[tuple[HtmlElement, ...], ...]
    marks: Landmarks
    account: Account
    ignored: frozenset[str] = frozenset()
    asked: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    by_name: frozenset[str] = frozenset()  # the columns that were asked for by these very names
    groups_asked: bool = False
    caption_asked: bool = False
    _notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.account.tables.append(self)

    @cached_property
    def above(self) -> list[str]:
        """The headings above the table, outermost first."""
        return self.marks.headings_of(self.element)

    @property
    def headings(self) -> list[str]:
        """The headings above the table, outermost first; asked for, they are the module's to judge."""
        self.named |= {fold(words) for words in self.above}
        return self.above

    @property
    def sections(self) -> list[str]:
        """The titles of the sections the table stands in, outermost first."""
        self.named |= {fold(words) for words in self._sections}
        return self._sections

    @cached_property
    def _sections(self) -> list[str]:
        return _html.sections_of(self.element)

    @property
    def caption(self) -> str:
        """The words of its caption; asked for, they are the module's to judge."""
        self.caption_asked = True
        return self.caption_words

    @cached_property
    def caption_words(self) -> str:
        """The words of its caption."""
        captions = [each for each in self.element.iterchildren("caption") if _html.is_seen(each)]
        return " ".join(plain(_html.visible_text(each)) for each in captions)

    @cached_property
    def frames(self) -> list[str]:
        """What else frames the whole table: a caption of its figure, a summary, a short line straight above, a note as its last row."""
        return [*_html.frames_of(self.element), *self._notes]

    @cached_property
    def text_above(self) -> str:
        """All visible words of the page before the table, one line per block."""
        return "\n".join(lines_of(RunningText(self.element.getroottree().getroot()).between(None, self.element)))

    @cached_property
    def locator(self) -> str:
        """Where a person finds the table."""
        return " > ".join([*(self._sections or self.above), "table"])

    def paragraphs(self, *, above: bool) -> list[list[str]]:
        """What stands between the table and the next heading, parted by the tables between; the nearest part first."""
        parts: list[list[str]] = [[]]
        for sibling in self.element.itersiblings(preceding=above):
            if sibling.tag in _html.HEADINGS:
                break
            if sibling.tag == "table":
                parts.append([])
            elif words := plain(_html.visible_text(sibling)):
                parts[-1].insert(0 if above else len(parts[-1]), words)
        return parts

    def demand(self, *columns: str) -> None:
        """Refuse a table without these columns, or with a further one whose name may change what a price means."""
        missing = [name for name in columns if name not in self.names]
        if missing:
            raise LayoutChanged(self.locator, f"the columns {_spell(columns)}", f"no {missing[0]!r}: {' | '.join(self.header)}"[:300])
        _demand_no_stranger(self, columns, ())

    @staticmethod
    def may_change_prices(name: str) -> bool:
        """Whether a column by its name may change what a price means; what its cells say is doubted wherever nobody reads it."""
        return bool(_MEANINGFUL.search(name))

    def ignore(self, *columns: str) -> None:
        """Columns that the module knows and that change no price."""
        self.ignored |= {fold(name) for name in columns}

    def columns_of_prices(self, label: str) -> list[str]:
        """The columns beside the label in a cell of which an amount stands; what the others say is doubted wherever it may change one."""
        places = ((name, at) for at, name in enumerate(self.header) if name != label)
        return [
            name for name, at in places if any(_PRICE_LIKE.search(self._read[cells[at]].text) for cells in self.body if at < len(cells))
        ]

    def says(self, column: str) -> str:
        """A column's name as the page spells it: the words of its unit."""
        return self.header[self.names[column]]

    def row(self, **says: str) -> Row:
        """The one row whose cell in each of these columns says this; without any the only one there is."""
        hits = [row for row in list.__iter__(self.rows) if all(row[column].text == words for column, words in says.items())]
        if len(hits) != 1:
            wanted = f" that says {' and '.join(says.values())!r}" if says else ""
            raise LayoutChanged(self.locator, f"one row{wanted}", str(len(hits)))
        return hits[0]

    @cached_property
    def rows(self) -> Rows:
        """The rows below the header; blank rows, repeats of the header and headings inside the table are none."""
        return Rows(self._rows(), self.account)

    def close(self) -> None:
        """Forget the rows, which know this table."""
        vars(self).pop("rows", None)

    def _rows(self) -> Iterator[Row]:
        struck, group, part, notes, read = self._is_struck, "", None, list[str](), self._read
        for cells in self.body:
            row = _row_of(cells)
            if (above := row.getparent()) is not part:
                group, part, struck = "", above, self._is_struck or _html.is_struck(above)
            texts = tuple([read[cell].text for cell in cells])
            if self._is_group(cells, texts):
                group = " ".join(dict.fromkeys(text for text in texts if text))
                notes.append(group)
                continue
            if len(cells) != len(self.header):
                self.account.damage(
                    _words(cells), f"{self.locator} > row", f"expected {len(self.header)} cells in a row, found {len(cells)}"
                )
                continue
            if (not any(texts) and not _is_partly_struck(cells)) or texts == self.header:
                continue
            notes.clear()
            yield Row(RowPlace(self, cells, group, struck or _html.is_struck(row)))
        self._notes += notes  # no row stands below them: they are about those above

    def _is_group(self, cells: tuple[HtmlElement, ...], texts: tuple[str, ...]) -> bool:
        """Whether a row is a heading inside the table: one cell for all, or one with words that stand out or change a price's meaning."""
        said = [at for at, text in enumerate(texts) if text]
        if not said or len(self.header) < 2 or (len(said) > 1 and cells[0] is not cells[-1]):
            return False
        if len(set(cells)) == 1:
            return True
        if len(said) != 1 or _is_partly_struck(cells):
            return False
        only = cells[said[0]]
        return only.tag == "th" or _stands_out(only) or bool(signals_of_frame(texts[said[0]]))

    @cached_property
    def _is_struck(self) -> bool:
        return any(_html.is_struck(each) for each in (self.element, *self.element.iterancestors()))

    def cell(self, place: RowPlace, at: int) -> Cell:
        """The cell of a row in a column, found behind the first words of its row that are no price."""
        cells = place.cells
        labels = self._labels(cells[:at]) if at else ()
        where = f'{self.locator} > row "{" | ".join(labels)}"' if labels else self.locator
        return self._read[cells[at]].at(f'{where} > column "{self.header[at]}"'[:1000], CellPlace(place, at))

    def _labels(self, cells: tuple[HtmlElement, ...]) -> list[str]:
        found: list[str] = []
        for cell in dict.fromkeys(cells):
            if len(found) < 3 and not _PRICE_LIKE.search(label := self._read[cell].text[:60]):
                found.append(label)
        return found

    @cached_property
    def _read(self) -> dict[HtmlElement, Cell]:
        """Every cell of the body, read once, however far it spans."""
        return {cell: read_cell(cell, "") for cell in dict.fromkeys(cell for cells in self.body for cell in cells)}

    def doubt(self, place: RowPlace, expected: Expected) -> str:
        """What stands around a row that nobody accounts for: caption, heading, group, the columns nobody asked for, its section's words."""
        group = doubt_of_frame(place.group, expected) if place.group and not self.groups_asked else ""
        if group and not self.account.is_ignored(place.group):
            return group
        return self._doubt_of_frames(expected) or self._doubt_of_columns(place.cells)

    def is_quiet_around(self, place: RowPlace) -> bool:
        """Whether `doubt` finds nothing around a row, whatever its price is."""
        return self._is_quiet and not self._strange and (not place.group or self.groups_asked)

    def _doubt_of_frames(self, expected: Expected) -> str:
        if self._is_quiet:
            return ""
        if expected not in self._doubts:
            told = (doubt_of_frame(words, expected) for words in self._telling)
            self._doubts[expected] = next(filter(None, told), "") or self.account.doubt_of_section(self.element, expected)
        return self._doubts[expected]

    @cached_property
    def _doubts(self) -> dict[Expected, str]:
        return {}

    @cached_property
    def _is_quiet(self) -> bool:
        """Whether nothing around the table says anything of prices: asked once, and no more of any price."""
        return not self._telling and not self.account.said_around(self.element)

    @cached_property
    def _telling(self) -> list[str]:
        """What frames the table and may contradict a price of it: looked for once, when its rows have been read."""
        frames = [*self.frames, *([] if self.caption_asked else [self.caption_words])]
        frames += [words for words in self.above[-1:] if fold(words) not in self.named]
        return [words for words in frames if words and may_be_doubted(words) and not self.account.is_ignored(words)]

    def doubt_of_name(self, at: int, expected: Expected) -> str:
        """What a column's own name says of a price in it, unless the module asked for it by that name."""
        return "" if at in self.quiet_names else doubt_of_frame(self.header[at], expected)

    @cached_property
    def quiet_names(self) -> frozenset[int]:
        """The columns whose names say nothing of any price, or were asked for by these names, or named as of no matter."""
        return frozenset([at for at, name in enumerate(self.header) if self._is_known(name) or not may_be_doubted(name)])

    def _is_known(self, name: str) -> bool:
        return name in self.by_name or fold(name) in self.ignored or self.account.is_ignored(name)

    @cached_property
    def _strange(self) -> list[int]:
        """The columns that were neither taken nor named as of no matter."""
        taken = {self.names[name] for name in self.asked if name in self.names}
        return [at for at, name in enumerate(self.header) if at not in taken and fold(name) not in self.ignored]

    def _doubt_of_columns(self, cells: tuple[HtmlElement, ...]) -> str:
        for at in self._strange:
            text = self._read[cells[at]].text
            meant = _MEANINGFUL.search(self.header[at]) or _SETTING.fullmatch(text) or changes_a_price(text) or is_a_condition(text)
            if text and meant and not says_nothing(text):
                return f"the column {self.header[at]!r} says {text[:60]!r} of it, and nobody read it"
        return ""


def _row_of(cells: tuple[HtmlElement, ...]) -> HtmlElement:
    """The row of these cells: that of one which does not reach in from a row above."""
    if not cells[-1].keys():
        return cells[-1].getparent()  # it says of no span
    own = next((cell for cell in reversed(cells) if _span(cell, "rowspan") == 1), cells[-1])
    return own.getparent()


def _is_partly_struck(cells: tuple[HtmlElement, ...]) -> bool:
    return any(_html.is_struck(part) for cell in cells for part in cell.iter())


def _stands_out(cell: HtmlElement) -> bool:
    """Whether all of a cell's words are strong."""
    strong = [part for part in cell.iter("b", "strong") if _html.is_seen(part)]
    return bool(strong) and plain(cell.text_content()) == plain("".join(part.text_content() for part in strong))


def read_cell(element: HtmlElement, locator: str) -> Cell:
    """One element as a cell: visible words, crossed-out words apart, footnote marks dropped, other raised digits a fault."""
    if not len(element) and element.tag in _CELLS and (not element.keys() or (_html.is_seen(element) and not _html.is_struck(element))):
        line = plain(element.text or "")  # as most cells are: words and nothing else
        fault = _marked(line) or _wrong_encoding(line)
        return Cell((line,) if line else (), "", fault, locator, element)
    words, struck, raised = _words_of(element)
    lines = tuple([line for text in words.split("\n") if text and (line := plain(text))])
    return Cell(lines, plain(struck), _fault(element, lines, struck, raised), locator, element)


def _words_of(element: HtmlElement) -> tuple[str, str, str]:
    """Its visible words, those that are crossed out, and those that are raised or lowered."""
    words, struck, raised = "", "", ""
    for text, marks in _html.pieces(element):
        if "struck" in marks:
            struck += text
        elif marks & {"sup", "sub"}:
            raised += text
        else:
            words += text if text == "\n" else text.replace("\n", " ")
    return words, struck, raised


def _fault(element: HtmlElement, lines: tuple[str, ...], struck: str, raised: str) -> str:
    if marked := _marked(" ".join(lines)):
        return marked
    if plain(struck) and lines:
        return f"a crossed-out {plain(struck)!r} stands beside it"
    if re.search(r"\d", raised) and not re.fullmatch(r"[\s*†‡§]*", raised):
        return f"raised digits {plain(raised)!r} stand beside it"
    if (
        _RAISED_COUNT.fullmatch(raised.strip())
        or signals_of_frame(plain(raised))
        or changes_a_price(plain(raised))
        or _BOUND.search(raised)
    ):
        return f"a raised {plain(raised)!r} stands in it"
    if len(element) and any(_html.is_visible(table) for table in element.iter("table")):
        return "a table inside the cell"
    return _wrong_encoding(" ".join(lines))


def _marked(text: str) -> str:
    return "marks of what is crossed out stand around it" if "~~" in text else ""


def _wrong_encoding(text: str) -> str:
    return "the marks of a wrong encoding" if _html.garbled(text) else ""


def find_table(marks: Landmarks, account: Account, columns: Columns, *, ignore: Columns, under: str) -> Table:
    """The one visible table with these columns."""
    hits = _matching(marks, account, columns, ignore=ignore, under=under)
    if len(hits) != 1:
        raise LayoutChanged(_where(account.url, under), f"one table with the columns {_spell(columns)}", _described(hits, marks))
    return hits[0]


def find_tables(marks: Landmarks, account: Account, columns: Columns, *, ignore: Columns, under: str) -> list[Table]:
    """Every visible table with these columns, at least one."""
    hits = _matching(marks, account, columns, ignore=ignore, under=under)
    if not hits:
        raise LayoutChanged(_where(account.url, under), f"tables with the columns {_spell(columns)}", _described(hits, marks))
    return hits


def every_table(marks: Landmarks, account: Account) -> list[Table]:
    """Every visible table under its own column names; a name that stands twice names no column."""
    visible = (element for element in marks.tables() if _html.is_visible(element))
    return [_under_own_names(element, grid, marks, account) for element in visible if (grid := expand(element))]


def _under_own_names(element: HtmlElement, grid: list[tuple[HtmlElement, ...]], marks: Landmarks, account: Account) -> Table:
    depth = _header_depth(element, grid)
    header = _header(grid, depth)
    names = {name: at for at, name in enumerate(header) if header.count(name) == 1}
    return Table(element, header, names, account.url, tuple(grid[depth:]), marks, account)


def find_table_inside(element: HtmlElement, marks: Landmarks, account: Account, columns: Columns, *, ignore: Columns) -> Table:
    """The one table with these columns inside an element that a person sees, perhaps after a click: a tab's pane."""
    inside = [table for table in element.iter("table") if all(_html.is_seen(above) for above in _up_to(element, table))]
    hits = [table for found in inside if (table := _recognised(found, columns, ignore, marks, account)) is not None]
    if len(hits) != 1:
        raise LayoutChanged(account.url, f"one table with the columns {_spell(columns)} inside <{element.tag}>", f"{len(hits)}")
    _demand_no_stranger(hits[0], columns, ignore)
    return hits[0]


def _up_to(element: HtmlElement, table: HtmlElement) -> list[HtmlElement]:
    return [table, *takewhile(lambda above: above is not element, table.iterancestors())]


def find_split_table(marks: Landmarks, account: Account, columns: Columns, *, ignore: Columns) -> Table:
    """The one table whose header is a table of its own and whose rows are the next table.

    Component libraries draw a table that scrolls like this (Element UI). One in the pane of a tab that is not
    selected counts as seen: a person opens it with a click, and the pane that is open stands beside it.
    """
    heads = [element for element in marks.tables() if _is_header_only(element) and _is_in_view_or_pane(element)]
    hits = [(head, table) for head in heads if (table := _recognised(head, columns, ignore, marks, account)) is not None]
    if len(hits) != 1:
        raise LayoutChanged(account.url, f"one table with the columns {_spell(columns)}", _described([table for _, table in hits], marks))
    head, table = hits[0]
    below = head.xpath("following::table[1]")
    if not below or below[0].xpath("./thead//th"):
        raise LayoutChanged(table.locator, "a table of rows after its header", "another header" if below else "none")
    whole = replace(table, element=below[0], body=tuple(expand(below[0])))
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


def _matching(marks: Landmarks, account: Account, columns: Columns, *, ignore: Columns, under: str) -> list[Table]:
    tables = (_recognised(element, columns, ignore, marks, account) for element in marks.tables() if _html.is_visible(element))
    hits = [table for table in tables if table is not None and (not under or _is_under(table, under))]
    for table in hits:
        _demand_no_stranger(table, columns, ignore)
        table.named |= {fold(under)}
    return hits


def _recognised(element: HtmlElement, columns: Columns, ignore: Columns, marks: Landmarks, account: Account) -> Table | None:
    grid = _grid(element)
    top = list(islice(grid, max(1, len(_heads(element)))))
    header = _header(top, len(top)) if top else ()
    names = _names(header, columns)
    ignored = frozenset(fold(name) for column in ignore for name in ((column,) if isinstance(column, str) else column))
    return (
        Table(
            element,
            header,
            names,
            account.url,
            tuple(grid),
            marks,
            account,
            ignored,
            by_name=frozenset(header[at] for at in names.values()),
        )
        if names is not None
        else None
    )


def _header(grid: list[tuple[HtmlElement, ...]], depth: int) -> tuple[str, ...]:
    return tuple(_join([_label(row[at]) for row in grid[:depth] if at < len(row)]) for at in range(len(grid[0])))


def _names(header: tuple[str, ...], columns: Columns) -> dict[str, int] | None:
    folded = [fold(name) for name in header]
    names: dict[str, int] = {}
    for column in columns:
        spellings = (column,) if isinstance(column, str) else column
        places = [at for at, name in enumerate(folded) if name in {fold(spelling) for spelling in spellings}]
        if len(places) != 1:
            return None
        names[spellings[0]] = places[0]
    return names


def _demand_no_stranger(table: Table, columns: Columns, ignore: Columns) -> None:
    flat = {fold(name) for column in (*columns, *ignore) for name in ((column,) if isinstance(column, str) else column)}
    strangers = [name for name in table.header if fold(name) not in flat and _MEANINGFUL.search(name)]
    if strangers:
        raise LayoutChanged(table.locator, f"the columns {_spell(columns)}", f"also {strangers[0]!r}, which may change what a price means")


def _is_under(table: Table, heading: str) -> bool:
    return any(fold(heading) == fold(words) for words in table.above)


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
    cells = [cell for cell in row if cell.tag in _CELLS and (not cell.keys() or (_html.is_seen(cell) and not _is_leftover(cell)))]
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
