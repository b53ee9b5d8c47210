"""What a command says: JSON for programs, coloured on a terminal, plain lines everywhere else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from pipeline.text.sentences import clean

Thing = TypeVar("Thing")
LONGEST = 1000


def say(text: str = "") -> None:
    """One line for a person. What came from a page is cleaned here, whatever was done before."""
    text = clean_line(text)
    if sys.stdout.isatty():
        _coloured(text)
    else:
        sys.stdout.write(text + "\n")


def clean_line(text: str) -> str:
    """A line that keeps its indent and cannot steer a terminal, nor a runner that obeys `::` and `##[`."""
    indent = re.match(r" *", text)
    return (indent[0] if indent else "") + clean(text.strip(), LONGEST).replace("::", ": :").replace("##[", "# # [")


def _coloured(text: str) -> None:
    from rich.console import Console
    from rich.markup import escape

    style = {"held": "yellow", "changed": "green", "next": "cyan", "refused": "red"}.get(text.partition(":")[0].strip(), "")
    Console(highlight=False, soft_wrap=True).print(escape(text), style=style or None)


def show(value: Any) -> None:
    """JSON for a program: sorted, indented, one object; escaped where the stream lacks letters, so that none is lost."""
    lacking = not (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    sys.stdout.write(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=lacking, default=str) + "\n")


def followed(things: Sequence[Thing], verb: str) -> Iterator[Thing]:
    """The things one after the other, with a bar on a terminal where somebody waits."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(verb, total=len(things))
        for thing in things:
            progress.update(task, description=f"{verb} {thing}")
            yield thing
            progress.advance(task)


def listed(title: str, lines: Iterable[str], most: int = 40) -> None:
    """A heading and what belongs under it, not more than a person reads."""
    shown = list(lines)
    if not shown:
        return
    say(f"{title}: {len(shown)}")
    for line in shown[:most]:
        say(f"  {line}")
    if len(shown) > most:
        say(f"  and {len(shown) - most} more (--json has all)")
