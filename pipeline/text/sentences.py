"""A change as one sentence: the same in a commit message, a feed, a page and an alert."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from costs.kept import kept
from schema.amounts import spell
from schema.changes import Change
from schema.prices import Allowance, Plan, PriceLine, Rule, Variant

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


BASES: Final = {"page": "", "manual": "by hand", "measured": "measured", "derived": "worked out"}
EXTREMES: Final = {"high": "highest", "low": "lowest"}


@kept  # a page, a feed, a file and an order ask for the same one
def sentence(change: Change) -> str:
    """What happened, to what, and when it was read.

    `fal · Nano Banana 2 · 2K: $0.12 -> $0.13 per image (+8.3 %), highest since we began, read 2026-08-07`
    """
    return clean(f"{change.provider} · {happened(change)}, read {change.at:%Y-%m-%d}", LONGEST)


@kept
def happened(change: Change) -> str:
    """The same without provider and day, where both stand beside it."""
    of = " · ".join(part for part in (clean(_subject(change)), clean(_axes(change))) if part)
    by = f", by {clean(change.by)}" if change.by else ""
    extreme = f", {EXTREMES[change.extreme]} since we began" if change.extreme else ""
    return f"{of}: {_what(change)}{extreme}{by}"


def clean(text: str | None, longest: int = NAME) -> str:
    """Words of a page made safe for one line anywhere: no control, direction or private characters, no more than so many."""
    kept = text or ""
    if not kept.isprintable() or "  " in kept:  # what is printable is of none of the categories, and white by a space alone
        spaced = re.sub(r"\s+", " ", kept)
        kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"))
    return kept if len(kept) <= longest else kept[: longest - 1].rstrip() + "…"


def _subject(change: Change) -> str:
    value = change.after or change.before
    match value:
        case Plan():
            return f"plan {value.name}"
        case Rule():
            return change.native_id or "all models"
    return _offer_name(change) or "one more page"


def _offer_name(change: Change) -> str:
    """What an offer is called; its id beside it where the name does not give it away: two offers may share a name."""
    name, native_id = change.name or "", change.native_id or ""
    own = native_id.partition("/")[2] if native_id.startswith(change.provider) else native_id
    if not name or _letters(name) in (_letters(native_id), _letters(own)):
        return name or native_id
    return f"{clean(name, NAME // 2)} ({native_id})" if native_id else name


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words).lower()


def _axes(change: Change) -> str:
    value = change.after or change.before
    if not isinstance(value, PriceLine):
        return ""
    return ", ".join(part for part in (_BILLABLES[value.billable], axes(value.variant), BASES[value.basis]) if part)


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
    elif _is_end(change):
        said = _ended(change)
    elif change.kind == "announced" and isinstance(change.after, PriceLine):
        said = f"{after} is announced, from {change.after.variant.effective_from}"
    elif change.kind == "held":
        said = _held(before, after)
    elif change.kind == "correction":
        said = f"{before} was wrong" + (f", it is {after}" if after else "")
    else:
        said = _plainly(change, before, after)
    return said + (f" ({clean(change.reason, 300)})" if change.reason else "")


MOVED: Final = ("increased", "decreased", "restated", "unit_changed", "plan_changed", "rule_changed", "in_force")
PAST: Final = re.compile(r"\bretired\b|\b(?:was|were|been) (?:removed|shut ?down|discontinued|turned off)|\bno longer available\b", re.I)
LATER: Final = re.compile(r"\b(?:will|to) be\b|\bretires\b|\bscheduled\b", re.I)
PLAINLY: Final = {
    "added": "{after} is new",
    "removed": "{before} is no longer offered",
    "restated": "is now called {name}",
    "missing": "{before} is no longer on its page; the last {thing} is kept",
    "in_force": "{after} is in force",
    "announced": "{after} is announced",
    "returned": "{before} is on its page again",
    "released": "{after} is believed now",
    "promotion_started": "{after} as a promotion",
    "promotion_ended": "the promotion at {before} has ended",
}


def _plainly(change: Change, before: str, after: str) -> str:
    if change.kind == "added" and change.subject == "offer":
        return "is read from now on"
    if change.kind == "added" and change.baseline:
        return f"{after} as first read"
    # One pass over words of ours: what came from a page is put in, never read as a pattern itself.
    thing = {"rule": "word on it", "plan": "plan"}.get(change.subject, "price")
    words = {"before": before, "after": after, "name": clean(change.name), "thing": thing}
    return re.sub(r"\{(\w+)\}", lambda place: words[place[1]], PLAINLY.get(change.kind, f"{change.kind} {{after}}")).strip()


def _held(before: str, after: str) -> str:
    if before and before == after:
        return f"{after}, as before, is read and not believed yet"
    if before and after:
        return f"{before} -> {after} is read and not believed yet"
    return f"{after or before or 'what was read'} is not believed yet" if after or not before else f"{before} could not be read again"


def _is_end(change: Change) -> bool:
    value = change.after or change.before
    return isinstance(value, Rule) and value.kind == "retires" and change.kind in ("retiring", "retired", "added")


def _ended(change: Change) -> str:
    """The end of a model, no surer than its page says: a day that was announced and has come is not yet an end that was told."""
    value = change.after or change.before
    assert isinstance(value, Rule)
    if change.kind == "retiring":
        return f"is to be retired on {clean(value.value)}"
    told_past = PAST.search(value.quote.text) and not LATER.search(value.quote.text)
    return f"was retired on {clean(value.value)}" if told_past else f"was to be retired on {clean(value.value)}"


def _moved(change: Change, before: str, after: str) -> str:
    match change.before, change.after:
        case PriceLine() as old, PriceLine() as new if _same_frame(old, new):
            moved = f"{_money(old)} -> {_money(new)}" if old.amount != new.amount else _money(new)
            return f"{moved} per {_unit(new)}{percent(old.amount, new.amount)}{_was_of(old, new)}"
        case Plan() as before_plan, Plan() as after_plan:
            return _plan_moved(before_plan, after_plan, before, after)
    return f"{before} -> {after}" if before != after else after


def _was_of(old: PriceLine, new: PriceLine) -> str:
    """What the price was of before, where that changed too: a threshold that moved. A day it was to start on is no such thing."""
    before, after = (dict(line.variant.key()) for line in (old, new))
    apart = [axis for axis in before if axis not in ("effective_from", "effective_until", "tier") and before[axis] != after.get(axis)]
    return f", was of {', '.join(_axis(axis, before[axis]) for axis in apart)}" if apart else ""


def _same_frame(old: PriceLine, new: PriceLine) -> bool:
    return (old.unit, old.currency, old.bound) == (new.unit, new.currency, new.bound) and old.amount is not None and new.amount is not None


def percent(old: Decimal | None, new: Decimal | None) -> str:
    """How much more or less, as ` (+8.3 %)`; nothing where it cannot be said."""
    if not old or new is None or old == new:
        return ""
    share = ((new / old - 1) * 100).quantize(Decimal("0.1"), ROUND_HALF_EVEN)
    return f" ({share:+} %)"


def _brings(plan: Plan) -> dict[str, str]:
    """What a plan brings beside the credits and images of its own, by what it is of."""
    minutes = {"minutes": f"{spell(plan.gpu_minutes)} GPU minutes"} if plan.gpu_minutes is not None else {}
    return minutes | {f"{one.unit} {one.period} {one.models}": _allowance(one) for one in plan.allowances}


def _allowance(one: Allowance) -> str:
    models = f" of {clean(', '.join(one.models))}" if one.models else ""
    if one.quantity is None:
        return f"unlimited {one.unit.replace('_', ' ')}s{models}"
    often = "once" if one.period == "once" else f"a {one.period}"
    return f"{spell(one.quantity)} {one.unit.replace('_', ' ')}s {often}{models}"


def _plan_moved(old: Plan, new: Plan, before: str, after: str) -> str:
    """A plan that costs or brings something else, and what else of it changed: what an image takes, the first price, its terms."""
    visible = f"{before} -> {after}{_plan_percent(old, new)}" if before != after else ""
    taken = {(take.native_id, take.variant.key()): take for take in old.takes}
    moved = [
        f"{clean(take.name)} takes {spell(was.amount)} -> {spell(take.amount)}"
        for take in new.takes
        if (was := taken.get((take.native_id, take.variant.key()))) and was.amount != take.amount
    ]
    if old.first_price != new.first_price:
        firsts = (money(plan.first_price, plan.currency) if plan.first_price is not None else "none" for plan in (old, new))
        moved.append(f"first period {' -> '.join(firsts)}")
    moved += [
        f"{words}: {_term(getattr(old, name))} -> {_term(getattr(new, name))}"
        for name, words in TERMS.items()
        if getattr(old, name) != getattr(new, name)
    ]
    return "; ".join([visible or after, *moved])


TERMS: Final = {
    "rollover": "unused credits stay", "tax": "tax", "country": "country", "seats": "least seats", "expires_days": "days until it ends",
    "concurrent": "jobs at once", "private": "private images", "commercial": "commercial use", "top_up": "sold beside a subscription only",
    "quota_period": "quota by the", "billed": "charged by the", "yearly": "paid by the year",
}  # fmt: skip


def _term(value: object) -> str:
    match value:
        case None:
            return "not said"
        case bool():
            return "yes" if value else "no"
        case _:
            return clean(str(value))


def _plan_percent(old: Plan, new: Plan) -> str:
    """How much more or less a plan costs; where that is the same, how much more or less it brings."""
    if (old.currency, old.period) != (new.currency, new.period):
        return ""
    if old.price != new.price:
        return percent(old.price, new.price)
    quotas = (("credits", old.credits, new.credits), ("images", old.images, new.images), ("GPU minutes", old.gpu_minutes, new.gpu_minutes))
    return next((f" ({said[2:-1]} {name})" for name, was, now in quotas if (said := percent(was, now))), "")


def spelled_value(value: PriceLine | Plan | Rule | None) -> str:
    """A price, plan or rule in a few words."""
    match value:
        case PriceLine():
            return f"{_money(value)} per {_unit(value)}" if value.amount is not None else f"no price ({clean(value.reason)})"
        case Plan():
            credits = f" for {spell(value.credits)} credits" if value.credits is not None else ""
            images = f" for {spell(value.images)} images" if value.images is not None else ""
            price = f"{money(value.price, value.currency)} per {value.period}".replace("per once", "once")
            return f"{price}{credits}{images}{''.join(f', {words}' for words in _brings(value).values())}"
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
