"""A price a page says twice, in dollars and in whole credits: the two agree, agree only by rounding, or contradict each other."""

import re
from decimal import Decimal

import pytest

from costs.offer.recipes import STANDARD
from costs.reasons import Code, Place
from costs.standing.ranking import market
from scrapers import Document, read_provider
from tests.readings import documents, folder

ROW = re.compile(r"(\| FLUX1\.1 \\\[pro\]        \| )4 credits(         \| )\\\$0\.04 ")
MODEL = "flux1.1-pro"


def read(credits, dollars):
    """Black Forest Labs' recording, a row of which says other credits and dollars."""
    found = documents(folder("latest") / "bfl")
    changed = {}
    for url, page in found.items():
        body, hits = ROW.subn(rf"\g<1>{credits} credits\g<2>\\${dollars} ", page.body.decode())
        assert hits == 1
        changed[url] = Document(body.encode(), page.captured_at)
    return read_provider("bfl", changed)


def amount(reading):
    lines = [line for offer in reading.snapshot.offers if offer.native_id == MODEL for line in offer.prices]
    return lines[0].amount if lines else None


def doubts(reading):
    return [rule for rule in reading.snapshot.rules if rule.native_id == MODEL and rule.unsure]


@pytest.mark.parametrize(("credits", "dollars"), [("4", "0.04"), ("4", "0.0400"), ("40", "0.4"), ("12", "0.12"), ("4", "0.040")])
def test_two_that_agree_are_one_price(credits, dollars):
    """As far as the dollars are printed."""
    reading = read(credits, dollars)
    assert (Decimal(dollars), []) == (amount(reading), doubts(reading))


@pytest.mark.parametrize(("credits", "dollars"), [("4", "0.034"), ("4", "0.037"), ("4", "0.0301"), ("1", "0.004"), ("5", "0.0485")])
def test_two_that_agree_by_rounding_alone_are_published_with_a_doubt(credits, dollars):
    """Nobody is charged a part of a credit: the page's own words stand beside the price, and it is listed without leading."""
    reading = read(credits, dollars)
    assert Decimal(dollars) == amount(reading)
    assert [f"'{credits} credits' beside it" in rule.value for rule in doubts(reading)] == [True]
    answers = market([reading.snapshot], STANDARD["draft"])
    rows = [row for row in (*answers.ranked, *answers.listed, *answers.beside) if row.cost.native_id == MODEL]
    assert [(Place.LISTED, True)] == [(row.standing.place, Code.DOUBTED in row.standing.codes) for row in rows]


@pytest.mark.parametrize(
    ("credits", "dollars"), [("4", "0.03"), ("4", "0.05"), ("5", "0.04"), ("3", "0.04"), ("3", "0.037"), ("40", "0.04"), ("4", "0.029")]
)
def test_two_that_contradict_each_other_are_no_price(credits, dollars):
    """Nobody can say from that page which of the two is the newer."""
    reading = read(credits, dollars)
    assert amount(reading) is None
    assert ["two statements of one price" in one.reason for one in reading.unread if one.native_id == MODEL] == [True]


def test_no_recording_has_a_price_that_agrees_by_rounding_alone():
    """What sellers print twice on the pages we know is the same price."""
    found = [path.parent for name in ("earlier", "latest") for path in folder(name).glob("*/index.yaml")]
    readings = [
        read_provider(path.name, documents(path)) for path in found if path.name in ("bfl", "recraft", "apiyi", "cloudflare", "journeyapi")
    ]
    assert [rule.value for reading in readings for rule in reading.snapshot.rules if rule.unsure] == []


def without_a_rate(name, *moves):
    """Cloudflare's recording without the sentence that says what a Neuron is worth, and with other numbers."""
    changed = {}
    for url, page in documents(folder(name) / "cloudflare").items():
        body = re.sub(r"Part of both plans, at .*\n", "", page.body.decode())
        for old, new in moves:
            assert body.count(old) == 1
            body = body.replace(old, new)
        changed[url] = Document(body.encode(), page.captured_at)
    return read_provider("cloudflare", changed)


def prices(reading):
    return {(offer.native_id, line.key(), line.fact()) for offer in reading.snapshot.offers for line in offer.prices}


def differing(reading):
    return [one.native_id for one in reading.unread if "is not worth what it is beside the other prices" in one.reason]


def test_where_a_page_leaves_its_rate_out_all_its_prices_share_one():
    """Nothing is lost with the sentence, and what contradicted it stays unread: $2.509 for 0.23 Neurons, which it was never worth."""
    whole = read_provider("cloudflare", documents(folder("latest") / "cloudflare"))
    assert prices(without_a_rate("latest")) == prices(whole)
    assert differing(without_a_rate("latest")) == []
    assert differing(without_a_rate("earlier")) == ["@cf/microsoft/resnet-50"]


@pytest.mark.parametrize(
    "move",
    [("$2.51 per M", "$3.51 per M"), ("228055 neurons", "328055 neurons"), ("$2.51 per M", "$25.1 per M"), ("$2.51 per M", "$2.61 per M")],
)
def test_one_that_is_worth_something_else_than_the_others_is_held(move):
    """Dollars or Neurons moved: nobody can say which, and the others of the page are read."""
    reading = without_a_rate("latest", move)
    assert differing(reading) == ["@cf/microsoft/resnet-50"]
    assert len(reading.snapshot.offers) == len(without_a_rate("latest").snapshot.offers) - 1
