"""A build of what stands there already is no work; of anything else it is the whole work, whatever the folder says of itself."""

import os
import shutil

import pytest

from pipeline.cli.application import run
from pipeline.publish import builder, site_stamp
from pipeline.publish.site_stamp import STAMP, AskedSite
from pipeline.update.runs import Run, run_update
from tests.fakes import PRICES, acme, prices_page, record
from tests.test_update import SIX, hashes

NOTHING = "nothing changed since it was built"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A small data folder and the site that the command built from it."""
    folder = tmp_path_factory.mktemp("stamped")
    with acme():
        record(folder / "set", {PRICES: prices_page(SIX, "a seller's page")})
        run_update(Run(folder / "data", replay=folder / "set", only=("acme",)))
    assert 0 == run(["build", "--data", str(folder / "data"), "--out", str(folder / "site")])
    return folder


@pytest.fixture
def ours(made, tmp_path, capsys):
    """A copy of both, and the command: what it says, and whether it took the site for what would be built."""
    shutil.copytree(made / "data", tmp_path / "data")
    shutil.copytree(made / "site", tmp_path / "site")

    def build(*options):
        capsys.readouterr()
        assert 0 == run(["build", "--data", str(tmp_path / "data"), "--out", str(tmp_path / "site"), *options])
        return NOTHING in capsys.readouterr().out

    return tmp_path, build


def test_a_second_build_says_that_nothing_changed_and_opens_nothing(ours, monkeypatch):
    """Not even the prices are read."""
    folder, build = ours
    monkeypatch.setattr(builder, "build_site", lambda *_, **__: pytest.fail("it was built"))
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}
    assert build()
    assert before == {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}


SPOILED = {
    "a letter by hand": lambda site: (site / "index.html").write_text((site / "index.html").read_text() + " "),
    "a file less": lambda site: (site / "plans.html").unlink(),
    "a file more": lambda site: (site / "mine.html").write_text("mine"),
    "a folder that is linked": lambda site: (site / "mine").symlink_to("/"),
    "a file under another name": lambda site: (site / "robots.txt").rename(site / "robots2.txt"),
    "a stamp of nobody": lambda site: (site / STAMP).write_text("0" * 64 + "\n"),
    "an empty stamp": lambda site: (site / STAMP).write_bytes(b""),
    "a stamp that is no text": lambda site: (site / STAMP).write_bytes(os.urandom(65)),
    "no stamp": lambda site: (site / STAMP).unlink(),
    "the same length and time": lambda site: _in_disguise(site / "index.html"),
}


def _in_disguise(page):
    stat, text = page.stat(), page.read_text()
    page.write_text(text.replace("imageprices", "imageprizes", 1))
    os.utime(page, ns=(stat.st_atime_ns, stat.st_mtime_ns))


@pytest.mark.parametrize("found", SPOILED)
def test_a_site_that_is_not_as_it_was_built_is_built_anew(ours, made, found):
    """And is then what it was, byte for byte."""
    folder, build = ours
    SPOILED[found](folder / "site")
    assert not build()
    assert hashes(made / "site") == hashes(folder / "site")
    assert build()


@pytest.mark.parametrize("found", ["ratings.toml", "quality.toml"])
def test_data_of_which_a_file_changed_is_built_from(ours, found):
    """Whatever the change comes to."""
    folder, build = ours
    with (folder / "data" / found).open("a") as file:
        file.write("# a remark\n")
    assert not build()
    assert build()


def test_other_options_are_another_site(ours):
    """The address it will stand at, the repository it names, the size it may have."""
    _, build = ours
    for options in (["--base-url", "https://prices.test/"], ["--repository", "https://git.test/ours"], ["--largest-mb", "800"]):
        assert not build(*options)
        assert build(*options)
    assert not build()


def test_another_program_builds_anew(ours, monkeypatch, tmp_path):
    """Our code, our templates, and what is installed beside it: one byte of any of it."""
    folder, build = ours
    asked = AskedSite(folder / "data", folder / "site", ())
    shutil.copytree(site_stamp.ROOT / "site", tmp_path / "program" / "site")
    monkeypatch.setattr(site_stamp, "ROOT", tmp_path / "program")
    first = asked.made_of()
    template = tmp_path / "program" / "site" / "templates" / "base.html"
    template.write_text(template.read_text() + " ")
    second = asked.made_of()
    monkeypatch.syspath_prepend(tmp_path / "packages")
    (tmp_path / "packages" / "jinja2-99.dist-info").mkdir(parents=True)
    assert 3 == len({first, second, asked.made_of()})
    assert not build()


def test_what_changes_while_it_is_built_is_in_the_next_build(ours, monkeypatch):
    """A site of half of it is not noted as one of all of it."""
    folder, build = ours
    (folder / "site" / STAMP).unlink()
    real = builder.build_site

    def disturbed(*arguments, **options):
        (folder / "data" / "ratings.toml").open("a").write("# meanwhile\n")
        return real(*arguments, **options)

    monkeypatch.setattr(builder, "build_site", disturbed)
    assert not build()
    monkeypatch.setattr(builder, "build_site", real)
    assert not build()
    assert build()


def test_answers_that_do_not_stand_are_told_again(ours, monkeypatch):
    """A site that was built and found wrong is no reason to be silent the next time."""
    from pipeline.audit import answers_audit

    folder, _ = ours
    (folder / "site" / STAMP).unlink()
    monkeypatch.setattr(answers_audit, "audit_site", lambda *_: ["somebody leads who is dead"])
    command = ["build", "--data", str(folder / "data"), "--out", str(folder / "site")]
    assert 3 == run(command)
    assert 3 == run(command)
