"""`alert` over real wires: a webhook and a mail sink on this machine receive exactly what changed, once."""

from __future__ import annotations

import email
import json
import socket
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from pipeline.alert.notices import UNSEEN, neutral
from pipeline.alert.outbox import Destination, News, deliver, read_state
from pipeline.alert.pending import all_news
from pipeline.cli.application import run
from pipeline.publish.dataset import published
from pipeline.publish.files.feeds import feeds
from pipeline.text.sentences import sentence
from schema.changes import Change, change_id
from tests.built import BASE, earlier, latest
from tests.fakes import DAY, PRICES, acme, prices_page, record
from tests.test_update import SIX

CANARY = "canary-5e2f7d"


@pytest.fixture
def webhook(httpserver):
    httpserver.expect_request("/hook").respond_with_data("ok")
    return httpserver


@pytest.fixture
def told(monkeypatch, tmp_path):
    """Run `alert` for these addresses with a state of its own."""

    def tell(*urls, data=None, **options):
        monkeypatch.setenv("IMAGEPRICES_ALERTS", "\n".join(urls))
        flags = [f"--{name.replace('_', '-')}" for name, wanted in options.items() if wanted]
        return run(["alert", "--data", str(data or latest()), "--state", str(tmp_path / "state" / "alerts.json"), *flags])

    return tell


def messages(server):
    return [json.loads(request.get_data()) for request, _ in server.log]


def lines(text):
    return sorted(line.removeprefix("• ") for line in text.splitlines() if line.startswith("• "))


def expected(known=None, heard=()):
    """What is news of the latest recordings: since another data folder, or to an address that never heard anything."""
    news = all_news(latest())
    old = {change.id for change in all_news(known).changes} if known else {change.id for change in news.changes if change.at < news.since}
    return sorted(line for change in news.changes if change.id not in old and (line := neutral(sentence(change))) not in heard)


def hook(server, secret=""):
    return f"json://127.0.0.1:{server.port}/hook" + (f"?+X-Token={secret}" if secret else "")


def test_a_webhook_gets_exactly_the_changes_between_two_runs(webhook, told):
    """Nothing after the first reading, everything after the second, nothing after that."""
    assert 0 == told(hook(webhook), data=earlier())
    (greeting,) = messages(webhook)
    assert greeting["message"].startswith("From now on you hear what changes at")
    before = set(lines(greeting["message"]))
    assert 0 == told(hook(webhook))
    heard = sorted(line for message in messages(webhook)[1:] for line in lines(message["message"]))
    assert expected(earlier(), before) == heard
    count = len(messages(webhook))
    assert 0 == told(hook(webhook))
    assert count == len(messages(webhook))


def test_a_mail_sink_gets_the_same(told):
    """One mail, whose lines are the sentences."""
    mails = []

    class Sink:
        async def handle_DATA(self, server, session, envelope):
            mails.append(email.message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    sink = Controller(Sink(), hostname="127.0.0.1", port=port)
    sink.start()
    try:
        assert 0 == told(f"mailto://127.0.0.1:{port}?from=robot@example.com&to=maintainer@example.com&mode=insecure&format=text")
    finally:
        sink.stop()
    assert 1 == len(mails)
    body = mails[0].get_body(("plain",)).get_content()
    assert [line.replace(UNSEEN, "") for line in expected()] == [line.replace(UNSEEN, "") for line in lines(body)]


def test_a_destination_that_is_down_is_told_by_the_next_run_and_harms_no_other(webhook, httpserver, told):
    """The other one is told at once, and not again."""
    down = f"json://127.0.0.1:{httpserver.port}/down"
    httpserver.expect_oneshot_request("/down").respond_with_data("no", status=503)
    assert 3 == told(down, hook(webhook))
    assert ["/down", "/hook"] == [request.path for request, _ in webhook.log]
    httpserver.expect_request("/down").respond_with_data("ok")
    assert 0 == told(down, hook(webhook))
    assert 0 == told(down, hook(webhook))
    assert ["/down", "/hook", "/down"] == [request.path for request, _ in webhook.log]
    assert expected() == lines(messages(webhook)[2]["message"])


def test_nobody_listening_is_a_failed_delivery(told):
    """A refused connection ends with status 3."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert 3 == told(f"json://127.0.0.1:{port}/")


def made_up(count):
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return [
        Change(id=change_id(n), kind="restated", subject="offer", provider="fal", native_id=f"model-{n}", name=f"Model {n}", at=at)
        for n in range(count)
    ]


class Recorder:
    def __init__(self, works=True):
        self.sent, self.works = [], works

    def notify(self, body, **_):
        self.sent.append(body)
        if self.works == "raises":
            raise RuntimeError(CANARY)
        return self.works


def test_five_hundred_changes_are_one_digest(tmp_path):
    """One message, short enough for the channel, that counts them all; every one is told by it."""
    for longest in (32_000, 2_000, 160):
        phone = Recorder()
        state = tmp_path / f"{longest}.json"
        deliver(News(made_up(500)), [Destination("a" * 16, "Phone", longest, phone)], state, "https://x.example/")
        deliver(News(made_up(500)), [Destination("a" * 16, "Phone", longest, phone)], state, "https://x.example/")
        assert 1 == len(phone.sent)
        assert phone.sent[0].startswith("500 restated.")
        assert longest == 32_000 or phone.sent[0].endswith("more: https://x.example/")
        assert len(phone.sent[0].encode()) <= longest
        assert 500 == len(read_state(state).destinations["a" * 16].changes)


def test_without_a_link_what_one_message_has_no_room_for_comes_in_further_ones(tmp_path):
    """Nothing is dropped for length."""
    phone = Recorder()
    deliver(News(made_up(50)), [Destination("a" * 16, "Phone", 500, phone)], tmp_path / "state.json")
    assert all(len(body.encode()) <= 500 for body in phone.sent)
    assert 50 == sum(body.count("• ") for body in phone.sent) and len(phone.sent) > 1


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_service_that_fails_between_two_messages_hears_the_rest_and_nothing_twice(tmp_path, fails_at):
    """The greeting and the parts that were taken are told; the next run begins behind them."""
    phone, state, greeted = Recorder(), tmp_path / "state.json", timedelta(days=1)
    to, news = [Destination("a" * 16, "Phone", 500, phone)], News(made_up(50), made_up(1)[0].at - greeted, {"fal": "down"}, 60)
    taken, refused = [], []

    def notify(body, **_):
        works = len(taken) != fails_at or bool(refused)
        (taken if works else refused).append(body)
        return works

    phone.notify = notify
    for _ in range(3):
        deliver(news, to, state)
    said = [line for body in taken for line in body.splitlines()]
    assert len(said) == len(set(said)) == 52, "fifty changes, a greeting, an outage: each once"
    assert refused[0].splitlines()[0] in said


def test_a_new_address_is_greeted_and_hears_from_the_last_look_on(tmp_path):
    """What was before is counted and linked, and never told; also where the first message did not get through."""
    phone, state = Recorder(works=False), tmp_path / "state.json"
    to = [Destination("a" * 16, "Phone", 2000, phone)]
    news = News(made_up(30), made_up(1)[0].at, {}, 60)
    later = [
        change.model_copy(update={"at": news.since + timedelta(hours=1), "id": change_id("later", n)})
        for n, change in enumerate(made_up(2))
    ]
    old = [change.model_copy(update={"at": news.since - timedelta(days=9)}) for change in news.changes]
    deliver(News([*old, *later], news.since, {}, 60), to, state, "https://x.example/")
    phone.works, phone.sent = True, []
    deliver(News([*old, *later], news.since + timedelta(days=3), {}, 60), to, state, "https://x.example/")
    (body,) = phone.sent
    assert "From now on you hear what changes at 60 sellers" in body
    assert "30 changes before that are not told here: https://x.example/" in body
    assert 2 == body.count("• ")


def test_an_outage_is_told_once_by_its_cause_and_once_when_it_is_over(tmp_path):
    """However often one looks."""
    phone, state = Recorder(), tmp_path / "state.json"
    to = [Destination("a" * 16, "Phone", 2000, phone)]
    for failing in ({}, {"fal Blocked": "fal: can't be read"}, {"fal Blocked": "fal: can't be read"}, {}, {}):
        deliver(News([], None, failing), to, state)
    assert phone.sent == ["fal: can't be read", "readable again: fal: can't be read"]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        # A further seller fails, then a third of the same cause: none of them is readable again.
        ([{"a X": "a: X"}, {"a X": "a: X", "b X": "b: X", "c X": "c: X"}], ["a: X", "b: X\nc: X"]),
        # Three at once are one line, when they fail and when it is over.
        ([{"a X": "a: X", "b X": "b: X", "c X": "c: X"}, {}], ["3 sellers can't be read, X: a, b, c", "readable again: 3 sellers can't be read, X: a, b, c"]),
        # Another cause is news, and no end.
        ([{"a X": "a: X"}, {"a Y": "a: Y"}, {}], ["a: X", "a: Y", "readable again: a: Y"]),
    ],
)  # fmt: skip
def test_what_still_fails_is_never_readable_again(tmp_path, days, said):
    """Whatever fails beside it, and for whichever cause."""
    phone, state = Recorder(), tmp_path / "state.json"
    to = [Destination("a" * 16, "Phone", 2000, phone)]
    for failing in days:
        deliver(News([], None, failing), to, state)
    assert phone.sent == said


def test_an_outage_that_came_and_went_while_nobody_listened_is_told_by_its_end(tmp_path):
    """Once, when the service takes messages again."""
    phone, state = Recorder(works=False), tmp_path / "state.json"
    to = [Destination("a" * 16, "Phone", 2000, phone)]
    deliver(News([], None, {"fal X": "fal: can't be read"}), to, state)
    phone.works, phone.sent = True, []
    for _ in range(2):
        deliver(News([], None, {}), to, state)
    assert phone.sent == ["readable again: fal: can't be read"]


def test_a_plugin_that_raises_is_a_failed_delivery(tmp_path, capsys):
    """Its text, which may hold an address, is told to nobody."""
    broken, phone = Recorder("raises"), Recorder()
    to = [Destination("b" * 16, "Broken", 2000, broken), Destination("c" * 16, "Phone", 2000, phone)]
    assert [False, True] == [delivery.done for delivery in deliver(News(made_up(2)), to, tmp_path / "state.json")]
    assert CANARY not in (tmp_path / "state.json").read_text() + "".join(capsys.readouterr())


def test_secrets_are_never_printed(webhook, told, tmp_path, capfd, caplog):
    """Not when it works, not when it fails, not when the address is wrong, not in the state."""
    caplog.set_level("DEBUG")
    told(hook(webhook, CANARY), f"json://user:{CANARY}@127.0.0.1:1/{CANARY}")
    told(hook(webhook, CANARY), dry_run=True)
    told(hook(webhook, CANARY), test=True)
    assert 2 == told(f"nosuch://{CANARY}")
    assert CANARY in str(webhook.log[0][0].headers)
    written = "".join(path.read_text() for path in (tmp_path / "state").iterdir())
    assert CANARY not in "".join(capfd.readouterr()) + caplog.text + written


def test_a_test_message_tells_no_change(webhook, told):
    """`--test` sends one, and what waits still waits; `--dry-run` sends nothing."""
    assert 0 == told(hook(webhook), test=True)
    assert "This is a test" in messages(webhook)[0]["message"]
    assert 0 == told(hook(webhook), dry_run=True)
    assert 1 == len(messages(webhook))
    assert 0 == told(hook(webhook))
    assert 2 == len(messages(webhook))


def test_addresses_come_from_a_file_too(webhook, tmp_path, monkeypatch):
    """One a line, remarks allowed, each once."""
    monkeypatch.setenv("IMAGEPRICES_ALERTS", hook(webhook))
    (tmp_path / "addresses").write_text(f"# ours\n{hook(webhook)}\n\n")
    assert 0 == run(["alert", "--data", str(latest()), "--state", str(tmp_path / "s.json"), "--config", str(tmp_path / "addresses")])
    assert 1 == len(messages(webhook))


def test_without_an_address_it_says_where_to_put_one(told, capsys):
    """A usage error, not silence."""
    assert 2 == told("")
    assert "IMAGEPRICES_ALERTS" in capsys.readouterr().err


def test_what_waits_is_told_in_feed_and_alert_when_it_begins_and_each_week_again(webhook, told, tmp_path):
    """A price that waits for a person, updated and alerted by the command line: told on days 1 and 8, not on 3 and 9."""
    data, heard, fed = tmp_path / "data", {}, {}
    with acme():
        for day in (0, 1, 3, 8, 9):
            price = "$0.04" if day == 0 else "$0.4"
            pages = record(tmp_path / f"day-{day}", {PRICES: prices_page(SIX | {"alpha": price})}, DAY + timedelta(days=day))
            assert run(["update", "--only", "acme", "--replay", str(pages), "--data", str(data)]) in (0, 3)
            before = len(messages(webhook))
            assert 0 == told(hook(webhook), data=data)
            heard[day] = [line for message in messages(webhook)[before:] for line in lines(message["message"])]
            made = dict(feeds(published(data), BASE))
            fed[day] = [item["content_text"] for item in json.loads(made["feeds/maintainers.json"])["items"] if "alpha" in str(item)]
    assert [day for day, said in heard.items() if any("alpha" in line for line in said)] == [1, 8], heard
    assert [len(fed[day]) for day in (0, 1, 3, 8, 9)] == [0, 1, 1, 2, 2], fed
    assert "waits since 2026-03-02" in " ".join(heard[8]) and any("waits since 2026-03-02" in text for text in fed[8])
