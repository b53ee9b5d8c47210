"""The tables as CSV, SQLite and Parquet, and their description as a Frictionless data package. The same tables give the same bytes."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import io
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pipeline.files_tables import Column, Row, Table

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
SQL_KINDS: Final = {"flag": "INTEGER", "count": "INTEGER"}
DUCK_KINDS: Final = {
    "amount": "DECIMAL(38,18)",
    "share": "DECIMAL(38,18)",
    "day": "DATE",
    "time": "TIMESTAMP",
    "flag": "BOOLEAN",
    "count": "BIGINT",
}
PACKAGE_KINDS: Final = {"amount": "number", "share": "number", "day": "date", "time": "datetime", "flag": "boolean", "count": "integer"}
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
    # Text to REAL for sorting only: what is shown is the exact text.
    """CREATE VIEW cheapest AS SELECT recipe, model, provider, native_id, dollars, times FROM costs
       WHERE ranked = 1 ORDER BY recipe, CAST(dollars AS REAL), provider, native_id""",
    """CREATE VIEW cheapest_seller_of_each_model AS SELECT recipe, model, provider, native_id, dollars FROM (
       SELECT *, row_number() OVER (PARTITION BY recipe, model ORDER BY CAST(dollars AS REAL), provider, native_id) AS place
       FROM costs WHERE ranked = 1 AND model IS NOT NULL) WHERE place = 1 ORDER BY recipe, CAST(dollars AS REAL)""",
    "CREATE VIEW news AS SELECT at, provider, model, kind, sentence FROM changes ORDER BY at DESC, id",
    """CREATE VIEW unmapped AS SELECT DISTINCT provider, native_id, name FROM prices WHERE model IS NULL
       ORDER BY provider, native_id""",
)


# --- CSV ------------------------------------------------------------------------------------------------------------


def as_csv(table: Table) -> bytes:
    """One table for spreadsheets: no cell can start a formula, names with commas, quotes and line breaks survive."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([cell(column, row[column.name]) for column in table.columns] for row in table.rows)
    return out.getvalue().encode()


def cell(column: Column, value: Any) -> str:
    """A value as a cell; text that a spreadsheet would take for a formula stands behind an apostrophe (CWE-1236)."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = APART.join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if column.kind in ("text", "words") and text.startswith(FORMULA) else text


# --- SQLite ---------------------------------------------------------------------------------------------------------


def as_sqlite(tables: Iterable[Table]) -> bytes:
    """A database of all tables, with indexes and views; amounts are text, because SQLite has no decimals."""
    with sqlite3.connect(":memory:") as base:
        for table in tables:
            base.execute(_create(table))
            marks = ", ".join("?" * len(table.columns))
            base.executemany(f"INSERT INTO {table.name} VALUES ({marks})", (_values(table, row) for row in table.rows))
        for statement in (*INDEXES, *VIEWS):
            base.execute(statement)
        base.commit()
        return base.serialize()


def _create(table: Table) -> str:
    columns = [f'"{column.name}" {SQL_KINDS.get(column.kind, "TEXT")}{" NOT NULL" if column.needed else ""}' for column in table.columns]
    key = [f"PRIMARY KEY ({', '.join(table.key)})"] if table.key else []
    return f"CREATE TABLE {table.name} ({', '.join([*columns, *key])})"


def _values(table: Table, row: Row) -> list[Any]:
    return [APART.join(value) if isinstance(value := row[column.name], list) else value for column in table.columns]


# --- Parquet --------------------------------------------------------------------------------------------------------


def as_parquet(tables: Iterable[Table]) -> dict[str, bytes]:
    """Every table as Parquet with real decimals, the history by year; nothing where duckdb is not installed."""
    if importlib.util.find_spec("duckdb") is None:
        return {}
    import duckdb

    made: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as base:
        for table in tables:
            for path, rows in _parts(table).items():
                made[path] = _parquet(base, Path(folder), table, rows)
    return made


def _parts(table: Table) -> dict[str, list[Row]]:
    if table.name != "history":
        return {f"parquet/{table.name}.parquet": list(table.rows)}
    years = sorted({row["at"][:4] for row in table.rows})
    return {f"parquet/history/year={year}/history.parquet": [row for row in table.rows if row["at"].startswith(year)] for year in years}


def _parquet(base: Any, folder: Path, table: Table, rows: list[Row]) -> bytes:
    source, target = folder / "rows.json", folder / "rows.parquet"
    source.write_text("".join(json.dumps(_flat(row)) + "\n" for row in rows), encoding="utf-8")
    kinds = {column.name: DUCK_KINDS.get(column.kind, "VARCHAR") for column in table.columns}
    read = f"read_json('{source}', format='newline_delimited', columns={_struct(kinds)})" if rows else _nothing(kinds)
    base.execute(f"COPY (SELECT * FROM {read}) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
    return target.read_bytes()


def _flat(row: Row) -> Row:
    return {name: APART.join(value) if isinstance(value, list) else value for name, value in row.items()}


def _struct(kinds: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in kinds.items()) + "}"


def _nothing(kinds: Mapping[str, str]) -> str:
    columns = ", ".join(f'NULL::{kind} AS "{name}"' for name, kind in kinds.items())
    return f"(SELECT {columns}) WHERE false"


# --- what they are, and their sums ----------------------------------------------------------------------------------


def package(tables: Iterable[Table], files: Mapping[str, bytes], as_of: str, base_url: str) -> dict[str, Any]:
    """`datapackage.json`: every CSV with its columns, so that a program needs no guess."""
    return {
        "profile": "tabular-data-package",
        "name": "imageprices",
        "title": "What AI image generation costs",
        "homepage": base_url,
        "version": "1.0.0",
        "created": as_of,
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "resources": [_resource(table, files[f"{table.name}.csv"]) for table in tables],
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    key = {"primaryKey": list(table.key)} if table.key else {}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "description": table.says,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": [_package_field(column) for column in table.columns], "missingValues": [""], **key},
    }


def _package_field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.needed else {}
    if column.among:
        limits["enum"] = list(column.among)
    if column.kind == "amount":
        limits["minimum"] = 0
    said = {"description": column.says} if column.says else {}
    return {"name": column.name, "type": PACKAGE_KINDS.get(column.kind, "string"), **said, **({"constraints": limits} if limits else {})}


def sums(files: Mapping[str, bytes]) -> bytes:
    """`SHA256SUMS`, as `sha256sum --check` reads it."""
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {path}\n" for path, content in sorted(files.items())).encode()
