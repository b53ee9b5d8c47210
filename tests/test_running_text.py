"""The running text of a page, taken in one pass: what `visible_text` says of every element, and nothing that may tell of a price is passed over."""

import gc
import time
from pathlib import Path
from weakref import ref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema import signal_words
from schema.errors import LayoutChanged
from schema.surroundings import may_tell
from schema.text import LOOK_ATTRIBUTE
from scrapers import _reading, load, provider_ids
from scrapers._html import parse, visible_text
from scrapers._look import may_look
from scrapers._page import Page
from scrapers._running_text import RunningText, lines_of
from tests.readings import documents

RECORDINGS = sorted((Path(__file__).parent / "cassettes").glob("*/*/index.yaml"))
TAGS = ("p", "div", "span", "b", "s", "del", "sup", "sub", "h2", "h3", "table", "ul", "br", "script", "svg", "dialog", "template", "x-card")
LOOKS = (
    "", "", "", " class=hidden", " class=line-through", " style='display:none'", " style='text-decoration:line-through'", " hidden", " open",
    " class='a line-through'", " class=opacity-0",
)  # fmt: skip
WORDS = ("$0.04", "per image", "\n", " \n", " ", "4", "٤", "é", "a\ufdd1b", "\u200b", "&amp;", "")


def markup(children):
    element = st.tuples(st.sampled_from(TAGS), st.sampled_from(LOOKS), children).map(lambda it: f"<{it[0]}{it[1]}>{it[2]}</{it[0]}>")
    return st.lists(st.one_of(element, st.sampled_from(WORDS)), max_size=5).map("".join)


PAGES = st.recursive(st.sampled_from(WORDS), markup, max_leaves=25)


def pages(recording):
    provider = recording.parent.name
    found = documents(recording.parent)
    specs = load(provider).pages if provider in provider_ids() else ()
    return [Page(spec.url, spec.kind, found[spec.url].body) for spec in specs if spec.url in found and spec.kind != "json"]


@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: f"{path.parts[-3]}-{path.parts[-2]}")
def test_the_pass_says_of_every_recorded_page_what_the_walk_says(recording):
    """Line by line."""
    for page in pages(recording):
        try:
            tree = page.tree
        except LayoutChanged:
            continue  # refused as it is
        assert page.text == visible_text(tree)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(PAGES)
def test_the_pass_says_of_any_page_what_the_walk_says(body):
    """Hidden, crossed out, raised, nested, across lines; characters a page cannot show are not there."""
    source = f"<html><body><p>x</p>{body}</body></html>".encode()
    tree = parse(source, "u", whole=False).tree
    lines = RunningText(tree, source=source).lines
    assert "\n".join(lines) == visible_text(tree)
    assert RunningText(tree).lines == lines  # the page is as it was


@pytest.mark.parametrize("look", [
    "class=sr-only", "CLASS='sr-only'", 'class = "a sr-only b"', 'class=\n"!sr-only"', 'class="&#115;r-only"', "title='class=\"' class=\"sr-only\"",
    'title="class=" class=sr-only', 'data-class="class" class="priceLineThrough"', 'class="line-through"', "class='was-price'", "class=oldPrice",
    'Style="display:none"', "style='color:red; display: none'", 'style = display:none', 'style="&#100;isplay:none"', "HIDDEN", "hidden=''", f"{LOOK_ATTRIBUTE}=struck", 'class="sr-only',
])  # fmt: skip
def test_the_source_tells_of_a_look_however_it_is_spelled(look):
    """In any quotes and letters, by reference, beside an attribute that looks like another, without its end."""
    body = f"<html><body><p>a</p><p {look}>$1</p></body></html>".encode()
    tree = parse(body, "u", whole=False).tree
    assert may_look(body)
    assert "\n".join(RunningText(tree, source=body).lines) == visible_text(tree)
    assert "\n$1" not in visible_text(tree)


@pytest.mark.parametrize("within", ["{}", "<div class=old-price>{}</div>", "<div hidden>{}</div>", "<section><h2>Over it</h2>{}</section>"])
def test_the_text_of_a_section_is_cut_out_of_the_page(within):
    """It is what a pass through the section alone makes of it, whatever is around it."""
    inner = "<section><h3>One</h3>a\n<s>b<p>c</p></s><section hidden>d</section><section class=struck>e<sup>2</sup></section></section>"
    body = f"<html><body>x{within.format(inner)}<section>y</section></body></html>".encode()
    tree = parse(body, "u", whole=False).tree
    page = RunningText(tree, source=body)
    for section in tree.iter("section"):
        assert page.part(section).lines == RunningText(section).lines


@pytest.mark.parametrize("words", ["a&#10;b", "a&NewLine;b", "a&#xFDD1;b", "a&#064977;b", "a\ufdd1b", "a\rb", "a<b>\n</b>b"])
def test_ends_of_lines_and_marks_by_reference(words):
    """A page's own characters that end lines, or that serve as marks, count by whatever name they stand there."""
    body = f"<html><body><p>{words}</p><p>c</p></body></html>".encode()
    tree = parse(body, "u", whole=False).tree
    lines = RunningText(parse(body, "u", whole=False).tree).lines
    assert RunningText(tree, source=body).lines == lines
    assert "\n".join(lines) == visible_text(tree)


def test_a_page_without_looks_is_told_by_its_source():
    """Classes and styles that neither hide nor cross out, and words about them."""
    assert not may_look(b'<html><body style="overflow:hidden"><p style=color:red>its style = good</p></body></html>')
    assert not may_look(b"<html><style>p{color:red}</style><p>a</p></html>", styled=False)
    assert not may_look(b'<html><body class=\'a b\' id=x><p class="c">which class="! [d" has overflow</p></body></html>')


def between(body, start, stop=None, read=()):
    tree = parse(f"<html><body>{body}</body></html>".encode(), "u", whole=False).tree
    found = [next(iter(tree.xpath(path)), None) if path else None for path in (start, stop)]
    return lines_of(RunningText(tree).between(*found, frozenset(each for path in read for each in tree.xpath(path))))


PARTS = (
    "Before<h2>One</h2>a<p>b</p><table><tr><td>c</td><td>d</td></tr></table>e<h2>Two</h2>f<table><tr><td><h3>In it</h3>g</td></tr></table>h"
)


def test_what_stands_between_two_headings():
    """A table nobody read is a line for each row; one that was read is not there, nor one in which the part ends."""
    assert between(PARTS, None, "//h2[1]") == ["Before"]
    assert between(PARTS, "//h2[1]", "//h2[2]") == ["a", "b", "c | d", "e"]
    assert between(PARTS, "//h2[1]", "//h2[2]", ["//table[1]"]) == ["a", "b", "e"]
    assert between(PARTS, "//h2[2]", "//h3") == ["f"]
    assert between(PARTS, "//h3") == ["g", "h"]
    assert between(PARTS, None, "//table[1]") == ["Before", "One", "a", "b"]


def test_words_of_custom_elements_stay_apart():
    """The blocks inside an element nobody knows are lines all the same."""
    assert between("<h2>T</h2><x-card><p>per</p><p>image</p></x-card>", "//h2") == ["per", "image"]
    assert between("<h2>T</h2><span>per </span><span>image</span>", "//h2") == ["per image"]


def test_ten_times_the_page_takes_ten_times_as_long():
    """However many lines and looks stand beside each other: a condition in a template would look at all of them for each."""

    def seconds(count):
        tree = parse(
            b"<html><body>" + b"<p class='line-through'>a</p>\n<span hidden>b</span>\n" * count + b"</body></html>", "u", whole=False
        ).tree
        began = time.process_time()
        assert len(RunningText(tree).lines) == count
        return time.process_time() - began

    assert min(seconds(8000) for _ in range(2)) < 30 * max(min(seconds(800) for _ in range(3)), 0.001)


@pytest.mark.parametrize("provider", ["byteplus", "venice", "ideogram", "foxy", "luma"])
def test_a_page_that_was_read_is_let_go_of_at_once(provider, monkeypatch):
    """A tree takes thirty times the memory of its page: none waits for the collector."""
    kept = []

    class Watched(Page):
        def __init__(self, *said):
            super().__init__(*said)
            kept.append(ref(self.account))

    monkeypatch.setattr(_reading, "Page", Watched)
    found = documents(Path(__file__).parent / "cassettes/latest" / provider)
    gc.collect()
    gc.disable()
    try:
        assert _reading.read_provider(provider, found).snapshot.offers
        assert [account() for account in kept] == [None] * len(kept) != []
    finally:
        gc.enable()


@pytest.mark.parametrize("name", ["SUM", "OF_PRICES", "COUNTED", "PERCENT", "DATED", "TAXED"])
def test_no_sentence_that_tells_is_passed_over(name):
    """Whatever a pattern of prose finds has a word that `MAY_TELL` knows: a pattern that gets new words must give them to it too."""
    pattern = getattr(signal_words, name)

    @settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.from_regex(pattern))
    def holds(text):
        said = " ".join(text.split())
        assert not pattern.search(said) or any(map(may_tell, said.split()))

    holds()
