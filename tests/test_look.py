"""What a person does not see, and what is crossed out: by whole class tokens, inline styles, and the page's own style sheets."""

import pytest

from schema.errors import LayoutChanged
from schema.text import LOOK_ATTRIBUTE
from scrapers._page import Page

TABLE = "<table{at}><tr><th>Model</th><th>Price</th></tr><tr{row}><td>A</td><td>$0.04</td></tr></table>"
HIDDEN = [
    'class="hidden"', 'class="x invisible"', 'class="off-screen"', 'class="visually-hidden y"', "hidden", 'style="display: none"',
    'style="visibility:hidden"', 'style="position:absolute; left:-9999px"', 'style="height:0;overflow:hidden"', 'style="max-height: 0px"',
    'style="text-indent:-9999px"', 'style="clip-path: inset(50%)"', 'style="position:absolute;clip:rect(0 0 0 0)"',
    'style="transform: translateX(-9999px)"', 'style="transform:scale(0)"', 'class="legacy"', 'class="a legacy b"', 'id="old"',
]  # fmt: skip
SHEET = "<style>.legacy{display:none}/* .shown{display:none} */#old{position:absolute;left:-10000px}.tab{display:none}.tab.on{display:block}" \
        "@media (max-width:600px){.wide{display:none}}.archive table{display:none}.archive .back{display:table}td.was,#was s{text-decoration:line-through}@media print{.ink{display:none}}@media screen{.dark{visibility:hidden}}.gone{text-decoration:line-through red}</style>"  # fmt: skip
SEEN = [
    'class="overflow-hidden"', 'class="lg:hidden"', 'class="hidden-columns"', 'class="not-hidden"', 'class="tab on"', 'class="wide"', 'class="ink"',
    'class="shown"', 'style="max-height:400px"', 'style="height:0.5em"', 'style="left:-9px"', 'style="width:100%"', 'style="min-height:0"',
    'style="margin-left:-1px"', 'class="collapse-border"',
]  # fmt: skip


def page(body):
    return Page("https://x.example/", "html", f"<html><head>{SHEET}</head><body>{body}</body></html>".encode())


def rows(body):
    return [(row["Price"].text, row["Price"].fault) for row in page(body).table("Model", "Price").rows]


@pytest.mark.parametrize("look", [*HIDDEN, 'class="dark"'])
def test_a_hidden_table_is_not_there(look):
    """On the table itself or on anything around it."""
    for body in (TABLE.format(at=f" {look}", row=""), f"<section {look}><div>{TABLE.format(at='', row='')}</div></section>"):
        with pytest.raises(LayoutChanged, match="one table with the columns"):
            page(body).table("Model", "Price")
        assert "$0.04" not in page(body).text


def test_what_the_browser_said_when_it_rendered_the_page_counts():
    """A recording of a rendered page has the browser's marks: a hidden table is not there, a struck price is no price."""
    with pytest.raises(LayoutChanged):
        rows(f"<div {LOOK_ATTRIBUTE}=hidden>{TABLE.format(at='', row='')}</div>")
    assert rows(TABLE.format(at="", row="").replace("<td>$", f"<td {LOOK_ATTRIBUTE}=struck style='color:red'>$")) == [("", "")]
    assert page(f"<p>$1 <b {LOOK_ATTRIBUTE}=struck>$2</b> <i {LOOK_ATTRIBUTE}=hidden>$3</i></p>").text == "$1 ~~$2~~"


def test_a_closed_dialog_is_not_seen_and_an_open_one_is():
    """A table left in a dialog is one that nobody sees."""
    with pytest.raises(LayoutChanged):
        rows(f"<dialog>{TABLE.format(at='', row='')}</dialog>")
    assert rows(f"<dialog open>{TABLE.format(at='', row='')}</dialog>") == [("$0.04", "")]


def test_a_rule_for_what_stands_inside_something_counts_there_alone():
    """A path of tags and classes; the stronger rule wins."""
    with pytest.raises(LayoutChanged):
        rows(f'<div class="archive"><p>{TABLE.format(at="", row="")}</p></div>')
    back = TABLE.format(at=' class="back"', row="")
    assert rows(f'<div class="archive">{back}</div>') == [("$0.04", "")]


@pytest.mark.parametrize("look", SEEN)
def test_a_look_that_hides_nothing_is_let_be(look):
    """A part of a class's name, another screen, a rule that is taken back: the table is read."""
    assert rows(TABLE.format(at=f" {look}", row="")) == [("$0.04", "")]


STRUCK = ['class="line-through"', 'class="text-decoration-line-through"', 'class="x strikethrough"', 'style="text-decoration: line-through"',
          'style="text-decoration-line:line-through"', 'class="gone"', 'class="price--old"']  # fmt: skip


@pytest.mark.parametrize("look", STRUCK)
def test_what_is_crossed_out_is_never_a_sentence(look):
    """Each line of it, not only its ends."""
    text = page(f"<div {look}><p>One image</p><p>costs $0.04 today</p><p>or not</p></div><p>and $0.05</p>").text
    assert text.split("\n") == ["~~One image~~", "~~costs $0.04 today~~", "~~or not~~", "and $0.05"]


@pytest.mark.parametrize(
    ("rule", "at", "seen"),
    [
        ("[data-old]{display:none}", "data-old", False),
        ("div[data-state='past'] table{display:none}", "data-state='past'", False),
        ('[class*="legacy"]{visibility:hidden}', "class='x-legacy-2'", False),
        ('[class^="old-"], .never{display:none}', "class='old-prices'", False),
        ("[lang|=de]{display:none}", "lang='de-AT'", False),
        ("[data-state='past'] table{display:none}", "data-state='now'", True),
        ('[class*="legacy"]{visibility:hidden}', "class='x'", True),
        ("[x-cloak]{display:none}", "x-cloak", True),
        ("[data-old]:not(.x){color:red}", "data-old", True),
    ],
)
def test_a_rule_for_attributes_hides_those_that_have_them(rule, at, seen):
    """What stands in one that a style sheet hides by its attributes is not there; a cloak is taken off by the page's script."""
    body = f"<style>{rule}</style><div {at}>{TABLE.format(at='', row='')}</div>"
    if seen:
        assert rows(body) == [("$0.04", "")]
    else:
        with pytest.raises(LayoutChanged):
            rows(body)


def test_a_rule_for_attributes_crosses_out():
    """The words stand there and are no price."""
    body = f"<style>[data-was]{{text-decoration:line-through}}</style><div data-was='1'>{TABLE.format(at='', row='')}</div>"
    price = next(iter(page(body).table("Model", "Price").rows))["Price"].found()
    assert price.place.doubt(None) == "it stands in what is crossed out"
