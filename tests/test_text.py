"""Visible text has one form; what only looks the same does not become the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.text import confusable, folded, plain, plain_lines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$0.04", "$0.04"),
        ("", ""),
        ("  a \t b\n\nc  ", "a b c"),
        ("a\r\nb\x0bc\x0cd\x85e\u2028f", "a b c d e f"),
        ("1\u00a0250\u202f000\u2009x\u2003y\u3000z", "1 250 000 x y z"),
        ("$0.\u200b0\u200c4\u200d\u2060", "$0.04"),
        ("\ufeffprice\u00ad", "price"),
        ("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061cx", "x"),
        ("a\x00b\x07c\x7fd\x80e\x9ff", "abcdef"),
        ("＄０．０４／ＭＰ（ａ）", "$0.04/MP(a)"),
        ("￥￡￠￦", "¥£¢₩"),
        ("﹩5", "$5"),
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("١٬٢٥٠٫٥", "1,250.5"),
        ("x\ufe0e", "x"),
    ],
)
def test_writes_what_looks_alike_alike(text: str, expected: str) -> None:
    """Spaces, invisible characters, widths and digits of other scripts have one form."""
    assert expected == plain(text)


@pytest.mark.parametrize("text", ["$0.04¹", "x²", "H₂O", "½", "1⅓", "Ⅳ", "①", "™", "ﬁ", "㎡", "元/张", "é", "–", "−", "·", "×", "″"])
def test_keeps_what_means_something_else(text: str) -> None:
    """A superscript is no digit, a fraction no quotient, a dash no minus: they stay what they are."""
    assert text == plain(text)


@given(st.text())
def test_is_settled_after_one_pass(text: str) -> None:
    """Text that was made plain stays as it is, however often."""
    assert plain(text) == plain(plain(text))


@given(st.text())
def test_leaves_single_spaces_only(text: str) -> None:
    """No other white space, no runs, none at the ends."""
    assert " ".join(plain(text).split()) == plain(text)
    assert not any(c.isspace() and c != " " for c in plain(text))


@given(st.lists(st.text(max_size=20)))
def test_lines_are_made_plain_like_one_text_each(texts: list[str]) -> None:
    """And those of which nothing is left are none."""
    assert [line for text in texts if (line := plain(text))] == plain_lines(texts)


@given(st.text("abcXYZ0189 .,$/-"))
def test_ascii_is_left_alone(text: str) -> None:
    """Folding changes no ASCII character that can be seen."""
    assert text == folded(text)


def test_folding_keeps_line_breaks() -> None:
    """`1<newline>250` can still be told from `1 250`."""
    assert folded("\u200b1\n250") == "1\n250"


@pytest.mark.parametrize("text", ["С$0.04", "$С", "FLUХ", "gрt-image-1", "Νano Banana", "USD Ѕ1", "a model FLUХ.2 [pro]"])
def test_tells_a_borrowed_letter(text: str) -> None:
    """A word that looks ASCII and is not is told, whatever stands beside it."""
    assert confusable(text)


@pytest.mark.parametrize(
    "text", ["", "FLUX.2 [pro]", "$0.04", "Кандинский", "Kandinsky и Шедеврум", "model β", "5 руб", "図1", "gpt-image-1", "Σ2", "café"]
)
def test_leaves_honest_words_alone(text: str) -> None:
    """ASCII, whole words of another script, and accents are no deception."""
    assert not confusable(text)
