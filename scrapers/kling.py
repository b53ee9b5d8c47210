"""Kling (可图 / Kling AI, China): one page with a table per kind of resource pack; a row is one function of one model, what it takes
off a pack in credits, and its unit price in yuan ("原价": before packs, which are sold for less and whose prices are not here).

Built against the captured pages of 2026-06-07, which a tool had rendered to Markdown, without the line under a table's header: the
page itself is a script application, reconstructed from its words. Relies on the tables' first column being 单张图片规格 (one image)
or 单条视频规格 (one video, ignored by that name), on the headings 图像生成资源包 and 虚拟试穿资源包, and on 【model】function in a row.
One row is billed per call by its own words. Credits of the image packs and of the try-on packs are different credits: they are
told as notes, never turned into money.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Row

SPECIFICATION, CREDITS, PRICE = "单张图片规格", "资源包扣减", "单价（原价）"
PACKS = {"图像生成资源包": "image pack", "虚拟试穿资源包": "try-on pack"}
ROW = r"【(?P<model>[^【】]+?)(?:模型)?】 ?(?P<function>.*)"
PER_CALL = r"按服务访问(?P<unit>次)数计费"
FUNCTIONS: dict[str, list[dict[str, Any]]] = {
    "": [{}],
    "文生图": [{"operation": "generate"}],
    "图生图": [{"operation": "edit"}],
    "图片编辑": [{"operation": "edit", "feature": "image-editing"}],
    "多图参考生图": [{"operation": "edit", "references": "2+"}],
    "扩图": [{"operation": "edit", "feature": "outpainting"}],
}


def packs(page: Page) -> Iterator[Draft]:
    for table in page.tables(SPECIFICATION, CREDITS, PRICE):
        if table.headings[-1] not in PACKS:
            raise LayoutChanged(table.locator, f"a table under {' or '.join(PACKS)}", table.headings[-1])
        for row in table.rows:
            yield from _row(row, PACKS[table.headings[-1]])


def _row(row: Row, pack: str) -> Iterator[Draft]:
    said = row[SPECIFICATION].parts(ROW)
    model, function = said["model"].text, said["function"].text
    taken = row[CREDITS].parts(r"从资源包总数里扣减(?P<credits>\d+(?:\.\d+)?)")["credits"]
    per_call = re.fullmatch(PER_CALL, function)
    for axes in [{}] if per_call else _axes(function, row):
        yield offer(model, _per_call(row, per_call["unit"]) if per_call else _per_image(row, axes), name=model)
        yield rule("note", f"takes {taken.text} credits", row[CREDITS].found(), model, of=pack, **axes)


def _axes(function: str, row: Row) -> list[dict[str, Any]]:
    """What a row is for: a function, or one price for several resolutions."""
    if re.fullmatch(r"\d+K(?:/\d+K)*", function):
        return [{"resolution": resolution} for resolution in function.split("/")]
    if function not in FUNCTIONS:
        raise LayoutChanged(row[SPECIFICATION].locator, f"one of {', '.join(filter(None, FUNCTIONS))} or resolutions", function)
    return FUNCTIONS[function]


def _per_image(row: Row, axes: dict[str, Any]) -> PriceWords:
    return price(row[PRICE].found(saying="元"), "output_image", "image", SPECIFICATION, currency="CNY", **axes)


def _per_call(row: Row, unit: str) -> PriceWords:
    return price(row[PRICE].found(saying="元"), "request", "request", unit, currency="CNY")


def billing(page: Page) -> Iterator[Draft]:
    failed = page.sentence(r"(?P<words>生成失败的任务不扣积分)\W+任何原因导致的失败均不扣\W+包含因内容风控策略导致的失败")
    yield rule("failed_generations", "free", failed.found("words"))
    prepaid = page.sentence(r"(?P<words>目前仅提供购买预付费资源包的形式)")
    yield rule("note", "only prepaid resource packs are sold", prepaid.found("words"), of="prepaid")


BASE = "https://klingai.com/document-api/productBilling"
PROVIDER = Provider(
    name="Kling AI",
    home="https://klingai.com",
    kind="maker",
    seen="reconstruction",
    seen_on=date(2026, 6, 7),
    currency="CNY",
    pages=(
        PageSpec(
            url=f"{BASE}/prePaidResourcePackage",
            kind="rendered",
            read=packs,
            prices=(12, 80),
            identity=("预付费资源包", "图像生成资源包", SPECIFICATION),
            lang="zh",
            browser=True,
            ready="图像生成资源包",
        ),
        PageSpec(
            url=f"{BASE}/billingMethod",
            kind="rendered",
            read=billing,
            prices=(0, 0),
            identity=("计费说明", "积分扣减数量说明"),
            lang="zh",
            browser=True,
            ready="积分扣减数量说明",
        ),
    ),
)
