"""A tool's Markdown of a page reads as the page did: each table is one again, and what lost its columns is no table."""

import pytest

from schema.errors import LayoutChanged
from scrapers._page import Page

URL = "https://seller.example/pricing"
SOUNDS = "|Model|$ / minute|\n|--|--|\n|Ear-1|$0.01|\n"
IMAGES = "|Model|Price per image|\n|--|--|\n|Paint-1|$0.04|\n|Paint-2|$0.08|\n"
SPANNED = "|Machine|Price|Size|\n|--|--|--|\n|Big|$1|80 GB|\n|More of them|\n"


def page(source):
    return Page(URL, "rendered", source.encode())


@pytest.mark.parametrize(
    "source",
    [
        f"# Prices\n\n{IMAGES}\nThe end.\n",
        f"Prices\n{IMAGES}The end.\n",
        f"Sounds\n{SOUNDS}{IMAGES}The end.\n",
        f"{IMAGES}{SOUNDS}",
        "Prices\nModel | Price per image |\nPaint-1 | $0.04 |\nPaint-2 | $0.08 |\nNote: the end (all of it).\n",
        f"{SPANNED}{IMAGES}",
        f"{IMAGES}\n\n{SPANNED}The end.",
        "```\n| a | b |\n```\n" + IMAGES,
        f"# Prices\r\n{IMAGES}The end.".replace("\n", "\r\n"),
    ],
)
def test_a_table_is_read_whatever_it_is_glued_to(source):
    """Text before, behind or another table: the rows are the table's own and no others."""
    rows = page(source).table("Model", "Price per image").rows
    assert [("Paint-1", "$0.04"), ("Paint-2", "$0.08")] == [(row["Model"].text, row["Price per image"].text) for row in rows]


@pytest.mark.parametrize("damage", [("|Paint-1|$0.04|", "|Paint-1|"), ("|Paint-2|$0.08|", "|Paint-2|$0.08|$0.12|"), ("|--|--|", "|--|")])
def test_a_table_with_uneven_rows_is_none(damage):
    """Which column a cell belongs to is lost: its prices are not read, and its words still stand on the page."""
    damaged = page(f"Prices\n{IMAGES.replace(*damage)}The end.\n")
    with pytest.raises(LayoutChanged):
        damaged.table("Model", "Price per image")
    assert "$0.08" in damaged.text


def test_a_page_cut_in_a_table_is_refused_whole():
    """What else was on it nobody knows."""
    with pytest.raises(LayoutChanged, match="cells in every row"):
        _ = page(f"{SOUNDS}{IMAGES}| Paint-3 (new").tree


def test_a_page_of_markdown_is_taken_as_it_is():
    """Only what a tool made is laid out: of a Markdown page the damaged row is left out and told, and the others are read."""
    table = Page(URL, "markdown", IMAGES.replace("|Paint-1|$0.04|", "|Paint-1|").encode()).table("Model", "Price per image")
    assert [("Paint-2", "$0.08")] == [(row["Model"].text, row["Price per image"].text) for row in table.rows]
    assert ["expected 2 cells in a row, found 1"] == [damaged.reason for damaged in table.account.damaged]


def test_a_page_of_markdown_whose_table_is_mostly_damaged_is_refused_whole():
    """Where most rows lack a cell it is the header that cannot be trusted."""
    with pytest.raises(LayoutChanged, match="cells in every row"):
        _ = Page(URL, "markdown", IMAGES.replace("$0.04|", "").replace("$0.08|", "").encode()).tree


@pytest.mark.parametrize("words", ["Called <Tier> Perks.", "- titled `x`, <Name> and more", "the <Model> in a | cell"])
def test_a_word_to_be_filled_in_is_no_component(words):
    """It stands in a line and nothing closes it: the page is whole."""
    assert "Perks" in Page(URL, "markdown", f"# Perks\n\n{words}\n\nThe end.\n".encode()).text


@pytest.mark.parametrize(
    "cut", ["<Tabs>\n\nwords", "> <Card>\n> words", 'Words <Tooltip tip="x">here', "  <Card>words", "Words <Card>a</Card> <Card>b"]
)
def test_a_component_that_is_never_closed_is_a_page_cut_short(cut):
    """On a line of its own, with attributes, or of a name that is closed elsewhere."""
    with pytest.raises(LayoutChanged, match="cut short"):
        _ = Page(URL, "markdown", f"# Prices\n\n{cut}\n".encode()).tree
