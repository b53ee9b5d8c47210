"""Zhipu (GLM-Image, CogView): two price lists. open.bigmodel.cn prints yuan per call, one image each, in a tab of a page
of scripts, beside videos; docs.z.ai prints dollars per image. A number on either is the price of one image.

Relies on the names of five columns of one table and two of the other, with the heading and the sentence above it.
Built against the captured pages of 2026-07-17 (open.bigmodel.cn, whole) and 2026-08-18 (docs.z.ai, whole).
The column 简介 says what a row makes: images (图像, 文生图), something else by name (视频, 首尾帧, ...), or it is refused. The tables of
training (元/千tokens) and of deployment (元/算力单元/天) have other columns and are never taken.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, size, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell

MODEL, TASK, RESOLUTION, PRICE, BATCH = "模型", "简介", "分辨率", "单价", "Batch API 定价"
IMAGES, OTHERS = "图像|图片|文生图|图生图", "视频|首尾帧|3D|音频|音乐|语音"
NO_BATCH, FREE = "不支持", "免费"


def yuan(page: Page) -> Iterator[Draft]:
    unit = page.sentence(r"文生图模型按请求(?P<unit>次)数计费")["unit"]
    for row in page.split_table(MODEL, TASK, RESOLUTION, PRICE, BATCH).rows:
        if not _makes_images(row[TASK]):
            continue
        model, axes = slug(row[MODEL].text), {"region": "china", **_resolution(row[RESOLUTION])}
        prices = [_per_call(row[PRICE], unit, tier="standard", **axes)]
        if row[BATCH].text == NO_BATCH:
            yield rule("batch", "none", row[BATCH].found(), model)
        else:
            prices.append(_per_call(row[BATCH], unit, tier="batch", **axes))
        yield offer(model, *prices, name=row[MODEL].text)


def _makes_images(task: Cell) -> bool:
    makes = {what for what, words in (("image", IMAGES), ("other", OTHERS)) if re.search(words, task.text)}
    if len(makes) != 1:
        raise LayoutChanged(task.locator, "a task that makes images, or something else", repr(task.text))
    return makes == {"image"}


def _resolution(cell: Cell) -> dict[str, str]:
    if cell.text == "多分辨率":
        return {}
    return {"resolution": cell.text.upper()} if re.fullmatch(r"\d[kK]|\d+[pP]", cell.text) else {"size": size(cell.text)}


def _per_call(cell: Cell, unit: str, **axes: Any) -> PriceWords:
    if cell.text == FREE:
        return price(cell.found(), "output_image", "image", unit, how="free", currency="CNY", **axes)
    return price(cell.found(saying="元"), "output_image", "image", unit, currency="CNY", **axes)


def dollars(page: Page) -> Iterator[Draft]:
    page.sentence(r"All prices are in USD\.")
    unit = page.sentence(r"Image Generation Models\n(?P<unit>Prices per image)\.")["unit"]
    for row in page.table("Model", "Price", under="Image Generation Models").rows:
        amount = price(row["Price"].found(), "output_image", "image", unit, currency="USD", tier="standard", region="international")
        yield offer(slug(row["Model"].text), amount, name=row["Model"].text)


PROVIDER = Provider(
    name="Zhipu",
    home="https://open.bigmodel.cn",
    kind="maker",
    seen="page",
    seen_on=date(2026, 8, 18),
    hosts=frozenset({"static.bigmodel.cn"}),  # its scripts
    currency="CNY",
    pages=(
        PageSpec(
            url="https://open.bigmodel.cn/pricing",
            kind="html",
            read=yuan,
            prices=(3, 20),
            identity=("模型推理", "多模态生成", "Batch API 定价"),
            lang="zh",
            browser=True,
            ready="Batch API 定价",
        ),
        PageSpec(
            url="https://docs.z.ai/guides/overview/pricing",
            kind="html",
            read=dollars,
            prices=(2, 12),
            identity=("Z.AI", "Image Generation Models", "Video Generation Models"),
        ),
    ),
)
