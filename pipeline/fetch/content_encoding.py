"""Content encodings undone piece by piece, so that a bomb is noticed before it is unpacked."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli  # type: ignore[import-untyped]  # ships no types (1.2)

from schema.errors import BadAnswer, TooLarge

_PIECE = 64 * 1024
_LAYERS = 2


def unpacked(pieces: Iterable[bytes], encodings: str, cap: int, where: str) -> bytes:
    """The whole body, decoded; at most `cap` bytes at every layer of it."""
    stated = [name.strip().lower() for name in encodings.split(",") if name.strip()]
    layers = [name for name in reversed(stated) if name != "identity"]
    unknown = [name for name in layers if name not in _DECODERS]
    if unknown or len(layers) > _LAYERS:
        raise BadAnswer(where, "Content-Encoding gzip or br, as asked for", encodings)
    flow = _capped(pieces, cap, where)
    for name in layers:
        flow = _capped(_DECODERS[name](flow, where), cap, where)
    return b"".join(flow)


def _capped(pieces: Iterable[bytes], cap: int, where: str) -> Iterator[bytes]:
    total = 0
    for piece in pieces:
        total += len(piece)
        if total > cap:
            raise TooLarge(where, f"at most {cap} bytes unpacked", "more")
        yield piece


def _gunzipped(pieces: Iterable[bytes], where: str) -> Iterator[bytes]:
    decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
    for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:  # a further member: RFC 1952 lets several stand in a row
                decoder = zlib.decompressobj(16 + zlib.MAX_WBITS)
            yield _inflated(decoder, rest, where)
            rest = decoder.unconsumed_tail or decoder.unused_data
    yield from _rest_of_gzip(decoder, where)


def _rest_of_gzip(decoder: zlib._Decompress, where: str) -> Iterator[bytes]:
    """What the decoder held back; a stream that ends before its checksum was cut."""
    while not decoder.eof:
        piece = _inflated(decoder, b"", where)
        if not piece:
            break
        yield piece
    if not decoder.eof:
        raise BadAnswer(where, "a whole gzip stream", "one that ends in the middle")


def _inflated(decoder: zlib._Decompress, piece: bytes, where: str) -> bytes:
    try:
        return decoder.decompress(piece, _PIECE)
    except zlib.error as error:
        raise BadAnswer(where, "gzip, as the answer says", str(error)) from error


def _unbrotlied(pieces: Iterable[bytes], where: str) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    for piece in pieces:
        yield _expanded(decoder, piece, where)
        while not decoder.can_accept_more_data():
            yield _expanded(decoder, b"", where)
    if not decoder.is_finished():
        raise BadAnswer(where, "a whole br stream", "one that ends in the middle")


def _expanded(decoder: brotli.Decompressor, piece: bytes, where: str) -> bytes:
    try:
        return bytes(decoder.process(piece, output_buffer_limit=_PIECE))
    except brotli.error as error:
        raise BadAnswer(where, "br, as the answer says", str(error)) from error


_DECODERS = {"gzip": _gunzipped, "x-gzip": _gunzipped, "br": _unbrotlied}
