"""Options that many verbs share. Like every verb this imports typer alone: which folder is meant is asked when a verb runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SNAPSHOT = "data/, else the snapshot that comes with it"


def _to_read() -> Path:
    from pipeline.store.bundle import data_to_read

    return data_to_read()


def _to_write() -> Path:
    from pipeline.store.bundle import data_to_write

    return data_to_write()


DataToRead = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The data folder.", default_factory=_to_read, show_default=SNAPSHOT)
]
DataToWrite = Annotated[
    Path, typer.Option("--data", metavar="DIR", help="The data folder.", default_factory=_to_write, show_default="data/")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
