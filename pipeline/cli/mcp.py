"""`mcp`: the published prices for agents, over the Model Context Protocol on standard input and output."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.cli._options import DataToRead


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(mcp)


def mcp(
    *,
    data: DataToRead,
    source: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Published files instead: the address, or folder, of v1/.")
    ] = None,
) -> None:
    """Answer an agent's questions (cheapest, cost, plans, changes) with standing and proof; wants the extra `mcp`."""
    import importlib.util

    from pipeline.alert.published_files import Local, PublishedSource
    from pipeline.cli._agent_answers import server
    from schema.errors import BadData

    if importlib.util.find_spec("mcp") is None:
        raise BadData("imageprices mcp", "the package mcp beside it", "none", "pip install 'imageprices[mcp]'")
    server(PublishedSource(source) if source else Local(data)).run("stdio")
