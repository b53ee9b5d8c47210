"""`check` and `merge`: whether a data folder is sound, and several joined into one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import AsJson, DataToRead, DataToWrite

Sets = Annotated[
    list[Path] | None, typer.Option("--recordings", metavar="DIR", help="Where pages are recorded; may be given several times.")
]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(check)
    app.command()(merge)


def check(
    *,
    data: DataToRead,
    recordings: Sets = None,
    repair: Annotated[bool, typer.Option("--repair", help="First rebuild from history what is damaged.")] = False,
    as_json: AsJson = False,
) -> None:
    """History replays to current, every quote is found again and read to say the same, tables fit, ages."""
    from pipeline.cli.reports.check_report import run_check, tell_findings

    found = run_check(data, recordings or [], repair)
    tell_findings(found, as_json)
    raise typer.Exit(3 if found.faults else 0)


def merge(
    shards: Annotated[list[Path], typer.Argument(metavar="DIR...", help="Data folders of `update --shard I/N`.")],
    *,
    data: DataToWrite,
) -> None:
    """Join the data folders of a run's shards: the same bytes as one run would have written."""
    from pipeline.cli.reports.check_report import run_merge
    from pipeline.store.bundle import started

    run_merge(shards, started(data))
