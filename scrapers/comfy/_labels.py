"""The label columns of an image table: which models a row sells, and in which variants."""

from __future__ import annotations

import re
from itertools import product
from typing import Any, NamedTuple

from schema.errors import LayoutChanged
from scrapers._drafts import size, slug
from scrapers._tables import Cell, Row, Table

VariantAxes = dict[str, Any]  # the axes of `Variant`
NONE = ("—", "-", "N/A")
LISTED = re.compile(r", (?![^()]*\))")
ID = r"[a-z0-9]+(?:[-._@][a-z0-9]+)*"
NAMED = re.compile(r"(?P<name>.+) \((?P<id>[a-z0-9]+(?:[-._@][a-z0-9]+)+)\)")
RESOLUTION = re.compile(r"(?P<side>\d+(?:\.\d+)?)(?P<scale>[kKpP])(?: \(\d+[x×]\d+\))?")
MEGAPIXELS = re.compile(r"(?P<sign>[<>≤≥])?(?P<low>\d+(?:\.\d+)?)(?:[–-](?P<high>\d+(?:\.\d+)?))?(?: ?MP)?")
SIGNS = {"<": "<", ">": ">", "≤": "<=", "≥": ">="}
# What the nodes of a model do with it, by the end of their names; a node of another kind is a feature of its own.
NODES: tuple[tuple[str, VariantAxes], ...] = (
    (r".*(?:Text to Image|Image Create)", {"operation": "generate"}),
    (r".*(?:Image to Image|Image Inpainting|Edit|Image Remix)", {"operation": "edit"}),
    (r".*Text to Vector", {"operation": "generate", "style": "vector"}),
)


class Product(NamedTuple):
    """A model as the page calls it: its API id where one is printed, else a slug of its name."""

    id: str
    name: str


def _nothing(words: str, column: str) -> list[VariantAxes]:
    return [{}]


def _task(words: str, column: str) -> list[VariantAxes]:
    operation = {"generation": "generate", "generate": "generate", "edit": "edit"}.get(words)
    if operation is None:
        raise LayoutChanged(f"the column {column!r}", "generate or edit", repr(words))
    return [{"operation": operation}]


def _quality(words: str, column: str) -> list[VariantAxes]:
    return [{"quality": slug(words)}]


def _sizes(words: str, column: str) -> list[VariantAxes]:
    return [{"size": size(one)} for one in LISTED.split(words)]


def _resolutions(words: str, column: str) -> list[VariantAxes]:
    return [{"resolution": resolution(one)} for one in LISTED.split(words)]


def resolution(words: str) -> str:
    """`1K`, `1.5K` or `720P`; the size some names carry in brackets is the same thing said twice."""
    match = RESOLUTION.fullmatch(words)
    if match is None:
        raise LayoutChanged(f"the label {words!r}", "a resolution such as 1K or 720p", repr(words))
    return match["side"] + match["scale"].upper()


def _megapixels(words: str, column: str) -> list[VariantAxes]:
    return [{"megapixels": megapixels(words)}]


def megapixels(words: str) -> str:
    """`<8MP`, `8–12MP`, `≤2.36 MP` as the variant spells it."""
    match = MEGAPIXELS.fullmatch(words)
    if match is None or bool(match["sign"]) == bool(match["high"]):
        raise LayoutChanged(f"the label {words!r}", "megapixels such as <8MP or 8–12MP", repr(words))
    return f"{match['low']}-{match['high']}" if match["high"] else SIGNS[match["sign"]] + match["low"]


def _flag(words: str, column: str) -> list[VariantAxes]:
    if words not in ("No", "Yes", "false", "true"):
        raise LayoutChanged(f"the column {column!r}", "Yes or No, true or false", repr(words))
    return [{"feature": slug(column)} if words in ("Yes", "true") else {}]


def _input(words: str, column: str) -> list[VariantAxes]:
    if words == "No, Yes":
        return [{}]
    return [{"operation": "edit" if _flag(words, column)[0] else "generate"}]


def _upscale(words: str, column: str) -> list[VariantAxes]:
    return [{} if words == "off" else {"feature": slug(f"upscale {words}")}]


LABELS = {
    "model": _nothing,
    "node": _nothing,
    "token type": _nothing,
    "task": _task,
    "quality": _quality,
    "rendering_speed": _quality,
    "size": _sizes,
    "resolution": _resolutions,
    "max_resolution": _resolutions,
    "input resolution": _resolutions,
    "megapixels": _megapixels,
    "image input": _input,
    "upscale": _upscale,
    "turbo": _flag,
    "character reference": _flag,
    "style reference": _flag,
    "moodboard": _flag,
}


def labelled(table: Table) -> list[tuple[Row, dict[str, Cell]]]:
    """The rows with the cells of the label columns we know, by folded name; a blank label is the one above it."""
    above: dict[str, Cell] = {}
    rows = []
    for row in table.rows:
        cells = {column.casefold(): row[column] for column in row if column.casefold() in LABELS}
        above = {name: above.get(name, cell) if _is_blank(cell) else cell for name, cell in cells.items()}
        if blank := [cell for cell in above.values() if _is_blank(cell)]:
            raise LayoutChanged(blank[0].locator, "a label, here or in a row above", "none")
        rows.append((row, above))
    return rows


def is_credits(column: str) -> bool:
    """Tell whether a column holds prices."""
    return re.search(r"\bcredits\b", column, re.I) is not None


def _is_blank(cell: Cell) -> bool:
    return not cell.text and not cell.struck


def products(labels: dict[str, Cell], otherwise: str) -> list[Product]:
    """The models a row sells: those of its model column, else its nodes, else what the section is about."""
    cells = (labels[name] for name in ("model", "node") if name in labels)
    words = next((cell.text or cell.struck for cell in cells if cell.text not in NONE), otherwise)
    if not words:
        raise LayoutChanged("an image table", "a column for the model or the node", ", ".join(labels))
    return [_product(one) for one in LISTED.split(words)]


def _product(words: str) -> Product:
    if match := NAMED.fullmatch(words):
        return Product(match["id"], match["name"])
    return Product(words if re.fullmatch(ID, words) else slug(words), words)


def variants(labels: dict[str, Cell]) -> list[VariantAxes]:
    """Every combination of axes a row stands for, each once."""
    choices: list[list[VariantAxes]] = [LABELS[name](cell.text, name) if cell.text not in NONE else [{}] for name, cell in labels.items()]
    if "model" in labels and "node" in labels and labels["model"].text not in NONE:
        choices.append([_node(one) for one in LISTED.split(labels["node"].text)])
    combined = [_joined(axes, labels) for axes in product(*choices)]
    return [axes for at, axes in enumerate(combined) if axes not in combined[:at]]


def _node(words: str) -> VariantAxes:
    return next((axes for pattern, axes in NODES if re.fullmatch(pattern, words)), {"feature": slug(words)})


def _joined(parts: tuple[VariantAxes, ...], labels: dict[str, Cell]) -> VariantAxes:
    joined: VariantAxes = {}
    for axis, value in (pair for part in parts for pair in part.items()):
        if joined.setdefault(axis, value) != value:
            where = " | ".join(cell.text for cell in labels.values())
            raise LayoutChanged(f"the row {where!r}", f"one {axis}", f"{joined[axis]!r} and {value!r}")
    return joined
