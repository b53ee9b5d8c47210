"""The deprecations page: a table per announcement; a date is the day a model is shut down, spelled in two ways.

An image model is one with `image` as a word of its id, or a DALL-E; all other rows are of other models.
"""

import re
from collections.abc import Iterator

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import iso_date, rule
from scrapers._page import Page
from scrapers._tables import Row, Table

DATE = "Shutdown date"
MODELS = ("Model / system", "Deprecated model", "Legacy model", "Model snapshot", "System")
REPLACEMENTS = ("Recommended replacement", "Substitute model", "Recommended replacement base model")
IMAGE_MODEL = re.compile(r"\bimage\b|\bdall", re.I)
CHRONICLE = ("Date", "Update")  # when something was or will be announced, in prose


def deprecations(page: Page) -> Iterator[Draft]:
    tables = [table for table in page.every_table() if table.header != CHRONICLE]
    if not any(DATE in table.names for table in tables):
        raise LayoutChanged(page.url, f"tables with the column {DATE!r}", "none")
    for table in tables:
        for row in table.rows:
            if any(IMAGE_MODEL.search(cell.text) for cell in row.values()):
                yield from _retirement(row, table)


def _retirement(row: Row, table: Table) -> Iterator[Draft]:
    date, model, replacement = (row[_one_of(columns, table)] for columns in ((DATE,), MODELS, REPLACEMENTS))
    retires = iso_date(date.text)
    if not IMAGE_MODEL.search(model.text):
        return  # another model, replaced by one that makes images
    native_id = model.parts(r"(?P<id>[a-z0-9][a-z0-9.-]*)")["id"].text
    yield rule("retires", retires, date.found(), native_id)
    yield rule("replaced_by", replacement.text, replacement.found(), native_id)


def _one_of(columns: tuple[str, ...], table: Table) -> str:
    named = [column for column in columns if column in table.names]
    if len(named) != 1:
        raise LayoutChanged(table.locator, f"one column {' or '.join(columns)}", ", ".join(table.header))
    return named[0]
