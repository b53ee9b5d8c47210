"""JSON: fields that are missing, null, of another type, renamed, twice; answers that are cut, wrapped or empty."""

from __future__ import annotations

import json
import re
from random import Random

from tests.mutants.edit import Edit
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Anything, Page, mutation
from tests.mutants.layers import Layer
from tests.mutants.numbers import value_of
from tests.mutants.subject import Site
from tests.mutants.trees import Box, Leaf

ODD = [
    "null",
    '""',
    '"free"',
    "-1",
    '"-1"',
    "true",
    "false",
    "[]",
    "{}",
    '"N/A"',
    '"NaN"',
    "NaN",
    "Infinity",
    "1e999",
    '"1e999"',
    "0",
    '"0"',
    '"0.00"',
    "0.0",
]


def _leaf(page: Page, rng: Random) -> tuple[Site, Leaf] | None:
    """A number that is a scalar of its own."""
    found = []
    for site in page.sites:
        if site.layer.kind == "json" and not site.shared:
            leaf = next((leaf for leaf in site.layer.leaves if leaf.start <= site.start < leaf.end), None)
            if leaf and len(leaf.raw) < 24:
                found.append((site, leaf))
    return rng.choice(found) if found else None


@mutation("json", 6)
def odd_value(page: Page, rng: Random) -> Mutant | None:
    """Null, empty, free, minus one, an object: unknown is not a price (F2, F4)."""
    hit = _leaf(page, rng)
    if hit is None:
        return None
    site, leaf = hit
    new = rng.choice([*ODD, f'{{"value": {leaf.raw}}}', f"[{leaf.raw}]", f'{{"amount": {leaf.raw}, "currency": "EUR"}}'])
    return page.mutant(site.layer, [Edit(leaf.start, leaf.end, new)], Effect(says=page.unsaid([site])), f"{leaf.key}: {new}")


@mutation("json", 3)
def other_type(page: Page, rng: Random) -> Mutant | None:
    """A number for a string or the other way round: the same price, or refused."""
    hit = _leaf(page, rng)
    if hit is None:
        return None
    site, leaf = hit
    if leaf.is_string and not re.fullmatch(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", leaf.words):
        return None
    new = leaf.words if leaf.is_string else f'"{leaf.raw}"'
    return page.mutant(site.layer, [Edit(leaf.start, leaf.end, new)], Effect(says=page.unsaid([site], too=True)), f"{leaf.key}: {new}")


@mutation("json", 2)
def float_noise(page: Page, rng: Random) -> Mutant | None:
    """0.04 as 0.040000000000000001: exactly what stands there, or what was known, since noise is no change, or refused."""
    hit = _leaf(page, rng)
    if hit is None or "." not in hit[0].text or "e" in hit[0].text:
        return None
    site, leaf = hit
    new = site.text + "0" * max(0, 17 - len(site.text)) + "1"
    says = {key: facts | {page.subject.entries[key].fact} for key, facts in page.says(site, value_of(new)).items()}
    return page.mutant(site.layer, [Edit(site.start, site.end, new)], Effect(says=says), new)


@mutation("json", 2)
def number_as_exponent(page: Page, rng: Random) -> Mutant | None:
    hit = _leaf(page, rng)
    if hit is None or hit[1].is_string:
        return None
    site, leaf = hit
    new = f"{value_of(site.text):E}".replace("E", "e").replace("+", "")
    return page.mutant(site.layer, [Edit(leaf.start, leaf.end, new)], Effect(), new)


def _member(leaf: Leaf) -> tuple[int, int, int]:
    """Where its key, its value and its end stand."""
    return next((key_at, start, end) for key_at, start, end, _, what in leaf.parent.members if what is leaf)


@mutation("json", 4)
def field_lost(page: Page, rng: Random) -> Mutant | None:
    """The field with the price is not there, under another name, or in another object."""
    hit = _leaf(page, rng)
    if hit is None or hit[1].parent.kind != "{":
        return None
    site, leaf = hit
    text = site.layer.text
    key_at, _, end = _member(leaf)
    how = rng.choice(["removed", "renamed", "nested"])
    if how == "removed":
        after = re.match(r"\s*,", text[end:])
        before = re.search(r",\s*$", text[:key_at])
        edit = Edit(key_at, end + after.end(), "") if after else Edit(before.start() if before else key_at, end, "")
    elif how == "renamed":
        edit = Edit(
            key_at, key_at + len(leaf.key) + 2, json.dumps(rng.choice([leaf.key + "_v2", "amount", "cost", leaf.key.upper(), "value2"]))
        )
    else:
        edit = Edit(key_at, end, f'"pricing2": {{{text[key_at:end]}}}')
    return page.mutant(site.layer, [edit], Effect(says=page.unsaid([site]), adds=None), f"{leaf.key} {how}")


@mutation("json", 3)
def field_twice(page: Page, rng: Random) -> Mutant | None:
    """A key twice in one object, with another value."""
    hit = _leaf(page, rng)
    if hit is None or hit[1].parent.kind != "{":
        return None
    site, leaf = hit
    key_at, start, end = _member(leaf)
    text = site.layer.text
    other = text[key_at:end].replace(site.text, str(value_of(site.text) * 2))
    return page.mutant(site.layer, [Edit(end, end, ", " + other)], Effect(says=page.unsaid([site], too=False)), other)


@mutation("json", 4)
def fields_exchanged(page: Page, rng: Random) -> Mutant | None:
    """Two fields of one record have each other's keys (F3)."""
    hit = _leaf(page, rng)
    if hit is None or hit[1].parent.kind != "{":
        return None
    site, leaf = hit
    box = leaf.parent
    others = [
        member
        for member in box.members
        if isinstance(member[4], Leaf) and member[4] is not leaf and re.search(r"\d", member[4].raw) and member[4].raw != leaf.raw
    ]
    if not others:
        return None
    key_at, start, end, name, other = rng.choice(others)
    edits = [Edit(leaf.start, leaf.end, other.raw), Edit(other.start, other.end, leaf.raw)]
    sites = [
        one
        for one in page.sites
        if one.layer is site.layer and (leaf.start <= one.start < leaf.end or other.start <= one.start < other.end)
    ]
    models = {page.subject.entries[key].owner.native_id for key in page.keys(sites)}
    said = {
        key
        for key in page.target.keys
        if page.subject.entries[key].owner.native_id in models and page.subject.entries[key].subject == "rule"
    }
    says = {key: Anything() for key in page.keys(sites) | said}
    _ = (key_at, start, end)
    return page.mutant(site.layer, edits, Effect(says=says, adds=None), f"{leaf.key} <-> {name}")


MEANING = re.compile(r"unit|metric|type|kind|currency|basis|per|mode|billable|denomination", re.I)
TURNS = [("image", "video"), ("images", "seconds"), ("image", "megapixel"), ("per image", "per second"), ("USD", "EUR"), ("per-unit", "per-second"), ("token", "character"), ("1M", "1K"),
         ("1K", "1M"), ("image_units", "video_units"), ("equals", "not_equals"), ("megapixel", "image"), ("second", "minute"), ("Image", "Video"), ("Images", "Hours"), ("Consumption", "Reservation")]  # fmt: skip


@mutation("json", 6)
def meaning_changed(page: Page, rng: Random) -> Mutant | None:
    """A unit, a currency, a kind in the price's own record says something else."""
    hit = _leaf(page, rng)
    if hit is None:
        return None
    site, leaf = hit
    box: Box | None = leaf.parent
    found: list[tuple[Leaf, str]] = []
    for _ in range(3):
        if box is None:
            break
        for other in site.layer.leaves:
            if other.is_string and box.start <= other.start < (box.end or 0) and MEANING.search(other.key) and other.parent is box:
                found += [(other, new) for old, new in TURNS if other.words.strip() == old]
        box = box.parent
    if not found:
        return None
    other, new = rng.choice(found)
    inside = [
        one for one in page.sites if one.layer is site.layer and other.parent.start <= one.start < other.parent.end and not one.shared
    ]
    return page.mutant(
        site.layer,
        [Edit(other.start, other.end, json.dumps(new))],
        Effect(says=page.unsaid(inside), adds=None),
        f"{other.key}: {other.words} -> {new}",
    )


@mutation("json", 2)
def discount_set(page: Page, rng: Random) -> Mutant | None:
    """A discount stands in the record that had none."""
    found = []
    for layer in page.layers:
        for leaf in layer.leaves:
            if re.search("discount|promo|sale", leaf.key, re.I) and not leaf.key.lower().endswith(("id", "at")):
                found.append((layer, leaf))
    if not found:
        return None
    layer, leaf = rng.choice(found)
    new = rng.choice(["true", "50", '"50"', '"20% off"', "0.5", '{"percent": 20}'])
    box = leaf.parent
    inside = [
        one
        for one in page.sites
        if one.layer is layer and box.start <= one.start < box.end and not one.shared and not leaf.start <= one.start < leaf.end
    ]
    return page.mutant(
        layer, [Edit(leaf.start, leaf.end, new)], Effect(says=page.unsaid(inside, too=True)), f"{leaf.key}: {leaf.raw} -> {new}"
    )


@mutation("json", 3)
def record_lost_or_twice(page: Page, rng: Random) -> Mutant | None:
    """One record is gone, or stands twice, the second time at another price."""
    found = [(layer, box) for layer in page.layers if layer.kind == "json" and layer.tree for box in layer.tree.boxes
             if box.kind == "{" and box.end and box.parent and box.parent.kind == "[" and len(box.parent.members) > 1 and page.within(layer, box.start, box.end)]  # fmt: skip
    if not found:
        return None
    layer, box = rng.choice(found)
    sites = page.within(layer, box.start, box.end)
    text = layer.text
    if rng.random() < 0.5:
        after = re.match(r"\s*,", text[box.end :])
        before = re.search(r",\s*$", text[: box.start])
        edit = Edit(box.start, box.end + after.end(), "") if after else Edit(before.start() if before else box.start, box.end, "")
        return page.mutant(layer, [edit], Effect(says=page.removed(sites)), "record removed")
    clone = text[box.start : box.end]
    site = rng.choice(sites)
    new = clone[: site.start - box.start] + str(value_of(site.text) * 2) + clone[site.end - box.start :]
    at = rng.choice([box.start, box.end])
    return page.mutant(
        layer,
        [Edit(at, at, f", {new}" if at == box.end else f"{new}, ")],
        Effect(says=page.unsaid([site])),
        f"twice, at twice the price: {new[:80]}",
    )


@mutation("json", 3)
def envelope(page: Page, rng: Random) -> Mutant | None:
    """Trailing garbage, a wrapper, an error beside the data, other page counts."""
    if page.kind != "json":
        return None
    text = page.layers[0].text.rstrip()
    every = {key: frozenset() for key in page.target.keys}
    forms = [
        (text + "}", every), (text + "\n{}", every), (text + "garbage", every), (text[:-1], every), ("[" + text + "]", {}), ('{"body": ' + text + "}", {}),
        (")]}',\n" + text, every), ("<pre>" + text + "</pre>", every), ("/* x */" + text, every), (_beside(text, '"error": {"code": 500}'), every),
        (_beside(text, '"success": false'), every), (_beside(text, '"code": 500'), every), (text.replace('"code": 200', '"code": 500', 1), every if '"code": 200' in text else {}),
    ]  # fmt: skip
    new, says = rng.choice(forms)
    return page.whole(new, Effect(says=says), new[:60] + " ... " + new[-20:]) if new != text else None


def _beside(text: str, member: str) -> str:
    """The answer with something beside what it carries: an object stays one, a list is put into one."""
    return text.replace("{", f"{{{member}, ", 1) if text.startswith("{") else f'{{{member}, "data": {text}}}'


@mutation("json", 3)
def pagination(page: Page, rng: Random) -> Mutant | None:
    """More pages than were fetched, or a total the records do not come to (F6)."""
    found = [(layer, leaf) for layer in page.layers for leaf in layer.leaves if layer.name == "page" and
             re.fullmatch(r"(?i)total|pages|page_?count|total_?pages|total_?count|next_?page_?link|next|next_?cursor|has_?(more|next)|size|page_?size|count", leaf.key)]  # fmt: skip
    if not found:
        return None
    layer, leaf = rng.choice(found)
    new = (
        rng.choice(["9999", '"9999"'])
        if re.search(r"\d", leaf.raw)
        else '"https://x.example/?page=2"'
        if "next" in leaf.key.lower() and "has" not in leaf.key.lower()
        else "true"
    )
    if new == leaf.raw:
        return None
    return page.mutant(layer, [Edit(leaf.start, leaf.end, new)], Effect(), f"{leaf.key}: {leaf.raw} -> {new}")


def layers_with_trees(page: Page) -> list[Layer]:
    return [layer for layer in page.layers if layer.tree]
