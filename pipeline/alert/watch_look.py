"""What a rule says today, held against what it announced last: a move, a low, a budget crossed, a price gone or back, a rate.

A rule remembers since it last spoke: one per cent a day fires when five are crossed, once; a rise after a fall is measured
from the bottom, a fall after a rise from the top.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Literal

from pydantic import Field

from pipeline.alert.watch_rules import WatchRule
from pipeline.text.formatting import amount, rounded
from schema.prices import Closed, DecimalText

Why = Literal["percent", "dollars", "new_low", "budget", "plan_changed", "gone", "back", "rate", "baseline", "blind", "still_blind", "sees"]
QUIET: Final = ("baseline", "blind", "still_blind", "sees")  # said, and no alarm
DOLLARS: Final = "USD"
BACK: Final = "back after it had no price"
SHOWN: Final = Decimal("0.1")  # per cent: what is less is not said in figures
TERM: Final = "; "  # between the terms of a plan


class WatchMemory(Closed):
    """What one rule last announced, the highest and lowest since, the lowest ever, and what it saw at its last look.

    `own` is the seller's price in its own currency when the rule last spoke; `above` whether the price has been above its
    lowest since that was told; `gone` whether it had none at the last look.
    """

    name: str = ""
    announced: DecimalText | None = None
    own: DecimalText | None = None
    who: str = ""
    peak: DecimalText | None = None
    trough: DecimalText | None = None
    lowest: DecimalText | None = None
    above: bool = False
    over: bool = False
    gone: bool = False
    plans: dict[str, str] | None = None


class Now(Closed):
    """What a rule sees today: its price and what that is for, who asks it, in which currency how much, and the plans it watches.

    `standing` says why the offer is not ranked, where it is not; it is no part of who asks.
    """

    price: DecimalText | None
    per: str = ""
    who: str = ""
    standing: str = ""
    why: str = ""
    own: DecimalText | None = None
    currency: str = DOLLARS
    plans: dict[str, str] = Field(default_factory=dict)


class Fired(Closed):
    """One thing a rule says: a sentence, and the figures it was made of."""

    rule: str
    why: Why
    sentence: str
    before: DecimalText | None = None
    after: DecimalText | None = None
    month_before: DecimalText | None = None
    month_after: DecimalText | None = None


def look(rule: WatchRule, now: Now, before: WatchMemory | None) -> tuple[list[Fired], WatchMemory]:
    """What a rule says today, and what it remembers. The first look says what it sees, and whether a budget is exceeded."""
    memory = before or WatchMemory()
    said = [*([] if before else _first(rule, now)), *_plans(rule, now, memory), *_price(rule, now, memory)]
    if before and (never := _never(rule, now)):
        said.append(_said(rule, "still_blind", never))
    spoke = before is None or any(fired.why not in ("plan_changed", *QUIET) for fired in said)
    return said, _remembered(rule, now, memory, spoke)


def _remembered(rule: WatchRule, now: Now, memory: WatchMemory, spoke: bool) -> WatchMemory:
    new = now.price
    if new is None:
        return memory.model_copy(update={"name": rule.name, "gone": memory.announced is not None, "plans": now.plans})
    lowest = min(new, memory.lowest) if memory.lowest is not None else new
    fresh = spoke or memory.announced is None
    since = {"announced": new, "own": now.own, "peak": new, "trough": new, "who": now.who} if fresh else _extremes(memory, new)
    return memory.model_copy(
        update={
            "name": rule.name,
            **since,
            "lowest": lowest,
            "above": new > lowest,
            "over": _is_over(rule, new),
            "gone": False,
            "plans": now.plans,
        }
    )


def _extremes(memory: WatchMemory, new: Decimal) -> dict[str, Decimal]:
    peak, trough = memory.peak or memory.announced or new, memory.trough or memory.announced or new
    return {"peak": max(peak, new), "trough": min(trough, new)}


# --- what there is to say -------------------------------------------------------------------------------------------


def _first(rule: WatchRule, now: Now) -> list[Fired]:
    if now.price is None and not now.plans:
        return [_said(rule, "blind", f"sees nothing, and can't fire: {now.why}")]
    month = month_of(rule, now.price) if now.price is not None else None
    price = f"{_at(rule, now.price, now)}{_a_month(rule, month)}" if now.price is not None else ""
    many = "plan" if len(now.plans) == 1 else "plans"
    plans = f"{len(now.plans)} {many}" if rule.plan_changed and now.plans else ""
    seen = f"begins with {' and '.join(part for part in (price, plans) if part)}"
    return [_said(rule, "baseline", f"{seen}{_idle(rule, now)}", after=now.price)]


def _idle(rule: WatchRule, now: Now) -> str:
    """What of a rule has nothing to do, though the rest has."""
    never = _never(rule, now)
    plans = f"no plan of {rule.provider or 'any seller'} is known" if rule.plan_changed and not now.plans else ""
    said = [name for name in ("model", "images", "workload") if getattr(rule, name) is not None and not rule.of_prices]
    idle = f"{' and '.join(said)} changes nothing beside plan_changed alone" if said else ""
    return "".join(f"; {words}" for words in (never, plans, idle) if words)


def _never(rule: WatchRule, now: Now) -> str:
    """Why a rule can't fire at the price there is: it wants a fall that is larger."""
    others = (rule.percent, rule.budget)
    alone = rule.dollars is not None and rule.direction == "down" and not rule.new_low and all(limit is None for limit in others)
    if not alone or now.price is None or rule.dollars is None or rule.dollars <= now.price:
        return ""
    return f"can't fire: {rounded(now.price)} never falls by {rounded(rule.dollars)}"


def _price(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    """At most one thing about the price: the reason that matters most."""
    old, new = memory.announced, now.price
    if new is None:
        return _without_price(rule, now, memory)
    if rule.budget is not None and _is_over(rule, new) != memory.over:
        side = "over" if _is_over(rule, new) else "back within"
        again = f"{BACK}, and " if memory.gone and old is not None else ""
        words = f"is {again}{side} the budget of {rounded(rule.budget)} a month{_by_rate(now, memory)}"
        return [_fired(rule, "budget", words, now, old)]
    if memory.gone and old is not None:
        lower = f", {_lower(memory.lowest)}" if rule.new_low and memory.lowest is not None and new < memory.lowest else ""
        return [_fired(rule, "back", f"is {BACK}{lower}", now, old)]
    if old is None:
        return [_said(rule, "sees", f"sees a price now: {_at(rule, new, now)}", after=new)] if memory.name else []
    return _of_rate(rule, now, memory) if _only_the_rate(now, memory) else _low(rule, now, memory) or _moved(rule, now, memory)


def _without_price(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    """Gone is told once; a rule that never saw a price says so at every look."""
    if memory.announced is None or not rule.of_prices:
        blind = bool(memory.name) and not now.plans
        return [_said(rule, "still_blind", f"sees nothing, and can't fire: {now.why}")] if blind else []
    return [] if memory.gone else [_fired(rule, "gone", f"has no price any more ({now.why})", now, memory.announced)]


def _is_over(rule: WatchRule, price: Decimal) -> bool:
    month = month_of(rule, price)
    return rule.budget is not None and month is not None and month > rule.budget


def _low(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    lowest, new = memory.lowest, now.price
    if not rule.new_low or lowest is None or new is None or new > lowest:
        return []
    if new < lowest:
        return [_fired(rule, "new_low", f"is {_lower(lowest)}", now, memory.announced)]
    return [_fired(rule, "new_low", "is as low as ever seen, again", now, memory.peak)] if memory.above else []


def _lower(lowest: Decimal) -> str:
    return f"lower than ever seen ({rounded(lowest)} before)"


def _moved(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    """A move beyond what the rule allows, from what it is measured from."""
    old, new = _from(rule, memory), now.price
    if old is None or new is None or new == old or (rule.direction != "any" and (new > old) != (rule.direction == "up")):
        return []
    if rule.percent is not None and abs(new - old) * 100 >= rule.percent * old:
        return [_fired(rule, "percent", f"moved by at least {rule.percent:f} %" if rule.percent else "moved", now, old)]
    if rule.dollars is not None and abs(new - old) >= rule.dollars:
        return [_fired(rule, "dollars", f"moved by at least {rounded(rule.dollars)}" if rule.dollars else "moved", now, old)]
    return []


def _from(rule: WatchRule, memory: WatchMemory) -> Decimal | None:
    """What a move is measured from: of one that may go only down the highest since the rule spoke, only up the lowest."""
    match rule.direction:
        case "down":
            return memory.peak if memory.peak is not None else memory.announced
        case "up":
            return memory.trough if memory.trough is not None else memory.announced
        case "any":
            return memory.announced


# --- rates of exchange ----------------------------------------------------------------------------------------------


def _only_the_rate(now: Now, memory: WatchMemory) -> bool:
    """Whether the seller asks what it asked when the rule last spoke, in its own currency: then only the rate moved."""
    return now.currency != DOLLARS and now.own is not None and (now.own, now.who) == (memory.own, memory.who)


def _of_rate(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    """What a rate did, where it is more than the rule allows: told as that, and once."""
    moved = _moved(rule, now, memory)
    words = f"only the rate of exchange moved: the seller asks {amount(now.own, now.currency)} as before"
    return [_fired(rule, "rate", words, now, _from(rule, memory))] if moved else []


def _by_rate(now: Now, memory: WatchMemory) -> str:
    return "; only the rate of exchange moved" if _only_the_rate(now, memory) else ""


# --- words ----------------------------------------------------------------------------------------------------------


def _said(rule: WatchRule, why: Why, words: str, after: Decimal | None = None) -> Fired:
    return Fired(rule=rule.name, why=why, sentence=f"{rule.name}: {words}", after=after)


def _fired(rule: WatchRule, why: Why, words: str, now: Now, old: Decimal | None) -> Fired:
    new = now.price
    figures = " -> ".join(_figures(*(figure for figure in ((old, new) if old != new else (new,)) if figure is not None)))
    months = [None if figure is None else month_of(rule, figure) for figure in (old, new)]
    per = "" if new is None else f" {_per(rule, now)}"
    at = f" at {now.who}{now.standing}" if now.who else ""
    sentence = f"{rule.name}: {figures}{per}{at}, {words}{_percent(old, new)}{_effect(*months)}"
    return Fired(rule=rule.name, why=why, sentence=sentence, before=old, after=new, month_before=months[0], month_after=months[1])


def _figures(*figures: Decimal) -> list[str]:
    """Amounts for people; two that differ never look alike."""
    words = [rounded(figure) for figure in figures]
    return words if len(set(words)) == len(set(figures)) else [amount(figure, DOLLARS) for figure in figures]


def _at(rule: WatchRule, price: Decimal | None, now: Now) -> str:
    own = f" ({amount(now.own, now.currency)})" if now.own is not None and now.currency != DOLLARS else ""
    return f"{rounded(price)} {_per(rule, now)}{f' at {now.who}{now.standing}' if now.who else ''}{own}" if price is not None else ""


def _per(rule: WatchRule, now: Now) -> str:
    return now.per or ("a month" if rule.workload else "per image")


def _a_month(rule: WatchRule, month: Decimal | None) -> str:
    return f", {rounded(month)} a month for {rule.images:,} images" if rule.images and not rule.plan and month is not None else ""


def month_of(rule: WatchRule, price: Decimal) -> Decimal | None:
    """What a price makes of one's month; None where a rule says nothing of a month."""
    if rule.workload or rule.plan:
        return price
    return price * rule.images if rule.images else None


def _percent(old: Decimal | None, new: Decimal | None) -> str:
    if not old or new is None or old == new:
        return ""
    share = (new / old - 1) * 100
    return f" ({share:+.1f} %)" if abs(share) >= SHOWN else f" (by less than {SHOWN} %)"


def _effect(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None or before == after:
        return ""
    more = after - before
    return f"; your month: ${before:,.2f} -> ${after:,.2f}, ${abs(more):,.2f} {'more' if more > 0 else 'less'}"


def _plans(rule: WatchRule, now: Now, memory: WatchMemory) -> list[Fired]:
    """What changed of each plan: what it costs, brings, takes for an image; one that came or went."""
    if not rule.plan_changed or memory.plans is None:
        return []
    names = sorted(memory.plans.keys() | now.plans.keys())
    changed = [name for name in names if memory.plans.get(name) != now.plans.get(name)]
    return [_said(rule, "plan_changed", f"plan {name}: {_moved_terms(memory.plans.get(name), now.plans.get(name))}") for name in changed]


def _moved_terms(old: str | None, new: str | None) -> str:
    """The terms that are not as they were."""
    if old is None or new is None:
        return f"is new: {new}" if old is None else f"is no longer offered, was: {old}"
    before, after = old.split(TERM), new.split(TERM)
    gone, came = ([term for term in one if term not in other] for one, other in ((before, after), (after, before)))
    return f"{TERM.join(gone) or 'nothing of it'} -> {TERM.join(came) or 'nothing in its place'}"
