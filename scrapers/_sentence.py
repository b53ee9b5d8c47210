"""Words in running text, as evidence."""

from __future__ import annotations

import re

from schema.drafts import Found
from schema.text import plain


class Sentence:
    """Words in running text: the whole sentence is the locator, behind the part of the page it was looked for in; a group the words."""

    def __init__(self, match: re.Match[str], part: str = "") -> None:
        self._match, self._part = match, part

    def __getitem__(self, group: str) -> str:
        return self._match[group]

    def found(self, group: str) -> Found:
        """The words of one group, located by the sentence they stand in."""
        around = f"text {plain(self._match[0])!r}"[:400]
        return Found(plain(self._match[group]), f"{self._part} > {around}"[:1000] if self._part else around)
