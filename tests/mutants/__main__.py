"""`python -m tests.mutants [--count N] [--seed S] [--provider P]... [--captures] [--only NAME]`: damage every recorded page and judge."""

from __future__ import annotations

import argparse
import json
import sys
import time
from multiprocessing import Pool
from pathlib import Path

from tests.built import everything
from tests.mutants.answers import run_answers
from tests.mutants.report import Share, printed, shares
from tests.mutants.run import Tally, run
from tests.readings import CAPTURES

LEAST_KEPT = 0.97  # of harmless changes of answers
OUT = Path("build/mutants.json")


def main(arguments: list[str] | None = None) -> int:
    """Run, print, write the details; 1 when anything was silently wrong or missing."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=40000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--provider", action="append", default=[])
    parser.add_argument("--captures", action="store_true", help="the captured pages beside the checkout, too")
    parser.add_argument("--only", default="", help="one mutation or one group")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--answers", type=int, default=5000, help="how many mutants of answers are made beside")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    todo = shares(asked.count, asked.provider, asked.captures and CAPTURES.exists())
    with Pool(asked.jobs, maxtasksperchild=4) as pool:
        tallies = pool.starmap(_run, [(share, asked.seed, asked.only) for share in todo], chunksize=1)
    text, details, bad = printed(tallies, time.monotonic() - began)
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(details, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(text)
    return 1 if _answers(asked.answers, asked.seed) or bad else 0


def _answers(count: int, seed: str) -> bool:
    """Mutants of answers: none may lead wrongly, and nearly all harmless ones have to lead still."""
    if not count:
        return False
    found = run_answers(everything(), count, seed)
    said = f"{sum(found.made.values())} mutants of answers: {len(found.wrong)} lead wrongly; {found.kept:.1%} of {found.harmless} harmless ones still lead"
    sys.stdout.write("\n".join(["", said, *found.wrong[:20], *found.lost[:20], ""]))
    return bool(found.wrong) or found.kept < LEAST_KEPT


def _run(share: Share, seed: str, only: str) -> Tally:
    return run(share.set_name, share.provider, share.count, seed, only)


if __name__ == "__main__":
    sys.exit(main())
