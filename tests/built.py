"""What the tests of the published files look at: the recordings `earlier` and `latest` replayed once, and the files built from them."""

from __future__ import annotations

import atexit
import contextlib
import functools
import io
import shutil
import tempfile
from pathlib import Path

from pipeline.cli.application import run
from pipeline.publish.dataset import Published, published
from pipeline.publish.files.downloads import write_files

HERE = Path(__file__).parent
BASE = "https://prices.test/"


@functools.cache
def scratch() -> Path:
    """A folder that goes when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="imageprices-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@functools.cache
def earlier() -> Path:
    """A data folder that knows the earlier recordings only."""
    data = scratch() / "earlier"
    data.mkdir()
    for table in (HERE.parent / "data").glob("*.toml"):
        shutil.copy(table, data)
    _replayed("earlier", data)
    return data


@functools.cache
def latest() -> Path:
    """A data folder that knows both."""
    data = scratch() / "latest"
    shutil.copytree(earlier(), data)
    _replayed("latest", data)
    return data


@functools.cache
def everything() -> Published:
    """The published object."""
    return published(latest())


@functools.cache
def site() -> Path:
    """The files, with nothing but them in the folder."""
    folder = scratch() / "site"
    write_files(everything(), folder / "v1", BASE)
    return folder


def _replayed(recordings: str, data: Path) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        assert run(["update", "--replay", str(HERE / "cassettes" / recordings), "--data", str(data)]) in (0, 3)
