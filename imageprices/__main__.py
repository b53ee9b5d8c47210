"""The command: `imageprices`, or `python -m imageprices`. What takes time is imported below a guard, so that Ctrl-C is quiet at once."""

from __future__ import annotations

import sys

STOPPED = 130  # what a shell says of a command that was interrupted


def main() -> None:
    """Run the command line and end with its status."""
    try:
        from pipeline.cli._process import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(STOPPED)


if __name__ == "__main__":
    main()
