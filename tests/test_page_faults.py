"""Faults of a page that no single helper sees: control characters, drawn prices, taxes, defaults, fields that move."""

import json
from collections import defaultdict
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from scrapers import Document, load, provider_ids, read_provider
from scrapers._drafts import offer, price
from scrapers._provider import PageSpec, Provider
from tests.fakes import acme

URL = "https://acme.example/prices"
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATEST = Path(__file__).parent / "cassettes" / "latest"


def _cells(page):
    for row in page.table("Model", "Price per image").rows:
        yield offer(row["Model"].text, price(row["Price per image"].found(), "output_image", "image", "Price per image", currency="USD"))


def snapshot(**more):
    """Acme with one HTML page."""
    page = PageSpec(URL, "html", _cells, prices=(2, 20), **more)
    return Provider("Acme", "https://acme.example", "reseller", (page,), "reconstruction", date(2026, 3, 1))


def html(*rows, around=""):
    cells = "".join(f"<tr><td>{name}</td><td>{words}</td></tr>" for name, words in rows)
    table = f"<table><tr><th>Model</th><th>Price per image</th></tr>{cells}</table>"
    return f'<!doctype html><html lang="en"><body><h1>Prices</h1>{around}{table}</body></html>'


def read(page, **more):
    """What is read of a page: its prices by model, what could not be read, and why the page was refused."""
    with acme(snapshot(**more)):
        reading = read_provider("acme", {URL: Document(page.encode(), DAY)})
    prices = {one.native_id: str(one.prices[0].amount) for one in reading.snapshot.offers}
    return prices, {one.native_id for one in reading.unread}, reading.pages[0].error


PLAIN = (("alpha", "$0.04"), ("beta", "$0.05"))


@pytest.mark.parametrize("strange", ["\x00", "\x01", "\x08", "\x1b", "\x7f", "\x9d", "\ufeff", "\u200b"])
def test_control_characters_change_no_number_and_no_name(strange):
    """C18: a NUL or another character nobody sees, within a name, a price or between two cells, is not there."""
    within = html(*((f"{name[0]}{strange}{name[1:]}", f"{words[:3]}{strange}{words[3:]}") for name, words in PLAIN))
    between = html(*PLAIN).replace("</td>", f"{strange}</td>").replace("<tr>", f"<tr>{strange}")

    assert ({"alpha": "0.04", "beta": "0.05"}, set(), None) == read(within) == read(between)


DRAWN = (
    '<img src="four-cents.png" alt="$0.04">',
    '<span class="price" data-price="0.04"></span>',
    '<canvas width="80" height="20" aria-label="$0.04"></canvas>',
    '<svg viewBox="0 0 80 20"><text x="0" y="16">$0.04</text></svg>',
    "<style>.p::before { content: '$0.04' }</style><b class=\"p\"></b>",
    '<object data="price.svg">$0.04</object>',
    '<input value="$0.04">',
)


@pytest.mark.parametrize("drawing", DRAWN)
def test_a_price_that_is_drawn_is_not_guessed(drawing):
    """D18: a picture, a style sheet or a canvas says no number, whatever stands in its attributes: that model is held."""
    prices, unread, error = read(html(("alpha", drawing), PLAIN[1]))

    assert ({"beta": "0.05"}, {"alpha"}, None) == (prices, unread, error)


def test_a_page_of_drawn_prices_publishes_none():
    """D18: when all of them are drawn, nothing of the page is believed, and every model says so."""
    prices, unread, _ = read(html(*((name, DRAWN[0]) for name, _ in PLAIN)))

    assert ({}, {"alpha", "beta"}) == (prices, unread)


@pytest.mark.parametrize(
    "words",
    [
        "All prices include tax.",
        "Prices are inclusive of VAT",
        "The price per image, including VAT.",
        "Prices (incl. 19 % VAT)",
        "VAT is included",
        "Fees are inclusive of all applicable taxes",
        "以上价格均为含税价",
        "单价(含税)",
    ],
)
def test_prices_that_begin_to_include_taxes_refuse_the_page(words):
    """E6: the same numbers would be other prices; a page that is known to include them is read."""
    page = html(*PLAIN, around=f"<p>{words}</p>")

    assert "prices before taxes" == read(page)[2].expected
    assert ({"alpha": "0.04", "beta": "0.05"}, set(), None) == read(page, taxed=True)


@pytest.mark.parametrize(
    "words",
    [
        "Prices do not include taxes.",
        "Prices exclude VAT",
        "All prices are exclusive of applicable taxes",
        "Prices don't include GST",
        "Taxes not included",
        "Enter your tax ID and VAT number",
        "价格不含税",
        "<span hidden>All prices include tax.</span>",
        "syntax included",
    ],
)
def test_prices_before_taxes_are_read(words):
    """E6: what nearly every page says, or does not have to say."""
    assert ({"alpha": "0.04", "beta": "0.05"}, set(), None) == read(html(*PLAIN, around=f"<p>{words}</p>"))


def _places(value, path=""):
    """Every scalar of a JSON document by its path, with what holds it and under which key."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        here = f"{path}.{key}" if isinstance(value, dict) else f"{path}[{key}]"
        if isinstance(child, dict | list):
            yield from _places(child, here)
        else:
            yield here, value, key


def _answers(provider):
    """The recorded JSON answers of a provider by address."""
    interactions = yaml.safe_load((LATEST / provider / "index.yaml").read_text(encoding="utf-8"))["interactions"]
    kinds = {spec.url: spec.kind for spec in load(provider).pages}
    bodies = {each["request"]["uri"]: LATEST / provider / each["response"]["body"]["file"] for each in interactions}
    return {url: path.read_bytes() for url, path in bodies.items() if kinds.get(url) == "json"}


def _prices(provider, answers):
    reading = read_provider(provider, {url: Document(body, DAY) for url, body in answers.items()})
    return {(one.native_id, line.key()): line for one in reading.snapshot.offers for line in one.prices}


def _spelled(document):
    """JSON in which numbers keep the digits they were written with."""
    return json.dumps(document).replace('"\\u0001', "").replace('\\u0001"', "").encode()


def _loaded(body):
    return json.loads(body, parse_float=lambda digits: f"\x01{digits}\x01", parse_int=lambda digits: f"\x01{digits}\x01")


def _other_type(holder, key):
    value = holder[key]
    holder[key] = value.strip("\x01") if value.startswith("\x01") else f"\x01{value}\x01"


def _moved(holder, key):
    holder["prompt"], holder[key] = holder[key], "\x010\x01"


def _renamed(holder, key):
    holder[f"{key}_v2"] = holder.pop(key)


DRIFTS = {
    "the other scalar type": _other_type,
    "an object": lambda holder, key: holder.update({key: {"value": holder[key]}}),
    "a list": lambda holder, key: holder.update({key: [holder[key]]}),
    "null": lambda holder, key: holder.update({key: None}),
    "nothing": lambda holder, key: holder.pop(key),
    "an empty string": lambda holder, key: holder.update({key: ""}),
    "a word": lambda holder, key: holder.update({key: "variable"}),
    "the sentinel -1": lambda holder, key: holder.update({key: "\x01-1\x01"}),
    "true": lambda holder, key: holder.update({key: True}),
    "zero, and the price beside it": _moved,
    "another name": _renamed,
}
JSON_PROVIDERS = [one for one in provider_ids() if (LATEST / one / "index.yaml").exists() and _answers(one)]


@cache
def _as_recorded(provider):
    return _prices(provider, _answers(provider))


@pytest.mark.parametrize("drift", DRIFTS)
@pytest.mark.parametrize("provider", JSON_PROVIDERS)
def test_a_price_field_that_changes_its_type_or_its_place_gives_no_other_price(provider, drift):
    """F2, F3, F4: as it was, or none, of the first price of a JSON answer and some four more; never zero, never another's."""
    answers = _answers(provider)
    before = _as_recorded(provider)
    by_place = defaultdict(list)
    for line in before.values():
        by_place[line.quote.url, line.quote.locator.removeprefix("$ ")].append(line)
    tried = 0
    for url, body in answers.items():
        numbers = [path for path, holder, key in _places(_loaded(body)) if _is_price(holder, key, by_place[url, path])]
        for path in numbers[:: max(10, len(numbers) // 4)]:
            document = _loaded(body)
            holder, key = next((holder, key) for place, holder, key in _places(document) if place == path)
            DRIFTS[drift](holder, key)
            after = _prices(provider, answers | {url: _spelled(document)})
            assert {} == {name: line for name, line in after.items() if line.amount is not None and line.fact() != _fact(before.get(name))}
            tried += 1
    assert tried or provider in WITHOUT


def _fact(line):
    return line.fact() if line else None


def _is_price(holder, key, lines):
    """Whether a price was read from this field: the words of its quote are all of the field, and some number."""
    value = holder[key]
    return isinstance(value, str) and any(line.quote.text == value.strip("\x01") and line.amount is not None for line in lines)


# Their prices stand in the sentences and tables of a field, which the mutation suite damages.
WITHOUT = {"aimlapi", "alibaba", "fal"}


@pytest.mark.parametrize("language", ["de", "zh-CN", "fr-FR", "EN-us", "en"])
def test_a_page_of_another_language_is_refused_though_its_columns_are_the_same(language):
    """B5: what the page says its language is, decides."""
    prices, _, error = read(html(*PLAIN).replace('lang="en"', f'lang="{language}"'))

    assert (language.lower().startswith("en")) == (error is None) == (prices == {"alpha": "0.04", "beta": "0.05"})


def test_a_page_without_the_words_that_make_it_this_page_is_refused_though_its_table_is_the_same():
    """B8: the address shows another product, with prices in a table of the same columns."""
    moved = html(*PLAIN, around="<h2>Plans for teams</h2>")

    assert "the words 'Image API' that make it this page" == read(moved, identity=("Image API",))[2].expected
    assert read(html(*PLAIN, around="<h2>Image API</h2>"), identity=("Image API",))[2] is None


def test_one_key_twice_is_once_or_unread():
    """C13: the same words twice are one price; two that differ are none, and the other rows are not touched."""
    assert ({"alpha": "0.04", "beta": "0.05"}, set(), None) == read(html(*PLAIN, PLAIN[0]))
    assert ({"beta": "0.05"}, {"alpha"}, None) == read(html(*PLAIN, ("alpha", "$0.05")))


@pytest.mark.parametrize(
    "unseen",
    [
        "<!-- $0.09 -->",
        "<script>var price = '$0.09'</script>",
        "<style>.a::after { content: '$0.09' }</style>",
        "<template>$0.09</template>",
        '<span hidden>$0.09</span><span style="display: none">$0.09</span>',
        '<b title="$0.09" data-was="$0.09" aria-label="$0.09"></b>',
        '<span class="sr-only">Price: $0.09</span>',
    ],
)
def test_numbers_nobody_sees_are_not_there(unseen):
    """D20, D21: comments, scripts, tooltips, words for screen readers alone, before and behind the price."""
    for words in (f"{unseen}$0.04", f"$0.04{unseen}", f"$0{unseen}.04"):
        assert ({"alpha": "0.04", "beta": "0.05"}, set(), None) == read(html(("alpha", words), PLAIN[1]))
