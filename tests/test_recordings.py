"""A recording can be opened, diffed and hashed; it replays to the byte; what is wrong with one is said."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from pipeline.fetch.observer import Observer
from pipeline.fetch.recordings import FolderPersister, recording_of
from pipeline.fetch.requests import BOUNDS, Call, Click, PageRequest, Reply
from schema.errors import BadAnswer, BadData, Blocked, FetchError, NotAllowed, NotRecorded
from tests.loopback import DATE, FAST, PAGE, RawServer, answer, ask, says

HOSTS = frozenset({"provider.example"})
URL = "https://provider.example/prices"
CAPTURES = Path(__file__).parents[2] / "shared" / "captures"


def interaction(url=URL, body: object = None, *, method="GET", asked="", status=200, sent=None, **headers):
    named = {name.replace("_", "-"): [value] for name, value in ({"content-type": "text/html", "date": DATE} | headers).items()}
    return {
        "request": {"method": method, "uri": url, "body": asked, "headers": sent or {}},
        "response": {"status": {"code": status, "message": ""}, "headers": named, "body": body or {"string": PAGE.decode()}},
    }


def written(folder: Path, *interactions: object, **top: object) -> Path:
    """A set with one provider's recording, written by hand."""
    place = folder / "provider"
    place.mkdir(parents=True, exist_ok=True)
    (place / "index.yaml").write_text(yaml.safe_dump({"interactions": list(interactions), "version": 1} | top))
    return folder


def replay(folder: Path, url=URL, **options):
    with Observer(replay=folder, bounds=FAST) as observer:
        return observer.get("provider", PageRequest(url, HOSTS, **options))


class TestReplay:
    def test_a_body_is_read_from_its_file(self, tmp_path):
        written(tmp_path, interaction(body={"file": "00.html"}))
        (tmp_path / "provider" / "00.html").write_bytes(PAGE)
        assert replay(tmp_path).body == PAGE

    def test_a_body_may_stand_in_the_index(self, tmp_path):
        assert replay(written(tmp_path, interaction())).body == PAGE

    def test_the_recorded_date_is_the_clock(self, tmp_path):
        assert replay(written(tmp_path, interaction())).captured_at == datetime(2026, 11, 20, 12, tzinfo=UTC)

    @pytest.mark.parametrize("date", ["", "yesterday", "2026-11-20"])
    def test_a_recording_without_a_date_has_no_clock(self, tmp_path, date):
        with pytest.raises(BadData, match="Date"):
            replay(written(tmp_path, interaction(date=date)))

    def test_the_same_page_can_be_asked_for_again(self, tmp_path):
        written(tmp_path, interaction())
        with Observer(replay=tmp_path) as observer:
            first, second = (observer.get("provider", PageRequest(URL, HOSTS)) for _ in range(2))
        assert first == second

    def test_an_address_that_is_not_in_it_is_not_recorded(self, tmp_path):
        with pytest.raises(NotRecorded, match=r"run: imageprices update --only provider --record"):
            replay(written(tmp_path, interaction()), URL + "2")

    def test_a_provider_that_is_not_in_it_is_not_recorded(self, tmp_path):
        with pytest.raises(NotRecorded):
            replay(tmp_path)

    def test_a_question_is_told_from_another_by_its_body(self, tmp_path):
        """Two POSTs to one address are two questions: replaying the wrong one would be wrong data in silence."""
        pages = [
            interaction(
                method="POST", asked=json.dumps({"page": n}), body={"string": f"<p>{n}</p>"}, sent={"content-type": ["application/json"]}
            )
            for n in (1, 2)
        ]
        written(tmp_path, *pages)
        asked = {"method": "POST", "headers": {"content-type": "application/json"}}
        assert replay(tmp_path, body='{"page": 2}', **asked).body == b"<p>2</p>"
        with pytest.raises(NotRecorded):
            replay(tmp_path, body='{"page": 3}', **asked)

    def test_recorded_redirects_are_followed_by_the_same_rules(self, tmp_path):
        written(tmp_path, interaction(status=302, location="/new"), interaction(URL.replace("prices", "new")))
        assert replay(tmp_path, final_url=".*/new").url == "https://provider.example/new"
        with pytest.raises(BadAnswer, match="the same address"):
            replay(tmp_path)

    def test_a_recorded_redirect_elsewhere_is_refused(self, tmp_path):
        written(tmp_path, interaction(status=302, location="https://elsewhere.example/"))
        with pytest.raises(NotAllowed):
            replay(tmp_path)

    def test_a_recorded_refusal_is_a_refusal(self, tmp_path):
        with pytest.raises(Blocked):
            replay(written(tmp_path, interaction(status=403)))

    def test_validators_are_not_sent_into_the_past(self, tmp_path):
        assert replay(written(tmp_path, interaction()), etag='"1"').body == PAGE

    def test_nothing_of_a_replay_touches_the_network(self, tmp_path, monkeypatch):
        monkeypatch.setattr("socket.socket", lambda *_, **__: pytest.fail("a socket"))
        assert replay(written(tmp_path, interaction())).body == PAGE


DOM = {"x-imageprices-rendered": ["dom"]}


class TestRenderedPages:
    def test_a_browser_page_is_read_from_its_recorded_dom(self, tmp_path):
        written(tmp_path, interaction(), interaction(body={"string": "<p>dom</p>"}, sent=DOM))
        assert replay(tmp_path, browser=True).body == b"<p>dom</p>"
        assert replay(tmp_path).body == PAGE

    def test_the_mark_may_stand_on_the_answer(self, tmp_path):
        written(tmp_path, interaction(), interaction(body={"string": "<p>dom</p>"}, x_imageprices_rendered="dom"))
        assert replay(tmp_path, browser=True).body == b"<p>dom</p>"

    def test_pages_with_other_toggles_pressed_are_other_pages(self, tmp_path):
        annual = {"x-imageprices-rendered": ["dom; tab=Annual"]}
        written(tmp_path, interaction(sent=DOM), interaction(body={"string": "<p>annual</p>"}, sent=annual))
        assert replay(tmp_path, browser=True, clicks=(Click("tab", "Annual"),)).body == b"<p>annual</p>"
        assert replay(tmp_path, browser=True).body == PAGE

    def test_a_recording_by_others_holds_the_dom_as_the_plain_answer(self, tmp_path):
        assert replay(written(tmp_path, interaction()), browser=True).body == PAGE

    def test_the_plain_answer_does_not_stand_in_for_a_page_with_a_toggle_pressed(self, tmp_path):
        with pytest.raises(NotRecorded):
            replay(written(tmp_path, interaction()), browser=True, clicks=(Click("tab", "Annual"),))


class TestBrokenRecordings:
    @pytest.mark.parametrize(
        "index",
        [
            "interactions: [",
            "",
            "just words",
            "interactions: 7",
            "interactions: [7]",
            "interactions: [{request: {}}]",
            "interactions: [{request: {method: GET, uri: 7, body: '', headers: {}}, response: {status: {code: 200}, headers: {}, body: {}}}]",
            "interactions: [{request: {method: GET, uri: 'https://a.example', body: {}, headers: {}}, response: {status: {code: 2}, headers: {}, body: 7}}]",
            "interactions: [{request: {method: GET, uri: 'https://a.example', headers: 5}, response: {status: {code: x}, headers: {}, body: {string: ''}}}]",
            "interactions: !!python/object/apply:os.system [echo]",
            "[\n" * 1500,
            "\x00",
        ],
    )
    def test_an_index_that_is_none_says_so_and_what_to_do(self, tmp_path, index):
        (tmp_path / "provider").mkdir()
        (tmp_path / "provider" / "index.yaml").write_text(index)
        with pytest.raises(BadData, match="run: git checkout"):
            replay(tmp_path)

    def test_an_index_in_another_encoding_is_none(self, tmp_path):
        (tmp_path / "provider").mkdir()
        (tmp_path / "provider" / "index.yaml").write_bytes(b"note: \xff\xfe\xfa")
        with pytest.raises(BadData):
            replay(tmp_path)

    def test_a_missing_body_is_said(self, tmp_path):
        with pytest.raises(BadData, match=r"00\.html, found no such file"):
            replay(written(tmp_path, interaction(body={"file": "00.html"})))

    @pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..", "a/b", "", ".hidden", "a\\b", 7, None, ["x"], "C:x", "x\n"])
    def test_a_body_outside_the_folder_is_not_read(self, tmp_path, name):
        (tmp_path / "secret").write_text("secret")
        with pytest.raises(BadData):
            replay(written(tmp_path, interaction(body={"file": name})))

    def test_a_body_that_is_a_link_is_not_followed(self, tmp_path):
        written(tmp_path, interaction(body={"file": "00.html"}))
        (tmp_path / "provider" / "00.html").symlink_to("/etc/hostname")
        with pytest.raises(BadData):
            replay(tmp_path)

    def test_a_body_beyond_the_bound_is_not_read(self, tmp_path):
        written(tmp_path, interaction(body={"file": "00.html"}))
        with (tmp_path / "provider" / "00.html").open("wb") as file:
            os.truncate(file.fileno(), BOUNDS.body_bytes + 1)
        with pytest.raises(BadData, match="at most"):
            replay(tmp_path)

    @pytest.mark.parametrize("provider", ["../other", "", "a/b", ".", "UPPER", "x" * 100])
    def test_a_provider_that_is_a_path_is_refused(self, tmp_path, provider):
        with pytest.raises(BadData), Observer(replay=tmp_path) as observer:
            observer.get(provider, PageRequest(URL, HOSTS))


class TestRecord:
    def recorded(self, tmp_path, script, *paths, **options):
        with RawServer(script) as server, Observer(record=tmp_path, bounds=FAST, allow_loopback=True) as observer:
            pages = [observer.get("provider", ask(server.url(path), **options)) for path in paths]
        return server, pages

    def test_what_was_recorded_replays_to_the_byte_when_the_server_is_gone(self, tmp_path):
        import gzip

        server, (page,) = self.recorded(tmp_path, says(answer(gzip.compress(PAGE), content_encoding="gzip", etag='"1"')), "/prices")
        again = Observer(replay=tmp_path, allow_loopback=True).get("provider", ask(server.url()))
        assert (again.body, again.sha256, again.captured_at, again.url) == (page.body, page.sha256, page.captured_at, page.url)

    def test_each_body_lies_in_a_file_of_its_own_as_it_was_unpacked(self, tmp_path):
        import gzip

        self.recorded(tmp_path, says(answer(gzip.compress(PAGE), content_encoding="gzip")), "/a", "/b")
        assert sorted(path.name for path in (tmp_path / "provider").iterdir()) == ["00.html", "01.html", "index.yaml"]
        assert (tmp_path / "provider" / "00.html").read_bytes() == PAGE
        assert "content-encoding" not in (tmp_path / "provider" / "index.yaml").read_text()

    def test_no_secret_and_no_cookie_is_recorded(self, tmp_path):
        sent = {"Authorization": "Bearer canary", "Cookie": "canary", "X-Api-Key": "canary"}
        script = says(answer(set_cookie="session=canary", x_request_id="canary"))
        server, _ = self.recorded(tmp_path, script, "/prices?api_key=canary", headers=sent, final_url=".*")
        assert not any(b"canary" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
        assert server.pages()[0].headers["authorization"] == "Bearer canary"
        request = ask(server.url("/prices?api_key=another"), final_url=".*")
        assert Observer(replay=tmp_path, allow_loopback=True).get("provider", request).body == PAGE

    def test_recording_again_replaces_and_keeps_the_note(self, tmp_path):
        with RawServer(says(answer(PAGE.replace(b"0.04", b"0.05")))) as server:
            written(tmp_path, interaction(server.url()), interaction("https://provider.example/old"), note="figures of 2026-11-20")
            with Observer(record=tmp_path, bounds=FAST, allow_loopback=True) as observer:
                observer.get("provider", ask(server.url()))
        index = yaml.safe_load((tmp_path / "provider" / "index.yaml").read_text())
        assert index["note"] == "figures of 2026-11-20"
        assert [each["request"]["uri"] for each in index["interactions"]] == [server.url()]
        assert b"0.05" in Observer(replay=tmp_path, allow_loopback=True).get("provider", ask(server.url())).body

    def test_a_page_that_failed_leaves_the_old_recording_of_it(self, tmp_path):
        def script(connection, hit):
            connection.sendall(answer(status="403 No") if hit.path == "/bad" else answer())

        with RawServer(script) as server:
            written(tmp_path, interaction(server.url("/bad")), interaction(server.url("/good"), body={"string": "<p>old</p>"}))
            with Observer(record=tmp_path, bounds=FAST, allow_loopback=True) as observer:
                observer.get("provider", ask(server.url("/good")))
                with pytest.raises(FetchError):
                    observer.get("provider", ask(server.url("/bad")))
        again = Observer(replay=tmp_path, allow_loopback=True)
        assert again.get("provider", ask(server.url("/bad"))).body == PAGE
        assert again.get("provider", ask(server.url("/good"))).body == PAGE

    @pytest.mark.parametrize("index", ["interactions: [", "interactions: [{response: {body: {file: ../../x}}}]"])
    def test_a_broken_recording_is_mended_by_recording_again(self, tmp_path, index):
        (tmp_path / "provider").mkdir()
        (tmp_path / "provider" / "index.yaml").write_text(index)
        server, _ = self.recorded(tmp_path, says(answer()), "/prices")
        assert Observer(replay=tmp_path, allow_loopback=True).get("provider", ask(server.url())).body == PAGE

    def test_files_no_index_names_any_more_are_removed_and_others_left(self, tmp_path):
        self.recorded(tmp_path, says(answer()), "/a", "/b")
        (tmp_path / "provider" / "README.md").write_text("by hand")
        self.recorded(tmp_path, says(answer()), "/c")
        assert sorted(path.name for path in (tmp_path / "provider").iterdir()) == ["00.html", "README.md", "index.yaml"]

    def test_recording_twice_writes_the_same_bytes(self, tmp_path):
        with RawServer(says(answer())) as server:
            for name in ("one", "two"):
                with Observer(record=tmp_path / name, bounds=FAST, allow_loopback=True) as observer:
                    for path in ("/b", "/a") if name == "one" else ("/a", "/b"):
                        observer.get("provider", ask(server.url(path)))
        one, two = (sorted((tmp_path / name / "provider").iterdir()) for name in ("one", "two"))
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]

    def test_an_answer_without_a_date_is_recorded_with_ours(self, tmp_path):
        ours = datetime(2026, 11, 21, 9, tzinfo=UTC)
        observer = Observer(record=tmp_path, bounds=FAST, allow_loopback=True, clock=lambda: ours)
        with RawServer(says(answer(date="-"))) as server, observer:
            observer.get("provider", ask(server.url()))
        assert Observer(replay=tmp_path, allow_loopback=True).get("provider", ask(server.url())).captured_at == ours

    def test_a_replay_is_not_a_recording(self):
        with pytest.raises(ValueError, match="not both"):
            Observer(replay=Path("a"), record=Path("b"))

    def test_a_recording_can_be_written_and_read_without_a_network(self, tmp_path):
        call = Call("POST", "https://provider.example/api", b"\xff\x00", {"content-type": "application/octet-stream"})
        recording = recording_of(tmp_path, "provider", "record")
        recording.add(call, Reply(200, {"date": DATE}, b"\x00\xff"))
        recording.save()
        assert recording_of(tmp_path, "provider", "replay").play(call).body == b"\x00\xff"


class TestVcr:
    def test_vcrpy_reads_and_writes_the_same_folder_through_our_persister(self, tmp_path):
        import vcr

        written(tmp_path, interaction(), note="by hand")
        machine = vcr.VCR(record_mode="none", match_on=["method", "uri", "body"])
        machine.register_persister(FolderPersister)
        with machine.use_cassette(str(tmp_path / "provider" / "index.yaml")) as cassette:
            assert len(cassette) == 1
            import httpx2

            assert httpx2.get(URL).content == PAGE


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="captures of real pages are not part of the project")
class TestCaptures:
    @pytest.mark.parametrize("index", sorted(CAPTURES.glob("*/*/index.yaml")), ids=lambda path: "-".join(path.parts[-3:-1]))
    def test_every_real_page_replays_and_is_taken_for_a_page(self, index):
        with Observer(replay=index.parents[1]) as observer:
            for each in yaml.safe_load(index.read_text())["interactions"]:
                url, headers = each["request"]["uri"], each["response"]["headers"]
                kind = headers["content-type"][0].split(";")[0]
                request = PageRequest(url, frozenset({str(urlsplit(url).hostname)}), content_types=(kind,), browser=kind == "text/html")
                page = observer.get(index.parent.name, request)
                assert page.body == (index.parent / each["response"]["body"]["file"]).read_bytes()
