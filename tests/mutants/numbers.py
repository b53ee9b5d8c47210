"""Numbers as a page spells them, and other numbers in the same spelling."""

from __future__ import annotations

from decimal import Decimal


def value_of(text: str) -> Decimal:
    """The value of a number as the recordings spell it."""
    return Decimal(text.replace(",", ""))


def respelled(text: str, number: int) -> str:
    """Another number, almost as large, told apart by a counter: `0.04` is `0.04013`."""
    mark = f"{number % 9 + 1}{number // 9 % 1000:03}1"
    if "e" in text:
        head, _, tail = text.partition("e")
        return f"{head}{'' if '.' in head else '.'}{mark}e{tail}"
    if "." in text:
        return text + mark
    if len(text) >= 6 and "," not in text:
        return text[:-5] + mark
    return f"{text}.{mark}"


def spelled(text: str, value: Decimal) -> str:
    """A value in the manner of another number: whole where that is a count of machine coins, grouped where it is grouped."""
    whole = "." not in text and value_of(text) >= 1000
    if whole:
        value = value.to_integral_value()
    if "e" in text:
        return f"{value.normalize():e}".replace("e+", "e").replace("E+", "e").replace("E", "e")
    made = format(value, ",f" if "," in text else "f")
    made = made.rstrip("0").rstrip(".") if "." in made else made
    decimals = len(text.partition(".")[2])
    if decimals and len(made.partition(".")[2]) < decimals:
        made = (made if "." in made else made + ".") + "0" * (decimals - len(made.partition(".")[2]))
    return made
