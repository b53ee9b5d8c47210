"""A simulated year: invented providers whose pages are read every day, and everybody who is told of them, over real wires.

What happens is drawn from a seed; what is to be told is written down in our own words when it happens, by whoever makes it
happen, and compared in the end with what the history, the feeds, a webhook, a mail sink and thirty rules said. `python -m tests.year`
runs the whole year (`make year`); the suite runs some weeks of it.
"""

from __future__ import annotations

import contextlib
import email
import io
import json
import random
import re
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from email.policy import default
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import yaml
from aiosmtpd.controller import Controller

from pipeline.alert.notices import UNSEEN
from pipeline.cli.application import run
from pipeline.guard.review_decisions import Correction, Decision, correct
from pipeline.publish.dataset import published
from pipeline.publish.files.feeds import feeds
from pipeline.store.data_folder import opened
from pipeline.store.exchange_rates import rate
from pipeline.update.runs import Run, run_update
from schema.drafts import Draft
from scrapers._drafts import offer, plan, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from tests.fakes import only

FIRST = date(2025, 11, 28)
BASE = "https://prices.test/"
D = Decimal
ZERO = Decimal(0)


# --- the providers and their pages ------------------------------------------------------------------------------------


@dataclass
class Product:
    """One model of a provider as it stands on the page, and what is believed of it."""

    id: str
    name: str
    amount: Decimal
    there: bool = True
    believed: Decimal = ZERO
    missing: bool = False
    ended: bool = False  # of it no price is one any more
    seen: list[Decimal] = field(default_factory=list)
    coming: tuple[Decimal, date] | None = None
    busy: int = 0  # until which day nothing else happens to it


@dataclass
class Simulated:
    """A provider: its products and plans, the sentences below them, and whether its host answers."""

    id: str
    sign: str
    currency: str
    products: dict[str, Product]
    plans: dict[str, tuple[Decimal, int]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    down: bool = False
    busy: int = 0

    def page(self) -> str:
        """The page of today."""
        rows = [f"| {one.id} | {one.name} | {self.sign}{one.amount:f} | now |" for one in self.products.values() if one.there]
        rows += [
            f"| {one.id} | {one.name} | {self.sign}{one.coming[0]:f} | {one.coming[1]} |" for one in self.products.values() if one.coming
        ]
        table = "\n".join(rows)
        plans = "\n\n".join(f"Plan {name}: ${price:f} a month for {credits:,} credits." for name, (price, credits) in self.plans.items())
        return (
            f"# {self.id} prices\n\n| Id | Model | Price per image | Valid from |\n| --- | --- | --- | --- |\n{table}\n\n{plans}\n\n"
            + "\n\n".join(self.notes.values())
            + "\n"
        )

    def money(self, amount: Decimal) -> str:
        """An amount as people are told it."""
        return f"${amount.normalize():f}" if self.currency == "USD" else f"{amount.normalize():f} {self.currency}"


def _reader(provider: str, currency: str):
    def pricing(page: Page) -> Iterator[Draft]:
        for row in page.table("Id", "Model", "Price per image", "Valid from").rows:
            words, begins = row["Price per image"].found(), row["Valid from"].text
            axes = {} if begins == "now" else {"effective_from": date.fromisoformat(begins)}
            made = price(words, "output_image", "image", "Price per image", currency=currency, **axes)
            yield offer(row["Id"].text, made, name=row["Model"].text)
        for said in page.sentences(r"Plan (?P<name>\w+): (?P<price>\$[\d.]+) a month for (?P<credits>[\d,]+) credits"):
            yield plan(said["name"], said["name"], said.found("price"), "month", credits=said.found("credits"), currency="USD")
        for said in page.sentences(r"(?P<model>[\w-]+) retires on (?P<day>[\d-]+)\."):
            yield rule("retires", said["day"], said.found("day"), said["model"])

    return pricing


def _provider(provider: Simulated) -> Provider:
    spec = PageSpec(f"https://{provider.id}.example/prices.md", "markdown", _reader(provider.id, provider.currency), prices=(1, 200))
    return Provider(
        name=provider.id.title(),
        home=f"https://{provider.id}.example",
        kind="reseller",
        seen="reconstruction",
        seen_on=FIRST,
        pages=(spec,),
    )


def _record(provider: Simulated, folder: Path, at: datetime) -> None:
    where = folder / provider.id
    where.mkdir(parents=True)
    (where / "00.md").write_text("down" if provider.down else provider.page(), encoding="utf-8")
    headers = {"content-type": ["text/markdown; charset=utf-8"], "date": [format_datetime(at, usegmt=True)]}
    request = {"method": "GET", "uri": f"https://{provider.id}.example/prices.md", "body": "", "headers": {}}
    response = {"status": {"code": 503 if provider.down else 200, "message": ""}, "headers": headers, "body": {"file": "00.md"}}
    text = yaml.safe_dump({"note": "invented", "interactions": [{"request": request, "response": response}], "version": 1})
    (where / "index.yaml").write_text(text, encoding="utf-8")


MODELS = """
[[model]]
id = "alpha"
maker = "Acme"
family = "Alpha"
name = "Alpha"
status = "available"
first_party = ["{maker}"]
sources = [{{ url = "https://acme.example/", date = 2025-11-20, says = "it is there" }}]
aliases = [{aliases}]
"""


# --- what is to be told ---------------------------------------------------------------------------------------------


class ToBeTold(NamedTuple):
    """One thing that is to be told: the day, the kind, and the sentence, in which `*` is a reason in whichever words."""

    day: int
    kind: str
    words: str
    public: bool = True

    def is_said_by(self, line: str) -> bool:
        """Whether a line is this."""
        return re.fullmatch(re.escape(self.words).replace(r"\*", ".*"), line) is not None


@dataclass
class World:
    """All providers, the day, and what there was to tell so far."""

    chance: random.Random
    density: float
    providers: dict[str, Simulated]
    day: int = 0
    expected: list[ToBeTold] = field(default_factory=list)
    outages: list[tuple[str, int, int, str]] = field(default_factory=list)
    ended: list[tuple[int, str]] = field(default_factory=list)
    later: list[tuple[int, object]] = field(default_factory=list)
    corrections: list[tuple[Simulated, Product, Decimal]] = field(default_factory=list)
    done: Counter = field(default_factory=Counter)

    def on(self, day: int | None = None) -> date:
        """A day of the calendar."""
        return FIRST + timedelta(days=self.day if day is None else day)

    def tell(self, provider: Simulated, kind: str, words: str, day: int | None = None, public: bool = True) -> None:
        """Write down what is to be told."""
        when = self.day if day is None else day
        self.expected.append(ToBeTold(when, kind, f"{provider.id} · {words}, read {self.on(when)}", public))

    def fresh(self, provider: Simulated, low: Decimal, high: Decimal) -> Decimal:
        """An amount between two that nobody asked for so far, and that is no round multiple of another."""
        taken = {amount for one in provider.products.values() for amount in (*one.seen, one.amount)}
        while True:
            amount = D(self.chance.randint(int(low * 100_000), int(high * 100_000))) / 100_000
            if amount not in taken and amount > 0:
                return amount.normalize()


def world(seed: int, density: float) -> World:
    """The providers as they begin."""

    def products(prefix: str, amounts: str) -> dict[str, Product]:
        names = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta")
        made = [Product(f"{prefix}{name}", f"{name.title()}", D(amount)) for name, amount in zip(names, amounts.split(), strict=False)]
        for one in made:
            one.believed, one.seen = one.amount, [one.amount]
        return {one.id: one for one in made}

    acme = Simulated(
        "acme", "$", "USD", products("", "0.04 0.05 0.061 0.072 0.083 0.094 0.105"), {"Pro": (D(20), 1000), "Team": (D(49), 3000)}
    )
    borea = Simulated("borea", "$", "USD", products("b-", "0.042 0.052 0.063 0.074 0.085 0.096"))
    cathay = Simulated("cathay", "¥", "CNY", products("c-", "0.2 0.31 0.42 0.53 0.64 0.75"))
    dune = Simulated("dune", "$", "USD", products("d-", "0.045 0.055 0.065 0.075 0.086 0.097"), {"Basic": (D(10), 500)})
    return World(random.Random(seed), density, {one.id: one for one in (acme, borea, cathay, dune)})


# --- what happens ---------------------------------------------------------------------------------------------------


def live(world: World) -> None:
    """One day: what was to come of earlier days, then something new at some providers."""
    due = [act for day, act in world.later if day == world.day]
    world.later = [(day, act) for day, act in world.later if day != world.day]
    for act in due:
        act()  # type: ignore[operator]
    for provider in world.providers.values():
        if world.day and provider.busy <= world.day and world.chance.random() < world.density:
            happen = world.chance.choices(list(HAPPENINGS), list(HAPPENINGS.values()))[0]
            if happen(world, provider):
                world.done[happen.__name__] += 1


def _free(world: World, provider: Simulated) -> Product | None:
    free = [one for one in provider.products.values() if one.there and one.busy <= world.day]
    return world.chance.choice(free) if free else None


def _believe(world: World, provider: Simulated, one: Product, amount: Decimal, note: str = "") -> None:
    """A move that is told today; of a price that was announced and still is, with the day it is of."""
    old = one.believed
    share = ((amount / old - 1) * 100).quantize(D("0.1"), ROUND_HALF_EVEN)
    extreme = "highest" if amount > max(one.seen) else "lowest" if amount < min(one.seen) else ""
    since = one.coming and one.coming[1]
    of = f" · from {since}" if since else ""
    words = f"{_who(one)}{of}: {provider.money(old)} -> {provider.money(amount)} per image ({share:+} %)"
    words += note + (f", {extreme} since we began" if extreme else "")
    one.seen.append(amount)
    one.believed = amount
    world.tell(provider, "in_force" if since else "increased" if amount > old else "decreased", words)


def _who(one: Product) -> str:
    """What a product is called, with its id where the name does not give it away."""
    letters = re.sub(r"[\W_]+", "", one.name).lower(), re.sub(r"[\W_]+", "", one.id).lower()
    return one.name if letters[0] == letters[1] else f"{one.name} ({one.id})"


def move(world: World, provider: Simulated) -> bool:
    """A price moves a little: told at once."""
    one = _free(world, provider)
    if one is None or one.missing:
        return False
    one.amount = world.fresh(provider, one.amount * D("0.75"), one.amount * D("1.3"))
    _believe(world, provider, one, one.amount)
    provider.busy = world.day + 1
    return True


def drift(world: World, provider: Simulated) -> bool:
    """Two per cent a day, for five days: told each day."""
    one = _free(world, provider)
    if one is None:
        return False

    def step() -> None:
        one.amount = world.fresh(provider, one.amount * D("1.015"), one.amount * D("1.025"))
        _believe(world, provider, one, one.amount)

    step()
    world.later += [(world.day + ahead, step) for ahead in range(1, 5)]
    one.busy = provider.busy = world.day + 5
    return True


def flap(world: World, provider: Simulated) -> bool:
    """A price moves and is taken back the next day: both are told."""
    one = _free(world, provider)
    if one is None:
        return False
    old = one.amount
    one.amount = world.fresh(provider, old * D("0.6"), old * D("0.9"))
    _believe(world, provider, one, one.amount)

    def back() -> None:
        one.amount = old
        _believe(world, provider, one, old)

    world.later.append((world.day + 1, back))
    one.busy, provider.busy = world.day + 16, world.day + 2
    return True


def leap(world: World, provider: Simulated) -> bool:
    """More than double: held, told to maintainers, and believed when it is read again the next day."""
    one = _free(world, provider)
    if one is None or one.amount > D("0.3"):
        return False
    new = world.fresh(provider, one.amount * D("2.2"), one.amount * D("3.4"))
    one.amount = new
    held = f"{_who(one)}: {provider.money(one.believed)} per image -> {provider.money(new)} per image is read and not believed yet (*)"
    world.tell(provider, "held", held, public=False)
    world.later.append((world.day + 1, lambda: _believe(world, provider, one, new, " (*)")))
    one.busy = provider.busy = world.day + 2
    return True


def glitch(world: World, provider: Simulated) -> bool:
    """More than double for one reading: held, and never told as a price."""
    one = _free(world, provider)
    if one is None or one.amount > D("0.3"):
        return False
    old, one.amount = one.amount, world.fresh(provider, one.amount * D("2.2"), one.amount * D("3.4"))
    held = f"{_who(one)}: {provider.money(old)} per image -> {provider.money(one.amount)} per image is read and not believed yet (*)"
    world.tell(provider, "held", held, public=False)

    def back() -> None:
        one.amount = old

    world.later.append((world.day + 1, back))
    one.busy = provider.busy = world.day + 2
    return True


def vanish(world: World, provider: Simulated) -> bool:
    """A row leaves the page and comes back some days later: both told."""
    one = _free(world, provider)
    if one is None:
        return False
    one.there, one.missing = False, True
    world.tell(provider, "missing", f"{_who(one)}: is no longer on its page; the last price is kept")

    def back() -> None:
        one.there, one.missing = True, False
        world.tell(provider, "returned", f"{_who(one)}: is on its page again")

    days = world.chance.randint(2, 8)
    world.later.append((world.day + days, back))
    one.busy, provider.busy = world.day + days + 1, world.day + days + 1
    return True


def rename(world: World, provider: Simulated) -> bool:
    """A model is called otherwise."""
    one = _free(world, provider)
    if one is None:
        return False
    old, one.name = one.name, f"{one.name.split()[0]} {world.day}"
    world.tell(provider, "restated", f"{_who(one)}: is now called {one.name} (was called {old})")
    provider.busy = world.day + 1
    return True


def reprice(world: World, provider: Simulated) -> bool:
    """A plan costs or brings something else."""
    if not provider.plans:
        return False
    name = world.chance.choice(list(provider.plans))
    cost, credits = provider.plans[name]
    new = (cost + world.chance.choice((-1, 1, 2, 3)), credits + world.chance.choice((0, 0, 100, 50)))
    provider.plans[name] = new
    before, after = (f"${money:f} per month for {each} credits" for money, each in ((cost, credits), new))
    share = (new[0] / cost - 1) * 100 if new[0] != cost else (D(new[1]) / credits - 1) * 100
    of = f" ({share.quantize(D('0.1'), ROUND_HALF_EVEN):+} %{'' if new[0] != cost else ' credits'})"
    world.tell(provider, "plan_changed", f"plan {name}: {before} -> {after}{of}")
    provider.busy = world.day + 1
    return True


def announce(world: World, provider: Simulated) -> bool:
    """A price for a day to come: told with its day, and once more when the day has come and the table says it."""
    one = _free(world, provider)
    if one is None:
        return False
    days, stays = world.chance.randint(3, 9), world.chance.choice((0, 2))
    begins, new = world.on(world.day + days), world.fresh(provider, one.amount * D("1.05"), one.amount * D("1.4"))
    one.coming = (new, begins)
    world.tell(provider, "announced", f"{_who(one)} · from {begins}: {provider.money(new)} per image is announced, from {begins}")

    def begin() -> None:
        if stays:
            _believe(world, provider, one, new)
        else:
            settle()

    def settle() -> None:
        one.amount, one.coming = new, None
        if not stays:
            _believe(world, provider, one, new)

    world.later.append((world.day + days, begin))
    if stays:
        world.later.append((world.day + days + stays, settle))
    one.busy = provider.busy = world.day + days + stays + 1
    return True


def retire(world: World, provider: Simulated) -> bool:
    """A model's end is announced, and told again when its day has come; what its page still says is no price from then on."""
    one = _free(world, provider)
    if one is None or len([each for each in provider.products.values() if each.there]) < 5 or one.id.endswith("alpha"):
        return False
    days = world.chance.randint(4, 12)
    ends = world.on(world.day + days)
    provider.notes[f"end {one.id}"] = f"{one.id} retires on {ends}."
    world.tell(provider, "retiring", f"{one.id}: is to be retired on {ends}")

    def end() -> None:
        one.ended = True
        world.tell(provider, "retired", f"{one.id}: was to be retired on {ends}")

    world.later.append((world.day + days, end))
    one.busy, provider.busy = 10_000, world.day + 1
    return True


def outage(world: World, provider: Simulated) -> bool:
    """The host answers with 503 for some days: more than one are told to maintainers, and that they are over."""
    days = world.chance.choice((1, 2, 3, 6))
    provider.down = True
    if days > 1:
        began = f"{provider.id}: can't be read, * since {world.on()}: *"
        world.outages.append((provider.id, world.day, world.day + days, began))

    world.ended.append((world.day + days, f"{provider.id}: readable again: * from {world.on()} to {world.on(world.day + days)}"))

    def up() -> None:
        provider.down = False

    world.later.append((world.day + days, up))
    provider.busy = world.day + days + 1
    return True


def mistake(world: World, provider: Simulated) -> bool:
    """A person takes a price back and says what it is; the page says so too from the next day on."""
    one = _free(world, provider)
    if one is None:
        return False
    right = world.fresh(provider, one.amount * D("0.8"), one.amount * D("1.2"))
    world.corrections.append((provider, one, right))
    provider.busy = one.busy = world.day + 2
    return True


HAPPENINGS = {
    move: 30, drift: 4, flap: 6, leap: 5, glitch: 4, vanish: 6, rename: 4, reprice: 8, announce: 5, retire: 2, outage: 6, mistake: 3,
}  # fmt: skip


def _correct(world: World, data: Path, at: datetime) -> None:
    for provider, one, right in world.corrections:
        old = one.believed
        words = Decision(provider.id, (one.id,), "ann", "a slip of ours")
        with opened(data) as store:
            correct(store, Correction(words, {}, right, f"{provider.sign}{right:f}"), at)
        one.amount = one.believed = right
        one.seen.remove(old)
        one.seen.append(right)
        said = f"{_who(one)}: {provider.money(old)} per image was wrong, it is {provider.money(right)} per image (a slip of ours), by ann"
        world.tell(provider, "correction", said)
    world.corrections = []


# --- who is told ----------------------------------------------------------------------------------------------------


@dataclass
class Sinks:
    """A webhook and a mail server on this machine, which keep what they took; each can be down."""

    hooked: list[tuple[str, str]] = field(default_factory=list)
    mailed: list[tuple[str, str]] = field(default_factory=list)
    hook_down: bool = False
    mail_down: bool = False
    hook: str = ""
    mail: str = ""

    def taken(self) -> int:
        """How many messages there are."""
        return len(self.hooked) + len(self.mailed)


@contextlib.contextmanager
def sinks() -> Iterator[Sinks]:
    """Both, listening."""
    made = Sinks()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if not made.hook_down:
                made.hooked.append((self.path, json.loads(body)["message"]))
            self.send_response(503 if made.hook_down else 200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Mail:
        async def handle_DATA(self, server: object, session: object, envelope) -> str:
            if made.mail_down:
                return "451 later"
            message = email.message_from_bytes(envelope.content, policy=default)
            made.mailed.append((envelope.rcpt_tos[0], message.get_body(("plain",)).get_content()))
            return "250 OK"

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mail = Controller(Mail(), hostname="127.0.0.1", port=port)
    mail.start()
    made.hook = f"json://127.0.0.1:{server.server_address[1]}"
    made.mail = f"mailto://127.0.0.1:{port}?from=robot@example.com&mode=insecure&format=text&to="
    try:
        yield made
    finally:
        mail.stop()
        server.shutdown()
        server.server_close()


# --- rules ----------------------------------------------------------------------------------------------------------

MAKER = "acme"  # of Alpha, which all four sell
ALPHAS = {"acme": "alpha", "borea": "b-alpha", "cathay": "c-alpha", "dune": "d-alpha"}
WATCHED = {
    "acme alpha": {"provider": "acme", "model": "alpha"},
    "acme beta": {"provider": "acme", "model": "beta"},
    "borea alpha": {"provider": "borea", "model": "b-alpha"},
    "cathay alpha": {"provider": "cathay", "model": "c-alpha"},
    "alpha anywhere": {"model": "alpha"},
}
LIMITS: dict[str, dict[str, object]] = {
    "any": {"percent": D(5)},
    "up": {"percent": D(4), "direction": "up"},
    "down": {"percent": D(3), "direction": "down"},
    "dollars": {"dollars": D("0.004")},
    "low": {"new_low": True},
    "budget": {"images": 1000, "budget": D(41)},
}
PLANS = {"plans of acme": {"provider": "acme", "plan_changed": True}, "plans of dune": {"provider": "dune", "plan_changed": True}}


def rules() -> dict[str, dict[str, object]]:
    """Thirty-two rules by their names."""
    return {f"{what}, {how}": {**where, **limit} for what, where in WATCHED.items() for how, limit in LIMITS.items()} | dict(PLANS)


def _toml(value: object) -> str:
    return {True: "true"}.get(value) or (f'"{value}"' if isinstance(value, str) else f"{value}")  # type: ignore[call-overload]


def rules_file(path: Path, sink: Sinks) -> Path:
    """The rules and where they are told, as a file."""
    text = f'deliver = ["{sink.hook}/rules", "{sink.mail}rules@example.com"]\n'
    for name, rule_of in rules().items():
        text += f'\n[[rule]]\nname = "{name}"\n' + "".join(f"{key} = {_toml(value)}\n" for key, value in rule_of.items())
    path.write_text(text, encoding="utf-8")
    return path


class Seen(NamedTuple):
    """What a rule can see on a day: dollars, the provider's own price, who it is."""

    dollars: Decimal | None
    own: Decimal | None = None
    who: str = ""


def see(world: World, where: dict[str, str]) -> Seen:
    """What a rule's one offer asks today, or the cheapest of all that may lead, from the truth."""
    found = []
    for provider in world.providers.values():
        for one in provider.products.values():
            named = where["model"] in (one.id, one.id.partition("-")[2]) if "provider" not in where else where["model"] == one.id
            if where.get("provider", provider.id) == provider.id and named and not (one.missing or one.ended):
                known = rate(provider.currency, world.on()) if provider.currency != "USD" else None
                dollars = one.believed * known.dollars if known else one.believed
                found.append((dollars, provider.id, one.id, one.believed if known else None))
    if "provider" not in where:
        makers = [dollars for dollars, provider_id, *_ in found if provider_id == MAKER]
        found = [one for one in found if not any(_is_far_from(maker, one[0]) for maker in makers)]
    if not found:
        return Seen(None)
    dollars, provider_id, id, own = min(found)
    return Seen(dollars, own, f"{provider_id} {id}")


def _is_far_from(maker: Decimal, dollars: Decimal) -> bool:
    """Whether a price is doubted beside its maker's: less than a third, or more than three times. It leads nothing, whatever it asks."""
    return dollars * 3 < maker or dollars > maker * 3


@dataclass
class Listener:
    """What one rule should say, by its own reckoning."""

    limit: dict[str, object]
    base: Decimal | None = None
    own: Decimal | None = None
    who: str = ""
    since: list[Decimal] = field(default_factory=list)
    lowest: Decimal | None = None
    last: Decimal | None = None
    over: bool = False
    gone: bool = False

    def hears(self, seen: Seen) -> str:
        """The reason for which it should speak today, if it should."""
        why = self._why(seen)
        if seen.dollars is None:
            self.gone = self.base is not None
            return why
        if why or self.base is None:
            self.base, self.own, self.who, self.since = seen.dollars, seen.own, seen.who, []
        self.since.append(seen.dollars)
        self.gone, self.last = False, seen.dollars
        self.lowest = seen.dollars if self.lowest is None else min(self.lowest, seen.dollars)
        self.over = self._is_over(seen.dollars)
        return why

    def _is_over(self, dollars: Decimal) -> bool:
        return "budget" in self.limit and dollars * 1000 > self.limit["budget"]  # type: ignore[operator]

    def _why(self, seen: Seen) -> str:
        now = seen.dollars
        if now is None:
            return "gone" if self.base is not None and not self.gone else ""
        if self._is_over(now) != self.over:
            return "budget"
        if self.base is None or self.gone:
            return "back" if self.base is not None else ""
        return self._moved(seen, now)

    def _moved(self, seen: Seen, now: Decimal) -> str:
        rate_alone = seen.own is not None and (seen.own, seen.who) == (self.own, self.who)
        if "new_low" in self.limit and not rate_alone:
            assert self.lowest is not None and self.last is not None
            return "new_low" if now < self.lowest or (now == self.lowest and self.last > now) else ""
        way = self.limit.get("direction", "any")
        base = {"any": self.base, "up": min(self.since), "down": max(self.since)}[str(way)]
        if now == base or (way == "up" and now < base) or (way == "down" and now > base):
            return ""
        enough = abs(now - base) * 100 >= self.limit["percent"] * base if "percent" in self.limit else False  # type: ignore[operator]
        enough = enough or ("dollars" in self.limit and abs(now - base) >= self.limit["dollars"])  # type: ignore[operator]
        return ("rate" if rate_alone else "percent" if "percent" in self.limit else "dollars") if enough else ""


# --- the year -------------------------------------------------------------------------------------------------------


@dataclass
class Year:
    """Everything that was told, beside what was to be told; and the folder it is lived in."""

    world: World
    sink: Sinks
    folder: Path
    days: int
    listeners: dict[str, Listener]
    fed: dict[str, str] = field(default_factory=dict)
    fed_to_maintainers: dict[str, str] = field(default_factory=dict)
    spoke: list[tuple[int, str, str, str]] = field(default_factory=list)
    should_speak: list[tuple[int, str, str]] = field(default_factory=list)
    lost: set[int] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    def is_down(self, sink: str, *on: int) -> bool:
        """Whether a sink takes nothing on these days."""
        first, last = {"webhook": (0, 4), "mail": (2, 5)}[sink]
        return all(self.days // 3 + first <= day < self.days // 3 + last for day in on)


def simulate(days: int, seed: int = 20261130, density: float = 0.35) -> Year:
    """Live through so many days and tell everybody."""
    alive = world(seed, density)
    providers = {one.id: _provider(one) for one in alive.providers.values()}
    with tempfile.TemporaryDirectory(prefix="imageprices-year-") as scratch, sinks() as sink, only(providers, Path(__file__)):
        listeners = {name: Listener(limit) for name, limit in rules().items() if name not in PLANS}
        year = Year(alive, sink, Path(scratch), days, listeners)
        year.data.mkdir()
        aliases = ", ".join(f'{{ provider = "{id}", native_id = "{ALPHAS[id]}" }}' for id in ALPHAS)
        (year.data / "models.toml").write_text(MODELS.format(maker=MAKER, aliases=aliases), encoding="utf-8")
        rules_file(year.folder / "rules.toml", sink)
        (year.folder / "addresses").write_text(f"{sink.hook}/alerts\n{sink.mail}alerts@example.com\n", encoding="utf-8")
        for alive.day in range(days):
            _read(year)
            sink.hook_down, sink.mail_down = (year.is_down(name, alive.day) for name in ("webhook", "mail"))
            if alive.day == days * 2 // 3:
                _lose_state(year)
            _tell(year)
        return year


def _read(year: Year) -> None:
    """The day happens, its pages are read, and what a person has to say is said."""
    alive = year.world
    live(alive)
    at = datetime.combine(alive.on(), datetime.min.time(), UTC) + timedelta(hours=12)
    recorded = year.folder / f"day-{alive.day}"
    for provider in alive.providers.values():
        _record(provider, recorded, at)
    report = run_update(Run(year.data, replay=recorded))
    year.failures += [f"day {alive.day}: {one.provider}: {one.refused}" for one in report.outcomes if one.refused]
    _correct(alive, year.data, at + timedelta(hours=1))


def _lose_state(year: Year) -> None:
    (year.folder / "alerts.json").unlink()
    (year.folder / "rules.state.json").unlink()
    year.lost.add(year.world.day)
    year.listeners = {name: Listener(one.limit) for name, one in year.listeners.items()}


def _tell(year: Year) -> None:
    """Alerts, rules, and once a week the feeds."""
    alive, folder = year.world, year.folder
    _quietly("alert", "--data", year.data, "--state", folder / "alerts.json", "--config", folder / "addresses")
    said = json.loads(_quietly("watch", folder / "rules.toml", "--data", year.data, "--json"))
    year.spoke += [(alive.day, one["rule"], one["why"], one["sentence"]) for one in (*said["sees"], *said["fired"])]
    for name, one in year.listeners.items():
        where = {key: str(value) for key, value in rules()[name].items() if key in ("provider", "model")}
        if why := one.hears(see(alive, where)):
            year.should_speak.append((alive.day, name, why))
    if alive.day % 7 == 6 or alive.day == year.days - 1:
        _read_feeds(year)


def _quietly(*words: object) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        status = run([str(word) for word in words])
    assert status in (0, 3), err.getvalue()
    return out.getvalue()


def _read_feeds(year: Year) -> None:
    everything = published(year.data)
    made = dict(feeds(everything, BASE))
    for path, into in (("feeds/all.json", year.fed), ("feeds/maintainers.json", year.fed_to_maintainers)):
        into |= {item["id"]: item["title"] for item in json.loads(made[path])["items"] if ":update/" not in item["id"]}


def lines_of(message: str) -> list[str]:
    """The lines of a message as they were before they were made harmless."""
    unmade = message.replace(UNSEEN, "").replace("→", "->").replace("\r\n", "\n")
    return [line.removeprefix("• ") for line in unmade.splitlines() if line.startswith("• ") or not line.startswith(" ")]


def main() -> None:
    """Live through a whole year and say what did not come out."""
    from tests.test_year import faults

    days, seed, density = (*sys.argv[1:], *("365", "20261130", "0.35")[len(sys.argv) - 1 :])
    year = simulate(int(days), int(seed), float(density))
    found = faults(year)
    print(f"{year.world.day + 1} days, {len(year.world.expected)} things to tell: {dict(year.world.done)}")
    print(f"{year.sink.taken()} messages, {len(year.spoke)} sentences of rules; {len(found)} faults")
    print("\n".join(found[:60]))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
