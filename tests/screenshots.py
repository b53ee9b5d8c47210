"""`make screenshots`: every kind of page at four widths in both themes, and printed, into build/screenshots/; and the README's picture."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from playwright.sync_api import Browser

from tests import shown

PAGES = ("index.html", "index.html?quality=high&references=1", "index.html?find=flux&money=EUR&per=1000", "compare/edit.html", "models/index.html", "models/gpt-image-2.html", "models/nano-banana-2.html", "families.html", "providers/index.html", "providers/comfy.html", "providers/journeyapi.html", "evidence/bfl.html", "plans.html", "planner.html", "changes/index.html", "status.html", "method.html", "downloads.html", "alerts.html", "404.html")  # fmt: skip
SCREENS = ((390, 844), (820, 1180), (1280, 900), (1680, 1050))
README = shown.ROOT / "docs" / "site-light.png"
TALLEST = 6_000  # of a page; what is beneath says no more of how it looks


class Way(NamedTuple):
    """One way to look at a page."""

    name: str
    width: int
    height: int
    theme: Literal["light", "dark"] = "light"
    media: Literal["print", "screen"] = "screen"


def ways() -> Iterator[Way]:
    """On every screen in both themes, and on a sheet of A4 at 96 dots an inch."""
    for width, height in SCREENS:
        yield Way(f"{width}-light", width, height)
        yield Way(f"{width}-dark", width, height, "dark")
    yield Way("print", 794, 1123, media="print")


def main(out: Path, wanted: list[str]) -> None:
    """Look at every kind of page in every way, or at those that are named."""
    out.mkdir(parents=True, exist_ok=True)
    pages = [path for path in PAGES if not wanted or any(word in path for word in wanted)]
    with shown.served(shown.site()) as base, shown.chromium() as browser:
        for way in ways():
            looked_at(browser, base, pages, out, way)
        if not wanted:
            for_readme(browser, base)
    print(f"{out}: {len(list(out.glob('*.png')))} pictures; {README.relative_to(shown.ROOT)}: {README.stat().st_size:,} bytes")


def looked_at(browser: Browser, base: str, pages: list[str], out: Path, way: Way) -> None:
    """Each of these pages in one way, from its head to its foot."""
    page = browser.new_context(viewport={"width": way.width, "height": way.height}, color_scheme=way.theme).new_page()
    page.emulate_media(media=way.media)
    for path in pages:
        page.goto(base + path, wait_until="networkidle")
        tall = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
        said = path.replace(".html", "").replace("/", "-").replace("?", "-").replace("&", "-").replace("=", "-")
        page.screenshot(path=out / f"{said}-{way.name}.png", clip={"x": 0, "y": 0, "width": way.width, "height": tall}, full_page=True)
    page.context.close()


def for_readme(browser: Browser, base: str) -> None:
    """The comparison as one first sees it, for the README."""
    page = browser.new_context(viewport={"width": 1280, "height": 680}, color_scheme="light").new_page()
    page.goto(base, wait_until="networkidle")
    page.screenshot(path=README)
    page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shown.ROOT / "build" / "screenshots", sys.argv[2:])
