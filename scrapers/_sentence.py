"""Words in running text, as evidence; and what stands nearest to words that were looked for and not found."""

from __future__ import annotations

import re
from typing import Protocol

from schema.drafts import DraftPlace, Found
from schema.text import plain

_BOUND_BEFORE = re.compile(
    r"(?:(?:\b|(?-i:(?<=[a-z0-9])(?=[A-Z])))"
    r"(?:from|start(?:s|ing)?(?: at| from)?|beginning (?:at|from)|as low as|as little as|at least|at most|up to|under|below|over|"
    r"above|no more than|no less than|less than|more than|min(?:imum|\.)?(?: of)?|max(?:imum|\.)?(?: of)?|ab|desde|à partir de)|"
    r"[≥≤<>≈]|(?<!~)~|"
    r"低至|最低|最高|至少|起价)[\s:*_]*\Z",
    re.I,
)
_BOUND_BEHIND = re.compile(r"\s?(?:\+(?!\s*[\d$€£¥~(])|(?:and|or) (?:up|more|above|higher|less|below|lower)\b|起|から|부터)", re.I)
_COUNTRY = re.compile(r"(?<![A-Za-z])[A-Z]{1,3} ?\Z")  # of `A$`: the sign alone is another's
_PER_BEHIND = re.compile(r" (?:per|an?) (?:extra |additional )?[a-z]+\b|/[a-z]+\b", re.I)
_BARE = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[^\W\d_]{3,}")
_SYNTAX = re.compile(r"\(\?P<\w+>|\(\?[:=!<]+|\\[a-zA-Z]|[{}]|\[[^\]]*\]")  # of a pattern: what is no word of the page
STRUCK = "~~"  # as `_html.visible_text` marks what is crossed out
NEAR = 160  # characters of the nearest text


class SentencePlace(DraftPlace, Protocol):
    """Where a sentence stands: its account is told that it was read."""

    def read_sentence(self, words: str) -> None:
        """Tick these words off: what they say of prices is accounted for."""
        ...


class Sentence:
    """Words in running text: the whole sentence is the locator, behind the part of the page it was looked for in; a group the words.

    A number that is a bound stays one: a group begins with the "from" or "up to" that stands right before it and ends with the
    "and up" right behind it, whether the pattern took them in or not. So does a number alone keep the "per second" right behind it.
    A capital begins a word even where two elements without a space between them glue it to the one before ("…/sketchFrom 2 credits").
    """

    def __init__(self, match: re.Match[str], part: str = "", place: SentencePlace | None = None) -> None:
        self._match, self._part, self._place = match, part, place

    def __getitem__(self, group: str) -> str:
        return self._match[group]

    def found(self, group: str) -> Found:
        """The words of one group, located by the sentence they stand in."""
        around = f"text {plain(self._match[0])!r}"[:400]
        if self._place is not None:
            self._place.read_sentence(plain(self._match[0]))
        where = f"{self._part} > {around}"[:1000] if self._part else around
        return Found(self._bounded(group), where, "it stands in what is crossed out" if self._is_struck(group) else "", self._place)

    def _is_struck(self, group: str) -> bool:
        """Whether the words stand between the marks that each line of crossed-out words has around it."""
        text, at = self._match.string, self._match.start(group)
        return text.count(STRUCK, text.rfind("\n", 0, at) + 1, at) % 2 == 1

    def _bounded(self, group: str) -> str:
        words = plain(self._match[group])
        if not any(letter.isdigit() for letter in words):
            return words
        text, (begin, end) = self._match.string, self._match.span(group)
        before = _BOUND_BEFORE.search(text, text.rfind("\n", 0, begin) + 1, begin)
        if not before and words[:1] in "$¥€£":
            before = _COUNTRY.search(text, max(0, begin - 4), begin)
        behind = _BOUND_BEHIND.match(text, end) or (_PER_BEHIND.match(text, end) if _BARE.fullmatch(words) else None)
        return plain(text[before.start() if before else begin : behind.end() if behind else end])


def nearest(pattern: str, text: str) -> str:
    """What of a text is most like the words of a pattern that matched none of it: ", nearest: '…'"; nothing where no word is there."""
    asked = {word.casefold() for word in _WORD.findall(_SYNTAX.sub(" ", pattern))}
    best = max(text.split("\n"), key=lambda line: _alike(asked, line), default="")
    return f"; nearest: {best[:NEAR]!r}" if _alike(asked, best) > 0 else ""


def _alike(asked: set[str], line: str) -> float:
    words = {word.casefold() for word in _WORD.findall(line)}
    return len(asked & words) - len(words) / 1000
