"""What the rows of an image model's table bill, by their names."""

import re
from collections.abc import Iterator

from schema.drafts import PriceWords
from schema.errors import UnreadablePrice
from schema.prices import Billable, Tier
from scrapers._drafts import price
from scrapers.google._cells import MARKS, CellItem

TOKENS, IMAGE = "Paid Tier, per 1M tokens in USD", "Paid Tier, per Image in USD"
# A remark of other words (legacy, batch, long context) makes it another price.
_KINDS = r"(?:text|image|video|audio)s?(?:(?:, | and |/)(?:text|image|video|audio)s?)*"
INPUT, OUTPUT = rf"Input price(?: \({_KINDS}\))?", rf"Output price(?: \((?:including thinking tokens|{_KINDS})\))?"
IMAGE_ROW = r"Image (?:generation pricing|price)|(?P<model>\w.*) image price"
NO_IMAGE_BILL = frozenset(  # rows that cost an image nothing: no price, or one of long conversations, of training, of talking
    {"Used to improve our products", "Context caching price", "Context caching (storage)", "Tuning price", "Live API"}
)
GROUNDING = (
    r"(?P<free>\d[\d,]* (?:free (?:(?!, then)[^$])+|(?:(?!, then)[^$])+ \(free(?:, [^()$]+)?\))), then (?P<price>\$[\d.]*\d) "
    r"(?P<unit>(?:per|/) [\d,]+ (?:search requests|requests|search queries|grounded prompts))(?: for [a-z -]+)?\.?"
)
HEARD = {"audio", "video"}  # no image is billed for what a model hears or watches


def bare(words: str) -> str:
    """A label or remark without the stars of its footnote."""
    return re.sub(rf"{MARKS}$", "", words)


def input_prices(item: CellItem, paid: str, tier: Tier, note: str) -> Iterator[PriceWords]:
    """What goes in. `(image)` alone stands under the column of a million tokens and is, says the footnote, for one image."""
    if item.per_image:
        yield price(item.words, "input_image", "image", currency="USD", tier=tier, **item.axes)
    elif item.kinds == {"image"} and note:
        yield price(item.words, "input_image", "image", note, currency="USD", tier=tier, **item.axes)
    elif not item.kinds or item.kinds == {"image"} or item.kinds - {"text", "image"} - HEARD:
        raise UnreadablePrice(
            item.words.locator, "an input of text, image, video or audio", f"{item.words.text!r} for {sorted(item.kinds)}"
        )
    else:
        named: list[tuple[str, Billable]] = [("text", "input_text"), ("image", "input_image")]
        for billable in (billable for kind, billable in named if kind in item.kinds):
            yield price(item.words, billable, "million_tokens", paid, currency="USD", tier=tier, **item.axes)


def output_prices(item: CellItem, paid: str, tier: Tier, *, unnamed_is_text: bool) -> Iterator[PriceWords]:
    """What comes out: images by the piece or by tokens, text by tokens."""
    if item.per_image or (paid == IMAGE and not item.kinds):
        unit = "" if item.per_image else paid
        for axes in [{"resolution": at} for at in item.at] or [{}]:
            yield price(item.words, "output_image", "image", unit, currency="USD", tier=tier, **{**axes, **item.axes})
    elif paid == TOKENS and item.kinds == {"images"}:
        yield price(item.words, "output_image", "million_tokens", paid, currency="USD", tier=tier, **item.axes)
    elif paid == TOKENS and (item.kinds in ({"text"}, {"text", "thinking"}) or (unnamed_is_text and not item.kinds)):
        yield price(item.words, "output_text", "million_tokens", paid, currency="USD", tier=tier, **item.axes)
    else:
        raise UnreadablePrice(item.words.locator, "an output of text or images", f"{item.words.text!r} for {sorted(item.kinds)}")
