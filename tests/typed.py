"""What a person types, run in this process: nothing is started, and it ends with the same status and says the same words."""

from __future__ import annotations

import contextlib
import io
from typing import NamedTuple

from pipeline.cli.application import run


class Ended(NamedTuple):
    """How a command ended, and what it said."""

    returncode: int
    stdout: str
    stderr: str


def typed(*words: object) -> Ended:
    """One command of `imageprices`."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run([str(word) for word in words])
    return Ended(status, out.getvalue(), err.getvalue())
