"""Pages cut short, wrongly decoded, or broken open: what is left may be published as it was, the rest must be told."""

from __future__ import annotations

import re
from random import Random

from pipeline.ledger.entries import Entry, number
from tests.mutants.edit import Edit
from tests.mutants.judge import Effect, Mutant
from tests.mutants.kinds import Anything, Page, mutation
from tests.mutants.numbers import value_of
from tests.mutants.subject import NUMBER, fields_of


@mutation("cut", 12)
def cut_off(page: Page, rng: Random) -> Mutant | None:
    """Anywhere: what stood behind the cut is not on the page any more."""
    body = page.target.body
    at = rng.randrange(1, len(body))
    return page.whole(body[:at], Effect(says=_behind(page, at)), f"at {at} of {len(body)}")


@mutation("cut", 4)
def cut_and_closed(page: Page, rng: Random) -> Mutant | None:
    """Cut between rows and closed properly: as a page that lists fewer."""
    if page.layers[0].kind != "html":
        return None
    text = page.layers[0].text
    ends = [m.end() for m in re.finditer("</tr>", text)]
    if not ends:
        return None
    at = rng.choice(ends)
    kept = text[:at]
    tail = "".join(
        f"</{name}>"
        for name in ("tbody", "table", "section", "div", "main", "body", "html")
        if kept.count(f"<{name}") > kept.count(f"</{name}")
    )
    return page.whole(kept + tail, Effect(says=_behind(page, len(kept.encode()))), f"at {at}")


@mutation("cut", 4)
def cut_at_a_line(page: Page, rng: Random) -> Mutant | None:
    """A Markdown page that ends after some line: nothing in it is broken."""
    text = page.layers[0].text
    ends = [m.end() for m in re.finditer("\n", text)][:-1]
    if page.layers[0].kind != "markdown" or not ends:
        return None
    kept = text[: rng.choice(ends)]
    return page.whole(kept, Effect(says=_behind(page, len(kept.encode()))), f"after {kept[-60:]!r}")


@mutation("cut", 4)
def list_cut_and_closed(page: Page, rng: Random) -> Mutant | None:
    """A JSON list that ends after one of its records, properly."""
    layer = page.layers[0]
    boxes = [box for box in layer.tree.boxes if box.kind == "[" and box.end and len(box.members) > 2] if layer.tree else []
    if not boxes:
        return None
    box = rng.choice(boxes)
    last = rng.choice(box.members[:-1])[2]
    gone = page.within(layer, last, box.end)
    return page.mutant(layer, [Edit(last, box.end - 1, "")], Effect(says=page.removed(gone)), f"{box.key}: {len(gone)} numbers less")


@mutation("cut", 3)
def piece_lost(page: Page, rng: Random) -> Mutant | None:
    """A stretch in the middle is missing."""
    body = page.target.body
    start = rng.randrange(1, len(body))
    end = min(len(body), start + rng.choice([1, 5, 40, 200, 1000]))
    return page.whole(body[:start] + body[end:], _hurt(page, start, end), f"{start}-{end}")


@mutation("cut", 2)
def piece_twice(page: Page, rng: Random) -> Mutant | None:
    body = page.target.body
    start = rng.randrange(1, len(body))
    end = min(len(body), start + rng.choice([5, 40, 200, 1000]))
    return page.whole(body[:end] + body[start:end] + body[end:], _hurt(page, start, end), f"{start}-{end}")


@mutation("cut", 2)
def bytes_flipped(page: Page, rng: Random) -> Mutant | None:
    body = bytearray(page.target.body)
    at = rng.randrange(len(body))
    body[at] ^= rng.choice([1, 2, 4, 8, 16, 32, 128])
    return page.whole(bytes(body), _hurt(page, at, at + 1), f"byte {at}")


@mutation("encoding", 2)
def another_encoding(page: Page, rng: Random) -> Mutant | None:
    text = page.layers[0].text
    name = rng.choice(["latin-1", "utf-16", "utf-16-le", "cp1252", "gbk", "utf-7", "utf-32"])
    body = text.encode(name, "replace")
    same = {} if body.decode("utf-8", "replace") == text else None
    return page.whole(body, Effect(says={} if same is not None else {}), name) if body != page.target.body else None


@mutation("encoding", 2)
def mojibake(page: Page, rng: Random) -> Mutant | None:
    """UTF-8 read as cp1252 and written again; currency signs as they then look."""
    text = page.layers[0].text
    sign = rng.choice(["€", "£", "¥", "元"])
    if rng.random() < 0.5:
        new = "".join(letter.encode().decode("cp1252", "replace") if ord(letter) > 127 else letter for letter in text)
        return page.whole(new, Effect()) if new != text else None
    wrong = sign.encode().decode("cp1252", "replace")
    layer = page.layers[0]
    sites = [site for site in page.sites if site.layer is layer and layer.text[site.start - 1] == "$"]
    new = text
    for site in sorted(sites, key=lambda site: -site.start):
        new = new[: site.start - 1] + wrong + new[site.start :]
    return page.whole(new, Effect(says=page.unsaid(sites)), wrong) if sites else None


@mutation("encoding", 3)
def replacement_character(page: Page, rng: Random) -> Mutant | None:
    """U+FFFD in or beside a price."""
    site = page.site(rng)
    if site is None:
        return None
    text = site.layer.text
    at = rng.choice([site.start, site.end, rng.randrange(site.start, site.end)])
    new = text[:at] + "\ufffd" + text[at + rng.choice([0, 1]) :]
    return page.whole(site.layer.put(new), Effect(says=page.unsaid([site])), new[max(0, site.start - 3) : site.end + 3])


@mutation("encoding", 2)
def control_characters(page: Page, rng: Random) -> Mutant | None:
    """NUL and others in a price: dropped, or refused."""
    site = page.site(rng)
    if site is None or site.layer.kind == "json":
        return None
    at = rng.randrange(site.start, site.end + 1)
    character = rng.choice(["\x00", "\x01", "\x08", "\x1b", "\x7f"])
    return page.whole(site.layer.put(site.layer.text[:at] + character + site.layer.text[at:]), Effect(), repr(character))


@mutation("broken", 3)
def never_closed(page: Page, rng: Random) -> Mutant | None:
    """A comment, script, textarea or template opened somewhere and not closed: all behind it is not seen."""
    if page.layers[0].kind == "json":
        return None
    text = page.layers[0].text
    places = [m.start() for m in re.finditer(r"<(?:tr|td|p|h[1-6]|table|div)\b|\n\n|\n\|", text)]
    if not places:
        return None
    at = rng.choice(places)
    opener = rng.choice(
        [
            "<!--",
            "<script>",
            "<textarea>",
            "<template>",
            "<style>",
            "<noscript>",
            "<title>",
            "<svg>",
            "<select>",
            "<iframe>",
            "<object>",
            "<![CDATA[",
            "<xmp>",
            "<plaintext>",
        ]
    )
    behind = _behind(page, len(text[:at].encode()))
    return page.whole(
        text[:at] + opener + text[at:],
        Effect(says={key: frozenset({page.subject.entries[key].fact}) for key in behind}),
        f"{opener} at {at}",
    )


@mutation("broken", 3)
def tag_lost(page: Page, rng: Random) -> Mutant | None:
    """One tag is missing: cells and rows may run together."""
    layer = rng.choice([layer for layer in page.layers if layer.kind != "json"] or [None])
    tags = list(re.finditer(r"</?(?:t[drh]|tbody|thead|table|div|section|p|br|span|code)\b[^>]*>", layer.text)) if layer else []
    if not tags or layer is None:
        return None
    tag = rng.choice(tags)
    sites = [site for site in page.sites if site.layer is layer and abs(site.start - tag.start()) < 300]
    return page.whole(
        layer.put(layer.text[: tag.start()] + layer.text[tag.end() :]),
        Effect(says=page.unsaid(sites, too=True), adds=page.numbers(sites)),
        tag[0],
    )


@mutation("broken", 1)
def nested_deeply(page: Page, rng: Random) -> Mutant | None:
    if page.layers[0].kind == "json":
        depth = rng.choice([200, 300, 5000])
        text = page.layers[0].text.rstrip()
        return (
            page.whole(text[:-1] + ', "deep": ' + "[" * depth + "]" * depth + text[-1], Effect(), str(depth))
            if text.endswith("}")
            else None
        )
    text, depth = page.layers[0].text, rng.choice([100, 240, 300, 2000])
    places = [m.start() for m in re.finditer(r"<table\b|\n\|", text)]
    if not places:
        return None
    at = rng.choice(places)
    where = "\n\n" if page.layers[0].kind == "markdown" else ""
    return page.whole(text[:at] + where + "<div>" * depth + where + text[at:] + "</div>" * depth, Effect(), str(depth))


def _behind(page: Page, at: int) -> dict:
    """The entries whose every number stands behind a byte of the page."""
    root = page.layers[0]
    place = len(page.target.body[:at].decode("utf-8", "ignore").removeprefix("\ufeff"))
    before = {key for site in page.sites for key in site.keys if _start(page, site) + len(site.text) <= place}
    behind = {key for site in page.sites for key in site.keys if _start(page, site) >= place}
    shared = {key for site in page.sites if site.shared for key in site.keys}
    _ = root
    return {key: frozenset() for key in behind - before - shared}


def _start(page: Page, site) -> int:  # noqa: ANN001 - a Site
    if site.layer is page.layers[0]:
        return site.start
    hole = next((hole for hole, layer in zip(page.layers[0].holes, page.layers[1:], strict=False) if layer is site.layer), (0, 0))
    share = site.start / max(1, len(site.layer.text))
    return hole[0] + int(share * (hole[1] - hole[0])) if hole[0] else 0


def _hurt(page: Page, start: int, end: int) -> Effect:
    """Bytes changed: a number hit directly says whatever is now there; every other must be as it was or told.

    What a number says whose digits were hit is not known here: a plain other number is the page's word for it.
    """
    body = page.target.body
    first, last = (len(body[:at].decode("utf-8", "ignore")) for at in (start, end))
    near = [site for site in page.sites if _start(page, site) - 60 <= last and first - 60 <= _start(page, site) + len(site.text)]
    inner = [site for site in page.sites if site.layer is not page.layers[0]]
    worded = {key for key in page.target.keys if _is_worded(page.subject.entries[key])}
    hit = {
        value_of(number[0])
        for number in NUMBER.finditer(page.layers[0].text)
        if number[0] and number.start() <= last and first <= number.end()
    }
    named = {key for key in page.target.keys if hit & set(fields_of(page.subject.entries[key]).values())}  # its place is not always known
    says: dict = {key: Anything() for key in page.keys(near + inner) | worded | named}
    return Effect(says=says, adds=None)


def _is_worded(one: Entry) -> bool:
    """A rule, or a price that is not given: its words stand at no site."""
    return one.subject == "rule" or (one.subject == "price" and number(one) is None)
