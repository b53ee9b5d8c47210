"""The footnotes below an image model's tables: tokens per image, and prices of the Standard tier said again."""

import re
from collections.abc import Iterator
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import UnreadablePrice
from scrapers._chapters import Chapter
from scrapers._drafts import price, rule
from scrapers.google._cells import resolutions

RATE = r"Image output is priced at (?P<price>\$[\d.]*\d) (?P<unit>per [\d,]+ tokens)"
TAKES = (
    r"Output images? (?P<sizes>(?:(?! consumes? |\$)[^\n]){1,120}) consumes? (?P<tokens>[\d,]+) tokens "
    r"and (?:are|is) equivalent to (?P<price>\$[\d.]*\d per image)"
)
SEES = r"(?P<words>Image input is set at (?P<tokens>[\d,]+) tokens or (?P<price>\$[\d.]*\d per image))"
UP_TO = r"up to (?P<most>\d+x\d+)px"


def input_note(chapter: Chapter) -> str:
    """The footnote that prices one input image, or nothing."""
    return next((found["words"] for found in chapter.sentences(SEES)), "")


def token_rules(chapter: Chapter, model: str) -> Iterator[Draft]:
    """Tokens of one image that comes out, by resolution, and of one that goes in."""
    takes = list(chapter.sentences(TAKES))
    said = [len(list(chapter.sentences(words))) for words in (r"consumes? [\d,]+ tokens", r"Output images?\b")]
    if said != [len(takes)] * 2:
        raise UnreadablePrice(f"the footnotes of {chapter.heading}", "what each size of image consumes", "a sentence built otherwise")
    for found in takes:
        for axes in resolutions(found["sizes"]):
            yield rule("tokens_per_image", found["tokens"].replace(",", ""), found.found("tokens"), model, **axes)
        if largest := re.fullmatch(UP_TO, found["sizes"]):  # nothing is said of more pixels
            yield rule("maximum_pixels", largest["most"], found.found("sizes"), model)
    for found in chapter.sentences(SEES):
        yield rule("tokens_per_input_image", found["tokens"].replace(",", ""), found.found("tokens"), model)


def repeated(chapter: Chapter) -> Iterator[PriceWords]:
    """The prices of the Standard tier; none where prices change on a day, for a footnote does not say since when it holds."""
    if re.search(r"\d[^\n$]* (?:through|starting) [A-Z]", chapter.text):
        return
    said: dict[str, Any] = {"currency": "USD", "tier": "standard"}
    for found in chapter.sentences(RATE):
        yield price(found.found("price"), "output_image", "million_tokens", found["unit"], **said)
    for found in chapter.sentences(TAKES):
        for axes in resolutions(found["sizes"]):
            yield price(found.found("price"), "output_image", "image", **{**said, **axes})
    for found in chapter.sentences(SEES):
        yield price(found.found("price"), "input_image", "image", **said)
