"""The sentences fal writes its prices in: a closed grammar. Each is read, ignored by name, or makes its offer unread."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from schema.drafts import Draft, Found, NoPrice, PriceWords
from schema.prices import Billable, Operation, Unit
from schema.surroundings import speaks_of_prices
from scrapers._drafts import no_price, offer, price, rule, size, slug, unread

MONEY = r"\$\d+(?:\.\d+)?"
PIXELS = "1048576"  # one megapixel at fal: 1024x1024 is one, 1920x1080 two (its own examples)
UNITS: dict[str, Unit] = {"image": "image", "megapixel": "megapixel", "compute second": "gpu_second"}
FACTORS = {"double": "2", "twice": "2", "triple": "3", "half": "0.5"}
BREAK = re.compile(r"(?<=\.)\s+|(?<=\.\))\s+|\s*\n+\s*")
LISTED = re.compile(r", and | and |, | or ")
IGNORED = tuple(
    re.compile(pattern)
    for pattern in (
        r"",
        r"Your request will cost different amounts based on the number of images, quality, and size",  # the list follows
        rf"For {MONEY},? you can run this model (?:with )?(?:approximately )?\d+ times",  # the price again, rounded
        r"(?:Note: )?Pricing (?:is subject to change|may change in the future)",
        r"Adjust it to your preference",
        r"See the description at the bottom of this page for more details on how much canonical image sizes cost",
        r"(?:For example|Similarly), .+",  # examples, and not all of them right: a 512x512 image "will cost $0.06"
        r"Generating multiple images multiplies the cost by the number of images",
        r"One word is roughly \d+ tokens",
        r"One \d+x\d+ image is roughly .+ tokens in high fidelity mode",  # no count to reckon with
        r"The model will consume tokens reasoning about your prompt based on it'?s complexity",
        r"For more details, see fal\.ai pricing",
    )
)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is sold: its id, its title, and what it does with images."""

    id: str
    name: str
    operation: Operation


def read_sentences(endpoint: Endpoint, words: Found) -> Iterator[Draft]:
    """Everything a price text says; one sentence that is not understood makes the whole endpoint unread."""
    drafts: list[Draft] = []
    for sentence in sentences(words.text):
        found = [draft for pattern, read in READERS if (match := pattern.fullmatch(sentence)) for draft in read(endpoint, match, words)]
        if not found and speaks_of_prices(sentence) and not any(pattern.fullmatch(sentence) for pattern in IGNORED):
            said = unread(replace(words, text=sentence[:400]), "a sentence about prices that no rule here reads")
            found = [offer(endpoint.id, said, name=endpoint.name)]
        drafts += found
    yield from drafts
    if not drafts:
        yield offer(endpoint.id, unread(words, "a price text without a price"), name=endpoint.name)


def sentences(text: str) -> list[str]:
    """The sentences of a text without emphasis and full stops."""
    parts = BREAK.split(re.sub(r"\*{1,2}", "", text))
    return [re.sub(r"^-\s+", "", part.strip()).rstrip(".") for part in parts]


def _at(words: Found, text: str, sentence: str) -> Found:
    return replace(words, text=text, locator=f"{words.locator} > {sentence!r}"[:1000])


def _line(match: re.Match[str], words: Found, group: str, billable: Billable, per: tuple[Unit, str], **axes: Any) -> PriceWords | NoPrice:
    unit, unit_text = per
    found = _at(words, match[group], match[0])
    if re.fullmatch(r"\$0(?:\.0+)?", match[group]):
        return no_price(found, billable, unit, f"rounded to nothing: {match[0]}"[:400], **axes)
    return price(found, billable, unit, unit_text, currency="USD", locale="en-US", **axes)


def _one(endpoint: Endpoint, *lines: PriceWords | NoPrice) -> Iterator[Draft]:
    yield offer(endpoint.id, *lines, name=endpoint.name)


def _flat(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    unit = UNITS[match["thing"]]
    yield from _one(endpoint, _line(match, words, "price", "output_image", (unit, match["unit"]), operation=endpoint.operation))


def _both_sides(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    made = _line(match, words, "price", "output_image", ("megapixel", match["unit"]), operation=endpoint.operation)
    yield from _one(endpoint, made, _line(match, words, "price", "input_image", ("megapixel", match["unit"])))
    yield rule("megapixel_rounding", "up", _at(words, match["rounding"], match[0]), endpoint.id, of=PIXELS)


def _in_and_out(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    made = _line(match, words, "output", "output_image", ("image", match["unit"]), operation=endpoint.operation)
    yield from _one(endpoint, made, _line(match, words, "input", "input_image", ("image", match["unit"])))


def _styled(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    plainly = _line(match, words, "price", "output_image", ("image", match["unit"]), operation=endpoint.operation)
    styled = _line(
        match, words, "other", "output_image", ("image", match["unit"]), operation=endpoint.operation, style=slug(match["style"])
    )
    yield from _one(endpoint, plainly, styled)


def _by_resolution(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    for part in re.finditer(_EACH, match["list"]):
        for amount, quality in re.findall(rf"({MONEY})(?: \((\w+)\))?", part["amounts"]):
            axes: dict[str, Any] = {"operation": endpoint.operation, "resolution": part["at"], "quality": quality or None}
            found = _at(words, amount, match[0])
            yield from _one(endpoint, price(found, "output_image", "image", part["unit"], currency="USD", **axes))


def _doubled(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield from _one(endpoint, _line(match, words, "price", "output_image", ("image", match["unit"]), operation=endpoint.operation))
    factor = FACTORS[match["factor"]]
    yield rule("multiplier", factor, _at(words, match["factor"], match[0]), endpoint.id, resolution=match["dearer"])


def _first_then(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    made: dict[str, Any] = {"operation": endpoint.operation}
    first = _line(match, words, "first", "output_image", ("megapixel", match["one"]), **made, megapixels="first")
    further = _line(match, words, "further", "output_image", ("megapixel", match["unit"]), **made, megapixels="further")
    yield from _one(endpoint, first, further, _line(match, words, "further", "input_image", ("megapixel", match["unit"])))
    yield rule("megapixel_rounding", "up", _at(words, match["rounding"], match[0]), endpoint.id, of=PIXELS)


def _tokens(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    kind, unit = match["kind"].lower(), f"{match['per']} {match['tokens']}"
    billables: dict[str, Billable] = {
        "input": f"input_{kind}",  # type: ignore[dict-item] # text or image, as the pattern says
        "cached": f"cached_input_{kind}",  # type: ignore[dict-item]
        "output": f"output_{kind}",  # type: ignore[dict-item]
    }
    for group, billable in billables.items():
        if match[group]:
            axes = {"operation": endpoint.operation} if billable == "output_image" else {}
            yield from _one(endpoint, _line(match, words, group, billable, ("million_tokens", unit), **axes))


def _token_rate(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    billable: Billable = f"{match['side']}_{match['kind']}"  # type: ignore[assignment] # input or output, text or image
    yield from _one(endpoint, _line(match, words, "price", billable, ("million_tokens", match["unit"])))


def _by_size(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    for part in LISTED.split(match["list"]):
        amount, _, name = part.partition(" for ")
        axes: dict[str, Any] = {} if name == "any other size" else {"size": size(name)}
        found = _at(words, amount, match[0])
        line = price(found, "output_image", "image", match["unit"], operation=endpoint.operation, quality=match["quality"], **axes)
        yield from _one(endpoint, line)


def _multipliers(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    names, factors = LISTED.split(match["names"]), LISTED.split(match["factors"])
    if len(names) != len(factors):
        fault = _at(replace(words, fault="as many factors as resolutions were expected"), match["factors"], match[0])
        yield from _one(endpoint, price(fault, "output_image", "image"))
        return
    for name, factor in zip(names, factors, strict=True):
        value = factor.removesuffix(" times")
        yield rule("multiplier", FACTORS.get(value, value), _at(words, value, match[0]), endpoint.id, resolution=name.split(" (")[0])


def _surcharge(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield from _one(endpoint, _line(match, words, "price", "request", ("request", "request"), feature=slug(match["feature"])))


def _default_quality(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield rule("default_quality", match["quality"], _at(words, match["quality"], match[0]), endpoint.id)


def _rounding(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield rule("image_rounding", "up", _at(words, match["words"], match[0]), endpoint.id, of=match["smallest"])


def _default_size(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield rule("default_size", size(match["size"]), _at(words, match["words"], match[0]), endpoint.id)


def _megapixels(endpoint: Endpoint, match: re.Match[str], words: Found) -> Iterator[Draft]:
    yield rule("megapixel_rounding", "up", _at(words, match["words"], match[0]), endpoint.id, of=PIXELS)


SentenceReader = Callable[[Endpoint, re.Match[str], Found], Iterator[Draft]]
_COST = r"Your request wi(?:ll|th) cost "
_RESOLUTION = r"\d+(?:\.\d+)?K(?: \(\d+px\))?"
_SIZED = rf"{MONEY} for (?:\d+x\d+|any other size)"
_TIMES = r"(?:\d+(?:\.\d+)? times|double|twice|triple|half)"
_EACH = (
    rf"(?P<amounts>{MONEY}(?: \(\w+\) or {MONEY})*(?: \(\w+\))?) (?P<unit>per (?:generated )?image) (?:for|at) (?P<at>\d+K)(?: resolution)?"
)
_EACHES = re.sub(r"\?P<\w+>", "?:", _EACH)
READERS: tuple[tuple[re.Pattern[str], SentenceReader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_COST}(?P<price>{MONEY}) (?P<unit>per (?P<thing>image|megapixel|compute second))", _flat),
        (rf"Price: (?P<price>{MONEY}) (?P<unit>per (?P<thing>image|megapixel|compute second)s)", _flat),
        (
            rf"{_COST}(?P<price>{MONEY}) (?P<unit>per megapixel) on both input and output side, "
            r"(?P<rounding>rounded up to the nearest megapixel)",
            _both_sides,
        ),
        (
            rf"{_COST}{MONEY} (?P<unit>per image) \((?P<output>{MONEY}) for image output \+ (?P<input>{MONEY}) for image input\)",
            _in_and_out,
        ),
        (rf"{_COST}(?P<list>{_EACHES}(?:,? and {_EACHES}|, {_EACHES})*)", _by_resolution),
        (
            rf"{_COST}(?P<price>{MONEY}) (?P<unit>per image) for 1K/2K, price will be (?P<factor>double|triple) for (?P<dearer>\d+K)",
            _doubled,
        ),
        (
            rf"{_COST}(?P<price>{MONEY}) (?P<unit>per (?P<thing>megapixel)) of each generated image "
            r"\(a 1024[x×]1024 image is 1 megapixel\)",
            _flat,
        ),
        (
            rf"{_COST}(?P<first>{MONEY}) for the (?P<one>first megapixel) of output, plus (?P<further>{MONEY}) "
            r"(?P<unit>per extra megapixel) of input and output, (?P<rounding>rounded up to the nearest megapixel)",
            _first_then,
        ),
        (rf"{_COST}(?P<price>{MONEY}) (?P<unit>per image) \(or (?P<other>{MONEY}) if you are using a (?P<style>\w+) style\)", _styled),
        (
            rf"(?P<kind>Text|Image) (?P<tokens>tokens) \((?P<per>per 1M)\): (?P<input>{MONEY}) input"
            rf"(?:, (?P<cached>{MONEY}) cached)?, (?P<output>{MONEY}) output",
            _tokens,
        ),
        (rf"You will be charged (?P<price>{MONEY}) (?P<unit>per 1,000 (?P<side>input|output) (?P<kind>text|image) tokens)", _token_rate),
        (
            rf"For (?P<quality>low|medium|high) quality, you will be charged (?P<list>{_SIZED}(?:(?:, and |, | and | or ){_SIZED})*) "
            r"(?P<unit>per image)",
            _by_size,
        ),
        (
            rf"(?P<names>{_RESOLUTION}(?: and {_RESOLUTION}|, {_RESOLUTION})*)(?: resolution)? outputs will be charged at "
            rf"(?P<factors>{_TIMES}(?: and {_TIMES}|, {_TIMES})*) the standard rate(?:, respectively)?",
            _multipliers,
        ),
        (rf"If (?P<feature>[a-z][a-z ]*) is used, an additional (?P<price>{MONEY}) will be charged", _surcharge),
        (r"Changing the quality parameter significantly affects cost; by default we use (?P<quality>low|medium|high)", _default_quality),
        (
            r"Total cost is (?P<words>rounded up to the closest hundredth of a cent) \(\$(?P<smallest>0\.0001)\.?\)",
            _rounding,
        ),
        (r"Output images are (?P<words>generated at a fixed \d+K) \((?P<size>\d+x\d+)px\)", _default_size),
        (r"Images are billed by (?P<words>rounding up to the nearest megapixel)", _megapixels),
    )
)
