"""Everything published beside the pages: `v1/` for programs, feeds, Markdown, badges. All of it from the one published object.

Files are made in memory, then written: the same object gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from pipeline.feeds import feeds
from pipeline.files_formats import as_csv, as_parquet, as_sqlite, package, sums
from pipeline.files_litellm import overlay
from pipeline.files_openrouter import price_lines
from pipeline.files_schema import VERSION, schema
from pipeline.files_tables import Row, Table, plain, tables
from pipeline.files_words import LICENCE, badges, llms, openapi, twins
from pipeline.metadata import BASE_URL
from pipeline.published import Published
from pipeline.words import slug
from schema.prices import Closed

Files = dict[str, bytes]
OF_A_PROVIDER: Final = ("prices", "costs", "status")
OF_A_MODEL: Final = ("prices", "costs", "changes")


def write_files(everything: Published, folder: Path, base_url: str = BASE_URL) -> int:
    """Write every file: `v1/` into `folder`, what stands beside it into the site around it. Says how many."""
    base_url = f"{base_url.rstrip('/')}/"
    made = _everything(everything, base_url)
    for path, content in made.items():
        target = folder / path.removeprefix("v1/") if path.startswith("v1/") else folder.parent / path
        _demand_inside(target, folder.parent)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return len(made)


def documents(everything: Published) -> Files:
    """The JSON files of `v1/` in memory, by their path in it."""
    return _documents(everything, tables(everything), _head(everything, BASE_URL))


def _demand_inside(target: Path, site: Path) -> None:
    if not target.resolve().is_relative_to(site.resolve()):
        raise ValueError(f"{target} is outside {site}")


def _everything(everything: Published, base_url: str) -> Files:
    flat = tables(everything)
    beside = {path: text.encode() for path, text in _beside(everything, base_url)}
    inside = _v1(everything, flat, base_url)
    paths = [*beside, *(f"v1/{name}" for name in (*inside, "openapi.json", "SHA256SUMS"))]
    inside["openapi.json"] = as_json(openapi(paths, flat, base_url))
    inside["SHA256SUMS"] = sums(inside)
    return beside | {f"v1/{name}": content for name, content in inside.items()}


def _beside(everything: Published, base_url: str) -> Iterable[tuple[str, str]]:
    yield from twins(everything).items()
    yield "llms.txt", llms(everything, base_url)
    yield from badges(everything)
    yield from feeds(everything, base_url)


def _v1(everything: Published, flat: Sequence[Table], base_url: str) -> Files:
    taken, left = overlay(everything)
    made = _documents(everything, flat, _head(everything, base_url))
    made |= {f"{table.name}.csv": as_csv(table) for table in flat}
    made |= {"prices.sqlite": as_sqlite(flat), **as_parquet(flat)}
    made |= {"schema.json": as_json(schema(flat, base_url)), "litellm.json": as_json(taken), "litellm-left-out.json": as_json(left)}
    made["openrouter.json"] = as_json(price_lines(everything))
    made["datapackage.json"] = as_json(package(flat, made, str(plain(everything.as_of)), base_url))
    return made


def _head(everything: Published, base_url: str) -> Row:
    return {"$schema": f"{base_url}v1/schema.json", "version": VERSION, "as_of": plain(everything.as_of), "licence": LICENCE}


def _documents(everything: Published, flat: Sequence[Table], head: Row) -> Files:
    made = {f"{table.name}.json": as_json({**head, "file": table.name, table.name: list(table.rows)}) for table in flat}
    return made | _providers(everything, flat, head) | _models(everything, flat, head)


def _providers(everything: Published, flat: Sequence[Table], head: Row) -> Files:
    made: Files = {}
    of = {name: _by(flat, name, "provider") for name in OF_A_PROVIDER}
    who = _by(flat, "providers", "id")
    for seller in everything.sellers:
        rows = {name: of[name].get(seller.id, []) for name in OF_A_PROVIDER}
        body = {"file": "provider", "snapshot": _shape(seller.snapshot), "providers": who[seller.id], **rows}
        made[f"providers/{slug(seller.id)}.json"] = as_json(head | body)
    return made


def _models(everything: Published, flat: Sequence[Table], head: Row) -> Files:
    made: Files = {}
    of = {name: _by(flat, name, "model") for name in OF_A_MODEL}
    for model in everything.models.models:
        rows = {name: of[name].get(model.id, []) for name in OF_A_MODEL}
        made[f"models/{slug(model.id)}.json"] = as_json(head | {"file": "model", "model": _shape(model), **rows})
    return made


def _by(flat: Sequence[Table], name: str, column: str) -> dict[Any, list[Row]]:
    """The rows of a table by one of their columns."""
    found: dict[Any, list[Row]] = {}
    for row in next(table for table in flat if table.name == name).rows:
        found.setdefault(row[column], []).append(row)
    return found


def _shape(model: Closed) -> Any:
    return model.model_dump(mode="json", exclude_defaults=True)


def as_json(value: Any) -> bytes:
    """JSON as we publish it: sorted, indented, a final newline."""
    return (json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
