"""`update` and `read`: observe the providers' pages, and say what they were read to say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import AsJson, DataToWrite

Replay = Annotated[
    Path | None, typer.Option("--replay", metavar="DIR", help="Read the pages from the recordings in DIR, not from the network.")
]
Render = Annotated[bool, typer.Option("--render", help="Render browser pages in a replay too, instead of reading the recorded DOM.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(update)
    app.command()(read)


def update(
    *,
    only: Annotated[list[str] | None, typer.Option("--only", metavar="PROVIDER", help="This provider; may be given several times.")] = None,
    replay: Replay = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="DIR", help="Keep what the network answers as recordings in DIR.")
    ] = None,
    data: DataToWrite,
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Only the I-th of N parts of the providers, to be joined by `merge`.")
    ] = None,
    render: Render = False,
    wait: Annotated[
        float, typer.Option("--wait", metavar="SECONDS", help="How long to wait for another run in the same data folder.")
    ] = 0.0,
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day the data set stands for; default: that of its newest reading."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Observe, read, guard, diff, store: the way of one price, for all providers."""
    from pipeline.cli.reports.run_report import tell_run
    from pipeline.store.bundle import started
    from pipeline.text.identity import unreachable
    from pipeline.update.runs import Run, demand_recordings, run_update

    demand_recordings(replay)
    if not replay and (note := unreachable()):
        typer.echo(f"note: {note}", err=True)
    report = run_update(Run(started(data), replay, record, tuple(only or ()), shard, render, wait, on.date() if on else None))
    tell_run(report, as_json)
    raise typer.Exit(0 if report.whole else 3)


def read(
    provider: Annotated[str, typer.Argument(metavar="PROVIDER")],
    replay: Replay = None,
    render: Render = False,
    as_json: AsJson = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say what was expected and found on pages that could not be read.")] = False,
) -> None:
    """Read one provider's pages and print every price with its quote; write nothing."""
    from pipeline.cli.reports.run_report import tell_reading
    from pipeline.update.runs import read_one

    observed = read_one(provider, replay, render)
    tell_reading(observed, as_json, explain)
    raise typer.Exit(0 if observed.whole else 3)
