"""We say who we are, take turns, ask only where we may, and know an unchanged page when we are told of one."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise

import pytest

from pipeline.fetch.addresses import allowed_url, is_public, public_addresses
from pipeline.fetch.client import Fetcher
from pipeline.fetch.observer import Observer
from schema.errors import BadAnswer, Blocked, KeyMissing, NotAllowed, Unreachable
from tests.loopback import FAST, PAGE, Hit, RawServer, answer, ask, get, says


class TestWhatWeSend:
    def test_we_say_who_we_are_and_where_to_complain(self):
        with RawServer(says(answer())) as server:
            get(server)
        assert {hit.headers["user-agent"].split("/")[0] for hit in server.hits} == {"imageprices"}
        assert all("https://" in hit.headers["user-agent"] and "@" in hit.headers["user-agent"] for hit in server.hits)

    def test_we_ask_for_encodings_a_recording_can_hold(self):
        with RawServer(says(answer())) as server:
            get(server)
        assert server.pages()[0].headers["accept-encoding"] == "gzip, br"

    def test_a_page_may_pin_its_language(self):
        with RawServer(says(answer())) as server:
            get(server, headers={"Accept-Language": "zh-CN"})
        assert server.pages()[0].headers["accept-language"] == "zh-CN"

    def test_cookies_are_neither_kept_nor_sent(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            step = {"/prices": "/two"}.get(hit.path)
            connection.sendall(answer(b"", "302 Found", location=step, set_cookie="id=1") if step else answer(set_cookie="id=2"))

        with RawServer(script) as server:
            observer = Observer(bounds=FAST, allow_loopback=True)
            for _ in range(2):
                page = observer.get("provider", ask(server.url(), final_url=".*/two", headers={"Cookie": "a=b"}))
        assert not any("cookie" in hit.headers for hit in server.hits)
        assert "set-cookie" not in page.headers

    def test_a_post_is_sent_with_its_body(self):
        with RawServer(says(answer(b"{}", content_type="application/json"))) as server:
            get(server, method="POST", body='{"q":1}', content_types=("application/json",), headers={"content-type": "application/json"})
        (hit,) = server.pages()
        assert (hit.method, hit.headers["content-length"], hit.headers["content-type"]) == ("POST", "7", "application/json")

    def test_a_key_is_taken_from_the_environment_and_kept_nowhere(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ACME_KEY", "made-up")
        with RawServer(says(answer())) as server, Observer(record=tmp_path, bounds=FAST, allow_loopback=True) as observer:
            observer.get("provider", ask(server.url(), key="ACME_KEY"))
        assert server.pages()[0].headers["authorization"] == "Bearer made-up"
        assert "made-up" not in "".join(path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file())

    def test_a_page_that_wants_a_key_is_not_asked_without_one(self, monkeypatch):
        monkeypatch.delenv("ACME_KEY", raising=False)
        with RawServer(says(answer())) as server, pytest.raises(KeyMissing, match="ACME_KEY"):
            get(server, key="ACME_KEY")
        assert not server.hits


class TestWhatWeGet:
    def test_an_answer_carries_its_own_date_and_the_sum_of_its_bytes(self):
        with RawServer(says(answer())) as server:
            page = get(server)
        assert page.captured_at == datetime(2026, 11, 20, 12, tzinfo=UTC)
        assert page.sha256 == sha256(PAGE).hexdigest()
        assert (page.status, page.url, page.unchanged) == (200, server.url(), False)

    def test_an_answer_without_a_date_gets_ours(self):
        ours = datetime(2026, 11, 21, tzinfo=UTC)
        with RawServer(says(answer(date="-"))) as server:
            observer = Observer(bounds=FAST, allow_loopback=True, clock=lambda: ours)
            assert observer.get("provider", ask(server.url())).captured_at == ours

    def test_a_server_clock_that_differs_from_ours_is_told(self):
        with RawServer(says(answer())) as server:
            ours = datetime(2026, 11, 20, 11, tzinfo=UTC)
            page = Observer(bounds=FAST, allow_loopback=True, clock=lambda: ours).get("provider", ask(server.url()))
        assert page.clock_skew_seconds == 3600

    @pytest.mark.parametrize(("stated", "age"), [("432000", 432000), ("-", 0), ("-5", 0), ("old", 0)])
    def test_an_old_copy_from_a_cache_says_how_old_it_is(self, stated, age):
        with RawServer(says(answer(age=stated))) as server:
            assert get(server).age == age

    def test_headers_are_lower_case(self):
        with RawServer(says(answer(ETag='"1"'))) as server:
            assert get(server).etag == '"1"'


class TestUnchanged:
    def script(self, connection: socket.socket, hit: Hit) -> None:
        known = hit.headers.get("if-none-match") == '"1"' or "if-modified-since" in hit.headers
        connection.sendall(answer(b"", "304 Not Modified", etag='"1"') if known else answer(etag='"1"'))

    def test_a_page_we_know_is_observed_as_unchanged_and_has_no_body(self):
        with RawServer(self.script) as server:
            page = get(server, etag='"1"')
        assert (page.unchanged, page.status, page.body) == (True, 304, b"")
        assert page.captured_at == datetime(2026, 11, 20, 12, tzinfo=UTC)

    def test_a_date_will_do_where_there_is_no_tag(self):
        with RawServer(self.script) as server:
            assert get(server, last_modified="Thu, 19 Nov 2026 12:00:00 GMT").unchanged

    def test_unchanged_without_having_asked_is_no_answer(self):
        with RawServer(says(answer(b"", "304 Not Modified"))) as server, pytest.raises(BadAnswer, match="304"):
            get(server)

    def test_a_recording_is_made_of_whole_answers_only(self, tmp_path):
        with RawServer(self.script) as server, Observer(record=tmp_path, bounds=FAST, allow_loopback=True) as observer:
            assert observer.get("provider", ask(server.url(), etag='"1"')).body == PAGE


class TestTurns:
    def test_a_host_is_never_asked_twice_at_a_time_whatever_the_threads(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            time.sleep(0.03)
            connection.sendall(answer())

        with RawServer(script) as server:
            observer = Observer(bounds=replace(FAST, spacing_seconds=0.05), allow_loopback=True)
            threads = [threading.Thread(target=observer.get, args=(f"p{n}", ask(server.url(f"/{n}")))) for n in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(server.pages()) == 8
        assert server.busiest == 1
        moments = [hit.at for hit in server.hits]
        assert all(later - earlier >= 0.05 for earlier, later in pairwise(moments))

    def test_two_hosts_are_asked_at_the_same_time(self):
        meet = threading.Barrier(2, timeout=2)

        def script(connection: socket.socket, hit: Hit) -> None:
            meet.wait()
            connection.sendall(answer())

        with RawServer(script) as one, RawServer(script) as other:
            observer = Observer(bounds=FAST, allow_loopback=True)
            threads = [threading.Thread(target=observer.get, args=("p", ask(each.url()))) for each in (one, other)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(one.pages()) == len(other.pages()) == 1
        assert not meet.broken

    def test_a_crawl_delay_is_kept(self):
        robots = answer(b"User-agent: *\nCrawl-delay: 0.4", content_type="text/plain")
        with RawServer(says(answer()), robots=robots) as server:
            observer = Observer(bounds=FAST, allow_loopback=True)
            for path in ("/a", "/b"):
                observer.get("provider", ask(server.url(path)))
        first, second = server.pages()
        assert second.at - first.at >= 0.4

    def test_a_crawl_delay_of_a_day_is_cut_to_the_cap(self):
        robots = answer(b"User-agent: *\nCrawl-delay: 86400", content_type="text/plain")
        with RawServer(says(answer()), robots=robots) as server:
            observer = Observer(bounds=replace(FAST, crawl_delay_seconds=0.2), allow_loopback=True)
            for path in ("/a", "/b"):
                observer.get("provider", ask(server.url(path)))
        assert len(server.pages()) == 2

    def test_waiting_for_a_turn_costs_a_page_none_of_its_time(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            time.sleep(0.5)
            connection.sendall(answer())

        with RawServer(script) as server:
            observer = Observer(bounds=replace(FAST, total_seconds=2.0), allow_loopback=True)
            got = []
            threads = [threading.Thread(target=lambda n=n: got.append(observer.get("p", ask(server.url(f"/{n}"))))) for n in range(5)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(got) == 5

    def test_the_defaults_are_a_second_apart_and_thirty_in_all(self):
        from pipeline.fetch.requests import BOUNDS

        assert (BOUNDS.spacing_seconds, BOUNDS.total_seconds, BOUNDS.attempts, BOUNDS.hops) == (1.0, 30.0, 3, 5)
        assert (BOUNDS.wire_bytes, BOUNDS.body_bytes) == (4 * 2**20, 8 * 2**20)


class TestWhereWeMayAsk:
    HOSTS = frozenset({"provider.example"})

    @pytest.mark.parametrize(
        "url",
        [
            "http://provider.example/",
            "https://elsewhere.example/",
            "https://provider.example.elsewhere.example/",
            "https://provider.example:8443/",
            "https://user:secret@provider.example/",
            "https://provider.example\\@elsewhere.example/",
            "https://elsewhere.example\\@provider.example/",
            "https://provider.example /",
            "https://provider.example/\x00",
            "https://provider.example/\r\nHost: x",
            "https://127.0.0.1/",
            "https://[::1]/",
            "ftp://provider.example/",
            "file:///etc/passwd",
            "//provider.example/",
            "provider.example",
            "",
        ],
    )
    def test_only_https_on_the_pages_own_hosts(self, url):
        with pytest.raises(NotAllowed):
            allowed_url(url, self.HOSTS)

    @pytest.mark.parametrize("url", ["https://provider.example/a?b=c#d", "https://PROVIDER.example", "https://provider.example:443/"])
    def test_the_pages_own_address_may_be_asked(self, url):
        assert allowed_url(url, self.HOSTS).host == "provider.example"

    def test_loopback_is_refused_unless_a_test_says_so(self):
        with RawServer(says(answer())) as server, pytest.raises(NotAllowed):
            Observer(bounds=FAST).get("provider", ask(server.url()))
        assert server.hits == []

    @pytest.mark.parametrize(
        "address",
        [
            "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
            "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
            "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::", "2001:db8::1", "fec0::1", "feff::1", "64:ff9b:1::1", "64:ff9b:1::808:808", "::127.0.0.1", "::10.0.0.1",
            "::ffff:0:127.0.0.1", "::ffff:0:169.254.169.254", "168.63.129.16", "::ffff:168.63.129.16", "64:ff9b::a83f:8110",
        ],
    )  # fmt: skip
    def test_addresses_inside_a_network_are_not_public(self, address):
        assert not is_public(address)

    @pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:1.1.1.1"])
    def test_addresses_of_the_internet_are_public(self, address):
        assert is_public(address)

    def test_a_name_with_one_private_address_among_public_ones_is_refused(self, monkeypatch):
        rows = [(2, 1, 6, "", ("1.1.1.1", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: rows)
        with pytest.raises(NotAllowed, match=r"10\.0\.0\.1"):
            public_addresses("provider.example", 443, 1.0)

    def test_the_address_that_was_checked_is_the_one_connected_to(self, monkeypatch):
        """A name server that answers differently the second time (DNS rebinding) is not asked a second time."""
        asked = []

        def lookup(host, port, *rest, **options):
            if host == "localhost":
                asked.append(host)
            return [(2, 1, 6, "", (host if host != "localhost" else "127.0.0.1", port))]

        with RawServer(says(answer())) as server:
            fetcher = Fetcher(FAST, loopback=True)
            monkeypatch.setattr(socket, "getaddrinfo", lookup)
            wire = fetcher._wire()
            reply = wire.send(_call(server.url().replace("127.0.0.1", "localhost")), fetcher.deadline("x"))
        assert (reply.body, asked) == (PAGE, ["localhost"])

    def test_a_name_that_resolves_into_this_machine_is_refused(self, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("127.0.0.1", 443))])
        with pytest.raises(NotAllowed, match="public"):
            Observer(bounds=FAST).get("provider", ask("https://provider.example/", hosts=self.HOSTS))

    def test_a_name_nobody_knows_is_unreachable(self, monkeypatch):
        def unknown(*args, **options):
            raise socket.gaierror(-2, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(Unreachable, match="not known"):
            Observer(bounds=FAST).get("provider", ask("https://provider.example/", hosts=self.HOSTS))

    def test_a_name_server_that_hangs_is_left_behind(self, monkeypatch):
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **options: time.sleep(1) or [])
        with pytest.raises(Unreachable, match="name server"):
            public_addresses("provider.example", 443, 0.1)

    def test_a_url_with_a_secret_is_not_what_a_log_gets_by_default(self, caplog):
        with RawServer(says(answer())) as server, caplog.at_level("INFO"):
            get(server, "/prices?key=canary", final_url=".*")
        assert "canary" not in caplog.text


def _call(url):
    from pipeline.fetch.requests import Call

    return Call("GET", url)


def test_a_blocked_page_says_where_it_was_and_what_was_found():
    with RawServer(says(answer(status="403 Forbidden"))) as server, pytest.raises(Blocked) as caught:
        get(server)
    assert str(caught.value) == f"{server.url()}: expected status 200, found 403"
