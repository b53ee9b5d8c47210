"""One cell of Google's tables, amount by amount: what it is per, what it is for, from when until when.

$12.00 (text and thinking) $120.00 (images) Equivalent to $0.134 per 1K/2K image** and $0.24 per 4K image**
$0.75 (text) through December 31, 2026. $1.50 (text) starting January 1, 2027.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from schema.drafts import Found
from schema.errors import UnreadablePrice
from scrapers._drafts import iso_date
from scrapers._tables import Cell

MARKS = r"(?: ?\^?\*+\^?)?"  # a footnote's stars, plain or between carets
RESOLUTION = r"\d+(?:\.\d+)?K"
_ITEM = re.compile(
    rf"(?:and |[Ee]quivalent to )*"
    rf"(?P<words>\$[\d.,]*\d(?P<image> per (?:(?P<at>{RESOLUTION}(?:/{RESOLUTION})*) (?:resolution )?)?image(?!\w))?)"
    rf"(?: \((?P<kinds>[a-z][a-z ,/]*)\))?{MARKS}"
    r"(?: (?P<bound>through|starting) (?P<day>[A-Z][a-z]+ \d{1,2}, \d{4}))?[,.]?(?: |$|(?<=[*^,])(?=\$|and ))"
)
_EFFECTIVE = {"through": "effective_until", "starting": "effective_from"}
_PIXELS = r"\d+x\d+px"
_SIZES = (
    rf"at ({RESOLUTION})(?: \([^()]+\))?|from {_PIXELS} \(({RESOLUTION})\) and up to {_PIXELS} \(({RESOLUTION})\)"
    rf"|up to {_PIXELS}(?: \(({RESOLUTION})\))?"
)


@dataclass(frozen=True, slots=True)
class CellItem:
    """One amount of a cell. `kinds`: what the brackets behind it name; `per_image`: it says so itself; `at`: for which resolutions."""

    words: Found
    kinds: frozenset[str]
    per_image: bool
    at: tuple[str, ...]
    axes: dict[str, Any]


def items(cell: Cell) -> list[CellItem]:
    """Every amount of the cell; `UnreadablePrice` where words are left over."""
    found, at = [], 0
    if not cell.text:
        raise UnreadablePrice(cell.locator, "an amount", "an empty cell")
    while at < len(cell.text):
        match = _ITEM.match(cell.text, at)
        if match is None:
            raise UnreadablePrice(cell.locator, "amounts, each with what it is for", repr(cell.text[at : at + 80]))
        found.append(_item(match, cell))
        at = match.end()
    return found


def _item(match: re.Match[str], cell: Cell) -> CellItem:
    kinds = frozenset(re.split(r"\s*[,/]\s*|\s+and\s+", match["kinds"])) if match["kinds"] else frozenset()
    axes = {_EFFECTIVE[match["bound"]]: iso_date(match["day"])} if match["bound"] else {}
    at = tuple(match["at"].split("/")) if match["at"] else ()
    return CellItem(replace(cell.found(), text=match["words"]), kinds, match["image"] is not None, at, axes)


def resolutions(sizes: str) -> list[dict[str, str]]:
    """The resolutions a footnote names (`at 1K (1024x1024px)`, `from ... (1K) and up to ... (2K)`), or no axis: `up to 1024x1024px`."""
    match = re.fullmatch(_SIZES, sizes)
    if match is None:
        raise UnreadablePrice(f"the footnote 'Output images {sizes}'", "a resolution, or two", repr(sizes))
    return [{"resolution": named} for named in match.groups() if named] or [{}]
