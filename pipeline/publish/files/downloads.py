"""Everything published beside the pages: `v1/` for programs, feeds, Markdown, badges. All of it from the one published object.

What has a row for each price or change is written row by row; the same object gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.publish.dataset import Published
from pipeline.publish.files.calendars import calendar
from pipeline.publish.files.catalogue_rows import every_table
from pipeline.publish.files.documents import LICENCE, badges, llms, openapi, twins
from pipeline.publish.files.feeds import feeds
from pipeline.publish.files.formats import as_json, compressed, package, sums, write_tables
from pipeline.publish.files.json_schema import VERSION, schema
from pipeline.publish.files.litellm import overlay
from pipeline.publish.files.openrouter import price_lines
from pipeline.publish.files.table_rows import costs_at, costs_of, event_rows, prices_at, provider_row, shaped, status_at
from pipeline.publish.files.table_shapes import DownloadRow, PublishedTable, plain
from pipeline.publish.paging import BUDGET, Budget
from pipeline.text.formatting import slug
from pipeline.text.identity import BASE_URL
from schema.prices import Closed, EntryKey

WrittenFiles = Iterator[tuple[str, bytes]]


def write_files(everything: Published, folder: Path, base_url: str = BASE_URL, budget: Budget = BUDGET) -> int:
    """Write every file: `v1/` into `folder`, what stands beside it into the site around it. Says how many."""
    base_url, site = f"{base_url.rstrip('/')}/", folder.parent
    flat = every_table(everything)
    inside = compressed(folder, write_tables(flat, folder, _head(everything, base_url)), budget.bulk)
    inside += [_write(folder, path, content) for path, content in _documents(everything, flat, base_url)]
    beside = [_write(site, path, text.encode()) for path, text in _beside(everything, base_url, inside, budget)]
    beside.append(_write(site, "feeds/dates.ics", calendar(everything, base_url)))
    inside.append(_write(folder, "datapackage.json", as_json(package(flat, folder, str(plain(everything.as_of)), base_url))))
    inside.append(_write(folder, "index.json", as_json(index(flat, folder, inside, _head(everything, base_url)))))
    paths = [*beside, *(f"v1/{name}" for name in (*inside, "openapi.json", "SHA256SUMS"))]
    inside.append(_write(folder, "openapi.json", as_json(openapi(paths, flat, base_url))))
    _write(folder, "SHA256SUMS", sums(folder, inside))
    return len(paths)


def documents(everything: Published) -> dict[str, bytes]:
    """The JSON files of `v1/` in memory, by their path in it."""
    flat, head = every_table(everything), _head(everything, BASE_URL)
    made = {f"{table.name}.json": as_json({**head, "file": table.name, table.name: list(table.rows)}) for table in flat}
    return made | dict(_catalogue(everything, head))


def index(tables: Iterable[PublishedTable], folder: Path, names: Iterable[str], head: DownloadRow) -> DownloadRow:
    """`index.json`: every file of `v1/`, how large it is, and what it holds."""
    says = {table.name: table.says for table in tables}
    files = [{"path": name, "bytes": (folder / name).stat().st_size, "says": says.get(name.partition(".")[0])} for name in sorted(names)]
    return {**head, "file": "index", "files": files}


def _write(folder: Path, path: str, content: bytes) -> str:
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(f"{target} is outside {folder}")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return path


def _beside(everything: Published, base_url: str, inside: Sequence[str], budget: Budget) -> Iterable[tuple[str, str]]:
    yield from twins(everything, budget).items()
    yield "llms.txt", llms(everything, base_url, inside)
    yield from badges(everything)
    yield from feeds(everything, base_url)


def _documents(everything: Published, flat: Sequence[PublishedTable], base_url: str) -> WrittenFiles:
    head = _head(everything, base_url)
    yield from _catalogue(everything, head)
    taken, left = overlay(everything)
    yield "schema.json", as_json(schema(flat, base_url))
    yield "litellm.json", as_json(taken)
    yield "litellm-left-out.json", as_json(left)
    yield "openrouter.json", as_json(price_lines(everything))


def _head(everything: Published, base_url: str) -> DownloadRow:
    return {"$schema": f"{base_url}v1/schema.json", "version": VERSION, "as_of": plain(everything.as_of), "licence": LICENCE}


def _catalogue(everything: Published, head: DownloadRow) -> WrittenFiles:
    """A file of each seller, and then one of each model, whose prices are gathered on the way."""
    of_models: dict[str, list[DownloadRow]] = {}
    yield from _providers(everything, head, of_models)
    yield from _models(everything, head, of_models)


def _providers(everything: Published, head: DownloadRow, of_models: dict[str, list[DownloadRow]]) -> WrittenFiles:
    gone, unseen = _by_provider(everything.known.missing), _by_provider(everything.known.last_seen)
    for state in everything.states:
        rows = {
            "providers": list(shaped("providers", [provider_row(state)])),
            "prices": list(shaped("prices", prices_at(everything, state))),
            "costs": list(shaped("costs", costs_at(everything, state))),
            "status": list(shaped("status", status_at(state))),
        }
        for row in (row for row in rows["prices"] if row["model"]):
            of_models.setdefault(row["model"], []).append(row)
        said = {"snapshot": _shape(state.snapshot), "missing": gone.get(state.id, []), "last_seen": unseen.get(state.id, [])}
        yield f"providers/{slug(state.id)}.json", as_json({**head, "file": "provider", **said, **rows})


def _by_provider(days: Mapping[EntryKey, date | None]) -> dict[str, list[DownloadRow]]:
    """The keys of price lines, rules and plans with a day, provider by provider, without the provider they begin with."""
    found: dict[str, list[DownloadRow]] = {}
    for (provider, *key), day in days.items():
        if day:
            found.setdefault(provider, []).append({"key": [provider, *key], "since": day.isoformat()})
    return found


def _models(everything: Published, head: DownloadRow, prices: Mapping[str, list[DownloadRow]]) -> WrittenFiles:
    changes = _changes_of_models(everything)
    for model in everything.models.models:
        rows = {
            "prices": prices.get(model.id, []),
            "costs": list(shaped("costs", costs_of(everything, model))),
            "changes": changes.get(model.id, []),
        }
        yield (
            f"models/{slug(model.id)}.json",
            as_json({**head, "file": "model", "model": _shape(everything.models.on_day(model, everything.judged_on)), **rows}),
        )


def _changes_of_models(everything: Published) -> dict[str, list[DownloadRow]]:
    found: dict[str, list[DownloadRow]] = {}
    for row in shaped("changes", event_rows(everything.told.those(lambda head: bool(head.model) and not head.baseline))):
        found.setdefault(row["model"], []).append(row)
    return found


def _shape(model: Closed) -> Any:
    return model.model_dump(mode="json", exclude_defaults=True)
