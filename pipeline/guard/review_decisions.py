"""What a person decides: to believe what is held, to refuse it, to drop what is missing, to correct what was wrong.

Each decision is a change in history, with who and why.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from pipeline.guard.held import clipped
from pipeline.guard.surroundings_case import accepted_by_person
from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import Entry, entry, in_order
from pipeline.ledger.extremes import marked
from pipeline.ledger.state import Known, apply
from pipeline.store.data_folder import Store
from pipeline.store.history import history_of, with_new_ids
from pipeline.text.sentences import axes
from schema.accepted import Accepted
from schema.amounts import read_bound, spell
from schema.changes import Change, Held, HeldOffer, change_id
from schema.errors import BadData, UnreadablePrice
from schema.prices import Bound, EntryKey, PriceLine, Quote

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+")


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides about which ids of a provider, and why. No ids: all that wait."""

    provider: str
    native_ids: tuple[str, ...]
    by: str
    reason: str


def accept(store: Store, decision: Decision) -> list[Change]:
    """Believe what is held; drop what was lost or is missing."""
    known, held = _known(store, decision.provider), store.held(decision.provider)
    chosen = _chosen(decision, held, known)
    entries = dict(known.entries)
    for one in chosen:
        _believe(entries, one)
    dropped = [one for one in in_order(known.entries.values()) if one.owner.native_id in decision.native_ids and one.key in known.missing]
    for gone in dropped:
        entries.pop(gone.key, None)
    if not chosen and not dropped:
        raise _nothing(decision, "held or missing")
    reasons = dict.fromkeys({*known.entries, *entries}, decision.reason)
    telling = Telling(decision.provider, _moment(known, chosen), reasons=reasons, by=decision.by)
    around = accepted_by_person(decision.provider, store.accepted(decision.provider), chosen)
    return _commit(store, known, _left(held, chosen), diff(known.entries, entries, telling), around)


def _believe(entries: dict[EntryKey, Entry], held: HeldOffer) -> None:
    native_id = held.native_id if held.subject == "price" else None
    for value in held.before:
        entries.pop(entry(value, held.was or native_id).key, None)
    for value in held.after:
        new = entry(value, native_id, held.name)
        entries[new.key] = new


def reject(store: Store, decision: Decision) -> list[Change]:
    """Refuse what is held: exactly this is not believed, however often it is read."""
    known, held = _known(store, decision.provider), store.held(decision.provider)
    chosen = [one for one in _chosen(decision, held, known) if one.after]
    if not chosen or held is None:
        raise _nothing(decision, "held with a reading to refuse")
    verdict = clipped(f"{decision.by}: {decision.reason}")
    offers = tuple(_refused(one, verdict) if one in chosen else one for one in held.offers)
    changes = [_told_refused(one, decision, _moment(known, [one])) for one in chosen]
    return _commit(store, known, held.model_copy(update={"offers": offers}), changes)


def _refused(held: HeldOffer, verdict: str) -> HeldOffer:
    return held.model_copy(update={"rejected": verdict, "pending": False})


def _told_refused(held: HeldOffer, decision: Decision, at: datetime) -> Change:
    return Change(
        id=change_id(decision.provider, "rejected", held.subject, held.native_id, at, [str(value.fact()) for value in held.after]),
        kind="held",
        subject=held.subject,
        provider=decision.provider,
        native_id=held.native_id,
        name=held.name,
        at=at,
        before=held.before[0] if held.before else None,
        after=held.after[0],
        reason=clipped(f"rejected: {decision.reason}"),
        by=decision.by,
    )


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong, and what is right: an amount with the page's words for it, or nothing (`retract`)."""

    decision: Decision
    axes: Mapping[str, str]
    amount: Decimal | None
    quote: str | None = None
    url: str | None = None


def correct(store: Store, correction: Correction, now: datetime) -> Change:
    """Take back one price, and say what it is instead. A page read to say the same again is held from then on."""
    decision = correction.decision
    known = _known(store, decision.provider)
    wrong = _one_line(known, correction)
    line = wrong.value
    assert isinstance(line, PriceLine)
    at = max(now, known.last or now)
    change = Change(
        id=change_id(decision.provider, "correction", wrong.key, at, line.fact(), correction.amount),
        kind="correction",
        subject="price",
        provider=decision.provider,
        native_id=wrong.native_id,
        name=wrong.name,
        at=at,
        before=line,
        after=_righted(line, correction, at) if correction.amount is not None else None,
        reason=decision.reason,
        by=decision.by,
        valid_from=line.quote.captured_at,
    )
    return _commit(store, known, store.held(decision.provider), [change])[0]


def _righted(line: PriceLine, correction: Correction, at: datetime) -> PriceLine:
    assert correction.amount is not None
    quote = _quoted(line.quote, correction, at) if correction.quote else line.quote
    numbers = {Decimal(number.replace(",", "")) for number in _NUMBER.findall(quote.text)}
    if correction.amount not in numbers:
        raise BadData(
            "the correction",
            f"{spell(correction.amount)} to stand in the words it is read from",
            repr(quote.text),
            "the same with --quote 'WORDS OF THE PAGE'",
        )
    return line.model_copy(
        update={"amount": correction.amount, "reason": None, "bound": _bound(line, correction), "upper": None, "quote": quote}
    )


def _bound(line: PriceLine, correction: Correction) -> Bound | None:
    """A lower or upper bound stays one, but where other words are quoted that are none."""
    if line.bound == "range" or line.bound is None:
        return None
    return line.bound if correction.quote is None or _is_bound(correction.quote) else None


def _is_bound(words: str) -> bool:
    try:
        return bool(read_bound(words))
    except UnreadablePrice:
        return False


def _quoted(quote: Quote, correction: Correction, at: datetime) -> Quote:
    words = correction.quote or ""
    return Quote(
        text=words,
        unit_text=quote.unit_text,
        url=correction.url or quote.url,
        locator=f"quoted by {correction.decision.by}",
        captured_at=at,
        sha256=hashlib.sha256(words.encode()).hexdigest(),
    )


def _one_line(known: Known, correction: Correction) -> Entry:
    native_id = correction.decision.native_ids[0]
    lines = [one for one in known.entries.values() if one.subject == "price" and one.native_id == native_id]
    hits = [one for one in lines if _fits(one, correction.axes)]
    if len(hits) == 1:
        return hits[0]
    there = "; ".join(_described(one) for one in in_order(hits or lines)) or "no price of that id"
    raise BadData(
        f"{known.provider} {native_id}",
        "one price that fits",
        there[:600],
        "the same with --axis quality=low, --axis billable=input_image, ...",
    )


def _fits(one: Entry, wanted: Mapping[str, str]) -> bool:
    assert isinstance(one.value, PriceLine)
    said = {"billable": one.value.billable, "unit": one.value.unit, "basis": one.value.basis, **dict(one.value.variant.key())}
    return all(said.get(axis) == value for axis, value in wanted.items())


def _described(one: Entry) -> str:
    assert isinstance(one.value, PriceLine)
    return ", ".join(part for part in (one.value.billable, one.value.unit, axes(one.value.variant)) if part)


def _known(store: Store, provider: str) -> Known:
    known = store.known(provider)
    if known is None and store.held(provider) is None:
        raise BadData(f"provider {provider!r}", f"one of {', '.join(store.providers()) or 'none yet'}", "nothing of it in the data folder")
    return known or Known(provider)


def _chosen(decision: Decision, held: Held | None, known: Known) -> list[HeldOffer]:
    there = [one for one in held.offers if one.before or one.after] if held else []
    missing = {known.entries[key].owner.native_id for key in known.missing if key in known.entries}
    _demand_named(decision, {one.native_id for one in there} | missing)
    chosen = [one for one in there if not decision.native_ids or one.native_id in decision.native_ids]
    unread = [one.native_id for one in chosen if one.words and not one.after]
    if unread and decision.native_ids:
        raise BadData(
            f"{decision.provider} {unread[0]}",
            "a reading to decide about",
            "words that could not be read",
            f"imageprices read {decision.provider}",
        )
    return [one for one in chosen if not one.words or one.after]


def _demand_named(decision: Decision, there: set[str]) -> None:
    for native_id in decision.native_ids:
        if native_id not in there:
            named = ", ".join(sorted(there)) or "nothing is"
            raise _nothing(replace(decision, native_ids=(native_id,)), f"held or missing ({named})")


def _nothing(decision: Decision, what: str) -> BadData:
    return BadData(f"{decision.provider} {' '.join(decision.native_ids)}".strip(), f"something {what}", "nothing", "imageprices review")


def _moment(known: Known, chosen: Iterable[HeldOffer]) -> datetime:
    """The clock of the reading that is decided about: history stays in the order of readings."""
    seen = [one.seen[-1] for one in chosen if one.seen]
    moments = [*seen, *([known.last] if known.last else [])]
    return max(moments)


def _left(held: Held | None, decided: list[HeldOffer]) -> Held | None:
    """What is still held; a page held for what it lost is free once that is decided."""
    if held is None:
        return None
    offers = tuple(one for one in held.offers if one not in decided)
    waiting = {one.url for one in offers}
    pages = tuple(page for page in held.pages if page.error != "CountDropped" or page.url in waiting)
    return held.model_copy(update={"offers": offers, "pages": pages}) if offers or pages else None


def _commit(store: Store, known: Known, held: Held | None, changes: list[Change], accepted: Accepted | None = None) -> list[Change]:
    told = marked(changes, lambda native_id: history_of(store.folder, known.provider, native_id))
    fresh = with_new_ids(told, known.ids)
    for change in fresh:
        apply(known, change)
    store.commit(fresh, known, held, store.checks().providers.get(known.provider, ()), accepted)
    return fresh
