"""One copy of a page after another: what is known comes from one day, the page that is read, whole or damaged, from another.

Judged by both copies: a fact that is published stands in one of them; where the new copy says otherwise in plain words
and the old fact is kept, that is told. Nothing that was known goes without a word.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from random import Random

from pipeline.guard.verdict import Verdict
from pipeline.ledger.entries import Entry, number
from pipeline.ledger.state import Known
from schema.prices import EntryKey
from tests.mutants.judge import Effect, Mutant, _is_in_words, _is_told_none, _named, _noted, _said
from tests.mutants.kinds import KINDS, Page
from tests.mutants.subject import LATER, Subject


def faults(before: Subject, after: Subject, mutant: Mutant | None) -> list[str]:
    """What is silently wrong or missing when a copy, or a mutant of it, is read where another copy is known."""
    url = mutant.url if mutant else next(iter(after.documents))
    body = mutant.body if mutant else after.documents[url].body
    known = Known(before.provider, dict(before.entries), last=before.at)
    verdict = after.look(url, body, LATER, None, known)
    effect = mutant.effect if mutant else Effect()
    text, plain_numbers = (
        body.decode("utf-8", "replace"),
        bool(mutant and (mutant.group == "numbers" or mutant.name.startswith("sentence_"))),
    )
    return [*_wrong(before, after, effect, verdict, text, numbers_alone=plain_numbers), *_lost(before, verdict)]


def _wrong(before: Subject, after: Subject, effect: Effect, verdict: Verdict, body: str, *, numbers_alone: bool) -> list[str]:
    noted = _noted(before, verdict)
    found = []
    for key, now in verdict.entries.items():
        old, new = before.entries.get(key), after.entries.get(key)
        says = (effect.says.get(key, frozenset({new.fact} if new else ())), effect.later.get(key, frozenset()))
        if old and now.fact == old.fact:
            if new and key not in effect.says and new.fact != old.fact and key not in noted:
                found.append(f"{_named(old)}: still published as {_said(old)}, the page says {_said(new)}")
        elif old is None and key in effect.says and numbers_alone:
            continue  # a plain number of something new, or prose beside it: there is nothing known that it could be held against
        elif not any(now.fact in facts for facts in says) and not (
            _is_told_none(now) or _is_in_words(now, body) or _is_added(key, now, effect, after)
        ):
            found.append(f"{_named(now)}: published {_said(now)}, which neither copy says")
    return found


def _is_added(key: EntryKey, now: Entry, effect: Effect, after: Subject) -> bool:
    """Whether the mutation put it there: a number it may add, of something the copy does not list."""
    return key not in after.entries and (effect.adds is None or number(now) in effect.adds | after.zeros)


def _lost(before: Subject, verdict: Verdict) -> list[str]:
    noted = _noted(before, verdict)
    moved = {move.before.key for move in verdict.moves if move.before}
    return [f"{_named(one)}: gone without a word" for key, one in before.entries.items() if key not in {*verdict.entries, *noted, *moved}]


def mutants_of(subject: Subject, count: int, seed: str) -> list[Mutant]:
    """Some mutants of a copy, of every class in turn, the same ones for the same seed."""
    rng = Random(f"{seed}/{subject.set_name}/{subject.provider}")
    places = [(kind, Page(subject, target)) for target in subject.targets if target.keys for kind in KINDS]
    made = ((kind, kind.make(page, rng)) for kind, page in rng.sample(places, len(places)))
    return list(islice((replace(mutant, group=kind.group, name=kind.name) for kind, mutant in made if mutant), count))
