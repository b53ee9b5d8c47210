"""The site: every page rendered from the published object into a new folder, which then takes the old one's place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from costs.standing.ages import OBSERVED, QUOTED
from costs.standing.quality_bands import BANDS, RENDERS_TEXT
from pipeline.publish.dataset import ProviderState, Published
from pipeline.publish.paging import Budget, numbers, page_of, searched, sheets
from pipeline.publish.site import plan_views, views
from pipeline.publish.site.change_groups import arrows, by_day, told
from pipeline.publish.site.charts import dot
from pipeline.publish.site.family_axes import AXES, families
from pipeline.publish.site.grid import Grid, grid, grid_file
from pipeline.publish.site.metadata import address, data_set, picture, report, robots, site_maps
from pipeline.publish.site.planner import changes_files, planner, plans_file
from pipeline.publish.site.site_folder import Folder
from pipeline.store.bundle import part
from pipeline.text import formatting
from pipeline.text.sentences import axes, clean, sentence, spelled_value

SITE = part("site")
Pages = Iterator[tuple[str, str, dict[str, Any]]]


def environment(repository: str) -> Environment:
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
        "amount": formatting.amount,
        "rounded": formatting.rounded,
        "per": formatting.per,
        "price": formatting.price,
        "fragment": formatting.fragment,
        "day": formatting.day,
        "anchor": formatting.anchor,
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
        "slug": formatting.slug,
    }
    made.filters.update(filters)
    made.globals.update(
        BASES=formatting.BASES,
        PROOFS=formatting.PROOFS,
        KEEPS=f"{OBSERVED.days} {QUOTED.days}",
        BILLABLES=formatting.BILLABLES,
        RECIPES=views.RECIPE_WORDS,
        HOME=repository,
        report=partial(report, repository),
    )
    return made


def render(everything: Published, folder: Folder) -> int:
    """Write every page below a folder, and say how many."""
    templates, out, budget = environment(folder.repository), folder.out, folder.budget
    further = numbers(everything, budget.rows)
    made = grid(everything, searched(everything, budget.searched), further)
    retracted = {head.id: head.retracted_by for head in everything.told.heads if head.retracted_by}
    common: dict[str, Any] = {"site": everything, "base_url": folder.base_url, "names": everything.names, "retracted": retracted}
    common["page_of"] = lambda kind, provider, native_id: page_of(kind, provider, further.get((provider, native_id), 1))
    paths = []
    for path, template, values in _pages(everything, made, folder):
        here = {"root": "../" * path.count("/"), "path": path, "canonical": address(folder.base_url, path)}
        said = {**common, **here, "feeds": folder.feeds(everything, path), **values}
        _write(out / path, templates.get_template(template).render(said))
        paths.append(path)
    shutil.copytree(SITE / "static", out / "static", dirs_exist_ok=True)
    maps = site_maps(everything, folder.base_url, paths)
    grids = {"grid/answers.json": grid_file(everything, made), "grid/plans.json": plans_file(everything)}
    beside = {**grids, **maps, "robots.txt": robots(folder.base_url)}
    for path, text in chain(beside.items(), changes_files(everything)):
        _write(out / path, text)
    (out / "static" / "card.png").write_bytes(picture(everything))
    return len(paths)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _pages(everything: Published, made: Grid, folder: Folder) -> Pages:
    budget = folder.budget
    described = {"data_set": data_set(everything, folder.base_url, folder.there)}
    for name, market in everything.markets.items():
        path = "index.html" if name == "standard" else f"compare/{name}.html"
        yield path, "compare.html", {"recipe": name, "market": market, **views.comparison(everything, market, made, budget), **described}
    states = views.briefs(everything)
    yield from _catalogue(everything, made, budget, states)
    yield from _changes(everything, budget)
    yield from _plans(everything, budget)
    yield "planner.html", "planner.html", planner(everything, None if made.of is None else len(made.offers))
    yield from _status(everything, budget, states)
    yield "downloads.html", "downloads.html", {"tables": folder.tables(), "beside": folder.beside(), **described}
    yield "alerts.html", "alerts.html", {"every_feed": folder.every_feed(everything), "rows": budget.rows}
    yield "method.html", "method.html", {"bands": BANDS, "renders_text": RENDERS_TEXT}
    yield "404.html", "404.html", {"root": urlsplit(folder.base_url).path}


def _catalogue(everything: Published, made: Grid, budget: Budget, states: Sequence[views.Brief]) -> Pages:
    for sheet in sheets(states, budget.rows, "providers/index.html"):
        yield sheet.path, "providers.html", {"sheet": sheet}
    for state in everything.states:
        yield from _state(everything, budget, state)
    models = views.models(everything)
    for listed in sheets(models, budget.rows, "models/index.html"):
        yield listed.path, "models.html", {"sheet": listed, "total": len(models)}
    yield "families.html", "families.html", {"axes": AXES, "families": families(everything.models, everything.judged_on)}
    for model in everything.models.models:
        yield f"models/{model.id}.html", "model.html", views.model(everything, model, made, budget)


def _state(everything: Published, budget: Budget, state: ProviderState) -> Pages:
    """Its prices and their evidence, so many offers to a page; what is of all of it stands on the first."""
    offers = state.snapshot.offers
    for sheet in sheets(offers, budget.rows, page_of("providers", state.id)):
        yield sheet.path, "provider.html", {**views.provider(everything, state, sheet.rows), "sheet": sheet, "total": len(offers)}
    for sheet in sheets(offers, budget.rows, page_of("evidence", state.id)):
        house = views.house_evidence(state) if sheet.first else []
        proofs = {"entries": views.evidence(state, sheet.rows), "house": house, "ids_seen": set(), "sheet": sheet}
        yield sheet.path, "evidence.html", {"seller": state, **proofs}


def _plans(everything: Published, budget: Budget) -> Pages:
    found = plan_views.plans(everything)
    said, unsaid = len(found["plans"]), len(found["silent"])
    for sheet in sheets([*found["plans"], *found["silent"]], budget.rows, "plans.html"):
        rows = {"plans": [row for row in sheet.rows if isinstance(row[0], plan_views.PlanRow)]}
        rows["silent"] = [row for row in sheet.rows if isinstance(row, plan_views.PlanRow)]
        yield sheet.path, "plans.html", {**found, **rows, "said": said, "unsaid": unsaid, "sheet": sheet}


def _status(everything: Published, budget: Budget, states: Sequence[views.Brief]) -> Pages:
    whole = views.status(everything, states)
    for sheet in sheets(states, budget.rows, "status.html"):
        own = {name: rows for name, rows in views.status(everything, sheet.rows).items() if name in ("reading", "checks")}
        yield sheet.path, "status.html", {**whole, **own, "total": len(whole["checks"]), "rows": budget.rows, "sheet": sheet}


def _changes(everything: Published, budget: Budget) -> Pages:
    told = everything.told
    news = [place for place, head in enumerate(told.heads) if not head.baseline]
    months: dict[str, list[int]] = {}
    for place in news if len(news) > budget.news else ():
        months.setdefault(told.heads[place].month, []).append(place)
    by_month = [(month, f"changes/{month}.html") for month in months]
    yield "changes/index.html", "changes.html", _listed(everything, news[: budget.news], months=by_month, total=len(news))
    for month, path in by_month:
        for sheet in sheets(months[month], budget.news, path):
            yield sheet.path, "changes.html", _listed(everything, sheet.rows, month=month, sheet=sheet)
    for place in news:
        change = told[place].change
        model = everything.model_of(change.provider, change.native_id or "")
        yield f"changes/{change.id}.html", "change.html", {"change": change, "model": model}


def _listed(everything: Published, places: Sequence[int], **values: Any) -> dict[str, Any]:
    """A list of changes, with what it can be filtered by."""
    shown = [everything.told[place].change for place in places]
    corrections = [change for change in shown if change.kind == "correction"]
    changes = [change for change in shown if change.kind != "correction"]
    kinds, who = ({getattr(change, name) for change in changes} for name in ("kind", "provider"))
    lists = {"changes": changes, "days": by_day(changes), "corrections": corrections, "correction_days": by_day(corrections)}
    return {"months": [], "month": None, "sheet": None, "kinds": sorted(kinds), "who": sorted(who), **lists, **values}
