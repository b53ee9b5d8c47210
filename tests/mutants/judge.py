"""What became of a mutant: right, refused, held, pending; silently wrong or silently missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Literal

from pipeline.guard.verdict import Verdict
from pipeline.ledger.entries import Entry, Owner, number
from schema.prices import EntryKey, PriceLine, Rule
from schema.text import plain
from tests.mutants.subject import LATER, Subject

Expect = Literal["same", "true", "pending", "person", "hold", ""]
Outcome = Literal["right", "refused", "held", "pending", "told missing", "SILENTLY WRONG", "SILENTLY MISSING", "CRASHED"]
BAD = ("SILENTLY WRONG", "SILENTLY MISSING", "CRASHED")


@dataclass
class Effect:
    """What the mutated page says. Entries that are not named here are said as before.

    `says` maps an entry to the facts it may now be published with; an empty set: the page no longer says it plainly, and
    keeping the old value without a word is wrong. `later`: what a second reading may confirm. `adds`: the numbers new lines may say; None: any that the page says.
    `must_add`: a new thing is on the page: it is published, held or told. `expect` is what counts as accepted:
    the same as before (harmless), the true new values, those after a second reading, or those held so that a person can accept them.
    """

    says: dict[EntryKey, frozenset[object]] = field(default_factory=dict)
    adds: frozenset[Decimal] | None = frozenset()
    later: dict[EntryKey, frozenset[object]] = field(default_factory=dict)
    must_add: bool = False
    expect: Expect = ""


@dataclass
class Mutant:
    """One damaged page."""

    group: str
    name: str
    url: str
    body: bytes
    effect: Effect
    note: str = ""


@dataclass
class Judgement:
    """The outcome, and why."""

    outcome: Outcome
    reasons: list[str] = field(default_factory=list)
    accepted: bool = False
    said_twice: bool = False  # held because the page says the same price beside it, unchanged: no true change of that price


def judged(subject: Subject, mutant: Mutant) -> Judgement:
    """Look at the mutated recording, and again two hours later where a second reading could confirm something."""
    verdict, body = subject.look(mutant.url, mutant.body), mutant.body.decode("utf-8", "replace")
    judgement = _twice(subject, mutant, verdict, body)
    known = {one.native_id for one in subject.pristine.unread}
    reasons = [reason for held in verdict.held if held.native_id not in known for reason in held.reasons]
    return replace(judgement, said_twice=any("two statements of one price" in reason for reason in reasons))


def _twice(subject: Subject, mutant: Mutant, verdict: Verdict, body: str) -> Judgement:
    first = _compare(subject, mutant.effect, verdict, body)
    if any(held.pending for held in verdict.held):
        again = subject.look(mutant.url, mutant.body, LATER + timedelta(days=1), verdict.held_file(subject.provider))
        effect = replace(mutant.effect, says={**mutant.effect.says, **mutant.effect.later})
        second = _compare(subject, effect, again, body)
        if second.outcome in BAD and first.outcome not in BAD:
            return Judgement(second.outcome, [f"when read twice: {reason}" for reason in second.reasons])
        if mutant.effect.expect == "pending" and first.outcome not in BAD:
            return Judgement(first.outcome, first.reasons or second.reasons, second.outcome == "right")
        if mutant.effect.expect == "person" and first.outcome not in BAD:
            return Judgement(first.outcome, first.reasons, _is_put_to_a_person(mutant.effect, again))
    if mutant.effect.expect == "person":
        return Judgement(first.outcome, first.reasons, _is_put_to_a_person(mutant.effect, verdict))
    accepted = first.outcome == "right" if mutant.effect.expect in ("same", "true", "pending") else False
    return Judgement(first.outcome, first.reasons, accepted)


def _is_put_to_a_person(effect: Effect, verdict: Verdict) -> bool:
    """Whether every new value is believed, or waits so that a person can accept it."""
    waiting = {value.fact() for held in verdict.held for value in held.after}
    return all(
        (one is not None and one.fact in facts) or not waiting.isdisjoint(facts)
        for one, facts in ((verdict.entries.get(key), facts) for key, facts in effect.says.items())
    )


def _compare(subject: Subject, effect: Effect, verdict: Verdict, body: str) -> Judgement:
    noted = _noted(subject, verdict)
    wrong, missing = [], []
    for key, one in subject.entries.items():
        now = verdict.entries.get(key)
        if now is None or (now is one and key not in effect.says):
            continue
        fact, new = subject.facts[key], subject.facts[key] if now is one else now.fact
        said = effect.says.get(key, frozenset({fact}))
        if new != fact and new not in said and not _is_told_none(now) and not _is_in_words(now, body):
            wrong.append(f"{_named(one)}: published {_said(now)}, the page says {_spelled(said)}")
        elif new == fact and fact not in said and key not in noted:
            wrong.append(f"{_named(one)}: still published as {_said(one)}, the page says {_spelled(said)}")
    added = [one for key, one in verdict.entries.items() if key not in subject.entries]
    for one in added:
        if effect.adds is not None and number(one) is not None and number(one) not in effect.adds | subject.zeros:
            wrong.append(f"{_named(one)}: new, published {_said(one)}, which the page does not say of it")
    if effect.must_add and not (added or verdict.held or verdict.pages or verdict.gone or verdict.moves):
        missing.append("what was added is neither published nor held")
    missing += _lost(subject, verdict, noted)
    if wrong or missing:
        return Judgement("SILENTLY WRONG" if wrong else "SILENTLY MISSING", (wrong or missing)[:3])
    return _harmless(subject, effect, verdict, noted)


def _lost(subject: Subject, verdict: Verdict, noted: set[EntryKey]) -> list[str]:
    """Entries that are no longer published and of which nothing is told."""
    moved = {move.before.key for move in verdict.moves if move.before}
    return [
        f"{_named(one)}: gone without a word"
        for key, one in subject.entries.items()
        if key not in verdict.entries and key not in noted | moved
    ]


def _harmless(subject: Subject, effect: Effect, verdict: Verdict, noted: set[EntryKey]) -> Judgement:
    always = {one.native_id for one in subject.pristine.unread}
    now = [held for held in verdict.held if held.native_id not in always]
    reasons = [page.reason for page in verdict.pages] + [reason for held in now for reason in held.reasons]
    if verdict.pages:
        return Judgement("refused", reasons[:2])
    if now:
        return Judgement("pending" if all(held.pending for held in now) else "held", reasons[:2])
    still_said = [one for one in verdict.gone if effect.says.get(one.key, frozenset({one.fact}))]
    if still_said and effect.expect:
        return Judgement("told missing", [f"{_named(one)}: told missing" for one in still_said[:2]])
    return Judgement("right")


def _noted(subject: Subject, verdict: Verdict) -> set[EntryKey]:
    """Entries of which something is told: held, missing, or on a page that was refused."""
    owners = {Owner(subject, held.native_id) for held in verdict.held for subject in {held.subject, "rule"}} | {
        Owner(held.subject, held.was) for held in verdict.held if held.was
    }  # a model held, its rules stand under that note
    pages = {page.url for page in verdict.pages}
    refused = {subject.pages.get(url, url) for url in pages}
    gone = {one.key for one in (*verdict.gone, *verdict.ended)}
    return gone | {
        key for key, one in subject.entries.items() if one.owner in owners or subject.pages.get(one.quote.url, one.quote.url) in refused
    }


def _is_told_none(one: Entry) -> bool:
    """A line without an amount says why: nothing is published as a price."""
    return isinstance(one.value, PriceLine) and one.value.amount is None


def _is_in_words(one: Entry, body: str) -> bool:
    """A rule that is no number and stands word for word on the mutated page, on one line or more."""
    return isinstance(one.value, Rule) and number(one) is None and (one.quote.text in body or one.quote.text in plain(body))


def _named(one: Entry) -> str:
    value = one.value
    axes = " ".join(said for _, said in value.variant.key()) if hasattr(value, "variant") else ""
    return " ".join(part for part in (one.owner.native_id, getattr(value, "billable", getattr(value, "kind", "plan")), axes) if part)


def _said(one: Entry) -> str:
    value = one.value
    upper = f" to {value.upper}" if isinstance(value, PriceLine) and value.upper else ""
    return f"{number(one)}{upper} {getattr(value, 'currency', '')} {getattr(value, 'unit', '')}".strip()


def _spelled(said: frozenset[object]) -> str:
    return "nothing that is one plain price" if not said else str(sorted(str(fact[-6:]) for fact in said))[:160]  # type: ignore[index]
