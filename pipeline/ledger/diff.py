"""What changed, in the words of the trade. Evidence is no news: equal facts are no change, and keep their first quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime

from pipeline.ledger.entries import Entries, Entry, differs, in_order, is_by_hand, key_of, numbers, tier
from pipeline.ledger.successors import Succession, succession
from schema.changes import Change, ChangeKind, HeldOffer, change_id
from schema.prices import EntryKey, Plan, PriceLine, Rule
from schema.rules import Retires


@dataclass(frozen=True, slots=True)
class Telling:
    """What is said with every change of one reading. `reread` is what another reader says of a page that is as it was, `announced` which
    prices were announced, and not told since to be in force."""

    provider: str
    at: datetime
    baseline: frozenset[EntryKey] = frozenset()
    reasons: dict[EntryKey, str] = field(default_factory=dict)
    reread: frozenset[EntryKey] = frozenset()
    by: str | None = None
    announced: frozenset[EntryKey] = frozenset()


def diff(before: Entries, after: Entries, telling: Telling) -> list[Change]:
    """What turned one state into the other, sorted; nothing when only evidence differs."""
    found = succession(in_order(one for key, one in before.items() if key not in after), after, before)
    still_to_tell = telling.announced - after.keys()
    begun = _begun(before.values(), still_to_tell, telling.at.date())
    changes = [_told_before(_change(pair, telling), begun) for pair in _pairs(before, after, found)]
    moved = [*_under_new_ids(found, after, telling), *changes]
    return [*moved, *_renamed(before, after, telling)]


REREAD = "the same page, read anew by a mended reader"
REQUOTED = "found at another place of the same page by a changed reader"
EntryPair = tuple[Entry | None, Entry | None]


def _pairs(before: Entries, after: Entries, found: Succession) -> list[EntryPair]:
    """Each thing that differs, before and after; what took another's place is one thing with it. Renamed offers are told as that."""
    taken = {new.key: old for old, new in found.pairs}
    gone: list[EntryPair] = [(one, None) for one in found.left]
    now: list[EntryPair] = []
    for one in in_order(one for key, one in after.items() if (was := before.get(key)) is None or differs(was, one)):
        old = before.get(one.key) or taken.get(one.key)
        if old is None or old.owner == one.owner:
            now.append((old, one))
    return [*gone, *now]


def _under_new_ids(found: Succession, after: Entries, telling: Telling) -> Iterator[Change]:
    """One change for each offer that has another id now, which takes its prices with it; its rules follow, and are no news."""
    names = _names(after.values())
    for old, new in sorted(found.renamed.items()):
        yield _of_offer("restated", new, names.get(new), telling, f"its id was {old}").model_copy(update={"was": old})
    for before, one in found.pairs:
        if before.owner != one.owner and before.subject == "rule":
            yield _change((before, one), telling).model_copy(update={"kind": "restated", "baseline": True})


def _change(pair: EntryPair, telling: Telling) -> Change:
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
        baseline=(before is None and one.key in telling.baseline) or _told_otherwise(before, after, telling.at.date()),
        reason=REREAD if reread else telling.reasons.get(one.key),
        by=telling.by,
        valid_from=before.quote.captured_at if reread and before else None,
    )


def _begun(before: Iterable[Entry], still_to_tell: Set[EntryKey], today: date) -> dict[str | None, list[PriceLine]]:
    """The prices of each offer that were announced and whose day has come, as a page says them plainly."""
    found: dict[str | None, list[PriceLine]] = {}
    for one in before:
        line = one.value
        if not isinstance(line, PriceLine) or line.variant.effective_from is None:
            continue
        if one.key not in still_to_tell and not starts_later(line, today):
            plainly = line.model_copy(update={"variant": line.variant.model_copy(update={"effective_from": None})})
            found.setdefault(one.native_id, []).append(plainly)
    return found


def _told_before(change: Change, begun: Mapping[str | None, Sequence[PriceLine]]) -> Change:
    """A price that comes to what was announced, and told when its day had come, is no news once its page says it plainly."""
    line = change.after
    if change.kind not in ("increased", "decreased") or not isinstance(line, PriceLine) or line.variant.effective_from is not None:
        return change
    told = any(one.key() == line.key() and one.amount == line.amount for one in begun.get(change.native_id, ()))
    return change.model_copy(update={"baseline": True}) if told else change


def _told_otherwise(before: Entry | None, after: Entry | None, today: date) -> bool:
    """A model whose day had passed is told as retired; a price that was to start has started."""
    if before is None and after is not None:
        return has_passed(after, today)
    line = before.value if before and after is None else None
    return isinstance(line, PriceLine) and line.variant.effective_from is not None and not starts_later(line, today)


def starts_later(line: PriceLine, today: date) -> bool:
    """Whether a price is for a day to come."""
    return line.variant.effective_from is not None and line.variant.effective_from > today


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
        case PriceLine() as line:
            return _come_or_gone(line, after is not None, today)
    return "added" if after else "removed"


def _come_or_gone(line: PriceLine, came: bool, today: date) -> ChangeKind:
    if came and starts_later(line, today):
        return "announced"
    if line.variant.effective_until:
        return "promotion_started" if came else "promotion_ended"
    return "added" if came else "removed"


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
    """Offers that are called otherwise; a name a person wrote down giving way to the page's is no news."""
    was, names = _names(before.values()), _names(after.values())
    renamed = sorted(native_id for native_id in was.keys() & names.keys() if was[native_id] != names[native_id])
    entries = (*before.values(), *after.values()) if renamed else ()
    by_hand = {one.native_id for one in entries if one.subject == "price" and is_by_hand(one)}
    for native_id in renamed:
        told = _of_offer("restated", native_id, names[native_id], telling, f"was called {was[native_id]}")
        yield told.model_copy(update={"baseline": native_id in by_hand})


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


def told_held(held: Iterable[HeldOffer], telling: Telling) -> list[Change]:
    """What is newly held, and each week again what still is: those of the held that are due to be told."""
    return [_held(one, telling) for one in held if one.after or one.words]


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
        reason=f"{_waiting(held)}{'; '.join(held.reasons)}"[:400],
        by=telling.by,
    )


def _waiting(held: HeldOffer) -> str:
    """Since when it waits, where it was told before."""
    return f"waits since {held.since:%Y-%m-%d}: " if held.since and held.told and held.since < held.told else ""


def told_requoted(pairs: Iterable[tuple[Entry, Entry]], telling: Telling) -> list[Change]:
    """The same facts with other evidence from the same page: no news, but history must say what `current` says."""
    return [
        _change((old, new), telling).model_copy(update={"kind": "restated", "baseline": True, "reason": REQUOTED}) for old, new in pairs
    ]


def told_retired(known: Entries, told: Iterable[EntryKey], telling: Telling) -> list[Change]:
    """Models whose announced date has passed by the clock of the reading, each once."""
    over = [one for one in in_order(known.values()) if one.key not in set(told) and has_passed(one, telling.at.date())]
    return [_about("retired", one, telling) for one in over]


def told_in_force(known: Entries, announced: Iterable[EntryKey], telling: Telling) -> list[Change]:
    """Announced prices whose day has come while they stand on their page, each once: beside the price they take the place of."""
    due = [known[key] for key in announced if key in known]
    changes = []
    for one in in_order(due):
        line = one.value
        if isinstance(line, PriceLine) and not starts_later(line, telling.at.date()):
            plain = line.model_copy(update={"variant": line.variant.model_copy(update={"effective_from": None})})
            old = known.get(key_of(one.native_id, plain))
            changes.append(_change((old, one), telling).model_copy(update={"kind": "in_force", "baseline": False}))
    return changes


def told_further_pages(fresh: Iterable[Entry], known: Entries, telling: Telling) -> list[Change]:
    """The first reading of one more page of a provider that is known already: one line for each page."""
    pages: dict[str, list[Entry]] = {}
    for one in in_order(fresh):
        if not is_by_hand(one):
            pages.setdefault(one.quote.url, []).append(one)
    before = {one.native_id for one in known.values() if one.subject == "price"}
    return [_further_page(url, found, before, telling) for url, found in sorted(pages.items())]


def _further_page(url: str, found: list[Entry], before: set[str | None], telling: Telling) -> Change:
    prices = [one for one in found if one.subject == "price"]
    models = dict.fromkeys(str(one.name or one.native_id) for one in prices)
    news = dict.fromkeys(str(one.name or one.native_id) for one in prices if one.native_id not in before)
    others = len(found) - len(prices)
    parts = [f"{_many(len(prices), 'price')} of {_many(len(models), 'model')}" if prices else "", _plans_and_rules(others)]
    new = f"; new: {', '.join(news)}" if news else ""
    reason = f"{url.partition('?')[0].partition('://')[2]}: {' and '.join(part for part in parts if part)}{new}"
    return Change(
        id=change_id(telling.provider, "added", "page", url, telling.at.date()),
        kind="added",
        subject="offer",
        provider=telling.provider,
        at=telling.at,
        reason=reason[:400],
        by=telling.by,
    )


def _many(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


def _plans_and_rules(count: int) -> str:
    return {0: "", 1: "1 plan or rule"}.get(count, f"{count} plans and rules")


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
