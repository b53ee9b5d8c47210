"""Tencent Cloud TokenHub (Hunyuan Image, resold Vidu): a document page. Images are billed in tokens at one rate; the table
prints tokens per image and, as a reference, the yuan that makes. Both are kept. Old models cost yuan per image.

Relies on the names of two tables' columns, which carry their units.
Built against the captured page of 2026-08-10 (whole). The page spells one model in several cases (Hy-Image-3.0,
HY-Image-3.0); ids are the spelling in lower case, which also keeps the old hy-image-v3.0 apart from its successor.
The old table's second column is what the successor would cost: not a price of the old model, so it is not read.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import offer, price, rule, slug
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers._tables import Cell, Row

MODEL, TASK, RESOLUTION, RATE, TOKENS, PRINTED = "模型名称", "功能", "分辨率", "Token 单价", "Token 用量", "折合参考费用"
OLD_PRICE, SUCCESSOR = "旧计费方式参考费用 (按张计费)", "新计费方式参考费用 (按 Token 计费)"
NAME = r"(?P<name>[A-Za-z][\w.-]*)(?: ?\((?P<retires>\d{4}-\d\d-\d\d) ?下线\))?"
RETIREMENT = r"旧版本模型将于北京时间(?P<words>(?P<year>\d{4})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日)[\d: ]*起 ?正式下线"


def pricing(page: Page) -> Iterator[Draft]:
    for row in page.table(MODEL, TASK, RESOLUTION, RATE, TOKENS, PRINTED).rows:
        yield from _row(row)
    if any(page.sentences(r"(?m)^图像生成$|\(按张计费\)")):  # the old models' table: they retire, and it with them
        yield from _old(page)


def _row(row: Row) -> Iterator[Draft]:
    label = row[MODEL].parts(NAME)
    model = slug(label["name"].text)
    axes: dict[str, Any] = {**_task(row[TASK]), **_resolution(row[RESOLUTION])}
    rate = price(row[RATE].found(saying="元/百万"), "output_image", "million_tokens", currency="CNY")
    printed = price(row[PRINTED].found(saying="元/张"), "output_image", "image", currency="CNY", **axes)
    yield offer(model, rate, printed, name=label["name"].text)
    tokens = row[TOKENS].parts(r"(?P<count>\d[\d,]*) ?tokens/张")["count"]
    yield rule("tokens_per_image", tokens.text.replace(",", ""), tokens, model, **axes)
    if "retires" in label:
        yield rule("retires", label["retires"].text, label["retires"], model)


def _task(cell: Cell) -> dict[str, str]:
    """What a row makes, as the reference images it takes: `文生图` none, `参考生图(4~7张)` four to seven."""
    plain = {"文生图、参考生图": {}, "文生图": {"references": "0"}, "参考生图": {"references": "1+"}, "图像编辑": {"operation": "edit"}}
    if cell.text in plain:
        return plain[cell.text]
    counts = cell.parts(r"参考生图\((?P<least>\d+) ?[~～-] ?(?P<most>\d+) ?张\)")
    return {"references": f"{counts['least'].text}-{counts['most'].text}"}


def _resolution(cell: Cell) -> dict[str, str]:
    return {} if cell.text == "不区分" else {"resolution": cell.parts(r"(?P<name>\d+[kKpP])")["name"].text.upper()}


def _old(page: Page) -> Iterator[Draft]:
    end = page.sentence(RETIREMENT)
    day = f"{end['year']}-{end['month']:0>2}-{end['day']:0>2}"
    retiring = page.sentence(r"(?m)^HY 系列: ?(?P<models>[\w.,、-]+)$")["models"]
    for row in page.table(MODEL, OLD_PRICE, ignore=[SUCCESSOR]).rows:
        name = row[MODEL].parts(NAME)["name"].text
        if slug(name) not in map(slug, re.split("[,、]", retiring)):
            raise LayoutChanged(row[MODEL].locator, f"one of the retiring models {retiring}", repr(name))
        yield offer(slug(name), price(row[OLD_PRICE].found(saying="元/张"), "output_image", "image", currency="CNY"), name=name)
        yield rule("retires", day, end.found("words"), slug(name))


PROVIDER = Provider(
    name="Tencent Cloud TokenHub",
    home="https://cloud.tencent.com/product/tokenhub",
    kind="maker",
    seen="page",
    seen_on=date(2026, 8, 10),
    hosts=frozenset(
        {"cloudcache.tencent-cloud.com", "cloudcache.tencent-cloud.cn", "qcloudimg.tencent-cloud.cn", "dscache.tencent-cloud.cn"}
    ),  # its scripts
    currency="CNY",
    pages=(
        PageSpec(
            url="https://cloud.tencent.com/document/product/1823/130055",
            kind="html",
            read=pricing,
            prices=(12, 150),
            identity=("TokenHub", "模型价格", "图片生成"),
            lang="zh",
            browser=True,
            ready="折合参考费用",
        ),
    ),
)
