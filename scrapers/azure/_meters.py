"""What an Azure meter's name says, word by word."""

import re
from dataclasses import dataclass

from schema.prices import Billable

REGION = "eastus2"
DIRECTIONS = {"in": "input", "inp": "input", "input": "input", "out": "output", "outp": "output", "opt": "output", "output": "output"}
CACHED = ("cached", "cchd", "cd")
KINDS = {"img": "image", "image": "image", "txt": "text", "text": "text"}
PLACES = {
    "glbl": "global",
    "gl": "global",
    "global": "global",
    "dzone": "data-zone",
    "dz": "data-zone",
    "rgnl": REGION,
    "rgn": REGION,
    "regional": REGION,
}
BILLABLES: dict[tuple[str, ...], Billable] = {
    ("input", "image"): "input_image",
    ("input", "image", "cached"): "cached_input_image",
    ("input", "text"): "input_text",
    ("input", "text", "cached"): "cached_input_text",
    ("output", "image"): "output_image",
    ("output", "text"): "output_text",
}


@dataclass(frozen=True, slots=True)
class Meter:
    """What a meter's name says: `gpt img 1.5 in cd txt DZ`."""

    model: str
    billable: Billable
    place: str


def meter_of(name: str) -> Meter | None:
    """The words of a meter's name, each known and of each kind one; None otherwise."""
    words = name.lower().replace("-", " ").split()
    if words[:2] not in (["gpt", "image"], ["gpt", "img"]) or len(words) < 5 or not re.fullmatch(r"\d+(?:\.\d+)?", words[2]):
        return None
    version, rest = words[2], words[3:]
    mini, rest = rest[0] == "mini", rest[1:] if rest[0] == "mini" else rest
    directions, kinds = [DIRECTIONS[word] for word in rest if word in DIRECTIONS], [KINDS[word] for word in rest if word in KINDS]
    places, cached = [PLACES[word] for word in rest if word in PLACES], [word for word in rest if word in CACHED]
    known = len(directions) + len(kinds) + len(places) + len(cached)
    billable = BILLABLES.get((*directions, *kinds, *("cached" for _ in cached)))
    if known != len(rest) or len(places) != 1 or billable is None:
        return None
    return Meter(f"gpt-image-{version}{'-mini' if mini else ''}", billable, places[0])
