"""A simulated year: everything that happens is told exactly once, to whom it concerns, in the right words and order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal

from pipeline.alert.watch_look import QUIET
from pipeline.text.weight import LOUDEST
from tests.year import MAKER, ToBeTold, Year, lines_of, rules, see, simulate, world

DAYS = 40  # `make year` lives through all of it


def faults(year: Year) -> list[str]:
    """What was told otherwise than it should have been."""
    return [*year.failures, *_of_feeds(year), *_of_alerts(year), *_of_rules(year)]


def _once(name: str, expected: Iterable[ToBeTold], lines: Iterable[str]) -> list[str]:
    """Every expected thing is said by exactly one line, and every line says one."""
    left, missing = list(lines), []
    for one in expected:
        said = next((line for line in left if one.is_said_by(line)), None)
        if said is None:
            missing.append(f"{name}: not told: day {one.day} {one.words}")
        else:
            left.remove(said)
    return [*missing, *(f"{name}: told and not expected: {line}" for line in left)]


def _of_feeds(year: Year) -> list[str]:
    public = [one for one in year.world.expected if one.public]
    held = [one for one in year.world.expected if one.kind == "held"]
    told_held = [title for id, title in year.fed_to_maintainers.items() if ":change/" in id]
    ended = [ToBeTold(day, "outage", words) for day, words in year.world.ended if day <= year.world.day]
    readable = [title for id, title in year.fed_to_maintainers.items() if ":readable/" in id]
    return [
        *_once("feed", public, year.fed.values()),
        *_once("feed of maintainers", held, told_held),
        *(fault for fault in _once("readable again", ended, readable) if "not expected" in fault),
        *([] if len(readable) >= len(ended) - 2 else [f"readable again: {len(readable)} of {len(ended)}"]),
    ]


def _of_alerts(year: Year) -> list[str]:
    found = []
    for name, messages in (("webhook", year.sink.hooked), ("mail", year.sink.mailed)):
        mine = [lines_of(text) for to, text in messages if "alerts" in to]
        lines = [line for message in mine for line in message if " sellers of AI images: " not in line and not _is_digest(line)]
        expected = [*year.world.expected, *_of_outages(year, name)]
        found += _once(name, [one for one in expected if one.day <= year.world.day], lines)
        greeted = sum(" sellers of AI images: " in line for message in mine for line in message)
        found += [f"{name}: greeted {greeted} times"] if greeted != 2 else []
        found += [f"{name}: out of order: {message}" for message in mine if not _in_order(message, expected)]
    return found


def _of_outages(year: Year, sink: str) -> list[ToBeTold]:
    """The lines one sink should get: what begins and ends while it is down is told by its end; sellers of one cause are one line."""
    told: dict[tuple[int, str], list[tuple[str, str]]] = {}
    for provider, first, over, words in year.world.outages:
        began, ended = (next(day for day in range(at, at + 99) if not year.is_down(sink, day)) for at in (first + 1, over))
        if began < ended:
            told.setdefault((began, ""), []).append((provider, words))
        if ended not in year.lost:  # nobody hears of the end of what is not remembered
            told.setdefault((ended, "readable again: "), []).append((provider, words))
        for day in year.lost:  # who knows nothing any more hears of what fails now
            if first + 1 < day < over:
                told.setdefault((day, ""), []).append((provider, words))
    found = []
    for (day, before), of in told.items():
        names = ", ".join(sorted(provider for provider, _ in of))
        lines = [f"{len(of)} sellers can't be read, *: {names}"] if len(of) >= 3 else [words for _, words in of]
        found += [ToBeTold(day, "outage", f"{before}{line}") for line in lines if day <= year.world.day]
    return found


def _is_digest(line: str) -> bool:
    return line.startswith("At ") or (line.endswith(".") and line[:1].isdigit())


def _in_order(message: list[str], expected: list[ToBeTold]) -> bool:
    kinds = [next((one.kind for one in expected if one.is_said_by(line)), "") for line in message]
    places = [LOUDEST.index(kind) for kind in kinds if kind in LOUDEST]  # type: ignore[arg-type]
    return places == sorted(places)


def _of_rules(year: Year) -> list[str]:
    plans = [one for one in year.world.expected if one.kind == "plan_changed"]
    said = [(day, rule, why) for day, rule, why, _ in year.spoke if why not in (*QUIET, "plan_changed")]
    missing, more = Counter(year.should_speak) - Counter(said), Counter(said) - Counter(year.should_speak)
    found = [f"rules: should have spoken: {one}" for one in missing.elements()] + [
        f"rules: should have been silent: {one}" for one in more.elements()
    ]
    of_plans = Counter((day, rule) for day, rule, why, _ in year.spoke if why == "plan_changed")
    should = Counter((one.day, f"plans of {one.words.split()[0]}") for one in plans)
    should = Counter({pair: count for pair, count in should.items() if pair[0] not in year.lost and pair[1] in rules()})
    found += [
        f"plans: {pair} {of_plans[pair]} times, not {should[pair]}"
        for pair in of_plans.keys() | should.keys()
        if of_plans[pair] != should[pair]
    ]
    baselines = Counter(rule for _, rule, why, _ in year.spoke if why in ("baseline", "blind"))
    found += [f"rules: {name} began {baselines[name]} times" for name in rules() if baselines[name] != 1 + len(year.lost)]
    spoken = Counter(sentence for _, _, why, sentence in year.spoke if why != "still_blind")
    for name, messages in (("webhook", year.sink.hooked), ("mail", year.sink.mailed)):
        told = Counter(line for to, text in messages if "rules" in to for line in lines_of(text))
        found += [
            f"rules by {name}: {told[line]} times, not {spoken[line]}: {line}"
            for line in told.keys() | spoken.keys()
            if told[line] != spoken[line]
        ]
    return found


def test_some_weeks_in_which_everything_happens_are_told_exactly_once():
    """Moves, drifts, flaps, leaps, outages, corrections, plans and rates: by feeds, webhook, mail and rules alike."""
    year = simulate(DAYS, density=0.8)
    assert faults(year) == []
    happened = defaultdict(int, year.world.done)
    assert all(happened[name] for name in ("move", "flap", "leap", "vanish", "rename", "reprice", "announce", "outage", "mistake"))


def test_the_reckoning_of_the_cheapest_leaves_out_what_is_far_from_its_makers_price():
    """By the promise, not by our code: exactly a third still leads, less does not; without its maker nothing is doubted."""
    alive = world(seed=1, density=0)
    maker, dune = alive.providers[MAKER].products["alpha"], alive.providers["dune"].products["d-alpha"]
    cathay = see(alive, {"model": "alpha"})
    assert cathay.who == "cathay c-alpha"
    maker.believed, dune.believed = Decimal("0.075"), Decimal("0.025")
    assert see(alive, {"model": "alpha"}).who == "dune d-alpha"
    dune.believed -= Decimal("0.0001")
    assert see(alive, {"model": "alpha"}) == cathay
    assert see(alive, {"provider": "dune", "model": "d-alpha"}).dollars == dune.believed
    maker.missing = True
    assert see(alive, {"model": "alpha"}).who == "dune d-alpha"
