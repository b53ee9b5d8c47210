"""What other people's tools read of a site: canonical addresses, a description of the data set, a map, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from pipeline.publish.dataset import Published
from pipeline.publish.recipe_answers import PublishedAnswer
from pipeline.publish.site.charts import CardRow, as_png, card
from pipeline.publish.site.ranking_table import model_groups
from pipeline.text.formatting import PROOFS
from pipeline.text.sentences import clean

MAPPED: Final = 50_000  # addresses in one map, as sitemaps.org has it
CARD: Final = 6  # images the picture shows
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def address(base_url: str, path: str) -> str:
    """The one address of a page: a folder's index is the folder."""
    shown = path.removesuffix("index.html") if path.endswith("index.html") else path
    return base_url + quote(shown)


def data_set(everything: Published, base_url: str, there: Callable[[str], str]) -> dict[str, Any]:
    """schema.org's Dataset; `there` says under which name a file stands."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": "imageprices: what AI image generation costs",
        "description": "Prices of AI image generation, read from the sellers' own pages, each with its words and its history.",
        "url": base_url,
        "license": LICENCE,
        "isAccessibleForFree": True,
        "dateModified": everything.as_of.date().isoformat(),
        "creator": {"@type": "Organization", "name": "imageprices", "url": base_url},
        "keywords": ["AI image generation", "API pricing", "cost per image", *sorted({model.maker for model in everything.models.models})],
        "variableMeasured": "price per image in US dollars",
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{base_url}{there(f'v1/{name}')}"}
            for name, kind in (
                ("prices.json", "application/json"),
                ("prices.csv", "text/csv"),
                ("costs.json", "application/json"),
                ("prices.sqlite", "application/vnd.sqlite3"),
            )
        ],
    }


def site_maps(everything: Published, base_url: str, paths: Iterable[str], most: int = MAPPED) -> dict[str, str]:
    """`sitemap.xml`: every page but the one for lost readers; of very many a list of maps."""
    day = everything.as_of.date().isoformat()
    shown = [path for path in paths if path != "404.html"]
    parts = [_site_map("url", shown[at : at + most], base_url, day) for at in range(0, len(shown), most)]
    if len(parts) == 1:
        return {"sitemap.xml": parts[0]}
    made = {f"sitemap~{number}.xml": part for number, part in enumerate(parts, start=1)}
    return made | {"sitemap.xml": _site_map("sitemap", made, base_url, day)}


def _site_map(kind: str, paths: Iterable[str], base_url: str, day: str) -> str:
    entries = [f"<{kind}><loc>{escape(address(base_url, path))}</loc><lastmod>{day}</lastmod></{kind}>" for path in paths]
    whole = {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{whole} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    return "\n".join([*head, *entries, f"</{whole}>", ""])


def robots(base_url: str) -> str:
    """`robots.txt`: everybody is welcome."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"


def picture(everything: Published) -> bytes:
    """The picture a shared link shows: the cheapest standard images, one a model, each with what it rests on or why it doesn't lead."""
    models = {model.id: model.name for model in everything.models.models}
    first = (group[0] for group in model_groups(everything.markets["standard"]))
    rows = [
        CardRow(name, everything.names[row.cost.provider], row.dollars, _standing(everything, row))
        for row in islice((row for row in first if row.dollars), CARD)
        if row.dollars and (name := models.get(row.model or "", clean(row.cost.name)))
    ]
    foot = f"imageprices · one image, a model’s usual quality, 1024 × 1024 · {len(everything.states)} sellers · {everything.as_of:%Y-%m-%d}"
    return as_png(card("What does an AI image cost?", rows, foot))


def _standing(everything: Published, row: PublishedAnswer) -> str:
    """Whether it leads, and on whose word of which day."""
    quotes = row.cost.lines[0].quotes
    seen = f", {everything.seen(row.cost.provider, quotes[0]):%Y-%m-%d}" if quotes else ""
    return f"listed: {row.why_not_ranked}" if row.why_not_ranked else f"{PROOFS[row.proof]}{seen}"


def report(repository: str, provider: str, native_id: str, what: str, page: str) -> str:
    """The address of a form that reports a wrong number, filled in as far as we can."""
    title = clean(f"Wrong price: {provider} {native_id}", 120)
    said = {"template": "wrong-price.yml", "title": title, "price": page[:300], "ours": clean(what, 200)}
    return f"{repository}/issues/new?{urlencode(said)}"
