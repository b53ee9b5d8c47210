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
    'style="inset:-9999px auto auto -9999px;position:fixed"', 'style="scale:0"', 'style="zoom:0"', 'style="transform:rotateX(90deg)"', 'style="opacity:.01"',
    'style="clip-path:polygon(0 0,0 0,0 0)"', 'style="color:transparent"', 'style="color:#fff;background:#fff"', 'style="bottom:-200vh;position:absolute"', 'style="font-size:1px"',
    'style="block-size:0;overflow:hidden"', 'style="width:1px;height:1px;overflow:hidden"', 'class="js-hidden"', 'class="Mui-hidden"', 'class="left-[-9999px]"', 'class="-translate-x-[9999px]"',
    'style="transform: translateX(-9999px)"', 'style="transform:scale(0)"', 'class="legacy"', 'class="a legacy b"', 'id="old"',
]  # fmt: skip
SHEET = "<style>.legacy{display:none}/* .shown{display:none} */#old{position:absolute;left:-10000px}.tab{display:none}.tab.on{display:block}" \
        "@media (max-width:600px){.wide{display:none}}.archive table{display:none}.archive .back{display:table}td.was,#was s{text-decoration:line-through}@media print{.ink{display:none}}@media screen{.dark{visibility:hidden}}.gone{text-decoration:line-through red}</style>"  # fmt: skip
SEEN = [
    'class="overflow-hidden"', 'class="lg:hidden"', 'class="hidden-columns"', 'class="not-hidden"', 'class="tab on"', 'class="wide"', 'class="ink"',
    'class="shown"', 'style="-webkit-background-clip:text;color:transparent"', 'style="color:#333;background:#fff"', 'style="opacity:.1"', 'style="scale:0.9"', 'class="left-[12px]"',
    'style="border-width:0"', 'style="bottom:-12px"', 'style="font-size:11px"', 'style="max-height:400px"', 'style="height:0.5em"', 'style="left:-9px"', 'style="width:100%"', 'style="min-height:0"',
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


HIDING_RULES = (
    "@media (min-width:1px){.zz{display:none}}", "@media only screen and (min-width: 20em){.zz{display:none}}", "@media not print{.zz{display:none}}",
    "body{.zz{display:none}}", "main, body{& .zz{display:none}}", ".a{color:red;.b{color:blue}} .zz{display:none}", ":is(.yy, .zz){display:none}", "body :where(.zz){display:none}",
    ".zz:not(.open){display:none}", "p + .zz{display:none}", "p ~ .zz > div table{display:none}", ".zz:nth-child(2n+1){display:none}", ".zz:last-of-type{visibility:hidden}",
    ":root .zz{display:none}", "@layer a, b; .zz{display:none}", "@layer a{@supports (display:grid){.zz{display:none}}}", ".zz{transform:scale(0)}", "@scope (body){.zz{display:none}}",
    ":root{--d:none}.zz{display:var(--d)}", ".q::after{content:'}'} .zz{display:none}", ".zz table tr:nth-of-type(1) ~ tr, .zz{display:none}", "DIV.zz{DISPLAY:NONE}",
)  # fmt: skip
OTHER_RULES = (
    "@media (min-width:900px){.zz{display:none}}", "@media print, speech{.zz{display:none}}", ".zz:hover{display:none}", ".zz:not(.x){color:red}", "h2 + .zz{display:none}",
    ".zz:nth-child(2n){display:none}", "@keyframes a{from{display:none} .zz{display:none}}", ".zz::before{display:none}", ".zz{display:none}@media(min-width:600px){.zz{display:block}}",
    ".zz:has(video){display:none}", "main .zz{display:none}", "p > .zz{display:none}", ".zz::after{content:'';position:absolute;bottom:0;border-bottom:1px solid}", ":not(:defined){display:none}",
)  # fmt: skip
INSIDE = "<p>a</p><div class='zz'><div>{}</div></div>"


@pytest.mark.parametrize("rule", HIDING_RULES)
def test_a_rule_hides_however_it_is_written(rule):
    """Nested, in a layer, for every screen, by any selector that a browser knows."""
    with pytest.raises(LayoutChanged):
        rows(f"<style>{rule}</style>{INSIDE.format(TABLE.format(at='', row=''))}")


@pytest.mark.parametrize("rule", OTHER_RULES)
def test_a_rule_for_others_hides_nothing(rule):
    """For another element, another screen, or once a person does something."""
    assert rows(f"<style>{rule}</style>{INSIDE.format(TABLE.format(at='', row=''))}") == [("$0.04", "")]


@pytest.mark.parametrize(
    "rule",
    [
        "@media (min-width:640px){.zz{text-decoration:line-through}}",
        "body{.zz{text-decoration:underline line-through}}",
        ".zz table td:nth-child(2){text-decoration:line-through}",
        ":is(.zz) tr{text-decoration:line-through}",
        ".zz td::after{content:'';position:absolute;left:0;right:0;top:50%;border-top:1px solid}",
        ".zz td:before{content:'';position:absolute;width:100%;height:2px;top:calc(50% - 1px);background:red}",
        ".zz td{background:linear-gradient(to top right,transparent 48%,red 49%,red 51%,transparent 52%)}",
    ],
)
def test_a_rule_crosses_out_however_it_is_written(rule):
    """At any width of the screen, and where a line is drawn across."""
    body = f"<style>{rule}</style>{INSIDE.format(TABLE.format(at='', row=''))}"
    cell = next(iter(page(body).table("Model", "Price").rows))["Price"]
    assert not cell.text or cell.found().place.doubt(None) == "it stands in what is crossed out"


@pytest.mark.parametrize(
    "around",
    [
        "<details><summary>More</summary>{}</details>", "<div aria-hidden='true'>{}</div>", "<div class='tab-pane fade'>{}</div>", "<div role='tabpanel' data-state='inactive'>{}</div>",
        "<div class='accordion-collapse collapse'>{}</div>", "<div inert>{}</div>", "<div class='carousel-item'>{}</div>", "<section class='outdated'>{}</section>", "<div popover>{}</div>",
    ],
)  # fmt: skip
def test_what_stands_in_a_closed_part_is_read_and_said_to_stand_there(around):
    """Many a seller's prices stand in a pane: only as news does it hold them."""
    found = page(around.format(TABLE.format(at="", row=""))).table("Model", "Price").rows
    price = next(iter(found))["Price"].found()
    assert ("$0.04", 1) == (price.text, sum("it stands in a part marked" in said.words for said in price.place.around()))
    opened = page(TABLE.format(at="", row="").join(("<details open class='tab-pane active collapse show'>", "</details>"))).table(
        "Model", "Price"
    )
    assert [said for said in next(iter(opened.rows))["Price"].found().place.around() if "marked" in said.words] == []


def test_a_rule_for_attributes_crosses_out():
    """The words stand there and are no price."""
    body = f"<style>[data-was]{{text-decoration:line-through}}</style><div data-was='1'>{TABLE.format(at='', row='')}</div>"
    price = next(iter(page(body).table("Model", "Price").rows))["Price"].found()
    assert price.place.doubt(None) == "it stands in what is crossed out"
