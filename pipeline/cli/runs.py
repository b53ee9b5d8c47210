"""Verbs of the scheduled runs: `message`, `tickets`, `overdue`, `lifecycles`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import DataToRead


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command()(message)
    app.command()(tickets)
    app.command()(overdue)
    app.command()(lifecycles)


def message(new: Annotated[Path, typer.Argument(metavar="FILE", help="New lines of history, one change a line.", exists=True)]) -> None:
    """The commit message of a run: a count, then a sentence per change."""
    from pipeline.update.commit_message import commit_message

    typer.echo(commit_message(new), nl=False)


def tickets(*, data: DataToRead, dry_run: Annotated[bool, typer.Option("--dry-run", help="Print them only.")] = False) -> None:
    """One rolling issue per provider that is held or fails, by GitHub's `gh`."""
    from pipeline.alert.tickets import reconcile
    from pipeline.alert.tickets import tickets as made
    from pipeline.store.data_folder import settled

    wanted = made(settled(data))
    if dry_run:
        for ticket in wanted:
            typer.echo(f"{ticket.title}\n{ticket.body}")
        return
    for line in reconcile(wanted) or ["nothing to do"]:
        typer.echo(line)


def overdue(
    *,
    data: DataToRead,
    hours: Annotated[float, typer.Option(help="How old the newest look at any page may be.")] = 30,
    ticket: Annotated[bool, typer.Option("--ticket", help="Open an issue when it is older, close it when it is not, by `gh`.")] = False,
) -> None:
    """The dead-man's verdict: 3 when nothing was observed lately."""
    from pipeline.alert.tickets import LATE, overdue_ticket, reconcile
    from pipeline.store.data_folder import settled
    from pipeline.update.commit_message import age_in_hours

    age = age_in_hours(settled(data))
    late = age > hours
    typer.echo(f"the newest look at any page is {age:.1f} hours old; {hours:.0f} are allowed")
    for line in reconcile([overdue_ticket(age, hours)] if late else [], LATE) if ticket else []:
        typer.echo(line)
    raise typer.Exit(3 if late else 0)


def lifecycles(*, data: DataToRead, dry_run: Annotated[bool, typer.Option("--dry-run", help="Print it only.")] = False) -> None:
    """One rolling issue of the models whose status nobody has looked at for 45 days, with the pages to read, by GitHub's `gh`."""
    from pipeline.alert.tickets import OF_LIVES, lifecycle_ticket, reconcile
    from pipeline.fetch.redirects import now
    from pipeline.store.tables import load_models

    wanted = lifecycle_ticket(load_models(data / "models.toml"), now().date())
    lines = [f"{ticket.title}\n{ticket.body}" for ticket in wanted] if dry_run else reconcile(wanted, OF_LIVES)
    for line in lines or ["nothing to do"]:
        typer.echo(line)
