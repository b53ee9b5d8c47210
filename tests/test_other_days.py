"""The wordings a page had on other days than its recordings say the same prices: seen on public copies, written into our own."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from schema.drafts import Found, PageStamp
from schema.reading import read_drafts
from scrapers import Document, ProviderReading, read_provider
from scrapers._drafts import offer, price
from scrapers.fal._sentences import Endpoint, read_sentences
from tests.readings import documents, folder, spell_out


def reading(set_name: str, provider: str, *edits: tuple[str, str]) -> ProviderReading:
    """A recording read with some of its words written otherwise; every edit must hit something."""
    known = documents(folder(set_name) / provider)
    url, document = next((url, one) for url, one in known.items() if all(re.search(old, one.body.decode()) for old, _ in edits))
    text = document.body.decode()
    for old, new in edits:
        text = re.sub(old, new, text)
    changed: dict[str, Document] = {**known, url: replace(document, body=text.encode())}
    return read_provider(provider, changed)


def prices(read: ProviderReading) -> str:
    """Everything but what was quoted and held, to compare."""
    return re.sub(r" <- .*", "", spell_out(read))


STARS = r"(?<=image)(?=\^\\\*)"
GROUNDING = r"5,000 free search requests per month \(shared across all Gemini 3\.x models\), then \$14 per 1,000 requests[^|]*"


@pytest.mark.parametrize(
    ("provider", "set_name", "edit"),
    [
        ("google", "earlier", (STARS, " ")),
        ("google", "earlier", (r"(0\.5K image\^\\\*\^) ", r"\1")),
        ("cloudflare", "earlier", (r" <br/> ", "  ")),
    ],
    ids=["a space before a footnote's star", "an amount right behind a star", "line breaks lost from the cells"],
)
def test_the_same_prices_in_the_words_of_another_day(provider, set_name, edit):
    """Nothing is held, nothing differs."""
    assert prices(reading(set_name, provider)) == prices(reading(set_name, provider, edit))


@pytest.mark.parametrize(
    "words",
    [
        "5,000 prompts per month (free, shared across Gemini 3), then $14 / 1,000 search queries",
        "5,000 prompts per month (free, shared across Gemini 3), then $14 / 1,000 search queries for text and image-based grounding.",
        "1,500 RPD (free), then $14 / 1,000 grounded prompts",
    ],
)
def test_what_a_search_costs_is_read_in_each_wording(words):
    """A thousand searches for $14, whatever the free ones are called."""
    read = reading("earlier", "google", (GROUNDING, words))
    offers = {offer.native_id: offer for offer in read.snapshot.offers}
    for model in ("gemini-3.1-flash-image", "gemini-3-pro-image"):
        assert "0.014" in {str(line.amount) for line in offers[model].prices if line.variant.feature}
    assert not read.unread


STAMP = PageStamp("https://example.test/", "0" * 64, "2026-11-01T12:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Your request with cost **$0.05 per image** for 1K and **$0.07 per image** for 2K.", {("1K", None, "0.05"), ("2K", None, "0.07")}),
        (
            "Your request will cost $**0.04** per generated image at 1K resolution, and $**0.075** per generated image at 2K resolution.",
            {("1K", None, "0.04"), ("2K", None, "0.075")},
        ),
        (
            "Your request will cost **$0.04** (low) or **$0.06** (medium) per image for 1K, and **$0.06** (low) or **$0.08** (medium) "
            "per image for 2K.",
            {("1K", "low", "0.04"), ("1K", "medium", "0.06"), ("2K", "low", "0.06"), ("2K", "medium", "0.08")},
        ),
        ("Your request will cost **$0.028** per image for **1K/2K**, price will be double for **4K**", {(None, None, "0.028")}),
        (
            "Your request will cost **$0.04** per megapixel of each generated image (a 1024×1024 image is 1 megapixel). "
            "Generating multiple images multiplies the cost by the number of images.",
            {(None, None, "0.04")},
        ),
    ],
)
def test_more_of_fals_sentences(words, said):
    """By resolution, by quality and resolution, doubled, per megapixel that comes out."""
    read = read_drafts((draft, STAMP) for draft in read_sentences(Endpoint("m", "M", "generate"), Found(words, "row")))
    assert said == {(p.variant.resolution, p.variant.quality, str(p.amount)) for offer in read.offers for p in offer.prices}
    assert not read.unread


def test_a_first_megapixel_and_those_after_it():
    """What comes out has a dearer first megapixel; what goes in costs what a further one does; a part counts as a whole."""
    words = (
        "Your request will cost **$0.03** for the first megapixel of output, plus **$0.015** per extra megapixel of input and output, "
        "rounded up to the nearest megapixel. For example, a **1024x1024** image will cost **$0.03**"
    )
    read = read_drafts((draft, STAMP) for draft in read_sentences(Endpoint("m", "M", "edit"), Found(words, "row")))
    said = {(p.billable, p.variant.megapixels, str(p.amount)) for p in read.offers[0].prices}
    assert said == {("output_image", "first", "0.03"), ("output_image", "further", "0.015"), ("input_image", None, "0.015")}
    assert ["megapixel_rounding"] == [rule.kind for rule in read.rules]


@pytest.mark.parametrize(
    "words",
    [
        "Your request will cost **$0.03** with TURBO, **$0.06** with BALANCED, and **$0.09** with QUALITY.",
        "- **Price**: $0.1 per processed megapixels",
        "Your request will cost **$0.04** per image for 1K and **$0.07** for 2K.",
    ],
)
def test_sentences_of_an_unsaid_unit_are_held(words):
    """What a price is per must be said of each amount."""
    read = read_drafts((draft, STAMP) for draft in read_sentences(Endpoint("m", "M", "generate"), Found(words, "row")))
    assert read.unread and not read.offers


def test_tiers_and_searches_beside_a_price_of_images():
    """Rates of tokens at other tiers say nothing about the price of an image; an operation of its own is another price."""
    edit = (
        r'"image": "0.08"',
        '"image": "0.08", "maps_search": "25", "service_tiers": {"flex": {"input": "0.00000015"}}, '
        '"image_dimension_quality_pricing": [{"operation": "vectorize", "cost": "0.15"}]',
    )
    read = reading("latest", "vercel", edit)
    offer = next(offer for offer in read.snapshot.offers if offer.native_id == "bfl/flux-kontext-max")
    assert {(None, "0.08"), ("vectorize", "0.15")} == {(p.variant.feature, str(p.amount)) for p in offer.prices}


LATER = PageStamp("https://example.test/list", "1" * 64, "2026-11-20T12:00:00+00:00")
SAME_DAY = PageStamp("https://example.test/list", "1" * 64, "2026-11-01T18:00:00+00:00")


@pytest.mark.parametrize(
    ("words", "stamp", "stands"),
    [("$0.03", LATER, "0.03"), ("$0.04", SAME_DAY, "0.0375"), ("$0.03", SAME_DAY, None), ("$0.0376", SAME_DAY, None)],
    ids=["a newer copy", "the same to the cent", "another price", "another exact price"],
)
def test_two_pages_of_one_provider_that_differ(words, stamp, stands):
    """The newer copy's word stands; on one day an exact price stands before the same one to the cent, and any other two are held."""
    exact = offer("m", price(Found("0.0375", "list"), "output_image", "image", "per image", currency="USD", locale="json"))
    printed = offer("m", price(Found(words, "row"), "output_image", "image", "per image"))
    for pair in ([(exact, STAMP), (printed, stamp)], [(printed, stamp), (exact, STAMP)]):
        read = read_drafts(pair)
        assert [str(line.amount) for one in read.offers for line in one.prices] == ([stands] if stands else [])
        assert bool(read.unread) == (stands is None)


@pytest.mark.parametrize(("language", "page"), [("zh", "/zh/"), ("ja", "/ja/"), ("ko", "/ko/")])
def test_comfys_page_in_another_language_agrees_or_is_told_apart(language, page):
    """What the twins say alone is what the English page says; one number that differs holds its model, and a new word refuses the twin or holds the table it names."""
    known = documents(folder("latest") / "comfy")
    url = next(url for url in known if page in url)
    english = {(offer.native_id, *line.fact()) for offer in read_provider("comfy", known).snapshot.offers for line in offer.prices}
    alone = read_provider("comfy", {url: known[url]})
    assert {(offer.native_id, *line.fact()) for offer in alone.snapshot.offers for line in offer.prices} <= english
    assert 193 == alone.pages[0].prices
    body = known[url].body.decode()
    other = read_provider("comfy", {**known, url: replace(known[url], body=body.replace("| 52.75 /", "| 52.76 /").encode())})
    assert other.unread and all("52.7" in unread.reason for unread in other.unread)
    strange = read_provider("comfy", {url: replace(known[url], body=re.sub(r"\n\| \S+ \|", "\n| ??? |", body, count=1).encode())})
    assert strange.pages[0].error or (strange.unread and "switchx-image-edit" not in {offer.native_id for offer in strange.snapshot.offers})


def test_a_card_that_says_another_price_than_the_table_holds_its_family():
    """Of two statements of one price one moved: neither is believed, and the other families stand."""
    known = documents(folder("latest") / "laozhang")
    url = next(url for url in known if "/ko/" in url)
    body = known[url].body.decode().replace("호출당 \\$0.045", "호출당 \\$0.054")
    read = read_provider("laozhang", {url: replace(known[url], body=body.encode())})
    assert ["gpt-image-2.5-vip", "grok-imagine-2.0"] == [offer.native_id for offer in read.snapshot.offers]
    assert ["its card says $0.054"] * 2 == [unread.reason.rpartition("found ")[2] for unread in read.unread]
