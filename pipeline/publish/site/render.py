"""The site: every page rendered from the published object into a new folder, which then takes the old one's place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from rjsmin import jsmin

from costs.plan.quotas import brings
from costs.standing.ages import OBSERVED, QUOTED, REPLAYED
from pipeline.ledger.entries import price_id
from pipeline.publish.dataset import Published
from pipeline.publish.meanwhile import Meanwhile
from pipeline.publish.paging import Budget, numbers, page_of, searched, sheets
from pipeline.publish.site.change_pages import arrows, changes, told
from pipeline.publish.site.charts import dot
from pipeline.publish.site.comparison_page import RECIPE_WORDS, comparison, marks, native
from pipeline.publish.site.evidence_page import evidence, quoted
from pipeline.publish.site.family_axes import AXES, families
from pipeline.publish.site.grid import SHAPES, Grid, grid, grid_file
from pipeline.publish.site.metadata import address, data_set, picture, report, robots, site_maps
from pipeline.publish.site.model_pages import FamiliesPage, ModelsPage, model, models
from pipeline.publish.site.page_contexts import AlertsPage, DownloadsPage, Frame, MethodPage, NotFoundPage, PageContext, values_of
from pipeline.publish.site.plan_grid import plans_file
from pipeline.publish.site.plan_views import SURE, UNITS, plans, units
from pipeline.publish.site.planner import PlannerPage, changes_files
from pipeline.publish.site.provider_pages import SEEN, TIERS, Brief, ProvidersPage, as_sold, briefs, held_groups, provider
from pipeline.publish.site.site_folder import Folder
from pipeline.publish.site.status_page import status
from pipeline.store.bundle import part
from pipeline.text import formatting
from pipeline.text.sentences import axes, clean, sentence, spelled_value

SITE = part("site")
Pages = Iterator[tuple[str, PageContext]]
SiteContext = dict[str, Any]


@cache  # to compile them takes longer than to fill them a hundred times
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
        "money": formatting.money,
        "per": formatting.per,
        "price": formatting.price,
        "unequal": formatting.unequal,
        "written": partial(formatting.price, say=formatting.written),
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
        "native": native,
        "marks": marks,
        "quoted": quoted,
        "held_groups": held_groups,
        "slug": formatting.slug,
        "spaced": formatting.spaced,
        "as_sold": as_sold,
        "units": units,
    }
    made.filters.update(filters)
    made.globals.update(
        BASES=formatting.BASES,
        SHAPES=SHAPES,
        DIFFERS=formatting.DIFFERS,
        PROOFS=formatting.PROOFS,
        KNOWN_FROM=formatting.KNOWN_FROM,
        KEEPS={"observed": OBSERVED.days, "replayed": REPLAYED.days, "quoted": QUOTED.days},
        BILLABLES=formatting.BILLABLES,
        RECIPES=RECIPE_WORDS,
        UNITS=UNITS,
        SEEN=SEEN,
        TIERS=TIERS,
        SURE=SURE,
        brings=brings,
        price_id=price_id,
        HOME=repository,
        report=partial(report, repository),
    )
    return made


def answers(everything: Published, budget: Budget) -> Grid:
    """The answers that pages and scripts show: most of the work of a site, and none of it needs a file of it."""
    return grid(everything, searched(everything, budget.searched), numbers(everything, budget.rows))


class FoundAnswers(NamedTuple):
    """What pages show that is asked of the engine, and takes most of the time of a site: none of it needs a file of it."""

    cells: Grid
    months: PlannerPage


def render(everything: Published, folder: Folder, found: FoundAnswers, told: Path) -> int:
    """Write every page below a folder, and say how many. Those of sellers and models a second core writes, which tells in a file `told`."""
    templates, out = environment(folder.repository), folder.out
    frame = _framed(everything, folder, numbers(everything, folder.budget.rows))

    def written(pages: Pages) -> list[str]:
        paths = []
        for path, page in pages:
            said = {**values_of(frame(path)), **page.values()}
            _write(out / path, templates.get_template(page.template).render(said))
            paths.append(path)
        return paths

    states, kept = briefs(everything), everything.kept
    catalogue = kept.noting(lambda: written(_catalogue(everything, found.cells, folder.budget, states)))
    with Meanwhile(catalogue, told) as of_catalogue:
        described = data_set(everything, folder.base_url, folder.there)
        first = written(_comparisons(everything, found.cells, folder, described))
        last = written(_others(everything, found, folder, described, states))
        _write_beside(everything, folder, found.cells)
        paths = [*first, *kept.take(of_catalogue.found()), *last]
    for path, text in site_maps(everything, folder.base_url, paths).items():
        _write(out / path, text)
    return len(paths)


def _write_beside(everything: Published, folder: Folder, made: Grid) -> None:
    out = folder.out
    shutil.copytree(SITE / "static", out / "static", dirs_exist_ok=True)
    for script in (out / "static").glob("*.js"):
        _write(script, jsmin(script.read_text(encoding="utf-8")) + "\n")
    grids = {"grid/answers.json": grid_file(everything, made), "grid/plans.json": plans_file(everything)}
    beside = {**grids, "robots.txt": robots(folder.base_url)}
    for path, text in chain(beside.items(), changes_files(everything)):
        _write(out / path, text)
    (out / "static" / "card.png").write_bytes(picture(everything))


def _framed(everything: Published, folder: Folder, further: Mapping[tuple[str, str], int]) -> Callable[[str], Frame]:
    """What every page is given, by its path."""
    retracted = {head.id: head.retracted_by for head in everything.told.heads if head.retracted_by}
    of_all: dict[str, Any] = {"site": everything, "names": everything.names, "retracted": retracted, "base_url": folder.base_url}
    of_all["there"] = folder.there
    of_all["page_of"] = lambda kind, provider, native_id: page_of(kind, provider, further.get((provider, native_id), 1))
    return lambda path: Frame(
        **of_all,
        path=path,
        canonical=address(folder.base_url, path),
        root="../" * path.count("/"),
        feeds=folder.feeds(everything, path),
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _comparisons(everything: Published, made: Grid, folder: Folder, described: SiteContext) -> Pages:
    for name in everything.markets:
        path = "index.html" if name == "standard" else f"compare/{name}.html"
        yield path, comparison(everything, name, made, described, folder.budget)


def _others(everything: Published, found: FoundAnswers, folder: Folder, described: SiteContext, states: Sequence[Brief]) -> Pages:
    """Every page that is of no seller and no model."""
    made, budget = found.cells, folder.budget
    yield from changes(everything, budget)
    yield from ((page.sheet.path, page) for page in plans(everything, budget.rows))
    yield "planner.html", replace(found.months, searched=None if made.of is None else len(made.offers))
    yield from ((sheet.path, status(everything, states, sheet, budget.rows)) for sheet in sheets(states, budget.rows, "status.html"))
    yield "downloads.html", DownloadsPage(folder.tables(), folder.beside(), described)
    yield "alerts.html", AlertsPage(folder.every_feed(everything), budget.rows)
    yield "method.html", MethodPage()
    yield "404.html", NotFoundPage(urlsplit(folder.base_url).path)


def _catalogue(everything: Published, made: Grid, budget: Budget, states: Sequence[Brief]) -> Pages:
    for sheet in sheets(states, budget.rows, "providers/index.html"):
        yield sheet.path, ProvidersPage(sheet)
    for state in everything.states:
        offers = state.snapshot.offers
        for of_prices in sheets(offers, budget.rows, page_of("providers", state.id)):
            yield of_prices.path, provider(everything, state, of_prices)
        for of_proofs in sheets(offers, budget.rows, page_of("evidence", state.id)):
            yield of_proofs.path, evidence(state, of_proofs)
    listed = models(everything)
    for of_models in sheets(listed, budget.rows, "models/index.html"):
        yield of_models.path, ModelsPage(of_models, len(listed))
    yield "families.html", FamiliesPage(AXES, families(everything.models, everything.judged_on))
    for each in everything.models.models:
        yield f"models/{each.id}.html", model(everything, each, made, budget)
