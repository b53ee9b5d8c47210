"""`aliases`: which model an offer might be, for a person to confirm."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli._options import AsJson, DataToRead


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(aliases)


def aliases(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="One seller; default: all.")] = None,
    *,
    data: DataToRead,
    as_json: AsJson = False,
) -> None:
    """List offers that no alias maps, with the models nearest in words. It decides nothing: a person writes data/models.toml."""
    from pipeline.cli.reports.alias_report import suggested, tell_suggestions

    tell_suggestions(suggested(data, provider), data, as_json)
