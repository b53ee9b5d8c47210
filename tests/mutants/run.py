"""Making and judging the mutants of one recording, the same ones for the same seed."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from tests.mutants import (  # noqa: F401 - they register
    harmless,
    impostors,
    labels,
    numbers_said,
    payloads,
    repeats,
    served,
    structure,
    surroundings,
    truncated,
    units_said,
)
from tests.mutants.judge import BAD, Effect, Judgement, Mutant, judged
from tests.mutants.kinds import KINDS, Kind, Page
from tests.mutants.subject import Subject, remember_untouched

MOST_KEPT = 40
MOST_IDLE = 2000  # draws in a row that brought nothing new


@dataclass
class Tally:
    """What came of the mutants of one recording."""

    set_name: str
    provider: str
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)
    accepted: dict[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)
    bad: list[dict[str, object]] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)
    seconds: float = 0.0


def run(set_name: str, provider: str, count: int, seed: str, only: str = "", *, quickly: bool = False) -> Tally:
    """Make up to `count` different mutants of a recording and judge each."""
    began = time.monotonic()
    tally = Tally(set_name, provider)
    subject = Subject(set_name, provider, quickly=quickly)
    remember_untouched([subject])
    pages = [Page(subject, target) for target in subject.targets]
    rng = Random(f"{seed}/{set_name}/{provider}")
    seen = {hashlib.sha256(target.body).digest() for target in subject.targets}
    made = idle = 0
    for kind, page, number in _schedule(pages, count, rng, only):
        rest = Random(f"{seed}/{set_name}/{provider}/{page.target.url}/{kind.name}/{number}")
        fresh = _one(tally, subject, kind, page, rest, seen)
        made, idle = made + fresh, 0 if fresh else idle + 1
        if made >= count or idle > MOST_IDLE:
            break
    tally.seconds = time.monotonic() - began
    return tally


def _schedule(pages: list[Page], count: int, rng: Random, only: str):  # noqa: ANN202 - an endless but bounded iterator
    """Every mutation of every page in turn, so that each class has its share whatever the count."""
    kinds = [kind for kind in KINDS if not only or only in (kind.name, kind.group)]
    places = [(kind, page) for page in pages for kind in kinds for _ in range(kind.weight) if page.target.keys]
    for number in range(count):
        order = list(places)
        rng.shuffle(order)
        for kind, page in order:
            yield kind, page, f"{number}.{rng.random():.6f}"
        if not places:
            return


def _one(tally: Tally, subject: Subject, kind: Kind, page: Page, rng: Random, seen: set[bytes]) -> bool:
    """Make one mutant and judge it; whether there was a new one."""
    try:
        mutant = kind.make(page, rng)
    except Exception as error:  # a mutation of ours that fails must not hide what the others find
        where = traceback.extract_tb(error.__traceback__)[-1]
        tally.counts[kind.group, kind.name, "CRASHED"] = tally.counts.get((kind.group, kind.name, "CRASHED"), 0) + 1
        tally.bad.append(
            _told(tally, kind, page.whole(b"", Effect()), Judgement("CRASHED", [f"making it: {type(error).__name__}: {error} in {where}"]))
        )
        return False
    digest = hashlib.sha256(mutant.body).digest() if mutant else b""
    if mutant is None or digest in seen:
        return False
    seen.add(digest)
    judgement = _judged(subject, mutant)
    key = (kind.group, kind.name, judgement.outcome)
    tally.counts[key] = tally.counts.get(key, 0) + 1
    if mutant.effect.expect in ("same", "true", "pending", "person") and not (judgement.said_twice and mutant.effect.expect != "same"):
        place = (kind.group, kind.name, mutant.effect.expect)
        yes, of = tally.accepted.get(place, (0, 0))
        tally.accepted[place] = (yes + judgement.accepted, of + 1)
        if not judgement.accepted and len(tally.refused) < MOST_KEPT * 4:
            tally.refused.append(_told(tally, kind, mutant, judgement))
    if judgement.outcome in BAD and len(tally.bad) < MOST_KEPT * 5:
        tally.bad.append(_told(tally, kind, mutant, judgement))
    return True


def _judged(subject: Subject, mutant: Mutant) -> Judgement:
    try:
        return judged(subject, mutant)
    except Exception as error:  # a crash of ours is a finding, and the others are still to be made
        return Judgement("CRASHED", [f"{type(error).__name__}: {error} in {traceback.extract_tb(error.__traceback__)[-1]}"])


def _told(tally: Tally, kind: Kind, mutant, judgement) -> dict[str, object]:  # noqa: ANN001
    sha = hashlib.sha256(mutant.body).hexdigest()[:12]
    return {"set": tally.set_name, "provider": tally.provider, "group": kind.group, "mutation": kind.name, "outcome": judgement.outcome,
            "url": mutant.url, "note": mutant.note[:300], "reasons": [str(reason)[:400] for reason in judgement.reasons], "body": sha}  # fmt: skip


def outcomes(tally: Tally) -> Counter[str]:
    made: Counter[str] = Counter()
    for (_, _, outcome), count in tally.counts.items():
        made[outcome] += count
    return made
