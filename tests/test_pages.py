"""A page is whole, decoded strictly and not too deep before a word of it is believed; sentences are found once."""

import pytest

from schema.errors import LayoutChanged
from scrapers._page import Page

URL = "https://example.test/pricing"
WHOLE = "<!doctype html><html lang='en'><body><p>one credit = $0.01</p><table><tr><th>A</th></tr><tr><td>1</td></tr></table></body></html>"


def html(body):
    return Page(URL, "html", body.encode() if isinstance(body, str) else body)


def markdown(body):
    return Page(URL, "markdown", body.encode())


@pytest.mark.parametrize("at", range(20, len(WHOLE) - 1, 7))
def test_an_html_page_cut_anywhere_is_refused(at):
    """Half a page never passes for a page."""
    with pytest.raises(LayoutChanged):
        _ = html(WHOLE[:at]).tree


@pytest.mark.parametrize("damage", ["<!-- never closed", "<script>var a", "<textarea>", "<template>", "<table><tr><td>"])
def test_what_swallows_the_rest_of_a_page_is_refused(damage):
    """An element that is never closed hides rows from one parser and not from another."""
    with pytest.raises(LayoutChanged):
        _ = html(WHOLE.replace("<p>", damage + "<p>")).tree


def test_too_many_levels_are_refused():
    """Past 256 levels the parser would drop rows without a word."""
    with pytest.raises(LayoutChanged, match="levels"):
        _ = html(WHOLE.replace("<p>", "<div>" * 300 + "<p>").replace("</p>", "</p>" + "</div>" * 300)).tree


@pytest.mark.parametrize("body", [b"\xff\xfe<\x00h\x00", b"caf\xe9 $0.04", b"\x80 0.04"])
def test_bytes_that_are_not_utf8_are_refused(body):
    """A guessed encoding turns a currency into another."""
    with pytest.raises(LayoutChanged, match="UTF-8"):
        _ = html(body).tree


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + WHOLE.encode(),
        WHOLE.replace("one", "o\x00ne").encode(),
        WHOLE.replace("<body>", "<head><meta charset='gbk'></head><body>").encode(),
        WHOLE.replace("<!doctype html>", "<?xml version='1.0'?>").encode(),
    ],
)
def test_a_page_is_read_as_utf8_whatever_stands_around_its_words(body):
    """A mark in front, a NUL within, and an encoding that its head claims change no word."""
    assert "€ " + html(WHOLE).text == html(body.replace(b"<p>", "<p>€ ".encode())).text


@pytest.mark.parametrize(
    ("body", "found"), [("", "empty"), (" <!-- nothing --> ", "empty"), ("<?xml version='1.0' encoding='utf-8'?>" + WHOLE, "encoding")]
)
def test_what_is_no_html_page_is_refused(body, found):
    """Nothing, and a document that declares its encoding as XML does."""
    with pytest.raises(LayoutChanged, match=f"expected an HTML page, found none .*{found}"):
        _ = html(body).tree


def test_a_sentence_is_found_exactly_once():
    """No first of several: two places that read alike are refused, and none is too."""
    assert "$0.01" == html(WHOLE).sentence(r"one credit = (?P<price>\S+)").found("price").text
    for body in (WHOLE.replace("one credit", "a credit"), WHOLE.replace("<p>", "<p>one credit = $0.02</p><p>")):
        with pytest.raises(LayoutChanged, match="one sentence like"):
            html(body).sentence(r"one credit = (?P<price>\S+)")


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_a_crossed_out_price_in_a_sentence_is_none(tag):
    """What is struck is not what the page asks for, in running text as in a cell."""
    struck = WHOLE.replace("$0.01", f"<{tag}>$0.01</{tag}>")
    with pytest.raises(LayoutChanged):
        html(struck).sentence(r"one credit = (?P<price>\$[\d.]+)")
    assert "~~$0.01~~" in html(struck).text


def test_a_raised_digit_in_a_sentence_is_no_digit_of_the_price():
    """`$0.01<sup>1</sup>` is not 0.011."""
    raised = html(WHOLE.replace("$0.01", "$0.01<sup>1</sup>"))
    assert "$0.01^1" in raised.text
    assert "one credit = $0.01" in html(WHOLE.replace("$0.01", "$0.01<sup>*</sup>")).text


TABLE = "## Images\n\n| Model | Price |\n| --- | --- |\n| m50 | \\$0.50 |\n| m60 | \\$0.60 |\n\nEnd.\n"


def test_markdown_tables_read_like_html_tables():
    """Escapes and emphasis are markup, not words."""
    rows = markdown(TABLE).table("Model", "Price", under="Images").rows
    assert [("m50", "$0.50"), ("m60", "$0.60")] == [(row["Model"].text, row["Price"].text) for row in rows]


@pytest.mark.parametrize(
    "damage",
    [
        ("| m60 | \\$0.60 |\n\nEnd.", "| m60 | \\$0.6"),
        ("End.", "<Note>\n cut"),
        ("End.", "```\ncut"),
        ("End.", "<table>\n<tr><td>1</td></tr>"),
    ],
)
def test_a_cut_markdown_page_is_refused(damage):
    """Half a row at the end is where a page was cut."""
    with pytest.raises(LayoutChanged):
        markdown(TABLE.replace(*damage)).table("Model", "Price")


@pytest.mark.parametrize("row", ["| m60 | \\$0.6", "| m60 |", "| m60 | x | \\$0.60 |"])
def test_an_uneven_row_is_damaged_and_the_others_are_read(row):
    """Every renderer pads or cuts uneven rows in silence; we leave them out, and say so."""
    page = markdown(TABLE.replace("| m60 | \\$0.60 |", row))
    assert [("m50", "$0.50")] == [(each["Model"].text, each["Price"].text) for each in page.table("Model", "Price").rows]
    assert 1 == len(page.account.damaged) and page.account.damaged[0].words.startswith("m60")


def test_a_table_without_the_line_under_its_header_is_read():
    """A tool that renders a page to Markdown leaves it out; in a fence, or uneven, such lines are no table."""
    lost = "# Images\n\n| Model | Price |\n| m50 | $0.50 |\n| m60 | $0.60 |\n\nEnd."
    rows = markdown(lost).table("Model", "Price", under="Images").rows
    assert [("m50", "$0.50"), ("m60", "$0.60")] == [(row["Model"].text, row["Price"].text) for row in rows]
    for none in (lost.replace("# Images", "```").replace("End.", "```"), lost.replace("| $0.50 |", "|")):
        with pytest.raises(LayoutChanged):
            markdown(none).table("Model", "Price")


@pytest.mark.parametrize(("body", "kind"), [(b"\n <html><p>x</p></html>", "html"), (b"# x\n", "markdown")])
def test_a_rendered_page_is_what_its_body_says(body, kind):
    """Live it is a browser's HTML, in a copy often a tool's Markdown."""
    assert Page("https://acme.example/", "rendered", body).kind == kind


def test_components_and_indented_tables_of_mdx_are_read():
    """Components are no walls, blank lines in a JSX table no code block, braces no text."""
    jsx = '<Note>\n  **Note**: fine.\n</Note>\n\n<table\n  style={{ a: "b" }}\n>\n  <tbody>\n    <tr><th>Model</th><th>Price</th></tr>\n\n    <tr>\n'
    jsx += '      <td rowSpan="2" style={{ padding: "8px" }}>m50</td>\n      <td>$0.50</td>\n    </tr>\n\n    <tr><td>$0.60</td></tr>\n  </tbody>\n</table>\n'
    page = markdown(jsx)
    assert [("m50", "$0.50"), ("m50", "$0.60")] == [(row["Model"].text, row["Price"].text) for row in page.table("Model", "Price").rows]
    assert "Note: fine." in page.text


@pytest.mark.parametrize("body", ['{"a": 1} x', '{"a": 1', '{"a": NaN}', '{"a": 1, "a": 2}', "[" * 5000 + "]" * 5000, "", "{'a': 1}"])
def test_json_is_strict(body):
    """What a lenient parser would repair is refused."""
    with pytest.raises(LayoutChanged):
        _ = Page(URL, "json", body.encode()).json


def test_json_numbers_keep_their_spelling_and_their_path():
    """The quote of a number is the number as it was written."""
    found = Page(URL, "json", b'{"data": [{"price": 1.0000000000000001e-06}]}').json["data"]
    assert [("1.0000000000000001e-06", "$ .data[0].price")] == [
        (node["price"].found().text, node["price"].found().locator) for node in found
    ]


def test_flight_payloads_are_found_by_key():
    """Next.js chunks are joined, and the outermost value around the key is read."""
    chunk = r'<script>self.__next_f.push([1,"[{\"note\":\"a \\\"quoted] word\",\"models\":[{\"price\":\"12\"}]}]"])</script>'
    assert ["12"] == [model["price"].text for top in html(WHOLE.replace("<p>", chunk + "<p>")).payload("models") for model in top["models"]]


def test_a_lone_carriage_return_does_not_break_a_row():
    """It is a space in a cell, where a renderer would end the row and lose what follows."""
    rows = markdown("| Model | Said | Price |\n| --- | --- | --- |\n| m50 | fine.\r | $0.50 |\n").table("Model", "Price").rows
    assert [("m50", "$0.50")] == [(row["Model"].text, row["Price"].text) for row in rows]
