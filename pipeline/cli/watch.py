"""`watch`: anyone's own rules on published prices."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import DataToRead


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(watch)


def watch(
    rules: Annotated[Path, typer.Argument(metavar="RULES.toml")],
    *,
    data: DataToRead,
    source: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Published files instead: the address, or folder, of v1/.")
    ] = None,
    state: Annotated[
        Path | None, typer.Option("--state", metavar="FILE", help="What was announced last; default: beside the rules.")
    ] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="End with status 5 when a rule fired.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Hold published prices against rules of one's own, and say what fired since the last look.

    Exit status: 0, fired or not; with --exit-code 5 when a rule fired; 2 a mistake in the rules; 3 the prices can't be reached.
    """
    from pipeline.alert.watch_run import run_watch
    from pipeline.text.printing import say, show

    fired, counted = run_watch(rules, data, source, state or rules.with_suffix(".state.json"))
    if as_json:
        show({"rules": counted, "fired": [one.model_dump(mode="json", exclude_none=True) for one in fired]})
    else:
        for one in fired:
            say(one.sentence)
        say(f"{counted} rules, {len(fired)} fired")
    raise typer.Exit(5 if fired and exit_code else 0)
