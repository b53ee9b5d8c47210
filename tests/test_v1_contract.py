"""The contract of `v1/`: what a version published stays, where it was; what each added is written down."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from itertools import chain

import pytest

from pipeline.publish.files.json_schema import VERSION
from tests.built import HERE, site

DOCS = HERE.parent / "docs" / "api.md"


@cache
def pinned() -> dict[str, dict[str, dict[str, list[str]]]]:
    return json.loads((HERE / "expected" / "v1-contract.json").read_text(encoding="utf-8"))


def columns_of(table: str) -> list[str]:
    """All columns a table has had, the oldest first."""
    return list(chain.from_iterable(version["tables"].get(table, []) for version in pinned().values()))


TABLES = sorted({table for version in pinned().values() for table in version["tables"]})


@pytest.mark.parametrize("table", TABLES)
def test_a_column_that_was_published_stays_where_it_was(table):
    """In every form a table has: additions come behind what was there."""
    was = columns_of(table)
    with (site() / "v1" / f"{table}.csv").open(encoding="utf-8-sig", newline="") as text:
        assert next(csv.reader(text))[: len(was)] == was
    package = json.loads((site() / "v1" / "datapackage.json").read_text())
    (resource,) = [one for one in package["resources"] if one["path"] == f"{table}.csv"]
    assert [field["name"] for field in resource["schema"]["fields"]][: len(was)] == was


def test_a_file_that_was_published_stays():
    """Under its address."""
    was = set(chain.from_iterable(version["files"] for version in pinned().values()))
    assert was <= {path.name for path in (site() / "v1").iterdir()}


def test_the_documentation_lists_every_version_and_what_it_added():
    """The newest first; of the newest each table and each column by name."""
    section = DOCS.read_text(encoding="utf-8").split("## Versions\n")[1]
    listed = re.findall(r"^\*\*(\d+\.\d+\.\d+)\*\*", section, re.MULTILINE)
    assert listed == list(reversed(pinned())) and listed[0] == VERSION
    newest = section.split(f"**{listed[1]}**")[0]
    added = pinned()[VERSION]["tables"]
    new = {table for table in added if not any(table in version["tables"] for number, version in pinned().items() if number != VERSION)}
    axes = added["changes"][added["changes"].index("billable") : added["changes"].index("basis")] + [
        f"{recipe}_standing" for recipe in ("standard", "final", "2k", "4k")
    ]
    said = {f"`{name}`" for name in (*new, *chain.from_iterable(of for table, of in added.items() if table not in new))}
    assert [] == sorted(name for name in said if name not in newest and name.strip("`") not in axes)


def test_every_file_says_its_version_and_none_is_deprecated_in_silence():
    """The version stands in each JSON file, the schema's title, OpenAPI and the package; `deprecated` where the docs say so, and nowhere else."""
    folder = site() / "v1"
    assert f"({VERSION})" in json.loads((folder / "schema.json").read_text())["title"]
    assert (
        VERSION
        == json.loads((folder / "openapi.json").read_text())["info"]["version"]
        == json.loads((folder / "datapackage.json").read_text())["version"]
    )
    files = [json.loads(path.read_text()) for path in folder.glob("*.json")]
    dated = [file for file in files if "file" in file]
    assert len(dated) >= len(TABLES)
    assert {file["version"] for file in dated} == {VERSION}
    assert not any("deprecated" in file for file in dated)
    assert "Nothing is deprecated today." in DOCS.read_text(encoding="utf-8")
