"""A file of what was answered before, a line an answer: its key, a hash of what follows, JSON.

A line that is damaged, or of another program, is not found. A file that can't be read holds nothing, and a disk that takes nothing
costs time only. Nothing heavy is imported: who looks here wants to be quick.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

_CHECK: Final = 16  # letters of the hash of a line


def lines_in(path: Path) -> dict[str, bytes]:
    """Each line by its key, whole or not."""
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return {}
    parts = (line.partition(b" ") for line in lines)
    return {key.decode("ascii", "replace"): line for key, _, line in parts if line}


def line_of(key: str, told: bytes) -> bytes:
    """An answer as its line."""
    return _check(key, told) + told


def told_in(key: str, line: bytes | None) -> bytes | None:
    """The answer in a line; None where there is none, or it is not what was kept under this key."""
    if line is None or line[:_CHECK] != _check(key, line[_CHECK:]):
        return None
    return line[_CHECK:]


def write_lines(path: Path, lines: Iterable[tuple[str, bytes]]) -> None:
    """Replace the file, whole or not at all."""
    beside = path.with_name(f"{path.name}-{os.getpid()}")
    with suppress(OSError):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with beside.open("wb") as file:
                file.writelines(b"%s %s\n" % (key.encode(), line) for key, line in lines)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _check(key: str, told: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + told, digest_size=_CHECK // 2).hexdigest().encode()
