"""Families by axes: what the models of a family that are still sold can do, merged into one cell an axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from pipeline.text.formatting import spaced
from schema.capabilities import Capabilities
from schema.tables.models import Model, Models


class Axis(NamedTuple):
    """One column: its heading, and what a model says in it."""

    heading: str
    said: Callable[[Capabilities], Any]


class Family(NamedTuple):
    """One row: a family, its maker, its models, and a cell for each axis."""

    name: str
    maker: str
    models: tuple[Model, ...]
    cells: tuple[str, ...]


def _pixels(able: Capabilities) -> Any:
    """Classes or sizes a model names, else how many pixels it makes.

    >>> _pixels(Capabilities(sizes=("1024x1024",))), _pixels(Capabilities(minimum_pixels=655_360, maximum_pixels=8_294_400))
    (('1024 × 1024',), '0.7 to 8.3 megapixels')
    """
    if able.resolutions or able.sizes:
        return able.resolutions or tuple(map(spaced, able.sizes))
    least, most = (count and f"{count / 1e6:.1f}" for count in (able.minimum_pixels, able.maximum_pixels))
    return f"{least or 'up'} to {most} megapixels" if most else f"from {least} megapixels" if least else ()


def _shape(able: Capabilities) -> Any:
    return able.ratios or (f"up to {able.widest_ratio}" if able.widest_ratio else ())


AXES: Final = (
    Axis("Does", lambda able: able.operations),
    Axis("Quality", lambda able: able.qualities),
    Axis("Images a call", lambda able: able.images_per_call),
    Axis("In a series", lambda able: able.images_per_series),
    Axis("Sizes", _pixels),
    Axis("Ratios", _shape),
    Axis("References", lambda able: able.references),
    Axis("Batch", lambda able: able.batch),
    Axis("Seed", lambda able: able.seed),
    Axis("Negative prompt", lambda able: able.negative_prompt),
    Axis("Guidance", lambda able: able.guidance),
    Axis("Transparent", lambda able: able.transparency),
    Axis("Formats", lambda able: able.formats),
    Axis("Regions", lambda able: able.regions),
    Axis("Watermark", lambda able: able.watermark),
    Axis("Weights", lambda able: able.licence),
)


def families(models: Models, on: date) -> list[Family]:
    """Every family with a model that has not ended at its maker, in the order of the table."""
    found: dict[tuple[str, str], list[Model]] = {}
    for model in models.models:
        if model.status_on(on) != "retired":
            found.setdefault((model.family, model.maker), []).append(model)
    return [Family(name, maker, tuple(members), tuple(_cells(members))) for (name, maker), members in found.items()]


def _cells(members: Sequence[Model]) -> Iterator[str]:
    for axis in AXES:
        yield merged(axis.said(model.capabilities) for model in members)


def merged(said: Iterable[Any]) -> str:
    """What several models say on one axis: numbers as a range, words once each; of models of which nobody says it, nothing.

    >>> merged([3, None, 14]), merged([("1K", "2K"), ("2K", "4K")]), merged([True, False]), merged([None])
    ('3 to 14', '1K, 2K, 4K', 'some models', '')
    """
    values = [value for value in said if value not in (None, ())]
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if numbers:
        return str(numbers[0]) if min(numbers) == max(numbers) else f"{min(numbers)} to {max(numbers)}"
    flags = {value for value in values if isinstance(value, bool)}
    if flags:
        return "some models" if len(flags) == 2 else "yes" if True in flags else "no"
    return ", ".join(dict.fromkeys(word for value in values for word in ((value,) if isinstance(value, str) else value)))
