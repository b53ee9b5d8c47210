"""The bill itself: its shape, and how an order and its charges are written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from pydantic import Field

from costs.bill.charges import Charge, CostLine, one_currency, total, weakest
from costs.bill.outputs import Output, per_image
from costs.exact import exactly, said, whole_up
from costs.offer.orders import Order, number_of, rule_of
from costs.offer.recipes import Recipe
from costs.plan.credits import CREDIT, credit_price, entry_plan
from costs.reasons import Because, Code
from schema.doubts import doubt_about
from schema.prices import Basis, Closed, DecimalText, Plan, PriceLine, Quote, Rule, Unit, Variant, made
from schema.rules import FailedGenerations, ImageRounding, Retires

Failed = Literal["free", "charged", "unknown"]
# A price of a size nobody named is believed up to here (1024x1024 in any shape); above, the page has to say so.
TAKEN_FOR_GRANTED: Final = 1_070_000
MILLION: Final = 1_000_000
SAME_TO_A_READER: Final = Fraction(1, 10)


class Comparison(Closed):
    """The printed price of one image beside what so many of a unit at a rate make of it. They agree when rounding explains the rest."""

    printed: DecimalText
    derived: DecimalText
    by: Unit
    quantity: DecimalText
    rate: DecimalText
    basis: Basis
    agree: bool


class Paid(Closed):
    """Credits turned into money on one plan that is used up."""

    plan: str
    per_credit: DecimalText
    total: DecimalText
    per_image: DecimalText
    currency: str


class Cost(Closed):
    """An itemised answer. `total` is for all `recipe.count` images, in the seller's own `currency`.

    `recipe` is as understood by the seller; `asked` as it was put. `unproven` lists why the answer may not be ranked; `at_most` marks
    an upper bound; `says_operation` and `says_quality` whether the price itself names the operation, the quality. `unrounded` is one
    image before the seller rounded it for print, `inputs` every price line, rule and plan the answer rests on.
    """

    provider: str
    native_id: str
    name: str
    asked: Recipe
    recipe: Recipe
    lines: tuple[CostLine, ...]
    total: DecimalText
    per_image: DecimalText
    unrounded: DecimalText
    currency: str
    basis: Basis
    paid: Paid | None = None
    comparison: Comparison | None = None
    assumed: tuple[str, ...] = ()
    not_included: tuple[str, ...] = ()
    free_a_month: tuple[str, ...] = ()
    unproven: tuple[Because, ...] = ()
    says_operation: bool = False
    says_quality: bool = False
    at_most: bool = False
    failed: Failed = "unknown"
    failed_quote: Quote | None = None
    retires: date | None = None
    retired: bool = False
    inputs: tuple[PriceLine | Rule | Plan, ...] = Field(default=(), exclude=True, repr=False)

    @property
    def money(self) -> Decimal | None:
        """The total in money: of the plan where the seller takes credits, None where no plan is known."""
        if self.currency != CREDIT:
            return self.total
        return self.paid.total if self.paid else None

    @property
    def money_per_image(self) -> Decimal | None:
        """One image in money."""
        if self.currency != CREDIT:
            return self.per_image
        return self.paid.per_image if self.paid else None

    @property
    def money_currency(self) -> str | None:
        """The currency of `money`."""
        if self.currency != CREDIT:
            return self.currency
        return self.paid.currency if self.paid else None

    @property
    def dollars(self) -> Decimal | None:
        """The total where it is paid in US dollars; never converted."""
        return self.money if self.money_currency == "USD" else None

    @property
    def token_rate(self) -> Decimal | None:
        """What a million output tokens cost, where the output is billed by tokens: printed per image too, or not."""
        rates = [line.price for line in self.lines if line.billable == "output_image" and line.unit == "million_tokens"]
        if self.comparison and self.comparison.by == "million_tokens":
            rates.append(self.comparison.rate)
        return rates[0] if rates else None

    @property
    def output_tokens(self) -> Decimal | None:
        """How many output tokens one image takes, where it is billed by tokens."""
        if self.comparison and self.comparison.by == "million_tokens":
            return said(exactly(self.comparison.quantity) * MILLION)
        counted = [exactly(line.quantity) for line in self.lines if line.billable == "output_image" and line.unit == "million_tokens"]
        return said(sum(counted, Fraction(0)) * MILLION / self.recipe.count) if counted else None

    @property
    def rankable(self) -> bool:
        """Whether the answer may stand in a ranking: in money, of a model on sale, with nothing against it."""
        return self.money is not None and not self.retired and not self.unproven


class Stated(Closed):
    """What a usage record itself says was charged, in dollars, and in which field."""

    amount: DecimalText
    field: str


class Settled(Cost):
    """A bill of what was used. `stated` is what the record itself says was charged."""

    stated: Stated | None = None


class BillDraft(NamedTuple):
    """Everything a bill is written from: `missing` is not in the sum, `unpriced` should be and nobody says how much."""

    order: Order
    asked: Recipe
    images: Output
    charges: tuple[Charge, ...]
    missing: tuple[str, ...]
    unpriced: tuple[str, ...]
    plans: tuple[Plan, ...]
    plan: Plan | None
    largest: int | None


def written(draft: BillDraft) -> Cost:
    """The bill. Its total is the sum of its lines, as they are said."""
    order, currency = draft.order, one_currency(draft.order, draft.charges)
    lines = (*(charge.written() for charge in draft.charges), *_rounding(draft, currency))
    amount = sum((exactly(line.amount) for line in lines[1:]), exactly(lines[0].amount))
    whole, paid = said(amount), _paid(draft, amount, currency)
    failed, retires = rule_of(order, "failed_generations"), _last_day(order)
    each, compared = whole if order.recipe.count == 1 else said(amount / order.recipe.count), _comparison(draft)
    said_of = _variants(draft.images.charges)
    return made(
        Cost,
        provider=order.provider,
        native_id=order.offer.native_id,
        name=order.offer.name,
        asked=draft.asked,
        recipe=order.recipe,
        lines=lines,
        total=whole,
        per_image=each,
        unrounded=_unrounded(each, compared),
        currency=currency,
        basis=weakest(line.basis for line in lines),
        paid=paid,
        comparison=compared,
        assumed=_assumed(draft, currency, paid),
        not_included=(*draft.unpriced, *draft.missing),
        unproven=_unproven(draft),
        says_operation=any(variant.operation for variant in said_of),
        says_quality=any(variant.quality for variant in said_of),
        at_most=order.at_most or any(charge.at_most for charge in draft.charges),
        failed=_failed(failed),
        failed_quote=failed.quote if failed else None,
        retires=retires,
        retired=retires is not None and order.on >= retires,
        inputs=tuple(_inputs(draft, paid)),
    )


def _inputs(draft: BillDraft, paid: Paid | None) -> Iterator[PriceLine | Rule | Plan]:
    for charge in draft.charges:
        yield charge.line
        yield from charge.by
    if paid:
        yield from (plan for plan in (draft.plan, *draft.plans) if plan and plan.id == paid.plan)


def _unrounded(each: Decimal, compared: Comparison | None) -> Decimal:
    """One image before its price was rounded for print: where the page's own rates say how it came about."""
    if compared is None or not compared.agree:
        return each
    return said(exactly(each) - exactly(compared.printed) + exactly(compared.derived))


def _last_day(order: Order) -> date | None:
    """Until when the model is sold."""
    rule = rule_of(order, "retires")
    match rule.terms if rule else None:
        case Retires(day=day):
            return day
        case None:
            return None
    raise order.refuse("the day it retires", repr(rule.value if rule else ""))


def _failed(rule: Rule | None) -> Failed:
    return rule.terms.policy if rule and isinstance(rule.terms, FailedGenerations) else "unknown"


def _assumed(draft: BillDraft, currency: str, paid: Paid | None) -> tuple[str, ...]:
    supposed = sorted({charge.assumed for charge in draft.charges if charge.assumed})
    return (*draft.order.assumed, *supposed, *_plan_assumed(draft, currency, paid))


def _plan_assumed(draft: BillDraft, currency: str, paid: Paid | None) -> list[str]:
    if currency != CREDIT or (draft.plan and paid):
        return []
    if paid is None:
        return ["credits: no plan says what one costs"]
    return [f"credits bought with the plan {paid.plan}, the smallest, and used up"]


def _rounding(draft: BillDraft, currency: str) -> list[CostLine]:
    """The provider's own rounding up of what each image (or run) costs, tokens and all, as a line of its own, so that
    lines still add up. Fees of a whole call are not of one image, and not rounded with it.
    """
    rule = rule_of(draft.order, "image_rounding")
    if rule is None:
        return []
    if not isinstance(rule.terms, ImageRounding):
        raise draft.order.refuse("the amount an image is rounded up to", repr(rule.of))
    step, times = Fraction(rule.terms.step), _rounded_times(draft)
    each = total(charge for charge in draft.charges if _by_image(charge)) / times
    more = whole_up(each / step) * step - each
    return [_rounding_line(rule, more, times, currency)] if more else []


def _by_image(charge: Charge) -> bool:
    return charge.line.billable == "output_image" or charge.line.unit == "million_tokens"


def _rounded_times(draft: BillDraft) -> int:
    """How often is rounded: for every image, or for every run where runs are sold."""
    runs = [int(charge.quantity) for charge in draft.images.charges if charge.line.unit == "request"]
    return runs[0] if runs else draft.order.recipe.count


def _rounding_line(rule: Rule, more: Fraction, times: int, currency: str) -> CostLine:
    return made(
        CostLine,
        what="rounding",
        billable="rounding",
        unit="image",
        quantity=Decimal(times),
        price=said(more),
        amount=said(more * times),
        currency=currency,
        basis=rule.basis,
        note=f"each up to the next {rule.of}",
        quotes=(rule.quote,),
    )


def _comparison(draft: BillDraft) -> Comparison | None:
    other = draft.images.other
    if not other:
        return None
    printed, derived = per_image(draft.images.charges, draft.order), per_image(other, draft.order)
    basis = weakest(charge.basis for charge in other)
    agree = agrees(printed, derived)
    unit, count = other[0].line.unit, draft.order.recipe.count
    many = sum((charge.quantity for charge in other if charge.line.unit == unit), Fraction(0)) / count
    return made(
        Comparison,
        printed=said(printed),
        derived=said(derived),
        by=unit,
        quantity=said(many),
        rate=said(other[0].price),
        basis=basis,
        agree=agree,
    )


def agrees(printed: Fraction, derived: Fraction) -> bool:
    """Tell whether the printed price is the derived one, rounded to the digits it is printed with.

    Trailing zeros are not kept, so a short number (0.2) rounds generously: then a tenth is the most that may differ.

    >>> agrees(Fraction("0.053"), Fraction("0.05268")), agrees(Fraction("0.0195"), Fraction("0.01935"))
    (True, False)
    """
    exponent = int(said(printed).as_tuple().exponent)
    last_digit = Fraction(10) ** min(exponent, 0)
    return abs(printed - derived) <= min(last_digit / 2, max(printed, derived) * SAME_TO_A_READER)


def _paid(draft: BillDraft, amount: Fraction, currency: str) -> Paid | None:
    if currency != CREDIT:
        return None
    plan = draft.plan or entry_plan(draft.plans)
    each = credit_price(plan) if plan else None
    if plan is None or each is None:
        return None
    total, count = amount * each, draft.order.recipe.count
    return made(Paid, plan=plan.id, per_credit=said(each), total=said(total), per_image=said(total / count), currency=plan.currency)


def _unproven(draft: BillDraft) -> tuple[Because, ...]:
    """Why the answer is not to be ranked: a large size no page speaks of, a reference nobody prices, a figure nobody is sure of."""
    reasons = [Because(code=Code.REFERENCES, words=words) for words in draft.unpriced]
    if draft.order.recipe.pixels > TAKEN_FOR_GRANTED and not (draft.largest or _speaks_of_size(draft.order, draft.images.charges)):
        reasons.append(Because(code=Code.SIZE, words=f"no page says that this model makes {draft.order.recipe.size}"))
    if not draft.order.stock.doubts:
        return tuple(reasons)  # nearly always
    doubts = (doubt_about(charge.line, draft.order.stock.doubts) for charge in draft.images.charges)
    return (*reasons, *dict.fromkeys(_doubtful(doubt) for doubt in doubts if doubt))


def _doubtful(doubt: Rule) -> Because:
    """What a person was not sure of is no price to rank; what a page says in two ways that agree by rounding alone is listed."""
    if doubt.basis == "page":
        return Because(code=Code.DOUBTED, words=doubt.value)
    return Because(code=Code.UNSURE, words=doubt.words)


def _speaks_of_size(order: Order, charges: Iterable[Charge]) -> bool:
    if number_of(order, "maximum_pixels") is not None:
        return True
    bounds = [variant.megapixels for variant in _variants(charges) if variant.megapixels not in ("first", "further", None)]
    return bool(bounds) or any(variant.size or variant.resolution for variant in _variants(charges))


def _variants(charges: Iterable[Charge]) -> list[Variant]:
    return [variant for charge in charges for variant in (charge.line.variant, *(rule.variant for rule in charge.by))]
