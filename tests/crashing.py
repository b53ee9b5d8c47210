"""A command in a process of its own that is killed, or whose disk fails, at its N-th step on the disk.

How: `kill` (SIGKILL before the step), `torn` (half of a write, then SIGKILL) or the name of an errno that the step and
all later ones fail with. The process is a fork: nothing is imported again, and hundreds of kills take seconds.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

from pipeline.cli.application import run

STEPS = ("open", "write", "fsync", "replace", "unlink", "mkdir", "rename")


class Steps:
    """Counts what is done to the disk, and ends it."""

    def __init__(self, at: int, how: str, folder: Path) -> None:
        self.at, self.how, self.folder, self.count = at, how, str(folder), 0
        self.writable: set[int] = set()

    def before(self, name: str, real, *args, **named):
        """One step: done, or the end."""
        if not self.counts(name, args):
            return self.noted(name, args, real(*args, **named))
        self.count += 1
        if self.count >= self.at > 0:
            self.end(name, real, args)
        return self.noted(name, args, real(*args, **named))

    def counts(self, name: str, args) -> bool:
        if name in ("write", "fsync"):
            return args[0] in self.writable
        if name == "open" and not args[1] & (os.O_WRONLY | os.O_RDWR):
            return False
        return str(args[0]).startswith(self.folder)

    def noted(self, name: str, args, result):
        if name == "open" and str(args[0]).startswith(self.folder):
            self.writable.add(result)
        return result

    def end(self, name: str, real, args) -> None:
        if self.how == "torn" and name == "write":
            real(args[0], bytes(args[1])[: len(args[1]) // 2])
        if self.how in ("kill", "torn"):
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(getattr(errno, self.how), os.strerror(getattr(errno, self.how)), str(args[0]))


class Ended(NamedTuple):
    """How a process ended: its status (-9 when it was killed), its steps, what it said."""

    status: int
    steps: int
    said: str


def crash(command: list[str], data: Path, step: int, how: str) -> Ended:
    """Run an `imageprices` command whose disk ends at a step; 0 lets it live and counts."""
    told = data.with_name(f"{data.name}.told")
    child = os.fork()
    if child == 0:
        _live_and_die(command, data, step, how, told)
    _, status = os.waitpid(child, 0)
    said = told.read_text(encoding="utf-8") if told.exists() else ""
    steps = re.search(r"steps (\d+)", said)
    return Ended(os.waitstatus_to_exitcode(status), int(steps[1]) if steps else 0, said)


def _live_and_die(command: list[str], data: Path, step: int, how: str, told: Path) -> NoReturn:
    status = 99
    try:
        out = told.open("w", encoding="utf-8")
        sys.stdout = sys.stderr = out
        steps = Steps(step, how, data)
        for name in STEPS:
            real = getattr(os, name)
            setattr(os, name, lambda *args, name=name, real=real, **named: steps.before(name, real, *args, **named))
        status = run(command)
        out.write(f"steps {steps.count}\n")
        out.close()
    finally:
        os._exit(status)
