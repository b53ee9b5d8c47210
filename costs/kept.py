"""What is worked out of one object once, and kept as long as the object itself: by which object it is, since to compare is dear."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

Thing = TypeVar("Thing")
Found = TypeVar("Found")


def kept(work: Callable[[Thing], Found]) -> Callable[[Thing], Found]:
    """A function of one object that never changes, worked out once for each."""
    known: dict[int, tuple[weakref.ref[Any], Found]] = {}

    def ask(thing: Thing) -> Found:
        key = id(thing)
        found = known.get(key)
        if found is not None and found[0]() is thing:
            return found[1]

        def forget(gone: weakref.ref[Any]) -> None:
            if key in known and known[key][0] is gone:
                del known[key]

        made = work(thing)
        known[key] = (weakref.ref(thing, forget), made)
        return made

    ask.__doc__ = work.__doc__
    return ask
