"""Rules of one's own on published prices: read with the line of every mistake, and held against what was announced last.

A rule remembers the price it last announced, so that one per cent a day fires when five are crossed, once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from costs.offer.recipes import STANDARD
from schema.amounts import spell
from schema.errors import BadData
from schema.prices import Closed, DecimalText, ShortText

Direction = Literal["any", "up", "down"]


class WatchRule(Closed):
    """One rule. Its price is that of a recipe (cheapest seller who fits, per image) or of a workload file (a month).

    It fires on a move of `percent` or `dollars` since it last spoke, on a `new_low`, on crossing `budget`, on a changed
    plan. `images` makes a recipe a month of so many images.
    """

    name: ShortText
    provider: str | None = None
    model: str | None = None
    recipe: str = "standard"
    workload: str | None = None
    images: int | None = Field(default=None, ge=1)
    direction: Direction = "any"
    percent: DecimalText | None = None
    dollars: DecimalText | None = None
    new_low: bool = False
    budget: DecimalText | None = None
    plan_changed: bool = False


class Memory(Closed):
    """What one rule last announced, the lowest it saw, whether its budget was exceeded, and the plans as they were."""

    announced: DecimalText | None = None
    lowest: DecimalText | None = None
    over: bool = False
    plans: dict[str, str] | None = None


class Watched(Closed):
    """The state file."""

    schema_version: int = 1
    rules: dict[str, Memory] = Field(default_factory=dict)


class Now(Closed):
    """What a rule sees today: its price, who asks it, and the plans it watches."""

    price: DecimalText | None
    who: str = ""
    why: str = ""
    plans: dict[str, str] = Field(default_factory=dict)


class Fired(Closed):
    """One thing a rule says: a sentence, and the figures it was made of."""

    rule: str
    why: Literal["percent", "dollars", "new_low", "budget", "plan_changed", "gone"]
    sentence: str
    before: DecimalText | None = None
    after: DecimalText | None = None
    month_before: DecimalText | None = None
    month_after: DecimalText | None = None


# --- the rules file -------------------------------------------------------------------------------------------------


def read_rules(path: Path) -> tuple[WatchRule, ...]:
    """The rules of a file; BadData names the line of the first mistake and what was probably meant."""
    source = _source(path)
    try:
        parsed = tomllib.loads(source, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadData(f"{path}:{line[1] if line else source.count(chr(10)) + 1}", "TOML", str(error)) from None
    _demand_only(parsed, ("rule",), Lines(path, source), 0)
    entries = parsed.get("rule")
    if not isinstance(entries, list) or not entries:
        raise BadData(f"{path}:1", "at least one [[rule]]", "none")
    rules = tuple(_rule(entry, Lines(path, source), at) for at, entry in enumerate(entries, start=1))
    _demand_once([rule.name for rule in rules], Lines(path, source))
    return rules


def _source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadData(str(path), "a file with rules, in TOML", "none that can be read") from None


class Lines:
    """Where things stand in a rules file."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.lines = path, source.split("\n")

    def place(self, at: int, key: str = "") -> str:
        """`FILE:LINE` of a key in the nth rule (0: outside any)."""
        heads = [number for number, line in enumerate(self.lines, start=1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
        start = heads[at - 1] if 0 < at <= len(heads) else 1
        end = heads[at] if at < len(heads) else len(self.lines)
        pattern = rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]"
        found = (number for number in range(start, end + 1) if key and re.match(pattern, self.lines[number - 1]))
        return f"{self.path}:{next(found, start)}"


def _rule(entry: Any, lines: Lines, at: int) -> WatchRule:
    if not isinstance(entry, dict):
        raise BadData(lines.place(at), "[[rule]]", "something else")
    _demand_only(entry, tuple(WatchRule.model_fields), lines, at)
    try:
        rule = WatchRule.model_validate({key: str(value) if isinstance(value, Decimal) else value for key, value in entry.items()})
    except ValidationError as error:
        fault = error.errors()[0]
        key = str(fault["loc"][0]) if fault["loc"] else ""
        found = fault["msg"].removeprefix("Value error, ") + meant(str(fault.get("input")), _words(key))
        raise BadData(lines.place(at, key), f"a right {key}" if key else "a rule", found) from None
    _demand_sense(rule, lines, at)
    return rule


def _words(key: str) -> tuple[str, ...]:
    return {"direction": ("any", "up", "down")}.get(key, ())


def _demand_only(given: Iterable[str], known: Sequence[str], lines: Lines, at: int) -> None:
    for key in given:
        if key not in known:
            raise BadData(lines.place(at, key), f"one of {', '.join(known)}", repr(key) + meant(key, known))


def meant(word: str, known: Iterable[str]) -> str:
    """What was probably meant, as `; did you mean X?`."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _demand_sense(rule: WatchRule, lines: Lines, at: int) -> None:
    if rule.recipe not in STANDARD:
        raise BadData(lines.place(at, "recipe"), f"one of {', '.join(STANDARD)}", repr(rule.recipe) + meant(rule.recipe, STANDARD))
    if not (rule.percent or rule.dollars or rule.new_low or rule.budget is not None or rule.plan_changed):
        raise BadData(lines.place(at), "percent, dollars, new_low, budget or plan_changed", f"a rule {rule.name!r} that never fires")
    if rule.workload and (rule.images or rule.model):
        raise BadData(lines.place(at, "workload"), "a workload, or a model and images", "both")


def _demand_once(names: Sequence[str], lines: Lines) -> None:
    for at, name in enumerate(names, start=1):
        if name in names[: at - 1]:
            raise BadData(lines.place(at, "name"), "a name of its own for each rule", f"{name!r} twice")


def demand_known(rules: Sequence[WatchRule], path: Path, providers: Sequence[str], models: Sequence[str]) -> None:
    """BadData where a rule names a provider or model nobody knows."""
    lines = Lines(path, _source(path))
    for at, rule in enumerate(rules, start=1):
        for key, word, known in (("provider", rule.provider, providers), ("model", rule.model, models)):
            if word is not None and word not in known:
                raise BadData(lines.place(at, key), f"a {key} there is", repr(word) + meant(word, known))


# --- what a rule says -----------------------------------------------------------------------------------------------


def look(rule: WatchRule, now: Now, before: Memory | None) -> tuple[list[Fired], Memory]:
    """What a rule says today, and what it remembers. The first look is silent unless a budget is exceeded."""
    memory = before or Memory(announced=now.price, lowest=now.price, plans=now.plans)
    said = [*_plans(rule, now, memory), *_price(rule, now, memory)]
    # Only a move, a low, a budget is an announcement of a price; a changed plan is not.
    spoke = any(fired.why != "plan_changed" for fired in said)
    prices = [price for price in (memory.lowest, now.price) if price is not None]
    over = memory.over if now.price is None else rule.budget is not None and now.price > rule.budget
    return said, Memory(
        announced=now.price if spoke or (memory.announced is None and now.price is not None) else memory.announced,
        lowest=min(prices, default=None),
        over=over,
        plans=now.plans,
    )


def _price(rule: WatchRule, now: Now, memory: Memory) -> list[Fired]:
    """At most one thing about the price: the reason that matters most."""
    old, new = memory.announced, now.price
    if new is None:
        return [_fired(rule, "gone", f"has no price any more ({now.why})", now, old)] if old is not None else []
    if rule.budget is not None and (new > rule.budget) != memory.over:
        side = "over" if new > rule.budget else "back within"
        return [_fired(rule, "budget", f"is {side} the budget of ${spell(rule.budget)}", now, old)]
    if rule.new_low and memory.lowest is not None and new < memory.lowest:
        return [_fired(rule, "new_low", f"is lower than ever seen (${spell(memory.lowest)} before)", now, old)]
    if old is None or new == old or (rule.direction != "any" and (new > old) != (rule.direction == "up")):
        return []
    return _moved(rule, now, old, new)


def _moved(rule: WatchRule, now: Now, old: Decimal, new: Decimal) -> list[Fired]:
    if rule.percent is not None and abs(new - old) * 100 >= rule.percent * old:
        return [_fired(rule, "percent", f"moved by at least {spell(rule.percent)} %", now, old)]
    if rule.dollars is not None and abs(new - old) >= rule.dollars:
        return [_fired(rule, "dollars", f"moved by at least ${spell(rule.dollars)}", now, old)]
    return []


def _fired(rule: WatchRule, why: Any, words: str, now: Now, old: Decimal | None) -> Fired:
    new = now.price
    figures = " -> ".join(f"${spell(amount)}" for amount in ((old, new) if old != new else (new,)) if amount is not None)
    months = [None if amount is None else month_of(rule, amount) for amount in (old, new)]
    at = f" at {now.who}" if now.who else ""
    per = "" if new is None else " a month" if rule.workload else " per image"
    sentence = f"{rule.name}: {figures}{per}{at}, {words}{_percent(old, new)}{_effect(*months)}"
    return Fired(rule=rule.name, why=why, sentence=sentence, before=old, after=new, month_before=months[0], month_after=months[1])


def month_of(rule: WatchRule, price: Decimal) -> Decimal | None:
    """What a price makes of one's month; None where a rule says nothing of a month."""
    if rule.workload:
        return price
    return price * rule.images if rule.images else None


def _percent(old: Decimal | None, new: Decimal | None) -> str:
    return f" ({(new / old - 1) * 100:+.1f} %)" if old and new is not None and old != new else ""


def _effect(before: Decimal | None, after: Decimal | None) -> str:
    if before is None or after is None or before == after:
        return ""
    more = after - before
    return f"; your month: ${before:,.2f} -> ${after:,.2f}, ${abs(more):,.2f} {'more' if more > 0 else 'less'}"


def _plans(rule: WatchRule, now: Now, memory: Memory) -> list[Fired]:
    if not rule.plan_changed or memory.plans is None:
        return []
    names = sorted(memory.plans.keys() | now.plans.keys())
    changed = [name for name in names if memory.plans.get(name) != now.plans.get(name)]
    sentences = (f"{rule.name}: plan {name}: {memory.plans.get(name, 'none')} -> {now.plans.get(name, 'none')}" for name in changed)
    return [Fired(rule=rule.name, why="plan_changed", sentence=sentence) for sentence in sentences]
