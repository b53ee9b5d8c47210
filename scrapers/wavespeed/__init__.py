"""WaveSpeed: one JSON list of all its models, behind a key. `base_price` is dollars for one run; numbers inside `formula`, where a
model has one, are millionths of a dollar, and stand for the price of a run with these inputs.

Built against the whole answer of 2026-03-13 (794 models). Relies on `type` to say what a model makes, on `api_schemas[].type` being
`model_run` and on its `enum`s for the inputs a formula decides by. An output size `auto` is no size and left out.
A factor may be a fraction (12/7); what a formula makes of `base_price` and anything else is told, without a price. Types that make no
image, or of which it isn't said, are ignored by name.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from schema.drafts import Draft, Found, NoPrice, PriceWords
from schema.prices import Operation
from scrapers._drafts import no_price, offer, price, rule, size, unread
from scrapers._json import Node, Number
from scrapers._page import Page
from scrapers._provider import PageSpec, Provider
from scrapers.wavespeed._formulas import COUNTS, FormulaCase, cases, named, parse, questions

OPERATIONS: dict[str, Operation] = {"text-to-image": "generate", "image-to-image": "edit"}
NO_IMAGES = (
    *("text-to-video", "image-to-video", "video-to-video", "video-effects", "video-extend", "video-dubbing", "video-to-text"),
    *("text-to-audio", "audio-to-audio", "speech-to-text", "digital-human", "motion-control", "text-to-3d", "image-to-3d"),
    *("image-to-text", "llm", "training", "content-moderation"),
)
UNSAID = ("lora-support", "upscaler", "ai-remover", "image-effects", "portrait-transfer")  # images and videos under one type
KNOWN = ("model_id", "name", "base_price", "formula", "description", "type", "sort_order", "api_schema")
MILLIONTH = "0.000001"


def models(page: Page) -> Iterator[Draft]:
    for row in page.json["data"]:
        kind = row["type"].text
        if kind in OPERATIONS:
            yield from _model(row, OPERATIONS[kind])
        elif kind not in (*NO_IMAGES, *UNSAID):
            yield offer(row["model_id"].text, unread(row["type"].found(), f"the unknown type {kind!r}, which may be one of images"))


def _model(row: Node, operation: Operation) -> Iterator[Draft]:
    model, name, formula = row["model_id"].text, row["name"].text, row["formula"]
    (run,) = row["api_schema"]["api_schemas"]
    inputs, unit = run["request_schema"]["properties"], run["type"].text
    if not formula.text:
        yield offer(model, _base(row, unit, operation=operation), name=name)
        return
    found = _cases(formula, inputs)
    bad = [case.words for case in found if case.leaf == "other" and "base_price" not in case.words]
    if bad or not found:
        yield offer(model, unread(formula.found(), f"a formula no rule here reads: {bad[0] if bad else 'of unknown inputs'}"), name=name)
        return
    yield offer(model, *_lines(row, unit, operation, found), name=name)
    for case in found:
        if case.leaf == "times":
            yield rule("multiplier", case.words, _in(formula, case.words), model, **_axes(case))
    yield from _limits(formula, inputs, model)


def _cases(formula: Node, inputs: Node) -> list[FormulaCase]:
    read = parse(formula.text)
    return cases(read, {asked: _choices(asked, inputs) for asked in dict.fromkeys(questions(read))})


def _named(formula: Node) -> list[FormulaCase]:
    """The cases a formula names, whether a call may choose them or not: what a price is of hangs on them alone."""
    read = parse(formula.text)
    said = list(named(read))
    return cases(read, {asked: ["", *(value for name, value in said if name == asked)] for asked in dict.fromkeys(questions(read))})


def _choices(asked: str, inputs: Node) -> list[str]:
    if "<=" in asked:
        return ["yes", "no"]
    allowed = (inputs.get(asked) or inputs).get("enum")
    return [one.text for one in allowed or () if one.text != "auto"]


def _lines(row: Node, unit: str, operation: Operation, found: list[FormulaCase]) -> Iterator[PriceWords | NoPrice]:
    """A line for each case. Where a factor applies, `base_price` stands for all that nothing else is said of."""
    formula = row["formula"]
    general = any(case.leaf in ("times", "other") for case in _named(formula))
    for case in found:
        match case.leaf:
            case "base":
                yield _base(row, unit, operation=operation, **({} if general else _axes(case)))
            case "number":
                yield _millionths(row, case.words, "output_image", unit, operation=operation, **_axes(case))
            case "other":
                reason = f"{case.words} by its formula, and no number"
                yield no_price(_in(formula, case.words), "output_image", "image", reason, operation=operation, **_axes(case))
            case "times":
                pass  # a rule
    for flag, words in dict.fromkeys(added for case in found for added in case.surcharges):
        yield _millionths(row, words, "request", unit, feature=flag.removeprefix("enable_").replace("_", "-"))


def _base(row: Node, unit: str, **axes: Any) -> PriceWords:
    found = row["base_price"].found(Number, fault=_beside(row))
    return price(found, "output_image", "image", unit, currency="USD", locale="json", **axes)


def _millionths(row: Node, words: str, billable: Any, unit: str, **axes: Any) -> PriceWords:
    found = replace(_in(row["formula"], words), fault=_beside(row))
    sold: Any = "image" if billable == "output_image" else "request"
    return price(found, billable, sold, unit, currency="USD", denomination=MILLIONTH, locale="json", **axes)


def _in(formula: Node, words: str) -> Found:
    whole = formula.found()
    return replace(whole, text=words) if words in whole.text else whole


def _beside(row: Node) -> str:
    return ", ".join(f"a key {key!r} of unknown meaning" for key in row.others(*KNOWN))


def _axes(case: FormulaCase) -> dict[str, Any]:
    axes: dict[str, Any] = {}
    for asked, value in case.inputs:
        match asked.partition("<=")[::2]:
            case ["resolution", ""]:
                axes["resolution"] = value.upper()
            case ["quality" | "rendering_speed", ""]:
                axes["quality"] = value.lower()
            case ["size", ""]:
                axes["size"] = size(value)
            case ["images", most]:
                axes["references"] = f"1-{most}" if value == "yes" else f"{int(most) + 1}+"
            case _:
                axes["feature"] = f"{asked}-{value}".lower()
    return axes


def _limits(formula: Node, inputs: Node, model: str) -> Iterator[Draft]:
    """How many images one call makes at most, and the quality where none is asked for."""
    for count in COUNTS:
        most = (inputs.get(count) or inputs).get("maximum")
        if count in formula.text and most is not None:
            yield rule("images_per_call", most.found(Number).text, most.found(Number), model)
    usual = (inputs.get("quality") or inputs).get("default")
    if "quality" in questions(parse(formula.text)) and usual is not None:
        yield rule("default_quality", usual.text, usual.found(), model)


PROVIDER = Provider(
    name="WaveSpeedAI",
    home="https://wavespeed.ai",
    kind="reseller",
    seen="page",
    seen_on=date(2026, 3, 13),
    note="The list names no currency; the seller's pages are in US dollars.",
    pages=(
        PageSpec(
            url="https://api.wavespeed.ai/api/v3/models",
            kind="json",
            read=models,
            prices=(100, 900),
            identity=('"base_price"', '"total_price', '"model_run"'),
            key="WAVESPEED_API_KEY",
        ),
    ),
)
