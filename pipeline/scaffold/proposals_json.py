"""What a JSON answer that nobody reads yet seems to say: the longest list of records of which some carry a name and a price.

Records may be of several kinds (images beside videos), stand under their names or in groups that say the kind, have their prices in
objects or lists of their own, and leave some out. A unit or a currency is proposed where a key, or a value beside the price or at the
top, says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from pipeline.scaffold.literals import literal, subscripts
from pipeline.scaffold.proposals import IMAGES, ProposedColumn, amount_of, said_of
from schema.reading import PER_WORDS
from schema.units import read_unit
from scrapers._json import Number
from scrapers._page import Page

LABELS: Final = ("id", "model_id", "modelId", "model", "model_name", "slug", "key", "name", "title", "display_name", "displayName")
NAMES: Final = ("name", "title", "display_name", "displayName", "label", "model_name", "id")
KINDS: Final = re.compile(r"kind|type|category|task|modality|modalities|output_?modalities|group|class", re.I)
OF_IMAGES: Final = re.compile(rf"{IMAGES.pattern}|(?<![a-z])[ti]2i(?![a-z])", re.I)
PRICED: Final = re.compile(r"price|pricing|cost|credit|usd|cents|amount|fee|rate|charge", re.I)
PAST: Final = re.compile(r"was|old|orig|list|discount|saving|before|count|currency|unit|date|time|created|updated|limit|^id$", re.I)
BARE: Final = re.compile(r"\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
AXES: Final = (
    ("quality", re.compile(r"low|medium|high|standard|hd|ultra|auto|turbo|draft", re.I)),
    ("resolution", re.compile(r"\d(?:\.\d)?[Kk]")),
    ("size", re.compile(r"\d{3,4}[x×*]\d{3,4}")),
)
TIERS: Final = re.compile(r"batch|flex|priority", re.I)
Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A price: its keys from the record, the list it stands in (none: no list), whether every record has it, how its axis is said."""

    keys: Keys
    inner: Keys
    always: bool
    axis: str
    column: ProposedColumn
    bare: bool
    unit_code: str
    currency_code: str


@dataclass(frozen=True, slots=True)
class Groups:
    """A list of groups that have the records in a list of their own, under `key`; `kinds` are the values of the group's key `kind`."""

    path: Keys
    key: str
    kind: str
    kinds: tuple[tuple[str, bool], ...]

    def reader(self, loop: str) -> str:
        """The lines that go through the groups, around those of the records."""
        return f"for group in page.json{subscripts(self.path)}:\n" + _indented(_by_kind("group", self.kind, self.kinds, loop))


@dataclass(frozen=True, slots=True)
class PricedRecords:
    """A list (or an object of records by name) at `path`; `kinds` are the values of the key `kind` and whether they make images."""

    path: Keys
    by_name: bool
    id: str
    name: str
    kind: str
    kinds: tuple[tuple[str, bool], ...]
    leaves: tuple[Leaf, ...]
    members: tuple[Mapping[str, Any], ...]
    groups: Groups | None = None

    @property
    def heading(self) -> str:
        """Where it stands."""
        return ".".join(self.path) or "the list"

    @property
    def label(self) -> str:
        """The key that becomes the native id."""
        return self.id or "its key"

    @property
    def columns(self) -> tuple[ProposedColumn, ...]:
        """Its prices."""
        return tuple(leaf.column for leaf in self.leaves)

    @property
    def rows(self) -> int:
        """How many of its records make images, as far as it says."""
        return len(_of_images(self.members, self.kind, self.kinds))

    @property
    def price_count(self) -> int:
        """How many prices those have together."""
        images = _of_images(self.members, self.kind, self.kinds)
        return sum(len(_values(images, leaf.keys, leaf.inner)) for leaf in self.leaves)

    def reader(self) -> str:
        """The lines that read it."""
        listed = f"group[{literal(self.groups.key)}]" if self.groups else f"page.json{subscripts(self.path)}"
        if self.by_name:
            head, native = f"listed = {listed}\nfor key in sorted(listed.keys()):\n    row = listed[key]\n", "key"
        else:
            head, native = f"for row in {listed}:\n", f"row[{literal(self.id)}].text"
        name = f"row[{literal(self.name)}].text" if self.name else native
        unsaid = any(not leaf.column.currency and not leaf.currency_code for leaf in self.leaves)
        todo = "# TODO name the currency: nothing of the answer does\n" if unsaid else ""
        prices = "".join(f"    {_price(leaf)},\n" for leaf in self.leaves)
        offer = f"{todo}yield offer(\n    {native},\n{prices}    name={name},\n)\n"
        loop = head + _indented(_by_kind("row", self.kind, self.kinds, offer))
        return self.groups.reader(loop) if self.groups else loop


def _by_kind(record: str, kind: str, kinds: tuple[tuple[str, bool], ...], code: str) -> str:
    """The lines for those that make images, with the others named."""
    if not kind:
        return code
    images = " | ".join(literal(value) for value, made in kinds if made)
    others = " | ".join(literal(value) for value, made in kinds if not made)
    known = ", ".join(value for value, _ in kinds)
    let_be = f"    case {others}:\n        pass  # TODO say why: no image is made\n" if others else ""
    return (
        f"match {record}[{literal(kind)}].text:\n    case {images}:\n{_indented(code, 2)}{let_be}"
        f"    case other:\n        raise LayoutChanged(page.url, {literal(f'a {kind} among {known}')}, other)\n"
    )


def _indented(code: str, levels: int = 1) -> str:
    return "".join(f"{'    ' * levels}{line}\n" for line in code.splitlines())


def _price(leaf: Leaf) -> str:
    if leaf.inner:
        return f"*({_call(leaf, f'each{subscripts(leaf.keys)}', 'each')} for each in row.at({_names(leaf.inner)}) or ())"
    if leaf.always:
        return _call(leaf, f"row{subscripts(leaf.keys)}", "row")
    return f"*([{_call(leaf, 'found', 'row')}] if (found := row.at({_names(leaf.keys)})) else [])"


def _names(keys: Keys) -> str:
    return ", ".join(map(literal, keys))


def _call(leaf: Leaf, node: str, row: str) -> str:
    cents = ', denomination="0.01"' if re.search("cents", ".".join(leaf.keys), re.I) else ""
    currency = f", currency={leaf.currency_code.format(row=row)}" if leaf.currency_code and not leaf.column.currency else ""
    locale = ', locale="json"' if leaf.bare else ""
    args = said_of(leaf.column, f"{node}.text", leaf.unit_code.format(row=row))
    return f"price({node}.found(), {args}{currency}{locale}{cents}{leaf.axis})"


def propose_records(page: Page) -> list[PricedRecords]:
    """The longest list with names and prices, if there is one."""
    whole = page.json.value
    found = [records for path, members, by_name in _lists(whole, ()) if (records := _records(path, members, by_name, whole))]
    grouped = [records for path, members, by_name in _lists(whole, ()) if not by_name for records in _grouped(path, members, whole)]
    return sorted([*found, *grouped], key=lambda records: (-records.rows, records.path))[:1]


def _lists(value: Any, path: Keys) -> Iterator[tuple[Keys, list[tuple[str, dict[str, Any]]], bool]]:
    if _is_list_of_records(value):
        yield path, [("", member) for member in value], False
    if isinstance(value, dict):
        if len(value) > 1 and all(isinstance(member, dict) and member for member in value.values()):
            yield path, list(value.items()), True
        for key, inner in value.items():
            yield from _lists(inner, (*path, key))


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(member, dict) for member in value)


def _grouped(path: Keys, members: list[tuple[str, dict[str, Any]]], whole: Any) -> Iterator[PricedRecords]:
    """The records that stand in groups: each group has a list of them under the same key, and may say what they are and cost."""
    groups = [group for _, group in members]
    kind, kinds = _kinds(groups)
    of_images = _of_images(groups, kind, kinds)
    for key in dict.fromkeys(key for group in groups for key in group):
        if of_images and all(_is_list_of_records(group.get(key)) for group in of_images):
            rows = [("", row) for group in of_images for row in group[key]]
            found = _records((*path, key), rows, False, whole, of_images)
            if found:
                yield replace(found, groups=Groups(path, key, kind, kinds))


def _records(
    path: Keys, members: list[tuple[str, dict[str, Any]]], by_name: bool, whole: Any, groups: list[Mapping[str, Any]] | None = None
) -> PricedRecords | None:
    rows = [row for _, row in members]
    id = "" if by_name else next(iter(_labels(rows)), "")
    kind, kinds = _kinds(rows)
    images = _of_images(rows, kind, kinds)
    leaves = tuple(_leaf(keys, inner, images, whole, groups or []) for keys, inner in _priced(images))
    if not leaves or (not id and not by_name):
        return None
    name = next((key for key in NAMES if all(_is_words(row.get(key)) for row in rows)), "")
    return PricedRecords(path, by_name, id, name, kind, kinds, leaves, tuple(rows))


def _labels(rows: list[dict[str, Any]]) -> list[str]:
    """Keys whose words tell the records apart: the usual ones first."""
    worded = [key for key in rows[0] if all(_is_words(row.get(key)) for row in rows)]
    telling = [key for key in worded if len({row[key] for row in rows}) == len(rows)]
    return sorted(telling, key=lambda key: LABELS.index(key) if key in LABELS else len(LABELS))


def _kinds(rows: list[dict[str, Any]]) -> tuple[str, tuple[tuple[str, bool], ...]]:
    """The key that says what each record makes, with its values: some of images, some not."""
    for key in rows[0]:
        if KINDS.search(key) and all(_is_words(row.get(key)) for row in rows):
            values = tuple((value, bool(OF_IMAGES.search(value))) for value in dict.fromkeys(row[key] for row in rows))
            if any(made for _, made in values) and not all(made for _, made in values):
                return key, values
    return "", ()


def _of_images(rows: Any, kind: str, kinds: tuple[tuple[str, bool], ...]) -> list[Mapping[str, Any]]:
    made = {value for value, makes in kinds if makes}
    return [row for row in rows if not kind or row[kind] in made]


def _priced(rows: list[Mapping[str, Any]]) -> list[tuple[Keys, Keys]]:
    """The places of prices in the records: their keys, behind those of the list they stand in."""
    found = dict.fromkeys(place for row in rows for place in _leaves(row, ()))
    best = [place for place in found if PRICED.search(place[0][-1])]
    return best or list(found)


def _leaves(value: Any, keys: Keys) -> Iterator[tuple[Keys, Keys]]:
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, dict):
            yield from _leaves(inner, (*keys, key))
        elif isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner):
            yield from ((own, (*keys, key)) for each in inner for own, nested in _leaves(each, ()) if not nested and _is_named(own))
        elif _is_named((*keys, key)) and _is_price(inner):
            yield (*keys, key), ()


def _is_named(keys: Keys) -> bool:
    last, above = keys[-1], keys[:-1]
    fits = PRICED.search(last) or (
        any(PRICED.search(key) for key in above) and (_axis_of(last) or read_unit(last) or last in ("value", "default"))
    )
    return bool(fits) and not PAST.search(last)


def _is_price(value: Any) -> bool:
    return isinstance(value, str) and (BARE.fullmatch(value) is not None or amount_of(value) is not None)


def _axis_of(key: str) -> str:
    return next((axis for axis, words in AXES if words.fullmatch(key)), "")


def _values(rows: list[Mapping[str, Any]], keys: Keys, inner: Keys) -> list[Any]:
    members = [member for row in rows for member in ((_at(row, inner) or []) if inner else [row])]
    return [value for member in members if (value := _at(member, keys)) is not None]


def _at(record: Any, keys: Keys) -> Any:
    for key in keys:
        record = record.get(key) if isinstance(record, Mapping) else None
    return record


def _leaf(keys: Keys, inner: Keys, rows: list[Mapping[str, Any]], whole: Any, groups: list[Mapping[str, Any]]) -> Leaf:
    values = _values(rows, keys, inner)
    read = [found for value in values if (found := amount_of(str(value)))]
    unit, unit_text, unit_code = _unit_of_groups(groups) or _unit(keys, inner, rows, whole, [amount.unit for amount, _ in read])
    currency, code = _currency(keys, rows, inner, whole, {amount.currency for amount, _ in read if amount.currency})
    column = ProposedColumn(".".join((*inner, *keys)), unit, unit_text, currency, any(bound for _, bound in read))
    bare = all(BARE.fullmatch(str(value)) for value in values)
    always = not inner and len(values) == len(rows)
    return Leaf(keys, inner, always, _axis(keys, inner, rows), column, bare, unit_code, code)


def _axis(keys: Keys, inner: Keys, rows: list[Mapping[str, Any]]) -> str:
    """The axes of a price: its own key's and a tier among those above it, or the value beside it in its list."""
    tier = next((f", tier={literal(key.lower())}" for key in keys if TIERS.fullmatch(key)), "")
    if own := _axis_of(keys[-1]):
        words = {"quality": keys[-1].lower(), "resolution": keys[-1].upper(), "size": re.sub("[×*]", "x", keys[-1])}[own]
        return f", {own}={literal(words)}{tier}"
    for axis, fitting in AXES if inner else ():
        beside = _values(rows, (axis,), inner)
        if beside and all(fitting.fullmatch(str(value)) for value in beside):
            code = {"quality": "slug({})", "resolution": "{}.upper()", "size": "size({})"}[axis].format(f'each["{axis}"].text')
            return f", {axis}={code}{tier}"
    return tier


def _unit(keys: Keys, inner: Keys, rows: list[Mapping[str, Any]], whole: Any, said: list[str | None]) -> tuple[str, str, str]:
    """The unit, the words that say it, and the code of those words where they are a value of the answer."""
    for key in reversed((*inner, *keys)):
        if (named := read_unit(key)) and named.unit != "credit":
            return PER_WORDS.get(named.unit, named.unit), key, ""
    for place, code in (((*keys[:-1], "unit"), f"{{row}}{subscripts((*keys[:-1], 'unit'))}.text"), (("unit",), '{row}["unit"].text')):
        if found := _one_unit(_values(rows, place, inner)):
            return *found, code
    for depth in reversed(range(len(inner))):  # above the list the price stands in
        place = (*inner[:depth], "unit")
        if found := _one_unit(_values(rows, place, ())):
            return *found, f"row{subscripts(place)}.text"
    for key, value in whole.items() if isinstance(whole, dict) else ():
        if isinstance(value, str) and len(value) < 60 and (named := read_unit(value)):
            return PER_WORDS.get(named.unit, named.unit), value, f"page.json[{literal(key)}].text"
    return (said[0] if said and said[0] in ("image", "megapixel") else "image") or "image", "", ""


def _one_unit(values: list[Any]) -> tuple[str, str] | None:
    """The unit that all of these words say, and the first of them."""
    units = {read_unit(str(value)) for value in values}
    one = units.pop() if len(units) == 1 else None
    return (PER_WORDS.get(one.unit, one.unit), str(values[0])) if one else None


def _unit_of_groups(groups: list[Mapping[str, Any]]) -> tuple[str, str, str] | None:
    """The unit that the groups of the records say, where they say one."""
    said = {str(group.get("unit")) for group in groups}
    named = read_unit(next(iter(said))) if len(said) == 1 else None
    return (PER_WORDS.get(named.unit, named.unit), next(iter(said)), 'group["unit"].text') if named else None


def _currency(keys: Keys, rows: list[Mapping[str, Any]], inner: Keys, whole: Any, said: set[str]) -> tuple[str, str]:
    """The currency the price or its key names, or the code of the value that does; nothing where nothing does."""
    if len(said) == 1:
        return said.pop(), ""
    named = ".".join((*inner, *keys)).lower()
    own = {"credit": "credit", "usd": "USD", "dollar": "USD", "cents": "USD"}
    if found := next((currency for words, currency in own.items() if words in named), ""):
        return found, ""
    for place in ((*keys[:-1], "currency"), ("currency",)):
        values = _values(rows, place, inner)
        if values and all(re.fullmatch("[A-Z]{3}", str(value)) for value in values):
            return "", f"{{row}}{subscripts(place)}.text"
    for depth in reversed(range(len(inner))):  # above the list the price stands in
        place = (*inner[:depth], "currency")
        values = _values(rows, place, ())
        if values and all(re.fullmatch("[A-Z]{3}", str(value)) for value in values):
            return "", f"row{subscripts(place)}.text"
    top = whole.get("currency") if isinstance(whole, dict) else None
    return "", 'page.json["currency"].text' if isinstance(top, str) and re.fullmatch("[A-Z]{3}", top) else ""


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Number) and bool(value.strip())
