"""`cost` and `plans` say again what they said of the same question and content, and of nothing else; a lost or strange file costs time only."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.cli import _kept_output
from pipeline.cli._kept_output import told_or_asked
from pipeline.publish import site_stamp
from tests.built import latest

ROOT = Path(__file__).parent.parent


class Asked:
    """A folder, somebody who asks about it, and how often that had to be worked out."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data, self.capsys, self.times, self.status = folder / "data", capsys, 0, 0
        self.cache = folder / "cache" / "answers"
        self.words = ["cost", "--data", str(self.data)]

    def say(self, arguments: list[str]) -> int:
        self.times += 1
        print(f"answer {self.times}")
        print("an old price", file=sys.stderr)
        return self.status

    def __call__(self, *words: str) -> tuple[str, str]:
        told_or_asked([*self.words, *words], self.say)
        return tuple(self.capsys.readouterr())


@pytest.fixture
def ask(tmp_path, monkeypatch, capsys):
    """Somebody with a small data folder and a cache of their own."""
    monkeypatch.setenv("IMAGEPRICES_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(site_stamp, "made_by", lambda: "our code")
    (tmp_path / "data" / "current").mkdir(parents=True)
    (tmp_path / "data" / "models.toml").write_text("one")
    (tmp_path / "data" / "current" / "a.json").write_text("{}")
    return Asked(tmp_path, capsys)


def test_the_same_question_of_the_same_content_is_not_worked_out_again(ask):
    """The second answer is the first one on both streams, and nobody worked it out."""
    first = ask()
    assert (ask(), ask.times) == (first, 1)
    assert first == ("answer 1\n", "an old price\n")


class _Tomorrow(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime(2099, 1, 1, tzinfo=UTC)


CHANGES = {
    "a byte of a price": lambda ask, patch: (ask.data / "current" / "a.json").write_text("[]"),
    "a table": lambda ask, patch: (ask.data / "models.toml").write_text("two"),
    "a file more": lambda ask, patch: (ask.data / "current" / "b.json").write_text("{}"),
    "a file less": lambda ask, patch: (ask.data / "models.toml").unlink(),
    "a file by another name": lambda ask, patch: (ask.data / "models.toml").rename(ask.data / "ratings.toml"),
    "our code": lambda ask, patch: patch.setattr(site_stamp, "made_by", lambda: "other code"),
    "the day": lambda ask, patch: patch.setattr(_kept_output, "datetime", _Tomorrow),
    "the environment": lambda ask, patch: patch.setenv("COLUMNS", "40"),
    "the terminal": lambda ask, patch: patch.setattr(os, "get_terminal_size", lambda stream: os.terminal_size((40, 20))),
    "where one is": lambda ask, patch: patch.chdir(ask.data),
    "a word": lambda ask, patch: ask.words.append("--json"),
    "the verb": lambda ask, patch: ask.words.__setitem__(0, "plans"),
    "the folder": lambda ask, patch: ask.words.__setitem__(2, str(ask.data / "current")),
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changed_it_is_worked_out_again(ask, monkeypatch, change):
    """Never a stale answer: each thing that an answer is a function of is in its key. Put back, the first answer is found again."""
    ask()
    CHANGES[change](ask, monkeypatch)
    assert ask() == ("answer 2\n", "an old price\n")


def _kept_by(ask):
    return ask.cache.read_bytes().count(b"\n") if ask.cache.exists() else 0


@pytest.mark.parametrize(
    "words",
    [
        ["update", "--data", "DATA"],
        ["accept", "openai"],
        ["cost", "--data", "DATA", "--usage", "month.csv"],
        ["cost", "--data", "DATA", "--usage=month.csv"],
        ["cost", "--data", "DATA", "--data", "elsewhere"],
        ["cost", "--data"],
        [],
    ],
    ids=" ".join,
)
def test_nothing_else_is_kept(ask, words):
    """Verbs that write or read other files than the data folder's, and folders named twice, are asked each time."""
    ask.words = [str(ask.data) if word == "DATA" else word for word in words]
    assert [ask()[0], ask()[0]] == ["answer 1\n", "answer 2\n"]
    assert not _kept_by(ask)


@pytest.mark.parametrize("status", [1, 2, 3])
def test_what_ended_otherwise_than_well_is_not_kept(ask, status):
    """A mistake is told anew each time, with its status."""
    ask.status = status
    assert [told_or_asked(ask.words, ask.say) for _ in range(2)] == [status, status]
    assert ask.times == 2


def test_an_answer_during_which_the_data_moved_is_not_kept(ask, monkeypatch):
    """It is of neither content: `update` ran meanwhile."""
    say = ask.say

    def moving(arguments: list[str]) -> int:
        (ask.data / "current" / "a.json").write_text("[1]")
        return say(arguments)

    monkeypatch.setattr(ask, "say", moving)
    ask()
    assert not _kept_by(ask)


def test_an_answer_that_nobody_read_to_its_end_is_not_kept(ask, monkeypatch):
    """`| head` ends a command well; what it had said till then is half an answer."""

    def closed(text: str) -> int:
        raise BrokenPipeError

    def halfway(arguments: list[str]) -> int:
        print("half")
        monkeypatch.setattr(sys.stdout.stream, "write", closed)
        with pytest.raises(BrokenPipeError):
            print("the rest")
        return 0

    monkeypatch.setattr(ask, "say", halfway)
    ask()
    monkeypatch.undo()
    assert not _kept_by(ask)


def test_a_folder_that_leads_elsewhere_is_asked_each_time(ask, tmp_path):
    """What stands behind a link to a folder is not looked at, and so never taken for the same."""
    (tmp_path / "elsewhere").mkdir()
    (ask.data / "history").symlink_to(tmp_path / "elsewhere")
    assert [ask()[0], ask()[0]] == ["answer 1\n", "answer 2\n"]


def test_files_that_come_and_go_meanwhile_are_no_fault(ask, monkeypatch):
    """`update` writes beside it: what was listed and is gone when it is looked at costs time only. So does a folder that is gone itself."""
    hashed = site_stamp._hash
    monkeypatch.setattr(site_stamp, "_hash", lambda path: hashed(path.with_name("gone")))
    assert [ask()[0], ask()[0]] == ["answer 1\n", "answer 2\n"]
    monkeypatch.undo()
    assert not _kept_by(ask)


SPOILT = {
    "lost": lambda file: file.unlink(),
    "cut": lambda file: file.write_bytes(file.read_bytes()[:40]),
    "another answer": lambda file: file.write_bytes(file.read_bytes().replace(b"answer 1", b"answer 9")),
    "another program's": lambda file: file.write_bytes(b"\x00\xff\n" * 9),
    "a folder": lambda file: (file.unlink(), file.mkdir()),
}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_spoilt_file_costs_time_only(ask, spoil):
    """It is worked out again, and no word is said of it."""
    ask()
    SPOILT[spoil](ask.cache)
    assert ask() == ("answer 2\n", "an old price\n")


def test_where_nothing_can_be_written_the_answer_is_the_same(ask, monkeypatch, tmp_path):
    """A full disk, a file in the way: time only."""
    (tmp_path / "cache").write_text("in the way")
    assert [ask()[0], ask()[0]] == ["answer 1\n", "answer 2\n"]


def test_who_wants_none_has_none(ask, monkeypatch, tmp_path):
    """An empty IMAGEPRICES_CACHE: asked each time, nothing written."""
    monkeypatch.setenv("IMAGEPRICES_CACHE", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert [ask()[0], ask()[0]] == ["answer 1\n", "answer 2\n"]
    assert not (tmp_path / ".cache").exists()


def test_without_a_word_it_is_the_persons_cache_folder(ask, monkeypatch, tmp_path):
    """XDG_CACHE_HOME, else ~/.cache."""
    monkeypatch.delenv("IMAGEPRICES_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    ask()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    ask()
    assert all((tmp_path / folder / "imageprices" / "answers").is_file() for folder in (".cache", "xdg"))


def test_the_oldest_go_where_there_is_no_room(ask, monkeypatch):
    """The file is read whole each time, so it does not grow beyond its bound."""
    monkeypatch.setattr(_kept_output, "MOST", 400)
    for number in range(12):
        ask("--count", str(number))
    assert ask("--count", "11")[0] == "answer 12\n"
    assert ask("--count", "0")[0] == "answer 13\n"
    assert ask.cache.stat().st_size < 1000


WATCHED = """
import json, sys
opened = set()
sys.addaudithook(lambda event, values: opened.add(str(values[0])) if event == "open" and values and isinstance(values[0], str) else None)
from pipeline.cli._process import main
try:
    main()
except SystemExit:
    pass
print(json.dumps([sorted(opened), sys.path[1:], [name for name in ("typer", "pydantic") if name in sys.modules]]), file=sys.stderr)
"""


@pytest.mark.parametrize("verb", ["cost", "plans"])
def test_what_a_verb_opens_is_in_its_key_and_what_is_kept_needs_no_library(verb, tmp_path):
    """All that is read is of the data folder, our code, or what is installed beside us; asked again, it is the same without typer."""
    data = latest()
    command = [sys.executable, "-c", WATCHED, verb, "--data", str(data)]
    around = os.environ | {"IMAGEPRICES_CACHE": str(tmp_path)}
    first, again = (subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, env=around) for _ in range(2))
    assert first.stdout == again.stdout != ""
    opened, beside, libraries = json.loads(first.stderr.splitlines()[-1])
    code = [ROOT / room for room in ("imageprices", *site_stamp.CODE)]
    known = [data, tmp_path, *code, *map(Path, beside), Path(sys.prefix), Path(sys.base_prefix)]
    assert [name for name in opened if not any(Path(name).is_relative_to(folder) for folder in known)] == []
    assert any(Path(name).is_relative_to(data) for name in opened)
    assert "typer" in libraries
    assert json.loads(again.stderr.splitlines()[-1])[2] == []
