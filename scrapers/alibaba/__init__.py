"""Alibaba Cloud Model Studio (Qwen-Image, Wan, Z-Image, and resold Kling and Vidu): a help page served as JSON whose
`data.content` is HTML. A number is yuan per image; every model family has a table for each region.

Relies on the answer's key `data.content`, on sections titled 图像 or 图片, and on the names of their tables' columns and regions.
Built against the captured answer of 2026-08-10 (whole). In scope is every table of a section titled 图像 or 图片; the
sections nest rightly where the levels of their headings do not. A table with an unknown column or region is refused.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Table
from scrapers.alibaba._rows import COLUMNS, DISCOUNT, MODEL, QUOTAS, SCOPE, row_drafts

REGIONS = {  # as Alibaba Cloud names them; the first five are on the page
    "华北2(北京)": "beijing",
    "新加坡": "singapore",
    "美国(弗吉尼亚)": "virginia",
    "德国(法兰克福)": "frankfurt",
    "日本(东京)": "tokyo",
    "中国香港": "hong-kong",
    "华东1(杭州)": "hangzhou",
    "华东2(上海)": "shanghai",
    "华南1(深圳)": "shenzhen",
    "美国(硅谷)": "silicon-valley",
    "英国(伦敦)": "london",
    "韩国(首尔)": "seoul",
    "马来西亚(吉隆坡)": "kuala-lumpur",
    "印度尼西亚(雅加达)": "jakarta",
}


def pricing(page: Page) -> Iterator[Draft]:
    document = page.inside(page.json["data"]["content"])
    [general] = document.sections("图像生成")
    yield rule("failed_generations", "free", general.sentence(r"(?P<words>请求失败不产生任何费用)").found("words"))
    unsaid = general.sentence(r"(?P<words>未说明输入图像价格的模型,输入不计费)")
    yield rule("note", unsaid["words"], unsaid.found("words"))
    for section in document.sections(r".*(?:图像|图片).*"):
        bills = {words["model"]: words["bills"] for words in section.sentences(r"(?m)^(?P<model>[a-z][\w.-]+):(?P<bills>[^。\n]+)")}
        for table in section.every_table():
            yield from _table(table, bills)


def _table(table: Table, bills: dict[str, str]) -> Iterator[Draft]:
    family, place = table.sections[-2:]
    strangers = [name for name in table.header if name not in COLUMNS and table.may_change_prices(name)]
    if strangers or MODEL not in table.names or place not in REGIONS:
        raise LayoutChanged(table.locator, "known columns under a known region", f"{strangers or list(table.header)} under {place!r}")
    rows = table.rows
    if set(table.names) <= {MODEL, *QUOTAS}:
        return  # a table of free quotas alone
    table.ignore(SCOPE, DISCOUNT, *QUOTAS)  # where it runs; a step's discount, already in its price; free images at first
    operation = "generate" if "文生图" in family else "edit" if "图像编辑" in family else None
    for row in rows:
        yield from row_drafts(row, {"region": REGIONS[place], "operation": operation}, bills)


PROVIDER = Provider(
    name="Alibaba Cloud Model Studio",
    home="https://www.aliyun.com/product/bailian",
    kind="maker",
    seen="page",
    seen_on=date(2026, 8, 10),
    currency="CNY",
    note="Resells Kling and Vidu image models beside its own.",
    pages=(
        PageSpec(
            url="https://help.aliyun.com/help/json/document_detail.json?alias=%2Fmodel-studio%2Fmodel-pricing&pageNum=1&pageSize=20&website=cn&language=zh",
            kind="json",
            read=pricing,
            prices=(100, 300),
            identity=("模型调用计费", "图像生成"),
            lang="zh",
        ),
    ),
)
