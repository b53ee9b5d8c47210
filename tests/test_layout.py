"""The layout holds: at every width from a small phone to a large screen no name is hidden, no mark cut, and nothing wider than its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests import shown

pytestmark = pytest.mark.browser

WIDTHS = (*range(320, 1921, 40),)
KINDS = (
    "index.html",
    "compare/edit.html",
    "models/index.html",
    "models/gpt-image-2.html",
    "models/nano-banana-2.html",
    "families.html",
    "providers/index.html",
    "providers/comfy.html",
    "providers/journeyapi.html",
    "evidence/bfl.html",
    "plans.html",
    "planner.html",
    "changes/index.html",
    "status.html",
    "method.html",
    "downloads.html",
    "alerts.html",
    "404.html",
)
# What one looks at is measured: a page's own width; marks and the words of buttons, which must be whole; the names of rows, of which
# at least so many pixels must be there; and what reaches over the edge of the nearest frame that doesn't scroll.
LOOK = """() => {
  const found = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth + 1) found.push(`the page is ${root.scrollWidth} wide`);
  const seen = (node) => node.checkVisibility?.({ contentVisibilityAuto: true }) !== false && node.getClientRects().length > 0;
  const short = (node) => `${node.tagName.toLowerCase()}${node.className.baseVal ?? node.className ? "." + (node.className.baseVal ?? node.className) : ""} "${node.textContent.trim().slice(0, 40)}"`;
  const frame = (node) => {
    for (let up = node.parentElement; up; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX !== "visible") return [up, style.overflowX];
    }
    return [root, "visible"];
  };
  for (const node of document.querySelectorAll(".mark, button, summary, th[scope=row], th[scope=rowgroup], h1, h2, .lead, .answer p, figure svg, input, select, label, dd, .news li")) {
    if (!seen(node) || node.closest(".unseen, .skip")) continue;
    const box = node.getBoundingClientRect();
    const [around, kind] = frame(node);
    const edge = around === root ? { left: 0, right: innerWidth } : around.getBoundingClientRect();
    const scrolls = kind === "auto" || kind === "scroll";
    if (!scrolls && (box.right > edge.right + 1 || box.left < edge.left - 1)) found.push(`${short(node)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)}, its frame ends at ${Math.round(edge.right)}`);
    const style = getComputedStyle(node);
    if (node.scrollWidth > node.clientWidth + 1 && style.overflowX !== "visible" && style.display !== "inline" && !["INPUT", "SELECT"].includes(node.tagName)) found.push(`${short(node)} is cut: ${node.scrollWidth} in ${node.clientWidth}`);
    if (node.matches("th[scope=row]") && node.textContent.trim() && box.width < 44) found.push(`${short(node)} has ${Math.round(box.width)} pixels`);
  }
  return [...new Set(found)].slice(0, 8);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with shown.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with shown.served(shown.site()) as address:
        yield address


def measured(browser: Browser, address: str, path: str) -> list[str]:
    """What is wrong at any width, each named with the first width it is so at."""
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
    page.goto(address + path)
    if path.startswith("planner"):
        page.wait_for_selector("#result table")
    wrong: dict[str, int] = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for said in page.evaluate(LOOK):
            wrong.setdefault(said, width)
    page.close()
    return [f"{path} at {width}: {said}" for said, width in wrong.items()]


@pytest.mark.parametrize("path", KINDS)
def test_the_layout_holds_at_every_width(browser: Browser, base: str, path: str) -> None:
    """From 320 to 1920 in steps of 40."""
    found = measured(browser, base, path)
    assert not found, "\n".join(found[:20])


def test_a_layout_that_does_not_hold_is_found(browser: Browser) -> None:
    """The measure can fail: a page too wide, a mark that is cut, a name squeezed to nothing."""
    page = browser.new_page(viewport={"width": 400, "height": 600})
    cut = "display:inline-block;width:30px;overflow:hidden;white-space:nowrap"
    page.set_content(
        f"<p style='width:900px'>wide</p><i class='mark' style='{cut}'>ends soon</i>"
        "<table style='width:60px;table-layout:fixed'><tr><th scope='row' style='width:10px;overflow:hidden'>Model</th><td>1</td></tr></table>"
    )
    found = " | ".join(page.evaluate(LOOK))
    page.close()
    assert all(words in found for words in ("the page is", '"ends soon" is cut', '"Model" has')), found


SHEET = (794, 1123)  # A4 at 96 dots an inch


@pytest.mark.parametrize("path", KINDS)
def test_paper_is_held_too(browser: Browser, base: str, path: str) -> None:
    """On paper nothing scrolls, so nothing may need to: no table is wider than its sheet, and no control is printed."""
    width, height = reversed(SHEET) if path == "families.html" else SHEET  # which is printed across, and says so to the printer
    page: Any = browser.new_page(viewport={"width": width, "height": height})
    page.goto(base + path)
    page.emulate_media(media="print")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('table, svg')].filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 1).length"
    )
    controls = page.evaluate(
        "() => [...document.querySelectorAll('.choose, .top nav, .pick, .fold')].filter((one) => one.getClientRects().length).length"
    )
    page.close()
    assert (0, 0) == (wide, controls)


@pytest.mark.parametrize("path", ["plans.html", "planner.html", "changes/index.html", "evidence/bfl.html"])
def test_only_the_comparison_folds_its_filters_on_a_phone(browser: Browser, base: str, path: str) -> None:
    """The others have no button that would unfold them: all they ask for is there."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(base + path, wait_until="networkidle")
    asked = page.locator("form.choose label:not(details label)")
    assert asked.count()
    assert all(asked.nth(at).is_visible() for at in range(asked.count()))
    page.close()


@pytest.mark.parametrize(("path", "width"), [("plans.html", 360), ("planner.html", 360), ("planner.html", 390), ("plans.html", 820)])
def test_no_cell_of_a_plan_stands_out_of_sight(browser: Browser, base: str, path: str, width: int) -> None:
    """On a phone rows are cards, on a tablet the table of plans is as wide as its page: no figure waits beyond the edge."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(base + path, wait_until="networkidle")
    cut = page.evaluate(
        "() => [...document.querySelectorAll('.cards tbody td, .cards tbody th')].filter((cell) => cell.getClientRects().length && (innerWidth < 700 || cell.closest('#plan-table')) && cell.getBoundingClientRect().right > innerWidth + 1).map((cell) => cell.textContent.trim().slice(0, 40))"
    )
    page.close()
    assert not cut, cut[:5]
