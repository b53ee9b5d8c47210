"""Our own table of columns is laid out as rich lays out one without a box, to the space."""

import io

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table as Rich
from rich.text import Text

from pipeline.text.columns import TextTable, length

words = st.lists(st.text(alphabet="ab1.-$¥█é模", min_size=1, max_size=30), max_size=6).map(" ".join)
heads = st.lists(st.tuples(st.sampled_from(["", ">"]), words).map("".join), min_size=1, max_size=6)


@st.composite
def tables(draw):
    columns = draw(heads)
    row = st.lists(words, min_size=len(columns), max_size=len(columns))
    return columns, draw(st.lists(row, max_size=4)), draw(st.one_of(st.just(""), words, words.map("\n{}".format)))


def by_rich(columns, rows, title, width):
    table = Rich(title=Text(title) if title else None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(Text(column.removeprefix(">")), justify="right" if column.startswith(">") else "left", overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(table)
    return out.getvalue()


@example(([""], [], "模"), 80)
@example(([""], [], "模x模"), 80)
@example(([""], [], "模模 x"), 80)
@given(tables(), st.integers(80, 160))
def test_a_table_is_laid_out_as_by_rich(table, width):
    """Widths, folds, what stands to the right, Chinese letters: the same lines, whatever is in the cells."""
    columns, rows, title = table
    mine = TextTable(*columns, title=title)
    for row in rows:
        mine.add_row(*row)
    assert by_rich(columns, rows, title, width) == "".join("".join(line.cells) + "\n" for line in mine.lines(width))


def test_a_line_says_what_it_is():
    """A terminal draws titles and heads in bold."""
    table = TextTable("seller", ">price", title="One image")
    table.add_row("acme", "$0.04")
    assert [(line.kind, "".join(line.cells)) for line in table.lines(80)] == [
        ("title", "One image    "),
        ("head", "seller  price"),
        ("row", "acme    $0.04"),
    ]


def test_every_letter_takes_the_cells_rich_gives_it():
    """What is measured without rich, letter by letter, and some that are not."""
    letters = [chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x370), 0x2588, *range(0x4E00, 0x4E20), 0x1F600)]
    assert [cell_len(letter) for letter in letters] == [length(letter) for letter in letters]


LONG = "gpt-image-1-mini-2025-10-06"


def shown(width, *, spare=(2, 3)):
    table = TextTable("seller", "model", "", "basis", "remarks", bars=2, whole=(0, 1), spare=spare)
    table.add_row("openrouter", LONG, "████████████████", "page", "the quality can't be chosen; retires 2026-12-01")
    return [[cell.strip() for cell in line.cells] for line in table.lines(width)]


def test_on_a_narrow_terminal_the_bar_goes_first_then_the_basis_and_ids_stay_whole():
    """Nothing goes where there is room; an id is broken only where nothing else is left to give way."""
    assert ["seller", "model", "", "basis", "remarks"] == shown(120)[0]
    assert ["seller", "model", "basis", "remarks"] == shown(64)[0]
    assert ["seller", "model", "remarks"] == shown(53)[0]
    assert all(("openrouter", LONG) == tuple(shown(width)[1][:2]) for width in (50, 53, 64, 80, 200))
    assert max(len("".join(line.cells)) for line in TextTable("model", whole=(0,)).lines(10)) <= 10


@given(tables(), st.integers(10, 60))
def test_a_narrow_table_is_never_wider_than_its_terminal(table, width):
    """Whatever is whole or spare in it."""
    columns, rows, title = table
    mine = TextTable(*columns, title=title, whole=range(len(columns)), spare=[1] if len(columns) > 2 else [])
    for row in rows:
        mine.add_row(*row)
    assert all(cell_len("".join(line.cells)) <= max(width, 2 * len(columns)) for line in mine.lines(width))
