"""Cards, prose, lists and panes: the part of a page that was found, in BeautifulSoup, exactly one of each thing asked for."""

import pytest

from schema.drafts import PageStamp
from schema.errors import LayoutChanged, UnreadablePrice
from schema.reading import read_price
from scrapers._drafts import price
from scrapers._page import Page

URL = "https://docs.example/pricing"
FLAT = "<h2>Images</h2><h3>Paint 2</h3><p>$0.04 per image</p><h3>Paint 3</h3><p>$0.08 per image</p><h2>Videos</h2><h3>Film</h3><p>$1</p>"
WRAPPED = (
    "<main><section><div><h2>Images</h2></div><ul>"
    "<li class='c1'><div><h3>Paint 2</h3></div><div><p>$0.04 <span>per image</span></p></div></li>"
    "<li class='c2'><div><h3>Paint 3</h3></div><div><p>$0.08 <span>per image</span></p></div></li>"
    "</ul></section><section><h2>Videos</h2><ul><li><h3>Film</h3><p>$1</p></li></ul></section></main>"
)


def html(body):
    return Page(URL, "html", f"<html><body>{body}</body></html>".encode())


@pytest.mark.parametrize("body", [FLAT, WRAPPED])
def test_cards_are_found_by_their_titles_however_they_are_wrapped(body):
    """The same cards from headings that follow each other and from boxes in boxes; those of another heading are not among them."""
    cards = html(body).cards("h3", under="images")
    assert [(card.title, card.one("p").text) for card in cards] == [("Paint 2", "$0.04 per image"), ("Paint 3", "$0.08 per image")]
    assert cards[0].one("p").found().locator == 'Images > card "Paint 2"'


def test_a_card_gives_the_words_that_read_like_a_pattern_once():
    """One place: two would be two prices."""
    card = html(WRAPPED).cards("h3", under="Images")[0]
    words = card.sentence(r"(?P<price>\$[\d.]+) (?P<unit>per image)").found("price")
    assert (words.text, words.locator) == ("$0.04", "Images > card \"Paint 2\" > text '$0.04 per image'")
    with pytest.raises(LayoutChanged, match="one place like"):
        card.sentence(r"(?P<price>€[\d.]+)")
    with pytest.raises(LayoutChanged, match="expected one 'p', found 2"):
        html("<h3>A</h3><p>$1</p><p>$2</p>").cards("h3")[0].one("p")


def test_the_part_is_demanded_once_and_by_what_it_says():
    """Its tag, its attributes, the heading above, the words in it; wrappers of the one that holds the words are not counted."""
    page = html('<div><div role="tabpanel" class="p open"><dl><dt>1K</dt><dd>$0.04</dd></dl></div></div><dl><dt>Else</dt></dl>')
    assert page.soup("div", holding=r"\$0\.04").one("dd").text == "$0.04"
    assert page.soup(role="tabpanel").one("dt").text == page.soup(class_="open").one("dt").text == "1K"
    for asked in ({"tag": "dl"}, {"tag": "dl", "holding": "€"}, {"tag": "dl", "under": "Images"}, {"under": "Images"}):
        with pytest.raises(LayoutChanged):
            page.soup(**asked)


def test_all_below_a_heading_is_a_part_of_its_own():
    """Up to the next heading of its level."""
    part = html(FLAT).soup(under="Images")
    assert (part.title, len(part.every("p")), "$1" in part.text) == ("Images", 2, False)


def test_hidden_words_are_not_there_and_crossed_out_words_are_a_fault():
    """The rules of cells hold in the soup: nothing reads what no person sees."""
    card = html("<h3>A</h3><div><p hidden>$9</p>at <template>$8</template>last<b class='x'>:</b><p><s>$2</s> $1</p></div>").cards("h3")[0]
    assert "$9" not in card.soup.get_text() and "$8" not in card.soup.get_text()
    assert card.soup.div.get_text().startswith("at last:")
    assert (card.one("p").text, card.one("p").found().fault) == ("$1", "a crossed-out '$2' stands beside it")


def test_what_beautifulsoup_found_is_read_by_the_same_rule():
    """A module searches the soup as it likes and reads with `read`."""
    part = html("<ul><li>Paint: <b>$0.04</b></li><li>Film: <b>$1</b></li></ul>").soup("ul")
    paint = part.soup.find("li", string=None).find("b")
    assert part.read(paint).found().text == "$0.04"


@pytest.mark.parametrize(
    ("text", "pattern", "words"),
    [
        ("From 2 credits per image", r"(?P<price>\d+ credits) per image", "From 2 credits"),
        ("Images start at $0.02 each", r"(?P<price>\$[\d.]+) each", "start at $0.02"),
        ("up to 3,200 images a month", r"(?P<price>[\d,]+) images", "up to 3,200"),
        ("An image costs $0.02+ here", r"costs (?P<price>\$[\d.]+)", "$0.02+"),
        ("$0.02 and up per image", r"(?P<price>\$[\d.]+)", "$0.02 and up"),
        ("低至 0.2 元/张", r"(?P<price>[\d.]+ 元)", "低至 0.2 元"),
        ("$0.014 + $0.001 per MP", r"(?P<price>\$[\d.]+) \+", "$0.014"),
        ("It is from us: $0.02 each", r"(?P<price>\$[\d.]+) each", "$0.02"),
        ("Delivered from\nstock: 2 credits", r"(?P<price>\d+ credits)", "2 credits"),
    ],
)
def test_a_bound_stays_a_bound(text, pattern, words):
    """What stands right around a number is part of what it says, though the pattern left it out."""
    page = Page(URL, "text", text.encode())
    assert words == page.sentence(pattern).found("price").text


def test_a_price_that_only_begins_there_is_never_read_as_the_price():
    """A group without its "from" is held as a bound, unless the reader says that it is one."""
    stamp = PageStamp(URL, "0" * 64, "2026-11-30T12:00:00+00:00")
    words = Page(URL, "text", b"From 2 credits per image").sentence(r"(?P<price>\d+ credits) (?P<unit>per image)")
    with pytest.raises(UnreadablePrice, match="a bound"):
        read_price(price(words.found("price"), "output_image", "image", words["unit"]), stamp)
    line = read_price(price(words.found("price"), "output_image", "image", words["unit"], how="from"), stamp)
    assert ("from", "2") == (line.bound, str(line.amount))


@pytest.mark.parametrize("part", [False, True])
def test_a_missed_sentence_shows_what_is_nearest(part):
    """The message has the words that the page has instead."""
    page = Page(URL, "markdown", b"# Prices\n\nOne credit costs a cent.\n\nEvery picture takes four credits.\n")
    with pytest.raises(LayoutChanged, match=r"nearest: 'Every picture takes four credits\.'"):
        (page.soup(under="Prices") if part else page).sentence(r"Every picture costs (?P<price>\d+) credits")
    with pytest.raises(LayoutChanged, match=r"found 0$"):
        page.sentence(r"(?P<price>\d{9})")
