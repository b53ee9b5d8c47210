"""Pages cut at their headings, tables behind closed tabs, payloads that say a thing twice, and days in words."""

import pytest

from schema.errors import LayoutChanged
from scrapers._chapters import chapters
from scrapers._drafts import iso_date
from scrapers._html import headings_of
from scrapers._page import Page

URL = "https://docs.example/pricing"
ROWS = "<table><tr><th>Model</th><th>Price</th></tr><tr><td>one</td><td>$1.00</td></tr></table>"


def html(body):
    return Page(URL, "html", f"<html><body>{body}</body></html>".encode())


def test_a_chapter_has_its_words_and_its_tables_whatever_they_are_wrapped_in():
    """The words up to the next heading of that level or above, and no table of a neighbour."""
    page = html(
        f"<div><header><h2>First</h2></header></div><p>of one</p><h3>Standard</h3>{ROWS}<div hidden><h2>Unseen</h2></div><div><h2>Second</h2></div>of two"
    )
    found = [(chapter.heading, chapter.text.split("\n")[1], len(chapter.tables)) for chapter in chapters(page, 2)]
    assert found == [("First", "of one", 1), ("Second", "of two", 0)]


def test_a_heading_with_a_paragraph_inside_keeps_its_words():
    """libxml2 ends the heading before the paragraph; the words are the heading's all the same."""
    assert headings_of(html(f"<h3><p>Image models</p></h3>{ROWS}").tree.find(".//table")) == ["Image models"]


def test_a_table_in_a_closed_tab_is_read_where_its_pane_was_asked_for():
    """Hidden around the pane is a tab; hidden inside it is hidden."""
    page = html(f'<div id="pane" hidden>{ROWS}<div hidden>{ROWS}</div></div>')
    assert [row["Price"].text for row in page.table_inside(page.tree.find(".//div"), "Model", "Price").rows] == ["$1.00"]
    with pytest.raises(LayoutChanged):
        page.table("Model", "Price")


def test_every_payload_with_a_key_is_found_and_one_may_be_demanded():
    """A page may carry a list once per cluster; who expects one value is told of the second."""
    chunk = '<script>self.__next_f.push([1,"1:[{\\"models\\":[{\\"id\\":\\"a\\"}]}]\\n2:{\\"inner\\":{\\"models\\":[{\\"id\\":\\"b\\"}]}}\\n"])</script>'
    page = html(chunk)
    models = [model["id"].text for payload in page.payloads("models") for listed in payload.everywhere("models") for model in listed]
    assert models == ["a", "b"]
    with pytest.raises(LayoutChanged):
        page.payload("models")


def test_an_mdx_style_sheet_hides_nothing():
    """Closed in itself it ends nowhere for HTML, which would take the rest of the page for style."""
    page = Page(
        URL,
        "markdown",
        b"# Pricing\n\n<style\n  is:global\n  set:html={`\n    a > b { margin: 0 }\n  `}\n/>\n\n| Model | Price |\n| - | - |\n| one | $1.00 |\n",
    )
    assert page.table("Model", "Price").rows[0]["Price"].text == "$1.00"


@pytest.mark.parametrize("words", ["2026-12-01", "Dec 1, 2026", "Dec. 1, 2026", "December 1, 2026"])
def test_a_day_is_read_in_each_spelling(words):
    """One day, one ISO date."""
    assert iso_date(words) == "2026-12-01"


@pytest.mark.parametrize("words", ["Q4 2026", "2026-02-30", "1.12.2026", "Mar 2026", "Ma 1, 2026", "12/01/2026", "Foo 1, 2026", ""])
def test_words_that_are_no_one_day_are_refused(words):
    """Never a guess which number is the month."""
    with pytest.raises(LayoutChanged):
        iso_date(words)
