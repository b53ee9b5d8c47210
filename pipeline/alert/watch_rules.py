"""Rules of one's own on published prices: what a rule can be, and a file of them read with the line of every mistake.

One bad rule stops only itself: the others are looked at, and the mistake is told beside what they say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

import tomli
from pydantic import Field, ValidationError

from costs.offer.recipes import STANDARD
from schema.errors import BadData
from schema.prices import Closed, DecimalText, ShortText

Direction = Literal["any", "up", "down"]
DELIVER: Final = "deliver"


class WatchRule(Closed):
    """One rule: what it watches, and what it speaks of."""

    name: ShortText = Field(description="what its messages begin with")
    provider: str | None = Field(default=None, description="one seller; left out: the cheapest who fits")
    model: str | None = Field(default=None, description="a canonical model, or what a seller calls it; left out: any")
    recipe: str = Field(default="standard", description=f"the image: {', '.join(STANDARD)}")
    images: int | None = Field(
        default=None, ge=1, description="so many images a month: messages say what a move does to them; on a plan, what they cost there"
    )
    plan: str | None = Field(
        default=None,
        description="a plan of the provider, by id or name: what it costs and brings; with images what a month of so many costs on it",
    )
    workload: str | None = Field(default=None, description="a workload file beside the rules, in place of model, recipe and images")
    percent: DecimalText | None = Field(default=None, description="speaks of a move of so many per cent since it last spoke; 0: any")
    dollars: DecimalText | None = Field(default=None, description="speaks of a move of so many dollars since it last spoke")
    direction: Direction = Field(default="any", description="which moves those are: any, up (from the lowest since) or down")
    new_low: bool = Field(default=False, description="speaks when the price is lower than ever seen, and when it is that low again")
    budget: DecimalText | None = Field(default=None, description="dollars a month, with images or a workload: speaks when it is crossed")
    plan_changed: bool = Field(default=False, description="speaks when a plan of the seller changes, comes or goes")

    @property
    def of_prices(self) -> bool:
        """Whether it speaks of a price, and not of plans alone."""
        return any(limit is not None for limit in (self.percent, self.dollars, self.budget)) or self.new_low

    @property
    def content(self) -> str:
        """What is remembered belongs to this: a rule that was changed begins anew, one that was renamed goes on."""
        later = {"plan"} if self.plan is None else set()  # rules could not always say so: one that doesn't is the same as before
        return hashlib.sha256(self.model_dump_json(exclude={"name", *later}).encode()).hexdigest()[:16]


class Mistake(NamedTuple):
    """A rule that can't be looked at, and why."""

    rule: str
    why: str


class WatchRules(NamedTuple):
    """A rules file: its rules, those that can't be, and where to deliver what they say."""

    rules: tuple[WatchRule, ...]
    mistakes: tuple[Mistake, ...] = ()
    deliver: tuple[str, ...] = ()


# --- the rules file -------------------------------------------------------------------------------------------------


def read_rules(path: Path) -> WatchRules:
    """The rules of a file; BadData where it is none, a `Mistake` with its line for each rule that can't be."""
    source = _source(path)
    lines = Lines(path, source)
    try:
        parsed = tomli.loads(source, parse_float=Decimal)
    except tomli.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise BadData(f"{path}:{line[1] if line else source.count(chr(10)) + 1}", "TOML", str(error)) from None
    _demand_only(parsed, ("rule", DELIVER), lines, 0)
    entries = parsed.get("rule")
    if not isinstance(entries, list) or not entries:
        raise BadData(f"{path}:1", "at least one [[rule]]", "none")
    rules, mistakes = list[WatchRule](), list[Mistake]()
    for at, entry in enumerate(entries, start=1):
        try:
            rules.append(_rule(entry, lines, at, [rule.name for rule in rules]))
        except BadData as error:
            mistakes.append(Mistake(str(entry.get("name", at)) if isinstance(entry, dict) else str(at), str(error)))
    return WatchRules(tuple(rules), tuple(mistakes), _addresses(parsed.get(DELIVER, []), lines))


def _addresses(said: Any, lines: Lines) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(each, str) for each in said):
        raise BadData(lines.place(0, DELIVER), "a list of Apprise addresses", "something else")
    return tuple(said)


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


def _rule(entry: Any, lines: Lines, at: int, names: Sequence[str]) -> WatchRule:
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
    if rule.name in names:
        raise BadData(lines.place(at, "name"), "a name of its own for each rule", f"{rule.name!r} twice")
    _demand_sense(rule, lines, at)
    return rule


def _words(key: str) -> tuple[str, ...]:
    return get_args(Direction) if key == "direction" else ()


def _demand_only(given: Iterable[str], known: Sequence[str], lines: Lines, at: int) -> None:
    for key in given:
        if key not in known:
            raise BadData(lines.place(at, key), f"one of {', '.join(known)}", repr(key) + meant(key, known))


def meant(word: str, known: Iterable[str]) -> str:
    """What was probably meant, as `; did you mean X?`."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else ""


def _demand_sense(rule: WatchRule, lines: Lines, at: int) -> None:
    """BadData where a rule can never fire, or says two things at once."""
    if rule.recipe not in STANDARD:
        raise BadData(lines.place(at, "recipe"), f"one of {', '.join(STANDARD)}", repr(rule.recipe) + meant(rule.recipe, STANDARD))
    moves = rule.percent is not None or rule.dollars is not None
    if not (rule.of_prices or rule.plan_changed):
        raise BadData(lines.place(at), "percent, dollars, new_low, budget or plan_changed", f"a rule {rule.name!r} that never fires")
    if rule.plan and (rule.provider is None or rule.model or rule.workload):
        raise BadData(lines.place(at, "plan"), "a plan with its provider, without model and workload", "something else")
    if rule.workload and (rule.images or rule.model):
        raise BadData(lines.place(at, "workload"), "a workload, or a model and images", "both")
    if rule.budget is not None and not (rule.images or rule.workload or rule.plan):
        raise BadData(
            lines.place(at, "budget"), "images or a workload beside a budget, which is of a month", "neither: images = 1 is one image"
        )
    if rule.direction != "any" and not moves:
        raise BadData(lines.place(at, "direction"), "percent or dollars beside a direction", "neither: it would change nothing")
    if rule.direction == "down" and rule.percent is not None and rule.percent > 100:
        raise BadData(lines.place(at, "percent"), "at most 100 per cent down", f"{rule.percent:f}, which never happens")


def misnamed(rule: WatchRule, key: str, path: Path, reason: str) -> Mistake:
    """A rule that names what nobody has, at its line."""
    entries = tomli.loads(_source(path)).get("rule", [])
    names = [str(entry.get("name")) if isinstance(entry, dict) else "" for entry in entries]
    at = names.index(rule.name) + 1 if rule.name in names else 0
    return Mistake(rule.name, f"{Lines(path, _source(path)).place(at, key)}: {reason}")
