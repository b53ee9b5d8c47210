"""A made-up field of many sellers in a copy of the project: a module and a recording each, five years of history before it.

The first 200 sellers are made one by one; later ones are copies of these under names and change ids of their own, because making
two thousand takes longer than what is measured on them.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.ledger.state import replay
from pipeline.text.canonical_json import spelled, spelled_line
from schema.changes import Change, ChangeKind, change_id
from schema.prices import PriceLine

ROOT = Path(__file__).parents[1]
BEGIN = datetime(2021, 1, 4, 7, 13, tzinfo=UTC)
SEEN = datetime(2026, 1, 5, 7, 13, tzinfo=UTC)
OFFERS, MOVES, MAPPED, PROVIDERS_OF_A_MODEL = 100, 52, 10, 20
MADE = 200  # sellers
CHANGE_ID = re.compile(r'"id":"([0-9a-f]{16})"')
PAGE = "https://{id}.example/prices"
LOCATOR = 'Prices > table > row "{name}" > column "Price per image"'

MODULE = '''"""A made-up seller: one table, dollars for one image."""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from scrapers._drafts import offer, price
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider


def prices(page: Page) -> Iterator[Draft]:
    for row in page.table("Model", "Price per image").rows:
        yield offer(row["Model"].text, price(row["Price per image"].found(), "output_image", "image", "Price per image", currency="USD"))


PROVIDER = Provider(
    name="{name}",
    home="https://{id}.example",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 1, 1),
    pages=(PageSpec("https://{id}.example/prices", "html", prices, prices=({offers}, {offers}), identity=("Prices",)),),
)
'''
INDEX = """version: 1
note: A made-up page.
interactions:
- request: {{method: GET, uri: 'https://{id}.example/prices', body: '', headers: {{}}}}
  response:
    status: {{code: 200, message: OK}}
    headers: {{content-type: [text/html; charset=utf-8], date: ['{date}']}}
    body: {{file: prices.html}}
"""
MODEL = """
[[model]]
id = "model-{n}"
maker = "Maker {maker}"
family = "Family {n}"
name = "Model {n}"
status = "available"
sources = [{{ url = "https://maker-{maker}.example/model-{n}", date = 2026-01-01, says = "it is sold" }}]
aliases = [
{aliases}]
"""


def plant(folder: Path, states: int, seed: int = 4) -> None:
    """The project with so many sellers of a hundred offers: code, `recordings/` and `data/` with five years of changes."""
    for part in ("pipeline", "schema", "costs", "site", "workloads"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "scrapers").mkdir()
    for verb in [*(ROOT / "scrapers").glob("_*.py")]:
        shutil.copy(verb, folder / "scrapers")
    chance = random.Random(seed)
    for number in range(states):
        if number < MADE:
            _state(folder, f"seller{number:05}", chance)
        else:
            _copied(folder, f"seller{number % MADE:05}", f"seller{number:05}")
    _models(folder / "data/models.toml", states)


def _state(folder: Path, id: str, chance: random.Random) -> None:
    (folder / f"scrapers/{id}.py").write_text(MODULE.format(id=id, name=id.capitalize(), offers=OFFERS))
    changes = list(_changes(id, chance))
    known = replay(id, changes)
    for year in sorted({change.at.year for change in changes}):
        path = folder / f"data/history/{id}/{year}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(spelled_line(change) for change in changes if change.at.year == year))
    (folder / "data/current").mkdir(exist_ok=True)
    (folder / f"data/current/{id}.json").write_text(spelled(known.snapshot()))
    amounts = {one.native_id or "": one.value.amount for one in known.entries.values() if isinstance(one.value, PriceLine)}
    for moved in chance.sample(sorted(amounts), chance.choice((0, 0, 0, 1))):
        amounts[moved] = Decimal(_spelled(chance))
    recording = folder / "recordings" / id
    recording.mkdir(parents=True)
    (recording / "index.yaml").write_text(INDEX.format(id=id, date=SEEN.strftime("%a, %d %b %Y %H:%M:%S GMT")))
    (recording / "prices.html").write_text(_page(amounts))


def _copied(folder: Path, first: str, id: str) -> None:
    """Another seller with the same prices and history: every name of the first is its own, every change has a new id."""
    names = {first.capitalize(): id.capitalize(), first: id}
    paths = [f"scrapers/{first}.py", f"data/current/{first}.json", f"recordings/{first}/index.yaml", f"recordings/{first}/prices.html"]
    for path in [*paths, *(str(year.relative_to(folder)) for year in (folder / f"data/history/{first}").iterdir())]:
        text, to = (folder / path).read_text(), folder / path.replace(first, id)
        for name, own in names.items():
            text = text.replace(name, own)
        if to.suffix == ".jsonl":
            text = CHANGE_ID.sub(lambda found: f'"id":"{change_id(id, found[1])}"', text)
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(text)


def _page(amounts: dict[str, Any]) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>${amount}</td></tr>" for name, amount in amounts.items())
    table = f"<table><thead><tr><th>Model</th><th>Price per image</th></tr></thead><tbody>{rows}</tbody></table>"
    return f'<!doctype html><html lang="en"><head><title>Prices</title></head><body><h1>Prices</h1>{table}</body></html>'


def _changes(id: str, chance: random.Random) -> Iterator[Change]:
    """What was first read, then a move now and then until the last week."""
    lines = {f"m-{n}": _line(id, f"m-{n}", _spelled(chance), BEGIN) for n in range(OFFERS)}
    for name, line in lines.items():
        yield _change(id, name, None, line)
    for at in sorted(BEGIN + timedelta(weeks=chance.randrange(1, 259), minutes=n) for n in range(MOVES)):
        name = chance.choice(list(lines))
        before, lines[name] = lines[name], _line(id, name, _spelled(chance), at)
        yield _change(id, name, before, lines[name])


def _spelled(chance: random.Random) -> str:
    return f"0.{chance.randint(1001, 9999):05}".rstrip("0")


def _line(id: str, name: str, amount: str, at: datetime) -> PriceLine:
    quote = {
        "text": f"${amount}",
        "unit_text": "Price per image",
        "url": PAGE.format(id=id),
        "locator": LOCATOR.format(name=name),
        "captured_at": at,
        "sha256": random.Random(f"{id} {at}").randbytes(32).hex(),  # as hard to compress as a real one
    }
    return PriceLine.model_validate({"billable": "output_image", "unit": "image", "amount": amount, "currency": "USD", "quote": quote})


def _change(id: str, name: str, before: PriceLine | None, after: PriceLine) -> Change:
    at, risen = after.quote.captured_at, before and (after.amount or 0) > (before.amount or 0)
    kind: ChangeKind = "added" if before is None else "increased" if risen else "decreased"
    return Change(
        id=change_id(id, kind, name, at.isoformat()),
        kind=kind,
        subject="price",
        provider=id,
        native_id=name,
        name=name,
        at=at,
        before=before,
        after=after,
        baseline=before is None,
    )


def _models(path: Path, states: int) -> None:
    """The first ten offers of every seller are known models; each model has about twenty sellers."""
    count = max(1, states * MAPPED // PROVIDERS_OF_A_MODEL)
    aliases: dict[int, list[str]] = {n: [] for n in range(count)}
    for number in range(states * MAPPED):
        alias = f'  {{ provider = "seller{number // MAPPED:05}", native_id = "m-{number % MAPPED}" }},\n'
        aliases[number % count].append(alias)
    path.write_text("".join(MODEL.format(n=n, maker=n // 5, aliases="".join(own)) for n, own in aliases.items()))
