"""`new`: a seller from one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(new)


def new(
    provider: Annotated[str, typer.Argument(metavar="PROVIDER", help="The new module's name: small letters and digits.")],
    url: Annotated[str, typer.Argument(metavar="URL", help="The page with the prices.")],
    page: Annotated[Path | None, typer.Option("--page", metavar="FILE", exists=True, dir_okay=False, help="The page, saved.")] = None,
) -> None:
    """Scaffold a seller: propose its price tables, cards or records, write module, recording and expected file, and say what is left."""
    from pipeline.scaffold.new_provider import ROOT, scaffold
    from pipeline.text.printing import say
    from schema.errors import BadData

    if not (ROOT / "tests" / "cassettes").is_dir():
        raise BadData("new", "a checkout, in which a seller is a module, a recording and an expected file", "an installed copy")
    made = scaffold(provider, url, page)
    for proposal in made.proposals:
        columns = ", ".join(f"{column.name!r} per {column.unit}" for column in proposal.columns)
        say(f"found: {proposal.heading or 'a table'}: {proposal.rows} rows called by {proposal.label!r}, prices in {columns}")
    for path in made.files:
        say(f"wrote: {path}")
    for line in made.seen:
        say(f"saw: {line}")
    if not made.proposals:
        say("found: no place where names and prices stand together; the recording is there to write a reader against")
    for words in made.unaccounted:
        say(f'held: {words!r} stands around prices; where it changes none, say page.ignore(r"…", because="…")')
    for words in made.beside:
        say(f'held: {words!r} is crossed out or raised beside a price; where it changes none, say row[…].ignore(r"…", because="…")')
    say(f"next: say in scrapers/{provider}.py what a number means, and correct what was proposed, until this says what the page says:")
    say(f"  imageprices read {provider} --replay tests/cassettes/latest")
    if not made.proposals:
        raise typer.Exit(3)
    say(f"then: compare tests/expected/latest/{provider}.txt with the page, and replace its first line as it says")
