"""Which line took whose place: the same thing under another key is one change, not something gone beside something new.

A line whose unit or tier alone differs; one whose threshold moved (up to 2.36 megapixels, now up to 2.61); an offer that
went with all its prices while one came with the very same ones under another id.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from pipeline.ledger.entries import Entries, Entry, price_id
from schema.changes import Change
from schema.prices import PriceLine, Rule

ALIKE: Final = 0.75  # how much of two ids must be the same for one price to be the same offer's
THRESHOLDS: Final = ("megapixels", "references")
Thing = Callable[[Entry], object]


class Succession(NamedTuple):
    """What became of what is gone: `pairs` of before and after, `renamed` the ids of offers, old to new, `left` what is really gone."""

    pairs: list[tuple[Entry, Entry]]
    renamed: dict[str, str]
    left: list[Entry]


def succession(gone: Iterable[Entry], now: Entries, known: Entries) -> Succession:
    """What took the place of what is gone, among what is new of what there is now."""
    left, fresh = list(gone), [one for key, one in now.items() if key not in known]
    renamed = _renamed(left, fresh, known)
    pairs: list[tuple[Entry, Entry]] = []
    for thing in (_under_new_id(renamed), loosely, _without_threshold):
        pairs += _paired(left, fresh, thing)
    return Succession(pairs, renamed, left)


def _paired(left: list[Entry], fresh: list[Entry], thing: Thing) -> list[tuple[Entry, Entry]]:
    """Each thing there is exactly one of on both sides; taken out of both."""
    before, after = _by(left, thing), _by(fresh, thing)
    pairs = [(olds[0], after[same][0]) for same, olds in before.items() if len(olds) == 1 and len(after.get(same, ())) == 1]
    taken = {id(one) for pair in pairs for one in pair}
    for those in (left, fresh) if pairs else ():
        those[:] = [one for one in those if id(one) not in taken]
    return pairs


def _by(entries: Iterable[Entry], thing: Thing) -> dict[object, list[Entry]]:
    found: dict[object, list[Entry]] = {}
    for one in entries:
        if (same := thing(one)) is not None:
            found.setdefault(same, []).append(one)
    return found


def loosely(entry: Entry) -> object:
    """A price without its unit and tier: what these are of."""
    value = entry.value
    if not isinstance(value, PriceLine):
        return None
    return (entry.native_id, value.billable, tuple(axis for axis in value.variant.key() if axis[0] != "tier"), value.basis)


def _without_threshold(entry: Entry) -> object:
    """A price whose threshold is told by its sign alone: `<=` of how many megapixels does not matter. None for any other."""
    value = entry.value
    if not isinstance(value, PriceLine) or not any(getattr(value.variant, axis) for axis in THRESHOLDS):
        return None
    axes = tuple((axis, re.sub(r"\d+(\.\d+)?", "#", said) if axis in THRESHOLDS else said) for axis, said in value.variant.key())
    return (entry.native_id, value.billable, value.unit, axes, value.basis)


# --- offers under another id ----------------------------------------------------------------------------------------


def _renamed(left: Sequence[Entry], fresh: Sequence[Entry], known: Entries) -> dict[str, str]:
    """Offers that went whole, and the one that came whole with the very same prices."""
    went, came = _offers(left), _offers(fresh)
    if not went or not came:
        return {}
    there = {one.native_id for one in known.values() if one.subject == "price"}
    gone = {one.key for one in left}
    kept = {one.native_id for key, one in known.items() if one.subject == "price" and key not in gone}
    olds = {id: facts for id, facts in went.items() if id not in kept}
    news = {id: facts for id, facts in came.items() if id not in there}
    matches = {old: [new for new, said in news.items() if said == facts and _same_offer(old, new, facts)] for old, facts in olds.items()}
    claimed = [new for found in matches.values() for new in found]
    return {old: found[0] for old, found in matches.items() if len(found) == 1 and claimed.count(found[0]) == 1}


def _offers(entries: Iterable[Entry]) -> dict[str, frozenset[object]]:
    found: dict[str, set[object]] = {}
    for one in entries:
        if isinstance(one.value, PriceLine):
            found.setdefault(one.native_id or "", set()).add(one.value.fact())
    return {native_id: frozenset(facts) for native_id, facts in found.items()}


def _same_offer(old: str, new: str, facts: frozenset[object]) -> bool:
    """One price may be anybody's: then the ids must be alike. Several different ones are a name of their own."""
    return len(facts) > 1 or SequenceMatcher(None, old, new).ratio() >= ALIKE


def _under_new_id(renamed: dict[str, str]) -> Thing:
    """A price or rule by the id its offer has now; None for those of offers that kept theirs."""
    ids = renamed | {new: new for new in renamed.values()}

    def thing(entry: Entry) -> object:
        match entry.value:
            case PriceLine() as line if entry.native_id in ids:
                return (ids[entry.native_id or ""], line.fact())
            case Rule() as rule if rule.native_id in ids:
                return (ids[rule.native_id or ""], rule.kind, rule.variant.key(), rule.of, rule.value)
        return None

    return thing


def as_before(before: Entry | None, after: Entry) -> Entry:
    """A price of a renamed offer as it is known: its first evidence stays, as that of any price that did not move."""
    return after._replace(value=before.value) if before and _is_of_renamed(before, after) and before.fact == after.fact else after


def _is_of_renamed(before: Entry, after: Entry) -> bool:
    return isinstance(before.value, PriceLine) and before.native_id != after.native_id


def predecessors(provider: str, changes: Iterable[Change]) -> dict[str, str]:
    """The id each line had whose place another took, by the id of that other: as a provider's history tells it."""
    was: dict[str, str] = {}
    lines: dict[str | None, dict[object, PriceLine]] = {}
    for change in changes:
        if change.was is not None:
            lines[change.native_id] = lines.pop(change.was, {})
            moved = lines[change.native_id].values()
            was |= {price_id(provider, change.native_id, line): price_id(provider, change.was, line) for line in moved}
        here = lines.setdefault(change.native_id, {})
        if isinstance(change.before, PriceLine) and change.kind not in ("missing", "returned", "held", "in_force"):
            here.pop(change.before.key(), None)
        if isinstance(change.after, PriceLine) and change.kind not in ("held", "in_force"):
            here[change.after.key()] = change.after
            if isinstance(change.before, PriceLine) and change.before.key() != change.after.key():
                was[price_id(provider, change.native_id, change.after)] = price_id(provider, change.native_id, change.before)
    return was
