"""The command line: what it says, where, and with which exit status."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import typer

from pipeline.cli.application import application, groups, run
from tests.fakes import DAY, MORE, PRICES, acme, prices_page, record, tokens_page
from tests.readings import CAPTURES
from tests.test_update import SIX

ROOT = Path(__file__).parent.parent


@pytest.fixture
def at(tmp_path, monkeypatch):
    """An empty folder to be in, with recordings `one` (whole), `two` (something held) and `three` (a page that fails)."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()  # one that is there is left as it is: no table names sellers beside acme
    record(tmp_path / "one", {PRICES: prices_page(SIX)})
    record(tmp_path / "two", {PRICES: prices_page(SIX | {"alpha": "$0.4"})}, DAY + timedelta(days=1))
    record(tmp_path / "three", {PRICES: "# Another page", MORE: tokens_page({"tau": "ask us"})}, DAY + timedelta(days=2))
    with acme():
        yield tmp_path


@pytest.fixture
def said(capsys):
    """Run a command: its status, what it printed and what it complained of."""

    def of(*arguments):
        status = run([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return of


def test_update_says_what_was_read_and_what_to_run_next(at, said):
    """Status 0 when all was read and accepted."""
    status, out, err = said("update", "--replay", "one")
    assert (status, err) == (0, "")
    assert "1 providers, 3 pages (2 not recorded, 1 read), 6 prices" in out
    assert "next: imageprices build --data data" in out


def test_update_with_something_held_ends_with_3_and_names_it(at, said):
    """The rest was stored, the reasons printed."""
    said("update", "--replay", "one")
    status, out, _ = said("update", "--replay", "two")
    assert status == 3
    assert "alpha: $0.04 per image -> $0.4 per image, waits for a person: 0.04 -> 0.4 is 10 of it" in out
    assert "next: imageprices review --data data" in out


def test_update_as_json_is_one_object_with_sentences(at, said):
    """Stable for a program: {whole, skipped, providers: [{provider, first, refused, pages, changes, held, notes}]}."""
    status, out, _ = said("update", "--replay", "one", "--json")
    told = json.loads(out)
    assert status == 0 and told["whole"] is True
    assert set(told["providers"][0]) >= {"provider", "first", "refused", "pages", "changes", "held", "notes"}
    assert told["providers"][0]["changes"][0]["sentence"].startswith("acme · alpha: $0.04 per image")


def test_read_as_json_has_every_price_with_its_evidence(at, said):
    """{provider, offers, plans, rules, held, pages}; each price with words, address, place, hash and time."""
    status, out, _ = said("read", "acme", "--replay", "one", "--json")
    told = json.loads(out)
    assert status == 0
    assert set(told) == {"provider", "offers", "plans", "rules", "held", "pages"}
    price = told["offers"][0]["prices"][0]
    assert (price["amount"], price["currency"], price["unit"]) == ("0.04", "USD", "image")
    assert set(price["quote"]) >= {"text", "url", "locator", "captured_at", "sha256"}
    assert {page["outcome"] for page in told["pages"]} == {"read", "not_recorded"}


def test_read_writes_nothing(at, said):
    """Reading is looking."""
    before = sorted(at.rglob("*"))
    said("read", "acme", "--replay", "one")
    assert sorted(at.rglob("*")) == before


def test_read_with_a_failed_page_ends_with_3_and_explains(at, said):
    """What was expected and what found, on request."""
    status, out, _ = said("read", "acme", "--replay", "three", "--explain")
    assert status == 3
    assert "expected the words 'Acme prices' that make it this page" in out
    assert "held: 1" in out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("read", "acne", "--replay", "one"), "acme"),
        (("read", "../../etc", "--replay", "one"), "no module of that name"),
        (("read", "acme", "--replay", "nowhere"), "nowhere"),
        (("update", "--replay", "nowhere"), "no such folder"),
        (("update", "--only", "acne", "--replay", "one"), "acme"),
        (("update", "--replay", "one", "--record", "two"), "--replay or --record"),
        (("update", "--replay", "one", "--shard", "3/2"), "I/N"),
        (("update", "--replay", "one", "--shard", "x"), "I/N"),
        (("update", "--replay", "one", "--data", "one/acme"), "a data folder"),
        (("update", "--replay", "one", "--data", "one/acme/index.yaml"), "a data folder"),
        (("review", "--data", "empty"), "a data folder"),
        (("check", "--data", "empty"), "a data folder"),
        (("merge", "empty", "--data", "data"), "a data folder"),
        (("accept", "acme", "--by", "Ada", "--reason", "why", "--data", "fresh"), "nothing of it"),
        (("correct", "acme", "alpha", "--by", "Ada", "--reason", "why", "--data", "fresh"), "--amount"),
        (("correct", "acme", "alpha", "--amount", "four", "--by", "Ada", "--reason", "why", "--data", "fresh"), "a number such as"),
        (("correct", "acme", "alpha", "--amount", "4", "--axis", "low", "--by", "Ada", "--reason", "why", "--data", "fresh"), "AXIS=VALUE"),
        (("check", "--data", "data", "--recordings", "nowhere"), "no such folder"),
        (("update", "--nonsense"), "an option such as"),
        (("nonsense",), "expected one such as serve"),
    ],
)
def test_bad_input_ends_with_2_and_one_clear_sentence(at, said, arguments, expected):
    """Where, what was expected, what was found."""
    status, out, err = said(*arguments)
    assert status == 2
    assert expected in re.sub(r"\s+", " ", err)
    assert out == ""


def test_broken_recording_is_told_and_nothing_is_stored(at, said):
    """With the place in the file."""
    (at / "one/acme/index.yaml").write_text("interactions: [5]", encoding="utf-8")
    assert said("read", "acme", "--replay", "one")[0] == 2
    status, out, _ = said("update", "--replay", "one")
    assert status == 3 and "index.yaml" in out
    assert not (at / "data/current").exists()


def test_corrupt_current_is_told_with_the_command_that_mends_it(at, said):
    """And that command mends it."""
    said("update", "--replay", "one")
    before = (at / "data/current/acme.json").read_bytes()
    (at / "data/current/acme.json").write_text("{", encoding="utf-8")
    status, _, err = said("update", "--replay", "two")
    command = re.search(r"run: imageprices (.*)", err)[1]
    assert status == 2
    assert said(*command.split(), "--recordings", "one")[0] == 0
    assert (at / "data/current/acme.json").read_bytes() == before


def test_review_accept_and_check_go_together(at, said):
    """As a maintainer does it, command after command."""
    for recorded in ("one", "two"):
        said("update", "--replay", recorded)
    status, out, _ = said("review")
    assert status == 3 and "alpha" in out
    status, out, _ = said("accept", "acme", "alpha", "--by", "Ada", "--reason", "really ten times")
    assert status == 0 and "$0.04 -> $0.4 per image (+900.0 %) (really ten times), highest since we began, by Ada" in out
    assert said("review")[0] == 0
    status, out, _ = said("check", "--recordings", "one", "--recordings", "two")
    assert status == 0 and "6 entries found again" in out
    assert json.loads(said("review", "--json")[1])["providers"][0]["held"] is None


def test_fault_of_ours_ends_with_1_without_a_traceback(at, said, monkeypatch):
    """One sentence with what to send us."""
    monkeypatch.setattr("pipeline.update.runs.run_update", lambda run: 1 / 0)
    status, _, err = said("update", "--replay", "one")
    assert status == 1
    assert "a fault of ours: ZeroDivisionError" in err and "IMAGEPRICES_TRACEBACK=1" in err


def test_hostile_words_of_a_page_steer_neither_terminal_nor_runner(at, said):
    """No escape sequence, no line that a workflow would obey."""
    record(at / "evil", {PRICES: prices_page({"\x1b[31m::error::x": "$0.04", "b\u202eta": "$0.05"})})
    _, out, _ = said("read", "acme", "--replay", "evil")
    assert "\x1b" not in out and "\u202e" not in out and "::" not in out


def test_every_verb_has_help_with_a_first_line():
    """A verb without a sentence can't be found."""
    assert {"update", "review", "check"} <= set(groups())
    for verb in ("update", "read", "check", "merge", "review", "accept", "reject", "correct"):
        assert run([verb, "--help"]) == 0


def test_help_needs_no_readers_and_no_network_libraries():
    """`--help` is quick because a verb imports what it needs when it runs."""
    script = "import sys; from pipeline.cli.application import run; run(['--help']); print([name for name in ('httpx2', 'lxml', 'playwright') if name in sys.modules])"
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
    assert told.strip().endswith("[]")


@pytest.mark.captures
@pytest.mark.skipif(not CAPTURES.exists(), reason="the captured pages are not beside this checkout")
def test_captured_page_is_read_from_the_command_line(capsys):
    """bfl's whole page: 18 prices, status 0."""
    assert run(["read", "bfl", "--replay", str(CAPTURES / "earlier"), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["offers"]) == 11


@pytest.mark.parametrize("verb", sorted(command.name or command.callback.__name__ for command in application().registered_commands))
def test_a_verb_alone_is_the_verb_among_all(verb):
    """Only the verb that is asked for is taken apart: its help is the same, and it is still asked for by its name."""
    commands = [typer.main.get_command(application(only)) for only in ("", verb)]
    context = [typer.Context(command, info_name="imageprices") for command in commands]
    among, alone = (command.commands[verb] for command in commands)
    assert [verb] == list(commands[1].commands)
    assert among.get_usage(context[0]) == alone.get_usage(context[1])
    assert [one.opts for one in among.params] == [one.opts for one in alone.params]
