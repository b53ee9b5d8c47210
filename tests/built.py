"""What the tests of the published files look at: the recordings `earlier` and `latest` replayed once, and the files built from them.

Once for all processes of a run (`conftest.py` names the folder): whoever asks first makes it, the others wait. Nobody writes into them.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import functools
import io
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.cli.application import run
from pipeline.publish.dataset import Published, published
from pipeline.publish.files.downloads import write_files
from pipeline.publish.kept_answers import KeptAnswers
from pipeline.publish.site_stamp import made_by
from tests.scratch import SCRATCH

HERE = Path(__file__).parent
BASE = "https://prices.test/"
FEW = (
    "bfl",
    "byteplus",
    "google",
    "journeyapi",
    "openai",
)  # tables and cards, tokens, credits, plans: makers, and who sells what those make


@functools.cache
def scratch() -> Path:
    """A folder that goes when the tests end."""
    if SCRATCH in os.environ:
        return Path(os.environ[SCRATCH])
    folder = Path(tempfile.mkdtemp(prefix="imageprices-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def once(name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first who asks makes whole, and that the others of the run find."""
    folder = scratch() / name
    with (scratch() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_name(f"{name}-in-the-making")
            shutil.rmtree(making, ignore_errors=True)
            make(making)
            making.rename(folder)
    return folder


@functools.cache
def earlier() -> Path:
    """A data folder that knows the earlier recordings only."""

    def make(data: Path) -> None:
        data.mkdir()
        for table in (HERE.parent / "data").glob("*.toml"):
            shutil.copy(table, data)
        _replayed(HERE / "cassettes" / "earlier", data)

    return once("earlier", make)


@functools.cache
def latest() -> Path:
    """A data folder that knows both."""

    def make(data: Path) -> None:
        shutil.copytree(earlier(), data)
        _replayed(HERE / "cassettes" / "latest", data)

    return once("latest", make)


def few_recordings(of: str) -> Path:
    """The recordings of FEW alone."""

    def make(folder: Path) -> None:
        folder.mkdir()
        for provider in FEW:
            if (HERE / "cassettes" / of / provider).exists():
                shutil.copytree(HERE / "cassettes" / of / provider, folder / provider)

    return once(f"few-recordings-{of}", make)


@functools.cache
def few() -> Path:
    """A data folder that knows both recordings of FEW and no price of a person: whatever is made of it is made in a few seconds."""

    def make(data: Path) -> None:
        data.mkdir()
        for table in ("models", "quality", "ratings"):
            shutil.copy(HERE.parent / "data" / f"{table}.toml", data)
        for of in ("earlier", "latest"):
            _replayed(few_recordings(of), data)

    return once("few", make)


def whole_site() -> Path:
    """The folder of the site that the command builds of `latest` (`shown.py` makes it)."""
    return scratch() / "shown"


def asked_before(copy: Path) -> KeptAnswers:
    """What that build asked, for another look at the same data (`rebuilds.py` promises that it makes the same bytes)."""
    kept = whole_site().with_name(".shown-in-the-making-kept")
    return KeptAnswers(Path(shutil.copy(kept, copy)), made_by())


@functools.cache
def everything() -> Published:
    """The published object, every answer asked by this process: a test may plant a fault in what answers."""
    return published(latest())


@functools.cache
def as_built() -> Published:
    """The same for who looks at files alone: where the site was built already, nothing is reckoned a second time."""
    return published(latest(), asked_before(scratch() / f"asked-{os.getpid()}")) if whole_site().exists() else everything()


@functools.cache
def site() -> Path:
    """The files, with nothing but them in the folder."""
    return once("site", lambda folder: write_files(as_built(), folder / "v1", BASE))


@functools.cache
def few_files() -> Path:
    """The files of FEW's data folder, with nothing but them in the folder."""
    return once("few-files", lambda folder: write_files(published(few()), folder / "v1", BASE))


def _replayed(recordings: Path, data: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        assert run(["update", "--replay", str(recordings), "--data", str(data)]) in (0, 3)
