"""Artlist: a help article with a table of credits per image for making images and one for changing them; what a credit costs is said by
the plans, which a script fetches and a person wrote down.

Relies on the names of the columns and on the tool that was named last above a table. A quality is the last word of a name (`GPT Image
1.5 Low`, or `GPT Image1.5 High`). One model has other credits in the second table than in the first: one is for text, the other for
images. Built against an undated text of the article (it existed by 2026-11-30), whose tables had lost the line under their header, cut
in the second table.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from schema.prices import Operation
from scrapers._drafts import offer, price, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Table

TOOL = re.compile(r"AI (?:(?:Text|Image) to (?:Image|Video)|Voiceover)")
OPERATIONS: dict[str, Operation] = {"AI Text to Image": "generate", "AI Image to Image": "edit"}
NAME = re.compile(r"(?P<model>.+?)(?: (?P<quality>Low|Medium|High))?")


def article(page: Page) -> Iterator[Draft]:
    for column in ("Credits per image", "Credits"):
        for table in page.tables("Model", column):
            tool = (TOOL.findall(table.text_above) or ["no tool"])[-1]
            if tool not in OPERATIONS:
                raise LayoutChanged(table.locator, f"a table below {' or '.join(OPERATIONS)}", tool)
            yield from _models(table, column, OPERATIONS[tool])


def _models(table: Table, column: str, operation: Operation) -> Iterator[Draft]:
    for row in table.rows:
        named = NAME.fullmatch(row["Model"].text)
        model = re.sub(r"(?<=Image)(?=\d)", " ", named["model"] if named else row["Model"].text)
        quality: dict[str, Any] = {"quality": named["quality"].lower()} if named and named["quality"] else {}
        words = price(row[column].found(), "output_image", "image", "Credits per image", currency="credit", operation=operation, **quality)
        yield offer(slug(model), words, name=model)


PROVIDER = Provider(
    name="Artlist AI",
    home="https://artlist.io",
    kind="app",
    currency="credit",
    seen="reconstruction",
    seen_on=date(2026, 11, 30),
    pages=(
        PageSpec(
            url="https://help.artlist.io/hc/en-us/articles/29491647792029",
            kind="rendered",
            read=article,
            prices=(12, 80),
            identity=("What are AI credits?", "AI Text to Image", "AI Image to Image"),
        ),
    ),
    note="the plans, which say what a credit costs, come from an address of the page's script",
)
