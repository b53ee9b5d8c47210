"""Recraft: one Markdown page of the API; a row is a service with the models it is the price of, a number on it dollars per image or
per request, printed beside API units (1,000 units = $1.00). A page of the app says how its own credits, which are others, end and are
topped up; what an image takes of them stands where its models are listed, which was not seen ("equals the model price"). What its
other actions take (an upscale 20, a mock-up 2) is left out: beside API units of another worth it would be told in the wrong money.

Relies on the names of two tables' columns and the dash before the models of a service.
Built against the captured page of 2026-05-20, cut inside the table, an older rendering of it, and two undated texts of the app's page
(they existed by 2026-11-30), of which the older glues the cells of its table: sentences alone are read of it. A service that makes or
changes images names its models after a dash; one without a model is priced per request. Nothing is out of scope: a
service not seen yet is an offer of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Beside, Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, plan, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell, Row

SERVICES: dict[str, dict[str, Any]] = {
    "image generation": {"operation": "generate"},
    "image to image": {"operation": "edit"},
    "image inpainting": {"operation": "edit", "feature": "inpainting"},
    "image outpainting": {"operation": "edit", "feature": "outpainting"},
    "replace background": {"operation": "edit", "feature": "replace-background"},
    "generate background": {"operation": "edit", "feature": "generate-background"},
}
KINDS: dict[str, dict[str, Any]] = {"raster": {}, "vector": {"style": "vector"}}


def pricing(page: Page) -> Iterator[Draft]:
    package = page.table("Price", "API units").row()
    yield plan("credits", "API units", package["Price"].found(), "once", credits=package["API units"].found())
    for expiry in page.sentences(r"(?P<words>purchased unit packages do not expire)"):
        yield rule("credits_expire", "never", expiry.found("words"))
    for row in page.table("Service description", "Cost (USD)", "Cost (API units)", "Billing Basis").rows:
        yield from _service(row, Beside(row["Cost (API units)"].found(), package["Price"].found(), package["API units"].found()))


def _service(row: Row, units: Beside) -> Iterator[Draft]:
    service, models = _named(row["Service description"])
    basis, amount = row["Billing Basis"].text, row["Cost (USD)"].found()
    if not models:
        yield offer(slug(service), price(amount, "request", "request", basis, currency="USD", beside=units), name=service)
    for model in models:
        axes = _axes(service)
        native_id, name = (model, model) if axes is not None else (f"{service} {model}", f"{service} – {model}")
        words = price(amount, "output_image", "image", basis, currency="USD", beside=units, **(axes or {}))
        yield offer(slug(native_id), words, name=name)


def _named(cell: Cell) -> tuple[str, list[str]]:
    """The service, and the models of its row: each on a line of its own, or one on the same line."""
    first, *more = cell.lines
    service, *models = [part.strip() for part in re.split(r" ?[–—] ", first)]
    listed = [line.removeprefix("–").removeprefix("—").strip() for line in more]
    if any(line[0] not in "–—" for line in more):
        raise LayoutChanged(cell.locator, "a service and its models, each behind a dash", repr(cell.text[:160]))
    return service.rstrip(":").strip(), models + listed


def _axes(service: str) -> dict[str, Any] | None:
    """What a service is (`Raster image generation`, `Replace vector background`); None for one not seen yet."""
    words = service.lower().split()
    kinds = [word for word in words if word in KINDS]
    task = " ".join(word for word in words if word not in KINDS)
    return SERVICES[task] | KINDS[kinds[0]] if len(kinds) == 1 and task in SERVICES else None


def studio(page: Page) -> Iterator[Draft]:
    lost = page.sentence(r"(?P<words>Subscription credits reset monthly \(or daily for Free users\) and do not roll over)")
    yield rule("note", "the app's credits reset each month, on Free each day, and do not roll over", lost.found("words"), of="app-credits")
    kept = page.sentence(r"(?P<words>Top-up credits never expire)")
    yield rule("note", "topped-up credits of the app never expire", kept.found("words"), of="app-top-ups")
    for free in page.sentences(r"Free users receive (?P<words>\d+ credits per day)"):
        yield rule("free_tier", free["words"], free.found("words"))


PROVIDER = Provider(
    name="Recraft",
    home="https://www.recraft.ai",
    kind="maker",
    seen="page",
    seen_on=date(2026, 5, 20),
    pages=(
        PageSpec(
            url="https://www.recraft.ai/docs/api-reference/pricing.md",
            kind="markdown",
            read=pricing,
            prices=(12, 90),
            identity=("API unit package pricing", "API unit charges for API services"),
        ),
        PageSpec(
            url="https://www.recraft.ai/docs/plans-and-billing/credits",
            kind="rendered",
            read=studio,
            prices=(0, 0),
            identity=("Creative upscale", "Top-up credits"),
        ),
    ),
)
