"""What is believed of a reading, what is held, and why. Pure: what is known and what was read in, a verdict out.

No verdict means held. Where a page's structure is proven one offer is held; where it is not, the page is. Nothing is
ever removed because it was not read: it is kept, and `missing`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil

from pipeline.guard.case import BY_HAND, Case, Doubt, Move, moves_of, page_of
from pipeline.guard.guard_rules import doubts_about
from pipeline.guard.held import (
    clipped,
    confirmed,
    doubted_offer,
    is_due,
    is_lost,
    lost_offers,
    says_nearly_the_same,
    says_the_same,
    stamped,
    unread_offer,
)
from pipeline.guard.surroundings_case import accepted_now, held_for, news_around
from pipeline.ledger.diff import has_passed
from pipeline.ledger.entries import Entries, Entry, Owner, entries_of, in_order
from pipeline.ledger.state import Known
from schema.accepted import Accepted
from schema.changes import Held, HeldOffer, HeldPage
from schema.errors import ScrapeError
from schema.prices import EntryKey, PriceLine, Rule, Snapshot
from schema.reading import Unread
from schema.rules import Retires
from schema.tables.manual import joined
from scrapers import ProviderReading

APART = timedelta(hours=20)  # and on another day: a page's variant may be served for hours
LEAST_SEEN = 0.7
FORGOTTEN = "its page is as it was, and its reader, changed since, no longer reads this"


@dataclass(frozen=True, slots=True)
class Sighting:
    """One reading of a provider with what the guard must know about its pages.

    `pages` maps every declared address to the page it stands for (twins are one), `failed` the pages' errors,
    `at` is the clock of the reading, `by_hand` what the hand-kept tables say of the provider, where they were looked at.
    `copied_at` is when the oldest page among them left its host, where a cache on the way served it: that old the observation is.
    `reread` are the addresses whose body is the one last read, by a reader that was changed since; `bodies` the hashes of what was read.
    """

    provider: str
    reading: ProviderReading
    at: datetime
    pages: Mapping[str, str] = field(default_factory=dict)
    failed: Mapping[str, ScrapeError] = field(default_factory=dict)
    by_hand: Snapshot | None = None
    copied_at: datetime | None = None
    reread: frozenset[str] = frozenset()
    bodies: frozenset[str] = frozenset()

    def page(self, url: str) -> str:
        """The page an address stands for."""
        return self.pages.get(url, url)

    def looked(self) -> frozenset[str]:
        """The pages that were read, in one format at least."""
        read = {self.page(page.url) for page in self.reading.pages if page.error is None}
        return frozenset(read | ({BY_HAND} if self.by_hand else set()))

    def read(self, known: Entries) -> dict[EntryKey, Entry]:
        """Everything said this time. What stands in a table gives way to a page, also to one that was not read this time."""
        if self.by_hand is None:
            return entries_of(self.reading.snapshot)
        looked = self.looked()
        said = entries_of(joined(self.reading.snapshot, self.by_hand))
        return {
            key: one
            for key, one in said.items()
            if key not in known or page_of(one, self.pages) != BY_HAND or page_of(known[key], self.pages) in looked
        }


@dataclass(slots=True)
class Verdict:
    """What to believe from now on, and what became of the rest.

    `reasons` say why a doubted move is believed or something ended, `gone` is newly missing, `back` on its page again,
    `ended` removed by a rule: a promotion or a model whose date has passed. `requoted` is found elsewhere on the very
    page its quote names. `due` are those of the held that are told now. `fresh` holds keys whose page was never read before.
    """

    entries: dict[EntryKey, Entry]
    moves: list[Move] = field(default_factory=list)
    held: list[HeldOffer] = field(default_factory=list)
    due: list[HeldOffer] = field(default_factory=list)
    pages: list[HeldPage] = field(default_factory=list)
    reasons: dict[EntryKey, str] = field(default_factory=dict)
    gone: list[Entry] = field(default_factory=list)
    back: list[Entry] = field(default_factory=list)
    ended: list[Entry] = field(default_factory=list)
    requoted: list[tuple[Entry, Entry]] = field(default_factory=list)
    fresh: set[EntryKey] = field(default_factory=set)
    accepted: Accepted | None = None
    notes: list[str] = field(default_factory=list)

    def held_file(self, provider: str) -> Held | None:
        """The verdict's part of `data/held`."""
        if not self.held and not self.pages:
            return None
        offers = tuple(sorted(self.held, key=lambda one: (one.subject, one.native_id)))
        return Held(provider=provider, offers=offers, pages=tuple(sorted(self.pages, key=lambda one: one.url)))


def judge(known: Known, sighting: Sighting, held: Held | None, accepted: Accepted | None = None) -> Verdict:
    """Judge one reading."""
    case = case_of(known, sighting)
    dropped = _dropped_pages(case, sighting.reading.unread)
    case = _without(case, set(dropped))
    verdict = Verdict(dict(known.entries), fresh={move.after.key for move in case.moves if move.page in case.fresh})
    _judge_owners(verdict, case, held, sighting.copied_at or sighting.at)
    _hold_for_surroundings(verdict, case, sighting, accepted)
    _hold_unread(verdict, sighting.reading.unread, known)
    forgotten = _forgotten(case, sighting, held)
    _hold_pages(verdict, case, sighting, dropped, held)
    lost = [one for one in case.gone if case.page(one) in dropped and one not in forgotten]
    _hold_lost(verdict, case, lost, {page: f"no longer on its page, of which {reason}" for page, reason in dropped.items()})
    _carry_over(verdict, case, held, sighting)
    _hold_lost(verdict, case, forgotten, {case.page(one): FORGOTTEN for one in forgotten})
    damaged = _damaged(case, sighting.reading.unread)
    for reason, entries in damaged.items():
        _hold_lost(verdict, case, entries, dict.fromkeys(case.looked, reason))
    forgotten += [one for entries in damaged.values() for one in entries]
    _mark_gone(verdict, case, known, forgotten)
    _rename(verdict, case)
    _requote(verdict, case)
    before = {(one.subject, one.native_id): one for one in held.offers} if held else {}
    waiting = [(one, before.get((one.subject, one.native_id))) for one in verdict.held]
    verdict.held = [stamped(one, was, case.at) for one, was in waiting]
    verdict.due = [now for now, (one, was) in zip(verdict.held, waiting, strict=True) if is_due(one, was, case.at)]
    verdict.notes += disagreements(case.read.values())
    return verdict


def case_of(known: Known, sighting: Sighting) -> Case:
    """The reading beside what is known."""
    read = {key: one for key, one in sighting.read(known.entries).items() if not _is_older(one, known.entries.get(key))}
    looked, pages = sighting.looked(), sighting.pages
    unread = {unread.native_id: _number_in(unread.words) for unread in sighting.reading.unread}
    seen_before = {page_of(one, pages) for one in known.entries.values()}
    fresh = looked - seen_before
    case = Case(known.entries, read, looked, fresh, (), (), pages, sighting.at, known.missing, frozenset(known.retracted), known.swings)
    lost = [one for key, one in known.entries.items() if key not in read and case.was_looked_at(one)]
    moves, gone = moves_of(known.entries, read, [one for one in lost if one.owner.native_id not in unread], pages)
    moves = [move for move in moves if not _of_another_page(move, case)]
    return replace(case, moves=tuple(moves), gone=tuple(gone), unread=unread)


def _is_older(one: Entry, known: Entry | None) -> bool:
    """Whether what is known was seen on a later day: an older copy of another page is no news of it."""
    return known is not None and one.fact != known.fact and one.quote.captured_at.date() < known.quote.captured_at.date()


def _of_another_page(move: Move, case: Case) -> bool:
    """Whether what is known stands on a page that was not read this time: another page's word of it waits until both are."""
    return move.before is not None and case.page(move.before) != move.page and not case.was_looked_at(move.before)


def _number_in(words: str) -> Decimal | None:
    """The one number in words that could not be read as a price."""
    numbers = re.findall(r"\d[\d,]*(?:\.\d+)?|\.\d+", words)
    return Decimal(numbers[0].replace(",", "")) if len(numbers) == 1 else None


def _dropped_pages(case: Case, unread: Iterable[Unread]) -> dict[str, str]:
    """The pages that lost more than they may, with the reason; rows that never came are not lost."""
    absent = {case.pages.get(one.url, one.url): one.absent for one in unread if one.absent}
    found: dict[str, str] = {}
    for page in sorted(case.looked - case.fresh - {BY_HAND}):
        for subject in ("price", "plan", "rule"):
            known = [one for one in case.expected(page) if one.subject == subject]
            lost = [one for one in case.gone if one.subject == subject and case.page(one) == page and one.key not in case.missing]
            dropped = len(lost) - ceil(len(known) * absent.get(page, 0))
            if dropped > 1 and len(known) - dropped < LEAST_SEEN * len(known):
                found.setdefault(page, f"{len(known) - len(lost)} of {len(known)} known {subject}s are still on it")
    return found


def _without(case: Case, dropped: set[str]) -> Case:
    """The case as if these pages had not been read."""
    read = {key: one for key, one in case.read.items() if case.page(one) not in dropped}
    moves = tuple(move for move in case.moves if move.page not in dropped)
    return replace(case, read=read, looked=case.looked - dropped, moves=moves)


def _judge_owners(verdict: Verdict, case: Case, held: Held | None, observed: datetime) -> None:
    doubts = doubts_about(case)
    earlier = {(one.subject, one.native_id): one for one in held.offers if one.after} if held else {}
    by_owner: dict[Owner, list[Move]] = {}
    for move in case.moves:
        by_owner.setdefault(move.owner, []).append(move)
    for owner, moves in sorted(by_owner.items()):
        doubted = _doubted(moves, doubts.get(owner, []))
        _believe(verdict, [move for move in moves if move not in doubted])
        if doubted:
            now = doubted_offer(doubted, doubts[owner], case.at)
            _hold_or_believe(verdict, now, doubted, earlier.get(owner), observed)


def _doubted(moves: list[Move], doubts: list[Doubt]) -> list[Move]:
    """The moves a doubt is about: one that is merely big says nothing of its neighbours, any other is about all of the owner's."""
    if all(doubt.pending and doubt.key for doubt in doubts):
        return [move for move in moves if any(doubt.key == move.after.key for doubt in doubts)]
    return moves


def _hold_or_believe(verdict: Verdict, now: HeldOffer, moves: list[Move], earlier: HeldOffer | None, observed: datetime) -> None:
    """Hold doubted moves as `now`, or believe what is confirmed: `earlier` was held before, `observed` is when the page left its host."""
    same = earlier if earlier and says_the_same(earlier, now) else None
    near = earlier if earlier and not earlier.rejected and says_nearly_the_same(earlier, now) else None
    if same and same.rejected:
        verdict.held.append(same)
    elif same and now.pending and _is_independent(same.seen[0], observed):
        verdict.reasons |= dict.fromkeys((move.after.key for move in moves), confirmed(same, observed, exactly=True))
        _believe(verdict, moves)
    elif near and len(near.seen) > 1 and _is_independent(near.seen[-1], observed):
        verdict.reasons |= dict.fromkeys((move.after.key for move in moves), confirmed(near, observed, exactly=False))
        _believe(verdict, moves)
    else:
        verdict.held.append(now.model_copy(update={"seen": _seen(same, near, observed)}) if same or near else now)


def _seen(same: HeldOffer | None, near: HeldOffer | None, observed: datetime) -> tuple[datetime, ...]:
    """The readings that showed this; of what moves daily each that is independent of the one before: the third is believed."""
    if same:
        return same.seen
    assert near is not None
    return (*near.seen, observed) if _is_independent(near.seen[-1], observed) else near.seen


def _is_independent(first: datetime, second: datetime) -> bool:
    """Whether a second reading confirms a first one: of another day, and not of the same hours."""
    return second - first >= APART and second.date() != first.date()


def _believe(verdict: Verdict, moves: list[Move]) -> None:
    verdict.moves += moves
    for move in moves:
        if move.before:
            del verdict.entries[move.before.key]
        verdict.entries[move.after.key] = move.after


def _hold_for_surroundings(verdict: Verdict, case: Case, sighting: Sighting, accepted: Accepted | None) -> None:
    """Offers around which new words stand that may change what their prices mean: nothing of them is believed until a person has looked."""
    news = news_around(sighting.reading.around, accepted, sighting.reread)
    owners = {one.owner for one in case.read.values() if one.subject != "rule" and one.native_id in news and case.page(one) in case.looked}
    for owner in sorted(owners):
        held = held_for(owner, news[owner.native_id], case.known, case.read, case.at)
        if held is None:
            continue
        back = [move for move in verdict.moves if move.owner == owner]
        verdict.moves = [move for move in verdict.moves if move.owner != owner]
        for move in back:
            verdict.entries.pop(move.after.key, None)
            if move.before:
                verdict.entries[move.before.key] = move.before
        verdict.held = [one for one in verdict.held if (one.subject, one.native_id) != (owner.subject, owner.native_id)]
        verdict.held.append(held)
    waiting = {one.native_id: one for one in verdict.held if one.around}
    verdict.accepted = accepted_now(sighting.provider, sighting.reading.around, accepted, waiting)


def _hold_unread(verdict: Verdict, unread: Iterable[Unread], known: Known) -> None:
    by_id: dict[str, list[Unread]] = {}
    for one in unread:
        by_id.setdefault(one.native_id, []).append(one)
    for native_id, found in by_id.items():
        before = [one for one in known.entries.values() if one.owner.native_id == native_id]
        now = unread_offer(native_id[:160], found, before)
        verdict.held = [one for one in verdict.held if (one.subject, one.native_id) != (now.subject, now.native_id)]
        verdict.held.append(now)


def _hold_pages(verdict: Verdict, case: Case, sighting: Sighting, dropped: dict[str, str], held: Held | None) -> None:
    """Pages that failed, unless a twin was read; pages that lost too much."""
    since = {page.url: page.since for page in held.pages} if held else {}
    looked = sighting.looked()
    for url, error in sighting.failed.items():
        if sighting.page(url) in looked:
            verdict.notes.append(f"{error}; the same prices were read from {sighting.page(url)}")
            continue
        verdict.pages.append(HeldPage(url=url, error=type(error).__name__, reason=clipped(str(error)), since=since.get(url, case.at)))
    for page, reason in dropped.items():
        verdict.pages.append(HeldPage(url=page, error="CountDropped", reason=reason, since=since.get(page, case.at)))


def _hold_lost(verdict: Verdict, case: Case, lost: list[Entry], reasons: Mapping[str, str]) -> None:
    """What is no longer read, under its page and with the reason of that, for a person to judge."""
    for page in sorted({case.page(one) for one in lost}):
        verdict.held += lost_offers([one for one in lost if case.page(one) == page], page, reasons[page], case.at)


def _carry_over(verdict: Verdict, case: Case, held: Held | None, sighting: Sighting) -> None:
    """What was held before and whose page was not read this time is held still; not so a page no module declares any more.

    What was held because it was lost is judged anew wherever its page arrived, also where that page is not believed.
    """
    if held is None:
        return
    declared = {*sighting.pages, *sighting.pages.values()}
    now = {(one.subject, one.native_id) for one in verdict.held}
    tried = case.looked | {sighting.page(page.url) for page in verdict.pages}
    arrived = sighting.looked()
    for one in held.offers:
        read = arrived if is_lost(one) else case.looked
        if one.url in declared and sighting.page(one.url) not in read and (one.subject, one.native_id) not in now:
            verdict.held.append(one)
    verdict.pages += [page for page in held.pages if page.url in declared and sighting.page(page.url) not in tried]


def _mark_gone(verdict: Verdict, case: Case, known: Known, forgotten: list[Entry]) -> None:
    for one in in_order(case.gone):
        if not case.was_looked_at(one):
            continue
        over = _over(one, case, known)
        if over:
            verdict.ended.append(verdict.entries.pop(one.key))
            verdict.reasons[one.key] = over
        elif one.key not in known.missing and one not in forgotten and not has_passed(one, case.at.date()):
            verdict.gone.append(one)
    verdict.back = in_order(known.entries[key] for key in known.missing if key in case.read and _same_fact(case, key))


def _forgotten(case: Case, sighting: Sighting, held: Held | None) -> list[Entry]:
    """What a changed reader no longer reads from the page it was read from: the page did not lose it, so it is not `missing`."""
    pages = {sighting.page(url) for url in sighting.reread}
    waiting = [one for one in held.offers if is_lost(one) and FORGOTTEN in one.reasons] if held else []
    before = {(one.subject, value.fact()) for one in waiting for value in one.before}
    today = case.at.date()
    return [
        one
        for one in case.gone
        if one.key not in case.missing
        and not has_passed(one, today)
        and (one.quote.sha256 in sighting.bodies or case.page(one) in pages or (one.subject, one.fact) in before)
    ]


def _damaged(case: Case, unread: Iterable[Unread]) -> dict[str, list[Entry]]:
    """What is gone from a part of a page that broke, by what broke: the page did not say that it is over."""
    found: dict[str, list[Entry]] = {}
    left = [one for one in case.gone if one.key not in case.missing and case.was_looked_at(one)]
    for part in (one for one in unread if one.damage):
        page, place = case.pages.get(part.url, part.url), _part_of(part.locator)
        hurt = [one for one in left if case.page(one) == page and (not place or one.quote.locator.startswith(place))]
        left = [one for one in left if one not in hurt]
        found.setdefault(f"the part of its page that it stood in cannot be read: {part.reason}", []).extend(hurt)
    return found


def _part_of(locator: str) -> str:
    """The table or list that a row or record stands in; nothing for the page."""
    if " > row" in locator:
        return locator.partition(" > row")[0]
    return locator.rpartition("[")[0] if locator.startswith("$ ") else ""


def _rename(verdict: Verdict, case: Case) -> None:
    """Offers read under another name, on all of their pages, and not held."""
    held = {one.native_id for one in verdict.held}
    names = {one.native_id: one.name for one in case.read.values() if one.subject == "price"}
    elsewhere = {one.native_id for one in verdict.entries.values() if case.page(one) not in case.looked}
    for key, one in verdict.entries.items():
        if one.subject == "price" and one.native_id in names and one.native_id not in held | elsewhere:
            verdict.entries[key] = one._replace(name=names[one.native_id])


def _requote(verdict: Verdict, case: Case) -> None:
    """Where a changed reader finds the same fact elsewhere in the same bytes, that is its evidence: or `check` could not find it."""
    for key, new in case.read.items():
        old = verdict.entries.get(key)
        if old and old.fact == new.fact and old.quote.sha256 == new.quote.sha256 and _place(old) != _place(new):
            verdict.entries[key] = old._replace(value=new.value)
            verdict.requoted.append((old, verdict.entries[key]))


def _place(entry: Entry) -> tuple[str, str, str]:
    return (entry.quote.text, entry.quote.unit_text, entry.quote.locator)


def _same_fact(case: Case, key: EntryKey) -> bool:
    return case.read[key].fact == case.known[key].fact


def _over(one: Entry, case: Case, known: Known) -> str | None:
    """Why something that is no longer said has ended: a person took it out of a table, or the provider's own date has passed."""
    if case.page(one) == BY_HAND:
        return "taken out of the hand-kept table"
    today = case.at.date()
    until = one.value.variant.effective_until if isinstance(one.value, PriceLine) else None
    if until and until < today:
        return f"it was to end on {until}"
    since = one.value.variant.effective_from if isinstance(one.value, PriceLine) else None
    if since and since <= today:
        return f"it was to start on {since}"
    days = [day for model, day in _retirements(known) if one.subject == "price" and model == one.native_id and day <= today]
    return f"it was to be retired on {min(days)}" if days else None


def _retirements(known: Known) -> Iterator[tuple[str | None, date]]:
    for entry in known.entries.values():
        if isinstance(entry.value, Rule) and isinstance(entry.value.terms, Retires):
            yield entry.value.native_id, entry.value.terms.day


def disagreements(entries: Iterable[Entry]) -> list[str]:
    """Printed and derived prices of the same thing that differ by more than a hundredth: told, both kept."""
    by_thing: dict[tuple[object, ...], dict[str, PriceLine]] = {}
    for one in entries:
        if isinstance(one.value, PriceLine):
            line = one.value
            by_thing.setdefault((one.native_id, line.billable, line.unit, line.variant.key()), {})[line.basis] = line
    return [
        f"{thing[0]}: printed {said['page'].amount}, derived {said['derived'].amount}"
        for thing, said in by_thing.items()
        if _disagree(said)
    ]


def _disagree(said: Mapping[str, PriceLine]) -> bool:
    printed, derived = (said[basis].amount if basis in said else None for basis in ("page", "derived"))
    return bool(printed and derived and abs(printed / derived - 1) > Decimal("0.01"))
