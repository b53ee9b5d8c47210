"""WCAG 2.2 AA on every kind of page, by light and by dark, wide and on a phone: axe finds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests import shown

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, and off by itself
    "resultTypes": ["violations"],
}
ROWS = 40
KINDS = (
    "index.html",
    "models/index.html",
    "families.html",
    "index.html?find=seedream&references=1&all=1",
    "models/gpt-image-2.html",
    "providers/index.html",
    "providers/cloudflare.html",
    "providers/journeyapi.html",
    "evidence/cloudflare.html",
    "plans.html",
    "planner.html",
    "changes/index.html",
    "status.html",
    "method.html",
    "downloads.html",
    "alerts.html",
    "404.html",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shown.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with shown.served(shown.site()) as address:
        yield address


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_axe_finds_nothing(browser: Browser, base: str, theme: str, width: int) -> None:
    """Whole pages by light and wide; by dark and on a phone the first rows of each table, which stand for those like them."""
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    change = next((shown.site() / "changes").glob("[0-9a-f]*.html")).name
    rules = RULES if theme == "light" else {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
    found = []
    for kind in (*KINDS, f"changes/{change}"):
        page.goto(base + kind)
        page.wait_for_timeout(50)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = document.querySelectorAll('*').length < 1200")
        if (theme, width) != ("light", 1280):
            page.evaluate(f"for (const row of document.querySelectorAll('tbody > tr:nth-of-type(n + {ROWS + 1})')) row.remove()")
        results = Axe().run(page, options=rules)
        found += [f"{kind}: {hit['id']}: {hit['nodes'][0]['html'][:200]}" for hit in results.response["violations"]]
    context.close()
    assert not found, "\n".join(found)
