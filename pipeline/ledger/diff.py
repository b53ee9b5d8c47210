"""What changed, in the words of the trade. Evidence is no news: equal facts are no change, and keep their first quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.ledger.entries import Entries, Entry, Key, in_order, numbers, tier
from schema.changes import Change, ChangeKind, HeldOffer, change_id
from schema.prices import Plan, PriceLine, Rule
from schema.rules import Retires


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said with every change of one reading. `reread` is what another reader says of a page that is as it was."""

    provider: str
    at: datetime
    baseline: frozenset[Key] = frozenset()
    reasons: dict[Key, str] = field(default_factory=dict)
    reread: frozenset[Key] = frozenset()
    by: str | None = None


def diff(before: Entries, after: Entries, telling: Telling) -> list[Change]:
    """What turned one state into the other, sorted; nothing when only evidence differs."""
    changes = [_change(pair, telling) for pair in _pairs(before, after)]
    return [*changes, *_renamed(before, after, telling)]


REREAD = "the same page, read anew by a mended reader"
REQUOTED = "found at another place of the same page by a changed reader"
Pair = tuple[Entry | None, Entry | None]


def _pairs(before: Entries, after: Entries) -> list[Pair]:
    """Each thing that differs, before and after; a price whose unit or tier alone differs is one thing."""
    gone = {one.key: one for one in in_order(one for key, one in before.items() if key not in after)}
    things: dict[object, list[Entry]] = {}
    for one in gone.values():
        things.setdefault(_thing(one), []).append(one)
    pairs: list[Pair] = []
    for one in in_order(one for key, one in after.items() if _moved_on(before.get(key), one)):
        alike = things.get(_thing(one), ()) if one.key not in before else ()
        old = alike[0] if len(alike) == 1 else before.get(one.key)
        if old is not None and old.key in gone:
            del gone[old.key]
            things[_thing(old)].remove(old)
        pairs.append((old, one))
    return [*((one, None) for one in gone.values()), *pairs]


def _moved_on(old: Entry | None, new: Entry) -> bool:
    """Whether what stands under the same key says something else now: nearly nothing does, so a price's key is not spelled for it."""
    if old is not None and isinstance(old.value, PriceLine) and isinstance(new.value, PriceLine):
        return old.value.said() != new.value.said()
    return old is None or old.fact != new.fact


def _thing(entry: Entry) -> object:
    value = entry.value
    if not isinstance(value, PriceLine):
        return entry.key
    return (entry.native_id, value.billable, tuple(axis for axis in value.variant.key() if axis[0] != "tier"), value.basis)


def _change(pair: Pair, telling: Telling) -> Change:
    before, after = pair
    one = after or before
    assert one is not None
    reread = before is not None and after is not None and after.key in telling.reread
    kind = "correction" if reread else kind_of(before, after, telling.at.date())
    return Change(
        id=change_id(telling.provider, kind, one.key, telling.at.date(), before.fact if before else "", after.fact if after else ""),
        kind=kind,
        subject=one.subject,
        provider=telling.provider,
        native_id=one.native_id,
        name=one.name,
        at=telling.at,
        before=before.value if before else None,
        after=after.value if after else None,
        baseline=before is None and one.key in telling.baseline,
        reason=REREAD if reread else telling.reasons.get(one.key),
        by=telling.by,
        valid_from=before.quote.captured_at if reread and before else None,
    )


def kind_of(before: Entry | None, after: Entry | None, today: date) -> ChangeKind:
    """What to call a change of one thing."""
    one = after or before
    assert one is not None
    match one.value:
        case Plan() if before and after:
            return "plan_changed"
        case Rule(kind="retires") if after and not has_passed(after, today):
            return "retiring"
        case Rule() if before and after:
            return "rule_changed"
        case PriceLine() if before and after:
            return _moved(before, after)
        case PriceLine() as line if line.variant.effective_until:
            return "promotion_started" if after else "promotion_ended"
    return "added" if after else "removed"


def _moved(before: Entry, after: Entry) -> ChangeKind:
    pairs = [(old, new) for old, new in zip(numbers(before), numbers(after), strict=True) if old != new]
    unpriced = None in (numbers(before)[0], numbers(after)[0])
    if _frame(before, unpriced) != _frame(after, unpriced):
        return "unit_changed"
    old, new = pairs[0] if pairs else (None, None)
    if old is None or new is None:
        return "restated"
    return "increased" if new > old else "decreased"


def _frame(entry: Entry, unpriced: bool) -> object:
    """What an amount is in; where one side has no amount, its currency and bound say nothing."""
    line = entry.value
    assert isinstance(line, PriceLine)
    return (line.unit, tier(entry)) if unpriced else (line.unit, tier(entry), line.currency, line.bound)


def _renamed(before: Entries, after: Entries, telling: Telling) -> Iterator[Change]:
    was, names = _names(before.values()), _names(after.values())
    for native_id in sorted(was.keys() & names.keys()):
        if was[native_id] != names[native_id]:
            yield _of_offer("restated", native_id, names[native_id], telling, f"was called {was[native_id]}")


def _names(entries: Iterable[Entry]) -> dict[str, str | None]:
    return {one.native_id or "": one.name for one in entries if one.subject == "price"}


def told_missing(gone: Iterable[Entry], known: Entries, telling: Telling, kind: ChangeKind = "missing") -> list[Change]:
    """Entries that are on their page no more (or again): an offer of which nothing is left is told once."""
    entries = list(gone)
    keys = {one.key for one in entries}
    names = _names(entries)
    whole = names.keys() - _names(one for key, one in known.items() if key not in keys).keys()
    told = [_of_offer(kind, native_id, names[native_id], telling) for native_id in sorted(whole)]
    return told + [_about(kind, one, telling) for one in entries if one.subject != "price" or one.native_id not in whole]


def told_held(held: Iterable[HeldOffer], earlier: Iterable[HeldOffer], telling: Telling) -> list[Change]:
    """What is newly held: an offer that was held for the same reading before is no news."""
    old = {(one.subject, one.native_id, _facts(one)) for one in earlier}
    news = [one for one in held if (one.subject, one.native_id, _facts(one)) not in old]
    return [_held(one, telling) for one in news if one.after or one.words]


def _facts(held: HeldOffer) -> frozenset[object]:
    return frozenset(value.fact() for value in held.after) or frozenset([held.words])


def _held(held: HeldOffer, telling: Telling) -> Change:
    native_id = held.native_id
    return Change(
        id=change_id(telling.provider, "held", held.subject, native_id, telling.at.date(), sorted(map(str, _facts(held)))),
        kind="held",
        subject=held.subject,
        provider=telling.provider,
        native_id=native_id,
        name=held.name,
        at=telling.at,
        before=held.before[0] if held.before else None,
        after=held.after[0] if held.after else None,
        reason="; ".join(held.reasons)[:400],
        by=telling.by,
    )


def told_requoted(pairs: Iterable[tuple[Entry, Entry]], telling: Telling) -> list[Change]:
    """The same facts with other evidence from the same page: no news, but history must say what `current` says."""
    return [
        _change((old, new), telling).model_copy(update={"kind": "restated", "baseline": True, "reason": REQUOTED}) for old, new in pairs
    ]


def told_retired(known: Entries, told: Iterable[Key], telling: Telling) -> list[Change]:
    """Models whose announced date has passed by the clock of the reading, each once."""
    over = [one for one in in_order(known.values()) if one.key not in set(told) and has_passed(one, telling.at.date())]
    return [_about("retired", one, telling) for one in over]


def has_passed(one: Entry, today: date) -> bool:
    """Whether this is a retirement whose day has come."""
    terms = one.value.terms if isinstance(one.value, Rule) else None
    return isinstance(terms, Retires) and terms.day <= today


def _about(kind: ChangeKind, one: Entry, telling: Telling) -> Change:
    return Change(
        id=change_id(telling.provider, kind, one.key, telling.at.date(), one.fact),
        kind=kind,
        subject=one.subject,
        provider=telling.provider,
        native_id=one.native_id,
        name=one.name,
        at=telling.at,
        before=one.value,
        baseline=one.key in telling.baseline,
        reason=telling.reasons.get(one.key),
        by=telling.by,
    )


def _of_offer(kind: ChangeKind, native_id: str, name: str | None, telling: Telling, reason: str | None = None) -> Change:
    return Change(
        id=change_id(telling.provider, kind, "offer", native_id, telling.at.date(), name),
        kind=kind,
        subject="offer",
        provider=telling.provider,
        native_id=native_id,
        name=name,
        at=telling.at,
        reason=reason,
        by=telling.by,
    )
