"""What stands around prices, beside what was accepted there: new words of the closed lists hold what they stand around.

Nothing else in the guard looks at prose. A page read for the first time, and one read anew by a changed reader, is accepted as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from pipeline.guard.held import clipped
from pipeline.ledger.entries import Entries, Entry, Owner, in_order
from schema.accepted import Accepted, accepted_of, words_of
from schema.changes import HeldOffer
from schema.surroundings import Around


def news_around(around: Iterable[Around], accepted: Accepted | None, reread: frozenset[str]) -> dict[str, list[Around]]:
    """By offer, what stands around it now and was never accepted there; of an offer that is new nothing is news."""
    if accepted is None:
        return {}
    known, found = accepted.by_offer(), dict[str, list[Around]]()
    for one in around:
        if one.signals and one.url not in reread:
            for offer in sorted(one.offers & known.keys()):
                if one.words not in known[offer]:
                    found.setdefault(offer, []).append(one)
    return found


def reasons_of(news: Iterable[Around]) -> tuple[str, ...]:
    """Why they hold, for a person."""
    return tuple(clipped(f"new beside it, {' and '.join(sorted(one.signals))}: {one.said!r}") for one in list(news)[:4])


def held_for(owner: Owner, news: list[Around], known: Entries, read: Entries, at: datetime) -> HeldOffer | None:
    """An owner held for what stands around it now, with what a person would accept."""
    before, after = _of(owner, known.values()), _of(owner, read.values())
    if not before or not after:
        return None
    quote = after[0].quote
    return HeldOffer(
        subject=owner.subject,
        native_id=owner.native_id,
        name=after[0].name,
        reasons=reasons_of(news),
        seen=(at,),
        before=tuple(one.value for one in before),
        after=tuple(one.value for one in after),
        around=tuple(sorted({one.words for one in news})),
        url=quote.url,
        locator=quote.locator,
    )


def _of(owner: Owner, entries: Iterable[Entry]) -> list[Entry]:
    return in_order(one for one in entries if one.owner == owner)


def accepted_now(provider: str, around: Iterable[Around], accepted: Accepted | None, held: Mapping[str, object]) -> Accepted | None:
    """What is accepted after a reading: what stands around each offer now, but for those that are held for it."""
    known = accepted.by_offer() if accepted else {}
    now = {offer: words for offer, words in words_of(around).items() if offer not in held}
    return accepted_of(provider, {**known, **now}) if known or now else None


def accepted_by_person(provider: str, accepted: Accepted | None, chosen: Iterable[HeldOffer]) -> Accepted | None:
    """What is accepted when a person believes what was held."""
    known = accepted.by_offer() if accepted else {}
    for one in chosen:
        if one.around:
            known[one.native_id] = known.get(one.native_id, frozenset()) | frozenset(one.around)
    return accepted_of(provider, known) if known else None
