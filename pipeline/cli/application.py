"""`imageprices`: the verbs, found by file name, and how a command ends.

A group of verbs is a module of this room with a function `register(app)`; adding one edits no other file. What begins with an
underscore says what a verb answers.
Such a module imports typer and nothing else at its top: a verb imports what it needs when it runs, so that `--help` is
quick. A verb raises errors of the `PriceError` tree, which end here as one sentence, and ends with another status than 0
by `raise typer.Exit(3)`.
"""

from __future__ import annotations

import errno
import gc
import importlib
import os
import pkgutil
import sys
import traceback
from pathlib import Path

import typer

from schema.errors import BadData, NotComparable, PriceError

WHOLE, OUR_FAULT, USAGE, HELD = 0, 1, 2, 3
DISK = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "it may not be written",
}

HELP = """What AI image generation costs, read from the providers' own pages.

Exit status: 0 all read and accepted; 3 something failed or is held; 2 usage, or bad input; 1 a fault of ours.
"""


def application(verb: str = "") -> typer.Typer:
    """The command with all its verbs; with one alone where it is named, since typer takes apart the options of every verb it is given."""
    app = typer.Typer(name="imageprices", help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
    for group in groups():
        importlib.import_module(f"pipeline.cli.{group}").register(app)
    named = [command for command in app.registered_commands if verb and verb in (command.name, getattr(command.callback, "__name__", ""))]
    if named:
        app.registered_commands = named
        app.callback()(_no_verb)
    return app


def _no_verb() -> None:
    """Nothing: with a callback typer takes the first word for a verb even where there is only one."""


def groups() -> list[str]:
    """The modules that register verbs."""
    named = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])}
    return sorted(name for name in named - {Path(__file__).stem} if not name.startswith("_"))


def run(arguments: list[str]) -> int:
    """Run one command and say its exit status."""
    try:
        application(arguments[0] if arguments else "")(arguments, prog_name="imageprices")
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OUR_FAULT
    except PriceError as error:
        return _told(str(error), USAGE if isinstance(error, (BadData, NotComparable)) else HELD)
    except OSError as error:
        return _told(_disk_trouble(error), OUR_FAULT)
    except Exception as error:  # the last place: a fault of ours is told with what to send us, not thrown at a person
        return _our_fault(error)
    return WHOLE


def _told(message: str, status: int) -> int:
    sys.stdout.flush()
    sys.stderr.write(f"imageprices: {message}\n")
    return status


def _disk_trouble(error: OSError) -> str:
    trouble = DISK.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename or 'a file'}: {trouble}; nothing is lost, run the same command again when it is mended"


def _our_fault(error: Exception) -> int:
    if os.environ.get("IMAGEPRICES_TRACEBACK"):
        traceback.print_exc()
    where = traceback.extract_tb(error.__traceback__)[-1]
    return _told(
        f"a fault of ours: {type(error).__name__}: {error} ({Path(where.filename).name}, line {where.lineno}); "
        "run it again with IMAGEPRICES_TRACEBACK=1 and tell us",
        OUR_FAULT,
    )


def main() -> None:
    """Run the command line. The collector looks less often: facts form no circles, and a year of them is many objects (2026-11-21).

    pydantic looks for plug-ins in every package that is installed; there is none that should judge our prices.
    """
    gc.set_threshold(50_000, 20, 100)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.exit(run(sys.argv[1:]))
