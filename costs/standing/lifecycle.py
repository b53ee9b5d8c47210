"""Is it alive? What its own provider ended, what its maker ended, what is not out yet, and what ends within a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from costs.reasons import Because, Code
from schema.tables.lifecycles import Life, LifeState
from schema.tables.models import Model

SOON: Final = 30  # days


def lifecycle(provider: str, native_id: str, said_here: date | None, model: Model | None, on: date) -> Iterator[Because]:
    """Why an offer is no longer, or not much longer, what one would begin with. `said_here`: the last day its own page names."""
    if said_here:
        yield from _told(_life(said_here, on), on)
    if model is None:
        return
    here = model.life_at(provider, on, native_id)
    if said_here is None or here.state is LifeState.UNRELEASED:
        yield from _told(here, on)
    if not (said_here or here.end or provider in model.first_party or here.state is LifeState.UNRELEASED):
        yield from _ended_elsewhere(model.life_at_maker(on), on)


def _life(last: date, on: date) -> Life:
    return Life(LifeState.ENDED if last <= on else LifeState.ENDING, last)


def _told(life: Life, on: date) -> Iterator[Because]:
    if life.state is LifeState.UNRELEASED:
        yield Because(code=Code.NOT_YET, words=f"not out before {_day(life)}")
    elif life.state is LifeState.ENDED:
        yield Because(code=Code.ENDED, words=f"ended on {_day(life)}")
    elif life.ends_within(SOON, on):
        yield Because(code=Code.ENDS_SOON, words=f"ends on {_day(life)}" if _future(life, on) else f"may end any day since {_day(life)}")


def _ended_elsewhere(maker: Life, on: date) -> Iterator[Because]:
    if maker.state is LifeState.ENDED:
        yield Because(code=Code.MAKER_ENDED, words=f"its maker ended it on {_day(maker)}")
    elif maker.ends_within(SOON, on):
        when = f"its maker ends it on {_day(maker)}" if _future(maker, on) else f"its maker may end it any day since {_day(maker)}"
        yield Because(code=Code.ENDS_SOON, words=when)


def _future(life: Life, on: date) -> bool:
    return life.day is not None and life.day > on


def _day(life: Life) -> str:
    return life.day.isoformat() if life.day and life.day != date.max else "a day nobody has said"
