"""What the reviewing verbs say and how they read what a person types."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.cli.reports.run_report import held_lines, plain_json
from pipeline.ledger.entries import in_order
from pipeline.store.data_folder import Store, settled
from pipeline.text.printing import listed, say, show
from pipeline.text.sentences import sentence, spelled_value
from schema.changes import Change
from schema.errors import BadData
from schema.naming import nearest


def tell_review(data: Path, provider: str | None, as_json: bool) -> bool:
    """List what waits, and say whether nothing does."""
    store = settled(data)
    there = sorted({*store.providers(), *(path.stem for path in (data / "held").glob("*.json"))})
    names = there if provider is None else [provider]
    if provider is not None and provider not in there:
        raise BadData("PROVIDER", f"one something is known of, such as {', '.join(nearest(provider, there) or there[:8])}", repr(provider))
    waiting = [_waiting(store, name) for name in names]
    if as_json:
        show({"providers": waiting})
    else:
        _tell(waiting, store, data)
    return not any(held.waits for name in names if (held := store.held(name)))


def _waiting(store: Store, provider: str) -> dict[str, Any]:
    known, held = store.known(provider), store.held(provider)
    missing = [one for one in in_order(known.entries.values()) if one.key in known.missing] if known else []
    return {
        "provider": provider,
        "held": plain_json(held) if held else None,
        "missing": [
            {"native_id": one.owner.native_id, "since": f"{known.missing[one.key]:%Y-%m-%d}", "was": spelled_value(one.value)}
            for one in missing
            if known
        ],
    }


def _tell(waiting: list[dict[str, Any]], store: Store, data: Path) -> None:
    held = [store.held(each["provider"]) for each in waiting]
    listed("held", (line for each in held if each for line in held_lines(each)), most=1000)
    listed(
        "missing",
        (f"{each['provider']} · {one['native_id']}: {one['was']}, since {one['since']}" for each in waiting for one in each["missing"]),
        most=1000,
    )
    if any(held) or any(each["missing"] for each in waiting):
        say(f"next: imageprices accept | reject PROVIDER [ID]... --by NAME --reason WORDS --data {data}")
    else:
        say("nothing is held, nothing is missing")


def tell_changes(changes: Iterable[Change]) -> None:
    """What a decision came to."""
    listed("recorded", (sentence(change) for change in changes), most=1000)


def amount_from(words: str | None, retract: bool) -> Decimal | None:
    """The amount a person typed; None for a retraction; one of the two must be asked for."""
    if retract == (words is not None):
        raise BadData("correct", "--amount NUMBER or --retract", "both" if retract else "neither")
    if words is None:
        return None
    try:
        amount = Decimal(words)
    except InvalidOperation:
        amount = Decimal(-1)
    if not (amount.is_finite() and amount >= 0):
        raise BadData("--amount", "a number such as 0.04", repr(words))
    return amount


def axes_from(words: list[str]) -> dict[str, str]:
    """`quality=low` as a pair."""
    pairs = [each.partition("=") for each in words]
    wrong = [each for each, pair in zip(words, pairs, strict=True) if not (pair[0] and pair[2])]
    if wrong:
        raise BadData("--axis", "AXIS=VALUE", repr(wrong[0]))
    return {axis: value for axis, _, value in pairs}
