"""A table of 20,000 rows in Chromium: the site's, which draws a window of 200 rows, beside Tabulator with its virtual DOM.

Ours is the comparison as it is published with 20,000 offers in the file it reads; it works out every offer's price for the image
asked, sorts and draws. Tabulator gets rows with finished cells, in order. Both filter by the same words; both must find the
same number of rows at every key.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from itertools import cycle, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.commands import ROOT, settled
from benchmarks.measure import child
from tests import shown

ROWS, FEWER, ROUNDS = 20_000, 5_000, 3
TABULATOR = ROOT / "build/npm/node_modules/tabulator-tables"
KEYS = ["f", "fl", "flu", "flux", "flux.", "flux", "flu", "fl", "f", ""]
# What a page's own clock says when the frame that shows the first rows was drawn.
LOADED = """(() => {
  const look = () => {
    if (!window.loaded && !(%s)) return requestAnimationFrame(look);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { window.taken = performance.now(); }; port2.postMessage(0);
  };
  requestAnimationFrame(look);
})()"""
# From a key to the task after the frame that shows its answer, and how many rows it leaves.
TYPED = """async ([keys, found]) => {
  const field = document.querySelector("[name=find]"), told = [], count = new Function("return " + found);
  for (const typed of keys) {
    await new Promise((done) => setTimeout(done, 250));
    const start = performance.now();
    field.value = typed; field.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done; port2.postMessage(0);
    }));
    const taken = performance.now() - start;
    await new Promise((done) => setTimeout(done, 250));
    told.push([taken, count()]);
  }
  return told;
}"""
OURS_THERE = "document.getElementById('count')?.textContent.includes('of %s')"
OURS_FOUND = (
    "[...document.getElementById('count').textContent.matchAll(/(\\d+) (?:ranked|listed|apart)/g)]"
    ".reduce((sum, [, part]) => sum + +part, 0)"
)
# The finished cells, as our own script works them out.
CELLS = """async () => {
  const { market, multiple } = await import("./static/engine.js"), { words } = await import("./static/search.js");
  const recipe = { quality: "medium", size: "1024x1024", references: 0, tier: "standard", count: 1 }, grid = window.imageprices.grid();
  const { rows, beside, own } = market(grid, recipe);
  return [...rows, ...beside].map((row, at) => ({
    rank: row.standing ? "–" : at + 1, model: row.offer.n, seller: grid.names[row.offer.p], price: row.dollars ?? "", sold: row.answer.s,
    times: row.offer.f ? "maker" : multiple(row, own) ?? "–", basis: row.answer.b, read: row.answer.d ?? "", words: words(grid, row.place),
  }));
}"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tabulator</title>
<link rel="stylesheet" href="tabulator.min.css"></head><body><label>Find <input type="search" name="find"></label><div id="table"></div>
<script src="tabulator.min.js"></script><script type="module" src="page.js"></script></body></html>"""
SCRIPT = """const rows = await (await fetch("rows.json")).json();
const table = window.table = new Tabulator("#table", { data: rows, height: 800, layout: "fitColumns", columns: [
  { title: "#", field: "rank" }, { title: "Model", field: "model" }, { title: "Seller", field: "seller" },
  { title: "Per image", field: "price" }, { title: "As sold", field: "sold" }, { title: "To maker's", field: "times" },
  { title: "Basis", field: "basis" }, { title: "Read", field: "read" }]});
table.on("tableBuilt", () => { window.loaded = true; });
document.querySelector("[name=find]").addEventListener("input", (event) => {
  const words = event.target.value.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
  table.setFilter((row) => words.every((word) => row.words.includes(` ${word}`) || (word.length > 3 && row.words.includes(word))));
});"""


class Drawn(NamedTuple):
    """Milliseconds to the first rows and of the worst key (each key's best), and kilobytes of script, compressed."""

    load: float
    key: float
    script: float


def drawing() -> dict[str, Drawn] | None:
    """Both; nothing when Tabulator was not installed."""
    if not TABULATOR.exists():
        return None
    with tempfile.TemporaryDirectory() as made, shown.chromium() as chromium:
        site = _site(Path(made), ROWS)
        with shown.served(site) as ours, shown.served(_beside(Path(made) / "tabulator")) as theirs:
            cells, mine, found = _drawn(chromium, f"{ours}?all=1&rows=offers", OURS_THERE % ROWS, OURS_FOUND, CELLS)
            (Path(made) / "tabulator/rows.json").write_text(json.dumps(cells, separators=(",", ":")))
            _, other, also = _drawn(chromium, theirs, "false", "window.table.getDataCount('active')", "() => []")
        if found != also:
            raise RuntimeError(f"they disagree about the rows: {found}, {also}")
        scripts = site / "static/compare.js", TABULATOR / "dist/js/tabulator.min.js"
        sizes = [len(gzip.compress(path.read_bytes())) / 1000 for path in scripts]
        return {"ours": Drawn(*mine, sizes[0]), "Tabulator": Drawn(*other, sizes[1])}


def typing() -> float:
    """Milliseconds of the worst key of our table with fewer rows (each key's best)."""
    with tempfile.TemporaryDirectory() as made, shown.chromium() as chromium, shown.served(_site(Path(made), FEWER)) as ours:
        return _drawn(chromium, f"{ours}?all=1&rows=offers", OURS_THERE % FEWER, OURS_FOUND, "() => []")[1][1]


def _site(folder: Path, rows: int) -> Path:
    """The site of the recordings, with so many offers in the file that its comparison reads."""
    (folder / "data").mkdir()
    child(["-m", "pipeline", "build", "--data", str(settled(folder / "data")), "--out", str(folder / "site")], 1)
    path = folder / "site/grid/answers.json"
    text = path.read_text()
    grid, (*answers, _) = json.loads(text), text.split("\n")  # the answers stay as they are, each on a line of its own
    answered = [offer for offer in grid["offers"] if "no" not in shown.answers_of(grid, offer)[0]]
    many = ({**offer, "i": f"offer-{place}"} for place, offer in enumerate(islice(cycle(answered), rows)))
    rest = {key: value for key, value in grid.items() if key != "answers"} | {"offers": sorted(many, key=itemgetter("p", "i"))}
    path.write_text("\n".join([*answers, f"],{json.dumps(rest, separators=(',', ':'))[1:]}"]))
    return folder / "site"


def _beside(folder: Path) -> Path:
    folder.mkdir()
    for name in ("js/tabulator.min.js", "css/tabulator.min.css"):
        shutil.copy(TABULATOR / "dist" / name, folder)
    (folder / "index.html").write_text(PAGE)
    (folder / "page.js").write_text(SCRIPT)
    return folder


def _drawn(chromium: Browser, url: str, there: str, count: str, cells: str) -> tuple[Any, tuple[float, float], list[int]]:
    loads, keys, found = [], [], []
    for _ in range(ROUNDS):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        page: Page = context.new_page()
        page.add_init_script(LOADED % there)
        page.goto(url)
        page.wait_for_function("window.taken", timeout=120_000)
        loads.append(page.evaluate("window.taken"))
        told = page.evaluate(TYPED, [KEYS, count])
        keys.append([taken for taken, _ in told])
        found = [rows for _, rows in told]
        said = page.evaluate(cells)
        context.close()
    return said, (min(loads), max(map(min, zip(*keys, strict=True)))), found
