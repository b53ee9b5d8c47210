"""History is the truth and is never made shorter: one that lost lines is told, and nothing is built, rebuilt or read on top of it."""

from datetime import timedelta

import pytest

from pipeline.cli.application import run as command
from pipeline.store import data_folder
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from tests.fakes import DAY, PRICES, acme, prices_page, record

SIX = {"alpha": "$0.04", "beta": "$0.05", "gamma": "$0.06", "delta": "$0.07", "epsilon": "$0.08", "zeta": "$0.09"}
CUTS = {
    "emptied": lambda path: path.write_text(""),
    "deleted": lambda path: path.unlink(),
    "its last line gone": lambda path: path.write_text("".join(lines(path)[:-1])),
    "its last three lines gone": lambda path: path.write_text("".join(lines(path)[:-3])),
    "a line in the middle gone": lambda path: path.write_text("".join(lines(path)[:2] + lines(path)[3:])),
    "its first line gone": lambda path: path.write_text("".join(lines(path)[1:])),
    "cut in mid line": lambda path: path.write_bytes(path.read_bytes()[:-40]),
    "a byte that is no text": lambda path: path.write_bytes(path.read_bytes().replace(b"alpha", b"al\xffha", 1)),
}


def lines(path):
    return path.read_text().splitlines(keepends=True)


@pytest.fixture(autouse=True)
def provider():
    with acme():
        yield


@pytest.fixture
def data(tmp_path):
    """Two readings: six new prices, then two that moved."""
    for day, prices in enumerate((SIX, SIX | {"alpha": "$0.044", "beta": "$0.055"})):
        folder = record(tmp_path / f"set{day}", {PRICES: prices_page(prices)}, DAY + timedelta(days=day))
        run_update(Run(tmp_path / "data", replay=folder, only=("acme",)))
    return tmp_path / "data"


@pytest.mark.parametrize("cut", CUTS)
def test_a_history_that_lost_lines_is_told_by_every_verb_and_stays_as_it_is(data, cut, capsys, tmp_path):
    """No baseline of what is left, no current rebuilt from it, no site: one sentence with the way back."""
    path = data / "history/acme/2026.jsonl"
    CUTS[cut](path)
    left = path.read_bytes() if path.exists() else None
    current = (data / "current/acme.json").read_bytes()
    for verb in (
        ["check"],
        ["check", "--repair"],
        ["update", "--replay", str(tmp_path / "set1"), "--only", "acme"],
        ["build", "--out", str(tmp_path / "site")],
    ):
        assert command([*verb, "--data", str(data)]) in (2, 3), verb
        said = capsys.readouterr()
        assert "git checkout -- " in said.out + said.err and "a fault of ours" not in said.err, (verb, said)
    assert left == (path.read_bytes() if path.exists() else None)
    assert current == (data / "current/acme.json").read_bytes()


@pytest.mark.parametrize("cut", ["emptied", "deleted", "its last three lines gone"])
def test_it_is_told_without_the_count_too(data, cut, capsys):
    """Where checks.json is lost as well, current still has evidence that its history never told."""
    (data / "checks.json").unlink()
    CUTS[cut](data / "history/acme/2026.jsonl")
    command(["check", "--repair", "--data", str(data)])
    said = capsys.readouterr()
    assert "lines were lost" in said.out + said.err


def test_a_file_that_is_what_its_history_says_is_not_taken_apart_again(data, monkeypatch):
    """Letter for letter the same, it can't have more than was told; with one letter more it is looked through as before."""
    looked: list[str | None] = []
    monkeypatch.setattr(data_folder, "_only_in_current", lambda text, changes: looked.append(text))
    store = data_folder.Store(data)
    assert store.known("acme") and not looked
    current = data / "current/acme.json"
    current.write_text(current.read_text() + "\n")
    with pytest.raises(BadData, match="what its history says"):
        store.known("acme")
    assert [current.read_text()] == looked
