"""The queries of docs/api.md run as they stand, from a folder and from what is fetched of a served `v1/`, and tools agree."""

from __future__ import annotations

import csv
import importlib.util
import io
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import jq
import pytest

from tests.built import HERE, scratch, site

DOCS = HERE.parent / "docs" / "api.md"
BLOCK = re.compile(r"```(?:sql|sh|python) (?P<tool>duckdb|sqlite|jq|pandas)\n(?P<code>.*?)```", re.DOTALL)
FETCH = re.compile(r"```sh curl\n(?P<code>.*?)```", re.DOTALL)
Rows = list[tuple[str, ...]]


@cache
def questions() -> dict[str, list[tuple[str, str]]]:
    """Each question of the docs with its queries: the tool and the code."""
    section = DOCS.read_text(encoding="utf-8").split("## Questions as queries\n")[1].split("\n## ")[0]
    parts = re.split(r"^\*\*(.+?)\*\*", section, flags=re.MULTILINE)
    return {
        name: [(match["tool"], match["code"]) for match in BLOCK.finditer(text)]
        for name, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def queries() -> list[tuple[str, str, str]]:
    """Every query with its question."""
    return [(question, tool, code) for question, found in questions().items() for tool, code in found]


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The address of a served `v1/`."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site())))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def fetched(served) -> Path:
    """A folder with what the docs say to fetch of a site, fetched as they say it."""
    if not shutil.which("curl"):
        pytest.skip("no curl here")
    folder = scratch() / "fetched"
    folder.mkdir(exist_ok=True)
    (code,) = (match["code"] for match in FETCH.finditer(DOCS.read_text(encoding="utf-8")))
    done = subprocess.run(
        ["bash", "-euc", code.replace("https://HOST/v1", served)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


def asked(tool: str, code: str, folder: Path) -> Rows:
    """What a query answers."""
    match tool:
        case "duckdb":
            with duckdb.connect() as connection:
                connection.execute(f"SET file_search_path = '{folder}'; SET TimeZone = 'UTC'")
                return _spelled(connection.execute(f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ({code.strip().rstrip(';')})").fetchall())
        case "sqlite":
            with closing(sqlite3.connect(f"file:{folder / 'v1/prices.sqlite'}?mode=ro", uri=True)) as connection:
                return _spelled(connection.execute(code).fetchall())
        case "jq":
            return _table(_ran(["bash", "-euc", code], folder) if shutil.which("jq") else _by_package(code, folder))
        case _:
            return _table(_ran([sys.executable, "-c", code], folder))


def _by_package(code: str, folder: Path) -> str:
    """The same program and file, through the package of jq: for a machine without the command."""
    command, flag, program, file = shlex.split(code)
    assert (command, flag) == ("jq", "-r")
    return "".join(f"{line}\n" for line in jq.compile(program).input_text((folder / file).read_text(encoding="utf-8")).all())


def _ran(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _table(text: str) -> Rows:
    return _spelled(list(csv.reader(io.StringIO(text))))


def _spelled(rows: list) -> Rows:
    """One spelling: times to the second, decimals without trailing zeros."""
    return [tuple(_cell(cell) for cell in row) for row in rows]


def _cell(cell: object) -> str:
    words = str(cell)
    if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:", words):
        return words[:19].replace("T", " ")
    return f"{Decimal(words).normalize():f}" if re.fullmatch(r"\d+(\.\d+)?", words) else words


def test_there_is_a_query_of_every_kind():
    """DuckDB on CSV and Parquet, SQLite, jq and pandas."""
    assert {tool for _, tool, _ in queries()} == {"duckdb", "sqlite", "jq", "pandas"}
    assert len(questions()) >= 5


@pytest.mark.parametrize(("question", "tool", "code"), queries())
def test_a_documented_query_runs_from_a_folder(question, tool, code):
    """As it stands, and it answers something."""
    assert asked(tool, code, site()), question


@pytest.mark.parametrize(("question", "tool", "code"), [query for query in queries() if "parquet" not in query[2]])
def test_a_documented_query_answers_the_same_of_a_served_site(question, tool, code, fetched):
    """From the files that the docs say to fetch."""
    assert asked(tool, code, fetched) == asked(tool, code, site()), question


@pytest.mark.parametrize(("tool", "code"), [(tool, code) for _, tool, code in queries() if tool == "pandas"])
def test_pandas_reads_an_address_as_it_reads_a_folder(tool, code, served):
    """The path may be the address itself."""
    assert asked(tool, code.replace('"v1/', f'"{served}/'), scratch()) == asked(tool, code, site())


@pytest.mark.parametrize("question", [question for question, found in questions().items() if "dearest" not in question])
def test_all_tools_answer_a_question_alike(question):
    """The same rows in the same order, to the last digit."""
    answers = {}
    for place, (tool, code) in enumerate(questions()[question]):
        if tool != "pandas" or importlib.util.find_spec("pandas"):
            answers[f"{tool} {place}"] = asked(tool, code, site())
    assert len({str(answer) for answer in answers.values()}) == 1, answers


@pytest.mark.parametrize(("tool", "code"), [(tool, code) for _, tool, code in queries() if tool in ("jq", "sqlite")])
def test_the_command_and_the_package_answer_alike(tool, code):
    """What is tried here without a command is what somebody types."""
    command = ["bash", "-euc", code] if tool == "jq" else ["sqlite3", "-csv", "v1/prices.sqlite", code]
    if not shutil.which("jq" if tool == "jq" else "sqlite3"):
        pytest.skip(f"no command for {tool} here: the query itself was tried through a package")
    by_package = _table(_by_package(code, site())) if tool == "jq" else asked(tool, code, site())
    assert _table(_ran(command, site())) == by_package
