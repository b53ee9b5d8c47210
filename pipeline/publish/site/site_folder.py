"""The folder a site is made in: what stands in it beside the pages, and what each of it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.publish.dataset import Published
from pipeline.publish.paging import BUDGET, Budget
from pipeline.text.formatting import slug
from pipeline.text.identity import BASE_URL, HOME

ALL: Final = ("feeds/all.atom", "imageprices: all changes")
WAITING: Final = ("feeds/maintainers.atom", "imageprices: held and failed")
PACKAGE: Final = "v1/datapackage.json"
BESIDE: Final = {
    "v1/index.json": "every file of v1/ with its size and what it holds",
    "v1/prices.sqlite": "all tables as one database, with views such as cheapest and news",
    "v1/schema.json": "the shape of each JSON file, as one JSON Schema",
    "v1/openapi.json": "every address, for tools that make clients",
    "v1/datapackage.json": "the tables as a Frictionless data package",
    "v1/SHA256SUMS": "for sha256sum --check",
    "v1/litellm.json": "prices as litellm.register_model takes them",
    "v1/litellm-left-out.json": "what that can't express, each with the reason",
    "v1/openrouter.json": "prices as OpenRouter's image API spells them",
    "v1/providers/": "a file a seller: everything of it, with its whole snapshot",
    "v1/models/": "a file a model: its prices, costs and changes at every seller",
    "v1/parquet/": "the tables with real decimals; the history by year",
    "feeds/all.atom": "changes as a feed; one of each seller and model too",
    "badges/": "a picture a model and standard image, with the maker's own price",
    "llms.txt": "the main pages for programs that read",
    "index.md": "the comparison as Markdown",
}


class DataSet(NamedTuple):
    """One table: what it holds, and its formats as pairs of name and address."""

    name: str
    says: str
    formats: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a site is made, its address, which repository makes it, how much a page holds. What stands there already is linked."""

    out: Path
    base_url: str = BASE_URL
    repository: str = HOME
    budget: Budget = BUDGET

    def feeds(self, everything: Published, page: str) -> list[tuple[str, str]]:
        """The Atom feeds a page names: that of all changes, and the page's own."""
        own = WAITING if page == "status.html" else _own(everything, page)
        return [feed for feed in (ALL, own) if feed and (self.out / feed[0]).exists()]

    def every_feed(self, everything: Published) -> dict[str, list[tuple[str, str]]]:
        """The feeds of sellers and of models, each with the name of what it tells about."""
        names = {"providers": dict(everything.names), "models": {model.id: model.name for model in everything.models.models}}
        return {kind: [(_feed(kind, id), name) for id, name in each.items()] for kind, each in names.items()}

    def tables(self) -> list[DataSet]:
        """The tables of `v1/` as its own description lists them, each with the formats it was written in."""
        path = self.out / PACKAGE
        listed = json.loads(path.read_bytes())["resources"] if path.exists() else []
        return [DataSet(entry["name"], entry["description"], self._formats(entry["name"])) for entry in listed]

    def _formats(self, name: str) -> list[tuple[str, str]]:
        paths = [("JSON", f"v1/{name}.json"), ("CSV", f"v1/{name}.csv"), ("Parquet", f"v1/parquet/{name}.parquet")]
        found = [(said, self.there(path)) for said, path in paths]
        return [(f"{said}, gzip" if path.endswith(".gz") else said, path) for said, path in found if (self.out / path).exists()]

    def there(self, path: str) -> str:
        """A file under the name it has: a large table is compressed."""
        return f"{path}.gz" if (self.out / f"{path}.gz").exists() else path

    def beside(self) -> list[tuple[str, str]]:
        """The other files there are, with what they hold; one that nothing is said of is listed by its name."""
        of_tables = {path for table in self.tables() for _, path in table.formats}
        found = {path.relative_to(self.out).as_posix() for path in (self.out / "v1").glob("*") if path.is_file()} - of_tables
        known = {path: says for name, says in BESIDE.items() if (self.out / (path := self.there(name))).exists()}
        return [*known.items(), *((path, "") for path in sorted(found - known.keys()))]


def _feed(kind: str, id: str) -> str:
    return f"feeds/{kind}/{slug(id)}.atom"


def _own(everything: Published, page: str) -> tuple[str, str] | None:
    """The feed of the seller or model a page is about."""
    kind, _, id = page.removesuffix(".html").partition("/")
    model = everything.models.get(id) if kind == "models" else None
    name = everything.names.get(id) if kind in ("providers", "evidence") else model.name if model else None
    return (_feed("models" if model else "providers", id), f"imageprices: {name}") if name else None
