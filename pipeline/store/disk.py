"""Files written whole or not at all, and the lock that keeps two runs apart."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from schema.errors import BadData

TEMPORARY = ".imageprices-tmp-"


def write(path: Path, text: str) -> None:
    """Replace a file: temporary file beside it, flushed to the disk, renamed, and the rename flushed too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{path.name}")
    try:
        _fill(temporary, text.encode())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    flush(path.parent)


def _fill(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        _write_all(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def _write_all(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def remove(path: Path) -> None:
    """Delete a file, if it is there, for good."""
    if path.exists():
        path.unlink()
        flush(path.parent)


def flush(folder: Path) -> None:
    """Make what was renamed or deleted in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Delete temporary files of a run that was killed."""
    for left in folder.rglob(f"{TEMPORARY}*"):
        left.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path, wait: float = 0.0) -> Iterator[None]:
    """Hold the lock of a folder. It is on the folder itself: no file to commit, none left behind by a killed run."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(handle, folder, time.monotonic() + wait)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise BadData(str(folder), "no other run at work in it", "one that is", "the same command with --wait 600") from None
            time.sleep(0.05)
