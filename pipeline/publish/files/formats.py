"""The tables as JSON, CSV, SQLite and Parquet, and their description as a Frictionless data package. The same tables give the same bytes.

A format is a writer that takes one row after another, so that no table has to be in memory, and each row is made once for all.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import importlib.util
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Final, TextIO

from pipeline.publish.files.json_schema import VERSION
from pipeline.publish.files.table_shapes import DownloadRow, PublishedColumn, PublishedTable
from pipeline.text.canonical_json import indented

Write = Callable[[DownloadRow], object]
INDENTED: Final = "\n  "  # where the lines of a row begin
BATCH: Final = 1000  # rows that go into the database at once
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SQL_KINDS: Final = {"flag": "INTEGER", "count": "INTEGER"}
DUCK_KINDS: Final = {
    "amount": "DECIMAL(38,24)",
    "share": "DECIMAL(38,18)",
    "day": "DATE",
    "time": "TIMESTAMP",
    "flag": "BOOLEAN",
    "count": "BIGINT",
}
PACKAGE_KINDS: Final = {"amount": "number", "share": "number", "day": "date", "time": "datetime", "flag": "boolean", "count": "integer"}
HISTORY: Final = "history"
APART: Final = "; "  # between the words of one cell
INDEXES: Final = (
    "CREATE INDEX prices_offer ON prices (provider, native_id)",
    "CREATE INDEX prices_model ON prices (model, billable, unit)",
    "CREATE INDEX costs_recipe ON costs (recipe, model, provider)",
    "CREATE INDEX changes_at ON changes (at)",
    "CREATE INDEX history_offer ON history (provider, native_id, at)",
    "CREATE INDEX aliases_model ON aliases (model)",
)
VIEWS: Final = (
    """CREATE VIEW cheapest AS SELECT recipe, model, provider, native_id, dollars, times FROM costs
       WHERE standing = 'leads' ORDER BY recipe, position""",
    """CREATE VIEW cheapest_seller_of_each_model AS SELECT recipe, model, provider, native_id, dollars FROM (
       SELECT *, row_number() OVER (PARTITION BY recipe, model ORDER BY position) AS place
       FROM costs WHERE standing = 'leads' AND model IS NOT NULL) WHERE place = 1 ORDER BY recipe, position""",
    "CREATE VIEW news AS SELECT at, provider, model, kind, sentence FROM changes ORDER BY at DESC, id",
    """CREATE VIEW unmapped AS SELECT DISTINCT provider, native_id, name FROM prices WHERE model IS NULL
       ORDER BY provider, native_id""",
)


def write_tables(tables: Sequence[PublishedTable], folder: Path, head: DownloadRow) -> list[str]:
    """Every table in every format into a folder; says which files it made."""
    folder.mkdir(parents=True, exist_ok=True)
    with as_sqlite(folder / "prices.sqlite") as base, as_parquet(folder) as lake:
        for table in tables:
            with ExitStack() as open_files:
                writers = [
                    open_files.enter_context(as_json_rows(table, folder / f"{table.name}.json", head)),
                    open_files.enter_context(as_csv(table, folder / f"{table.name}.csv")),
                    open_files.enter_context(_as_table(table, base)),
                    open_files.enter_context(_as_lake(table, lake)),
                ]
                for row in table.rows:
                    for write in writers:
                        write(row)
        for statement in (*INDEXES, *VIEWS):
            base.execute(statement)
        _tell_about(base, head)
    rows = [f"{table.name}.{format}" for table in tables for format in ("json", "csv")]
    return [*rows, "prices.sqlite", *(lake.made if lake else ())]


def compressed(folder: Path, names: Iterable[str], most: int) -> list[str]:
    """The files, those of more bytes than that as `NAME.gz`: what a reader downloads whole is a tenth of it then."""
    return [_compressed(folder, name) if (folder / name).stat().st_size > most else name for name in names]


def _compressed(folder: Path, name: str) -> str:
    whole = folder / name
    with whole.open("rb") as bare, (folder / f"{name}.gz").open("wb") as file, gzip.GzipFile("", "wb", 6, file, 0) as packed:
        shutil.copyfileobj(bare, packed)
    whole.unlink()
    return f"{name}.gz"


# --- JSON -----------------------------------------------------------------------------------------------------------


@contextmanager
def as_json_rows(table: PublishedTable, path: Path, head: DownloadRow) -> Iterator[Write]:
    """A table as one JSON object with its rows under its name: what `as_json` says of all of it."""
    before, after = as_json({**head, "file": table.name, table.name: []}).decode().split(f'"{table.name}": []')
    between = f'{before}"{table.name}": ['
    with path.open("w", encoding="utf-8", newline="") as file:

        def write(row: DownloadRow) -> None:
            nonlocal between
            file.write(f"{between}\n  {indented(row, INDENTED, ' ')}")
            between = ","

        yield write
        file.write(f"\n ]{after}" if between == "," else f"{between}]{after}")


def as_json(value: Any) -> bytes:
    """JSON as we publish it: sorted, indented, a final newline."""
    return (indented(value, step=" ") + "\n").encode()


# --- CSV ------------------------------------------------------------------------------------------------------------


@contextmanager
def as_csv(table: PublishedTable, path: Path) -> Iterator[Write]:
    """One table for spreadsheets: no cell can start a formula, names with commas, quotes and line breaks survive."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:  # a mark, or a spreadsheet takes it for its own code page
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([column.name for column in table.columns])
        columns = [(column, column.name) for column in table.columns]
        yield lambda row: writer.writerow(["" if (value := row[name]) is None else cell(column, value) for column, name in columns])


def cell(column: PublishedColumn, value: Any) -> str:
    """A value as a cell; text that a spreadsheet would take for a formula stands behind an apostrophe (CWE-1236)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = APART.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if column.kind in ("text", "words") and text.startswith(FORMULA) else text


# --- SQLite ---------------------------------------------------------------------------------------------------------


@contextmanager
def as_sqlite(path: Path) -> Iterator[sqlite3.Connection]:
    """A database for all tables, with indexes and views; amounts are text, because SQLite has no decimals."""
    with closing(sqlite3.connect(path)) as base:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")
        yield base
        base.commit()
    with path.open("r+b") as file:  # how often it was written, and by which version: both say nothing of the prices
        for place, length in ((24, 4), (92, 8)):
            file.seek(place)
            file.write(bytes(length))


def _tell_about(base: sqlite3.Connection, head: DownloadRow) -> None:
    """Licence, day and version inside the database, where they can't be lost."""
    base.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    base.executemany("INSERT INTO about VALUES (?, ?)", sorted((name, str(value)) for name, value in head.items()))


@contextmanager
def _as_table(table: PublishedTable, base: sqlite3.Connection) -> Iterator[Write]:
    base.execute(_create(table))
    into, waiting = f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(table.columns))})', list[list[Any]]()

    def write(row: DownloadRow) -> None:
        waiting.append(_values(table, row))
        if len(waiting) >= BATCH:
            base.executemany(into, waiting)
            waiting.clear()

    yield write
    base.executemany(into, waiting)


def _create(table: PublishedTable) -> str:
    columns = [f'"{column.name}" {SQL_KINDS.get(column.kind, "TEXT")}{" NOT NULL" if column.needed else ""}' for column in table.columns]
    key = [f"PRIMARY KEY ({', '.join(table.key)})"] if table.key else []
    return f'CREATE TABLE "{table.name}" ({", ".join([*columns, *key])})'


def _values(table: PublishedTable, row: DownloadRow) -> list[Any]:
    return [APART.join(value) if type(value := row[column.name]) is list else value for column in table.columns]


# --- Parquet --------------------------------------------------------------------------------------------------------


class Lake:
    """A folder of Parquet files, made from rows that wait as lines in another."""

    def __init__(self, base: Any, folder: Path, waiting: Path) -> None:
        self.base, self.folder, self.waiting = base, folder, waiting
        self.made: list[str] = []

    def pour(self, table: PublishedTable, path: str, rows: Path | None) -> None:
        """One file of rows, with real decimals."""
        kinds = {column.name: DUCK_KINDS.get(column.kind, "VARCHAR") for column in table.columns}
        read = f"read_json('{rows}', format='newline_delimited', columns={_struct(kinds)})" if rows else _nothing(kinds)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.base.execute(f"COPY (SELECT * FROM {read}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        self.made.append(path)


@contextmanager
def as_parquet(folder: Path) -> Iterator[Lake | None]:
    """Where tables become Parquet; nothing where duckdb is not installed."""
    if importlib.util.find_spec("duckdb") is None:
        yield None
        return
    import duckdb

    with tempfile.TemporaryDirectory() as waiting, duckdb.connect(config={"threads": 1, "memory_limit": "512MB"}) as base:
        yield Lake(base, folder, Path(waiting))


@contextmanager
def _as_lake(table: PublishedTable, lake: Lake | None) -> Iterator[Write]:
    """Every table is a file, the history one a year."""
    if lake is None:
        yield lambda row: None
        return
    files: dict[str, TextIO] = {}
    with ExitStack() as open_files:

        def write(row: DownloadRow) -> None:
            path = _part(table, row)
            if path not in files:
                files[path] = open_files.enter_context((lake.waiting / f"{table.name}-{len(files)}.json").open("w", encoding="utf-8"))
            files[path].write(json.dumps(_flat(row)) + "\n")

        yield write
    for path, file in sorted(files.items()):
        lake.pour(table, path, Path(file.name))
        Path(file.name).unlink()
    if not files and table.name != HISTORY:
        lake.pour(table, _part(table, {}), None)


def _part(table: PublishedTable, row: DownloadRow) -> str:
    return f"parquet/{table.name}/year={row['at'][:4]}/history.parquet" if table.name == HISTORY else f"parquet/{table.name}.parquet"


def _flat(row: DownloadRow) -> DownloadRow:
    return {name: APART.join(value) if type(value) is list else value for name, value in row.items()}


def _struct(kinds: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items()) + "}"


def _nothing(kinds: Mapping[str, str]) -> str:
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in kinds.items())
    return f"(SELECT {columns}) WHERE false"


# --- what they are, and their sums ----------------------------------------------------------------------------------


def package(tables: Iterable[PublishedTable], folder: Path, as_of: str, base_url: str) -> dict[str, Any]:
    """`datapackage.json`: every CSV with its columns, so that a program needs no guess."""
    return {
        "profile": "tabular-data-package",
        "name": "imageprices",
        "title": "What AI image generation costs",
        "homepage": base_url,
        "version": VERSION,
        "created": as_of,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [_resource(table, _there(folder, f"{table.name}.csv")) for table in tables],
    }


def _there(folder: Path, name: str) -> Path:
    bare = folder / name
    return bare if bare.exists() else folder / f"{name}.gz"


def _resource(table: PublishedTable, path: Path) -> dict[str, Any]:
    packed = {"compression": "gz"} if path.suffix == ".gz" else {}
    key = {"primaryKey": list(table.key)} if table.key else {}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.says,
        "path": path.name,
        "format": "csv",
        **packed,
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{sha256(path)}",
        "schema": {"fields": [_package_field(column) for column in table.columns], "missingValues": [""], **key},
    }


def _package_field(column: PublishedColumn) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.needed else {}
    if column.among:
        limits["enum"] = list(column.among)
    if column.kind == "amount":
        limits["minimum"] = 0
    said = {"description": column.says} if column.says else {}
    return {"name": column.name, "type": PACKAGE_KINDS.get(column.kind, "string"), **said, **({"constraints": limits} if limits else {})}


def sums(folder: Path, paths: Iterable[str]) -> bytes:
    """`SHA256SUMS` of a folder's files, as `sha256sum --check` reads it."""
    return "".join(f"{sha256(folder / path)}  {path}\n" for path in sorted(paths)).encode()


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
