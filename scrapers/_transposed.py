"""A table that lies on its side: its columns are the models, its first column says what each row is about."""

from __future__ import annotations

from schema.errors import LayoutChanged
from scrapers._page import Page
from scrapers._tables import Cell


def models_across(page: Page, corner: str, *labels: str) -> dict[str, dict[str, Cell]]:
    """The one table with this first column: for each model's name its cells by label; each asked label stands in it once."""
    hits = [table for table in page.every_table() if table.header and table.header[0] == corner and len(table.names) == len(table.header)]
    if len(hits) != 1:
        raise LayoutChanged(page.url, f"one table whose first column is {corner!r}", str(len(hits)))
    (table,) = hits
    rows = {label: [row for row in table.rows if row[corner].text == label] for label in labels}
    if odd := [label for label, found in rows.items() if len(found) != 1]:
        raise LayoutChanged(table.locator, f"one row {odd[0]!r}", str(len(rows[odd[0]])))
    return {model: {label: found[0][model] for label, found in rows.items()} for model in table.header[1:]}
