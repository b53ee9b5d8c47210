"""Replicate's pricing page: examples, a link each to its model, with dollars per image or per thousand of them.

Relies on the links with their prices inside, each behind a slash its unit. What is billed by tokens or by the second of a video, and the
hardware, are ignored by their units and their heading. Built against a tool's Markdown of the page of 2026-04-01.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from schema.drafts import Draft, PriceWords
from schema.errors import LayoutChanged
from schema.text import plain
from scrapers._drafts import offer, price, unread
from scrapers._page import Page
from scrapers._tables import Cell

AMOUNT = re.compile(r"(?P<price>\$\d[\d,]*(?:\.\d+)?) ?(?P<unit>/ ?.+)")
IMAGES = re.compile(r"/ ?(?:(?P<many>thousand) output images|output image)")
OTHERS = re.compile(r"/ ?(?:(?:thousand|million) (?:in|out)put tokens|second of output (?:video|audio))")


def examples(page: Page) -> Iterator[Draft]:
    listed, read = page.soup(under="Public models"), 0
    for link in listed.soup.select("a[href]"):
        model = re.fullmatch(r"(?:https://replicate\.com)?/(?P<id>[\w.-]+/[\w.-]+)", str(link["href"]))
        cell = listed.read(link)
        # A tool's Markdown of a link has a backslash where the page begins a line.
        amounts = [part for line in cell.lines for part in map(plain, line.split("\\")) if "$" in part]
        if model and amounts:
            read += len(amounts)
            lines = [_example(cell, part) for part in amounts]
            beside = unread(cell.found(), "a price of images beside one of something else")
            if any(line is not None for line in lines):
                yield offer(model["id"], *(line or beside for line in lines))
    if read != listed.text.count("$"):
        raise LayoutChanged(
            listed.locator, "every amount inside the link to its model", f"{listed.text.count('$')} and {read} of them there"
        )


def _example(cell: Cell, words: str) -> PriceWords | None:
    """One line with a price; None where it is no price of an image."""
    said = AMOUNT.fullmatch(words)
    if said is None:
        return unread(replace(cell.found(), text=words), "more than dollars per a unit")
    if images := IMAGES.fullmatch(said["unit"]):
        found = replace(cell.found(), text=said["price"])
        return price(found, "output_image", "image", said["unit"], per=1000 if images["many"] else 1)
    return None if OTHERS.fullmatch(said["unit"]) else unread(replace(cell.found(), text=words), "a unit of unknown meaning")
