"""One visit: each page asked for once, whole only when something has changed, and whose clock counts."""

from datetime import timedelta

import pytest

from pipeline.fetch.requests import Answer
from pipeline.store.data_folder import Store, opened
from pipeline.update.provider_update import recall, update_provider
from pipeline.update.visits import hosts_of, recorded_at, request_for, seen_at, visit
from schema.changes import PageCheck
from schema.errors import BadData, KeyMissing, NotRecorded
from tests.fakes import ACME, DAY, MORE, PRICES, TWIN, acme, prices_page, record, tokens_page
from tests.test_update import SIX


class Site:
    """Acme's site: answers 304 to the right validator, and remembers what it was asked."""

    def __init__(self, pages, at=DAY, **headers):
        self.pages, self.at, self.headers, self.asked = pages, at, headers, []

    def get(self, provider, request):
        self.asked.append((request.url, request.etag))
        if request.url not in self.pages:
            raise NotRecorded(request.url, "a recorded answer", "none")
        body = self.pages[request.url].encode()
        tag = f'"{hash(body)}"'
        headers = {"etag": tag, **self.headers}
        if request.etag == tag:
            return Answer(request.url, 304, headers, b"", self.at, unchanged=True)
        return Answer(request.url, 200, headers, body, self.at)


@pytest.fixture(autouse=True)
def state():
    with acme():
        yield


def update(folder, site):
    with opened(folder) as store:
        return update_provider(store, site, recall(store, "acme"), lambda: DAY)


PAGES = {PRICES: prices_page(SIX), MORE: tokens_page({"tau": "$30"}), TWIN: tokens_page({"tau": "$30"})}


def test_unchanged_pages_are_asked_for_once_and_not_read_again(tmp_path):
    """A page that says it is as it was costs its host one small answer, and its prices are as old as that answer."""
    update(tmp_path, Site(PAGES))
    site = Site(PAGES, DAY + timedelta(days=1))
    outcome = update(tmp_path, site)
    assert [url for url, tag in site.asked if tag] == [PRICES, MORE, TWIN] and len(site.asked) == 3
    assert {page.outcome for page in outcome.pages} == {"unchanged"}
    assert {page.last_read for page in Store(tmp_path).checks().providers["acme"]} == {DAY + timedelta(days=1)}
    assert outcome.whole and not outcome.changes


def test_one_changed_page_makes_all_of_them_read_whole(tmp_path):
    """An offer may stand on several pages: it is never judged by half of them."""
    update(tmp_path, Site(PAGES))
    site = Site(PAGES | {PRICES: prices_page(SIX | {"alpha": "$0.045"})}, DAY + timedelta(days=1))
    outcome = update(tmp_path, site)
    assert sorted(url for url, tag in site.asked if not tag) == sorted([MORE, TWIN])
    assert [change.kind for change in outcome.changes] == ["increased"]


def test_what_is_pending_is_confirmed_by_a_whole_page_never_by_304(tmp_path):
    """While something is held, pages are asked for whole."""
    update(tmp_path, Site(PAGES))
    dearer = PAGES | {PRICES: prices_page(SIX | {"alpha": "$0.1"})}
    update(tmp_path, Site(dearer, DAY + timedelta(days=1)))
    site = Site(dearer, DAY + timedelta(days=2))
    outcome = update(tmp_path, site)
    assert not any(tag for _, tag in site.asked)
    assert [change.kind for change in outcome.changes] == ["increased"]


def test_copy_from_a_cache_does_not_confirm(tmp_path):
    """A copy a cache has kept since the first reading is that reading."""
    update(tmp_path, Site(PAGES))
    dearer = PAGES | {PRICES: prices_page(SIX | {"alpha": "$0.1"})}
    update(tmp_path, Site(dearer, DAY + timedelta(days=1)))
    assert not update(tmp_path, Site(dearer, DAY + timedelta(days=2), age="86400")).whole
    assert update(tmp_path, Site(dearer, DAY + timedelta(days=2, hours=1), age="3600")).whole


def test_clock_of_a_host_counts_unless_it_is_minutes_off(tmp_path):
    """UTC, whole seconds; a host's wrong clock is replaced by ours."""
    close = Answer(PRICES, 200, {}, b"x", DAY.replace(microsecond=5), clock_skew_seconds=200)
    far = Answer(PRICES, 200, {}, b"x", DAY, clock_skew_seconds=-7200)
    assert seen_at(close) == DAY
    assert seen_at(far) == DAY + timedelta(hours=2)


def test_request_asks_only_the_providers_own_hosts_for_the_right_kind():
    """The reader's page is Markdown: HTML would be another page."""
    request = request_for(ACME, ACME.pages[0], PageCheck(url=PRICES, outcome="read", at=DAY, etag='"1"'))
    assert hosts_of(ACME) == {"acme.example"} == set(request.hosts)
    assert request.etag == '"1"' and "text/html" not in request.content_types


def test_page_that_is_not_recorded_is_told_apart_from_one_that_failed():
    """The first is no loss."""
    seen = visit(Site({PRICES: prices_page(SIX)}), "acme", {})
    assert (seen.not_recorded, seen.failed) == ([MORE, TWIN], {})


def test_page_that_wants_a_key_nobody_has_is_no_failure(tmp_path):
    """It was not asked for: nothing of it is lost, and the others are read."""

    class Locked(Site):
        def get(self, provider, request):
            if request.url == MORE:
                raise KeyMissing(request.url, "a key in ACME_KEY", "none")
            return super().get(provider, request)

    outcome = update(tmp_path, Locked(PAGES))
    assert {page.url: page.outcome for page in outcome.pages} == {PRICES: "read", MORE: "not_asked", TWIN: "read"}
    assert outcome.whole


def test_recording_of_errors_alone_has_a_clock(tmp_path):
    """The last Date in its index; a recording without one is bad data."""
    record(tmp_path, {PRICES: 503}, DAY + timedelta(days=3))
    assert recorded_at(tmp_path / "acme") == DAY + timedelta(days=3)
    with pytest.raises(BadData, match="Date"):
        recorded_at(tmp_path)
