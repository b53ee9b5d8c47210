"""What a second core does is what one would have done, and a child that comes to nothing costs time only."""

import os

import pytest

from pipeline.publish import builder, spool
from pipeline.publish.builder import build_site
from pipeline.publish.meanwhile import Meanwhile, SeriesMeanwhile
from pipeline.update.runs import Run, run_update
from tests.fakes import PRICES, acme, prices_page, record
from tests.test_update import SIX, hashes


def gone():
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    return True


def test_what_is_found_is_what_the_work_comes_to(tmp_path, monkeypatch):
    """By another process where there are two cores, here where there is one; no file and no child is left."""
    for cores, other in ((2, True), (1, False)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        with Meanwhile(lambda: {"by": os.getpid(), "found": [1, 2]}, tmp_path / "told") as asked:
            found = asked.found()
        assert ([1, 2], other) == (found["found"], found["by"] != os.getpid())
        assert [] == list(tmp_path.iterdir()) and gone()


def test_a_series_is_handed_over_one_thing_after_the_other(tmp_path, monkeypatch):
    """In order, whoever finds it; a series that breaks off in another process is begun again here, and nothing of it is told twice."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    ours = os.getpid()

    def things(until=5):
        for number in range(5):
            if number == until and os.getpid() != ours:
                os._exit(3)
            yield number, os.getpid() == ours

    with SeriesMeanwhile(things, tmp_path / "told") as asked:
        assert [(number, False) for number in range(5)] == list(asked.each())
    with SeriesMeanwhile(lambda: things(until=3), tmp_path / "told") as asked:
        assert [(number, True) for number in range(5)] == list(asked.each())
    assert gone()


def test_a_sibling_does_not_wait_for_what_is_not_its_child(tmp_path, monkeypatch):
    """It does that work itself, and what it finds is the same."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with (
        SeriesMeanwhile(lambda: iter("ab"), tmp_path / "told") as first,
        Meanwhile(lambda: list(first.each()), tmp_path / "other") as other,
    ):
        assert ["a", "b"] == other.found() == list(first.each())
    assert gone()


@pytest.mark.parametrize("fault", [lambda: os._exit(3), lambda: os.kill(os.getpid(), 9), lambda: 1 / 0])
def test_a_child_that_comes_to_nothing_is_done_again_here(tmp_path, monkeypatch, fault):
    """Killed, ended or failed: a fault that is the work's own is raised here, as it would have been."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    ours = os.getpid()
    with Meanwhile(lambda: "here" if os.getpid() == ours else fault(), tmp_path / "told") as asked:
        assert "here" == asked.found()
    with pytest.raises(ZeroDivisionError), Meanwhile(lambda: 1 / 0, tmp_path / "told") as asked:
        asked.found()
    assert gone()


def test_no_child_outlives_what_failed_beside_it(tmp_path, monkeypatch):
    """A build that ends with an error leaves no process at work."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with pytest.raises(KeyError), Meanwhile(lambda: os.read(os.pipe()[0], 1), tmp_path / "told"):
        raise KeyError
    assert gone()


def test_what_waits_on_the_disk_is_read_by_both_at_once(tmp_path, monkeypatch):
    """Neither moves the place at which the other reads."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(spool, "IN_MEMORY", 3)
    words = [f"{number:05} {'word ' * (number % 40)}" for number in range(3_000)]
    things = spool.shelved(reversed(words), order=str, head=len)
    with Meanwhile(lambda: (os.getpid(), [list(things) for _ in range(5)]), tmp_path / "told") as asked:
        here = [list(things) for _ in range(5)]
        by, there = asked.found()
    assert by != os.getpid()
    assert here == there == [words] * 5


def test_a_site_of_one_core_is_a_site_of_two(tmp_path, monkeypatch):
    """Byte for byte."""
    with acme():
        record(tmp_path / "set", {PRICES: prices_page(SIX, "a seller's page")})
        run_update(Run(tmp_path / "data", replay=tmp_path / "set", only=("acme",)))
    asked = []
    real = builder.answers
    monkeypatch.setattr(builder, "answers", lambda *of: asked.append(os.getpid()) or real(*of))
    for cores in (1, 2):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        build_site(tmp_path / "data", tmp_path / str(cores))
    assert [os.getpid()] == asked, "the second time it is another process that asks"
    assert hashes(tmp_path / "1") == hashes(tmp_path / "2")
