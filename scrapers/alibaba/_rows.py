"""One row of Alibaba's image tables: which columns mean what, which models have no one price, and why.

免费额度 (a first quota of free images), 服务部署范围 (where it runs) and 折扣 (a step's discount, already in its price) are
known and not read. A trial (免费体验, 限时免费) has no price; a price in steps of volume has no one price, so its steps are notes.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from schema.drafts import Draft, NoPrice, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable
from scrapers._drafts import no_price, offer, price, rule
from scrapers._tables import Cell, Row

MODEL, SCOPE, RESOLUTION, INPUT, OUTPUT = "模型 ID(Model ID)", "服务部署范围", "输出图像分辨率", "输入单价", "输出单价"
EITHER, DISCOUNT, STEP, QUOTAS = "单价", "折扣", "阶梯层级", ("免费额度(注)", "免费额度")
COLUMNS = {MODEL, SCOPE, RESOLUTION, INPUT, OUTPUT, EITHER, DISCOUNT, STEP, *QUOTAS}
ID = r"[a-z][a-z0-9]*(?:[./_-][a-z0-9]+)*"
TRIAL = r"目前仅供免费体验.*|限时免费.*"
HALF_IN_BATCH = "Batch调用半价"
TWIN = r"当前能力等同于.+"
SWITCH = r"[^()]*\(prompt_extend=(?P<switch>true|false)\): ?(?P<price>[\d.]+ ?元/张)"
SWITCHES = {"false": None, "true": "prompt_extend"}
CONVERTED = "the yuan of this region are converted from dollars and move with the rate"
# What the words above a table of 单价 may say that a model bills.
BILLS: dict[str, Billable | None] = {
    "输入不计费,输出计费": "output_image",
    "输入计费,输出不计费": "input_image",
    "限时免费": "output_image",
    "按训练次数计费": None,  # a training, not an image
}


def row_drafts(row: Row, axes: dict[str, Any], bills: dict[str, str]) -> Iterator[Draft]:
    """The offer of one row and what the row says beside it."""
    model, *remarks = row[MODEL].lines
    if not re.fullmatch(ID, model):
        raise LayoutChanged(row[MODEL].locator, "the id of a model", repr(model))
    stepped = STEP in row and row[STEP].text != "无"
    if RESOLUTION in row:
        axes = {**axes, "resolution": row[RESOLUTION].parts(r"(?P<lines>\d[kK])")["lines"].text.upper()}
    strange = [remark for remark in remarks if remark != HALF_IN_BATCH and not re.fullmatch(TWIN, remark)]
    prices = [words for column, billable in _billed(row, model, bills) for words in _prices(row[column], billable, stepped, axes)]
    if prices:
        yield offer(model, *(_doubted(words, strange) for words in prices))
    for remark in remarks:
        words = replace(row[MODEL].found(), text=remark)
        yield rule("multiplier", "0.5", words, model, tier="batch") if remark == HALF_IN_BATCH else rule("note", remark, words, model)
    if stepped:
        yield rule("note", row[EITHER].text, row[EITHER].found(), model, of=row[STEP].text)
    if SCOPE in row and row[SCOPE].text == "国际":
        yield rule("note", CONVERTED, row[SCOPE].found(), region=axes["region"])


def _billed(row: Row, model: str, bills: dict[str, str]) -> Iterator[tuple[str, Billable]]:
    """The columns of a row that hold a price, and what each bills."""
    columns: dict[str, Billable] = {INPUT: "input_image", OUTPUT: "output_image"}
    yield from ((column, billable) for column, billable in columns.items() if column in row)
    if EITHER in row:
        said = [billable for words, billable in BILLS.items() if bills.get(model, "").startswith(words)]
        if len(said) != 1:
            raise LayoutChanged(row[EITHER].locator, f"words that say what {model} bills", repr(bills.get(model, "")))
        yield from ((EITHER, billable) for billable in said if billable)


def _prices(cell: Cell, billable: Billable, stepped: bool, axes: dict[str, Any]) -> list[PriceWords | NoPrice]:
    if stepped:
        return [no_price(cell.found(), billable, "image", "priced in steps of volume", "CNY", **axes)]
    if re.fullmatch(TRIAL, cell.text):
        return [no_price(replace(cell.found(), text=cell.lines[0]), billable, "image", cell.lines[0], "CNY", **axes)]
    if "prompt_extend" in cell.text:
        parts = cell.line_parts(SWITCH)
        return [price(part["price"], billable, "image", currency="CNY", feature=SWITCHES[part["switch"].text], **axes) for part in parts]
    return [price(cell.found(saying="元/张"), billable, "image", currency="CNY", **axes)]


def _doubted(words: PriceWords | NoPrice, strange: list[str]) -> PriceWords | NoPrice:
    fault = f"the remark {strange[0]!r} stands beside the model" if strange else words.words.fault
    return replace(words, words=replace(words.words, fault=fault))
