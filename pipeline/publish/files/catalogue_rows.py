"""The hand-kept catalogue as flat tables: what each model can do, where and when it ends, and how people rate it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, get_args

from pipeline.publish.dataset import Published
from pipeline.publish.files.table_rows import tables
from pipeline.publish.files.table_shapes import Column, Row, Rows, Table, plain
from schema.capabilities import Seed, Transparency
from schema.lifecycles import EndKind
from schema.proofs import Proof
from schema.ratings import Board

PROOFS: Final = tuple(Proof)
CAPABILITIES: Final = (
    Column("model", needed=True),
    Column("maker", needed=True),
    Column("family", needed=True),
    Column("operations", "words", "what it does: generate, edit"),
    Column("qualities", "words", "the qualities a caller can choose"),
    Column("default_quality", says="what a call that names no quality is served"),
    Column("default_edit_quality", says="the same of an edit, where it is another"),
    Column("sizes", "words", "the sizes it makes, where it makes only these"),
    Column("resolutions", "words"),
    Column("ratios", "words", "the aspect ratios it makes, where it makes only these"),
    Column("widest_ratio", says="the widest aspect ratio; upright as well"),
    *(Column(name, "count") for name in ("minimum_pixels", "maximum_pixels", "shortest_edge", "longest_edge", "edge_step")),
    Column("references", "count", "the most reference images"),
    Column("images_per_call", "count", "the most independent images of one call"),
    Column("images_per_series", "count", "the most images that belong together of one call"),
    Column("batch", "flag", "whether it is sold in batches"),
    Column("regions", "words", "where it can be had, where that is limited"),
    Column("seed", among=get_args(Seed)),
    *(Column(name, "flag") for name in ("negative_prompt", "guidance", "steps")),
    Column("transparency", says="a transparent background", among=get_args(Transparency)),
    Column("formats", "words", "png, jpeg, webp, gif or svg"),
    Column("watermark"),
    Column("licence", says="of the weights, or closed"),
    Column("output"),
)
ENDS: Final = (
    Column("model", needed=True),
    Column("provider", needed=True, says="where it ends; elsewhere it may go on"),
    Column("native_id", says="of this id only"),
    Column("kind", needed=True, says="on its day, not before it, or on a day nobody has said", among=get_args(EndKind)),
    Column("day", "day"),
    Column("notice", "day", "when it was announced"),
    Column("withdrawn", "day", "by when it was taken back: it never came"),
    Column("closed", "flag", "sold to nobody new before it ends", needed=True),
    Column("says", needed=True),
    Column("url", needed=True),
    Column("date", "day", "when that was read", needed=True),
    Column("proof", needed=True, says="whose word it is", among=PROOFS),
)
RATINGS: Final = (
    Column("board", needed=True, among=get_args(Board)),
    Column("model", needed=True),
    Column("name", needed=True, says="what the board calls it"),
    Column("setting", says="the quality that was rated; others are unrated"),
    Column("conditions", says="what else the name says"),
    *(Column(name, "amount", needed=True) for name in ("rating", "lower", "upper")),
    Column("votes", "count", needed=True),
    Column("rank", "count", "among the `of` models of the board", needed=True),
    Column("of", "count", needed=True),
    Column("provisional", "flag", "fewer than 10,000 have voted: it may still fall", needed=True),
    *(Column(name, needed=True) for name in ("publisher", "licence", "licence_url", "url")),
    Column("published", "day", needed=True),
    Column("changes", needed=True, says="what we changed"),
)


def every_table(everything: Published) -> tuple[Table, ...]:
    """Every table there is: what was read, and what is kept by hand about it."""
    return (
        *tables(everything),
        _table("capabilities", "what each model can do, by family", CAPABILITIES, ("model",), partial(_capabilities, everything)),
        _table("ends", "where and when a model ends", ENDS, (), partial(_ends, everything)),
        _table("ratings", "public ratings by Arena, CC BY 4.0", RATINGS, ("board", "name"), partial(_ratings, everything)),
    )


def _table(name: str, says: str, columns: tuple[Column, ...], key: tuple[str, ...], rows: Callable[[], Iterable[Row]]) -> Table:
    def made() -> Iterator[Row]:
        return ({column.name: plain(row.get(column.name)) for column in columns} for row in rows())

    return Table(name, says, columns, key, Rows(made))


def _capabilities(everything: Published) -> Iterator[Row]:
    for model in everything.models.models:
        yield {"model": model.id, "maker": model.maker, "family": model.family, **dict(model.capabilities)}


def _ends(everything: Published) -> Iterator[Row]:
    for model in everything.models.models:
        yield from ({"model": model.id, **dict(end)} for end in model.ends)


def _ratings(everything: Published) -> Iterator[Row]:
    for board in everything.known.ratings.boards:
        head = dict(board) | {"board": board.id}
        yield from (head | dict(rating) | {"provisional": rating.provisional} for rating in board.ratings)
