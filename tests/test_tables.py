"""Tables are found by what the page calls their columns, spans are expanded once, and only what a person sees counts."""

import pytest

from schema.errors import LayoutChanged
from scrapers._page import Page

URL = "https://example.test/pricing"


def page(html):
    return Page(URL, "html", html.encode())


def table(rows, head="<th>Model</th><th>Price</th>", attributes=""):
    return f"<table {attributes}><thead><tr>{head}</tr></thead><tbody>{''.join(f'<tr>{row}</tr>' for row in rows)}</tbody></table>"


ROW = "<td>m50</td><td>$0.50</td>"


def cells(found):
    return [(row["Model"].text, row["Price"].text) for row in found.rows]


def test_columns_are_found_by_name_in_any_order():
    """A reordered column changes nothing."""
    swapped = table(["<td>$0.50</td><td>m50</td>"], "<th>Price</th><th>Model</th>")
    assert [("m50", "$0.50")] == cells(page(swapped).table("Model", "Price"))


def test_a_harmless_new_column_is_let_be():
    """A column that can't change what a price means is no reason to refuse."""
    wider = table(["<td>10</td><td>m50</td><td>$0.50</td>"], "<th>Rank</th><th>Model</th><th>Price</th>")
    assert [("m50", "$0.50")] == cells(page(wider).table("Model", "Price"))


@pytest.mark.parametrize("name", ["Currency", "Unit", "Batch price", "per", "Tier", "¥", "Discount", "价格"])
def test_a_new_column_that_may_change_a_price_refuses(name):
    """A unit, a tier or a second price beside the known one is for a person to look at."""
    with pytest.raises(LayoutChanged, match="may change what a price means"):
        _ = page(table([f"{ROW}<td>x</td>"], f"<th>Model</th><th>Price</th><th>{name}</th>")).table("Model", "Price")


@pytest.mark.parametrize(
    "head", ["<th>Model</th><th>Cost</th>", "<th>Model</th><th>Price</th><th>Price</th>", "<th>Name</th><th>Price</th>"]
)
def test_a_renamed_or_doubled_column_refuses(head):
    """Nothing is read from a table that is not the one its reader knows."""
    with pytest.raises(LayoutChanged, match="one table with the columns 'Model', 'Price'"):
        _ = page(table([ROW + "<td></td>" * (head.count("<th") - 2)], head)).table("Model", "Price")


def test_two_tables_with_the_same_columns_are_one_too_many():
    """A second price list (batch, legacy, a competitor's) is never taken for the first."""
    with pytest.raises(LayoutChanged, match="found 2"):
        page(table([ROW]) + table([ROW])).table("Model", "Price")


def test_a_heading_tells_two_tables_apart():
    """`under` takes the table below that heading and its sub-headings, and no other."""
    html = f"<h2>Batch</h2>{table(['<td>m50</td><td>$0.25</td>'])}<h2>Standard</h2><h3>Now</h3>{table([ROW])}"
    assert [("m50", "$0.50")] == cells(page(html).table("Model", "Price", under="Standard"))


@pytest.mark.parametrize(
    "hide", ["hidden", 'style="display: none"', 'class="sr-only"', 'style="visibility:hidden"', 'class="mobile hidden"']
)
def test_a_hidden_duplicate_is_not_there(hide):
    """The mobile copy of a table is no second table, and a hidden row no second row."""
    assert [("m50", "$0.50")] == cells(page(table([ROW], attributes=hide) + table([ROW])).table("Model", "Price"))
    hidden_row = table([ROW]).replace("<tbody>", f"<tbody><tr {hide}><td>m50</td><td>$9</td></tr>")
    assert [("m50", "$0.50")] == cells(page(hidden_row).table("Model", "Price"))


def test_rows_in_template_and_noscript_are_not_there():
    """What a browser does not show is not read."""
    inside = table(["<td>m60</td><td>$0.60</td>"])
    html = f"<template>{inside}</template><noscript>{inside}</noscript>{table([ROW])}"
    assert [("m50", "$0.50")] == cells(page(html).table("Model", "Price"))


def test_spans_fill_every_place_they_cover():
    """A row span gives its label to each row, as a person reads it."""
    spanned = table(['<td rowspan="2">m50</td><td>$0.50</td>', "<td>$0.60</td>"])
    assert [("m50", "$0.50"), ("m50", "$0.60")] == cells(page(spanned).table("Model", "Price"))


def test_cells_left_hidden_under_a_span_are_not_counted_twice():
    """Editors keep spanned-away cells as `class=hidden rowspan=0`; a browser shows none of them."""
    left_over = table(['<td rowspan="2">m50</td><td>$0.50</td>', '<td class="hidden" rowspan="0" colspan="0">m50</td><td>$0.60</td>'])
    assert [("m50", "$0.50"), ("m50", "$0.60")] == cells(page(left_over).table("Model", "Price"))


def test_a_row_with_too_few_cells_is_damaged_and_the_others_are_read():
    """A price that slid under another column is never read there; what is known from there is held."""
    damaged = page(table(["<td>m40</td><td>x</td><td>$0.50</td>", ROW]))
    assert [("m50", "$0.50")] == cells(damaged.table("Model", "Price"))
    assert [("m40 | x | $0.50", "expected 2 cells in a row, found 3")] == [(one.words, one.reason) for one in damaged.account.damaged]


def test_blank_rows_and_repeated_headers_are_no_models():
    """`Model` is not the name of a model."""
    assert [("m50", "$0.50")] == cells(page(table([ROW, "<td></td><td> </td>", "<td>Model</td><td>Price</td>"])).table("Model", "Price"))


def test_a_cell_that_spans_the_row_is_a_group():
    """A heading inside the table is no model; the rows below it are of its group, and a module may ask for it."""
    rows = page(table([ROW, '<td colspan="2">Legacy</td>', "<td>m40</td><td>$0.40</td>"])).table("Model", "Price").rows
    assert [("m50", ""), ("m40", "Legacy")] == [(row["Model"].text, row.group) for row in rows]


@pytest.mark.parametrize(
    ("cell", "text", "fault"),
    [
        ("$0.04<sup>*</sup>", "$0.04", False),
        ("$0.04<sup>1</sup>", "$0.04", True),
        ("$1<sup>50</sup>", "$1", True),
        ("<s>$0.08</s> $0.04", "$0.04", True),
        ("<span style='text-decoration: line-through'>$0.08</span> $0.04", "$0.04", True),
        ("$0.04<script>$0.05</script><!-- $0.06 -->", "$0.04", False),
        ("<span class='sr-only'>Price: $0.04</span>$0.04", "$0.04", False),
        ("<table><tr><td>$0.05</td></tr></table>", "$0.05", True),
        ("0,04 â‚¬", "0,04 â‚¬", True),
        ("$0.04<br>$0.05", "$0.04 $0.05", False),
        ("<b>$0</b>.<i>04</i>", "$0.04", False),
    ],
)
def test_a_cell_is_what_a_person_sees_and_says_when_not_to_trust_it(cell, text, fault):
    """Crossed-out prices, raised digits, nested tables and wrong encodings are faults; marks, scripts and comments are nothing."""
    found = page(table([f"<td>m50</td><td>{cell}</td>"])).table("Model", "Price").rows[0]["Price"].found()
    assert (text, fault) == (found.text, bool(found.fault))


def test_a_locator_names_headings_row_and_column():
    """A person finds the number without our help."""
    found = page(f"<h1>Prices</h1><h2>Images</h2>{table([ROW])}").table("Model", "Price").rows[0]["Price"].found()
    assert 'Prices > Images > table > row "m50" > column "Price"' == found.locator


def test_a_section_has_its_own_tables_and_the_headings_above_it():
    """A part of a page is asked for its tables alone; what stands above them is found in the whole page."""

    def priced(name):
        return f"<section><h3>{name}</h3>{table([ROW])}</section>"

    whole = page(f"<h1>Prices</h1>{table([ROW])}<h2>Images</h2>{priced('Fast')}<h2>Video</h2>{priced('Slow')}")
    found = [(len(part.every_table()), part.table("Model", "Price").headings) for part in whole.sections("Fast|Slow")]
    assert [(1, ["Prices", "Images", "Fast"]), (1, ["Prices", "Video", "Slow"])] == found
    assert 3 == len(whole.every_table())


def test_what_is_crossed_out_or_raised_beside_a_price_is_let_be_by_name_alone():
    """A price beside an older one, or beside the mark of a footnote, is held until a reader says what stands there; more than that still holds it."""
    rows = ["<td>m50</td><td><s>$0.60</s> $0.50<sup>1</sup></td>", "<td>m51</td><td><s>for 4 images</s> $0.50</td>"]
    first, second = (row["Price"] for row in page(table(rows)).table("Model", "Price").rows)
    assert "crossed-out" in first.found().fault
    assert "raised" in first.ignore(r"\$[\d.]+", because="the price before the sale").found().fault
    sold = first.ignore(r"\$[\d.]+|1", because="the price before the sale, and a note on sizes").found()
    assert ("$0.50", "") == (sold.text, sold.fault)
    assert "crossed-out" in second.ignore(r"\$[\d.]+", because="the price before the sale").found().fault
    with pytest.raises(ValueError, match="because"):
        first.ignore(r".*", because="")
