"""`make bench`: every figure in one run, as `build/bench.json` and as the table in `docs/benchmarks.md`."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import browsing, bulk, commands, drawing, observing, reading, scale, sites, tabling, years
from benchmarks.measure import Figure, child

ROOT = Path(__file__).parents[1]
FOUND = ROOT / "build/bench.json"
PEERS = (
    "scrapy",
    "parsel",
    "selectolax",
    "beautifulsoup4",
    "lxml",
    "pydantic",
    "msgspec",
    "duckdb",
    "deepdiff",
    "typer",
    "playwright",
    "hugo",
    "jinja2",
)
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PATIENCE = 180  # seconds for a million lines
ROOM = 12_000  # megabytes that are wanted free before a million lines are compared
Row = tuple[str, str, str, str, bool | None]  # what, peers, ours, to reach, reached


def ms(figure: Figure) -> str:
    return f"{figure.cpu * 1000:.1f} ms" if figure.cpu < 1 else f"{figure.cpu:.2f} s"


def told(figures: Mapping[str, Figure], *names: str) -> str:
    return ", ".join(f"{name} {ms(figures[name])}" for name in names)


def beside(what: str, figures: Mapping[str, Figure], ours: str, peer: str, most: float) -> Row:
    """A row whose aim is a ratio of CPU time to one peer's."""
    ratio = figures[ours].cpu / figures[peer].cpu
    peers = told(figures, *(name for name in figures if not name.startswith(ours)))
    return what, peers, f"{ms(figures[ours])} = {ratio:.2f} x {peer}", f"at most {most} x {peer}", ratio <= most


def updated() -> list[Row]:
    figure, wrote = commands.unchanged()
    reached = figure.cpu <= 1.5 and figure.memory <= 150 and wrote in ([], ["checks.json"])
    ours = f"{figure.cpu:.2f} s CPU, {figure.memory:.0f} MB; wrote {', '.join(wrote) or 'nothing'}"
    return [("`update --replay`, nothing changed", "-", ours, "1.5 s CPU, 150 MB; nothing but `checks.json`", reached)]


def read() -> list[Row]:
    rows = [beside(f"reading one page of {size // 1000} KB", reading.one_page(size), "ours", "parsel", 1.0) for size in (329_000, 32_000)]
    for provider in ("volcengine", "alibaba"):
        figure = reading.captured(provider)
        mine = ms(figure) if figure else "no capture beside the checkout"
        rows.append((f"reading {provider}'s big capture", "-", mine, "under 250 ms", figure.cpu < 0.25 if figure else None))
    return rows


def observed() -> list[Row]:
    rows: list[Row] = []
    for size, most in ((329_000, 0.5), (32_000, 0.9)):
        found = observing.observing(size, 1)
        ours, scrapy = found["ours"], found["scrapy"]
        ratios = [mine / theirs for mine, theirs in zip(ours, scrapy, strict=True)]
        said = [f"{one.wall:.2f} s wall, {one.cpu:.2f} s CPU, {one.memory:.0f} MB" for one in (scrapy, ours)]
        aim = f"at most {most} x its wall" + (", CPU and memory" if most == 0.5 else "")
        shown = f"{said[1]} = {ratios[0]:.2f} / {ratios[1]:.2f} / {ratios[2]:.2f} x"
        rows.append(
            (f"observing 200 pages of {size // 1000} KB", f"Scrapy {said[0]}", shown, aim, max(ratios[: 3 if most == 0.5 else 1]) <= most)
        )
    return rows


def validated() -> list[Row]:
    return [beside("validating 100,000 price lines", bulk.validating(100_000), "ours, collector paused", "json.loads", 1.2)]


def compared() -> list[Row]:
    small = beside("diff of two snapshots of 2,000 lines", bulk.deeply(2_000), "ours", "DeepDiff", 1.0)
    large = bulk.comparing(100_000, 1_000)
    alone = {name: figure for name, figure in large.items() if name != "ours"}
    return [
        beside("diff of two snapshots of 100,000 lines", large, "ours", "dict and json", 0.35),
        beside("the same, both read already (peers: from files)", alone, "ours, both read already", "dict and json", 0.35),
        small,
    ]


def compared_large() -> list[Row]:
    """Ours takes a chunk of each file at a time, DuckDB takes both whole: they are compared where there is room for that."""
    what, aim = "diff of two snapshots of 1,000,000 lines", "at most 1.5 x DuckDB"
    if (room := free()) < ROOM:
        return [(what, "-", f"{room / 1000:.0f} GB free, and {ROOM / 1000:.0f} are wanted", aim, None)]
    found = bulk.grown(1_000_000, 1_000, PATIENCE)
    ours, peer = found["ours"], found["DuckDB"]
    said = {name: f"{ms(one)}, {one.memory:.0f} MB" if one else f"not over after {PATIENCE} s" for name, one in found.items()}
    if ours is None or peer is None:
        return [(what, f"DuckDB {said['DuckDB']}", said["ours"], aim, False if ours is None else None)]
    ratio = ours.cpu / peer.cpu
    return [(what, f"DuckDB {said['DuckDB']}", f"{said['ours']} = {ratio:.2f} x DuckDB", aim, ratio <= 1.5)]


def free() -> float:
    """Megabytes of memory nobody uses."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("MemAvailable"))


def browsed() -> list[Row]:
    found = browsing.browsing()
    peer = "a context per page, at rest"
    ratio = found["ours"].wall / found[peer].wall
    peers = ", ".join(f"{name} {figure.wall * 1000:.0f} ms" for name, figure in found.items() if name != "ours")
    ours = f"{found['ours'].wall * 1000:.0f} ms = {ratio:.2f} x {peer}"
    return [("a page built by script, in a running Chromium, wall time", peers, ours, "at most 0.5 x a context per page", ratio <= 0.5)]


def damaged() -> list[Row]:
    took = child(["-m", "tests.mutants", "--count", "10000"], 1, ROOT)
    ours = f"{took.wall:.0f} s wall, {took.cpu:.0f} s CPU; none read wrongly in silence"
    return [("10,000 mutants judged, two processes", "-", ours, "at most 180 s on 2 cores", took.wall <= 180)]


def laid_out() -> list[Row]:
    return [beside(f"table of {tabling.ROWS:,} rows of the comparison", tabling.tabling(), "ours", "f-strings", 6.0)]


def sited() -> list[Row]:
    found, pages, rows = sites.sites()
    if "Hugo" not in found:
        return [(f"site of {pages} pages, cold", f"Hugo is not there; Jinja {found['Jinja'].wall:.2f} s", "-", "at most 1.3 x Hugo", None)]
    hugo, whole = found["Hugo"], found["ours"]
    peers = ", ".join(f"{name} {found[name].wall:.2f} s wall, {found[name].cpu:.2f} s CPU" for name in ("Hugo", "Jinja"))
    aim = "at most 1.3 x Hugo"
    said = [
        ("with files, feeds, proofs and checks", whole.wall, f"{whole.wall:.2f} s wall, {whole.cpu:.2f} s CPU", hugo.wall, ""),
        *(
            (name.removeprefix("ours, "), found[name].cpu, f"{found[name].cpu:.2f} s CPU", hugo.cpu, " by CPU")
            for name in ("ours, pages alone", "ours, their templates alone")
        ),
    ]
    what = f"site of {pages} pages with {rows:,} rows, cold"
    return [
        (f"{what}: {name}", peers, f"{told} = {took / peer:.1f} x Hugo{by}", aim, took / peer <= 1.3) for name, took, told, peer, by in said
    ]


def drawn() -> list[Row]:
    return [*_drawn_beside(), _typed()]


def _typed() -> Row:
    worst = drawing.typing()
    return f"table of {drawing.FEWER:,} rows in Chromium: worst key", "-", f"{worst:.0f} ms", "at most 50 ms", worst <= 50


def _drawn_beside() -> list[Row]:
    what, found = f"table of {drawing.ROWS:,} rows in Chromium", drawing.drawing()
    if found is None:
        return [(what, "Tabulator is not there: npm could not install it", "-", "beside Tabulator", None)]
    ours, peer = found["ours"], found["Tabulator"]
    aims = (("until its first rows are drawn", 0, "ms", 0.8), ("worst key", 1, "ms", 1.0))
    rows: list[Row] = [
        (f"{what}: {name}", f"Tabulator {peer[at]:.0f} {unit}", f"{ours[at]:.0f} {unit} = {ours[at] / peer[at]:.2f} x Tabulator",
         f"at most {most} x Tabulator", ours[at] <= most * peer[at])
        for name, at, unit, most in aims
    ]  # fmt: skip
    size = f"{ours.script:.1f} KB"
    return [*rows, (f"{what}: its script, compressed", f"Tabulator {peer.script:.1f} KB", size, "at most 6 KB", ours.script <= 6)]


def spoken() -> list[Row]:
    found = commands.verbs()
    floors = {name: figure for name, figure in found.items() if name.startswith("typer")}
    return [beside(f"`{verb}`", {**floors, verb: found[verb]}, verb, "typer's floor", 1.5) for verb in ("--help", "cost")]


def published() -> list[Row]:
    figure, pages, wrote = commands.built()
    took = f"{figure.cpu:.1f} s CPU, {figure.memory:.0f} MB; the second build wrote {wrote} files"
    return [(f"site of {pages} pages with all files and feeds, cold", "-", took, "an unchanged build writes nothing", wrote == 0)]


def grown() -> list[Row]:
    """Every stage at a hundredth and a tenth of the large field; `python -m benchmarks.scale 2000` is the whole of it."""
    sizes = (20, 200)
    found = [stage for states in sizes for stage in scale.stages(states)]
    rows: list[Row] = []
    for name in dict.fromkeys(stage.name for stage in found):
        same = [stage for stage in found if stage.name == name]
        took = "; ".join(f"{stage.states} sellers {stage.cpu:.1f} s, {stage.memory:.0f} MB" for stage in same)
        per = same[-1].cpu / same[-1].states / (same[0].cpu / same[0].states)
        reached = max(stage.memory for stage in same) <= 2048 and per <= 1.2 if len(same) > 1 else None
        rows.append((f"grown: {name}", "-", f"{took}; a seller costs {per:.2f} x", "no dearer a seller, at most 2 GB", reached))
    return rows


def kept() -> list[Row]:
    found = years.five_years()
    scale = f"{years.PROVIDERS * years.PRICES:,} prices, {years.WEEKS} weeks, {years.MOVES} moves a week"
    size = f"{found['git']:.1f} MB (files {found['files']:.1f} MB, of which history {found['history']:.1f})"
    return [
        (f"five years in git: {scale}", "-", size, "at most 4 MB", found["git"] <= 4),
        ("one price's history in them", "-", f"{found['lookup'] * 1000:.1f} ms", "at most 1.5 ms", found["lookup"] <= 0.0015),
    ]


def machine() -> dict[str, Any]:
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit,
        "cpu": f"{os.cpu_count()} x {model}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PEERS},
    }


def table(rows: list[Row], loads: list[float], about: Mapping[str, Any]) -> str:
    verdict = {True: "yes", False: "**no**", None: "not measured"}
    lines = ["| what | peers | ours | to reach | reached |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {what} | {peers} | {ours} | {aim} | {verdict[reached]} |" for what, peers, ours, aim, reached in rows]
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    head = f"Measured {about['at']} at {about['commit']} on {about['cpu']}, Python {about['python']}; {versions}."
    return f"{head} Load average while measuring: {min(loads):.1f} to {max(loads):.1f}.\n\n" + "\n".join(lines)


ORDER = (
    updated,
    read,
    observed,
    browsed,
    damaged,
    laid_out,
    sited,
    drawn,
    spoken,
    validated,
    kept,
    compared,
    compared_large,
    published,
    grown,
)
STAGES: dict[str, Callable[[], list[Row]]] = {stage.__name__: stage for stage in ORDER}


def main() -> None:
    """All stages, or those that are named: then the others keep what the last run found."""
    named = sys.argv[1:] or list(STAGES)
    rows = json.loads(FOUND.read_text())["rows"] if sys.argv[1:] and FOUND.exists() else {}
    loads = [os.getloadavg()[0]]
    for name in named:
        try:
            rows[name] = STAGES[name]()
        except Exception as error:  # one stage that fails is told in the table, and costs no other its figure
            rows[name] = [(name, "-", f"failed: {error}".partition("\n")[0][:120], "-", False)]
        loads.append(os.getloadavg()[0])
        write(rows, loads)
        print(*(" | ".join(map(str, row)) for row in rows[name]), sep="\n", flush=True)


def write(rows: Mapping[str, list[Row]], loads: list[float]) -> None:
    """What is known so far: a run that is stopped leaves what it measured, as JSON; the page is written when there are all rows."""
    about = machine()
    FOUND.parent.mkdir(exist_ok=True)
    FOUND.write_text(json.dumps({"about": about, "loads": loads, "rows": rows}, indent=2) + "\n")
    if rows.keys() < STAGES.keys():
        return  # a page of some of the rows would say that the others were never measured
    page = ROOT / "docs/benchmarks.md"
    before, _, rest = page.read_text().partition(BEGIN)
    told = [row for name in STAGES for row in rows.get(name, [])]
    page.write_text(f"{before}{BEGIN}\n{table(told, loads, about)}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
