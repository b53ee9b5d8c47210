"""Visits made ahead: several sellers are waited for at once, and what comes of each is its own."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from pipeline.store.data_folder import opened
from pipeline.update.prefetch import AT_ONCE, ahead
from pipeline.update.provider_update import recall, update_provider
from schema.errors import Unreachable
from tests.fakes import ACME, DAY, MORE, PRICES, TWIN, only, prices_page, tokens_page
from tests.test_update import SIX
from tests.test_visit import Site

PAGES = {PRICES: prices_page(SIX), MORE: tokens_page({"tau": "$30"}), TWIN: tokens_page({"tau": "$30"})}
NAMES = [f"acme{number}" for number in range(3 * AT_ONCE)]


class Slow(Site):
    """Acme's site for many sellers: counts how many of them wait at the same time, once that many are there."""

    def __init__(self, pages, together):
        super().__init__(pages)
        self.barrier, self.met = threading.Barrier(together, timeout=5), 0

    def get(self, provider, request):
        if request.url == PRICES and int(provider.removeprefix("acme")) < self.barrier.parties:
            self.barrier.wait()
            self.met += 1
        return super().get(provider, request)


@pytest.fixture(autouse=True)
def states():
    with only(dict.fromkeys(NAMES, ACME)):
        yield


def memories(folder, names=NAMES):
    with opened(folder) as store:
        return [recall(store, name) for name in names]


def test_providers_are_waited_for_together(tmp_path):
    """Sixteen sellers are asked at the same time: each waits until the others were asked too."""
    site = Slow(PAGES, AT_ONCE)
    with ahead(site, memories(tmp_path)) as visits:
        assert visits.of("acme0").documents().keys() == PAGES.keys()
    assert site.met == AT_ONCE


def test_a_visit_made_ahead_is_the_visit_that_would_have_been_made(tmp_path):
    """What is stored of a seller is the same, whoever waited for its pages; and it is not asked a second time."""
    known = memories(tmp_path, NAMES[:1])[0]
    for folder, made_ahead in (("one", False), ("two", True)):
        site = Site(PAGES)
        with opened(tmp_path / folder) as store, ahead(Site(PAGES), [known]) as visits:
            made = visits.of("acme0") if made_ahead else None
            update_provider(store, site, recall(store, "acme0"), lambda: DAY, made)
        assert len(site.asked) == (0 if made_ahead else len(PAGES))
    one, two = (
        {path.relative_to(tmp_path / folder): path.read_bytes() for path in sorted((tmp_path / folder).rglob("*")) if path.is_file()}
        for folder in ("one", "two")
    )
    assert one == two


def test_no_more_than_two_rounds_are_in_memory(tmp_path):
    """A run over thousands of sellers holds the pages of a few."""
    site = Site(PAGES)
    with ahead(site, memories(tmp_path)) as visits:
        visits.of("acme0")
    assert len({url for url, _ in site.asked}) == len(PAGES) and len(site.asked) <= (2 * AT_ONCE + 1) * len(PAGES)


def test_a_provider_that_cannot_be_reached_costs_the_others_nothing(tmp_path):
    """An error belongs to the seller it came from, and is told when that seller's turn comes."""

    class Down(Site):
        def get(self, provider, request):
            if provider == "acme1":
                raise ZeroDivisionError("a fault of ours")
            if provider == "acme2":
                raise Unreachable(request.url, "an answer", "none")
            return super().get(provider, request)

    with ahead(Down(PAGES, DAY + timedelta(days=1)), memories(tmp_path, NAMES[:4])) as visits:
        assert visits.of("acme0").answers and visits.of("acme3").answers
        assert set(visits.of("acme2").failed) == set(PAGES)
        with pytest.raises(ZeroDivisionError):
            visits.of("acme1")


def test_providers_whose_pages_need_a_browser_are_waited_for_together_too(tmp_path):
    """How many of their pages are rendered at the same time is the browser's to say."""
    rendered = replace(ACME, pages=tuple(replace(spec, browser=True) for spec in ACME.pages))
    site = Slow(PAGES, AT_ONCE)
    with only(dict.fromkeys(NAMES, rendered)), ahead(site, memories(tmp_path)) as visits:
        assert visits.of("acme0").documents().keys() == PAGES.keys()
    assert site.met == AT_ONCE
