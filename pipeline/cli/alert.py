"""`alert`: tell the maintainers' channels what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import DataToRead


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(alert)


def alert(
    *,
    data: DataToRead,
    state: Annotated[Path, typer.Option("--state", metavar="FILE", help="What has been told to whom.")] = Path("build/alerts.json"),
    config: Annotated[
        Path | None, typer.Option("--config", metavar="FILE", help="Addresses, one a line; keep it out of the repository.")
    ] = None,
    link: Annotated[str, typer.Option("--link", metavar="URL", help="The page of changes: for what a message has no room.")] = "",
    test: Annotated[bool, typer.Option("--test", help="Send a test message and nothing else.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent; send nothing.")] = False,
) -> None:
    """Deliver new changes to the Apprise addresses in IMAGEPRICES_ALERTS: at least once, never twice, retried by the next run.

    Exit status: 0 all delivered; 3 a destination could not be reached, and gets its message from the next run.
    """
    from pipeline.alert import outbox
    from pipeline.alert.pending import all_news, preview
    from pipeline.text.printing import say
    from schema.errors import BadData

    to = outbox.destinations(outbox.addresses(config))
    if not to:
        raise BadData(outbox.VARIABLE, "at least one address", "none", "imageprices alert --config FILE")
    if dry_run:
        preview(all_news(data), to, outbox.read_state(state), link)
        return
    deliveries = outbox.try_out(to) if test else outbox.deliver(all_news(data), to, state, link)
    for delivery in deliveries:
        what = "a test" if test else f"{delivery.changes} changes"
        say(f"{delivery.service}: {what} {'delivered' if delivery.done else 'NOT delivered, the next run tries again'}")
    raise typer.Exit(0 if all(delivery.done for delivery in deliveries) else 3)
