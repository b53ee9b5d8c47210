"""`aliases`: which model an offer might be, for a person to confirm."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Data = Annotated[Path, typer.Option("--data", metavar="DIR", help="The data folder.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(aliases)


def aliases(
    provider: Annotated[str | None, typer.Argument(metavar="[PROVIDER]", help="One seller; default: all.")] = None,
    *,
    data: Data = Path("data"),
    as_json: Json = False,
) -> None:
    """List offers that no alias maps, with the models nearest in words. It decides nothing: a person writes data/models.toml."""
    from pipeline.cli._alias_report import suggested, tell_suggestions

    tell_suggestions(suggested(data, provider), data, as_json)
