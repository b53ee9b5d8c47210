"""The guard's rules: each a name, a promise, and a reason a person can act on. A rule sees one `Case` and doubts, or not.

Ratios prove nothing: a move that is merely big waits for a second reading. What looks like a damaged page or a misread
one (a lost decimal point, prices that changed places) waits for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import NamedTuple, TypeVar

from costs.kept import kept
from pipeline.guard.bands import PLAN, band
from pipeline.guard.case import BY_HAND, Case, Doubt, Move, measure
from pipeline.ledger.entries import Entry, Owner, number, numbers, tier
from schema.amounts import spell
from schema.prices import Plan, PriceLine
from schema.prices import Rule as Billing
from schema.rules import Unreadable

BIG = Decimal(2)
SLIPS = tuple(Decimal(10) ** power for power in (1, 2, 3, 6))
NEARLY = Decimal("0.01")
CREDIT = "credit"
FEW = 3  # amounts: fewer move by one factor by chance
ALL_BUT = Decimal("0.9")
PRINTED = Decimal("0.05")  # how far rounding for print moves one factor
BURST = 10
# Dearer from left to right on every captured page up to 2026-11, or equal.
ORDERS = {
    "quality": ("low", "medium", "high"),
    "resolution": ("0.5K", "1K", "2K", "4K"),
    "tier": ("batch", "standard", "priority"),
}
SETTLED = timedelta(days=14)
DEFAULTS = ("default_quality", "default_size", "default_steps", "scales_with_pixels", "scales_with_steps")

K = TypeVar("K", bound=Hashable)
GuardRule = Callable[[Case], Iterable[Doubt]]


def outside_its_band(case: Case) -> Iterator[Doubt]:
    """No price per unit is a hundred times dearer than the dearest there is."""
    for move in case.moves:
        for fault in _band_faults(move.after):
            if move.before is None or not any(_band_faults(move.before)):  # what a person accepted may move like any other
                yield Doubt(move.owner, fault)


def _band_faults(entry: Entry) -> Iterator[str]:
    amounts = numbers(entry)[:1] if isinstance(entry.value, Plan) else numbers(entry)
    yield from filter(None, (_band_fault(entry, amount) for amount in amounts if amount))
    yield from filter(None, [_credit_fault(entry.value)] if isinstance(entry.value, Plan) else [])
    if isinstance(entry.value, Billing) and isinstance(entry.value.terms, Unreadable):
        yield f"{entry.value.kind}: expected {entry.value.terms.expected}, found {entry.value.value!r}"


def _band_fault(entry: Entry, amount: Decimal) -> str | None:
    match entry.value:
        case Plan():
            return None if amount in PLAN else f"{spell(amount)} is no price of a plan"
        case PriceLine() as line:
            limits = band(line.unit, line.currency)
            if limits is None:
                return f"no band is declared for the currency {line.currency}"
            words = f"between {spell(limits.low)} and {spell(limits.high)} {line.currency} per {line.unit}"
            return None if amount in limits else f"expected {words}, found {spell(amount)}"
    return None


def _credit_fault(plan: Plan) -> str | None:
    """What one credit of a plan comes to is held to the same band as a credit sold by itself."""
    limits = band("credit", plan.currency)
    if not plan.price or not plan.credits or limits is None or plan.price / plan.credits in limits:
        return None
    return f"{spell(plan.price)} {plan.currency} for {spell(plan.credits)} credits: {plan.price / plan.credits:.2g} {plan.currency} each"


def other_unit_or_currency(case: Case) -> Iterator[Doubt]:
    """A price per image does not become one per megapixel, nor dollars yuan, without somebody looking."""
    for move in case.changed():
        before, after = move.before, move.after
        if before and measure(before) != measure(after):
            yield Doubt(move.owner, f"was in {_measured(before)}, is in {_measured(after)}")


def _measured(entry: Entry) -> str:
    match entry.value:
        case PriceLine() as line:
            return f"{line.currency} per {line.unit}"
        case Plan() as plan:
            return f"{plan.currency} per {plan.period}"
    return "another kind"


def other_tier(case: Case) -> Iterator[Doubt]:
    """A standard price does not become a batch price: then a table was read as another."""
    for move in case.changed():
        if move.before and tier(move.before) != tier(move.after):
            yield Doubt(move.owner, f"was a {tier(move.before)} price, is a {tier(move.after)} price")


def decimal_slip(case: Case) -> Iterator[Doubt]:
    """Ten, a hundred, a thousand times more or less is a lost point, cents for dollars, or a price per thousand."""
    for move in case.changed():
        for old, new in _compared(move):
            slip = _slip(old, new)
            if slip:
                yield Doubt(
                    move.owner, f"{spell(old)} -> {spell(new)} is {'1/' if new < old else ''}{slip} of it: a decimal point may have slipped"
                )


def _slip(old: Decimal, new: Decimal) -> Decimal | None:
    ratio = max(old, new) / min(old, new)
    return next((slip for slip in SLIPS if abs(ratio / slip - 1) <= NEARLY), None)


def _compared(move: Move) -> list[tuple[Decimal, Decimal]]:
    """Numbers above zero that changed, where before and after are in the same measure."""
    if move.before is None or measure(move.before) != measure(move.after):
        return []
    pairs = zip(numbers(move.before), numbers(move.after), strict=True)
    return [(old, new) for old, new in pairs if old and new and old != new]


def big_move(case: Case) -> Iterator[Doubt]:
    """More than double or less than half happens, and is believed when it is read twice."""
    for move in case.changed():
        for old, new in _compared(move):
            if max(old, new) > BIG * min(old, new):
                yield Doubt(move.owner, f"{spell(old)} -> {spell(new)} is more than a factor of two", True, move.after.key)


def other_kind_of_statement(case: Case) -> Iterator[Doubt]:
    """A price that becomes free, a bound or no price at all (or the other way round) is believed when it is read twice."""
    for move in case.changed():
        if move.before and _statement(move.before) != _statement(move.after):
            reason = f"was {_statement(move.before)}, is {_statement(move.after)}"
            yield Doubt(move.owner, reason, True, move.after.key)


def _statement(entry: Entry) -> str:
    bound = entry.value.bound if isinstance(entry.value, PriceLine) else None
    amount = number(entry)
    if entry.subject == "rule":
        return "a rule of zero" if amount == 0 else "a rule"
    return "no price" if amount is None else "free" if amount == 0 else f"a price ({bound})" if bound else "a price"


def other_default(case: Case) -> Iterator[Doubt]:
    """What a price buys where nothing is chosen (a size, a quality) changes with its prices, and when it is read twice."""
    for move in case.changed():
        match move.before and move.before.value, move.after.value:
            case Billing() as old, Billing() as new if new.kind in DEFAULTS:
                reason = f"{new.kind} was {old.value}, is {new.value}: the same price buys something else"
                yield Doubt(move.owner, reason, pending=True)
                yield Doubt(Owner("price", move.owner.native_id), reason, pending=True)


def half_of_a_page(case: Case) -> Iterator[Doubt]:
    """When more than half of a page's prices change at once, a second reading decides: it may be another page's variant."""
    for page, moves in _by_page(case.changed()).items():
        for subject in ("price", "plan"):
            changed = [move for move in moves if move.after.subject == subject]
            known = [one for one in case.expected(page) if one.subject == subject]
            if len(changed) > 1 and 2 * len(changed) > len(known):
                reason = f"{len(changed)} of {len(known)} {subject}s of {page} changed at once"
                yield from (Doubt(move.owner, reason, pending=True) for move in moves)


def one_factor(case: Case) -> Iterator[Doubt]:
    """All amounts of a page that moved by one factor may be another currency's, or before taxes: a person looks. Plans count."""
    for (page, subject), moves in _grouped(case.changed(), lambda move: (move.page, move.after.subject)).items():
        ratios = {move.after.key: new / old for move in moves for old, new in _compared(move)[:1]}
        known = [one for one in case.expected(page) if one.subject == subject and number(one)]
        if any(one.value.currency == CREDIT for one in known if isinstance(one.value, PriceLine)):
            continue  # a provider's own credit is no country's: its list is repriced like that
        if subject != "rule" and len(ratios) >= FEW and len(ratios) >= ALL_BUT * len(known) and _is_one(list(ratios.values())):
            middle = median(ratios.values())
            reason = f"all {len(ratios)} {subject}s of {page} moved by one factor, about {middle:.2f}: another currency, or taxes?"
            yield from (Doubt(move.owner, reason) for move in moves if move.after.key in ratios)


def _is_one(ratios: list[Decimal]) -> bool:
    middle = median(ratios)
    return all(abs(ratio / middle - 1) <= PRINTED for ratio in ratios)


def _by_page(moves: Iterable[Move]) -> dict[str, list[Move]]:
    return _grouped(moves, lambda move: move.page)


def _grouped(moves: Iterable[Move], key: Callable[[Move], K]) -> dict[K, list[Move]]:
    groups: dict[K, list[Move]] = defaultdict(list)
    for move in moves:
        groups[key(move)].append(move)
    return groups


def changed_places(case: Case) -> Iterator[Doubt]:
    """Prices that were another's before, all in a circle, moved to other names: a column or row was read askew."""
    for moves in _by_page(_renumbered(case)).values():
        circle = _circle(moves)
        for move in circle:
            yield Doubt(move.owner, f"{len(circle)} prices of the page changed places: this one is now {_said(move.after)}")


def _alike(case: Case) -> Iterable[list[Move]]:
    """Changed moves of one page in one measure, with a number before and after."""
    return _grouped(
        _renumbered(case), lambda move: (move.page, repr(measure(move.before or move.after)), repr(measure(move.after)))
    ).values()


def _renumbered(case: Case) -> list[Move]:
    """Changed moves with a number before and another after."""
    numbered = (move for move in case.changed() if number(move.before) is not None and number(move.after) is not None)
    return [move for move in numbered if number(move.before) != number(move.after)]


def _circle(moves: list[Move]) -> list[Move]:
    """The largest part of the moves that only handed their numbers round: one cell may be the price of several things."""
    pairs = {(number(move.before), number(move.after)) for move in moves}
    while pairs:
        befores, afters = Counter(before for before, _ in pairs), Counter(after for _, after in pairs)
        kept = {pair for pair in pairs if befores[pair[1]] and afters[pair[0]]}
        if kept == pairs:
            return [move for move in moves if (number(move.before), number(move.after)) in pairs] if befores == afters else []
        pairs = kept
    return []


def shifted_rows(case: Case) -> Iterator[Doubt]:
    """Three or more names that took over their neighbours' old prices may be rows read one off; so may new names that say
    what vanished ones said.
    """
    left = [one for one in case.gone if one.key not in case.missing]
    for page, moves in _by_page(move for move in case.moves if number(move.after) is not None).items():
        moved = [move for move in moves if number(move.before) != number(move.after)]
        befores = {number(move.before) for move in moved if move.before} | {number(one) for one in left if case.page(one) == page}
        for alike in _grouped(moved, lambda move: repr(measure(move.after))).values():
            taken = [move for move in alike if number(move.after) in befores]
            if page not in case.fresh and len(taken) >= 3 and 3 * len(taken) >= 2 * len(alike):
                reason = f"{len(taken)} prices of the page are what others of it were"
                yield from (Doubt(move.owner, reason, pending=True) for move in alike)


def all_alike(case: Case) -> Iterator[Doubt]:
    """Rows that differed and now share one price were read from one cell."""
    for moves in _alike(case):
        for after, sharing in _grouped(moves, lambda move: number(move.after)).items():
            befores = {number(move.before) for move in sharing}
            if (len(sharing) >= 3 and len(befores) >= 2) or (len(befores) >= 2 and _whole_page(case, sharing)):
                yield from _alike_now(sharing, after)
    for moves in _grouped(_renumbered(case), lambda move: (move.page, _place(move.after))).values():
        for after, sharing in _grouped(moves, lambda move: number(move.after)).items():
            if len({number(move.before) for move in sharing}) >= 3 or _across_measures(sharing) or _whole_table(case, sharing):
                yield from _alike_now(sharing, after)
    for page, moves in _by_page(_renumbered(case)).items():
        if _says_one_number(case, page):
            yield from _alike_now(moves, number(moves[0].after))


def _alike_now(moves: list[Move], after: Decimal | None) -> list[Doubt]:
    return [Doubt(move.owner, f"{len(moves)} prices that differed are all {spell(after or Decimal(0))} now") for move in moves]


def _place(entry: Entry) -> str:
    """The table an entry stands in, the record of a JSON answer, or its sentence."""
    place = entry.quote.locator
    return place.rpartition(".")[0] if place.startswith("$ ") else place.partition(' > row "')[0]


def _across_measures(moves: list[Move]) -> bool:
    """Whether three or more of one table say one number now, some per million tokens and some not: no seller aligns these."""
    units = [move.after.value.unit for move in moves if isinstance(move.after.value, PriceLine)]
    return len(units) >= 3 and 0 < units.count("million_tokens") < len(units)


def _whole_table(case: Case, moves: list[Move]) -> bool:
    """Whether two or more changed so that all of a table, three rows at least, say one number where they said three."""
    table = _tables(case)[_table_of(moves[0].after, case)]
    return len(moves) > 1 and len(table.owners) >= 3 and len(table.before) >= 3 and len(table.now) == 1


class _SaidInTable(NamedTuple):
    """Whose prices stand in a table, and the numbers it said and says."""

    owners: set[Owner]
    before: set[Decimal | None]
    now: set[Decimal | None]


@kept
def _tables(case: Case) -> Mapping[tuple[object, ...], _SaidInTable]:
    """What was read by the table it stands in, sorted out once for all moves."""
    found: defaultdict[tuple[object, ...], _SaidInTable] = defaultdict(lambda: _SaidInTable(set(), set(), set()))
    for key, one in case.read.items():
        table, before = found[_table_of(one, case)], case.known.get(key)
        table.owners.add(one.owner)
        table.now.add(number(one))
        if before:
            table.before.add(number(before))
    return found


def _table_of(one: Entry, case: Case) -> tuple[object, ...]:
    return case.page(one), measure(one), _place(one)


def _whole_page(case: Case, moves: list[Move]) -> bool:
    return _listed(case)[moves[0].page, measure(moves[0].after)] == len(moves)


@kept
def _listed(case: Case) -> Counter[tuple[str, object]]:
    """How many numbers of a measure are listed on a page, as far as known: counted once for all moves."""
    return Counter((case.page(one), measure(one)) for key, one in case.known.items() if key not in case.missing)


def _says_one_number(case: Case, page: str) -> bool:
    """Whether all prices of a page are one number now, whatever they are per, where they were three at least."""
    prices = [one for one in case.expected(page) if one.subject == "price" and number(one) is not None]
    now = [case.read[one.key] for one in prices if one.key in case.read]
    # Of one number per image and per thousand the words alone are one.
    words = len({one.quote.text for one in prices}) >= 3 and len({one.quote.text for one in now}) == 1
    return len({number(one) for one in prices}) >= 3 and (words or len({number(one) for one in now}) == 1)


def beside_damage(case: Case) -> Iterator[Doubt]:
    """Where most changes of a page look like damage, a second reading of the same page confirms none of the others."""
    owners = {doubt.owner for rule in DAMAGE for doubt in rule(case)}
    for page, moves in _by_page(case.changed()).items():
        hurt = [move for move in moves if move.owner in owners]
        if len(hurt) >= 3 and 3 * len(hurt) >= 2 * len(moves):
            reason = f"{len(hurt)} of {len(moves)} changes of {page} look like damage"
            yield from (Doubt(move.owner, reason) for move in moves if move.owner not in owners)


def among_unread(case: Case) -> Iterator[Doubt]:
    """A price that is now what two that can't be read say as well, which differed before: they were read from one cell."""
    lost = {page: [one for one in case.expected(page) if one.native_id in case.unread] for page in {move.page for move in case.moves}}
    for move in _renumbered(case):
        said = number(move.after)
        alike = {one.native_id for one in lost.get(move.page, ()) if number(one) != said and case.unread[one.native_id or ""] == said}
        if len(alike) >= 2:
            yield Doubt(move.owner, f"{len(alike) + 1} prices that differed are all {spell(said or Decimal(0))} now")


def burst_of_new(case: Case) -> Iterator[Doubt]:
    """Many new prices on a page that is known are believed when they are read twice."""
    for page, moves in _by_page(move for move in case.moves if move.before is None and move.page not in case.fresh).items():
        known = len(case.expected(page))
        if len(moves) > max(BURST, known / 2):
            yield from (Doubt(move.owner, f"{len(moves)} new beside {known} known on {page}", pending=True) for move in moves)


def out_of_order(case: Case) -> Iterator[Doubt]:
    """A batch price above the standard one, low quality dearer than high: columns may be swapped, a second reading decides."""
    moved = {move.owner for move in case.moves}
    for (owner, _), lines in _scales(case).items():
        fault = _order_fault(lines)
        if fault and owner in moved:
            yield Doubt(owner, fault, pending=True)


def _scales(case: Case) -> dict[tuple[Owner, object], dict[str, Decimal]]:
    """Prices of one offer that differ on one ordered axis alone, by what they say on it."""
    found: dict[tuple[Owner, object], dict[str, Decimal]] = defaultdict(dict)
    for entry in case.read.values():
        line = entry.value
        if isinstance(line, PriceLine) and line.amount is not None and line.upper is None:
            axes = {"tier": "standard", **dict(line.variant.key())}
            for axis in ORDERS.keys() & axes.keys():
                rest = tuple(sorted((name, said) for name, said in axes.items() if name != axis))
                key = (axis, rest, line.billable, line.unit, line.currency, line.basis, line.bound)
                found[entry.owner, key][axes[axis]] = line.amount
    return found


def _order_fault(amounts: dict[str, Decimal]) -> str | None:
    for order in ORDERS.values():
        ladder = [(step, amounts[step]) for step in order if step in amounts]
        for (low, less), (high, more) in pairwise(ladder):
            if less > more:
                return f"{low} at {spell(less)} is dearer than {high} at {spell(more)}"
    return None


def taken_back(case: Case) -> Iterator[Doubt]:
    """What a person said was wrong is not believed again because the page is read the same way again."""
    for move in case.moves:
        if (move.after.key, move.after.fact) in case.retracted:
            yield Doubt(move.owner, f"{_said(move.after)} was corrected by a person")


def unstable(case: Case) -> Iterator[Doubt]:
    """A price that makes a move it made and took back a few days ago is served in two variants."""
    for move in case.changed():
        swings = case.swings.get(move.after.key, ())
        again = [each for each in swings if move.before and (each.before, each.after) == (move.before.fact, move.after.fact)]
        if any(case.at - each.at < SETTLED for each in again):
            yield Doubt(move.owner, f"{_said(move.after)} again, after it was taken back within {SETTLED.days} days", True, move.after.key)


def _said(entry: Entry) -> str:
    amount = number(entry)
    return spell(amount) if amount is not None else "without a price"


DAMAGE: tuple[GuardRule, ...] = (outside_its_band, other_unit_or_currency, other_tier, decimal_slip, changed_places, all_alike)
RULES: tuple[GuardRule, ...] = (
    outside_its_band,
    other_unit_or_currency,
    other_tier,
    decimal_slip,
    changed_places,
    all_alike,
    taken_back,
    big_move,
    other_kind_of_statement,
    other_default,
    half_of_a_page,
    one_factor,
    shifted_rows,
    out_of_order,
    beside_damage,
    among_unread,
    unstable,
    burst_of_new,
)


def doubts_about(case: Case) -> dict[Owner, list[Doubt]]:
    """Every doubt about every owner. What people wrote down is not doubted: its amounts stand in its quotes."""
    case = replace(case, moves=tuple(move for move in case.moves if move.page != BY_HAND))
    found: dict[Owner, list[Doubt]] = defaultdict(list)
    for rule in RULES:
        for doubt in rule(case):
            found[doubt.owner].append(doubt)
    for doubt in _beside_unread(case, set(found)):
        found[doubt.owner].append(doubt)
    return found


def _beside_unread(case: Case, doubted: set[Owner]) -> list[Doubt]:
    """Where three or more offers of a page can't be read any more, a second reading of it confirms no doubted move beside them."""
    found: dict[Owner, Doubt] = {}
    for page, moves in _by_page(move for move in case.moves if move.owner in doubted).items():
        lost = {one.native_id for one in case.expected(page)} & case.unread.keys()
        if len(lost) >= 3:
            found |= {move.owner: Doubt(move.owner, f"{len(lost)} others of {page} cannot be read any more") for move in moves}
    return list(found.values())
