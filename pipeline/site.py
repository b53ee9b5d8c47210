"""The site: every page rendered from the published object into a new folder, which then takes the old one's place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline import views, words
from pipeline.charts import dot
from pipeline.folder import Folder
from pipeline.grid import Grid, grid, grid_file
from pipeline.metadata import address, data_set, picture, report, robots, site_map
from pipeline.news import arrows, by_day, news, told
from pipeline.planning import changes_file, planner
from pipeline.published import Published
from pipeline.requests import HOME
from pipeline.sentences import axes, clean, sentence, spelled_value

SITE = Path(__file__).parent.parent / "site"
Pages = Iterator[tuple[str, str, dict[str, Any]]]


def environment() -> Environment:
    """The templates with their filters. Everything is escaped; an unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(SITE / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.do"],
    )
    filters: Mapping[str, Callable[..., Any]] = {
        "amount": words.amount,
        "rounded": words.rounded,
        "per": words.per,
        "price": words.price,
        "fragment": words.fragment,
        "day": words.day,
        "anchor": words.anchor,
        "sentence": sentence,
        "told": told,
        "arrows": arrows,
        "spelled": spelled_value,
        "axes": axes,
        "clean": clean,
        "dot": dot,
        "native": views.native,
        "marks": views.marks,
        "quoted": views.quoted,
    }
    made.filters.update(filters)
    made.globals.update(BASES=words.BASES, BILLABLES=words.BILLABLES, RECIPES=views.RECIPE_WORDS, HOME=HOME, report=report)
    return made


def render(everything: Published, folder: Folder) -> int:
    """Write every page below a folder, and say how many."""
    templates, made, out = environment(), grid(everything), folder.out
    retracted = {head.id: head.retracted_by for head in everything.told.heads if head.retracted_by}
    common = {"site": everything, "base_url": folder.base_url, "names": everything.names, "retracted": retracted}
    paths = []
    for path, template, values in _pages(everything, made, folder):
        here = {"root": "../" * path.count("/"), "path": path, "canonical": address(folder.base_url, path)}
        said = {**common, **here, "feeds": folder.feeds(everything, path), **values}
        _write(out / path, templates.get_template(template).render(said))
        paths.append(path)
    shutil.copytree(SITE / "static", out / "static", dirs_exist_ok=True)
    _write(out / "grid" / "answers.json", grid_file(everything, made))
    _write(out / "grid" / "changes.json", changes_file(everything))
    _write(out / "sitemap.xml", site_map(everything, folder.base_url, paths))
    _write(out / "robots.txt", robots(folder.base_url))
    (out / "static" / "card.png").write_bytes(picture(everything))
    return len(paths)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _pages(everything: Published, made: Grid, folder: Folder) -> Pages:
    described = {"data_set": data_set(everything, folder.base_url)}
    for name, market in everything.markets.items():
        path = "index.html" if name == "standard" else f"compare/{name}.html"
        yield path, "compare.html", {"recipe": name, "market": market, **views.comparison(everything, market, made), **described}
    yield from _catalogue(everything, made)
    yield from _changes(everything)
    yield "plans.html", "plans.html", views.plans(everything)
    yield "planner.html", "planner.html", planner(everything)
    yield "status.html", "status.html", views.status(everything)
    yield "downloads.html", "downloads.html", {"tables": folder.tables(), "beside": folder.beside(), **described}
    yield "alerts.html", "alerts.html", {"every_feed": folder.every_feed(everything)}
    for name in ("method", "404"):
        yield f"{name}.html", f"{name}.html", {"root": urlsplit(folder.base_url).path} if name == "404" else {}


def _catalogue(everything: Published, made: Grid) -> Pages:
    yield "providers/index.html", "providers.html", {}
    for seller in everything.sellers:
        yield f"providers/{seller.id}.html", "provider.html", views.provider(everything, seller)
        proofs = {"entries": views.evidence(seller), "house": views.house_evidence(seller), "ids_seen": set()}
        yield f"evidence/{seller.id}.html", "evidence.html", {"seller": seller, **proofs}
    yield "models/index.html", "models.html", {"models": views.models(everything)}
    for model in everything.models.models:
        yield f"models/{model.id}.html", "model.html", views.model(everything, model, made)


def _changes(everything: Published) -> Pages:
    told = news(everything)
    corrections = [change for change in told if change.kind == "correction"]
    changes = [change for change in told if change.kind != "correction"]
    kinds, who = ({getattr(change, name) for change in changes} for name in ("kind", "provider"))
    choices = {"kinds": sorted(kinds), "who": sorted(who)}
    yield "changes/index.html", "changes.html", {"changes": changes, "days": by_day(changes), "corrections": by_day(corrections), **choices}
    for change in told:
        model = everything.model_of(change.provider, change.native_id or "")
        yield f"changes/{change.id}.html", "change.html", {"change": change, "model": model}
