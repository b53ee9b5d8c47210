"""What stands twice in a table that people keep by hand: the one refusal of all of them."""

from __future__ import annotations

from collections.abc import Iterable


def demand_once(what: str, keys: Iterable[object]) -> None:
    """ValueError for a key that stands twice."""
    seen: set[object] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"the {what} {key!r} stands twice")
        seen.add(key)
