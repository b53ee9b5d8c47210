"""Answers folded by model, as a buyer chooses: the model first, then who sells it. And which of them nothing beats.

The scripts fold the same way (`byModel`, `unbeaten` in `engine.js`), held by `tests/vectors/groups.json`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from costs.reasons import Place

_ORDER: Final = {place: at for at, place in enumerate(Place)}


def by_model(rows: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Answers in order of price as groups, one a model: of each the best standing first, of equals the cheapest, and so the groups.

    What a model costs is what its first answer costs: a cheaper one that is only listed follows it. An offer of no known model
    stands alone.
    """
    groups: dict[Any, list[Any]] = {}
    for row in sorted(rows, key=_place):
        groups.setdefault(row.model or (row.cost.provider, row.cost.native_id), []).append(row)
    return [tuple(group) for group in groups.values()]


def unbeaten(points: Sequence[tuple[Decimal, Decimal | None]]) -> list[int]:
    """Of prices in order, each with its rating, the places of those that nothing cheaper is rated as high as."""
    best, found = Decimal(-1), []
    for at, (_, rating) in enumerate(points):
        if rating is not None and rating > best:
            best = rating
            found.append(at)
    return found


def _place(row: Any) -> int:
    return _ORDER[row.standing.place]
