"""The page in Chinese, Japanese and Korean, told in the words of the English one, so that the same reader says whether they agree.

A closed glossary: sections of images alone are told again, their tables cell by cell, and of their sentences those that say what a
price is. A word without an entry stays as it is, and the reader refuses it like any label it does not know. What is yielded are
prices whose words are numbers, since those stand on the page itself; rules and doubts are the English page's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from schema.drafts import Draft, OfferDraft, PriceWords
from scrapers.comfy._glossary import CALLED, LANGUAGES

WORDS: Final = {language: {row[at]: row[0] for row in CALLED if row[at]} for at, language in enumerate(LANGUAGES, start=1)}
SECTION: Final = re.compile(r"### (?:图片|图像|画像|이미지)(?: ?[：:] ?(?P<subject>.+))?")
SUBJECTS: Final = {
    "放大": "Upscale",
    "编辑": "Edit",
    "SwitchX 图像编辑": "SwitchX Image Edit",
    "アップスケール": "Upscale",
    "編集": "Edit",
    "업스케일": "Upscale",
    "편집": "Edit",
    "SwitchX 이미지 편집": "SwitchX Image Edit",
    "ByteDance 이미지 (deprecated)": "ByteDance Image (deprecated)",
    "HitPaw 일반 이미지 향상": "HitPaw General Image Enhance",
    "GPT 이미지": "GPT Image",
}
MAKERS: Final = {"字节跳动": "ByteDance", "腾讯": "Tencent", "Wan万相": "Wan"}
WITHOUT_SECTIONS: Final = ("BFL", "Ideogram", "Krea", "Wan")
UNITS: Final = (
    (r"/ (?:额外|追加|추가) ?MP", "/ extra MP"),
    (r"/ (?:参考图片|参照画像|참조 이미지)", "/ ref image"),
    (r"/ (?:输出图片|出力画像|출력 이미지)", "/ output image"),
    (r"/ (?:次|実行|실행)", "/ run"),
    (r"/ (?:张|画像|枚|이미지|장)", "/ image"),
    (r"/ (?:秒|초)", "/ sec"),
    (r"(?<=\d) (?:输入|入力|입력) \+", " input +"),
    (r" ?\((?:中等?|중간)\) ?/", " (medium) /"),
    (r" ?\((?:低|낮음)\) ?(?:每张输出图片|出力画像あたり|출력 이미지당)", " (low) per output image"),
)
CREDITS: Final = r" ?(?:积分|クレジット|크레딧)"
NUMBER: Final = r"\d+(?:\.\d+)?"
STEP: Final = rf"1K ?\(≤(?P<below>{NUMBER}) ?(?:MP|百万像素)"
NEXT: Final = rf"2K ?\(>(?P<above>{NUMBER}) ?(?:MP|百万像素)"
SENTENCES: Final = (
    (
        r"(?P<model>[A-Z][\w. ]*?)(?:는|は)? ?"
        r"(?:使用基于分辨率的计费方式|解像度ベースの課金方式を採用しています|해상도 기반 요금제를 사용합니다): ?"
        rf"{STEP}, ?(?P<one>{NUMBER}){CREDITS}\) ?(?:和|および|및) ?{NEXT}, ?(?P<two>{NUMBER}){CREDITS}\)",
        "{model} uses resolution-based billing: 1K (≤{below} MP, {one} credits) and 2K (>{above} MP, {two} credits).",
    ),
    (
        rf"(?P<model>[a-z][\w.-]+) ?(?:按分辨率计费:输出|は解像度に応じた出力課金です:|는 해상도 기반 출력 청구입니다:) ?"
        rf"{STEP}\)(?:为|は|는) ?(?P<one>{NUMBER}){CREDITS}, ?{NEXT}\)(?:为|は|는) ?(?P<two>{NUMBER}){CREDITS}",
        "{model} uses resolution-based output billing: 1K (≤{below} MP) is {one} credits, 2K (>{above} MP) is {two} credits.",
    ),
    (
        r"(?P<node>Qwen Image 3) (?:编辑|編集|편집)[^\d]*(?:1 枚|1장)?[^\d]*(?P<most>\d+) ?(?:张|枚|장)\)"
        rf"[^\d]*(?P<price>{NUMBER}){CREDITS}",
        "{node} Edit also bills {price} credits per input reference image (up to {most}).",
    ),
    (r"基于令牌计费|トークンベースの課金|토큰 기반 과금", "Token-based billing."),
    (r"API ?(?:令牌用量|トークン使用量|토큰 사용량)", "Billed from API token usage."),
    (r"(?:近似的|おおよその|대략적인) ?(?:基础|基本|기본)", "Credits below are approximate base rates."),
    (
        r"Topaz Image Enhance ?\((?:当前节点|現在のノード|현재 노드)\).*\((?:近似|근사값)\):",
        "Topaz Image Enhance (current node) charges per 8 megapixels of output (approximate):",
    ),
    (r"(?:典型费用|一般的な料金|일반적인 요금):", "It is deprecated. Typical charges by input resolution:"),
)


def agreed(drafts: Iterator[Draft]) -> Iterator[Draft]:
    """The prices of these drafts whose words are numbers."""
    for draft in drafts:
        if isinstance(draft, OfferDraft):
            lines = tuple(line for line in draft.prices if isinstance(line, PriceWords) and not re.search(r"[^\W\d_]", line.words.text))
            if lines:
                yield replace(draft, prices=lines)


def in_english(source: str, language: str) -> str:
    """The sections of images as the English page would say them."""
    return "\n".join(_lines(source, WORDS[language])) + "\n"


def _lines(source: str, words: dict[str, str]) -> Iterator[str]:
    kept, above = False, ""
    for line in source.replace("\r\n", "\n").split("\n"):
        if line.startswith("## "):
            maker = MAKERS.get(_plain(line[3:]), _plain(line[3:]))
            kept, above = maker in WITHOUT_SECTIONS, f"\n## {maker}\n"
        elif line.startswith("### "):
            section = SECTION.fullmatch(_plain(line))
            kept = section is not None
            if section:
                yield f"{above}\n### {_heading(section['subject'])}\n"
                above = ""
        elif kept and line.lstrip().startswith("|"):
            yield f"{above}\n{_row(line, words)}" if above else _row(line, words)
            above = ""
        elif kept:
            yield f"\n{_sentences(_plain(line), words)}\n" if line.strip() else ""


def _heading(subject: str | None) -> str:
    if subject is None:
        return "Image"
    named = re.sub(r" ?\((?:已弃用|非推奨|지원 중단됨)\)", " (deprecated)", subject)
    return f"Image: {SUBJECTS.get(named, named)}"


def _row(line: str, words: dict[str, str]) -> str:
    cells = line.strip().strip("|").split("|")
    rule = all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in cells)
    return line if rule else f"| {' | '.join(_cell(_plain(cell), words) for cell in cells)} |"


def _cell(cell: str, words: dict[str, str]) -> str:
    if cell in words:
        return words[cell]
    for pattern, unit in UNITS:
        cell = re.sub(pattern, unit, cell)
    return ", ".join(words.get(part, part) for part in cell.split(", "))


def _sentences(line: str, words: dict[str, str]) -> str:
    if line in words or line.isascii():
        return words.get(line, line)
    said = [template.format(**match.groupdict()) for pattern, template in SENTENCES if (match := re.search(pattern, line))]
    return " ".join(said)


def _plain(words: str) -> str:
    """Without marks of emphasis, with the brackets and commas of English."""
    for mark, plain in (("（", " ("), ("）", ")"), ("、", ", "), ("：", ":"), ("，", ", "), ("**", ""), ("`", "")):
        words = words.replace(mark, plain)
    return re.sub(r"\s+", " ", words).strip()
