"""Sequences of readings, seeded: what was published, told and held at each step of what happened to a page over some days.

The seller's page says each price twice, in credits and in dollars. One thing happens to it and stays; days and hours pass
at random, harmless edits come and go. Whatever is published was true, what differs from the page is told, and a true change is
published in the same run, after one independent confirmation, or put before a person again each week.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from pipeline.store.data_folder import Store
from pipeline.update.runs import Run, run_update
from schema.drafts import Beside
from scrapers._drafts import offer, price
from scrapers._provider import PageSpec
from tests.fakes import ACME, DAY, PRICES, acme, record

NAMES = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
CREDITS = dict(zip(NAMES, (4, 5, 6, 7, 8, 9, 11, 13), strict=True))
INDEPENDENT = timedelta(hours=20)
A_WEEK = timedelta(days=7)
HARMLESS = ("", "Read more in the guide.", "Last updated: March 9, 2026.", "Choose among 8 models.", "© 2026 Acme")


def _read(page):
    for row in page.table("Model", "Credits", "Price per image").rows:
        second = Beside(row["Credits"].found(), times="0.01")
        words = price(row["Price per image"].found(), "output_image", "image", "Price per image", currency="USD", beside=second)
        yield offer(row["Model"].text, words)


PROVIDER = replace(ACME, pages=(PageSpec(PRICES, "markdown", _read, prices=(1, 60), identity=("Acme prices",)),))


@dataclass
class Story:
    """One thing that happens: the credits and dollars the page shows from then on, what it may be published as, and how.

    `how`: at once, after a second independent reading ("confirmed"), as a person says ("person"), or never.
    """

    how: str
    credits: dict[str, Decimal]
    dollars: dict[str, Decimal]
    more: str = ""
    status: int = 0
    age: int = 0
    once: bool = False

    def page(self, rng: Random) -> str:
        names = rng.sample(list(self.credits), len(self.credits))
        rows = "\n".join(f"| {name} | {self.credits[name].normalize():f} | ${self.dollars[name]} |" for name in names)
        return f"# Acme prices\n\n{rng.choice(HARMLESS)}\n\n{self.more}\n\n| Model | Credits | Price per image |\n| --- | --- | --- |\n{rows}\n"


def _story(how: str, credits: dict[str, Decimal], dollars: dict[str, Decimal] | None = None, **more) -> Story:
    return Story(how, credits, dollars or {name: count / 100 for name, count in credits.items()}, **more)


def _credits() -> dict[str, Decimal]:
    return {name: Decimal(count) for name, count in CREDITS.items()}


def _moved(how: str, names: Callable[[Random], list[str]], factor: Callable[[Random], Decimal], **more) -> Callable[[Random], Story]:
    def made(rng: Random) -> Story:
        now = _credits()
        for name in names(rng):
            now[name] = (now[name] * factor(rng)).quantize(Decimal("0.1"))
        return _story(how, now, **more)

    return made


def _some(least: int, most: int) -> Callable[[Random], list[str]]:
    return lambda rng: rng.sample(NAMES, rng.randrange(least, most + 1))


def _factor(*choices: str) -> Callable[[Random], Decimal]:
    return lambda rng: Decimal(rng.choice(choices))


def _contradicted(rng: Random) -> Story:
    dollars = {name: count / 100 for name, count in _credits().items()}
    for name in _some(1, 8)(rng):
        dollars[name] = (dollars[name] * Decimal(rng.choice(("0.8", "1.3", "2.5", "10")))).quantize(Decimal("0.001"))
    return _story("never", _credits(), dollars)


def _abroad(rng: Random) -> Story:
    factor = Decimal(rng.choice(("1.37", "0.91", "7.1", "1.52")))
    now = {name: (count * factor).quantize(Decimal("0.1")) for name, count in _credits().items()}
    return _story(
        "never", now, more=rng.choice(("All prices are in Canadian dollars.", "Amounts are shown in AUD.", "We bill in Singapore dollars."))
    )


def _by_one_factor(rng: Random) -> Story:
    factor = Decimal(rng.choice(("1.2", "0.8", "1.5")))
    return _story("person", {name: (count * factor).quantize(Decimal("0.1")) for name, count in _credits().items()})


def _renamed(rng: Random) -> Story:
    return _story("confirmed", {f"{name}-2": count for name, count in _credits().items()})


def _exchanged(rng: Random) -> Story:
    one, other = rng.sample(NAMES, 2)
    now = _credits()
    now[one], now[other] = now[other], now[one]
    return _story("person", now)


def _in_thousands(rng: Random) -> Story:
    now = {name: count * 1000 for name, count in _credits().items()}
    return _story("never", now, more=rng.choice(("Prices are per 1,000 images.", "Each price covers a thousand images.", "")))


STORIES: dict[str, Callable[[Random], Story]] = {
    "a small change": _moved("at once", _some(1, 3), _factor("1.1", "0.9", "1.3", "1.9")),
    "a big change": _moved("confirmed", _some(1, 1), _factor("3", "0.3", "2.5")),
    "half of the page": _moved("confirmed", _some(5, 7), _factor("1.1", "1.3", "1.6", "0.8")),
    "a slip of ten": _moved("person", _some(1, 1), _factor("10", "0.1")),
    "a glitch of one reading": _moved("never", _some(1, 2), _factor("3", "5", "0.2"), once=True),
    "two statements that contradict": _contradicted,
    "another country's money": _abroad,
    "all by one factor": _by_one_factor,
    "a list renamed in full": _renamed,
    "two prices exchanged": _exchanged,
    "another scale": _in_thousands,
    "a refusal": lambda rng: _story("never", _credits(), status=rng.choice((403, 404, 503))),
    "an older copy": lambda rng: _moved("never", _some(1, 2), _factor("1.3", "0.8"), age=rng.choice((200_000, 900_000)))(rng),
}
CASES = [(name, seed) for name in STORIES for seed in range(5)]


def test_there_are_enough():
    assert len(CASES) >= 60


@pytest.fixture(autouse=True)
def state():
    with acme(PROVIDER):
        yield


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_what_was_published_told_and_held_at_each_step(tmp_path, name, seed):
    """Three to six readings of one page to which one thing happens."""
    rng = Random(f"{name}/{seed}")
    story, before = STORIES[name](rng), _story("at once", _credits())
    at, began, told, published = DAY, None, [], {}
    for step in range(rng.randrange(4, 7)):
        shown = before if step == 0 or (story.once and began is not None) else story
        at += timedelta(0) if step == 0 else rng.choice((timedelta(hours=3), timedelta(days=1), timedelta(days=1), timedelta(days=7)))
        record(tmp_path / str(step), {PRICES: shown.status or shown.page(rng)}, at, **({"age": str(shown.age)} if shown.age else {}))
        outcome = run_update(Run(tmp_path / "data", replay=tmp_path / str(step), only=("acme",))).outcomes[0]
        began = began or (at if shown is story else None)
        published = _published(tmp_path)
        told += [at for change in outcome.changes if change.kind == "held"]
        confirmed = began is not None and at - began >= INDEPENDENT and at.date() != began.date()
        _check(story, shown, published, outcome, believed=story.how == "at once" or (story.how == "confirmed" and confirmed))
        if shown is story and story.how == "person":
            assert told and at - told[-1] < A_WEEK, "put before a person again each week"


def _published(tmp_path) -> dict[str, Decimal]:
    snapshot = Store(tmp_path / "data").known("acme").snapshot()
    return {offer.native_id: line.amount for offer in snapshot.offers for line in offer.prices}


def _check(story: Story, shown: Story, published: dict[str, Decimal], outcome, *, believed: bool) -> None:
    waiting = {one.native_id for one in outcome.held.offers} if outcome.held else set()
    was = {name: Decimal(count) / 100 for name, count in CREDITS.items()}
    assert len(published) == len(NAMES), "under one name each"
    for name, amount in published.items():
        new, old = story.credits.get(name, Decimal(0)) / 100, was[name.removesuffix("-2")]
        assert amount in ({old} if story.how in ("never", "person") else {old, new}), f"{name}: {amount}"
        if shown is story and believed:
            assert amount == new
        if shown is story and amount != shown.dollars.get(name):
            told = outcome.refused or (outcome.held and outcome.held.pages) or name in waiting or f"{name}-2" in waiting
            assert told, f"{name}: {amount} is published, the page says {shown.dollars.get(name)}, and nobody is told"
