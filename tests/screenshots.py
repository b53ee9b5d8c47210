"""`make screenshots`: the main pages wide and on a phone, light and dark, into build/screenshots/; and the README's picture."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests import shown

PAGES = ("index.html", "index.html?quality=high&references=1", "models/gpt-image-2.html", "models/nano-banana-2.html", "models/index.html", "providers/journeyapi.html", "providers/comfy.html", "providers/index.html", "plans.html", "planner.html", "changes/index.html", "status.html", "evidence/bfl.html", "downloads.html", "method.html", "alerts.html", "404.html")  # fmt: skip
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
README = shown.ROOT / "docs" / "site-light.png"


def main(out: Path) -> None:
    """Look at every page in every way."""
    out.mkdir(parents=True, exist_ok=True)
    with shown.served(shown.site()) as base, shown.chromium() as browser:
        for name, (width, height) in SIZES.items():
            for theme in ("light", "dark"):
                page = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme).new_page()  # type: ignore[arg-type]
                for path in PAGES:
                    page.goto(base + path, wait_until="networkidle")
                    said = path.replace(".html", "").replace("/", "-").replace("?", "-").replace("&", "-").replace("=", "-")
                    page.screenshot(path=out / f"{said}-{name}-{theme}.png")
                page.context.close()
        for_readme(browser, base)
    print(f"{out}: {len(list(out.glob('*.png')))} pictures; {README.relative_to(shown.ROOT)}: {README.stat().st_size:,} bytes")


def for_readme(browser: Browser, base: str) -> None:
    """The comparison as one first sees it, for the README."""
    page = browser.new_context(viewport={"width": 1280, "height": 680}, color_scheme="light").new_page()
    page.goto(base, wait_until="networkidle")
    page.screenshot(path=README)
    page.context.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else shown.ROOT / "build" / "screenshots")
