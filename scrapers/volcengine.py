"""ByteDance Volcengine (Doubao Seedream): a rendered rich-text document. Its image table prints yuan per image; a cell
may hold several lines, one per step: of output pixels (`≤ 236万像素` is 2.36 MP) or of reference images (the first free).

Relies on the names of three columns, which carry their units.
Built against the captured page of 2026-07-17 (whole). Every row of the table is an image model. The page carries the
same document twice more for its editor, as escaped JSON in scripts: the same figures, not read.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from schema.drafts import Draft, Found, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell

MODEL, INPUT, OUTPUT = "模型名称", "输入图单价(元/张)", "输出图单价(元/张)"
FREE = "免费"
BULLET = r"(?:[*•·] ?)?"
FIRST_FREE = rf"{BULLET}首张(?P<free>{FREE}) {BULLET}第 ?2 ?张起: ?(?P<price>\d.*)"
PIXEL_STEP = rf"{BULLET}(?P<sign>[≤>]) ?(?P<pixels>\d+(?:\.\d+)?) ?万像素: ?(?P<price>\d.*)"
SIGNS = {"≤": "<=", ">": ">"}


def pricing(page: Page) -> Iterator[Draft]:
    for row in page.table(MODEL, INPUT, OUTPUT).rows:
        model, references = row[MODEL].text, row[INPUT]
        if len(references.lines) > 1:
            yield rule("free_references", "1", references.parts(FIRST_FREE)["free"], model)
        yield offer(model, _reference(references), *_outputs(row[OUTPUT]))
    failed = page.sentence(r"(?P<words>[^\n。]*未成功输出的图片不计费)")
    yield rule("failed_generations", "free", failed.found("words"))


def _reference(cell: Cell) -> PriceWords:
    words = cell.found() if len(cell.lines) == 1 else cell.parts(FIRST_FREE)["price"]
    return price(words, "input_image", "image", INPUT, how="free" if cell.text == FREE else "amount", currency="CNY")


def _outputs(cell: Cell) -> list[PriceWords]:
    if len(cell.lines) == 1:
        return [price(cell.found(), "output_image", "image", OUTPUT, currency="CNY")]
    steps = cell.line_parts(PIXEL_STEP)
    if sorted(step["sign"].text for step in steps) != sorted(SIGNS) or len({step["pixels"].text for step in steps}) != 1:
        raise LayoutChanged(cell.locator, "one price up to a number of pixels and one above it", repr(cell.text))
    return [price(step["price"], "output_image", "image", OUTPUT, currency="CNY", megapixels=_megapixels(step)) for step in steps]


def _megapixels(step: dict[str, Found]) -> str:
    return f"{SIGNS[step['sign'].text]}{(Decimal(step['pixels'].text) / 100).normalize():f}"  # 100万 pixels are one megapixel


PROVIDER = Provider(
    name="Volcengine",
    home="https://www.volcengine.com/product/ark",
    kind="maker",
    seen="page",
    seen_on=date(2026, 7, 17),
    hosts=frozenset({"portal.volccdn.com", "res.volccdn.com"}),  # its scripts
    currency="CNY",
    pages=(
        PageSpec(
            url="https://docs.volcengine.com/docs/82379/1544106?redirect=1&lang=zh",
            kind="html",
            read=pricing,
            prices=(6, 40),
            identity=("火山方舟", "图片生成模型"),
            lang="zh",
            browser=True,
            ready="输出图单价",
        ),
    ),
)
