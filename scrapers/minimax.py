"""MiniMax: a page of prices for language, video, speech and music. It carries no image price and says that those are
elsewhere. This reader keeps watch: it refuses the page on the day one appears.

Relies on the words an image price would have.
Built against the captured page of 2026-07-17 (whole). `图像` or `图片` as a heading or a task, a model image-N, or a
price per 张 would be an image price; 图生视频 makes videos.
"""

from collections.abc import Iterator
from datetime import date

from schema.drafts import Draft
from schema.errors import LayoutChanged
from scrapers._drafts import rule
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider

IMAGES = r"(?im)^(?!.*完整定价)(?P<line>.*(?:图像|图片|文生图|图生图|绘图|\bimage-?\d|元? ?[/每] ?张|\b(?:per|/) ?image\b).*)$"


def pricing(page: Page) -> Iterator[Draft]:
    elsewhere = page.sentence(r"完整定价\((?P<words>含图像[^()]*)\)")
    if shown := [words["line"] for words in page.sentences(IMAGES)]:
        raise LayoutChanged(page.url, "no price of an image, as the page says itself", repr(shown[:3]))
    yield rule("note", "no image price on this page", elsewhere.found("words"))


PROVIDER = Provider(
    name="MiniMax",
    home="https://platform.minimaxi.com",
    kind="maker",
    seen="page",
    seen_on=date(2026, 7, 17),
    hosts=frozenset({"filecdn.minimax.chat"}),  # its scripts
    currency="CNY",
    note="The page carries no image price; it is watched for one.",
    pages=(
        PageSpec(
            url="https://platform.minimaxi.com/",
            kind="html",
            read=pricing,
            prices=(0, 0),
            identity=("MiniMax", "按量计费", "多模态生成"),
            lang="zh",
            browser=True,
            ready="多模态生成",
        ),
    ),
)
