"""`build` and `serve`: site and downloads from `data/`, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import DataToRead
from pipeline.text.identity import BASE_URL, HOME

Out = Annotated[Path, typer.Option("--out", help="Where the site goes.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""

    @app.command()
    def build(
        *,
        data: DataToRead,
        out: Out = Path("_site"),
        base_url: Annotated[str, typer.Option("--base-url", help="The address the site will stand at.")] = BASE_URL,
        repository: Annotated[str, typer.Option("--repository", help="Where mistakes in it are reported.")] = HOME,
        largest_mb: Annotated[int, typer.Option("--largest-mb", min=1, help="The largest site its host takes.")] = 900,
        cold: Annotated[bool, typer.Option("--cold", help="Ask everything anew: use and keep no answers of earlier builds.")] = False,
    ) -> None:
        """Build the site and the downloads from a data folder."""
        from pipeline.publish.site_stamp import AskedSite, made_by

        asked = AskedSite(data, out, (base_url, repository, largest_mb))
        made_of = asked.made_of()
        if not cold and asked.stands(made_of):
            typer.echo(f"{out}: nothing changed since it was built, and nothing was done")
            _tell_what_it_lacks(out, base_url)
            return
        from pipeline.audit.answers_audit import audit_site
        from pipeline.publish.builder import build_site
        from pipeline.publish.kept_answers import KeptAnswers

        before = None if cold else KeptAnswers(asked.kept, made_by())
        built = build_site(data, out, base_url, largest=largest_mb * 1024 * 1024, repository=repository, before=before)
        typer.echo(built.words)
        _tell_what_it_lacks(out, base_url)
        wrong = audit_site(built.everything, out)
        for fault in wrong[:20]:
            typer.echo(f"not true: {fault}", err=True)
        if wrong:
            typer.echo(f"{len(wrong)} answers don't stand as they are told; run: imageprices check --data {data}", err=True)
            raise typer.Exit(3)
        if asked.made_of() == made_of:  # what came in between is in the next build
            asked.note(made_of)

    @app.command()
    def serve(out: Out = Path("_site"), port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000) -> None:
        """Show a built site in a browser at http://localhost:PORT."""
        from pipeline.publish.builder import serve_site

        serve_site(out, port)


def _tell_what_it_lacks(out: Path, base_url: str) -> None:
    if not (out / "v1" / "parquet").exists():
        typer.echo("without Parquet files: duckdb is not installed (imageprices[parquet] brings it)")
    if base_url == BASE_URL:
        typer.echo(f"its address is a placeholder, {BASE_URL}: give the one it will stand at as --base-url before it is published")
