"""Whatever the terminal: a letter it lacks is replaced, ids stay whole, Ctrl-C is quiet, and who has read enough is no fault."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import _process, application
from tests.built import everything, few, latest

ROOT = Path(__file__).parent.parent
DATA = "--data"  # followed by the folder, which is made when the first test asks for it
DAY = "--on"  # followed by the day its prices stand for: nothing is said of their age
REPLAY = ["--replay", str(ROOT / "tests" / "cassettes" / "latest")]
VERBS = {
    "cost": ["cost", "--all", DATA],
    "a bill": ["cost", "--provider", "openai", "--model", "gpt-image-2", DATA],
    "uses": ["cost", "--uses", DATA],
    "decide": ["cost", "--decide", DATA],
    "plans": ["plans", DATA],
    "workload": ["workload", "--preset", "freelance", DATA],
    "presets": ["workload", "--list"],
    "read": ["read", "comfy", *REPLAY],
    "review": ["review", DATA],
    "check": ["check", DATA],
    "aliases": ["aliases", DATA],
    "help": ["--help"],
    "a verb's help": ["cost", "--help"],
    "a mistake": ["cost", "--model", "模型 “x”", DATA],
}


def whole(words: list[str], data: Callable[[], Path] = latest) -> list[str]:
    """The words of a command, with the data folder and its day where they are asked for."""
    meant = {DATA: lambda: [str(data())], DAY: lambda: [str(everything().judged_on)]}
    return [part for word in words for part in [word, *(meant[word]() if word in meant else [])]]


class Terminal(io.TextIOWrapper):
    """A stream of that encoding, strict as Python's own, on a terminal or in a pipe."""

    def __init__(self, encoding: str, tty: bool) -> None:
        super().__init__(io.BytesIO(), encoding=encoding, errors="strict", write_through=True)
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    def text(self) -> str:
        return self.buffer.getvalue().decode(self.encoding)  # type: ignore[attr-defined]


@pytest.fixture
def shown(monkeypatch):
    """A command on such a terminal: what it shows, and the status it ends with."""

    def of(
        arguments: list[str], encoding: str = "utf-8", *, tty: bool = True, data: Callable[[], Path] = latest, **environment: str
    ) -> tuple[str, int]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        out, err = Terminal(encoding, tty), Terminal(encoding, tty)
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setattr(sys, "argv", ["imageprices", *whole(arguments, data)])
        with pytest.raises(SystemExit) as ended:
            _process.main()
        return out.text() + err.text(), ended.value.code

    return of


def test_all_verbs_are_here():
    """But those that write, serve or ask the network: they say their lines through the same functions."""
    named = {words[0] for words in VERBS.values()} | {
        "accept",
        "alert",
        "build",
        "correct",
        "merge",
        "message",
        "new",
        "overdue",
        "reject",
        "serve",
    }
    verbs = {command.name or command.callback.__name__ for command in application.application().registered_commands}
    assert {"cost", "plans", "workload", "read", "review", "check", "aliases"} <= named & verbs


@pytest.mark.parametrize("tty", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_letter_the_terminal_lacks_is_replaced(shown, verb, encoding, tty):
    """Never a fault of ours, never a traceback; the status is that of a terminal with all letters."""
    text, status = shown(VERBS[verb], encoding, tty=tty, data=few, TERM="dumb" if tty else "xterm", COLUMNS="80")
    assert status in (0, 2, 3)
    assert "imageprices: a fault of ours" not in text
    assert text.strip()


def test_json_loses_no_letter(shown):
    """A program reads the same values, whatever the encoding."""
    everywhere = [
        json.loads(shown(["cost", "--model", "gpt-image-2", "--json", DAY, DATA], encoding, tty=False)[0])
        for encoding in ("ascii", "cp1252", "utf-8")
    ]
    assert everywhere[0] == everywhere[1] == everywhere[2]


@pytest.mark.parametrize("columns", [80, 200])
def test_ids_are_whole_at_80_columns(shown, columns):
    """Of the ranking, each id that is in it stands in one line; none is wider than the terminal."""
    rows = json.loads(shown(["cost", "--json", DAY, DATA])[0])["ranked"]
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown(["cost", DAY, DATA], COLUMNS=str(columns))[0])
    assert [] == [row["cost"]["native_id"] for row in rows if row["cost"]["native_id"] not in text and len(row["cost"]["native_id"]) < 45]
    assert max(map(len, text.splitlines())) <= columns


def test_the_bar_goes_before_the_basis(shown):
    """A bar is the least of what a row says."""
    wide, narrow, narrowest = (shown(["cost", "--model", "gpt-image-2", DATA], COLUMNS=columns)[0] for columns in ("200", "80", "60"))
    assert "█" in wide
    assert all("gpt-image-2" in text for text in (wide, narrow, narrowest))
    assert all("█" not in text or "proof" in text for text in (wide, narrow, narrowest))


@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "cp1252"}, {"TERM": "dumb"}], ids=str
)
def test_the_command_itself_starts_anywhere(environment, tmp_path):
    """As a process of its own, in a folder that holds nothing."""
    done = started(["cost", "--model", "gpt-image-2", DAY, DATA], tmp_path, environment)
    assert (0, b"") == (done.wait(60), done.stderr.read())


def started(words, folder, environment=None, before="pass"):
    command = [
        sys.executable,
        "-c",
        f"{before}; from imageprices.__main__ import main; print('up', flush=True); main()",
        *whole(words, few),
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})}
    return subprocess.Popen(command, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("seconds", [0.0, 0.3, 1.0, 2.5])
def test_ctrl_c_is_quiet_from_the_first_moment(tmp_path, seconds):
    """While modules are imported, while a site is built: no word, the status a shell expects, nothing left behind."""
    process = started(["build", DATA, "--out", "site"], tmp_path)
    assert b"up\n" == process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    if process.returncode == 0:
        assert (tmp_path / "site" / "index.html").exists()  # it was done before
        return
    assert (130, b"") == (process.returncode, err), out
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words",
    [["cost", "--all", DAY, DATA], ["cost", "--json", DAY, DATA], ["--help"]],
    ids=lambda words: words[0] + words[1] if words[1:] else words[0],
)
def test_who_has_read_enough_is_no_fault(tmp_path, words):
    """`| head -1`: no complaint, and no status that says something failed."""
    process = started(words, tmp_path, before="import sys; sys.stdout.reconfigure(write_through=False)")
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    assert (0, b"") == (process.wait(60), err)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_is_told_of_what_is_printed_too(tmp_path):
    """One sentence and status 1, instead of a prompt as if all were well."""
    with Path("/dev/full").open("wb") as full:
        command = [sys.executable, "-m", "imageprices", *whole(["cost", DATA])]
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert 1 == done.returncode
    assert b"the disk is full" in done.stderr and b"Traceback" not in done.stderr


def test_the_shell_completes_verbs_and_options(tmp_path):
    """Once it was told to by `--install-completion`."""
    for words, expected in (("imageprices wor", b"workload"), ("imageprices cost --mod", b"--model")):
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "_IMAGEPRICES_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(words.count(" ")),
        }
        done = subprocess.run([sys.executable, "-m", "imageprices"], cwd=tmp_path, env=env, capture_output=True, check=False)
        assert expected in done.stdout, done.stderr
