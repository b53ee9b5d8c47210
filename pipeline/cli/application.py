"""`imageprices`: the verbs, found by file name, and how a command ends.

A group of verbs is a module of this room with a function `register(app)`; adding one edits no other file. What begins with an
underscore says what a verb answers.
Such a module imports typer and nothing else at its top: a verb imports what it needs when it runs, so that `--help` is
quick. A verb raises errors of the `PriceError` tree, which end here as one sentence, and ends with another status than 0
by `raise typer.Exit(3)`.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import traceback
import warnings
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import TyperException

from pipeline.cli._misuse import demand_verb, misused
from pipeline.cli._process import HELD, OUR_FAULT, USAGE, WHOLE, disk_trouble, told
from schema.errors import BadData, NotComparable, OldPrices, PriceError

HELP = """What AI image generation costs, read from the providers' own pages.

Exit status: 0 all read and accepted; 3 something failed or is held; 2 usage, or bad input; 1 a fault of ours.
"""


def application(verb: str = "") -> typer.Typer:
    """The command with all its verbs; with one alone where it is named, since typer takes apart the options of every verb it is given."""
    app = typer.Typer(name="imageprices", help=HELP, pretty_exceptions_enable=False)
    for group in groups():
        importlib.import_module(f"pipeline.cli.{group}").register(app)
    named = [command for command in app.registered_commands if verb and verb == _name(command)]
    app.registered_commands = named or app.registered_commands
    app.callback()(_whole)
    return app


def _name(command: Any) -> str:
    return str(command.name or command.callback.__name__)


def _tell_version(asked: bool) -> None:
    if asked:
        from pipeline.text.identity import version

        typer.echo(f"imageprices {version()}")
        raise typer.Exit


def _whole(
    version: Annotated[bool, typer.Option("--version", help="Say which version this is.", callback=_tell_version, is_eager=True)] = False,
) -> None:
    """What stands before a verb. With it typer takes the first word for a verb even where there is only one."""


def groups() -> list[str]:
    """The modules that register verbs."""
    named = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg}
    return sorted(name for name in named - {Path(__file__).stem} if not name.startswith("_"))


def run(arguments: list[str]) -> int:
    """Run one command and say its exit status."""
    try:
        app = application(arguments[0] if arguments else "")
        demand_verb([_name(command) for command in app.registered_commands], arguments)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("ignore")
            warnings.simplefilter("always", OldPrices)
            ended = app(arguments or ["--help"], prog_name="imageprices", standalone_mode=False)
        for said in dict.fromkeys(str(warning.message) for warning in warned):  # below an answer, never beside an error
            told(said, WHOLE)
        return ended if isinstance(ended, int) else WHOLE
    except (SystemExit, BrokenPipeError):  # who reads what we print has seen enough: `| head`
        return WHOLE
    except Exception as error:  # the last place: whatever it is, it is told and not thrown at a person
        return told(*_ending(error, arguments))


def _ending(error: Exception, arguments: list[str]) -> tuple[str, int]:
    """What is said of an error, and the status it ends with."""
    match error:
        case TyperException():
            return misused(error, arguments), USAGE
        case PriceError():
            return str(error), USAGE if isinstance(error, (BadData, NotComparable)) else HELD
        case OSError():
            return disk_trouble(error), OUR_FAULT
        case _:
            return _our_fault(error), OUR_FAULT


def _our_fault(error: Exception) -> str:
    if os.environ.get("IMAGEPRICES_TRACEBACK"):
        traceback.print_exception(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"a fault of ours: {type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno}); "
        "run it again with IMAGEPRICES_TRACEBACK=1 and tell us"
    )
