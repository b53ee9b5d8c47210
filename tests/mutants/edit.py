"""Text edits by position: what every mutation is made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Replace what stands from `start` to `end`."""

    start: int
    end: int
    new: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with every edit made; edits may not overlap."""
    made, at = [], 0
    for edit in sorted(edits):
        if edit.start < at:
            raise ValueError(f"two edits of one place at {edit.start}")
        made += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*made, text[at:]])
