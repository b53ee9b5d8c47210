"""Shards joined are what one run would have written, to the byte."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

import pytest

from pipeline.cli.application import run as command
from pipeline.fetch.observer import Observer
from pipeline.store.data_folder import opened, settled
from pipeline.store.shards import merge
from pipeline.update import runs
from pipeline.update.runs import Run, run_update
from schema.errors import BadData
from scrapers._provider import PageSpec
from tests.built import few_recordings
from tests.fakes import ACME, DAY, PRICES, acme, only, prices_page, record
from tests.loopback import FAST, RawServer, answer
from tests.test_update import SIX, hashes

SETS = ("earlier", "latest")


def merged(into, *shards):
    with opened(into) as store:
        return merge(store, [settled(shard) for shard in shards])


def test_four_shards_and_merge_on_the_command_line_are_one_update(tmp_path, capsys):
    """As the scheduled run calls them: `--shard I/4` on four machines, then `merge`; a second time, too."""
    parts = [str(tmp_path / f"part-{at}") for at in (1, 2, 3, 4)]
    for recorded in (str(few_recordings(of)) for of in SETS):
        assert command(["update", "--replay", recorded, "--data", str(tmp_path / "one")]) in (0, 3)
        for at, part in enumerate(parts, start=1):
            assert command(["update", "--replay", recorded, "--data", part, "--shard", f"{at}/4"]) in (0, 3)
        assert command(["merge", *parts, "--data", str(tmp_path / "joined")]) == 0
        assert hashes(tmp_path / "joined") == hashes(tmp_path / "one")


@pytest.fixture
def live(monkeypatch):
    """Five sellers on a server of this machine, asked over HTTP: each page says the same to everybody who asks."""
    date = format_datetime(datetime.now(UTC).replace(microsecond=0), usegmt=True)
    monkeypatch.setattr(runs, "Observer", partial(Observer, bounds=FAST, allow_loopback=True))

    def said(connection, hit):
        body = prices_page(SIX | {"alpha": f"$0.0{len(hit.path)}"}).encode()
        connection.sendall(answer(body, content_type="text/markdown", date=date))

    with RawServer(said) as server:
        snapshots = {
            f"shop{at}": replace(
                ACME,
                home=server.url("/"),
                pages=(
                    PageSpec(server.url(f"/{'x' * at}.md"), "markdown", ACME.pages[0].read, prices=(1, 200), identity=("Acme prices",)),
                ),
            )
            for at in (1, 2, 3, 4, 5)
        }
        with only(snapshots):
            yield server


def test_four_shards_of_a_live_run_joined_are_one_live_run(tmp_path, live):
    """Over HTTP, against a server on this machine: the same bytes, and each page asked for once by each way."""
    run_update(Run(tmp_path / "one"))
    assert 5 == len(live.pages())
    parts = [tmp_path / f"part-{at}" for at in (1, 2, 3, 4)]
    for at, part in enumerate(parts, start=1):
        run_update(Run(part, shard=f"{at}/4"))
    assert 10 == len(live.pages())
    merged(tmp_path / "joined", *parts)
    assert hashes(tmp_path / "joined") == hashes(tmp_path / "one")
    assert 5 == len(list((tmp_path / "joined" / "current").iterdir()))


def test_merging_again_changes_nothing(tmp_path):
    """Idempotent, also when a push was refused and the job runs once more."""
    with acme():
        record(tmp_path / "set", {PRICES: prices_page(SIX)})
        run_update(Run(tmp_path / "shard", replay=tmp_path / "set"))
        assert merged(tmp_path / "data", tmp_path / "shard") == ["acme"]
        before = hashes(tmp_path / "data")
        assert merged(tmp_path / "data", tmp_path / "shard") == []
    assert hashes(tmp_path / "data") == before == hashes(tmp_path / "shard")


def test_older_shard_takes_nothing_back(tmp_path):
    """The folder that knows more stays."""
    with acme():
        for day in (0, 1):
            record(tmp_path / str(day), {PRICES: prices_page(SIX | {"alpha": f"$0.04{day}"})}, DAY + timedelta(days=day))
            run_update(Run(tmp_path / "data", replay=tmp_path / str(day)))
        run_update(Run(tmp_path / "old", replay=tmp_path / "0"))
        before = hashes(tmp_path / "data")
        merged(tmp_path / "data", tmp_path / "old")
    assert hashes(tmp_path / "data") == before


def test_decision_taken_in_a_copy_comes_with_it(tmp_path):
    """A person decides without looking at a page: the looks are the same on both sides, the histories are not."""
    with acme():
        for day, alpha in enumerate(("$0.04", "$0.40")):
            record(tmp_path / str(day), {PRICES: prices_page(SIX | {"alpha": alpha})}, DAY + timedelta(days=day))
            run_update(Run(tmp_path / "data", replay=tmp_path / str(day)))
        shutil.copytree(tmp_path / "data", tmp_path / "copy")
        assert command(["accept", "acme", "--by", "me", "--reason", "seen", "--data", str(tmp_path / "copy")]) == 0
        assert merged(tmp_path / "data", tmp_path / "copy") == ["acme"]
    assert hashes(tmp_path / "data") == hashes(tmp_path / "copy")


def test_shards_that_contradict_each_other_are_refused(tmp_path):
    """Two histories of one provider are never mixed."""
    with acme():
        for name, alpha in (("a", "$0.04"), ("b", "$0.05")):
            record(tmp_path / f"set-{name}", {PRICES: prices_page(SIX | {"alpha": alpha})})
            run_update(Run(tmp_path / name, replay=tmp_path / f"set-{name}"))
        with pytest.raises(BadData, match="the beginning of the other"):
            merged(tmp_path / "data", tmp_path / "a", tmp_path / "b")
    assert not (tmp_path / "data/history").exists()
