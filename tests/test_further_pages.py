"""An answer that goes on: its further pages are asked for one after the other, and what of them fails holds what it touches."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from pipeline.audit.evidence import Bodies, proven
from pipeline.fetch.observer import Observer
from pipeline.store.data_folder import opened
from pipeline.update.provider_update import recall, update_provider
from pipeline.update.rereading import ByReaders
from pipeline.update.visits import visit
from scrapers import kie, read_provider
from tests.fakes import only
from tests.loopback import FAST, RawServer, answer

SIZE, ALL = 100, 250


def record(at, price="0.04"):
    """One record of the list."""
    name = {"modelDescription": f"painter v{at}, text to image, 1K", "interfaceType": "image", "provider": "Easel"}
    cost = {"creditPrice": "8", "creditUnit": "per image", "usdPrice": price}
    return name | cost | {"falPrice": "", "discountRate": 0, "anchor": "", "discountPrice": False}


def listed(count=ALL):
    """The pages of a list of so many records, by number, each with the total it says."""
    rows = [record(at) for at in range(count)]
    return {1 + at // SIZE: (count, rows[at : at + SIZE]) for at in range(0, count, SIZE)}


class Listing:
    """A seller on this machine whose pages a test changes: a total and records, a status, or bytes."""

    def __init__(self):
        self.pages, self.asked = listed(), []

    def __call__(self, connection, hit):
        number = json.loads(hit.body)["pageNum"]
        self.asked.append(number)
        page = self.pages(number) if callable(self.pages) else self.pages[number]
        kind = {"content_type": "application/json", "date": format_datetime(datetime.now(UTC), usegmt=True)}
        match page:
            case str() as status:
                connection.sendall(answer(b"no", status, **kind))
            case bytes() as body:
                connection.sendall(answer(body, **kind))
            case total, rows:
                told = {"code": 200, "msg": "success", "data": {"records": rows, "total": total, "pages": 3}}
                connection.sendall(answer(json.dumps(told).encode(), **kind))

    def read(self, **options):
        """What its pages say, asked for now."""
        with Observer(bounds=FAST, allow_loopback=True, **options) as observer:
            return read_provider("kie", visit(observer, "kie", {}).documents())

    def update(self, folder):
        """A run that keeps what it reads."""
        with opened(folder) as store, Observer(bounds=FAST, allow_loopback=True) as observer:
            return update_provider(store, observer, recall(store, "kie"), lambda: datetime.now(UTC))


@pytest.fixture
def listing():
    made = Listing()
    with RawServer(made) as server:
        page = replace(kie.PROVIDER.pages[0], url=server.url())
        with only({"kie": replace(kie.PROVIDER, home=server.url("/"), pages=(page,))}):
            yield made


def offers(reading):
    """The numbers of the painters it sells."""
    return sorted(int(one.native_id.removeprefix("painter-v")) for one in reading.snapshot.offers)


def damage(reading):
    """What it tells of what did not come."""
    return "; ".join(one.reason for one in reading.unread if one.damage)


def test_all_pages_are_asked_for_in_turn_and_each_is_evidence_of_its_own(tmp_path, listing):
    """250 records on three pages: each quote names the bytes it stood in, and a replay reads the same."""
    reading = listing.read(record=tmp_path)
    assert listing.asked == [1, 2, 3]
    assert offers(reading) == list(range(ALL)) and not reading.unread
    hashes = Counter(one.prices[0].quote.sha256 for one in reading.snapshot.offers)
    assert sorted(hashes.values()) == [50, 100, 100]
    again = listing.read(replay=tmp_path)
    assert again.snapshot == reading.snapshot and listing.asked == [1, 2, 3]
    evidence = proven(reading.snapshot, Bodies((tmp_path,)), ByReaders())
    assert (evidence.proven, evidence.faults) == (ALL, [])


def test_an_answer_that_says_all_has_no_further_pages(listing):
    """One full page of a list of a hundred is the list."""
    listing.pages = listed(SIZE)
    assert offers(listing.read()) == list(range(SIZE)) and listing.asked == [1]


@pytest.mark.parametrize(
    "page",
    ["500 Oops", "404 Not Found", b"{half", b'{"code": 500, "msg": "busy"}', b'{"code": 200, "data": {"records": [], "total": "many"}}'],
    ids=["500", "404", "no JSON", "an error under 200", "no total"],
)
def test_a_page_that_fails_holds_what_was_known_of_it_and_the_rest_goes_on(tmp_path, listing, page):
    """The third page is asked for and believed; nothing of the second is told as gone."""
    assert listing.update(tmp_path).whole
    listing.asked.clear()
    listing.pages = listed() | {2: page, 3: (ALL, [record(at, "0.041" if at == 240 else "0.04") for at in range(200, ALL)])}
    outcome = listing.update(tmp_path)
    assert list(dict.fromkeys(listing.asked)) == [1, 2, 3]
    assert {one.native_id for one in outcome.held.offers} == {"further records", *(f"painter-v{at}" for at in range(100, 200))}
    assert [(change.kind, change.native_id) for change in outcome.changes if change.kind != "held"] == [("increased", "painter-v240")]
    assert outcome.pages[0].outcome == "read"


def test_a_host_that_says_no_is_asked_for_no_further_page(listing):
    """What came before is read."""
    listing.pages = listed() | {2: "403 Forbidden"}
    reading = listing.read()
    assert offers(reading) == list(range(SIZE)) and listing.asked == [1, 2]
    assert "expected 250 records, found 100" in damage(reading) and "403" in damage(reading)


def test_a_total_that_shrinks_between_pages_is_told_and_the_rest_is_read(tmp_path, listing):
    """Rows moved while they were asked for: what was not seen may stand between two pages."""
    listing.update(tmp_path)
    gone = [record(at) for at in range(101, 201)]  # one of the first hundred was taken out: 100 slid to the first page
    listing.pages = listed() | {2: (249, gone), 3: (249, [record(at) for at in range(201, ALL)])}
    reading = listing.read()
    assert offers(reading) == [*range(100), *range(101, ALL)]
    assert "expected a total of 250 on every page, found 249" in damage(reading)
    outcome = listing.update(tmp_path)
    assert sorted(one.native_id for one in outcome.held.offers) == ["further records", "painter-v100"]


def test_a_row_that_stands_on_two_pages_is_read_once_and_does_not_count_twice(listing):
    """A row put in while the pages were asked for pushes one onto the next page, and another from sight."""
    listing.pages = listed() | {2: (ALL, [record(at) for at in range(99, 199)])}
    reading = listing.read()
    assert offers(reading) == [*range(199), *range(200, ALL)]
    assert "expected 250 records, found 249" in damage(reading)


def test_more_rows_than_the_total_says_are_told(listing):
    """A total that contradicts the rows is one of the two."""
    listing.pages = listed() | {3: (ALL, [record(at) for at in range(200, 260)])}
    assert "expected 250 records, found 260" in damage(listing.read())


def test_an_endless_list_is_asked_for_up_to_its_bound(listing):
    """A million rows: eight pages, and the rest is told."""
    listing.pages = lambda number: (10**6, [record(at) for at in range(SIZE * (number - 1), SIZE * number)])
    reading = listing.read()
    assert listing.asked == list(range(1, 9)) and len(offers(reading)) == 8 * SIZE
    assert "expected 1000000 records, found 800" in damage(reading)


def test_a_server_that_counts_no_pages_is_asked_no_more_than_twice_for_another(listing):
    """The first page again and again is no further page."""
    listing.pages = lambda number: (10**6, [record(at) for at in range(SIZE)])
    reading = listing.read()
    assert listing.asked == [1, 2, 3] and offers(reading) == list(range(SIZE))
    assert "another page than those before" in damage(reading)


def test_half_a_first_page_is_none(listing):
    """As with a list of one page."""
    listing.pages = {1: (ALL, [record(at) for at in range(40)])} | {number: listed()[number] for number in (2, 3)}
    assert "all 250 records in one answer, or 100 of them" in str(listing.read().pages[0].error)


def test_a_change_on_a_further_page_alone_is_news(tmp_path, listing):
    """The first page is as it was, byte by byte."""
    listing.update(tmp_path)
    assert listing.update(tmp_path).pages[0].outcome == "unchanged"
    listing.pages = listed() | {3: (ALL, [record(at, "0.041" if at == 240 else "0.04") for at in range(200, ALL)])}
    assert [(change.kind, change.native_id) for change in listing.update(tmp_path).changes] == [("increased", "painter-v240")]
