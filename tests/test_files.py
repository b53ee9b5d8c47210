"""The files of `v1/`: every format holds the same rows and the same decimals, and strangers' tools accept them."""

from __future__ import annotations

import copy
import csv
import hashlib
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Package
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import validate as validate_openapi

from pipeline.publish.dataset import published
from pipeline.publish.files.catalogue_rows import every_table
from pipeline.publish.files.downloads import write_files
from pipeline.publish.files.formats import FORMULA
from pipeline.publish.files.table_shapes import PublishedRows, PublishedTable
from schema.amounts import spell
from tests.built import BASE, HERE, as_built, few, few_files, site

NAMES = (
    "prices",
    "costs",
    "providers",
    "models",
    "aliases",
    "plans",
    "allowances",
    "takes",
    "plan-costs",
    "rules",
    "changes",
    "history",
    "status",
    "capabilities",
    "ends",
    "ratings",
)


@cache
def flat() -> dict[str, PublishedTable]:
    """The tables, their rows made once for all formats: on what plans come to is reckoned for seconds."""
    return {table.name: table._replace(rows=PublishedRows(partial(iter, list(table.rows)))) for table in every_table(as_built())}


def load(path: str) -> Any:
    return json.loads((site() / path).read_text(encoding="utf-8"))


@cache
def validator() -> Draft202012Validator:
    schema = load("v1/schema.json")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def rows_as_text(table: PublishedTable) -> list[dict[str, Any]]:
    """The rows as a flat format says them: lists joined."""
    return [{name: "; ".join(value) if isinstance(value, list) else value for name, value in row.items()} for row in table.rows]


def test_openrouters_spelling_says_each_offer_whole_or_not_at_all():
    """Every offer is an endpoint of its model or left out with a reason; what stands there are its own lines, to the digit."""
    said = load("v1/openrouter.json")
    endpoints = {(one["provider_slug"], one["model"]): one["pricing"] for model in said["data"] for one in model["endpoints"]}
    left = {(one["provider"], one["native_id"]): one["reason"] for one in said["left_out"]}
    offers = {(state.id, offer.native_id): offer for state in as_built().states for offer in state.snapshot.offers}
    assert not endpoints.keys() & left.keys()
    assert offers.keys() == endpoints.keys() | left.keys()
    assert len(endpoints) > 60 and all(left.values())
    scale = {"image": 1, "megapixel": 1, "token": 1_000_000}
    for key, pricing in endpoints.items():
        amounts = {line.amount for line in offers[key].prices}
        assert {Decimal(line["cost_usd"]) * scale[line["unit"]] for line in pricing} <= amounts
        assert len({(line["billable"], line.get("variant")) for line in pricing}) == len(pricing)
    (google,) = (model for model in said["data"] if model["id"] == "nano-banana")
    lines = next(one["pricing"] for one in google["endpoints"] if one["provider_slug"] == "openrouter")
    assert {"billable": "output_image", "unit": "token", "cost_usd": "0.00003"} in lines


def test_the_price_rows_are_those_of_the_published_object():
    """Every price line of every seller is a row, with its exact amount."""
    lines = [
        (state.id, offer.native_id, line.billable, line.unit, None if line.amount is None else spell(line.amount))
        for state in as_built().states
        for offer in state.snapshot.offers
        for line in offer.prices
    ]
    assert lines == [
        tuple(row[n] for n in ("provider", "native_id", "billable", "unit", "amount")) for row in load("v1/prices.json")["prices"]
    ]
    assert len(lines) > 1000


def test_the_cost_rows_are_the_ranking_the_site_shows():
    """Rank, seller and dollars are those of the market the pages are rendered from."""
    for recipe, market in as_built().markets.items():
        told = [row for row in load("v1/costs.json")["costs"] if row["recipe"] == recipe and row["ranked"]]
        assert [(r.cost.provider, r.cost.native_id, spell(r.dollars)) for r in market.ranked] == [
            (row["provider"], row["native_id"], row["dollars"]) for row in told
        ]


@pytest.mark.parametrize("name", NAMES)
def test_csv_says_the_same(name):
    """Read back, a CSV has the rows and decimals of the object."""
    table = flat()[name]
    with (site() / f"v1/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        read = list(csv.DictReader(file))
    expected = [
        {n: "" if v is None else str(v).lower() if isinstance(v, bool) else str(v) for n, v in row.items()} for row in rows_as_text(table)
    ]
    assert expected == [{n: v[1:] if v[:1] == "'" and v[1:].startswith(FORMULA) else v for n, v in row.items()} for row in read]


@pytest.mark.parametrize("name", NAMES)
def test_sqlite_says_the_same(name):
    """Amounts are text in SQLite, digit by digit those of the object."""
    table = flat()[name]
    with sqlite3.connect(site() / "v1/prices.sqlite") as base:
        base.row_factory = sqlite3.Row
        read = [dict(row) for row in base.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
    assert rows_as_text(table) == read


@pytest.mark.parametrize("name", NAMES)
def test_parquet_says_the_same(name):
    """Amounts are DECIMAL in Parquet, equal to those of the object; the history is read in place from its partitions."""
    table = flat()[name]
    where = "parquet/history/*/*.parquet" if name == "history" else f"parquet/{name}.parquet"
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    with duckdb.connect() as base:
        read = base.execute(f"SELECT {columns} FROM read_parquet('{site() / 'v1' / where}')").fetchall()
    assert len(table.rows) == len(read)
    amounts = [at for at, column in enumerate(table.columns) if column.kind in ("amount", "share")]
    names = [column.name for column in table.columns]
    for row, told in zip(table.rows, read, strict=True):
        for at in amounts:
            assert told[at] is None or isinstance(told[at], Decimal)
            assert (None if row[names[at]] is None else Decimal(row[names[at]])) == told[at]
    texts = [at for at, column in enumerate(table.columns) if column.kind == "text"]
    assert [[row[names[at]] for at in texts] for row in table.rows] == [[told[at] for at in texts] for told in read]


def test_sqlite_has_views_a_person_wants():
    """The cheapest seller of each model, in order of price."""
    with sqlite3.connect(site() / "v1/prices.sqlite") as base:
        rows = base.execute("SELECT model, dollars FROM cheapest_seller_of_each_model WHERE recipe = 'standard'").fetchall()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(rows) > 20
    assert [Decimal(dollars) for _, dollars in rows] == sorted(Decimal(dollars) for _, dollars in rows)


def test_every_json_file_follows_the_schema():
    """Any validator accepts every file that names the schema; only files with formats of their own name none. A row of a table that was
    accepted is not looked at again where it stands in the file of its seller or model too; another one is."""
    named, accepted = 0, dict[str, set[str]]()
    for path in sorted((site() / "v1").rglob("*.json"), key=lambda path: (len(path.parts), path)):
        made = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(made, dict) or made.get("$schema") != f"{BASE}v1/schema.json":
            assert path.name in (
                "schema.json",
                "openapi.json",
                "datapackage.json",
                "litellm.json",
                "litellm-left-out.json",
                "openrouter.json",
            )
            continue
        for table, rows in [(table, rows) for table, rows in made.items() if table in accepted]:
            made[table] = [row for row in rows if json.dumps(row) not in accepted[table]] or rows[:1]
        assert [] == [error.message for error in validator().iter_errors(made)][:3], path
        if path.parent == site() / "v1":
            accepted |= {table: {json.dumps(row) for row in rows} for table, rows in made.items() if table == path.stem}
        named += 1
    assert named > 100
    assert load("v1/schema.json")["$id"] == f"{BASE}v1/schema.json"


def test_check_jsonschema_accepts_the_prices():
    """So does the command other people use."""
    program = Path(sys.executable).with_name("check-jsonschema")
    done = subprocess.run(
        [program, "--schemafile", site() / "v1/schema.json", site() / "v1/prices.json"], capture_output=True, text=True, check=False
    )
    assert 0 == done.returncode, done.stdout + done.stderr


def _negative(file):
    file["prices"][0]["amount"] = "-0.04"


def _no_unit(file):
    del file["prices"][0]["unit"]


def _unknown_key(file):
    file["prices"][0]["discount"] = "0.1"


def _a_float(file):
    file["prices"][0]["amount"] = 0.04


def _trailing_zeros(file):
    file["prices"][0]["amount"] = "0.040"


def _exponent(file):
    file["prices"][0]["amount"] = "4E-2"


def _other_unit(file):
    file["prices"][0]["unit"] = "hectare"


def _no_evidence(file):
    file["prices"][0]["quote_text"] = None


def _other_file(file):
    file["file"] = "gossip"


def _whole_key(file):
    file["more"] = 1


@pytest.mark.parametrize(
    "spoil",
    [_negative, _no_unit, _unknown_key, _a_float, _trailing_zeros, _exponent, _other_unit, _no_evidence, _other_file, _whole_key],
)
def test_the_schema_refuses(spoil):
    """A wrong file is refused by its schema alone."""
    made = copy.deepcopy(load("v1/prices.json"))
    made["prices"] = made["prices"][:2]
    assert validator().is_valid(made)
    spoil(made)
    assert not validator().is_valid(made)


@pytest.mark.parametrize("wrong", ["-1", "1.", "01", "1.0", "٣"])
def test_the_schema_refuses_amounts_in_nested_shapes(wrong):
    """The snapshot inside a provider's file is held to the same amounts."""
    made = load("v1/providers/openai.json")
    made["snapshot"]["offers"][0]["prices"][0]["amount"] = wrong
    assert not validator().is_valid(made)


def test_frictionless_accepts_the_package():
    """`frictionless validate` reads every cell with its declared type."""
    report = Package(str(site() / "v1/datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "message"])[:5]
    assert len(report.tasks) == len(NAMES)


def test_openapi_is_valid_and_every_path_is_there():
    """The description validates, and each of its paths is a file of the site."""
    spec = load("v1/openapi.json")
    validate_openapi(spec)
    assert len(spec["paths"]) > 300
    assert [] == [path for path in spec["paths"] if not (site() / path.lstrip("/")).is_file()]
    told = {path.lstrip("/") for path in spec["paths"]}
    assert set() == {path.relative_to(site()).as_posix() for path in site().rglob("*") if path.is_file()} - told


def test_the_sums_are_right():
    """SHA256SUMS covers every file of v1 but itself."""
    lines = [line.split("  ", 1) for line in (site() / "v1/SHA256SUMS").read_text().splitlines()]
    for digest, path in lines:
        assert digest == hashlib.sha256((site() / "v1" / path).read_bytes()).hexdigest(), path
    files = {path.relative_to(site() / "v1").as_posix() for path in (site() / "v1").rglob("*") if path.is_file()}
    assert files - {"SHA256SUMS"} == {path for _, path in lines}


def test_the_same_object_gives_the_same_bytes(tmp_path):
    """Two builds are equal to the byte, databases included."""
    write_files(published(few()), tmp_path / "v1", BASE)
    names = {path.relative_to(few_files()) for path in few_files().rglob("*") if path.is_file()}
    assert names == {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert [] == [name for name in sorted(names) if (few_files() / name).read_bytes() != (tmp_path / name).read_bytes()]


def test_without_duckdb_there_is_no_parquet_and_everything_else(tmp_path, monkeypatch):
    """Parquet is an extra: without it the other files are made, and nothing names a file that is not there."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    write_files(published(few()), tmp_path / "v1", BASE)
    assert not (tmp_path / "v1/parquet").exists()
    spec = json.loads((tmp_path / "v1/openapi.json").read_text())
    assert all((tmp_path / path.lstrip("/")).is_file() for path in spec["paths"])


def test_a_badge_says_the_makers_price():
    """`nano-banana-2 · medium 1024² · $0.067`."""
    badge = (site() / "badges/nano-banana-2/standard.svg").read_text()
    assert "nano-banana-2 · medium 1024²" in badge and "$0.067" in badge


def test_the_markdown_twins_have_the_ranking():
    """`index.md` has one row per ranked answer; `llms.txt` links only files that are there."""
    ranked = as_built().markets["standard"].ranked
    assert len(ranked) == sum(
        1 for line in (site() / "index.md").read_text().splitlines() if line.startswith("| ") and line.split(" | ")[0][2:].isdigit()
    )
    links = [line.split("](")[1].split(")")[0] for line in (site() / "llms.txt").read_text().splitlines() if line.startswith("- [")]
    assert [] == [link for link in links if not (site() / link.removeprefix(BASE)).is_file()]


def test_what_is_held_is_not_published_as_a_price():
    """A change that is held has no new amount in any file."""
    held = [row for row in load("v1/changes.json")["changes"] if row["kind"] == "held"]
    assert held
    assert all(row["new"] is None and row["ratio"] is None for row in held)


def test_every_address_in_the_documentation_is_there():
    """docs/api.md names only files that are made, and every table."""
    text = (HERE.parent / "docs" / "api.md").read_text(encoding="utf-8")
    named = {
        name
        for line in text.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`((?:v1|feeds)/[^`<]+|[a-z/]+\.(?:md|txt))`", line.split(" | ")[0])
    }
    assert len(named) > 15
    assert [] == [name for name in sorted(named) if not (site() / name).is_file()]
    assert {f"v1/{name}.json" for name in NAMES} <= named


def test_the_index_names_every_file_with_its_size():
    """What there is, for a program that does not read documentation."""
    listed = json.loads((site() / "v1/index.json").read_text())["files"]
    assert {entry["path"] for entry in listed} >= {"prices.json", "prices.csv", "prices.sqlite", "schema.json", "changes.json"}
    assert all((site() / "v1" / entry["path"]).stat().st_size == entry["bytes"] for entry in listed)


def test_a_database_says_its_licence_day_and_version():
    """Where they can't be lost."""
    with closing(sqlite3.connect(site() / "v1/prices.sqlite")) as base:
        said = dict(base.execute("SELECT name, value FROM about"))
    assert {"licence", "as_of", "version"} <= said.keys()


def test_price_lines_are_filtered_by_what_they_are():
    """Missing, held, stale, retired: flags; and the day each line was last seen."""
    rows = json.loads((site() / "v1/prices.json").read_text())["prices"]
    assert all(isinstance(row[flag], bool) for row in rows for flag in ("missing", "held", "stale", "retired"))
    assert any(row["missing"] for row in rows) and all((row["missing_since"] is None) != row["missing"] for row in rows)
    assert all(row["last_seen"] and row["proof"] for row in rows)


def test_all_that_happened_to_a_price_line_is_one_query():
    """By the id of the line, or by its axes: the same in JSON and in SQLite."""
    rows = [row for row in json.loads((site() / "v1/history.json").read_text())["history"] if row["price_id"]]
    moved = next(row for row in rows if row["kind"] in ("increased", "decreased"))
    one = [(row["at"], row["new"]) for row in rows if row["price_id"] == moved["price_id"]]
    with closing(sqlite3.connect(site() / "v1/prices.sqlite")) as base:
        asked = "SELECT at, new FROM history WHERE price_id = ? ORDER BY at"
        assert sorted(one) == sorted(base.execute(asked, (moved["price_id"],)).fetchall())
    assert len(one) > 1
