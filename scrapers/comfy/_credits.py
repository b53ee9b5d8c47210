"""The price columns of an image table: a closed grammar of cells such as `6.33 / run + 3.17 / extra MP`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, NamedTuple

from schema.drafts import Found, NoPrice, PriceWords
from schema.errors import LayoutChanged
from schema.prices import Billable
from schema.text import plain
from scrapers._drafts import no_price, price
from scrapers._tables import Cell
from scrapers.comfy._labels import LISTED, NONE, RESOLUTION, VariantAxes, resolution

LOCALE: Final = "en-US"  # an English page: 2.532 is a number below three
NUMBER = r"\d[\d,]*(?:\.\d+)?"
AMOUNT = rf"{NUMBER}(?: ?[–-] ?{NUMBER})?"
LABEL = r" \((?!×|EOL)[^()]+\)"
CHOICE = rf"(?P<words>{AMOUNT})(?: \((?P<label>[^()]+)\))?"
CELL = re.compile(
    rf"(?:(?P<input>{AMOUNT}) input \+ )?"
    rf"(?P<main>{AMOUNT}(?:{LABEL})?(?: / {AMOUNT}{LABEL})*)(?: (?P<unit>(?:/|per) (?:run|image|output image|\d+ ?MP)))?"
    rf"(?: \+ (?P<further>{NUMBER}) (?P<further_unit>/ extra MP))?"
    rf"(?: \+ (?P<reference>{NUMBER}) (?P<reference_unit>/ ref image)(?: \(≤ ?(?P<most>\d+)\))?)?"
    r"(?: \(× n\))?(?: \(EOL (?P<end>[A-Z][a-z]+ \d+, \d{4})\))?"
)
COLUMN = re.compile(
    r"(?:(?P<kind>Input|Cached input|Output \(text\)|Output \(image\)|Output) )?credits(?P<unit> / (?:image|run|1[KM]))?", re.I
)
STEPS = "Credits / 2x step"  # an upscale is a chain of such steps: no price of an image
QUALITIES = frozenset({"low", "medium", "high", "standard", "hd"})
TOKENS: dict[str, tuple[Billable, ...]] = {
    "input": ("input_text", "input_image"),
    "input (text)": ("input_text",),
    "input (image)": ("input_image",),
    "cached input": ("cached_input_text", "cached_input_image"),
    "output (text)": ("output_text",),
    "output (image)": ("output_image",),
}


class CreditWords(NamedTuple):
    """What the words around a table say about its prices."""

    approximate: str = ""
    base: bool = False
    tokens: str = ""


@dataclass(frozen=True, slots=True)
class CreditColumn:
    """A price column: what its name says is bought, and per what."""

    name: str
    kind: str
    unit: str

    @property
    def billable(self) -> Billable:
        """What a price per image in it is for."""
        return "input_image" if self.kind == "input" else "output_image"

    @property
    def counts_tokens(self) -> bool:
        """Whether it is a rate per 1K or 1M tokens."""
        return self.unit.endswith(("1K", "1M"))


def column(name: str) -> CreditColumn:
    """What a price column's name says; a name of another form is a page built otherwise."""
    match = COLUMN.fullmatch(name)
    if match is None:
        raise LayoutChanged(f"the column {name!r}", "a name such as 'Credits' or 'Output credits / image'", repr(name))
    return CreditColumn(name, (match["kind"] or "").lower(), match["unit"] or "")


def prices(cell: Cell, at: CreditColumn, axes: VariantAxes, token_type: str, said: CreditWords) -> Iterator[PriceWords | NoPrice]:
    """The price lines of one cell in one variant; words of no known form are one price that can't be read."""
    billable, match = at.billable, CELL.fullmatch(cell.text)
    if cell.struck and not cell.text:
        yield no_price(replace(cell.found(), text=cell.struck, fault=""), billable, "image", "crossed out on the page", "credit", **axes)
    elif cell.text in NONE:
        if billable == "output_image":
            yield no_price(cell.found(), billable, "image", "no credits are given", "credit", **axes)
    elif match is None:
        yield _faulty(cell, billable, "a price in words of no known form", axes)
    elif at.counts_tokens:
        yield from _tokens(cell, at, axes, token_type or at.kind, said)
    else:
        yield from _images(cell, match, at, axes, said)


def _faulty(cell: Cell, billable: Billable, fault: str, axes: VariantAxes) -> PriceWords:
    return price(replace(cell.found(), fault=fault), billable, "image", currency="credit", locale=LOCALE, **axes)


def _tokens(cell: Cell, at: CreditColumn, axes: VariantAxes, token_type: str, said: CreditWords) -> Iterator[PriceWords]:
    if token_type not in TOKENS:
        raise LayoutChanged(cell.locator, f"a kind of token among {', '.join(TOKENS)}", repr(token_type))
    for billable in TOKENS[token_type]:
        yield price(cell.found(), billable, "million_tokens", f"{at.name} {said.tokens}", currency="credit", locale=LOCALE, **axes)


def _images(cell: Cell, match: re.Match[str], at: CreditColumn, axes: VariantAxes, said: CreditWords) -> Iterator[PriceWords | NoPrice]:
    unit = match["unit"] or at.name
    for choice in re.finditer(CHOICE, match["main"]):
        for more in _labelled(choice["label"]):
            if more is None or set(more) & set(axes):
                yield _faulty(cell, at.billable, f"a label {choice['label']!r} of no known meaning", axes)
            else:
                yield _output(replace(cell.found(), text=choice["words"]), unit, at.billable, axes | more | _first(match), said)
    yield from _extras(cell, match, axes)


def _output(found: Found, unit: str, billable: Billable, axes: VariantAxes, said: CreditWords) -> PriceWords | NoPrice:
    if said.approximate and not said.base:
        return no_price(found, billable, "image", f"approximate: {said.approximate}"[:400], "credit", **axes)
    area = "MP" in unit
    how = "range" if re.search("[–-]", found.text) else "base" if said.base else "amount"
    return price(found, billable, "megapixel" if area else "image", unit, how=how, currency="credit", locale=LOCALE, **axes)  # type: ignore[arg-type] # a How


def _labelled(label: str | None) -> list[VariantAxes | None]:
    """The variants a bracket behind an amount names: resolutions or a quality; None for anything else."""
    if label is None:
        return [{}]
    names = LISTED.split(label)
    if all(RESOLUTION.fullmatch(name) for name in names):
        return [{"resolution": resolution(name)} for name in names]
    return [{"quality": name} if name in QUALITIES else None for name in names]


def _first(match: re.Match[str]) -> VariantAxes:
    return {"megapixels": "first"} if match["further"] else {}


def _extras(cell: Cell, match: re.Match[str], axes: VariantAxes) -> Iterator[PriceWords]:
    if match["further"]:
        found = replace(cell.found(), text=match["further"])
        yield price(
            found,
            "output_image",
            "megapixel",
            match["further_unit"],
            currency="credit",
            locale=LOCALE,
            **(axes | {"megapixels": "further"}),
        )
    if match["reference"]:
        found = replace(cell.found(), text=match["reference"])
        yield price(found, "input_image", "image", match["reference_unit"], currency="credit", locale=LOCALE, **axes)
    if match["input"]:
        # The cell says what all of it is per once, at its end: "2.11 input + 10.55 / output image".
        found, how = replace(cell.found(), text=match["input"]), "range" if re.search("[–-]", match["input"]) else "amount"
        yield price(found, "input_image", "image", match["unit"] or "", how=how, currency="credit", locale=LOCALE, **axes)  # type: ignore[arg-type] # a How


def retirement(cell: Cell) -> str | None:
    """The date after which a row's model is gone, where its cell says so."""
    match = CELL.fullmatch(cell.text)
    return iso(match["end"]) if match and match["end"] else None


def most_references(cell: Cell) -> str | None:
    """How many reference images one run takes, where its cell says so."""
    match = CELL.fullmatch(cell.text)
    return match["most"] if match else None


def iso(words: str) -> str:
    """`Sep 15, 2026` or `September 15, 2026` as 2026-09-15."""
    month, rest = plain(words).split(" ", 1)
    try:
        return datetime.strptime(f"{month[:3]} {rest}", "%b %d, %Y").date().isoformat()
    except ValueError:
        raise LayoutChanged(f"the date {words!r}", "a date such as Sep 15, 2026", repr(words)) from None
