"""`build` and `serve`: site and downloads from `data/`, no network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.text.identity import BASE_URL

Data = Annotated[Path, typer.Option("--data", help="The data folder.")]
Out = Annotated[Path, typer.Option("--out", help="Where the site goes.")]


def register(app: typer.Typer) -> None:
    """Add the verbs."""

    @app.command()
    def build(
        data: Data = Path("data"),
        out: Out = Path("_site"),
        base_url: Annotated[str, typer.Option("--base-url", help="The address the site will stand at.")] = BASE_URL,
        largest_mb: Annotated[int, typer.Option("--largest-mb", min=1, help="The largest site its host takes.")] = 900,
    ) -> None:
        """Build the site and the downloads from a data folder."""
        from pipeline.publish.builder import build_site

        typer.echo(build_site(data, out, base_url, largest=largest_mb * 1024 * 1024))

    @app.command()
    def serve(out: Out = Path("_site"), port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000) -> None:
        """Show a built site in a browser at http://localhost:PORT."""
        from pipeline.publish.builder import serve_site

        serve_site(out, port)
