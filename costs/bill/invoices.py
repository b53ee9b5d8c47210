"""A month of usage records: what it came to record by record and in all, what could not be settled and why, and what the
same images would have cost at every other offer that fits.

Another offer's total is the sum of `cost` for each record's image, nothing estimated; prompts are not counted there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final, NamedTuple

from costs.bill.free_uses import FreeUse, allowances
from costs.bill.itemised import Settled
from costs.bill.usage import settled
from costs.bill.usage_fields import spelled
from costs.bill.usage_files import FoundRecord
from costs.bill.usage_records import StatedUsage, Usage, read_record
from costs.exact import exactly, said
from costs.offer.recipes import Recipe
from costs.reasons import Place
from costs.standing.ranking import Circumstances, market
from schema.errors import BadData, NotComparable
from schema.prices import Closed, DecimalText, Snapshot, made

STAMPS: Final = (
    "created", "created_at", "timestamp", "start_time", "create_time", "date", "time", "at", "usage_date", "usage_start_time",
    "charge_period_start", "line_item_usage_start_date", "request_created_at",
)  # fmt: skip
MILLISECONDS: Final = 100_000_000_000  # seconds that no record has yet
BilledOffer = tuple[Snapshot, str, *tuple[str, ...]]  # a seller, what it calls the model, what there is to remark
Whose = Callable[[StatedUsage], BilledOffer]


class RecordBill(Closed):
    """One record as settled."""

    place: str
    provider: str
    native_id: str
    images: int
    total: DecimalText
    currency: str
    dollars: DecimalText | None
    at_most: bool
    stated: DecimalText | None = None
    assumed: tuple[str, ...] = ()
    not_included: tuple[str, ...] = ()


class Unsettled(Closed):
    """One record nobody can settle, and why."""

    place: str
    why: str


class Elsewhere(Closed):
    """The same images at another offer: in dollars, for all records."""

    provider: str
    native_id: str
    model: str | None
    dollars: DecimalText
    per_image: DecimalText
    same_model: bool
    standing: Place


class Invoice(Closed):
    """What a file of records comes to. `sums` are by currency, free allowances taken off; `stated` what records say was charged."""

    records: tuple[RecordBill, ...]
    unsettled: tuple[Unsettled, ...]
    images: int
    sums: dict[str, DecimalText]
    stated: DecimalText | None
    at_most: int
    free: tuple[FreeUse, ...]
    elsewhere: tuple[Elsewhere, ...]
    not_elsewhere: dict[str, int]


class _Read(NamedTuple):
    place: str
    offer: BilledOffer
    usage: Usage
    bill: Settled
    day: date | None


def invoice(
    found: Iterable[FoundRecord],
    whose: Whose,
    snapshots: Sequence[Snapshot],
    known: Circumstances,
    lacking: Mapping[str, Any] | None = None,
) -> Invoice:
    """All records settled. `whose` says which offer a record is of; `lacking` fills what records do not say."""
    read: list[_Read] = []
    unsettled: list[Unsettled] = []
    for one in found:
        try:
            read.append(_settled(one, whose, known, lacking))
        except (BadData, NotComparable) as reason:
            unsettled.append(Unsettled(place=one.place, why=str(reason)))
    free = allowances([(entry.offer[:2], entry.bill, entry.day) for entry in read], known.on)
    others, unable = _elsewhere(read, snapshots, known)
    charged = [entry.bill.stated.amount for entry in read if entry.bill.stated]
    return made(
        Invoice,
        records=tuple(_record(entry) for entry in read),
        unsettled=tuple(unsettled),
        images=sum(entry.usage.images for entry in read),
        sums=_sums(read, free),
        stated=sum(charged, Decimal(0)) if charged else None,
        at_most=sum(entry.bill.at_most for entry in read),
        free=free,
        elsewhere=others,
        not_elsewhere=unable,
    )


def _settled(one: FoundRecord, whose: Whose, known: Circumstances, lacking: Mapping[str, Any] | None) -> _Read:
    if one.why:
        raise BadData(one.place, "a usage record", one.why)
    record = read_record(one.record, lacking)
    offer = whose(record)
    usage = record.usage.remarked(offer[2:])
    return _Read(one.place, offer, usage, settled(offer[0], offer[1], usage, known.plan, on=known.on), day_of(one.record))


def day_of(record: Mapping[str, Any]) -> date | None:
    """The day a record is of, where it says so: ISO, as 05.11.2026, or seconds or milliseconds since 1970."""
    fields = spelled(record)
    return next((day for name in STAMPS if (day := _day(fields.get(name))) is not None), None)


def _day(value: Any) -> date | None:
    words = str(value or "")
    try:
        if re.fullmatch(r"\d{9,13}(\.\d+)?", words):
            seconds = float(words)
            return datetime.fromtimestamp(seconds / 1000 if seconds > MILLISECONDS else seconds, UTC).date()
        dotted = re.match(r"(\d\d)\.(\d\d)\.(\d{4})", words)
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1])) if dotted else date.fromisoformat(words[:10])
    except (ValueError, OverflowError, OSError):
        return None


def _record(entry: _Read) -> RecordBill:
    bill = entry.bill
    return made(
        RecordBill, place=entry.place, provider=bill.provider, native_id=bill.native_id, images=entry.usage.images, total=bill.total,
        currency=bill.currency, dollars=bill.dollars, at_most=bill.at_most, stated=bill.stated.amount if bill.stated else None,
        assumed=bill.assumed, not_included=bill.not_included,
    )  # fmt: skip


def _sums(read: Iterable[_Read], free: Iterable[FreeUse]) -> dict[str, Decimal]:
    """What each currency comes to; amounts in different ones are never added."""
    sums: dict[str, Fraction] = {}
    for entry in read:
        sums[entry.bill.currency] = sums.get(entry.bill.currency, Fraction(0)) + exactly(entry.bill.total)
    for one in free:
        sums[one.currency] = sums.get(one.currency, Fraction(0)) - exactly(one.saved)
    return {currency: said(amount) for currency, amount in sorted(sums.items())}


# --- the same images elsewhere --------------------------------------------------------------------------------------


def _elsewhere(read: Sequence[_Read], snapshots: Sequence[Snapshot], known: Circumstances) -> tuple[tuple[Elsewhere, ...], dict[str, int]]:
    """Every offer that answers to all of the images, cheapest first; and how many do not, by the reason of the first image they can't."""
    wanted = Counter(_image(entry.usage) for entry in read)
    own = {(entry.offer[0].provider, entry.offer[1]) for entry in read}
    models = {known.models.named[pair][0].id for pair in own if pair in known.models.named}
    totals: dict[tuple[str, str], Fraction] = {}
    names: dict[tuple[str, str], str | None] = {}
    unable: Counter[str] = Counter()
    listed: set[tuple[str, str]] = set()
    left: set[tuple[str, str]] | None = None
    for recipe, times in wanted.items():
        answers = market(snapshots, recipe, known)
        priced = {(row.cost.provider, row.cost.native_id): row for row in answers.by_price if row.dollars is not None}
        for pair, row in priced.items():
            names[pair] = row.model
            totals[pair] = totals.get(pair, Fraction(0)) + exactly(row.dollars or Decimal(0)) * recipe.count * times
        listed |= {(row.cost.provider, row.cost.native_id) for row in answers.listed}
        unable |= Counter({"not ranked": len(answers.beside), "no comparable price": len(answers.refused)})
        left = set(priced) if left is None else left & set(priced)
    images = sum(entry.usage.images for entry in read)
    places = {pair: Place.LISTED if pair in listed else Place.LEADS for pair in totals}
    rows = [
        made(
            Elsewhere, provider=pair[0], native_id=pair[1], model=names[pair], dollars=said(totals[pair]),
            per_image=said(totals[pair] / images), same_model=names[pair] in models, standing=places[pair],
        )
        for pair in (left or set()) - own
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.dollars, row.provider, row.native_id))), {
        why: count for why, count in unable.items() if count
    }


def _image(usage: Usage) -> Recipe:
    """The image of a record as one asks for it elsewhere: by what it is, not by what made it."""
    recipe = usage.recipe()
    return recipe.model_copy(update={"features": (), "gpu_seconds": None, "region": None, "tier": "standard"})
