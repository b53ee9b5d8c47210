"""The hand-kept catalogue as flat tables: what each model can do, where and when it ends, and how people rate it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final, get_args

from pipeline.publish.dataset import Published
from pipeline.publish.files.table_rows import tables
from pipeline.publish.files.table_shapes import DownloadRow, PublishedColumn, PublishedRows, PublishedTable, plain
from schema.capabilities import Seed, Transparency
from schema.proofs import Proof
from schema.tables.lifecycles import EndKind
from schema.tables.ratings import Board

PROOFS: Final = tuple(Proof)
CAPABILITIES: Final = (
    PublishedColumn("model", needed=True),
    PublishedColumn("maker", needed=True),
    PublishedColumn("family", needed=True),
    PublishedColumn("operations", "words", "what it does: generate, edit"),
    PublishedColumn("qualities", "words", "the qualities a caller can choose"),
    PublishedColumn("default_quality", says="what a call that names no quality is served"),
    PublishedColumn("default_edit_quality", says="the same of an edit, where it is another"),
    PublishedColumn("sizes", "words", "the sizes it makes, where it makes only these"),
    PublishedColumn("resolutions", "words"),
    PublishedColumn("ratios", "words", "the aspect ratios it makes, where it makes only these"),
    PublishedColumn("widest_ratio", says="the widest aspect ratio; upright as well"),
    *(PublishedColumn(name, "count") for name in ("minimum_pixels", "maximum_pixels", "shortest_edge", "longest_edge", "edge_step")),
    PublishedColumn("references", "count", "the most reference images"),
    PublishedColumn("images_per_call", "count", "the most independent images of one call"),
    PublishedColumn("images_per_series", "count", "the most images that belong together of one call"),
    PublishedColumn("batch", "flag", "whether it is sold in batches"),
    PublishedColumn("regions", "words", "where it can be had, where that is limited"),
    PublishedColumn("seed", among=get_args(Seed)),
    *(PublishedColumn(name, "flag") for name in ("negative_prompt", "guidance", "steps")),
    PublishedColumn("transparency", says="a transparent background", among=get_args(Transparency)),
    PublishedColumn("formats", "words", "png, jpeg, webp, gif or svg"),
    PublishedColumn("watermark"),
    PublishedColumn("licence", says="of the weights, or closed"),
    PublishedColumn("output"),
)
ENDS: Final = (
    PublishedColumn("model", needed=True),
    PublishedColumn("provider", needed=True, says="where it ends; elsewhere it may go on"),
    PublishedColumn("native_id", says="of this id only"),
    PublishedColumn("kind", needed=True, says="on its day, not before it, or on a day nobody has said", among=get_args(EndKind)),
    PublishedColumn("day", "day"),
    PublishedColumn("notice", "day", "when it was announced"),
    PublishedColumn("withdrawn", "day", "by when it was taken back: it never came"),
    PublishedColumn("closed", "flag", "sold to nobody new before it ends", needed=True),
    PublishedColumn("says", needed=True),
    PublishedColumn("url", needed=True),
    PublishedColumn("date", "day", "when that was read", needed=True),
    PublishedColumn("proof", needed=True, says="whose word it is", among=PROOFS),
)
RATINGS: Final = (
    PublishedColumn("board", needed=True, among=get_args(Board)),
    PublishedColumn("model", needed=True),
    PublishedColumn("name", needed=True, says="what the board calls it"),
    PublishedColumn("setting", says="the quality that was rated; others are unrated"),
    PublishedColumn("conditions", says="what else the name says"),
    *(PublishedColumn(name, "amount", needed=True) for name in ("rating", "lower", "upper")),
    PublishedColumn("votes", "count", needed=True),
    PublishedColumn("rank", "count", "among the `of` models of the board", needed=True),
    PublishedColumn("of", "count", needed=True),
    PublishedColumn("provisional", "flag", "fewer than 10,000 have voted: it may still fall", needed=True),
    *(PublishedColumn(name, needed=True) for name in ("publisher", "licence", "licence_url", "url")),
    PublishedColumn("published", "day", needed=True),
    PublishedColumn("changes", needed=True, says="what we changed"),
)


def every_table(everything: Published) -> tuple[PublishedTable, ...]:
    """Every table there is: what was read, and what is kept by hand about it."""
    return (
        *tables(everything),
        _table("capabilities", "what each model can do, by family", CAPABILITIES, ("model",), partial(_capabilities, everything)),
        _table("ends", "where and when a model ends", ENDS, (), partial(_ends, everything)),
        _table("ratings", "public ratings by Arena, CC BY 4.0", RATINGS, ("board", "name"), partial(_ratings, everything)),
    )


def _table(
    name: str, says: str, columns: tuple[PublishedColumn, ...], key: tuple[str, ...], rows: Callable[[], Iterable[DownloadRow]]
) -> PublishedTable:
    def made() -> Iterator[DownloadRow]:
        return ({column.name: plain(row.get(column.name)) for column in columns} for row in rows())

    return PublishedTable(name, says, columns, key, PublishedRows(made))


def _capabilities(everything: Published) -> Iterator[DownloadRow]:
    for model in everything.models.models:
        yield {"model": model.id, "maker": model.maker, "family": model.family, **dict(model.capabilities)}


def _ends(everything: Published) -> Iterator[DownloadRow]:
    for model in everything.models.models:
        yield from ({"model": model.id, **dict(end)} for end in model.ends)


def _ratings(everything: Published) -> Iterator[DownloadRow]:
    for board in everything.known.ratings.boards:
        head = dict(board) | {"board": board.id}
        yield from (head | dict(rating) | {"provisional": rating.provisional} for rating in board.ratings)
