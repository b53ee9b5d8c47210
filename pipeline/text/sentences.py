"""A change as one sentence: the same in a commit message, a feed, a page and an alert."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from schema.amounts import spell
from schema.changes import Change
from schema.prices import Plan, PriceLine, Rule, Variant

LONGEST: Final = 500
NAME: Final = 80
_UNITS: Final = {
    "million_tokens": "million tokens",
    "gpu_second": "GPU second",
    "tile_step": "tile and step",
    "megapixel_step": "megapixel and step",
}
_BILLABLES: Final = {
    "output_image": "",
    "input_image": "input image",
    "cached_input_image": "cached input image",
    "input_text": "input text",
    "cached_input_text": "cached input text",
    "output_text": "output text",
    "request": "request",
}


EXTREMES: Final = {"high": "highest", "low": "lowest"}


def sentence(change: Change) -> str:
    """What happened, to what, and when it was read.

    `fal · Nano Banana 2 · 2K: $0.12 -> $0.13 per image (+8.3 %), highest since we began, read 2026-08-07`
    """
    who = " · ".join(part for part in (change.provider, clean(_subject(change)), clean(_axes(change))) if part)
    by = f", by {clean(change.by)}" if change.by else ""
    extreme = f", {EXTREMES[change.extreme]} since we began" if change.extreme else ""
    said = f"{who}: {_what(change)}{extreme}{by}, read {change.at:%Y-%m-%d}"
    return clean(said, LONGEST)


def clean(text: str | None, longest: int = NAME) -> str:
    """Words of a page made safe for one line anywhere: no control, direction or private characters, no more than so many."""
    spaced = re.sub(r"\s+", " ", text or "")
    kept = "".join(character for character in spaced if unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def _subject(change: Change) -> str:
    value = change.after or change.before
    match value:
        case Plan():
            return f"plan {value.name}"
        case Rule():
            return change.native_id or "all models"
    return change.name or change.native_id or ""


def _axes(change: Change) -> str:
    value = change.after or change.before
    if not isinstance(value, PriceLine):
        return ""
    return ", ".join(part for part in (_BILLABLES[value.billable], axes(value.variant)) if part)


def axes(variant: Variant) -> str:
    """The axes of a variant as a person says them: `2K, batch`."""
    return ", ".join(_axis(axis, said) for axis, said in variant.key())


def _axis(axis: str, said: str) -> str:
    match axis:
        case "references":
            return f"{said} references"
        case "megapixels":
            return f"{said} megapixel"
        case "effective_from":
            return f"from {said}"
        case "effective_until":
            return f"until {said}"
        case "quality":
            return f"{said} quality"
    return said


def _what(change: Change) -> str:
    before, after = spelled_value(change.before), spelled_value(change.after)
    if before and after and change.kind in MOVED:
        said = _moved(change, before, after)
    elif change.kind in DATED:
        said = f"{DATED[change.kind]} {_day(change.after or change.before)}"
    elif change.kind == "held":
        said = _held(before, after)
    elif change.kind == "correction":
        said = f"{before} was wrong" + (f", it is {after}" if after else "")
    else:
        said = _plainly(change, before, after)
    return said + (f" ({clean(change.reason, 300)})" if change.reason else "")


MOVED: Final = ("increased", "decreased", "restated", "unit_changed", "plan_changed", "rule_changed")
DATED: Final = {"retiring": "is to be retired on", "retired": "was retired on"}
PLAINLY: Final = {
    "added": "{after} is new",
    "removed": "{before} is no longer offered",
    "restated": "is now called {name}",
    "missing": "{before} is no longer on its page; the last price is kept",
    "returned": "{before} is on its page again",
    "released": "{after} is believed now",
    "promotion_started": "{after} as a promotion",
    "promotion_ended": "the promotion at {before} has ended",
}


def _plainly(change: Change, before: str, after: str) -> str:
    if change.kind == "added" and change.baseline:
        return f"{after} as first read"
    # One pass over words of ours: what came from a page is put in, never read as a pattern itself.
    words = {"before": before, "after": after, "name": clean(change.name)}
    return re.sub(r"\{(\w+)\}", lambda place: words[place[1]], PLAINLY.get(change.kind, f"{change.kind} {{after}}")).strip()


def _held(before: str, after: str) -> str:
    if before and after:
        return f"{before} -> {after} is read and not believed yet"
    return f"{after or before or 'what was read'} is not believed yet" if after or not before else f"{before} could not be read again"


def _day(value: PriceLine | Plan | Rule | None) -> str:
    return clean(value.value) if isinstance(value, Rule) else ""


def _moved(change: Change, before: str, after: str) -> str:
    match change.before, change.after:
        case PriceLine() as old, PriceLine() as new if _same_frame(old, new):
            return f"{_money(old)} -> {_money(new)} per {_unit(new)}{percent(old.amount, new.amount)}"
    return f"{before} -> {after}" if before != after else after


def _same_frame(old: PriceLine, new: PriceLine) -> bool:
    return (old.unit, old.currency, old.bound) == (new.unit, new.currency, new.bound) and old.amount is not None and new.amount is not None


def percent(old: Decimal | None, new: Decimal | None) -> str:
    """How much more or less, as ` (+8.3 %)`; nothing where it cannot be said."""
    if not old or new is None or old == new:
        return ""
    share = ((new / old - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f" ({share:+} %)"


def spelled_value(value: PriceLine | Plan | Rule | None) -> str:
    """A price, plan or rule in a few words."""
    match value:
        case PriceLine():
            return f"{_money(value)} per {_unit(value)}" if value.amount is not None else f"no price ({clean(value.reason)})"
        case Plan():
            credits = f" for {spell(value.credits)} credits" if value.credits is not None else ""
            images = f" for {spell(value.images)} images" if value.images is not None else ""
            return f"{money(value.price, value.currency)} per {value.period}{credits}{images}".replace("per once", "once")
        case Rule():
            return clean(
                " ".join(
                    part
                    for part in (value.kind.replace("_", " "), axes(value.variant), value.words, f"of {value.of}" if value.of else "")
                    if part
                ),
                200,
            )
    return ""


def _unit(line: PriceLine) -> str:
    return _UNITS.get(line.unit, line.unit)


def _money(line: PriceLine) -> str:
    assert line.amount is not None
    if line.upper is not None:
        return f"{money(line.amount, line.currency)} to {money(line.upper, line.currency)}"
    bound = {"from": "from ", "up_to": "up to "}.get(line.bound or "", "")
    return bound + money(line.amount, line.currency)


def money(amount: Decimal, currency: str) -> str:
    """An amount with its currency: `$0.12`, `0.2 CNY`, `14 credits`."""
    if currency == "USD":
        return f"${spell(amount)}"
    return f"{spell(amount)} {'credits' if currency == 'credit' else currency}"
