"""Sellers made up for tests: price lines, rules and plans with a quote each, in one line apiece."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from schema.prices import Allowance, Offer, Plan, PriceLine, Quote, Rule, Snapshot, Variant
from schema.proofs import Proof, written_by_hand
from schema.tables.ratings import Board, Rating, RatingBoard, RatingTable

READ = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Told = TypeVar("Told", PriceLine, Plan)
SHAPE = {"bound", "upper", "reason", "inputs", "basis", "currency"}


def quote(text: str = "$1") -> Quote:
    return Quote(text=text, url="https://seller.example/pricing", locator="the table", captured_at=READ, sha256="0" * 64)


def line(amount: str | None, billable: str = "output_image", unit: str = "image", **axes: Any) -> PriceLine:
    """A price line; `axes` are those of a variant, and basis, currency, bound, upper, reason."""
    shape = {name: axes.pop(name) for name in list(axes) if name in SHAPE}
    value = None if amount is None else Decimal(amount)
    fields = {"currency": "USD", **shape}
    return PriceLine(billable=billable, unit=unit, amount=value, variant=Variant(**axes), quote=quote(f"${amount}"), **fields)


def by_hand(price: Told, proof: Proof = Proof.FIRST_PARTY) -> Told:
    """The same price, as a person wrote it down."""
    words = f"{written_by_hand(proof)}a note"
    return price.model_copy(update={"basis": "manual", "quote": price.quote.model_copy(update={"locator": words, "proof": proof})})


def rated_table(board: Board, votes: int = 20_000, **by_model: int) -> RatingTable:
    """Ratings of models on one board, each with as many votes."""
    entries = tuple(
        Rating(model=id, name=id, rating=Decimal(rating), lower=Decimal(rating - 9), upper=Decimal(rating + 9), votes=votes, rank=1)
        for id, rating in by_model.items()
    )
    licence = {"licence": "CC BY 4.0", "licence_url": "https://licence.example", "changes": "none"}
    about = {"name": "A board", "publisher": "P", "published": READ.date(), "url": "https://board.example", **licence}
    return RatingTable(boards=(RatingBoard(id=board, of=99, ratings=entries, **about),))


def rate(amount: str, billable: str = "output_image", **axes: Any) -> PriceLine:
    """A price per million tokens."""
    return line(amount, billable, "million_tokens", **axes)


def rule(kind: str, value: object, native_id: str | None = None, of: str | None = None, basis: str = "page", **axes: Any) -> Rule:
    return Rule(
        kind=kind, value=str(value), native_id=native_id, of=of, basis=basis, variant=Variant(**axes), quote=quote(f"rule {kind} {value}")
    )


def plan(id: str, price: str, credits: str | None = None, period: str = "month", **more: Any) -> Plan:
    amounts = {name: Decimal(more.pop(name)) for name in ("images", "gpu_minutes") if name in more}
    fields = {"currency": "USD", "name": id.title(), **more, **amounts}
    return Plan(
        id=id,
        price=Decimal(price),
        period=period,
        credits=None if credits is None else Decimal(credits),
        quote=quote(f"${price}"),
        **fields,
    )


def allowance(unit: str, quantity: str | None = None, period: str = "month", **more: Any) -> Allowance:
    """One thing a plan brings."""
    return Allowance(unit=unit, quantity=quantity, period=period, quote=quote(), **more)


def state(
    provider: str = "acme", *, rules: tuple[Rule, ...] = (), plans: tuple[Plan, ...] = (), **models: tuple[PriceLine, ...]
) -> Snapshot:
    """A snapshot; each keyword is a model, with `_` for `-`, and its price lines."""
    offers = tuple(Offer(native_id=name.replace("_", "-"), name=name, prices=prices) for name, prices in models.items())
    return Snapshot(provider=provider, offers=offers, rules=rules, plans=plans)


def one(*prices: PriceLine, rules: tuple[Rule, ...] = (), plans: tuple[Plan, ...] = ()) -> Snapshot:
    """A seller of one model, called `m`."""
    return state(rules=rules, plans=plans, m=prices)
