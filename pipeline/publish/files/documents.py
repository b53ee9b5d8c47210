"""What machines read in words: `openapi.json`, `llms.txt`, Markdown twins of the main pages, and badges."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import islice
from typing import Any, Final

from costs.offer.recipes import STANDARD
from costs.standing.ranking import headline
from pipeline.publish.dataset import Published
from pipeline.publish.files.json_schema import VERSION
from pipeline.publish.files.table_shapes import PublishedTable
from pipeline.publish.paging import Budget
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.text.formatting import rounded
from pipeline.text.sentences import clean, sentence
from schema.proofs import Proof

KINDS: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "sqlite": "application/vnd.sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "txt": "text/plain",
    "": "text/plain",
    "md": "text/markdown",
    "atom": "application/atom+xml",
    "svg": "image/svg+xml",
    "gz": "application/gzip",
}
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
SIZES: Final = {"1024x1024": "1024²", "2048x2048": "2048²", "4096x4096": "4096²"}


# --- OpenAPI --------------------------------------------------------------------------------------------------------


def openapi(paths: Iterable[str], tables: Sequence[PublishedTable], base_url: str) -> dict[str, Any]:
    """The static addresses as OpenAPI 3.1: one operation a file, each with its schema. Every path in it is a file."""
    says = {table.name: table.says for table in tables}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "imageprices",
            "version": VERSION,
            "summary": "What AI image generation costs, as static files",
            "license": {"name": "CC BY 4.0", "url": LICENCE},
        },
        "servers": [{"url": base_url.rstrip("/")}],
        "paths": {f"/{path}": {"get": _operation(path, says, base_url)} for path in sorted(paths)},
    }


def _operation(path: str, says: Mapping[str, str], base_url: str) -> dict[str, Any]:
    name, _, kind = path.rpartition("/")[2].rpartition(".")
    shape = {"schema": {"type": "object", "externalDocs": {"url": f"{base_url}v1/schema.json"}}} if _has_shape(path) else {}
    return {
        "operationId": re.sub(r"\W+", "_", path),
        "summary": says.get(name, path),
        "responses": {"200": {"description": says.get(name, "the file"), "content": {KINDS.get(kind, "application/octet-stream"): shape}}},
    }


def _has_shape(path: str) -> bool:
    outside = ("schema.json", "openapi.json", "datapackage.json", "litellm.json", "litellm-left-out.json", "openrouter.json")
    return path.startswith("v1/") and path.endswith(".json") and path.rpartition("/")[2] not in outside


# --- Markdown -------------------------------------------------------------------------------------------------------


def plain(text: object, longest: int = 120) -> str:
    """Words of a page inside Markdown: nothing in them is markup, a link or an end of the cell."""
    kept = escape(clean(str(text), longest), quote=False)
    return re.sub(r"([\\`*_\[\]|~!#{}$])", r"\\\1", kept).replace("://", ":&#47;/").replace("@", "&#64;")


def llms(everything: Published, base_url: str, inside: Collection[str]) -> str:
    """`llms.txt`: what there is, for a model that reads."""
    files = {
        "index.md": "what a standard image costs at every seller, cheapest first",
        "providers/index.md": "the sellers",
        "models/index.md": "the models, with their cheapest sellers",
        "v1/prices.json": "every price line with its quote",
        "v1/costs.json": "six standard images at every offer",
        "v1/changes.json": "what changed",
        "v1/schema.json": "the shapes of all files",
        "v1/openapi.json": "every address",
        "v1/prices.sqlite": "everything as one database",
        "v1/litellm.json": "prices for litellm.register_model",
        "v1/openrouter.json": "prices as OpenRouter's image API spells them",
        "feeds/all.atom": "changes as a feed",
    }
    head = "# imageprices\n\n> What AI image generation costs, read from the sellers' own pages, with the words of every number.\n"
    about = f"\nAmounts are decimal strings. Last looked at {everything.as_of:%Y-%m-%d}. Licence: CC BY 4.0.\n\n## Files\n\n"
    return head + about + "".join(f"- [{path}]({base_url}{path}): {says}\n" for path, says in _there(files, inside))


def _there(files: Mapping[str, str], inside: Collection[str]) -> Iterator[tuple[str, str]]:
    """The files under the names they have: a large table is compressed."""
    packed = {f"v1/{name}" for name in inside if name.endswith(".gz")}
    return ((f"{path}.gz" if f"{path}.gz" in packed else path, says) for path, says in files.items())


def twins(everything: Published, budget: Budget) -> dict[str, str]:
    """The main pages as Markdown, no longer than the pages themselves."""
    return {
        "index.md": _index(everything, budget.ranked),
        "providers/index.md": _providers(everything, budget.rows),
        "models/index.md": _models(everything, budget.rows),
    }


def _index(everything: Published, most: int) -> str:
    ranked = everything.markets["standard"].ranked
    rows = [(at, row.cost.provider, row.cost.name, row.model or "", _dollars(row)) for at, row in enumerate(ranked[:most], start=1)]
    told = everything.told.those(lambda head: not head.baseline and head.kind != "held")
    news = [event.change for event in islice(told, 20)]
    recent = "".join(f"- {plain(sentence(change), 500)}\n" for change in news) or "- none yet\n"
    head = f"# What does an AI image cost?\n\nOne image, {STANDARD['standard'].words()}; last looked at {everything.as_of:%Y-%m-%d}.\n\n"
    table = _table(("", "seller", "offer", "model", "per image"), rows)
    return f"{head}{table}{_more(len(ranked), most, 'costs')}\n## Changes\n\n{recent}"


def _providers(everything: Published, most: int) -> str:
    rows = [(one.id, one.about.name, one.about.kind, len(one.snapshot.offers), one.about.home) for one in everything.states[:most]]
    more = _more(len(everything.states), most, "providers")
    return f"# Sellers\n\n{_table(('id', 'name', 'kind', 'offers', 'home'), rows)}{more}"


def _models(everything: Published, most: int) -> str:
    found = {model.id: everything.of_model.get(("standard", model.id)) for model in everything.models.models[:most]}
    best = {id: answers.headline.row for id, answers in found.items() if answers and answers.headline.row}
    rows = [
        (model.id, model.name, model.maker, model.status_on(everything.judged_on), best[model.id].cost.provider, _dollars(best[model.id]))
        if model.id in best
        else (model.id, model.name, model.maker, model.status_on(everything.judged_on), "", "")
        for model in everything.models.models[:most]
    ]
    more = _more(len(everything.models.models), most, "models")
    return f"# Models\n\n{_table(('id', 'name', 'maker', 'status', 'cheapest seller', 'standard image'), rows)}{more}"


def _more(count: int, most: int, table: str) -> str:
    """What stands below a list that is cut."""
    return f"\nThe first {most} of {count}; all of them are in `v1/{table}`.\n" if count > most else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}", *(f"| {' | '.join(plain(value) for value in row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def _dollars(row: PublishedAnswer) -> str:
    return rounded(row.dollars) if row.dollars is not None else ""


# --- badges ---------------------------------------------------------------------------------------------------------


def badges(everything: Published) -> Iterator[tuple[str, str]]:
    """One picture a model and standard image, with the maker's own cheapest price: `gpt-image-2 · medium 1024² · $0.053`."""
    for recipe, market in everything.markets.items():
        own: dict[str, list[PublishedAnswer]] = {}
        for row in market.by_price:
            if row.model and row.first_party:
                own.setdefault(row.model, []).append(row)
        told = ((model, headline(rows).row) for model, rows in own.items())
        yield from ((f"badges/{model}/{recipe}.svg", badge(model, _badged(row), recipe)) for model, row in told if row)


def _badged(row: PublishedAnswer) -> str:
    """Its price, that a person wrote it down, and that it ends soon."""
    by_hand = [] if row.proof is Proof.PAGE else ["by hand"]
    return ", ".join([_dollars(row), *by_hand, *(reason.words for reason in row.standing.because)])


def badge(model: str, price: str, recipe: str) -> str:
    """A badge; its text is selectable, and its title says the same."""
    wanted = STANDARD[recipe]
    edit = "edit " if wanted.operation == "edit" else ""
    label = clean(f"{model} · {edit}{wanted.quality} {SIZES[str(wanted.size)]}")
    left, right = 7 * len(label) + 14, 7 * len(price) + 14
    said = escape(f"{label} · {price}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="22" role="img" aria-label="{said}"><title>{said}</title>'
        f'<rect width="{left + right}" height="22" rx="4" fill="#24292f"/>'
        f'<path d="M{left} 0h{right - 4}a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H{left}z" '
        f'fill="#0b6bcb"/><g fill="#fff" font-family="DejaVu Sans,Verdana,sans-serif" font-size="11">'
        f'<text x="7" y="15" textLength="{left - 14}">{escape(label)}</text>'
        f'<text x="{left + 7}" y="15" textLength="{right - 14}">{escape(price)}</text></g></svg>\n'
    )
