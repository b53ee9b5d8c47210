"""Luma: one page with a table per image model; a number is dollars for one image by task, references counted in the task.

Relies on the names of two columns and the words before each table that name its model.
Built against the captured page of 2026-05-20, a text rendering cut inside the first table: its tables are Markdown without
the blank line before them, its headings plain lines. A table is in scope by its two columns; which model it is of stands
in the heading above it ("uni-1 — per-image pricing"). Videos have other columns. A task not seen yet is an offer of its own.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Table

TITLE = r"(?P<model>[a-z][\w.-]*) — per-image pricing"
TASKS = {"Text to image": {"operation": "generate", "references": "0"}, "Image edit (image to image)": {"operation": "edit"}}


def pricing(page: Page) -> Iterator[Draft]:
    for table in page.tables("Task", "Price per image"):
        model, unit = _model(table), table.says("Price per image")
        for row in table.rows:
            axes, task = _axes(row["Task"].text), row["Task"].text
            amount = price(row["Price per image"].found(), "output_image", "image", unit, currency="USD", **(axes or {}))
            yield offer(model, amount) if axes else offer(slug(f"{model} {task}"), amount, name=f"{model}: {task}")
    size = page.sentences(r"All requests output at (?P<words>2048-pixel \(2K\) resolution)")
    for words in {found["words"]: found for found in size}.values():
        yield rule("note", "all output is 2048 pixels (2K)", words.found("words"), of="size")


def _model(table: Table) -> str:
    above = table.text_above
    titles = [match["model"] for match in re.finditer(TITLE, above)]
    if not titles:
        raise LayoutChanged(table.locator, "a heading like 'uni-1 — per-image pricing' above the table", repr(above[-120:]))
    return titles[-1]


def _axes(task: str) -> dict[str, Any] | None:
    count = re.fullmatch(r"Image reference \((\d+) images?\)", task)
    return {"operation": "generate", "references": count[1]} if count else TASKS.get(task)


PROVIDER = Provider(
    name="Luma",
    home="https://lumalabs.ai",
    kind="maker",
    seen="page",
    seen_on=date(2026, 5, 20),
    pages=(
        PageSpec(
            url="https://docs.agents.lumalabs.ai/guides/pricing/",
            kind="rendered",
            read=pricing,
            prices=(4, 60),
            identity=("per-image pricing", "Luma Agents API"),
        ),
    ),
)
