"""AI/ML API's documentation pages of image models: what one call cost, as the answer on the page says: measured, and no price of the list.

Relies on `usd_spent` in the answers that the pages show. Ten other pages show 0.06, a template's placeholder: they are not read.
"""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._chapters import Chapter, chapters
from scrapers._drafts import offer, price, size
from scrapers._page import Page

SPENT = r'"usd_spent": (?P<cost>\d+(?:\.\d+)?) \}'
GIVEN = re.compile(r"\bimage_urls: \[|\bimage=\[")  # a request that brings images to work on


def call(page: Page) -> Iterator[Draft]:
    """What each call cost whose answer the page shows, of the size it says beside it: of each call, or of none."""
    model = page.sentence(r"for the following list of our models:\s+(?P<id>[\w./-]+)")["id"]
    shown = [chapter for chapter in chapters(page, 3) if "usd_spent" in chapter.text]
    sizes = [[size(said["size"]) for said in chapter.sentences(r"the following (?P<size>\S+) image\b")] for chapter in shown]
    if len({len(made) for made in sizes}) != 1 or len(sizes[0]) > 1:
        raise LayoutChanged(page.url, "the size of each image that was made, or of none", repr(sizes))
    for chapter, made in zip(shown, sizes, strict=True):
        cost = chapter.sentence(SPENT)
        unit = next(chapter.sentences(r"generate an (?P<unit>image)\b"))["unit"]
        axes: dict[str, Any] = {"operation": _operation(chapter), "size": made[0] if made else None}
        amount = price(cost.found("cost"), "output_image", "image", unit, currency="USD", locale="json", basis="measured", **axes)
        yield offer(model, amount)


def _operation(chapter: Chapter) -> str:
    """What the heading says the call does; under any other heading a call that brings images edits them."""
    said = chapter.heading.partition(" ")[0]
    if said in ("Generate", "Edit"):
        return said.lower()
    if GIVEN.search(chapter.text):
        return "edit"
    raise LayoutChanged(f"{chapter.url}, under {chapter.heading!r}", "a call whose heading or images say what it does", "neither")
