"""A made-up seller, Acme, and recordings of it: two pages of prices that a test writes word by word."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from types import ModuleType

import yaml

import scrapers
from pipeline.update import provider_update
from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers import _registry
from scrapers._drafts import offer, plan, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

PRICES = "https://acme.example/prices.md"
MORE = "https://acme.example/more.md"
TWIN = "https://acme.example/more.txt"
DAY = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _pricing(page: Page) -> Iterator[Draft]:
    for row in page.table("Model", "Price per image").rows:
        yield offer(row["Model"].text, price(row["Price per image"].found(), "output_image", "image", "Price per image", currency="USD"))
    for words in page.sentences(r"Plan (?P<name>\w+): (?P<price>\$[\d.]+) a month for (?P<credits>[\d,]+) credits"):
        yield plan(words["name"], words["name"], words.found("price"), "month", credits=words.found("credits"), currency="USD")
    for words in page.sentences(r"(?P<model>\w+) retires on (?P<day>[\d-]+)\."):
        yield rule("retires", words["day"], words.found("day"), words["model"])


def _tokens(page: Page) -> Iterator[Draft]:
    for row in page.table("Model", "Per 1M tokens").rows:
        yield offer(
            row["Model"].text, price(row["Per 1M tokens"].found(), "output_image", "million_tokens", "Per 1M tokens", currency="USD")
        )


def _crash(page: Page) -> Iterator[Draft]:
    raise LayoutChanged(page.url, "a page that is never read", "one")
    yield


ACME = Provider(
    name="Acme",
    home="https://acme.example",
    kind="reseller",
    seen="reconstruction",
    seen_on=date(2026, 3, 1),
    pages=(
        PageSpec(PRICES, "markdown", _pricing, prices=(1, 200), identity=("Acme prices",)),
        PageSpec(MORE, "markdown", _tokens, prices=(1, 200)),
        PageSpec(TWIN, "text", _tokens, prices=(1, 200), twin_of=MORE),
    ),
)


@contextmanager
def acme(provider: Provider = ACME, reader: Path = Path(__file__)) -> Iterator[None]:
    """Acme is the only provider there is, inside; what others change in the readers meanwhile does not matter: `reader` is its code."""
    with only({"acme": provider}, reader):
        yield


@contextmanager
def only(providers: Mapping[str, Provider], reader: Path = Path(__file__)) -> Iterator[None]:
    """These are all the providers there are, inside."""
    real, folder, version = pkgutil.iter_modules, str(Path(scrapers.__file__).parent), provider_update.reader_version
    outer = {name: sys.modules.get(name) for name in (f"scrapers.{id}" for id in providers)}
    for id, provider in providers.items():
        module = ModuleType(f"scrapers.{id}")
        module.PROVIDER = provider  # type: ignore[attr-defined]
        sys.modules[module.__name__] = module

    def listed(path=None, prefix=""):
        return iter([pkgutil.ModuleInfo(None, id, False) for id in providers]) if path == [folder] else real(path, prefix)  # type: ignore[arg-type]

    pkgutil.iter_modules, provider_update.reader_version = listed, lambda provider: reader.name  # type: ignore[assignment]
    _forget()
    try:
        yield
    finally:
        pkgutil.iter_modules, provider_update.reader_version = real, version
        for name, module in outer.items():
            sys.modules.pop(name)
            if module:
                sys.modules[name] = module
        _forget()


def _forget() -> None:
    _registry.provider_ids.cache_clear()
    _registry.load.cache_clear()


def prices_page(prices: Mapping[str, str], more: str = "") -> str:
    """Acme's page of prices per image."""
    rows = "\n".join(f"| {model} | {words} |" for model, words in prices.items())
    return f"# Acme prices\n\n| Model | Price per image |\n| --- | --- |\n{rows}\n\n{more}\n"


def tokens_page(prices: Mapping[str, str]) -> str:
    """Acme's page of prices per million tokens."""
    rows = "\n".join(f"| {model} | {words} |" for model, words in prices.items())
    return f"# More\n\n| Model | Per 1M tokens |\n| --- | --- |\n{rows}\n"


def record(folder: Path, pages: Mapping[str, str | int], at: datetime = DAY, **headers: str) -> Path:
    """A recording of Acme in a set: a page's words, or a status without any; by address."""
    where = folder / "acme"
    where.mkdir(parents=True, exist_ok=True)
    interactions = []
    for number, (url, body) in enumerate(pages.items()):
        name = f"{number:02}.txt"
        (where / name).write_text(body if isinstance(body, str) else "no", encoding="utf-8")
        kind = "text/plain" if url.endswith(".txt") else "text/markdown"
        sent = {
            "content-type": [f"{kind}; charset=utf-8"],
            "date": [format_datetime(at, usegmt=True)],
            **{key: [value] for key, value in headers.items()},
        }
        status = {"code": 200 if isinstance(body, str) else body, "message": ""}
        interactions.append(
            {
                "request": {"method": "GET", "uri": url, "body": "", "headers": {}},
                "response": {"status": status, "headers": sent, "body": {"file": name}},
            }
        )
    (where / "index.yaml").write_text(yaml.safe_dump({"note": "made up", "interactions": interactions, "version": 1}), encoding="utf-8")
    return folder
