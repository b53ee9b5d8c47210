"""A data folder changed at random, again and again, and its site built both ways: with the answers of earlier builds, and cold.

`make rebuilds` makes two hundred changes to some of the recorded providers; the tests a few of them. What may change is what a build is
a function of: prices, offers, rules and plans of a seller or of a maker, what waits for a decision, when a page was read, the tables.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from decimal import Decimal
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import entries_of
from pipeline.ledger.state import apply
from pipeline.publish.builder import build_site
from pipeline.publish.kept_answers import KeptAnswers
from pipeline.store.data_folder import Store, opened
from pipeline.store.history import with_new_ids
from schema.changes import Held, HeldOffer, PageCheck
from schema.prices import Snapshot
from tests.built import latest

PROVIDERS = ("bfl", "recraft", "openai", "azure", "fireworks", "laozhang")  # makers, and who sells what those make
FOLDERS = 4  # that are changed at the same time, each by itself
Spoil = Callable[[random.Random, Snapshot], Snapshot]


def some(folder: Path) -> Path:
    """A data folder of a few of the recorded providers, and of the models they sell.

    What no change here touches is the same in every build, and was half the work of each: what people keep, and pages of models nobody sells.
    """
    shutil.copytree(latest(), folder)
    for kind in ("current", "history", "held", "accepted"):
        for path in (folder / kind).iterdir() if (folder / kind).exists() else ():
            if path.stem not in PROVIDERS:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    for table in ("manual", "plans", "elsewhere"):
        (folder / f"{table}.toml").unlink()
    _trim(folder / "models.toml")
    return folder


def _trim(table: Path) -> None:
    """Leave the models they sell, and what took the place of those."""
    parts = re.split(r"(?m)^(?=\[\[)", table.read_text(encoding="utf-8"))
    models = {found[1]: part for part in parts if (found := re.match(r'\[\[model\]\]\nid = "(.+)"', part))}
    wanted = {id for id, part in models.items() if any(f'provider = "{provider}", native_id' in part for provider in PROVIDERS)}
    while more := {found[1] for id in wanted if (found := re.search(r'(?m)^replaced_by = "(.+)"', models[id]))} - wanted:
        wanted |= more
    others = models.keys() - wanted
    table.write_text("".join(part for part in parts if not any(part == models[id] for id in others)), encoding="utf-8")


def _price(rng: random.Random, before: Snapshot) -> Snapshot:
    at = rng.randrange(len(before.offers))
    offer = before.offers[at]
    if not offer.prices:
        return before
    which = rng.randrange(len(offer.prices))
    line = offer.prices[which]
    moved = line.model_copy(
        update={"amount": (line.amount or Decimal(1)) * rng.choice((2, 3, 4)) / rng.choice((1, 2, 5)), "reason": None, "bound": None}
    )
    prices = (*offer.prices[:which], moved, *offer.prices[which + 1 :])
    changed = offer.model_copy(update={"prices": prices})
    return before.model_copy(update={"offers": (*before.offers[:at], changed, *before.offers[at + 1 :])})


def _fewer(kind: str) -> Spoil:
    def spoil(rng: random.Random, before: Snapshot) -> Snapshot:
        things = getattr(before, kind)
        gone = rng.randrange(len(things)) if len(things) > 1 else None
        return before if gone is None else before.model_copy(update={kind: (*things[:gone], *things[gone + 1 :])})

    return spoil


def _of_snapshot(spoil: Spoil) -> Callable[[random.Random, Store, str], None]:
    def change(rng: random.Random, store: Store, provider: str) -> None:
        known = store.known(provider)
        if known is None:
            return
        after, at = spoil(rng, known.snapshot()), max(change.at for change in store.history(provider))
        changes = with_new_ids(diff(known.entries, entries_of(after), Telling(provider, at)), known.ids)
        for change in changes:
            apply(known, change)
        store.commit(changes, known, store.held(provider), store.checks().providers[provider])

    return change


def _held(rng: random.Random, store: Store, provider: str) -> None:
    known = store.known(provider)
    if known:
        name = rng.choice(known.snapshot().offers).native_id
        waiting = HeldOffer(subject="price", native_id=name, reasons=("nobody has decided",))
        store.commit([], known, rng.choice((Held(provider=provider, offers=(waiting,)), None)), store.checks().providers[provider])


def _read(rng: random.Random, store: Store, provider: str) -> None:
    """A page that was read on another day: its lines are younger, or old enough not to lead."""
    known = store.known(provider)
    if known:
        move = timedelta(days=rng.choice((-60, -20, 0, 0, 1)))
        checks = store.checks().providers[provider]
        moved = [check.model_copy(update={"last_read": check.last_read and check.last_read + move}) for check in checks]
        store.commit([], known, store.held(provider), [PageCheck.model_validate(check.model_dump()) for check in moved])


CHANGES: tuple[Callable[[random.Random, Store, str], None], ...] = (
    *(_of_snapshot(_price),) * 4,
    *(_of_snapshot(_fewer(kind)) for kind in ("offers", "rules", "plans")),
    _held,
    _read,
)


def _table(rng: random.Random, folder: Path) -> None:
    """A rating that moved, or a model that can less."""
    name, word, other = rng.choice((("ratings.toml", "rating = 1", "rating = 2"), ("models.toml", "references = 4", "references = 1")))
    path = folder / name
    parts = path.read_text(encoding="utf-8").split(word)
    at = rng.randrange(1, len(parts)) if len(parts) > 1 else 0
    if at:
        path.write_text(word.join(parts[:at]) + other + word.join(parts[at:]), encoding="utf-8")


def change(rng: random.Random, folder: Path) -> None:
    """One change of a data folder."""
    if rng.random() < 0.1:
        return _table(rng, folder)
    with opened(folder) as store:
        return rng.choice(CHANGES)(rng, store, rng.choice(PROVIDERS))


def both_ways(folder: Path, kept: Path, made: Path) -> list[str]:
    """The files of a site that are others when it is built with what earlier builds kept than when it is built cold."""
    warm, cold = made / "warm", made / "cold"
    build_site(folder, warm, before=KeptAnswers(kept, "the same code"))
    build_site(folder, cold)
    paths = {path.relative_to(site) for site in (warm, cold) for path in site.rglob("*") if path.is_file()}
    return sorted(str(path) for path in paths if _bytes(warm / path) != _bytes(cold / path))


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _of_one_folder(part: int, count: int, seed: str) -> int:
    """So many changes of one folder, each built both ways; how many of them made another site."""
    rng, found = random.Random(f"{seed} {part}"), 0
    with tempfile.TemporaryDirectory() as made:
        folder = some(Path(made) / "data")
        for at in range(count):
            change(rng, folder)
            differ = both_ways(folder, Path(made) / "kept", Path(made))
            found += bool(differ)
            print(f"folder {part}: {at + 1} of {count}: {', '.join(differ[:5]) or 'the same bytes'}", flush=True)
    return found


def main(count: int, seed: str) -> int:
    """So many changes, a share of them to each of several folders; 1 when any site was another."""
    latest()  # made once for all
    shares = [count // FOLDERS + (part < count % FOLDERS) for part in range(FOLDERS)]
    with ProcessPoolExecutor(FOLDERS, get_context("fork")) as folders:
        found = sum(folders.map(_of_one_folder, range(FOLDERS), shares, repeat(seed)))
    print(f"{count} changes of {FOLDERS} folders, each built both ways: {f'{found} made another site' if found else 'the same bytes'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, "rebuilds"))
