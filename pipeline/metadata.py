"""What other people's tools read of a site: canonical addresses, a description of the data set, a map, a picture."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, urlencode
from xml.sax.saxutils import escape

from pipeline.charts import as_png, card
from pipeline.published import Published
from pipeline.requests import BASE_URL as BASE_URL  # noqa: PLC0414 (a re-export: the site and the files take it from here)
from pipeline.requests import HOME
from pipeline.sentences import clean

CARD: Final = 6  # images the picture shows
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


def address(base_url: str, path: str) -> str:
    """The one address of a page: a folder's index is the folder."""
    shown = path.removesuffix("index.html") if path.endswith("index.html") else path
    return base_url + quote(shown)


def data_set(everything: Published, base_url: str) -> dict[str, Any]:
    """schema.org's Dataset."""
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
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{base_url}v1/{name}"}
            for name, kind in (
                ("prices.json", "application/json"),
                ("prices.csv", "text/csv"),
                ("costs.json", "application/json"),
                ("prices.sqlite", "application/vnd.sqlite3"),
            )
        ],
    }


def site_map(everything: Published, base_url: str, paths: Iterable[str]) -> str:
    """`sitemap.xml`: every page but the one for lost readers."""
    day = everything.as_of.date().isoformat()
    entries = [f"<url><loc>{escape(address(base_url, path))}</loc><lastmod>{day}</lastmod></url>" for path in paths if path != "404.html"]
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
            *entries,
            "</urlset>",
            "",
        ]
    )


def robots(base_url: str) -> str:
    """`robots.txt`: everybody is welcome."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n"


def picture(everything: Published) -> bytes:
    """The picture a shared link shows: the cheapest standard images, one a model."""
    rows: list[tuple[str, str, Decimal]] = []
    models = {model.id: model.name for model in everything.models.models}
    for row in everything.markets["standard"].ranked:
        name = models.get(row.model or "", row.cost.name)
        if row.dollars and name not in [model for model, _, _ in rows]:
            rows.append((name, everything.names[row.cost.provider], row.dollars))
        if len(rows) == CARD:
            break
    foot = f"imageprices · one image, medium quality, 1024 × 1024 · {len(everything.sellers)} sellers · {everything.as_of:%Y-%m-%d}"
    return as_png(card("What does an AI image cost?", rows, foot))


def report(provider: str, native_id: str, what: str, page: str) -> str:
    """The address of a form that reports a wrong number, filled in as far as we can."""
    title = clean(f"Wrong price: {provider} {native_id}", 120)
    said = {"template": "wrong-price.yml", "title": title, "price": page[:300], "ours": clean(what, 200)}
    return f"{HOME}/issues/new?{urlencode(said)}"
