"""What somebody waits for who has a fresh clone: `make`, and `make test`; in a copy of this checkout, without what was made in it."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.measure import Figure, program

ROOT = Path(__file__).parents[1]
PATIENCE = 1_200  # seconds
COMMANDS = (("`make` in a fresh clone, wheels cached", ("make",), 12), ("`make test`", ("make", "test"), 240))


def timed(command: tuple[str, ...]) -> Figure | None:
    """What a command takes in a fresh clone; None where it fails, or is not over in time."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "clone"
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(clone)], check=True)
        (clone / ".uv").symlink_to(ROOT / ".uv")
        try:
            return program(["timeout", str(PATIENCE), *command], 1, clone)
        except RuntimeError:
            return None
