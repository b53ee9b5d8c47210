"""How a process of ours begins and ends: its collector and streams, what is said of a disk, its status. It imports nothing heavy."""

from __future__ import annotations

import errno
import gc
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from pipeline.cli._kept_output import told_or_asked

COLLECTOR: Final = (200_000, 20, 100)  # how often Python's collector looks; by itself (700, 10, 10)
WHOLE, OUR_FAULT, USAGE, HELD = 0, 1, 2, 3
DISK: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "it may not be written",
}


def main() -> None:
    """Run the command line. The collector looks less often: facts form no circles, and a year of them is many objects (2026-11-21).

    pydantic looks for plug-ins in every package that is installed; there is none that should judge our prices.
    """
    gc.set_threshold(*COLLECTOR)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # what a terminal has no letter for is shown as a question mark
    sys.exit(_written_out(lambda: told_or_asked(sys.argv[1:], _run)))


def _run(arguments: list[str]) -> int:
    from pipeline.cli.application import run

    return run(arguments)


def _written_out(work: Callable[[], int]) -> int:
    """The status of a piece of work, once everything that was said is with who reads it, or with nobody."""
    status = WHOLE
    try:
        status = work()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return told(disk_trouble(error), OUR_FAULT)
    return status


def told(message: str, status: int) -> int:
    """The status, a sentence having been said on the other stream."""
    with suppress(OSError):  # the last thing said is said whatever became of the rest
        sys.stdout.flush()
    sys.stderr.write(f"imageprices: {message}\n")
    return status


def disk_trouble(error: OSError) -> str:
    """What is wrong with a disk, as a sentence."""
    trouble = DISK.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename or 'what was printed'}: {trouble}; nothing is lost, run the same command again when it is mended"
