"""Where a table of the page stands, and whether it is about images: its section says so, or else its units and names do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from schema.errors import LayoutChanged
from scrapers._page import Page
from scrapers._soup import Heading
from scrapers._tables import Table

Scope = Literal["image", "other", "unsaid"]
SECTION = re.compile(r"(?P<kind>Images?|Video|Chat|LLM|Audio|3D|Generation|Post-processing)\b(?::\s*(?P<subject>.+))?.*")
# Makers whose tables stand right under their name (seen until 2026-08-18), and what those tables sell.
IMAGES = frozenset({"BFL", "Ideogram", "Krea"})
OTHERS = {
    "ElevenLabs": "audio",
    "HappyHorse": "video",
    "HeyGen": "video",
    "Meshy": "3D",
    "Minimax": "video",
    "OpenRouter": "text",
    "Pixverse": "video",
    "Rodin 3D": "3D",
    "Sonilo": "audio",
    "sync.so": "video",
    "WaveSpeed": "upscaling, of what the page does not say",
    "Cloud GPU": "GPU time",
}
CAPTION = re.compile(r"(?P<caption>[^.:]+):")


@dataclass(frozen=True, slots=True)
class NodePlace:
    """One table's section: its maker, what its heading names, the words before the table and all words around it.

    `shared`: other tables stand in it too.
    """

    scope: Scope
    maker: str
    subject: str
    intro: tuple[str, ...]
    prose: tuple[str, ...]
    locator: str
    shared: bool

    @property
    def label(self) -> str:
        """What the section sells, for tables that name no model: the heading's subject and the caption before the table.

        Nothing where several tables share the section and this one has no caption: it may be any of theirs.
        """
        caption = next((match for words in reversed(self.intro) if (match := CAPTION.fullmatch(words))), None)
        if self.shared and caption is None:
            return ""
        return f"{self.subject} {caption['caption'] if caption else ''}".strip()


def place_of(table: Table) -> NodePlace:
    """Where this table stands."""
    scope, maker = scope_of(table.headings)
    at, section = _section(table.headings)
    if scope == "image" and section and at < len(table.headings) - 1:
        raise LayoutChanged(table.locator, f"no heading between {table.headings[at]!r} and its table", repr(table.headings[-1]))
    before, after = table.paragraphs(above=True), table.paragraphs(above=False)
    intro = tuple(before[0])
    prose = (*(words for part in reversed(before) for words in part), *(words for part in after for words in part))
    subject = (section["subject"] or "") if section else ""
    return NodePlace(scope, maker, subject, intro, prose, " > ".join(table.headings), len(before) + len(after) > 2)


def scope_of(headings: list[str]) -> tuple[Scope, str]:
    """What stands under these headings, and whose it is."""
    at, section = _section(headings)
    maker = headings[at - 1] if section else (headings or [""])[-1]
    return _scope(section, maker), maker


def demand_filled(page: Page) -> None:
    """Every image section holds a table, a maker has no two sections of one name, and something stands under the last heading;
    else the page was cut or rebuilt.
    """
    headings = page.headings()
    _demand_apart(headings, page.url)
    if not headings or headings[-1].is_last:
        raise LayoutChanged(page.url, "words or a table under the last heading", "none: a page cut short")
    for heading in headings:
        section = SECTION.fullmatch(heading.words)
        if section and section["kind"].startswith("Image") and not heading.has_table:
            raise LayoutChanged(f"{page.url}, under {heading.words!r}", "a table of prices", "none")


def _demand_apart(headings: list[Heading], url: str) -> None:
    """A name that stands twice under one heading is in a place that was another's."""
    above: dict[int, str] = {}
    seen: set[tuple[str, ...]] = set()
    for heading in headings:
        above = {level: name for level, name in above.items() if level < heading.level} | {heading.level: heading.words}
        place = tuple(above.values())
        if place in seen:
            raise LayoutChanged(f"{url}, under {' > '.join(place[:-1])!r}", f"one heading {place[-1]!r}", "two")
        seen.add(place)


def _section(headings: list[str]) -> tuple[int, re.Match[str] | None]:
    for at in range(len(headings) - 1, 0, -1):
        if section := SECTION.fullmatch(headings[at]):
            return at, section
    return 0, None


def _scope(section: re.Match[str] | None, maker: str) -> Scope:
    if section:
        return "image" if section["kind"].startswith("Image") else "other"
    return "image" if maker in IMAGES else "other" if maker in OTHERS else "unsaid"
