"""Answers of the engine for people: tables that fit a terminal, plain when they go elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from costs.bill.itemised import Settled
from costs.exact import shown
from costs.plan.credits import CREDIT
from costs.reasons import UNPROVEN, Code
from costs.standing.decisions import MEASURED
from pipeline.text.columns import TextTable, length
from pipeline.text.formatting import least, money, share
from pipeline.text.sentences import clean
from schema.amounts import spell

if TYPE_CHECKING:
    from rich.console import Console

    from costs.bill.charges import CostLine
    from costs.bill.itemised import Cost
    from costs.plan.own_plans import OwnPlan
    from costs.plan.plans import PlanUse
    from costs.plan.purchases import Purchase
    from costs.plan.workloads import Fit, Month, TaskBill, Workload
    from costs.spans import Span
    from costs.standing.decisions import Choice, Crossover, ReferenceCrossover
    from costs.standing.ranking import Market, RankedAnswer
    from costs.standing.recommendations import Advice

BAR: Final = 16
RATE_DIGITS: Final = 6  # of an exchange rate, which is multiplied with
WIDE: Final = 160


_MARKUP: Final = re.compile(r"[\[\\\n]|:\S+:")  # what rich would read in a line, and so has to print
_STYLES: Final = {"title": "bold", "head": "bold", "row": ""}


def _console() -> Console:
    """A terminal has its width; a file gets lines nobody folds."""
    from rich.console import Console

    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=WIDE)


def print_out(*things: TextTable | str) -> None:
    """What the tables of this room are printed with."""
    _print(*things)


def _print(*things: TextTable | str) -> None:
    """Tables and lines; rich is for a terminal's colours, and for a line with marks in it."""
    for thing in things:
        if isinstance(thing, TextTable):
            _draw(thing)
        elif sys.stdout.isatty() or _MARKUP.search(thing) or length(thing) > WIDE:
            _console().print(thing)
        else:
            sys.stdout.write(f"{thing}\n")


def _draw(table: TextTable) -> None:
    if not sys.stdout.isatty():
        sys.stdout.writelines("".join(line.cells) + "\n" for line in table.lines(WIDE))
        return
    from rich.text import Text

    console = _console()
    for line in table.lines(console.width):
        parts = [(cell, "cyan" if line.kind == "row" and at == table.bars else _STYLES[line.kind]) for at, cell in enumerate(line.cells)]
        console.print(Text.assemble(*parts), no_wrap=True, crop=False)


def _words(words: str, most: int = 200) -> str:
    """Words of a page, which can't steer a terminal."""
    return clean(words, most)


def _safe(words: str, most: int = 200) -> str:
    """The same for a line that has marks of ours in it: they can't be markup either."""
    from rich.markup import escape

    return escape(clean(words, most))


def _range(amounts: Span | None, currency: str | None) -> str:
    if amounts is None:
        return "-"
    low, high = money(amounts.low, currency), money(amounts.high, currency)
    return low if low == high else f"{low.removesuffix(' credits')} to {high}"


# --- a bill ---------------------------------------------------------------------------------------------------------


def tell_bill(bill: Cost, row: RankedAnswer | None = None) -> None:
    """One bill, line by line, with what it rests on; and where it stands among others, if somebody asked for it."""
    table = TextTable(
        "what",
        ">quantity",
        ">price",
        ">amount",
        "",
        "the page's words",
        title=f"{_words(bill.name)} at {bill.provider}: {bill.recipe.words()}",
    )
    for line in bill.lines:
        words = f"{_words(line.quotes[0].text, 60)}  {_words(line.quotes[0].url)}" if line.quotes else ""
        table.add_row(line.what, *_priced(line), money(line.amount, line.currency), line.basis, words)
    _print(table, "", *_sums(bill), *(_stands(row) if row else ()), *_remarks(bill))


def _stands(row: RankedAnswer) -> list[str]:
    """Where an answer stands, why, and what one has to pay first."""
    why = f": {_safe(row.why_not_ranked, 400)}" if row.why_not_ranked else ""
    least = [f"credits come with a plan, {_least(row)}"] if row.least else []
    return [f"{row.standing.place}{why}", *_work(row), *least]


def _work(row: RankedAnswer) -> list[str]:
    """What its word for quality means, where its standing does not say so."""
    return [row.work.words] if row.work and Code.LESS_WORK not in row.standing.codes else []


def _least(row: RankedAnswer) -> str:
    return least(row.least.price, row.least.currency, row.least.period) if row.least else ""


def _priced(line: CostLine) -> tuple[str, str]:
    """How many of what, at which price: tokens are counted one by one and priced by the million."""
    price = money(line.price, line.currency)
    if line.unit == "million_tokens":
        return f"{line.quantity * 1_000_000:,.0f} tokens", f"{price} / million"
    many = line.unit.replace("_", " ") + ("s" if line.quantity != 1 else "")
    return f"{spell(line.quantity)} {many}", price


def _sums(bill: Cost) -> list[str]:
    each = f" ({money(bill.per_image, bill.currency)} an image)" if bill.asked.count > 1 else ""
    sums = [f"[bold]{money(bill.total, bill.currency)}[/bold]{each}, {bill.basis}"]
    if bill.paid:
        paid = bill.paid
        sums.append(
            f"[bold]{money(paid.total, paid.currency)}[/bold] on the plan {paid.plan}, {money(paid.per_credit, paid.currency)} a credit"
        )
    return sums


def _remarks(bill: Cost) -> list[str]:
    remarks = [f"not included: {_safe(entry)}" for entry in bill.not_included]
    remarks += [f"not taken off, since a bill is of no month: {_safe(words)}" for words in bill.free_a_month]
    remarks += [f"assumed: {_safe(entry)}" for entry in bill.assumed]
    if bill.comparison:
        remarks.append(_compared(bill))
    if isinstance(bill, Settled) and bill.stated and bill.lines[0].billable != "stated":
        remarks.append(f"the record itself says that {money(bill.stated.amount, 'USD')} was charged ({_safe(bill.stated.field)})")
    policy = {"free": "cost nothing", "charged": "are charged", "unknown": "are charged or not: the page does not say"}[bill.failed]
    remarks.append(f"failed generations {policy}")
    if bill.retires:
        remarks.append(f"[yellow]{'retired' if bill.retired else 'retires'} on {bill.retires.isoformat()}[/yellow]")
    return remarks


def _compared(bill: Cost) -> str:
    compared = bill.comparison
    if compared is None:
        return ""
    derived = f"{money(compared.derived, bill.currency)} by the rates ({compared.basis})"
    if compared.agree:
        return f"printed {money(compared.printed, bill.currency)}, {derived}: the same, rounded"
    return f"[yellow]printed {money(compared.printed, bill.currency)}, {derived}: they disagree[/yellow]"


# --- all sellers ----------------------------------------------------------------------------------------------------


class View(NamedTuple):
    """How somebody wants to see all answers."""

    sort: str
    everything: bool
    proven: bool
    one_model: bool


def tell_market(answers: Market, view: View) -> None:
    """All answers to one recipe: what leads and what is listed, what stands beside it, and why others have none."""
    placed = [row for row in answers.by_price if not (view.proven and row.standing.codes & UNPROVEN)]
    rows, free = _parted(placed)
    ranks = {id(row): str(rank) for rank, row in enumerate(answers.ranked, start=1)}
    dearest = max((row.dollars for row in rows if row.dollars), default=Decimal(1))
    columns = (">", "seller", "model", ">an image", "", ">own unit", ">x maker" if view.one_model else "", "proof", "remarks")
    table = TextTable(*columns, title=f"One image: {answers.recipe.words()}", bars=4, whole=(0, 1, 2, 3), spare=(4, 7, 5, 6))
    for row in _sorted(rows, view.sort):
        table.add_row(
            ranks.get(id(row), "-"),
            row.cost.provider,
            _words(row.cost.native_id),
            money(row.dollars, "USD"),
            "█" * max(round(BAR * (row.dollars or 0) / dearest), 1),
            _own(row),
            _times(row),
            row.proof.replace("_", " "),
            _notes(row),
        )
    _print(table if rows else f"no seller can be ranked for {answers.recipe.words()}")
    _print(*_told_alone(answers))
    _print(*(f"free: {row.cost.provider} {_safe(row.cost.native_id)}{_but(row)}" for row in free))
    _tell_others(answers, view)


def _told_alone(answers: Market) -> Iterator[str]:
    """The headline, where it is not the first that leads: what a person wrote down leads and ranks, and is told beside it."""
    row, by_hand = answers.headline
    if row and by_hand:
        yield f"the cheapest that was read from a page: {_at(row)}; written down by a person, cheaper: {_at(by_hand)}"


def _at(row: RankedAnswer) -> str:
    return f"{row.cost.provider} {_safe(row.cost.native_id)} at {money(row.dollars, 'USD')}"


def _parted(rows: Sequence[RankedAnswer]) -> tuple[list[RankedAnswer], list[RankedAnswer]]:
    """What has a price, and what is free: another question, and told apart."""
    free = [row for row in rows if Code.FREE in row.standing.codes]
    return [row for row in rows if Code.FREE not in row.standing.codes], free


def _but(row: RankedAnswer) -> str:
    """What ails a free one beside its being free."""
    reasons = [reason.words for reason in row.standing.because if reason.code is not Code.FREE]
    return f" ({_safe('; '.join(reasons))})" if reasons else ""


def _sorted(rows: Sequence[RankedAnswer], sort: str) -> list[RankedAnswer]:
    keys = {
        "price": lambda row: 0,
        "provider": lambda row: row.cost.provider,
        "model": lambda row: row.model or row.cost.native_id,
    }
    return sorted(rows, key=keys[sort])


def _own(row: RankedAnswer) -> str:
    if row.cost.currency == "USD":
        return ""
    rate = f" at {shown(row.rate.dollars, RATE_DIGITS)} of {row.rate.day.isoformat()}" if row.rate else ""
    return f"{money(row.cost.per_image, row.cost.currency)}{rate}"


def _times(row: RankedAnswer) -> str:
    if row.times is None:
        return ""
    return "maker" if row.first_party and row.times == 1 else f"{row.times:.2f}"


def _notes(row: RankedAnswer) -> str:
    notes = [
        *_work(row),
        *(reason.words for reason in row.standing.because),
        *([_least(row)] if row.least else []),
        *row.unequal,
        *(entry.split(",")[0] for entry in row.cost.not_included),
    ]
    notes += ["printed and derived disagree"] if row.cost.comparison and not row.cost.comparison.agree else []
    return _words("; ".join(notes))


def _tell_others(answers: Market, view: View) -> None:
    """What is not ranked, each with its reason: all of it if asked for, or of one model, where one looks for every seller."""
    if not (view.everything or view.one_model):
        if answers.beside or answers.refused:
            _print("", f"not ranked: {len(answers.beside)}; no comparable price: {len(answers.refused)}. --all names them.")
        return
    beside = TextTable("seller", "model", ">an image", "why it is not ranked", title="\nNot ranked", whole=(0, 1, 2))
    for row in answers.beside:
        amount = money(row.cost.per_image, row.cost.currency)
        beside.add_row(row.cost.provider, _words(row.cost.native_id), amount, _words(row.why_not_ranked))
    refused = TextTable("why there is no price", title="\nNo comparable price")
    for entry in answers.refused:
        refused.add_row(_words(entry.reason))
    _print(*([beside] if answers.beside else []), *([refused] if answers.refused else []))


def tell_advice(advice: Sequence[Advice]) -> None:
    """The cheapest offer for each use."""
    table = TextTable("use", "seller", "model", ">an image", "because", whole=(1, 2, 3))
    for entry in advice:
        row = entry.row
        offer = (row.cost.provider, _words(row.cost.native_id), money(row.dollars, "USD")) if row else ("nobody", "", "")
        table.add_row(entry.use.name, *offer, _words(entry.words))
    _print(table)


def tell_decision(choices: Sequence[Choice], crossing: Crossover | None, references: ReferenceCrossover | None) -> None:
    """The rule in words."""
    _print(*(_safe("; ".join(filter(None, (choice.words, choice.since))), 500) for choice in choices))
    if crossing:
        tokens, rate = f"{int(crossing.tokens):,}", shown(crossing.per_million)
        against = f"${rate} a million output tokens against ${shown(crossing.flat)} flat"
        _print("", f"{against}: above {tokens} tokens flat is cheaper ({_measured(f'{int(MEASURED.tokens):,}')})")
    if references:
        _print(_in_references(references))


def _measured(figure: str) -> str:
    return f"{figure} when measured on {MEASURED.day.isoformat()}"


def _in_references(found: ReferenceCrossover) -> str:
    """Where an edit by tokens crosses a flat one."""
    until = (
        "flat is never cheaper"
        if found.references is None
        else f"from {found.references} on, flat is cheaper (around {MEASURED.references} when measured on {MEASURED.day.isoformat()})"
    )
    each = money(found.per_reference, "USD")
    proof = f" ({found.by_tokens.standing.words})" if found.by_tokens.standing.because else ""
    return _safe(f"references: {found.by_tokens.cost.provider} {found.by_tokens.cost.native_id} bills {each} for each{proof}; {until}", 400)


# --- months ---------------------------------------------------------------------------------------------------------


def tell_presets(known: Mapping[str, Workload]) -> None:
    """The workloads that come with the project."""
    table = TextTable("name", ">tasks", "what")
    for name, entry in known.items():
        table.add_row(name, str(len(entry.tasks)), _words(entry.about or entry.name, 400))
    _print(table)


def tell_month(answer: Month, months: Sequence[Month], unable: Mapping[str, str]) -> None:
    """A month task by task, the plans it fits, and what it comes to elsewhere."""
    table = TextTable(
        *("task", ">final", ">made", ">billed", "seller", "model", ">credits", ">money", ">a usable image"),
        title=_words(answer.workload),
        whole=(4, 5),
        spare=(3,),
    )
    for bill in answer.tasks:
        table.add_row(*_task(bill))
    _print(table, "", *_totals(answer))
    _tell_plans_of(answer)
    if months:
        _tell_providers(months, unable)


def _task(bill: TaskBill) -> list[str]:
    counts = [str(bill.task.deliverables), str(bill.generations), str(bill.billed)]
    amounts = [_range(bill.credits, CREDIT), _range(bill.money, bill.currency)]
    each = _range(bill.per_usable, bill.currency if bill.money else CREDIT)
    return [_words(bill.task.name), *counts, bill.provider or "-", _words(bill.native_id or bill.why), *amounts, each]


def _totals(answer: Month) -> list[str]:
    sums = [_range(amounts, currency) for currency, amounts in answer.money.items()]
    sums += [_range(answer.credits, CREDIT)] if answer.credits else []
    lines = [f"[bold]{' and '.join(sums)}[/bold] for {answer.generations} images made" if sums else "no total in one unit"]
    reserved = [_range(amounts, currency) for currency, amounts in answer.money_with_buffer.items()]
    reserved += [_range(answer.credits_with_buffer, CREDIT)] if answer.credits_with_buffer else []
    if reserved != sums and sums:
        lines.append(f"with the reserve: {' and '.join(reserved)}")
    lines += [f"to be bought at {bought.provider}: {_bought(bought)}" for bought in answer.purchases]
    lines += [f"{one.count:,} of {one.of:,} free, {money(one.saved, one.currency)} taken off: {_words(one.words)}" for one in answer.free]
    if answer.not_in_money and answer.money:
        lines.append(f"not in the money: {', '.join(answer.not_in_money)}")
    lines += _left_out(answer)
    if fit := answer.own_plan:
        verdict = {"yes": "fits", "no": "does not fit", "perhaps": "may not suffice"}[fit.fits]
        lines.append(f"{_safe(fit.plan.name)}, {_own_plan(fit.plan)}: {verdict}, {_left(fit)} left")
        lines += _beside_own_plan(fit)
    return lines


def _left_out(answer: Month) -> list[str]:
    """What the bills of tasks do not include, once, with the tasks it is of."""
    tasks: dict[str, list[str]] = {}
    for bill in answer.tasks:
        for words in bill.low.not_included if bill.low else ():
            tasks.setdefault(words, []).append(bill.task.name)
    return [f"not included: {_words(words)} ({_words(', '.join(of))})" for words, of in tasks.items()]


def _beside_own_plan(fit: Fit) -> Iterator[str]:
    """The buyer's own plan beside the same month without it, and what a quota by the day loses."""
    if fit.costs is not None and fit.without is not None:
        costs, low, high = fit.costs, fit.without.low, fit.without.high
        said = "cheaper than" if costs < low else "dearer than" if costs > high else "beside"
        yield f"{money(costs, fit.plan.currency)} a month, {said} {_range(fit.without, fit.plan.currency)} without it"
    if fit.lost_on_weekends is not None:
        yield f"a quota by the day is lost on days nothing is made: weekends alone are {share(fit.lost_on_weekends)} of it"


def _bought(bought: Purchase) -> str:
    """What must be bought for the credits of a month, or that nothing sold suffices."""
    if bought.total is None:
        return f"no plan brings {money(bought.credits, CREDIT)}"
    return f"{_safe(bought.name)} for {money(bought.total, bought.currency)}{', its rest is kept' if bought.kept else ''}"


def _own_plan(plan: OwnPlan) -> str:
    quantity = plan.credits if plan.credits is not None else plan.quantity
    often = "" if plan.per == "month" else f" a {plan.per}"
    job = f" of {plan.job} images" if plan.job and plan.unit == "job" else ""
    return f"{spell(quantity or Decimal(0))} {plan.unit.replace('_', ' ')}s{job}{often}"


def _left(fit: Fit) -> str:
    return _range(fit.left, CREDIT) if fit.plan.unit == "credit" else str(fit.left)


def _tell_plans_of(answer: Month) -> None:
    if answer.plans:
        _print("", plan_table(answer.plans, f"On the plans of {answer.provider}"))


def _tell_providers(months: Sequence[Month], unable: Mapping[str, str]) -> None:
    table = TextTable("seller", ">to pay", ">used up", ">credits", "bought", title="\nAll of it at one seller", whole=(0,))
    for entry in months:
        sums = " and ".join(_range(amounts, currency) for currency, amounts in entry.money.items())
        pays = " and ".join(_range(amounts, currency) for currency, amounts in (entry.to_pay or {}).items()) or "-"
        bought = "; ".join(_words(one.name) if one.total is not None else "no plan suffices" for one in entry.purchases)
        table.add_row(entry.provider or "", pays, sums, _range(entry.credits, CREDIT) if entry.credits else "", bought)
    _print(table, f"{len(unable)} sellers can't do all of it" if unable else "")


# --- plans ----------------------------------------------------------------------------------------------------------


def plan_table(uses: Sequence[PlanUse], title: str) -> TextTable:
    """A month on several plans."""
    table = TextTable("plan", ">price", ">brings", ">needed", ">left", ">unused", "top-up", ">a month", ">an image", title=title)
    for use in uses:
        unused = f"{share(use.unused_share)}{' kept' if use.rest_kept and use.left else ''}"
        top_up = f"{use.top_up} {money(use.top_up_price, use.currency)}" if use.top_up else use.note
        amounts = [count(use.brought), count(use.needed), count(use.left)]
        total = money(use.total, use.currency)
        table.add_row(_words(use.name), money(use.price, use.currency), *amounts, unused, top_up, total, money(use.per_image, use.currency))
    return table


def count(amount: Decimal) -> str:
    """How many, for people."""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"
