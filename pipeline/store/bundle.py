"""What comes with the program: templates, tables, workloads and a snapshot of prices. In a checkout they are its own folders.

And which data folder is meant when nobody says: the one here, else the checkout's, else the snapshot.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Final, Literal

from pipeline.store.file_names import OURS

ROOT: Final = Path(__file__).parents[2]
BUNDLED: Final = ROOT / "pipeline" / "bundled"
VARIABLE: Final = "IMAGEPRICES_DATA"
HERE: Final = Path("data")


def part(name: Literal["site", "data", "workloads"]) -> Path:
    """A folder that comes with the program: of the wheel (setup.py), or of the checkout."""
    return BUNDLED / name if BUNDLED.is_dir() else ROOT / name


def data_to_read() -> Path:
    """The data folder that answers when nobody names one."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    ours = HERE.is_dir() and any((HERE / name).exists() for name in OURS)
    return HERE if ours else part("data")


def data_to_write() -> Path:
    """The data folder that is written to when nobody names one: never the snapshot."""
    return Path(os.environ.get(VARIABLE) or HERE)


def started(folder: Path) -> Path:
    """A data folder; one that is not there yet starts with the tables that are kept by hand."""
    if not folder.exists():
        folder.mkdir(parents=True)
        for table in sorted(part("data").glob("*.toml")):
            shutil.copy(table, folder)
    return folder
