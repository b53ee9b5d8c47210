"""The chapters of image models. A chapter is in scope when a model of it is called an image model (`-image`, `imagen-`), or
when it prices images as output; text, speech, video, live and embedding models are not. What nobody can read holds its model.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from schema.drafts import Draft, Found, PriceWords
from schema.errors import LayoutChanged, UnreadablePrice
from schema.prices import Tier
from scrapers._chapters import Chapter, chapters
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._tables import Row, Table
from scrapers.google._cells import MARKS, items
from scrapers.google._footnotes import input_note, repeated, token_rules
from scrapers.google._rows import GROUNDING, IMAGE, IMAGE_ROW, INPUT, NO_IMAGE_BILL, OUTPUT, TOKENS, bare, input_prices, output_prices

LABEL, FREE, FREELY = "", "Free Tier", "Free of charge"
TIERS: dict[str, Tier] = {"Standard": "standard", "Batch": "batch", "Flex": "flex", "Priority": "priority"}
NOT_SOLD = "Not available"


def pricing(page: Page) -> Iterator[Draft]:
    for chapter in chapters(page, 2):
        ids = _ids(chapter)
        if any(re.search(r"(?:^|-)image(?:-|$)|^imagen-", model) for model in ids) or any(
            _prices_images(table) for table in chapter.tables
        ):
            yield from _chapter(chapter, ids)


def _ids(chapter: Chapter) -> list[str]:
    listed = (re.fullmatch(r"[a-z]+(?:-[a-z0-9.]+)+(?:, ?[a-z]+(?:-[a-z0-9.]+)+)*", line) for line in chapter.text.split("\n"))
    return next((re.split(", ?", match[0]) for match in listed if match), [])


def _prices_images(table: Table) -> bool:
    if any(re.search("per image", column, re.I) for column in table.header):
        return True
    output = [row for row in table.rows if LABEL in row and re.match(r"(?!.*input)(?:output|image|imagen)", row[LABEL].text, re.I)]
    return any(re.search(r"\bimages?\b", cell.text) for row in output for column, cell in row.items() if column != LABEL)


def _chapter(chapter: Chapter, ids: list[str]) -> Iterator[Draft]:
    if not ids or not chapter.tables:
        raise LayoutChanged(
            f"{chapter.url}, {chapter.heading}", "the id of a model and its tables", f"{len(ids)} ids and {len(chapter.tables)} tables"
        )
    for table in chapter.tables:
        paid, tier = _paid(table), _tier(table, chapter)
        for row in table.rows:
            for model in _named(bare(row[LABEL].text), ids, chapter):
                yield from _row(row, paid, tier, chapter, model)
    for model in ids:
        yield from _footnotes(chapter, model)


def _paid(table: Table) -> str:
    paid = [column for column in table.header if column in (TOKENS, IMAGE)]
    if len(paid) != 1:
        raise LayoutChanged(table.locator, f"the columns {FREE!r} and {TOKENS!r} or {IMAGE!r}", ", ".join(table.header))
    table.demand(LABEL, FREE, *paid)
    return paid[0]


def _tier(table: Table, chapter: Chapter) -> Tier:
    named = table.headings[-1]
    if named != chapter.heading and named not in TIERS:
        raise LayoutChanged(table.locator, f"one of the tiers {', '.join(TIERS)}", repr(named))
    return TIERS.get(named, "standard")  # a chapter without tiers is sold in one way


def _row(row: Row, paid: str, tier: Tier, chapter: Chapter, model: str) -> Iterator[Draft]:
    label, name = bare(row[LABEL].text), _name(bare(row[LABEL].text), chapter)
    if label in NO_IMAGE_BILL:
        return
    try:
        yield offer(model, *_billed(label, row, paid, tier, chapter), name=name)
    except UnreadablePrice as error:
        yield _held(model, replace(row[paid].found(), fault=str(error)), name)
    yield from _free(label, row, paid, tier, model)


def _billed(label: str, row: Row, paid: str, tier: Tier, chapter: Chapter) -> Iterator[PriceWords]:
    cell = row[paid]
    if "$" in row[FREE].text:
        raise UnreadablePrice(row[FREE].locator, "no amount in the free tier", repr(row[FREE].text[:80]))
    if bare(cell.text) == NOT_SOLD:
        return
    if re.fullmatch(INPUT, label):
        for item in items(cell):
            yield from input_prices(item, paid, tier, input_note(chapter))
    elif re.fullmatch(OUTPUT, label) or re.fullmatch(IMAGE_ROW, label):
        for item in items(cell):
            yield from output_prices(item, paid, tier, unnamed_is_text=bool(re.fullmatch(OUTPUT, label)) and _has_image_row(chapter))
    elif label.startswith("Grounding with ") and (match := re.fullmatch(GROUNDING, cell.text)):
        words = replace(cell.found(), text=match["price"])
        yield price(words, "request", "request", match["unit"], currency="USD", tier=tier, feature=slug(label))
    else:
        raise UnreadablePrice(cell.locator, "a row that is known", f"{label!r}: {cell.text[:80]!r}")


def _has_image_row(chapter: Chapter) -> bool:
    """Whether images have a row of their own, so that an output price for no named kind is one for text."""
    return any(re.fullmatch(IMAGE_ROW, row[LABEL].text) for table in chapter.tables for row in table.rows)


def _held(model: str, words: Found, name: str) -> Draft:
    return offer(model, price(words, "request", "request"), name=name)


def _free(label: str, row: Row, paid: str, tier: Tier, model: str) -> Iterator[Draft]:
    cell, free = row[paid], row[FREE]
    grounded = re.fullmatch(GROUNDING, cell.text) if label.startswith("Grounding with ") else None
    if grounded:
        yield rule("free_tier", grounded["free"], replace(cell.found(), text=grounded["free"]), model, tier=tier, feature=slug(label))
    if re.fullmatch(IMAGE_ROW, label) and bare(free.text) != NOT_SOLD:
        yield rule("free_tier", free.text, free.found(saying=FREELY), model, tier=tier)


def _footnotes(chapter: Chapter, model: str) -> Iterator[Draft]:
    """Tokens per image, and the Standard prices once more: where they contradict the table, the model is held."""
    try:
        yield from list(token_rules(chapter, model))
        yield offer(model, *repeated(chapter), name=_name("", chapter))
    except UnreadablePrice as error:
        yield _held(model, Found(chapter.heading, f"the footnotes of {chapter.heading}", str(error)), _name("", chapter))


def _name(label: str, chapter: Chapter) -> str:
    match = re.fullmatch(IMAGE_ROW, label)
    return match["model"] if match and match["model"] else re.sub(rf"(?<=[\w)])[^\w)]+$|{MARKS}$", "", chapter.heading)


def _named(label: str, ids: list[str], chapter: Chapter) -> list[str]:
    """The models a row is for: all of the chapter, or the one its label names (`Imagen 4 Fast image price`)."""
    match = re.fullmatch(IMAGE_ROW, label)
    if match is None or match["model"] is None or len(ids) == 1:
        return ids
    labels = [bare(row[LABEL].text) for table in chapter.tables for row in table.rows]
    variants = {found["model"].split()[-1].lower() for words in labels if (found := re.fullmatch(IMAGE_ROW, words)) and found["model"]}
    mine = match["model"].split()[-1].lower()
    unmarked = [model for model in ids if not variants & set(model.split("-"))] if mine == "standard" else []
    hits = [model for model in ids if mine in model.split("-")] or unmarked or [slug(match["model"])]
    if len(hits) != 1:
        raise LayoutChanged(f"{chapter.url}, {chapter.heading}", f"one of {', '.join(ids)} for {label!r}", f"{len(hits)}")
    return hits
