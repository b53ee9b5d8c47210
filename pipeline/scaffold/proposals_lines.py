"""What a page with neither table nor card seems to say: lines in which a name stands before its price."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from pipeline.scaffold.proposals import ProposedColumn
from pipeline.scaffold.proposals_cards import AMOUNT, price_of_sentence, raw, sentence_of, units_in, without_struck
from scrapers._page import Page

NAMED: Final = r"(?P<name>[^\n$€¥:–—]{2,60}?)"
PARTED: Final = r"\s*(?::|[–—]| - | costs?:?| is| at)\s*"
_LINE: Final = re.compile(rf"^{NAMED}(?P<between>{PARTED})(?:from |starting at |as low as )?(?:{AMOUNT})", re.I | re.M)


@dataclass(frozen=True, slots=True)
class PricedLines:
    """Lines of one form: the pattern, and how many there are."""

    pattern: str
    column: ProposedColumn
    rows: int
    heading: str = "lines of text"
    label: str = "the words before the price"

    @property
    def columns(self) -> tuple[ProposedColumn, ...]:
        """The price of a line."""
        return (self.column,)

    @property
    def price_count(self) -> int:
        """One each."""
        return self.rows

    def reader(self) -> str:
        """A loop over the sentences; nothing else of the page is looked at."""
        return (
            f"for said in page.sentences({raw(self.pattern)}):\n"
            f"    # TODO say which lines these are: all that read so are taken\n"
            f'    yield offer(slug(said["name"]), {price_of_sentence(self.column, self.pattern)}, name=said["name"])\n'
        )


def propose_lines(page: Page) -> list[PricedLines]:
    """The lines that hold a name and a price, if there are two."""
    text = without_struck(page.text)
    found = list(_LINE.finditer(text))
    if len(found) < 2:
        return []
    lines = [text[each.start() :].partition("\n")[0] for each in found]
    column, pattern = sentence_of(lines, [words for line in lines for words in units_in(line)])
    return [PricedLines(rf"(?m)^{NAMED}{PARTED}(?:[Ff]rom )?{pattern}", column, len(found))]
