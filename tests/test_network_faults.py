"""What a server does wrong ends in one named failure, within the page's time and size."""

from __future__ import annotations

import gzip
import socket
import ssl
import struct
import subprocess
import time
import tracemalloc
from dataclasses import replace

import brotli
import pytest

from pipeline.alert.published_files import PublishedSource
from pipeline.fetch.client import Fetcher
from pipeline.fetch.observer import Observer
from schema.errors import BadAnswer, Blocked, FetchError, Gone, NotAllowed, TimedOut, TooLarge, Unreachable
from tests.loopback import FAST, LATE, NO_ROBOTS, PAGE, Hit, RawServer, answer, ask, get, says

MIB = 1024 * 1024
SMALL = replace(FAST, wire_bytes=64 * 1024, body_bytes=256 * 1024)
ONCE = replace(FAST, attempts=1)
BRIEF = replace(FAST, total_seconds=0.8)


def bomb(size: int, rounds: int = 1) -> bytes:
    data = b"\0" * size
    for _ in range(rounds):
        data = gzip.compress(data, 9)
    return data


def trickle(connection: socket.socket, data: bytes, seconds: float = 0.1) -> None:
    for at in range(len(data)):
        connection.sendall(data[at : at + 1])
        time.sleep(seconds)


class TestTime:
    def test_a_head_sent_one_byte_at_a_time_ends_at_the_pages_deadline(self):
        with RawServer(lambda connection, hit: trickle(connection, answer())) as server:
            began = time.monotonic()
            with pytest.raises(TimedOut):
                get(server, bounds=BRIEF)
            assert time.monotonic() - began < BRIEF.total_seconds + LATE

    def test_a_body_sent_one_byte_at_a_time_ends_at_the_pages_deadline(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(content_length="5000").removesuffix(PAGE))
            trickle(connection, PAGE * 5)

        with RawServer(script) as server:
            began = time.monotonic()
            with pytest.raises(TimedOut):
                get(server, bounds=BRIEF)
            assert time.monotonic() - began < BRIEF.total_seconds + LATE

    def test_a_server_that_accepts_and_says_nothing_is_timed_out(self):
        with RawServer(lambda connection, hit: time.sleep(5)) as server, pytest.raises(TimedOut):
            get(server, bounds=replace(FAST, total_seconds=0.5))

    def test_a_tls_handshake_that_never_comes_is_timed_out(self):
        with RawServer(lambda connection, hit: time.sleep(5)) as server:
            url = server.url().replace("http:", "https:")
            observer = Observer(bounds=replace(FAST, total_seconds=0.5), allow_loopback=True)
            with observer, pytest.raises(TimedOut):
                observer.get("provider", ask(url))

    def test_the_time_of_a_page_is_shared_by_its_redirects_and_retries(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            time.sleep(0.4)
            step = int(hit.path.strip("/s"))
            connection.sendall(answer(b"", "302 Found", location=f"/s{step + 1}"))

        with RawServer(script) as server, pytest.raises(TimedOut):
            get(server, "/s1", bounds=replace(FAST, total_seconds=1.0))


class TestSize:
    def test_an_endless_body_ends_at_the_wire_cap(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(content_length="-").removesuffix(PAGE))
            while True:
                connection.sendall(b"<p>more</p>" * 1000)

        with RawServer(script) as server, pytest.raises(TooLarge, match="on the wire"):
            get(server, bounds=SMALL)

    @pytest.mark.parametrize("rounds", [1, 2])
    def test_a_gzip_bomb_is_left_before_it_is_unpacked(self, rounds):
        body = bomb(24 * MIB, rounds)
        encoding = ", ".join(["gzip"] * rounds)
        with RawServer(says(answer(body, content_encoding=encoding))) as server:
            tracemalloc.start()
            with pytest.raises(TooLarge, match="unpacked"):
                get(server, bounds=replace(FAST, body_bytes=MIB))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 10 * MIB

    def test_a_brotli_bomb_is_left_before_it_is_unpacked(self):
        body = brotli.compress(b"\0" * (64 * MIB), quality=5)
        with RawServer(says(answer(body, content_encoding="br"))) as server:
            tracemalloc.start()
            with pytest.raises(TooLarge, match="unpacked"):
                get(server, bounds=replace(FAST, body_bytes=MIB))
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert peak < 10 * MIB

    def test_a_page_just_under_the_caps_arrives_whole(self):
        body = b"<p>x</p>" * (SMALL.body_bytes // 8)
        with RawServer(says(answer(gzip.compress(body), content_encoding="gzip"))) as server:
            assert get(server, bounds=SMALL).body == body

    def test_a_head_of_two_megabytes_is_refused(self):
        with RawServer(says(answer(x_long="a" * 2 * MIB))) as server, pytest.raises(BadAnswer, match="headers of at most"):
            get(server, bounds=ONCE)

    def test_twenty_thousand_headers_are_refused(self):
        many = "".join(f"x{n}: 1\r\n" for n in range(20_000)).encode()
        head = answer().replace(b"connection: close\r\n", many)
        with RawServer(says(head)) as server, pytest.raises(BadAnswer, match="headers"):
            get(server, bounds=ONCE)

    def test_more_headers_than_any_page_needs_are_refused(self):
        many = "".join(f"x{n}: 1\r\n" for n in range(300)).encode()
        head = answer().replace(b"connection: close\r\n", many)
        with RawServer(says(head)) as server, pytest.raises(BadAnswer, match="at most 200 headers"):
            get(server, bounds=ONCE)

    def test_interim_answers_without_end_are_bounded(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            while True:
                connection.sendall(b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n" * 100)

        with RawServer(script) as server, pytest.raises((TooLarge, TimedOut, BadAnswer)):
            get(server, bounds=SMALL)


class TestEncodings:
    @pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress), ("x-gzip", gzip.compress)])
    def test_an_encoding_we_asked_for_is_undone(self, encoding, pack):
        with RawServer(says(answer(pack(PAGE), content_encoding=encoding))) as server:
            assert get(server).body == PAGE

    def test_gzip_in_several_members_is_read_to_its_end(self):
        body = gzip.compress(PAGE[:50]) + gzip.compress(PAGE[50:])
        with RawServer(says(answer(body, content_encoding="gzip"))) as server:
            assert get(server).body == PAGE

    @pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("br", brotli.compress)])
    def test_a_stream_cut_in_the_middle_is_no_page(self, encoding, pack):
        body = pack(PAGE * 50)[:-12]
        with RawServer(says(answer(body, content_encoding=encoding))) as server, pytest.raises(BadAnswer, match="ends in the middle"):
            get(server)

    @pytest.mark.parametrize("encoding", ["gzip", "br"])
    def test_a_body_that_is_not_packed_as_it_says_is_no_page(self, encoding):
        with (
            RawServer(says(answer(PAGE, content_encoding=encoding))) as server,
            pytest.raises(BadAnswer, match=r"as the answer says|ends in the middle"),
        ):
            get(server)

    def test_garbage_behind_a_gzip_stream_is_no_page(self):
        with RawServer(says(answer(gzip.compress(PAGE) + b"garbage", content_encoding="gzip"))) as server, pytest.raises(BadAnswer):
            get(server)

    @pytest.mark.parametrize("encoding", ["zstd", "compress", "rot13", "gzip, gzip, gzip"])
    def test_an_encoding_we_did_not_ask_for_is_not_taken_for_text(self, encoding):
        with RawServer(says(answer(content_encoding=encoding))) as server, pytest.raises(BadAnswer, match="Content-Encoding"):
            get(server)

    @pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "nonsense"])
    def test_a_wrong_charset_is_left_to_the_reader(self, charset):
        body = PAGE.replace(b"$", b"\x80")
        with RawServer(says(answer(body, content_type=f"text/html; charset={charset}"))) as server:
            page = get(server)
        assert (page.body, page.charset) == (body, charset)


class TestLengths:
    def test_less_than_content_length_says_is_no_page(self):
        with RawServer(says(answer(content_length=str(len(PAGE) + 100)))) as server, pytest.raises(BadAnswer, match="whole answer"):
            get(server)
        assert len(server.pages()) == FAST.attempts

    def test_more_than_content_length_says_is_no_page(self):
        with RawServer(says(answer(content_length=str(len(PAGE) - 30)))) as server, pytest.raises(BadAnswer, match="Content-Length"):
            get(server)

    def test_a_chunk_that_is_cut_is_no_page(self):
        head = answer(b"", content_length="-", transfer_encoding="chunked")
        with RawServer(says(head + b"100\r\n" + PAGE)) as server, pytest.raises(BadAnswer):
            get(server)

    def test_two_lengths_that_differ_are_refused(self):
        twice = answer().replace(b"connection:", b"content-length: 7\r\nconnection:")
        with RawServer(says(twice)) as server, pytest.raises(BadAnswer):
            get(server)

    def test_two_content_types_that_differ_are_refused(self):
        twice = answer().replace(b"connection:", b"content-type: image/png\r\nconnection:")
        with RawServer(says(twice)) as server, pytest.raises(BadAnswer, match="one content-type"):
            get(server)


class TestConnections:
    def test_a_reset_in_the_middle_is_tried_again_and_then_unreachable(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(content_length="9000"))
            time.sleep(0.05)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

        with RawServer(script) as server, pytest.raises(Unreachable):
            get(server)
        assert len(server.pages()) == FAST.attempts

    def test_a_reset_once_is_forgiven(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            if len(server.pages()) == 1:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
            connection.sendall(answer())

        with RawServer(script) as server:
            assert get(server).body == PAGE

    def test_nobody_listening_is_unreachable(self):
        with RawServer(says()) as server:
            pass
        with pytest.raises(Unreachable, match="refused"):
            get(server)

    def test_bytes_that_are_no_http_are_a_bad_answer(self):
        with RawServer(says(b"SSH-2.0-OpenSSH_9.2\r\n")) as server, pytest.raises(BadAnswer):
            get(server)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "key.pem", folder / "cert.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=elsewhere.example"]
    asked += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(files[0]), "-out", str(files[1])]
    try:
        subprocess.run(asked, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl to make a certificate with")
    return files


class TestTls:
    def served(self, certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[1], certificate[0])
        return context

    def test_a_certificate_nobody_vouches_for_is_never_accepted(self, certificate):
        with RawServer(says(answer()), tls=self.served(certificate)) as server, pytest.raises(FetchError, match=r"(?i)certificate"):
            get(server)
        assert server.hits == []

    def test_a_certificate_we_trust_is_accepted(self, certificate):
        with RawServer(says(answer()), tls=self.served(certificate)) as server:
            trusting = ssl.create_default_context(cafile=str(certificate[1]))
            fetcher = Fetcher(FAST, loopback=True, tls=trusting)
            assert fetcher.page(ask(server.url()))[-1][1].body == PAGE
            fetcher.close()

    def test_a_certificate_for_another_name_is_never_accepted(self, certificate):
        with RawServer(says(answer()), tls=self.served(certificate)) as server:
            trusting = ssl.create_default_context(cafile=str(certificate[1]))
            fetcher = Fetcher(FAST, loopback=True, tls=trusting)
            with pytest.raises(FetchError, match="certificate"):
                fetcher.page(ask(server.url().replace("127.0.0.1", "localhost"), hosts=frozenset({"localhost"})))
            fetcher.close()


class TestStatuses:
    @pytest.mark.parametrize(
        ("status", "failure"),
        [
            ("401 Unauthorized", Blocked),
            ("403 Forbidden", Blocked),
            ("451 Unavailable", Blocked),
            ("404 Not Found", Gone),
            ("410 Gone", Gone),
            ("400 Bad Request", BadAnswer),
            ("418 Teapot", BadAnswer),
            ("204 No Content", BadAnswer),
            ("206 Partial Content", BadAnswer),
            ("304 Not Modified", BadAnswer),
            ("300 Multiple Choices", BadAnswer),
        ],
    )
    def test_what_is_not_200_is_named_and_not_asked_again(self, status, failure):
        with RawServer(says(answer(status=status))) as server, pytest.raises(failure, match=status[:3]):
            get(server)
        assert len(server.pages()) == 1

    @pytest.mark.parametrize("status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"])
    def test_a_server_error_is_tried_three_times_and_then_a_bad_answer(self, status):
        with RawServer(says(answer(status=status))) as server, pytest.raises(BadAnswer, match=status[:3]):
            get(server)
        assert len(server.pages()) == 3

    def test_too_many_requests_is_tried_three_times_and_then_blocked(self):
        with RawServer(says(answer(status="429 Too Many"))) as server, pytest.raises(Blocked, match="429"):
            get(server)
        assert len(server.pages()) == 3

    def test_a_retry_after_within_reason_is_waited_for(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            first = len(server.pages()) == 1
            connection.sendall(answer(status="503 Busy", retry_after="1") if first else answer())

        with RawServer(script) as server:
            assert get(server).body == PAGE
        first, second = server.pages()
        assert second.at - first.at >= 1

    @pytest.mark.parametrize(("status", "failure"), [("429 Too Many", Blocked), ("503 Busy", TimedOut)])
    @pytest.mark.parametrize("wait", ["99999999", "61", "9" * 400, "Fri, 31 Dec 2099 23:59:59 GMT"])
    def test_a_retry_after_beyond_reason_ends_it_at_once(self, status, failure, wait):
        with RawServer(says(answer(status=status, retry_after=wait))) as server, pytest.raises(failure, match="Retry-After"):
            get(server)
        assert len(server.pages()) == 1

    def test_a_host_that_asked_for_rest_is_left_alone_for_the_whole_run(self):
        with RawServer(says(answer(status="429 Too Many", retry_after="3600"))) as server:
            observer = Observer(bounds=FAST, allow_loopback=True)
            for path in ("/prices", "/other"):
                with pytest.raises(Blocked):
                    observer.get("provider", ask(server.url(path)))
        assert [hit.path for hit in server.pages()] == ["/prices"]

    @pytest.mark.parametrize("wait", ["soon", "-5", "", "1e9", "٣"])
    def test_a_retry_after_that_is_no_time_is_ignored(self, wait):
        reply = answer(status="503 Busy", retry_after=wait).replace("٣".encode(), b"\xd9")
        with RawServer(says(reply)) as server, pytest.raises(BadAnswer):
            get(server)
        assert len(server.pages()) == 3


class TestContent:
    @pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "text/plain", "-"])
    def test_another_type_than_the_page_has_is_no_page(self, kind):
        with RawServer(says(answer(content_type=kind))) as server, pytest.raises(BadAnswer, match="content type"):
            get(server)

    @pytest.mark.parametrize("body", [b"", b"  \r\n "])
    def test_an_empty_answer_is_no_page(self, body):
        with RawServer(says(answer(body))) as server, pytest.raises(BadAnswer, match="empty"):
            get(server)

    def test_a_challenge_with_status_200_is_blocked(self):
        body = b"<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"
        with RawServer(says(answer(body))) as server, pytest.raises(Blocked, match="challenge"):
            get(server)


class TestRedirects:
    def to(self, location: str, status: str = "302 Found"):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(b"", status, location=location) if hit.path == "/prices" else answer())

        return script

    @pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
    def test_a_redirect_on_the_same_host_is_followed(self, status):
        with RawServer(self.to("/new", status)) as server:
            page = get(server, final_url=r"http://127\.0\.0\.1:\d+/new")
        assert (page.body, page.url) == (PAGE, server.url("/new"))

    def test_a_redirect_to_another_page_than_asked_for_is_no_page(self):
        with RawServer(self.to("/de-de/prices")) as server, pytest.raises(BadAnswer, match="de-de"):
            get(server)

    @pytest.mark.parametrize(
        "location",
        [
            "https://elsewhere.example/prices",
            "//elsewhere.example/prices",
            "http://169.254.169.254/latest/meta-data",
            "http://[::ffff:169.254.169.254]/",
            "http://localhost/",
            "http://0x7f.1/",
            "file:///etc/passwd",
            "ftp://127.0.0.1/prices",
            "data:text/html,hello",
            "javascript:alert(1)",
            "https://127.0.0.1\\@elsewhere.example/",
            "https://user:secret@elsewhere.example/",
            "\\\\elsewhere.example/",
            "http://[",
            "https://elsewhere.example:99999/",
        ],
    )
    def test_a_redirect_away_from_the_pages_own_hosts_is_not_followed(self, location):
        with RawServer(self.to(location)) as server, pytest.raises((NotAllowed, BadAnswer)):
            get(server)
        assert len(server.pages()) == 1

    def test_a_loop_is_noticed(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(b"", "302 Found", location="/b" if hit.path == "/prices" else "/prices"))

        with RawServer(script) as server, pytest.raises(BadAnswer, match="loop"):
            get(server)
        assert len(server.pages()) == 2

    def test_more_than_five_redirects_are_not_followed(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            connection.sendall(answer(b"", "302 Found", location=hit.path + "x"))

        with RawServer(script) as server, pytest.raises(BadAnswer, match="5 redirects"):
            get(server)
        assert len(server.pages()) == 6

    def test_a_redirect_to_nowhere_is_a_bad_answer(self):
        with RawServer(self.to("")) as server, pytest.raises(BadAnswer, match="Location"):
            get(server)

    def test_a_redirected_post_is_not_sent_again(self):
        with RawServer(self.to("/new", "307 Temporary")) as server, pytest.raises(BadAnswer, match="POST"):
            get(server, method="POST", body="{}")
        assert len(server.pages()) == 1


class TestRobots:
    def test_a_page_robots_txt_disallows_is_not_asked_for(self):
        robots = answer(b"User-agent: *\nDisallow: /prices", content_type="text/plain")
        with RawServer(says(answer()), robots=robots) as server, pytest.raises(NotAllowed, match="disallows"):
            get(server)
        assert server.pages() == []

    def test_a_group_for_our_own_name_counts_before_the_one_for_all(self):
        rules = b"User-agent: *\nDisallow: /\n\nUser-agent: imageprices\nAllow: /prices"
        with RawServer(says(answer()), robots=answer(rules, content_type="text/plain")) as server:
            assert get(server).body == PAGE

    @pytest.mark.parametrize("status", ["500 Error", "503 Busy", "429 Too Many"])
    def test_a_robots_txt_that_cannot_be_had_disallows_everything(self, status):
        with RawServer(says(answer()), robots=answer(status=status)) as server, pytest.raises((NotAllowed, Blocked)):
            get(server)
        assert server.pages() == []

    @pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "401 Unauthorized", "410 Gone"])
    def test_a_host_without_robots_txt_allows_everything(self, status):
        with RawServer(says(answer()), robots=answer(status=status)) as server:
            assert get(server).body == PAGE

    def test_an_html_page_for_robots_txt_has_no_rules(self):
        with RawServer(says(answer()), robots=answer(b"<html>User-agent: *\nDisallow: /\n</html>")) as server:
            assert get(server).body == PAGE

    def test_a_robots_txt_is_read_to_500_kibibytes(self):
        padded = b"# " + b"x" * 500 * 1024 + b"\nUser-agent: *\nDisallow: /\n"
        with RawServer(says(answer()), robots=answer(padded, content_type="text/plain")) as server:
            assert get(server).body == PAGE

    def test_a_redirected_robots_txt_is_followed(self):
        def script(connection: socket.socket, hit: Hit) -> None:
            rules = answer(b"User-agent: *\nDisallow: /prices", content_type="text/plain")
            connection.sendall(rules if hit.path == "/rules.txt" else answer())

        robots = answer(b"", "301 Moved", location="/rules.txt")
        with RawServer(script, robots=robots) as server, pytest.raises(NotAllowed, match="disallows"):
            get(server)

    def test_a_robots_txt_redirected_into_this_machine_is_not_followed(self):
        robots = answer(b"", "301 Moved", location="http://169.254.169.254/robots.txt")
        with RawServer(says(answer()), robots=robots) as server, pytest.raises(NotAllowed):
            get(server)
        assert server.pages() == []

    @pytest.mark.parametrize("location", ["http://[", "https://user:x@127.0.0.1/robots.txt", "gopher://x/", "\\\\x\\y"])
    def test_a_robots_txt_redirected_to_nonsense_is_not_followed(self, location):
        robots = answer(b"", "301 Moved", location=location)
        with RawServer(says(answer()), robots=robots) as server, pytest.raises(FetchError):
            get(server)
        assert server.pages() == []

    def test_robots_txt_is_asked_for_once_per_run(self):
        with RawServer(says(answer()), robots=NO_ROBOTS) as server, Observer(bounds=FAST, allow_loopback=True) as observer:
            for path in ("/a", "/b", "/c"):
                observer.get("provider", ask(server.url(path)))
        assert [hit.path for hit in server.hits].count("/robots.txt") == 1


class TestFilesOfASite:
    """`watch --from` and the front door ask for files of `v1/`: what breaks on the way is one of our errors, within the bounds."""

    @pytest.mark.parametrize(
        ("script", "error"),
        [
            (says(answer(content_length="90000")), BadAnswer),
            (says(b"nonsense\r\n\r\n"), BadAnswer),
            (says(answer(b"", "302 Found", location="https://10.0.0.1/")), NotAllowed),
            (says(answer(b"", "302 Found", location="https://169.254.169.254/latest/")), NotAllowed),
        ],
    )
    def test_a_broken_answer_is_named(self, script, error):
        """A connection that breaks, another place, another language: no traceback."""
        with RawServer(script) as server, pytest.raises(error):
            PublishedSource(server.url("/v1"))["costs"]

    def test_nobody_there_is_named(self):
        """A port that nobody listens on."""
        with RawServer(says(answer())) as server:
            url = server.url("/v1")
        with pytest.raises(Unreachable):
            PublishedSource(url)["costs"]
