"""What is held, as it is written down: with what was believed before, what was read, and the reasons for a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, get_args

from pipeline.guard.case import Doubt, Move, measure
from pipeline.ledger.entries import Entry, EntrySubject, Owner, entry, in_order, number, numbers
from schema.changes import HeldOffer
from schema.prices import Plan, PriceLine, Rule
from schema.reading import Unread
from schema.rules import RuleKind
from schema.text import plain

A_WEEK: Final = timedelta(days=7)
NEARLY: Final = Decimal("1.25")  # how far a price may move on between two readings of what moves daily


def doubted_offer(moves: list[Move], doubts: list[Doubt], at: datetime) -> HeldOffer:
    """An owner's moves that are doubted."""
    owner, was = moves[0].owner, _was(moves)
    told = [f"known as {was!r} until now", *(doubt.reason for doubt in doubts)] if was else [doubt.reason for doubt in doubts]
    return HeldOffer(
        subject=owner.subject,
        native_id=owner.native_id,
        name=moves[0].after.name,
        reasons=tuple(dict.fromkeys(clipped(reason) for reason in told)),
        pending=all(doubt.pending for doubt in doubts),
        seen=(at,),
        before=tuple(move.before.value for move in moves if move.before),
        after=tuple(move.after.value for move in moves),
        url=moves[0].after.quote.url,
        locator=moves[0].after.quote.locator,
        was=was,
    )


def _was(moves: list[Move]) -> str | None:
    """The id an offer was known under, where it is read under another."""
    return next((move.before.native_id for move in moves if move.before and move.before.owner != move.owner), None)


def says_the_same(earlier: HeldOffer, now: HeldOffer) -> bool:
    """Whether two readings show exactly the same."""
    facts = [{value.fact() for value in one.after} for one in (earlier, now)]
    return facts[0] == facts[1] and bool(earlier.seen)


def says_nearly_the_same(earlier: HeldOffer, now: HeldOffer) -> bool:
    """Whether a second reading shows the same things moved on a little: prices that move daily never repeat to the last digit."""
    if not (earlier.pending and now.pending and earlier.seen):
        return False
    before, after = ({value.key() if not isinstance(value, Plan) else value.id: value for value in one.after} for one in (earlier, now))
    return bool(after) and before.keys() == after.keys() and all(_is_near(before[key], value) for key, value in after.items())


def _is_near(one: PriceLine | Plan | Rule, other: PriceLine | Plan | Rule) -> bool:
    pairs = zip(numbers(entry(one, "held")), numbers(entry(other, "held")), strict=True)
    return measure(entry(one, "held")) == measure(entry(other, "held")) and all(
        old == new or bool(old and new and max(old, new) <= NEARLY * min(old, new)) for old, new in pairs
    )


def stamped(held: HeldOffer, earlier: HeldOffer | None, at: datetime) -> HeldOffer:
    """Since when it waits, and when that is or was told."""
    if earlier is None:
        return held.model_copy(update={"since": at, "told": at})
    told = _last_told(earlier)
    seen = earlier.seen if is_lost(held) and is_lost(earlier) else held.seen
    return held.model_copy(update={"seen": seen, "since": earlier.since or told or at, "told": at if is_due(held, earlier, at) else told})


def is_due(held: HeldOffer, earlier: HeldOffer | None, at: datetime) -> bool:
    """Whether it is told now: at once where it says something new, and each week again; the same reading read once more tells nothing."""
    told = _last_told(earlier) if earlier else None
    return earlier is None or (not held.rejected and (told is None or at - told >= A_WEEK or not is_the_same(earlier, held)))


def _last_told(earlier: HeldOffer) -> datetime | None:
    return earlier.told or (earlier.seen[0] if earlier.seen else None)


def is_the_same(earlier: HeldOffer, now: HeldOffer) -> bool:
    """Whether what waits is what waited: the same facts or words, or the same a little moved on."""
    facts = [({value.fact() for value in one.after}, one.words, one.around) for one in (earlier, now)]
    return facts[0] == facts[1] or says_nearly_the_same(earlier, now)


def confirmed(earlier: HeldOffer, observed: datetime, *, exactly: bool) -> str:
    """Why something that was pending is believed now."""
    return f"confirmed: read {'' if exactly else 'nearly '}the same on {earlier.seen[0]:%Y-%m-%d %H:%M} and {observed:%Y-%m-%d %H:%M} UTC"


def unread_offer(native_id: str, found: list[Unread], known: list[Entry]) -> HeldOffer:
    """An owner of which some words could not be read."""
    subject = _subject_of(native_id, known)
    before = [one for one in known if one.subject == subject]
    return HeldOffer(
        subject=subject,
        native_id=native_id,
        name=before[0].name if before else None,
        reasons=tuple(dict.fromkeys(clipped(one.reason) for one in found)),
        before=tuple(one.value for one in in_order(before)),
        words=plain(found[0].words),
        locator=found[0].locator,
        url=found[0].url,
    )


def _subject_of(native_id: str, known: list[Entry]) -> EntrySubject:
    subjects = {one.subject for one in known}
    if native_id in get_args(RuleKind):
        return "rule"
    return "plan" if subjects == {"plan"} else "price"


def lost_offers(gone: Iterable[Entry], url: str, reason: str, at: datetime) -> Iterator[HeldOffer]:
    """Owners that are no longer read from a page, in a way a person should look at."""
    lost: dict[Owner, list[Entry]] = {}
    for one in in_order(gone):
        lost.setdefault(one.owner, []).append(one)
    for owner, entries in lost.items():
        before = tuple(one.value for one in entries)
        yield HeldOffer(
            subject=owner.subject,
            native_id=owner.native_id,
            name=entries[0].name,
            reasons=(clipped(reason),),
            seen=(at,),
            before=before,
            url=url,
        )


def size(held: HeldOffer) -> Decimal:
    """How big the biggest move of a held offer is, as a factor: it proves nothing, and orders the review."""
    befores, afters = (
        {value.key() if not isinstance(value, Plan) else value.id: _number(value) for value in side} for side in (held.before, held.after)
    )
    pairs = ((befores.get(key), new) for key, new in afters.items())
    return max((max(old, new) / min(old, new) for old, new in pairs if old and new), default=Decimal(0))


def _number(value: PriceLine | Plan | Rule) -> Decimal | None:
    return number(entry(value, "held"))


def is_lost(held: HeldOffer) -> bool:
    """Whether this is held because it is no longer read, not because of what was read."""
    return bool(held.before) and not held.after and not held.words


def clipped(reason: str) -> str:
    """A reason as one line of at most 400 characters."""
    return plain(reason)[:400]
