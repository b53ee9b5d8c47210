"""Nothing half-written, nothing lost: killed at any step, the disk full or read-only, two runs at once."""

import json
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from pathlib import Path

import pytest

from pipeline.audit.data_check import check
from pipeline.cli.application import run
from pipeline.ledger.state import Known, replay
from pipeline.store import disk
from pipeline.store.data_folder import Store, _journal, opened, settled
from pipeline.store.file_names import JOURNAL, LOOKS
from pipeline.store.history import read_history
from pipeline.store.repair import repair
from pipeline.text.canonical_json import spelled
from pipeline.update.rereading import ByReaders
from pipeline.update.runs import Run, run_update
from schema.changes import Checks, PageCheck
from schema.errors import BadData
from tests.crashing import crash
from tests.fakes import DAY, PRICES, acme, prices_page, record
from tests.test_update import SIX, hashes

LONG = pytest.mark.skipif("IMAGEPRICES_FAULTS" not in os.environ, reason="the long run: `make faults`, or IMAGEPRICES_FAULTS=1")
SECOND = SIX | {"alpha": "$0.048", "beta": "$0.2", "gamma": "ask us"}


@pytest.fixture
def sets(tmp_path):
    """Two recordings of Acme, and the data folder between and after them."""
    with acme():
        yield _recorded(tmp_path)


def _recorded(tmp_path):
    record(tmp_path / "one", {PRICES: prices_page(SIX)})
    record(tmp_path / "two", {PRICES: prices_page(SECOND)}, DAY + timedelta(days=1))
    run_update(Run(tmp_path / "before", replay=tmp_path / "one", only=("acme",)))
    shutil.copytree(tmp_path / "before", tmp_path / "after")
    run_update(Run(tmp_path / "after", replay=tmp_path / "two", only=("acme",)))
    return tmp_path


def update(sets, data):
    """The second update, as a command."""
    return ["update", "--only", "acme", "--replay", str(sets / "two"), "--data", str(data)]


def steps_of(sets):
    """How many steps on the disk one update takes."""
    shutil.copytree(sets / "before", sets / "counted")
    ended = crash(update(sets, sets / "counted"), sets / "counted", 0, "kill")
    assert ended.status == 3, ended.said
    assert hashes(sets / "counted") == hashes(sets / "after")
    return ended.steps


def assert_recovers(sets, data, states):
    """What a crash left is one of the whole states once it is opened, history replays, and the next run brings it to the end."""
    with opened(data) as store:
        assert spelled(replay("acme", read_history(data, "acme")).snapshot()) == (data / "current/acme.json").read_text(encoding="utf-8")
        assert store.known("acme") and store.checks().providers
    assert hashes(data) in states
    run_update(Run(data, replay=sets / "two", only=("acme",)))
    assert_same_facts(data, sets / "after")


def assert_same_facts(data, expected):
    """All files equal; checks.json may say `unchanged` where the run was repeated."""
    mine, theirs = hashes(data), hashes(expected)
    assert {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)} <= {"checks.json"}


def crashed(sets, step, how, name):
    """A data folder as a crash left it."""
    data = sets / name
    shutil.copytree(sets / "before", data)
    ended = crash(update(sets, data), data, step, how)
    assert ended.status == -9, (step, ended)
    return data


def run_quietly(command):
    """A command whose words nobody hears."""
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        return run(command)


def whole_states(sets):
    return [hashes(sets / "before"), hashes(sets / "after")]


def test_kill_at_a_sample_of_the_steps_leaves_a_state_the_next_run_repairs(sets):
    """The first, the last, and some between (all of them in `make faults`)."""
    total = steps_of(sets)
    sample = sorted({1, 2, total // 3, total // 2, 2 * total // 3, total - 1, total})
    for step in sample:
        assert_recovers(sets, crashed(sets, step, "kill", f"killed-{step}"), whole_states(sets))


@LONG
@pytest.mark.parametrize("how", ["kill", "torn"])
def test_kill_at_every_step_leaves_a_state_the_next_run_repairs(sets, how):
    """At least 100 kills each way, over every step, several rounds."""
    total = steps_of(sets)
    plan = [(step, round_) for round_ in range(100 // total + 1) for step in range(1, total + 1)]
    assert len(plan) >= 100
    for step, round_ in plan:
        assert_recovers(sets, crashed(sets, step, how, f"{how}-{step}-{round_}"), whole_states(sets))


@pytest.mark.parametrize("how", ["ENOSPC", "EROFS", "EDQUOT"])
def test_full_or_read_only_disk_is_told_and_loses_nothing(sets, how):
    """Status 1, one sentence, the state before or a journal the next run finishes."""
    total = steps_of(sets)
    for step in (1, total // 2, total):
        data = sets / f"{how}-{step}"
        shutil.copytree(sets / "before", data)
        ended = crash(update(sets, data), data, step, how)
        assert ended.status == 1
        assert "nothing is lost" in ended.said and "Traceback" not in ended.said
        assert_recovers(sets, data, whole_states(sets))


def test_many_starts_at_once_leave_one_state(sets):
    """Runs never mix: one works, the others wait their turn and find nothing left to do."""
    starts = []
    for _ in range(50):
        child = os.fork()
        if child == 0:
            os._exit(run_quietly([*update(sets, sets / "before"), "--wait", "100"]))
        starts.append(child)
    assert {os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in starts} == {3}
    assert_same_facts(sets / "before", sets / "after")


def test_interrupted_commit_is_finished_by_whoever_opens_the_folder_next(sets):
    """Once the journal is on the disk, the commit has happened."""
    store = Store(sets / "before")
    news = {
        path.relative_to(sets / "after").as_posix(): path.read_text(encoding="utf-8")
        for path in (sets / "after").rglob("*")
        if path.is_file()
    }
    disk.write(sets / "before" / JOURNAL, _journal(news))
    with pytest.raises(BadData, match="interrupted"):
        settled(sets / "before")
    with opened(sets / "before"):
        pass
    assert hashes(store.folder) == hashes(sets / "after")


def looked(provider, day=0):
    """A page of a provider, looked at on a day."""
    return PageCheck(url=f"https://{provider}.test/prices", outcome="unchanged", at=DAY + timedelta(days=day))


def commit_looks(store, providers, day=0):
    for provider in providers:
        store.commit([], Known(provider), None, [looked(provider, day)])


def test_checks_are_written_once_however_many_providers_a_run_has(tmp_path, monkeypatch):
    """It is as long as all of them: written for each, a run's cost would grow with the square of its sellers."""
    written, states = [], [f"shop{at}" for at in range(40)]
    monkeypatch.setattr(disk, "write", lambda path, text, write=disk.write: (written.append((path.name, len(text))), write(path, text)))
    for day in (0, 1):
        written.clear()
        with opened(tmp_path / "data") as store:
            commit_looks(store, states, day)
        assert 1 == sum(name == "checks.json" for name, _ in written)
        assert max(length for name, length in written if name.startswith("shop")) < 400
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["checks.json"]
    assert {provider: (looked(provider, 1),) for provider in states} == settled(tmp_path / "data").checks().providers


def test_looks_of_a_run_that_was_killed_are_read_and_taken_in(tmp_path):
    """What was committed is there for every reader at once, and in checks.json when the folder is opened next."""
    with opened(tmp_path / "data") as store:
        commit_looks(store, ["old", "same"])
    with pytest.raises(KeyboardInterrupt), opened(tmp_path / "data") as store:
        commit_looks(store, ["new", "old"], day=1)
        raise KeyboardInterrupt
    expected = {"new": (looked("new", 1),), "old": (looked("old", 1),), "same": (looked("same"),)}
    assert (tmp_path / "data" / LOOKS).is_dir()
    assert expected == settled(tmp_path / "data").checks().providers
    with opened(tmp_path / "data"):
        assert expected == Checks.model_validate_json((tmp_path / "data/checks.json").read_bytes()).providers
    assert not (tmp_path / "data" / LOOKS).exists()


@pytest.mark.parametrize("path", ["checks.json", f"{LOOKS}/new.json"])
def test_checks_that_cannot_be_read_are_told_and_mended(tmp_path, path):
    """They are made anew by the next run: the folder can be opened to mend it."""
    data = tmp_path / "data"
    with opened(data) as store:
        commit_looks(store, ["old"])
    with pytest.raises(KeyboardInterrupt), opened(data) as store:
        commit_looks(store, ["new"])
        raise KeyboardInterrupt
    (data / path).write_text("{", encoding="utf-8")
    with pytest.raises(BadData, match=r"Checks as JSON.*--repair --data .*/data$"):
        settled(data).checks()
    with opened(data) as store:
        assert "could not be read" in repair(store)[-1]
    assert not list(data.rglob("*.json"))


def test_journal_that_is_no_journal_is_told_and_left(sets):
    """Damage is never taken for a commit."""
    (sets / "before" / JOURNAL).write_text('{"sha256": "0", "writes": "{}"}', encoding="utf-8")
    with pytest.raises(BadData, match="whole journal"), opened(sets / "before"):
        pass


@pytest.mark.parametrize("names", [("passwd",), ("README.md", "src")])
def test_folder_that_is_not_ours_is_left_alone(tmp_path, names):
    """Nobody's files are mixed with prices by a slip of the finger."""
    for name in names:
        (tmp_path / name).write_text("", encoding="utf-8")
    with pytest.raises(BadData, match="a data folder"), opened(tmp_path):
        pass


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda text: text[:-5], "cut short"),
        (lambda text: text.replace('"kind":"added"', '"kind":"invented"', 1), "line 1"),
        (lambda text: text + text, "each change once"),
        (lambda text: text.replace('"provider":"acme"', '"provider":"other"', 1), "changes of acme"),
        (lambda text: text.replace('"at":"2026-03-01', '"at":"2026-03-09', 1), "order of time"),
        (lambda text: text.replace('"amount":"0.04"', '"amount":"0.4"', 1), "what its history says"),
    ],
)
def test_damaged_history_is_told_with_its_place(sets, damage, expected):
    """Never replayed as if it were whole."""
    path = sets / "before/history/acme/2026.jsonl"
    path.write_text(damage(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(BadData, match=expected):
        Store(sets / "before").known("acme")


@pytest.mark.parametrize("path", ["history/acme/2026.jsonl", "current/acme.json", "held/acme.json", "checks.json"])
def test_a_file_of_another_format_is_refused_and_left(sets, path):
    """H6: a later version's lines are never read as ours, nor mixed with ours: each says its version, and nothing is written."""
    file = sets / "after" / path
    text = file.read_text(encoding="utf-8")
    later = text.replace('"schema_version":1', '"schema_version":2', 1).replace('"schema_version": 1', '"schema_version": 2', 1)
    assert later != text
    file.write_text(later, encoding="utf-8")
    before = hashes(sets / "after")
    assert 2 == run_quietly(update(sets, sets / "after"))
    assert before == hashes(sets / "after")
    found = check(Store(sets / "after"), [sets / "two"], DAY + timedelta(days=1), ByReaders())
    assert 1 <= len(found.faults)
    assert any("schema_version" in fault or "what its history says" in fault for fault in found.faults)


def test_every_record_says_its_version(sets):
    """H6: each line of history and each file by itself."""
    lines = (sets / "after/history/acme/2026.jsonl").read_text(encoding="utf-8").splitlines()
    files = [path.read_text(encoding="utf-8") for path in (sets / "after").rglob("*.json") if path.name != "providers.json"]
    assert {1} == {json.loads(text).get("schema_version") for text in [*lines, *files]}


def test_history_is_only_ever_appended_to(sets):
    """The earlier file is the beginning of the later."""
    before, after = ((sets / name / "history/acme/2026.jsonl").read_bytes() for name in ("before", "after"))
    assert after.startswith(before) and len(after) > len(before)


def test_files_are_boring(sets):
    """Two-space indent, sorted keys, a final newline, no wall clock: a diff is news."""
    for path in (sets / "after").rglob("*.json"):
        text = path.read_text(encoding="utf-8")
        assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert sorted(path.name for path in (sets / "after").iterdir()) == [
        "accepted",
        "checks.json",
        "current",
        "held",
        "history",
        "providers.json",
    ]


def test_year_has_a_file_of_its_own(tmp_path):
    """Closed files: one growing log costs git ten times more."""
    with acme():
        for year in (2025, 2026):
            record(tmp_path / str(year), {PRICES: prices_page(SIX | {"alpha": f"$0.0{year - 2021}"})}, DAY.replace(year=year))
            run_update(Run(tmp_path / "data", replay=tmp_path / str(year), only=("acme",)))
    assert sorted(path.name for path in (tmp_path / "data/history/acme").iterdir()) == ["2025.jsonl", "2026.jsonl"]
