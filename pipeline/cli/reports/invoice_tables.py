"""A month of usage records for people: what it came to, what could not be settled, and where the same images would have cost less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from costs.bill.free_uses import FreeUse
from costs.bill.invoices import Elsewhere, Invoice, RecordBill
from costs.reasons import Place
from pipeline.cli.reports.cost_tables import print_out
from pipeline.text.columns import TextTable
from pipeline.text.formatting import money
from pipeline.text.sentences import clean

LINES: Final = 20  # records that are shown one by one; --json has all
OTHERS: Final = 10


def tell_invoice(answer: Invoice) -> None:
    """The month: its lines, its sums, what is missing in it, and the other offers."""
    print_out(*_lines(answer.records), "", *_sums(answer))
    for one in answer.unsettled[:LINES]:
        print_out(f"not settled: {clean(one.place)}: {clean(one.why, 300)}")
    if len(answer.unsettled) > LINES:
        print_out(f"not settled: {len(answer.unsettled) - LINES} more; --json names them")
    print_out(*_remarks(answer.records))
    _tell_elsewhere(answer)


def _lines(records: Sequence[RecordBill]) -> list[TextTable | str]:
    if not records:
        return ["no record could be settled"]
    table = TextTable("record", "seller", "model", ">images", ">amount", "", title="As used")
    for one in records[:LINES]:
        own = f"the record says {money(one.stated, 'USD')}" if one.stated is not None else ""
        notes = "; ".join(part for part in ("at most" if one.at_most else "", own) if part)
        table.add_row(clean(one.place), one.provider, clean(one.native_id), str(one.images), money(one.total, one.currency), notes)
    more = len(records) - LINES
    return [table, *([f"and {more} more; --json has all of them"] if more > 0 else []), *_by_model(records)]


def _by_model(records: Sequence[RecordBill]) -> list[TextTable | str]:
    """What each model came to, where there are several."""
    images, sums = Counter[tuple[str, str, str]](), dict[tuple[str, str, str], Decimal]()
    for one in records:
        key = (one.provider, one.native_id, one.currency)
        images[key] += one.images
        sums[key] = sums.get(key, Decimal(0)) + one.total
    if len(sums) < 2:
        return []
    table = TextTable("seller", "model", ">images", ">in all", title="By model")
    for (provider, native_id, currency), amount in sorted(sums.items()):
        table.add_row(provider, clean(native_id), str(images[provider, native_id, currency]), money(amount, currency))
    return ["", table]


def _sums(answer: Invoice) -> list[str]:
    sums = " and ".join(money(amount, currency) for currency, amount in answer.sums.items()) or "nothing"
    counted = f"{len(answer.records):,} records, {answer.images:,} images"
    bound = f"; {answer.at_most:,} of them at most, for what their records do not say" if answer.at_most else ""
    lines = [f"[bold]{sums}[/bold] for {counted}{bound}"]
    lines += [_free(one) for one in answer.free]
    if answer.stated is not None:
        lines.append(f"the records themselves say that {money(answer.stated, 'USD')} was charged")
    return lines


def _free(one: FreeUse) -> str:
    return f"{one.month}: {one.count:,} of {one.of:,} free, {money(one.saved, one.currency)} taken off: {clean(one.words)}"


def _remarks(records: Sequence[RecordBill]) -> list[str]:
    """What records share is said once, with how many of them it is true of."""
    said = Counter(("not included", words) for one in records for words in one.not_included)
    said += Counter(("assumed", words) for one in records for words in one.assumed)
    lines = [
        f"{kind}: {clean(words, 200)}" + (f" ({count} records)" if count > 1 else "") for (kind, words), count in said.most_common(LINES)
    ]
    return lines + ([f"and {len(said) - LINES} more remarks; --json has all"] if len(said) > LINES else [])


def _of(count: int) -> str:
    return f" ({count} records)" if count > 1 else ""


def _tell_elsewhere(answer: Invoice) -> None:
    own = [one for one in answer.elsewhere if one.same_model]
    others = [one for one in answer.elsewhere if not one.same_model]
    for title, rows in (("The same images, the same model, elsewhere", own), ("The same images by other models", others[:OTHERS])):
        if rows:
            print_out("", _table(rows, title))
    if len(others) > OTHERS:
        print_out(f"and {len(others) - OTHERS} more offers that fit; --json has all of them")
    if answer.elsewhere:
        print_out("prompts are not counted there")


def _table(rows: Sequence[Elsewhere], title: str) -> TextTable:
    table = TextTable("seller", "model", ">in all", ">an image", "", title=title)
    for one in rows:
        place = "" if one.standing is Place.LEADS else str(one.standing)
        table.add_row(one.provider, clean(one.native_id), money(one.dollars, "USD"), money(one.per_image, "USD"), place)
    return table
