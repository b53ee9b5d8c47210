"""`watch`: anyone's own rules on published prices."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli._options import DataToRead


def register(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(watch)


def watch(
    rules: Annotated[Path | None, typer.Argument(metavar="RULES.toml")] = None,
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
    explain: Annotated[bool, typer.Option("--explain", help="Say all a rule can be, with a workflow and a crontab line to copy.")] = False,
) -> None:
    """Hold published prices against rules of one's own; say, and deliver, what fired since the last look.

    Exit status: 0, fired or not; with --exit-code 5 when a rule fired; 2 a mistake in the rules, of which the others were looked at;
    3 the prices, or a place to deliver to, can't be reached: what it was to hear comes with the next look.
    """
    from pipeline.alert import watch_run
    from pipeline.alert.outbox import destinations
    from pipeline.alert.watch_rules import read_rules
    from pipeline.alert.watch_words import WATCH_VARIABLE, addresses, explanation
    from pipeline.text.printing import say, show
    from schema.errors import BadData

    if explain:
        say(explanation())
        return
    if rules is None:
        raise BadData("watch", "a file of rules", "none", "imageprices watch --explain")
    found, keep = read_rules(rules), state or rules.with_suffix(".state.json")
    to = destinations(addresses(found.deliver), f"{WATCH_VARIABLE} or `deliver`")
    look = watch_run.look_at(found, rules, watch_run.prices_of(source, data), watch_run.read_watched(keep))
    if as_json:
        show(watch_run.as_json(look))
    else:
        for one in look.said:
            say(one.sentence)
        say(f"{look.counted} rules, {len(look.fired)} fired")
    for mistake in look.mistakes:
        print(f"imageprices: {mistake.why}", file=sys.stderr)
    sys.stdout.flush()  # what could not be said is not remembered as said
    kept, failed = watch_run.told(look, to)
    watch_run.write_watched(keep, kept)
    for service in failed:
        print(f"imageprices: {service}: not delivered; the next look tries again", file=sys.stderr)
    raise typer.Exit(2 if look.mistakes else 3 if failed else 5 if look.fired and exit_code else 0)
