"""Visible text, written one way: what the eye cannot tell apart is the same text afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

# Of an element of a page that a browser rendered: `hidden`, nobody sees it, or `struck`, its words are crossed out.
LOOK_ATTRIBUTE: Final = "data-imageprices-look"

# White space that separates is kept apart from what is invisible: `1<newline>250` is two things, `0.<ZWSP>04` is one.
_SPACES: Final = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BREAKS: Final = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_INVISIBLE: Final = (
    "\u00ad\u034f\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"  # soft hyphen, zero width, BOM
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # writing direction
)
_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in _BREAKS]
_SELECTORS: Final = range(0xFE00, 0xFE10)  # "draw this as text / as emoji"
_SMALL_FORMS: Final = {0xFE50: ",", 0xFE52: ".", 0xFE54: ";", 0xFE55: ":", 0xFE5F: "#", 0xFE60: "&", 0xFE62: "+",
                       0xFE63: "-", 0xFE69: "$", 0xFE6A: "%"}  # fmt: skip
_FULL_WIDTH: Final = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH_SIGNS: Final = {0xFFE0: "¢", 0xFFE1: "£", 0xFFE5: "¥", 0xFFE6: "₩"}
_ARABIC: Final = {zero + n: str(n) for zero in (0x0660, 0x06F0) for n in range(10)} | {
    0x066B: ".",
    0x066C: ",",
}

# NFKC itself would make `$0.04¹` into `$0.041` and `½` into `1⁄2`; only these folds are the same thing in another width.
_FOLDS: Final = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys((*map(ord, _INVISIBLE), *_CONTROLS, *_SELECTORS)),
    **_SMALL_FORMS,
    **_FULL_WIDTH,
    **_FULL_WIDTH_SIGNS,
    **_ARABIC,
}

# Letters of other scripts that are drawn like these ASCII letters (Unicode confusables.txt, the ones fonts draw alike).
_HOMOGLYPHS: Final = frozenset(
    "АВЕЅІЈКМНОРСТУХҮԌԜԚԛԝ" "асеѕіјорхуүһԁӏԍ"  # Cyrillic
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" "αινορυ"  # Greek
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+(?:[.$][^\W_]+|\$)*|\$[^\W_]+")


def folded(text: str) -> str:
    """Characters written one way; white space stays where it is, so that a line break can still be seen."""
    return text if text.isascii() and text.isprintable() else text.translate(_FOLDS)


def plain(text: str) -> str:
    """The one normalisation of visible text: folded, runs of white space are one space, none at the ends."""
    return " ".join(folded(text).split())


def plain_lines(texts: Iterable[str]) -> list[str]:
    """`plain` of each, without those of which nothing is left: its steps are spelled out, since a page has thousands of lines."""
    folds = (text if text.isascii() and text.isprintable() else text.translate(_FOLDS) for text in texts if text)
    return [line for text in folds if (line := " ".join(text.split()))]


def confusable(text: str) -> bool:
    """Tell whether a word that looks ASCII borrows letters from Cyrillic or Greek (`С$`, `FLUХ`)."""
    return not text.isascii() and any(_borrows(word) for word in _WORD.findall(plain(text)))


def _borrows(word: str) -> bool:
    foreign = _HOMOGLYPHS.intersection(word)
    rest = set(word) - foreign - {"."}
    return bool(foreign and rest) and all(letter.isascii() for letter in rest)
