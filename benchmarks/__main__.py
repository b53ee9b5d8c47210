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

from benchmarks import browsing, bulk, commands, drawing, growing, observing, reading, scale, sites, whole, years
from benchmarks.measure import Figure, child
from benchmarks.rows import Row, alone, table
from benchmarks.runs import remember

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


def ms(figure: Figure) -> str:
    return f"{figure.cpu * 1000:.1f} ms" if figure.cpu < 1 else f"{figure.cpu:.2f} s"


def told(figures: Mapping[str, Figure], *names: str) -> str:
    return ", ".join(f"{name} {ms(figures[name])}" for name in names)


def beside(what: str, figures: Mapping[str, Figure], ours: str, peer: str, most: float) -> Row:
    """A row whose aim is a ratio of CPU time to one peer's."""
    ratio = figures[ours].cpu / figures[peer].cpu
    peers = told(figures, *(name for name in figures if not name.startswith(ours)))
    return Row(what, peers, ms(figures[ours]), f"at most {most} x {peer}", ratio <= most, ratio, peer)


def updated() -> list[Row]:
    figure, wrote = commands.unchanged()
    reached = figure.cpu <= 1.5 and figure.memory <= 150 and wrote in ([], ["checks.json"])
    ours = f"{figure.cpu:.2f} s CPU, {figure.memory:.0f} MB; wrote {', '.join(wrote) or 'nothing'}"
    return [alone("`update --replay`, nothing changed", ours, figure.cpu, "1.5 s CPU, 150 MB; nothing but `checks.json`", reached)]


def read() -> list[Row]:
    rows = [beside(f"reading one page of {size // 1000} KB", reading.one_page(size), "ours", "parsel", 1.5) for size in (329_000, 32_000)]
    for provider in ("volcengine", "alibaba"):
        figure = reading.captured(provider)
        what, aim = f"reading {provider}'s big capture", "under 250 ms"
        if figure is None:
            rows.append(Row(what, "-", "no capture beside the checkout", aim, None))
        else:
            rows.append(alone(what, ms(figure), figure.cpu, aim, figure.cpu < 0.25))
    return rows


def observed() -> list[Row]:
    rows: list[Row] = []
    for size, most in ((329_000, (0.7, 0.9, 0.25)), (32_000, (0.9, 0.9, 0.5))):
        found = observing.observing(size, 1)
        scrapy, ours = found["scrapy"], found["ours"]
        ratios = [mine / theirs for mine, theirs in zip(ours, scrapy, strict=True)]
        peer, own = (f"{one.wall:.2f} s wall, {one.cpu:.2f} s CPU, {one.memory:.0f} MB" for one in (scrapy, ours))
        shown = f"{own} = {' / '.join(f'{ratio:.2f}' for ratio in ratios)} x"
        aim = f"at most {' / '.join(map(str, most))} x its wall, CPU, memory"
        reached = all(ratio <= bound for ratio, bound in zip(ratios, most, strict=True))
        rows.append(Row(f"observing 200 pages of {size // 1000} KB", f"Scrapy {peer}", shown, aim, reached, ratios[1], "Scrapy's CPU"))
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
        return [Row(what, "-", f"{room / 1000:.0f} GB free, and {ROOM / 1000:.0f} are wanted", aim, None)]
    found = bulk.grown(1_000_000, 1_000, PATIENCE)
    ours, peer = found["ours"], found["DuckDB"]
    said = {name: f"{ms(one)}, {one.memory:.0f} MB" if one else f"not over after {PATIENCE} s" for name, one in found.items()}
    if ours is None or peer is None:
        return [Row(what, f"DuckDB {said['DuckDB']}", said["ours"], aim, False if ours is None else None)]
    ratio = ours.cpu / peer.cpu
    return [Row(what, f"DuckDB {said['DuckDB']}", said["ours"], aim, ratio <= 1.5, ratio, "DuckDB")]


def free() -> float:
    """Megabytes of memory nobody uses."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("MemAvailable"))


def browsed() -> list[Row]:
    found = browsing.browsing()
    peer = "a context per page, at rest"
    ratio = found["ours"].wall / found[peer].wall
    peers = ", ".join(f"{name} {figure.wall * 1000:.0f} ms" for name, figure in found.items() if name != "ours")
    ours, what = f"{found['ours'].wall * 1000:.0f} ms", "a page built by script, in a running Chromium, wall time"
    return [Row(what, peers, ours, "at most 0.5 x a context per page", ratio <= 0.5, ratio, peer)]


def damaged() -> list[Row]:
    """A quarter of what `make mutants` makes: the whole takes four times as long, since each is a page of its own."""
    took = child(["-m", "tests.mutants", "--count", "10000"], 1, ROOT)
    ours = f"{took.wall:.0f} s wall, {took.cpu:.0f} s CPU; none read wrongly in silence"
    return [alone("10,000 mutants judged, two processes", ours, took.cpu, "at most 90 s on 2 cores", took.wall <= 90)]


def made() -> list[Row]:
    """The two commands of the README, as in a fresh clone whose wheels and browser are on the machine."""
    rows: list[Row] = []
    for what, command, most in whole.COMMANDS:
        took = whole.timed(command)
        ours = f"{took.wall:.0f} s wall, {took.cpu:.0f} s CPU" if took else f"not over, or red, after {whole.PATIENCE} s"
        rows.append(
            alone(what, ours, took.cpu, f"at most {most} s", took.wall <= most)
            if took
            else Row(what, "-", ours, f"at most {most} s", False)
        )
    return rows


def sited() -> list[Row]:
    found, pages, rows = sites.sites()
    what, of = "a site, cold", f"of {pages} pages with {rows:,} rows"
    if "Hugo" not in found:
        return [Row(what, f"Hugo is not there; Jinja {found['Jinja'].wall:.2f} s {of}", "-", "at most 10 x Hugo", None)]
    hugo = found["Hugo"]
    peers = f"{of}: " + ", ".join(f"{name} {found[name].wall:.2f} s wall, {found[name].cpu:.2f} s CPU" for name in ("Hugo", "Jinja"))
    parts = (("ours", "whole: answers, files, feeds, proofs, checks", 10), ("ours, pages alone", "its pages alone", 5))
    told = [(found[name].cpu, named, most) for name, named, most in (*parts, ("ours, their templates alone", "their templates alone", 1.5))]
    return [
        Row(f"{what}: {named}", peers, f"{took:.2f} s CPU", f"at most {most} x Hugo", took / hugo.cpu <= most, took / hugo.cpu, "Hugo")
        for took, named, most in told
    ]


def drawn() -> list[Row]:
    return [*_drawn_beside(), _typed()]


def _typed() -> Row:
    worst = drawing.typing()
    return alone(f"table of {drawing.FEWER:,} rows in Chromium: worst key", f"{worst:.0f} ms", worst / 1000, "at most 50 ms", worst <= 50)


def _drawn_beside() -> list[Row]:
    what, found = f"table of {drawing.ROWS:,} rows in Chromium", drawing.drawing()
    if found is None:
        return [Row(what, "Tabulator is not there: npm could not install it", "-", "beside Tabulator", None)]
    ours, peer = found["ours"], found["Tabulator"]
    aims = (("until its first rows are drawn", 0, "ms", 0.8), ("worst key", 1, "ms", 1.0))
    rows: list[Row] = [
        Row(f"{what}: {name}", f"Tabulator {peer[at]:.0f} {unit}", f"{ours[at]:.0f} {unit}",
            f"at most {most} x Tabulator", ours[at] <= most * peer[at], ours[at] / peer[at], "Tabulator")
        for name, at, unit, most in aims
    ]  # fmt: skip
    size = f"{ours.script:.1f} KB"
    return [*rows, Row(f"{what}: its script, compressed", f"Tabulator {peer.script:.1f} KB", size, "at most 6 KB", ours.script <= 6)]


def spoken() -> list[Row]:
    found = commands.verbs()
    floors = {name: figure for name, figure in found.items() if name.startswith("typer")}
    said = {"`--help`": "--help", "`cost`": "cost", "`cost`, the same again": "cost, again"}
    return [beside(what, {**floors, name: found[name]}, name, "typer's floor", 1.5) for what, name in said.items()]


def published() -> list[Row]:
    """The recorded field: built from nothing, built again with nothing changed, and after one seller's price moved."""
    found = commands.built()
    cold, unchanged, moved = (found.figures[name] for name in ("cold", "unchanged", "moved"))
    told = {figure: f"{figure.cpu:.2f} s CPU, {figure.memory:.0f} MB" for figure in (cold, unchanged, moved)}
    still = unchanged.cpu <= 0.5 and not found.wrote
    return [
        alone("the recorded field's site, cold", f"{told[cold]}, {found.pages} pages", cold.cpu, "-", None),
        alone("the same, nothing changed", f"{told[unchanged]}; wrote {found.wrote} files", unchanged.cpu, "0.5 s CPU, no file", still),
        alone("the same, one seller's price moved", told[moved], moved.cpu, "at most 2.5 s CPU", moved.cpu <= 2.5),
    ]


def added() -> list[Row]:
    """A new seller, and the same with a tenth of its prices moved three days later, at ten times the prices."""
    small, large = (growing.grown(prices) for prices in growing.SIZES)
    few, many = growing.SIZES
    rows: list[Row] = []
    for name, most in growing.STEPS.items():
        first, second = small[name], large[name]
        ours = f"{few:,} prices {first:.2f} s, {many:,} {second:.2f} s = {second / first:.1f} x"
        reached = second <= most and second <= 10 * first
        rows.append(alone(f"{name}, CPU", ours, second, f"at most {most} s, ten times for ten times the prices", reached))
    return rows


def grown() -> list[Row]:
    """Every stage at a small field and at ten times that; `python -m benchmarks.scale 2000` is the whole of it."""
    sizes = (10, 100)
    found = [stage for states in sizes for stage in scale.stages(states)]
    rows: list[Row] = []
    for name in dict.fromkeys(stage.name for stage in found):
        same = [stage for stage in found if stage.name == name]
        took = "; ".join(f"{stage.states} sellers {stage.cpu:.1f} s, {stage.memory:.0f} MB" for stage in same)
        per = same[-1].cpu / same[-1].states / (same[0].cpu / same[0].states)
        reached = max(stage.memory for stage in same) <= 2048 and per <= 1.2 if len(same) > 1 else None
        ours = f"{took}; a seller costs {per:.2f} x"
        rows.append(alone(f"grown: {name}", ours, same[-1].cpu, "no dearer a seller, at most 2 GB", reached))
    return [*rows, _whole_field(max((stage for stage in found if stage.name == scale.BUILD), key=lambda stage: stage.states))]


def _whole_field(built: scale.Stage) -> Row:
    """What 2,000 sellers would take, since a seller costs no more in a larger field."""
    wall = built.wall * 2_000 / built.states
    ours = f"{wall:.0f} s wall, by {built.states} sellers in {built.wall:.0f} s"
    return alone("2,000 sellers, cold", ours, built.cpu, "at most 400 s wall on 2 cores", wall <= 400)


def kept() -> list[Row]:
    found = years.five_years()
    lookup = found["lookup"]
    scale = f"{years.PROVIDERS * years.PRICES:,} prices, {years.WEEKS} weeks, {years.MOVES} moves a week"
    size = f"{found['git']:.1f} MB (files {found['files']:.1f} MB, of which history {found['history']:.1f})"
    return [
        Row(f"five years in git: {scale}", "-", size, "at most 4 MB", found["git"] <= 4),
        alone("one price's history in them", f"{lookup * 1000:.1f} ms", lookup, "at most 1.5 ms", lookup <= 0.0015),
    ]


def machine() -> dict[str, str]:
    model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), "?")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()
    return {
        "at": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "commit": commit,
        "cpu": f"{os.cpu_count()} x {model}",
        "python": platform.python_version(),
        "versions": ", ".join(f"{name} {version(name)}" for name in PEERS),
    }


ORDER = (
    updated,
    read,
    observed,
    browsed,
    damaged,
    sited,
    drawn,
    spoken,
    validated,
    kept,
    compared,
    compared_large,
    published,
    added,
    grown,
    made,
)
STAGES: dict[str, Callable[[], list[Row]]] = {stage.__name__: stage for stage in ORDER}


def main() -> None:
    """All stages, or those that are named: then the others keep what the last run found, and the run's own rows are remembered."""
    named = sys.argv[1:] or list(STAGES)
    rows = _last_found() if sys.argv[1:] else {}
    loads, about = [os.getloadavg()[0]], machine()
    for name in named:
        try:
            rows[name] = STAGES[name]()
        except Exception as error:  # one stage that fails is told in the table, and costs no other its figure
            rows[name] = [Row(name, "-", f"failed: {error}".partition("\n")[0][:120], "-", False)]
        loads.append(os.getloadavg()[0])
        write(rows, loads, about)
        print(*(" | ".join(row.cells()) for row in rows[name]), sep="\n", flush=True)
    remember(about, [row for name in named for row in rows[name]])


def _last_found() -> dict[str, list[Row]]:
    found = json.loads(FOUND.read_text())["rows"] if FOUND.exists() else {}
    return {name: [Row(*row) for row in rows] for name, rows in found.items() if name in STAGES}


def write(rows: Mapping[str, list[Row]], loads: list[float], about: Mapping[str, str]) -> None:
    """What is known so far: a run that is stopped leaves what it measured, as JSON; the page is written when there are all rows."""
    FOUND.parent.mkdir(exist_ok=True)
    FOUND.write_text(json.dumps({"about": about, "loads": loads, "rows": rows}, indent=2) + "\n")
    if rows.keys() < STAGES.keys():
        return  # a page of some of the rows would say that the others were never measured
    page = ROOT / "docs/benchmarks.md"
    before, _, rest = page.read_text().partition(BEGIN)
    told = [row for name in STAGES for row in rows.get(name, [])]
    page.write_text(f"{before}{BEGIN}\n{table(told, about, loads)}\n{END}{rest.partition(END)[2]}")


if __name__ == "__main__":
    main()
