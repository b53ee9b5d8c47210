"""What turned one snapshot file into another: canonical text first, and only what differs in it is read and validated.

`data/current` has one spelling (`pipeline.text.canonical_json.spelled`), in which an offer is a block of lines at one indent
and a price a block at a deeper one; a JSON string holds no raw line break, so no border of a block stands inside a value.
Both files are read side by side, by native id, as both are sorted by it: memory is that of a chunk, of the longest offer, of
the plans and rules, and of what differs.

What is left out cannot be missed by `diff`:

- An offer in the same bytes, and a price in the same bytes under the same head (name and native id), has the same key and says the
  same on both sides. `_pairs` makes nothing of it: its key is in both states, so it is not gone and joins no `_thing` as something that
  went; under its key the same is said, so it has not moved on. No other entry looks it up, since the keys of a snapshot are
  unique: a price whose unit or tier alone differs has another key, so both its sides are left in, and so is everything it could
  be paired with, which is what is gone and nothing else.
- `_renamed` compares names of an offer that has prices on both sides. Under the same head the name is the same with or without
  the prices that are left out; an offer under another head keeps all of them, on both sides.
- `reread`, `baseline` and `reasons` are asked for the key of a change that is told anyway, and each change is made of its pair alone.
- The order is by key, and what is left keeps its order.

That the keys are unique is not taken on trust where it counts: in an offer of which some prices are left out, no two may be told apart
by the same words, and offers must come in the order of their ids, each once. Every block must have the shape that `spelled` gives
it, also the ones left out. A file that is spelled, sorted or shaped in any other way is validated whole, and so is its
neighbour: slow, and never a wrong answer.

What both sides say in the same words is not validated again: two files that are wrong in the same words of the same offer differ
in nothing there, and that they are no snapshots is for who reads them to find. Plans and rules are few, and always validated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO
from itertools import zip_longest
from typing import BinaryIO, Final, NamedTuple

from pipeline.ledger.diff import Telling, diff
from pipeline.ledger.entries import Entries, entries_of
from pipeline.text.canonical_json import spelled
from pipeline.text.sentences import axes, clean, spelled_value
from schema.changes import Change
from schema.prices import Closed, PriceLine, Quote, Snapshot, Variant

CHUNK: Final = 1 << 17  # bytes read at a time
OPENING: Final = b'{\n  "offers": [\n    {\n'
BORDER: Final = b"\n    },\n    {\n"
CLOSING: Final = b"\n    }\n  ],\n"
SEAM: Final = b",\n        {"
ENDING: Final = b"\n      ]"


def changes_between(old: BinaryIO, new: BinaryIO, telling: Telling) -> list[Change]:
    """What `diff` says of the snapshots in two seekable files, each from its beginning.

    `pydantic.ValidationError` when one of them is no snapshot, except in words that both have in common.
    """
    try:
        before, after = _unlike(old, new)
    except ValueError:  # not spelled as we spell it, or no snapshot: which of the two, and what it says, only the whole file tells
        before, after = (entries_of(_whole(file)) for file in (old, new))
    return diff(before, after, telling)


def told_apart(expected: str, found: str, telling: Telling) -> str:
    """How the text of a snapshot file differs from the text it should have, in a few words: `2 differences, first: alpha ...`.

    `something else` when it is no snapshot; where the line begins that differs when all of it says the same by other evidence.
    """
    try:
        changes = changes_between(BytesIO(expected.encode()), BytesIO(found.encode()), telling)
    except ValueError:
        return "something else"
    if changes:
        return f"{len(changes)} differences, first: {_in_short(changes[0])}" if len(changes) > 1 else _in_short(changes[0])
    lines = zip_longest(expected.split("\n"), found.split("\n"))
    line = next((number for number, (one, other) in enumerate(lines, start=1) if one != other), None)
    return f"the same prices by other evidence or in another spelling, from line {line}" if line else "nothing that differs"


def _in_short(change: Change) -> str:
    """One difference: `alpha, batch increased: $0.04 per image -> $0.05 per image`."""
    value = change.after or change.before
    said = axes(value.variant) if isinstance(value, PriceLine) else ""
    what = ", ".join(part for part in (clean(change.name or change.native_id or "all models"), said) if part)
    before, after = spelled_value(change.before), spelled_value(change.after)
    if before and after:
        return f"{what} {change.kind.replace('_', ' ')}: {before} -> {after}"
    if value is None:
        return clean(f"{what} {change.reason}", 200)
    return f"{what}: {after}, of which history says nothing" if after else f"{what}: nothing of {before}"


def _whole(file: BinaryIO) -> Snapshot:
    file.seek(0)
    return Snapshot.model_validate_json(file.read())


def _unlike(old: BinaryIO, new: BinaryIO) -> tuple[Entries, Entries]:
    """The entries that differ, and all plans and rules; ValueError when the text alone does not tell which they are."""
    before: list[bytes] = []
    after: list[bytes] = []
    rests = b"", b""
    for mine, theirs in _side_by_side(_parts(old), _parts(new)):
        if mine.native_id is None:
            rests = mine.text, theirs.text
        else:
            left, right = _left(mine, theirs)
            before.append(left)
            after.append(right)
    rest = _rest(rests[0])
    return _entries(before, rest), _entries(after, rest if rests[0] == rests[1] else _rest(rests[1]))


def _entries(offers: list[bytes], rest: Snapshot) -> Entries:
    """What is left of the offers of a file, validated, and its plans and rules."""
    small = b",".join(b"{" + offer + b"}" for offer in offers if offer)
    snapshot = Snapshot.model_validate_json(b'{"provider":"%s","offers":[%s]}' % (rest.provider.encode(), small))
    return {**entries_of(snapshot), **entries_of(rest)}


# --- the parts of a file -----------------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """An offer without its braces, and the head it begins with; or what is left of a file without its offers: no native id."""

    native_id: str | None
    head: bytes
    text: bytes

    def place(self) -> tuple[bool, str]:
        """Where it stands in its file."""
        return (self.native_id is None, self.native_id or "")


def _side_by_side(old: Iterator[_Part], new: Iterator[_Part]) -> Iterator[tuple[_Part, _Part]]:
    """The parts of two files, those of one native id together; what only one has stands beside a part without text."""
    mine, theirs = next(old, None), next(new, None)
    while mine and theirs:
        first = min(mine.place(), theirs.place())
        left, right = (part if part.place() == first else _Part(first[1], b"", b"") for part in (mine, theirs))
        yield left, right
        mine, theirs = next(old, None) if left is mine else mine, next(new, None) if right is theirs else theirs


def _parts(file: BinaryIO) -> Iterator[_Part]:
    """The parts of a file, each after the one before: ValueError when they are not in order."""
    before = (False, "")
    for part in _cut(file):
        if part.place() <= before:
            raise ValueError("offers out of order")
        before = part.place()
        yield part


def _cut(file: BinaryIO) -> Iterator[_Part]:
    """A file cut at the borders of its offers: a chunk at a time, or as much again as is read of an offer that does not end."""
    file.seek(0)
    rest = file.read(max(CHUNK, len(OPENING)))
    if rest.startswith(OPENING):
        texts = rest[len(OPENING) :].split(BORDER)
        while (end := _end(texts)) is None:
            yield from map(_offer, texts[:-1])
            more = file.read(max(CHUNK, len(texts[-1])))
            if not more:
                raise ValueError("cut short")
            texts = (texts[-1] + more).split(BORDER)
        last, _, after = texts[end].partition(CLOSING)
        yield from map(_offer, [*texts[:end], last])
        rest = b"{\n" + BORDER.join([after, *texts[end + 1 :]])
    if not rest.startswith(b"{\n"):
        raise ValueError("spelled otherwise")  # and no more is read of it than was
    yield _Part(None, b"", rest + file.read())


def _end(texts: list[bytes]) -> int | None:
    """Which of the texts the last offer ends in. A text that ends as offers do is none of plans and rules: they hold no list."""
    return next((at for at, text in enumerate(texts) if not text.endswith(ENDING) and CLOSING in text), None)


def _offer(text: bytes) -> _Part:
    head = _HEAD.match(text)
    if head is None:
        raise ValueError("no head of an offer")
    return _Part(json.loads(head[1].decode()), head[0], text)


def _rest(text: bytes) -> Snapshot:
    """A snapshot without its offers: validated, and spelled as we spell it."""
    rest = Snapshot.model_validate_json(text)
    if rest.offers or spelled(rest).encode() != text:
        raise ValueError("spelled otherwise")
    return rest


# --- what is left of an offer ------------------------------------------------------------------------------------------


def _left(mine: _Part, theirs: _Part) -> tuple[bytes, bytes]:
    """An offer of both files without what both say; empty where nothing is left."""
    if mine.text == theirs.text:
        _demand_shape(mine)
        return b"", b""
    if mine.head != theirs.head:
        _demand_shape(mine)
        _demand_shape(theirs)
        return mine.text, theirs.text
    return _unlike_prices(mine, theirs)


def _unlike_prices(mine: _Part, theirs: _Part) -> tuple[bytes, bytes]:
    """An offer of both files under one head, with the prices only one of them says."""
    things = _things(mine)
    before, lines = set(things.values()), theirs.text[len(theirs.head) : -len(ENDING)].split(SEAM)
    after = set(lines)
    left, news = _with(mine, before - after), _with(theirs, after - before)
    if not theirs.text.endswith(ENDING) or len(after) < len(lines):
        raise ValueError("cut short, or a price twice")
    if any(things.get(thing) in after for thing in _things(news)):
        raise ValueError("a price twice, once in words of both files")
    return left.text, news.text


def _things(offer: _Part) -> dict[tuple[bytes, ...], bytes]:
    """What each price of an offer is the price of, and its lines as they are spelled: no two of the same."""
    found = _PRICES.findall(offer.text, len(offer.head))
    things = {one[1:]: one[0] for one in found}
    if offer.text != _with(offer, things.values()).text or len(things) < len(found):
        raise ValueError("prices of another shape, or one twice")
    return things


def _with(offer: _Part, lines: Collection[bytes]) -> _Part:
    """The offer with these prices; without text when it has none."""
    return offer._replace(text=offer.head + SEAM.join(lines) + ENDING if lines else b"")


def _demand_shape(offer: _Part) -> None:
    if offer.text and not _OFFER.fullmatch(offer.text):
        raise ValueError("an offer of another shape")


# --- the shape of what `spelled` writes: which words stand in it is for the models to judge --------------------------------

_STRING: Final = r'"[^"\\\x00-\x1f]*+(?:\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))[^"\\\x00-\x1f]*+)*+"'
_DAY: Final = r'"\d{4}-\d\d-\d\d"'


def _shape(model: type[Closed], margin: str, values: Mapping[str, str]) -> str:
    """What follows the brace of a model: its members in order, those with a default also left out, but never all of them.

    `margin` is the line break and the indent before its closing brace; a member is a string unless `values` has another pattern for it.
    """
    end, next_one = margin + r"\}", margin + '  "'
    shape = next_one
    for name, field in sorted(model.model_fields.items()):
        member = rf'{name}": {values.get(name, _STRING)}(?:,{next_one}|(?={end}))'
        shape += member if field.is_required() else f"(?:{member})?+"
    return shape + end


def _price_shape() -> str:
    """What follows the brace of a price line. The groups are what it is the price of, in the only spelling of each: its key."""
    margin = r"\n          "
    variant = _shape(Variant, margin, {"effective_from": _DAY, "effective_until": _DAY})
    values = {
        "amount": f"(?:null|{_STRING})",
        "basis": f'((?!"page"){_STRING})',
        "billable": f"({_STRING})",
        "inputs": rf"\[{margin}  {_STRING}(?:,{margin}  {_STRING})*+{margin}\]",
        "quote": r"\{" + _shape(Quote, margin, {}),
        "unit": f"({_STRING})",
        "variant": r"(\{" + variant + ")",
    }
    return _shape(PriceLine, r"\n        ", values)


_PRICE: Final = _price_shape()
_NAMES: Final = rf'      "name": {_STRING},\n      "native_id": ({_STRING})'
_OPENED: Final = r',\n      "prices": \[\n        \{'
_HEAD: Final = re.compile(f"{_NAMES}(?:{_OPENED})?+".encode())
_PRICES: Final = re.compile(f"({_PRICE})".encode())
_OFFER: Final = re.compile(rf"{_NAMES}(?:{_OPENED}{_PRICE}(?:,\n        \{{{_PRICE})*+\n      \])?+".encode())
