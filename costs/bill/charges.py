"""One line of a bill before it is written down: what, how many of which unit, at which price, proven by which quotes."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from costs.exact import exactly, said
from costs.kept import kept
from costs.offer.orders import Order
from schema.prices import Basis, Billable, Closed, DecimalText, PriceLine, Quote, Rule, Unit, made

NOTHING: Final = Decimal(0)
AMOUNTS: Final = 32  # of one price that are remembered: recipes ask for a few, the records of what was used for any number
Charged = Billable | Literal["rounding", "stated"]
# The weakest link decides what a total is worth: a measured figure makes the whole bill measured.
WEAKEST_FIRST: Final[tuple[Basis, ...]] = ("measured", "derived", "manual", "page")


class CostLine(Closed):
    """One line of a bill. `amount` is `quantity` of `unit` at `price`; the price's own quote comes first.

    `factor` is what a rule multiplied the printed price with (already in `price`).
    """

    what: str
    billable: Charged
    unit: Unit
    quantity: DecimalText
    price: DecimalText
    amount: DecimalText
    currency: str
    basis: Basis
    factor: DecimalText = Decimal(1)
    note: str = ""
    quotes: tuple[Quote, ...] = ()


class Charge(NamedTuple):
    """A price line and how much of its unit is billed; `by` are the rules that say how much, `factor` multiplies.

    `assumed` is what nobody says and had to be supposed, `at_most` whether the charge is the most there can be.
    """

    what: str
    line: PriceLine
    quantity: Fraction
    by: tuple[Rule, ...] = ()
    factor: Fraction = Fraction(1)
    note: str = ""
    assumed: str = ""
    at_most: bool = False

    @property
    def price(self) -> Fraction:
        """The price of one unit, after multipliers."""
        return exactly(self.line.amount or NOTHING) * self.factor

    @property
    def amount(self) -> Fraction:
        """What the charge comes to, exactly."""
        return self.price * self.quantity

    @property
    def basis(self) -> Basis:
        """What it is worth: printed as such, or reckoned from what is printed or measured."""
        plain = self.factor == 1 and self.line.unit in ("image", "request")
        return weakest((self.line.basis, *(rule.basis for rule in self.by), "page" if plain else "derived"))

    def written(self) -> CostLine:
        """The charge as a line of the bill: of a price alone, whatever is asked for, the same line each time."""
        if self.by:
            return self._written()
        known, key = _lines_of(self.line), self[:1] + self[2:]
        found = known.get(key) or self._written()
        if len(known) < AMOUNTS:
            known[key] = found
        return found

    def _written(self) -> CostLine:
        price = self.price
        return made(
            CostLine,
            what=self.what,
            billable=self.line.billable,
            unit=self.line.unit,
            quantity=said(self.quantity),
            price=said(price),
            amount=said(price * self.quantity),
            currency=self.line.currency,
            basis=self.basis,
            factor=said(self.factor),
            note="; ".join(filter(None, (self.note, f"assumed: {self.assumed}" if self.assumed else ""))),
            quotes=(self.line.quote, *(rule.quote for rule in self.by)),
        )


@kept
def _lines_of(line: PriceLine) -> dict[tuple[object, ...], CostLine]:
    """The lines of bills that a price made, by the charge they are of."""
    return {}


def weakest(bases: Iterable[Basis]) -> Basis:
    """The least certain of several bases."""
    return min(bases, key=WEAKEST_FIRST.index)


def total(charges: Iterable[Charge]) -> Fraction:
    """What charges come to."""
    return sum((charge.amount for charge in charges), Fraction(0))


def one_currency(order: Order, charges: Iterable[Charge]) -> str:
    """The currency all charges share."""
    currencies = sorted({charge.line.currency for charge in charges})
    if len(currencies) != 1:
        raise order.refuse("prices in one currency", " and ".join(currencies) or "no price at all")
    return currencies[0]
